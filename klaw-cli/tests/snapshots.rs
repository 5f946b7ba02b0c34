//! The whole output of commands, as a person sees it, held in files. `KLAW_BLESS=1` writes them anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use klaw_runtime::envelope::{DataMessage, Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::{Raw, codec};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

/// A command in the folder of the tests, without what the terminal around says of colours.
fn klaw() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaw"));
    command.current_dir(folder());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "KLAW_LOCK"] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100");
    command
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The command line, its exit code, and everything that it wrote.
fn run(arguments: &[&str], input: &[u8]) -> String {
    run_with(klaw(), arguments, input)
}

fn run_with(mut command: Command, arguments: &[&str], input: &[u8]) -> String {
    let pipes = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    // A command that does not read all of it closes the pipe.
    let writing = thread::spawn(move || drop(stdin.write_all(&input)));
    let done = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let (out, error) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    let code = done.status.code().unwrap();
    format!("$ klaw {}\n{out}{error}exit code {code}\n", arguments.join(" "))
}

#[track_caller]
fn same(name: &str, found: &str) {
    let path = folder().join("snapshots").join(name);
    if env::var_os("KLAW_BLESS").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{} says otherwise; KLAW_BLESS=1 writes it anew", path.display());
}

fn header() -> WireHeader<'static> {
    WireHeader { channel_id: "jobs".into(), seq: 300, ts: 1_703_001_234_567, ..WireHeader::default() }
}

/// A job in an envelope.
fn data() -> Vec<u8> {
    let job = b"\x95\x0a\xa4load\x03\x02\x81\xa2eu\x92\x01\xcd\x03\xe8";
    codec::encode(&WireEnvelope::Data(DataMessage::new(header(), Raw::new(&job[..]).unwrap())))
}

fn heartbeat() -> Vec<u8> {
    codec::encode(&WireEnvelope::Heartbeat(Heartbeat::new(header(), "worker-1")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

// inspect

#[test]
fn an_envelope() {
    same("envelope.txt", &run(&["inspect", "--envelope"], &data()));
}

#[test]
fn a_frame_without_a_schema() {
    same("plain.txt", &run(&["inspect", "-"], b"\x85\xa1a\xcb\x40\x09\x21\xfb\x54\x44\x2d\x18\x01\xc4\x03abc\xa1n\xc0\xa1t\xc7\x0c\xff\0\0\0\0\0\0\0\0\0\0\0\x01\xa1x\x92\xc3\xd0\x05"));
}

#[test]
fn a_stream() {
    let frames = [data(), heartbeat(), vec![0x93, 0x03, 0xc1]];
    let stream: Vec<u8> =
        frames.iter().flat_map(|frame| [&(frame.len() as u32).to_be_bytes()[..], frame].concat()).collect();
    same("stream.txt", &run(&["inspect", "--stream", "--envelope", "--tree"], &stream));
    same(
        "stream_part.txt",
        &run(&["inspect", "--stream", "--envelope", "--tree", "--skip", "1", "--take", "1"], &stream),
    );
    same("stream_cut.txt", &run(&["inspect", "--stream", "--tree", "--skip", "2"], &stream[..stream.len() - 1]));
    same("stream_other.txt", &run(&["inspect", "--stream", "u16le", "--dump"], &stream));
    same("stream_values.txt", &run(&["inspect", "--stream", "none", "--dump"], b"\x01\xa2ok\xc1\x02"));
}

#[test]
fn a_frame_that_ends_early() {
    let frame = data();
    same("truncated.txt", &run(&["inspect", "--envelope", "--hex", &hex(&frame[..frame.len() - 4])], b""));
    same("nothing.txt", &run(&["inspect"], b""));
}

#[test]
fn a_frame_that_is_none() {
    same("malformed.txt", &run(&["inspect", "--hex", "0x93, 0x01, 0xc1, 0x02"], b""));
    same("trailing.txt", &run(&["inspect", "--base64", "-"], b"kwECA6Jvaw==\n"));
    same("utf8.txt", &run(&["inspect", "--hex", "81a2fffe01"], b""));
    let deep = run(&["inspect", "--dump"], &[0x91; 200]);
    assert!(deep.contains(
        "error: Message is nested deeper than 128 arrays and maps
  --> stdin, byte 128, at $[0][0]"
    ));
}

#[test]
fn a_frame_that_breaks_the_rules() {
    let schema = ["inspect", "--schema", "job.lock", "--tree", "--hex"];
    let with = |frame: &'static str| [&schema[..], &[frame]].concat();
    let found = [
        run(&with("940aa46c6f61640302"), b""),
        run(&with("950aa0020681a265759101"), b""),
        run(&with("960aa161010580c0"), b""),
        run(&with("930aa1a1"), b""),
        run(&with("950aa1610105820191cd0102a2657590"), b""),
        run(&with("80"), b""),
    ];
    same("rules.txt", &found.join("\n"));
}

/// What a lock says of commands that are given its text; `lock.lock` in their arguments is its file.
fn with_lock(name: &str, text: &str, arguments: &[&str]) -> String {
    let path = env::temp_dir().join(format!("klaw-cli-{name}-{}.lock", std::process::id()));
    fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    let arguments: Vec<_> = arguments.iter().map(|part| if *part == "lock.lock" { file } else { part }).collect();
    let found = run(&arguments, b"");
    fs::remove_file(&path).unwrap();
    found.replace(file, "lock.lock")
}

/// A message of its own has its tag too, and messages that differ in nothing else are told apart by it.
#[test]
fn the_tag_of_a_message_is_looked_at() {
    for (frame, wrong) in [
        ("9409a16c0302", "expected the tag 10, found 9\n  --> --hex, byte 1, at $[0]\n"),
        ("94a26162a16c0302", "expected the tag 10, found \"ab\"\n  --> --hex, byte 1, at $[0]\n"),
        ("94c0a16c0302", "expected the tag 10, found nil\n  --> --hex, byte 1, at $[0]\n"),
        ("9490a16c0302", "expected the tag 10, found an array\n  --> --hex, byte 1, at $[0]\n"),
        ("9480a16c0302", "expected the tag 10, found a map\n  --> --hex, byte 1, at $[0]\n"),
    ] {
        let found = run(&["inspect", "--schema", "job.lock", "--tree", "--hex", frame], b"");
        assert!(found.contains(wrong) && found.ends_with("exit code 1\n"), "{found}");
    }
    let lock = "message A array tag 1\n    field 0 x: u8\n\nmessage B array tag 2\n    field 0 x: u8\n\n\
                message C map tag_field kind tag c\n    field 0 x: u8\n\n\
                message D map tag_field kind tag d\n    field 0 x: u8\n";
    let inspect =
        |frame: &str| with_lock("tags", lock, &["inspect", "--schema", "lock.lock", "--tree", "--hex", frame]);
    for (frame, name) in [
        ("920105", "A [2]"),
        ("920205", "B [2]"),
        ("82a46b696e64a163a17805", "C {2}"),
        ("82a17805a46b696e64a164", "D {2}"),
    ] {
        let found = inspect(frame);
        assert!(found.contains(&format!("\n{name}\n")) && found.ends_with("exit code 0\n"), "{found}");
    }
    let found = inspect("920305");
    assert!(found.contains("no type of the schema reads it"), "{found}");
    let arguments = ["inspect", "--schema", "lock.lock", "--type", "C", "--tree", "--hex", "82a46b696e6405a17805"];
    let found = with_lock("tag", lock, &arguments);
    assert!(found.contains("expected the tag \"c\", found 5\n  --> --hex, byte 6, at $.kind\n"), "{found}");
}

#[test]
fn json_for_programs() {
    let cut = &data()[..20];
    let found = [
        run(&["inspect", "--envelope", "--json"], &data()),
        run(&["inspect", "--json", "--hex", "84a16101a162cb7ff0000000000000a163c40161c7010561c2"], b""),
        run(&["inspect", "--json", "--hex", &hex(cut)], b""),
    ];
    same("json.txt", &found.join("\n"));
}

#[test]
fn a_payload_has_a_type_of_its_own() {
    let both = [
        fs::read_to_string(folder().join("../../tests/klaw.lock")).unwrap(),
        fs::read_to_string(folder().join("job.lock")).unwrap(),
    ];
    let path = env::temp_dir().join(format!("klaw-cli-{}.lock", std::process::id()));
    fs::write(&path, both.join("\n")).unwrap();
    let found = run(&["inspect", "--tree", "-s", path.to_str().unwrap(), "-t", "WireEnvelope", "-p", "Job"], &data());
    fs::remove_file(&path).unwrap();
    same("payload.txt", &found.replace(path.to_str().unwrap(), "both.lock"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let found = [
        run(&["inspect", "no such file"], b""),
        run(&["inspect", "--hex", "9"], b""),
        run(&["inspect", "--hex", "zz"], b""),
        run(&["inspect", "--base64", "*"], b""),
        run(&["inspect", "--schema", "snapshots.rs"], b""),
        run(&["inspect", "--schema", "job.lock", "--type", "Jab"], b""),
        run(&["inspect", "--type", "Job"], b""),
    ];
    same("errors.txt", &found.join("\n"));
}

// diff

#[test]
fn two_frames() {
    let other = codec::encode(&WireEnvelope::Data(DataMessage::new(
        WireHeader { seq: 301, ..header() },
        Raw::new(&b"\x94\x0a\xa4load\xcc\x03\x83\xa2us\x90\xa2eu\x93\x01\x02\x03\xa1n\xc0"[..]).unwrap(),
    )));
    let found = [
        run(&["diff", "--envelope", "--hex", &hex(&data()), &hex(&other)], b""),
        run(&["diff", "--schema", "job.lock", "--hex", "940aa1610102", "940aa1610305"], b""),
        run(&["diff", "--hex", "920102", "920102"], b""),
        run(&["diff", "--hex", "9201a2ff", "92cc01c0"], b""),
        run(&["diff", "--hex", "9201cb7ff8000000000001", "92cc01cb7ff8000000000001"], b""),
        run(&["diff", "--hex", "82a16101a16202", "82a16202a16101"], b""),
        run(&["diff", "--hex", "01", "0100"], b""),
        run(&["diff", "--hex", "0100", "01c0"], b""),
        run(&["diff", "--hex", "0100", "02"], b""),
        run(&["diff", "--hex", "82a16101a16103", "82a16102a16103"], b""),
        run(&["diff", "--hex", "9182a16101a16103", "9182a161cc01a16103"], b""),
        run(&["diff", "--hex", "82a16101a16103", "81a16103"], b""),
        run(&["diff", "--hex", "810105", "81cc0105"], b""),
        run(&["diff", "--hex", "820105a13106", "820107a13106"], b""),
        run(&["diff", "no such file", "job.lock"], b""),
    ];
    same("diff.txt", &found.join("\n"));
}

/// Each key is gone into once, however often it stands there and however deep: twice on each level would be twice as much work
/// with each.
#[test]
fn keys_that_stand_twice_are_compared_once() {
    let nested = |last: &str| format!("{}{last}", "82a16bc0a16b".repeat(12));
    let found = run(&["diff", "--hex", &nested("01"), &nested("02")], b"");
    assert_eq!(found.lines().filter(|line| line.starts_with("~ ")).count(), 1);
    assert!(found.ends_with(&format!("~ ${}  1 -> 2\nexit code 1\n", ".k".repeat(12))), "{found}");
    // The last counts on either side, and what is gone or new is said once.
    let found = run(&["diff", "--hex", "85a16101a16102a16701a16702a17803", "84a16102a17804a16e05a16e06"], b"");
    assert!(found.ends_with("\n- $.g  2\n~ $.x  3 -> 4\n+ $.n  6\nexit code 1\n"), "{found}");
}

/// Keys that have no name to tell them apart are told apart by their bytes.
#[test]
fn keys_without_a_name_are_not_one() {
    let found = run(&["diff", "--hex", "83910101910202c4010103", "83910105910206c4010203"], b"");
    let expected = "\n~ $...  1 -> 5\n~ $...  2 -> 6\n- $.1 bytes  3\n+ $.1 bytes  3\nexit code 1\n";
    assert!(found.ends_with(expected), "{found}");
    // However long their own headers are.
    let found = run(&["diff", "--hex", "81c4010103", "81c500010104"], b"");
    assert!(found.ends_with("\n~ $.1 bytes  3 -> 4\nexit code 1\n"), "{found}");
}

/// Each line has the path of its value: of a long key on it the beginning.
#[test]
fn a_long_key_before_many_differences_is_shortened() {
    let path = |name: &str| env::temp_dir().join(format!("klaw-cli-{name}-{}.bin", std::process::id()));
    let paths = ["old", "wide", "new"].map(path);
    let key = [&b"\x81\xda\xff\xff"[..], &[b'k'; 0xffff], b"\xdc\x07\xd0"].concat();
    for (path, item) in paths.iter().zip([&b"\x01"[..], b"\xcc\x01", b"\x02"]) {
        fs::write(path, [&key[..], &item.repeat(2000)].concat()).unwrap();
    }
    let diff = |a: usize, b: usize| run(&["diff", paths[a].to_str().unwrap(), paths[b].to_str().unwrap()], b"");
    let (bytes, values) = (diff(0, 1), diff(0, 2));
    paths.iter().for_each(|path| fs::remove_file(path).unwrap());
    let at = format!("$.{}..[1999]", "k".repeat(60));
    assert!(bytes.ends_with(&format!("\n  {at}  01 -> cc 01\nexit code 1\n")), "{}", bytes.len());
    assert!(values.ends_with(&format!("\n~ {at}  1 -> 2\nexit code 1\n")), "{}", values.len());
}

// explain

#[test]
fn an_error_is_explained() {
    let said = b"error: `frozen` is given twice; keep one\n --> src/lib.rs:3:10\nerror: a unit struct has no wire form; write `struct Mine {}`\n";
    let found = [
        run(&["explain", "KLAW-E003"], b""),
        run(&["explain", "error: `skip` goes on a field, not on the item; move it there"], b""),
        run(&["explain", "-"], said),
        run(&["explain", "look", "around"], b""),
        run(&["explain", "gibberish"], b""),
    ];
    same("explain.txt", &found.join("\n"));
    assert!(run(&["explain"], b"").contains("KLAW-E001  Unknown key\n"));
}

// schema

#[test]
fn two_locks() {
    let new =
        fs::read_to_string(folder().join("job.lock")).unwrap().replace("le 5", "le 9").replace("Low = 1", "Low = 2");
    let path = env::temp_dir().join(format!("klaw-cli-new-{}.lock", std::process::id()));
    fs::write(&path, new).unwrap();
    let new = path.to_str().unwrap();
    let found =
        [run(&["schema", "check", "job.lock", new], b""), run(&["schema", "check", "job.lock", "job.lock"], b"")];
    fs::remove_file(&path).unwrap();
    same("check.txt", &found.join("\n").replace(new, "new.lock"));
}

#[test]
fn a_lock_in_other_languages() {
    same("schema_json.txt", &run(&["schema", "json", "job.lock", "--type", "Job"], b""));
    same("schema_python.txt", &run(&["schema", "python", "job.lock"], b""));
    let unknown = run(&["schema", "json", "job.lock", "--type", "Jab"], b"");
    assert!(unknown.ends_with("error: the schema has no type `Jab`; it has Job, Name, Priority\nexit code 2\n"));
}

/// `$defs` is one object for all: what a union's member is called there is no other type's name, nor another member's.
#[test]
fn definitions_have_names_of_their_own() {
    let path = env::temp_dir().join(format!("klaw-cli-names-{}.lock", std::process::id()));
    let member = |name: &str| format!("    member {name} array tag {name}\n");
    let lock =
        format!("union A array\n{}union A_B array\n{}newtype A_C: u8\n", member("B_C") + &member("C"), member("C"));
    fs::write(&path, lock).unwrap();
    let found = run(&["schema", "json", path.to_str().unwrap()], b"");
    fs::remove_file(&path).unwrap();
    for (key, title) in [("A_C", "A_C"), ("A_C_", "C"), ("A_B_C", "B_C"), ("A_B_C_", "C")] {
        assert_eq!(found.matches(&format!("\"{key}\":{{\"title\":\"{title}\"")).count(), 1, "{key} in {found}");
    }
    let refs = |keys: [&str; 2]| keys.map(|key| format!("{{\"$ref\":\"#/$defs/{key}\"}}")).join(",");
    assert!(found.contains(&format!("\"anyOf\":[{}]", refs(["A_B_C", "A_C_"]))), "{found}");
    assert!(found.contains("\"anyOf\":[{\"$ref\":\"#/$defs/A_B_C_\"}]"), "{found}");
}

/// What the rules of a place say of a newtype is what they say of what it holds.
#[test]
fn rules_of_a_place_are_those_of_what_a_newtype_holds() {
    let lock = "message M array
    field 0 blob: Blob
        max_length 4
    field 1 tags: Tags
        max_length 3
        items max_length 2
    field 2 name: Name
        max_length 5
    field 3 counts: Counts?
        min_length 1
        keys max_length 6
        values le 7
    field 4 deep: [Outer]
        items min_length 2
        items items ge 1
    field 5 plain: Blob
    field 6 blobs: [Blob]
        items max_length 8
    field 7 named: {Name: u8}
        keys max_length 9

newtype Blob: bytes
    min_length 1

newtype Tags: [str]

newtype Name: str

newtype Counts: {str: u8}

newtype Outer: Inner

newtype Inner: [u8]

newtype Endless: [Endless]
    items min_length 1
";
    let found = with_lock("rules", lock, &["schema", "json", "lock.lock"]);
    for part in [
        r##"{"$ref":"#/$defs/Blob"}"##,
        r##"{"$ref":"#/$defs/Tags","maxItems":3,"items":{"maxLength":2}}"##,
        r##"{"$ref":"#/$defs/Name","maxLength":5}"##,
        r##"{"$ref":"#/$defs/Counts","minProperties":1,"propertyNames":{"maxLength":6},"additionalProperties":{"maximum":7}}"##,
        r##"{"type":"array","items":{"$ref":"#/$defs/Outer","minItems":2,"items":{"minimum":1}}}"##,
        r##"{"type":"array","items":{"$ref":"#/$defs/Blob"}}"##,
        r##""propertyNames":{"$ref":"#/$defs/Name","maxLength":9},"additionalProperties":"##,
        r##"{"title":"Blob","type":"string","contentEncoding":"base64"}"##,
        r##"{"title":"Endless","type":"array","items":{"$ref":"#/$defs/Endless","minItems":1}}"##,
    ] {
        assert!(found.contains(part), "{part} in\n{found}");
    }
    // Those of the list's strings, the name, and the two of keys.
    assert_eq!(found.matches("maxLength").count(), 4, "{found}");
}

/// `#` begins a fragment and stands in none.
#[test]
fn second_types_have_names_that_can_be_referred_to() {
    let lock = "message Both array
    field 0 a: Page
    field 1 b: Page#2
    field 2 c: Page_2

message Page array
    field 0 x: u8

message Page#2 array
    field 0 x: u16

message Page_2 array
    field 0 x: u32

union Page#3 array
    member A array tag 1
";
    let found = with_lock("second", lock, &["schema", "json", "lock.lock", "--type", "Page#2"]);
    let refs = [r##"{"$ref":"#/$defs/Page"}"##, r##"{"$ref":"#/$defs/Page_2_"}"##, r##"{"$ref":"#/$defs/Page_2"}"##];
    assert!(found.contains(&refs.join(",")), "{found}");
    assert!(found.contains(r##""$ref":"#/$defs/Page_2_","$defs":"##), "{found}");
    for key in [r#""Page_2_":{"title":"Page#2""#, r#""Page_2":{"title":"Page_2""#, r#""Page_3_A":{"title":"A""#] {
        assert_eq!(found.matches(key).count(), 1, "{key} in {found}");
    }
    assert_eq!(found.matches("/Page#").count(), 0, "{found}");
}

/// Where Python has another meaning, or none, for what a lock says, that is an error, or said in other words.
#[test]
fn python_says_no_other_rule() {
    let python = |text: &str| with_lock("python", text, &["schema", "python", "lock.lock"]);
    let of = |place: &str| {
        format!(
            "message M array\n    field 0 x: {place}\n\nnewtype Even: u8\n    multiple_of 2\n\n\
        newtype Half: float64\n    multiple_of 0.5\n\nnewtype Huge: u64\n    multiple_of 4611686018427387904\n"
        )
    };
    assert!(
        python(&of("Even\n        multiple_of 3")).contains("multiple_of=6"),
        "{}",
        python(&of("Even\n        multiple_of 3"))
    );
    assert!(python(&of("Even\n        multiple_of 4")).contains("multiple_of=4"));
    assert!(python(&of("Half\n        multiple_of 1.5")).contains("multiple_of=1.5"));
    assert!(python(&of("Half\n        multiple_of 0.25")).contains("multiple_of=0.5"));
    for place in ["Half\n        multiple_of 0.75", "Huge\n        multiple_of 3"] {
        let found = python(&of(place));
        let said = "error: there is no one number whose multiples are those of ";
        assert!(found.contains(said) && found.ends_with("exit code 2\n"), "{found}");
    }

    let raw = "message M array
    field 0 a: Payload?
    field 1 b: Payload? optional
    field 2 c: Payload? optional
        default null
    field 3 d: Maybe? optional
    field 4 e: Name? optional

newtype Payload: Inner

newtype Inner: any

newtype Maybe: u8?

newtype Name: str
";
    let found = python(raw);
    for line in [
        "    a: Payload\n",
        "    b: Payload = msgspec.Raw(b\"\\xc0\")\n",
        "    c: Payload = msgspec.Raw(b\"\\xc0\")\n",
        "    d: Maybe = None\n",
        "    e: Name | None = None\n",
    ] {
        assert!(found.contains(line), "{line} in\n{found}");
    }
}

/// The name of a lock's file stands in the module's docstring, and ends it with nothing.
#[cfg(unix)]
#[test]
fn a_locks_file_may_have_any_name() {
    let path = env::temp_dir().join(format!("klaw-cli-{}x\"\"\";import os;#\\\n", std::process::id()));
    fs::write(&path, "message M array\n").unwrap();
    let found = run(&["schema", "python", path.to_str().unwrap()], b"");
    fs::remove_file(&path).unwrap();
    assert_eq!(found.matches("\"\"\"").count(), 3, "one is in the command line: {found}");
    assert!(found.contains("x\\\"\\\"\\\";import os;#\\\\\\n, as msgspec structs"), "{found}");
}

/// A lock may come from anywhere, and a few names may say a type that is longer than any memory, or has no end.
#[test]
fn a_lock_that_python_cannot_have_is_refused() {
    let path = env::temp_dir().join(format!("klaw-cli-refused-{}.lock", std::process::id()));
    let python = |text: &str| {
        fs::write(&path, text).unwrap();
        let found = run(&["schema", "python", path.to_str().unwrap()], b"");
        fs::remove_file(&path).unwrap();
        found
    };
    let [endless, long, deep] = [
        "error: `A` holds itself without a message between, which Python has no name for\nexit code 2\n",
        "error: the types are longer than 16777216 characters in Python\nexit code 2\n",
        "error: types nest deeper than 128, with the newtypes in them\nexit code 2\n",
    ];
    let doubled = |last: usize| {
        let each = (0..last).map(|index| format!("newtype N{index}: (N{0}, N{0})\n", index + 1));
        format!("newtype M: {{N0: u8}}\n{}newtype N{last}: u8\n", each.collect::<String>())
    };
    let chain = |last: usize| {
        let each = (0..last).map(|index| format!("newtype N{index}: N{}\n", index + 1));
        format!("{}newtype N{last}: u8\n", each.collect::<String>())
    };
    let nested = (0..10).fold(String::from("u8"), |inner, _| format!("[{inner}; 16]"));
    for (text, expected) in [
        ("message M array\n    field 0 x: {A: u8}\nnewtype A: [A]\n", endless),
        ("message M array\n    field 0 x: A optional\nnewtype A: A\n", endless),
        ("message M array\n    field 0 x: A optional\n        default 1\nnewtype A: A\n", endless),
        ("newtype A: {[u8; 18446744073709551615]: u8}\n", long),
        (&doubled(60), long),
        (&format!("newtype A: {nested}\n"), long),
        (&chain(20_000), deep),
        (&format!("newtype A: {}u8{}\n", "[".repeat(128), "?]".repeat(128)), deep),
    ] {
        let found = python(text);
        assert!(found.ends_with(expected), "{}\n{found}", &text[..text.len().min(200)]);
    }
    // What is merely long is there.
    assert!(python("newtype A: {[u16; 32]: u8}\n").contains("A: TypeAlias = dict[tuple[U16, U16, "));
    assert!(python(&doubled(6)).contains("M: TypeAlias = dict[tuple[tuple["));
    assert!(python(&chain(100)).ends_with("\nN0: TypeAlias = N1\nexit code 0\n"));
}

/// `lock` blesses and `check` does not: the cargo that is called says what it was called with.
#[cfg(unix)]
#[test]
fn a_crates_own_tests() {
    use std::os::unix::fs::PermissionsExt as _;
    let cargo = env::temp_dir().join(format!("klaw-cli-cargo-{}", std::process::id()));
    fs::write(&cargo, "#!/bin/sh\necho \"$* KLAW_LOCK=$KLAW_LOCK\"\nexit $CODE\n").unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let with = |arguments: &[&str], code: &str| {
        let mut command = klaw();
        command.env("CARGO", &cargo).env("CODE", code).env("KLAW_LOCK", "break");
        run_with(command, arguments, b"")
    };
    let found = [
        with(&["schema", "lock"], "0"),
        with(&["schema", "lock", "--break", "--", "-p", "mine"], "0"),
        with(&["schema", "check", "--", "--test", "wire"], "101"),
    ];
    fs::remove_file(&cargo).unwrap();
    same("lock.txt", &found.join("\n"));
}

// The guide

/// What the guide shows is what the commands print.
#[test]
fn the_guide_is_right() {
    let mut shown = 0;
    for page in [include_str!("../../docs/user-guide/cli.md"), include_str!("../../docs/user-guide/python.md")] {
        for block in page.split("```console\n$ klaw ").skip(1) {
            let (command, rest) = block.split_once('\n').unwrap();
            let expected = rest.split_once("\n```\n").unwrap().0;
            let found = run(&command.split(' ').collect::<Vec<_>>(), b"");
            let (_, found) = found.split_once('\n').unwrap();
            let (found, _) = found.rsplit_once("exit code").unwrap();
            assert_eq!(found, format!("{expected}\n"), "$ klaw {command}");
            shown += 1;
        }
    }
    assert!(shown >= 7, "{shown}");
}

// bench, completions, man

#[test]
fn times_of_ones_own_frames() {
    let frames = [data(), heartbeat()];
    let stream: Vec<u8> =
        frames.iter().flat_map(|frame| [&(frame.len() as u32).to_be_bytes()[..], frame].concat()).collect();
    let found = run(&["bench", "--stream", "--millis", "20"], &stream);
    assert!(found.contains("2 frames, 71 bytes\n"), "{found}");
    assert!(found.contains("decode, to the envelope"), "{found}");
    let broken = run(&["bench", "--hex", "92"], b"");
    assert!(broken.contains("error: frame 0, at 0: Input data was truncated; `klaw inspect` shows where"), "{broken}");
    assert!(run(&["bench", "--stream"], b"").contains("error: there are no frames"));
}

#[test]
fn completions_and_the_man_page_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(run(&["completions", shell], b"").contains("explain"), "{shell}");
    }
    let page = run(&["man"], b"");
    assert!(page.contains(".TH klaw 1") && page.contains("\\-\\-envelope"), "{page}");
}

#[test]
fn colours() {
    let arguments = ["inspect", "--hex", "9201c1"];
    let coloured = run(&[&["--color", "always"], &arguments[..]].concat(), b"");
    same("colours.txt", &coloured.replace('\x1b', "ESC"));
    assert!(coloured.contains('\x1b'));
    let mut forced = klaw();
    forced.env("CLICOLOR_FORCE", "1");
    assert!(run_with(forced, &arguments, b"").contains('\x1b'));
    let mut refused = klaw();
    refused.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert_eq!(run_with(refused, &arguments, b""), run(&arguments, b""));
    assert!(!run(&arguments, b"").contains('\x1b'));
}

/// Whatever a frame or a lock holds, the terminal is told of it and does not obey it.
#[test]
fn no_control_character_reaches_the_terminal() {
    let path = |name: &str| env::temp_dir().join(format!("klaw-cli-control-{name}-{}.lock", std::process::id()));
    let [strict, several, changed, broken] = ["strict", "several", "changed", "broken"].map(path);
    let name = "\"\\u{1b}]0;pwn\\u{7}\"";
    fs::write(&strict, "message M map forbid_unknown_fields\n").unwrap();
    fs::write(&several, format!("message {name} map\n    field 0 x: u8 optional\nmessage M map\n")).unwrap();
    fs::write(&changed, format!("message {name} map\n    field 0 x: u16 optional\nmessage M map\n")).unwrap();
    fs::write(&broken, "message M map \x1b]0;pwn\x07\n").unwrap();
    let paths = [&strict, &several, &changed, &broken];
    let [strict, several, changed, broken] = paths.map(|path| path.to_str().unwrap());
    let frame = b"\x81\xa8\x1b]0;pwn\x07\x01";
    let found = [
        run(&["--color", "always", "inspect", "--schema", strict], frame),
        run(&["--color", "always", "inspect", "--schema", several], frame),
        run(&["--color", "always", "inspect", "--schema", several, "--type", "N"], frame),
        run(&["--color", "always", "inspect", "--schema", broken], frame),
        run(&["--color", "always", "inspect", "no\x07file"], frame).replacen("no\x07file", "", 1),
        run(&["--color", "always", "diff", "--hex", &hex(frame), "80"], b""),
        run(&["--color", "always", "schema", "check", several, changed], b""),
    ];
    paths.into_iter().for_each(|path| fs::remove_file(path).unwrap());
    for found in found {
        // Colours alone.
        let rest = found.replace("\x1b[", "");
        assert!(rest.contains("pwn") || rest.contains("file"), "{rest:?}");
        assert!(!rest.contains(|character: char| character.is_control() && character != '\n'), "{rest:?}");
    }
}

/// A value takes much more memory than its bytes, so not all are kept; a fault behind them is found all the same.
#[test]
fn a_long_frame_is_shown_in_part() {
    let long = |last: u8| [&b"\xdd\x00\x01\x20\x00"[..], &[1; 0x1_1fff], &[last]].concat();
    let shown = run(&["inspect", "--tree"], &long(1));
    assert_eq!(shown.lines().filter(|line| line.contains("- [")).count(), 65_535, "the array itself is one");
    assert!(shown.ends_with("and 8193 more with what is in them are not; --all shows them\nexit code 0\n"));
    assert_eq!(
        run(&["inspect", "--tree", "--all"], &long(1)).lines().filter(|line| line.contains("- [")).count(),
        0x1_2000
    );
    let broken = run(&["inspect", "--tree"], &long(0xc1));
    assert!(broken.contains("--> stdin, byte 73732, at $\n"), "{}", &broken[broken.len() - 400..]);
    assert!(broken.ends_with("exit code 1\n"));
}

/// Each fault says where it is: a long key in front of many is not repeated for each, and they are not kept without end.
#[test]
fn a_long_key_before_many_faults_is_shortened() {
    let path = env::temp_dir().join(format!("klaw-cli-long-{}.lock", std::process::id()));
    fs::write(&path, "message M map forbid_unknown_fields\n    field 0 x: {str: [u8]}\n").unwrap();
    let (schema, key) = (["--schema", path.to_str().unwrap()], "k".repeat(0xffff));
    let long = [&b"\xda\xff\xff"[..], key.as_bytes()].concat();
    let frame = [&b"\x82"[..], &long, b"\x01\xa1x\x81", &long, b"\xdc\x07\xd0", &b"\xa1a".repeat(2000)].concat();
    let shown = run(&[&["inspect", "--tree"], &schema[..]].concat(), &frame);
    let json = run(&[&["inspect", "--json"], &schema[..]].concat(), &frame);
    // The key of a map is no more text for what is in it.
    let inner = [&b"\x81\x81"[..], &long, b"\x81\xc1"].concat();
    let broken = run(&["inspect", "--tree"], &inner);
    fs::remove_file(&path).unwrap();
    let start = "k".repeat(60);
    assert!(shown.contains(&format!("error: the field `{start}..` is unknown")));
    assert!(shown.contains(&format!("at $.x.{start}..[998]\n")));
    assert!(shown.len() < 500_000, "{}", shown.len());
    assert!(shown.ends_with("note: 1001 more faults are not shown\nexit code 1\n"), "{}", &shown[shown.len() - 400..]);
    assert!(json.ends_with(",\"faults_not_shown\":1001}\nexit code 1\n"), "{}", &json[json.len() - 400..]);
    assert!(broken.contains(&format!("at key in key in $.{start}..\n")), "{}", &broken[broken.len() - 400..]);
}

/// Whatever the bytes are, there is an answer: no panic, which would be exit code 101.
#[test]
fn any_bytes_have_an_answer() {
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let (data, job) = (data(), b"\x95\x0a\xa4load\x03\x02\x81\xa2eu\x92\x01\xcd\x03\xe8".to_vec());
    let mut stream = Vec::new();
    for _ in 0..300 {
        let mut frame = if next() % 2 == 0 { data.clone() } else { job.clone() };
        for _ in 0..next() % 4 {
            let at = next() % frame.len();
            frame[at] = next() as u8;
        }
        frame.truncate(frame.len() - if next() % 3 == 0 { next() % frame.len() } else { 0 });
        stream.extend((frame.len() as u32).to_be_bytes());
        stream.extend(frame);
    }
    for form in ["--dump", "--tree", "--json"] {
        for schema in [&["--envelope"][..], &["--schema", "job.lock"], &[]] {
            let found = run(&[&["inspect", "--stream", form], schema].concat(), &stream);
            assert!(found.ends_with("exit code 1\n"), "{}", &found[found.len() - 300..]);
        }
    }
}
