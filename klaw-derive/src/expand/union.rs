//! Unions: the member itself is on the wire, and its tag says which it is.

use super::bounds::Asks;
use super::{assert, decode, describe, encode, frozen, rules, validate};
use crate::schema::{Body, Field, Member, Message, OtherBody, Schema, Union};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Type;
use syn::ext::IdentExt;

pub(super) fn expand(schema: &Schema, union: &Union) -> TokenStream {
    let structs = || {
        union.members.iter().filter_map(|member| match &member.body {
            Body::Struct(message) => Some((member, message)),
            Body::Newtype(_) => None,
        })
    };
    let constants = structs().map(|(member, message)| rules::constants(&message.fields, &prefix(&member.ident)));
    let asserted = structs().map(|(member, message)| {
        let prefix = prefix(&member.ident);
        let constants = assert::constants(schema, &message.fields, &prefix);
        let defaults = assert::defaults(schema, message, &prefix);
        quote!(#constants #defaults)
    });
    let markers = structs().map(|(member, message)| marker(schema, member, message));
    let codec = [encode(schema, union), decode(schema, union), validate(schema, union), description(schema, union)];
    let types = union.members.iter().flat_map(|member| match &member.body {
        Body::Newtype(ty) => vec![ty],
        Body::Struct(message) => message.fields.iter().filter(|field| !field.frozen).map(|field| &field.ty).collect(),
    });
    let frozen = frozen::types(schema, types);
    quote! {
        #(#constants)*
        #(#asserted)*
        #(#markers)*
        #(#codec)*
        #frozen
    }
}

/// What keeps the constants of variants apart.
fn prefix(variant: &Ident) -> String {
    variant.unraw().to_string()
}

/// The type that stands for a struct-like variant where the runtime asks for a member.
fn marker_name(variant: &Ident) -> Ident {
    format_ident!("__{}", variant.unraw())
}

fn marker(schema: &Schema, member: &Member, message: &Message) -> TokenStream {
    let (ident, variant, name) = (&schema.ident, &member.ident, marker_name(&member.ident));
    let (generics, ty, predicates) = schema.generics.split_for_impl();
    let target = quote!(#name #ty);
    let forms = decode::forms(schema, message, &target, &quote!(#ident::#variant), &prefix(variant));
    quote! {
        struct #name #generics (::core::marker::PhantomData<#ident #ty>) #predicates;
        #forms
    }
}

/// The type that stands for a member.
fn member_type(schema: &Schema, member: &Member) -> TokenStream {
    match &member.body {
        Body::Newtype(ty) => quote!(#ty),
        Body::Struct(_) => {
            let (name, (_, ty, _)) = (marker_name(&member.ident), schema.generics.split_for_impl());
            quote!(#name #ty)
        }
    }
}

/// A pattern that binds the fields of a struct-like variant.
fn bindings(member: &Member, message: &Message) -> TokenStream {
    let variant = &member.ident;
    let fields = message.wire_fields().map(|field| {
        let (ident, binding) = (&field.ident, field.binding());
        quote!(#ident: #binding)
    });
    quote!(Self::#variant { #(#fields,)* .. })
}

fn bound_field(field: &Field) -> TokenStream {
    let binding = field.binding();
    quote!(#binding)
}

fn encode(schema: &Schema, union: &Union) -> TokenStream {
    let mut puts = Vec::new();
    let mut counts = Vec::new();
    let mut bounds = Vec::new();
    let mut is_checked = false;
    for member in &union.members {
        let variant = &member.ident;
        match &member.body {
            Body::Newtype(ty) => {
                let through = schema.through(ty, Asks::Encode);
                puts.push(quote!(Self::#variant(__member) => #through::put(__member, __sink),));
                counts.push(quote!(Self::#variant(__member) => #through::dynamic(__member),));
                bounds.push(schema.bound_of(ty));
            }
            Body::Struct(message) => {
                is_checked |= message.is_checked();
                let pattern = bindings(member, message);
                let body = encode::body(schema, message, &bound_field);
                puts.push(quote!(#pattern => { #body }));
                let count = encode::dynamic(schema, message, &bound_field);
                counts.push(quote!(#pattern => #count,));
                let bound = encode::bound(schema, message);
                bounds.push(quote!((#bound as __klaw::private::Bound<Self>).fixed()));
            }
        }
    }
    if let Some(other) = &union.other {
        let (pattern, ty) = (raw_binding(&other.ident, &other.body), raw_type(&other.body));
        let through = schema.through(ty, Asks::Encode);
        puts.push(quote!(#pattern => #through::put(__raw, __sink),));
        counts.push(quote!(#pattern => #through::dynamic(__raw),));
        bounds.push(schema.bound_of(ty));
    }
    let body = quote!(match self { #(#puts)* });
    if is_checked {
        return encode::checked(schema, &body);
    }
    encode::bounded(
        schema,
        &quote!(__klaw::private::Bound::largest(&[#(#bounds),*])),
        &quote!(match self { #(#counts)* }),
        &body,
    )
}

fn raw_binding(variant: &Ident, body: &OtherBody) -> TokenStream {
    match body {
        OtherBody::Raw(_) => quote!(Self::#variant(__raw)),
        OtherBody::Tagged { .. } => quote!(Self::#variant { raw: __raw, .. }),
    }
}

fn raw_type(body: &OtherBody) -> &Type {
    match body {
        OtherBody::Raw(ty) => ty,
        OtherBody::Tagged { raw } => raw,
    }
}

fn decode(schema: &Schema, union: &Union) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let tag_field = &union.form.tag_field;

    let known = union.members.iter().map(|member| {
        let member_type = member_type(schema, member);
        let wrap = wrap(member);
        quote! {
            if __prefix == const { __klaw::private::array::prefix_of::<#member_type>() } {
                return __klaw::private::array::decode_known::<#member_type>(__reader)#wrap;
            }
        }
    });
    let (function, trait_path, tag) = if union.form.accept_map {
        ("either", quote!(__klaw::private::array::Positional<'__de>), quote!(TAG))
    } else if union.form.array_like {
        ("array", quote!(__klaw::private::array::Positional<'__de>), quote!(TAG))
    } else {
        ("map", quote!(__klaw::private::map::Keyed<'__de>), quote!(KEYS.tag))
    };
    let members = union.members.iter().map(|member| {
        let (member_type, wrap) = (member_type(schema, member), wrap(member));
        let function = format_ident!("{}_member", function);
        let read = if union.form.accept_map {
            quote!(__klaw::private::union::#function::<#member_type, _>(__reader, __open))
        } else {
            quote!(__klaw::private::union::#function::<#member_type>(__reader, __open))
        };
        quote! {
            if __open.is(<#member_type as #trait_path>::#tag) {
                return #read #wrap;
            }
        }
    });
    let int_tags = match union.members.first() {
        Some(member) => {
            let member_type = member_type(schema, member);
            quote!(__klaw::private::array::is_int(<#member_type as #trait_path>::#tag))
        }
        None => quote!(true),
    };
    let unknown = match &union.other {
        Some(other) => {
            let variant = &other.ident;
            let keep = quote!(__open.keep(__reader)?);
            match &other.body {
                OtherBody::Raw(_) => quote!(__klaw::private::Ok(Self::#variant(#keep))),
                OtherBody::Tagged { .. } => quote! {
                    __klaw::private::Ok(Self::#variant {
                        tag: __klaw::private::union::keep_tag(__reader, __open, #tag_field)?,
                        raw: #keep,
                    })
                },
            }
        }
        None => quote!(__klaw::private::Err(__open.unknown(__reader, #tag_field))),
    };
    let any = format_ident!("decode_{}", function);
    let read = if union.form.array_like {
        quote! {
            let __prefix = __klaw::private::array::prefix(__reader);
            #(#known)*
            __klaw::private::union::#any(__reader)
        }
    } else {
        quote!(__klaw::private::union::#any(__reader))
    };
    let read = match &schema.validate {
        // The check sees the union, whichever way it was read.
        Some(path) => quote!(__klaw::private::validated(__klaw::private::union::#any(__reader)?, #path)),
        None => read,
    };
    quote! {
        #[automatically_derived]
        impl #generics __klaw::private::union::Union<'__de> for #ty #predicates {
            const INT_TAGS: __klaw::private::bool = #int_tags;
            const TAG_FIELD: &'static __klaw::private::str = #tag_field;

            fn decode_member(
                __reader: &mut __klaw::msgpack::Reader<'__de>,
                __open: &__klaw::private::union::Open<'__de>,
            ) -> __klaw::private::Result<Self, __klaw::Error> {
                #(#members)*
                #unknown
            }
        }

        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            #[inline]
            fn decode(__reader: &mut __klaw::msgpack::Reader<'__de>) -> __klaw::private::Result<Self, __klaw::Error> {
                #read
            }
        }
    }
}

/// Makes the union of a member's message; a struct-like variant is one already.
fn wrap(member: &Member) -> TokenStream {
    let variant = &member.ident;
    match &member.body {
        Body::Newtype(_) => quote!(.map(Self::#variant)),
        Body::Struct(_) => TokenStream::new(),
    }
}

fn validate(schema: &Schema, union: &Union) -> TokenStream {
    let members = union.members.iter().map(|member| {
        let variant = &member.ident;
        match &member.body {
            Body::Newtype(ty) => {
                let through = schema.through(ty, Asks::Validate);
                quote!(Self::#variant(__member) => #through::validate_ruled(__member, &__klaw::private::Rules::NONE)?,)
            }
            Body::Struct(message) => {
                let pattern = bindings(member, message);
                let body = validate::body(schema, message, &bound_field, &prefix(variant));
                quote!(#pattern => { #body })
            }
        }
    });
    let other = union.other.iter().map(|other| {
        let variant = &other.ident;
        quote!(Self::#variant { .. } => {})
    });
    let own = validate::own(schema);
    validate::expand(
        schema,
        &quote! {
            match self {
                #(#members)*
                #(#other)*
            }
            #own
            __klaw::private::Ok(())
        },
    )
}

fn description(schema: &Schema, union: &Union) -> TokenStream {
    let form = describe::form(&union.form);
    let keeps = union.other.is_some();
    let members = union.members.iter().map(|member| {
        let name = member.ident.unraw().to_string();
        let body = match &member.body {
            Body::Newtype(ty) => {
                let through = schema.through(ty, Asks::Encode);
                quote!(__klaw::private::MemberBody::Type(#through::TYPE))
            }
            Body::Struct(message) => {
                let layout = describe::layout(schema, message, &prefix(&member.ident));
                quote!(__klaw::private::MemberBody::Message(#layout))
            }
        };
        quote!(__klaw::private::MemberSchema { name: #name, body: #body })
    });
    describe::expand(
        schema,
        &quote! {
            __klaw::private::Shape::Union(__klaw::private::UnionSchema {
                form: #form,
                members: &[#(#members),*],
                keeps_unknown: #keeps,
            })
        },
    )
}
