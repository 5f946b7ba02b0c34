//! What the server and its client say, as a channel's errors.

use crate::channel::error::{BackendError, ChannelError};
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::{self, ErrorCode};
use std::error::Error;
use std::fmt::Display;

/// How the server answers one publish.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no room.
    Full,
    /// The message that must stand before it is not the last one: others have published, or it was refused itself.
    NotNext,
    /// No answer, or no connection: it may be stored or not.
    Unknown,
    /// Nobody answers for the subject: there is no such stream, or not at the moment.
    Nobody,
    /// The stream is sealed.
    Sealed,
    /// Anything else.
    Other(ChannelError),
}

impl Refusal {
    pub(super) fn of(error: &PublishError) -> Self {
        match error.kind() {
            PublishErrorKind::WrongLastMessageId => Self::NotNext,
            PublishErrorKind::TimedOut | PublishErrorKind::BrokenPipe | PublishErrorKind::MaxAckPending => {
                Self::Unknown
            }
            PublishErrorKind::StreamNotFound => Self::Nobody,
            PublishErrorKind::MaxPayloadExceeded => Self::Other(ChannelError::mismatch("message", told(error))),
            _ => match error.source().and_then(|source| source.downcast_ref::<jetstream::Error>()) {
                Some(error) => Self::by_code(error),
                None => Self::Other(backend(told(error))),
            },
        }
    }

    fn by_code(error: &jetstream::Error) -> Self {
        // The code says that it was not stored, and only the words say why.
        let full = || error.to_string().contains("maximum messages exceeded");
        match error.error_code() {
            ErrorCode::STREAM_STORE_FAILED if full() => Self::Full,
            ErrorCode::STREAM_SEALED => Self::Sealed,
            ErrorCode::STREAM_NOT_FOUND => Self::Nobody,
            ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM => Self::Other(ChannelError::mismatch("message", error)),
            _ => Self::Other(backend(error)),
        }
    }
}

/// A failure that is none of a channel's own.
pub(super) fn backend(message: impl Display) -> ChannelError {
    BackendError { message: message.to_string(), backend: "nats".into() }.into()
}

/// An error with what is behind it, as far as the words are new.
pub(super) fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        let further = error.to_string();
        if !text.contains(&further) {
            text = format!("{text}: {further}");
        }
        behind = error.source();
    }
    text
}
