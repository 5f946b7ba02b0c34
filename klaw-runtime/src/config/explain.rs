//! [`Explanation`]: each value of a configuration with its origin.

use super::defaults;
use super::origin::Origin;
use super::shape::{Kind, Spot};
use super::tree::{Data, Node};
use super::write;
use crate::schema::WireType;
use std::fmt;

/// Each value of a configuration with its origin, a line each. Secrets are `***`.
///
/// ```
/// use klaw_runtime::config::RuntimeConfig;
///
/// # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
/// let config = RuntimeConfig::builder().no_file().variables([("KLAW_EXECUTOR__CONCURRENCY", "2")]).load()?;
/// let explanation = config.explain();
/// let given: Vec<_> = explanation.rows().filter(|(_, _, origin)| !origin.is_default()).collect();
/// assert_eq!(given.len(), 1);
/// assert_eq!((given[0].0, given[0].1), ("executor.concurrency", "2"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Explanation {
    rows: Vec<(String, String, Origin)>,
}

impl Explanation {
    pub(super) fn of(ty: &'static WireType, tree: &Node) -> Self {
        let mut explanation = Self { rows: Vec::new() };
        explanation.section(&defaults::complete(ty, tree), &Spot::of(ty), "");
        explanation
    }

    fn section(&mut self, node: &Node, spot: &Spot, path: &str) {
        let message = spot.message(node);
        for entry in node.entries() {
            let inner = spot.of_key(message, &entry.key);
            let key = write::key(&entry.key);
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            match (&inner, &entry.node.data) {
                (Some(spot), Data::Table(entries))
                    if !spot.secret
                        && !entries.is_empty()
                        && matches!(Kind::of(spot.ty), Kind::Section(_) | Kind::Map(_)) =>
                {
                    self.section(&entry.node, spot, &path);
                }
                _ => {
                    let value = write::inline(&entry.node, inner.as_ref());
                    self.rows.push((path, value, entry.node.origin.clone()));
                }
            }
        }
    }

    /// Each path, its value as it would stand in a file, and where it was given.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, &Origin)> {
        self.rows.iter().map(|(path, value, origin)| (path.as_str(), value.as_str(), origin))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |of: fn(&(String, String, Origin)) -> &str| {
            self.rows.iter().map(|row| of(row).chars().count()).filter(|width| *width <= 40).max().unwrap_or(0)
        };
        let (paths, values) = (width(|row| &row.0), width(|row| &row.1));
        for (path, value, origin) in &self.rows {
            writeln!(f, "{path:paths$} = {value:values$}  {origin}")?;
        }
        Ok(())
    }
}
