//! Messages: the array form is a sequence, the map form a struct.

use super::value::ValueDeserializer;
use super::{Part, Place, Ser, said, told};
use crate::fault::{Fault, Types};
use crate::private::array::{All, Positional};
use crate::private::map::{Keyed, Name};
use crate::schema::Tag;
use crate::serde::union::TagSeed;
use crate::value::Value;
use serde_core::de::{DeserializeSeed, Error, Expected, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_core::ser::{SerializeSeq, SerializeStruct};
use serde_core::{Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::vec;

/// A message, or a struct-like variant of a union.
pub trait Message<'de>: Sized {
    /// What reading gives: the message, or the union whose variant it is.
    type Output;
    /// The fields, as far as they have been read.
    type Slots;
    /// The field at each position of a sequence; `None` where one was removed.
    const POSITIONS: &'static [Option<usize>];

    /// Reads the next part into the slot of a field; `false` where there is none.
    ///
    /// # Errors
    /// The field's.
    fn read<N: Next<'de>>(
        slots: &mut Self::Slots,
        field: usize,
        next: &mut N,
        place: &Place<'_>,
    ) -> Result<bool, N::Error>;

    /// Reads the message from a sequence; `tagged` where the tag has been read.
    ///
    /// # Errors
    /// Input that is not this message.
    fn from_seq<A: SeqAccess<'de>>(elements: A, place: &Place<'_>, tagged: bool) -> Result<Self::Output, A::Error> {
        let _ = (elements, tagged);
        Err(place.fault(Fault::Type { expected: Types::OBJECT, got: "array" }))
    }

    /// Reads the message from a map.
    ///
    /// # Errors
    /// Input that is not this message.
    fn from_map<S: Source<'de>>(source: S, place: &Place<'_>) -> Result<Self::Output, S::Error> {
        let _ = source;
        Err(place.fault(Fault::Type { expected: Types::ARRAY, got: "object" }))
    }
}

impl<'de, T: Message<'de>> Message<'de> for Box<T> {
    type Output = Box<T::Output>;
    type Slots = T::Slots;
    const POSITIONS: &'static [Option<usize>] = T::POSITIONS;

    fn read<N: Next<'de>>(
        slots: &mut Self::Slots,
        field: usize,
        next: &mut N,
        place: &Place<'_>,
    ) -> Result<bool, N::Error> {
        T::read(slots, field, next, place)
    }

    fn from_seq<A: SeqAccess<'de>>(elements: A, place: &Place<'_>, tagged: bool) -> Result<Self::Output, A::Error> {
        place.charge(size_of::<T::Output>())?;
        T::from_seq(elements, place, tagged).map(Box::new)
    }

    fn from_map<S: Source<'de>>(source: S, place: &Place<'_>) -> Result<Self::Output, S::Error> {
        place.charge(size_of::<T::Output>())?;
        T::from_map(source, place).map(Box::new)
    }
}

/// Where the parts of a message come from, one after the other.
pub trait Next<'de> {
    /// The format's error.
    type Error: serde_core::de::Error;

    /// Reads the next part, if there is one.
    ///
    /// # Errors
    /// The part's.
    fn next<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Self::Error>;
}

/// The entries of a map: a key, then its value as the next part.
pub trait Source<'de>: Next<'de> {
    /// Reads the next key, if there is one.
    ///
    /// # Errors
    /// A key that is no string.
    fn key(&mut self, place: &Place<'_>) -> Result<Option<Cow<'de, str>>, Self::Error>;
}

/// The elements of a sequence.
pub(super) struct NextElement<A>(pub(super) A);

impl<'de, A: SeqAccess<'de>> Next<'de> for NextElement<A> {
    type Error = A::Error;

    fn next<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(seed)
    }
}

/// The entries of a map, the first of which may have been read already.
pub(super) struct NextEntry<'de, A> {
    pub(super) buffered: vec::IntoIter<(Cow<'de, str>, Value<'de>)>,
    /// The value of a buffered key.
    value: Option<Value<'de>>,
    pub(super) map: A,
    human_readable: bool,
}

impl<'de, A: MapAccess<'de>> NextEntry<'de, A> {
    pub(super) fn new(buffered: Vec<(Cow<'de, str>, Value<'de>)>, map: A, human_readable: bool) -> Self {
        Self { buffered: buffered.into_iter(), value: None, map, human_readable }
    }
}

impl<'de, A: MapAccess<'de>> Next<'de> for NextEntry<'de, A> {
    type Error = A::Error;

    fn next<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(ValueDeserializer::new(value, self.human_readable)).map(Some),
            None => self.map.next_value_seed(seed).map(Some),
        }
    }
}

impl<'de, A: MapAccess<'de>> Source<'de> for NextEntry<'de, A> {
    fn key(&mut self, place: &Place<'_>) -> Result<Option<Cow<'de, str>>, A::Error> {
        if let Some((key, value)) = self.buffered.next() {
            self.value = Some(value);
            return Ok(Some(key));
        }
        self.map.next_key_seed(super::Seed::new(&place.key()))
    }
}

/// Reads a message in array form.
///
/// # Errors
/// Input that is not this message.
pub fn elements<'de, T, A: SeqAccess<'de>>(
    elements: A,
    place: &Place<'_>,
    tagged: bool,
) -> Result<<T as Message<'de>>::Output, A::Error>
where
    T: Message<'de> + Positional<'de, Output = <T as Message<'de>>::Output, Slots = <T as Message<'de>>::Slots>,
{
    let mut elements = NextElement(elements);
    let start = usize::from(<T as Positional<'de>>::TAG.is_some());
    let too_few = |got| place.fault(Fault::AtLeast { want: start + T::REQUIRED, got });
    if let Some(tag) = <T as Positional<'de>>::TAG
        && !tagged
        && !expect_tag(&mut elements, tag, &place.element(0))?
    {
        return Err(too_few(0));
    }
    let mut slots = <T as Positional<'de>>::EMPTY;
    let got = read_positions::<T, _>(&mut slots, &mut elements, start, place)?;
    if got < T::REQUIRED {
        return Err(too_few(start + got));
    }
    let mut further = 0;
    while got == T::FIELDS && elements.next(PhantomData::<IgnoredAny>)?.is_some() {
        further += 1;
    }
    if further > 0 && T::FORBID_UNKNOWN {
        return Err(place.fault(Fault::AtMost { want: T::FIELDS, got: T::FIELDS + further }));
    }
    told(T::assemble::<All>(&mut slots), place)
}

/// Reads what is there of the fields, and says how many positions that was.
fn read_positions<'de, T: Message<'de>, N: Next<'de>>(
    slots: &mut T::Slots,
    next: &mut N,
    start: usize,
    place: &Place<'_>,
) -> Result<usize, N::Error> {
    for (position, field) in T::POSITIONS.iter().enumerate() {
        let found = match field {
            Some(field) => T::read(slots, *field, next, &place.position(start + position))?,
            None => next.next(PhantomData::<Option<IgnoredAny>>)?.is_some(),
        };
        if !found {
            return Ok(position);
        }
    }
    Ok(T::POSITIONS.len())
}

/// Reads a message in map form.
///
/// # Errors
/// Input that is not this message.
pub fn entries<'de, T, S: Source<'de>>(
    mut source: S,
    place: &Place<'_>,
) -> Result<<T as Message<'de>>::Output, S::Error>
where
    T: Message<'de> + Keyed<'de, Output = <T as Message<'de>>::Output, Slots = <T as Message<'de>>::Slots>,
{
    let keys = T::KEYS;
    let mut slots = <T as Keyed<'de>>::EMPTY;
    while let Some(key) = source.key(place)? {
        if let Some(&Name { field, .. }) = keys.names.iter().find(|name| name.name == key) {
            // Fields' own names stand first.
            let name = keys.names.get(field).map_or("", |own| own.name);
            T::read(&mut slots, field, &mut source, &place.field(name))?;
        } else if let Some(tag) = keys.tag
            && key == keys.tag_field
        {
            expect_tag(&mut source, tag, &place.field(keys.tag_field))?;
        } else if keys.forbid_unknown {
            return Err(place.fault(Fault::UnknownField(key.into_owned())));
        } else {
            source.next(PhantomData::<IgnoredAny>)?;
        }
    }
    told(T::assemble_entries(&mut slots, 0), place)
}

/// Reads a message in map form where the format has made a sequence of it: the tag, then every field.
///
/// # Errors
/// Input that is not this message.
pub fn entries_in_order<'de, T, A: SeqAccess<'de>>(
    elements: A,
    place: &Place<'_>,
    tagged: bool,
) -> Result<<T as Message<'de>>::Output, A::Error>
where
    T: Message<'de> + Keyed<'de, Output = <T as Message<'de>>::Output, Slots = <T as Message<'de>>::Slots>,
{
    let mut elements = NextElement(elements);
    if let Some(tag) = T::KEYS.tag
        && !tagged
        && !expect_tag(&mut elements, tag, &place.element(0))?
    {
        return Err(place.fault(Fault::MissingField(T::KEYS.tag_field)));
    }
    let mut slots = <T as Keyed<'de>>::EMPTY;
    read_positions::<T, _>(&mut slots, &mut elements, usize::from(T::KEYS.tag.is_some()), place)?;
    while elements.next(PhantomData::<IgnoredAny>)?.is_some() {}
    told(T::assemble_entries(&mut slots, 0), place)
}

/// Reads the tag, which must be this one; `false` where there is none.
fn expect_tag<'de, N: Next<'de>>(next: &mut N, tag: Tag, place: &Place<'_>) -> Result<bool, N::Error> {
    let ints = matches!(tag, Tag::Int(_));
    match next.next(TagSeed { ints, place })? {
        None => Ok(false),
        Some(found) if found.as_ref().is(Some(tag)) => Ok(true),
        Some(found) => Err(place.fault(found.as_ref().unknown(Fault::Tag))),
    }
}

/// Reads a message in array form.
///
/// # Errors
/// Input that is not this message.
pub fn array<'de, T: Message<'de>, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
) -> Result<T::Output, D::Error> {
    let visitor = MessageVisitor::<T>::new(place, deserializer.is_human_readable(), true);
    deserializer.deserialize_seq(visitor)
}

/// Reads a message in array form, or in map form.
///
/// # Errors
/// Input that is not this message.
pub fn either<'de, T: Message<'de>, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
) -> Result<T::Output, D::Error> {
    let visitor = MessageVisitor::<T>::new(place, deserializer.is_human_readable(), true);
    deserializer.deserialize_any(visitor)
}

/// Reads a message in map form.
///
/// # Errors
/// Input that is not this message.
pub fn map<'de, T: Message<'de>, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
    name: &'static str,
    fields: &'static [&'static str],
) -> Result<T::Output, D::Error> {
    let visitor = MessageVisitor::<T>::new(place, deserializer.is_human_readable(), false);
    deserializer.deserialize_struct(name, fields, visitor)
}

/// What is expected of a message that has an array form, or has none.
pub(super) fn form(array: bool) -> &'static str {
    if array { "array" } else { "object" }
}

/// Formats that are not for people may write a map form as a sequence, of its values.
pub(super) fn may_be_sequence<E: Error>(array: bool, human_readable: bool, expected: &dyn Expected) -> Result<(), E> {
    if array || !human_readable { Ok(()) } else { Err(E::invalid_type(Unexpected::Seq, expected)) }
}

struct MessageVisitor<'p, T> {
    place: &'p Place<'p>,
    human_readable: bool,
    array: bool,
    message: PhantomData<fn() -> T>,
}

impl<'p, T> MessageVisitor<'p, T> {
    fn new(place: &'p Place<'p>, human_readable: bool, array: bool) -> Self {
        Self { place, human_readable, array, message: PhantomData }
    }
}

impl<'de, T: Message<'de>> Visitor<'de> for MessageVisitor<'_, T> {
    type Value = T::Output;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.expecting(f, form(self.array))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<T::Output, A::Error> {
        may_be_sequence(self.array, self.human_readable, &self)?;
        T::from_seq(elements, self.place, false)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T::Output, A::Error> {
        T::from_map(NextEntry::new(Vec::new(), map, self.human_readable), self.place)
    }
}

// Writing.

/// The array form of a message that is being written.
pub struct Elements<S: Serializer>(S::SerializeSeq);

impl<S: Serializer> Elements<S> {
    /// Starts an array of `length` elements.
    ///
    /// # Errors
    /// The format's.
    pub fn new(serializer: S, length: usize) -> Result<Self, S::Error> {
        serializer.serialize_seq(Some(length)).map(Self)
    }

    /// Where the fields write themselves.
    pub fn inner(&mut self) -> &mut S::SerializeSeq {
        &mut self.0
    }

    /// Writes the tag.
    ///
    /// # Errors
    /// The format's.
    pub fn tag(&mut self, tag: Tag) -> Result<(), S::Error> {
        self.0.serialize_element(&Part(&tag))
    }

    /// Writes what stands for a field that was removed.
    ///
    /// # Errors
    /// The format's.
    pub fn reserved(&mut self) -> Result<(), S::Error> {
        self.0.serialize_element(&None::<()>)
    }

    /// Ends the array.
    ///
    /// # Errors
    /// The format's.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

/// The map form of a message that is being written.
pub struct Entries<S: Serializer>(S::SerializeStruct);

impl<S: Serializer> Entries<S> {
    /// Starts a struct of `length` entries.
    ///
    /// # Errors
    /// The format's.
    pub fn new(serializer: S, name: &'static str, length: usize) -> Result<Self, S::Error> {
        serializer.serialize_struct(name, length).map(Self)
    }

    /// Where the fields write themselves.
    pub fn inner(&mut self) -> &mut S::SerializeStruct {
        &mut self.0
    }

    /// Writes the tag.
    ///
    /// # Errors
    /// The format's.
    pub fn tag(&mut self, name: &'static str, tag: Tag) -> Result<(), S::Error> {
        self.0.serialize_field(name, &Part(&tag))
    }

    /// Leaves a field out.
    ///
    /// # Errors
    /// The format's.
    pub fn skip(&mut self, name: &'static str) -> Result<(), S::Error> {
        self.0.skip_field(name)
    }

    /// Ends the struct.
    ///
    /// # Errors
    /// The format's.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

impl Ser for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(tag) => serializer.serialize_i64(*tag),
            Self::Str(tag) => serializer.serialize_str(tag),
        }
    }
}

// `with = module`.

/// A field that a module of the user's writes, by the number of the field.
pub trait WriteWith<const FIELD: usize> {
    /// The field's type.
    type Value;

    /// `module::serialize`
    ///
    /// # Errors
    /// As there.
    fn serialize<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A field that a module of the user's reads, by the number of the field.
pub trait ReadWith<'de, const FIELD: usize> {
    /// The field's type.
    type Value;

    /// `module::deserialize`
    ///
    /// # Errors
    /// As there.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error>;
}

struct WithSeed<T, const FIELD: usize>(PhantomData<fn() -> T>);

impl<'de, T: ReadWith<'de, FIELD>, const FIELD: usize> DeserializeSeed<'de> for WithSeed<T, FIELD> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        T::deserialize(deserializer)
    }
}

/// Reads such a field into its slot. What the module says is wrapped, so that it names the place.
///
/// # Errors
/// The module's.
pub fn with<'de, T: ReadWith<'de, FIELD>, const FIELD: usize, N: Next<'de>>(
    slot: &mut Option<T::Value>,
    next: &mut N,
    place: &Place<'_>,
) -> Result<bool, N::Error> {
    *slot = said(next.next(WithSeed::<T, FIELD>(PhantomData)), place)?;
    Ok(slot.is_some())
}

struct WithPart<'a, T: WriteWith<FIELD>, const FIELD: usize>(&'a T::Value);

impl<T: WriteWith<FIELD>, const FIELD: usize> Serialize for WithPart<'_, T, FIELD> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self.0, serializer)
    }
}

/// Writes such a field as an element.
///
/// # Errors
/// The module's.
pub fn with_element<T: WriteWith<FIELD>, const FIELD: usize, S: SerializeSeq>(
    value: &T::Value,
    elements: &mut S,
) -> Result<(), S::Error> {
    elements.serialize_element(&WithPart::<T, FIELD>(value))
}

/// Writes such a field as an entry.
///
/// # Errors
/// The module's.
pub fn with_entry<T: WriteWith<FIELD>, const FIELD: usize, S: SerializeStruct>(
    value: &T::Value,
    entries: &mut S,
    name: &'static str,
) -> Result<(), S::Error> {
    entries.serialize_field(name, &WithPart::<T, FIELD>(value))
}
