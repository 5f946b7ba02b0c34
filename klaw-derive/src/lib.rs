//! The derive macro of klaw: `#[derive(WireMessage)]`.
//!
//! Use it through `klaw_runtime`, which re-exports it and holds everything that the generated code calls.
//! [`WireMessage`](macro@WireMessage) lists every attribute.

mod attrs;
mod automaton;
mod case;
mod check;
mod errors;
mod expand;
#[cfg(test)]
mod golden;
mod hygiene;
mod lower;
mod paths;
mod pattern;
mod registry;
mod schema;
#[cfg(test)]
mod tests;
mod values;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// Makes a type a wire message: encoder, decoder and validator.
///
/// # Shapes
///
/// The shape follows from the item:
///
/// | shape | item | on the wire |
/// |---|---|---|
/// | message | a struct with named fields | an array (`array_like`) or a map |
/// | union | an enum whose variants each hold one message, `Variant(Type)` or `Variant { .. }` with a `tag` | the member, told apart by its tag |
/// | enumeration | an enum of unit variants | the discriminants if every variant has one, the names if none has |
/// | newtype | a one-field tuple struct with `transparent` | the field |
///
/// An enum whose variants have a `code` is one of errors: on the wire it is the envelope's error message, and `WireFault` takes it
/// there and back.
///
/// A struct with named fields and `view_of` is a view: it reads some of the fields of a message, or what all members of a
/// union share, and is not written.
///
/// ```text
/// #[derive(WireMessage)]
/// #[wire(tag = 1, array_like, frozen)]
/// struct TaskDone<'a> {
///     task_id: u64,
///     #[constrain(max_length = 255)]
///     worker: Cow<'a, str>,
///     #[wire(default)]
///     retries: u32,
/// }
/// ```
///
/// # `#[wire(..)]` on the item
///
/// | key | on | what it does |
/// |---|---|---|
/// | `tag = 1`, `tag = "x"`, `tag` | message | the tag, first on the wire; bare, it is the type's name |
/// | `tag_field = ".."` | message, union | the key of the tag in map form; `"type"` unless given |
/// | `array_like` | message, union | an array in field order; without it, a map of wire names |
/// | `accept_map` | message, union | an array form that decodes the map form too |
/// | `forbid_unknown_fields` | message, union | refuses unknown keys and extra elements, which are skipped otherwise |
/// | `omit_defaults` | message, union | map form: leaves out fields that equal their default |
/// | `omit_trailing_defaults` | message, union | array form: leaves out the last fields while they equal their default |
/// | `rename_all = ".."` | message, union, enumeration | wire names in another case: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE` |
/// | `reserved(3, 5)` | message in array form | positions (from 0, the tag not counted) of removed fields: nil is written there, anything is skipped |
/// | `transparent` | newtype | the field alone is on the wire |
/// | `lax` | message, union, newtype | every field is `lax`; of a union, those of its struct-like variants |
/// | `frozen` | any | a shared value cannot change: every field type must be `Frozen` |
/// | `json` | any | a native JSON codec too, with the same names, defaults, strictness, tags and rules |
/// | `serde` | any | serde's `Serialize` and `Deserialize` too, with the same names, defaults, strictness, tags and rules |
/// | `view_of = Type` | view | the message or union that is viewed: form, tag, limits, defaults and rules are that type's; a view takes `rename_all`, `frozen`, `validate`, `bound` and `crate` beside it |
/// | `validate = path` | any | `fn(&T) -> Result<(), impl Display>`, called after decoding and by `validate()` |
/// | `bound = ".."` | any | where-predicates in place of the inferred ones |
/// | `crate = ".."` | any | the path of `klaw_runtime`, where it goes by another name |
///
/// On a union, `forbid_unknown_fields`, `omit_defaults`, `omit_trailing_defaults`, `rename_all` and `lax` are for its struct-like
/// variants; the other members' types have their own.
///
/// # `#[wire(..)]` on a field
///
/// | key | what it does |
/// |---|---|
/// | `default` | a field that is missing takes `Default::default()` |
/// | `default = expr` | a field that is missing takes `expr`, of the field's type; a string literal also does for `String` and `Cow<str>` |
/// | `rename = ".."` | the wire name, whatever `rename_all` says |
/// | `alias = ".."`, `alias("..", "..")` | further names that decoding accepts; may be repeated |
/// | `skip` | not on the wire: decoding takes the default |
/// | `with = module` | `module::encode(&T, &mut Writer)` and `module::decode(&mut Reader) -> Result<T, Error>` in place of the type's own; on a `json` type also `encode_json(&T, &mut json::Writer)` and `decode_json(&mut json::Reader)`, on a `serde` type serde's `serialize` and `deserialize` |
/// | `since = N` | the version of the message that the field came with; from 2 on it needs a default |
/// | `lax` | strings, and numbers of other types, are taken where they mean a value of the type, as by msgspec's `strict=False`; it holds for all that is inside, except tags |
/// | `secret` | its value is never shown: the type is a `Secret<..>`, or holds one; on the field of a newtype, it is the newtype that hides it |
/// | `frozen` | vouches for a foreign type that is not marked `Frozen` |
/// | `tag` | in a view: takes the tag; `i64`, or `&str`, `String` or `Cow<str>` |
///
/// The fields of a view take `rename`, `with`, `frozen` and `tag`.
///
/// # `#[wire(..)]` on a variant
///
/// | key | on | what it does |
/// |---|---|---|
/// | `rename = ".."` | a value of an enumeration of strings | the value, whatever `rename_all` says |
/// | `tag = 1`, `tag = "x"`, `tag` | a struct-like member of a union | its tag; bare, it is the variant's name |
/// | `code = ".."` | an error | what readers tell it by; the variant's fields are the details |
/// | `other` | one variant of errors with codes: `Name(WireError<'static>)` | keeps an error whose code is not known |
/// | | one variant of an enumeration: `Name(Type)` | keeps a value that is not known |
/// | | one variant of a union: `Name(Raw)` or `Name { tag: .., raw: Raw }` | keeps a message whose tag is not known |
/// | `forbid_unknown_fields`, `omit_defaults`, `omit_trailing_defaults`, `rename_all` | a struct-like member of a union | as on a message |
///
/// # `#[constrain(..)]` on a field or a newtype
///
/// | key | on | what it asks for |
/// |---|---|---|
/// | `gt`, `ge`, `lt`, `le` | numbers | above, at least, below, at most |
/// | `multiple_of` | numbers | a multiple of a positive number |
/// | `min_length`, `max_length` | strings (in characters), bytes, sequences, maps | a length |
/// | `pattern = ".."` | strings | a match of the regular expression anywhere; `^` and `$` anchor it |
/// | `with = path` | anything | `fn(&T) -> Result<(), impl Display>` |
/// | `items(..)`, `keys(..)`, `values(..)` | collections, maps, maps | constraints of what is inside |
///
/// A constraint on an `Option<T>` is one on the `T`. Patterns are read at expansion: one that is no more than a
/// character class (`^[a-z][a-z0-9-]*$`) becomes a byte table, and one whose automaton is small a table of its states.
/// The rest (`\b`, `\w` and other large classes of Unicode) runs on the `regex` crate, behind the feature `regex`.
///
/// Rules are held against the field's type while compiling: one that the type does not know, that no value keeps or
/// that every value keeps is an error on the bound. Where the type mentions a type parameter, that happens where the
/// schema of a concrete type is used. Literals and constants as defaults are held against the rules while compiling,
/// computed defaults by `FieldSchema::check_default`, which the schema lock calls.
///
/// # Lifetimes
///
/// A type with one lifetime, its other parameters at their defaults, or with no lifetime is a `Family`: `Task<'static>` stands
/// for it at every lifetime, in a `Frame`, a registry or a router. If it is `frozen`, or has no lifetime, `Frame::get` lends it.
///
/// # Mistakes
///
/// All mistakes of an item appear in one compile, each on the token that is wrong.
#[proc_macro_derive(WireMessage, attributes(wire, constrain))]
pub fn derive_wire_message(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => derive(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// What `klaw_runtime::registry!` calls, with the runtime in front of the versions.
#[doc(hidden)]
#[proc_macro]
pub fn registry(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => registry::expand(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Parse, lower, check, expand.
fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let item = attrs::read(input, &mut errors);
    let schema = lower::lower(&item, &mut errors);
    if let Some(schema) = &schema {
        check::check(&item, schema, &mut errors);
    }
    match schema {
        Some(schema) if errors.is_empty() => expand::expand(&schema),
        _ => {
            // The impls are there all the same: one mistake is not followed by an error at every use of the type.
            let wire = &item.keys.wire;
            let runtime = paths::runtime(wire.runtime.as_ref());
            let mut tokens = errors.to_compile_errors();
            tokens.extend(expand::fallback::expand(input, &runtime, wire));
            tokens
        }
    }
}
