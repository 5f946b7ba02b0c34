//! A small orchestrator's messages, from declaration to dispatch. Run it:
//!
//! ```text
//! cargo run --example quickstart -p klaw-runtime
//! ```
//!
//! Everything that it prints is computed, and everything that it claims is asserted.

#[path = "quickstart/dump.rs"]
mod dump;

use klaw_runtime::envelope::{Ack, DataMessage, WireEnvelope, WireHeader};
use klaw_runtime::{
    ChannelCapacity, ConcurrencyLimit, Decode, Error, ErrorKind, Identifier, Namespace, NonNegativeInt, PositiveInt,
    TimeoutSeconds, Validate, WireMessage, msgpack,
};

// ---- 1. The messages --------------------------------------------------------------------------------

/// How soon a run starts: an integer on the wire.
#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(frozen)]
enum Priority {
    Low = 1,
    Normal = 2,
    High = 3,
}

/// What a run may use: an array without a tag.
#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
struct ResourceLimit {
    #[constrain(gt = 0.0, le = 64.0)]
    cpus: f64,
    #[constrain(ge = 64, le = 1_048_576, multiple_of = 64)]
    memory_mb: u32,
}

/// Asks for a run of a workflow. Borrows its text from the frame.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 1, frozen)]
struct RunRequest<'a> {
    #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
    workflow: &'a str,
    priority: Priority,
    limit: ResourceLimit,
    #[constrain(max_length = 8, items(min_length = 1))]
    #[wire(default)]
    labels: Vec<&'a str>,
}

/// A worker took a task.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, frozen)]
struct TaskStarted<'a> {
    task_id: u64,
    worker: &'a str,
}

/// What happens to a task: one of several messages, told apart by their tags.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
enum TaskEvent<'a> {
    Started(TaskStarted<'a>),
    #[wire(tag = 11)]
    Progress {
        task_id: u64,
        #[constrain(le = 100)]
        percent: u8,
    },
    #[wire(tag = 12)]
    Finished {
        task_id: u64,
        #[wire(default)]
        exit_code: i32,
    },
}

fn main() -> Result<(), Error> {
    let frame = encode()?;
    dispatch(&frame)?;
    refuse(&frame)?;
    from_msgspec()
}

// ---- 2. Encode --------------------------------------------------------------------------------------

fn encode() -> Result<Vec<u8>, Error> {
    heading("A run request, encoded");
    let request = RunRequest {
        workflow: "load-orders",
        priority: Priority::High,
        limit: ResourceLimit { cpus: 2.0, memory_mb: 4096 },
        labels: vec!["nightly", "eu"],
    };
    println!("{request:#?}\n");

    // The payload is written straight into the envelope. `try_to_vec` checks the constraints first.
    let header = WireHeader::new("runs").seq(300).ts(1_703_001_234_567);
    let frame = msgpack::try_to_vec(&DataMessage::new(header, &request))?;

    println!("{} bytes in an envelope:\n", frame.len());
    dump::print(&frame, DataMessage::<RunRequest<'_>>::SCHEMA)?;
    assert_eq!(frame.len(), 62);
    assert_eq!(frame.get(..2), Some(&[0x93, 0x01][..]));
    Ok(frame)
}

// ---- 3. Decode and dispatch -------------------------------------------------------------------------

fn dispatch(run: &[u8]) -> Result<(), Error> {
    heading("Frames, decoded and dispatched");
    let mut seq = 0;
    let mut event = |event: TaskEvent<'_>| {
        seq += 1;
        msgpack::to_vec(&DataMessage::new(WireHeader::new("events").seq(seq), event))
    };
    let frames = [
        run.to_vec(),
        event(TaskEvent::Started(TaskStarted { task_id: 7, worker: "worker-1" })),
        event(TaskEvent::Progress { task_id: 7, percent: 40 }),
        event(TaskEvent::Finished { task_id: 7, exit_code: 0 }),
        msgpack::to_vec(&WireEnvelope::from(Ack::new(WireHeader::new("runs").seq(1), 300))),
    ];
    let mut done = Vec::new();
    for frame in &frames {
        let what = handle(&msgpack::from_slice(frame)?)?;
        println!("  {:>2} bytes  {what}", frame.len());
        done.push(what);
    }
    assert_eq!(
        done,
        [
            "run load-orders now, on 2 cpus and 4096 MB",
            "task 7 started on worker-1",
            "task 7 is at 40 %",
            "task 7 finished with 0",
            "message 300 on \"runs\": ok",
        ]
    );
    Ok(())
}

/// The envelope tells the kinds of messages apart, the channel says what a payload is, and the payload's tag which event.
fn handle(envelope: &WireEnvelope<'_>) -> Result<String, Error> {
    let channel = &*envelope.header().channel_id;
    Ok(match envelope {
        WireEnvelope::Data(data) if channel == "runs" => {
            let run: RunRequest<'_> = data.payload.decode()?;
            let when = match run.priority {
                Priority::Low => "when idle",
                Priority::Normal => "in turn",
                Priority::High => "now",
            };
            let ResourceLimit { cpus, memory_mb } = run.limit;
            format!("run {} {when}, on {cpus} cpus and {memory_mb} MB", run.workflow)
        }
        WireEnvelope::Data(data) if channel == "events" => match data.payload.decode()? {
            TaskEvent::Started(started) => format!("task {} started on {}", started.task_id, started.worker),
            TaskEvent::Progress { task_id, percent } => format!("task {task_id} is at {percent} %"),
            TaskEvent::Finished { task_id, exit_code } => format!("task {task_id} finished with {exit_code}"),
        },
        WireEnvelope::Data(data) => format!("data on {channel:?}: {:?}", data.payload),
        WireEnvelope::Control(control) => format!("{:?} on {channel:?}", control.action),
        WireEnvelope::Heartbeat(heartbeat) => format!("{:?} is alive", heartbeat.sender_id),
        WireEnvelope::Ack(ack) => format!("message {} on {channel:?}: {}", ack.acked_seq, ack.status),
        WireEnvelope::Error(error) => format!("error {:?}: {}", error.code, error.message),
    })
}

// ---- 4. What is refused -----------------------------------------------------------------------------

fn refuse(run: &[u8]) -> Result<(), Error> {
    heading("A constraint, refused with its path");
    // 2.0 cpus become 2000.0 in the frame: the float64 behind the byte `cb`.
    let mut frame = run.to_vec();
    if let Some(at) = frame.windows(9).position(|bytes| *bytes == *b"\xcb\x40\x00\x00\x00\x00\x00\x00\x00") {
        frame.splice(at + 1..at + 9, 2000.0_f64.to_be_bytes());
    }
    let error = refused(msgpack::from_slice::<DataMessage<'_, RunRequest<'_>>>(&frame))?;
    println!("  {{}}      {error}");
    println!("  {{:#}}    {error:#}");
    println!("  path    {}", error.path());
    println!("  offset  {}", error.offset().unwrap_or_default());
    println!("  kind    {:?}", error.kind());
    assert_eq!(error.to_string(), "Expected `float` <= 64.0 - at `$[2][3][0]`");
    assert_eq!((error.path(), error.offset()), ("$[2][3][0]", Some(38)));
    assert_eq!(error.kind(), ErrorKind::Validation);

    println!("\nThe same rules hold for values that were built in Rust:\n");
    let error = refused(ResourceLimit { cpus: 1.0, memory_mb: 100 }.validate())?;
    println!("  {error}");
    assert_eq!(error.to_string(), "Expected `int` that's a multiple of 64 - at `$[1]`");

    println!("\nA frame that is cut off, at any byte, is an error and never a panic:\n");
    let error = refused(msgpack::from_slice::<WireEnvelope<'_>>(run.get(..30).unwrap_or_default()))?;
    println!("  {error:#}");
    assert_eq!(error.kind(), ErrorKind::Truncated);
    for length in 0..run.len() {
        refused(msgpack::from_slice::<WireEnvelope<'_>>(run.get(..length).unwrap_or_default()))?;
    }
    Ok(())
}

// ---- 5. Frames from Python --------------------------------------------------------------------------

/// What msgspec 0.22.0 wrote for the envelope: cases of the project's conformance vectors, which a script records from a
/// running msgspec over random values. Hence the odd channels, and headers whose kind is not that of the message.
const ENVELOPES: [&str; 5] = [
    "9301950105a161ce7fffffff02a9686173207370616365",
    "9402950105a161cf0000000100000000e0a6726573697a65a9e697a5e69cace8aa9e",
    "9303950105a4f09f9880ce80000000cf0020000000000000ad55505045522d636173655f6f6b",
    "9404950103a000001fa57265747279",
    "9505950105a4f09f9880ce7fffffffccffa100d9207878787878787878787878787878787878787878787878787878787878787878c0",
];

/// What msgspec refused as an envelope, and its words.
const REFUSED_ENVELOPES: [(&str, &str); 4] = [
    ("920990", "Invalid value 9 - at `$[0]`"),
    ("9103", "Expected `array` of at least length 2, got 1"),
    ("9303950109a1630700a173", "Invalid enum value 9 - at `$[1][1]`"),
    ("930390c403616263", "Expected `str`, got `bytes` - at `$[2]`"),
];

/// Every constrained type of the runtime, under its name: a map.
#[derive(Debug, PartialEq, WireMessage)]
struct Limits {
    positive: PositiveInt,
    non_negative: NonNegativeInt,
    capacity: ChannelCapacity,
    timeout: TimeoutSeconds,
    concurrency: ConcurrencyLimit,
    name: Identifier,
    namespace: Namespace,
}

const LIMITS: &str = concat!(
    "87a8706f73697469766501ac6e6f6e5f6e6567617469766500a86361706163697479cd01f4a774696d656f7574cb403e800000000000",
    "ab636f6e63757272656e6379cd2710a46e616d65a45f782d39a96e616d657370616365a161",
);

const REFUSED_LIMITS: [(&str, &str); 2] = [
    (
        concat!(
            "87a8706f73697469766501ac6e6f6e5f6e6567617469766507a86361706163697479ce000f4241a774696d656f7574cb0000000000",
            "000000ab636f6e63757272656e6379cd2710a46e616d65a2c3a9a96e616d657370616365a46e732d31",
        ),
        "Expected `int` <= 1000000 - at `$.capacity`",
    ),
    (
        concat!(
            "87a8706f73697469766505ac6e6f6e5f6e6567617469766507a86361706163697479ce000f4240a774696d656f7574cb403e800000",
            "000000ab636f6e63757272656e6379cd2710a46e616d65a45f782d39a96e616d657370616365a23161",
        ),
        "Expected `str` matching regex '^[a-z][a-z0-9-]*$' - at `$.namespace`",
    ),
];

fn from_msgspec() -> Result<(), Error> {
    heading("Frames that Python's msgspec wrote");
    for hex in ENVELOPES {
        let frame = bytes(hex);
        let envelope: WireEnvelope<'_> = msgpack::from_slice(&frame)?;
        println!("  {:<40}{}", start(&frame), handle(&envelope)?);
        assert_eq!(msgpack::to_vec(&envelope), frame, "the same bytes again");
    }
    let frame = bytes(LIMITS);
    let limits: Limits = msgpack::from_slice(&frame)?;
    let Limits { name, namespace, capacity, concurrency, .. } = &limits;
    println!("  {:<40}{name} in {namespace}: {concurrency} at once, {capacity} waiting", start(&frame));
    assert_eq!(msgpack::to_vec(&limits), frame, "the same bytes again");

    heading("Frames that msgspec refused, refused in its words");
    for (hex, words) in REFUSED_ENVELOPES {
        refused_alike::<WireEnvelope<'_>>(&bytes(hex), words)?;
    }
    for (hex, words) in REFUSED_LIMITS {
        refused_alike::<Limits>(&bytes(hex), words)?;
    }
    Ok(())
}

fn refused_alike<'a, T: Decode<'a>>(frame: &'a [u8], words: &str) -> Result<(), Error> {
    let error = refused(msgpack::from_slice::<T>(frame))?;
    println!("  {:<40}{error}", start(frame));
    assert_eq!(error.to_string(), words);
    Ok(())
}

// ---- Helpers ----------------------------------------------------------------------------------------

/// The error of what must fail.
fn refused<T>(result: Result<T, Error>) -> Result<Error, Error> {
    match result {
        Ok(_) => Err(Error::custom("this was to be refused")),
        Err(error) => Ok(error),
    }
}

fn heading(text: &str) {
    println!("\n{text}\n{}\n", "-".repeat(text.len()));
}

/// The first bytes of a frame.
fn start(frame: &[u8]) -> String {
    let more = if frame.len() > 11 { ".." } else { "" };
    frame.iter().take(11).map(|byte| format!("{byte:02x} ")).collect::<String>() + more
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default();
    hex.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |value, byte| value << 4 | digit(*byte))).collect()
}
