//! An old sender, a new server and its worker on one channel. Run it:
//!
//! ```text
//! cargo run --example versions -p klaw-runtime
//! ```
//!
//! The two say hello, find out what they can say to each other, and the server reads frames of both versions as one type.
//! Its worker is another thread, which is handed frames with the messages that borrow from them.

use klaw_runtime::envelope::WireHeader;
use klaw_runtime::msgpack;
use klaw_runtime::registry::{Hello, SchemaRegistry};
use klaw_runtime::schema::Place;
use klaw_runtime::{Error, Frame, WireMessage, registry};
use std::sync::mpsc;
use std::thread;

// ---- 1. The history ---------------------------------------------------------------------------------

/// A job as it was.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, frozen, forbid_unknown_fields)]
struct OldJob<'a> {
    header: WireHeader<'a>,
    name: &'a str,
}

/// A job as it is: the queue is new.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, frozen, forbid_unknown_fields)]
struct Job<'a> {
    header: WireHeader<'a>,
    queue: &'a str,
    name: &'a str,
}

fn upgrade(old: OldJob<'_>) -> Result<Job<'_>, Error> {
    Ok(Job { header: WireHeader { version: 2, ..old.header }, queue: "main", name: old.name })
}

fn downgrade<'m>(new: &'m Job<'_>) -> Result<OldJob<'m>, Error> {
    if new.queue != "main" {
        return Err(Error::custom(format_args!("version 1 has one queue, not `{}`", new.queue)));
    }
    Ok(OldJob { header: WireHeader { version: 1, ..new.header.clone() }, name: new.name })
}

/// What the old program was built with.
static OLD: SchemaRegistry<OldJob<'static>> = registry! { 1 => OldJob };

/// What the new program is built with.
static NEW: SchemaRegistry<Job<'static>> = registry! {
    1 => OldJob => (upgrade, downgrade),
    2 => Job,
};

fn job<'a>(seq: u64, queue: &'a str, name: &'a str) -> Job<'a> {
    Job { header: WireHeader { version: 2, ..WireHeader::new("jobs").seq(seq) }, queue, name }
}

fn main() -> Result<(), Error> {
    // ---- 2. Hello -----------------------------------------------------------------------------------

    let hello = msgpack::to_vec(&OLD.hello("sender-1"));
    let hello: Hello<'_> = msgpack::from_slice(&hello)?;
    let version = NEW.meet(&hello)?;
    println!("{} reads {:?}, so version {version} is written to it", hello.sender_id, hello.versions());
    assert_eq!(version, 1);

    // ---- 3. Writing to the one that is behind -------------------------------------------------------

    let frame = NEW.encode_as(version, &job(1, "main", "load"))?;
    println!("a job in version {version}: {frame:02x?}");
    assert_eq!(OLD.decode(&frame)?.name, "load");
    if let Err(error) = NEW.encode_as(version, &job(2, "eu", "load")) {
        println!("a job for another queue: {error}");
    }

    // ---- 4. Reading both, in another thread ---------------------------------------------------------

    let (sender, receiver) = mpsc::channel::<Frame<Job<'static>>>();
    let worker = thread::spawn(move || {
        for frame in receiver {
            let job = frame.get();
            println!("job {}: {} from queue {}", job.header.seq, job.name, job.queue);
        }
    });
    let mut frames = vec![frame, msgpack::to_vec(&job(2, "eu", "store"))];
    // The same job once more, under another number: nothing else is encoded anew.
    let seq = Place::<u64>::of::<Job<'_>>("header.seq")?;
    frames.push(msgpack::splice(&frames[1], &seq, &300)?);
    for frame in frames {
        if sender.send(NEW.decode_frame(frame)?).is_err() {
            break;
        }
    }
    drop(sender);
    assert!(worker.join().is_ok());

    // ---- 5. What nobody knows -----------------------------------------------------------------------

    let refused =
        NEW.decode(b"\x93\x0a\x91\x03\xa4load").map(|job| job.header.version).map_err(|error| error.to_string());
    println!("a frame of version 3: {refused:?}");
    assert_eq!(refused, Err("Unsupported version 3, the registry knows 1, 2 - at `$[1][0]`".to_owned()));
    Ok(())
}
