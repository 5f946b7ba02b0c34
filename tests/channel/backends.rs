//! What the suite runs on.

use futures_lite::future::{block_on, or, poll_once};
use klaw_runtime::channel::{ChannelActor, ChannelOptions, Receiver, Sender, local};
use klaw_runtime::{ChannelCapacity, WireMessage};
use std::pin::Pin;
use std::time::Duration;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq, WireMessage)]
#[wire(array_like)]
pub(crate) struct Job {
    pub(crate) id: u64,
    #[constrain(max_length = 20)]
    pub(crate) name: String,
}

pub(crate) fn job(id: u64) -> Job {
    Job { id, name: format!("job-{id}") }
}

pub(crate) fn options(capacity: u32) -> ChannelOptions {
    ChannelOptions::new(ChannelCapacity::new(capacity).unwrap())
}

/// A promise is kept within some seconds, or it is broken.
pub(crate) fn run(promise: impl Future<Output = ()>) {
    block_on(or(promise, async {
        futures_timer::Delay::new(Duration::from_secs(5)).await;
        panic!("it takes too long");
    }));
}

#[test]
fn a_promise_that_takes_too_long_fails() {
    let stuck = std::thread::spawn(|| run(std::future::pending::<()>()));
    assert!(stuck.join().is_err());
}

/// Polls twice, so that what follows from the first poll is seen.
pub(crate) async fn twice<F: Future>(future: &mut Pin<&mut F>) -> Option<F::Output> {
    match poll_once(future.as_mut()).await {
        Some(output) => Some(output),
        None => poll_once(future.as_mut()).await,
    }
}

/// What makes channels.
pub(crate) trait Backend {
    type Sender: Sender<Job> + 'static;
    type Receiver: Receiver<Job> + 'static;

    /// Is what carries it there? If not, it has said so.
    fn is_there(&self) -> bool {
        true
    }

    /// Do frames leave the process, so that their bytes count?
    const COUNTS_BYTES: bool = false;

    fn channel(&self, name: &str, options: &ChannelOptions) -> (Self::Sender, Self::Receiver);

    /// A further reader of the same channel.
    fn further(&self, receiver: &Self::Receiver) -> Self::Receiver;
}

/// In process, messages as they are.
pub(crate) struct Moved;

impl Backend for Moved {
    type Sender = local::LocalSender<Job>;
    type Receiver = local::LocalReceiver<Job>;

    fn channel(&self, name: &str, options: &ChannelOptions) -> (Self::Sender, Self::Receiver) {
        local::channel(name, options)
    }

    fn further(&self, receiver: &Self::Receiver) -> Self::Receiver {
        receiver.clone()
    }
}

/// In process, through frames.
pub(crate) struct Framed;

impl Backend for Framed {
    type Sender = klaw_runtime::channel::FramedSender<Job, local::LocalSender<bytes::Bytes>>;
    type Receiver = klaw_runtime::channel::FramedReceiver<Job, local::LocalReceiver<bytes::Bytes>>;

    fn channel(&self, name: &str, options: &ChannelOptions) -> (Self::Sender, Self::Receiver) {
        local::framed(name, options)
    }

    fn further(&self, receiver: &Self::Receiver) -> Self::Receiver {
        receiver.clone()
    }
}

/// In process, the handles of an actor.
pub(crate) struct Actor;

impl Backend for Actor {
    type Sender = <Framed as Backend>::Sender;
    type Receiver = <Framed as Backend>::Receiver;

    fn channel(&self, name: &str, options: &ChannelOptions) -> (Self::Sender, Self::Receiver) {
        let actor = ChannelActor::new(name, options);
        (actor.sender(), actor.receiver())
    }

    fn further(&self, receiver: &Self::Receiver) -> Self::Receiver {
        receiver.clone()
    }
}
