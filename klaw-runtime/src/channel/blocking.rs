//! How the blocking twins wait.

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
