//! `Validate`: the rules of decoding, on a value.

use super::bounds::Asks;
use super::field::Place;
use super::rules;
use crate::hygiene::quote;
use crate::schema::{Field, Message, Schema};
use proc_macro2::TokenStream;

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    let access = |field: &Field| {
        let ident = &field.ident;
        quote!(&self.#ident)
    };
    let body = body(schema, message, &access, "");
    let own = own(schema);
    expand(schema, &quote!(#body #own __Ok(())))
}

/// The impl around the statements that check a value.
pub(super) fn expand(schema: &Schema, body: &TokenStream) -> TokenStream {
    let header = schema.header(Asks::Validate);
    let (generics, ty, predicates) = header.split();
    quote! {
        #[automatically_derived]
        impl #generics __klaw::Validate for #ty #predicates {
            fn validate(&self) -> __Result<()> {
                #body
            }
        }
    }
}

/// The item's own check.
pub(super) fn own(schema: &Schema) -> TokenStream {
    match &schema.validate {
        Some(path) => quote!(__private::check(self, #path)?;),
        None => TokenStream::new(),
    }
}

/// Checks the fields of a message. `access` gives a reference to a field.
pub(super) fn body(
    schema: &Schema,
    message: &Message,
    access: &dyn Fn(&Field) -> TokenStream,
    prefix: &str,
) -> TokenStream {
    let checks = message.positions().map(|(index, field)| {
        let place = if message.form.array_like {
            Place::Element(message.start() + index)
        } else {
            Place::Entry(field.name.clone())
        };
        let value = access(field);
        let own = match &field.with {
            Some(_) => TokenStream::new(),
            None => {
                let check = place.of(&schema.validate(field, &value, prefix));
                quote!(#check?;)
            }
        };
        let checks = rules::checks(field, &field.ty, &value, |check| place.of(&check));
        quote!(#own #checks)
    });
    quote!(#(#checks)*)
}
