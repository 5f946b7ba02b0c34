//! [`TaskEvent`]: a message of many fields, most of which a reader does not need.

use klaw_derive::WireMessage;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What happened to a task.
///
/// ```
/// use klaw_runtime::msgpack;
/// use klaw_runtime::view::TaskEvent;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let event = TaskEvent::new("e-1", 1_700_000_000_000, "started");
/// let frame = msgpack::to_vec(&event);
/// assert_eq!(frame[..7], *b"\x9a\x0a\xa3e-1\xcf");
/// // All but the first three may be missing.
/// assert_eq!(msgpack::from_slice::<TaskEvent<'_>>(b"\x94\x0a\xa3e-1\x00\xa7started")?.attempt, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", array_like, frozen, tag = 10)]
pub struct TaskEvent<'a> {
    /// The event's own name.
    pub id: Cow<'a, str>,
    /// When it happened: milliseconds since 1970-01-01 UTC.
    pub ts: i64,
    /// What happened: `started`, `failed`, a word of the application's.
    pub kind: Cow<'a, str>,
    /// The task that it happened to.
    #[wire(default)]
    pub task: Cow<'a, str>,
    /// The run that the task is part of.
    #[wire(default)]
    pub run: Cow<'a, str>,
    /// Which attempt at the task.
    #[wire(default)]
    pub attempt: u32,
    /// What the task is in since then.
    #[wire(default)]
    pub state: Cow<'a, str>,
    /// What is to be said, for people.
    #[wire(default)]
    pub message: Cow<'a, str>,
    /// What the application adds.
    #[wire(default)]
    pub labels: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

impl<'a> TaskEvent<'a> {
    /// An event of which no more is known.
    #[must_use]
    pub fn new(id: impl Into<Cow<'a, str>>, ts: i64, kind: impl Into<Cow<'a, str>>) -> Self {
        Self {
            id: id.into(),
            ts,
            kind: kind.into(),
            task: Cow::Borrowed(""),
            run: Cow::Borrowed(""),
            attempt: 0,
            state: Cow::Borrowed(""),
            message: Cow::Borrowed(""),
            labels: BTreeMap::new(),
        }
    }
}

/// The part of a [`TaskEvent`] that decides what becomes of it.
///
/// ```
/// use klaw_runtime::msgpack;
/// use klaw_runtime::view::{TaskEvent, TaskEventView};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frame = msgpack::to_vec(&TaskEvent::new("e-1", 5, "started"));
/// let event: TaskEventView<'_> = msgpack::from_slice(&frame)?;
/// assert_eq!((&*event.id, event.ts, &*event.kind), ("e-1", 5, "started"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", view_of = TaskEvent<'a>, frozen)]
pub struct TaskEventView<'a> {
    /// The event's own name.
    pub id: Cow<'a, str>,
    /// When it happened: milliseconds since 1970-01-01 UTC.
    pub ts: i64,
    /// What happened.
    pub kind: Cow<'a, str>,
}
