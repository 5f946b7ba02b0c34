//! [`Hello`]: what a peer reads, told before anything else is sent.

use super::{SchemaRegistry, unsupported};
use crate::error::Error;
use crate::family::Family;
use klaw_derive::WireMessage;
use std::borrow::Cow;
use std::fmt;

/// The versions that a peer reads, with their layouts: the first message on a connection, if peers care to know.
///
/// ```
/// use klaw_runtime::msgpack;
/// use klaw_runtime::registry::{Hello, SchemaRegistry};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let registry = SchemaRegistry::default();
/// let frame = msgpack::to_vec(&registry.hello("worker-1"));
/// assert!(frame.starts_with(b"\x93\x00\xa8worker-1\x91\x93\x01\xacWireEnvelope\xcf"));
///
/// let hello: Hello<'_> = msgpack::from_slice(&frame)?;
/// assert_eq!(registry.meet(&hello)?, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", array_like, tag = 0, frozen)]
pub struct Hello<'a> {
    /// Whose it is.
    pub sender_id: Cow<'a, str>,
    /// What it reads, in rising order of versions.
    pub reads: Vec<VersionLayout<'a>>,
}

/// A version, and the layout that a build has under it.
///
/// ```
/// use klaw_runtime::registry::VersionLayout;
///
/// let layout = VersionLayout { version: 1, name: "WireEnvelope".into(), fingerprint: 0x1f };
/// assert_eq!(layout.to_string(), "`WireEnvelope` 000000000000001f");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", array_like, frozen)]
pub struct VersionLayout<'a> {
    /// The version.
    pub version: u32,
    /// The name of its type, for people.
    pub name: Cow<'a, str>,
    /// [`Schema::fingerprint`](crate::schema::Schema::fingerprint) of its type.
    pub fingerprint: u64,
}

/// `WireEnvelope 1f2e..`
impl fmt::Display for VersionLayout<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {:016x}", self.name, self.fingerprint)
    }
}

impl Hello<'_> {
    /// The versions that the peer reads, for [`SchemaRegistry::negotiate`].
    #[must_use]
    pub fn versions(&self) -> Vec<u32> {
        self.reads.iter().map(|layout| layout.version).collect()
    }

    /// A hello that borrows nothing.
    ///
    /// ```
    /// use klaw_runtime::msgpack;
    /// use klaw_runtime::registry::{Hello, SchemaRegistry};
    ///
    /// let frame = msgpack::to_vec(&SchemaRegistry::default().hello("worker-1"));
    /// let hello = msgpack::from_slice::<Hello<'_>>(&frame).unwrap().into_owned();
    /// drop(frame);
    /// assert_eq!((&*hello.sender_id, hello.versions()), ("worker-1", vec![1]));
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Hello<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let reads = self.reads.into_iter().map(|layout| VersionLayout { name: owned(layout.name), ..layout });
        Hello { sender_id: owned(self.sender_id), reads: reads.collect() }
    }
}

impl<T: Family> SchemaRegistry<T> {
    /// What this registry reads, to be sent to a peer.
    pub fn hello<'a>(&self, sender_id: impl Into<Cow<'a, str>>) -> Hello<'a> {
        let mut reads: Vec<_> = self
            .decoders
            .iter()
            .map(|decoder| VersionLayout {
                version: decoder.version,
                name: Cow::Borrowed(decoder.schema.name),
                fingerprint: decoder.schema.fingerprint(),
            })
            .collect();
        reads.sort_unstable_by_key(|layout| layout.version);
        Hello { sender_id: sender_id.into(), reads }
    }

    /// The version to write to the peer that said hello.
    ///
    /// A version that both know must have one layout in both builds. Where a compatible change (a new field at the end,
    /// with a default) was made without a new version, the layouts differ as well: peers that allow it ask
    /// [`negotiate`](Self::negotiate) alone.
    ///
    /// ```
    /// use klaw_runtime::registry::{Hello, SchemaRegistry, VersionLayout};
    ///
    /// let registry = SchemaRegistry::default();
    /// let ours = &registry.hello("a").reads[0];
    /// let theirs = VersionLayout { version: 1, name: "Envelope".into(), fingerprint: 0x1f };
    /// let error = registry.meet(&Hello { sender_id: "worker-1".into(), reads: vec![theirs] }).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     format!("Version 1 is {ours} here and `Envelope` 000000000000001f at `worker-1`: \
    ///              two layouts under one version, update one of the two")
    /// );
    /// ```
    ///
    /// # Errors
    /// A version with two layouts, or none that is read there and written here.
    pub fn meet(&self, peer: &Hello<'_>) -> Result<u32, Error> {
        let ours = self.hello("").reads;
        for theirs in &peer.reads {
            let known = ours.iter().find(|ours| ours.version == theirs.version);
            if let Some(ours) = known.filter(|ours| ours.fingerprint != theirs.fingerprint) {
                return Err(unsupported(format!(
                    "Version {} is {ours} here and {theirs} at `{}`: two layouts under one version, update one of the two",
                    theirs.version, peer.sender_id
                )));
            }
        }
        self.negotiate(&peer.versions())
    }
}
