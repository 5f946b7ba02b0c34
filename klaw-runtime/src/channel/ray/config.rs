//! [`RayConfig`]: where the cluster is, and the Python that speaks to it.

use crate::types::{Namespace, TimeoutSeconds};
use std::env;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where the cluster is, and the Python that speaks to it.
///
/// ```
/// use klaw_runtime::channel::ray::RayConfig;
/// use klaw_runtime::{Namespace, TimeoutSeconds};
///
/// let config = RayConfig::default().python(".venv/bin/python").address("10.0.0.5:6379");
/// assert_eq!(&*config.namespace, "klaw");
///
/// let config = config
///     .namespace(Namespace::new("shop").unwrap())
///     .token_path("/run/secrets/ray")
///     .connect_timeout(TimeoutSeconds::literal(5.0))
///     .call_timeout(TimeoutSeconds::literal(2.5))
///     .variable("RAY_LOG_TO_STDERR", "1");
/// assert_eq!((&*config.namespace, config.call_timeout.as_millis()), ("shop", 2_500));
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct RayConfig {
    /// The Python in which Ray is installed; by default `python3`. Its version must be the cluster's.
    pub python: PathBuf,
    /// The cluster's address; `None` is the one on this machine.
    pub address: Option<String>,
    /// The namespace of the channels' actors.
    pub namespace: Namespace,
    /// The file with the cluster's token, where it asks for one.
    pub token_path: Option<PathBuf>,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long a call of an actor that cannot be reached is tried again. That a channel is full or empty is no such thing.
    pub call_timeout: Duration,
    /// What else the Python finds in its environment.
    pub variables: Vec<(String, String)>,
}

/// Of its variables the names: a value may be a secret.
impl fmt::Debug for RayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.iter().map(|(name, _)| name).collect();
        f.debug_struct("RayConfig")
            .field("python", &self.python)
            .field("address", &self.address)
            .field("namespace", &self.namespace)
            .field("token_path", &self.token_path)
            .field("connect_timeout", &self.connect_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("variables", &names)
            .finish()
    }
}

impl Default for RayConfig {
    fn default() -> Self {
        Self {
            python: "python3".into(),
            address: None,
            namespace: Namespace::klaw(),
            token_path: None,
            connect_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(60),
            variables: Vec::new(),
        }
    }
}

impl RayConfig {
    /// What `KLAW_RAY_PYTHON`, `KLAW_RAY_ADDRESS`, `KLAW_RAY_NAMESPACE` and `KLAW_RAY_TOKEN_PATH` say, and defaults for the
    /// rest.
    ///
    /// # Errors
    /// The namespace is none.
    pub fn from_env() -> Result<Self, crate::Error> {
        let mut config = Self::default();
        if let Some(python) = env::var_os("KLAW_RAY_PYTHON") {
            config.python = python.into();
        }
        if let Ok(address) = env::var("KLAW_RAY_ADDRESS") {
            config.address = Some(address);
        }
        if let Ok(namespace) = env::var("KLAW_RAY_NAMESPACE") {
            config.namespace = Namespace::new(namespace)?;
        }
        if let Some(path) = env::var_os("KLAW_RAY_TOKEN_PATH") {
            config.token_path = Some(path.into());
        }
        Ok(config)
    }

    /// The Python in which Ray is installed.
    #[must_use]
    pub fn python(self, python: impl Into<PathBuf>) -> Self {
        Self { python: python.into(), ..self }
    }

    /// The cluster's address.
    #[must_use]
    pub fn address(self, address: impl Into<String>) -> Self {
        Self { address: Some(address.into()), ..self }
    }

    /// The namespace of the channels' actors.
    #[must_use]
    pub fn namespace(self, namespace: Namespace) -> Self {
        Self { namespace, ..self }
    }

    /// The file with the cluster's token.
    #[must_use]
    pub fn token_path(self, path: impl Into<PathBuf>) -> Self {
        Self { token_path: Some(path.into()), ..self }
    }

    /// How long connecting may take.
    #[must_use]
    pub fn connect_timeout(self, timeout: TimeoutSeconds) -> Self {
        Self { connect_timeout: timeout.into(), ..self }
    }

    /// How long a call of an actor that cannot be reached is tried again.
    #[must_use]
    pub fn call_timeout(self, timeout: TimeoutSeconds) -> Self {
        Self { call_timeout: timeout.into(), ..self }
    }

    /// A variable that the Python finds in its environment, for example one of Ray's own.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }
}

/// The section `backends.ray` of a configuration.
///
/// ```
/// use klaw_runtime::channel::ray::RayConfig;
/// use klaw_runtime::config::RuntimeConfig;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let loading = RuntimeConfig::builder().no_file().variables([("KLAW_RAY_ADDRESS", "head:6379")]);
/// let config = loading.load()?;
/// assert_eq!(RayConfig::from(&config.backends.ray).address.as_deref(), Some("head:6379"));
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "config")]
impl From<&crate::config::Ray> for RayConfig {
    fn from(section: &crate::config::Ray) -> Self {
        Self {
            python: (&section.python).into(),
            address: section.address.clone(),
            namespace: section.namespace.clone(),
            token_path: section.token_path.as_ref().map(PathBuf::from),
            connect_timeout: section.connect_timeout.into(),
            call_timeout: section.call_timeout.into(),
            variables: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RayConfig;
    use crate::channel::ray::WorkerSpec;

    #[test]
    fn the_values_of_variables_do_not_stand_in_debug() {
        let config = RayConfig::default().variable("TOKEN", "hunter2");
        let worker = WorkerSpec::binary("worker").variable("TOKEN", "hunter2").argument("hunter2");
        for shown in [format!("{config:?}"), format!("{worker:?}")] {
            assert!(shown.contains("TOKEN") && !shown.contains("hunter2"), "{shown}");
        }
    }
}
