//! The commands and their options. The doc comments are the help, the man page and the completions.

use crate::style::Color;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Look at wire messages: frames, schemas, errors.
///
/// A schema is a `klaw.lock`, the file that `assert_schema_lock!` writes. Exit codes: 0 where all is well, 1 where what was
/// looked at is wrong or differs, 2 where a command could not do its work.
#[derive(Debug, Parser)]
#[command(name = "klaw", version, propagate_version = true)]
pub(crate) struct Args {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inspect(Inspect),
    Diff(Diff),
    Explain(Explain),
    /// Write, check and translate schemas
    #[command(subcommand)]
    Schema(SchemaCommand),
    Bench(Bench),
    /// Print the completions of a shell: `source <(klaw completions bash)`
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page: `klaw man | man -l -`
    Man,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Write the locks of the crate in this folder, by running its tests with KLAW_LOCK
    Lock {
        /// Breaking changes, too
        #[arg(long = "break")]
        breaking: bool,
        /// Further arguments of `cargo test`
        #[arg(last = true, value_name = "CARGO")]
        cargo: Vec<OsString>,
    },
    /// Check the locks of the crate in this folder, by running its tests; or compare two locks
    ///
    /// Of two locks each change is named as compatible or breaking, and exit code 1 says that one is breaking.
    Check {
        /// An old lock and a new one
        #[arg(num_args = 2, value_names = ["OLD", "NEW"], conflicts_with = "cargo")]
        locks: Vec<PathBuf>,
        /// Further arguments of `cargo test`
        #[arg(last = true, value_name = "CARGO")]
        cargo: Vec<OsString>,
    },
    /// Print the JSON Schema of a lock's types
    Json {
        /// A `klaw.lock`
        lock: PathBuf,
        /// The type that it is the schema of; all are among its definitions
        #[arg(long = "type", short, value_name = "NAME")]
        ty: Option<String>,
    },
    /// Print a Python module of msgspec structs: the same bytes, tags, order, defaults and rules
    Python {
        /// A `klaw.lock`
        lock: PathBuf,
    },
    /// Print Rust with the derive from the msgspec types of a Python module
    Rust {
        /// The Python that has msgspec and can import the module
        #[arg(long, default_value = "python3", value_name = "PROGRAM")]
        python: PathBuf,
        /// `[--map TYPE] MODULE_OR_FILE [NAME ..]`
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "MODULE")]
        arguments: Vec<OsString>,
    },
}

/// Show a frame byte by byte, and as a tree
///
/// Any MessagePack will do; with a schema, fields have their names, and what breaks its rules is pointed at.
#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub schema: Schema,
    /// The dump alone
    #[arg(long, conflicts_with = "tree")]
    pub dump: bool,
    /// The tree alone
    #[arg(long)]
    pub tree: bool,
    /// One JSON object a frame, for programs
    #[arg(long, conflicts_with_all = ["dump", "tree"])]
    pub json: bool,
    /// Every byte of long strings and bytes, and every value of a long frame
    #[arg(long)]
    pub all: bool,
}

/// Compare two frames, value by value
///
/// Exit code 0 where they are the same bytes. Where values are the same and bytes are not, these are shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// A file, or with --hex the bytes themselves
    pub a: String,
    /// Another
    pub b: String,
    /// The two are hexadecimal digits
    #[arg(long)]
    pub hex: bool,
    #[command(flatten)]
    pub schema: Schema,
}

/// Explain an error of the derive
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// A code as `KLAW-E012`, the compiler's sentence, or words of it; `-` reads what the compiler said from stdin; nothing
    /// lists all
    pub words: Vec<String>,
}

/// Measure how long klaw takes for the frames of a file
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    #[command(flatten)]
    pub input: Input,
    /// About how long each row is measured
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1000)]
    pub millis: u64,
}

/// Where frames come from.
#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    /// A file of bytes; stdin where there is none, or `-`
    #[arg(conflicts_with_all = ["hex", "base64"])]
    pub file: Option<PathBuf>,
    /// The bytes as hexadecimal digits, with any spaces, `0x` or `\x` between them; `-` reads them from stdin
    #[arg(long, value_name = "DIGITS", conflicts_with = "base64")]
    pub hex: Option<String>,
    /// The bytes as base64; `-` reads it from stdin
    #[arg(long, value_name = "TEXT")]
    pub base64: Option<String>,
    /// The input is many frames, and this is what stands before each
    #[arg(long, value_enum, value_name = "PREFIX", num_args = 0..=1, default_missing_value = "u32")]
    pub stream: Option<Prefix>,
    /// Leave out the first so many frames
    #[arg(long, value_name = "COUNT", default_value_t = 0, requires = "stream", hide_default_value = true)]
    pub skip: u64,
    /// End after so many frames
    #[arg(long, value_name = "COUNT", requires = "stream")]
    pub take: Option<u64>,
}

/// What stands before each frame of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Prefix {
    /// Its length in four bytes, the highest first
    U32,
    /// Its length in four bytes, the lowest first
    U32le,
    /// Its length in two bytes, the highest first
    U16,
    /// Its length in two bytes, the lowest first
    U16le,
    /// Nothing: one value behind the other
    None,
}

/// What names the fields.
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// A `klaw.lock`
    #[arg(long, short, value_name = "LOCK", conflicts_with = "envelope")]
    pub schema: Option<PathBuf>,
    /// The frames are klaw's own envelope; needs no file
    #[arg(long)]
    pub envelope: bool,
    /// The type of the frames, where the schema has several that they might be
    #[arg(long = "type", short, value_name = "NAME")]
    pub ty: Option<String>,
    /// The type of what stands in a place for any value, as an envelope's payload
    #[arg(long, short, value_name = "NAME", requires = "schema")]
    pub payload: Option<String>,
}
