//! Configuration, as a user sees it: what was given and the whole text of what came of it, held against a file.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p klaw-tests --test runtime config` writes the files anew.

mod environment;
mod file;
mod nested;
mod output;
mod secrets;
mod types;
mod values;

use klaw_runtime::WireMessage;
use klaw_runtime::config::{Builder, Config, ConfigError, RuntimeConfig};
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What one case is given.
struct Case<'a> {
    name: &'a str,
    file: Option<&'a [u8]>,
    variables: Vec<(OsString, OsString)>,
}

impl<'a> Case<'a> {
    fn new(name: &'a str) -> Self {
        Self { name, file: None, variables: Vec::new() }
    }

    fn file(self, text: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { file: Some(text.as_ref()), ..self }
    }

    fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// A directory of the case's own.
    fn directory(&self) -> PathBuf {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(self.name);
        fs::create_dir_all(&directory).unwrap();
        directory
    }

    fn builder<T: WireMessage + DeserializeOwned>(&self) -> Builder<T> {
        let builder = Config::<T>::builder().variables(self.variables.clone());
        match self.file {
            Some(bytes) => {
                let path = self.directory().join("klaw.toml");
                fs::write(&path, bytes).unwrap();
                builder.file(path)
            }
            None => builder.no_file(),
        }
    }

    fn load<T: WireMessage + DeserializeOwned>(&self) -> Result<Config<T>, ConfigError> {
        self.builder().load()
    }

    /// The text of the error, and what led to it, as the file of the case has it.
    #[track_caller]
    fn refused<T: WireMessage + DeserializeOwned>(self) {
        let error = self.load::<T>().err().expect("this is refused").to_string();
        self.shows(&error);
    }

    /// The same of klaw's own configuration.
    #[track_caller]
    fn fails(self) {
        self.refused::<RuntimeConfig>();
    }

    #[track_caller]
    fn shows(self, text: &str) {
        let mut shown = String::new();
        if let Some(bytes) = self.file {
            let file = String::from_utf8_lossy(bytes);
            let cut = file.char_indices().nth(600).map_or(file.len(), |(at, _)| at);
            shown.push_str(&format!("-- klaw.toml\n{}\n", file[..cut].trim_end()));
        }
        for (name, value) in &self.variables {
            let value = value.to_string_lossy();
            let cut = value.char_indices().nth(60).map_or(value.len(), |(at, _)| at);
            shown.push_str(&format!("-- {}={}\n", name.to_string_lossy(), &value[..cut]));
        }
        let directory = format!("{}/", self.directory().display());
        shown.push_str(&format!("-- says\n{}", text.replace(&directory, "")));
        snapshot(self.name, &shown);
    }
}

/// Holds a text against its file.
#[track_caller]
fn snapshot(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/config/snapshots").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, shown).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == shown, "{name}: expected\n{expected}\n-- and got\n{shown}");
}

/// No file is left from a case that is gone.
#[test]
fn each_snapshot_has_its_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/config");
    let sources = ["environment.rs", "file.rs", "nested.rs", "output.rs", "secrets.rs", "types.rs", "values.rs"];
    let text: String = sources.iter().map(|name| fs::read_to_string(root.join(name)).unwrap()).collect();
    let mut count = 0;
    for entry in fs::read_dir(root.join("snapshots")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(text.contains(&format!("\"{name}\"")), "{name}.txt is of no case");
        count += 1;
    }
    assert!(count > 40, "only {count} were found");
}
