//! From the sections to what they configure, where that is no backend: leases of channels, and versions of messages.

#[cfg(feature = "channel")]
use super::Heartbeats;
use super::Registry;
use crate::error::Error;
use crate::family::Family;
use crate::registry::SchemaRegistry;

#[cfg(feature = "channel")]
impl Heartbeats {
    /// The options of a channel whose senders and readers count as gone when they have been silent for the timeout: what a
    /// reader has not acked goes to the others then.
    ///
    /// ```
    /// use klaw_runtime::channel::ChannelActor;
    /// use klaw_runtime::config::RuntimeConfig;
    /// use std::time::Duration;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let config = RuntimeConfig::default();
    /// let options = config.heartbeat.options(config.channels.options());
    /// assert_eq!(options.lease, Some(Duration::from_secs(15)));
    ///
    /// let actor = ChannelActor::<u32>::new("jobs", &options);
    /// actor.register_sender("sender-1")?;
    /// // Again and again, as long as it lives.
    /// assert_eq!(config.heartbeat.every(), Duration::from_secs(5));
    /// actor.heartbeat("sender-1")?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn options(&self, options: crate::channel::ChannelOptions) -> crate::channel::ChannelOptions {
        options.lease(self.timeout)
    }

    /// How long from one heartbeat to the next.
    #[must_use]
    pub fn every(&self) -> std::time::Duration {
        self.interval.into()
    }
}

impl Registry {
    /// The versions that are read: those that a registry knows, from the oldest on that this section allows.
    ///
    /// ```
    /// use klaw_runtime::config::Registry;
    /// use klaw_runtime::registry::schema_registry;
    ///
    /// assert_eq!(Registry::default().reads(schema_registry()), [1]);
    /// let later = Registry { oldest_version: 2, ..Registry::default() };
    /// assert!(later.reads(schema_registry()).is_empty());
    /// ```
    #[must_use]
    pub fn reads<T: Family>(&self, registry: &SchemaRegistry<T>) -> Vec<u32> {
        registry.versions().into_iter().filter(|version| *version >= self.oldest_version).collect()
    }

    /// The version to write to a peer that has not said which it reads.
    ///
    /// ```
    /// use klaw_runtime::config::Registry;
    /// use klaw_runtime::registry::schema_registry;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// assert_eq!(Registry::default().writes(schema_registry())?, 1);
    /// let later = Registry { write_version: Some(2), ..Registry::default() };
    /// let error = later.writes(schema_registry()).unwrap_err();
    /// assert_eq!(error.to_string(), "No version in common, the registry writes 1 and the peer reads 2");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The registry does not write it.
    pub fn writes<T: Family>(&self, registry: &SchemaRegistry<T>) -> Result<u32, Error> {
        match self.write_version {
            Some(version) => registry.negotiate(&[version]),
            None => registry.negotiate(&registry.versions()),
        }
    }
}
