//! Every shape of the derive and its keys, among hostile names.

#![allow(
    non_snake_case,
    clippy::derive_partial_eq_without_eq,
    clippy::missing_const_for_fn,
    clippy::pub_underscore_fields,
    clippy::needless_lifetimes,
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::use_self,
    reason = "the user's names, derives and checks"
)]

hostile!();

/// Types that a user's macro passes on whole.
macro_rules! message {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $ty:ty = $default:expr),* }) => {
        /// From a user's macro.
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
        $(#[$attribute])*
        #[wire(crate = "::wire", json, serde)]
        pub struct $name {
            $(
                /// A field.
                #[wire(default = $default)]
                pub $field: $ty,
            )*
        }
    };
}

message! {
    #[wire(array_like, omit_trailing_defaults)]
    Passed { r#type: ::std::option::Option<::core::primitive::u8> = ::std::option::Option::None, reader: ::std::string::String = "main" }
}

message! {
    #[wire(tag = "passed", omit_defaults)]
    PassedMap { sink: ::std::vec::Vec<::core::primitive::f64> = ::std::vec::Vec::new(), w: ::core::primitive::i8 = -3 }
}

/// Fields named after what generated code speaks of.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, array_like, tag = 1, frozen, forbid_unknown_fields, validate = Names::check)]
pub struct Names<'a> {
    /// A raw identifier.
    pub r#type: ::core::primitive::u8,
    /// A name of the reader's.
    pub reader: ::core::primitive::i64,
    /// A name of the writer's.
    #[constrain(max_length = 8, pattern = "^[a-z]+$")]
    pub sink: &'a ::core::primitive::str,
    /// One of `put`'s.
    #[constrain(gt = 0.0, le = 1.5)]
    pub value: ::core::primitive::f64,
    /// A discarded one.
    #[constrain(with = short)]
    pub _0: ::std::borrow::Cow<'a, ::core::primitive::str>,
    /// One of `Result`'s.
    #[wire(default)]
    pub Ok: ::std::option::Option<::core::primitive::bool>,
    /// In the case of another.
    #[constrain(ge = 1)]
    #[wire(default = 1)]
    pub id: ::core::primitive::u16,
    /// In the case of that one.
    #[constrain(ge = 2)]
    #[wire(default = 2)]
    pub ID: ::core::primitive::u16,
    /// Not on the wire.
    #[wire(skip)]
    pub slots: ::core::primitive::u32,
}

impl Names<'_> {
    const fn check(&self) -> ::std::result::Result<(), &'static ::core::primitive::str> {
        if self.reader == 13 { ::std::result::Result::Err("13") } else { ::std::result::Result::Ok(()) }
    }
}

fn short(
    name: &::std::borrow::Cow<'_, ::core::primitive::str>,
) -> ::std::result::Result<(), &'static ::core::primitive::str> {
    if name.len() > 4 { ::std::result::Result::Err("long") } else { ::std::result::Result::Ok(()) }
}

/// Parameters of every kind, with defaults and bounds.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", serde, array_like, accept_map, omit_trailing_defaults, rename_all = "camelCase")]
pub struct Parameters<'a, 'b: 'a, T = ::core::primitive::u8, const N: ::core::primitive::usize = 2>
where
    T: ::std::fmt::Debug + ::std::marker::Copy,
{
    /// A type parameter.
    pub the_first: T,
    /// A constant one.
    pub entries: [::core::primitive::u32; N],
    /// A lifetime.
    pub text: &'a ::core::primitive::str,
    /// A longer one.
    #[wire(default, alias = "bytes")]
    pub raw_bytes: &'b [::core::primitive::u8],
    /// The parameter inside of another type.
    #[wire(default)]
    #[constrain(max_length = 3)]
    pub items: ::std::vec::Vec<T>,
}

/// A type that holds itself.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, tag, tag_field = "kind", omit_defaults)]
pub struct Tree<T>
where
    T: ::std::default::Default,
{
    /// What stands here.
    pub value: T,
    /// What hangs below.
    #[wire(default)]
    pub left: ::std::option::Option<::std::boxed::Box<Self>>,
    /// What hangs beside that.
    #[wire(default)]
    pub rest: ::std::vec::Vec<Tree<T>>,
}

/// Every constraint.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde)]
pub struct Constrained {
    /// Ranges, and a constant of the user's among the bounds.
    #[constrain(ge = -LIMIT, lt = LIMIT, multiple_of = 2)]
    pub number: ::core::primitive::i32,
    /// What is inside.
    #[constrain(min_length = 1, keys(pattern = "^(a|b)+[0-9]?$"), values(items(le = 9), with = even))]
    pub map: ::std::collections::BTreeMap<::std::string::String, ::std::vec::Vec<::core::primitive::u16>>,
    /// By a module.
    #[wire(with = hex, default = 7)]
    pub by_module: ::core::primitive::u64,
}

const LIMIT: ::core::primitive::i32 = 100;

fn even(
    shares: &::std::vec::Vec<::core::primitive::u16>,
) -> ::std::result::Result<(), &'static ::core::primitive::str> {
    if shares.len().is_multiple_of(2) { ::std::result::Result::Ok(()) } else { ::std::result::Result::Err("odd") }
}

mod hex {
    pub(super) fn encode(value: &::core::primitive::u64, writer: &mut ::wire::msgpack::Writer<'_>) {
        writer.str(&::std::format!("{value:x}"));
    }

    pub(super) fn decode(
        reader: &mut ::wire::msgpack::Reader<'_>,
    ) -> ::std::result::Result<::core::primitive::u64, ::wire::Error> {
        let text = reader.str()?;
        ::core::primitive::u64::from_str_radix(text, 16).map_err(::wire::Error::custom)
    }

    pub(super) fn encode_json(value: &::core::primitive::u64, writer: &mut ::wire::json::Writer<'_>) {
        writer.str(&::std::format!("{value:x}"));
    }

    pub(super) fn decode_json(
        reader: &mut ::wire::json::Reader<'_>,
    ) -> ::std::result::Result<::core::primitive::u64, ::wire::Error> {
        let text = reader.str()?;
        ::core::primitive::u64::from_str_radix(&text, 16).map_err(::wire::Error::custom)
    }

    pub(super) fn serialize<S: ::serde::Serializer>(
        value: &::core::primitive::u64,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&::std::format_args!("{value:x}"))
    }

    pub(super) fn deserialize<'de, D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<::core::primitive::u64, D::Error> {
        let text = <::std::string::String as ::serde::Deserialize<'_>>::deserialize(deserializer)?;
        ::core::primitive::u64::from_str_radix(&text, 16).map_err(::serde::de::Error::custom)
    }
}

/// A newtype.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, transparent, frozen)]
#[constrain(ge = 1, le = 10)]
pub struct Small(pub ::core::primitive::u8);

/// A newtype with a parameter.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, transparent)]
pub struct Wrapped<T>(pub T);

/// Integers, of which some are called like the prelude's variants.
#[derive(
    ::std::fmt::Debug,
    ::std::clone::Clone,
    ::std::marker::Copy,
    ::std::cmp::PartialEq,
    ::std::cmp::Eq,
    ::wire::WireMessage,
)]
#[wire(crate = "::wire", json, serde, frozen)]
#[repr(u8)]
pub enum Level {
    /// Nothing.
    None = 0,
    /// Something.
    Some = 1u8,
    /// A raw identifier.
    r#Loop = HIGH,
}

const HIGH: ::core::primitive::u8 = 200;

/// Strings, and what is not among them.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, rename_all = "snake_case", frozen)]
pub enum Status<'a> {
    /// A value.
    Ok,
    /// Another.
    Err,
    /// Any other.
    #[wire(other)]
    Other(::std::borrow::Cow<'a, ::core::primitive::str>),
}

/// A member.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, array_like, tag = 2)]
pub struct Payload<'a, T> {
    /// A parameter.
    pub payload: T,
    /// A lifetime.
    pub by: &'a ::core::primitive::str,
}

/// A union in array form, whose variants are called like types and values of the prelude.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, array_like)]
pub enum Message<'a, T> {
    /// A member without the parameter.
    Ok(Names<'a>),
    /// A member with it.
    Err(::std::boxed::Box<Payload<'a, T>>),
    /// A struct-like one.
    #[wire(tag = 3)]
    Some {
        /// A name of the decoder's.
        reader: ::core::primitive::u8,
        /// A raw identifier.
        #[constrain(max_length = 3)]
        #[wire(default)]
        r#type: ::std::vec::Vec<T>,
    },
    /// One without fields.
    #[wire(tag = 4)]
    None {},
    /// Any other.
    #[wire(other)]
    Unknown {
        /// Its tag.
        tag: ::core::primitive::i64,
        /// All of it.
        raw: ::wire::Raw<'a>,
    },
}

/// A member in map form.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, tag = "stop", tag_field = "kind", frozen)]
pub struct Stop {}

/// A union in map form.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, tag_field = "kind", frozen)]
pub enum Command {
    /// A member.
    Stop(Stop),
    /// A struct-like one.
    #[wire(tag)]
    Start {
        /// One of the decoder's.
        key: ::core::primitive::u8,
    },
}

/// A member of both forms.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, tag = "both", array_like, accept_map)]
pub struct Both {
    /// A field.
    pub a: ::core::primitive::u8,
}

/// A union of both forms, with a parameter that its bounds keep to the user's.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, array_like, accept_map)]
pub enum Either2<T: ::std::default::Default> {
    /// A member.
    Both(Both),
    /// A struct-like one.
    #[wire(tag = "tree")]
    Tree {
        /// One that holds itself.
        tree: Tree<T>,
    },
}

/// The user's own predicates.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", json, serde, array_like, bound = "T: ::wire::Encode + ::wire::DecodeOwned + ::wire::Validate")]
pub struct Bounded<T> {
    /// A parameter.
    pub inner: Wrapped<T>,
}

/// A view, with a field that the user's function checks and names of the decoder's.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", view_of = Names<'a>, frozen, validate = NamesView::check)]
pub struct NamesView<'a> {
    /// The tag.
    #[wire(tag)]
    pub tag: ::core::primitive::i64,
    /// A raw identifier.
    pub r#type: ::core::primitive::u8,
    /// A name of the writer's.
    pub sink: &'a ::core::primitive::str,
    /// A checked one.
    pub _0: ::std::borrow::Cow<'a, ::core::primitive::str>,
    /// One of `Option`'s, by another name.
    #[wire(rename = "Ok")]
    pub Some: ::std::option::Option<::core::primitive::bool>,
    /// A default that was written.
    pub id: ::core::primitive::u16,
}

impl NamesView<'_> {
    const fn check(&self) -> ::std::result::Result<(), &'static ::core::primitive::str> {
        if self.r#type == 13 { ::std::result::Result::Err("13") } else { ::std::result::Result::Ok(()) }
    }
}

/// A view with parameters of every kind, in either form.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", view_of = Parameters<'a, '_, T, 2>, rename_all = "camelCase")]
pub struct ParametersView<'a, T, const N: ::core::primitive::usize>
where
    T: ::std::fmt::Debug + ::std::marker::Copy,
{
    /// A type parameter.
    pub the_first: T,
    /// A constant one.
    pub entries: [::core::primitive::u32; N],
    /// A lifetime.
    pub text: &'a ::core::primitive::str,
}

/// A view in map form, with a module.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", view_of = Constrained)]
pub struct ConstrainedView {
    /// Under a rule.
    pub number: ::core::primitive::i32,
    /// By a module.
    #[wire(with = hex)]
    pub by_module: ::core::primitive::u64,
}

/// A view of a union: what the members share is their tag.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", view_of = Command, frozen)]
pub struct CommandView<'a> {
    /// The tag.
    #[wire(tag)]
    pub tag: &'a ::core::primitive::str,
}

/// The first version of a message.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", array_like, tag = 1, frozen)]
pub struct Earlier<'a> {
    /// The version, in a header.
    pub header: (::core::primitive::u32,),
    /// A field.
    pub text: &'a ::core::primitive::str,
}

/// Its second.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::wire::WireMessage)]
#[wire(crate = "::wire", array_like, tag = 1, frozen)]
pub struct Later<'a> {
    /// The version, in a header.
    pub header: (::core::primitive::u32,),
    /// Another field.
    pub length: ::core::primitive::usize,
    /// A field.
    pub text: &'a ::core::primitive::str,
}

fn upgrade(old: Earlier<'_>) -> ::std::result::Result<Later<'_>, ::wire::Error> {
    ::std::result::Result::Ok(Later { header: (2,), length: old.text.len(), text: old.text })
}

fn downgrade<'m>(new: &'m Later<'_>) -> ::std::result::Result<Earlier<'m>, ::wire::Error> {
    ::std::result::Result::Ok(Earlier { header: (1,), text: new.text })
}

/// The two in their order.
pub static HISTORY: ::wire::registry::SchemaRegistry<Later<'static>> = ::wire::registry! {
    1 => Earlier<'_> => (upgrade, downgrade),
    2 => Later<'_>,
};
