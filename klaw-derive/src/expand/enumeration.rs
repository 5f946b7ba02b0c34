//! Enumerations: an integer or a string.

use super::assert::Mark;
use super::bounds::{Asks, function_generics};
use super::{describe, encode, json, mark, rules, serde, validate};
use crate::hygiene::quote;
use crate::schema::{Enumeration, EnumerationValues, Schema};
use crate::values;
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Expr, parse_quote};

pub(super) fn expand(schema: &Schema, enumeration: &Enumeration) -> TokenStream {
    let codec = match &enumeration.values {
        EnumerationValues::Ints(values) => ints(schema, enumeration, values),
        EnumerationValues::Strs(values) => strs(schema, enumeration, values),
    };
    let own = validate::own(schema);
    let parts = [
        codec,
        validate::expand(schema, &quote!(#own __Ok(()))),
        description(schema, enumeration),
        mark::frozen(schema, enumeration.other.iter().map(|(_, ty)| ty)),
        serde::enumeration(schema, enumeration),
        mark::json(schema, std::iter::empty()),
        json::key(schema, None),
    ];
    parts.into_iter().collect()
}

/// The constant that holds a variant's integer.
pub(super) fn value_constant(variant: &Ident) -> Ident {
    format_ident!("__{}_VALUE", variant.unraw())
}

fn ints(schema: &Schema, enumeration: &Enumeration, values: &[(Ident, Expr)]) -> TokenStream {
    let constants = values.iter().map(|(variant, value)| {
        let name = value_constant(variant);
        let discriminant = discriminant(schema, enumeration, variant, value);
        // A literal has been looked at already.
        let assertion = values::integer(value).is_none().then(|| {
            let call = Mark::of(value).call(quote!(__enumeration::fits_i64), &quote!(#discriminant as __i128));
            quote!(const _: () = #call;)
        });
        quote!(#assertion const #name: __i64 = #discriminant as __i64;)
    });
    let arms = values.iter().map(|(variant, _)| {
        let name = value_constant(variant);
        quote!(Self::#variant => #name,)
    });
    let other = enumeration.other.iter().map(|(variant, _)| quote!(Self::#variant(__other) => *__other,));
    let encode = encode::bounded(
        schema,
        &quote!(__Bound::at_most(9)),
        &TokenStream::new(),
        &quote! {
            __sink.put_i64(match self {
                #(#arms)*
                #(#other)*
            });
        },
        &json::encode_enumeration(schema, enumeration),
    );
    let found = values.iter().map(|(variant, _)| {
        let name = value_constant(variant);
        (quote!(#name), variant)
    });
    let decode = decode(schema, enumeration, "int", &quote!(__i64), found);
    quote! {
        #(#constants)*
        #encode
        #decode
    }
}

fn strs(schema: &Schema, enumeration: &Enumeration, values: &[(Ident, String)]) -> TokenStream {
    let ident = &schema.ident;
    let arms = values.iter().map(|(variant, value)| quote!(#ident::#variant => #value,));
    let other = enumeration.other.iter().map(|(variant, _)| quote!(#ident::#variant(__other) => __other,));
    let mut text_header = schema.generics.clone();
    text_header.params.insert(0, parse_quote!('__value));
    let (text_generics, _, text_predicates) = text_header.split_for_impl();
    let (_, ty, _) = schema.generics.split_for_impl();
    let encode = encode::bounded(
        schema,
        &quote!(__Bound::at_most(5)),
        &quote!(__text(self).len()),
        &quote!(__sink.put_str(__text(self));),
        &json::encode_enumeration(schema, enumeration),
    );
    let text = quote! {
        #[inline]
        fn __text #text_generics (__value: &'__value #ident #ty) -> &'__value __str #text_predicates {
            match __value {
                #(#arms)*
                #(#other)*
            }
        }
    };
    let found = values.iter().map(|(variant, value)| (quote!(#value), variant));
    let decode = decode(schema, enumeration, "str", &quote!(&__str), found);
    quote!(#text #encode #decode)
}

/// A variant's integer, in front of `as`: its discriminant, as the integer type that `repr` makes of it.
fn discriminant(schema: &Schema, enumeration: &Enumeration, variant: &Ident, value: &Expr) -> TokenStream {
    if enumeration.other.is_none() && schema.generics.params.is_empty() {
        let ident = &schema.ident;
        return quote!(#ident::#variant);
    }
    if values::integer(value).is_some() {
        return rules::operand(value);
    }
    let repr = &enumeration.repr;
    quote!({
        const __VALUE: ::core::primitive::#repr = #value;
        __VALUE
    })
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
    let arms = found.map(|(value, variant)| quote!(#value => __Some(#ident::#variant),));
    let read = match &enumeration.other {
        Some((variant, _)) => {
            let function = format_ident!("decode_{}_or", kind);
            quote!(__enumeration::#function(__reader, __find, Self::#variant))
        }
        None => {
            let function = format_ident!("decode_{}", kind);
            quote!(__enumeration::#function(__reader, __find))
        }
    };
    let read = match &schema.validate {
        Some(path) => quote!(__private::validated(#read?, #path)),
        None => read,
    };
    let json = json::decode_enumeration(schema, enumeration);
    quote! {
        #[inline]
        fn __find #find_generics (__value: #wire) -> __Option<#ty> #find_predicates {
            match __value {
                #(#arms)*
                _ => __None,
            }
        }

        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            #[inline]
            fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                #read
            }

            #json
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
                quote!((#text, __Tag::Int(#name)))
            })
            .collect(),
        EnumerationValues::Strs(values) => values
            .iter()
            .map(|(variant, value)| {
                let text = variant.unraw().to_string();
                quote!((#text, __Tag::Str(#value)))
            })
            .collect(),
    };
    describe::expand(
        schema,
        &quote! {
            __schema::Shape::Enumeration(__schema::EnumerationSchema {
                values: &[#(#values),*],
                keeps_unknown: #keeps,
            })
        },
    )
}
