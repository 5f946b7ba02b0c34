//! Values that break a rule, or are of another type.

use super::Case;

#[test]
fn capacities() {
    for (name, value) in [
        ("capacity_zero", "0"),
        ("capacity_negative", "-1"),
        ("capacity_past_the_most", "1000001"),
        ("capacity_past_64_bits", "99999999999999999999"),
        ("capacity_past_128_bits", "-9999999999999999999999999999999999999999999"),
        ("capacity_float", "5.0"),
        ("capacity_text", "\"500\""),
        ("capacity_bool", "true"),
        ("capacity_list", "[500]"),
        ("capacity_table", "{ value = 500 }"),
        ("capacity_date", "2026-01-01"),
    ] {
        Case::new(name).file(&format!("[channels]\ndefault_capacity = {value}\n")).fails();
    }
}

#[test]
fn timeouts() {
    for (name, value) in [
        ("timeout_negative", "-0.5"),
        ("timeout_past_a_day", "86400.5"),
        ("timeout_nan", "nan"),
        ("timeout_infinite", "inf"),
        ("timeout_text", "'30s'"),
    ] {
        Case::new(name).file(&format!("[channels]\nsend_timeout = {value}\n")).fails();
    }
}

#[test]
fn edges_are_accepted() {
    let text = "[channels]\ndefault_capacity = 1_000_000\nsend_timeout = 0\nrecv_timeout = 86400\nmax_batch = 0x10\n";
    let config = Case::new("edges").file(text).load::<klaw_runtime::config::RuntimeConfig>().unwrap();
    assert_eq!(config.channels.default_capacity.get(), 1_000_000);
    assert_eq!((config.channels.send_timeout.get(), config.channels.recv_timeout.get()), (0.0, 86400.0));
    assert_eq!(config.channels.max_batch, 16);
}

#[test]
fn names_of_values() {
    Case::new("overflow_near").file("channels.overflow = 'drop-oldest'\n").fails();
    Case::new("overflow_far").file("channels.overflow = 'yes'\n").fails();
    Case::new("namespace_pattern").file("backends.ray.namespace = 'Klaw'\n").fails();
    Case::new("text_empty").file("backends.ray.python = ''\n").fails();
    Case::new("url_pattern").file("backends.nats.url = 'http://localhost'\n").fails();
}

#[test]
fn sections() {
    Case::new("section_is_a_value").file("channels = 500\n").fails();
    Case::new("section_is_a_list").file("[[channels]]\ndefault_capacity = 5\n").fails();
    Case::new("value_is_a_section").file("[channels.overflow]\nkind = 'block'\n").fails();
}

#[test]
fn a_check_of_the_whole_section() {
    Case::new("heartbeat").file("[heartbeat]\ninterval = 20\n").variable("KLAW_HEARTBEAT__TIMEOUT", "15").fails();
}

#[test]
fn all_faults_at_once() {
    let text = "\
[channels]
default_capacity = 0
send_timeout = -1
overflw = \"block\"

[executor]
concurrency = \"many\"

[backnds]
";
    Case::new("all_at_once")
        .file(text)
        .variable("KLAW_BUFFER_POOL__MAX_POOL", "many")
        .variable("KLAW_BUFER_POOL__MAX_POOL", "1")
        .variable("KLAW_HEARTBEAT__TIMEOUT", "")
        .fails();
}

#[test]
fn faults_say_what_they_are() {
    let case = Case::new("programs").file("channels.overflow = 'wat'\n").variable("KLAW_X", "1");
    let error = case.load::<klaw_runtime::config::RuntimeConfig>().unwrap_err();
    let [value, variable] = error.faults() else { panic!("{error}") };
    assert_eq!(value.path(), "channels.overflow");
    assert_eq!(value.expected(), Some("`wait`, `fail` or `drop_oldest`"));
    assert_eq!((value.found(), value.suggestion()), (Some("\"wat\""), Some("wait")));
    assert_eq!(value.origin().position(), Some((1, 21)));
    assert!(value.origin().as_path().unwrap().ends_with("klaw.toml"));
    assert_eq!((variable.path(), variable.expected(), variable.found()), ("", None, None));
    assert_eq!(variable.origin().as_variable(), Some("KLAW_X"));
    assert_eq!(format!("{error:?}"), error.to_string());
}
