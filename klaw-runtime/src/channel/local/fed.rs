//! What a sender was fed and has not sent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Messages behind a lock, and whether there are any, so that who asks for no more than that needs no lock.
pub(crate) struct Fed<I> {
    messages: Mutex<Vec<I>>,
    any: AtomicBool,
}

impl<I> Fed<I> {
    pub(super) fn new() -> Self {
        Self { messages: Mutex::new(Vec::new()), any: AtomicBool::new(false) }
    }

    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        !self.any.load(Ordering::Acquire)
    }

    /// Does something with the messages. There is no other way to them, so whoever changes them says whether any are left.
    pub(super) fn with<R>(&self, act: impl FnOnce(&mut Vec<I>) -> R) -> R {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut messages);
        self.any.store(!messages.is_empty(), Ordering::Release);
        result
    }

    /// Messages that were taken and not sent: in front of what was fed since.
    pub(super) fn put_back(&self, unsent: Vec<I>) {
        self.with(|messages| drop(messages.splice(..0, unsent)));
    }
}
