//! `skip`: a field that is not on the wire.

use klaw_runtime::WireMessage;
use klaw_tests::assert::{encoded, reads, same};
use std::cell::Cell;
use std::collections::BTreeMap;

/// A type with no wire form.
#[derive(Debug, PartialEq)]
struct Handle(u8);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Array {
    a: u8,
    #[wire(skip)]
    cache: Cell<u8>,
    #[wire(skip, default = Handle(7))]
    handle: Handle,
}

#[derive(Debug, PartialEq, WireMessage)]
struct Map {
    #[wire(skip)]
    cache: BTreeMap<u8, u8>,
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Union {
    #[wire(tag = 1)]
    A {
        a: u8,
        #[wire(skip)]
        cache: Option<Box<u8>>,
    },
}

#[test]
fn skipped_fields_take_their_default() {
    same(Array { a: 1, cache: Cell::new(0), handle: Handle(7) }, b"\x91\x01");
    assert_eq!(encoded(&Array { a: 1, cache: Cell::new(9), handle: Handle(9) }), b"\x91\x01");
    same(Map { cache: BTreeMap::new(), a: 1 }, b"\x81\xa1a\x01");
    // Its name is one like any other that is not known.
    reads(b"\x82\xa5cache\x05\xa1a\x01", Map { cache: BTreeMap::new(), a: 1 });
    same(Union::A { a: 1, cache: None }, b"\x92\x01\x01");
    assert_eq!(encoded(&Union::A { a: 1, cache: Some(Box::new(5)) }), b"\x92\x01\x01");
    reads(b"\x92\x01\x05", Array { a: 1, cache: Cell::new(0), handle: Handle(7) });
}
