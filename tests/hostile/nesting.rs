//! Values in values. How much stack a level of each kind of type takes is measured in `stack`.

use crate::roads::{Reads, everywhere, everywhere_with, frame};
use klaw_runtime::{ErrorKind, Limits, Raw, Value, msgpack};
use klaw_tests::assert::refused;
use std::collections::{BTreeMap, HashMap};

const OPENERS: [(&[u8], &[u8]); 3] = [(b"\x91", b"\xc0"), (b"\x81\xc0", b"\xc0"), (b"\x81", b"\xc0\xc0")];

fn deep(open: &[u8], close: &[u8], levels: usize) -> Vec<u8> {
    [&open.repeat(levels)[..], close].concat()
}

#[test]
fn class_14_typed_messages() {
    for (open, close, most) in [
        (&b"\x91\x91"[..], &b"\x91\x90"[..], 63),
        (b"\x82\xa4name\xa1a\xa4next", b"\xc0", 128),
        (b"\x92\x01", b"\x92\x02\x05", 127),
        (b"\xdc\0\x02\x01", b"\x92\x02\x05", 127),
    ] {
        for levels in [1, 60, 62, 63, 126, 127, 128, 129, 1000, 100_000] {
            let seen = everywhere(&deep(open, close, levels));
            for road in ["Tree", "Chain", "Expression", "decode_in_place of a Tree", "decode_in_place of a Chain"] {
                match seen.on(road) {
                    // Another type's bytes.
                    Err((ErrorKind::Validation, _)) => {}
                    other => assert_eq!(other.is_ok(), levels <= most, "{road} {levels} {other:?}"),
                }
            }
            if levels > 128 {
                seen.refused(&[Reads::Structure, Reads::Value], ErrorKind::Limit);
            }
        }
    }
}

/// In a frame they stand one level deeper. What a channel has been given is read on the stack of whoever asks for it.
#[test]
fn class_14_typed_payloads() {
    for levels in [1, 61, 62, 63, 1000, 100_000] {
        let seen = everywhere(&frame(b"\x93\x01", &deep(b"\x91\x91", b"\x91\x90", levels)));
        for road in [
            "FramedReceiver of Trees",
            "FramedReceiver of Trees in place",
            "ChannelActor::put_frame of a Tree",
            "ChannelActor::get of a Tree",
            "Router::dispatch to a Tree",
        ] {
            match seen.on(road) {
                Ok(()) => assert!(levels <= 62, "{road} {levels}"),
                Err((_, text)) => {
                    assert!(levels > 62 && text.contains("deeper than 128 arrays and maps"), "{road} {levels}: {text}");
                }
            }
        }
    }
}

/// Alone, or in a frame that holds it in a place of its own: at the last level that is allowed, at the next, and far past it.
fn around(start: &[u8], before: &[u8], outside: usize) {
    for (open, close) in OPENERS {
        for levels in [127 - outside, 128 - outside, 129 - outside, 1000, 100_000] {
            // One level less where the key is what nests: a map stands in each.
            let inside = [before, &deep(open, close, levels)].concat();
            let bytes = if start.is_empty() { inside } else { frame(start, &inside) };
            // Of maps in keys only the last is complete.
            let complete = open != b"\x81";
            let seen = everywhere(&bytes);
            if levels + outside > 128 {
                seen.refused(&[Reads::Structure, Reads::Value], ErrorKind::Limit);
                if outside > 0 {
                    seen.refused(&[Reads::Envelope], ErrorKind::Limit);
                }
            } else if complete {
                seen.accepted(&[Reads::Structure, Reads::Value]);
                if outside > 0 {
                    seen.accepted(&[Reads::Envelope]);
                }
            }
        }
    }
}

#[test]
fn class_15_inside_of_a_raw() {
    around(b"", b"", 0);
    around(b"\x93\x01", b"", 1);
    around(b"\x94\x02", b"\xa5close", 1);
    // Without a limit, the scan is still on the heap.
    let million = deep(b"\x91", b"\xc0", 1_000_000);
    let road = |bytes: &[u8]| {
        let scan = || msgpack::from_slice_with::<Raw<'_>>(bytes, &Limits::trusted()).is_ok();
        std::thread::scope(|scope| {
            std::thread::Builder::new().stack_size(crate::stack::STACK).spawn_scoped(scope, scan).unwrap().join()
        })
    };
    assert!(road(&million).unwrap());
}

#[test]
fn class_16_inside_of_an_unknown_field() {
    around(b"\x94\x03", b"\xa0", 1);
    around(b"\x95\x03", b"\xa0\x90", 1);
}

#[test]
fn class_17_as_a_key() {
    let keys = b"\x81".repeat(1000);
    everywhere(&keys).fails(&[Reads::Structure, Reads::Value, Reads::Typed, Reads::Envelope]);
    let complete = [&b"\x81".repeat(128)[..], &[0xc0; 129]].concat();
    everywhere(&complete).accepted(&[Reads::Structure]);
    assert!(msgpack::from_slice::<Value<'_>>(&complete).is_ok());
    let deeper = [&b"\x81".repeat(129)[..], &[0xc0; 130]].concat();
    everywhere(&deeper).refused(&[Reads::Structure, Reads::Value], ErrorKind::Limit);
    refused::<HashMap<u8, u8>>(&keys, "Expected `int`, got `object` - at `key` in `$`");
    refused::<BTreeMap<BTreeMap<BTreeMap<u8, u8>, u8>, u8>>(
        &keys,
        "Expected `int`, got `object` - at `key in key in key` in `$`",
    );
}

#[test]
fn class_14_a_lower_limit_holds_everywhere() {
    let limits = Limits::new().depth(3);
    let seen = everywhere_with(&deep(b"\x91", b"\xc0", 4), &limits);
    seen.refused(&[Reads::Structure, Reads::Value], ErrorKind::Limit);
    seen.fails(&[Reads::Typed, Reads::Envelope]);
    everywhere_with(&deep(b"\x91", b"\xc0", 3), &limits).accepted(&[Reads::Structure, Reads::Value]);
    everywhere_with(&frame(b"\x93\x01", &deep(b"\x91", b"\xc0", 3)), &limits)
        .refused(&[Reads::Envelope], ErrorKind::Limit);
    everywhere_with(&frame(b"\x93\x01", &deep(b"\x91", b"\xc0", 2)), &limits).accepted(&[Reads::Envelope]);
}
