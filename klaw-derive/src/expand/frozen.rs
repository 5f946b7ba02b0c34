//! `Frozen`: asked of every field that nobody vouches for.

use crate::schema::{Field, Schema};
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Type, WherePredicate, parse_quote_spanned};

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
        let predicate = parse_quote_spanned!(ty.span()=> #ty: __klaw::Frozen);
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
