//! Errors with codes: to the envelope's error message, and back.

use super::mark;
use crate::hygiene::quote;
use crate::schema::{Details, Fault, Kind, Schema};
use proc_macro2::{Span, TokenStream};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident, Type, parse_quote};

pub(super) fn expand(schema: &Schema, fault: &Fault) -> TokenStream {
    let (ident, name, doc) = (&schema.ident, &schema.name, &schema.doc);
    let messages = fault.kinds.iter().filter_map(|kind| message(schema, kind));
    let codes = fault.kinds.iter().map(|kind| &kind.code);
    let code = fault.kinds.iter().map(|kind| {
        let (variant, code) = (&kind.ident, &kind.code);
        quote!(Self::#variant { .. } => #code,)
    });
    let write = fault.kinds.iter().map(write);
    let read = fault.kinds.iter().map(read);
    let other = fault.other.as_ref();
    let other_code = other.map(|other| quote!(Self::#other(__wire) => &__wire.code,));
    let other_write = other.map(|other| quote!(Self::#other(__wire) => __fault::own(__wire),));
    let unknown = match other {
        Some(other) => quote!(__Ok(Self::#other(__fault::own(__wire)))),
        None => quote!(__Err(__fault::unknown(__wire))),
    };
    let frozen = mark::frozen(schema, types(fault));
    quote! {
        #(#messages)*

        #[automatically_derived]
        impl __klaw::WireFault for #ident {
            const CODES: &'static [&'static __str] = &[#(#codes),*];

            fn code(&self) -> &__str {
                match self {
                    #(#code)*
                    #other_code
                }
            }

            fn to_wire(&self) -> __fault::WireError<'static> {
                match self {
                    #(#write)*
                    #other_write
                }
            }

            fn from_wire(__wire: &__fault::WireError<'_>) -> __private::Result<Self, __klaw::UnknownFault> {
                match &*__wire.code {
                    #(#read)*
                    _ => #unknown,
                }
            }
        }

        #[automatically_derived]
        impl __klaw::Encode for #ident {
            const TYPE: __schema::WireType = __fault::TYPE;

            fn encode(&self, __writer: &mut __Writer<'_>) {
                __fault::encode(self, __writer);
            }
        }

        #[automatically_derived]
        impl<'__de> __klaw::Decode<'__de> for #ident {
            fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                __fault::decode(__reader)
            }
        }

        #[automatically_derived]
        impl __klaw::Validate for #ident {}

        #[automatically_derived]
        impl __klaw::WireMessage for #ident {
            const SCHEMA: &'static __schema::Schema = &__fault::schema(#name, #doc);
        }

        #frozen
    }
}

fn types(fault: &Fault) -> impl Iterator<Item = &Type> {
    fault.kinds.iter().flat_map(|kind| match &kind.details {
        Details::None => Vec::new(),
        Details::Type(ty) => vec![ty],
        Details::Fields(fields) => fields.iter().map(|field| &field.ty).collect(),
    })
}

fn message_name(variant: &Ident) -> Ident {
    format_ident!("__{}Details", variant.unraw())
}

/// The message that the fields of a variant make: its own derive has the fields' attributes, and their mistakes.
fn message(schema: &Schema, kind: &Kind) -> Option<TokenStream> {
    let Details::Fields(fields) = &kind.details else { return None };
    let (runtime, name) = (&schema.runtime, message_name(&kind.ident));
    let input: DeriveInput = parse_quote! {
        #[wire(crate = #runtime)]
        struct #name {
            #(#fields,)*
        }
    };
    let bare = fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        quote!(#ident: #ty)
    });
    let impls = crate::derive(&input);
    Some(quote! {
        struct #name {
            #(#bare,)*
        }
        #impls
    })
}

fn write(kind: &Kind) -> TokenStream {
    let (variant, code) = (&kind.ident, &kind.code);
    match &kind.details {
        Details::None => quote!(Self::#variant => __fault::to_wire(#code, self, __klaw::Raw::NIL),),
        Details::Type(_) => quote! {
            Self::#variant(__details) => __fault::to_wire(#code, self, __klaw::Raw::encode(__details)),
        },
        Details::Fields(fields) => {
            let name = message_name(variant);
            let (bound, cloned) = bindings(fields);
            quote! {
                Self::#variant { #(#bound),* } => {
                    let __details = #name { #(#cloned),* };
                    __fault::to_wire(#code, self, __klaw::Raw::encode(&__details))
                }
            }
        }
    }
}

/// A pattern's bindings, under names that cannot meet a constant of the user's, and copies of what they are bound to.
fn bindings(fields: &[syn::Field]) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let each = fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let binding = format_ident!("__{}", ident.unraw(), span = Span::mixed_site());
        Some((quote!(#ident: #binding), quote!(#ident: __private::Clone::clone(#binding))))
    });
    each.unzip()
}

fn read(kind: &Kind) -> TokenStream {
    let (variant, code) = (&kind.ident, &kind.code);
    match &kind.details {
        Details::None => quote!(#code => __Ok(Self::#variant),),
        Details::Type(_) => quote!(#code => __fault::details(__wire).map(Self::#variant),),
        Details::Fields(fields) => {
            let name = message_name(variant);
            let moved = fields.iter().map(|field| {
                let ident = &field.ident;
                quote!(#ident: __details.#ident)
            });
            quote! {
                #code => {
                    let __details: #name = __fault::details(__wire)?;
                    __Ok(Self::#variant { #(#moved),* })
                }
            }
        }
    }
}
