//! Which type a frame's version stands for: [`SchemaRegistry`], and what peers tell each other of their versions.
//!
//! Programs of several versions share a channel. Each header says the version of its frame; a registry holds a decoder
//! for each version and brings older messages up to the current type, so that a program is written against that alone.
//!
//! ```
//! use klaw_runtime::envelope::WireHeader;
//! use klaw_runtime::registry::SchemaRegistry;
//! use klaw_runtime::{Error, registry};
//!
//! mod v1 {
//!     use klaw_runtime::WireMessage;
//!     use klaw_runtime::envelope::WireHeader;
//!
//!     /// A job had a name alone.
//!     #[derive(Debug, WireMessage)]
//!     #[wire(array_like, tag = 10)]
//!     pub struct Job<'a> {
//!         pub header: WireHeader<'a>,
//!         pub name: &'a str,
//!     }
//! }
//!
//! mod v2 {
//!     use klaw_runtime::WireMessage;
//!     use klaw_runtime::envelope::WireHeader;
//!
//!     #[derive(Debug, WireMessage)]
//!     #[wire(array_like, tag = 10)]
//!     pub struct Job<'a> {
//!         pub header: WireHeader<'a>,
//!         pub queue: &'a str,
//!         pub name: &'a str,
//!     }
//! }
//!
//! fn upgrade(old: v1::Job<'_>) -> Result<v2::Job<'_>, Error> {
//!     Ok(v2::Job { header: WireHeader { version: 2, ..old.header }, queue: "main", name: old.name })
//! }
//!
//! static JOBS: SchemaRegistry<v2::Job<'static>> = registry! {
//!     1 => v1::Job<'_> => upgrade,
//!     2 => v2::Job<'_>,
//! };
//!
//! # fn main() -> Result<(), Error> {
//! let job = JOBS.decode(b"\x93\x0a\x91\x01\xa4load")?;
//! assert_eq!((job.queue, job.name), ("main", "load"));
//! let job = JOBS.decode(b"\x94\x0a\x91\x02\xa2eu\xa4load")?;
//! assert_eq!((job.queue, job.name), ("eu", "load"));
//! let error = JOBS.decode(b"\x93\x0a\x91\x03\xa4load").unwrap_err();
//! assert_eq!(error.to_string(), "Unsupported version 3, the registry knows 1, 2 - at `$[1][0]`");
//! # Ok(())
//! # }
//! ```

mod hello;
mod list;
mod once;
#[cfg(all(test, klaw_loom))]
#[allow(clippy::unwrap_used)]
mod races;

pub use hello::{Hello, VersionLayout};

use crate::envelope::{WIRE_SCHEMA_VERSION, WireEnvelope};
use crate::error::Error;
use crate::family::Family;
use crate::fault::Fault;
#[cfg(feature = "frame")]
use crate::frame::Frame;
use crate::message::WireMessage;
use crate::msgpack::{self, Limits, Reader};
use crate::private::registry::{assert_header, read, schema_fault, write};
use crate::schema::Schema;
use crate::view::peek_version;
use list::{List, Versioned};
use once::Mutex;
use std::any::TypeId;
use std::fmt;

/// A function that brings a message up to a later version, borrowing from the same frame:
/// `fn(Old<'a>) -> Result<New<'a>, Error>`.
///
/// It is implemented for every such function, and there is nothing to implement.
///
/// ```
/// use klaw_runtime::Error;
/// use klaw_runtime::envelope::{DataMessage, WireEnvelope};
/// use klaw_runtime::registry::SchemaRegistry;
///
/// fn upgrade(old: DataMessage<'_>) -> Result<WireEnvelope<'_>, Error> {
///     Ok(old.into())
/// }
///
/// # fn main() -> Result<(), Error> {
/// let registry = SchemaRegistry::default();
/// registry.register_upgrade::<DataMessage<'static>>(2, upgrade)?;
/// assert_eq!(registry.decode(b"\x93\x01\x91\x02\xc3")?.header().version, 2);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "this does not bring a `{Old}` up to a `{New}`",
    label = "another type than those of the two versions",
    note = "write `fn(Old<'a>) -> Result<New<'a>, Error>` with the types of this version and of the next"
)]
pub trait Upgrade<'a, Old: Family, New: Family> {
    /// Calls it.
    ///
    /// # Errors
    /// What it says.
    fn upgrade(&self, old: Old::Of<'a>) -> Result<New::Of<'a>, Error>;
}

#[diagnostic::do_not_recommend]
impl<'a, Old: Family, New: Family, F> Upgrade<'a, Old, New> for F
where
    F: Fn(Old::Of<'a>) -> Result<New::Of<'a>, Error>,
{
    #[inline]
    fn upgrade(&self, old: Old::Of<'a>) -> Result<New::Of<'a>, Error> {
        self(old)
    }
}

/// A function that takes a message back to an earlier version, borrowing from it:
/// `fn(&'m New<'_>) -> Result<Old<'m>, Error>`. What cannot be said there is an error: it says what that is.
///
/// It is implemented for every such function, and there is nothing to implement.
///
/// ```
/// use klaw_runtime::registry::SchemaRegistry;
/// use klaw_runtime::{Error, WireMessage, envelope::WireHeader, msgpack, registry};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 10, frozen)]
/// struct Old<'a> {
///     header: WireHeader<'a>,
/// }
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 10, frozen)]
/// struct New<'a> {
///     header: WireHeader<'a>,
///     queue: &'a str,
/// }
///
/// fn upgrade(old: Old<'_>) -> Result<New<'_>, Error> {
///     Ok(New { header: WireHeader { version: 2, ..old.header }, queue: "main" })
/// }
///
/// fn downgrade<'m>(new: &'m New<'_>) -> Result<Old<'m>, Error> {
///     Ok(Old { header: WireHeader { version: 1, ..new.header.clone() } })
/// }
///
/// static JOBS: SchemaRegistry<New<'static>> = registry! { 1 => Old => (upgrade, downgrade), 2 => New };
///
/// # fn main() -> Result<(), Error> {
/// let new = New { header: WireHeader { version: 2, ..WireHeader::new("c") }, queue: "main" };
/// assert_eq!(JOBS.encode_as(1, &new)?, b"\x92\x0a\x95\x01\x01\xa1c\x00\x00");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "this does not take a `{New}` back to a `{Old}`",
    label = "another type than those of the two versions",
    note = "write `fn(&'m New<'_>) -> Result<Old<'m>, Error>` with the types of the next version and of this one"
)]
pub trait Downgrade<'a, New: Family, Old: Family> {
    /// Calls it.
    ///
    /// # Errors
    /// What it says.
    fn downgrade<'m>(&self, new: &'m New::Of<'a>) -> Result<Old::Of<'m>, Error>;
}

#[diagnostic::do_not_recommend]
impl<'a, New: Family, Old: Family, F> Downgrade<'a, New, Old> for F
where
    F: for<'m> Fn(&'m New::Of<'a>) -> Result<Old::Of<'m>, Error>,
{
    #[inline]
    fn downgrade<'m>(&self, new: &'m New::Of<'a>) -> Result<Old::Of<'m>, Error> {
        self(new)
    }
}

/// Reads a frame of some version as the current type.
#[doc(hidden)]
pub type Read<T> = for<'a> fn(&'a [u8], &Limits) -> Result<<T as Family>::Of<'a>, Error>;

/// Writes the current type as a frame of some version.
#[doc(hidden)]
pub type Write<T> = for<'m, 'a> fn(&'m <T as Family>::Of<'a>, &mut Vec<u8>) -> Result<(), Error>;

/// Declares the versions of an envelope, and how each becomes the next: a [`SchemaRegistry`] of the last one's type, also
/// in a `static`.
///
/// ```
/// use klaw_runtime::envelope::{DataMessage, WireEnvelope};
/// use klaw_runtime::registry::SchemaRegistry;
/// use klaw_runtime::{Error, registry};
///
/// fn upgrade(old: DataMessage<'_>) -> Result<WireEnvelope<'_>, Error> {
///     Ok(old.into())
/// }
///
/// static HISTORY: SchemaRegistry = registry! {
///     1 => DataMessage<'_> => upgrade,
///     2 => WireEnvelope<'_>,
/// };
/// assert_eq!(HISTORY.versions(), [1, 2]);
/// ```
///
/// A version that peers are still to be written to has its way back beside its way up: `1 => Old => (upgrade, downgrade)`.
///
/// The compiler refuses a gap, a version that is declared twice, and functions whose types do not meet.
#[macro_export]
macro_rules! registry {
    ($($versions:tt)*) => {
        $crate::private::registry::declare! { $crate; $($versions)* }
    };
}

/// The versions of an envelope: a decoder for each, which gives the current type `T`.
///
/// The version is the first field of the header, which is the first field of the message: `[tag, [version, ..], ..]`. That
/// much is the same in all versions. [`registry!`](crate::registry!) declares a history in one place, and the compiler
/// holds it together. Versions can be added while frames are read: reading takes no lock.
///
/// ```
/// use klaw_runtime::ErrorKind;
/// use klaw_runtime::registry::SchemaRegistry;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// // Version 1 is `WireEnvelope`.
/// let registry = SchemaRegistry::default();
/// assert_eq!(registry.versions(), [1]);
/// assert_eq!(registry.decode(b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1")?.header().seq, 7);
///
/// let error = registry.decode(b"\x93\x03\x95\x02\x03\xa4jobs\x07\x00\xa8worker-1").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::UnsupportedVersion);
/// assert_eq!(error.to_string(), "Unsupported version 2, the registry knows 1 - at `$[1][0]`");
/// # Ok(())
/// # }
/// ```
pub struct SchemaRegistry<T: Family = WireEnvelope<'static>> {
    decoders: List<Decoder<T>>,
    encoders: List<Encoder<T>>,
    /// Held while a version is added: what is asked of one list must hold until the other has grown.
    adding: Mutex<()>,
}

/// How frames of one version are read.
///
/// ```
/// use klaw_runtime::registry::SchemaRegistry;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let registry = SchemaRegistry::default();
/// let decoder = registry.get_decoder(1).unwrap();
/// assert_eq!((decoder.version(), decoder.schema().name), (1, "WireEnvelope"));
/// // The version in the header is not asked.
/// assert_eq!(decoder.decode(b"\x92\x03\x91\x09")?.header().version, 9);
/// # Ok(())
/// # }
/// ```
pub struct Decoder<T: Family> {
    version: u32,
    schema: &'static Schema,
    read: Reading<T>,
}

enum Reading<T: Family> {
    Declared(Read<T>),
    Registered(Box<DynRead<T>>),
}

type DynRead<T> = dyn for<'a> Fn(&'a [u8], &Limits) -> Result<<T as Family>::Of<'a>, Error> + Send + Sync;

/// How the current type is written as frames of one version.
#[doc(hidden)]
pub struct Encoder<T: Family> {
    version: u32,
    write: Writing<T>,
}

enum Writing<T: Family> {
    Declared(Write<T>),
    /// With what it is written as.
    Registered(&'static Schema, Box<DynWrite<T>>),
}

type DynWrite<T> = dyn for<'m, 'a> Fn(&'m <T as Family>::Of<'a>, &mut Vec<u8>) -> Result<(), Error> + Send + Sync;

/// The registry of the envelope: version 1 is [`WireEnvelope`], and what is registered here is known to the whole
/// program.
///
/// ```
/// use klaw_runtime::registry::schema_registry;
///
/// assert_eq!(schema_registry().versions(), [1]);
/// ```
#[must_use]
pub fn schema_registry() -> &'static SchemaRegistry {
    static REGISTRY: SchemaRegistry = SchemaRegistry::new();
    &REGISTRY
}

/// Version 1 is [`WireEnvelope`].
impl Default for SchemaRegistry {
    fn default() -> Self {
        Self::new()
    }
}

impl SchemaRegistry {
    /// A registry in which version 1 is [`WireEnvelope`].
    #[must_use]
    pub const fn new() -> Self {
        const DECODERS: &[Decoder<WireEnvelope<'static>>] =
            &[Decoder::declared::<WireEnvelope<'static>>(WIRE_SCHEMA_VERSION, |frame, limits| {
                msgpack::from_slice_with(frame, limits)
            })];
        const ENCODERS: &[Encoder<WireEnvelope<'static>>] =
            &[Encoder::<WireEnvelope<'static>>::declared(WIRE_SCHEMA_VERSION, write::<WireEnvelope<'static>>)];
        Self::declared(DECODERS, ENCODERS)
    }
}

impl<T: Family> SchemaRegistry<T> {
    /// A registry without a version.
    ///
    /// ```
    /// use klaw_runtime::envelope::DataMessage;
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let registry = SchemaRegistry::<DataMessage<'static>>::empty();
    /// registry.register::<DataMessage<'static>>(1)?;
    /// assert!(registry.decode(b"\x93\x01\x91\x01\xa2ok")?.payload.decode::<&str>()? == "ok");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub const fn empty() -> Self {
        Self::declared(&[], &[])
    }

    /// What [`registry!`](crate::registry!) gives.
    #[doc(hidden)]
    #[must_use]
    pub const fn declared(decoders: &'static [Decoder<T>], encoders: &'static [Encoder<T>]) -> Self {
        Self { decoders: List::new(decoders), encoders: List::new(encoders), adding: Mutex::new(()) }
    }

    // Reading.

    /// Decodes a frame of any version that is known, and brings it up to the current type.
    ///
    /// A header without a version has that of the default, [`WIRE_SCHEMA_VERSION`].
    ///
    /// # Errors
    /// A version that is not known: [`UnsupportedVersion`](crate::ErrorKind::UnsupportedVersion), and nothing behind it
    /// is looked at. As [`msgpack::from_slice`] for the type of the version; what an upgrade says.
    #[inline]
    pub fn decode<'a>(&self, frame: &'a [u8]) -> Result<T::Of<'a>, Error> {
        self.decode_with(frame, &Limits::DEFAULT)
    }

    /// [`decode`](Self::decode) with limits of the caller's.
    ///
    /// ```
    /// use klaw_runtime::Limits;
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// let registry = SchemaRegistry::default();
    /// assert!(registry.decode_with(b"\x92\x03\x90", &Limits::new().message_size(3)).is_ok());
    /// assert!(registry.decode_with(b"\x92\x03\x90", &Limits::new().message_size(2)).is_err());
    /// ```
    ///
    /// # Errors
    /// As there.
    pub fn decode_with<'a>(&self, frame: &'a [u8], limits: &Limits) -> Result<T::Of<'a>, Error> {
        match peek_version(frame) {
            Ok(version) => match self.decoders.get(version) {
                Some(decoder) => decoder.decode_with(frame, limits),
                None => Err(self.unsupported(version, frame)),
            },
            Err(error) => Err(self.unversioned(frame, limits, error)),
        }
    }

    /// [`decode`](Self::decode) to a message that owns its frame.
    ///
    /// ```
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let frame = SchemaRegistry::default().decode_frame(&b"\x93\x03\x90\xa8worker-1"[..])?;
    /// assert_eq!(frame.get().header().version, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "frame")]
    pub fn decode_frame(&self, frame: impl Into<bytes::Bytes>) -> Result<Frame<T>, Error> {
        Frame::decode_by(frame, |frame| self.decode(frame))
    }

    /// The decoder of a version.
    ///
    /// ```
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// let registry = SchemaRegistry::default();
    /// assert_eq!(registry.get_decoder(1).unwrap().schema().name, "WireEnvelope");
    /// assert!(registry.get_decoder(2).is_none());
    /// ```
    pub fn get_decoder(&self, version: u32) -> Option<&Decoder<T>> {
        self.decoders.get(version)
    }

    /// The versions that are read, in rising order.
    #[must_use]
    pub fn versions(&self) -> Vec<u32> {
        self.decoders.versions()
    }

    #[cold]
    fn unsupported(&self, version: u32, frame: &[u8]) -> Error {
        let text = format!("Unsupported version {version}, the registry knows {}", Listed(&self.versions()));
        let error = match version_offset(frame) {
            Some(offset) => Error::at_offset(Fault::Version(text), offset).with_context(frame),
            None => Error::new(Fault::Version(text)),
        };
        error.in_element(0).in_element(1)
    }

    /// Where a frame has no version and there is one to choose from, its type says what is wrong: the words are those of
    /// decoding without a registry.
    #[cold]
    fn unversioned(&self, frame: &[u8], limits: &Limits, error: Error) -> Error {
        let mut decoders = self.decoders.iter();
        match (decoders.next(), decoders.next()) {
            (Some(only), None) => only.decode_with(frame, limits).err().unwrap_or(error),
            _ => error,
        }
    }

    // Writing.

    /// Encodes a message as a peer of some version reads it.
    ///
    /// ```
    /// use klaw_runtime::envelope::{Heartbeat, WireHeader};
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let registry = SchemaRegistry::default();
    /// let message = Heartbeat::new(WireHeader::new("jobs"), "worker-1").into();
    /// assert_eq!(registry.encode_as(1, &message)?, b"\x93\x03\x95\x01\x03\xa4jobs\x00\x00\xa8worker-1");
    /// let error = registry.encode_as(2, &message).unwrap_err();
    /// assert_eq!(error.to_string(), "Unsupported version 2, the registry writes 1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A version that nothing here leads back to; what a downgrade says that the version cannot hold; a header that says
    /// another version than the one that was asked for.
    ///
    /// # Panics
    /// As [`msgpack::to_vec`].
    pub fn encode_as(&self, version: u32, message: &T::Of<'_>) -> Result<Vec<u8>, Error> {
        let Some(encoder) = self.encoders.get(version) else {
            let written = self.encoders.versions();
            return Err(unsupported(format!(
                "Unsupported version {version}, the registry writes {}",
                Listed(&written)
            )));
        };
        let mut frame = Vec::new();
        match &encoder.write {
            Writing::Declared(write) => write(message, &mut frame)?,
            Writing::Registered(_, write) => write(message, &mut frame)?,
        }
        match peek_version(&frame) {
            Ok(said) if said != version => {
                Err(Error::custom(format_args!("the header says version {said}, and version {version} was asked for"))
                    .in_element(0)
                    .in_element(1))
            }
            _ => Ok(frame),
        }
    }

    /// The version to write to a peer that reads `versions`: the highest of them that is written here.
    ///
    /// ```
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let registry = SchemaRegistry::default();
    /// assert_eq!(registry.negotiate(&[1, 2, 3])?, 1);
    /// let error = registry.negotiate(&[2, 3]).unwrap_err();
    /// assert_eq!(error.to_string(), "No version in common, the registry writes 1 and the peer reads 2, 3");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None of them is written here.
    pub fn negotiate(&self, versions: &[u32]) -> Result<u32, Error> {
        let common = versions.iter().copied().filter(|&version| self.encoders.get(version).is_some()).max();
        common.ok_or_else(|| {
            let written = self.encoders.versions();
            unsupported(format!(
                "No version in common, the registry writes {} and the peer reads {}",
                Listed(&written),
                Listed(versions)
            ))
        })
    }

    // Registering.

    /// Adds a version, whose messages become the current type through [`From`]: the current type itself, or one that
    /// needs no check to be brought up to it.
    ///
    /// ```
    /// use klaw_runtime::envelope::{Heartbeat, WireEnvelope};
    /// use klaw_runtime::registry::SchemaRegistry;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let registry = SchemaRegistry::<WireEnvelope<'static>>::empty();
    /// registry.register::<WireEnvelope<'static>>(2)?;
    /// // In version 1 there was nothing but heartbeats.
    /// registry.register::<Heartbeat<'static>>(1)?;
    /// assert_eq!(registry.versions(), [1, 2]);
    ///
    /// let error = registry.register::<WireEnvelope<'static>>(1).unwrap_err();
    /// assert_eq!(error.to_string(), "version 1 is `Heartbeat` already");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A version that is there already, or that is written as another type; a type in which no version stands at its place:
    /// `[tag, [version, ..], ..]`.
    pub fn register<E: Family>(&self, version: u32) -> Result<(), Error>
    where
        for<'a> E::Of<'a>: Into<T::Of<'a>>,
    {
        let schema = <E::Of<'static> as WireMessage>::SCHEMA;
        let read =
            Reading::Declared(|frame, limits| msgpack::from_slice_with::<E::Of<'_>>(frame, limits).map(Into::into));
        let _adding = self.adding.lock();
        self.add(Decoder { version, schema, read })?;
        if TypeId::of::<E>() == TypeId::of::<T>() {
            // A way back to the same layout may be there already, and stays.
            self.encoders.push(Encoder::declared(version, write::<T>)).ok();
        }
        Ok(())
    }

    /// Adds a version, and how its messages become the current type. It may go in several steps of its own.
    ///
    /// ```
    /// use klaw_runtime::envelope::{DataMessage, WireEnvelope};
    /// use klaw_runtime::registry::SchemaRegistry;
    /// use klaw_runtime::{Error, Raw};
    ///
    /// fn upgrade(old: DataMessage<'_>) -> Result<WireEnvelope<'_>, Error> {
    ///     if old.payload.is_nil() {
    ///         return Err(Error::custom("version 7 sent nil to close a channel"));
    ///     }
    ///     Ok(old.into())
    /// }
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let registry = SchemaRegistry::default();
    /// registry.register_upgrade::<DataMessage<'static>>(7, upgrade)?;
    /// assert!(registry.decode(b"\x93\x01\x91\x07\x01").is_ok());
    /// assert!(registry.decode(b"\x93\x01\x91\x07\xc0").is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A version that is there already, or that is written as another type; a type in which no version stands at its place.
    pub fn register_upgrade<Old: Family>(
        &self,
        version: u32,
        upgrade: impl for<'a> Upgrade<'a, Old, T> + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let schema = <Old::Of<'static> as WireMessage>::SCHEMA;
        let read = Reading::registered(move |frame, limits| upgrade.upgrade(read::<Old>(frame, limits)?));
        let _adding = self.adding.lock();
        self.add(Decoder { version, schema, read })
    }

    /// Adds how the current type is written for peers of an earlier version.
    ///
    /// ```
    /// use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
    /// use klaw_runtime::registry::SchemaRegistry;
    /// use klaw_runtime::{Error, Raw};
    ///
    /// fn downgrade<'m>(new: &'m WireEnvelope<'_>) -> Result<DataMessage<'m>, Error> {
    ///     match new {
    ///         WireEnvelope::Data(data) => {
    ///             let header = WireHeader { version: 7, ..data.header.clone() };
    ///             Ok(DataMessage { header, payload: Raw::new(data.payload.as_bytes())? })
    ///         }
    ///         other => Err(Error::custom(format_args!("version 7 has no {:?}", other.kind()))),
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let registry = SchemaRegistry::default();
    /// registry.register_downgrade::<DataMessage<'static>>(7, downgrade)?;
    /// let message = DataMessage::new(WireHeader::default(), Raw::default()).into();
    /// assert_eq!(registry.encode_as(7, &message)?, b"\x93\x01\x95\x07\x01\xa0\x00\x00\xc0");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A version that is written already, or that is read as another type; a type in which no version stands at its place.
    pub fn register_downgrade<Old: Family>(
        &self,
        version: u32,
        downgrade: impl for<'a> Downgrade<'a, T, Old> + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let schema = <Old::Of<'static> as WireMessage>::SCHEMA;
        has_version(schema)?;
        let _adding = self.adding.lock();
        if let Some(decoder) = self.decoders.get(version)
            && decoder.schema.fingerprint() != schema.fingerprint()
        {
            let (read, written) = (decoder.schema.name, schema.name);
            return Err(Error::custom(format_args!("version {version} is read as `{read}`, not as `{written}`")));
        }
        let write =
            Writing::registered(schema, move |message, frame| write::<Old>(&downgrade.downgrade(message)?, frame));
        let added = self.encoders.push(Encoder { version, write });
        added.map_err(|_| Error::custom(format_args!("version {version} is written already")))
    }

    fn add(&self, decoder: Decoder<T>) -> Result<(), Error> {
        has_version(decoder.schema)?;
        let version = decoder.version;
        if let Some(Encoder { write: Writing::Registered(schema, _), .. }) = self.encoders.get(version)
            && schema.fingerprint() != decoder.schema.fingerprint()
        {
            let (written, read) = (schema.name, decoder.schema.name);
            return Err(Error::custom(format_args!("version {version} is written as `{written}`, not as `{read}`")));
        }
        let added = self.decoders.push(decoder);
        added.map_err(|there| Error::custom(format_args!("version {version} is `{}` already", there.schema.name)))
    }
}

impl<T: Family> fmt::Debug for SchemaRegistry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = self.decoders.iter().map(|decoder| (decoder.version, decoder.schema.name));
        f.write_str("SchemaRegistry ")?;
        f.debug_map().entries(types).finish()
    }
}

impl<T: Family> Decoder<T> {
    /// What [`registry!`](crate::registry!) declares.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn declared<E: Family>(version: u32, read: Read<T>) -> Self {
        let schema = <E::Of<'static> as WireMessage>::SCHEMA;
        assert_header(schema);
        Self { version, schema, read: Reading::Declared(read) }
    }

    /// Decodes a frame as one of this version, whatever its header says.
    ///
    /// # Errors
    /// As [`msgpack::from_slice`] for the type of the version; what an upgrade says.
    pub fn decode<'a>(&self, frame: &'a [u8]) -> Result<T::Of<'a>, Error> {
        self.decode_with(frame, &Limits::DEFAULT)
    }

    /// [`decode`](Self::decode) with limits of the caller's.
    ///
    /// # Errors
    /// As there.
    #[inline]
    pub fn decode_with<'a>(&self, frame: &'a [u8], limits: &Limits) -> Result<T::Of<'a>, Error> {
        match &self.read {
            Reading::Declared(read) => read(frame, limits),
            Reading::Registered(read) => read(frame, limits),
        }
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The type that its frames have.
    #[must_use]
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }
}

impl<T: Family> fmt::Debug for Decoder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").field("version", &self.version).field("type", &self.schema.name).finish()
    }
}

impl<T: Family> Encoder<T> {
    #[doc(hidden)]
    #[must_use]
    pub const fn declared(version: u32, write: Write<T>) -> Self {
        Self { version, write: Writing::Declared(write) }
    }
}

impl<T: Family> Reading<T> {
    fn registered(
        read: impl for<'a> Fn(&'a [u8], &Limits) -> Result<T::Of<'a>, Error> + Send + Sync + 'static,
    ) -> Self {
        Self::Registered(Box::new(read))
    }
}

impl<T: Family> Writing<T> {
    fn registered(
        schema: &'static Schema,
        write: impl for<'m, 'a> Fn(&'m T::Of<'a>, &mut Vec<u8>) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        Self::Registered(schema, Box::new(write))
    }
}

impl<T: Family> Versioned for Decoder<T> {
    fn version(&self) -> u32 {
        self.version
    }
}

impl<T: Family> Versioned for Encoder<T> {
    fn version(&self) -> u32 {
        self.version
    }
}

/// In a frame without a version at its place, nobody would find it.
fn has_version(schema: &Schema) -> Result<(), Error> {
    match schema_fault(schema) {
        Some(fault) => Err(Error::custom(format_args!("`{}` is no version: {fault}", schema.name))),
        None => Ok(()),
    }
}

/// An error of versions that no frame is to blame for.
#[cold]
fn unsupported(text: String) -> Error {
    Error::new(Fault::Version(text))
}

/// Where the version of a frame stands that has been read a moment ago.
fn version_offset(frame: &[u8]) -> Option<usize> {
    let mut reader = Reader::new(frame);
    reader.begin_array().ok()?;
    reader.skip().ok()?;
    reader.begin_array().ok()?;
    Some(reader.offset())
}

/// `1, 2, 5`, or `none`
struct Listed<'a>(&'a [u32]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (index, version) in self.0.iter().enumerate() {
            write!(f, "{}{version}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
