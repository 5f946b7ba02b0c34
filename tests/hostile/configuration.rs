//! TOML, which people write: what is wrong with it is an error that says where.

use crate::stack::STACK;
use klaw_runtime::{ErrorKind, WireMessage, toml};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Settings {
    #[wire(default)]
    capacity: u32,
    #[wire(default)]
    name: String,
    #[wire(default)]
    next: Option<Box<Settings>>,
}

fn read(text: &[u8]) -> Result<Settings, (ErrorKind, String)> {
    let text = text.to_vec();
    let small = std::thread::Builder::new().stack_size(STACK);
    let read = move || toml::from_slice::<Settings>(&text).map_err(|error| (error.kind(), error.to_string()));
    small.spawn(read).unwrap().join().unwrap()
}

#[test]
fn class_51_texts_that_are_wrong() {
    assert_eq!(read(b"capacity = 5\nname = 'a'\n").unwrap().capacity, 5);
    for (text, kind) in [
        (&b"unknown = 1"[..], ErrorKind::Validation),
        (b"Capacity = 1", ErrorKind::Validation),
        (b"capacity = 4294967296", ErrorKind::Validation),
        (b"capacity = -1", ErrorKind::Validation),
        (b"capacity = 99999999999999999999999999", ErrorKind::Validation),
        (b"capacity = 1\ncapacity = 2", ErrorKind::Malformed),
        (b"[next]\n[next]", ErrorKind::Malformed),
        (b"capacity = ", ErrorKind::Malformed),
        (b"[", ErrorKind::Malformed),
        (b"name = '\xff'", ErrorKind::InvalidUtf8),
        (b"\xfe\xff\0c", ErrorKind::InvalidUtf8),
    ] {
        let refused = read(text).map_err(|(kind, _)| kind);
        assert_eq!(refused, Err(kind), "{}", String::from_utf8_lossy(text));
    }
    for length in 0..12 {
        // Each part of a text is one, or an error.
        let _ = read(&b"capacity = 5"[..length]);
    }
}

#[test]
fn class_51_texts_that_are_deep() {
    for levels in [1_usize, 20, 1000, 100_000] {
        for text in [
            ["next = ", &"{ next = ".repeat(levels), "{}", &" }".repeat(levels)].concat(),
            ["[", &"next.".repeat(levels), "next]"].concat(),
            [&"next.".repeat(levels), "capacity = 1"].concat(),
            ["name = ", &"[".repeat(levels), &"]".repeat(levels)].concat(),
            ["name = ", &"[".repeat(levels)].concat(),
        ] {
            let refused = read(text.as_bytes());
            if levels > 32 {
                let kind = refused.unwrap_err().0;
                assert!([ErrorKind::Limit, ErrorKind::Malformed].contains(&kind), "{kind:?}");
            }
        }
    }
}
