//! Variables: names, aliases, lists, and what is wrong with them.

use super::Case;
use klaw_runtime::WireMessage;
use klaw_runtime::config::RuntimeConfig;
use std::collections::BTreeMap;
use std::ffi::OsString;

/// Every kind of value.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults)]
struct App {
    #[wire(default)]
    verbose: bool,
    #[wire(default)]
    ratio: f64,
    #[wire(default)]
    level: Level,
    #[wire(default)]
    mode: Mode,
    #[wire(default)]
    #[constrain(max_length = 3, items(ge = 1))]
    ports: Vec<u16>,
    #[wire(default)]
    names: Vec<String>,
    #[wire(default)]
    pair: (u8, String),
    #[wire(default)]
    labels: BTreeMap<String, u32>,
    #[wire(default)]
    by_number: BTreeMap<u16, String>,
    #[wire(default)]
    limit: Option<u32>,
    #[wire(default)]
    note: Option<String>,
    #[wire(default, alias = "deepest")]
    inner: Inner,
}

#[derive(Debug, PartialEq, Default, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults, rename_all = "camelCase")]
struct Inner {
    #[wire(default)]
    max_batch: u32,
    #[wire(default)]
    more: Option<Box<Inner>>,
}

#[derive(Debug, PartialEq, Default, WireMessage)]
#[wire(serde)]
enum Level {
    #[default]
    Low = 1,
    High = 2,
}

#[derive(Debug, PartialEq, Default, WireMessage)]
#[wire(serde, rename_all = "kebab-case")]
enum Mode {
    #[default]
    AtRest,
    InUse,
}

fn app(variables: &[(&str, &str)]) -> App {
    let case = variables.iter().fold(Case::new("app"), |case, (name, value)| case.variable(*name, *value));
    case.load::<App>().unwrap().into_inner()
}

#[test]
fn text_becomes_what_the_type_wants() {
    assert!(app(&[("KLAW_VERBOSE", "TRUE")]).verbose && app(&[("KLAW_VERBOSE", "1")]).verbose);
    assert!(!app(&[("KLAW_VERBOSE", "false")]).verbose);
    assert_eq!(app(&[("KLAW_RATIO", "1e-3")]).ratio, 0.001);
    assert_eq!(app(&[("KLAW_RATIO", "3")]).ratio, 3.0);
    assert_eq!(app(&[("KLAW_LEVEL", "2")]).level, Level::High);
    assert_eq!(app(&[("KLAW_MODE", "in-use")]).mode, Mode::InUse);
    assert_eq!(app(&[("KLAW_LIMIT", "7")]).limit, Some(7));
    assert_eq!(app(&[("KLAW_LIMIT", "null")]).limit, None);
    // Text is what it is.
    assert_eq!(app(&[("KLAW_NOTE", "null")]).note.as_deref(), Some("null"));
    assert_eq!(app(&[("KLAW_NOTE", " 1 ")]).note.as_deref(), Some(" 1 "));
}

#[test]
fn lists_and_tables() {
    assert_eq!(app(&[("KLAW_PORTS", "80, 443")]).ports, [80, 443]);
    assert_eq!(app(&[("KLAW_PORTS", "[80, 443]")]).ports, [80, 443]);
    assert!(app(&[("KLAW_PORTS", "[]")]).ports.is_empty());
    assert_eq!(app(&[("KLAW_NAMES", "a,b c , d")]).names, ["a", "b c", "d"]);
    assert_eq!(app(&[("KLAW_NAMES", r#"["a,b", "c"]"#)]).names, ["a,b", "c"]);
    assert_eq!(app(&[("KLAW_PAIR", "1, x")]).pair, (1, "x".to_owned()));
    let labels = app(&[("KLAW_LABELS", r#"{"us": 2}"#), ("KLAW_LABELS__EU", "3")]).labels;
    assert_eq!(labels, BTreeMap::from([("eu".to_owned(), 3), ("us".to_owned(), 2)]));
    assert_eq!(app(&[("KLAW_BY_NUMBER__7", "seven")]).by_number, BTreeMap::from([(7, "seven".to_owned())]));
}

#[test]
fn names_of_sections_and_keys() {
    for name in ["KLAW_INNER__MAX_BATCH", "klaw_inner__max_batch", "KLAW_INNER__MAXBATCH", "KLAW_DEEPEST__MAX_BATCH"] {
        assert_eq!(app(&[(name, "5")]).inner.max_batch, 5, "{name}");
    }
    let deep = app(&[("KLAW_INNER__MORE__MORE__MAX_BATCH", "5")]).inner.more.unwrap().more.unwrap();
    assert_eq!(deep.max_batch, 5);
    let whole = app(&[("KLAW_INNER", r#"{"more": {}}"#), ("KLAW_INNER__MAX_BATCH", "2")]).inner;
    assert_eq!(whole, Inner { max_batch: 2, more: Some(Box::default()) });
}

#[test]
fn variables_go_over_the_file_and_code_over_both() {
    let case = Case::new("order")
        .file("channels.max_batch = 1\nchannels.overflow = 'fail'\nexecutor.concurrency = 1\n")
        .variable("KLAW_CHANNELS__MAX_BATCH", "2")
        .variable("KLAW_EXECUTOR__CONCURRENCY", "2");
    let config = case.builder::<RuntimeConfig>().set("executor.concurrency", 3).load().unwrap();
    assert_eq!((config.channels.max_batch, *config.executor.concurrency), (2, 3));
    let origin = |path| config.origin(path).unwrap().to_string();
    assert!(origin("channels.overflow").ends_with("klaw.toml:2:21"));
    assert_eq!(origin("channels.max_batch"), "KLAW_CHANNELS__MAX_BATCH");
    assert!(origin("executor.concurrency").starts_with("tests/runtime/config/environment.rs:"));
    assert_eq!(origin("channels.max_batch_bytes"), "default");
}

#[test]
fn aliases() {
    let case = Case::new("aliases")
        .variable("KLAW_RAY_PYTHON", "/opt/python")
        .variable("KLAW_RAY_ADDRESS", "head:6379")
        .variable("KLAW_RAY_NAMESPACE", "prod")
        .variable("KLAW_RAY_TOKEN_PATH", "/run/token");
    let ray = case.load::<RuntimeConfig>().unwrap().into_inner().backends.ray;
    assert_eq!((ray.python.as_str(), ray.address.as_deref()), ("/opt/python", Some("head:6379")));
    assert_eq!((&*ray.namespace, ray.token_path.as_deref()), ("prod", Some("/run/token")));
    // The schema lock's is none of the configuration's.
    assert!(Case::new("lock").variable("KLAW_LOCK", "bless").load::<RuntimeConfig>().is_ok());
    // A configuration without Ray knows the names all the same.
    assert!(case.load::<App>().is_ok());
    Case::new("alias_value").variable("KLAW_RAY_NAMESPACE", "Prod").fails();
    Case::new("alias_twice").variable("KLAW_RAY_ADDRESS", "a:1").variable("KLAW_BACKENDS__RAY__ADDRESS", "b:1").fails();
}

/// A section and a value of it are two values, unless both give the same one.
#[test]
fn one_value_of_two_variables() {
    let twice = Case::new("variable_twice")
        .variable("KLAW_INNER", r#"{"maxBatch": 1, "more": {}}"#)
        .variable("KLAW_DEEPEST__MAX_BATCH", "1");
    twice.refused::<App>();
    Case::new("variable_twice_in_a_map")
        .variable("KLAW_LABELS", r#"{"eu": 1, "us": 2}"#)
        .variable("KLAW_LABELS__EU", "1")
        .refused::<App>();
    Case::new("variable_twice_and_no_section")
        .variable("KLAW_INNER", "5")
        .variable("KLAW_INNER__MAX_BATCH", "1")
        .refused::<App>();
    // Over the file, and under code, each may stand.
    let case = Case::new("over").file("[inner]\nmaxBatch = 1\n").variable("KLAW_INNER", r#"{"maxBatch": 2}"#);
    assert_eq!(case.load::<App>().unwrap().inner.max_batch, 2);
    assert_eq!(case.builder::<App>().set("inner.maxBatch", 3).load().unwrap().inner.max_batch, 3);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults)]
struct Wrapping {
    #[wire(default)]
    ray_address: Option<String>,
    #[wire(default)]
    klaw: RuntimeConfig,
    #[wire(default)]
    second: Option<klaw_runtime::config::Backends>,
}

/// The short names are klaw's own sections', wherever they stand and whatever the prefix is.
#[test]
fn aliases_of_a_section() {
    let load = |variables: &[(&str, &str)]| {
        let builder = klaw_runtime::config::Config::<Wrapping>::builder().prefix("MYAPP").no_file();
        builder.variables(variables.iter().copied()).load()
    };
    let config = load(&[("KLAW_RAY_ADDRESS", "head:6379"), ("KLAW_RAY_NAMESPACE", "prod"), ("KLAW_ZZZ", "1")]).unwrap();
    assert_eq!(config.klaw.backends.ray.address.as_deref(), Some("head:6379"));
    assert_eq!(config.second.as_ref().unwrap().ray.address.as_deref(), Some("head:6379"));
    assert_eq!(config.origin("klaw.backends.ray.namespace").unwrap().as_variable(), Some("KLAW_RAY_NAMESPACE"));
    // Its long name gives one value once more.
    let error = load(&[("KLAW_RAY_ADDRESS", "a:1"), ("MYAPP_SECOND__RAY__ADDRESS", "b:1")]).unwrap_err();
    let text = "MYAPP_SECOND__RAY__ADDRESS: `second.ray.address`: the value is given by `KLAW_RAY_ADDRESS` already; unset one of the two";
    assert!(error.to_string().contains(text), "{error}");
    assert_eq!(load(&[("KLAW_RAY_NAMESPACE", "Prod")]).unwrap_err().faults().len(), 2);
    assert_eq!(load(&[("KLAW_RAY_ADDRESS", "")]).unwrap_err().faults().len(), 1);
    // The type's own name comes first.
    let own = Case::new("own_name").variable("KLAW_RAY_ADDRESS", "own").load::<Wrapping>().unwrap();
    assert_eq!((own.ray_address.as_deref(), own.klaw.backends.ray.address.as_deref()), (Some("own"), None));
    let under = RuntimeConfig::builder().prefix("MYAPP").no_file().variables([("KLAW_RAY_ADDRESS", "x:1")]).load();
    assert_eq!(under.unwrap().backends.ray.address.as_deref(), Some("x:1"));
}

#[test]
fn other_prefixes() {
    let variables = [("MYAPP_VERBOSE", "1"), ("KLAW_ZZZ", "1"), ("MYAPPX", "1"), ("PATH", "x")];
    for prefix in ["MYAPP", "myapp", "MYAPP_"] {
        let config =
            klaw_runtime::config::Config::<App>::builder().prefix(prefix).no_file().variables(variables).load();
        assert!(config.unwrap().verbose, "{prefix}");
    }
}

#[test]
fn wrong_names() {
    Case::new("variable_near").variable("KLAW_CHANELS__DEFAULT_CAPACITY", "5").fails();
    Case::new("variable_one_underscore").variable("KLAW_CHANNELS_DEFAULT_CAPACITY", "5").fails();
    Case::new("variable_far").variable("KLAW_ZZZ", "5").fails();
    Case::new("variable_bare").variable("KLAW_", "5").fails();
    Case::new("variable_too_deep").variable("KLAW_CHANNELS__OVERFLOW__X", "5").fails();
    Case::new("variable_alias_near").variable("KLAW_RAY_ADRESS", "head:6379").fails();
    Case::new("variable_config_near").variable("KLAW_CONFG", "x.toml").fails();
    Case::new("variable_in_two_cases")
        .variable("KLAW_CHANNELS__MAX_BATCH", "1")
        .variable("klaw_channels__max_batch", "2")
        .fails();
}

#[test]
fn wrong_values() {
    Case::new("variable_capacity_zero").variable("KLAW_CHANNELS__DEFAULT_CAPACITY", "0").fails();
    Case::new("variable_capacity_text").variable("KLAW_CHANNELS__DEFAULT_CAPACITY", "many").fails();
    Case::new("variable_capacity_spaces").variable("KLAW_CHANNELS__DEFAULT_CAPACITY", " 5").fails();
    Case::new("variable_capacity_huge").variable("KLAW_CHANNELS__DEFAULT_CAPACITY", "9".repeat(400)).fails();
    Case::new("variable_timeout_nan").variable("KLAW_CHANNELS__SEND_TIMEOUT", "NaN").fails();
    Case::new("variable_overflow").variable("KLAW_CHANNELS__OVERFLOW", "WAIT").fails();
    Case::new("variable_empty").variable("KLAW_CHANNELS__DEFAULT_CAPACITY", "").fails();
    Case::new("variable_empty_text").variable("KLAW_RAY_ADDRESS", "").fails();
    Case::new("variable_section").variable("KLAW_CHANNELS", "5").fails();
}

#[test]
fn wrong_elements() {
    Case::new("variable_list").variable("KLAW_PORTS", "80,x,0").refused::<App>();
    Case::new("variable_list_long").variable("KLAW_PORTS", "1,2,3,4").refused::<App>();
    Case::new("variable_list_empty_element").variable("KLAW_PORTS", "1,,2").refused::<App>();
    Case::new("variable_pair").variable("KLAW_PAIR", "1").refused::<App>();
    Case::new("variable_table").variable("KLAW_LABELS", r#"{"a": "x", "b": 1}"#).refused::<App>();
    Case::new("variable_key").variable("KLAW_BY_NUMBER__X", "a").refused::<App>();
    Case::new("variable_twice_in_json").variable("KLAW_LABELS", r#"{"a": 1, "a": 2}"#).refused::<App>();
    Case::new("variable_unknown_in_json").variable("KLAW_INNER", r#"{"maxBath": 1}"#).refused::<App>();
    Case::new("variable_broken_json").variable("KLAW_LABELS", r#"{"a": 1"#).refused::<App>();
    Case::new("variable_no_json").variable("KLAW_LABELS", "{a: 1}").refused::<App>();
}

#[test]
fn depth_bombs() {
    Case::new("bomb_in_json_list").variable("KLAW_PORTS", "[".repeat(100_000)).refused::<App>();
    let tables = format!("{}1{}", r#"{"more":"#.repeat(50_000), "}".repeat(50_000));
    Case::new("bomb_in_json_table").variable("KLAW_INNER", tables).refused::<App>();
    // As deep as it may be.
    let name = format!("KLAW_INNER{}", "__MORE".repeat(63));
    let json = format!("{}{}", r#"{"more":"#.repeat(63), "{}".to_owned() + &"}".repeat(63));
    let mut inner = &Case::new("deepest").variable(name, json).load::<App>().unwrap().into_inner().inner;
    let mut depth = 0;
    while let Some(more) = &inner.more {
        (inner, depth) = (more, depth + 1);
    }
    assert_eq!(depth, 126);

    let name = format!("KLAW_INNER{}", "__MORE".repeat(2_000));
    let error = Case::new("bomb_in_a_name").variable(name, "1").load::<App>().unwrap_err();
    assert!(error.to_string().contains("nested deeper"), "{}", &error.to_string()[..200]);
}

#[test]
fn the_file_of_a_variable() {
    Case::new("config_empty").variable("KLAW_CONFIG", "").fails();
    let case = Case::new("config_empty_searched").variable("KLAW_CONFIG", "");
    let error = klaw_runtime::config::RuntimeConfig::builder()
        .variables(case.variables.clone())
        .directory(case.directory())
        .load()
        .unwrap_err();
    case.shows(&error.to_string());
}

#[cfg(unix)]
#[test]
fn variables_that_are_not_unicode() {
    use std::os::unix::ffi::OsStringExt;
    let bytes = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    Case::new("variable_not_unicode").variable("KLAW_RAY_ADDRESS", bytes(b"head\xff")).fails();
    Case::new("variable_name_not_unicode").variable(bytes(b"KLAW_\xff"), "5").fails();
    Case::new("config_not_unicode").variable("KLAW_CONFIG", bytes(b"\xff.toml")).load::<RuntimeConfig>().unwrap();
    // Those of others are nobody's business here.
    Case::new("others").variable(bytes(b"OTHER\xff"), bytes(b"\xff")).load::<RuntimeConfig>().unwrap();
}

/// With nothing given: the process's own directory and variables, which no test of this process may change.
#[test]
fn of_a_process() {
    let directory = Case::new("process").directory();
    let inner = directory.join("a");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(directory.join("klaw.toml"), "channels.max_batch = 7\n").unwrap();
    let run = |directory: &std::path::Path, value: &str| {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "config::environment::in_a_child", "--ignored", "--nocapture"])
            .current_dir(directory)
            .env_clear()
            .env("KLAW_EXECUTOR__CONCURRENCY", value)
            .output()
            .unwrap();
        String::from_utf8(child.stdout).unwrap()
    };
    let said = run(&inner, "3");
    assert!(said.contains("7 from ../klaw.toml:1:22, 3 from KLAW_EXECUTOR__CONCURRENCY"), "{said}");
    let said = run(&directory, "3");
    assert!(said.contains("7 from klaw.toml:1:22, 3 from KLAW_EXECUTOR__CONCURRENCY"), "{said}");
    let said = run(&directory, "0");
    assert!(said.contains("KLAW_EXECUTOR__CONCURRENCY: `executor.concurrency`: expected"), "{said}");
}

#[test]
#[ignore = "the child of `of_a_process`"]
fn in_a_child() {
    match RuntimeConfig::load() {
        Ok(config) => println!(
            "{} from {}, {} from {}",
            config.channels.max_batch,
            config.origin("channels.max_batch").unwrap(),
            config.executor.concurrency,
            config.origin("executor.concurrency").unwrap()
        ),
        Err(error) => println!("{error}"),
    }
}
