//! [`Report`]: every fault of a frame, where decoding stops at the first.
//!
//! A walk over the frame beside the type's const [`Schema`](crate::schema::Schema): nothing is generated for it, so the decoder
//! that stops at the first fault stays as fast as it is.

use crate::constrain::Rules;
use crate::decode::Decode;
use crate::error::Error;
use crate::fault::{Fault, Types};
use crate::msgpack::marker::Kind;
use crate::msgpack::{self, Limits, Reader};
use crate::private::array::TagRef;
use crate::schema::{
    EnumerationSchema, FieldSchema, Form, MemberBody, MemberSchema, MessageSchema, Shape, Tag, UnionSchema, WireType,
};
use klaw_derive::WireMessage;
use std::fmt;

/// How many faults a [`Report`] holds at the most.
///
/// ```
/// use klaw_runtime::report::{MAX_FAULTS, validate_all};
///
/// let report = validate_all::<Vec<bool>>(&[&[0xdc, 0x01, 0x01][..], &[0; 257]].concat());
/// assert_eq!((report.faults.len(), report.truncated), (MAX_FAULTS, true));
/// ```
pub const MAX_FAULTS: usize = 256;

/// Every fault of a frame, in the order in which they stand, up to [`MAX_FAULTS`].
///
/// It is a message itself (in map form), so that it can be sent to whoever wrote the frame.
///
/// ```
/// use klaw_runtime::{WireMessage, report};
///
/// #[derive(WireMessage)]
/// #[wire(array_like)]
/// struct Job<'a> {
///     #[constrain(min_length = 1)]
///     name: &'a str,
///     #[constrain(ge = 1, le = 5)]
///     priority: u8,
///     retries: u32,
/// }
///
/// let report = report::validate_all::<Job<'_>>(b"\x93\xa0\x09\xa1x");
/// let texts: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
/// assert_eq!(texts, [
///     "Expected `str` of length >= 1 - at `$[0]`",
///     "Expected `int` <= 5 - at `$[1]`",
///     "Expected `int`, got `str` - at `$[2]`",
/// ]);
/// assert_eq!((report.faults[1].path.as_str(), report.faults[1].offset), ("$[1]", Some(2)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, WireMessage)]
#[wire(crate = "crate")]
pub struct Report {
    /// What is wrong; empty where the frame is a value of the type.
    pub faults: Vec<FieldFault>,
    /// Were there more than the report holds?
    #[wire(default)]
    pub truncated: bool,
}

/// One fault.
///
/// [`got`](Self::got) may hold what was read, up to 64 characters of it. It is for whoever wrote the frame: `Debug` leaves it
/// out.
///
/// ```
/// use klaw_runtime::report::validate_all;
///
/// let report = validate_all::<(u8, bool)>(b"\x92\xcd\x01\x00\xc0");
/// let fault = &report.faults[0];
/// assert_eq!((fault.path.as_str(), fault.code.as_str(), fault.offset), ("$[0]", "range", Some(1)));
/// assert_eq!(fault.got.as_deref(), Some("256"));
/// assert!(!format!("{fault:?}").contains("256"));
/// ```
#[derive(Clone, PartialEq, Eq, WireMessage)]
#[wire(crate = "crate", omit_defaults)]
pub struct FieldFault {
    /// Where: `$` at the root, `$.a[1]`, `key in $.a`.
    pub path: String,
    /// What sort of fault, for programs: `type`, `range`, `multiple_of`, `length`, `pattern`, `missing_field`,
    /// `unknown_field`, `tag`, `enumeration`, `custom`, `truncated`, `malformed`, `trailing`, `utf8`, `limit`.
    pub code: String,
    /// What it says, as the error of a decode would, path and all.
    pub message: String,
    /// What could have stood there, where one can say so.
    #[wire(default)]
    pub expected: Option<String>,
    /// What stood there, where one can say so.
    #[wire(default)]
    pub got: Option<String>,
    /// The offset in bytes from the start of the frame.
    #[wire(default)]
    pub offset: Option<u64>,
}

impl Report {
    /// Is the frame a value of the type?
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.faults.is_empty()
    }
}

impl fmt::Debug for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldFault")
            .field("path", &self.path)
            .field("code", &self.code)
            .field("message", &self.message)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// One fault a line.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        if self.truncated {
            writeln!(f, "and more than {MAX_FAULTS} in all")?;
        }
        Ok(())
    }
}

/// Collects every fault of a frame. [`WireMessage::validate_all`](crate::WireMessage::validate_all) is the
/// same as a method of the type.
///
/// A frame that is not well-formed has that one fault. Checks that are functions of the user's
/// (`validate = path`, `#[constrain(with = path)]`) and hand-written decoders run on a frame that has no
/// other fault, and stop at their first.
///
/// ```
/// use klaw_runtime::report::validate_all;
///
/// assert!(validate_all::<(u8, bool)>(&[0x92, 1, 0xc3]).is_ok());
/// assert_eq!(validate_all::<(u8, bool)>(&[0x92, 0xc0, 1]).faults.len(), 2);
/// ```
pub fn validate_all<'de, T: Decode<'de> + crate::Encode>(input: &'de [u8]) -> Report {
    validate_all_with::<T>(input, &Limits::DEFAULT)
}

/// [`validate_all`] with limits of the caller's. A frame that goes past one has that one fault.
///
/// ```
/// use klaw_runtime::{Limits, report};
///
/// let limits = Limits::new().message_size(3);
/// let report = report::validate_all_with::<Vec<u64>>(&[0x93, 1, 2, 3], &limits);
/// assert_eq!(report.to_string(), "Message has 4 bytes, at most 3 are allowed\n");
/// ```
pub fn validate_all_with<'de, T: Decode<'de> + crate::Encode>(input: &'de [u8], limits: &Limits) -> Report {
    let mut walk = Walk { input, path: Vec::new(), report: Report::default(), secrets: 0, rules_alone: false };
    if let Err(error) = limits.check(input) {
        walk.push(error);
        return walk.report;
    }
    // The walk leaves containers where it finds a fault, and so does not count how many are open.
    let mut reader = Reader::with_limits(input, &Limits::trusted());
    walk.value(&mut reader, &T::TYPE, &Rules::NONE, false);
    if walk.report.faults.is_empty()
        && let Err(error) = msgpack::from_slice_with::<T>(input, &limits.held())
    {
        walk.push(error);
    }
    walk.report
}

/// Every fault that the schema tells of a well-formed frame. What only a decoder knows is not judged.
#[cfg(feature = "config")]
pub(crate) fn walk(input: &[u8], ty: &'static WireType) -> Report {
    let mut walk = Walk { input, path: Vec::new(), report: Report::default(), secrets: 0, rules_alone: false };
    walk.value(&mut Reader::with_limits(input, &Limits::trusted()), ty, &Rules::NONE, false);
    walk.report
}

/// A step from a value to one inside of it.
#[derive(Clone)]
enum Step<'de> {
    Element(usize),
    Field(&'de str),
    Entry,
    Key,
}

struct Walk<'de> {
    input: &'de [u8],
    path: Vec<Step<'de>>,
    report: Report,
    /// In how many secrets does the walk stand?
    secrets: usize,
    /// Have the values been judged but for rules from where they stand?
    rules_alone: bool,
}

impl<'de> Walk<'de> {
    /// Walks over one value, which is well-formed. The cursor stands behind it afterwards.
    ///
    /// A value in a value in a value takes this function, [`contents`](Self::contents) and one for its shape, so these keep
    /// little on the stack, in a debug build too: what they need done is done in functions that have ended before the next
    /// level.
    fn value(&mut self, reader: &mut Reader<'de>, ty: &'static WireType, rules: &'static Rules, or_nil: bool) {
        let start = reader.rest();
        let (ty, or_nil) = without_option(ty, or_nil);
        if or_nil && reader.take_nil() {
            return;
        }
        match newtype_of(ty) {
            Some((field, true)) => self.newtype(reader, field, rules, or_nil),
            Some((field, false)) => self.newtype(reader, field, &Rules::NONE, or_nil),
            None => {
                let found = self.contents(reader, ty, rules);
                self.settle(reader, start, found, or_nil);
            }
        }
    }

    /// Walks over what a value holds.
    fn contents(
        &mut self,
        reader: &mut Reader<'de>,
        ty: &'static WireType,
        rules: &'static Rules,
    ) -> Result<(), Error> {
        match shape_of(ty) {
            // No rule from outside is about them; to go in again would double the time with each level.
            Some(Shape::Message(_) | Shape::Union(_) | Shape::Enumeration(_)) if self.rules_alone => return Ok(()),
            Some(Shape::Message(message)) => return self.message(reader, message, false),
            Some(Shape::Union(union)) => {
                return match self.member(reader, union)? {
                    Some(message) => self.message(reader, message, true),
                    None => Ok(()),
                };
            }
            Some(Shape::Enumeration(enumeration)) => return value_of(reader, enumeration),
            Some(Shape::Newtype(_)) | None => {}
        }
        match ty {
            WireType::Sequence(item) => self.sequence(reader, item, rules),
            WireType::Array(item, length) => self.array(reader, item, *length, rules),
            WireType::Tuple(items) => self.tuple(reader, items),
            WireType::Map(key, value) => self.map(reader, key, value, rules),
            scalar => leaf(reader, scalar, rules),
        }
    }

    /// Adds what was found, and puts the cursor behind the value.
    fn settle(&mut self, reader: &mut Reader<'de>, start: &'de [u8], found: Result<(), Error>, or_nil: bool) {
        if let Err(error) = found {
            reader.seek(start);
            if let Err(error) = if or_nil { reader.or_nil(error) } else { Err(error) } {
                self.push(error);
            }
        }
        self.pass(reader, start);
    }

    /// Puts the cursor behind the value at `start`, wherever it stands now.
    fn pass(&mut self, reader: &mut Reader<'de>, start: &'de [u8]) {
        let offset = self.input.len() - start.len();
        // The limits have been checked with the frame as a whole.
        let mut whole = Reader::with_limits(start, &Limits::trusted());
        match whole.skip() {
            Ok(()) => reader.seek(whole.rest()),
            Err(_) => debug_assert!(false, "a value at {offset} of a well-formed frame"),
        }
    }

    /// Walks over a value inside of the one that the walk stands at.
    fn inside(
        &mut self,
        step: Step<'de>,
        reader: &mut Reader<'de>,
        ty: &'static WireType,
        rules: Option<&'static Rules>,
    ) {
        self.path.push(step);
        self.value(reader, ty, rules.unwrap_or(&Rules::NONE), false);
        self.path.pop();
    }

    /// Adds a fault of a value inside of the one that the walk stands at.
    fn push_inside(&mut self, step: Step<'de>, error: Error) {
        self.path.push(step);
        self.push(error);
        self.path.pop();
    }

    fn newtype(&mut self, reader: &mut Reader<'de>, field: &'static FieldSchema, outer: &'static Rules, or_nil: bool) {
        let start = reader.rest();
        let is_ruled = !std::ptr::eq(outer, &Rules::NONE);
        if self.rules_alone && !is_ruled {
            return self.pass(reader, start);
        }
        let (before, rules_alone) = (self.report.faults.len(), self.rules_alone);
        self.secrets += usize::from(field.secret);
        if !rules_alone {
            self.ruled(reader, field, or_nil);
        }
        if self.report.faults.len() == before && is_ruled {
            reader.seek(start);
            self.rules_alone = true;
            self.under(reader, field, outer, or_nil);
            self.rules_alone = rules_alone;
        }
        self.secrets -= usize::from(field.secret);
    }

    fn sequence(
        &mut self,
        reader: &mut Reader<'de>,
        item: &'static WireType,
        rules: &'static Rules,
    ) -> Result<(), Error> {
        let start = reader.rest();
        let length = reader.begin_array()?;
        self.length(start, "array", length, rules);
        for index in 0..length {
            self.inside(Step::Element(index), reader, item, rules.items);
        }
        Ok(())
    }

    fn length(&mut self, start: &'de [u8], name: &'static str, length: usize, rules: &Rules) {
        if let Err(fault) = rules.length(name, length) {
            self.push(Error::at_offset(fault, self.input.len() - start.len()));
        }
    }

    fn array(
        &mut self,
        reader: &mut Reader<'de>,
        item: &'static WireType,
        want: usize,
        rules: &'static Rules,
    ) -> Result<(), Error> {
        let start = reader.rest();
        let got = reader.begin_array()?;
        if got != want {
            return Err(Error::at_offset(Fault::Exactly { want, got }, self.input.len() - start.len()));
        }
        reader.seek(start);
        self.sequence(reader, item, rules)
    }

    fn tuple(&mut self, reader: &mut Reader<'de>, items: &'static [WireType]) -> Result<(), Error> {
        let start = reader.rest();
        let got = reader.begin_array()?;
        if got != items.len() {
            let fault = Fault::Exactly { want: items.len(), got };
            return Err(Error::at_offset(fault, self.input.len() - start.len()));
        }
        for (index, item) in items.iter().enumerate() {
            self.inside(Step::Element(index), reader, item, None);
        }
        Ok(())
    }

    fn map(
        &mut self,
        reader: &mut Reader<'de>,
        key: &'static WireType,
        value: &'static WireType,
        rules: &'static Rules,
    ) -> Result<(), Error> {
        let start = reader.rest();
        let length = reader.begin_map()?;
        self.length(start, "object", length, rules);
        for _ in 0..length {
            self.inside(Step::Key, reader, key, rules.keys);
            self.inside(Step::Entry, reader, value, rules.values);
        }
        Ok(())
    }

    /// A message. `tagged` where it is a member of a union, whose tag has been judged.
    fn message(
        &mut self,
        reader: &mut Reader<'de>,
        message: &'static MessageSchema,
        tagged: bool,
    ) -> Result<(), Error> {
        if let Some(tag_field) = map_of(message, reader) {
            let start = reader.rest();
            let length = reader.begin_map()?;
            let mut seen = vec![false; message.fields.len()];
            for _ in 0..length {
                if let Some(field) = self.key(reader, message, tag_field, &mut seen) {
                    self.field(Step::Field(field.name), reader, field);
                }
            }
            self.missing(start, message, &seen);
            return Ok(());
        }
        let start = reader.rest();
        let fields = self.elements(reader, message, tagged)?;
        let slots = slots(message);
        for position in 0..fields.min(slots) {
            match field_at(message, position) {
                Some((step, field)) => self.field(step, reader, field),
                // Reserved.
                None => self.pass(reader, reader.rest()),
            }
        }
        if fields > slots && message.forbid_unknown_fields {
            self.push(Error::at_offset(Fault::AtMost { want: slots, got: fields }, self.input.len() - start.len()));
        }
        Ok(())
    }

    /// Opens an array, and says how many fields it has.
    fn elements(
        &mut self,
        reader: &mut Reader<'de>,
        message: &'static MessageSchema,
        tagged: bool,
    ) -> Result<usize, Error> {
        let start = reader.rest();
        let got = reader.begin_array()?;
        let first = usize::from(message.tag.is_some());
        let required = message.fields.iter().filter(|field| field.required).map(|field| field.position + 1).max();
        let want = first + required.unwrap_or(0);
        let at = self.input.len() - start.len();
        if got < want {
            self.push(Error::at_offset(Fault::AtLeast { want, got }, at));
        }
        if let Some(expected) = message.tag
            && got > 0
        {
            let start = reader.rest();
            if !tagged && let Err(error) = expect(reader, expected) {
                self.push_inside(Step::Element(0), error);
            }
            self.pass(reader, start);
        }
        Ok(got.saturating_sub(first))
    }

    /// Reads a key of a map, and says which field it is. Of others the value is passed over.
    fn key(
        &mut self,
        reader: &mut Reader<'de>,
        message: &'static MessageSchema,
        tag_field: &'static str,
        seen: &mut [bool],
    ) -> Option<&'static FieldSchema> {
        let at = reader.rest();
        let key = match reader.key() {
            Ok(key) => key,
            Err(error) => {
                self.push_inside(Step::Key, error);
                self.pass(reader, at);
                self.pass(reader, reader.rest());
                return None;
            }
        };
        let named = message.fields.iter().zip(seen).find(|(field, _)| {
            field.name.as_bytes() == key || field.aliases.iter().any(|alias| alias.as_bytes() == key)
        });
        if let Some((field, seen)) = named {
            *seen = true;
            return Some(field);
        }
        let value = reader.rest();
        if let Some(expected) = message.tag
            && key == tag_field.as_bytes()
        {
            // In a union the first has been judged, but a key may stand twice.
            if let Err(error) = expect(reader, expected) {
                self.push_inside(Step::Field(tag_field), error);
            }
        } else if message.forbid_unknown_fields {
            let offset = self.input.len() - at.len();
            match std::str::from_utf8(key) {
                Ok(key) => self.push(Error::at_offset(Fault::UnknownField(String::from(key)), offset)),
                Err(_) => self.push_inside(Step::Key, Error::at_offset(Fault::InvalidUtf8, offset)),
            }
        }
        self.pass(reader, value);
        None
    }

    /// Adds the fields that must be there and are not.
    fn missing(&mut self, start: &'de [u8], message: &'static MessageSchema, seen: &[bool]) {
        for (field, seen) in message.fields.iter().zip(seen) {
            if field.required && !seen {
                self.push(Error::at_offset(Fault::MissingField(field.name), self.input.len() - start.len()));
            }
        }
    }

    /// A field of a message.
    fn field(&mut self, step: Step<'de>, reader: &mut Reader<'de>, field: &'static FieldSchema) {
        self.path.push(step);
        self.secrets += usize::from(field.secret);
        self.ruled(reader, field, false);
        self.secrets -= usize::from(field.secret);
        self.path.pop();
    }

    /// A field under its own rules.
    fn ruled(&mut self, reader: &mut Reader<'de>, field: &'static FieldSchema, or_nil: bool) {
        self.under(reader, field, field.rules.unwrap_or(&Rules::NONE), or_nil);
    }

    /// A field under some rules.
    fn under(&mut self, reader: &mut Reader<'de>, field: &'static FieldSchema, rules: &'static Rules, or_nil: bool) {
        if field.lax {
            reader.lax(|reader| self.value(reader, &field.ty, rules, or_nil));
        } else {
            self.value(reader, &field.ty, rules, or_nil);
        }
    }

    /// Judges the tag of a union, and gives the message that it is. The cursor stands where it stood.
    fn member(
        &mut self,
        reader: &mut Reader<'de>,
        union: &'static UnionSchema,
    ) -> Result<Option<&'static MessageSchema>, Error> {
        let start = reader.rest();
        let ints = matches!(union.members.first().and_then(tag_of), Some(Tag::Int(_)) | None);
        let is_map = reader.kind() == Some(Kind::Map);
        let (tag, step, at) = match union.form {
            Form::Map { tag_field } => find_tag(reader, tag_field, ints)?,
            Form::ArrayOrMap { tag_field } if is_map => find_tag(reader, tag_field, ints)?,
            Form::Array | Form::ArrayOrMap { .. } => {
                if reader.begin_array()? == 0 {
                    let fault = Fault::AtLeast { want: 1, got: 0 };
                    return Err(Error::at_offset(fault, self.input.len() - start.len()));
                }
                let at = reader.rest();
                (read_tag(reader, ints), Step::Element(0), at)
            }
        };
        let tag = match tag {
            Ok(tag) => tag,
            Err(error) => {
                self.push_inside(step, error);
                return Ok(None);
            }
        };
        let member = union.members.iter().find(|member| tag.is(tag_of(member)));
        reader.seek(start);
        Ok(match member.map(|member| &member.body) {
            Some(MemberBody::Message(message)) => Some(message),
            Some(MemberBody::Type(ty)) => match shape_of(ty) {
                Some(Shape::Message(message)) => Some(message),
                _ => None,
            },
            None if union.keeps_unknown => None,
            None => {
                let error = Error::at_offset(tag.unknown(Fault::Tag), self.input.len() - at.len());
                self.push_inside(step, error);
                None
            }
        })
    }

    /// Adds a fault of the value that the walk stands at.
    fn push(&mut self, mut error: Error) {
        if self.report.faults.len() == MAX_FAULTS {
            self.report.truncated = true;
            return;
        }
        let code = code(error.fault());
        // What the decoder refuses behind the walk knows itself that it is a secret's.
        let is_hidden = self.secrets > 0 || error.is_hidden();
        if is_hidden {
            error = error.hidden();
        }
        for step in self.path.iter().rev() {
            error = match step {
                Step::Element(index) => error.in_element(*index),
                Step::Field(name) => error.in_field(name),
                Step::Entry => error.in_entry(),
                Step::Key => error.in_key(),
            };
        }
        let (expected, got) = sides(error.fault());
        let got = got.or_else(|| error.offset().filter(|_| !is_hidden).and_then(|offset| shown(self.input, offset)));
        self.report.faults.push(FieldFault {
            path: error.path().to_owned(),
            code: code.to_owned(),
            message: error.to_string(),
            expected,
            got,
            offset: error.offset().and_then(|offset| u64::try_from(offset).ok()),
        });
    }
}

/// What may stand where nil may stand too.
fn without_option(ty: &'static WireType, or_nil: bool) -> (&'static WireType, bool) {
    match ty {
        WireType::Option(ty) => without_option(ty, true),
        ty => (ty, or_nil),
    }
}

/// The one field of a newtype. Of one that is not a type of its own, the rules around it hold too.
fn newtype_of(ty: &'static WireType) -> Option<(&'static FieldSchema, bool)> {
    match ty {
        WireType::Newtype(_, field) => Some((field, true)),
        ty => match shape_of(ty) {
            Some(Shape::Newtype(field)) => Some((field, false)),
            _ => None,
        },
    }
}

fn shape_of(ty: &'static WireType) -> Option<&'static Shape> {
    match ty {
        WireType::Named(_, schema) => Some(&schema().shape),
        _ => None,
    }
}

/// Where the tag of a message stands, if what is next is its map form.
fn map_of(message: &MessageSchema, reader: &Reader<'_>) -> Option<&'static str> {
    match message.form {
        Form::Map { tag_field } => Some(tag_field),
        Form::ArrayOrMap { tag_field } if reader.kind() == Some(Kind::Map) => Some(tag_field),
        Form::Array | Form::ArrayOrMap { .. } => None,
    }
}

/// How many elements behind the tag mean something.
fn slots(message: &MessageSchema) -> usize {
    message.fields.len() + message.reserved.len()
}

/// The field at a position of an array, and the step to it.
fn field_at<'de>(message: &'static MessageSchema, position: usize) -> Option<(Step<'de>, &'static FieldSchema)> {
    let field = message.fields.iter().find(|field| field.position == position)?;
    Some((Step::Element(usize::from(message.tag.is_some()) + position), field))
}

/// A value that holds no others.
fn leaf(reader: &mut Reader<'_>, ty: &WireType, rules: &'static Rules) -> Result<(), Error> {
    match ty {
        WireType::Bool => reader.bool().map(drop),
        WireType::Nil => reader.nil(),
        WireType::Int { min, max } => {
            let at = reader.rest();
            let min = rules.int.min.max(i128::from(*min));
            let max = rules.int.max.min(i128::from(*max));
            let value = reader.int_in(min, max)?;
            rules.int_multiple(value).map_err(|fault| {
                reader.seek(at);
                reader.fault(fault)
            })
        }
        WireType::Float { bits: 32 } => f32::decode_ruled(reader, rules).map(drop),
        WireType::Float { .. } => f64::decode_ruled(reader, rules).map(drop),
        WireType::Str => <&str>::decode_ruled(reader, rules).map(drop),
        WireType::Char => char::decode(reader).map(drop),
        WireType::Bytes => <&[u8]>::decode_ruled(reader, rules).map(drop),
        WireType::ByteArray(length) => {
            let at = reader.rest();
            let bytes = <&[u8]>::decode_ruled(reader, rules)?;
            let exact = Rules { min_length: *length, max_length: *length, ..Rules::NONE };
            exact.length("bytes", bytes.len()).map_err(|fault| {
                reader.seek(at);
                reader.fault(fault)
            })
        }
        WireType::Ext => reader.ext(Types::EXT).map(drop),
        // What only a decoder knows is left to the decoder.
        _ => Ok(()),
    }
}

/// Is it one of the values of an enumeration?
fn value_of(reader: &mut Reader<'_>, enumeration: &EnumerationSchema) -> Result<(), Error> {
    let at = reader.rest();
    let value = match enumeration.values.first() {
        Some((_, Tag::Int(_))) => TagRef::Int(reader.int_or_digits()?),
        _ => TagRef::Str(reader.str()?.as_bytes()),
    };
    if enumeration.keeps_unknown || enumeration.values.iter().any(|(_, tag)| value.is(Some(*tag))) {
        return Ok(());
    }
    reader.seek(at);
    Err(reader.fault(value.unknown(Fault::Enumeration)))
}

fn read_tag<'de>(reader: &mut Reader<'de>, ints: bool) -> Result<TagRef<'de>, Error> {
    if ints { TagRef::int(reader) } else { TagRef::str(reader) }
}

fn expect(reader: &mut Reader<'_>, expected: Tag) -> Result<(), Error> {
    let at = reader.rest();
    let tag = read_tag(reader, matches!(expected, Tag::Int(_)))?;
    if tag.is(Some(expected)) {
        return Ok(());
    }
    reader.seek(at);
    Err(reader.fault(tag.unknown(Fault::Tag)))
}

/// A tag that was read, the step to it, and what stands there.
type Found<'de> = (Result<TagRef<'de>, Error>, Step<'de>, &'de [u8]);

/// Looks for the tag of a map.
fn find_tag<'de>(reader: &mut Reader<'de>, tag_field: &'static str, ints: bool) -> Result<Found<'de>, Error> {
    let start = reader.rest();
    let length = reader.begin_map()?;
    for _ in 0..length {
        let key = reader.key().map_err(Error::in_key)?;
        if key == tag_field.as_bytes() {
            let at = reader.rest();
            return Ok((read_tag(reader, ints), Step::Field(tag_field), at));
        }
        reader.skip()?;
    }
    reader.seek(start);
    Err(reader.fault(Fault::MissingField(tag_field)))
}

fn tag_of(member: &MemberSchema) -> Option<Tag> {
    match &member.body {
        MemberBody::Message(message) => message.tag,
        MemberBody::Type(WireType::Named(_, schema)) => match &schema().shape {
            Shape::Message(message) => message.tag,
            _ => None,
        },
        MemberBody::Type(_) => None,
    }
}

fn code(fault: &Fault) -> &'static str {
    match fault {
        Fault::Type { .. } | Fault::Expected(_) => "type",
        Fault::Range { .. } => "range",
        Fault::MultipleOf { .. } => "multiple_of",
        Fault::Length { .. } | Fault::AtLeast { .. } | Fault::AtMost { .. } | Fault::Exactly { .. } => "length",
        Fault::NoMoreThan(_) | Fault::NotExactly(_) => "length",
        Fault::Pattern(_) => "pattern",
        Fault::MissingField(_) => "missing_field",
        Fault::UnknownField(_) => "unknown_field",
        Fault::Tag(_) => "tag",
        Fault::Enumeration(_) => "enumeration",
        Fault::Sentence(_) | Fault::Custom(_) => "custom",
        Fault::Truncated { .. } => "truncated",
        Fault::Trailing { .. } => "trailing",
        Fault::InvalidOpcode { .. } | Fault::NotJson { .. } | Fault::NotToml(_) => "malformed",
        Fault::InvalidUtf8 => "utf8",
        Fault::Version(_) => "version",
        Fault::Depth { .. } | Fault::Memory { .. } | Fault::TooLong | Fault::BufferTooSmall { .. } => "limit",
        Fault::MessageSize { .. } | Fault::StringSize { .. } | Fault::ElementCount { .. } => "limit",
        Fault::DuplicateKey { .. } | Fault::Refused { .. } => "limit",
    }
}

/// What was expected and what stood there, where the fault itself says so.
fn sides(fault: &Fault) -> (Option<String>, Option<String>) {
    let said = |expected: String, got: usize| (Some(expected), Some(got.to_string()));
    match fault {
        Fault::Type { expected, got } => (Some(expected.to_string()), Some(String::from(*got))),
        Fault::Range { op, bound, .. } => (Some(format!("{op} {bound}")), None),
        Fault::MultipleOf { of, .. } => (Some(format!("a multiple of {of}")), None),
        Fault::Length { op, bound, .. } => (Some(format!("length {op} {bound}")), None),
        Fault::Pattern(pattern) => (Some(String::from(*pattern)), None),
        Fault::AtLeast { want, got } => said(format!("length >= {want}"), *got),
        Fault::AtMost { want, got } => said(format!("length <= {want}"), *got),
        Fault::Exactly { want, got } => said(format!("length {want}"), *got),
        Fault::MissingField(name) => (Some(String::from(*name)), None),
        Fault::UnknownField(name) => (None, Some(name.clone())),
        _ => (None, None),
    }
}

/// A scalar as it stands on the wire, for people; long ones are cut.
fn shown(input: &[u8], offset: usize) -> Option<String> {
    const MOST: usize = 64;
    let mut reader = Reader::new(input.get(offset..)?);
    match reader.kind()? {
        Kind::Nil => Some(String::from("null")),
        Kind::Bool => reader.bool().ok().map(|value| value.to_string()),
        Kind::Int => reader.int(Types::INT).ok().map(|value| value.to_string()),
        Kind::Float => reader.f64().ok().map(|value| value.to_string()),
        Kind::Str => reader.str().ok().map(|text| match text.char_indices().nth(MOST) {
            Some((cut, _)) => format!("{:?}..", &text[..cut]),
            None => format!("{text:?}"),
        }),
        Kind::Bin | Kind::Array | Kind::Map | Kind::Ext | Kind::Reserved => None,
    }
}
