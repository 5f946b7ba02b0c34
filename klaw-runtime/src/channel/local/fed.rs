//! What a sender was fed and has not sent.

use crate::channel::state::Ticket;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Messages behind a lock, and whether there are any, so that who asks for no more than that needs no lock. Whoever holds the
/// channel's lock too has taken that one first.
pub(crate) struct Fed<I> {
    kept: Mutex<Kept<I>>,
    any: AtomicBool,
}

pub(super) struct Kept<I> {
    /// What was put and nobody waits for any more, by the ticket that it was parked under: in the line still, or answered; or
    /// messages that were refused and came back.
    pub(super) put: BTreeMap<Ticket, Option<Vec<I>>>,
    /// Behind all that.
    pub(super) messages: Vec<I>,
}

impl<I> Fed<I> {
    pub(super) fn new() -> Self {
        Self { kept: Mutex::new(Kept { put: BTreeMap::new(), messages: Vec::new() }), any: AtomicBool::new(false) }
    }

    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        !self.any.load(Ordering::Acquire)
    }

    /// Does something with the messages. There is no other way to them, so whoever changes them says whether any are left.
    pub(super) fn with<R>(&self, act: impl FnOnce(&mut Kept<I>) -> R) -> R {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut kept);
        self.any.store(!kept.put.is_empty() || !kept.messages.is_empty(), Ordering::Release);
        result
    }
}
