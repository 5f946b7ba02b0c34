//! TOML, which people write: what is wrong with it is an error that says where.

use crate::counter::counted;
use crate::roads::ERROR;
use crate::stack::STACK;
use klaw_runtime::config::Config;
use klaw_runtime::{ErrorKind, WireMessage, toml};
use std::collections::HashMap;

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

/// Thirty-two levels and no more, whichever way a text goes down, and wherever it has come up again.
#[test]
fn class_51_how_deep_a_text_may_be() {
    let is_too_deep = |text: &str| read(text.as_bytes()).is_err_and(|(kind, _)| kind == ErrorKind::Limit);
    let arrays = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    let tables = |levels: usize| ["{ a = ".repeat(levels), String::from("1"), " }".repeat(levels)].concat();
    let key = |names: usize| vec!["a"; names].join(".");
    for (what, most, make) in [
        ("arrays", 32, &(|levels| format!("x = {}", arrays(levels))) as &dyn Fn(usize) -> String),
        ("inline tables", 32, &|levels| format!("x = {}", tables(levels))),
        ("the dots of a key", 32, &|dots| format!("{} = 1", key(dots + 1))),
        ("the dots before an array", 31, &|dots| format!("{} = []", key(dots + 1))),
        ("arrays under a key with dots", 29, &|levels| format!("{} = {}", key(4), arrays(levels))),
        ("a header, each of whose names is two", 16, &|names| format!("[{}]", key(names))),
        ("a header of an array", 16, &|names| format!("[[{}]]", key(names))),
        ("arrays under a header", 28, &|levels| format!("[a.b]\nx = {}", arrays(levels))),
        ("the second of two", 30, &|levels| format!("x = [[{}, {}]]", arrays(levels), arrays(levels))),
        ("tables in a list", 31, &|levels| format!("x = [{}, {}]", tables(levels), tables(levels))),
        ("what stands under the next header", 28, &|levels| format!("[a.b]\n[c.d]\nx = {}", arrays(levels))),
        ("what stands in the next line", 30, &|levels| format!("a.b.c = []\nd.e.f = {}", arrays(levels))),
        ("the next key of a table", 29, &|levels| format!("x = {{ a.b = 1, c.d.e = {} }}", arrays(levels))),
        ("what a header follows", 32, &|levels| format!("x = {}\n[a]\n", arrays(levels))),
        ("what a header of an array follows", 32, &|levels| format!("x = {}\n[[a]]\n", arrays(levels))),
    ] {
        assert!(!is_too_deep(&make(most)), "{what}: {most}");
        assert!(is_too_deep(&make(most + 1)), "{what}: {}", most + 1);
    }
    // Many, and none inside of another.
    for text in [
        format!("x = [{}]", "[], ".repeat(100)),
        format!("x = [{}]", "{ a = 1 }, ".repeat(100)),
        (0..100).map(|line| format!("a.b{line} = 1\n")).collect(),
        (0..100).map(|line| format!("[a.b{line}]\n")).collect(),
        "[[a.b]]\n".repeat(100),
        format!("x = {{ {} }}", (0..100).map(|key| format!("a.b{key} = 1")).collect::<Vec<_>>().join(", ")),
    ] {
        assert!(!is_too_deep(&text), "{text}");
    }
}

/// Settings as a service has them.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Service {
    #[wire(default)]
    capacity: u32,
    #[wire(default)]
    map: HashMap<String, u64>,
    #[wire(default)]
    list: Vec<Settings>,
    #[wire(default)]
    next: Option<Box<Service>>,
}

/// Loads a file, tells what it says and drops it on the smallest stack. The parser keeps within the budget of a decoder; what
/// is made of its tree, with where each value stands and what is wrong with it, is beside that.
fn load(name: &str, text: &[u8]) -> Result<(), String> {
    let name = format!("klaw-hostile-{}-{}.toml", std::process::id(), name.replace(' ', "-"));
    let path = std::env::temp_dir().join(&name);
    std::fs::write(&path, text).unwrap();
    let run = || {
        counted(|| {
            let loaded = Config::<Service>::builder().file(&path).variables([("", ""); 0]).load();
            loaded
                .map(|config| drop((config.explain().to_string(), config.to_toml())))
                .map_err(|error| error.to_string())
        })
    };
    let (result, counts) = std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(STACK);
        small.spawn_scoped(scope, run).unwrap().join().unwrap()
    });
    std::fs::remove_file(&path).unwrap();
    let most = 16 * text.len() + (64 << 20) + ERROR;
    assert!(counts.peak <= 4 * most, "{name}: {} bytes, the parser {most}: {result:?}", counts.peak);
    result
}

#[test]
fn class_51_configurations_that_are_wrong() {
    let nested = |levels: usize| ["next = ", &"{ next = ".repeat(levels), "{}", &" }".repeat(levels)].concat();
    for (name, text, says) in [
        ("fine", String::from("capacity = 5\nmap.a = 1\n[next]\n[[list]]\nname = 'a'"), ""),
        ("a number past all", String::from("capacity = 99999999999999999999999999"), "from 0 to 4294967295, found"),
        ("a number past its type", String::from("capacity = 4294967296"), "from 0 to 4294967295, found"),
        ("a key twice", String::from("capacity = 1\ncapacity = 2"), "first in line 1"),
        ("a table twice", String::from("[next]\n[next]"), "the key is given twice"),
        ("deep", nested(100_000), "nested deeper than 32"),
        ("as deep as may be", nested(14), ""),
        ("cut", String::from("capacity = "), "not TOML"),
        ("large", "#\n".repeat(3 << 20), "larger than 4 MiB"),
    ] {
        match load(name, text.as_bytes()) {
            Ok(()) => assert_eq!(says, "", "{name}"),
            Err(said) => assert!(!says.is_empty() && said.contains(says), "{name}: {said}"),
        }
    }
    assert!(load("no text", b"capacity = 1 # \xff").unwrap_err().contains("not UTF-8"));
}

#[test]
fn class_51_configurations_that_hold_much() {
    const COUNT: usize = 60_000;
    for (name, make) in crate::memory::TOML {
        drop(load(name, make(COUNT).as_bytes()));
    }
    let keys: String = (0..COUNT).map(|key| format!("k{key}=1\n")).collect();
    assert_eq!(load("a map", format!("[map]\n{keys}").as_bytes()), Ok(()));
    let list = |item: &str, count: usize| ["list = [", &item.repeat(count), "]"].concat();
    assert_eq!(load("a list", list("{},", COUNT).as_bytes()), Ok(()));
    assert_eq!(load("a list of lists", list("{next={}},", COUNT / 4).as_bytes()), Ok(()));
    let long = format!("[map.{}]\n{keys}", "a".repeat(64 << 10));
    let said = load("a long name over many", long.as_bytes()).unwrap_err();
    assert!(said.contains("the file is not read: names of values"), "{said}");
    // In a file's path, as in the file that is written, each is six characters.
    let keys: String = (0..90).map(|key| format!("k{key}=1\n")).collect();
    let escaped = format!("[map.\"{}\"]\n{keys}", "\\e".repeat(1 << 20));
    let said = load("a name of escapes over many", escaped.as_bytes()).unwrap_err();
    assert!(said.contains("the file is not read: names of values"), "{said}");
    let said = load("far too much", list("{next={}},", 4 * COUNT).as_bytes()).unwrap_err();
    assert!(said.contains("the file is not read: what it holds may take more than"), "{said}");
}

/// A fault is told with the path of its value, and a long name may stand over many.
#[test]
fn class_51_configurations_with_many_faults() {
    let name = "a".repeat(1 << 20);
    let said = load("keys twice under a long name", format!("[map.{name}]\n{}", "k=1\n".repeat(2000)).as_bytes());
    let said = said.unwrap_err();
    assert!(said.contains("there are more than 256 faults in all") && said.len() < 4 << 20, "{} bytes", said.len());
    let said = load("broken lines", "]aaaaaaa\n".repeat(200_000).as_bytes()).unwrap_err();
    assert!(said.contains("there are more than 256 faults in all"), "{} bytes", said.len());
    let unknown: String = (0..250).map(|key| format!("k{key}=1,")).collect();
    let said = load(
        "faults under a long name",
        format!("[[list]]\nname='a'\n[next.map]\n\"{name}\"={{{unknown}}}").as_bytes(),
    );
    assert!(said.unwrap_err().len() < 4 << 20);
}
