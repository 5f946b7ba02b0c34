//! How the blocking twins wait.

use crossbeam_utils::Backoff;
use futures_lite::future::block_on;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What a future gives. Most are done when they are first asked, and those need nobody who wakes the thread.
#[inline]
pub(super) fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => block_on(future),
    }
}

/// Asks again a few times, for some microseconds: where the other side is at work in another thread, it costs both sides more
/// to go to sleep and be woken.
#[inline]
pub(super) fn insist(mut is_done: impl FnMut() -> bool) -> bool {
    let patience = Backoff::new();
    while !patience.is_completed() {
        patience.snooze();
        if is_done() {
            return true;
        }
    }
    false
}
