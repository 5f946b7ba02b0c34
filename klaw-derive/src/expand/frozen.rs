//! `Frozen`: asked of every field that nobody vouches for.

use crate::schema::{Field, Schema};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Lifetime, Type, WherePredicate, parse_quote_spanned};

pub(super) fn expand<'a>(schema: &Schema, fields: impl Iterator<Item = &'a Field>) -> TokenStream {
    types(schema, fields.filter(|field| !field.frozen).map(|field| &field.ty))
}

/// The impl, if the item is marked; each of the types must be frozen too.
pub(super) fn types<'a>(schema: &Schema, types: impl Iterator<Item = &'a Type>) -> TokenStream {
    if !schema.frozen {
        return TokenStream::new();
    }
    let mut generics = schema.generics.clone();
    let mut predicates: Vec<WherePredicate> = Vec::new();
    // A type that holds itself would ask for the impl that is being written.
    for ty in types.filter(|ty| !schema.is_recursive(ty)) {
        let subject = match schema.generics.lifetimes().next() {
            Some(param) => at_one_lifetime(ty.to_token_stream(), &param.lifetime),
            None => ty.to_token_stream(),
        };
        let predicate = parse_quote_spanned!(ty.span()=> #subject: __klaw::Frozen);
        if !predicates.contains(&predicate) {
            predicates.push(predicate);
        }
    }
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    let (impl_generics, ty_generics, predicates) = generics.split_for_impl();
    let ident = &schema.ident;
    quote! {
        #[automatically_derived]
        impl #impl_generics __klaw::Frozen for #ident #ty_generics #predicates {}
    }
}

/// A type with one lifetime in place of all: between two predicates that differ in nothing else, the compiler cannot
/// choose.
fn at_one_lifetime(tokens: TokenStream, lifetime: &Lifetime) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(tick) if tick.as_char() == '\'' => {
                tokens.next();
                lifetime.to_tokens(&mut out);
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), at_one_lifetime(group.stream(), lifetime));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            other => out.extend([other]),
        }
    }
    out
}
