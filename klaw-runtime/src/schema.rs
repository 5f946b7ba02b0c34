//! The const description of a wire type: its names, tags, fields, types, defaults and rules.

use crate::constrain::Rules;
use crate::error::Error;

pub use crate::place::Place;

/// What a type looks like on the wire.
///
/// ```
/// use klaw_runtime::{WireMessage, schema::Shape};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 7)]
/// struct Ping {
///     seq: u64,
///     #[wire(default)]
///     note: String,
/// }
///
/// let schema = Ping::SCHEMA;
/// assert_eq!(schema.name, "Ping");
/// let Shape::Message(message) = &schema.shape else { panic!() };
/// assert_eq!(message.fields[1].name, "note");
/// assert!(!message.fields[1].required);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The type's name in Rust.
    pub name: &'static str,
    /// Its doc comment; `""` where it has none.
    pub doc: &'static str,
    /// What kind of type it is.
    pub shape: Shape,
    /// Does a function of the user's check its values (`validate = path`)?
    pub checked: bool,
}

/// The four shapes of wire types.
///
/// ```
/// use klaw_runtime::envelope::{MessageKind, WireEnvelope};
/// use klaw_runtime::types::Identifier;
/// use klaw_runtime::{WireMessage, schema::Shape};
///
/// assert!(matches!(WireEnvelope::SCHEMA.shape, Shape::Union(_)));
/// assert!(matches!(MessageKind::SCHEMA.shape, Shape::Enumeration(_)));
/// assert!(matches!(Identifier::SCHEMA.shape, Shape::Newtype(_)));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Shape {
    /// A struct with named fields.
    Message(MessageSchema),
    /// An enum of messages.
    Union(UnionSchema),
    /// An enum of unit variants.
    Enumeration(EnumerationSchema),
    /// One value under another type.
    Newtype(FieldSchema),
}

/// A message's layout.
///
/// ```
/// use klaw_runtime::envelope::Ack;
/// use klaw_runtime::schema::{Form, Shape, Tag};
/// use klaw_runtime::WireMessage;
///
/// let Shape::Message(ack) = &Ack::SCHEMA.shape else { panic!() };
/// assert_eq!((ack.form, ack.tag), (Form::Array, Some(Tag::Int(4))));
/// let names: Vec<&str> = ack.fields.iter().map(|field| field.name).collect();
/// assert_eq!(names, ["header", "acked_seq", "status"]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct MessageSchema {
    /// Array or map.
    pub form: Form,
    /// What tells it apart in a union.
    pub tag: Option<Tag>,
    /// Are unknown fields refused?
    pub forbid_unknown_fields: bool,
    /// May encoding leave out fields that equal their defaults?
    pub omits_defaults: bool,
    /// The fields on the wire, in order.
    pub fields: &'static [FieldSchema],
    /// The positions that removed fields keep.
    pub reserved: &'static [usize],
}

/// How a message lies on the wire.
///
/// ```
/// use klaw_runtime::schema::{Form, Shape};
/// use klaw_runtime::{Validate, WireMessage};
///
/// #[derive(WireMessage)]
/// #[wire(tag = "job", tag_field = "kind")]
/// struct Job {}
///
/// let Shape::Message(job) = &Job::SCHEMA.shape else { panic!() };
/// assert_eq!(job.form, Form::Map { tag_field: "kind" });
/// # assert!(Job {}.validate().is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `[tag?, field, ..]`
    Array,
    /// `[tag?, field, ..]`; decoding takes the map form too.
    ArrayOrMap {
        /// The key of the tag.
        tag_field: &'static str,
    },
    /// `{tag_field?: tag, name: field, ..}`
    Map {
        /// The key of the tag.
        tag_field: &'static str,
    },
}

/// The tag of a union's member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// An integer.
    Int(i64),
    /// A string.
    Str(&'static str),
}

impl Tag {
    /// Are the two the same? Usable in const context.
    ///
    /// ```
    /// use klaw_runtime::schema::Tag;
    ///
    /// const _: () = assert!(Tag::Str("a").same(Tag::Str("a")));
    /// assert!(!Tag::Int(1).same(Tag::Str("1")));
    /// ```
    #[must_use]
    pub const fn same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Str(a), Self::Str(b)) => same_str(a, b),
            _ => false,
        }
    }
}

/// `==` of strings in const context.
pub(crate) const fn same_str(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A field.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::schema::{Shape, WireType};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, reserved(1))]
/// struct Job {
///     /// What is run.
///     name: String,
///     #[wire(default = 3, since = 2, alias = "tries")]
///     #[constrain(le = 5)]
///     retries: u8,
/// }
///
/// let Shape::Message(job) = &Job::SCHEMA.shape else { panic!() };
/// let [name, retries] = job.fields else { panic!() };
/// assert_eq!((name.name, name.doc, name.position, name.required), ("name", "What is run.", 0, true));
/// assert_eq!((retries.position, retries.since, retries.default, retries.aliases), (2, 2, Some("3"), &["tries"][..]));
/// assert_eq!(retries.rules.map(|rules| rules.int.max), Some(5));
/// assert!(matches!(retries.ty, WireType::Int { min: 0, max: 255 }));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct FieldSchema {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its doc comment; `""` where it has none.
    pub doc: &'static str,
    /// Further names that decoding accepts in map form.
    pub aliases: &'static [&'static str],
    /// Its position in array form, from 0, the tag not counted.
    pub position: usize,
    /// The version that it came with.
    pub since: u32,
    /// What stands there.
    pub ty: WireType,
    /// Does the type mention a type parameter of the message's?
    pub generic: bool,
    /// Must it stand there?
    pub required: bool,
    /// The default as written; `""` for the type's own.
    pub default: Option<&'static str>,
    /// The default as a value: calls what decoding would, and gives it as MessagePack. `None` where the field is required,
    /// has `with = module`, or belongs to a type with type parameters.
    ///
    /// ```
    /// use klaw_runtime::{WireMessage, schema::Shape};
    ///
    /// #[derive(WireMessage)]
    /// struct Job {
    ///     #[wire(default = 2 + 1)]
    ///     retries: u32,
    /// }
    ///
    /// let Shape::Message(job) = &Job::SCHEMA.shape else { panic!() };
    /// assert_eq!(job.fields[0].default, Some("2+1"));
    /// assert_eq!(job.fields[0].default_value.map(|value| value()), Some(vec![3]));
    /// ```
    pub default_value: Option<fn() -> Vec<u8>>,
    /// Is it never to be shown (`#[wire(secret)]`)? [`WireType::is_secret`] tells it of a type.
    pub secret: bool,
    /// Its rules, if it has any.
    pub rules: Option<&'static Rules>,
    /// Does a function of the user's check it, or what is inside (`#[constrain(with = path)]`)?
    pub checked: bool,
    /// Holds the default against the rules, where the compiler has not done so.
    pub check_default: Option<fn() -> Result<(), Error>>,
    /// Is it read by the lax rules (`#[wire(lax)]`)?
    pub lax: bool,
}

impl FieldSchema {
    /// Of the fields of two newtypes of one type: do both take the same values? What a function of the user's checks, nobody
    /// can compare, but for whether there is one.
    pub(crate) const fn takes_the_same(&self, other: &Self) -> bool {
        let rules = match (self.rules, other.rules) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        };
        rules && self.checked == other.checked && self.lax == other.lax && self.secret == other.secret
    }
}

/// A union's layout.
///
/// ```
/// use klaw_runtime::envelope::WireEnvelope;
/// use klaw_runtime::schema::{MemberBody, Shape, WireType};
/// use klaw_runtime::WireMessage;
///
/// let Shape::Union(envelope) = &WireEnvelope::SCHEMA.shape else { panic!() };
/// assert_eq!((envelope.members.len(), envelope.keeps_unknown), (5, false));
/// let MemberBody::Type(WireType::Named(name, _)) = envelope.members[2].body else { panic!() };
/// assert_eq!((envelope.members[2].name, name), ("Heartbeat", "Heartbeat"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct UnionSchema {
    /// Array or map: every member's.
    pub form: Form,
    /// The members, in order.
    pub members: &'static [MemberSchema],
    /// Is an unknown tag kept?
    pub keeps_unknown: bool,
}

/// A member of a union.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::schema::{MemberBody, Shape, Tag};
///
/// #[derive(WireMessage)]
/// #[wire(array_like)]
/// enum Event {
///     /// It is over.
///     #[wire(tag = 2)]
///     Finished { exit_code: i32 },
/// }
///
/// let Shape::Union(event) = &Event::SCHEMA.shape else { panic!() };
/// let [finished] = event.members else { panic!() };
/// let MemberBody::Message(message) = finished.body else { panic!() };
/// assert_eq!((finished.name, finished.doc, message.tag), ("Finished", "It is over.", Some(Tag::Int(2))));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct MemberSchema {
    /// The variant's name.
    pub name: &'static str,
    /// Its doc comment; `""` where it has none.
    pub doc: &'static str,
    /// What stands there.
    pub body: MemberBody,
}

/// What a member of a union is.
#[derive(Debug, Clone, Copy)]
pub enum MemberBody {
    /// A message with a type of its own.
    Type(WireType),
    /// The fields of a struct-like variant.
    Message(MessageSchema),
}

/// An enumeration's values.
///
/// ```
/// use klaw_runtime::envelope::ControlAction;
/// use klaw_runtime::schema::{Shape, Tag};
/// use klaw_runtime::WireMessage;
///
/// let Shape::Enumeration(actions) = &ControlAction::SCHEMA.shape else { panic!() };
/// assert_eq!(actions.values[0], ("Create", Tag::Str("create")));
/// assert!(actions.keeps_unknown);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct EnumerationSchema {
    /// Each variant's name with its value.
    pub values: &'static [(&'static str, Tag)],
    /// Is an unknown value kept?
    pub keeps_unknown: bool,
}

/// The type of a field, an element, a key or a value.
///
/// ```
/// use klaw_runtime::Encode;
/// use klaw_runtime::schema::WireType;
///
/// assert!(matches!(u8::TYPE, WireType::Int { min: 0, max: 255 }));
/// assert!(matches!(<Option<String>>::TYPE, WireType::Option(WireType::Str)));
/// assert!(matches!(<Vec<u8>>::TYPE, WireType::Bytes));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum WireType {
    /// A type whose hand-written codec says nothing of itself.
    Opaque,
    /// Any value.
    Any,
    /// `nil`
    Nil,
    /// A bool.
    Bool,
    /// An integer in a range.
    Int {
        /// The least.
        min: i64,
        /// The greatest.
        max: u64,
    },
    /// A float; its width in Rust.
    Float {
        /// 32 or 64.
        bits: u8,
    },
    /// A string.
    Str,
    /// One character.
    Char,
    /// Bytes.
    Bytes,
    /// So many bytes.
    ByteArray(usize),
    /// A value of the ext family.
    Ext,
    /// A point in time: ext -1.
    Timestamp,
    /// Text in a form that the name says: `datetime`, `date`, `time`, `duration`, `uuid`, `ip`, `ipv4`, `ipv6`, `socket`,
    /// `socket_v4`, `socket_v6`.
    Text(&'static str),
    /// The value, or nil.
    Option(&'static WireType),
    /// An array of any length.
    Sequence(&'static WireType),
    /// An array of a fixed length, all of one type.
    Array(&'static WireType, usize),
    /// An array with one type at each place.
    Tuple(&'static [WireType]),
    /// A map.
    Map(&'static WireType, &'static WireType),
    /// Another type under a name and rules of its own.
    Newtype(&'static str, &'static FieldSchema),
    /// A type with a schema of its own. A function, so that types may hold themselves.
    Named(&'static str, fn() -> &'static Schema),
}

impl WireType {
    /// Is there a [`Secret`](crate::Secret) in it? A type with a schema of its own says so of each of its fields.
    ///
    /// ```
    /// use klaw_runtime::{Encode, Secret};
    ///
    /// assert!(<Option<Secret<String>>>::TYPE.is_secret());
    /// assert!(!String::TYPE.is_secret());
    /// ```
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        match self {
            Self::Option(ty) | Self::Sequence(ty) | Self::Array(ty, _) => ty.is_secret(),
            Self::Map(key, value) => key.is_secret() || value.is_secret(),
            Self::Newtype(_, field) => field.secret || field.ty.is_secret(),
            Self::Tuple(items) => {
                let mut at = 0;
                while at < items.len() {
                    if items[at].is_secret() {
                        return true;
                    }
                    at += 1;
                }
                false
            }
            _ => false,
        }
    }

    /// Is there a secret anywhere in a value of the type?
    #[cfg(feature = "json")]
    pub(crate) fn holds_secret(&'static self) -> bool {
        /// Types may hold themselves.
        fn holds(ty: &'static WireType, seen: &mut Vec<*const Schema>) -> bool {
            match ty {
                WireType::Option(ty) | WireType::Sequence(ty) | WireType::Array(ty, _) => holds(ty, seen),
                WireType::Map(key, value) => holds(key, seen) || holds(value, seen),
                WireType::Tuple(items) => items.iter().any(|ty| holds(ty, seen)),
                WireType::Newtype(_, field) => field.secret || holds(&field.ty, seen),
                WireType::Named(_, schema) => {
                    let schema = schema();
                    if seen.contains(&std::ptr::from_ref(schema)) {
                        return false;
                    }
                    seen.push(schema);
                    match &schema.shape {
                        Shape::Message(message) => fields(message, seen),
                        Shape::Union(union) => union.members.iter().any(|member| match &member.body {
                            MemberBody::Type(ty) => holds(ty, seen),
                            MemberBody::Message(message) => fields(message, seen),
                        }),
                        Shape::Newtype(field) => field.secret || holds(&field.ty, seen),
                        Shape::Enumeration(_) => false,
                    }
                }
                _ => false,
            }
        }

        fn fields(message: &'static MessageSchema, seen: &mut Vec<*const Schema>) -> bool {
            message.fields.iter().any(|field| field.secret || holds(&field.ty, seen))
        }

        holds(self, &mut Vec::new())
    }
}
