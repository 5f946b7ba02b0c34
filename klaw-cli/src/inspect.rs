//! `klaw inspect`: each frame as a dump, a tree, or JSON, and what is wrong with it.

use crate::args;
use crate::input::{Frame, Input};
use crate::style::DIM;
use crate::typed::Schema;
use crate::{Failure, Outcome};
use crate::{dump, json, node, tree};
use std::io::Write;

pub(crate) fn run(args: &args::Inspect, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let schema = Schema::open(&args.schema)?;
    let input = Input::open(&args.input)?;
    let name = input.name.clone();
    let mut outcome = Outcome::Fine;
    for frame in input.frames(&args.input)? {
        let frame = frame?;
        if !print(args, &schema, &name, &frame, out)? {
            outcome = Outcome::Wrong;
        }
    }
    Ok(outcome)
}

/// Is the frame as it should be?
fn print(
    args: &args::Inspect,
    schema: &Schema,
    source: &str,
    frame: &Frame,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let bytes = &frame.bytes;
    let (spot, note) = schema.spot_of(bytes);
    let seen = node::see(bytes, schema, &spot, if args.all { usize::MAX } else { node::MOST });
    if args.json {
        json::print(frame, &seen, out)?;
        return Ok(seen.faults.is_empty());
    }
    let mut source = source.to_owned();
    if args.input.stream.is_some() {
        let (number, length, offset) = (frame.number, bytes.len(), frame.offset);
        let gap = if number == args.input.skip { "" } else { "\n" };
        writeln!(out, "{gap}{DIM}frame {number}: {length} bytes, at {offset}{DIM:#}")?;
        source = format!("{source}, frame {number}");
    }
    if !args.tree {
        dump::print(bytes, &seen.root, args.all, out)?;
    }
    if !args.tree && !args.dump {
        writeln!(out)?;
    }
    if !args.dump {
        tree::print(bytes, &seen.root, args.all, out)?;
    }
    for fault in &seen.faults {
        writeln!(out)?;
        fault.print(bytes, &source, out)?;
    }
    if seen.untold > 0 {
        writeln!(out, "\n{DIM}note:{DIM:#} {} more faults are not shown", seen.untold)?;
    }
    if seen.passed > 0 {
        let (most, passed) = (node::MOST, seen.passed);
        writeln!(
            out,
            "\n{DIM}note:{DIM:#} the first {most} values are shown, and {passed} more with what is in them are not; --all shows them"
        )?;
    }
    if let Some(note) = note {
        writeln!(out, "\n{DIM}note:{DIM:#} {}", dump::plain(&note))?;
    }
    Ok(seen.faults.is_empty())
}
