//! Time in proportion to the input.

use crate::roads::Tree;
use indexmap::IndexMap;
use klaw_runtime::config::Config;
use klaw_runtime::{Decode, Limits, Secret, Validate, Value, WireMessage, json, msgpack, toml};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(WireMessage)]
#[wire(array_like)]
struct Unit {}

/// In seconds.
fn best(read: impl Fn(&[u8]), bytes: &[u8]) -> f64 {
    // The thread's own time: what other processes take does not count.
    let now = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    };
    let once = || {
        let start = now();
        read(bytes);
        now() - start
    };
    (0..7).map(|_| once()).fold(f64::MAX, f64::min)
}

/// Twice the input costs about twice the time: a bound far from quadratic, that a busy machine keeps.
fn check<T: for<'a> Decode<'a>>(name: &str, make: impl Fn(usize) -> Vec<u8>) {
    check_with::<T>(name, &Limits::new(), make);
}

fn check_with<T: for<'a> Decode<'a>>(name: &str, limits: &Limits, make: impl Fn(usize) -> Vec<u8>) {
    let inputs = [make(20_000), make(160_000)];
    for bytes in &inputs {
        limits.check(bytes).unwrap_or_else(|error| panic!("{name}: {error:#}"));
    }
    check_read(name, &inputs, |bytes| drop(msgpack::from_slice_with::<T>(bytes, limits).unwrap()));
}

/// The second input is 8 x the first.
fn check_read(name: &str, [small, large]: &[Vec<u8>; 2], read: impl Fn(&[u8])) {
    // What other processes take is taken from one of the two: the best of a few tries counts.
    let ratio = || best(&read, large) / best(&read, small).max(1e-5);
    let ratios: Vec<f64> = (0..8).map(|_| ratio()).take_while(|ratio| *ratio > 24.0).collect();
    assert!(ratios.len() < 8, "{name}: 8 x the input costs {ratios:.1?} x the time");
}

fn array(count: usize) -> Vec<u8> {
    [&[0xdd][..], &(count as u32).to_be_bytes()].concat()
}

fn map(count: usize) -> Vec<u8> {
    [&[0xdf][..], &(count as u32).to_be_bytes()].concat()
}

/// Keys that fall into one place of a table whose hash is the number itself, or its product with a constant: here they are
/// as good as any.
#[test]
fn class_52_keys_that_are_chosen() {
    let keys = |shift: u32| {
        move |count: usize| {
            let entry = |key: u64| [&[0xcf][..], &(key << shift).to_be_bytes(), &[0]].concat();
            [map(count), (0..count as u64).flat_map(entry).collect()].concat()
        }
    };
    check::<HashMap<u64, u8>>("high bits", keys(44));
    check::<HashSet<u64>>("high bits in a set", |count| {
        let item = |key: u64| [&[0xcf][..], &(key << 44).to_be_bytes()].concat();
        [array(count), (0..count as u64).flat_map(item).collect()].concat()
    });
    check::<IndexMap<u64, u8>>("high bits in order", keys(44));
    // Nobody can choose them: two tables with the same keys have them in different orders.
    let orders: HashSet<Vec<u64>> =
        (0..8).map(|_| msgpack::from_slice::<HashMap<u64, u8>>(&keys(0)(64)).unwrap().into_keys().collect()).collect();
    assert!(orders.len() > 1);
}

#[test]
fn class_54_time_is_linear() {
    #[derive(WireMessage)]
    #[wire(array_like, tag = 1)]
    struct One {
        #[wire(default)]
        _a: u8,
    }
    #[derive(WireMessage)]
    struct Map {
        #[wire(default)]
        _a: u8,
    }
    let items = |count: usize, item: &[u8]| [array(count), item.repeat(count)].concat();
    let keys = |count: usize| {
        [map(count), (0..count as u32).flat_map(|key| [&[0xce][..], &key.to_be_bytes(), &[0]].concat()).collect()]
            .concat()
    };
    check::<Vec<u64>>("integers", |count| items(count, b"\x05"));
    check::<Vec<String>>("strings", |count| items(count, b"\xa3abc"));
    check::<Vec<Option<Box<bool>>>>("boxes", |count| items(count, b"\xc3"));
    check::<HashMap<u32, u8>>("a hash map", keys);
    check::<BTreeMap<u32, u8>>("a sorted map", keys);
    check::<HashMap<u32, u8>>("one key many times", |count| [map(count), b"\x05\x05".repeat(count)].concat());
    check::<Vec<One>>("further elements", |count| items(count, b"\x93\x01\x05\x05"));
    check::<One>("one message with many elements", |count| [array(count + 1), vec![1], vec![0x05; count]].concat());
    check::<Map>("one message with many unknown keys", |count| [map(count), b"\xa1z\x90".repeat(count)].concat());
    check::<Map>("one message with one key many times", |count| [map(count), b"\xa2_a\x05".repeat(count)].concat());
    check::<Tree>("siblings", |count| [&b"\x91"[..], &items(count, b"\x91\x90")].concat());
    // With all that is looked at before.
    let every = Limits::new().string_size(9).element_count(1 << 20).deny_duplicate_keys().memory(1 << 30);
    check_with::<HashMap<u32, u8>>("a map whose keys are compared", &every, |count| {
        [map(count), (0..count as u32).flat_map(|key| [&[0xce][..], &key.to_be_bytes(), &[0]].concat()).collect()]
            .concat()
    });
    check_with::<Vec<String>>("strings that are looked at", &every, |count| items(count, b"\xa3abc"));
    check::<Vec<Unit>>("deep and skipped", |count| {
        items(count / 100, &[&[0x91][..], &[0x91; 100][..], &[0xc0]].concat())
    });
    // What is read in runs, and breaks off behind each element.
    #[derive(WireMessage)]
    #[wire(array_like, lax)]
    struct Lax {
        _flags: Vec<bool>,
        #[wire(default)]
        _numbers: Vec<u32>,
        #[wire(default)]
        _floats: Vec<f64>,
    }
    check::<Lax>("bools by the lax rules", |count| [&b"\x91"[..], &items(count, b"\x01")].concat());
    check::<Lax>("numbers by the lax rules", |count| [&b"\x92\x90"[..], &items(count, b"\xa15")].concat());
    check::<Lax>("floats by the lax rules", |count| [&b"\x93\x90\x90"[..], &items(count, b"\xa15")].concat());
}

#[derive(WireMessage)]
#[wire(json, serde)]
struct Text {
    #[wire(default)]
    _map: HashMap<String, u64>,
    #[wire(default)]
    _text: String,
}

#[derive(WireMessage)]
#[wire(serde)]
enum Tagged {
    #[wire(tag = "a")]
    A {},
}

/// Texts, the broken ones too: an error says where it stands.
#[test]
fn class_54_time_of_texts_is_linear() {
    type Make = fn(usize) -> String;
    let json: [(&str, Make); 10] = [
        ("integers", |count| format!("[{}0]", "5,".repeat(count))),
        ("digits", |count| "7".repeat(count)),
        ("digits behind a point", |count| format!("0.{}", "7".repeat(count))),
        ("an exponent", |count| format!("1e{}", "7".repeat(count))),
        ("escapes", |count| format!("\"{}\"", "\\n\\u00e9".repeat(count))),
        ("spaces", |count| format!("[{}1]", " \n".repeat(count))),
        ("keys", |count| format!("{{{}\"z\":0}}", (0..count).map(|key| format!("\"{key}\":0,")).collect::<String>())),
        ("one key", |count| format!("{{\"_map\":{{{}\"z\":0}}}}", "\"a\":0,".repeat(count))),
        ("a map's keys", |count| {
            format!("{{\"_map\":{{{}\"z\":0}}}}", (0..count).map(|key| format!("\"{key}\":0,")).collect::<String>())
        }),
        ("an error behind lines", |count| format!("[{}x]", "5,\n".repeat(count))),
    ];
    for (name, make) in json {
        check_read(&format!("JSON, {name}"), &[4_000, 32_000].map(|count| make(count).into_bytes()), |text| {
            let _ = (json::from_slice::<Value<'_>>(text), json::from_slice::<Text>(text));
        });
    }
    let toml: [(&str, Make); 9] = [
        ("keys", |count| (0..count).map(|key| format!("k{key} = 1\n")).collect()),
        ("tables", |count| (0..count).map(|key| format!("[_map.k{key}]\n")).collect()),
        ("a map's keys", |count| (0..count).map(|key| format!("_map.k{key} = 1\n")).collect()),
        ("tables in a list", |count| "[[a]]\nb = 1\n".repeat(count)),
        ("integers", |count| format!("a = [{}]", "5,".repeat(count))),
        ("a text", |count| format!("_text = \"{}\"", "\\n".repeat(count))),
        ("comments", |count| "# nothing\n".repeat(count)),
        ("an error behind lines", |count| format!("{}x", "#\n".repeat(count))),
        ("a key that is not closed", |count| format!("\"{}", "a".repeat(count))),
    ];
    // A tag is looked for, and found at the end or not at all.
    let union: [(&str, Make); 2] = [
        ("keys and no tag", |count| (0..count).map(|key| format!("k{key} = 1\n")).collect()),
        ("keys and a tag", |count| {
            (0..count).map(|key| format!("k{key} = 1\n")).chain(["type = 'a'".into()]).collect()
        }),
    ];
    for (name, make) in union {
        check_read(&format!("TOML, {name}"), &[1_000, 8_000].map(|count| make(count).into_bytes()), |text| {
            let _ = toml::from_slice::<Tagged>(text);
        });
    }
    for (name, make) in toml {
        check_read(&format!("TOML, {name}"), &[1_000, 8_000].map(|count| make(count).into_bytes()), |text| {
            let _ = (toml::from_slice::<Value<'_>>(text), toml::from_slice::<Text>(text));
        });
    }
}

#[derive(WireMessage)]
#[wire(serde)]
struct Settings {
    #[wire(default)]
    map: HashMap<String, u64>,
    #[wire(default)]
    source: Option<Source>,
    /// Lines are shown where no secret may be.
    #[wire(default, secret)]
    token: Option<Secret<String>>,
}

/// What stands in its table is what the tag says.
#[derive(Clone, WireMessage)]
#[wire(serde)]
enum Source {
    #[wire(tag = "files")]
    Files {
        #[wire(default)]
        limit: u8,
    },
}

/// A file, read, laid over the defaults, and told with its origins.
#[test]
fn class_54_time_of_a_configuration_is_linear() {
    let keys = |count| (0..count).map(|key| format!("k{key} = 1\n")).collect::<String>();
    let files: [(&str, &dyn Fn(usize) -> String); 11] = [
        ("a map's keys", &|count| (0..count).map(|key| format!("map.k{key} = 1\n")).collect()),
        ("keys that nobody knows", &keys),
        ("keys that stand twice", &|count| keys(count).repeat(2)),
        ("tables that stand twice", &|count| (0..count).map(|key| format!("[k{key}]\n")).collect::<String>().repeat(2)),
        ("a union whose tag stands last", &|count| format!("[source]\n{}type = 'files'\nlimit = 1", keys(count))),
        ("a union without its tag", &|count| format!("[source]\n{}", keys(count))),
        ("a union with a value that is wrong", &|count| {
            format!("[source]\n{}type = 'files'\nlimit = 'x'", keys(count))
        }),
        ("a list", &|count| format!("map = [{}]", "5,".repeat(count))),
        ("an error behind lines", &|count| format!("{}x", "#\n".repeat(count))),
        ("an error in each line", &|count| "]aaaaaaa\n".repeat(8 * count)),
        ("many keys that stand twice", &|count| keys(4 * count).repeat(2)),
    ];
    let path = std::env::temp_dir().join(format!("klaw-linear-{}.toml", std::process::id()));
    for (name, make) in files {
        check_read(&format!("a file, {name}"), &[1_000, 8_000].map(|count| make(count).into_bytes()), |text| {
            std::fs::write(&path, text).unwrap();
            let loaded = Config::<Settings>::builder().file(&path).variables([("", ""); 0]).load();
            drop(loaded.map(|settings| (settings.explain().to_string(), settings.to_toml())));
        });
    }
    std::fs::remove_file(&path).unwrap();
}

thread_local! {
    /// How often a list of `Items` was looked at.
    static LOOKS: Cell<usize> = const { Cell::new(0) };
}

/// The rules of a newtype, and those of the field that holds it, hold for one list: at each level both are looked at, and the
/// lists below no further time.
#[derive(WireMessage)]
#[wire(transparent, json, serde)]
#[constrain(max_length = 8, with = looked_at)]
struct Items(Vec<Branch>);

#[derive(WireMessage)]
#[wire(array_like, json, serde)]
struct Branch {
    #[constrain(max_length = 4)]
    items: Items,
}

fn looked_at(_: &Vec<Branch>) -> Result<(), &'static str> {
    LOOKS.set(LOOKS.get() + 1);
    Ok(())
}

#[test]
fn class_54_rules_of_lists_in_lists() {
    // As deep as may be, and first what ends where the time doubles with each level.
    for levels in [16, 63] {
        let frame = [&[0x91; 127][128 - 2 * levels..], b"\x90"].concat();
        let text = ["[".repeat(2 * levels), "]".repeat(2 * levels)].concat();
        let looks = |read: &dyn Fn()| {
            LOOKS.set(0);
            read();
            LOOKS.get()
        };
        assert_eq!(looks(&|| drop(msgpack::from_slice::<Branch>(&frame).unwrap())), levels);
        assert_eq!(looks(&|| drop(json::from_str::<Branch>(&text).unwrap())), levels);
        assert_eq!(looks(&|| drop(serde_json::from_str::<Branch>(&text).unwrap())), levels);
        let branch: Branch = msgpack::from_slice(&frame).unwrap();
        assert_eq!(looks(&|| branch.validate().unwrap()), levels);
        // The report goes by the schema, and where that finds nothing decodes.
        assert_eq!(looks(&|| assert!(Branch::validate_all(&frame).is_ok())), levels);
        let long = [&[0x91; 127][128 - 2 * levels..], b"\x95", &[0xc0; 5]].concat();
        let report = Branch::validate_all(&long);
        assert_eq!(report.faults.len(), 5, "{report}");
    }
}

/// Each key in a key would be escaped for all that are around it.
#[test]
fn class_54_keys_in_keys() {
    for levels in [1, 2, 8, 100] {
        let frame = [vec![0x81; levels], vec![0xc0; levels + 1]].concat();
        let value: Value<'_> = msgpack::from_slice(&frame).unwrap();
        let text = json::to_string(&value);
        let expected = match levels {
            1 => r#"{"null":null}"#,
            2 => r#"{"{\"null\":null}":null}"#,
            _ => r#"{"null":null}"#,
        };
        assert_eq!(text, expected);
    }
}
