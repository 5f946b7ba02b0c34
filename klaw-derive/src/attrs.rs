//! The grammar of `#[wire(..)]` and `#[constrain(..)]`: what was written and where. No meaning.
//!
//! A place whose attributes hold a mistake is `broken`: its sound keys are kept, so that the rest of the item can still
//! be checked, and later rules pass over it, so that a lost key is not reported a second time as a missing one.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::{Group, Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::token::Paren;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Lit, LitInt, LitStr, Meta, Path, Type, WherePredicate};

use crate::errors::Errors;
use crate::values::{self, DefaultKey, Since, TagKey};

/// An item beside what its attributes say.
pub(crate) struct Item<'a> {
    pub input: &'a DeriveInput,
    pub keys: Keys<ItemWire>,
    pub body: Body<'a>,
}

pub(crate) enum Body<'a> {
    Struct(Vec<Field<'a>>),
    Enum(Vec<Variant<'a>>),
    /// Rust's `union`, which has no wire form.
    Union,
}

pub(crate) struct Field<'a> {
    pub syntax: &'a syn::Field,
    pub keys: Keys<FieldWire>,
}

pub(crate) struct Variant<'a> {
    pub syntax: &'a syn::Variant,
    pub keys: Keys<VariantWire>,
    pub fields: Vec<Field<'a>>,
}

/// What the attributes of one place say.
pub(crate) struct Keys<W> {
    pub wire: W,
    pub given: Given,
    /// Where `#[constrain(..)]` stands, and what it says.
    pub constrain: Option<(Span, Constrain)>,
    pub broken: bool,
}

/// The keys of `#[wire(..)]` that stand at one place, each with where it stands.
#[derive(Default)]
pub(crate) struct Given(Vec<(String, Span)>);

impl Given {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Span)> {
        self.0.iter().map(|(key, span)| (key.as_str(), *span))
    }

    pub(crate) fn span_of(&self, key: &str) -> Option<Span> {
        self.iter().find(|(given, _)| *given == key).map(|(_, span)| span)
    }
}

/// `#[wire(..)]` on an item.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ItemWire {
    #[darling(with = values::tag)]
    pub tag: Option<TagKey>,
    #[darling(with = values::text)]
    pub tag_field: Option<LitStr>,
    #[darling(with = values::word)]
    pub array_like: bool,
    #[darling(with = values::word)]
    pub accept_map: bool,
    #[darling(with = values::word)]
    pub frozen: bool,
    #[darling(with = values::word)]
    pub forbid_unknown_fields: bool,
    #[darling(with = values::word)]
    pub omit_defaults: bool,
    #[darling(with = values::word)]
    pub omit_trailing_defaults: bool,
    #[darling(with = values::text)]
    pub rename_all: Option<LitStr>,
    #[darling(with = values::word)]
    pub transparent: bool,
    #[darling(with = values::word)]
    pub lax: bool,
    #[darling(with = values::positions)]
    pub reserved: Vec<LitInt>,
    #[darling(with = values::word)]
    pub json: bool,
    #[darling(with = values::word)]
    pub serde: bool,
    #[darling(with = values::path)]
    pub validate: Option<Path>,
    #[darling(with = values::ty)]
    pub view_of: Option<Type>,
    #[darling(with = values::predicates)]
    pub bound: Option<Vec<WherePredicate>>,
    #[darling(rename = "crate", with = values::path)]
    pub runtime: Option<Path>,
}

/// `#[wire(..)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct FieldWire {
    #[darling(with = values::default)]
    pub default: Option<DefaultKey>,
    #[darling(with = values::text)]
    pub rename: Option<LitStr>,
    #[darling(multiple, with = values::texts)]
    pub alias: Vec<Vec<LitStr>>,
    #[darling(with = values::word)]
    pub skip: bool,
    #[darling(with = values::path)]
    pub with: Option<Path>,
    #[darling(with = values::word)]
    pub frozen: bool,
    #[darling(with = values::version)]
    pub since: Option<Since>,
    #[darling(with = values::word)]
    pub lax: bool,
    #[darling(with = values::word)]
    pub secret: bool,
    #[darling(with = values::word)]
    pub tag: bool,
}

/// `#[wire(..)]` on a variant.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct VariantWire {
    #[darling(with = values::text)]
    pub rename: Option<LitStr>,
    #[darling(with = values::tag)]
    pub tag: Option<TagKey>,
    #[darling(with = values::text)]
    pub code: Option<LitStr>,
    #[darling(with = values::word)]
    pub other: bool,
    #[darling(with = values::word)]
    pub forbid_unknown_fields: bool,
    #[darling(with = values::word)]
    pub omit_defaults: bool,
    #[darling(with = values::word)]
    pub omit_trailing_defaults: bool,
    #[darling(with = values::text)]
    pub rename_all: Option<LitStr>,
}

/// `#[constrain(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct Constrain {
    /// The key, where it is `items`, `keys` or `values`.
    #[darling(skip)]
    pub span: Option<Span>,
    #[darling(with = values::number)]
    pub gt: Option<Expr>,
    #[darling(with = values::number)]
    pub ge: Option<Expr>,
    #[darling(with = values::number)]
    pub lt: Option<Expr>,
    #[darling(with = values::number)]
    pub le: Option<Expr>,
    #[darling(with = values::number)]
    pub multiple_of: Option<Expr>,
    #[darling(with = values::number)]
    pub min_length: Option<Expr>,
    #[darling(with = values::number)]
    pub max_length: Option<Expr>,
    #[darling(with = values::text)]
    pub pattern: Option<LitStr>,
    #[darling(with = values::path)]
    pub with: Option<Path>,
    #[darling(with = inner)]
    pub items: Option<Box<Constrain>>,
    #[darling(with = inner)]
    pub keys: Option<Box<Constrain>>,
    #[darling(with = inner)]
    pub values: Option<Box<Constrain>>,
}

/// Where a key stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Item,
    Field,
    Variant,
    Constraint,
}

/// The keys that a place takes, for the errors about a key that stands elsewhere.
const KEYS: [(Place, &[&str]); 4] = [
    (
        Place::Item,
        &[
            "tag",
            "tag_field",
            "array_like",
            "accept_map",
            "frozen",
            "forbid_unknown_fields",
            "omit_defaults",
            "omit_trailing_defaults",
            "rename_all",
            "transparent",
            "lax",
            "reserved",
            "json",
            "serde",
            "validate",
            "view_of",
            "bound",
            "crate",
        ],
    ),
    (Place::Field, &["default", "rename", "alias", "skip", "with", "frozen", "since", "lax", "secret", "tag"]),
    (
        Place::Variant,
        &[
            "rename",
            "tag",
            "code",
            "other",
            "forbid_unknown_fields",
            "omit_defaults",
            "omit_trailing_defaults",
            "rename_all",
        ],
    ),
    (
        Place::Constraint,
        &[
            "gt",
            "ge",
            "lt",
            "le",
            "multiple_of",
            "min_length",
            "max_length",
            "pattern",
            "with",
            "items",
            "keys",
            "values",
        ],
    ),
];

/// Reads the attributes of an item and of everything in it.
pub(crate) fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Item<'a> {
    let keys = keys(&input.attrs, Place::Item, errors);
    let body = match &input.data {
        Data::Struct(data) => Body::Struct(fields(&data.fields, errors)),
        Data::Enum(data) => Body::Enum(
            data.variants
                .iter()
                .map(|syntax| Variant {
                    syntax,
                    keys: self::keys(&syntax.attrs, Place::Variant, errors),
                    fields: fields(&syntax.fields, errors),
                })
                .collect(),
        ),
        Data::Union(_) => Body::Union,
    };
    Item { input, keys, body }
}

fn fields<'a>(fields: &'a syn::Fields, errors: &mut Errors) -> Vec<Field<'a>> {
    fields.iter().map(|syntax| Field { syntax, keys: keys(&syntax.attrs, Place::Field, errors) }).collect()
}

fn keys<W: FromMeta + Default>(attrs: &[Attribute], place: Place, errors: &mut Errors) -> Keys<W> {
    let wire = Namespace::read(attrs, "wire", place, errors);
    let constrain = Namespace::read(attrs, "constrain", Place::Constraint, errors);
    Keys {
        wire: wire.keys,
        given: wire.given,
        constrain: constrain.span.map(|span| (span, constrain.keys)),
        broken: wire.broken || constrain.broken,
    }
}

/// All attributes of one name at one place: `#[wire(a)] #[wire(b)]` is `#[wire(a, b)]`.
struct Namespace<T> {
    keys: T,
    given: Given,
    span: Option<Span>,
    broken: bool,
}

impl<T: FromMeta + Default> Namespace<T> {
    fn read(attrs: &[Attribute], name: &str, place: Place, errors: &mut Errors) -> Self {
        let (mut items, mut span, mut broken) = (Vec::new(), None, false);
        for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
            span.get_or_insert_with(|| attr.path().span());
            match nested(attr, name) {
                Ok(list) => items.extend(list),
                Err(error) => {
                    errors.push(error);
                    broken = true;
                }
            }
        }
        let keys = T::from_list(&items).unwrap_or_else(|error| {
            for error in error.flatten() {
                errors.push(in_our_words(error, place));
            }
            broken = true;
            items = sound::<T>(&items);
            T::from_list(&items).unwrap_or_default()
        });
        let given = items.iter().filter_map(|item| Some((name_of(item)?, item.span()))).collect();
        Namespace { keys, given: Given(given), span, broken }
    }
}

fn nested(attr: &Attribute, name: &str) -> syn::Result<Vec<NestedMeta>> {
    match &attr.meta {
        Meta::List(list) => values::list(list),
        meta => Err(syn::Error::new_spanned(meta, format!("`{name}` takes its keys in parentheses: `#[{name}(..)]`"))),
    }
}

/// The integer type of an enum's discriminants.
pub(crate) fn repr(attrs: &[Attribute]) -> Ident {
    const INTEGERS: [&str; 10] = ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];
    let mut found = Ident::new("isize", Span::call_site());
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("repr")) {
        // What is no `repr`, the compiler says.
        let _ = attr.parse_nested_meta(|meta| {
            if let Some(ident) = meta.path.get_ident().filter(|ident| INTEGERS.iter().any(|name| *ident == name)) {
                found = ident.clone();
            }
            // `align(2)`
            if meta.input.peek(Paren) {
                meta.input.parse::<Group>()?;
            }
            Ok(())
        });
    }
    found
}

/// The text of a doc comment, without the space that follows `///`. What a macro computes is left out.
pub(crate) fn doc(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter(|attr| attr.path().is_ident("doc")).filter_map(|attr| match &attr.meta {
        Meta::NameValue(pair) => match values::ungrouped(&pair.value) {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let lines = text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

/// What is sound in a list with mistakes: the first of each key that reads on its own.
fn sound<T: FromMeta>(items: &[NestedMeta]) -> Vec<NestedMeta> {
    let mut seen = Vec::new();
    let mut sound = Vec::new();
    for item in items {
        let name = name_of(item);
        if !seen.contains(&name) && T::from_list(std::slice::from_ref(item)).is_ok() {
            seen.push(name);
            sound.push(item.clone());
        }
    }
    sound
}

fn name_of(item: &NestedMeta) -> Option<String> {
    let path = match item {
        NestedMeta::Meta(meta) => meta.path(),
        NestedMeta::NameValueInvalidExpr(meta) => &meta.path,
        NestedMeta::Lit(_) => return None,
    };
    path.get_ident().map(|ident| ident.unraw().to_string())
}

/// darling says "Unknown field: `x`. Did you mean `y`?"; the house says it in its own style, and knows the other places.
fn in_our_words(error: darling::Error, place: Place) -> syn::Error {
    let error = syn::Error::from(error);
    let text = error.to_string();
    let message = if let Some(rest) = text.strip_prefix("Unknown field: `") {
        let (key, hint) = rest.split_once('`').unwrap_or((rest, ""));
        unknown_key(key, hint, place)
    } else if let Some(key) = text.strip_prefix("Duplicate field `") {
        format!("`{key} is given twice; keep one")
    } else if text.starts_with("Unexpected meta-item format `literal`") {
        "a value stands where a key belongs; write `key = value`".to_owned()
    } else {
        return error;
    };
    syn::Error::new(error.span(), message)
}

fn unknown_key(key: &str, hint: &str, place: Place) -> String {
    let home = KEYS.iter().find(|(_, keys)| keys.contains(&key)).map(|(home, _)| *home);
    if let Some(home) = home {
        return match (home, place) {
            (Place::Constraint, _) => {
                format!("`{key}` is a constraint; write it in `#[constrain(..)]`")
            }
            (_, Place::Constraint) => {
                format!("`{key}` is not a constraint; write it in `#[wire(..)]`")
            }
            _ => format!("`{key}` goes on {}, not on {}; move it there", home.article(), place.article()),
        };
    }
    match hint.split_once("Did you mean `").and_then(|(_, rest)| rest.split_once('`')) {
        Some((meant, _)) => format!("unknown key `{key}`; did you mean `{meant}`?"),
        None => format!("unknown key `{key}`; remove it, or use one that {} takes: {}", place.article(), place.list()),
    }
}

impl Place {
    fn article(self) -> &'static str {
        match self {
            Place::Item => "the item",
            Place::Field => "a field",
            Place::Variant => "a variant",
            Place::Constraint => "a constraint",
        }
    }

    fn list(self) -> String {
        let keys = KEYS.iter().filter(|(place, _)| *place == self).flat_map(|(_, keys)| *keys);
        keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    }
}

/// `key(..)`
fn inner(meta: &Meta) -> darling::Result<Option<Box<Constrain>>> {
    match meta {
        Meta::List(list) => {
            let items = values::list(list)?;
            let inner = Constrain::from_list(&items)?;
            Ok(Some(Box::new(Constrain { span: Some(meta.path().span()), ..inner })))
        }
        _ => Err(values::wants(meta, "takes the constraints of what is inside; write them in parentheses")),
    }
}

#[cfg(test)]
mod tests {
    use darling::FromMeta;
    use darling::ast::NestedMeta;

    use super::{Constrain, FieldWire, ItemWire, KEYS, Place, VariantWire};

    /// The table of keys and the grammar are written down twice.
    #[test]
    fn the_table_lists_the_keys_of_the_grammar() -> syn::Result<()> {
        for (place, keys) in KEYS {
            for key in keys {
                let items = NestedMeta::parse_meta_list(key.parse()?)?;
                let error = match place {
                    Place::Item => ItemWire::from_list(&items).err(),
                    Place::Field => FieldWire::from_list(&items).err(),
                    Place::Variant => VariantWire::from_list(&items).err(),
                    Place::Constraint => Constrain::from_list(&items).err(),
                };
                let unknown = error.is_some_and(|error| error.to_string().starts_with("Unknown"));
                assert!(!unknown, "`{key}` on {}", place.article());
            }
        }
        Ok(())
    }

    /// The derive's own page is the reference: each key stands in the table of its place.
    #[test]
    fn the_reference_lists_the_keys() {
        let page = include_str!("lib.rs");
        for (place, keys) in KEYS {
            let heading = match place {
                Place::Item => "# `#[wire(..)]` on the item",
                Place::Field => "# `#[wire(..)]` on a field",
                Place::Variant => "# `#[wire(..)]` on a variant",
                Place::Constraint => "# `#[constrain(..)]` on a field or a newtype",
            };
            let section =
                page.split("/// # ").find_map(|section| section.strip_prefix(&heading[2..])).unwrap_or_default();
            for key in keys {
                let row =
                    section.lines().filter_map(|line| line.strip_prefix("/// | ")?.split(" | ").next()).find(|cell| {
                        cell.split("`, `").any(|name| name.trim_matches('`').split(['(', ' ']).next() == Some(key))
                    });
                assert!(row.is_some(), "`{key}` on {} is not in the reference", place.article());
            }
        }
    }
}
