//! Secrets: in no error, no `Debug`, no explanation and no file that is written.

use super::Case;
use klaw_runtime::config::{ConfigError, RuntimeConfig};
use klaw_runtime::{ErrorKind, Secret, WireMessage, json, msgpack};
use proptest::prelude::*;

/// Secrets at every place that a value has.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, json, forbid_unknown_fields, omit_defaults, validate = Vault::check)]
struct Vault {
    #[wire(default, secret)]
    #[constrain(min_length = 4, max_length = 10)]
    token: Secret<String>,
    #[wire(default, secret)]
    pin: Option<Secret<u16>>,
    #[wire(default, secret)]
    mode: Option<Secret<Mode>>,
    #[wire(default)]
    keys: Vec<Secret<String>>,
    #[wire(default)]
    by_name: std::collections::BTreeMap<String, Secret<String>>,
    #[wire(default)]
    source: Option<Source>,
    #[wire(default)]
    pair: Option<Pair>,
    #[wire(default)]
    count: u8,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, json)]
enum Mode {
    On,
    Off,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, json, tag_field = "kind", forbid_unknown_fields)]
enum Source {
    #[wire(tag = "vault")]
    Vault {
        #[wire(secret)]
        token: Secret<String>,
        count: u8,
    },
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, json, array_like)]
struct Pair {
    #[wire(secret)]
    token: Secret<String>,
    count: u8,
}

impl Vault {
    /// As a careless check would say it.
    fn check(&self) -> Result<(), String> {
        match self.token.expose().as_str() {
            "hunter2!" => Err(format!("`{}` is on every list", self.token.expose())),
            _ => Ok(()),
        }
    }
}

#[track_caller]
fn hides(case: Case<'_>) {
    let error: ConfigError = case.load::<Vault>().expect_err("this is refused");
    for text in [error.to_string(), format!("{error:?}"), format!("{:?}", error.faults())] {
        assert!(!text.contains("hunter") && !text.contains("31337"), "{text}");
    }
    case.shows(&error.to_string());
}

#[test]
fn in_errors_of_values() {
    // A whole section, misquoted.
    hides(Case::new("secret_in_a_text").file("source = 'vault://hunter2'\n"));
    hides(Case::new("secret_in_a_comment").file("count = 300 # hunter2\n"));
    hides(Case::new("secret_in_a_variable").variable("KLAW_SOURCE", r#"'{"kind":"vault","token":"hunter2"}'"#));
    // A file of another encoding.
    hides(Case::new("secret_not_utf8").file(b"token = \"hunter2\xe9\"\n"));
    hides(Case::new("secret_too_long").file("token = 'hunter2-hunter2-hunter2'\n"));
    hides(Case::new("secret_of_another_type").file("pin = 'hunter2'\ncount = 256\n"));
    hides(Case::new("secret_out_of_range").file("pin = 313370\n"));
    hides(Case::new("secret_enumeration").file("mode = 'hunter2'\n"));
    hides(Case::new("secret_checked").file("token = 'hunter2!'\n"));
    hides(Case::new("secret_in_a_list").file("keys = ['hunter2', 31337, 'hunter3']\n"));
    hides(Case::new("secret_in_a_table").file("by_name = { a = 'hunter2', b = 31337 }\n"));
    hides(Case::new("secret_in_a_union").file("source = { kind = 'vault', token = 'hunter2', count = 'x' }\n"));
    hides(Case::new("secret_in_an_unknown_union").file("source = { kind = 'valt', token = 'hunter2', count = 'x' }\n"));
    hides(Case::new("secret_in_a_pair").file("pair = ['hunter2', 'x']\n"));
}

#[test]
fn in_lines_that_are_shown_for_another_reason() {
    hides(Case::new("secret_beside_a_fault").file("by_name = { a = 'hunter2' }\ncount = 256\n"));
    hides(Case::new("secret_on_the_line").file("source = { count = 256, token = 'hunter2', kind = 'vault' }\n"));
    hides(Case::new("secret_misspelt").file("tokem = 'hunter2'\n"));
    hides(Case::new("secret_in_an_unknown_section").file("[vault]\ntoken = 'hunter2'\n"));
    hides(Case::new("secret_twice").file("token = 'hunter2'\ntoken = 'hunter3'\n"));
    // One of the two is in no tree.
    hides(
        Case::new("secret_twice_in_a_line")
            .file("pair = 5\nsource = { token = 'a', token = 'hunter2', count = 'x' }\n"),
    );
    hides(
        Case::new("secret_twice_in_lines")
            .file("source = { token = 'a', count = 'x', token =\n'hunter2', count = 'y' }\ncount = 300\n"),
    );
    hides(Case::new("secret_in_front_of_a_key").file("by_name = { a = 'hunter2', a = 'hunter3' }\n"));
    hides(Case::new("secret_syntax").file("token = 'hunter2\n"));
    hides(Case::new("secret_syntax_of_a_list").file("keys = [\n  'hunter2',\n  'hunter3\n]\n"));
    hides(Case::new("secret_syntax_of_text").file("token = '''\ncount = hunter2\n"));
    hides(Case::new("secret_syntax_elsewhere").file("token = 'hunter2'\ncount = 1 2\n"));
}

#[test]
fn in_variables() {
    hides(Case::new("secret_variable").variable("KLAW_TOKEN", "hunter2-hunter2-hunter2"));
    hides(Case::new("secret_variable_of_another_type").variable("KLAW_PIN", "hunter2"));
    hides(Case::new("secret_variable_misspelt").variable("KLAW_TOKEM", "hunter2"));
    hides(
        Case::new("secret_variable_json").variable("KLAW_SOURCE", r#"{"kind": "vault", "token": "hunter2", "count": "#),
    );
    hides(Case::new("secret_variable_list").variable("KLAW_KEYS", r#"["hunter2", 31337]"#));
}

#[test]
fn in_what_is_printed() {
    let case = Case::new("secret_printed")
        .file("token = 'hunter2'\nkeys = ['hunter3']\npin = 31337\nby_name = { a = 'hunter4' }\n")
        .variable("KLAW_SOURCE", r#"{"kind": "vault", "token": "hunter5", "count": 1}"#)
        .variable("KLAW_PAIR", r#"["hunter6", 2]"#);
    let config = case.load::<Vault>().unwrap();
    assert_eq!(config.token.expose(), "hunter2");
    assert_eq!(config.keys[0].expose(), "hunter3");
    let shown = format!("{}\n-- to_toml\n{}\n-- debug\n{config:?}\n", config.explain(), config.to_toml());
    assert!(!shown.contains("hunter") && !shown.contains("31337"), "{shown}");
    case.shows(&shown);

    let config =
        RuntimeConfig::builder().no_file().variables([("KLAW_BACKENDS__NATS__TOKEN", "hunter2")]).load().unwrap();
    assert_eq!(config.backends.nats.token, Some(Secret::new("hunter2".to_owned())));
    let shown = format!("{config:?}{}{}{:?}", config.explain(), config.to_toml(), config.explain());
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// What gets in to a server stands in keys of its own, and not in its address, which is shown.
#[test]
fn in_addresses() {
    let nats = |variables: &[(&str, &str)]| {
        let variables = variables.iter().map(|(name, value)| (format!("KLAW_BACKENDS__NATS__{name}"), value));
        RuntimeConfig::builder().no_file().variables(variables).load()
    };
    let refused = |variables: &[(&str, &str)]| {
        let error = nats(variables).unwrap_err();
        let text = format!("{error} {error:#} {error:?}");
        assert!(!text.contains("hunter2"), "{text}");
        text
    };
    let config = nats(&[("USER", "ada"), ("PASSWORD", "hunter2"), ("URL", "nats://a:1,tls://b:2")]).unwrap();
    let shown = format!("{config:?}{}{}", config.explain(), config.to_toml());
    assert!(!shown.contains("hunter2") && shown.contains("user = \"ada\""), "{shown}");

    assert!(refused(&[("URL", "nats://ada:hunter2@b")]).contains("in `user` and `password`, or `token`"));
    assert!(refused(&[("URL", "nats://a,hunter2@b")]).contains("in `user` and `password`, or `token`"));
    // What is no address of NATS may hold a password as well.
    assert!(refused(&[("URL", "http://ada:hunter2@b")]).contains("which is not shown"));
    assert!(refused(&[("USER", "ada"), ("PASSWORD", "hunter2"), ("TOKEN", "hunter2")]).contains("gets in alone"));
    assert!(refused(&[("PASSWORD", "hunter2")]).contains("get in together"));
    let case = Case::new("secret_address").file("[backends.nats]\nurl = 'nats://ada:hunter2@b' # and more\n");
    let error = case.load::<RuntimeConfig>().unwrap_err();
    assert!(!format!("{error} {error:#} {error:?}").contains("hunter2"), "{error}");
    case.shows(&error.to_string());
}

/// On the wire, what is wrong with a secret is told without it.
#[test]
fn in_errors_of_the_wire() {
    let mode = b"\x81\xa4mode\xa7hunter2";
    let error = msgpack::from_slice::<Vault>(mode).unwrap_err();
    for text in [error.to_string(), format!("{error:#}"), format!("{error:?}")] {
        assert!(!text.contains("hunter2") && !text.contains("68 75 6e 74 65 72"), "{text}");
    }
    assert_eq!((error.kind(), error.path()), (ErrorKind::Validation, "$.mode"));
    let error = json::from_str::<Vault>(r#"{"mode": "hunter2"}"#).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    for report in [Vault::validate_all(mode), Vault::validate_all(b"\x81\xa3pin\xcd\x7a\x69\x00".get(..7).unwrap())] {
        assert!(!format!("{report:?}").contains("hunter2"), "{report:?}");
    }
    let error = serde_json::from_str::<Vault>(r#"{"pin": "hunter2"}"#).unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    /// However a file is broken, the secret in it is not shown, and nothing panics.
    #[test]
    fn in_files_that_are_broken_anyhow(at in any::<prop::sample::Index>(), with in "[\\[\\]{}='\"\n#,.a1 -]{0,4}", cut in 0..6_usize) {
        let whole = "count = 1\nkeys = ['hunter1', \"hunter2\"]\ntoken = \"hunter3\" # x\n\
            by_name = { a = 'hunter4' }\nsource = { kind = 'vault', token = 'hunter5', count = 1 }\npair = ['hunter6', 1]\n";
        let at = at.index(whole.len());
        let text = format!("{}{with}{}", &whole[..at], &whole[(at + cut).min(whole.len())..]);
        if let Err(error) = Case::new("broken_anyhow").file(&text).load::<Vault>() {
            prop_assert!(!error.to_string().contains("hunter"), "{text}\n{error}");
        }
    }

    /// Whatever is in a file and in the environment, nothing panics.
    #[test]
    fn nothing_panics(text in "\\PC{0,60}|([a-z]{1,3} = [\\[\\]{}=\"'0-9a-z.\n-]{0,9}\n){0,6}", name in "[A-Z_]{0,12}", value in "\\PC{0,12}") {
        let case = Case::new("anything").file(&text).variable(format!("KLAW_{name}"), value);
        if let Err(error) = case.load::<RuntimeConfig>() {
            prop_assert!(!error.faults().is_empty() && !error.to_string().is_empty());
        }
    }
}
