//! The one file that knows how generated code names the runtime.

use syn::{Path, parse_quote};

/// Where the runtime is: what `crate = ".."` says, otherwise `::klaw_runtime`.
pub(crate) fn runtime(named: Option<&Path>) -> Path {
    named.cloned().unwrap_or_else(default_runtime)
}

/// The runtime as Cargo names it, absolute so that a user's own `klaw_runtime` module cannot hide it.
pub(crate) fn default_runtime() -> Path {
    parse_quote!(::klaw_runtime)
}
