//! What each message writes, it reads.

#![allow(clippy::used_underscore_binding, reason = "a name like the derive's own")]

use crate::messages::{
    Both, Bounded, Command, CommandView, Constrained, ConstrainedView, Either2, HISTORY, Later, Level, Message, Names,
    NamesView, Parameters, ParametersView, Passed, PassedMap, Payload, Small, Status, Stop, Tree, Wrapped,
};
use ::serde::{Deserialize, Serialize};
use ::std::borrow::{Cow, ToOwned as _};
use ::std::boxed::Box;
use ::std::clone::Clone as _;
use ::std::cmp::PartialEq;
use ::std::convert::From as _;
use ::std::fmt::Debug;
use ::std::option::Option::{None, Some};
use ::std::result::Result::{Err, Ok};
use ::std::string::{String, ToString as _};
use ::std::vec::Vec;
use ::wire::json::{self, Json};
use ::wire::{Decode, Encode, Validate, msgpack};

#[track_caller]
fn there_and_back<'de, T>(value: &T, frame: &'de mut Vec<u8>)
where
    T: Encode + Decode<'de> + Validate + PartialEq + Debug,
{
    msgpack::encode_to(value, frame);
    match msgpack::from_slice::<T>(frame) {
        Ok(back) => ::std::assert_eq!(&back, value),
        Err(error) => ::std::panic!("{error} in {frame:02x?}"),
    }
}

/// Through the runtime's own JSON, and through serde's.
#[track_caller]
fn in_text<'de, T>(value: &T, text: &'de mut Vec<u8>)
where
    T: Encode + Decode<'de> + Json + Serialize + Deserialize<'de> + PartialEq + Debug,
{
    json::encode_to(value, text);
    match json::from_slice::<T>(text) {
        Ok(back) => ::std::assert_eq!(&back, value),
        Err(error) => ::std::panic!("{error} in {text:?}"),
    }
    match ::serde_json::from_slice::<T>(text) {
        Ok(back) => ::std::assert_eq!(&back, value),
        Err(error) => ::std::panic!("{error} in {text:?}"),
    }
    match ::serde_json::to_vec(value) {
        Ok(same) => ::std::assert_eq!(&same, text),
        Err(error) => ::std::panic!("{error}"),
    }
}

#[track_caller]
fn everywhere<'de, T>(value: &T, frame: &'de mut Vec<u8>, text: &'de mut Vec<u8>)
where
    T: Encode + Decode<'de> + Validate + Json + Serialize + Deserialize<'de> + PartialEq + Debug,
{
    there_and_back(value, frame);
    in_text(value, text);
}

fn names() -> Names<'static> {
    Names {
        r#type: 1,
        reader: -5,
        sink: "abc",
        value: 0.5,
        _0: Cow::Borrowed("abc"),
        Ok: Some(true),
        id: 3,
        ID: 4,
        slots: 0,
    }
}

#[test]
fn messages() {
    everywhere(&names(), &mut Vec::new(), &mut Vec::new());
    everywhere(&Passed { r#type: Some(3), reader: "x".to_owned() }, &mut Vec::new(), &mut Vec::new());
    everywhere(&PassedMap { sink: ::std::vec![1.0], w: -3 }, &mut Vec::new(), &mut Vec::new());
    ::std::assert_eq!(msgpack::to_vec(&Passed { r#type: None, reader: "main".to_owned() }), b"\x90");
    let parameters = Parameters::<'_, '_, u8, 2> {
        the_first: 1,
        entries: [2, 3],
        text: "t",
        raw_bytes: b"b",
        items: ::std::vec![4, 5],
    };
    there_and_back(&parameters, &mut Vec::new());
    let leaf = Tree { value: "leaf".to_owned(), left: None, rest: Vec::new() };
    let tree = Tree { value: "root".to_owned(), left: Some(Box::new(leaf.clone())), rest: ::std::vec![leaf] };
    everywhere(&tree, &mut Vec::new(), &mut Vec::new());
    let map = ::std::collections::BTreeMap::from([("ab1".to_owned(), ::std::vec![1, 2])]);
    everywhere(&Constrained { number: -4, map, by_module: 255 }, &mut Vec::new(), &mut Vec::new());
    everywhere(&Bounded { inner: Wrapped(7u8) }, &mut Vec::new(), &mut Vec::new());
}

#[test]
fn enumerations_and_newtypes() {
    everywhere(&Small(10), &mut Vec::new(), &mut Vec::new());
    everywhere(&Wrapped("x".to_owned()), &mut Vec::new(), &mut Vec::new());
    for level in [Level::None, Level::Some, Level::Loop] {
        everywhere(&level, &mut Vec::new(), &mut Vec::new());
    }
    ::std::assert_eq!(msgpack::to_vec(&Level::Loop), [0xcc, 200]);
    for status in [Status::Ok, Status::Err, Status::Other(Cow::Borrowed("else"))] {
        everywhere(&status, &mut Vec::new(), &mut Vec::new());
    }
}

#[test]
fn unions() {
    everywhere(&Message::<'_, u8>::Ok(names()), &mut Vec::new(), &mut Vec::new());
    everywhere(&Message::Err(Box::new(Payload { payload: 5u8, by: "me" })), &mut Vec::new(), &mut Vec::new());
    everywhere(&Message::Some { reader: 1, r#type: ::std::vec![1u8, 2] }, &mut Vec::new(), &mut Vec::new());
    let none: Message<'_, u8> = Message::None {};
    everywhere(&none, &mut Vec::new(), &mut Vec::new());
    let unknown = msgpack::from_slice::<Message<'_, u8>>(b"\x92\x09\x01");
    ::std::assert!(::std::matches!(unknown, Ok(Message::Unknown { tag: 9, .. })));
    everywhere(&Command::Stop(Stop {}), &mut Vec::new(), &mut Vec::new());
    everywhere(&Command::Start { key: 1 }, &mut Vec::new(), &mut Vec::new());
    everywhere(&Either2::<u8>::Both(Both { a: 1 }), &mut Vec::new(), &mut Vec::new());
    let tree = Tree { value: 1u8, left: None, rest: Vec::new() };
    everywhere(&Either2::Tree { tree }, &mut Vec::new(), &mut Vec::new());
    let map = msgpack::from_slice::<Either2<u8>>(b"\x82\xa4type\xa4both\xa1a\x02");
    ::std::assert!(::std::matches!(map, Ok(Either2::Both(Both { a: 2 }))));
}

#[track_caller]
fn refused<'de, T: Decode<'de> + Debug>(frame: &'de [u8], text: &str) {
    match msgpack::from_slice::<T>(frame) {
        Ok(value) => ::std::panic!("{value:?}"),
        Err(error) => ::std::assert_eq!(error.to_string(), text),
    }
}

#[test]
fn rules_hold() {
    refused::<Small>(b"\x0b", "Expected `int` <= 10");
    let mut thirteen = names();
    thirteen.reader = 13;
    refused::<Names<'_>>(&msgpack::to_vec(&thirteen), "13");
    let mut long = names();
    long._0 = Cow::Owned(String::from("abcde"));
    refused::<Names<'_>>(&msgpack::to_vec(&long), "long - at `$[5]`");
    let mut low = names();
    low.ID = 1;
    refused::<Names<'_>>(&msgpack::to_vec(&low), "Expected `int` >= 2 - at `$[8]`");
}

#[test]
fn views() {
    let frame = msgpack::to_vec(&names());
    match msgpack::from_slice::<NamesView<'_>>(&frame) {
        Ok(NamesView { tag: 1, r#type: 1, sink: "abc", _0: Cow::Borrowed("abc"), Some: Some(true), .. }) => {}
        other => ::std::panic!("{other:?}"),
    }
    refused::<NamesView<'_>>(b"\x96\x01\x0d\x00\xa1a\x01\xa0", "13");
    refused::<NamesView<'_>>(b"\x96\x01\x01\x00\xa1a\x01\xa5abcde", "long - at `$[5]`");
    let parameters = msgpack::from_slice::<ParametersView<'_, u8, 2>>(b"\x93\x01\x92\x02\x03\xa1x");
    ::std::assert!(::std::matches!(parameters, Ok(ParametersView { the_first: 1, entries: [2, 3], text: "x" })));
    let constrained = msgpack::from_slice::<ConstrainedView>(b"\x82\xa3map\x80\xa6number\x04");
    ::std::assert!(::std::matches!(constrained, Ok(ConstrainedView { number: 4, by_module: 7 })));
    refused::<ConstrainedView>(b"\x81\xa6number\x03", "Expected `int` that's a multiple of 2 - at `$.number`");
    let command = msgpack::from_slice::<CommandView<'_>>(b"\x82\xa4kind\xa5Start\xa3key\x01");
    ::std::assert!(::std::matches!(command, Ok(CommandView { tag: "Start" })));
}

#[test]
fn registries() {
    let later = Later { header: (2,), length: 1, text: "t" };
    for (version, expected) in [(1, &b"\x93\x01\x91\x01\xa1t"[..]), (2, b"\x94\x01\x91\x02\x01\xa1t")] {
        match HISTORY.encode_as(version, &later) {
            Ok(frame) => ::std::assert_eq!(frame, expected),
            Err(error) => ::std::panic!("{error}"),
        }
    }
}
