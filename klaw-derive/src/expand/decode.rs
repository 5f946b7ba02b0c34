//! `Decode`: the array form reads elements in order, the map form entries in any.

use super::bounds::Asks;
use super::encode::{array_prefix, str_bytes, tag_entry};
use super::field::Place;
use super::rules;
use super::{alike, json};
use crate::hygiene::quote;
use crate::schema::{Field, Message, Schema, Shape, TagValue};
use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let this = quote!(Self);
    let forms = forms(schema, message, &quote!(#ty), &this, &this, "");
    let (form, own) = if message.form.accept_map {
        (quote!(__either), 1)
    } else if message.form.array_like {
        (quote!(__array), 1 + message.start())
    } else {
        (quote!(__map), 1)
    };
    let (over, in_place) = if schema.frozen {
        (TokenStream::new(), TokenStream::new())
    } else {
        let over = quote! {
            #[inline]
            fn decode_over(
                &mut self,
                __reader: &mut __Reader<'__de>,
                _: &'static __Rules,
            ) -> __Result<()> {
                #form::decode_over::<Self>(self, __reader)
            }
        };
        let in_place = quote! {
            #[automatically_derived]
            impl #generics __klaw::DecodeInPlace<'__de> for #ty #predicates {}
        };
        (over, in_place)
    };
    let own = Literal::usize_unsuffixed(own);
    let alike = alike::expand(schema, message);
    let (read, run) = match alike {
        Some(_) => (quote!(__array::decode_alike(__reader)), Some(alike::decode_run())),
        None => (quote!(#form::decode::<Self>(__reader)), None),
    };
    let json = json::decode_message(schema, message);
    let sizes = message.wire_fields().filter(|field| !field.is_optional()).map(|field| match &field.with {
        Some(_) => quote!(1),
        None => {
            let through = schema.through(&field.ty, Asks::Decode);
            quote!(#through::MIN_SIZE)
        }
    });
    quote! {
        #forms
        #alike

        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            const MIN_SIZE: __usize = #own #(+ #sizes)*;

            #[inline(always)]
            fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                #read
            }

            #run
            #over

            #json
        }

        #in_place
    }
}

/// The impls of the forms that a message has. `target` is the type they are for: the message, or the
/// marker of a struct-like variant. `constructor` builds the `output`.
pub(super) fn forms(
    schema: &Schema,
    message: &Message,
    target: &TokenStream,
    output: &TokenStream,
    constructor: &TokenStream,
    prefix: &str,
) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, _, predicates) = header.split();
    let slots = slots(schema, message, prefix);
    let mut tokens = slots.item.clone();
    // A variant is decoded anew: its union may hold another.
    let is_place = !schema.frozen && matches!(schema.shape, Shape::Message(_));
    if message.form.array_like {
        let consts = positional_consts(message);
        let body = elements(schema, message, prefix);
        let (slots, empty) = (&slots.ty, &slots.empty);
        let value = assembled(schema, message, constructor, true);
        let over = is_place.then(|| elements_over(schema, message, prefix));
        let json = json::positional(schema, message, prefix);
        tokens.extend(quote! {
            #[automatically_derived]
            impl #generics __array::Positional<'__de> for #target #predicates {
                type Output = #output;
                type Slots = #slots;
                const EMPTY: Self::Slots = #empty;
                #consts

                #[inline(always)]
                fn fill_fields<__E: __array::Elements>(
                    __slots: &mut Self::Slots,
                    __reader: &mut __Reader<'__de>,
                    __elements: __E,
                    __failed: &mut __Option<__klaw::Error>,
                ) -> __Result<()> {
                    #body
                }

                #[inline(always)]
                fn assemble<__E: __array::Elements>(
                    __slots: &mut Self::Slots,
                ) -> __Result<Self::Output> {
                    #value
                }

                #over

                #json
            }
        });
    }
    if !message.form.array_like || message.form.accept_map {
        let keys = keys(message);
        let body = entries(schema, message, prefix);
        let (slots, empty) = (&slots.ty, &slots.empty);
        let value = assembled(schema, message, constructor, false);
        let over = is_place.then(|| entries_over(schema, message, prefix));
        let json = json::keyed(schema, message, prefix);
        tokens.extend(quote! {
            #[automatically_derived]
            impl #generics __map::Keyed<'__de> for #target #predicates {
                type Output = #output;
                type Slots = #slots;
                const EMPTY: Self::Slots = #empty;
                const KEYS: &'static __map::Keys = &#keys;

                #[inline]
                fn fill_entries(
                    __slots: &mut Self::Slots,
                    __reader: &mut __Reader<'__de>,
                    __entries: &mut __map::Entries,
                    __failed: &mut __Option<__klaw::Error>,
                ) -> __Result<()> {
                    #body
                }

                #[inline(always)]
                fn assemble_entries(
                    __slots: &mut Self::Slots,
                    __start: __usize,
                ) -> __Result<Self::Output> {
                    #value
                }

                #over

                #json
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
        const TAG: __Option<__Tag> = #tag;
        const FIELDS: __usize = #fields;
        const REQUIRED: __usize = #required;
        const FORBID_UNKNOWN: __bool = #forbid;
        const PREFIX: &'static [__u8] = #prefix;
    }
}

/// What is read so far: a type of its own, which is public where those of the fields may be private.
struct Slots {
    item: TokenStream,
    ty: TokenStream,
    /// The start: nothing.
    empty: TokenStream,
}

fn slots(schema: &Schema, message: &Message, prefix: &str) -> Slots {
    let name = format_ident!("__Slots{}", prefix, span = Span::call_site());
    let (generics, own, predicates) = schema.generics.split_for_impl();
    let ident = &schema.ident;
    let this = quote!(#ident #own);
    let types = message.wire_fields().map(|field| {
        let ty = &field.ty;
        let ty = without_self(quote!(#ty), &this);
        quote!(__Option<#ty>,)
    });
    let empty = message.wire_fields().map(|_| quote!(__None,));
    Slots {
        item: quote! {
            #[doc(hidden)]
            #[allow(missing_debug_implementations, non_camel_case_types, unreachable_pub, reason = "generated code")]
            pub struct #name #generics (#(#types)* __PhantomData<fn() -> #this>) #predicates;
        },
        ty: quote!(#name #own),
        empty: quote!(#name(#(#empty)* __PhantomData)),
    }
}

/// A type as another item names it, for which `Self` would be that item.
fn without_self(ty: TokenStream, this: &TokenStream) -> TokenStream {
    let named = ty.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => this.clone(),
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), without_self(group.stream(), this))).into()
        }
        token => token.into(),
    });
    named.collect()
}

/// Reads a field into its slot; the user's own checks see it there.
fn filled(schema: &Schema, field: &Field, slot: usize, place: &Place, prefix: &str) -> TokenStream {
    let slot = Literal::usize_unsuffixed(slot);
    let fill = schema.fill(field, &quote!(&mut __slots.#slot), prefix);
    let failed = place.failed();
    let checks = rules::checks(field, &field.ty, &quote!(__value), |check| place.of(&check));
    let checks = (!checks.is_empty()).then(|| quote!(if let __Some(__value) = &__slots.#slot { #checks }));
    quote! {
        if !#fill {
            return #failed;
        }
        #checks
    }
}

fn elements(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let required = message.required();
    let mut slot = 0;
    let statements: Vec<_> = message
        .slots()
        .into_iter()
        .enumerate()
        .map(|(index, field)| {
            let place = Place::Element(message.start() + index);
            let statement = match field {
                Some(field) => {
                    slot += 1;
                    filled(schema, field, slot - 1, &place, prefix)
                }
                None => {
                    let skip = place.of(&quote!(__reader.skip()));
                    quote!(#skip?;)
                }
            };
            if index < required {
                return statement;
            }
            let index = Literal::usize_unsuffixed(index);
            quote!(if __elements.has(#index) { #statement })
        })
        .collect();
    quote! {
        #(#statements)*
        __Ok(())
    }
}

/// The message of its slots.
fn assembled(schema: &Schema, message: &Message, constructor: &TokenStream, array: bool) -> TokenStream {
    let mut slot = 0;
    let values: Vec<_> = message
        .fields
        .iter()
        .map(|field| {
            let ident = &field.ident;
            if field.skip {
                let default = field.default_value();
                return quote!(#ident: #default);
            }
            let number = Literal::usize_unsuffixed(slot);
            slot += 1;
            if !field.is_optional() {
                let name = &field.name;
                return if array {
                    quote!(#ident: __array::required(&mut __slots.#number, #slot)?)
                } else {
                    quote!(#ident: __map::required(&mut __slots.#number, #name, __start)?)
                };
            }
            let default = field.default_value();
            quote! {
                #ident: match __slots.#number.take() {
                    __Some(__value) => __value,
                    __None => #default,
                }
            }
        })
        .collect();
    validated(schema, quote!(#constructor { #(#values),* }))
}

/// All elements over the fields of an old message.
fn elements_over(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let statements = message.slots().into_iter().enumerate().map(|(index, slot)| {
        let place = Place::Element(message.start() + index);
        match slot {
            Some(field) => over(schema, field, &place, prefix),
            None => {
                let skip = place.of(&quote!(__reader.skip()));
                quote!(#skip?;)
            }
        }
    });
    let rest = skipped_and_check(schema, message);
    quote! {
        #[inline]
        fn decode_fields_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
        ) -> __Result<()> {
            #(#statements)*
            __reader.end();
            #rest
        }
    }
}

/// One field over its old value.
fn over(schema: &Schema, field: &Field, place: &Place, prefix: &str) -> TokenStream {
    let ident = &field.ident;
    let read = if field.with.is_some() || field.lax {
        let read = place.of(&schema.read(field, prefix));
        quote!(__output.#ident = #read?;)
    } else {
        let (through, rules) = (schema.through(&field.ty, Asks::Decode), rules::constant_or_none(field, prefix));
        let read = place.of(&quote!(#through::decode_over(&mut __output.#ident, __reader, #rules)));
        quote!(#read?;)
    };
    let checks = rules::checks(field, &field.ty, &quote!(&__output.#ident), |check| place.of(&check));
    quote!(#read #checks)
}

/// What is not on the wire takes its default; then the item's own check.
fn skipped_and_check(schema: &Schema, message: &Message) -> TokenStream {
    let skipped = message.fields.iter().filter(|field| field.skip).map(|field| {
        let (ident, default) = (&field.ident, field.default_value());
        quote!(__output.#ident = #default;)
    });
    let end = match &schema.validate {
        Some(path) => quote!(__private::check(__output, #path)),
        None => quote!(__Ok(())),
    };
    quote!(#(#skipped)* #end)
}

/// The value, behind the item's own check if it has one.
fn validated(schema: &Schema, value: TokenStream) -> TokenStream {
    match &schema.validate {
        Some(path) => quote!(__private::validated(#value, #path)),
        None => quote!(__Ok(#value)),
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
        let key = Literal::byte_string(&str_bytes(name));
        quote!(__map::Name { name: #name, key: #key, field: #index })
    });
    let tag = optional_tag(message);
    let tag_entry = Literal::byte_string(&tag_entry(message));
    let tag_field = &message.form.tag_field;
    let forbid = message.forbid_unknown_fields;
    quote! {
        __map::Keys {
            names: &[#(#names),*],
            tag: #tag,
            tag_entry: #tag_entry,
            tag_field: #tag_field,
            forbid_unknown: #forbid,
        }
    }
}

fn entries(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let arms = message.wire_fields().enumerate().map(|(slot, field)| {
        let index = Literal::usize_unsuffixed(slot);
        let fill = filled(schema, field, slot, &Place::Entry(field.name.clone()), prefix);
        quote!(#index => { #fill })
    });
    let entries = each_entry(arms);
    quote! {
        #entries
        __Ok(())
    }
}

/// Goes through the entries; where there is no field, there is nothing to match.
fn each_entry(arms: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut arms = arms.peekable();
    if arms.peek().is_none() {
        return quote!(while __entries.next(__reader, Self::KEYS)?.is_some() {});
    }
    quote! {
        while let __Some(__key) = __entries.next(__reader, Self::KEYS)? {
            match __key {
                #(#arms)*
                _ => __reader.skip()?,
            }
        }
    }
}

/// The entries over the fields of an old message.
fn entries_over(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let seen = |field: &Field| format_ident!("__seen_{}", field.ident.unraw(), span = Span::mixed_site());
    let flags = message.wire_fields().map(|field| {
        let flag = seen(field);
        quote!(let mut #flag = false;)
    });
    let arms = message.wire_fields().enumerate().map(|(index, field)| {
        let (index, flag) = (Literal::usize_unsuffixed(index), seen(field));
        let over = over(schema, field, &Place::Entry(field.name.clone()), prefix);
        quote!(#index => { #over #flag = true; })
    });
    let entries = each_entry(arms);
    let missing = message.wire_fields().map(|field| {
        let (flag, ident, name) = (seen(field), &field.ident, &field.name);
        if field.is_optional() {
            let default = field.default_value();
            quote!(if !#flag { __output.#ident = #default; })
        } else {
            quote!(if !#flag { __map::missing(#name)?; })
        }
    });
    let rest = skipped_and_check(schema, message);
    quote! {
        #[inline]
        fn decode_entries_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
            __entries: &mut __map::Entries,
        ) -> __Result<()> {
            #(#flags)*
            #entries
            __reader.end();
            #(#missing)*
            #rest
        }
    }
}

pub(super) fn optional_tag(message: &Message) -> TokenStream {
    match &message.tag {
        Some(tag) => {
            let tag = tag_value(&tag.value);
            quote!(__Some(#tag))
        }
        None => quote!(__None),
    }
}

pub(super) fn tag_value(tag: &TagValue) -> TokenStream {
    match tag {
        TagValue::Int(tag) => {
            let tag = Literal::i64_unsuffixed(*tag);
            quote!(__Tag::Int(#tag))
        }
        TagValue::Str(tag) => quote!(__Tag::Str(#tag)),
    }
}
