//! From the schema to code: one file per product, and nothing here can fail.
//!
//! The output holds no logic that a function of the runtime could hold. Names that begin with `__`
//! cannot meet a user's; `__klaw` is the runtime, and `klaw_runtime::private::names` has the others. Locals are out of the
//! user's sight altogether (`hygiene`).

mod alike;
mod assert;
mod bounds;
mod decode;
mod describe;
mod encode;
mod enumeration;
pub(crate) mod fallback;
mod family;
mod fault;
mod field;
mod json;
mod mark;
mod newtype;
mod rules;
mod serde;
mod union;
mod validate;
mod view;

use crate::hygiene::quote;
use crate::schema::{Schema, Shape};
use proc_macro2::TokenStream;

/// The impls of an item without mistakes.
pub(crate) fn expand(schema: &Schema) -> TokenStream {
    let impls = match &schema.shape {
        Shape::Message(message) => {
            let parts = [
                rules::constants(&message.fields, ""),
                assert::constants(schema, &message.fields, ""),
                assert::defaults(schema, message, ""),
                encode::message(schema, message),
                decode::message(schema, message),
                validate::message(schema, message),
                describe::message(schema, message),
                mark::frozen_fields(schema, message.fields.iter()),
                serde::message(schema, message),
                mark::json(schema, json::types(message)),
                view::own(schema, message),
            ];
            parts.into_iter().collect()
        }
        Shape::Union(union) => union::expand(schema, union),
        Shape::Enumeration(enumeration) => enumeration::expand(schema, enumeration),
        Shape::Newtype(newtype) => newtype::expand(schema, newtype),
        Shape::Fault(fault) => fault::expand(schema, fault),
        Shape::View(view) => view::expand(schema, view),
    };
    let family = family::expand(schema);
    enclose(&schema.runtime, &quote!(#impls #family))
}

/// A scope of its own, where the runtime has a short name.
fn enclose(runtime: &syn::Path, impls: &TokenStream) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
        const _: () = {
            use #runtime as __klaw;
            use __klaw::private::names::*;

            #impls
        };
    }
}
