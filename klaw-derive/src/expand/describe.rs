//! `WireMessage`: the const description of a type.

use super::assert;
use super::bounds::Asks;
use super::decode::optional_tag;
use super::rules;
use crate::hygiene::quote;
use crate::schema::{Default, Field, Form, Message, Schema, Shape};
use crate::values;
use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    let layout = layout(schema, message, "");
    expand(schema, &quote!(__schema::Shape::Message(#layout)))
}

/// The impl around a shape.
pub(super) fn expand(schema: &Schema, shape: &TokenStream) -> TokenStream {
    expand_with(schema, shape, &TokenStream::new())
}

/// The same with the descriptions of a union's members.
pub(super) fn expand_with(schema: &Schema, shape: &TokenStream, members: &TokenStream) -> TokenStream {
    let header = schema.header(Asks::Encode);
    let (generics, ty, predicates) = header.split();
    let (name, doc, checked) = (&schema.name, &schema.doc, schema.validate.is_some());
    quote! {
        #[automatically_derived]
        impl #generics __klaw::WireMessage for #ty #predicates {
            const SCHEMA: &'static __schema::Schema =
                &__schema::Schema { name: #name, doc: #doc, shape: #shape, checked: #checked };

            #members
        }
    }
}

/// A message's layout.
pub(super) fn layout(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let form = form(&message.form);
    let tag = optional_tag(message);
    let forbid = message.forbid_unknown_fields;
    let omits = message.omit_defaults || message.omit_trailing_defaults;
    let fields = message.positions().map(|(position, f)| field(schema, f, position, prefix));
    let reserved = message.reserved.iter().map(|position| Literal::usize_unsuffixed(*position));
    quote! {
        __schema::MessageSchema {
            form: #form,
            tag: #tag,
            forbid_unknown_fields: #forbid,
            omits_defaults: #omits,
            fields: &[#(#fields),*],
            reserved: &[#(#reserved),*],
        }
    }
}

pub(super) fn form(form: &Form) -> TokenStream {
    let tag_field = &form.tag_field;
    if form.accept_map {
        quote!(__schema::Form::ArrayOrMap { tag_field: #tag_field })
    } else if form.array_like {
        quote!(__schema::Form::Array)
    } else {
        quote!(__schema::Form::Map { tag_field: #tag_field })
    }
}

pub(super) fn field(schema: &Schema, field: &Field, position: usize, prefix: &str) -> TokenStream {
    let (name, doc, aliases, required) = (&field.name, &field.doc, &field.aliases, !field.is_optional());
    let ty = match &field.with {
        Some(_) => quote!(__schema::WireType::Opaque),
        None => {
            let through = schema.through(&field.ty, Asks::Encode);
            quote!(#through::TYPE)
        }
    };
    let default = match &field.default {
        Default::None => quote!(__None),
        Default::Trait => quote!(__Some("")),
        Default::Expr(expr) => {
            let text = written(expr);
            quote!(__Some(#text))
        }
    };
    let position = Literal::usize_unsuffixed(position);
    let generic = schema.mentions_parameter(&field.ty);
    let since = Literal::u32_unsuffixed(field.since.unwrap_or(1));
    let rules = match rules::constant(field, prefix) {
        Some(rules) => assert::asserted(schema, field, &rules),
        None => quote!(__None),
    };
    // The type that holds a newtype knows its field alone: the item's check stands there too.
    let newtype_is_checked = matches!(schema.shape, Shape::Newtype(_)) && schema.validate.is_some();
    let checked = newtype_is_checked || rules::has_checks(&field.rules);
    let check_default = assert::check_default(schema, field, prefix);
    let (lax, secret) = (field.lax, field.secret);
    let default_value = default_value(schema, field, &position, prefix);
    quote! {
        __schema::FieldSchema {
            name: #name,
            doc: #doc,
            aliases: &[#(#aliases),*],
            position: #position,
            since: #since,
            ty: #ty,
            generic: #generic,
            required: #required,
            default: #default,
            default_value: #default_value,
            secret: #secret,
            rules: #rules,
            checked: #checked,
            check_default: #check_default,
            lax: #lax,
        }
    }
}

/// The function that writes a field's default. What was written stands in an impl of a message's alone.
fn default_value(schema: &Schema, field: &Field, position: &Literal, prefix: &str) -> TokenStream {
    if field.with.is_some() || !schema.is_concrete(&field.ty) || schema.is_known_in_part(&field.ty) {
        return quote!(__None);
    }
    let through = schema.through(&field.ty, Asks::Encode);
    match &field.default {
        Default::Trait => quote!(__Some(#through::own_default)),
        Default::Expr(_) if prefix.is_empty() => quote!(__Some(#through::default_of::<Self, #position>)),
        Default::Expr(_) | Default::None => quote!(__None),
    }
}

/// A default as it was written, with the spaces that a compiler puts between tokens left out: the text is in locks.
fn written(expr: &Expr) -> String {
    let mut text = String::new();
    write_tokens(values::unconverted(expr).to_token_stream(), &mut text);
    text
}

fn write_tokens(tokens: TokenStream, text: &mut String) {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            text.push_str(open);
            write_tokens(group.stream(), text);
            text.push_str(close);
            continue;
        }
        let token = token.to_string();
        if text.ends_with(is_word) && token.starts_with(is_word) {
            text.push(' ');
        }
        text.push_str(&token);
    }
}
