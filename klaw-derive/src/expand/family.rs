//! `Family` and `Covariant`: the type at every lifetime.

use crate::hygiene::quote;
use crate::schema::{Body, Field, Schema, Shape};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericParam, Generics, Ident, parse_quote};

/// The impls of an item without mistakes.
pub(super) fn expand(schema: &Schema) -> TokenStream {
    // What names a message by its family may want to write it, and a view is read alone.
    if matches!(schema.shape, Shape::View(_)) {
        return TokenStream::new();
    }
    // Predicates of the user's may hold for one lifetime and not for another.
    if schema.bound.as_ref().is_some_and(|bound| !bound.is_empty()) {
        return TokenStream::new();
    }
    // A frozen message holds no cell, but for the fields that the user vouches for.
    let is_frozen = schema.frozen && !fields(schema).any(|field| field.frozen && is_borrowed(field));
    of(&schema.ident, &schema.generics, is_frozen)
}

/// The impls that the generics of an item allow.
pub(super) fn of(ident: &Ident, generics: &Generics, is_frozen: bool) -> TokenStream {
    let lifetimes = generics.lifetimes().count();
    let (header, ty, of) = match lifetimes {
        0 => whole(ident, generics),
        1 if is_plain(generics) => (Generics::default(), quote!(#ident<'static>), quote!(#ident<'__a>)),
        // Which of several lifetimes is the frame's, nobody says; nor which type stands for a parameter.
        _ => return TokenStream::new(),
    };
    let (impl_generics, _, predicates) = header.split_for_impl();
    let covariant = (is_frozen || lifetimes == 0).then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics __klaw::Covariant for #ty #predicates {
                #[inline(always)]
                fn shrink<'__a, '__long>(__message: &'__a <Self as __klaw::Family>::Of<'__long>) -> &'__a #of {
                    __message
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics __klaw::Family for #ty #predicates {
            type Of<'__a> = #of;
        }

        #covariant
    }
}

/// A type that borrows nothing is the same at every lifetime.
fn whole(ident: &Ident, generics: &Generics) -> (Generics, TokenStream, TokenStream) {
    let mut header = generics.clone();
    let (_, ty, _) = generics.split_for_impl();
    let ty = quote!(#ident #ty);
    if generics.type_params().next().is_some() {
        header.make_where_clause().predicates.push(parse_quote!(
            #ty: __klaw::WireMessage + __klaw::DecodeOwned + 'static
        ));
    }
    (header, ty, quote!(Self))
}

/// Can the type be named by its lifetime alone, and by any?
fn is_plain(generics: &Generics) -> bool {
    generics.where_clause.is_none()
        && generics.params.iter().all(|param| match param {
            GenericParam::Lifetime(param) => param.bounds.is_empty(),
            GenericParam::Type(param) => param.default.is_some(),
            GenericParam::Const(param) => param.default.is_some(),
        })
}

fn fields(schema: &Schema) -> Box<dyn Iterator<Item = &Field> + '_> {
    match &schema.shape {
        Shape::Message(message) => Box::new(message.fields.iter()),
        Shape::Newtype(newtype) => Box::new(std::iter::once(&newtype.field)),
        Shape::Union(union) => Box::new(union.members.iter().flat_map(|member| match &member.body {
            Body::Struct(message) => message.fields.as_slice(),
            Body::Newtype(_) => &[],
        })),
        Shape::Enumeration(_) | Shape::Fault(_) | Shape::View(_) => Box::new(std::iter::empty()),
    }
}

fn is_borrowed(field: &Field) -> bool {
    field.ty.to_token_stream().to_string().contains('\'')
}
