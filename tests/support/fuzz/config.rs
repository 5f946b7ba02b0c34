//! A configuration from a text and from variables, as hostile as they may be.

use crate::assert::hex;
use klaw_runtime::config::{Config, ConfigError, RuntimeConfig};
use klaw_runtime::{ErrorKind, Value, toml};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs, process, thread};

/// It stands in the environment at each load, so that an error or an explanation that shows a secret is seen to.
const SECRET: &str = "hunter2-hunter2";

/// A file of this thread's own, which is gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(text: &[u8]) -> Self {
        // A number that is read from the thread's name for itself.
        let thread = format!("{:?}", thread::current().id()).replace(|sign: char| !sign.is_ascii_digit(), "");
        let file = env::temp_dir().join(format!("klaw-fuzz-{}-{thread}.toml", process::id()));
        fs::write(&file, text).unwrap();
        Self(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Up to the first zero it is a text, and each part behind is a variable, `NAME=value`.
pub(super) fn run(input: &[u8]) {
    let mut parts = input.split(|byte| *byte == 0);
    let text = parts.next().unwrap_or_default();
    if let Ok(read) = toml::from_slice::<Value<'_>>(text) {
        // What has no nil in a list can be written, and is then what was read.
        let written = toml::to_string(&read).unwrap();
        match toml::from_str::<Value<'_>>(&written) {
            Ok(again) => assert_eq!(toml::to_string(&again).unwrap(), written, "{}", hex(text)),
            // Dots may go down further than headers, which is what is written.
            Err(error) => assert_eq!(error.kind(), ErrorKind::Limit, "{error:#}"),
        }
    }
    let variables: Vec<(OsString, OsString)> = parts.filter_map(variable).collect();
    let file = Scratch::new(text);
    match load(&file.0, &variables) {
        Ok(config) => again(config, input, &variables),
        Err(error) => refused(&error, input, text),
    }
}

#[cfg(unix)]
fn variable(text: &[u8]) -> Option<(OsString, OsString)> {
    use std::os::unix::ffi::OsStringExt;
    let at = text.iter().position(|byte| *byte == b'=')?;
    let part = |part: &[u8]| OsString::from_vec(part.to_vec());
    Some((part(&text[..at]), part(&text[at + 1..])))
}

#[cfg(not(unix))]
fn variable(text: &[u8]) -> Option<(OsString, OsString)> {
    let (name, value) = std::str::from_utf8(text).ok()?.split_once('=')?;
    Some((name.into(), value.into()))
}

fn load(file: &Path, variables: &[(OsString, OsString)]) -> Result<Config<RuntimeConfig>, ConfigError> {
    let secret = ("KLAW_BACKENDS__NATS__TOKEN".into(), SECRET.into());
    let variables = [secret].into_iter().chain(variables.iter().cloned());
    RuntimeConfig::builder().file(file).variables(variables).load()
}

/// What was loaded is explained, and written as a file that gives the same once more, without its secrets.
fn again(config: Config<RuntimeConfig>, input: &[u8], variables: &[(OsString, OsString)]) {
    let written = config.to_toml();
    let shown = format!("{}{:?}{:?}", config.explain(), config.explain(), *config);
    let token = config.backends.nats.token.as_ref().map_or("", |token| token.expose());
    // What is short stands in much by chance; and what is given elsewhere too is shown there.
    if token.len() >= SECRET.len() && times(token, input) <= usize::from(token != SECRET) {
        assert!(![&written, &shown].iter().any(|text| text.contains(token)), "a secret is shown: {written} {shown}");
    }
    for (path, _, origin) in config.explain().rows().filter(|(_, _, origin)| !origin.is_default()) {
        assert_eq!(config.origin(path).map(|origin| origin.to_string()), Some(origin.to_string()), "{path}");
    }
    let config = config.into_inner();
    let token = variables.iter().filter(|(name, _)| name.to_string_lossy().to_lowercase().contains("token")).cloned();
    let file = Scratch::new(written.as_bytes());
    let mut read = load(&file.0, &token.collect::<Vec<_>>()).unwrap().into_inner();
    read.backends.nats.token.clone_from(&config.backends.nats.token);
    assert_eq!(read, config, "{written}");
}

/// How often a text stands in the input.
fn times(text: &str, input: &[u8]) -> usize {
    input.windows(text.len()).filter(|part| *part == text.as_bytes()).count()
}

/// Each fault says something, and stands in the text where it says.
fn refused(error: &ConfigError, input: &[u8], text: &[u8]) {
    let said = format!("{error} {error:?}");
    assert!(!error.faults().is_empty(), "{said}");
    // Where a name has it in it too, it is said.
    assert!(times(SECRET, input) > 0 || !said.contains(SECRET), "{said}");
    let text = String::from_utf8_lossy(text);
    for fault in error.faults() {
        assert!(!fault.to_string().is_empty());
        if let Some((line, column)) = fault.origin().position() {
            // Behind the last sign there may be one missing.
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(&line), "line {line} of {lines}: {fault}");
            let signs = text.split('\n').nth(line - 1).map_or(0, |line| line.chars().count());
            assert!((1..=signs + 1).contains(&column), "column {column} of {signs}: {fault}");
        }
    }
}
