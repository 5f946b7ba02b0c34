//! Messages of a few numbers of one type, as an address or a point is: read and written several at once.

use super::rules;
use crate::hygiene::quote;
use crate::schema::{Field, Message, Schema};
use proc_macro2::{Literal, TokenStream};

/// That the message is one, if it is.
pub(super) fn expand(schema: &Schema, message: &Message) -> Option<TokenStream> {
    let fields = &message.fields;
    let first = fields.first()?;
    if !is_alike(schema, message, first) {
        return None;
    }
    let (ident, ty) = (&schema.ident, &first.ty);
    let count = Literal::usize_unsuffixed(fields.len());
    let bindings: Vec<_> = fields.iter().map(Field::binding).collect();
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    Some(quote! {
        #[automatically_derived]
        impl __array::Alike for #ident {
            type Numbers = [#ty; #count];

            #[inline(always)]
            fn of([#(#bindings),*]: Self::Numbers) -> Self {
                Self { #(#idents: #bindings),* }
            }
        }
    })
}

/// How several in a row are read.
pub(super) fn decode_run() -> TokenStream {
    quote! {
        const RUNS: __bool = true;

        #[inline(always)]
        fn decode_run(
            __reader: &mut __Reader<'__de>,
            __items: &mut __Vec<Self>,
            __length: __usize,
        ) {
            __array::decode_alike_run(__reader, __items, __length)
        }
    }
}

/// How a sequence is written, where each of them has all its fields and each field takes the same room.
pub(super) fn put_sequence(schema: &Schema, message: &Message) -> Option<TokenStream> {
    let first = message.fields.first()?;
    let name = type_name(first);
    if message.omit_trailing_defaults || name == "u8" || !is_alike(schema, message, first) {
        return None;
    }
    let numbers = message.fields.iter().map(|field| {
        let ident = &field.ident;
        if name == "f32" { quote!(__array::wide(__item.#ident)) } else { quote!(__item.#ident) }
    });
    Some(quote! {
        #[inline(always)]
        fn put_sequence<__S: __Sink>(__items: &[Self], __sink: &mut __S) {
            __sink.put_array(__items.len());
            __sink.put_f64_arrays(__items, |__item| [#(#numbers),*]);
        }
    })
}

fn is_alike(schema: &Schema, message: &Message, first: &Field) -> bool {
    let fields = &message.fields;
    let most = match &*type_name(first) {
        "u8" => 4,
        "f64" | "f32" => 8,
        _ => return false,
    };
    let free = |field: &Field| rules::constant(field, "").is_none() && !rules::has_checks(&field.rules);
    let plain = |field: &Field| !field.skip && field.with.is_none() && !field.lax && free(field);
    let alike = fields.iter().all(|field| plain(field) && type_name(field) == type_name(first));
    let one_form = message.form.array_like && !message.form.accept_map;
    let bare = message.tag.is_none() && message.reserved.is_empty();
    let fits = (2..=most).contains(&fields.len()) && one_form && bare;
    alike && fits && schema.validate.is_none() && schema.generics.params.is_empty()
}

fn type_name(field: &Field) -> String {
    let ty = &field.ty;
    quote!(#ty).to_string()
}
