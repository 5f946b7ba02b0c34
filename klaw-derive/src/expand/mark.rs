//! `Frozen` and `Json`: marks without methods, asked of every type that the item holds.

use crate::hygiene::quote;
use crate::schema::{Field, Schema};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Lifetime, Type, WherePredicate, parse_quote_spanned};

/// The mark of a message, a newtype or a view, which asks it of each field that nobody vouches for.
pub(super) fn frozen_fields<'a>(schema: &Schema, fields: impl Iterator<Item = &'a Field>) -> TokenStream {
    frozen(schema, fields.filter(|field| !field.frozen).map(|field| &field.ty))
}

/// The mark of an item that cannot change while it is shared.
pub(super) fn frozen<'a>(schema: &Schema, types: impl Iterator<Item = &'a Type>) -> TokenStream {
    if !schema.frozen {
        return TokenStream::new();
    }
    mark(schema, types, &quote!(__klaw::Frozen), &quote!(__private::frozen))
}

/// The mark of an item with a native JSON codec.
pub(super) fn json<'a>(schema: &Schema, types: impl Iterator<Item = &'a Type>) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    mark(schema, types, &quote!(__json::Json), &quote!(__json::marked))
}

/// The impl of a mark. What a constant can name is asked there: in the impl, types that hold one another would have
/// to be marked before they are.
fn mark<'a>(
    schema: &Schema,
    types: impl Iterator<Item = &'a Type>,
    mark: &TokenStream,
    asserted: &TokenStream,
) -> TokenStream {
    let mut generics = schema.generics.clone();
    let (mut asserts, mut predicates): (Vec<TokenStream>, Vec<WherePredicate>) = (Vec::new(), Vec::new());
    let mut seen = Vec::new();
    // A type that holds itself would ask for the impl that is being written.
    for ty in types.filter(|ty| !schema.is_recursive(ty)) {
        if seen.contains(&ty) {
            continue;
        }
        seen.push(ty);
        if schema.is_concrete(ty) {
            // A predicate that names a lifetime of the impl's would not be an error where it does not hold.
            let erased = schema.erased(quote!(#ty));
            asserts.push(quote_spanned!(ty.span()=> const _: () = #asserted::<#erased>();));
            continue;
        }
        // Ours, and where the type stands: to a lint it is not what the user wrote.
        let span = Span::mixed_site().located_at(ty.span());
        for subject in schema.marked(ty) {
            let subject = match schema.generics.lifetimes().next() {
                Some(param) => at_one_lifetime(subject.to_token_stream(), &param.lifetime),
                None => subject.to_token_stream(),
            };
            let predicate = parse_quote_spanned!(span=> #subject: #mark);
            if !predicates.contains(&predicate) {
                predicates.push(predicate);
            }
        }
    }
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    let (impl_generics, ty, predicates) = generics.split_for_impl();
    let ident = &schema.ident;
    quote! {
        #(#asserts)*

        #[automatically_derived]
        impl #impl_generics #mark for #ident #ty #predicates {}
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
