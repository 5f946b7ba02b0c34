//! Channels on a NATS server with JetStream, for processes that share a broker.
//!
//! ```text
//! NatsSender --> Pump --publish--> stream --pull--> Feeder --> Desk --> NatsReceiver --> Delivery --ack--> Feeder --> stream
//!                (one a channel)   (work queue)     (one a receiver and its clones)
//! ```
//!
//! A channel is a stream: bounded, a work queue, with one consumer that all readers share. What the server keeps is a channel's
//! truth; senders and readers of any number of processes come and go.
//!
//! | a channel's | on the server |
//! |---|---|
//! | capacity | `max_msgs`, with `discard: new`; a message leaves when it is acked |
//! | `Overflow::Wait`, `Fail` | a refusal (10077) is asked again after 0.5 to 20 ms, or returned |
//! | order of one process's senders | `Nats-Expected-Last-Msg-Id`: no message is stored without the one before it |
//! | sent once | `Nats-Msg-Id`: what is sent again after a break is stored once |
//! | lease | `ack_wait`, renewed while the process lives |
//! | close | the stream is sealed; readers have what is left |
//! | what it is | the stream's description: options and the message type's fingerprint, compared when it is opened |
//!
//! ```no_run
//! use klaw_runtime::channel::nats::{Nats, NatsConfig};
//! use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender};
//! use klaw_runtime::{ChannelCapacity, WireMessage};
//!
//! #[derive(Debug, PartialEq, WireMessage)]
//! #[wire(array_like)]
//! struct Job {
//!     id: u64,
//! }
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let nats = Nats::connect(NatsConfig::new("nats://127.0.0.1:4222")).await?;
//! let options = ChannelOptions::new(ChannelCapacity::literal(1000)).acks(Acks::Each);
//! let jobs = nats.get_or_create::<Job>("jobs", &options).await?;
//!
//! let (sender, mut receiver) = (jobs.sender(), jobs.receiver());
//! sender.send(Job { id: 7 }).await?;
//! assert_eq!(receiver.recv().await?.ack(), Job { id: 7 });
//! # Ok(())
//! # }
//! ```

mod channel;
mod config;
mod desk;
mod error;
mod feeder;
mod pump;
mod receiver;
mod sender;
mod shared;
mod stream;

pub use channel::NatsChannel;
pub use config::{NatsConfig, Storage};
pub use receiver::NatsReceiver;
pub use sender::NatsSender;

use super::error::ChannelError;
use super::options::ChannelOptions;
use crate::message::WireMessage;
use async_nats::jetstream::Context;
use async_nats::jetstream::context::{ContextBuilder, GetStreamErrorKind};
use async_nats::{Client, ConnectOptions, Event, jetstream};
use config::Login;
use error::{backend, told};
use shared::Shared;
use std::time::Duration;
use stream::{About, Names, Open};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// A connection to a server.
///
/// It is made once and connects again by itself. It runs on the tokio runtime on which it was made; what is made from it may be
/// used from any executor, and from threads without one.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::nats::{Nats, NatsConfig};
/// use klaw_runtime::channel::{ChannelOptions};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let nats = Nats::connect(NatsConfig::new("nats://127.0.0.1:4222")).await?;
/// let options = ChannelOptions::new(ChannelCapacity::literal(1000));
/// let jobs = nats.get_or_create::<Job>("jobs", &options).await?;
/// assert_eq!(jobs.name(), "jobs");
/// assert!(nats.delete("jobs").await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Nats {
    client: Client,
    context: Context,
    config: NatsConfig,
    runtime: Handle,
    connections: watch::Receiver<u64>,
}

impl Nats {
    /// Connects.
    ///
    /// # Errors
    /// [`BackendError`](super::BackendError): there is no server, it refuses who asks, or it has no JetStream.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn connect(config: NatsConfig) -> Result<Self, ChannelError> {
        let runtime = Handle::current();
        let (connected, mut connections) = watch::channel(0);
        let options = login(&config)?
            .name("klaw")
            .connection_timeout(config.connect_timeout)
            .request_timeout(Some(config.ack_timeout))
            .subscription_capacity(1 << 16)
            .reconnect_delay_callback(|attempts| Duration::from_millis(50 * attempts.clamp(1, 20) as u64))
            .event_callback(move |event| {
                if event == Event::Connected {
                    connected.send_modify(|times| *times += 1);
                }
                async {}
            });
        let url = config.url.clone();
        let servers: Vec<String> = url.split(',').map(|server| server.trim().to_owned()).collect();
        // On a task of its own: where TLS is not set up for this process, the library below panics.
        let connecting = runtime.spawn(tokio::time::timeout(config.connect_timeout, options.connect(servers)));
        let unreachable = |why: String| backend(format!("no connection to {}: {why}", config.shown_url()));
        let client = match connecting.await {
            Ok(Ok(Ok(client))) => client,
            Ok(Ok(Err(error))) => return Err(unreachable(told(&error))),
            Ok(Err(_)) => return Err(unreachable(format!("it took longer than {:?}", config.connect_timeout))),
            Err(error) => return Err(unreachable(error.to_string())),
        };
        let context = ContextBuilder::new().timeout(config.ack_timeout).max_ack_inflight(1 << 16).build(client.clone());
        // Any answer will do: that there is no such stream is one.
        match stream::info(&context, &Names::new(&config.namespace, "hello")?).await {
            Ok(_) => {
                // The news of the first connection is no news of a later one.
                let _ = connections.wait_for(|times| *times > 0).await;
                Ok(Self { client, context, config, runtime, connections })
            }
            Err(ChannelError::BackendError(error)) => {
                Err(backend(format!("JetStream does not answer at {}: {}", config.shown_url(), error.message)))
            }
            Err(error) => Err(error),
        }
    }

    /// The channel of that name; it is made where there is none.
    ///
    /// # Errors
    /// [`Mismatch`](super::Mismatch): there is one with other options or of another message type; a name that NATS does not take;
    /// [`Overflow::DropOldest`](super::Overflow::DropOldest) with [`Acks::Each`](super::Acks::Each), which NATS cannot do. Or the
    /// server's failure.
    pub async fn get_or_create<T: WireMessage>(
        &self,
        name: &str,
        options: &ChannelOptions,
    ) -> Result<NatsChannel<T>, ChannelError> {
        self.open(name, options, Open::GetOrCreate).await
    }

    /// Makes a channel.
    ///
    /// # Errors
    /// As [`get_or_create`](Self::get_or_create), and where there is one of that name.
    pub async fn create<T: WireMessage>(
        &self,
        name: &str,
        options: &ChannelOptions,
    ) -> Result<NatsChannel<T>, ChannelError> {
        self.open(name, options, Open::Create).await
    }

    async fn open<T: WireMessage>(
        &self,
        name: &str,
        options: &ChannelOptions,
        how: Open,
    ) -> Result<NatsChannel<T>, ChannelError> {
        let names = Names::new(&self.config.namespace, name)?;
        let options = ChannelOptions { lease: options.lease.or(Some(self.config.lease)), ..options.clone() };
        stream::open(&self.context, &names, &options, &About::new::<T>(&options), &self.config, how).await?;
        Ok(NatsChannel::new(Shared::new(self, names, options)))
    }

    /// The channel of that name, with the options that it was made with.
    ///
    /// # Errors
    /// [`Mismatch`](super::Mismatch): there is none, or it is one of another message type.
    pub async fn get<T: WireMessage>(&self, name: &str) -> Result<NatsChannel<T>, ChannelError> {
        let names = Names::new(&self.config.namespace, name)?;
        let options = stream::existing::<T>(&self.context, &names).await?;
        Ok(NatsChannel::new(Shared::new(self, names, options)))
    }

    /// Deletes the channel of that name with all that is in it; `false` where there is none. Senders and readers are told that it
    /// is closed.
    ///
    /// # Errors
    /// The server's.
    pub async fn delete(&self, name: &str) -> Result<bool, ChannelError> {
        let names = Names::new(&self.config.namespace, name)?;
        match self.context.delete_stream(&names.stream).await {
            Ok(_) => Ok(true),
            Err(error) => match error.kind() {
                GetStreamErrorKind::JetStream(error)
                    if error.error_code() == jetstream::ErrorCode::STREAM_NOT_FOUND =>
                {
                    Ok(false)
                }
                _ => Err(backend(told(&error))),
            },
        }
    }
}

fn login(config: &NatsConfig) -> Result<ConnectOptions, ChannelError> {
    let options = ConnectOptions::new();
    Ok(match config.login.clone() {
        Login::Open => options,
        Login::Token(token) => options.token(token),
        Login::Password(user, password) => options.user_and_password(user, password),
        #[cfg(feature = "nats-nkeys")]
        Login::Nkey(seed) => options.nkey(seed),
        #[cfg(feature = "nats-nkeys")]
        Login::Credentials(text) => {
            options.credentials(&text).map_err(|error| ChannelError::mismatch("credentials", error))?
        }
    })
}
