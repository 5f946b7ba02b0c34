//! Damage: frames that are cut, and frames with a wrong byte. An error or a value, never a panic.

use crate::vectors::{cases, hex};
use klaw_runtime::{ErrorKind, Raw, Value, msgpack};

/// A strict prefix of a complete frame is no frame. What a refused one's prefixes are is not asked, but they end in an
/// answer, and both forms give the same one.
#[test]
fn every_prefix_of_every_case() {
    let (mut accepted, mut refused) = (0, 0);
    for case in cases() {
        let frame = case.frame();
        for end in 0..frame.len() {
            let prefix = &frame[..end];
            let borrowed = (case.wire_type().borrowed)(prefix);
            let owned = (case.wire_type().owned)(prefix);
            assert_eq!(
                borrowed.as_ref().map_err(ToString::to_string),
                owned.as_ref().map_err(ToString::to_string),
                "{} {}",
                case.name,
                hex(prefix)
            );
            if case.accepted() {
                let error = borrowed.expect_err("a strict prefix of a frame");
                assert_eq!(error.kind(), ErrorKind::Truncated, "{} {}: {error}", case.name, hex(prefix));
                accepted += 1;
            } else {
                refused += 1;
            }
            untyped(prefix);
        }
    }
    assert_eq!((accepted, refused), (27_285, 57_746));
}

/// Every byte of every case, replaced by every other value a header could have and by its neighbours.
#[test]
fn every_single_byte_changed() {
    // One of each class, an empty one, and the widest header of each family, which says the most of a length.
    let opcodes = *b"\x00\x80\x90\xa0\xa1\xc0\xc1\xc2\xc6\xc9\xcb\xcf\xd3\xdb\xdd\xdf\xff";
    let mut run = 0;
    for case in cases() {
        let one = case.wire_type();
        let mut frame = case.frame();
        for at in 0..frame.len() {
            let was = frame[at];
            // Behind the first bytes stands mostly long text, which is sampled.
            if at > 32 && at % 16 != 0 {
                continue;
            }
            for &byte in opcodes.iter().chain(&[was.wrapping_add(1), was.wrapping_sub(1), was ^ 0x80]) {
                frame[at] = byte;
                let borrowed = (one.borrowed)(&frame).map_err(|error| error.to_string());
                let owned = (one.owned)(&frame).map_err(|error| error.to_string());
                assert_eq!(borrowed, owned, "{} {}", case.name, hex(&frame));
                run += 1;
            }
            untyped(&frame);
            frame[at] = was;
        }
    }
    assert_eq!(run, 575_640);
}

/// `Raw` and `Value` see the same structure: what one passes over, the other reads, unless a string is not UTF-8.
fn untyped(frame: &[u8]) {
    let raw = Raw::new(frame);
    match msgpack::from_slice::<Value<'_>>(frame) {
        Ok(_) => assert!(raw.is_ok(), "{}", hex(frame)),
        Err(error) if error.kind() == ErrorKind::InvalidUtf8 => {}
        Err(error) => {
            let other = raw.expect_err("what `Value` refuses is no `Raw`");
            assert_eq!(error.to_string(), other.to_string(), "{}", hex(frame));
        }
    }
}

/// Each case over the value of each that is accepted, and its prefixes over those of a few.
#[test]
fn every_case_over_every_value() {
    let element = |frame: &[u8]| [b"\x91", frame].concat();
    let cases = cases();
    let mut run = 0;
    for old in cases.iter().filter(|case| case.accepted()) {
        let (one, value) = (old.wire_type(), element(&old.frame()));
        for (index, new) in cases.iter().filter(|new| new.name == old.name).enumerate() {
            let frame = element(&new.frame());
            (one.over)(&value, &frame);
            run += 1;
            if index % 8 == 0 {
                (0..frame.len()).step_by(7).for_each(|end| (one.over)(&value, &frame[..end]));
            }
        }
    }
    assert_eq!(run, 24_798);
}
