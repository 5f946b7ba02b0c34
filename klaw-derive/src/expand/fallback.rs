//! What stands in for the impls of an item with mistakes: every trait, so that each mistake is one error
//! and not a further one wherever the type is used. It is never run, since the item does not compile.

use super::enclose;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, GenericParam, Path, parse_quote};

pub(crate) fn expand(input: &DeriveInput, runtime: &Path) -> TokenStream {
    let ident = &input.ident;
    let (generics, ty, predicates) = input.generics.split_for_impl();
    let mut decode = input.generics.clone();
    let borrowed: Vec<_> = input.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    let lifetime: GenericParam =
        if borrowed.is_empty() { parse_quote!('__de) } else { parse_quote!('__de: #(#borrowed)+*) };
    decode.params.insert(0, lifetime);
    let (decode_generics, _, _) = decode.split_for_impl();
    let name = ident.to_string();
    let refuse = quote!(__klaw::private::Err(__klaw::Error::custom("")));
    let impls = quote! {
        #[automatically_derived]
        impl #generics __klaw::Encode for #ident #ty #predicates {
            fn encode(&self, _: &mut __klaw::msgpack::Writer<'_>) {}
        }

        #[automatically_derived]
        impl #decode_generics __klaw::Decode<'__de> for #ident #ty #predicates {
            fn decode(_: &mut __klaw::msgpack::Reader<'__de>) -> __klaw::private::Result<Self, __klaw::Error> {
                #refuse
            }
        }

        #[automatically_derived]
        impl #generics __klaw::Validate for #ident #ty #predicates {}

        #[automatically_derived]
        impl #generics __klaw::Frozen for #ident #ty #predicates {}

        #[automatically_derived]
        impl #generics __klaw::WireMessage for #ident #ty #predicates {
            const SCHEMA: &'static __klaw::private::Schema = &__klaw::private::Schema {
                name: #name,
                shape: __klaw::private::Shape::Enumeration(__klaw::private::EnumerationSchema {
                    values: &[],
                    keeps_unknown: true,
                }),
                checked: false,
            };
        }

        #[automatically_derived]
        impl #decode_generics __klaw::private::array::Positional<'__de> for #ident #ty #predicates {
            type Output = Self;
            type Slots = ();
            const EMPTY: () = ();
            const TAG: __klaw::private::Option<__klaw::private::Tag> = __klaw::private::None;
            const FIELDS: __klaw::private::usize = 0;
            const REQUIRED: __klaw::private::usize = 0;
            const FORBID_UNKNOWN: __klaw::private::bool = false;
            const PREFIX: &'static [__klaw::private::u8] = &[];

            fn decode_fields<__E: __klaw::private::array::Elements>(
                _: &mut __klaw::msgpack::Reader<'__de>,
                _: __E,
            ) -> __klaw::private::Result<Self, __klaw::Error> {
                #refuse
            }

            fn assemble<__E: __klaw::private::array::Elements>(
                _: &mut (),
            ) -> __klaw::private::Result<Self, __klaw::Error> {
                #refuse
            }
        }

        #[automatically_derived]
        impl #decode_generics __klaw::private::map::Keyed<'__de> for #ident #ty #predicates {
            type Output = Self;
            type Slots = ();
            const EMPTY: () = ();
            const KEYS: &'static __klaw::private::map::Keys = &__klaw::private::map::Keys {
                names: &[],
                tag: __klaw::private::None,
                tag_field: "",
                forbid_unknown: false,
            };

            fn decode_entries(
                _: &mut __klaw::msgpack::Reader<'__de>,
                _: __klaw::private::map::Entries,
            ) -> __klaw::private::Result<Self, __klaw::Error> {
                #refuse
            }

            fn assemble_entries(
                _: &mut (),
                _: __klaw::private::usize,
            ) -> __klaw::private::Result<Self, __klaw::Error> {
                #refuse
            }
        }
    };
    enclose(runtime, &impls)
}
