//! `klaw schema`: what a lock says, in other languages, and the commands that write and check one.

use crate::args::SchemaCommand;
use crate::{Failure, Outcome, python, typed};
use std::io::Write;

pub(crate) fn run(command: &SchemaCommand, out: &mut dyn Write) -> Result<Outcome, Failure> {
    match command {
        SchemaCommand::Python { lock } => {
            let source = lock.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let lock = typed::read(lock)?;
            out.write_all(python::module(&lock, &source)?.as_bytes())?;
            Ok(Outcome::Fine)
        }
    }
}
