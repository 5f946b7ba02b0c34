//! What the kinds that are no queue have in common: a message with its stamp.

use super::Parcel;
use crate::channel::clock;
use crate::channel::delivery::{Delivery, Numbers, Origin};
use crate::channel::receiver::RecvError;
use crate::channel::state::Token;
use std::sync::atomic::{AtomicU64, Ordering};

/// A message on its way.
#[derive(Debug, Clone)]
pub(super) struct Shot<T> {
    seq: u64,
    ts: i64,
    body: Parcel<T>,
}

impl<T> Shot<T> {
    /// The next of a sender.
    pub(super) fn next(seq: &AtomicU64, body: Parcel<T>) -> Self {
        Self { seq: seq.fetch_add(1, Ordering::Relaxed), ts: clock::wall_ms(), body }
    }

    pub(super) fn is_fault(&self) -> bool {
        matches!(self.body, Parcel::Fault(_))
    }

    pub(super) fn into_message(self) -> Option<T> {
        match self.body {
            Parcel::Data(message) => Some(message),
            Parcel::Fault(_) => None,
        }
    }

    pub(super) fn deliver(self, origin: &Origin) -> Result<Delivery<T>, RecvError> {
        let Self { seq, ts, body } = self;
        match body {
            Parcel::Data(message) => {
                Ok(Delivery::from(message, Numbers { seq, ts }, Token { position: seq, attempt: 1 }, origin))
            }
            Parcel::Fault(error) => Err(RecvError::Fault(error)),
        }
    }
}
