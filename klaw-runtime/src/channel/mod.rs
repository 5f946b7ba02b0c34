//! Channels: messages from senders to receivers, in one process or across many, in the same way.
//!
//! ```text
//! Sender<T> --send--> [validate, encode] --> backend: the state machine --> [decode] --recv--> Delivery<T> --ack-->
//!                      frames only           (in process, or mirrored)      frames only
//! ```
//!
//! [`Sender`] and [`Receiver`] are the traits that every backend has. [`local`] has the channels of this process; typed
//! handles over any channel of frames are in [`frames`]; what a channel is, whoever carries it, is in [`state`]. Every message
//! has a header, which the channel fills in: the channel's name, the message's number from its sender, and when it was sent.
//!
//! ```
//! use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender, local};
//! use klaw_runtime::ChannelCapacity;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let options = ChannelOptions::new(ChannelCapacity::literal(100)).acks(Acks::Each);
//! let (sender, mut receiver) = local::channel::<u32>("jobs", &options);
//!
//! let worker = std::thread::spawn(move || {
//!     let mut sum = 0;
//!     while let Ok(job) = receiver.recv_blocking() {
//!         sum += job.ack();
//!     }
//!     sum
//! });
//! for job in 1..=4 {
//!     sender.send_blocking(job)?;
//! }
//! drop(sender);
//! assert_eq!(worker.join().unwrap(), 10);
//! # Ok(())
//! # }
//! ```

mod actor;
mod blocking;
mod clock;
mod delivery;
mod error;
pub mod frames;
pub mod local;
mod messages;
#[cfg(feature = "nats")]
pub mod nats;
mod options;
#[cfg(feature = "ray")]
pub mod ray;
mod receiver;
mod sender;
pub mod state;

pub use actor::{ActorDirectory, ChannelActor};
pub use delivery::{Delivery, Settler, Stamp};
pub use error::{
    ActorNotFound, ActorStopped, BackendError, Cancelled, ChannelClosed, ChannelEmpty, ChannelError, ChannelFull, Lost,
    Mismatch, Timeout,
};
pub use frames::{FramedReceiver, FramedSender, ReferenceReceiver, ReferenceSender};
pub use messages::{
    BatchResult, ChannelMetadata, ChannelStats, ChannelType, DeliveryId, ReaderInfo, SingleResult, Status,
};
pub use options::{Acks, ChannelOptions, Overflow};
pub use receiver::{Map, Receiver, RecvError};
pub use sender::{Contramap, SendError, Sender};
