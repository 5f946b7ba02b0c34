//! `klaw schema`: what a lock says, in other languages, and the commands that write and check one.

use crate::args::SchemaCommand;
use crate::dump::plain;
use crate::style::{BAD, DIM};
use crate::{Failure, Outcome, json_schema, python, typed};
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// From msgspec's types to Rust: a program of Python's, as msgspec is one.
const TO_RUST: &str = include_str!("../python/msgspec_to_rust.py");

pub(crate) fn run(command: &SchemaCommand, out: &mut dyn Write) -> Result<Outcome, Failure> {
    match command {
        SchemaCommand::Lock { breaking, cargo } => tests(Some(if *breaking { "break" } else { "bless" }), cargo),
        SchemaCommand::Check { locks, cargo } => match locks.as_slice() {
            [old, new] => compare(old, new, out),
            _ => tests(None, cargo),
        },
        SchemaCommand::Json { lock, ty } => {
            let lock = typed::read(lock)?;
            if let Some(ty) = ty.as_ref().filter(|ty| lock.get(ty).is_none()) {
                return Err(typed::unknown(&lock, ty));
            }
            out.write_all(json_schema::text(&lock, ty.as_deref()).as_bytes())?;
            Ok(Outcome::Fine)
        }
        SchemaCommand::Python { lock } => {
            let source = lock.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let lock = typed::read(lock)?;
            out.write_all(python::module(&lock, &source)?.as_bytes())?;
            Ok(Outcome::Fine)
        }
        SchemaCommand::Rust { python, arguments } => {
            let mut command = Command::new(python);
            let status = command.arg("-c").arg(TO_RUST).args(arguments).status();
            let status = status.map_err(|error| format!("{}: {error}", python.display()))?;
            Ok(if status.success() { Outcome::Fine } else { Outcome::Wrong })
        }
    }
}

/// Runs the tests of the crate in this folder: the one with `assert_schema_lock!` knows its types, and nothing else does.
fn tests(mode: Option<&str>, cargo: &[OsString]) -> Result<Outcome, Failure> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg("test").args(cargo).env_remove("KLAW_LOCK");
    if let Some(mode) = mode {
        command.env("KLAW_LOCK", mode);
    }
    let status = command.status().map_err(|error| format!("cargo: {error}"))?;
    Ok(if status.success() { Outcome::Fine } else { Outcome::Wrong })
}

fn compare(old: &Path, new: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let changes = typed::read(old)?.compare(&typed::read(new)?);
    for change in &changes {
        let says = plain(&change.to_string());
        if change.breaking {
            writeln!(out, "{BAD}BREAKING  {BAD:#} {says}")?;
        } else {
            writeln!(out, "{DIM}compatible{DIM:#} {says}")?;
        }
    }
    Ok(if changes.iter().any(|change| change.breaking) { Outcome::Wrong } else { Outcome::Fine })
}
