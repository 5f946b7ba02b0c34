//! What is written: templates, files, explanations.

use super::{Case, snapshot};
use klaw_runtime::config::{Channels, Config, Overflow, RuntimeConfig, to_toml};
use klaw_runtime::{Secret, TimeoutSeconds, WireMessage};
use std::collections::BTreeMap;

#[test]
fn the_template_of_klaw() {
    snapshot("template", &RuntimeConfig::template());
}

#[test]
fn the_template_changes_nothing() {
    let template = RuntimeConfig::template();
    let config = Case::new("template_loads").file(&template).load::<RuntimeConfig>().unwrap();
    assert_eq!(*config, RuntimeConfig::default());
}

/// Every default that stands there is the one that holds, and is accepted.
#[test]
fn the_template_says_the_defaults() {
    let template = RuntimeConfig::template();
    let given = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| key.starts_with('#') && !key.contains(' '));
    let lines: Vec<_> = template.lines().map(|line| if given(line) { &line[1..] } else { line }).collect();
    let text = lines.join("\n");
    assert!(text.lines().filter(|line| !line.starts_with('#') && line.contains(" = ")).count() > 20, "{text}");
    let config = Case::new("template_uncommented").file(&text).load::<RuntimeConfig>().unwrap();
    assert_eq!(*config, RuntimeConfig::default());
    for (path, _, origin) in config.explain().rows() {
        let is_without = ["max_memory", "write_version", "address", "token_path", "token", "user", "password"];
        assert_eq!(origin.is_default(), is_without.contains(&path.rsplit('.').next().unwrap()), "{path}");
    }
}

/// A section that is secret has the doc of what it holds.
#[test]
fn the_template_of_a_secret_section() {
    /// Where the vault is.
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde, omit_defaults)]
    struct Vault {
        /// Its address.
        url: String,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde, omit_defaults)]
    struct Keeper {
        #[wire(default)]
        vault: Option<Secret<Vault>>,
    }

    let template = Config::<Keeper>::template();
    assert!(template.contains("\n# Where the vault is.\n#[vault]\n"), "{template}");
}

/// An application of the user's.
///
/// With a second paragraph.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults)]
struct App {
    /// The database.
    database: Database,
    /// What is said
    /// on start.
    #[wire(default = "say \"hi\"\n")]
    greeting: String,
    #[wire(default)]
    ratios: Vec<f64>,
    #[wire(default)]
    labels: BTreeMap<String, u8>,
    #[wire(default = Some(Tls { port: 1, verify: false }))]
    tls: Option<Tls>,
    #[wire(default, rename = "odd key")]
    odd: bool,
    /// klaw's own.
    #[wire(default)]
    klaw: RuntimeConfig,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults)]
struct Database {
    /// Where it is.
    #[constrain(min_length = 1)]
    url: String,
    #[wire(default, secret)]
    password: Secret<String>,
}

/// Encryption.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults)]
struct Tls {
    port: u16,
    #[wire(default = true)]
    verify: bool,
}

const APP: &str = "
greeting = 'x'
'odd key' = true
[database]
url = 'db'
password = 'hunter2'
[labels]
b = 1
a = 2
[klaw.channels]
max_batch = 5
";

#[test]
fn the_template_of_a_users_type() {
    let template = Config::<App>::template();
    let own = template.split_inclusive('\n').take_while(|line| !line.starts_with("# klaw's own"));
    snapshot("template_of_app", &own.collect::<String>());
    assert!(template.contains("\n[klaw.channels]\n"), "{template}");
}

/// What stands behind `#` is a file once the `#` is taken away.
#[test]
fn a_template_has_no_word_that_toml_has_not() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde)]
    struct Defaults {
        #[wire(default)]
        pair: (u8, Option<u8>),
        #[wire(default = vec![None, Some(1)])]
        list: Vec<Option<u8>>,
        #[wire(default = (1, Some(2)))]
        whole: (u8, Option<u8>),
    }

    let template = Config::<Defaults>::template();
    assert!(template.contains("\n# By default `[0, none]`, which a file cannot say.\n#pair =\n"), "{template}");
    assert!(template.contains("\n# By default `[none, 1]`, which a file cannot say.\n#list =\n"), "{template}");
    assert!(template.contains("\n#whole = [1, 2]\n"), "{template}");
}

#[test]
fn what_is_missing_is_said() {
    Case::new("missing").file("greeting = 'x'\n").refused::<App>();
    Case::new("missing_section").refused::<App>();
    Case::new("missing_in_a_section").file("[database]\n[tls]\nverify = true\n").refused::<App>();
    // Where the file is not read, it may be there.
    Case::new("missing_in_a_broken_file").file("[database\n").refused::<App>();
}

#[test]
fn explanations() {
    let case = Case::new("explain").file(APP).variable("KLAW_LABELS__C", "3").variable("KLAW_TLS__PORT", "443");
    let config = case.load::<App>().unwrap();
    let text = config.explain().to_string();
    assert!(!text.contains("hunter2"), "{text}");
    let own: String = text.split_inclusive('\n').filter(|line| !line.starts_with("klaw.b")).collect();
    case.shows(&own);
    let rows = config.explain();
    assert!(rows.rows().any(|(path, value, origin)| (path, value) == ("greeting", "\"x\"") && !origin.is_default()));
}

#[test]
fn files_hold_what_differs() {
    let case = Case::new("to_toml").file(APP);
    let config = case.load::<App>().unwrap();
    let text = config.to_toml();
    case.shows(&text);

    assert_eq!(to_toml(&RuntimeConfig::default()), "");
    let channels =
        Channels { overflow: Overflow::DropOldest, send_timeout: TimeoutSeconds::literal(2.0), ..Channels::default() };
    let config = RuntimeConfig { channels, ..RuntimeConfig::default() };
    let text = config.to_toml();
    assert_eq!(text, "[channels]\nsend_timeout = 2.0\noverflow = \"drop_oldest\"\n");
    assert_eq!(*Case::new("to_toml_back").file(&text).load::<RuntimeConfig>().unwrap(), config);
}

#[test]
fn none_where_the_default_is_something() {
    let app = App {
        database: Database { url: "db".into(), password: Secret::default() },
        greeting: "say \"hi\"\n".into(),
        ratios: vec![1.0, f64::INFINITY],
        labels: BTreeMap::from([("a b".into(), 1)]),
        tls: None,
        odd: false,
        klaw: RuntimeConfig::default(),
    };
    snapshot("to_toml_of_none", &to_toml(&app));
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields, omit_defaults)]
struct Sources {
    #[wire(default)]
    first: Option<Source>,
    #[wire(default)]
    second: Option<Source>,
    #[wire(default)]
    list: Vec<Source>,
    #[wire(default)]
    open: Vec<Source>,
    #[wire(default)]
    perhaps: Vec<Option<u8>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
enum Source {
    #[wire(tag = "vault")]
    Vault {
        #[wire(secret)]
        token: Secret<String>,
        count: u8,
        #[wire(default)]
        note: Option<String>,
        #[wire(default = Some(1))]
        limit: Option<u8>,
    },
    #[wire(tag = "file")]
    File {
        path: String,
        #[wire(default)]
        note: Option<String>,
    },
}

/// Nothing is left out without a word.
#[test]
fn values_that_hold_secrets_or_nothing() {
    let vault = || Source::Vault { token: Secret::new("hunter2".into()), count: 3, note: None, limit: None };
    let file = |path: &str| Source::File { path: path.into(), note: None };
    let sources = Sources {
        first: Some(vault()),
        second: Some(file("a")),
        list: vec![file("b"), vault()],
        open: vec![file("c")],
        perhaps: vec![Some(1), None],
    };
    let text = to_toml(&sources);
    snapshot("to_toml_of_unions", &text);
    // What stands there is TOML, and lacks no more than it says.
    let error = Case::new("to_toml_of_unions_back").file(&text).load::<Sources>().unwrap_err();
    let paths: Vec<_> = error.faults().iter().map(|fault| fault.path()).collect();
    assert_eq!(paths, ["first.token"], "{error}");
    let text = to_toml(&Sources { first: None, list: Vec::new(), perhaps: Vec::new(), ..sources });
    let back = Case::new("to_toml_of_open_unions").file(&text).load::<Sources>().unwrap();
    assert_eq!((back.second.as_ref(), back.open.as_slice()), (Some(&file("a")), &[file("c")][..]), "{text}");
}

/// What is not there by default is there with its header, and has its own defaults.
#[test]
fn sections_that_are_more_than_the_defaults() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde, forbid_unknown_fields, omit_defaults)]
    struct More {
        #[wire(default)]
        channels: Option<Channels>,
        #[wire(default)]
        named: BTreeMap<String, Channels>,
        #[wire(default = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]))]
        counts: BTreeMap<String, u8>,
    }
    let plain = Channels::default;
    let more = More {
        channels: Some(plain()),
        named: BTreeMap::from([("x".into(), plain()), ("y z".into(), Channels { max_batch: 7, ..plain() })]),
        counts: BTreeMap::from([("a".into(), 1), ("c".into(), 3)]),
    };
    let text = to_toml(&more);
    let expected = "\
[channels]

[named.x]

[named.\"y z\"]
max_batch = 7

[counts]
c = 3
# b is not there, as it is by default; a file cannot say so
";
    assert_eq!(text, expected);
    let back = Case::new("to_toml_of_more").file(&text).load::<More>().unwrap();
    assert_eq!((&back.channels, &back.named), (&more.channels, &more.named));
}

/// What README.md shows is what the example says.
#[test]
fn the_readme_shows_the_example() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../");
    let readme = std::fs::read_to_string(format!("{root}README.md")).unwrap();
    let load = |name: &str, variables: &[(&str, &str)]| {
        let file = format!("{root}klaw-runtime/examples/config/{name}.toml");
        RuntimeConfig::builder().file(file).variables(variables.iter().copied()).load()
    };
    let bad = load("bad", &[]).unwrap_err().to_string().replace(root, "");
    assert!(readme.contains(bad.trim_end()), "{bad}");
    let variables = [("KLAW_CHANNELS__DEFAULT_CAPACITY", "500"), ("KLAW_RAY_ADDRESS", "head:6379")];
    let said: Vec<String> = [load("good", &[]), load("good", &variables)]
        .into_iter()
        .flat_map(|config| {
            let lines = config.unwrap().explain().to_string().replace(root, "");
            lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        })
        .collect();
    let (_, shown) = readme.split_once("== a good file\n").unwrap();
    let (shown, _) = shown.split_once("..\n").unwrap();
    let shown: Vec<_> = shown.lines().filter(|line| line.contains(" = ")).collect();
    assert_eq!(shown.len(), 6, "{shown:?}");
    for line in shown {
        assert!(said.iter().any(|said| said == line), "{line} is not among\n{}", said.join("\n"));
    }
}

#[test]
fn code_sets_values_and_sections() {
    let builder = || RuntimeConfig::builder().no_file().variables([("KLAW_CHANNELS__MAX_BATCH", "5")]);
    let channels = Channels { max_batch_bytes: 9, ..Channels::default() };
    let config = builder().set("channels", channels).set("backends.nats.token", "t").load().unwrap();
    assert_eq!((config.channels.max_batch, config.channels.max_batch_bytes), (5, 9));
    assert_eq!(config.backends.nats.token.as_ref().unwrap().expose(), "t");

    let line = line!() + 1;
    let error = builder().set("channels.max_bach", 1).set("executor.concurrency", 0).load().unwrap_err();
    let text = error.to_string().replace(&format!("tests/runtime/config/output.rs:{line}"), "src/main.rs:1");
    snapshot("code", &text);
}
