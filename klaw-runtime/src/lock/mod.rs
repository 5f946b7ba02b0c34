//! `klaw.lock`: the layouts of all messages as checked-in text, and what a change to them means.
//!
//! A decoder cannot see that a field was moved or a rule tightened: programs that run elsewhere can. A test
//! compares the messages with the lock, names each change as breaking or not, and fails until the lock says
//! the same:
//!
//! ```no_run
//! # use klaw_runtime::{WireMessage, assert_schema_lock};
//! # #[derive(WireMessage)]
//! # #[wire(array_like)]
//! # struct Task<'a> { id: &'a str }
//! #[test]
//! fn messages_are_those_of_the_lock() {
//!     assert_schema_lock!("klaw.lock", Task<'_>);
//! }
//! ```
//!
//! The environment variable `KLAW_LOCK` writes the file: `bless` writes a missing one and compatible changes,
//! `break` writes breaking ones too. [`Lock`] is the same as a value.

mod compare;
pub mod layout;
mod text;
mod values;

pub use text::ParseError;

use crate::error::Error;
use crate::schema::Schema;
use layout::Layout;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, io, process};

/// The layouts of messages, and of all types that they name.
///
/// `Display` and `FromStr` are its text, one fact a line.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::lock::Lock;
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 10)]
/// struct Task<'a> {
///     #[constrain(pattern = "^[a-z]+$")]
///     id: &'a str,
///     #[wire(default, since = 2)]
///     attempts: u32,
/// }
///
/// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
/// let lock = Lock::of(&[Task::SCHEMA]);
/// let text = lock.to_string();
/// assert!(text.ends_with("
/// message Task array tag 10
///     field 0 id: str
///         pattern ^[a-z]+$
///     field 1 attempts: u32 optional since 2
/// "));
/// assert_eq!(text.parse::<Lock>()?, lock);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    layouts: BTreeMap<String, Layout>,
}

impl Lock {
    /// The layouts of these types and of all that they name.
    ///
    /// Where two types of one name have different layouts (`Page<A>` and `Page<B>`), the second is `Page#2`.
    ///
    /// ```
    /// use klaw_runtime::WireMessage;
    /// use klaw_runtime::envelope::WireEnvelope;
    /// use klaw_runtime::lock::Lock;
    ///
    /// let lock = Lock::of(&[WireEnvelope::SCHEMA]);
    /// assert!(lock.to_string().contains("message WireHeader array"));
    /// ```
    #[must_use]
    pub fn of(schemas: &[&'static Schema]) -> Self {
        Self { layouts: layout::of(schemas).0 }
    }

    /// The layout of a type.
    ///
    /// ```
    /// use klaw_runtime::lock::Lock;
    /// use klaw_runtime::lock::layout::{Shape, Type};
    ///
    /// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
    /// let lock: Lock = "message Task array\n    field 0 id: str".parse()?;
    /// let Some(Shape::Message(task)) = lock.get("Task").map(|layout| &layout.shape) else { panic!() };
    /// assert_eq!(task.fields[0].place.ty, Type::Str);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Layout> {
        self.layouts.get(name)
    }

    /// All types with their names, in alphabetical order.
    ///
    /// ```
    /// use klaw_runtime::WireMessage;
    /// use klaw_runtime::envelope::Ack;
    /// use klaw_runtime::lock::Lock;
    ///
    /// let names: Vec<String> = Lock::of(&[Ack::SCHEMA]).layouts().map(|(name, _)| name.to_owned()).collect();
    /// assert_eq!(names, ["Ack", "MessageKind", "WireHeader"]);
    /// ```
    pub fn layouts(&self) -> impl Iterator<Item = (&str, &Layout)> {
        self.layouts.iter().map(|(name, layout)| (name.as_str(), layout))
    }

    /// What changed from this lock to a newer one. Empty where nothing did.
    ///
    /// ```
    /// use klaw_runtime::lock::Lock;
    ///
    /// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
    /// let old: Lock = "message Task array\n    field 0 id: u32".parse()?;
    /// let wider: Lock = "message Task array\n    field 0 id: u64".parse()?;
    /// let changes = old.compare(&wider);
    /// assert_eq!(changes[0].to_string(), "Task.id: was `u32` and is `u64`, which reads all of it");
    /// assert!(!changes[0].breaking);
    /// assert!(wider.compare(&old)[0].breaking);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn compare(&self, new: &Self) -> Vec<Change> {
        if self.to_string() == new.to_string() {
            return Vec::new();
        }
        let mut changes = compare::compare(&self.layouts, &new.layouts);
        if changes.is_empty() {
            let what = String::from("says the same in another order or other words");
            changes.push(Change { subject: String::from("the lock"), what, breaking: false });
        }
        changes
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::print(&self.layouts, f)
    }
}

impl FromStr for Lock {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text::parse(text).map(|layouts| Self { layouts })
    }
}

/// One difference between two locks.
///
/// ```
/// use klaw_runtime::lock::Lock;
///
/// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
/// let old: Lock = "enumeration Level\n    value Info = 1".parse()?;
/// let new: Lock = "enumeration Level\n    value Info = 2".parse()?;
/// let change = &old.compare(&new)[0];
/// assert_eq!(change.subject, "Level.Info");
/// assert_eq!(change.what, "was 1 and is 2; keep the value that frames hold");
/// assert!(change.breaking);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The type, field, value or member that changed.
    pub subject: String,
    /// What became of it, and what to do about it where it is breaking.
    pub what: String,
    /// Do programs with the old and the new layout fail to read some of each other's frames?
    pub breaking: bool,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.what)
    }
}

impl Schema {
    /// A number for the layout of the type and of all that it names: FNV-1a over their text in a lock.
    ///
    /// It is the same for every compiler, platform and run, and changes with the lock's text: two programs
    /// that have the same number have the same layout. A default that is one value throughout a process and another in the
    /// next (an id, the name of a host) is part of it, and makes it another number there. Each default is computed 64 times, to
    /// leave out what is another value each time.
    ///
    /// ```
    /// use klaw_runtime::{ChannelCapacity, Namespace, WireMessage};
    ///
    /// assert_eq!(ChannelCapacity::SCHEMA.fingerprint(), 0x0c81_b8f8_ea52_c5ee);
    /// assert_ne!(Namespace::SCHEMA.fingerprint(), ChannelCapacity::SCHEMA.fingerprint());
    /// ```
    #[must_use]
    pub fn fingerprint(&'static self) -> u64 {
        /// 64 bits, with the offset and the prime of its authors.
        struct Fnv(u64);
        impl Write for Fnv {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for byte in text.bytes() {
                    self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
                }
                Ok(())
            }
        }
        let (layouts, roots) = layout::of(&[self]);
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        // Nothing of this fails: a hash takes all text.
        let written = roots.iter().try_for_each(|root| hash.write_str(root));
        let written = written.and_then(|()| text::blocks(&layouts, &mut hash));
        debug_assert!(written.is_ok(), "a hash takes all text");
        hash.0
    }
}

// The file.

/// What may be written to a lock that says something else.
///
/// ```
/// use klaw_runtime::lock::Mode;
///
/// assert_eq!(Mode::from_word("bless"), Some(Mode::Bless));
/// assert_eq!(Mode::from_word("blast"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    Compare,
    /// A missing file, and compatible changes.
    Bless,
    /// Breaking changes too.
    Break,
}

impl Mode {
    /// The mode that a value of `KLAW_LOCK` stands for: nothing, `bless` or `break`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "" => Some(Self::Compare),
            "bless" => Some(Self::Bless),
            "break" => Some(Self::Break),
            _ => None,
        }
    }
}

/// Why a lock does not hold.
///
/// ```
/// use klaw_runtime::lock::{self, LockError, Mode};
/// use klaw_runtime::{Namespace, WireMessage};
///
/// let nowhere = std::env::temp_dir().join("no such folder/klaw.lock");
/// let error = lock::check(&nowhere, &[Namespace::SCHEMA], Mode::Compare).unwrap_err();
/// assert!(matches!(error, LockError::Missing(_)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum LockError {
    /// There is no file.
    Missing(PathBuf),
    /// The file is no lock.
    Parse(PathBuf, ParseError),
    /// The messages differ, and the mode did not allow to write all of it.
    Differs(PathBuf, Vec<Change>),
    /// A field's default breaks the field's own rules, which no compiler could see.
    Default(String, Error),
    /// The file could not be read or written.
    Io(PathBuf, io::Error),
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => {
                write!(f, "there is no {}; run the test with KLAW_LOCK=bless to write it", path.display())
            }
            Self::Parse(path, error) => {
                write!(f, "{}, {error}; restore the file, or delete it and write it anew", path.display())
            }
            Self::Default(of, error) => write!(f, "a default of `{of}` breaks its own rule: {error}"),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Differs(path, changes) => {
                writeln!(f, "the messages are not those of {}:", path.display())?;
                for change in changes {
                    writeln!(f, "  {} {change}", if change.breaking { "BREAKING  " } else { "compatible" })?;
                }
                f.write_str(if changes.iter().any(|change| change.breaking) {
                    "programs that run cannot read some of the new frames, or the new ones some of theirs; \
                     undo what is breaking, or, where no such program is left, run the test with KLAW_LOCK=break"
                } else {
                    "all of it is compatible: run the test with KLAW_LOCK=bless to write it"
                })
            }
        }
    }
}

impl std::error::Error for LockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Parse(_, error) => Some(error),
            Self::Io(_, error) => Some(error),
            Self::Default(_, error) => Some(error),
            Self::Missing(_) | Self::Differs(..) => None,
        }
    }
}

/// Compares the types with the lock at `path`, and writes it as far as `mode` allows. What was written is
/// returned as the changes; a file that is there is replaced in one step. Computed defaults are held against
/// the rules of their fields on the way.
///
/// # Errors
/// A lock that is missing, is none, or differs by more than the mode lets be written; a default that breaks a rule.
///
/// ```
/// use klaw_runtime::lock::{self, Mode};
/// use klaw_runtime::{Namespace, WireMessage};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let path = std::env::temp_dir().join(format!("klaw-doc-{}.lock", std::process::id()));
/// lock::check(&path, &[Namespace::SCHEMA], Mode::Bless)?;
/// assert!(lock::check(&path, &[Namespace::SCHEMA], Mode::Compare)?.is_empty());
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
pub fn check(path: &Path, schemas: &[&'static Schema], mode: Mode) -> Result<Vec<Change>, LockError> {
    if let Some((of, error)) = layout::broken_default(schemas) {
        return Err(LockError::Default(of, error));
    }
    let new = Lock::of(schemas);
    let changes = match fs::read_to_string(path) {
        Ok(text) => {
            let old: Lock = text.parse().map_err(|error| LockError::Parse(path.to_owned(), error))?;
            old.compare(&new)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && mode == Mode::Compare => {
            return Err(LockError::Missing(path.to_owned()));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            write(path, &new.to_string())?;
            return Ok(Vec::new());
        }
        Err(error) => return Err(LockError::Io(path.to_owned(), error)),
    };
    let is_breaking = changes.iter().any(|change| change.breaking);
    match mode {
        _ if changes.is_empty() => Ok(changes),
        Mode::Bless if !is_breaking => write(path, &new.to_string()).map(|()| changes),
        Mode::Break => write(path, &new.to_string()).map(|()| changes),
        Mode::Compare | Mode::Bless => Err(LockError::Differs(path.to_owned(), changes)),
    }
}

/// Who reads the file meanwhile sees the old text or the new, never a part.
fn write(path: &Path, text: &str) -> Result<(), LockError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}-{}.tmp", process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let temporary = PathBuf::from(name);
    let written = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| {
        // What is left of a failure is of no use; that it cannot be removed says nothing new.
        drop(fs::remove_file(&temporary));
        LockError::Io(path.to_owned(), error)
    })
}

/// What [`assert_schema_lock!`](crate::assert_schema_lock) calls.
///
/// # Panics
/// The lock does not hold.
#[doc(hidden)]
#[track_caller]
#[allow(clippy::panic, reason = "an assertion for tests: the panic is how it speaks")]
pub fn assert(directory: &str, path: impl AsRef<Path>, schemas: &[&'static Schema]) {
    let word = env::var("KLAW_LOCK").unwrap_or_default();
    let Some(mode) = Mode::from_word(&word) else {
        panic!("KLAW_LOCK is `{word}`; write `bless` for compatible changes, `break` for all");
    };
    if let Err(error) = check(&Path::new(directory).join(path), schemas, mode) {
        panic!("{error}");
    }
}

/// Asserts, in a test, that messages are as `klaw.lock` says.
///
/// The path is relative to the folder of the crate's `Cargo.toml`. Where the lock is missing or differs, the
/// test fails and lists every change, the breaking ones marked. With `KLAW_LOCK=bless` in the environment
/// it writes a missing file and compatible changes, with `KLAW_LOCK=break` breaking ones too.
///
/// ```
/// use klaw_runtime::{WireMessage, assert_schema_lock, lock};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 10)]
/// struct Task<'a> {
///     id: &'a str,
/// }
///
/// # fn main() -> Result<(), lock::LockError> {
/// let path = std::env::temp_dir().join(format!("klaw-assert-{}.lock", std::process::id()));
/// lock::check(&path, &[Task::SCHEMA], lock::Mode::Bless)?;
/// assert_schema_lock!(&path, Task<'_>);
/// # drop(std::fs::remove_file(&path));
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! assert_schema_lock {
    ($path:expr, $($ty:ty),+ $(,)?) => {
        $crate::lock::assert(
            ::core::env!("CARGO_MANIFEST_DIR"),
            $path,
            &[$(<$ty as $crate::WireMessage>::SCHEMA),+],
        )
    };
}
