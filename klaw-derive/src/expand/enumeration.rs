//! Enumerations: an integer or a string.

use super::bounds::{Asks, function_generics};
use super::{describe, encode, frozen, validate};
use crate::schema::{Enumeration, EnumerationValues, Schema};
use crate::values;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Expr;
use syn::ext::IdentExt;

pub(super) fn expand(schema: &Schema, enumeration: &Enumeration) -> TokenStream {
    let codec = match &enumeration.values {
        EnumerationValues::Ints(values) => ints(schema, enumeration, values),
        EnumerationValues::Strs(values) => strs(schema, enumeration, values),
    };
    let own = validate::own(schema);
    let parts = [
        codec,
        validate::expand(schema, &quote!(#own __klaw::private::Ok(()))),
        description(schema, enumeration),
        frozen::types(schema, enumeration.other.iter().map(|(_, ty)| ty)),
    ];
    parts.into_iter().collect()
}

/// The constant that holds a variant's integer.
fn value_constant(variant: &Ident) -> Ident {
    format_ident!("__{}", variant.unraw())
}

fn ints(schema: &Schema, enumeration: &Enumeration, values: &[(Ident, Expr)]) -> TokenStream {
    let constants = values.iter().map(|(variant, value)| {
        let name = value_constant(variant);
        // A literal takes the type that it is given; a constant of the user's has the enum's.
        match values::integer(value) {
            Some(_) => quote!(const #name: i64 = #value;),
            None => quote!(const #name: i64 = (#value) as i64;),
        }
    });
    let arms = values.iter().map(|(variant, _)| {
        let name = value_constant(variant);
        quote!(Self::#variant => #name,)
    });
    let other = enumeration.other.iter().map(|(variant, _)| quote!(Self::#variant(__value) => *__value,));
    let encode = encode::bounded(
        schema,
        &quote!(__klaw::private::Bound::at_most(9)),
        &quote!(0),
        &quote! {
            __sink.put_i64(match self {
                #(#arms)*
                #(#other)*
            });
        },
    );
    let found = values.iter().map(|(variant, _)| {
        let name = value_constant(variant);
        (quote!(#name), variant)
    });
    let decode = decode(schema, enumeration, "int", &quote!(i64), found);
    quote! {
        #(#constants)*
        #encode
        #decode
    }
}

fn strs(schema: &Schema, enumeration: &Enumeration, values: &[(Ident, String)]) -> TokenStream {
    let arms = values.iter().map(|(variant, value)| quote!(Self::#variant => #value,));
    let other = enumeration.other.iter().map(|(variant, _)| quote!(Self::#variant(__value) => __value,));
    let text = quote! {
        let __text: &__klaw::private::str = match self {
            #(#arms)*
            #(#other)*
        };
    };
    let encode = encode::bounded(
        schema,
        &quote!(__klaw::private::Bound::at_most(5)),
        &quote!(#text __text.len()),
        &quote!(#text __sink.put_str(__text);),
    );
    let found = values.iter().map(|(variant, value)| (quote!(#value), variant));
    let decode = decode(schema, enumeration, "str", &quote!(&__klaw::private::str), found);
    quote!(#encode #decode)
}

fn decode<'a>(
    schema: &Schema,
    enumeration: &Enumeration,
    kind: &str,
    wire: &TokenStream,
    found: impl Iterator<Item = (TokenStream, &'a Ident)>,
) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let (find_generics, _, find_predicates) = function_generics(schema);
    let ident = &schema.ident;
    let arms = found.map(|(value, variant)| quote!(#value => __klaw::private::Some(#ident::#variant),));
    let read = match &enumeration.other {
        Some((variant, _)) => {
            let function = format_ident!("decode_{}_or", kind);
            quote!(__klaw::private::enumeration::#function(__reader, __find, Self::#variant))
        }
        None => {
            let function = format_ident!("decode_{}", kind);
            quote!(__klaw::private::enumeration::#function(__reader, __find))
        }
    };
    let read = match &schema.validate {
        Some(path) => quote!(__klaw::private::validated(#read?, #path)),
        None => read,
    };
    quote! {
        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            #[inline]
            fn decode(__reader: &mut __klaw::msgpack::Reader<'__de>) -> __klaw::private::Result<Self, __klaw::Error> {
                #[inline]
                fn __find #find_generics (__value: #wire) -> __klaw::private::Option<#ty> #find_predicates {
                    match __value {
                        #(#arms)*
                        _ => __klaw::private::None,
                    }
                }
                #read
            }
        }
    }
}

fn description(schema: &Schema, enumeration: &Enumeration) -> TokenStream {
    let keeps = enumeration.other.is_some();
    let values: Vec<TokenStream> = match &enumeration.values {
        EnumerationValues::Ints(values) => values
            .iter()
            .map(|(variant, _)| {
                let (text, name) = (variant.unraw().to_string(), value_constant(variant));
                quote!((#text, __klaw::private::Tag::Int(#name)))
            })
            .collect(),
        EnumerationValues::Strs(values) => values
            .iter()
            .map(|(variant, value)| {
                let text = variant.unraw().to_string();
                quote!((#text, __klaw::private::Tag::Str(#value)))
            })
            .collect(),
    };
    describe::expand(
        schema,
        &quote! {
            __klaw::private::Shape::Enumeration(__klaw::private::EnumerationSchema {
                values: &[#(#values),*],
                keeps_unknown: #keeps,
            })
        },
    )
}
