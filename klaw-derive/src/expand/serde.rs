//! `serde`: the one model through serde's traits.

use super::bounds::Asks;
use super::union::{MemberRules, bindings, bound_field, marker_name, raw_binding, raw_type, wrap};
use super::{decode, encode, enumeration, newtype, rules, union};
use crate::hygiene::quote;
use crate::schema::{Body, Enumeration, EnumerationValues, Field, Member, Message, Newtype, OtherBody, Schema, Union};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;

pub(super) fn message(schema: &Schema, message: &Message) -> TokenStream {
    if !schema.serde {
        return TokenStream::new();
    }
    let access = |field: &Field| {
        let ident = &field.ident;
        quote!(&self.#ident)
    };
    let (this, ty) = (quote!(Self), schema.header(Asks::De).ty);
    let read = read_form(message, &this, &schema.name);
    let parts = [
        form(schema, message, &ty, &this, ""),
        serialize(schema, &body(schema, message, &access, &this)),
        deserialize(schema, &read),
    ];
    parts.into_iter().collect()
}

/// How the form of a message is asked for.
fn read_form(message: &Message, target: &TokenStream, name: &str) -> TokenStream {
    if message.form.accept_map {
        return quote!(__serde::message::either::<#target, __D>(__deserializer, __place));
    }
    if message.form.array_like {
        return quote!(__serde::message::array::<#target, __D>(__deserializer, __place));
    }
    let tag = message.tag.as_ref().map(|_| &message.form.tag_field);
    let names = tag.into_iter().chain(message.wire_fields().map(|field| &field.name));
    quote!(__serde::message::map::<#target, __D>(__deserializer, __place, #name, &[#(#names),*]))
}

/// The impl of `Ser`, and that of serde's own trait.
fn serialize(schema: &Schema, body: &TokenStream) -> TokenStream {
    let header = schema.header(Asks::Ser);
    let (generics, ty, predicates) = header.split();
    quote! {
        #[automatically_derived]
        impl #generics __serde::Ser for #ty #predicates {
            fn serialize<__S: __serde::Serializer>(
                &self,
                __serializer: __S,
            ) -> __private::Result<__S::Ok, __S::Error> {
                #body
            }
        }

        #[automatically_derived]
        impl #generics __serde::Serialize for #ty #predicates {
            fn serialize<__S: __serde::Serializer>(
                &self,
                __serializer: __S,
            ) -> __private::Result<__S::Ok, __S::Error> {
                __serde::Ser::serialize(self, __serializer)
            }
        }
    }
}

/// The impl of `De`, and that of serde's own trait.
fn deserialize(schema: &Schema, body: &TokenStream) -> TokenStream {
    let header = schema.header(Asks::De);
    let (generics, ty, predicates) = header.split();
    quote! {
        #[automatically_derived]
        impl #generics __serde::De<'__de> for #ty #predicates {
            fn deserialize<__D: __serde::Deserializer<'__de>>(
                __deserializer: __D,
                __place: &__serde::Place<'_>,
            ) -> __private::Result<Self, __D::Error> {
                #body
            }
        }

        #[automatically_derived]
        impl #generics __serde::Deserialize<'__de> for #ty #predicates {
            fn deserialize<__D: __serde::Deserializer<'__de>>(
                __deserializer: __D,
            ) -> __private::Result<Self, __D::Error> {
                __serde::deserialize(__deserializer)
            }
        }
    }
}

/// The impl of the forms that a message has. `target` is the type they are for: the message, or the marker of a
/// struct-like variant.
fn form(schema: &Schema, message: &Message, target: &TokenStream, output: &TokenStream, prefix: &str) -> TokenStream {
    let header = schema.header(Asks::De);
    let (generics, _, predicates) = header.split();
    let (wire, from_seq) = if message.form.array_like {
        (quote!(__array::Positional), quote!(elements))
    } else {
        (quote!(__map::Keyed), quote!(entries_in_order))
    };
    let from_map = (!message.form.array_like || message.form.accept_map).then(|| {
        quote! {
            fn from_map<__S: __serde::Source<'__de>>(
                __source: __S,
                __place: &__serde::Place<'_>,
            ) -> __private::Result<Self::Output, __S::Error> {
                __serde::message::entries::<Self, __S>(__source, __place)
            }
        }
    });
    let mut fields = 0..;
    let positions = message.slots().into_iter().map(|slot| match slot.and_then(|_| fields.next()) {
        Some(field) => {
            let field = Literal::usize_unsuffixed(field);
            quote!(__Some(#field))
        }
        None => quote!(__None),
    });
    let reads = message.wire_fields().enumerate().map(|(index, field)| {
        let (index, fill) = (Literal::usize_unsuffixed(index), fill(schema, field, index, prefix));
        quote!(#index => #fill,)
    });
    let withs = withs(schema, message, target);
    quote! {
        #[automatically_derived]
        impl #generics __serde::Message<'__de> for #target #predicates {
            type Output = #output;
            type Slots = <Self as #wire<'__de>>::Slots;
            const POSITIONS: &'static [__Option<__usize>] = &[#(#positions),*];

            fn read<__N: __serde::Next<'__de>>(
                __slots: &mut Self::Slots,
                __field: __usize,
                __next: &mut __N,
                __place: &__serde::Place<'_>,
            ) -> __private::Result<__bool, __N::Error> {
                match __field {
                    #(#reads)*
                    _ => __Ok(false),
                }
            }

            fn from_seq<__A: __serde::SeqAccess<'__de>>(
                __elements: __A,
                __place: &__serde::Place<'_>,
                __tagged: __bool,
            ) -> __private::Result<Self::Output, __A::Error> {
                __serde::message::#from_seq::<Self, __A>(__elements, __place, __tagged)
            }

            #from_map
        }

        #withs
    }
}

/// Reads a field into its slot; the user's own checks see it there.
fn fill(schema: &Schema, field: &Field, index: usize, prefix: &str) -> TokenStream {
    let slot = Literal::usize_unsuffixed(index);
    let fill = if field.with.is_some() {
        hidden(field, quote!(__serde::with::<Self, #slot, __N>(&mut __slots.#slot, __next, __place)))
    } else {
        let (through, place) = (schema.through(&field.ty, Asks::De), place(field, None));
        match rules::constant(field, prefix) {
            Some(rules) => quote!(#through::fill_ruled(&mut __slots.#slot, __next, #rules, #place)),
            None => quote!(#through::fill(&mut __slots.#slot, __next, #place)),
        }
    };
    let checks = rules::checks(field, &field.ty, &quote!(__value), told);
    if checks.is_empty() {
        return fill;
    }
    quote!({
        let __found = #fill?;
        if let __Some(__value) = &__slots.#slot {
            #checks
        }
        __Ok(__found)
    })
}

/// What reads a field, if it is a secret without showing it in the error.
fn hidden(field: &Field, read: TokenStream) -> TokenStream {
    if field.secret { quote!(__serde::hidden(#read, __place)) } else { read }
}

/// A `Result` whose error names the place, which is at hand where serde reads.
fn told(result: TokenStream) -> TokenStream {
    quote!(__serde::told(#result, __place))
}

/// Where a field stands, which knows by what rules it is read, and what it is held against.
fn place(field: &Field, rules: Option<Ident>) -> TokenStream {
    let lax = field.lax.then(|| quote!(.lax()));
    let ruled = rules.map(|rules| quote!(.ruled(#rules)));
    if lax.is_none() && ruled.is_none() { quote!(__place) } else { quote!(&__place #lax #ruled) }
}

/// The fields that a module of the user's writes and reads, each under its number.
fn withs(schema: &Schema, message: &Message, target: &TokenStream) -> TokenStream {
    let (ser, de) = (schema.header(Asks::Ser), schema.header(Asks::De));
    let ((ser_generics, _, ser_predicates), (de_generics, _, de_predicates)) = (ser.split(), de.split());
    let withs = message.wire_fields().enumerate().filter_map(|(index, field)| {
        let (module, ty) = (field.with.as_ref()?, &field.ty);
        let index = Literal::usize_unsuffixed(index);
        Some(quote! {
            #[automatically_derived]
            impl #ser_generics __serde::WriteWith<#index> for #target #ser_predicates {
                type Value = #ty;

                fn serialize<__S: __serde::Serializer>(
                    __value: &Self::Value,
                    __serializer: __S,
                ) -> __private::Result<__S::Ok, __S::Error> {
                    #module::serialize(__value, __serializer)
                }
            }

            #[automatically_derived]
            impl #de_generics __serde::ReadWith<'__de, #index> for #target #de_predicates {
                type Value = #ty;

                fn deserialize<__D: __serde::Deserializer<'__de>>(
                    __deserializer: __D,
                ) -> __private::Result<Self::Value, __D::Error> {
                    #module::deserialize(__deserializer)
                }
            }
        })
    });
    withs.collect()
}

/// Writes a message. `access` gives a reference to a field.
fn body(
    schema: &Schema,
    message: &Message,
    access: &dyn Fn(&Field) -> TokenStream,
    target: &TokenStream,
) -> TokenStream {
    let fields: Vec<&Field> = message.wire_fields().collect();
    let number = |field: &Field| {
        let index = fields.iter().position(|other| other.ident == field.ident).unwrap_or_default();
        Literal::usize_unsuffixed(index)
    };
    if message.form.array_like {
        array(schema, message, access, target, &number)
    } else {
        map(schema, message, access, target, &number)
    }
}

fn array(
    schema: &Schema,
    message: &Message,
    access: &dyn Fn(&Field) -> TokenStream,
    target: &TokenStream,
    number: &dyn Fn(&Field) -> Literal,
) -> TokenStream {
    let slots = message.slots();
    let required = if message.omit_trailing_defaults { message.required() } else { slots.len() };
    let omit = slots.iter().enumerate().skip(required).rev().map(|(index, slot)| {
        let index = Literal::usize_unsuffixed(index);
        let is_default = match slot {
            Some(field) => encode::is_default(field, access),
            None => quote!(true),
        };
        quote!(__count = __private::without_last(__count, #index, #is_default);)
    });
    let (count, length) = if required < slots.len() {
        let count = Literal::usize_unsuffixed(slots.len());
        let start = Literal::usize_unsuffixed(message.start());
        (quote!(let mut __count = #count; #(#omit)*), quote!(__count + #start))
    } else {
        let length = Literal::usize_unsuffixed(slots.len() + message.start());
        (TokenStream::new(), quote!(#length))
    };
    let tag = message.tag.as_ref().map(|tag| {
        let tag = decode::tag_value(&tag.value);
        quote!(__elements.tag(#tag)?;)
    });
    let elements = slots.iter().enumerate().map(|(index, slot)| {
        let put = match slot {
            None => quote!(__elements.reserved()?;),
            Some(field) => {
                let value = access(field);
                if field.with.is_some() {
                    let number = number(field);
                    quote!(__serde::with_element::<#target, #number, _>(#value, __elements.inner())?;)
                } else {
                    let through = schema.through(&field.ty, Asks::Ser);
                    quote!(#through::element(#value, __elements.inner())?;)
                }
            }
        };
        if index < required {
            return put;
        }
        let index = Literal::usize_unsuffixed(index);
        quote!(if __count > #index { #put })
    });
    quote! {
        #count
        let mut __elements = __serde::Elements::new(__serializer, #length)?;
        #tag
        #(#elements)*
        __elements.end()
    }
}

fn map(
    schema: &Schema,
    message: &Message,
    access: &dyn Fn(&Field) -> TokenStream,
    target: &TokenStream,
    number: &dyn Fn(&Field) -> Literal,
) -> TokenStream {
    let name = &schema.name;
    let omits = |field: &Field| message.omit_defaults && field.is_optional();
    let optional = || message.wire_fields().filter(|field| omits(field));
    let flags = optional().map(|field| {
        let (flag, is_default) = (encode::omitted(field), encode::is_default(field, access));
        quote!(let #flag = #is_default;)
    });
    let counts = optional().map(|field| {
        let flag = encode::omitted(field);
        quote!(- #flag as __usize)
    });
    let full = Literal::usize_unsuffixed(message.wire_fields().count() + message.start());
    let tag = message.tag.as_ref().map(|tag| {
        let (tag, tag_field) = (decode::tag_value(&tag.value), &message.form.tag_field);
        quote!(__entries.tag(#tag_field, #tag)?;)
    });
    let entries = message.wire_fields().map(|field| {
        let (value, name) = (access(field), &field.name);
        let put = if field.with.is_some() {
            let number = number(field);
            quote!(__serde::with_entry::<#target, #number, _>(#value, __entries.inner(), #name)?;)
        } else {
            let through = schema.through(&field.ty, Asks::Ser);
            quote!(#through::entry(#value, __entries.inner(), #name)?;)
        };
        if !omits(field) {
            return put;
        }
        let flag = encode::omitted(field);
        quote!(if #flag { __entries.skip(#name)?; } else { #put })
    });
    quote! {
        #(#flags)*
        let mut __entries = __serde::Entries::new(__serializer, #name, #full #(#counts)*)?;
        #tag
        #(#entries)*
        __entries.end()
    }
}

// Unions.

pub(super) fn union(schema: &Schema, union: &Union) -> TokenStream {
    if !schema.serde {
        return TokenStream::new();
    }
    let markers = union.members.iter().filter_map(|member| match &member.body {
        Body::Struct(message) => {
            let (marker, this) = (marker(schema, member), schema.header(Asks::De).ty);
            Some(form(schema, message, &marker, &this, &union::prefix(&member.ident)))
        }
        Body::Newtype(_) => None,
    });
    let reads = read_member(schema, union);
    let form = match (union.form.array_like, union.form.accept_map) {
        (true, true) => quote!(either),
        (true, false) => quote!(array),
        (false, _) => quote!(map),
    };
    let read = quote!(__serde::union::#form::<Self, __D>(__deserializer, __place));
    let read = match &schema.validate {
        Some(path) => quote!(__serde::told(__private::validated(#read?, #path), __place)),
        None => read,
    };
    let parts = [reads, serialize(schema, &put_member(schema, union)), deserialize(schema, &read)];
    quote!(#(#markers)* #(#parts)*)
}

/// The type that stands for a struct-like variant.
fn marker(schema: &Schema, member: &Member) -> TokenStream {
    let (name, (_, ty, _)) = (marker_name(&member.ident), schema.generics.split_for_impl());
    quote!(#name #ty)
}

fn put_member(schema: &Schema, union: &Union) -> TokenStream {
    let members = union.members.iter().map(|member| {
        let variant = &member.ident;
        match &member.body {
            Body::Newtype(ty) => {
                let through = if schema.is_known_in_part(ty) {
                    schema.through(ty, Asks::Ser)
                } else {
                    quote_spanned!(ty.span()=> <#ty as __SerdeMember<'_>>)
                };
                quote!(Self::#variant(__member) => #through::serialize(__member, __serializer),)
            }
            Body::Struct(message) => {
                let pattern = bindings(member, message);
                let body = body(schema, message, &bound_field, &marker(schema, member));
                quote!(#pattern => { #body })
            }
        }
    });
    let other = union.other.iter().map(|other| {
        let (pattern, through) =
            (raw_binding(&other.ident, &other.body), schema.through(raw_type(&other.body), Asks::Ser));
        quote!(#pattern => #through::serialize(__raw, __serializer),)
    });
    let late_rules = MemberRules::of(schema, union).where_written();
    quote! {
        #late_rules
        match self {
            #(#members)*
            #(#other)*
        }
    }
}

fn read_member(schema: &Schema, union: &Union) -> TokenStream {
    let header = schema.header(Asks::De);
    let (generics, ty, predicates) = header.split();
    let members = union.members.iter().map(|member| {
        let (through, wrap) = (union::through(schema, union, member, &quote!('__de)), wrap(member));
        let read = match &member.body {
            Body::Newtype(ty) if schema.is_known_in_part(ty) => quote!(__open.member::<#ty>(__place)),
            Body::Newtype(ty) => {
                let through = quote_spanned!(ty.span()=> <#ty as __SerdeMember<'_>>);
                quote!(#through::read(__open, __place))
            }
            Body::Struct(_) => {
                let marker = marker(schema, member);
                quote!(__open.member::<#marker>(__place))
            }
        };
        quote! {
            if __open.is(#through::TAG) {
                return #read #wrap;
            }
        }
    });
    let unknown = match &union.other {
        Some(other) => {
            let variant = &other.ident;
            match &other.body {
                OtherBody::Raw(_) => quote!(__open.keep(__place).map(Self::#variant)),
                OtherBody::Tagged { .. } => quote! {
                    __Ok(Self::#variant {
                        tag: __open.keep_tag(__place)?,
                        raw: __open.keep(__place)?,
                    })
                },
            }
        }
        None => quote!(__Err(__open.unknown(__place))),
    };
    quote! {
        #[automatically_derived]
        impl #generics __serde::Union<'__de> for #ty #predicates {
            fn read_member<__O: __serde::Open<'__de>>(
                __open: __O,
                __place: &__serde::Place<'_>,
            ) -> __private::Result<Self, __O::Error> {
                #(#members)*
                #unknown
            }
        }
    }
}

// Enumerations and newtypes.

pub(super) fn enumeration(schema: &Schema, enumeration: &Enumeration) -> TokenStream {
    if !schema.serde {
        return TokenStream::new();
    }
    let (kind, write) = match &enumeration.values {
        EnumerationValues::Ints(values) => {
            let arms = values.iter().map(|(variant, _)| {
                let value = enumeration::value_constant(variant);
                quote!(Self::#variant => #value,)
            });
            let other = enumeration.other.iter().map(|(variant, _)| quote!(Self::#variant(__other) => *__other,));
            let value = quote!(match self { #(#arms)* #(#other)* });
            ("int", quote!(__serde::Serializer::serialize_i64(__serializer, #value)))
        }
        EnumerationValues::Strs(_) => ("str", quote!(__serde::Serializer::serialize_str(__serializer, __text(self)))),
    };
    let read = match &enumeration.other {
        Some((variant, _)) => {
            let function = format_ident!("{}_or", kind);
            quote!(__serde::enumeration::#function(__deserializer, __place, __find, Self::#variant))
        }
        None => {
            let function = format_ident!("{}", kind);
            quote!(__serde::enumeration::#function(__deserializer, __place, __find))
        }
    };
    let read = match &schema.validate {
        Some(path) => quote!(__serde::told(__private::validated(#read?, #path), __place)),
        None => read,
    };
    [serialize(schema, &write), deserialize(schema, &read)].into_iter().collect()
}

pub(super) fn newtype(schema: &Schema, newtype: &Newtype) -> TokenStream {
    if !schema.serde {
        return TokenStream::new();
    }
    let field = &newtype.field;
    let (write, read) = match &field.with {
        Some(module) => (
            quote!(#module::serialize(&self.0, __serializer)),
            quote!(__serde::said(#module::deserialize(__deserializer), __place)),
        ),
        None => {
            let (ser, de) = (schema.through(&field.ty, Asks::Ser), schema.through(&field.ty, Asks::De));
            let place = place(field, rules::constant(field, ""));
            (quote!(#ser::serialize(&self.0, __serializer)), quote!(#de::deserialize(__deserializer, #place)))
        }
    };
    let read = hidden(field, read);
    let own = rules::constant(field, "").map(|rules| quote!(__serde::kept(&__value, #rules, __place)?;));
    let checks = rules::checks(field, &field.ty, &quote!(&__value), told);
    let value = match &schema.validate {
        Some(_) => told(newtype::validated(schema, newtype)),
        None => quote!(__Ok(Self(__value))),
    };
    let read = quote! {
        let __value = #read?;
        #own
        #checks
        #value
    };
    [serialize(schema, &write), deserialize(schema, &read)].into_iter().collect()
}
