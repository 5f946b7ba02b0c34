//! `Limits`: depth and memory.

use klaw_runtime::{ErrorKind, Limits, Raw, Value, msgpack};
use std::rc::Rc;

fn nested(levels: usize) -> Vec<u8> {
    [vec![0x91; levels - 1], vec![0x90]].concat()
}

#[test]
fn depth_counts_open_arrays_and_maps() {
    assert_eq!(Limits::DEPTH, 128);
    for limits in [Limits::new(), Limits::default()] {
        assert!(msgpack::from_slice_with::<Value<'_>>(&nested(128), &limits).is_ok());
        let bytes = nested(129);
        let error = msgpack::from_slice_with::<Value<'_>>(&bytes, &limits).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Limit, Some(128)));
        assert!(error.to_string().starts_with("Message is nested deeper than 128 arrays and maps - at `$[0][0]"));
    }
    // Siblings are not open at once, and maps count like arrays.
    let wide = [&[0xdc, 0x01, 0x00][..], &[0x90; 256]].concat();
    assert!(msgpack::from_slice_with::<Value<'_>>(&wide, &Limits::default().depth(2)).is_ok());
    assert!(msgpack::from_slice_with::<Value<'_>>(&wide, &Limits::default().depth(1)).is_err());
    assert!(msgpack::from_slice_with::<Value<'_>>(b"\x81\x80\x80", &Limits::default().depth(1)).is_err());
    assert!(msgpack::from_slice_with::<u8>(b"\x05", &Limits::default().depth(0)).is_ok());
    assert!(msgpack::from_slice_with::<Vec<u8>>(b"\xc4\0", &Limits::default().depth(0)).is_ok());
    let error = msgpack::from_slice_with::<Vec<u16>>(b"\x90", &Limits::default().depth(0)).unwrap_err();
    assert_eq!(error.to_string(), "Message is nested deeper than 0 arrays and maps");
}

#[test]
fn memory_charges_each_collection_before_it_is_allocated() {
    let limits = |bytes| Limits::default().memory(bytes);
    let words = b"\x94\x01\x02\x03\x04";
    assert!(msgpack::from_slice_with::<Vec<u64>>(words, &limits(32)).is_ok());
    let error = msgpack::from_slice_with::<Vec<u64>>(words, &limits(31)).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Limit, "Message needs more than 31 bytes of decoded collections")
    );
    // Boxes and shared pointers too, each value inside a collection.
    assert!(msgpack::from_slice_with::<Box<u64>>(b"\x05", &limits(8)).is_ok());
    assert!(msgpack::from_slice_with::<Box<u64>>(b"\x05", &limits(7)).is_err());
    assert!(msgpack::from_slice_with::<Rc<u64>>(b"\x05", &limits(7)).is_err());
    assert!(msgpack::from_slice_with::<Vec<Box<u64>>>(b"\x91\x05", &limits(16)).is_ok());
    assert!(msgpack::from_slice_with::<Vec<Box<u64>>>(b"\x91\x05", &limits(15)).is_err());
    // A borrowed string and a `Raw` cost nothing.
    assert!(msgpack::from_slice_with::<&str>(b"\xa2ab", &limits(0)).is_ok());
    assert!(msgpack::from_slice_with::<Raw<'_>>(words, &limits(0)).is_ok());
}

#[test]
fn trusted_input_has_no_limits() {
    let limits = Limits::trusted();
    assert!(msgpack::from_slice_with::<Raw<'_>>(&nested(100_000), &limits).is_ok());
    let units = [&[0xdd, 0, 1, 0, 0][..], &[0x90; 65_536]].concat();
    assert!(msgpack::from_slice_with::<Vec<[u16; 0]>>(&units, &limits).is_ok());
    assert!(msgpack::from_slice_with::<Vec<[u16; 0]>>(&units, &Limits::default().memory(65_535)).is_err());
    assert!(msgpack::from_slice_with::<Vec<[u16; 0]>>(&units, &Limits::default().memory(65_536)).is_ok());
}

/// More than the default lets a message ask for.
#[test]
fn trusted_input_may_take_memory() {
    type Large = [[u64; 4]; 8];
    #[derive(klaw_runtime::WireMessage)]
    #[wire(array_like)]
    struct Item {
        #[wire(default)]
        _numbers: Large,
    }
    let items = [&[0xdd, 0, 4, 0x93, 0xe0][..], &[0x90; 300_000]].concat();
    assert!(300_000 * size_of::<Item>() > (64 << 20) + 16 * items.len());
    assert!(msgpack::from_slice::<Vec<Item>>(&items).is_err_and(|error| error.kind() == ErrorKind::Limit));
    assert_eq!(msgpack::from_slice_with::<Vec<Item>>(&items, &Limits::trusted()).unwrap().len(), 300_000);
}

/// What a limit on the size alone lets through is judged by its decoder, which says where.
#[test]
fn a_limit_on_the_size_changes_no_other_error() {
    let limits = Limits::new().message_size(1000);
    for bytes in [nested(129), b"\x92\x91\x01".to_vec(), b"\x91\x92\x01\xc1".to_vec()] {
        let error = msgpack::from_slice::<Value<'_>>(&bytes).unwrap_err();
        let limited = msgpack::from_slice_with::<Value<'_>>(&bytes, &limits).unwrap_err();
        assert_eq!((limited.path(), limited.to_string()), (error.path(), error.to_string()));
    }
}
