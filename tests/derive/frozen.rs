//! `frozen`: the marker, asked of every field; and decoding in place for what is not frozen.

use klaw_runtime::envelope::{Ack, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader};
use klaw_runtime::{Ext, Frozen, Raw, Value, WireMessage};
use klaw_tests::assert::same;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

fn frozen<T: Frozen>() {}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
struct Message<'a, T> {
    text: Cow<'a, str>,
    list: Vec<Option<Box<T>>>,
    map: BTreeMap<String, (u8, [f64; 2])>,
    next: Option<Box<Message<'a, T>>>,
    #[wire(frozen, skip)]
    vouched: Cell<u8>,
}

/// Each holds the other, and neither is frozen before the other is.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
struct Chicken<'a, T> {
    name: &'a str,
    of: Option<Box<Egg<'a, T>>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
struct Egg<'a, T> {
    size: T,
    of: Option<Box<Chicken<'a, T>>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
enum Union {
    #[wire(tag = 1)]
    A { value: u8 },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(frozen)]
enum Enumeration {
    A,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent, frozen)]
struct Newtype(Arc<str>);

/// One type at several lifetimes, by itself and inside another.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
struct Lifetimes<'a, 'b> {
    a: &'a str,
    b: &'b str,
    c: Vec<&'b str>,
    d: Option<(Cow<'a, [u8]>, u8)>,
    e: Option<(Cow<'b, [u8]>, u8)>,
}

#[test]
fn frozen_types_say_so() {
    frozen::<Lifetimes<'_, '_>>();
    frozen::<Message<'_, u8>>();
    frozen::<Union>();
    frozen::<Enumeration>();
    frozen::<Newtype>();
    frozen::<(u8, Rc<str>, HashMap<String, HashSet<char>>, &str, Raw<'_>, Value<'_>, Ext<'_>)>();
    frozen::<(WireHeader<'_>, DataMessage<'_>, ControlMessage<'_>, Heartbeat<'_>, Ack<'_>, WireError<'_>)>();
    frozen::<WireEnvelope<'_>>();
}

#[test]
fn frozen_changes_nothing_on_the_wire() {
    let message = Message::<u8> {
        text: "x".into(),
        list: vec![Some(Box::new(1)), None],
        map: BTreeMap::new(),
        next: None,
        vouched: Cell::new(0),
    };
    same(message, b"\x94\xa1x\x92\x01\xc0\x80\xc0");
}
