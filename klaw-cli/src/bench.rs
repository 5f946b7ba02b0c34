//! `klaw bench`: how long klaw takes for the frames of a file.

use crate::args;
use crate::input::Input;
use crate::style::{DIM, NAME, VALUE};
use crate::{Failure, Outcome};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::{Error, Limits, Raw, Value, msgpack};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

/// Of so many rounds the fastest counts: what disturbs a round makes it slower, never faster.
const ROUNDS: u32 = 7;

pub(crate) fn run(args: &args::Bench, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut frames = Vec::new();
    for frame in Input::open(&args.input)?.frames(&args.input)? {
        let frame = frame?;
        msgpack::from_slice::<Raw<'_>>(&frame.bytes).map_err(|error| {
            format!("frame {}, at {}: {error}; `klaw inspect` shows where", frame.number, frame.offset)
        })?;
        frames.push(frame.bytes);
    }
    let bytes: usize = frames.iter().map(Vec::len).sum();
    if frames.is_empty() {
        return Err("there are no frames".into());
    }
    if cfg!(debug_assertions) {
        writeln!(out, "this build of klaw is not optimised: the times say nothing")?;
    }
    writeln!(out, "{} frames, {bytes} bytes\n", frames.len())?;
    writeln!(out, "{DIM}{:<32}{:>14}{:>14}{DIM:#}", "", "ns a frame", "MB/s")?;
    let values: Result<Vec<Value<'_>>, Error> = frames.iter().map(|frame| msgpack::from_slice(frame)).collect();
    let values = values?;
    let each = Duration::from_millis(args.millis.max(1)) / ROUNDS;
    let mut row = |name: &str, round: &mut dyn FnMut()| {
        let time = fastest(each, round);
        let (frame, rate) = (time / frames.len() as f64, bytes as f64 / time * 1000.0);
        writeln!(out, "{NAME}{name:<32}{NAME:#}{VALUE}{frame:>14.1}{rate:>14.0}{VALUE:#}")
    };
    row("check the structure", &mut || {
        for frame in &frames {
            drop(black_box(msgpack::from_slice::<Raw<'_>>(black_box(frame))));
        }
    })?;
    row("decode, to any value", &mut || {
        for frame in &frames {
            drop(black_box(msgpack::from_slice_with::<Value<'_>>(black_box(frame), &Limits::new())));
        }
    })?;
    let mut buffer = Vec::new();
    row("encode, from any value", &mut || {
        for value in &values {
            buffer.clear();
            msgpack::encode_to(black_box(value), &mut buffer);
            black_box(&buffer);
        }
    })?;
    let envelopes: Result<Vec<WireEnvelope<'_>>, Error> =
        frames.iter().map(|frame| msgpack::from_slice(frame)).collect();
    if let Ok(envelopes) = envelopes {
        row("decode, to the envelope", &mut || {
            for frame in &frames {
                drop(black_box(msgpack::from_slice::<WireEnvelope<'_>>(black_box(frame))));
            }
        })?;
        row("encode, from the envelope", &mut || {
            for envelope in &envelopes {
                buffer.clear();
                msgpack::encode_to(black_box(envelope), &mut buffer);
                black_box(&buffer);
            }
        })?;
    }
    Ok(Outcome::Fine)
}

/// Nanoseconds that one run takes. Runs are repeated until a round is long enough for a clock.
fn fastest(each: Duration, run: &mut dyn FnMut()) -> f64 {
    let mut count = 1_u32;
    let mut time = |count: u32| {
        let start = Instant::now();
        for _ in 0..count {
            run();
        }
        start.elapsed()
    };
    // Warms up, too.
    while time(count) < each && count < u32::MAX / 2 {
        count *= 2;
    }
    let rounds = (0..ROUNDS).map(|_| time(count));
    rounds.min().unwrap_or_default().as_nanos() as f64 / f64::from(count)
}
