//! Each of `Limits`, on every road that takes them.

use crate::roads::{Reads, everywhere_with, frame, golden};
use klaw_runtime::codec::CodecPool;
use klaw_runtime::{ErrorKind, Limits, msgpack};

const WHOLE: [Reads; 3] = [Reads::Envelope, Reads::Structure, Reads::Value];

/// Without limits on the input itself: what a peek reads is bounded by itself.
const UNLIMITED: [&str; 3] = ["peek_version", "peek_tag", "Place::range"];

#[test]
fn the_size_of_a_message() {
    for golden in golden() {
        let limits = Limits::new().message_size(golden.len());
        everywhere_with(&golden, &limits).accepted(&WHOLE).accepted(&[Reads::Start]);
        let seen = everywhere_with(&golden, &limits.message_size(golden.len() - 1));
        let text = format!("Message has {} bytes, at most {} are allowed", golden.len(), golden.len() - 1);
        seen.says(&WHOLE, &text).says(&[Reads::Typed], &text);
        for road in crate::roads::all().filter(|road| road.reads == Reads::Start && road.name != "Reader::skip") {
            assert_eq!(seen.on(road.name).is_err(), !UNLIMITED.contains(&road.name), "{}", road.name);
        }
    }
    let seen = everywhere_with(b"[1, 2]", &Limits::new().message_size(5));
    seen.says(&[Reads::Json], "Message has 6 bytes, at most 5 are allowed");
    assert!(everywhere_with(b"[1, 2]", &Limits::new().message_size(6)).on("Vec<u64> in JSON").is_ok());
    seen.says(&[Reads::Toml], "Message has 6 bytes, at most 5 are allowed");
    everywhere_with(b"a = ''", &Limits::new().message_size(6)).accepted(&[Reads::Toml]);
}

#[test]
fn the_size_of_strings() {
    let limits = Limits::new().string_size(4);
    for (value, fits) in [
        (&b"\xa4abcd"[..], true),
        (b"\xa5abcde", false),
        (b"\xd9\x05abcde", false),
        (b"\xda\0\x05abcde", false),
        (b"\xdb\0\0\0\x05abcde", false),
        (b"\xc4\x04abcd", true),
        (b"\xc4\x05abcde", false),
        (b"\xc5\0\x05abcde", false),
        (b"\xc6\0\0\0\x05abcde", false),
        (b"\xd6\x05abcd", true),
        (b"\xd7\x05abcdefgh", false),
        (b"\xc7\x05\x01abcde", false),
        (b"\xc8\0\x05\x01abcde", false),
        (b"\xc9\0\0\0\x05\x01abcde", false),
        (b"\x81\xa5abcde\xc0", false),
        (b"\x91\x91\xa5abcde", false),
    ] {
        for bytes in [
            frame(b"\x93\x01", value),
            frame(b"\x94\x03", &[b"\xa1s", value].concat()),
            frame(b"\x94\x02", &[b"\xa4stop", value].concat()),
        ] {
            let seen = everywhere_with(&bytes, &limits);
            if fits {
                seen.accepted(&WHOLE);
            } else {
                seen.refused(&WHOLE, ErrorKind::Limit);
            }
        }
        let seen = everywhere_with(value, &limits);
        assert_eq!(seen.on("Raw::new").is_ok(), fits, "{value:02x?}");
    }
    everywhere_with(br#"["abcde"]"#, &limits).refused(&[Reads::Json], ErrorKind::Limit);
    for (text, fits) in [
        ("name = 'abcd'", true),
        ("name = 'abcde'", false),
        ("name = \"abcde\"", false),
        ("name = \"ab\\n\"", true),
        ("name = \"ab\\n\\n\"", false),
        ("name = '''abcd'''", true),
        ("name = \"\"\"abcde\"\"\"", false),
        ("next = { name = 'abcde' }", false),
        ("list = [{ name = 'abcd' }, { name = 'abcde' }]", false),
        ("map.abcd = 123456", true),
        ("map.abcde = 1", false),
        ("map.'abcd' = 1", true),
        ("[map]\nabcde = 1", false),
    ] {
        let seen = everywhere_with(text.as_bytes(), &limits);
        if fits {
            assert!(!matches!(seen.on("Settings in TOML"), Err((ErrorKind::Limit, _))), "{text}");
        } else {
            seen.refused(&[Reads::Toml], ErrorKind::Limit);
        }
    }
    let seen = everywhere_with(b"[next]\nname = 'abcde'", &limits);
    seen.says(
        &[Reads::Toml],
        "Message holds a string longer than 4 bytes (byte 14) - at `$.next.name` (line 2, column 8)",
    );
}

#[test]
fn the_count_of_elements() {
    let limits = Limits::new().element_count(5);
    for (value, fits) in [
        (&b"\x95\x01\x02\x03\x04\x05"[..], true),
        (b"\x96\x01\x02\x03\x04\x05\x06", false),
        (b"\xdc\0\x06\x01\x02\x03\x04\x05\x06", false),
        (b"\xdd\0\0\0\x06\x01\x02\x03\x04\x05\x06", false),
        (b"\x85\x01\xc0\x02\xc0\x03\xc0\x04\xc0\x05\xc0", true),
        (b"\x86\x01\xc0\x02\xc0\x03\xc0\x04\xc0\x05\xc0\x06\xc0", false),
        (b"\xde\0\x06\x01\xc0\x02\xc0\x03\xc0\x04\xc0\x05\xc0\x06\xc0", false),
    ] {
        let seen = everywhere_with(&frame(b"\x93\x01", value), &limits);
        if fits {
            seen.accepted(&WHOLE);
        } else {
            seen.refused(&WHOLE, ErrorKind::Limit);
        }
        assert_eq!(everywhere_with(value, &limits).on("Raw::new").is_ok(), fits, "{value:02x?}");
    }
    everywhere_with(b"[1,2,3,4,5,6]", &limits).refused(&[Reads::Json], ErrorKind::Limit);
    everywhere_with(b"list = [{},{},{},{},{}]", &limits).accepted(&[Reads::Toml]);
    everywhere_with(b"map = {a=1,b=2,c=3,d=4,e=5}", &limits).accepted(&[Reads::Toml]);
    for text in [
        "list = [{},{},{},{},{},{}]",
        "next.list = [{},{},{},{},{},{}]",
        "map = {a=1,b=2,c=3,d=4,e=5,f=6}",
        "[map]\na=1\nb=2\nc=3\nd=4\ne=5\nf=6\n",
        "map.a=1\nmap.b=2\nmap.c=3\nmap.d=4\nmap.e=5\nmap.f=6\n",
        "[[list]]\n[[list]]\n[[list]]\n[[list]]\n[[list]]\n[[list]]\n",
    ] {
        everywhere_with(text.as_bytes(), &limits).refused(&[Reads::Toml], ErrorKind::Limit);
    }
    let seen = everywhere_with(b"[map]\na=1\nb=2\nc=3\nd=4\ne=5\nf=6\n", &limits);
    let text = "Message holds an array or map of more than 5 elements (byte 26) - at `$.map` (line 7, column 1)";
    seen.says(&[Reads::Toml], text);
}

#[test]
fn memory_and_depth() {
    let bytes = msgpack::to_vec(&vec!["text"; 100]);
    let seen = everywhere_with(&bytes, &Limits::new().memory(1000));
    for road in ["Vec<String>", "Value", "Raw to JSON and back"] {
        assert_eq!(seen.on(road).unwrap_err().0, ErrorKind::Limit, "{road}");
    }
    let flat = everywhere_with(&bytes, &Limits::new().depth(0));
    flat.refused(&[Reads::Structure, Reads::Value], ErrorKind::Limit);
    assert_eq!(flat.on("Vec<String>").unwrap_err().0, ErrorKind::Limit);
    assert_eq!(flat.on("Reader::skip").unwrap_err().0, ErrorKind::Limit);
    let text = everywhere_with(br#"["text","text"]"#, &Limits::new().memory(30));
    assert_eq!(text.on("Vec<String> in JSON").unwrap_err().0, ErrorKind::Limit);
    // The parser, its tree, or what is made of it.
    let list = ["list = [", &"{},".repeat(100), "]"].concat();
    for bytes in [1_000, 20_000, 40_000] {
        let seen = everywhere_with(list.as_bytes(), &Limits::new().memory(bytes));
        assert_eq!(seen.on("Settings in TOML").unwrap_err().0, ErrorKind::Limit, "{bytes}");
    }
    everywhere_with(list.as_bytes(), &Limits::new().memory(100_000)).accepted(&[Reads::Toml]);
    // The root is a level, as elsewhere.
    for (text, levels) in [("", 1), ("map.a = 1", 2), ("list = []", 2), ("list = [{}]", 3), ("next.next = {}", 3)] {
        let within = |depth| everywhere_with(text.as_bytes(), &Limits::new().depth(depth));
        within(levels).accepted(&[Reads::Toml]);
        let words = format!("Message is nested deeper than {} arrays and maps (line 1, column ", levels - 1);
        for road in ["Value in TOML", "Settings in TOML"] {
            let (kind, said) = within(levels - 1).on(road).unwrap_err();
            assert_eq!(kind, ErrorKind::Limit);
            assert!(said.starts_with(&words), "{said}");
        }
    }
}

/// What is refused where it is decoded has its place.
#[test]
fn memory_of_a_text_for_people() {
    use klaw_runtime::{WireMessage, toml};
    #[derive(Debug, WireMessage)]
    #[wire(serde)]
    struct Row {
        #[wire(default = [0; 1000])]
        numbers: [u64; 1000],
    }
    #[derive(Debug, WireMessage)]
    #[wire(serde)]
    struct Rows {
        rows: Vec<Box<Row>>,
    }
    let text = "rows = [\n{},\n{},\n]";
    let rows = toml::from_str::<Rows>(text).unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.numbers.len()).sum::<usize>(), 2000);
    // The first that is too little.
    let under = |bytes| toml::from_str_with::<Rows>(text, &Limits::new().memory(bytes));
    let error = (0..100).find_map(|step| under(30_000 - step * 200).err());
    let error = error.unwrap();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Limit, "$.rows[1]"));
    let said = error.to_string();
    assert!(said.contains(" bytes of decoded collections - at `$.rows[1]` (line 3, column 1)"), "{said}");
}

/// TOML has no form that is the one.
#[test]
fn no_toml_is_canonical() {
    let seen = everywhere_with(b"count = 1", &Limits::new().canonical());
    seen.refused(&[Reads::Toml], ErrorKind::Limit);
    assert_eq!(seen.on("Value in TOML").unwrap_err().1, "Message holds TOML, which has no canonical form (byte 0)");
}

/// A pool holds its limits for all that it decodes, payloads too.
#[test]
fn of_a_pool() {
    const STRICT: CodecPool =
        CodecPool::new().limits(Limits::new().message_size(64).string_size(8).deny_duplicate_keys().canonical());
    let fine = frame(b"\x93\x01", b"\x81\xa1a\x01");
    assert!(STRICT.decode::<klaw_runtime::envelope::WireEnvelope<'_>>(&fine).is_ok());
    let payload = klaw_runtime::Raw::new(&b"\x82\xa1a\x01\xa1a\x02"[..]).unwrap();
    let error = STRICT.decode_payload::<klaw_runtime::Value<'_>>(&payload).unwrap_err();
    assert_eq!(error.to_string(), "Message holds a map with a key twice (byte 4)");
}

/// Trusted input may still be held to what is switched on.
#[test]
fn of_trusted_input() {
    let limits = Limits::trusted().element_count(3);
    assert!(msgpack::from_slice_with::<Vec<u16>>(&[0x93, 1, 2, 3], &limits).is_ok());
    let error = msgpack::from_slice_with::<Vec<u16>>(&[0x94, 1, 2, 3, 4], &limits).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let error = msgpack::from_slice_with::<&str>(b"\xa3abc", &limits.string_size(2)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

/// Where a text is another than klaw would write.
#[test]
fn canonical_texts_say_where_they_differ() {
    let limits = Limits::new().canonical();
    for (text, at) in [("[1, 2]", 3), ("[1,2.50]", 6), ("[\"\\u0061\"]", 2)] {
        let error =
            klaw_runtime::json::from_slice_with::<klaw_runtime::Value<'_>>(text.as_bytes(), &limits).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Limit, Some(at)), "{error:#}");
    }
}

/// A report is made under the same limits on depth and memory as a decoder's.
#[test]
fn of_a_report() {
    use klaw_runtime::report::validate_all_with;
    let codes = |bytes: &[u8], limits: &Limits| {
        let report = validate_all_with::<Vec<Vec<u64>>>(bytes, limits);
        report.faults.iter().map(|fault| fault.code.to_string()).collect::<Vec<_>>()
    };
    let bytes = b"\x92\x91\x01\x92\x02\x03";
    assert!(codes(bytes, &Limits::new().depth(2).memory(72)).is_empty());
    assert_eq!(codes(bytes, &Limits::new().depth(1)), ["limit"]);
    assert_eq!(codes(bytes, &Limits::new().memory(71)), ["limit"]);
}

/// What goes over the input more than once goes as deep as is allowed each time, past the default too.
#[test]
fn a_depth_past_the_default() {
    use klaw_runtime::{Value, json, report::validate_all_with};
    let limits = Limits::new().depth(200).canonical();
    for (depth, fits) in [(200, true), (201, false)] {
        let frame = [vec![0x91; depth - 1], vec![0x90]].concat();
        let report = validate_all_with::<Value<'_>>(&frame, &limits);
        let text = ["[".repeat(depth), "]".repeat(depth)].concat();
        let read = json::from_slice_with::<Value<'_>>(text.as_bytes(), &limits);
        assert_eq!((report.is_ok(), read.is_ok()), (fits, fits), "{depth}");
    }
}
