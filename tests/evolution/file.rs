//! The file: compared, blessed, refused, broken, through the function and through the macro.

use crate::versions;
use klaw_runtime::lock::{self, LockError, Mode};
use klaw_runtime::{WireMessage, assert_schema_lock};
use std::error::Error as _;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

versions! {
    { #[wire(array_like)] pub struct Task<'a> { pub id: &'a str } }
    { #[wire(array_like)] pub struct Task<'a> { pub id: &'a str, #[wire(default)] pub tries: u8 } }
}

mod broken {
    #[derive(klaw_runtime::WireMessage)]
    #[wire(array_like)]
    pub struct Task {
        pub id: u8,
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("klaw-lock-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn lock(&self) -> PathBuf {
        self.0.join("klaw.lock")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.lock()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn blessing_writes_what_is_missing_and_compatible_and_refuses_the_rest() {
    let folder = Folder::new("bless");
    let (old, new, broken) = ([old::Task::SCHEMA], [new::Task::SCHEMA], [broken::Task::SCHEMA]);

    assert!(matches!(lock::check(&folder.lock(), &old, Mode::Compare), Err(LockError::Missing(_))));
    assert!(!folder.lock().exists());
    assert!(lock::check(&folder.lock(), &old, Mode::Bless).unwrap().is_empty());
    assert!(lock::check(&folder.lock(), &old, Mode::Compare).unwrap().is_empty());

    let before = folder.text();
    assert!(before.ends_with("\nmessage Task array\n    field 0 id: str\n"), "{before}");
    let error = lock::check(&folder.lock(), &new, Mode::Compare).unwrap_err();
    assert!(matches!(&error, LockError::Differs(_, changes) if changes.len() == 1), "{error}");
    assert_eq!(folder.text(), before);
    assert_eq!(lock::check(&folder.lock(), &new, Mode::Bless).unwrap().len(), 1);
    assert!(lock::check(&folder.lock(), &new, Mode::Compare).unwrap().is_empty());

    let before = folder.text();
    let error = lock::check(&folder.lock(), &broken, Mode::Bless).unwrap_err().to_string();
    assert!(error.contains("  BREAKING   Task.id: was `str` and is `u8`"), "{error}");
    assert!(error.ends_with("run the test with KLAW_LOCK=break"), "{error}");
    assert_eq!(folder.text(), before);
    assert!(!lock::check(&folder.lock(), &broken, Mode::Break).unwrap().is_empty());
    assert!(lock::check(&folder.lock(), &broken, Mode::Compare).unwrap().is_empty());
    // Nothing temporary is left.
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn a_lock_of_windows_line_ends_is_the_same() {
    let folder = Folder::new("crlf");
    lock::check(&folder.lock(), &[old::Task::SCHEMA], Mode::Bless).unwrap();
    fs::write(folder.lock(), folder.text().replace('\n', "\r\n")).unwrap();
    assert!(lock::check(&folder.lock(), &[old::Task::SCHEMA], Mode::Compare).unwrap().is_empty());
}

#[test]
fn a_damaged_lock_is_refused_in_every_mode_and_left_as_it_is() {
    let folder = Folder::new("damaged");
    fs::write(folder.lock(), "message Task array\n<<<<<<< ours\n").unwrap();
    for mode in [Mode::Compare, Mode::Bless, Mode::Break] {
        let error = lock::check(&folder.lock(), &[old::Task::SCHEMA], mode).unwrap_err().to_string();
        assert!(error.contains("klaw.lock, line 2: "), "{error}");
    }
    assert!(folder.text().contains("<<<"));
}

/// Bytes that are no text are no lock, and not one that is missing.
#[test]
fn a_file_that_is_no_text_is_left_as_it_is() {
    let folder = Folder::new("binary");
    fs::write(folder.lock(), b"\xff\xfe").unwrap();
    for mode in [Mode::Compare, Mode::Bless, Mode::Break] {
        let error = lock::check(&folder.lock(), &[old::Task::SCHEMA], mode).unwrap_err();
        assert!(matches!(error, LockError::Io(..)) && error.source().is_some(), "{error}");
        assert_eq!(fs::read(folder.lock()).unwrap(), b"\xff\xfe");
    }
    assert!(lock::check(&folder.0.join("none"), &[old::Task::SCHEMA], Mode::Compare).unwrap_err().source().is_none());
}

/// A default that is computed: the compiler cannot hold it against the rule, the lock does.
#[test]
fn a_default_that_breaks_its_rule_is_no_lock() {
    fn zero() -> u8 {
        0
    }
    #[derive(WireMessage)]
    #[wire(array_like)]
    struct Task {
        id: u8,
        #[wire(default = zero())]
        #[constrain(ge = 1)]
        tries: u8,
    }
    let folder = Folder::new("default");
    for mode in [Mode::Compare, Mode::Bless, Mode::Break] {
        let error = lock::check(&folder.lock(), &[Task::SCHEMA], mode).unwrap_err();
        assert_eq!(error.to_string(), "a default of `Task` breaks its own rule: Expected `int` >= 1 - at `$.tries`");
    }
    assert!(!folder.lock().exists());
}

/// Neither reading nor writing panics where the system says no, and what it said is kept.
#[test]
fn what_the_system_refuses_names_the_file() {
    let folder = Folder::new("refused");
    let schemas = [old::Task::SCHEMA];
    // A folder stands where the lock would.
    fs::create_dir(folder.lock()).unwrap();
    for mode in [Mode::Compare, Mode::Bless] {
        let error = lock::check(&folder.lock(), &schemas, mode).unwrap_err();
        assert!(matches!(&error, LockError::Io(path, _) if *path == folder.lock()), "{error}");
        assert!(error.to_string().starts_with(&format!("{}: ", folder.lock().display())), "{error}");
        assert!(error.source().is_some());
    }
    let nowhere = folder.0.join("nowhere/klaw.lock");
    let error = lock::check(&nowhere, &schemas, Mode::Bless).unwrap_err();
    assert!(matches!(&error, LockError::Io(..)), "{error}");
    let error = lock::check(&nowhere, &schemas, Mode::Compare).unwrap_err();
    assert!(matches!(&error, LockError::Missing(path) if *path == nowhere) && error.source().is_none(), "{error}");
    fs::remove_dir(folder.lock()).unwrap();
    fs::write(folder.lock(), "message\n").unwrap();
    let error = lock::check(&folder.lock(), &schemas, Mode::Compare).unwrap_err();
    assert!(error.source().unwrap().downcast_ref::<klaw_runtime::lock::ParseError>().is_some(), "{error:?}");
}

/// The same facts in another order are another text: whoever compares is told, blessing writes it anew.
#[test]
fn a_lock_in_another_order_is_written_anew() {
    #[derive(WireMessage)]
    enum Level {
        Low = 1,
        High = 2,
    }
    let folder = Folder::new("order");
    let schemas = [Level::SCHEMA];
    lock::check(&folder.lock(), &schemas, Mode::Bless).unwrap();
    let written = folder.text();
    let (low, high) = ("    value Low = 1\n", "    value High = 2\n");
    let other = written.replace(&format!("{low}{high}"), &format!("{high}{low}"));
    assert_ne!(other, written);
    fs::write(folder.lock(), &other).unwrap();
    let error = lock::check(&folder.lock(), &schemas, Mode::Compare).unwrap_err();
    let LockError::Differs(_, changes) = &error else { panic!("{error}") };
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].to_string(), "the lock: says the same in another order or other words");
    assert!(!changes[0].breaking);
    lock::check(&folder.lock(), &schemas, Mode::Bless).unwrap();
    assert_eq!(folder.text(), written);
}

/// Run by the test below in a process of its own: the mode is the environment's.
#[test]
fn child() {
    if let Some(path) = env::var_os("KLAW_TEST_LOCK") {
        match env::var("KLAW_TEST_VERSION").as_deref() {
            Ok("old") => assert_schema_lock!(&path, old::Task<'_>),
            Ok("new") => assert_schema_lock!(&path, new::Task<'_>,),
            _ => assert_schema_lock!(&path, broken::Task),
        }
    }
}

#[test]
fn the_macro_obeys_the_environment() {
    let folder = Folder::new("macro");
    let run = |version: &str, mode: &str| {
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", "file::child", "--nocapture"])
            .env("KLAW_TEST_LOCK", folder.lock())
            .env("KLAW_TEST_VERSION", version)
            .env("KLAW_LOCK", mode)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), text)
    };
    let (ok, text) = run("old", "");
    assert!(!ok && text.contains("run the test with KLAW_LOCK=bless to write it"), "{text}");
    assert!(run("old", "bless").0 && run("old", "").0);
    let (ok, text) = run("new", "");
    assert!(!ok && text.contains("  compatible Task.tries: is new, with a default"), "{text}");
    // The panic is the caller's.
    assert!(text.contains("evolution/file.rs"), "{text}");
    assert!(run("new", "bless").0 && run("new", "").0);
    let (ok, text) = run("broken", "bless");
    assert!(!ok && text.contains("  BREAKING   Task.id: "), "{text}");
    assert!(run("new", "").0 && run("broken", "break").0 && run("broken", "").0);
    let (ok, text) = run("broken", "blast");
    assert!(!ok && text.contains("KLAW_LOCK is `blast`; write `bless`"), "{text}");
}
