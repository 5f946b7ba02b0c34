//! Unions: the member itself is on the wire, and its tag says which it is.

use super::bounds::Asks;
use super::{assert, decode, describe, encode, json, mark, rules, serde, validate};
use crate::hygiene::quote;
use crate::schema::{Body, Field, Member, Message, OtherBody, Schema, Shape, Union};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericParam, Type, parse_quote};

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
    let frozen = mark::frozen(schema, types);
    let serde = serde::union(schema, union);
    let json = mark::json(
        schema,
        union.members.iter().flat_map(|member| match &member.body {
            Body::Newtype(ty) => vec![ty],
            Body::Struct(message) => json::types(message).collect(),
        }),
    );
    quote! {
        #(#constants)*
        #(#asserted)*
        #(#markers)*
        #(#codec)*
        #frozen
        #serde
        #json
    }
}

/// What keeps the constants of variants apart.
pub(super) fn prefix(variant: &Ident) -> String {
    variant.unraw().to_string()
}

/// The type that stands for a struct-like variant where the runtime asks for a member.
pub(super) fn marker_name(variant: &Ident) -> Ident {
    format_ident!("__{}Member", variant.unraw())
}

fn marker(schema: &Schema, member: &Member, message: &Message) -> TokenStream {
    let (ident, variant, name) = (&schema.ident, &member.ident, marker_name(&member.ident));
    let (generics, ty, predicates) = schema.generics.split_for_impl();
    let (target, output) = (quote!(#name #ty), quote!(#ident #ty));
    let forms = decode::forms(schema, message, &target, &output, &quote!(#ident::#variant), &prefix(variant));
    quote! {
        struct #name #generics (__PhantomData<#output>) #predicates;
        #forms
    }
}

/// A member through the one trait that stands for all; a struct-like variant, and a type of which the impl's predicates
/// know no more, through its form.
pub(super) fn through(schema: &Schema, union: &Union, member: &Member, input: &TokenStream) -> TokenStream {
    let form = match (union.form.array_like, union.form.accept_map) {
        (_, true) => quote!(__either::Either),
        (true, false) => quote!(__array::Positional),
        (false, false) => quote!(__map::Keyed),
    };
    match &member.body {
        Body::Newtype(ty) if schema.is_known_in_part(ty) => quote!(<#ty as #form<#input>>),
        Body::Newtype(ty) => {
            let form = match (union.form.array_like, union.form.accept_map) {
                (_, true) => quote!(InBoth),
                (true, false) => quote!(InArray),
                (false, false) => quote!(InMap),
            };
            quote_spanned!(ty.span()=> <#ty as __member::#form<'_>>)
        }
        Body::Struct(_) => {
            let (name, (_, ty, _)) = (marker_name(&member.ident), schema.generics.split_for_impl());
            quote!(<#name #ty as #form<#input>>)
        }
    }
}

/// The same where a value is written or checked.
pub(super) fn through_value(schema: &Schema, union: &Union, member: &Member, ty: &Type, asks: Asks) -> TokenStream {
    if schema.is_known_in_part(ty) { schema.through(ty, asks) } else { through(schema, union, member, &quote!('_)) }
}

/// A pattern that binds the fields of a struct-like variant.
pub(super) fn bindings(member: &Member, message: &Message) -> TokenStream {
    let variant = &member.ident;
    let fields = message.wire_fields().map(|field| {
        let (ident, binding) = (&field.ident, field.binding());
        quote!(#ident: #binding)
    });
    quote!(Self::#variant { #(#fields,)* .. })
}

pub(super) fn bound_field(field: &Field) -> TokenStream {
    let binding = field.binding();
    quote!(#binding)
}

fn encode(schema: &Schema, union: &Union) -> TokenStream {
    let mut puts = Vec::new();
    let mut counts = Vec::new();
    let mut bounds = Vec::new();
    let mut asserted = TokenStream::new();
    let mut is_checked = false;
    for member in &union.members {
        let variant = &member.ident;
        match &member.body {
            Body::Newtype(ty) => {
                let through = through_value(schema, union, member, ty, Asks::Encode);
                puts.push(quote!(Self::#variant(__member) => #through::put(__member, __sink),));
                counts.push(quote!(Self::#variant(__member) => #through::dynamic(__member),));
                let part = schema.is_known_in_part(ty).then(|| quote!(.part()));
                bounds.push(quote!(#through::BOUND #part));
            }
            Body::Struct(message) => {
                is_checked |= message.is_checked();
                let pattern = bindings(member, message);
                let body = encode::body(schema, message, &bound_field);
                puts.push(quote!(#pattern => { #body }));
                let count = encode::dynamic(schema, message, &bound_field);
                counts.push(quote!(#pattern => #count,));
                let bound = encode::bound(schema, message, &quote!(__Bound::<Self>));
                bounds.push(quote!(#bound.part()));
                asserted.extend(assert::where_encoded(schema, &message.fields, &prefix(&member.ident)));
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
    let late_rules = MemberRules::of(schema, union).where_written();
    let body = quote!(#late_rules match self { #(#puts)* });
    let json = json::encode_union(schema, union);
    if is_checked {
        return encode::checked(schema, &asserted, &body, &json);
    }
    encode::bounded(
        schema,
        &quote!(#asserted __Bound::largest(&[#(#bounds),*])),
        &quote!(match self { #(#counts)* }),
        &body,
        &json,
    )
}

pub(super) fn raw_binding(variant: &Ident, body: &OtherBody) -> TokenStream {
    match body {
        OtherBody::Raw(_) => quote!(Self::#variant(__raw)),
        OtherBody::Tagged { .. } => quote!(Self::#variant { raw: __raw, .. }),
    }
}

pub(super) fn raw_type(body: &OtherBody) -> &Type {
    match body {
        OtherBody::Raw(ty) => ty,
        OtherBody::Tagged { raw } => raw,
    }
}

fn decode(schema: &Schema, union: &Union) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let tag_field = &union.form.tag_field;

    let input = quote!('__de);
    let started = union.members.iter().map(|member| {
        let through = through(schema, union, member, &input);
        let started = read(member, &through, "started", &quote!(__reader));
        quote! {
            if __start == #through::START {
                return #started;
            }
        }
    });
    let opened = union.members.iter().map(|member| {
        let through = through(schema, union, member, &input);
        let opened = read(member, &through, "opened", &quote!(__reader, __open));
        quote! {
            if __open.is(&#through::TAG) {
                return #opened;
            }
        }
    });
    let members = union.members.iter().map(|member| {
        let (name, through) = (member.ident.unraw().to_string(), through(schema, union, member, &input));
        quote!((#name, #through::MEMBER))
    });
    let unknown = match &union.other {
        Some(other) => {
            let variant = &other.ident;
            let keep = quote!(__open.keep(__reader)?);
            match &other.body {
                OtherBody::Raw(_) => quote!(__Ok(Self::#variant(#keep))),
                OtherBody::Tagged { .. } => quote! {
                    __Ok(Self::#variant {
                        tag: __union::keep_tag(__reader, __open, #tag_field)?,
                        raw: #keep,
                    })
                },
            }
        }
        None => quote!(__Err(__open.unknown(__reader, #tag_field))),
    };
    let any = match (union.form.array_like, union.form.accept_map) {
        (_, true) => quote!(__union::decode_either(__reader)),
        (true, false) => quote!(__union::decode_array(__reader)),
        (false, false) => quote!(__union::decode_map(__reader)),
    };
    let read = match &schema.validate {
        // The check sees the union, whichever way it was read.
        Some(path) => quote!(__private::validated(#any?, #path)),
        None if union.form.array_like => quote! {
            let __start = __array::start_of(__reader);
            #(#started)*
            #any
        },
        None => any,
    };
    let (json, json_member) = (json::decode_union(schema, union), json::union_member(schema, union));
    let rules = MemberRules::of(schema, union);
    let (early_rules, members) = (rules.early(schema, union), rules.members(&quote!(&[#(#members),*])));
    quote! {
        #[automatically_derived]
        impl #generics __union::Union<'__de> for #ty #predicates {
            const MEMBERS: &'static [(&'static __str, __member::Member)] = #members;
            const TAG_FIELD: &'static __str = #tag_field;

            #[inline(always)]
            fn decode_next(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                #read
            }

            fn decode_member(
                __reader: &mut __Reader<'__de>,
                __open: &__union::Open<'__de>,
            ) -> __Result<Self> {
                #(#opened)*
                #unknown
            }

            #json_member
        }

        #early_rules

        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            #[inline]
            fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                __union::decode(__reader)
            }

            #[inline(always)]
            fn decode_whole(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                __union::Union::decode_next(__reader)
            }

            #json
        }
    }
}

/// When the rules between members are checked: two with one tag, say. What each tag is, their types alone know.
pub(super) enum MemberRules {
    /// The variants know all of it, and `check` has seen it.
    Never,
    /// Where the union is declared.
    Early,
    /// Where the union is used: a parameter's bounds are the user's, and no type of ours can stand for it.
    Late,
}

impl MemberRules {
    pub(super) fn of(schema: &Schema, union: &Union) -> Self {
        let mut newtypes = union.members.iter().filter_map(|member| match &member.body {
            Body::Newtype(ty) => Some(ty),
            Body::Struct(_) => None,
        });
        let generics = &schema.generics;
        if newtypes.clone().next().is_none() {
            Self::Never
        } else if generics.type_params().all(|param| param.bounds.is_empty())
            && generics.const_params().next().is_none()
            && (generics.type_params().next().is_none() || generics.where_clause.is_none())
            && schema.bound.is_none()
            && !newtypes.any(|ty| generics.type_params().any(|param| *ty == parse_quote!(#param)))
        {
            Self::Early
        } else {
            Self::Late
        }
    }

    /// One assertion for each member that must differ from those in front of it, at its variant.
    fn early(&self, schema: &Schema, union: &Union) -> TokenStream {
        if !matches!(self, Self::Early) {
            return TokenStream::new();
        }
        let ident = &schema.ident;
        let arguments = schema.generics.params.iter().map(|param| match param {
            GenericParam::Lifetime(_) => quote!('_),
            _ => quote!(__Any),
        });
        let arguments = if schema.generics.params.is_empty() { TokenStream::new() } else { quote!(<#(#arguments),*>) };
        let checks = union.members.iter().enumerate().map(|(index, member)| {
            let index = Literal::usize_unsuffixed(index);
            quote_spanned! {member.ident.span()=>
                const _: () = __member::check::<#ident #arguments>(#index);
            }
        });
        checks.collect()
    }

    /// The members as all roads that read the union know them.
    fn members(&self, members: &TokenStream) -> TokenStream {
        match self {
            Self::Late => quote!(__member::told_apart(#members, Self::TAG_FIELD)),
            _ => members.clone(),
        }
    }

    /// What each road that writes the union begins with.
    pub(super) fn where_written(&self) -> TokenStream {
        match self {
            Self::Late => quote!(const { __member::check_written::<Self>() };),
            _ => TokenStream::new(),
        }
    }
}

/// Is the item a union whose members are told apart where it is used?
pub(super) fn is_told_apart_late(schema: &Schema) -> bool {
    matches!(&schema.shape, Shape::Union(union) if matches!(MemberRules::of(schema, union), MemberRules::Late))
}

/// Reads a member by a method of its form, which for a type of its own has a twin that makes a union of the message.
pub(super) fn read(member: &Member, through: &TokenStream, method: &str, arguments: &TokenStream) -> TokenStream {
    let variant = &member.ident;
    match &member.body {
        Body::Newtype(_) => {
            let method = format_ident!("{method}_as");
            quote!(#through::#method(#arguments, Self::#variant))
        }
        Body::Struct(_) => {
            let method = format_ident!("{method}");
            quote!(#through::#method(#arguments))
        }
    }
}

/// Makes the union of a member's message; a struct-like variant is one already.
pub(super) fn wrap(member: &Member) -> TokenStream {
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
                let through = through_value(schema, union, member, ty, Asks::Validate);
                quote!(Self::#variant(__member) => #through::validate(__member)?,)
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
            __Ok(())
        },
    )
}

fn description(schema: &Schema, union: &Union) -> TokenStream {
    let form = describe::form(&union.form);
    let keeps = union.other.is_some();
    let members = union.members.iter().map(|member| {
        let (name, doc) = (member.ident.unraw().to_string(), &member.doc);
        let body = match &member.body {
            Body::Newtype(ty) => {
                let through = through_value(schema, union, member, ty, Asks::Encode);
                quote!(__schema::MemberBody::Type(#through::TYPE))
            }
            Body::Struct(message) => {
                let layout = describe::layout(schema, message, &prefix(&member.ident));
                quote!(__schema::MemberBody::Message(#layout))
            }
        };
        quote!(__schema::MemberSchema { name: #name, doc: #doc, body: #body })
    });
    let schemas = union.members.iter().map(|member| match &member.body {
        Body::Newtype(ty) if schema.is_known_in_part(ty) => quote!(__Some(<#ty as __klaw::WireMessage>::SCHEMA)),
        Body::Newtype(_) => {
            let through = through(schema, union, member, &quote!('_));
            quote!(__Some(#through::SCHEMA))
        }
        Body::Struct(_) => quote!(__None),
    });
    describe::expand_with(
        schema,
        &quote! {
            __schema::Shape::Union(__schema::UnionSchema {
                form: #form,
                members: &[#(#members),*],
                keeps_unknown: #keeps,
            })
        },
        &quote! {
            const MEMBERS: &'static [__Option<&'static __schema::Schema>] = &[#(#schemas),*];
        },
    )
}
