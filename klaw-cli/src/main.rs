//! `klaw`: look at frames, schemas and errors from the command line.

mod args;
mod bench;
mod diff;
mod dump;
mod explain;
mod fault;
mod input;
mod inspect;
mod json;
mod json_schema;
mod node;
mod progress;
mod python;
mod schema;
mod style;
mod tree;
mod typed;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use std::io::{self, Write};
use std::process::ExitCode;

/// What a command found: all is well, something is wrong with what it looked at, or it could not look.
pub(crate) enum Outcome {
    Fine,
    Wrong,
}

/// Why a command could not do its work, as a sentence.
pub(crate) type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let args = Args::parse();
    args.color.apply();
    let out = anstream::stdout();
    let mut out = io::BufWriter::new(out.lock());
    let done = run(args.command, &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match done {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong) => ExitCode::from(1),
        // Who reads has seen enough: `klaw inspect .. | head`.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            let bad = style::BAD;
            // Where stderr is gone, the exit code says it.
            drop(writeln!(anstream::stderr(), "{bad}error:{bad:#} {}", dump::plain(&error.to_string())));
            ExitCode::from(2)
        }
    }
}

fn run(command: Command, out: &mut dyn Write) -> Result<Outcome, Failure> {
    match command {
        Command::Inspect(args) => inspect::run(&args, out),
        Command::Diff(args) => diff::run(&args, out),
        Command::Explain(args) => explain::run(&args, out),
        Command::Schema(command) => schema::run(&command, out),
        Command::Bench(args) => bench::run(&args, out),
        Command::Completions { shell } => {
            // By way of memory: it panics where a pipe is closed.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "klaw", &mut script);
            out.write_all(&script)?;
            Ok(Outcome::Fine)
        }
        Command::Man => man(out),
    }
}

/// The page of `klaw`, and behind it those of its commands.
fn man(out: &mut dyn Write) -> Result<Outcome, Failure> {
    fn pages(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
        clap_mangen::Man::new(command.clone()).render(out)?;
        command.get_subcommands().filter(|inner| !inner.is_hide_set()).try_for_each(|inner| pages(inner, out))
    }
    // Each command gets its full name: `klaw-schema-lock`.
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    pages(&command, out)?;
    Ok(Outcome::Fine)
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
