//! Newtypes: the field's wire form under another type, with rules of its own.

use super::bounds::Asks;
use super::{assert, describe, encode, json, mark, rules, serde};
use crate::hygiene::quote;
use crate::schema::{Newtype, Schema};
use proc_macro2::TokenStream;

pub(super) fn expand(schema: &Schema, newtype: &Newtype) -> TokenStream {
    let field = &newtype.field;
    let constants = rules::constants(std::slice::from_ref(field), "");
    let through = schema.through(&field.ty, Asks::Encode);
    let json = json::encode_newtype(schema, newtype);
    let encode = match &field.with {
        Some(module) => encode::checked(schema, &TokenStream::new(), &quote!(#module::encode(&self.0, __sink);), &json),
        None => {
            let (asserted, bound) = (assert::where_encoded(schema, [field], ""), schema.bound_of(&field.ty));
            encode::bounded(
                schema,
                &quote!(#asserted __Bound::sum(0, &[#bound])),
                &quote!(#through::dynamic(&self.0)),
                &quote!(#through::put(&self.0, __sink);),
                &json,
            )
        }
    };
    let parts = [
        constants,
        assert::constants(schema, [field], ""),
        encode,
        decode(schema, newtype),
        validate(schema, newtype),
        describe::expand(schema, &{
            let field = describe::field(schema, field, 0, "");
            quote!(__schema::Shape::Newtype(#field))
        }),
        mark::frozen_fields(schema, std::iter::once(field)),
        serde::newtype(schema, newtype),
        mark::json(schema, field.with.is_none().then_some(&field.ty).into_iter()),
        json::key(schema, Some(field)),
    ];
    parts.into_iter().collect()
}

fn decode(schema: &Schema, newtype: &Newtype) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let field = &newtype.field;
    let read = schema.read(field, "");
    // What a module of the user's reads is hidden there.
    let read = if field.with.is_some() { read } else { rules::hidden(field, read) };
    let checks = checks(newtype, &quote!(&__value));
    let value = validated(schema, newtype);
    let json = json::decode_newtype(schema, newtype);
    let min_size = match &field.with {
        Some(_) => quote!(1),
        None => {
            let through = schema.through(&field.ty, Asks::Decode);
            quote!(#through::MIN_SIZE)
        }
    };
    quote! {
        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            const MIN_SIZE: __usize = #min_size;

            #[inline]
            fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                let __value = #read?;
                #checks
                #value
            }

            #[inline]
            fn decode_ruled(
                __reader: &mut __Reader<'__de>,
                __rules: &'static __Rules,
            ) -> __Result<Self> {
                __private::ruled(__reader, __rules)
            }

            #json
        }
    }
}

fn validate(schema: &Schema, newtype: &Newtype) -> TokenStream {
    let header = schema.header(Asks::Validate);
    let (generics, ty, predicates) = header.split();
    let field = &newtype.field;
    let (inner, keeps) = match &field.with {
        Some(_) => (TokenStream::new(), None),
        None => {
            let through = schema.through(&field.ty, Asks::Validate);
            let inner = match rules::constant(field, "") {
                Some(rules) => quote!(#through::validate_ruled(&self.0, #rules)),
                None => quote!(#through::validate(&self.0)),
            };
            let inner = rules::hidden(field, inner);
            let keeps = rules::hidden(field, quote!(#through::keeps(&self.0, __rules)));
            let keeps = quote! {
                fn keeps(&self, __rules: &'static __Rules) -> __Result<()> {
                    #keeps
                }
            };
            (quote!(#inner?;), Some(keeps))
        }
    };
    let checks = checks(newtype, &quote!(&self.0));
    let own = schema.validate.as_ref().map(|path| {
        let own = rules::hidden(field, quote!(__private::check(self, #path)));
        quote!(#own?;)
    });
    quote! {
        #[automatically_derived]
        impl #generics __klaw::Validate for #ty #predicates {
            fn validate(&self) -> __Result<()> {
                #inner
                #checks
                #own
                __Ok(())
            }

            #keeps
        }
    }
}

/// The newtype of what was read, behind its own check if it has one.
pub(super) fn validated(schema: &Schema, newtype: &Newtype) -> TokenStream {
    match &schema.validate {
        Some(path) => rules::hidden(&newtype.field, quote!(__private::validated(Self(__value), #path))),
        None => quote!(__Ok(Self(__value))),
    }
}

/// The user's own checks: a newtype adds no step to the path.
fn checks(newtype: &Newtype, value: &TokenStream) -> TokenStream {
    rules::checks(&newtype.field, &newtype.field.ty, value, |check| check)
}
