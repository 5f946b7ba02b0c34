//! The stream behind a channel: its names, what its description says, and how it is made, compared and sealed.

use super::config::{NatsConfig, Storage};
use super::error::{backend, told};
use crate::channel::error::{ChannelError, Mismatch};
use crate::channel::options::{Acks, ChannelOptions, Overflow, SHORTEST};
use crate::json;
use crate::message::WireMessage;
use crate::types::ChannelCapacity;
use async_nats::jetstream::consumer::{self, AckPolicy};
use async_nats::jetstream::context::{ConsumerInfoErrorKind, CreateStreamErrorKind, GetStreamErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy, Info, RetentionPolicy, StorageType};
use async_nats::jetstream::{Context, ErrorCode};
use klaw_derive::WireMessage;
use std::time::Duration;

/// How long the server remembers the ids of what it has stored.
pub(super) const REMEMBERED: Duration = Duration::from_secs(120);

/// The one consumer, which all readers share.
pub(super) const READERS: &str = "readers";

/// What everything of a channel is called on the server.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) channel: String,
    pub(super) stream: String,
    /// Where messages are published.
    pub(super) subject: String,
    /// Where it is told that the channel was closed.
    pub(super) news: String,
}

impl Names {
    /// # Errors
    /// A name that cannot stand in a stream's.
    pub(super) fn new(namespace: &str, channel: &str) -> Result<Self, ChannelError> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        for (what, name) in [("namespace", namespace), ("name", channel)] {
            if name.is_empty() || name.len() > 100 || !name.chars().all(fits) {
                let reason = format!("`{name}`: on NATS it is 1 to 100 of a-z, A-Z, 0-9, `-` and `_`");
                return Err(ChannelError::mismatch(what, reason));
            }
        }
        Ok(Self {
            channel: channel.into(),
            stream: format!("{namespace}_{channel}"),
            subject: format!("{namespace}.{channel}.messages"),
            news: format!("{namespace}.{channel}.news"),
        })
    }
}

/// What a channel is, as its stream's description. The description, as servers before 2.10 keep no metadata.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", json)]
pub(super) struct About {
    /// The layout of this description.
    klaw: u32,
    capacity: u32,
    overflow: String,
    acks: String,
    lease_ms: Option<u64>,
    message_type: String,
    fingerprint: String,
    /// Why it was closed, if it was.
    #[wire(default)]
    pub(super) closed: Option<String>,
}

impl About {
    pub(super) fn new<T: WireMessage>(options: &ChannelOptions) -> Self {
        Self {
            klaw: 1,
            capacity: options.capacity.get(),
            overflow: overflow_name(options.overflow).into(),
            acks: acks_name(options.acks).into(),
            lease_ms: options.lease.map(|lease| u64::try_from(lease.as_millis()).unwrap_or(u64::MAX)),
            message_type: T::SCHEMA.name.into(),
            fingerprint: format!("{:016x}", T::SCHEMA.fingerprint()),
            closed: None,
        }
    }

    fn read(config: &Config) -> Result<Self, ChannelError> {
        let text = config.description.as_deref().unwrap_or_default();
        json::from_str(text).map_err(|_| {
            ChannelError::mismatch("stream", format!("`{}` is there, and is no klaw channel", config.name))
        })
    }

    /// Is it the same channel? Whether it was closed says nothing about that.
    fn compare(&self, found: &Self) -> Result<(), ChannelError> {
        let lease = |about: &Self| about.lease_ms.map_or_else(|| "none".to_owned(), |ms| format!("{ms} ms"));
        let message = |about: &Self| format!("`{}` {}", about.message_type, about.fingerprint);
        let rows = [
            ("description", self.klaw.to_string(), found.klaw.to_string()),
            ("message type", message(self), message(found)),
            ("capacity", self.capacity.to_string(), found.capacity.to_string()),
            ("overflow", self.overflow.clone(), found.overflow.clone()),
            ("acks", self.acks.clone(), found.acks.clone()),
            ("lease", lease(self), lease(found)),
        ];
        match rows.into_iter().find(|(_, ours, theirs)| ours != theirs) {
            None => Ok(()),
            Some((subject, ours, theirs)) => {
                let reason = format!("the channel was made with {theirs}, and this asks for {ours}");
                Err(Mismatch { subject: subject.into(), reason }.into())
            }
        }
    }

    /// The options that it was made with.
    fn options(&self, stream: &str) -> Result<ChannelOptions, ChannelError> {
        let overflow = [Overflow::Wait, Overflow::Fail, Overflow::DropOldest];
        let overflow = overflow.into_iter().find(|overflow| overflow_name(*overflow) == self.overflow);
        let acks = [Acks::None, Acks::Each].into_iter().find(|acks| acks_name(*acks) == self.acks);
        let (Ok(capacity), Some(overflow), Some(acks)) = (ChannelCapacity::new(self.capacity), overflow, acks) else {
            return Err(ChannelError::mismatch("stream", format!("`{stream}` has a description of another klaw")));
        };
        let options = ChannelOptions::new(capacity).overflow(overflow).acks(acks);
        Ok(ChannelOptions { lease: self.lease_ms.map(Duration::from_millis), ..options })
    }
}

fn overflow_name(overflow: Overflow) -> &'static str {
    match overflow {
        Overflow::Wait => "wait",
        Overflow::Fail => "fail",
        Overflow::DropOldest => "drop_oldest",
    }
}

fn acks_name(acks: Acks) -> &'static str {
    match acks {
        Acks::None => "none",
        Acks::Each => "each",
    }
}

/// How long a message may be out before the server gives it to another reader. Options that come here name it, be they this
/// process's or a description's.
pub(super) fn lease(options: &ChannelOptions) -> Duration {
    options.lease.unwrap_or(REMEMBERED).max(SHORTEST)
}

fn config_of(names: &Names, options: &ChannelOptions, about: &About, nats: &NatsConfig) -> Config {
    Config {
        name: names.stream.clone(),
        subjects: vec![names.subject.clone()],
        description: Some(json::to_string(about)),
        // The bound is on messages alone: with one on bytes beside it, servers have acked what they did not store.
        max_messages: i64::from(options.capacity.get()),
        discard: match options.overflow {
            Overflow::DropOldest => DiscardPolicy::Old,
            Overflow::Wait | Overflow::Fail => DiscardPolicy::New,
        },
        // A message leaves when it is acked: what is read and not acked takes up room.
        retention: RetentionPolicy::WorkQueue,
        storage: match nats.storage {
            Storage::File => StorageType::File,
            Storage::Memory => StorageType::Memory,
        },
        num_replicas: usize::from(nats.replicas),
        duplicate_window: REMEMBERED,
        ..Config::default()
    }
}

/// What may happen to a channel that is there already, or is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Create,
    GetOrCreate,
}

/// Makes the stream and its consumer, or compares what is there.
pub(super) async fn open(
    context: &Context,
    names: &Names,
    options: &ChannelOptions,
    about: &About,
    nats: &NatsConfig,
    how: Open,
) -> Result<(), ChannelError> {
    if (options.overflow, options.acks) == (Overflow::DropOldest, Acks::Each) {
        let reason = "on NATS the oldest message gives way also while somebody works on it, so nothing is kept until it is acked";
        return Err(ChannelError::mismatch("overflow", reason));
    }
    let found = match info(context, names).await? {
        Some(found) => found,
        None => match context.create_stream(config_of(names, options, about, nats)).await {
            Ok(_) => return consumer(context, names, options).await,
            // Somebody else was faster.
            Err(error) if matches!(error.kind(), CreateStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NAME_EXIST) => {
                match info(context, names).await? {
                    Some(found) => found,
                    None => return Err(backend(told(&error))),
                }
            }
            Err(error) => return Err(backend(told(&error))),
        },
    };
    if how == Open::Create {
        return Err(ChannelError::mismatch("name", format!("there is a channel `{}` already", names.channel)));
    }
    about.compare(&About::read(&found.config)?)?;
    consumer(context, names, options).await
}

/// The options of a channel that is there.
pub(super) async fn existing<T: WireMessage>(context: &Context, names: &Names) -> Result<ChannelOptions, ChannelError> {
    let Some(found) = info(context, names).await? else {
        return Err(ChannelError::mismatch("name", format!("there is no channel `{}`", names.channel)));
    };
    let about = About::read(&found.config)?;
    let options = about.options(&names.stream)?;
    About::new::<T>(&options).compare(&about)?;
    consumer(context, names, &options).await?;
    Ok(options)
}

async fn consumer(context: &Context, names: &Names, options: &ChannelOptions) -> Result<(), ChannelError> {
    let config = consumer::pull::Config {
        durable_name: Some(READERS.into()),
        // Also where an ack says nothing: what a reader has taken and not yet shown comes back when it dies.
        ack_policy: AckPolicy::Explicit,
        ack_wait: lease(options),
        // The capacity bounds it. A bound of its own, once reached, leaves pulls without an answer.
        max_ack_pending: -1,
        ..consumer::pull::Config::default()
    };
    let stream = context.get_stream_no_info(&names.stream).await.map_err(|error| backend(told(&error)))?;
    match stream.get_or_create_consumer(READERS, config).await {
        Ok(_) => Ok(()),
        // A sealed stream takes no consumer, and has had its readers.
        Err(error) => match closed(context, names).await? {
            Some(_) => Ok(()),
            None => Err(backend(told(&error))),
        },
    }
}

/// Is there somebody to ask for messages?
pub(super) async fn has_consumer(context: &Context, names: &Names) -> Result<bool, ChannelError> {
    let stream = context.get_stream_no_info(&names.stream).await.map_err(|error| backend(told(&error)))?;
    match stream.consumer_info(READERS).await {
        Ok(_) => Ok(true),
        Err(error) => match error.kind() {
            ConsumerInfoErrorKind::NotFound => Ok(false),
            _ => Err(backend(told(&error))),
        },
    }
}

/// The stream as it is now; `None` where there is none.
pub(super) async fn info(context: &Context, names: &Names) -> Result<Option<Info>, ChannelError> {
    match context.get_stream(&names.stream).await {
        Ok(stream) => Ok(Some(stream.cached_info().clone())),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(None),
            _ => Err(backend(told(&error))),
        },
    }
}

/// Why the channel takes no more; `None` where it does.
pub(super) async fn closed(context: &Context, names: &Names) -> Result<Option<String>, ChannelError> {
    Ok(match info(context, names).await? {
        None => Some(gone(names)),
        Some(info) => reason(&info),
    })
}

/// Why a stream is sealed, if it is.
pub(super) fn reason(info: &Info) -> Option<String> {
    let told = || About::read(&info.config).ok().and_then(|about| about.closed);
    info.config.sealed.then(|| told().unwrap_or_else(|| "its stream is sealed".into()))
}

pub(super) fn gone(names: &Names) -> String {
    format!("its stream `{}` is not there any more", names.stream)
}

/// Closes the channel for all senders.
pub(super) async fn seal(context: &Context, names: &Names, why: &str) -> Result<(), ChannelError> {
    let Some(found) = info(context, names).await? else { return Ok(()) };
    if found.config.sealed {
        return Ok(());
    }
    let mut config = found.config;
    config.sealed = true;
    if let Ok(mut about) = About::read(&config) {
        about.closed = Some(why.into());
        config.description = Some(json::to_string(&about));
    }
    match context.update_stream(&config).await {
        Ok(_) => Ok(()),
        Err(error) => match closed(context, names).await? {
            Some(_) => Ok(()),
            None => Err(backend(told(&error))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_long_enough_to_be_renewed() {
        let options = ChannelOptions::new(ChannelCapacity::literal(8));
        // As the options say it, and as a description does.
        let none = ChannelOptions { lease: Some(Duration::ZERO), ..options.clone() };
        assert_eq!(lease(&none), Duration::from_millis(100));
        let short = ChannelOptions { lease: Some(Duration::from_millis(400)), ..options };
        assert_eq!(lease(&short), Duration::from_millis(400));
    }
}
