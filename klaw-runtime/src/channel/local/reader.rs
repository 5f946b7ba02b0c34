//! The way out of a channel of many readers.

use super::Parcel;
use super::core::Core;
use super::mpmc::Waiting;
use crate::channel::blocking::{insist, wait};
use crate::channel::delivery::{Delivery, Numbers, Origin, Settler};
use crate::channel::error::ChannelError;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::state::{Item, Member, Token, Verdict};
use crate::envelope::WireError;
use std::collections::VecDeque;
use std::convert::identity;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// The way out of a channel of this process.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// sender.send_batch_blocking(vec![1, 2, 3])?;
/// let batch = receiver.recv_batch_blocking(2, None)?;
/// assert_eq!(batch.into_iter().map(|delivery| delivery.ack()).collect::<Vec<_>>(), [1, 2]);
/// drop(sender);
/// assert_eq!(receiver.recv_blocking()?.ack(), 3);
/// assert!(receiver.recv_blocking().unwrap_err().is_closed());
/// # Ok(())
/// # }
/// ```
pub struct LocalReceiver<T> {
    window: Window<T>,
    /// Behind what a batch was cut off at.
    rest: VecDeque<Item<Parcel<T>>>,
}

/// A reader's place at the channel, and what its deliveries say of where they come from.
struct Window<T> {
    desk: Arc<Desk<T>>,
    origin: Origin,
}

/// A reader: its receiver, and the deliveries that are not settled. It leaves with the last of them.
struct Desk<T> {
    core: Arc<Core<Parcel<T>>>,
    member: Member,
}

impl<T: Send> Settler for Desk<T> {
    fn settle(&self, token: Token, verdict: Verdict) {
        self.core.settle(self.member, token, verdict);
    }
}

impl<T> Drop for Desk<T> {
    fn drop(&mut self) {
        self.core.with(|machine| machine.leave_reader(self.member));
        self.core.close_outlet();
    }
}

impl<T: Send + 'static> Window<T> {
    fn new(core: Arc<Core<Parcel<T>>>) -> Self {
        let now = core.now();
        let member = core.with(|machine| machine.join_reader(now, None));
        core.open_outlet();
        let desk = Arc::new(Desk { core, member });
        // At most once, nobody is told what becomes of a delivery.
        let settler = desk.core.acks().then(|| Arc::clone(&desk) as Arc<dyn Settler>);
        let origin = Origin::new(&desk.core.channel, settler);
        Self { desk, origin }
    }

    fn delivery(&self, item: Item<Parcel<T>>) -> Result<Delivery<T>, RecvError> {
        let Item { position, seq, ts, attempt, body } = item;
        let (numbers, token) = (Numbers { seq, ts }, Token { position, attempt });
        match body {
            Parcel::Data(message) => Ok(Delivery::from(message, numbers, token, &self.origin)),
            Parcel::Fault(error) => Err(self.failure(error, token, numbers)),
        }
    }

    /// A failure's header, as a message has one. Whoever is told has it: nobody else needs to.
    #[cold]
    fn failure(&self, mut error: Box<WireError<'static>>, token: Token, numbers: Numbers) -> RecvError {
        if self.desk.core.acks() {
            self.desk.settle(token, Verdict::Ack);
        }
        error.header = error.header.seq(numbers.seq).ts(numbers.ts);
        error.header.channel_id = self.desk.core.channel.to_string().into();
        RecvError::Fault(error)
    }
}

/// Returns a message that is there, as `$wrap` of it, where nobody waits for one. A macro, as a large message is moved once
/// more by each function that it passes through.
macro_rules! return_at_once {
    ($window:expr, $rest:expr, $wrap:expr) => {
        if $rest.is_empty() {
            let window = &$window;
            let is_message = |body: &Parcel<T>| matches!(body, Parcel::Data(_));
            if let Some(mut lending) = window.desk.core.lend_at_once(window.desk.member, is_message)
                && let Some(Item { position, seq, ts, attempt, body: Parcel::Data(message) }) = lending.take()
            {
                let (numbers, token) = (Numbers { seq, ts }, Token { position, attempt });
                return $wrap(Ok(Delivery::from(message, numbers, token, &window.origin)));
            }
        }
    };
}

/// What a call comes to that asks for messages.
type Got<T> = Result<Vec<Item<Parcel<T>>>, ChannelError>;

/// The one message that was asked for.
fn only<T>(items: Got<T>) -> Result<Item<Parcel<T>>, ChannelError> {
    items?.pop().ok_or_else(ChannelError::empty)
}

impl<T: Send + 'static> LocalReceiver<T> {
    pub(crate) fn new(core: Arc<Core<Parcel<T>>>) -> Self {
        Self { window: Window::new(core), rest: VecDeque::new() }
    }

    #[inline]
    fn get_now(&mut self) -> Result<Delivery<T>, RecvError> {
        return_at_once!(self.window, self.rest, identity);
        self.try_get()
    }

    #[cold]
    fn try_get(&mut self) -> Result<Delivery<T>, RecvError> {
        let Window { desk, .. } = &self.window;
        let item = match self.rest.pop_front() {
            Some(item) => item,
            None => only(desk.core.try_get(desk.member, 1))?,
        };
        self.window.delivery(item)
    }

    /// Up to `max` of the rest, as far as the first failure; the failure alone where it stands first.
    fn batch(&mut self, max: usize) -> Result<Vec<Delivery<T>>, RecvError> {
        let mut batch = Vec::with_capacity(max.min(self.rest.len()));
        while batch.len() < max.max(1) {
            let is_fault = matches!(self.rest.front(), Some(Item { body: Parcel::Fault(_), .. }));
            if is_fault && !batch.is_empty() {
                break;
            }
            let Some(item) = self.rest.pop_front() else { break };
            batch.push(self.window.delivery(item)?);
        }
        Ok(batch)
    }
}

impl<T: Send + 'static> Receiver<T> for LocalReceiver<T> {
    fn recv(&mut self) -> impl Future<Output = Result<Delivery<T>, RecvError>> + Send {
        Receiving { window: &self.window, rest: &mut self.rest, waiting: None }
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        self.get_now()
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        if self.rest.is_empty() {
            let Desk { core, member } = &*self.window.desk;
            self.rest = core.take_at_once(*member, max).into();
        }
        if self.rest.is_empty() {
            let deadline = timeout.map(|timeout| (timeout, "recv_batch"));
            let Desk { core, member } = &*self.window.desk;
            self.rest = core.get(*member, max, deadline).await?.into();
        }
        self.batch(max)
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        self.window.desk.core.with(|machine| machine.close("a reader closed it"));
        Ok(())
    }

    #[inline]
    fn recv_blocking(&mut self) -> Result<Delivery<T>, RecvError> {
        return_at_once!(self.window, self.rest, identity);
        if self.rest.is_empty() && insist(|| self.window.desk.core.has_any()) {
            return_at_once!(self.window, self.rest, identity);
        }
        wait(self.recv())
    }

    #[inline]
    fn try_recv_blocking(&mut self) -> Result<Delivery<T>, RecvError> {
        self.get_now()
    }
}

/// A message that is received: one that is there, or the next that comes.
struct Receiving<'a, T> {
    window: &'a Window<T>,
    rest: &'a mut VecDeque<Item<Parcel<T>>>,
    waiting: Option<Waiting<'a, Got<T>>>,
}

impl<T: Send + 'static> Future for Receiving<'_, T> {
    type Output = Result<Delivery<T>, RecvError>;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.waiting.is_none() {
            return_at_once!(self.window, self.rest, Poll::Ready);
        }
        self.poll_later(context)
    }
}

impl<T: Send + 'static> Receiving<'_, T> {
    #[cold]
    fn poll_later(&mut self, context: &mut Context<'_>) -> Poll<Result<Delivery<T>, RecvError>> {
        self.poll_item(context).map(|item| self.window.delivery(item?))
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Result<Item<Parcel<T>>, ChannelError>> {
        let waiting = match &mut self.waiting {
            Some(waiting) => waiting,
            None => {
                if let Some(item) = self.rest.pop_front() {
                    return Poll::Ready(Ok(item));
                }
                let Desk { core, member } = &*self.window.desk;
                match core.begin_get(*member, 1) {
                    Ok(items) => return Poll::Ready(only(items)),
                    Err(wait) => self.waiting.insert(Box::pin(core.finish_get(wait, None))),
                }
            }
        };
        Poll::Ready(only(ready!(waiting.as_mut().poll(context))))
    }
}

/// A further reader: each message goes to one of them.
impl<T: Send + 'static> Clone for LocalReceiver<T> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.window.desk.core))
    }
}

/// What it took and nobody has seen goes back.
impl<T> Drop for LocalReceiver<T> {
    fn drop(&mut self) {
        let rest: Vec<_> = self.rest.drain(..).collect();
        if !rest.is_empty() {
            self.window.desk.core.with(|machine| machine.give_back(rest));
        }
    }
}
