//! Configuration: typed, checked, and with an origin for every value. [`RuntimeConfig`] is klaw's own.
//!
//! A type with `#[wire(serde)]` whose sections are messages is loaded from, in this order, later over earlier:
//!
//! 1. its defaults;
//! 2. a TOML file: the path given, else the one that `KLAW_CONFIG` names, else the nearest `klaw.toml` in this directory or above;
//! 3. environment variables: `KLAW_CHANNELS__DEFAULT_CAPACITY=500` is `channels.default_capacity`;
//! 4. what code sets.
//!
//! ```
//! use klaw_runtime::WireMessage;
//! use klaw_runtime::config::Config;
//!
//! /// An application of yours.
//! #[derive(Debug, WireMessage)]
//! #[wire(serde, forbid_unknown_fields, omit_defaults)]
//! struct MyApp {
//!     /// How many do the work.
//!     #[wire(default = 4)]
//!     #[constrain(ge = 1, le = 64)]
//!     workers: u32,
//!     /// Where they listen.
//!     #[wire(default)]
//!     listen: Vec<String>,
//! }
//!
//! # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
//! let config = Config::<MyApp>::builder()
//!     .prefix("MYAPP")
//!     .no_file()
//!     .variables([("MYAPP_WORKERS", "8"), ("MYAPP_LISTEN", "::1, 127.0.0.1")])
//!     .load()?;
//! assert_eq!(config.workers, 8);
//! assert_eq!(config.listen, ["::1", "127.0.0.1"]);
//! assert_eq!(config.origin("workers").map(|origin| origin.to_string()).as_deref(), Some("MYAPP_WORKERS"));
//!
//! let variables = [("MYAPP_WORKERS", "0"), ("MYAPP_LISTENS", "::1")];
//! let error = Config::<MyApp>::builder().prefix("MYAPP").no_file().variables(variables).load().unwrap_err();
//! assert_eq!(error.faults().len(), 2);
//! assert_eq!(error.faults()[0].suggestion(), Some("MYAPP_LISTEN"));
//! # Ok(())
//! # }
//! ```

mod adopt;
mod builder;
mod check;
mod defaults;
mod environment;
mod error;
mod excerpt;
mod explain;
mod file;
mod origin;
mod refuse;
mod sections;
mod shape;
mod suggest;
mod template;
mod tree;
mod words;
mod write;

pub use builder::Builder;
pub use error::{ConfigError, Fault};
pub use explain::Explanation;
pub use origin::Origin;
pub use sections::{
    Backend, Backends, BufferPoolConfig, Channels, CodecPoolConfig, Executor, Heartbeats, Nats, NatsStorage, Overflow,
    Ray, Registry, RuntimeConfig,
};

use crate::encode::Encode;
use crate::message::WireMessage;
use serde_core::de::DeserializeOwned;
use std::fmt;
use std::ops::Deref;
use tree::Node;

/// A type that is loaded as a configuration: a message marked `#[wire(serde)]`. Every such type is one.
///
/// ```
/// use klaw_runtime::config::{Config, ConfigError, Load, RuntimeConfig};
///
/// /// As all programs here do.
/// fn load<T: Load>(name: &str) -> Result<Config<T>, ConfigError> {
///     Config::builder().prefix(name).no_file().variables([("APP_EXECUTOR__CONCURRENCY", "2")]).load()
/// }
///
/// # fn main() -> Result<(), ConfigError> {
/// assert_eq!(*load::<RuntimeConfig>("APP")?.executor.concurrency, 2);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as a configuration",
    label = "not a configuration",
    note = "derive `WireMessage` for it, and mark it `#[wire(serde)]`, and its sections too"
)]
pub trait Load: WireMessage + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: WireMessage + DeserializeOwned> Load for T {}

/// A configuration that was loaded: the value, and where each part of it came from.
///
/// It dereferences to the value.
pub struct Config<T> {
    value: T,
    tree: Node,
}

impl<T> Config<T> {
    /// What a configuration is loaded from.
    #[must_use]
    pub fn builder() -> Builder<T> {
        Builder::new()
    }

    /// Loads from the file that is found, and from the environment.
    ///
    /// # Errors
    /// Every fault of the configuration.
    pub fn load() -> Result<Self, ConfigError>
    where
        T: Load,
    {
        Self::builder().load()
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: WireMessage> Config<T> {
    /// A file with every key, its doc, its range and its default, all behind `#`.
    ///
    /// ```
    /// use klaw_runtime::config::{Config, RuntimeConfig};
    ///
    /// let template = Config::<RuntimeConfig>::template();
    /// assert!(template.contains("# An integer from 1 to 1000000.\n#default_capacity = 1000\n"));
    /// ```
    #[must_use]
    pub fn template() -> String {
        template::template(&T::TYPE, T::SCHEMA)
    }

    /// Where the value at a path was given; `None` where there is no such value.
    ///
    /// ```
    /// use klaw_runtime::config::RuntimeConfig;
    ///
    /// # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
    /// let config = RuntimeConfig::builder().no_file().variables([("KLAW_RAY_ADDRESS", "head:6379")]).load()?;
    /// assert_eq!(config.origin("backends.ray.address").unwrap().as_variable(), Some("KLAW_RAY_ADDRESS"));
    /// assert!(config.origin("backends.ray.python").unwrap().is_default());
    /// assert!(config.origin("backends.ray.pyton").is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn origin(&self, path: &str) -> Option<Origin> {
        let complete = defaults::complete(&T::TYPE, &self.tree);
        complete.at(path.split('.')).map(|node| node.origin.clone())
    }

    /// Each value with its origin, to print.
    ///
    /// ```
    /// use klaw_runtime::config::RuntimeConfig;
    ///
    /// # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
    /// let config = RuntimeConfig::builder().no_file().variables([("KLAW_EXECUTOR__CONCURRENCY", "2")]).load()?;
    /// let text = config.explain().to_string();
    /// let line = text.lines().find(|line| line.starts_with("executor.concurrency")).unwrap();
    /// assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["executor.concurrency", "=", "2", "KLAW_EXECUTOR__CONCURRENCY"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn explain(&self) -> Explanation {
        Explanation::of(&T::TYPE, &self.tree)
    }

    /// The file that gives this value: what differs from the defaults. Secrets are left out, and a comment says so.
    #[must_use]
    pub fn to_toml(&self) -> String {
        to_toml(&self.value)
    }
}

/// The file that gives a value: what differs from the defaults. Secrets are left out, and a comment says so.
///
/// ```
/// use klaw_runtime::config::{RuntimeConfig, to_toml};
///
/// let mut config = RuntimeConfig::default();
/// assert_eq!(to_toml(&config), "");
/// config.buffer_pool.max_pool = 8;
/// assert_eq!(to_toml(&config), "[buffer_pool]\nmax_pool = 8\n");
/// ```
#[must_use]
pub fn to_toml<T: WireMessage>(value: &T) -> String {
    write::to_toml(&<T as Encode>::TYPE, &Node::of(value, &Origin::DEFAULT))
}

impl<T> Deref for Config<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What the value shows: its secrets hide themselves.
impl<T: fmt::Debug> fmt::Debug for Config<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Config").field(&self.value).finish()
    }
}
