//! What is said to the Python beside this process, and what it and the actors answer. Both are klaw messages.

use crate::raw::Raw;
use klaw_derive::WireMessage;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The version of what is said here.
pub(super) const PROTOCOL: u32 = 1;

/// The programs that are sent along.
pub(super) const SIDECAR: &str = include_str!("sidecar.py");
pub(super) const SOURCES: Sources<'static> =
    Sources { state: include_str!("state.py"), actor: include_str!("actor.py"), worker: include_str!("worker.py") };

/// A request: its number, and what is asked for.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Request<'a> {
    pub(super) id: u64,
    pub(super) call: Raw<'a>,
}

#[derive(WireMessage)]
#[wire(crate = "crate")]
pub(super) struct Sources<'a> {
    pub(super) state: &'a str,
    pub(super) actor: &'a str,
    pub(super) worker: &'a str,
}

#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "connect")]
pub(super) struct Connect<'a> {
    pub(super) address: Option<&'a str>,
    pub(super) namespace: &'a str,
    pub(super) sources: Sources<'a>,
}

/// The answer to [`Connect`].
#[derive(Debug, Clone, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Hello {
    pub(super) protocol: u32,
    pub(super) ray: String,
    pub(super) python: String,
    pub(super) node: String,
    pub(super) address: String,
}

#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "open")]
pub(super) struct Open<'a> {
    pub(super) name: &'a str,
    pub(super) mode: &'a str,
    pub(super) settings: Settings<'a>,
    pub(super) restarts: i32,
}

/// What an actor is made with.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Settings<'a> {
    pub(super) capacity: u64,
    pub(super) overflow: &'a str,
    pub(super) acks: bool,
    pub(super) lease: Option<f64>,
    pub(super) value_type: &'a str,
    pub(super) fingerprint: &'a str,
}

/// A channel's actor is called.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "call")]
pub(super) struct Call<'a, A> {
    pub(super) actor: &'a str,
    pub(super) method: &'a str,
    pub(super) arguments: A,
}

/// An actor is called as anybody would: without a number, and so in no certain order.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "ask")]
pub(super) struct Ask<'a, A> {
    pub(super) actor: &'a str,
    pub(super) method: &'a str,
    pub(super) arguments: A,
}

/// A call of an actor did not arrive.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "recount")]
pub(super) struct Recount<'a> {
    pub(super) actor: &'a str,
}

/// An actor is ended.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "kill")]
pub(super) struct Kill<'a> {
    pub(super) actor: &'a str,
}

/// Programs are started.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like, tag = "spawn")]
pub(super) struct Spawn<'a> {
    pub(super) names: Vec<&'a str>,
    pub(super) options: SpawnOptions<'a>,
    pub(super) program: SpawnProgram<'a>,
}

/// What Ray is told of an actor that runs a program, by Ray's names.
#[derive(WireMessage)]
#[wire(crate = "crate")]
pub(super) struct SpawnOptions<'a> {
    pub(super) num_cpus: f64,
    pub(super) resources: BTreeMap<&'a str, f64>,
    pub(super) max_restarts: i32,
}

#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct SpawnProgram<'a> {
    pub(super) program: &'a str,
    pub(super) arguments: Vec<&'a str>,
    pub(super) variables: BTreeMap<&'a str, &'a str>,
    pub(super) restarts: u32,
}

/// The answer to a request.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Response<'a> {
    pub(super) id: u64,
    pub(super) value: Raw<'a>,
    #[wire(default)]
    pub(super) failure: Option<Failure>,
}

/// A Python exception: the names of its class and its bases, and what it said.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Failure {
    pub(super) names: Vec<String>,
    pub(super) message: String,
}

/// A channel's actor's answer.
#[derive(Debug, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Answer<'a> {
    pub(super) status: Status,
    pub(super) epoch: u64,
    /// Why it was closed; empty while it is open.
    pub(super) reason: &'a str,
}

/// The same with what was asked for.
#[derive(Debug, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct AnswerWith<'a, B> {
    pub(super) status: Status,
    pub(super) epoch: u64,
    pub(super) reason: &'a str,
    pub(super) body: B,
}

/// How a call of a channel's actor went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, WireMessage)]
#[wire(crate = "crate", rename_all = "lowercase")]
pub(super) enum Status {
    Ok,
    /// There was room for so many.
    Part,
    Full,
    Empty,
    Closed,
    /// The channel could never hold so many.
    Large,
    Withdrawn,
    /// It is to be asked again.
    Again,
    /// It is another incarnation.
    Lost,
    /// It does not know who calls.
    Stranger,
    /// It does not know what it is asked to do.
    Unknown,
}

/// Messages in consecutive places.
#[derive(Debug, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Run<'a> {
    pub(super) first: u64,
    pub(super) attempt: u32,
    pub(super) frames: Vec<&'a [u8]>,
}

/// What became of deliveries in consecutive places.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Settled {
    pub(super) reader: Arc<str>,
    pub(super) verdict: u8,
    pub(super) first: u64,
    pub(super) count: u64,
    pub(super) attempt: u32,
    /// The reader's call that brought what nobody has seen: its next delivery counts as many attempts.
    pub(super) call: Option<u64>,
}

/// A channel as its actor describes it.
#[derive(Debug, WireMessage)]
#[wire(crate = "crate", array_like)]
pub(super) struct Description<'a> {
    pub(super) status: Status,
    pub(super) epoch: u64,
    pub(super) reason: &'a str,
    pub(super) capacity: u64,
    pub(super) overflow: &'a str,
    pub(super) acks: bool,
    pub(super) lease: Option<f64>,
    pub(super) fingerprint: &'a str,
}
