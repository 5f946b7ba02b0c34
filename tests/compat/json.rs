//! JSON: what msgspec 0.22.0 accepted, wrote and said, case by case, and what is left of a text that was damaged.

use crate::vectors::{Case, json_cases};
use klaw_runtime::{Error, ErrorKind};
use klaw_tests::json_types;

/// Cases in which klaw differs, by type and text, each with the reason.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// How that which klaw makes of a case differs.
fn difference(case: &Case, recode: fn(&[u8]) -> Result<Vec<u8>, Error>) -> Option<String> {
    let said = recode(case.hex.as_bytes()).map(|written| String::from_utf8(written).unwrap());
    match (said, &case.canonical, case.kind.as_deref()) {
        (Ok(written), Some(canonical), None) => (written != *canonical).then(|| format!("wrote {written}")),
        (Ok(written), ..) => Some(format!("accepted, and wrote {written}")),
        (Err(error), None, Some(kind)) => {
            let same = (error.kind() == ErrorKind::Validation) == (kind == "validation")
                && Some(error.to_string()) == case.error;
            (!same).then(|| format!("said {error:?}"))
        }
        (Err(error), ..) => Some(format!("refused: {error:?}")),
    }
}

#[test]
fn every_case_is_as_msgspec_has_it() {
    let (mut differences, mut borrowed) = (Vec::new(), 0);
    for case in json_cases() {
        let one = json_types::find(&case.name).unwrap();
        let listed = EXCEPTIONS.iter().any(|(name, text, _)| (*name, *text) == (case.name.as_str(), &*case.hex));
        let roads = [
            ("owned", Some(one.owned)),
            // A string with escapes cannot be borrowed.
            ("borrowed", one.borrowed.filter(|_| !case.hex.contains('\\'))),
        ];
        for (form, recode) in roads {
            let Some(recode) = recode else { continue };
            borrowed += usize::from(form == "borrowed");
            let difference = difference(&case, recode);
            if difference.is_some() == listed {
                continue;
            }
            let what = difference.as_deref().unwrap_or("listed as an exception, but as msgspec has it");
            let Case { name, hex, canonical, error, .. } = &case;
            differences.push(format!("{name} ({form}) {hex}: {what}; msgspec: {canonical:?} {error:?}"));
        }
    }
    assert!(borrowed > 80, "{borrowed}");
    assert!(EXCEPTIONS.iter().all(|(.., reason)| !reason.is_empty()));
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}

/// What klaw writes, it reads and writes again as it is.
#[test]
fn what_is_written_is_stable() {
    let mut run = 0;
    for case in json_cases().iter().filter(|case| case.accepted()) {
        let canonical = case.canonical.as_deref().unwrap();
        let one = json_types::find(&case.name).unwrap();
        assert_eq!((one.owned)(canonical.as_bytes()).unwrap(), canonical.as_bytes(), "{} {}", case.name, case.hex);
        run += 1;
    }
    assert_eq!(run, 71);
}

/// Whatever is left of a text: a value or an error, and where it stands is inside of it.
#[test]
fn damage_is_an_error_or_a_value() {
    let mut run = 0;
    for case in json_cases() {
        let one = json_types::find(&case.name).unwrap();
        damaged(case.hex.as_bytes(), |text| {
            for recode in [Some(one.owned), one.borrowed].into_iter().flatten() {
                if let Err(error) = recode(text) {
                    assert!(error.offset().is_none_or(|offset| offset <= text.len()), "{error:?}");
                    let _ = format!("{error:#}");
                }
                run += 1;
            }
        });
    }
    assert!(run > 400_000, "{run}");
}

/// Every text that is shorter, lacks a byte, or has another.
pub(crate) fn damaged(text: &[u8], mut check: impl FnMut(&[u8])) {
    for at in 0..text.len() {
        check(&text[..at]);
        for byte in *b"\"\\{}[],: -.e09n\0\x1f\x80\xff" {
            let mut damaged = text.to_vec();
            damaged[at] = byte;
            check(&damaged);
        }
        let mut shorter = text.to_vec();
        shorter.remove(at);
        check(&shorter);
    }
}
