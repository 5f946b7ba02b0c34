//! Every road that bytes come in on, as a table, and what all of them promise.

use crate::channels::CHANNELS;
use crate::counter::counted;
use crate::stack::STACK;
use klaw_runtime::codec::CodecPool;
use klaw_runtime::envelope::{DataMessage, WireEnvelope};
use klaw_runtime::msgpack::{self, Reader};
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::router::Router;
use klaw_runtime::schema::Place;
use klaw_runtime::view::{self, EnvelopeView};
use klaw_runtime::{Error, ErrorKind, Frame, Limits, Raw, Value, WireMessage, json, report, toml};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// An error's own box, text and path, with what is kept of the input.
pub(crate) const ERROR: usize = 4096;

/// How much of its input a road looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// All of an envelope.
    Envelope,
    /// One value, whatever it is, as data.
    Value,
    /// One value, whatever it is, but no more than its structure.
    Structure,
    /// What stands in front.
    Start,
    /// All of another type.
    Typed,
    /// All of a JSON text.
    Json,
    /// All of a TOML text.
    Toml,
}

pub(crate) struct Road {
    pub(crate) name: &'static str,
    pub(crate) reads: Reads,
    pub(crate) run: fn(&[u8], &Limits) -> Result<(), Error>,
}

/// A message that holds itself.
#[derive(Debug, Default, PartialEq, WireMessage)]
#[wire(array_like, json)]
pub(crate) struct Tree {
    pub(crate) kids: Vec<Tree>,
    #[wire(default)]
    weight: [u64; 8],
}

/// The same in map form.
#[derive(Debug, Default, PartialEq, WireMessage)]
#[wire(json)]
pub(crate) struct Chain {
    #[wire(default)]
    name: String,
    #[wire(default)]
    next: Option<Box<Chain>>,
}

/// A union that holds itself.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, json)]
pub(crate) enum Expression {
    #[wire(tag = 1)]
    Branch { inner: Box<Expression> },
    #[wire(tag = 2)]
    Leaf { value: u64 },
}

/// The report as an error, so that all roads give one.
fn first_fault(report: report::Report) -> Result<(), Error> {
    match report.faults.first() {
        None => Ok(()),
        Some(fault) => Err(Error::custom(fault)),
    }
}

macro_rules! decodes {
    ($reads:ident: $($name:literal $type:ty,)*) => {
        [$(Road {
            name: $name,
            reads: Reads::$reads,
            run: |bytes, limits| msgpack::from_slice_with::<$type>(bytes, limits).map(drop),
        }),*]
    };
}

const ENVELOPE: [Road; 8] = [
    Road {
        name: "from_slice",
        reads: Reads::Envelope,
        run: |bytes, limits| msgpack::from_slice_with::<WireEnvelope<'_>>(bytes, limits).map(drop),
    },
    Road {
        name: "CodecPool::decode",
        reads: Reads::Envelope,
        run: |bytes, limits| CodecPool::new().limits(*limits).decode::<WireEnvelope<'_>>(bytes).map(drop),
    },
    Road {
        name: "SchemaRegistry::decode",
        reads: Reads::Envelope,
        run: |bytes, limits| SchemaRegistry::default().decode_with(bytes, limits).map(drop),
    },
    Road {
        name: "Decoder::decode",
        reads: Reads::Envelope,
        run: |bytes, limits| {
            let registry = SchemaRegistry::default();
            registry.get_decoder(1).unwrap().decode_with(bytes, limits).map(drop)
        },
    },
    Road {
        name: "Frame::decode",
        reads: Reads::Envelope,
        run: |bytes, limits| {
            let frame = bytes.to_vec();
            Frame::<WireEnvelope<'static>>::decode_by(frame, |bytes| msgpack::from_slice_with(bytes, limits)).map(drop)
        },
    },
    Road {
        name: "Router::dispatch",
        reads: Reads::Envelope,
        run: |bytes, limits| {
            let router = Router::<(), ()>::new(|_, _, _| Ok(())).limits(*limits);
            router.dispatch(&mut (), bytes)
        },
    },
    Road {
        name: "EnvelopeView",
        reads: Reads::Envelope,
        run: |bytes, limits| msgpack::from_slice_with::<EnvelopeView<'_>>(bytes, limits).map(drop),
    },
    Road {
        name: "Raw::decode",
        reads: Reads::Envelope,
        run: |bytes, limits| Raw::new_with(bytes, limits)?.decode_with::<WireEnvelope<'_>>(limits).map(drop),
    },
];

const STRUCTURE: [Road; 5] = [
    Road { name: "Raw::new", reads: Reads::Structure, run: |bytes, limits| Raw::new_with(bytes, limits).map(drop) },
    Road {
        name: "a field of type Raw",
        reads: Reads::Structure,
        run: |bytes, limits| msgpack::from_slice_with::<Raw<'_>>(bytes, limits).map(drop),
    },
    Road { name: "Limits::check", reads: Reads::Structure, run: |bytes, limits| limits.check(bytes) },
    Road {
        name: "Value",
        reads: Reads::Value,
        run: |bytes, limits| msgpack::from_slice_with::<Value<'_>>(bytes, limits).map(drop),
    },
    Road {
        name: "Raw to JSON and back",
        reads: Reads::Value,
        run: |bytes, limits| {
            let raw = Raw::new_with(bytes, limits)?;
            // What has no form in JSON is refused there, and no fault of the input's.
            raw.decode_with::<Value<'_>>(limits)?;
            if let Ok(text) = raw.to_json() {
                text.to_msgpack()?;
            }
            Ok(())
        },
    },
];

const START: [Road; 6] = [
    Road {
        name: "from_prefix",
        reads: Reads::Start,
        run: |bytes, limits| msgpack::from_prefix_with::<WireEnvelope<'_>>(bytes, limits).map(drop),
    },
    Road {
        name: "view::first",
        reads: Reads::Start,
        run: |bytes, limits| view::first_with::<EnvelopeView<'_>>(bytes, limits).map(drop),
    },
    Road { name: "peek_version", reads: Reads::Start, run: |bytes, _| view::peek_version(bytes).map(drop) },
    Road { name: "peek_tag", reads: Reads::Start, run: |bytes, _| view::peek_tag(bytes).map(drop) },
    Road {
        name: "Place::range",
        reads: Reads::Start,
        run: |bytes, _| Place::<u64>::of::<WireEnvelope<'_>>("header.seq")?.range(bytes).map(drop),
    },
    Road { name: "Reader::skip", reads: Reads::Start, run: |bytes, limits| Reader::with_limits(bytes, limits).skip() },
];

const TYPED: [Road; 14] = decodes! { Typed:
    "Vec<u64>" Vec<u64>,
    "Vec<String>" Vec<String>,
    "Vec<f64>" Vec<f64>,
    "Vec<bool>" Vec<bool>,
    "Vec<u8>" Vec<u8>,
    "String" String,
    "[u64; 4]" [u64; 4],
    "Box<[Vec<u64>]>" Box<[Vec<u64>]>,
    "HashMap<u64, u64>" HashMap<u64, u64>,
    "BTreeMap<String, Vec<u64>>" BTreeMap<String, Vec<u64>>,
    "Tree" Tree,
    "Chain" Chain,
    "Expression" Expression,
    "DataMessage<Vec<u64>>" DataMessage<'_, Vec<u64>>,
};

const IN_PLACE: [Road; 2] = [
    Road {
        name: "decode_in_place of a Tree",
        reads: Reads::Typed,
        run: |bytes, limits| {
            let mut tree = Tree { kids: vec![Tree::default()], weight: [0; 8] };
            msgpack::decode_in_place_with(bytes, &mut tree, limits)
        },
    },
    Road {
        name: "decode_in_place of a Chain",
        reads: Reads::Typed,
        run: |bytes, limits| {
            let mut chain = Chain { name: String::new(), next: Some(Box::default()) };
            msgpack::decode_in_place_with(bytes, &mut chain, limits)
        },
    },
];

const REPORTS: [Road; 4] = [
    Road {
        name: "validate_all of an envelope",
        reads: Reads::Typed,
        run: |bytes, limits| first_fault(report::validate_all_with::<WireEnvelope<'_>>(bytes, limits)),
    },
    Road {
        name: "validate_all of a Tree",
        reads: Reads::Typed,
        run: |bytes, limits| first_fault(report::validate_all_with::<Tree>(bytes, limits)),
    },
    Road {
        name: "validate_all of a Chain",
        reads: Reads::Typed,
        run: |bytes, limits| first_fault(report::validate_all_with::<Chain>(bytes, limits)),
    },
    Road {
        name: "validate_all of an Expression",
        reads: Reads::Typed,
        run: |bytes, limits| first_fault(report::validate_all_with::<Expression>(bytes, limits)),
    },
];

macro_rules! texts {
    ($($name:literal $type:ty,)*) => {
        [$(Road {
            name: $name,
            reads: Reads::Json,
            run: |bytes, limits| json::from_slice_with::<$type>(bytes, limits).map(drop),
        }),*]
    };
}

const JSON: [Road; 9] = texts! {
    "WireEnvelope in JSON" WireEnvelope<'_>,
    "Value in JSON" Value<'_>,
    "Raw in JSON" Raw<'_>,
    "Vec<u64> in JSON" Vec<u64>,
    "Vec<String> in JSON" Vec<String>,
    "BTreeMap<String, u64> in JSON" BTreeMap<String, u64>,
    "Tree in JSON" Tree,
    "Chain in JSON" Chain,
    "Expression in JSON" Expression,
};

/// Settings that hold themselves.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Settings {
    #[wire(default)]
    name: String,
    #[wire(default)]
    count: u64,
    #[wire(default)]
    share: f64,
    #[wire(default)]
    list: Vec<Settings>,
    #[wire(default)]
    map: HashMap<String, u8>,
    #[wire(default)]
    next: Option<Box<Settings>>,
}

const TOML: [Road; 3] = [
    Road {
        name: "Value in TOML",
        reads: Reads::Toml,
        run: |bytes, limits| toml::from_slice_with::<Value<'_>>(bytes, limits).map(drop),
    },
    Road {
        name: "Settings in TOML",
        reads: Reads::Toml,
        run: |bytes, limits| toml::from_slice_with::<Settings>(bytes, limits).map(drop),
    },
    Road {
        name: "a field of type Raw in TOML",
        reads: Reads::Toml,
        run: |bytes, limits| toml::from_slice_with::<BTreeMap<String, Raw<'_>>>(bytes, limits).map(drop),
    },
];

const TEXT: [Road; 1] = [Road {
    name: "Raw::from_json",
    reads: Reads::Json,
    run: |bytes, limits| match std::str::from_utf8(bytes) {
        Ok(text) => Raw::from_json_with(text, limits).map(drop),
        Err(_) => Err(Error::custom("its caller has no text")),
    },
}];

/// Frames and payloads that are kept with their bytes, and what writes into a frame.
const PARTS: [Road; 5] = [
    Road {
        name: "SchemaRegistry::decode_frame",
        reads: Reads::Envelope,
        run: |bytes, limits| SchemaRegistry::default().decode_frame_with(bytes.to_vec(), limits).map(drop),
    },
    Road {
        name: "CodecPool::decode_payload",
        reads: Reads::Envelope,
        run: |bytes, limits| {
            let payload = Raw::new_with(bytes, limits)?;
            CodecPool::new().limits(*limits).decode_payload::<WireEnvelope<'_>>(&payload).map(drop)
        },
    },
    Road {
        name: "splice",
        reads: Reads::Start,
        run: |bytes, _| {
            let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq")?;
            msgpack::splice(bytes, &seq, &300).map(drop)
        },
    },
    Road {
        name: "splice_in_place",
        reads: Reads::Start,
        run: |bytes, _| {
            let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq")?;
            msgpack::splice_in_place(&mut bytes.to_vec(), &seq, &7).map(drop)
        },
    },
    Road {
        name: "Raw::decode of JSON",
        reads: Reads::Json,
        run: |bytes, limits| match std::str::from_utf8(bytes) {
            Ok(text) => Raw::from_json_with(text, limits)?.decode_with::<Value<'_>>(limits).map(drop),
            Err(_) => Err(Error::custom("its caller has no text")),
        },
    },
];

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Road> {
    let msgpack = const { &ENVELOPE }.iter().chain(const { &STRUCTURE }).chain(const { &START });
    msgpack
        .chain(const { &TYPED })
        .chain(const { &IN_PLACE })
        .chain(const { &REPORTS })
        .chain(const { &JSON })
        .chain(const { &TEXT })
        .chain(const { &PARTS })
        .chain(const { &CHANNELS })
        .chain(const { &TOML })
}

/// What became of one input on one road.
pub(crate) struct Outcome {
    pub(crate) road: &'static Road,
    pub(crate) result: Result<(), (ErrorKind, String)>,
    /// The most that was held on the heap at once, in bytes.
    pub(crate) peak: usize,
}

/// What became of one input on all roads.
pub(crate) struct Outcomes(Vec<Outcome>);

/// Runs an input on every road, on the smallest stack that is promised. An input that panics, overflows the stack, takes
/// more than its budget or does not end in time fails here.
pub(crate) fn everywhere(bytes: &[u8]) -> Outcomes {
    everywhere_with(bytes, &Limits::new())
}

pub(crate) fn everywhere_with(bytes: &[u8], limits: &Limits) -> Outcomes {
    let run = |road: &'static Road| {
        let start = Instant::now();
        let (result, counts) = counted(|| (road.run)(bytes, limits));
        let (name, peak, took) = (road.name, counts.peak, start.elapsed());
        let budget = 16 * bytes.len() + (64 << 20) + ERROR;
        assert!(peak <= budget, "{name}: {peak} bytes of {budget} for an input of {}", bytes.len());
        // Far from what is measured on an idle machine, and as far from what a quadratic decoder takes.
        let most = Duration::from_secs(5) + Duration::from_micros(20) * u32::try_from(bytes.len()).unwrap();
        assert!(took <= most, "{name}: {took:?} for an input of {} bytes", bytes.len());
        Outcome { road, result: result.map_err(|error| (error.kind(), error.to_string())), peak }
    };
    let outcomes = std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(STACK);
        small.spawn_scoped(scope, || all().map(run).collect()).unwrap().join()
    });
    Outcomes(outcomes.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

impl Outcomes {
    fn of(&self, reads: Reads) -> impl Iterator<Item = &Outcome> {
        self.0.iter().filter(move |outcome| outcome.road.reads == reads)
    }

    /// Every road that reads so much refuses the input in this way.
    #[track_caller]
    pub(crate) fn refused(&self, reads: &[Reads], kind: ErrorKind) -> &Self {
        for outcome in reads.iter().flat_map(|reads| self.of(*reads)) {
            match &outcome.result {
                Err((found, _)) if *found == kind => {}
                other => panic!("{}: {other:?}, not {kind:?}", outcome.road.name),
            }
        }
        self
    }

    /// Every road that reads so much refuses the input in these words.
    #[track_caller]
    pub(crate) fn says(&self, reads: &[Reads], text: &str) -> &Self {
        for outcome in reads.iter().flat_map(|reads| self.of(*reads)) {
            match &outcome.result {
                Err((_, found)) if found == text => {}
                other => panic!("{}: {other:?}, not {text}", outcome.road.name),
            }
        }
        self
    }

    /// Every road that reads so much refuses the input in some way.
    #[track_caller]
    pub(crate) fn fails(&self, reads: &[Reads]) -> &Self {
        for outcome in reads.iter().flat_map(|reads| self.of(*reads)) {
            assert!(outcome.result.is_err(), "{}: accepted", outcome.road.name);
        }
        self
    }

    /// Every road that reads so much accepts the input.
    #[track_caller]
    pub(crate) fn accepted(&self, reads: &[Reads]) -> &Self {
        for outcome in reads.iter().flat_map(|reads| self.of(*reads)) {
            assert!(outcome.result.is_ok(), "{}: {:?}", outcome.road.name, outcome.result);
        }
        self
    }

    /// No road took more than this on the heap.
    #[track_caller]
    pub(crate) fn within(&self, bytes: usize) -> &Self {
        for Outcome { road, peak, .. } in &self.0 {
            assert!(*peak <= bytes, "{}: {peak} bytes, not {bytes}", road.name);
        }
        self
    }

    /// What one road said.
    #[track_caller]
    pub(crate) fn on(&self, name: &str) -> Result<(), (ErrorKind, String)> {
        self.0.iter().find(|outcome| outcome.road.name == name).expect("a road").result.clone()
    }
}

/// `95 01 01 a0 00 00`
pub(crate) const H: &[u8] = b"\x95\x01\x01\xa0\0\0";

/// The bytes with `H` between them.
pub(crate) fn frame(start: &[u8], end: &[u8]) -> Vec<u8> {
    [start, H, end].concat()
}

/// A frame of each of the five kinds.
pub(crate) fn golden() -> [Vec<u8>; 5] {
    [
        frame(b"\x93\x01", b"\x81\xa1a\x01"),
        frame(b"\x94\x02", b"\xa5close\xc0"),
        frame(b"\x93\x03", b"\xa1s"),
        frame(b"\x94\x04", b"\xcd\x01\x2c\xa2ok"),
        frame(b"\x95\x05", b"\xa1c\xa1m\xc0"),
    ]
}
