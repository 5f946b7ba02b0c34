//! `Decode`: the array form reads elements in order, the map form entries in any.

use super::bounds::Asks;
use super::encode::array_prefix;
use super::field::Place;
use super::rules;
use crate::schema::{Field, Message, Schema, TagValue};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let this = quote!(Self);
    let forms = forms(schema, message, &quote!(#ty), &this, "");
    let (decode, own) = if message.form.accept_map {
        (quote!(__klaw::private::either::decode::<Self, Self>(__reader)), 1)
    } else if message.form.array_like {
        (quote!(__klaw::private::array::decode::<Self>(__reader)), 1 + message.start())
    } else {
        (quote!(__klaw::private::map::decode::<Self>(__reader)), 1)
    };
    let own = Literal::usize_unsuffixed(own);
    let sizes = message.wire_fields().filter(|field| !field.is_optional()).map(|field| match &field.with {
        Some(_) => quote!(1),
        None => {
            let through = schema.through(&field.ty, Asks::Decode);
            quote!(#through::MIN_SIZE)
        }
    });
    quote! {
        #forms

        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            const MIN_SIZE: __klaw::private::usize = #own #(+ #sizes)*;

            #[inline]
            fn decode(__reader: &mut __klaw::msgpack::Reader<'__de>) -> __klaw::private::Result<Self, __klaw::Error> {
                #decode
            }
        }
    }
}

/// The impls of the forms that a message has. `target` is the type they are for: the message, or the
/// marker of a struct-like variant. `constructor` builds the output.
pub(super) fn forms(
    schema: &Schema,
    message: &Message,
    target: &TokenStream,
    constructor: &TokenStream,
    prefix: &str,
) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, output, predicates) = header.split();
    let mut tokens = TokenStream::new();
    if message.form.array_like {
        let consts = positional_consts(message);
        let body = elements(schema, message, constructor, prefix);
        tokens.extend(quote! {
            #[automatically_derived]
            impl #generics __klaw::private::array::Positional<'__de> for #target #predicates {
                type Output = #output;
                #consts

                #[inline(always)]
                fn decode_fields<__E: __klaw::private::array::Elements>(
                    __reader: &mut __klaw::msgpack::Reader<'__de>,
                    __elements: __E,
                ) -> __klaw::private::Result<Self::Output, __klaw::Error> {
                    #body
                }
            }
        });
    }
    if !message.form.array_like || message.form.accept_map {
        let keys = keys(message);
        let body = entries(schema, message, constructor, prefix);
        tokens.extend(quote! {
            #[automatically_derived]
            impl #generics __klaw::private::map::Keyed<'__de> for #target #predicates {
                type Output = #output;
                const KEYS: &'static __klaw::private::map::Keys = &#keys;

                #[inline]
                fn decode_entries(
                    __reader: &mut __klaw::msgpack::Reader<'__de>,
                    mut __entries: __klaw::private::map::Entries,
                ) -> __klaw::private::Result<Self::Output, __klaw::Error> {
                    #body
                }
            }
        });
    }
    tokens
}

fn positional_consts(message: &Message) -> TokenStream {
    let tag = optional_tag(message);
    let fields = Literal::usize_unsuffixed(message.slots().len());
    let required = Literal::usize_unsuffixed(message.required());
    let forbid = message.forbid_unknown_fields;
    let prefix = Literal::byte_string(&array_prefix(message));
    quote! {
        const TAG: __klaw::private::Option<__klaw::private::Tag> = #tag;
        const FIELDS: __klaw::private::usize = #fields;
        const REQUIRED: __klaw::private::usize = #required;
        const FORBID_UNKNOWN: __klaw::private::bool = #forbid;
        const PREFIX: &'static [__klaw::private::u8] = #prefix;
    }
}

fn elements(schema: &Schema, message: &Message, constructor: &TokenStream, prefix: &str) -> TokenStream {
    let required = message.required();
    let statements = message.slots().into_iter().enumerate().map(|(index, slot)| {
        let place = Place::Element(message.start() + index);
        let Some(field) = slot else {
            let skip = place.of(&quote!(__reader.skip()));
            if index < required {
                return quote!(#skip?;);
            }
            let index = Literal::usize_unsuffixed(index);
            return quote!(if __elements.has(#index) { #skip?; });
        };
        let binding = field.binding();
        let read = place.of(&schema.read(field, prefix));
        let read = if index < required {
            quote!(#read?)
        } else {
            let (index, default) = (Literal::usize_unsuffixed(index), field.default_value());
            quote!(if __elements.has(#index) { #read? } else { #default })
        };
        let checks = rules::checks(&field.rules, &field.ty, &quote!(&#binding), &place);
        quote!(let #binding = #read; #checks)
    });
    let values = message.fields.iter().map(|field| {
        let ident = &field.ident;
        if field.skip {
            let default = field.default_value();
            quote!(#ident: #default)
        } else {
            let binding = field.binding();
            quote!(#ident: #binding)
        }
    });
    let value = validated(schema, quote!(#constructor { #(#values),* }));
    quote! {
        #(#statements)*
        #value
    }
}

/// The value, behind the item's own check if it has one.
fn validated(schema: &Schema, value: TokenStream) -> TokenStream {
    match &schema.validate {
        Some(path) => quote!(__klaw::private::validated(#value, #path)),
        None => quote!(__klaw::private::Ok(#value)),
    }
}

fn keys(message: &Message) -> TokenStream {
    let own = message.wire_fields().enumerate().map(|(index, field)| (&field.name, index));
    let aliases = message
        .wire_fields()
        .enumerate()
        .flat_map(|(index, field)| field.aliases.iter().map(move |alias| (alias, index)));
    let names = own.chain(aliases).map(|(name, index)| {
        let index = Literal::usize_unsuffixed(index);
        quote!((#name, #index))
    });
    let tag = optional_tag(message);
    let tag_field = &message.form.tag_field;
    let forbid = message.forbid_unknown_fields;
    quote! {
        __klaw::private::map::Keys {
            names: &[#(#names),*],
            tag: #tag,
            tag_field: #tag_field,
            forbid_unknown: #forbid,
        }
    }
}

fn entries(schema: &Schema, message: &Message, constructor: &TokenStream, prefix: &str) -> TokenStream {
    let slots = message.wire_fields().map(|field| {
        let (binding, ty) = (field.binding(), &field.ty);
        quote!(let mut #binding: __klaw::private::Option<#ty> = __klaw::private::None;)
    });
    let arms = message.wire_fields().enumerate().map(|(index, field)| {
        let place = Place::Entry(field.name.clone());
        let (binding, index) = (field.binding(), Literal::usize_unsuffixed(index));
        let read = place.of(&schema.read(field, prefix));
        let checks = rules::checks(&field.rules, &field.ty, &quote!(&__value), &place);
        if checks.is_empty() {
            return quote!(#index => #binding = __klaw::private::Some(#read?),);
        }
        quote! {
            #index => {
                let __value = #read?;
                #checks
                #binding = __klaw::private::Some(__value);
            }
        }
    });
    let values = message.fields.iter().map(|field| value_of_slot(field));
    let value = validated(schema, quote!(#constructor { #(#values),* }));
    quote! {
        #(#slots)*
        while let __klaw::private::Some(__key) = __entries.next(__reader, Self::KEYS)? {
            match __key {
                #(#arms)*
                _ => __reader.skip()?,
            }
        }
        #value
    }
}

fn value_of_slot(field: &Field) -> TokenStream {
    let (ident, binding, name) = (&field.ident, field.binding(), &field.name);
    if field.skip {
        let default = field.default_value();
        return quote!(#ident: #default);
    }
    if !field.is_optional() {
        return quote!(#ident: __klaw::private::map::required(#binding, #name)?);
    }
    let default = field.default_value();
    quote! {
        #ident: match #binding {
            __klaw::private::Some(__value) => __value,
            __klaw::private::None => #default,
        }
    }
}

pub(super) fn optional_tag(message: &Message) -> TokenStream {
    match &message.tag {
        Some(tag) => {
            let tag = tag_value(&tag.value);
            quote!(__klaw::private::Some(#tag))
        }
        None => quote!(__klaw::private::None),
    }
}

pub(super) fn tag_value(tag: &TagValue) -> TokenStream {
    match tag {
        TagValue::Int(tag) => {
            let tag = Literal::i64_unsuffixed(*tag);
            quote!(__klaw::private::Tag::Int(#tag))
        }
        TagValue::Str(tag) => quote!(__klaw::private::Tag::Str(#tag)),
    }
}
