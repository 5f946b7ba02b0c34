//! [`NatsConfig`]: where the server is, and what streams are made like.

use super::stream::REMEMBERED;
use crate::channel::options::SHORTEST;
use crate::types::{Namespace, TimeoutSeconds};
use std::fmt;
use std::time::Duration;

/// How long a message may be on its way to the server.
const TRAVELS: Duration = Duration::from_secs(5);

/// Where a stream's messages are kept.
///
/// ```
/// use klaw_runtime::channel::nats::{NatsConfig, Storage};
///
/// let config = NatsConfig::new("nats://127.0.0.1:4222").storage(Storage::File);
/// assert_eq!(config.url(), "nats://127.0.0.1:4222");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Storage {
    /// On disk: what was accepted outlives the server.
    #[default]
    File,
    /// In memory: faster, and gone with the server.
    Memory,
}

/// Where the server is, how to get in, and what the channels made there are like.
///
/// ```
/// use klaw_runtime::{Namespace, TimeoutSeconds};
/// use klaw_runtime::channel::nats::{NatsConfig, Storage};
///
/// let config = NatsConfig::new("nats://127.0.0.1:4222")
///     .token("s3cr3t")
///     .storage(Storage::Memory)
///     .operation_timeout(TimeoutSeconds::literal(20.0));
/// assert_eq!(config.url(), "nats://127.0.0.1:4222");
/// // It is not shown.
/// assert!(!format!("{config:?}").contains("s3cr3t"));
///
/// let three = NatsConfig::new("nats://a:4222,nats://b:4222,nats://c:4222")
///     .password("ada", "s3cr3t")
///     .namespace(Namespace::new("shop").unwrap())
///     .replicas(3)
///     .connect_timeout(TimeoutSeconds::literal(2.0))
///     .ack_timeout(TimeoutSeconds::literal(2.0))
///     .lease(TimeoutSeconds::literal(10.0));
/// assert!(three.url().ends_with("c:4222") && !format!("{three:?}").contains("s3cr3t"));
/// ```
#[derive(Clone)]
pub struct NatsConfig {
    pub(super) url: String,
    pub(super) login: Login,
    pub(super) namespace: String,
    pub(super) storage: Storage,
    pub(super) replicas: u8,
    pub(super) connect_timeout: Duration,
    pub(super) ack_timeout: Duration,
    pub(super) operation_timeout: Duration,
    pub(super) lease: Duration,
}

#[derive(Clone)]
pub(super) enum Login {
    Open,
    Token(String),
    Password(String, String),
    #[cfg(feature = "nats-nkeys")]
    Credentials(String),
    #[cfg(feature = "nats-nkeys")]
    Nkey(String),
}

impl NatsConfig {
    /// A server at `nats://host:port`, or `tls://host:port`; several are separated by commas.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            login: Login::Open,
            namespace: "klaw".into(),
            storage: Storage::File,
            replicas: 1,
            connect_timeout: Duration::from_secs(5),
            ack_timeout: Duration::from_secs(5),
            operation_timeout: Duration::from_secs(60),
            lease: Duration::from_secs(30),
        }
    }

    /// What the configuration says: section `backends.nats` of the file that is found, and of the environment
    /// (`KLAW_BACKENDS__NATS__URL`, ..).
    ///
    /// # Errors
    /// Every fault of the configuration.
    #[cfg(feature = "config")]
    pub fn from_env() -> Result<Self, crate::config::ConfigError> {
        Ok(Self::from(&crate::config::RuntimeConfig::load()?.backends.nats))
    }

    /// Where the server is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The url without what gets in. A password may hold anything, a comma too: of several servers those behind the last are
    /// shown.
    pub(super) fn shown_url(&self) -> String {
        match self.url.rsplit_once('@') {
            None => self.url.clone(),
            Some((before, hosts)) => match before.split_once("://") {
                Some((scheme, _)) => format!("{scheme}://{hosts}"),
                None => String::from(hosts),
            },
        }
    }

    /// Gets in with a token.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        Self { login: Login::Token(token.into()), ..self }
    }

    /// Gets in with a user's password.
    #[must_use]
    pub fn password(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { login: Login::Password(user.into(), password.into()), ..self }
    }

    /// Gets in with what stands in a `.creds` file.
    #[cfg(feature = "nats-nkeys")]
    #[must_use]
    pub fn credentials(self, text: impl Into<String>) -> Self {
        Self { login: Login::Credentials(text.into()), ..self }
    }

    /// Gets in with an nkey's seed.
    #[cfg(feature = "nats-nkeys")]
    #[must_use]
    pub fn nkey(self, seed: impl Into<String>) -> Self {
        Self { login: Login::Nkey(seed.into()), ..self }
    }

    /// What the names of streams and subjects begin with; `klaw` by default. Channels of two namespaces know nothing of each
    /// other.
    #[must_use]
    pub fn namespace(self, namespace: Namespace) -> Self {
        Self { namespace: namespace.to_string(), ..self }
    }

    /// Where new streams keep messages; on disk by default.
    #[must_use]
    pub fn storage(self, storage: Storage) -> Self {
        Self { storage, ..self }
    }

    /// How many servers of a cluster keep each message of new streams: 1 by default, at most 5.
    #[must_use]
    pub fn replicas(self, replicas: u8) -> Self {
        Self { replicas, ..self }
    }

    /// How long connecting may take; 5 s by default.
    #[must_use]
    pub fn connect_timeout(self, timeout: TimeoutSeconds) -> Self {
        Self { connect_timeout: timeout.into(), ..self }
    }

    /// How long the server may take for an answer before it is asked again; 5 s by default, and at least 0.1 s: it would be
    /// asked without a pause.
    #[must_use]
    pub fn ack_timeout(self, timeout: TimeoutSeconds) -> Self {
        Self { ack_timeout: Duration::from(timeout).max(SHORTEST), ..self }
    }

    /// How long a reader may be silent before its messages go to another, in channels whose options name no lease; 30 s by default.
    /// Of any channel here it is at least 0.1 s, as it is renewed well before it ends.
    #[must_use]
    pub fn lease(self, lease: TimeoutSeconds) -> Self {
        Self { lease: lease.into(), ..self }
    }

    /// How long a message is sent again while the server does not answer; 60 s by default. Together with
    /// [`ack_timeout`](Self::ack_timeout) it stays below the two minutes for which the server remembers what it has stored,
    /// whatever is asked for. That a channel is full is an answer: for room there is no such limit.
    #[must_use]
    pub fn operation_timeout(self, timeout: TimeoutSeconds) -> Self {
        Self { operation_timeout: timeout.into(), ..self }
    }

    /// For how long a message is sent again, once there was no answer to the first: the server must know its id to the end.
    pub(super) fn resends(&self) -> Duration {
        self.operation_timeout.min(REMEMBERED.saturating_sub(self.ack_timeout + TRAVELS))
    }
}

#[cfg(feature = "config")]
impl From<&crate::config::Nats> for NatsConfig {
    fn from(section: &crate::config::Nats) -> Self {
        let config = Self::new(&*section.url)
            .namespace(section.namespace.clone())
            .replicas(section.replicas)
            .lease(section.ack_timeout)
            .storage(match section.storage {
                crate::config::NatsStorage::File => Storage::File,
                crate::config::NatsStorage::Memory => Storage::Memory,
            });
        match (&section.token, &section.user, &section.password) {
            (Some(token), ..) => config.token(token.expose()),
            (None, Some(user), Some(password)) => config.password(user, password.expose()),
            _ => config,
        }
    }
}

/// Without what gets in.
impl fmt::Debug for NatsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("NatsConfig");
        fields.field("url", &self.shown_url()).field("namespace", &self.namespace).field("storage", &self.storage);
        fields.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_again_the_server_still_remembers() {
        for (ack, operation) in [(5.0, 60.0), (5.0, 120.0), (60.0, 118.0), (119.9, 1.0), (600.0, 600.0)] {
            let config = NatsConfig::new("nats://127.0.0.1:4222")
                .operation_timeout(TimeoutSeconds::literal(operation))
                .ack_timeout(TimeoutSeconds::literal(ack));
            let resends = config.resends();
            assert!(resends.is_zero() || config.ack_timeout + resends < REMEMBERED, "{ack} {operation}: {resends:?}");
            assert!(resends <= Duration::from_secs_f64(operation));
        }
        assert_eq!(NatsConfig::new("").resends(), Duration::from_secs(60));
    }

    #[cfg(feature = "config")]
    #[test]
    fn what_gets_in_is_what_the_section_says() {
        use crate::{Secret, config::Nats};

        let secret = || Some(Secret::new(String::from("hunter2")));
        let password = Nats { user: Some("ada".into()), password: secret(), ..Nats::default() };
        assert!(
            matches!(NatsConfig::from(&password).login, Login::Password(user, word) if user == "ada" && word == "hunter2")
        );
        let token = Nats { token: secret(), ..Nats::default() };
        assert!(matches!(NatsConfig::from(&token).login, Login::Token(token) if token == "hunter2"));
        assert!(matches!(NatsConfig::from(&Nats::default()).login, Login::Open));
    }

    #[test]
    fn what_gets_in_does_not_stand_in_debug() {
        for url in [
            "nats://user:hunter2@host:4222",
            "nats://user:hunter2,more@one:4222,two:4222",
            "nats://one:4222,tls://user:hunter2@two:4222",
            "user:hunter2@host",
        ] {
            let shown = format!("{:?}", NatsConfig::new(url));
            assert!(shown.contains("url: ") && !shown.contains("hunter2") && !shown.contains("more"), "{shown}");
        }
        assert_eq!(NatsConfig::new("nats://user:hunter2@one,two").shown_url(), "nats://one,two");
        assert_eq!(NatsConfig::new("nats://one,two").shown_url(), "nats://one,two");
        let config = NatsConfig::new("nats://host").password("user", "hunter2");
        assert!(!format!("{config:?}{:?}", config.clone().token("hunter2")).contains("hunter2"));
    }

    #[test]
    fn a_server_that_must_answer_at_once_is_given_a_moment() {
        let config = NatsConfig::new("nats://127.0.0.1:4222").ack_timeout(TimeoutSeconds::literal(0.0));
        assert_eq!(config.ack_timeout, Duration::from_millis(100));
    }
}
