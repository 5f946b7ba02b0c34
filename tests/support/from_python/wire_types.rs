// The messages of Python's `wire_types`, by msgspec_to_rust.py.

use klaw_runtime::{Raw, WireMessage};

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub struct WireHeader {
    #[wire(default = 1)]
    pub version: u32,
    #[wire(default = MessageKind::Data)]
    pub kind: MessageKind,
    #[wire(default)]
    pub channel_id: String,
    #[wire(default)]
    pub seq: u64,
    #[wire(default)]
    pub ts: i64,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
pub enum MessageKind {
    Data = 1,
    Control = 2,
    Heartbeat = 3,
    Ack = 4,
    Error = 5,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub enum WireEnvelope<'a> {
    DataMessage(DataMessage<'a>),
    ControlMessage(ControlMessage<'a>),
    Heartbeat(Heartbeat),
    Ack(Ack),
    WireError(WireError<'a>),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
pub struct DataMessage<'a> {
    pub header: WireHeader,
    pub payload: Raw<'a>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 2)]
pub struct ControlMessage<'a> {
    pub header: WireHeader,
    pub action: String,
    #[wire(default)]
    pub metadata: Raw<'a>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 3)]
pub struct Heartbeat {
    pub header: WireHeader,
    #[wire(default)]
    pub sender_id: String,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 4)]
pub struct Ack {
    pub header: WireHeader,
    #[wire(default)]
    pub acked_seq: u64,
    #[wire(default = "ok")]
    pub status: String,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 5)]
pub struct WireError<'a> {
    pub header: WireHeader,
    #[wire(default)]
    pub code: String,
    #[wire(default)]
    pub message: String,
    #[wire(default)]
    pub details: Raw<'a>,
}

/// Map form, every constrained type once.
#[derive(Debug, Clone, PartialEq, WireMessage)]
pub struct Limits {
    #[constrain(ge = 1)]
    pub positive: u64,
    pub non_negative: u64,
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[constrain(ge = 0.0, le = 86400.0)]
    pub timeout: f64,
    #[constrain(ge = 1, le = 10_000)]
    pub concurrency: u16,
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: String,
    #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
    pub namespace: String,
}

/// Positional form of the same.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub struct LimitsArray {
    #[constrain(ge = 1)]
    pub positive: u64,
    pub non_negative: u64,
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[constrain(ge = 0.0, le = 86400.0)]
    pub timeout: f64,
    #[constrain(ge = 1, le = 10_000)]
    pub concurrency: u16,
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: String,
    #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
    pub namespace: String,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(forbid_unknown_fields, omit_defaults)]
pub struct Strict {
    #[wire(default = 100)]
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[wire(default = 30.0)]
    #[constrain(ge = 0.0, le = 86400.0)]
    pub timeout: f64,
    #[wire(default)]
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub struct Scalars {
    pub u8: u8,
    pub i8: i8,
    pub u32: u32,
    pub i64: i64,
    pub f64: f64,
    pub flag: bool,
    pub text: String,
    pub blob: Vec<u8>,
    #[wire(default)]
    pub maybe: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
pub struct Containers {
    pub ints: Vec<i64>,
    pub texts: Vec<String>,
    pub table: indexmap::IndexMap<String, i64>,
    pub pair: (i64, String),
    pub nested: Vec<Vec<i64>>,
    #[wire(default = vec![1])]
    #[constrain(min_length = 1, max_length = 4)]
    pub bounded: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
pub struct Even {
    #[constrain(multiple_of = 2)]
    pub n: i64,
    #[wire(default = 0.5)]
    #[constrain(gt = 0.0, lt = 1.0)]
    pub half: f64,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10)]
pub struct TaskV1 {
    pub id: String,
    pub ts: i64,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10)]
pub struct TaskV2 {
    pub id: String,
    pub ts: i64,
    #[wire(default = "task")]
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10)]
pub struct TaskV3 {
    pub id: String,
    pub ts: i64,
    #[wire(default = "task")]
    pub kind: String,
    #[wire(default)]
    pub attempts: u32,
    #[wire(default)]
    pub labels: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, forbid_unknown_fields)]
pub struct TaskStrict {
    pub id: String,
    pub ts: i64,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
pub enum Event {
    Started(Started),
    Finished(Finished),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag = "started")]
pub struct Started {
    #[wire(rename = "taskId")]
    pub task_id: String,
    #[wire(default, rename = "workerName")]
    pub worker_name: String,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag = "finished")]
pub struct Finished {
    #[wire(rename = "taskId")]
    pub task_id: String,
    #[wire(rename = "exitCode")]
    pub exit_code: i64,
    #[wire(default = Level::Info)]
    pub level: Level,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
pub enum Level {
    #[wire(rename = "info")]
    Info,
    #[wire(rename = "warn")]
    Warn,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag = "single", tag_field = "kind")]
pub struct Single {
    pub a: i64,
    #[wire(default = Level::Info)]
    pub level: Level,
    #[wire(default, rename = "has space")]
    pub flag: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
pub struct Deep {
    pub singles: Vec<Single>,
    #[constrain(max_length = 3, keys(min_length = 1, max_length = 8), values(ge = 1, le = 10))]
    pub limits: indexmap::IndexMap<String, u8>,
    pub events: Vec<Event>,
    #[wire(default)]
    pub task: Option<TaskV2>,
    #[wire(default)]
    pub pairs: Vec<(i64, Vec<TaskV1>)>,
    #[wire(default)]
    pub keyed: indexmap::IndexMap<(i64, String), Vec<bool>>,
    #[wire(default)]
    #[constrain(min_length = 2, max_length = 3, items(max_length = 4))]
    pub names: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = "named", forbid_unknown_fields)]
pub struct Named {
    pub inner: Single,
    pub kinds: Vec<MessageKind>,
    #[constrain(min_length = 1, max_length = 4)]
    pub blob: Vec<u8>,
    #[constrain(ge = -8.0, multiple_of = 0.5)]
    pub half: f64,
    #[wire(default)]
    #[constrain(ge = -4, le = 4)]
    pub small: Option<i8>,
    #[wire(default)]
    pub next: Option<Box<Named>>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(omit_defaults)]
pub struct Wide {
    #[wire(default, rename = "fieldA")]
    pub field_a: i64,
    #[wire(default, rename = "fieldB")]
    pub field_b: i64,
    #[wire(default, rename = "fieldC")]
    pub field_c: i64,
    #[wire(default, rename = "fieldD")]
    pub field_d: i64,
    #[wire(default, rename = "fieldE")]
    pub field_e: i64,
    #[wire(default, rename = "fieldF")]
    pub field_f: i64,
    #[wire(default, rename = "fieldG")]
    pub field_g: i64,
    #[wire(default, rename = "fieldH")]
    pub field_h: i64,
    #[wire(default, rename = "fieldI")]
    pub field_i: i64,
    #[wire(default, rename = "fieldJ")]
    pub field_j: i64,
    #[wire(default, rename = "fieldK")]
    pub field_k: i64,
    #[wire(default, rename = "fieldL")]
    pub field_l: i64,
    #[wire(default, rename = "fieldM")]
    pub field_m: i64,
    #[wire(default, rename = "fieldN")]
    pub field_n: i64,
    #[wire(default, rename = "fieldO")]
    pub field_o: i64,
    #[wire(default, rename = "fieldP")]
    pub field_p: i64,
}
