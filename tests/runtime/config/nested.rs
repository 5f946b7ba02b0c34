//! Sections where names are the user's: in maps, lists and unions.

use super::Case;
use klaw_runtime::WireMessage;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct App {
    #[wire(default)]
    targets: BTreeMap<String, Target>,
    #[wire(default)]
    by_address: BTreeMap<IpAddr, u8>,
    #[wire(default)]
    list: Vec<Target>,
    #[wire(default)]
    source: Option<Source>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Target {
    port: u16,
    #[wire(default)]
    since: Option<jiff::civil::Date>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
enum Source {
    #[wire(tag = "path")]
    Path { path: String },
    #[wire(tag = "port")]
    Port { port: u16 },
}

/// One mistake is one fault, and each is at its place.
#[test]
fn what_is_wrong_in_a_map_of_sections() {
    Case::new("map_value").file("[targets.a]\nport = 'x'\n").refused::<App>();
    Case::new("map_missing").file("[targets.a]\nsince = 2026-01-01\n").refused::<App>();
    let text = "
[targets.a]
port = 1
[targets.b]
port = 'x'
since = 'yesterday'
[targets.c]
port = 3
since = 'yesterday'
[targets.d]
port = 4
since = 2026-01-01
[targets.e]
port = 5
since = 'tomorrow'
";
    Case::new("map_of_many").file(text).refused::<App>();
    Case::new("map_variable").variable("KLAW_TARGETS__A__PORT", "x").refused::<App>();
}

#[test]
fn keys_that_only_decoders_know() {
    Case::new("map_key").file("by_address = { '::1' = 1, home = 2, '10.0.0.1' = 3, work = 4 }\n").refused::<App>();
}

/// What is missing is told with a variable where one can give it, and without where none can.
#[test]
fn what_a_variable_could_give() {
    let text = "
list = [{ since = 2026-01-01 }]
[source]
type = 'path'
[targets.eu]
[targets.EU-West]
";
    let error = Case::new("missing_without_a_variable").file(text).load::<App>().unwrap_err();
    // Of each that is named, the text of the error would be true.
    let named: Vec<_> =
        error.to_string().split('`').filter(|word| word.starts_with("KLAW_")).map(String::from).collect();
    assert_eq!(named, ["KLAW_TARGETS__EU__PORT"]);
    let given =
        Case::new("given").file("[targets.eu]\n").variable("KLAW_TARGETS__EU__PORT", "1").load::<App>().unwrap();
    assert_eq!(given.targets["eu"].port, 1);
    Case::new("missing_without_a_variable").file(text).shows(&error.to_string());
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Waits {
    #[wire(default)]
    wait: Duration,
    #[wire(default, lax)]
    pause: Duration,
    #[wire(default, lax)]
    count: u8,
}

/// A duration is text, and who writes another is told which.
#[test]
fn durations() {
    for (value, meant) in [
        ("1.5", Some("PT1.5S")),
        ("90", Some("PT90S")),
        ("'1.5'", Some("PT1.5S")),
        ("'30s'", Some("PT30S")),
        ("'1h30m'", Some("PT1H30M")),
        ("'2d'", Some("P2D")),
        ("-1", None),
        ("nan", None),
        ("true", None),
        ("'soon'", None),
    ] {
        let error = Case::new("wait").file(&format!("wait = {value}\n")).load::<Waits>().unwrap_err();
        let [fault] = error.faults() else { panic!("{error}") };
        assert_eq!((fault.path(), fault.suggestion()), ("wait", meant), "{error}");
        assert_eq!(fault.expected(), Some("a duration of ISO 8601, as `PT1.5S`"));
        if let Some(meant) = meant {
            Case::new("wait").file(&format!("wait = '{meant}'\n")).load::<Waits>().unwrap();
        }
    }
    // What is one and cannot be taken is shown too.
    let error = Case::new("wait").variable("KLAW_WAIT", "P1W").load::<Waits>().unwrap_err().to_string();
    assert!(error.contains("KLAW_WAIT: `wait`: only units 'D', 'H', 'M', and 'S' are supported"), "{error}");
    assert!(error.contains("durations, found \"P1W\""), "{error}");
    // Who asks for it has seconds.
    for (file, variable) in
        [("pause = 1.5\ncount = '3'\n", None), ("", Some(("KLAW_PAUSE", "1.5"))), ("pause = '1.5'", None)]
    {
        let case =
            variable.into_iter().fold(Case::new("lax").file(file), |case, (name, value)| case.variable(name, value));
        assert_eq!(case.load::<Waits>().unwrap().pause, Duration::from_millis(1500), "{file}");
    }
    Case::new("duration_number").file("wait = 1.5\n").refused::<Waits>();
    Case::new("duration_variable").variable("KLAW_WAIT", "30s").refused::<Waits>();
}
