//! `WireMessage`: the const description of a type.

use super::bounds::Asks;
use super::decode::optional_tag;
use super::rules;
use crate::schema::{Default, Field, Form, Message, Schema};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    let layout = layout(schema, message, "");
    expand(schema, &quote!(__klaw::private::Shape::Message(#layout)))
}

/// The impl around a shape.
pub(super) fn expand(schema: &Schema, shape: &TokenStream) -> TokenStream {
    let header = schema.header(Asks::Encode);
    let (generics, ty, predicates) = header.split();
    let name = &schema.name;
    quote! {
        #[automatically_derived]
        impl #generics __klaw::WireMessage for #ty #predicates {
            const SCHEMA: &'static __klaw::private::Schema =
                &__klaw::private::Schema { name: #name, shape: #shape };
        }
    }
}

/// A message's layout.
pub(super) fn layout(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let form = form(&message.form);
    let tag = optional_tag(message);
    let forbid = message.forbid_unknown_fields;
    let fields = message.positions().map(|(position, f)| field(schema, f, position, prefix));
    let reserved = message.reserved.iter().map(|position| Literal::usize_unsuffixed(*position));
    quote! {
        __klaw::private::MessageSchema {
            form: #form,
            tag: #tag,
            forbid_unknown_fields: #forbid,
            fields: &[#(#fields),*],
            reserved: &[#(#reserved),*],
        }
    }
}

pub(super) fn form(form: &Form) -> TokenStream {
    let tag_field = &form.tag_field;
    if form.accept_map {
        quote!(__klaw::private::Form::ArrayOrMap { tag_field: #tag_field })
    } else if form.array_like {
        quote!(__klaw::private::Form::Array)
    } else {
        quote!(__klaw::private::Form::Map { tag_field: #tag_field })
    }
}

pub(super) fn field(schema: &Schema, field: &Field, position: usize, prefix: &str) -> TokenStream {
    let (name, aliases, required) = (&field.name, &field.aliases, !field.is_optional());
    let ty = match &field.with {
        Some(_) => quote!(__klaw::private::WireType::Opaque),
        None => {
            let through = schema.through(&field.ty, Asks::Encode);
            quote!(#through::TYPE)
        }
    };
    let default = match &field.default {
        Default::None => quote!(__klaw::private::None),
        Default::Trait => quote!(__klaw::private::Some("")),
        Default::Expr(expr) => {
            let text = expr.to_token_stream().to_string();
            quote!(__klaw::private::Some(#text))
        }
    };
    let position = Literal::usize_unsuffixed(position);
    let since = Literal::u32_unsuffixed(field.since.unwrap_or(1));
    let rules = match rules::constant(field, prefix) {
        Some(rules) => quote!(__klaw::private::Some(#rules)),
        None => quote!(__klaw::private::None),
    };
    quote! {
        __klaw::private::FieldSchema {
            name: #name,
            aliases: &[#(#aliases),*],
            position: #position,
            since: #since,
            ty: #ty,
            required: #required,
            default: #default,
            rules: #rules,
        }
    }
}
