//! From Ray's exceptions to the channel's errors, by the names of their classes.

use super::protocol::Failure;
use crate::channel::error::{ActorNotFound, BackendError, ChannelError};
use std::time::Duration;

/// The backend's name in errors.
pub(super) const RAY: &str = "ray";

/// A failure of Ray, or of the Python that speaks to it.
pub(super) fn backend(message: impl Into<String>) -> ChannelError {
    BackendError { message: message.into(), backend: RAY.into() }.into()
}

impl Failure {
    fn is(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// May the call have been lost on its way, so that it is to be made again?
    pub(super) fn is_unavailable(&self) -> bool {
        self.is("ActorUnavailableError") || self.is("PendingCallsLimitExceeded")
    }

    /// The channel's error. `actor` is the one that was called.
    pub(super) fn into_error(self, actor: &str, python: &str) -> ChannelError {
        let first = self.names.first().map_or("", String::as_str);
        if self.is("RayActorError") {
            return ChannelError::closed(format!("its actor has died: {}", first_line(&self.message)));
        }
        if self.is("TaskCancelledError") {
            return ChannelError::cancelled(self.message);
        }
        if self.is("GetTimeoutError") {
            return ChannelError::timeout(Duration::ZERO, actor);
        }
        if self.is("ActorAlreadyExistsError") || (first == "ValueError" && self.message.contains("already taken")) {
            return ChannelError::mismatch("name", format!("there is a channel `{actor}` already"));
        }
        if first == "ValueError" && self.message.contains("Failed to look up actor") {
            return ActorNotFound { name: actor.into() }.into();
        }
        if first == "RuntimeError" && self.message.contains("Version mismatch") {
            let message = self.message.trim().replace('\n', " ");
            return backend(format!(
                "{message}; `KLAW_RAY_PYTHON` (now `{python}`) names a Python of the cluster's version"
            ));
        }
        backend(format!("{first}: {}", self.message))
    }
}

fn first_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(names: &[&str], message: &str) -> Failure {
        Failure { names: names.iter().map(|name| (*name).to_owned()).collect(), message: message.to_owned() }
    }

    #[test]
    fn errors_go_by_the_names_of_classes() {
        let unavailable = failure(&["ActorUnavailableError", "RayActorError", "RayError"], "may or may not");
        assert!(unavailable.is_unavailable());
        let died = failure(&["ActorDiedError", "RayActorError", "RayError"], "\nThe actor died.\nmore");
        assert!(!died.is_unavailable());
        assert_eq!(
            died.into_error("jobs", "python3").to_string(),
            "the channel is closed: its actor has died: The actor died."
        );
        let unknown = failure(&["ValueError", "Exception"], "Failed to look up actor with name 'jobs'. This could");
        assert_eq!(unknown.into_error("jobs", "python3").to_string(), "there is no actor `jobs`");
        let taken = failure(&["ActorAlreadyExistsError", "ValueError"], "taken");
        assert_eq!(
            taken.into_error("jobs", "python3").to_string(),
            "the name does not fit: there is a channel `jobs` already"
        );
        let version = failure(&["RuntimeError"], "Version mismatch: The cluster was started with:\n    Ray: 2.60.0");
        let text = version.into_error("", "/usr/bin/python3").to_string();
        assert!(text.contains("Ray: 2.60.0") && text.contains("`KLAW_RAY_PYTHON` (now `/usr/bin/python3`)"), "{text}");
        let other = failure(&["OutOfMemoryError", "RayError"], "no memory");
        assert_eq!(other.into_error("jobs", "python3").to_string(), "backend `ray`: OutOfMemoryError: no memory");
    }
}
