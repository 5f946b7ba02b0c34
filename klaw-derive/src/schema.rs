//! The model: what an annotated item is on the wire. Plain data, nothing fallible.
//!
//! `lower` fills it from the attributes, `check` reads it, `expand` prints from it.

use crate::automaton::Table;
use proc_macro2::Span;
use syn::{Expr, Generics, Ident, Path, Type, WherePredicate};

/// One annotated item.
pub(crate) struct Schema {
    /// The item's own name.
    pub ident: Ident,
    /// The item's name on the wire and in messages: `ident` without `r#`.
    pub name: String,
    /// The item's doc comment.
    pub doc: String,
    pub generics: Generics,
    /// How generated code names the runtime crate: `::klaw_runtime` unless `crate = ".."` says otherwise.
    pub runtime: Path,
    /// `bound = ".."`: replaces the inferred where-predicates.
    pub bound: Option<Vec<WherePredicate>>,
    /// `validate = path`: runs on a value after it is decoded, and in `validate()`.
    pub validate: Option<Path>,
    pub frozen: bool,
    /// `json`: also a native JSON codec.
    pub json: bool,
    /// `serde`: also through serde's traits.
    pub serde: bool,
    pub shape: Shape,
}

/// The five shapes, inferred from the item, and a view of one.
#[allow(clippy::large_enum_variant, reason = "one for each expansion")]
pub(crate) enum Shape {
    Message(Message),
    Union(Union),
    Enumeration(Enumeration),
    Newtype(Newtype),
    Fault(Fault),
    View(View),
}

/// A struct with named fields, or a struct-like variant of a union.
pub(crate) struct Message {
    pub form: Form,
    pub tag: Option<Tag>,
    pub forbid_unknown_fields: bool,
    /// `omit_defaults` (map form only).
    pub omit_defaults: bool,
    /// `omit_trailing_defaults` (array form only).
    pub omit_trailing_defaults: bool,
    /// In declaration order, the skipped ones too.
    pub fields: Vec<Field>,
    /// Positions (from 0, the tag not counted) that removed fields keep: nil is written, anything is skipped.
    pub reserved: Vec<usize>,
}

/// How a message, or every member of a union, lies on the wire.
#[derive(Clone)]
pub(crate) struct Form {
    /// An array in field order; otherwise a map of names.
    pub array_like: bool,
    /// An array form that decodes the map form too.
    pub accept_map: bool,
    /// The key of the tag in map form; `"type"` unless said otherwise.
    pub tag_field: String,
}

/// What tells the members of a union apart.
#[derive(Clone)]
pub(crate) struct Tag {
    pub value: TagValue,
    /// The tag's value in the source (the key itself where it is bare).
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TagValue {
    Int(i64),
    Str(String),
}

pub(crate) struct Field {
    /// The field's own name, `r#` and all.
    pub ident: Ident,
    pub ty: Type,
    /// The name on the wire, after `rename` and `rename_all`.
    pub name: String,
    /// The field's doc comment.
    pub doc: String,
    /// Further names that decoding accepts in map form.
    pub aliases: Vec<String>,
    pub default: Default,
    /// Not on the wire: decoding takes the default.
    pub skip: bool,
    /// `with = module`: the module's `encode` and `decode` stand in for the traits.
    pub with: Option<Path>,
    /// `frozen`: vouches for a foreign type.
    pub frozen: bool,
    /// `since = N`: the version that the field came with.
    pub since: Option<u32>,
    /// `lax`, on the field or on the item: strings and numbers of other types are taken where they mean a value.
    pub lax: bool,
    /// Where `lax` stands on the field itself.
    pub lax_key: Option<Span>,
    /// `secret`: never shown. On the field of a newtype, it is the newtype that hides it.
    pub secret: bool,
    pub rules: Rules,
}

/// What stands in for a field that is not on the wire.
pub(crate) enum Default {
    /// Nothing: the field is required.
    None,
    /// `default`: the type's own default.
    Trait,
    /// `default = expr`.
    Expr(Expr),
}

impl Field {
    /// May the field be missing on the wire?
    pub(crate) fn is_optional(&self) -> bool {
        !matches!(self.default, Default::None)
    }
}

/// `#[constrain(..)]`: each part as it was written.
#[derive(Default)]
pub(crate) struct Rules {
    /// The key, where they are those of what is inside.
    pub span: Option<Span>,
    pub ge: Option<Expr>,
    pub gt: Option<Expr>,
    pub le: Option<Expr>,
    pub lt: Option<Expr>,
    pub multiple_of: Option<Expr>,
    pub min_length: Option<Expr>,
    pub max_length: Option<Expr>,
    pub pattern: Option<Pattern>,
    /// `with = path`: `fn(&T) -> Result<(), impl Display>`.
    pub with: Option<Path>,
    pub items: Option<Box<Rules>>,
    pub keys: Option<Box<Rules>>,
    pub values: Option<Box<Rules>>,
}

impl Rules {
    /// Is there a rule beside the user's own functions?
    pub(crate) fn are_any(&self) -> bool {
        let Self {
            span: _,
            ge,
            gt,
            le,
            lt,
            multiple_of,
            min_length,
            max_length,
            pattern,
            with: _,
            items,
            keys,
            values,
        } = self;
        let own = [ge, gt, le, lt, multiple_of, min_length, max_length].into_iter().any(Option::is_some);
        let inner = [items, keys, values].into_iter().flatten().any(|rules| rules.are_any());
        own || pattern.is_some() || inner
    }
}

/// A regular expression, parsed at expansion.
pub(crate) struct Pattern {
    /// As written; error messages show it.
    pub source: String,
    pub span: Span,
    pub program: Program,
}

/// How a pattern is run.
pub(crate) enum Program {
    /// `^[first][rest]*$`, `^[rest]*$` or `^[rest]+$` over ASCII: two byte tables.
    Classes {
        /// Inclusive byte ranges of the first character.
        first: Vec<(u8, u8)>,
        /// Inclusive byte ranges of every character after it.
        rest: Vec<(u8, u8)>,
        /// Does the empty string match?
        empty: bool,
    },
    /// Anything else that is small: its automaton.
    Table(Table),
    /// The rest: the `regex` crate, built once.
    Regex,
}

/// An enum of errors, each with a code; on the wire it is the envelope's error message.
pub(crate) struct Fault {
    pub kinds: Vec<Kind>,
    /// The variant that keeps an error whose code is not known.
    pub other: Option<Ident>,
}

/// One way to fail.
pub(crate) struct Kind {
    pub ident: Ident,
    pub code: String,
    pub details: Details,
}

/// What is told beside the code.
#[allow(clippy::large_enum_variant, reason = "one for each way to fail")]
pub(crate) enum Details {
    None,
    /// A message of its own.
    Type(Type),
    /// The variant's fields, attributes and all: a message without a name.
    Fields(Vec<syn::Field>),
}

/// An enum whose variants each hold one message, told apart by its tag.
pub(crate) struct Union {
    pub form: Form,
    pub members: Vec<Member>,
    pub other: Option<Other>,
}

pub(crate) struct Member {
    pub ident: Ident,
    /// The variant's doc comment.
    pub doc: String,
    pub body: Body,
}

pub(crate) enum Body {
    /// `Variant(Type)`: the tag is the type's.
    Newtype(Type),
    /// `Variant { .. }` with a tag of its own.
    Struct(Message),
}

/// The variant that keeps what no member matches.
pub(crate) struct Other {
    pub ident: Ident,
    pub body: OtherBody,
}

#[allow(clippy::large_enum_variant, reason = "one for each expansion")]
pub(crate) enum OtherBody {
    /// `Variant(Raw)`: the whole message, verbatim.
    Raw(Type),
    /// `Variant { tag, raw }`: the tag beside the whole message.
    Tagged { raw: Type },
}

/// An enum of unit variants.
pub(crate) struct Enumeration {
    pub values: EnumerationValues,
    /// The integer type that `repr` makes the discriminants of.
    pub repr: Ident,
    /// `Variant(T)` marked `other`: keeps an unknown value.
    pub other: Option<(Ident, Type)>,
}

pub(crate) enum EnumerationValues {
    /// Every variant has a discriminant.
    Ints(Vec<(Ident, Expr)>),
    /// None has one: the variants' wire names.
    Strs(Vec<(Ident, String)>),
}

/// A one-field tuple struct marked `transparent`. The field's `ident` is `_0` and stands for `.0`.
pub(crate) struct Newtype {
    pub field: Field,
}

/// A struct with some of the fields of another type.
pub(crate) struct View {
    /// `view_of = Type`.
    pub viewed: Type,
    /// The field that takes the tag, with its type.
    pub tag: Option<(Ident, Type)>,
    /// In declaration order.
    pub columns: Vec<Column>,
}

/// A field of a view.
pub(crate) struct Column {
    pub field: Field,
    /// Where the name is that it has on the wire.
    pub name_span: Span,
}
