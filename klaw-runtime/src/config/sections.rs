//! [`RuntimeConfig`]: klaw's own configuration, section by section.

use super::{Builder, Config, ConfigError};
use crate::codec::{BufferPool, CodecPool};
use crate::{ChannelCapacity, ConcurrencyLimit, Limits, Namespace, Secret, TimeoutSeconds};
use klaw_derive::WireMessage;

/// A section: each field with its default, which stands once, for the wire and for `Default`.
macro_rules! section {
    (
        $(#[$section:meta])*
        $name:ident { $($(#[$meta:meta])* $field:ident: $ty:ty = $default:expr,)* }
    ) => {
        #[derive(Debug, Clone, PartialEq, WireMessage)]
        #[wire(crate = "crate", serde, json, forbid_unknown_fields, omit_defaults)]
        $(#[$section])*
        pub struct $name {
            $(
                $(#[$meta])*
                #[wire(default = $default)]
                pub $field: $ty,
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    };
}

section! {
    /// klaw's configuration.
    ///
    /// ```
    /// use klaw_runtime::config::RuntimeConfig;
    ///
    /// # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
    /// let variables = [("KLAW_CHANNELS__DEFAULT_CAPACITY", "500")];
    /// let config = RuntimeConfig::builder().no_file().variables(variables).load()?;
    /// assert_eq!(config.channels.default_capacity.get(), 500);
    /// assert_eq!(config.to_toml(), "[channels]\ndefault_capacity = 500\n");
    /// # Ok(())
    /// # }
    /// ```
    RuntimeConfig {
        /// Channels: how much they hold, and how long they wait.
        channels: Channels = Channels::default(),
        /// The executor: how much runs at once.
        executor: Executor = Executor::default(),
        /// The codec: its scratch, and what a message may ask for.
        codec_pool: CodecPoolConfig = CodecPoolConfig::default(),
        /// Buffers that are used again.
        buffer_pool: BufferPoolConfig = BufferPoolConfig::default(),
        /// Heartbeats between senders and receivers.
        heartbeat: Heartbeats = Heartbeats::default(),
        /// Versions of messages.
        registry: Registry = Registry::default(),
        /// What carries messages from process to process.
        backends: Backends = Backends::default(),
    }
}

section! {
    /// Channels: how much they hold, and how long they wait.
    Channels {
        /// How many messages a channel holds that does not say so itself.
        default_capacity: ChannelCapacity = ChannelCapacity::literal(1000),
        /// How long the program's sends wait for room, in seconds: for the calls that take a timeout.
        send_timeout: TimeoutSeconds = TimeoutSeconds::literal(30.0),
        /// How long the program's receives wait for a message, in seconds: for the calls that take a timeout.
        recv_timeout: TimeoutSeconds = TimeoutSeconds::literal(30.0),
        /// How many messages travel together at the most.
        #[constrain(ge = 1, le = 10_000)]
        max_batch: u32 = 100,
        /// How many bytes of frames travel together at the most.
        #[constrain(ge = 1, le = 16_777_216)]
        max_batch_bytes: u32 = 65_536,
        /// What a send does where a channel is full.
        overflow: Overflow = Overflow::Wait,
    }
}

/// What a send does where a channel is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, WireMessage)]
#[wire(crate = "crate", serde, json, frozen, rename_all = "snake_case")]
pub enum Overflow {
    /// It waits for room.
    Wait,
    /// It fails at once.
    Fail,
    /// The oldest message makes room.
    DropOldest,
}

#[cfg(feature = "channel")]
impl From<Overflow> for crate::channel::Overflow {
    fn from(overflow: Overflow) -> Self {
        match overflow {
            Overflow::Wait => Self::Wait,
            Overflow::Fail => Self::Fail,
            Overflow::DropOldest => Self::DropOldest,
        }
    }
}

#[cfg(feature = "channel")]
impl Channels {
    /// What a channel does that does not say so itself.
    ///
    /// ```
    /// use klaw_runtime::channel::{self, local};
    /// use klaw_runtime::config::{Channels, Overflow};
    ///
    /// let options = Channels { overflow: Overflow::Fail, ..Channels::default() }.options();
    /// assert_eq!((options.capacity.get(), options.overflow), (1000, channel::Overflow::Fail));
    /// let (_sender, _receiver) = local::channel::<u32>("jobs", &options);
    /// ```
    #[must_use]
    pub fn options(&self) -> crate::channel::ChannelOptions {
        crate::channel::ChannelOptions::new(self.default_capacity)
            .overflow(self.overflow.into())
            .max_batch(self.max_batch.try_into().unwrap_or(usize::MAX))
            .max_batch_bytes(self.max_batch_bytes.try_into().unwrap_or(usize::MAX))
    }
}

section! {
    /// The executor: how much runs at once.
    Executor {
        /// How many tasks run at once.
        concurrency: ConcurrencyLimit = ConcurrencyLimit::literal(16),
        /// How long running tasks may take to end at shutdown, in seconds.
        shutdown_timeout: TimeoutSeconds = TimeoutSeconds::literal(30.0),
    }
}

section! {
    /// The codec: its scratch, and what a message may ask for.
    CodecPoolConfig {
        /// How many bytes of scratch each thread keeps.
        #[constrain(le = 1_073_741_824)]
        scratch: u32 = 65_536,
        /// How many arrays and maps of a message may be open at once.
        #[constrain(ge = 1, le = 1024)]
        max_depth: u32 = 128,
        /// How many bytes of collections a message may ask for; by default in proportion to the message.
        #[constrain(ge = 1)]
        max_memory: Option<u64> = None,
    }
}

impl CodecPoolConfig {
    /// A pool with these settings.
    ///
    /// ```
    /// use klaw_runtime::config::CodecPoolConfig;
    ///
    /// let pool = CodecPoolConfig { max_depth: 1, ..CodecPoolConfig::default() }.pool();
    /// assert!(pool.decode::<Vec<Vec<u8>>>(b"\x91\x90").is_err());
    /// ```
    #[must_use]
    pub fn pool(&self) -> CodecPool {
        let limits = Limits::new().depth(self.max_depth);
        let limits = match self.max_memory {
            Some(bytes) => limits.memory(bytes.try_into().unwrap_or(usize::MAX)),
            None => limits,
        };
        CodecPool::new().scratch(self.scratch.try_into().unwrap_or(usize::MAX)).limits(limits)
    }
}

section! {
    /// Buffers that are used again.
    BufferPoolConfig {
        /// With how many bytes a buffer begins; with 0, none are kept.
        #[constrain(le = 1_073_741_824)]
        buffer_size: u32 = 4096,
        /// How many idle buffers are kept; with 0, none are.
        #[constrain(le = 65_536)]
        max_pool: u32 = 64,
    }
}

impl BufferPoolConfig {
    /// A pool with these settings.
    ///
    /// ```
    /// use klaw_runtime::config::BufferPoolConfig;
    ///
    /// let pool = BufferPoolConfig { buffer_size: 64, max_pool: 1 }.pool();
    /// assert!(pool.acquire().capacity() >= 64);
    /// ```
    #[must_use]
    pub fn pool(&self) -> BufferPool {
        let [size, most] = [self.buffer_size, self.max_pool].map(|number| number.try_into().unwrap_or(usize::MAX));
        BufferPool::new(size, most)
    }
}

section! {
    /// Heartbeats between senders and receivers.
    #[wire(validate = Heartbeats::check)]
    Heartbeats {
        /// How long from one heartbeat to the next, in seconds.
        #[constrain(gt = 0.0)]
        interval: TimeoutSeconds = TimeoutSeconds::literal(5.0),
        /// After how long without a heartbeat a peer counts as gone, in seconds; longer than the interval.
        #[constrain(gt = 0.0)]
        timeout: TimeoutSeconds = TimeoutSeconds::literal(15.0),
    }
}

impl Heartbeats {
    fn check(&self) -> Result<(), String> {
        if self.timeout > self.interval {
            return Ok(());
        }
        Err(format!(
            "a timeout of {} s does not outlast an interval of {} s; raise the one, or lower the other",
            self.timeout, self.interval
        ))
    }
}

section! {
    /// Versions of messages.
    Registry {
        /// The oldest version of a message that is read.
        #[constrain(ge = 1)]
        oldest_version: u32 = 1,
        /// The version that is written to peers that have not said which they read; by default the newest.
        #[constrain(ge = 1)]
        write_version: Option<u32> = None,
    }
}

section! {
    /// What carries messages from process to process.
    Backends {
        /// What carries the program's channels: for the program to ask, which links what it names.
        default: Backend = Backend::Local,
        /// Ray: channels are actors of a cluster.
        ray: Ray = Ray::default(),
        /// NATS: channels are streams of a JetStream server.
        nats: Nats = Nats::default(),
    }
}

/// What carries a channel.
///
/// ```
/// use klaw_runtime::config::{Backend, RuntimeConfig};
///
/// assert_eq!(RuntimeConfig::default().backends.default, Backend::Local);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, WireMessage)]
#[wire(crate = "crate", serde, json, frozen, rename_all = "snake_case")]
pub enum Backend {
    /// This process's memory.
    Local,
    /// An actor of a Ray cluster.
    Ray,
    /// A stream of a JetStream server.
    Nats,
}

section! {
    /// Ray: channels are actors of a cluster.
    Ray {
        /// The Python in which Ray is installed (`KLAW_RAY_PYTHON`).
        #[constrain(min_length = 1)]
        python: String = String::from("python3"),
        /// The cluster's address (`KLAW_RAY_ADDRESS`); by default the one on this machine.
        #[constrain(min_length = 1)]
        address: Option<String> = None,
        /// The namespace of the channels' actors (`KLAW_RAY_NAMESPACE`).
        namespace: Namespace = Namespace::klaw(),
        /// The file with the cluster's token (`KLAW_RAY_TOKEN_PATH`); by default there is none.
        #[constrain(min_length = 1)]
        token_path: Option<String> = None,
        /// How long connecting may take, in seconds.
        connect_timeout: TimeoutSeconds = TimeoutSeconds::literal(30.0),
        /// How long a call of an actor may take, resends and all, in seconds.
        call_timeout: TimeoutSeconds = TimeoutSeconds::literal(60.0),
    }
}

section! {
    /// NATS: channels are streams of a JetStream server.
    #[wire(validate = one_login)]
    Nats {
        /// The server's address, without a user: the configuration is shown, and what gets in is not.
        #[constrain(pattern = "^(nats|tls)://", with = no_login)]
        url: String = String::from("nats://127.0.0.1:4222"),
        /// The token to connect with; by default there is none.
        #[wire(secret)]
        #[constrain(min_length = 1)]
        token: Option<Secret<String>> = None,
        /// The user to connect as, where there is no token.
        #[constrain(min_length = 1)]
        user: Option<String> = None,
        /// The user's password.
        #[wire(secret)]
        #[constrain(min_length = 1)]
        password: Option<Secret<String>> = None,
        /// What the streams' names begin with.
        namespace: Namespace = Namespace::klaw(),
        /// How many servers keep each message.
        #[constrain(ge = 1, le = 5)]
        replicas: u8 = 1,
        /// Where messages are kept.
        storage: NatsStorage = NatsStorage::File,
        /// How long a receiver may take before its message goes to another, in seconds.
        #[constrain(gt = 0.0)]
        ack_timeout: TimeoutSeconds = TimeoutSeconds::literal(30.0),
    }
}

#[allow(clippy::ptr_arg, reason = "a check takes what the field holds")]
fn no_login(url: &String) -> Result<(), &'static str> {
    if url.contains('@') {
        Err("a user does not stand in the address, but in `user` and `password`, or `token`")
    } else {
        Ok(())
    }
}

fn one_login(nats: &Nats) -> Result<(), &'static str> {
    match (&nats.token, &nats.user, &nats.password) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => Err("`token` gets in alone, or `user` and `password` do"),
        (None, Some(_), None) | (None, None, Some(_)) => Err("`user` and `password` get in together"),
        _ => Ok(()),
    }
}

/// Where a JetStream server keeps messages.
///
/// ```
/// use klaw_runtime::config::{NatsStorage, RuntimeConfig};
///
/// assert_eq!(RuntimeConfig::default().backends.nats.storage, NatsStorage::File);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, WireMessage)]
#[wire(crate = "crate", serde, json, frozen, rename_all = "snake_case")]
pub enum NatsStorage {
    /// On disk.
    File,
    /// In memory.
    Memory,
}

impl RuntimeConfig {
    /// What it is loaded from.
    #[must_use]
    pub fn builder() -> Builder<Self> {
        Builder::new()
    }

    /// Loads it from the file that is found, and from the environment.
    ///
    /// # Errors
    /// Every fault of the configuration.
    pub fn load() -> Result<Config<Self>, ConfigError> {
        Config::load()
    }

    /// A file with every key, its doc, its range and its default, all behind `#`.
    #[must_use]
    pub fn template() -> String {
        Config::<Self>::template()
    }

    /// The file that gives this value: what differs from the defaults. Secrets are left out, and a comment says so.
    #[must_use]
    pub fn to_toml(&self) -> String {
        super::to_toml(self)
    }
}
