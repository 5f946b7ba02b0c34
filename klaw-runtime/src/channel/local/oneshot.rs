//! One message.

use super::Parcel;
use super::broadcast::within;
use super::shot::Shot;
use crate::channel::delivery::{Delivery, Origin};
use crate::channel::error::ChannelError;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::sender::{SendError, Sender};
use crate::envelope::WireError;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot::error::TryRecvError;

/// A channel for one message. Clones of the sender share it: whoever sends first has sent it.
///
/// ```
/// use klaw_runtime::channel::{Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::oneshot("answer");
/// sender.send_blocking(42)?;
/// let refused = sender.send_blocking(43).unwrap_err();
/// assert_eq!(refused.to_string(), "the channel is closed: its one message was sent");
/// assert_eq!(receiver.recv_blocking()?.ack(), 42);
/// assert!(receiver.recv_blocking().unwrap_err().is_closed());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn oneshot<T: Send + 'static>(name: &str) -> (OneshotSender<T>, OneshotReceiver<T>) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let receiver = OneshotReceiver { inner: Some(receiver), origin: Origin::new(name, None) };
    (OneshotSender { inner: Arc::new(Mutex::new(Ok(sender))) }, receiver)
}

/// The way into a [`oneshot`] channel.
///
/// ```
/// use klaw_runtime::channel::{Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::oneshot("answer");
/// sender.clone().send_blocking(42)?;
/// assert_eq!(sender.send_blocking(43).unwrap_err().message, Some(43));
/// assert_eq!(receiver.recv_blocking()?.ack(), 42);
/// # Ok(())
/// # }
/// ```
pub struct OneshotSender<T> {
    inner: Arc<Mutex<State<T>>>,
}

/// Who sends, or why nobody does any more.
type State<T> = Result<tokio::sync::oneshot::Sender<Shot<T>>, &'static str>;

const UNREAD: &str = "nobody reads it any more";

impl<T> Clone for OneshotSender<T> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<T> OneshotSender<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the sender, and says why from now on; where it is gone, the first reason stays.
    fn take(&self, reason: &'static str) -> State<T> {
        let mut state = self.state();
        let reason = state.as_ref().err().copied().unwrap_or(reason);
        std::mem::replace(&mut *state, Err(reason))
    }

    fn put(&self, body: Parcel<T>) -> Result<(), SendError<T>> {
        let shot = Shot::next(&AtomicU64::new(0), body);
        let (shot, reason) = match self.take("its one message was sent") {
            Ok(sender) => match sender.send(shot) {
                Ok(()) => return Ok(()),
                Err(shot) => {
                    *self.state() = Err(UNREAD);
                    (shot, UNREAD)
                }
            },
            Err(reason) => (shot, reason),
        };
        Err(SendError { error: ChannelError::closed(reason), message: shot.into_message() })
    }
}

impl<T: Send> Sender<T> for OneshotSender<T> {
    async fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.put(Parcel::Data(message))
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        self.put(Parcel::Data(message))
    }

    async fn send_batch(&self, mut messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        if messages.len() > 1 {
            let reason = format_args!("it has {} messages, and the channel holds 1", messages.len());
            return Err(SendError { error: ChannelError::mismatch("batch", reason), message: Some(messages) });
        }
        match messages.pop() {
            Some(message) => self.put(Parcel::Data(message)).map_err(|refused| SendError {
                error: refused.error,
                message: refused.message.map(|message| vec![message]),
            }),
            None => Ok(()),
        }
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        Ok(self.put(Parcel::Fault(Box::new(error)))?)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        drop(self.take("a sender closed it"));
        Ok(())
    }
}

/// The way out of a [`oneshot`] channel.
///
/// ```
/// use klaw_runtime::channel::{Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::oneshot::<u32>("answer");
/// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
/// drop(sender);
/// assert!(receiver.recv_blocking().unwrap_err().is_closed());
/// # Ok(())
/// # }
/// ```
pub struct OneshotReceiver<T> {
    inner: Option<tokio::sync::oneshot::Receiver<Shot<T>>>,
    origin: Origin,
}

fn over() -> RecvError {
    ChannelError::closed("nothing was sent, or it was received").into()
}

impl<T: Send> Receiver<T> for OneshotReceiver<T> {
    async fn recv(&mut self) -> Result<Delivery<T>, RecvError> {
        let receiver = self.inner.as_mut().ok_or_else(over)?;
        let received = receiver.await;
        self.inner = None;
        received.map_err(|_| over())?.deliver(&self.origin)
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        let receiver = self.inner.as_mut().ok_or_else(over)?;
        match receiver.try_recv() {
            Ok(shot) => {
                self.inner = None;
                shot.deliver(&self.origin)
            }
            Err(TryRecvError::Empty) => Err(ChannelError::empty().into()),
            Err(TryRecvError::Closed) => {
                self.inner = None;
                Err(over())
            }
        }
    }

    async fn recv_batch(&mut self, _max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        Ok(vec![within(timeout, self.recv()).await?])
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        if let Some(receiver) = &mut self.inner {
            receiver.close();
        }
        Ok(())
    }
}
