//! The values of keys, one reader for each kind. A reader is given the whole of `key`, `key = value` or `key(..)`.

use darling::ast::NestedMeta;
use proc_macro2::Span;
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Expr, ExprCall, ExprLit, ExprUnary, GenericArgument, Lit, LitInt, LitStr, Meta, MetaList, MetaNameValue, Path,
    PathArguments, Token, Type, UnOp, WherePredicate, parse_quote,
};

use crate::schema::TagValue;

/// `tag` (the type's name), `tag = 1` or `tag = "x"`.
pub(crate) struct TagKey {
    /// `None` where the key is bare.
    pub value: Option<TagValue>,
    pub span: Span,
}

/// `since = N`
pub(crate) struct Since {
    pub version: u32,
    pub span: Span,
}

pub(crate) enum DefaultKey {
    Bare,
    Expr(Expr),
}

/// A type of std's whose values a literal can be. Known by its name: a type of the user's that goes by the same name is
/// none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    Int,
    Float,
    /// `&str`
    Str,
    /// `String`, `Cow<str>`
    String,
}

impl Plain {
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::Group(group) => Self::of(&group.elem),
            Type::Paren(paren) => Self::of(&paren.elem),
            Type::Reference(reference) => is_path(&reference.elem, "str").then_some(Self::Str),
            Type::Path(path) => {
                let last = path.path.segments.last()?;
                match last.ident.to_string().as_str() {
                    "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => Some(Self::Int),
                    "f32" | "f64" => Some(Self::Float),
                    "String" => Some(Self::String),
                    "Cow" => match &last.arguments {
                        PathArguments::AngleBracketed(list) => match list.args.last() {
                            Some(GenericArgument::Type(ty)) => is_path(ty, "str").then_some(Self::String),
                            _ => None,
                        },
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn is_path(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The one conversion of a default: a string literal on `String` or `Cow<str>`.
pub(crate) fn converted(expr: &Expr) -> Expr {
    parse_quote!(::core::convert::Into::into(#expr))
}

/// A default as it was written.
pub(crate) fn unconverted(expr: &Expr) -> &Expr {
    match expr {
        Expr::Call(ExprCall { func, args, .. })
            if args.len() == 1
                && matches!(&**func, Expr::Path(path) if path.path.leading_colon.is_some() && path.path.segments.last().is_some_and(|last| last.ident == "into")) =>
        {
            args.first().unwrap_or(expr)
        }
        expr => expr,
    }
}

/// `key`
pub(crate) fn word(meta: &Meta) -> darling::Result<bool> {
    match meta {
        Meta::Path(_) => Ok(true),
        _ => Err(wants(meta, "takes no value; write it bare")),
    }
}

/// `key = ".."`
pub(crate) fn text(meta: &Meta) -> darling::Result<Option<LitStr>> {
    match value(meta) {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Ok(Some(text.clone())),
        _ => Err(wants_value(meta, "takes a string", "\"..\"")),
    }
}

/// `alias = ".."` or `alias("..", "..")`
pub(crate) fn texts(meta: &Meta) -> darling::Result<Vec<LitStr>> {
    let Meta::List(list) = meta else {
        return Ok(text(meta)?.into_iter().collect());
    };
    let strings = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list.tokens.clone());
    match strings {
        Ok(strings) => Ok(strings.into_iter().collect()),
        Err(_) => Err(wants(meta, "takes strings; write `alias(\"..\", \"..\")`")),
    }
}

/// `reserved(3, 5)`
pub(crate) fn positions(meta: &Meta) -> darling::Result<Vec<LitInt>> {
    let parsed = match meta {
        Meta::List(list) => Punctuated::<LitInt, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok(),
        _ => None,
    };
    match parsed {
        Some(positions) if !positions.is_empty() => Ok(positions.into_iter().collect()),
        _ => Err(wants(meta, "takes the positions of removed fields; write `reserved(3, 5)`")),
    }
}

/// `since = N`
pub(crate) fn version(meta: &Meta) -> darling::Result<Option<Since>> {
    let number = value(meta).and_then(integer).and_then(|number| u32::try_from(number).ok());
    match (value(meta), number) {
        (Some(expr), Some(version)) if version > 0 => Ok(Some(Since { version, span: expr.span() })),
        _ => Err(wants_value(meta, "takes the version that the field came with", "2")),
    }
}

/// `key = path` or `key = "path"`
pub(crate) fn path(meta: &Meta) -> darling::Result<Option<Path>> {
    match value(meta) {
        Some(Expr::Path(path)) if path.qself.is_none() => Ok(Some(path.path.clone())),
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => match text.parse_with(Path::parse_mod_style) {
            Ok(path) => Ok(Some(path)),
            Err(_) => Err(wants_value(meta, "takes a path", "path::to::it")),
        },
        _ => Err(wants_value(meta, "takes a path", "path::to::it")),
    }
}

/// `key = Type` or `key = "Type"`
pub(crate) fn ty(meta: &Meta) -> darling::Result<Option<Type>> {
    let ty = match value(meta) {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => text.parse().ok(),
        Some(expr) => syn::parse2(expr.to_token_stream()).ok(),
        None => None,
    };
    match ty {
        Some(ty) => Ok(Some(ty)),
        None => Err(wants_value(meta, "takes a type", "Type")),
    }
}

/// `key = "T: Trait, U: Trait"`
pub(crate) fn predicates(meta: &Meta) -> darling::Result<Option<Vec<WherePredicate>>> {
    let Some(text) = text(meta)? else {
        return Ok(None);
    };
    match text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated) {
        Ok(predicates) => Ok(Some(predicates.into_iter().collect())),
        Err(error) => Err(syn::Error::new(
            text.span(),
            format!("`bound` takes where-predicates, as in `bound = \"T: Trait\"`: {error}"),
        )
        .into()),
    }
}

/// `key = expr`, and not a string
pub(crate) fn number(meta: &Meta) -> darling::Result<Option<Expr>> {
    match value(meta) {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(_), .. })) => {
            Err(wants(meta, "takes a number or a constant, not a string; drop the quotes"))
        }
        Some(expr) => Ok(Some(expr.clone())),
        None => Err(wants_value(meta, "takes a number or a constant", "..")),
    }
}

/// `default` or `default = expr`
pub(crate) fn default(meta: &Meta) -> darling::Result<Option<DefaultKey>> {
    match meta {
        Meta::Path(_) => Ok(Some(DefaultKey::Bare)),
        Meta::NameValue(pair) => Ok(Some(DefaultKey::Expr(pair.value.clone()))),
        Meta::List(_) => Err(wants_value(meta, "takes an expression, or stands bare", "..")),
    }
}

/// `tag`, `tag = 1`, `tag = -1` or `tag = "x"`
pub(crate) fn tag(meta: &Meta) -> darling::Result<Option<TagKey>> {
    if let Meta::Path(path) = meta {
        return Ok(Some(TagKey { value: None, span: path.span() }));
    }
    let Some(expr) = value(meta) else {
        return Err(wants_value(meta, "takes an integer or a string, or stands bare", "1"));
    };
    let value = match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(TagValue::Str(text.value())),
        _ => match integer(expr) {
            Some(value) => match i64::try_from(value) {
                Ok(value) => Some(TagValue::Int(value)),
                Err(_) => {
                    return Err(wants(meta, "takes an integer within i64; choose a smaller number"));
                }
            },
            None => {
                return Err(wants(meta, "takes an integer or a string; write `tag = 1` or `tag = \"x\"`"));
            }
        },
    };
    Ok(Some(TagKey { value, span: expr.span() }))
}

/// The value of an integer literal, with or without a sign. What is past i128 is as far outside i64 as its end.
pub(crate) fn integer(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => Some(int.base10_parse().unwrap_or(i128::MAX)),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => integer(expr)?.checked_neg(),
        Expr::Group(group) => integer(&group.expr),
        Expr::Paren(paren) => integer(&paren.expr),
        _ => None,
    }
}

/// What stands in parentheses. An early end is reported at the closing one, which the bare tokens do not know.
pub(crate) fn list(list: &MetaList) -> syn::Result<Vec<NestedMeta>> {
    list.parse_args_with(|input: ParseStream<'_>| {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(item(input)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(items)
    })
}

/// A key with or without a value. A type such as `Task<'_>` is no expression, and so stands in one verbatim.
fn item(input: ParseStream<'_>) -> syn::Result<NestedMeta> {
    let ahead = input.fork();
    if let (Ok(path), Ok(eq_token)) = (ahead.call(Path::parse_mod_style), ahead.parse::<Token![=]>())
        && path.is_ident("view_of")
        && let Ok(ty) = ahead.parse::<Type>()
    {
        input.advance_to(&ahead);
        let value = Expr::Verbatim(ty.into_token_stream());
        return Ok(NestedMeta::Meta(Meta::NameValue(MetaNameValue { path, eq_token, value })));
    }
    input.parse()
}

/// What stands after `=`.
fn value(meta: &Meta) -> Option<&Expr> {
    match meta {
        Meta::NameValue(pair) => Some(ungrouped(&pair.value)),
        _ => None,
    }
}

/// Out of the invisible group that `macro_rules!` puts around an expression.
pub(crate) fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        _ => expr,
    }
}

/// A string literal.
pub(crate) fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(ExprLit { lit: Lit::Str(_), .. }))
}

pub(crate) fn wants(meta: &Meta, what: &str) -> darling::Error {
    let span = value(meta).map_or_else(|| meta.path().span(), Spanned::span);
    syn::Error::new(span, format!("`{}` {what}", darling::util::path_to_string(meta.path()))).into()
}

fn wants_value(meta: &Meta, what: &str, example: &str) -> darling::Error {
    let key = darling::util::path_to_string(meta.path());
    wants(meta, &format!("{what}; write `{key} = {example}`"))
}
