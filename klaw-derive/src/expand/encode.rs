//! `Encode`: one body for every sink.

use super::bounds::Asks;
use super::{alike, assert, json, rules};
use crate::hygiene::quote;
use crate::schema::{Default, Field, Message, Schema, Shape, TagValue};
use proc_macro2::{Literal, Span, TokenStream};
use quote::format_ident;
use syn::ext::IdentExt;

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    let access = |field: &Field| {
        let ident = &field.ident;
        quote!(&self.#ident)
    };
    let body = body(schema, message, &access);
    let json = json::encode_message(schema, message);
    let asserted = assert::where_encoded(schema, &message.fields, "");
    if message.is_checked() {
        return checked(schema, &asserted, &body, &json);
    }
    let bound = bound(schema, message, &quote!(__Bound));
    let dynamic = dynamic(schema, message, &access);
    let sequence = alike::put_sequence(schema, message);
    bounded(schema, &quote!(#asserted #bound), &dynamic, &body, &quote!(#sequence #json))
}

/// The impl of a type that nobody vouches for: its body writes to a vector, with checks. It has no bound, so that what is
/// asserted stands in the body.
pub(super) fn checked(schema: &Schema, asserted: &TokenStream, body: &TokenStream, json: &TokenStream) -> TokenStream {
    let asserted = (!asserted.is_empty()).then(|| quote!(const { #asserted }));
    let header = schema.header(Asks::Encode);
    let (generics, ty, predicates) = header.split();
    let wire_type = wire_type(schema);
    quote! {
        #[automatically_derived]
        impl #generics __klaw::Encode for #ty #predicates {
            #wire_type

            fn encode(&self, __sink: &mut __Writer<'_>) {
                #asserted
                #body
            }

            #json
        }
    }
}

/// The impl of a type whose parts all have a bound: no write is checked. `dynamic` is empty where it adds nothing;
/// `others` are further methods.
pub(super) fn bounded(
    schema: &Schema,
    bound: &TokenStream,
    dynamic: &TokenStream,
    body: &TokenStream,
    others: &TokenStream,
) -> TokenStream {
    let header = schema.header(Asks::Encode);
    let (generics, ty, predicates) = header.split();
    let wire_type = wire_type(schema);
    let dynamic = (!dynamic.is_empty()).then(|| {
        quote! {
            #[inline(always)]
            fn dynamic(&self) -> __usize {
                #dynamic
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #generics __klaw::Encode for #ty #predicates {
            #wire_type
            const BOUND: __Bound<Self> = unsafe {
                __Bound::<Self>::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
                #bound
            };

            #[inline]
            fn encode(&self, __writer: &mut __Writer<'_>) {
                __klaw::Encode::put(self, __writer);
            }

            #dynamic

            #[inline(always)]
            fn put<__S: __Sink>(&self, __sink: &mut __S) {
                #body
            }

            #others
        }
    }
}

fn wire_type(schema: &Schema) -> TokenStream {
    let name = &schema.name;
    if let Shape::Newtype(newtype) = &schema.shape
        && !schema.is_recursive(&newtype.field.ty)
    {
        return quote! {
            const TYPE: __schema::WireType =
                __schema::WireType::Newtype(#name, __private::newtype_field::<Self>());
        };
    }
    quote! {
        const TYPE: __schema::WireType =
            __schema::WireType::Named(#name, __private::schema_of::<Self>);
    }
}

/// The most that a message writes beside what its fields count themselves, as a bound of the type that `of` names.
pub(super) fn bound(schema: &Schema, message: &Message, of: &TokenStream) -> TokenStream {
    // A header, the tag, the names, and nil for what is reserved.
    let names: usize =
        if message.form.array_like { 0 } else { message.wire_fields().map(|field| str_bytes(&field.name).len()).sum() };
    let own = Literal::usize_unsuffixed(5 + tag_bytes(message).len() + names + message.reserved.len());
    let parts = message.wire_fields().map(|field| schema.bound_of(&field.ty));
    quote!(#of::sum(#own, &[#(#parts),*]))
}

/// What the fields of a message count themselves.
pub(super) fn dynamic(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let mut parts = message.wire_fields().map(|field| {
        let (through, value) = (schema.through(&field.ty, Asks::Encode), access(field));
        quote!(#through::dynamic(#value))
    });
    match parts.next() {
        Some(first) => quote!(#first #(.saturating_add(#parts))*),
        None => quote!(0),
    }
}

/// Writes a message. `access` gives a reference to a field.
pub(super) fn body(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    if message.form.array_like { array(schema, message, access) } else { map(schema, message, access) }
}

fn array(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let slots = message.slots();
    let put_slot = |slot: &Option<&Field>| match slot {
        Some(field) => put(schema, field, access),
        None => quote!(__sink.put_nil();),
    };
    if !message.omit_trailing_defaults {
        let prefix = block(&array_prefix(message));
        let puts = slots.iter().map(put_slot);
        return quote!(#prefix #(#puts)*);
    }
    let required = message.required();
    let omit = slots.iter().enumerate().skip(required).rev().map(|(index, slot)| {
        let index = Literal::usize_unsuffixed(index);
        let is_default = match slot {
            Some(field) => is_default(field, access),
            None => quote!(true),
        };
        quote!(__count = __private::without_last(__count, #index, #is_default);)
    });
    let length = match message.start() {
        0 => quote!(__count),
        start => {
            let start = Literal::usize_unsuffixed(start);
            quote!(__count + #start)
        }
    };
    let count = Literal::usize_unsuffixed(slots.len());
    let tag = message.tag.as_ref().map(|_| block(&tag_bytes(message)));
    let puts = slots.iter().enumerate().map(|(index, slot)| {
        let put = put_slot(slot);
        if index < required {
            return put;
        }
        let index = Literal::usize_unsuffixed(index);
        quote!(if __count > #index { #put })
    });
    quote! {
        let mut __count = #count;
        #(#omit)*
        __sink.put_array(#length);
        #tag
        #(#puts)*
    }
}

fn map(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let full = message.wire_fields().count() + message.start();
    let named = |field: &Field| {
        let name = block(&str_bytes(&field.name));
        let put = put(schema, field, access);
        quote!(#name #put)
    };
    if !message.omit_defaults {
        let mut prefix = map_header(full);
        prefix.extend(tag_bytes(message));
        let prefix = block(&prefix);
        let entries = message.wire_fields().map(named);
        return quote!(#prefix #(#entries)*);
    }
    let optional = || message.wire_fields().filter(|field| field.is_optional());
    let flags = optional().map(|field| {
        let (flag, is_default) = (omitted(field), is_default(field, access));
        quote!(let #flag = #is_default;)
    });
    let counts = optional().map(|field| {
        let flag = omitted(field);
        quote!(- #flag as __usize)
    });
    let entries = message.wire_fields().map(|field| {
        let entry = named(field);
        if field.is_optional() {
            let flag = omitted(field);
            quote!(if !#flag { #entry })
        } else {
            entry
        }
    });
    let full = Literal::usize_unsuffixed(full);
    let tag = message.tag.as_ref().map(|_| block(&tag_bytes(message)));
    quote! {
        #(#flags)*
        __sink.put_map_of(#full #(#counts)*, #full);
        #tag
        #(#entries)*
    }
}

fn put(schema: &Schema, field: &Field, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let value = access(field);
    match &field.with {
        Some(module) => quote!(#module::encode(#value, __sink);),
        None => {
            let through = schema.through(&field.ty, Asks::Encode);
            quote!(#through::put(#value, __sink);)
        }
    }
}

/// Does the field equal its default?
pub(super) fn is_default(field: &Field, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let (value, ty) = (access(field), &field.ty);
    // Text is held against what was written: made into a `String`, it would be allocated for every message.
    if let Some(text) = field.default_text() {
        return quote!(<#ty as __PartialEq<__str>>::eq(#value, #text));
    }
    let default = match &field.default {
        Default::Expr(expr) => rules::operand(expr),
        _ => field.default_value(),
    };
    quote!(<#ty as __PartialEq>::eq(#value, &#default))
}

pub(super) fn omitted(field: &Field) -> proc_macro2::Ident {
    format_ident!("__omit_{}", field.ident.unraw(), span = Span::mixed_site())
}

/// Writes bytes that are known here.
pub(super) fn block(bytes: &[u8]) -> TokenStream {
    let bytes = Literal::byte_string(bytes);
    quote!(__sink.block(*#bytes);)
}

/// The header of an array with every field, and the tag.
pub(super) fn array_prefix(message: &Message) -> Vec<u8> {
    let length = message.slots().len() + message.start();
    let mut bytes = header(length, 0x90, 0xdc);
    bytes.extend(tag_bytes(message));
    bytes
}

fn map_header(length: usize) -> Vec<u8> {
    header(length, 0x80, 0xde)
}

fn header(length: usize, short: u8, long: u8) -> Vec<u8> {
    match u16::try_from(length) {
        Ok(length) if length < 16 => vec![short | length as u8],
        Ok(length) => [&[long], &length.to_be_bytes()[..]].concat(),
        Err(_) => [&[long + 1], &u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()[..]].concat(),
    }
}

/// The tag, with its key in map form.
fn tag_bytes(message: &Message) -> Vec<u8> {
    if message.form.array_like { tag_value_bytes(message) } else { tag_entry(message) }
}

/// The entry of the tag in map form.
pub(super) fn tag_entry(message: &Message) -> Vec<u8> {
    let value = tag_value_bytes(message);
    if value.is_empty() { value } else { [str_bytes(&message.form.tag_field), value].concat() }
}

fn tag_value_bytes(message: &Message) -> Vec<u8> {
    let Some(tag) = &message.tag else { return Vec::new() };
    let mut bytes = Vec::new();
    match &tag.value {
        TagValue::Int(tag) => bytes.extend(int_bytes(*tag)),
        TagValue::Str(tag) => bytes.extend(str_bytes(tag)),
    }
    bytes
}

fn int_bytes(value: i64) -> Vec<u8> {
    let marked = |marker: u8, number: &[u8]| [&[marker], number].concat();
    match value {
        -0x20..0x80 => vec![value as u8],
        0x80..0x100 => vec![0xcc, value as u8],
        0x100..0x1_0000 => marked(0xcd, &(value as u16).to_be_bytes()),
        0x1_0000..0x1_0000_0000 => marked(0xce, &(value as u32).to_be_bytes()),
        0x1_0000_0000.. => marked(0xcf, &value.to_be_bytes()),
        -0x80..-0x20 => vec![0xd0, value as u8],
        -0x8000..-0x80 => marked(0xd1, &(value as i16).to_be_bytes()),
        -0x8000_0000..-0x8000 => marked(0xd2, &(value as i32).to_be_bytes()),
        _ => marked(0xd3, &value.to_be_bytes()),
    }
}

pub(super) fn str_bytes(text: &str) -> Vec<u8> {
    let mut bytes = match u16::try_from(text.len()) {
        Ok(length) if length < 32 => vec![0xa0 | length as u8],
        Ok(length) if length < 256 => vec![0xd9, length as u8],
        Ok(length) => [&[0xda], &length.to_be_bytes()[..]].concat(),
        Err(_) => [&[0xdb], &u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes()[..]].concat(),
    };
    bytes.extend(text.as_bytes());
    bytes
}
