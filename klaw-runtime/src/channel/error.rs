//! What goes wrong with a channel: each a struct on the wire, and together one error in Rust.

use klaw_derive::WireMessage;
use std::fmt;

/// The channel takes no more messages; readers have had what was left.
///
/// ```
/// use klaw_runtime::channel::ChannelClosed;
///
/// assert_eq!(ChannelClosed { reason: "done".into() }.to_string(), "the channel is closed: done");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ChannelClosed {
    /// Why it was closed.
    pub reason: String,
}

/// There is no room, and the channel is not one that waits or drops.
///
/// ```
/// use klaw_runtime::channel::ChannelFull;
///
/// assert_eq!(ChannelFull { capacity: 8 }.to_string(), "the channel is full: it holds 8 messages");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ChannelFull {
    /// How many messages it holds.
    pub capacity: u64,
}

/// There is no message now.
///
/// ```
/// use klaw_runtime::channel::ChannelEmpty;
///
/// assert_eq!(ChannelEmpty {}.to_string(), "the channel is empty");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ChannelEmpty {}

/// It took too long.
///
/// ```
/// use klaw_runtime::channel::Timeout;
///
/// assert_eq!(Timeout { seconds: 1.5, operation: "recv".into() }.to_string(), "`recv` took longer than 1.5 s");
/// ```
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct Timeout {
    /// How long it was waited for.
    pub seconds: f64,
    /// What was waited for: `send`, `recv`, ..
    pub operation: String,
}

/// It was given up before it was done.
///
/// ```
/// use klaw_runtime::channel::Cancelled;
///
/// assert_eq!(Cancelled { reason: "the task ended".into() }.to_string(), "cancelled: the task ended");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct Cancelled {
    /// Why.
    pub reason: String,
}

/// What carries the channel has failed.
///
/// ```
/// use klaw_runtime::channel::BackendError;
///
/// assert_eq!(BackendError { message: "no route".into(), backend: "nats".into() }.to_string(), "backend `nats`: no route");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct BackendError {
    /// What it said.
    pub message: String,
    /// Which one: `local`, `ray`, `nats`.
    pub backend: String,
}

/// The actor behind the channel has ended.
///
/// ```
/// use klaw_runtime::channel::ActorStopped;
///
/// assert_eq!(ActorStopped {}.to_string(), "the actor behind the channel has stopped");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ActorStopped {}

/// There is no actor of that name.
///
/// ```
/// use klaw_runtime::channel::ActorNotFound;
///
/// assert_eq!(ActorNotFound { name: "jobs".into() }.to_string(), "there is no actor `jobs`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ActorNotFound {
    /// The name.
    pub name: String,
}

/// The channel is another one than before: what it held is gone.
///
/// ```
/// use klaw_runtime::channel::Lost;
///
/// assert_eq!(Lost { old: 1, new: 2 }.to_string(), "the channel was lost: its epoch was 1, and is 2 now");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct Lost {
    /// The channel's epoch as it was known.
    pub old: u64,
    /// Its epoch now.
    pub new: u64,
}

/// Something is not what the channel takes: a message, a batch, a capacity.
///
/// ```
/// use klaw_runtime::channel::Mismatch;
///
/// assert_eq!(Mismatch { subject: "batch".into(), reason: "it is larger than the channel".into() }.to_string(), "the batch does not fit: it is larger than the channel");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct Mismatch {
    /// What it is about: `message`, `batch`, `capacity`, ..
    pub subject: String,
    /// What is wrong with it.
    pub reason: String,
}

macro_rules! errors {
    ($($name:ident $self:ident => $text:expr;)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&$self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_fmt($text)
            }
        }

        impl std::error::Error for $name {}

        impl From<$name> for ChannelError {
            fn from(error: $name) -> Self {
                Self::$name(error)
            }
        }
    )*};
}

errors! {
    ChannelClosed self => format_args!("the channel is closed: {}", self.reason);
    ChannelFull self => format_args!("the channel is full: it holds {} messages", self.capacity);
    ChannelEmpty self => format_args!("the channel is empty");
    Timeout self => format_args!("`{}` took longer than {} s", self.operation, self.seconds);
    Cancelled self => format_args!("cancelled: {}", self.reason);
    BackendError self => format_args!("backend `{}`: {}", self.backend, self.message);
    ActorStopped self => format_args!("the actor behind the channel has stopped");
    ActorNotFound self => format_args!("there is no actor `{}`", self.name);
    Lost self => format_args!("the channel was lost: its epoch was {}, and is {} now", self.old, self.new);
    Mismatch self => format_args!("the {} does not fit: {}", self.subject, self.reason);
}

/// What goes wrong with a channel. On the wire it is a [`WireError`](crate::envelope::WireError), with a code for each.
///
/// ```
/// use klaw_runtime::WireFault;
/// use klaw_runtime::channel::{ChannelError, ChannelFull};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let error = ChannelError::from(ChannelFull { capacity: 8 });
/// let wire = error.to_wire();
/// assert_eq!((&*wire.code, &*wire.message), ("channel_full", "the channel is full: it holds 8 messages"));
/// assert_eq!(ChannelError::from_wire(&wire)?, error);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", frozen)]
#[non_exhaustive]
pub enum ChannelError {
    /// Closed.
    #[wire(code = "channel_closed")]
    ChannelClosed(ChannelClosed),
    /// No room.
    #[wire(code = "channel_full")]
    ChannelFull(ChannelFull),
    /// No message.
    #[wire(code = "channel_empty")]
    ChannelEmpty(ChannelEmpty),
    /// Too late.
    #[wire(code = "timeout")]
    Timeout(Timeout),
    /// Given up.
    #[wire(code = "cancelled")]
    Cancelled(Cancelled),
    /// The backend's own failure.
    #[wire(code = "backend_error")]
    BackendError(BackendError),
    /// The actor has ended.
    #[wire(code = "actor_stopped")]
    ActorStopped(ActorStopped),
    /// No such actor.
    #[wire(code = "actor_not_found")]
    ActorNotFound(ActorNotFound),
    /// Another incarnation.
    #[wire(code = "lost")]
    Lost(Lost),
    /// Not what the channel takes.
    #[wire(code = "mismatch")]
    Mismatch(Mismatch),
}

impl ChannelError {
    /// Is the channel closed, and empty?
    ///
    /// ```
    /// use klaw_runtime::channel::{ChannelClosed, ChannelError};
    ///
    /// let error = ChannelError::from(ChannelClosed { reason: "done".into() });
    /// assert!(error.is_closed() && !error.is_full() && !error.is_empty() && !error.is_timeout());
    /// ```
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::ChannelClosed(_))
    }

    /// Is there no room?
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::ChannelFull(_))
    }

    /// Is there no message?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::ChannelEmpty(_))
    }

    /// Did it take too long?
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    pub(crate) fn closed(reason: impl Into<String>) -> Self {
        ChannelClosed { reason: reason.into() }.into()
    }

    pub(crate) fn full(capacity: usize) -> Self {
        ChannelFull { capacity: capacity as u64 }.into()
    }

    pub(crate) fn empty() -> Self {
        ChannelEmpty {}.into()
    }

    pub(crate) fn cancelled(reason: impl Into<String>) -> Self {
        Cancelled { reason: reason.into() }.into()
    }

    pub(crate) fn mismatch(subject: &str, reason: impl fmt::Display) -> Self {
        Mismatch { subject: subject.into(), reason: reason.to_string() }.into()
    }

    pub(crate) fn timeout(after: std::time::Duration, operation: &str) -> Self {
        Timeout { seconds: after.as_secs_f64(), operation: operation.into() }.into()
    }
}

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChannelClosed(error) => error.fmt(f),
            Self::ChannelFull(error) => error.fmt(f),
            Self::ChannelEmpty(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Cancelled(error) => error.fmt(f),
            Self::BackendError(error) => error.fmt(f),
            Self::ActorStopped(error) => error.fmt(f),
            Self::ActorNotFound(error) => error.fmt(f),
            Self::Lost(error) => error.fmt(f),
            Self::Mismatch(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ChannelError {}
