//! Channels on a Ray cluster: each is an actor there, and every process reaches it by its name.
//!
//! ```text
//! RaySender   --batches-->  link: a Python beside this process   -->  the channel's actor, somewhere in the cluster
//! RayReceiver <--batches--  (started again when it ends)         <--  (actor.py, and state.py in it)
//! ```
//!
//! Nothing of klaw is installed on the cluster, and no Python is needed to build this. The Python beside this process has Ray, in
//! the cluster's version; [`RayConfig`] says which it is.
//!
//! ```no_run
//! use klaw_runtime::channel::ray::{Ray, RayConfig};
//! use klaw_runtime::channel::{Acks, Receiver, Sender};
//! use klaw_runtime::{ChannelCapacity, WireMessage};
//!
//! #[derive(WireMessage)]
//! #[wire(array_like)]
//! struct Job {
//!     id: u64,
//! }
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let ray = Ray::connect(RayConfig::from_env()?).await?;
//! let jobs = ray.channel::<Job>("jobs").capacity(ChannelCapacity::literal(10_000)).acks(Acks::Each).get_or_create().await?;
//! let (sender, mut receiver) = (jobs.sender(), jobs.receiver("worker-1"));
//! sender.send(Job { id: 7 }).await?;
//! let job = receiver.recv().await?;
//! assert_eq!(job.id, 7);
//! job.ack();
//! # Ok(())
//! # }
//! ```

mod actor;
mod channel;
mod config;
mod executor;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod fake;
mod fault;
mod link;
mod process;
mod protocol;
mod reader;
mod writer;

pub use actor::RayChannelActor;
pub use channel::{ChannelRequest, RayChannel, RayReceiver, RaySender};
pub use config::RayConfig;
pub use executor::{Executor, Exit, WorkerSpec, Workers};
pub use reader::FrameReceiver;
pub use writer::FrameSender;

use super::error::ChannelError;
use crate::message::WireMessage;
use bytes::Bytes;
use link::Link;
use protocol::Hello;

/// A connection to a Ray cluster. A clone is the same connection.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::channel::ray::{Ray, RayConfig};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// println!("Ray {}", ray.version());
/// let jobs = ray.channel::<Job>("jobs").get_or_create().await?;
/// assert_eq!(jobs.name(), "jobs");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Ray {
    link: Link,
    hello: Hello,
}

impl Ray {
    /// Starts the Python, and connects it to the cluster.
    ///
    /// It runs on a thread of its own, so any executor will do, and none as well.
    ///
    /// # Errors
    /// There is no such Python, it has no Ray, its version is another than the cluster's, or there is no cluster:
    /// [`BackendError`](crate::channel::BackendError), which says what to do; or it takes too long.
    pub async fn connect(config: RayConfig) -> Result<Self, ChannelError> {
        let (link, hello) = Link::connect(config).await?;
        Ok(Self { link, hello })
    }

    /// A channel of messages of a type. Programs whose types differ in what old and new read alike share it; others are refused.
    pub fn channel<T: WireMessage>(&self, name: &str) -> ChannelRequest<T> {
        ChannelRequest::typed(self.link.clone(), name)
    }

    /// A channel of frames of any type.
    pub fn frames(&self, name: &str) -> ChannelRequest<Bytes> {
        ChannelRequest::untyped(self.link.clone(), name)
    }

    /// Runs programs under Ray's scheduler.
    #[must_use]
    pub fn executor(&self) -> Executor {
        Executor::new(self.link.clone())
    }

    /// Ray's version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.hello.ray
    }

    /// The version of the Python beside this process.
    #[must_use]
    pub fn python_version(&self) -> &str {
        &self.hello.python
    }

    /// The node that this process is on.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.hello.node
    }

    /// The cluster's address, for processes elsewhere.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.hello.address
    }

    /// The number of the Python's process; `None` while there is none.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.link.process()
    }

    /// The last lines that the Python printed, Ray's own among them: they go nowhere else.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.link.log()
    }
}
