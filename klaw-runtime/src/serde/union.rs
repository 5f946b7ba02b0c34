//! Unions: the member itself, told apart by its tag.

use super::collections::Room;
use super::message::{Message, Next, NextElement, NextEntry, form, may_be_sequence};
use super::scalar::{Int, in_range};
use super::{Place, Seed, SerdeField};
use crate::fault::Fault;
use crate::impls::nothing;
use crate::private::array::TagRef;
use crate::private::member::int_tags;
use crate::private::union::{self as wire, Keep};
use crate::raw::Raw;
use crate::schema::Tag;
use crate::value::Value;
use serde_core::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_core::{Deserializer, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// An enum of messages.
pub trait Union<'de>: wire::Union<'de> {
    /// Reads the member that the tag names.
    ///
    /// # Errors
    /// The member's, or a tag that no member has.
    fn read_member<O: Open<'de>>(open: O, place: &Place<'_>) -> Result<Self, O::Error>;
}

/// A message whose tag has been read.
pub trait Open<'de>: Sized {
    /// The format's error.
    type Error: serde_core::de::Error;

    /// Is this the tag?
    fn is(&self, tag: Option<Tag>) -> bool;

    /// Reads the message.
    ///
    /// # Errors
    /// The message's.
    fn member<T: Message<'de>>(self, place: &Place<'_>) -> Result<T::Output, Self::Error>;

    /// The whole message, kept as it is.
    ///
    /// # Errors
    /// Input that is no complete value.
    fn keep(self, place: &Place<'_>) -> Result<Raw<'de>, Self::Error>;

    /// The tag, as an `other` variant keeps it.
    ///
    /// # Errors
    /// A tag that its type does not hold.
    fn keep_tag<T: Keep<'de>>(&self, place: &Place<'_>) -> Result<T, Self::Error>;

    /// No member has this tag.
    fn unknown(&self, place: &Place<'_>) -> Self::Error;
}

/// A member of a union. Generated code names its type through this trait alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made for serde, and the union that it is a member of is",
    label = "no serde here",
    note = "mark its type `#[wire(serde)]` too"
)]
pub trait SerdeMember<'de>: Sized {
    /// `Ser::serialize`
    ///
    /// # Errors
    /// As there.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads the message whose tag its union has read.
    ///
    /// # Errors
    /// The message's.
    fn read<O: Open<'de>>(open: O, place: &Place<'_>) -> Result<Self, O::Error>;
}

#[diagnostic::do_not_recommend]
impl<'de, T: SerdeField<'de> + Message<'de, Output = T>> SerdeMember<'de> for T {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SerdeField::serialize(self, serializer)
    }

    fn read<O: Open<'de>>(open: O, place: &Place<'_>) -> Result<Self, O::Error> {
        open.member::<T>(place)
    }
}

/// A tag as a format gives it.
pub(super) enum TagBuf<'de> {
    Int(i128),
    Str(Cow<'de, str>),
}

impl<'de> TagBuf<'de> {
    pub(super) fn as_ref(&self) -> TagRef<'_> {
        match self {
            Self::Int(tag) => TagRef::Int(*tag),
            Self::Str(tag) => TagRef::Str(tag.as_bytes()),
        }
    }

    fn keep<T: Keep<'de>>(&self) -> Option<T> {
        match self {
            Self::Int(tag) => T::keep(TagRef::Int(*tag)),
            Self::Str(Cow::Borrowed(tag)) => T::keep(TagRef::Str(tag.as_bytes())),
            Self::Str(Cow::Owned(tag)) => T::keep_owned(tag.clone()),
        }
    }

    fn into_value(self) -> Value<'de> {
        match self {
            Self::Int(tag) => Value::Int(tag),
            Self::Str(tag) => Value::Str(tag),
        }
    }
}

/// Reads a tag of the kind that the members have.
pub(super) struct TagSeed<'p> {
    pub(super) ints: bool,
    pub(super) place: &'p Place<'p>,
}

impl<'de> DeserializeSeed<'de> for TagSeed<'_> {
    type Value = TagBuf<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<TagBuf<'de>, D::Error> {
        if self.ints {
            // A format may have wider ones.
            let tag = deserializer.deserialize_i64(Int::of_tag(self.place))?;
            in_range(tag, i64::MIN.into(), u64::MAX.into(), self.place).map(TagBuf::Int)
        } else {
            deserializer.deserialize_str(super::text::Text(self.place)).map(TagBuf::Str)
        }
    }
}

/// Reads a key, in front of a tag: that of the tag before all others, where the format can give it.
struct KeySeed<'p> {
    #[cfg(feature = "toml")]
    tag_field: &'static str,
    place: &'p Place<'p>,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        // What is kept until the tag is known does not tell where in the text it stood.
        #[cfg(feature = "toml")]
        if crate::toml::gives_keys_by_name::<D>() {
            return deserializer.deserialize_unit_struct(self.tag_field, super::text::Text(self.place));
        }
        Seed::new(self.place).deserialize(deserializer)
    }
}

/// Reads a union in array form.
///
/// # Errors
/// Input that is no member.
pub fn array<'de, T: Union<'de>, D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<T, D::Error> {
    let visitor = UnionVisitor::new(place, deserializer.is_human_readable(), true);
    deserializer.deserialize_seq(visitor)
}

/// Reads a union in array form, or in map form.
///
/// # Errors
/// Input that is no member.
pub fn either<'de, T: Union<'de>, D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<T, D::Error> {
    let visitor = UnionVisitor::new(place, deserializer.is_human_readable(), true);
    deserializer.deserialize_any(visitor)
}

/// Reads a union in map form.
///
/// # Errors
/// Input that is no member.
pub fn map<'de, T: Union<'de>, D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<T, D::Error> {
    let visitor = UnionVisitor::new(place, deserializer.is_human_readable(), false);
    deserializer.deserialize_any(visitor)
}

struct UnionVisitor<'p, T> {
    place: &'p Place<'p>,
    human_readable: bool,
    array: bool,
    union: PhantomData<fn() -> T>,
}

impl<'p, T> UnionVisitor<'p, T> {
    fn new(place: &'p Place<'p>, human_readable: bool, array: bool) -> Self {
        Self { place, human_readable, array, union: PhantomData }
    }
}

impl<'de, T: Union<'de>> Visitor<'de> for UnionVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.expecting(f, form(self.array))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<T, A::Error> {
        may_be_sequence(self.array, self.human_readable, &self)?;
        let at = self.place.element(0);
        match elements.next_element_seed(TagSeed { ints: int_tags(T::MEMBERS), place: &at })? {
            Some(tag) => T::read_member(OpenSeq { tag, elements }, self.place),
            None => Err(self.place.fault(Fault::AtLeast { want: 1, got: 0 })),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let at = self.place.field(T::TAG_FIELD);
        let at_key = self.place.key();
        let mut before: Vec<(Cow<'de, str>, Value<'de>)> = Vec::new();
        let mut room = Room::new::<(Cow<'de, str>, Value<'de>)>(self.place, nothing);
        let first = KeySeed {
            #[cfg(feature = "toml")]
            tag_field: T::TAG_FIELD,
            place: &at_key,
        };
        // Where the first is another one, the format does not know of the tag, or has none.
        let mut next = map.next_key_seed(first)?;
        loop {
            match next {
                None => return Err(self.place.fault(Fault::MissingField(T::TAG_FIELD))),
                Some(key) if key == T::TAG_FIELD => break,
                Some(key) => {
                    let value = map.next_value_seed(Seed::new(&self.place.field(&key)))?;
                    before.reserve_exact(room.behind(before.len())?);
                    before.push((key, value));
                }
            }
            next = map.next_key_seed(Seed::new(&at_key))?;
        }
        let tag = map.next_value_seed(TagSeed { ints: int_tags(T::MEMBERS), place: &at })?;
        let source = NextEntry::new(before, map, self.human_readable);
        T::read_member(OpenMap { tag, tag_field: T::TAG_FIELD, source }, self.place)
    }
}

/// A whole message, kept.
fn encoded<E: Error>(value: &Value<'_>, place: &Place<'_>) -> Result<Raw<'static>, E> {
    let raw = Raw::written(value);
    place.charge(raw.as_bytes().len())?;
    Ok(raw)
}

/// A sequence whose first element is the tag.
struct OpenSeq<'de, A> {
    tag: TagBuf<'de>,
    elements: A,
}

impl<'de, A: SeqAccess<'de>> Open<'de> for OpenSeq<'de, A> {
    type Error = A::Error;

    fn is(&self, tag: Option<Tag>) -> bool {
        self.tag.as_ref().is(tag)
    }

    fn member<T: Message<'de>>(self, place: &Place<'_>) -> Result<T::Output, A::Error> {
        T::from_seq(self.elements, place, true)
    }

    fn keep(self, place: &Place<'_>) -> Result<Raw<'de>, A::Error> {
        let mut items = vec![self.tag.into_value()];
        let mut room = Room::new::<Value<'de>>(place, nothing);
        let mut elements = NextElement(self.elements);
        while let Some(item) = elements.next(Seed::new(&place.element(items.len())))? {
            items.reserve_exact(room.behind(items.len())?);
            items.push(item);
        }
        encoded(&Value::Array(items), place)
    }

    fn keep_tag<T: Keep<'de>>(&self, place: &Place<'_>) -> Result<T, A::Error> {
        self.tag.keep().ok_or_else(|| self.unknown(place))
    }

    fn unknown(&self, place: &Place<'_>) -> A::Error {
        place.element(0).fault(self.tag.as_ref().unknown(Fault::Tag))
    }
}

/// A map whose tag has been found.
struct OpenMap<'de, A> {
    tag: TagBuf<'de>,
    tag_field: &'static str,
    source: NextEntry<'de, A>,
}

impl<'de, A: MapAccess<'de>> Open<'de> for OpenMap<'de, A> {
    type Error = A::Error;

    fn is(&self, tag: Option<Tag>) -> bool {
        self.tag.as_ref().is(tag)
    }

    fn member<T: Message<'de>>(self, place: &Place<'_>) -> Result<T::Output, A::Error> {
        T::from_map(self.source, place)
    }

    fn keep(self, place: &Place<'_>) -> Result<Raw<'de>, A::Error> {
        let NextEntry { buffered, mut map, .. } = self.source;
        let mut entries: Vec<_> = buffered.map(|(key, value)| (Value::Str(key), value)).collect();
        entries.push((Value::Str(Cow::Borrowed(self.tag_field)), self.tag.into_value()));
        let mut room = Room::new::<(Value<'de>, Value<'de>)>(place, nothing);
        room.grow(entries.len())?;
        let at_key = place.key();
        while let Some(key) = map.next_key_seed(Seed::<Cow<'de, str>>::new(&at_key))? {
            let value = map.next_value_seed(Seed::new(&place.field(&key)))?;
            entries.reserve_exact(room.behind(entries.len())?);
            entries.push((Value::Str(key), value));
        }
        encoded(&Value::Map(entries), place)
    }

    fn keep_tag<T: Keep<'de>>(&self, place: &Place<'_>) -> Result<T, A::Error> {
        self.tag.keep().ok_or_else(|| self.unknown(place))
    }

    fn unknown(&self, place: &Place<'_>) -> A::Error {
        place.field(self.tag_field).fault(self.tag.as_ref().unknown(Fault::Tag))
    }
}
