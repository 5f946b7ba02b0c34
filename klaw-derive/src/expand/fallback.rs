//! What stands in for the impls of an item with mistakes: every trait, so that each mistake is one error
//! and not a further one wherever the type is used. It is never run, since the item does not compile.

use super::{enclose, family};
use crate::attrs::ItemWire;
use crate::hygiene::quote;
use proc_macro2::TokenStream;
use syn::{DeriveInput, GenericParam, Generics, Path, parse_quote};

pub(crate) fn expand(input: &DeriveInput, runtime: &Path, wire: &ItemWire) -> TokenStream {
    let ident = &input.ident;
    let (generics, ty, predicates) = input.generics.split_for_impl();
    let mut decode = input.generics.clone();
    let borrowed: Vec<_> = input.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    let lifetime: GenericParam =
        if borrowed.is_empty() { parse_quote!('__de) } else { parse_quote!('__de: #(#borrowed)+*) };
    decode.params.insert(0, lifetime);
    let (decode_generics, _, _) = decode.split_for_impl();
    let name = ident.to_string();
    let family = family::of(ident, &input.generics, false);
    let refuse = quote!(__Err(__klaw::Error::custom("")));
    let impls = quote! {
        #[automatically_derived]
        impl #generics __klaw::Encode for #ident #ty #predicates {
            fn encode(&self, _: &mut __Writer<'_>) {}
        }

        #[automatically_derived]
        impl #decode_generics __klaw::Decode<'__de> for #ident #ty #predicates {
            fn decode(_: &mut __Reader<'__de>) -> __Result<Self> {
                #refuse
            }
        }

        #[automatically_derived]
        impl #generics __klaw::Validate for #ident #ty #predicates {}

        #[automatically_derived]
        impl #generics __klaw::Frozen for #ident #ty #predicates {}

        #[automatically_derived]
        impl #generics __klaw::WireMessage for #ident #ty #predicates {
            const SCHEMA: &'static __schema::Schema = &__schema::Schema {
                name: #name,
                doc: "",
                shape: __schema::Shape::Enumeration(__schema::EnumerationSchema {
                    values: &[],
                    keeps_unknown: true,
                }),
                checked: false,
            };
        }

        #family

        #[automatically_derived]
        impl #decode_generics __array::Positional<'__de> for #ident #ty #predicates {
            type Output = Self;
            type Slots = ();
            const EMPTY: () = ();
            const TAG: __Option<__Tag> = __None;
            const FIELDS: __usize = 0;
            const REQUIRED: __usize = 0;
            const FORBID_UNKNOWN: __bool = false;
            const PREFIX: &'static [__u8] = &[];
            const SOUND: __bool = false;

            fn fill_fields<__E: __array::Elements>(
                _: &mut (),
                _: &mut __Reader<'__de>,
                _: __E,
                _: &mut __Option<__klaw::Error>,
            ) -> __Result<()> {
                #refuse
            }

            fn assemble<__E: __array::Elements>(
                _: &mut (),
            ) -> __Result<Self> {
                #refuse
            }
        }

        #[automatically_derived]
        impl #decode_generics __map::Keyed<'__de> for #ident #ty #predicates {
            type Output = Self;
            type Slots = ();
            const EMPTY: () = ();
            const KEYS: &'static __map::Keys = &__map::Keys {
                names: &[],
                tag: __None,
                tag_entry: &[],
                tag_field: "",
                forbid_unknown: false,
            };
            const SOUND: __bool = false;

            fn fill_entries(
                _: &mut (),
                _: &mut __Reader<'__de>,
                _: &mut __map::Entries,
                _: &mut __Option<__klaw::Error>,
            ) -> __Result<()> {
                #refuse
            }

            fn assemble_entries(
                _: &mut (),
                _: __usize,
            ) -> __Result<Self> {
                #refuse
            }
        }

        #[automatically_derived]
        impl #decode_generics __klaw::view::View<'__de> for #ident #ty #predicates {
            type Slots = ();
            const EMPTY: () = ();
            const VIEWED: &'static __view::Viewed = &<Self as __view::Viewable>::VIEWED;
            const COLUMNS: &'static [__view::Column] = &[];

            fn read_field(
                _: &mut (),
                _: __usize,
                _: &mut __Reader<'__de>,
                _: &'static __schema::MessageSchema,
                _: &mut __Option<__klaw::Error>,
            ) -> __bool {
                true
            }

            fn read_elements<__E: __array::Elements>(
                _: &mut (),
                _: &mut __Reader<'__de>,
                _: __E,
                _: &'static __schema::MessageSchema,
                _: &mut __Option<__klaw::Error>,
            ) -> __Result<()> {
                __Ok(())
            }

            fn assemble(
                _: &mut (),
                _: &__view::Found,
            ) -> __Result<Self> {
                #refuse
            }
        }
    };
    let serde = (wire.serde && cfg!(feature = "serde")).then(|| serde(input, &decode));
    let json = (wire.json && cfg!(feature = "json")).then(|| {
        quote! {
            #[automatically_derived]
            impl #generics __json::Json for #ident #ty #predicates {}
        }
    });
    let fault = has_codes(input).then(|| {
        quote! {
            #[automatically_derived]
            impl #generics __klaw::WireFault for #ident #ty #predicates {
                const CODES: &'static [&'static __str] = &[];

                fn code(&self) -> &__str {
                    ""
                }

                fn to_wire(&self) -> __fault::WireError<'static> {
                    __fault::unsaid()
                }

                fn from_wire(
                    __wire: &__fault::WireError<'_>,
                ) -> __private::Result<Self, __klaw::UnknownFault> {
                    __Err(__fault::unknown(__wire))
                }
            }
        }
    });
    enclose(runtime, &quote!(#impls #serde #json #fault))
}

/// Is it, as far as it can be read, an enum of errors?
fn has_codes(input: &DeriveInput) -> bool {
    let syn::Data::Enum(data) = &input.data else { return false };
    let attrs = data.variants.iter().flat_map(|variant| &variant.attrs);
    let lists = attrs.filter(|attr| attr.path().is_ident("wire")).filter_map(|attr| attr.meta.require_list().ok());
    lists.flat_map(|list| list.tokens.clone()).any(|token| token.to_string() == "code")
}

/// The same for serde's traits.
fn serde(input: &DeriveInput, decode: &Generics) -> TokenStream {
    let ident = &input.ident;
    let (generics, ty, predicates) = input.generics.split_for_impl();
    let (decode_generics, _, _) = decode.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics __serde::Ser for #ident #ty #predicates {
            fn serialize<__S: __serde::Serializer>(&self, __serializer: __S) -> __private::Result<__S::Ok, __S::Error> {
                __serde::Serializer::serialize_unit(__serializer)
            }
        }

        #[automatically_derived]
        impl #decode_generics __serde::De<'__de> for #ident #ty #predicates {
            fn deserialize<__D: __serde::Deserializer<'__de>>(
                __deserializer: __D,
                __place: &__serde::Place<'_>,
            ) -> __private::Result<Self, __D::Error> {
                __serde::message::array::<Self, __D>(__deserializer, __place)
            }
        }

        #[automatically_derived]
        impl #decode_generics __serde::Message<'__de> for #ident #ty #predicates {
            type Output = Self;
            type Slots = ();
            const POSITIONS: &'static [__Option<__usize>] = &[];

            fn read<__N: __serde::Next<'__de>>(
                _: &mut (),
                _: __usize,
                _: &mut __N,
                _: &__serde::Place<'_>,
            ) -> __private::Result<__bool, __N::Error> {
                __Ok(false)
            }
        }

        #[automatically_derived]
        impl #generics __serde::Serialize for #ident #ty #predicates {
            fn serialize<__S: __serde::Serializer>(&self, __serializer: __S) -> __private::Result<__S::Ok, __S::Error> {
                __serde::Ser::serialize(self, __serializer)
            }
        }

        #[automatically_derived]
        impl #decode_generics __serde::Deserialize<'__de> for #ident #ty #predicates {
            fn deserialize<__D: __serde::Deserializer<'__de>>(
                __deserializer: __D,
            ) -> __private::Result<Self, __D::Error> {
                __serde::deserialize(__deserializer)
            }
        }
    }
}
