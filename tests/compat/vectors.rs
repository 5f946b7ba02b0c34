//! What msgspec 0.22.0 accepted, wrote and said, case by case: `vectors.json`.
//!
//! The file is what `generate.py` of the vectors writes; `json.rs` has its JSON cases.

use klaw_runtime::ErrorKind;
use klaw_tests::wire_types::{self, WireType};
use serde::Deserialize;

/// Cases in which klaw differs, by type and frame, each with the reason. `docs/wire-format.md` lists the same.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// How many cases of each format the file holds: a case that is skipped in silence shows here.
const MSGPACK: usize = 1034;
const JSON: usize = 164;

#[derive(Deserialize)]
struct File {
    about: About,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct About {
    msgspec: String,
    cases: usize,
}

/// One frame and what msgspec made of it.
#[derive(Deserialize)]
pub(crate) struct Case {
    #[serde(rename = "type")]
    pub(crate) name: String,
    format: String,
    /// Hex digits, or text in JSON.
    #[serde(rename = "frame")]
    pub(crate) hex: String,
    pub(crate) canonical: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) kind: Option<String>,
}

impl Case {
    pub(crate) fn frame(&self) -> Vec<u8> {
        bytes(&self.hex)
    }

    pub(crate) fn accepted(&self) -> bool {
        self.error.is_none()
    }

    pub(crate) fn wire_type(&self) -> &'static WireType {
        wire_types::find(&self.name).unwrap_or_else(|| panic!("no type {}", self.name))
    }

    /// What klaw makes of it, and how that differs.
    fn difference(&self, recode: fn(&[u8]) -> Result<Vec<u8>, klaw_runtime::Error>) -> Option<String> {
        let wanted = (&self.canonical, self.kind.as_deref());
        match (recode(&self.frame()), wanted) {
            (Ok(written), (Some(canonical), None)) => {
                (written != bytes(canonical)).then(|| format!("wrote {}", hex(&written)))
            }
            (Ok(written), _) => Some(format!("accepted, and wrote {}", hex(&written))),
            (Err(error), (None, Some("validation"))) => {
                let same = error.kind() == ErrorKind::Validation && Some(error.to_string()) == self.error;
                (!same).then(|| format!("said {error:?}"))
            }
            // Python's codec says what is wrong with a string; klaw says where it stands.
            (Err(error), (None, Some("malformed"))) => {
                let same = match error.kind() {
                    ErrorKind::InvalidUtf8 => self.error.as_ref().is_some_and(|text| text.starts_with("'utf-8' codec")),
                    _ => error.kind() != ErrorKind::Validation && Some(error.to_string()) == self.error,
                };
                (!same).then(|| format!("said {error:?}"))
            }
            (Err(error), _) => Some(format!("refused: {error:?}")),
        }
    }
}

/// The cases in MessagePack.
pub(crate) fn cases() -> Vec<Case> {
    let cases = cases_in("msgpack");
    assert_eq!(cases.len(), MSGPACK);
    cases
}

/// The cases in JSON, whose frames are text.
pub(crate) fn json_cases() -> Vec<Case> {
    let cases = cases_in("json");
    assert_eq!(cases.len(), JSON);
    cases
}

fn cases_in(format: &str) -> Vec<Case> {
    let file: File = serde_json::from_str(include_str!("vectors.json")).expect("vectors.json is well-formed");
    assert_eq!(file.about.msgspec, "0.22.0");
    assert_eq!(file.about.cases, file.cases.len());
    assert_eq!(file.about.cases, MSGPACK + JSON);
    file.cases.into_iter().filter(|case| case.format == format).collect()
}

/// Bytes from hex digits.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).expect("a hex digit") as u8;
    assert_eq!(hex.len() % 2, 0);
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// Hex digits of bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_case_is_as_msgspec_has_it() {
    let (mut run, mut differences) = (0, Vec::new());
    for case in cases() {
        run += 1;
        let listed = EXCEPTIONS.iter().any(|(name, frame, _)| (*name, *frame) == (case.name.as_str(), &*case.hex));
        for (form, recode) in [("borrowed", case.wire_type().borrowed), ("owned", case.wire_type().owned)] {
            let difference = case.difference(recode);
            if difference.is_some() == listed {
                continue;
            }
            let what = difference.as_deref().unwrap_or("listed as an exception, but as msgspec has it");
            let Case { name, hex, canonical, error, .. } = &case;
            differences.push(format!("{name} ({form}) {hex}: {what}; msgspec: {canonical:?} {error:?}"));
        }
    }
    assert_eq!(run, MSGPACK);
    assert!(EXCEPTIONS.iter().all(|(.., reason)| !reason.is_empty()));
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}

/// What klaw writes, it reads and writes again as it is.
#[test]
fn what_is_written_is_stable() {
    let mut run = 0;
    for case in cases().iter().filter(|case| case.accepted()) {
        let canonical = bytes(case.canonical.as_deref().expect("an accepted case has its canonical form"));
        assert_eq!((case.wire_type().borrowed)(&canonical).unwrap(), canonical, "{} {}", case.name, case.hex);
        run += 1;
    }
    assert_eq!(run, 304);
}

/// Every type of `wire_types.py` has its cases.
#[test]
fn no_type_is_left_out() {
    let cases = cases();
    for one in &wire_types::TYPES {
        let (accepted, refused): (Vec<_>, Vec<_>) =
            cases.iter().filter(|case| case.name == one.name).partition(|case| case.accepted());
        assert!(accepted.len() >= 5 && refused.len() >= 5, "{}: {} {}", one.name, accepted.len(), refused.len());
    }
}
