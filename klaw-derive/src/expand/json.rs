//! `json`: the native JSON codec, as methods in the impls of the MessagePack one, and the mark that it is there.

use super::bounds::Asks;
use super::encode::is_default;
use super::field::Place;
use super::union::{MemberRules, bindings, bound_field, raw_binding, raw_type, read, through, through_value};
use super::{enumeration, newtype, rules};
use crate::hygiene::quote;
use crate::schema::{
    Body, Enumeration, EnumerationValues, Field, Message, Newtype, OtherBody, Schema, TagValue, Union,
};
use proc_macro2::{Literal, TokenStream};
use quote::format_ident;
use syn::{Type, parse_quote};

// Writing.

/// The method of `Encode` around statements that write; nothing where the type is not marked.
fn encode(schema: &Schema, body: &TokenStream) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    quote! {
        #[inline]
        fn encode_json(&self, __writer: &mut __json::Writer<'_>) {
            #body
        }
    }
}

pub(super) fn encode_message(schema: &Schema, message: &Message) -> TokenStream {
    let access = |field: &Field| {
        let ident = &field.ident;
        quote!(&self.#ident)
    };
    encode(schema, &body(schema, message, &access))
}

/// What is written, in order. Text that is known here is written in one piece.
#[derive(Default)]
struct Output(Vec<Piece>);

enum Piece {
    Text(String),
    Code(TokenStream),
}

impl Output {
    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    fn code(&mut self, code: TokenStream) {
        self.0.push(Piece::Code(code));
    }

    fn append(&mut self, other: Self) {
        for piece in other.0 {
            match piece {
                Piece::Text(text) => self.text(&text),
                Piece::Code(code) => self.code(code),
            }
        }
    }

    fn finish(self) -> TokenStream {
        let pieces = self.0.into_iter().map(|piece| match piece {
            Piece::Text(text) => {
                let text = Literal::byte_string(text.as_bytes());
                quote!(__writer.block(#text);)
            }
            Piece::Code(code) => code,
        });
        pieces.collect()
    }
}

fn body(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    if message.form.array_like { array(schema, message, access) } else { map(schema, message, access) }
}

fn array(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let slots = message.slots();
    let required = if message.omit_trailing_defaults { message.required() } else { slots.len() };
    let mut out = Output::default();
    if required < slots.len() {
        let count = Literal::usize_unsuffixed(slots.len());
        out.code(quote!(let mut __count = #count;));
        for (index, slot) in slots.iter().enumerate().skip(required).rev() {
            let index = Literal::usize_unsuffixed(index);
            let is_default = slot.map_or_else(|| quote!(true), |field| is_default(field, access));
            out.code(quote!(__count = __private::without_last(__count, #index, #is_default);));
        }
    }
    let (start, tag) = start(message, message.form.array_like);
    out.text(&(start + &tag));
    for (index, slot) in slots.iter().enumerate() {
        let mut element = Output::default();
        if index + message.start() > 0 {
            element.text(",");
        }
        match slot {
            Some(field) => element.code(put(schema, field, access)),
            None => element.text("null"),
        }
        if index < required {
            out.append(element);
        } else {
            let (index, element) = (Literal::usize_unsuffixed(index), element.finish());
            out.code(quote!(if __count > #index { #element }));
        }
    }
    out.text("]");
    out.finish()
}

/// The bracket with the key of the tag, and the tag.
fn start(message: &Message, array_like: bool) -> (String, String) {
    let bracket = if array_like { "[" } else { "{" };
    match &message.tag {
        None => (bracket.to_owned(), String::new()),
        Some(tag) => {
            let key = if array_like { String::new() } else { quoted(&message.form.tag_field) + ":" };
            let tag = match &tag.value {
                TagValue::Int(tag) => tag.to_string(),
                TagValue::Str(tag) => quoted(tag),
            };
            (format!("{bracket}{key}"), tag)
        }
    }
}

/// The same in two pieces for what reads it.
fn start_constant(message: &Message, array_like: bool) -> TokenStream {
    let (start, tag) = start(message, array_like);
    let (start, tag) = (Literal::byte_string(start.as_bytes()), Literal::byte_string(tag.as_bytes()));
    quote!(const JSON_START: __json::Start = (#start, #tag);)
}

fn put(schema: &Schema, field: &Field, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let value = access(field);
    match &field.with {
        Some(module) => quote!(#module::encode_json(#value, __writer);),
        None => {
            let through = schema.through(&field.ty, Asks::Encode);
            quote!(#through::encode_json(#value, __writer);)
        }
    }
}

/// A string as JSON has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\0'..' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

fn map(schema: &Schema, message: &Message, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    /// What stands in front of the next entry?
    enum Before {
        Nothing,
        Perhaps,
        Another,
    }

    let omits = |field: &Field| message.omit_defaults && field.is_optional();
    let mut out = Output::default();
    let (start, tag) = start(message, message.form.array_like);
    out.text(&(start + &tag));
    let mut before = if message.tag.is_some() { Before::Another } else { Before::Nothing };
    for field in message.wire_fields() {
        let name = quoted(&field.name) + ":";
        let mut entry = Output::default();
        match before {
            Before::Nothing => entry.text(&name),
            Before::Another => entry.text(&format!(",{name}")),
            Before::Perhaps => {
                let name = Literal::byte_string(name.as_bytes());
                entry.code(quote!(__writer.entry(#name);));
            }
        }
        entry.code(put(schema, field, access));
        if omits(field) {
            let (is_default, entry) = (is_default(field, access), entry.finish());
            out.code(quote!(if !#is_default { #entry }));
            if matches!(before, Before::Nothing) {
                before = Before::Perhaps;
            }
        } else {
            out.append(entry);
            before = Before::Another;
        }
    }
    out.text("}");
    out.finish()
}

pub(super) fn encode_enumeration(schema: &Schema, enumeration: &Enumeration) -> TokenStream {
    let body = match &enumeration.values {
        EnumerationValues::Ints(values) => {
            let arms = values.iter().map(|(variant, _)| {
                let value = enumeration::value_constant(variant);
                quote!(Self::#variant => #value,)
            });
            let other = enumeration.other.iter().map(|(variant, _)| quote!(Self::#variant(__other) => *__other,));
            quote!(__writer.i64(match self { #(#arms)* #(#other)* });)
        }
        EnumerationValues::Strs(values) => {
            let arms = values.iter().map(|(variant, value)| {
                let text = Literal::byte_string(quoted(value).as_bytes());
                quote!(Self::#variant => __writer.block(#text),)
            });
            let other =
                enumeration.other.iter().map(|(variant, _)| quote!(Self::#variant(__other) => __writer.str(__other),));
            quote!(match self { #(#arms)* #(#other)* })
        }
    };
    encode(schema, &body)
}

pub(super) fn encode_newtype(schema: &Schema, newtype: &Newtype) -> TokenStream {
    encode(schema, &put(schema, &newtype.field, &|_| quote!(&self.0)))
}

pub(super) fn encode_union(schema: &Schema, union: &Union) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    let members = union.members.iter().map(|member| {
        let variant = &member.ident;
        match &member.body {
            Body::Newtype(ty) => {
                let through = through_value(schema, union, member, ty, Asks::Encode);
                quote!(Self::#variant(__member) => #through::encode_json(__member, __writer),)
            }
            Body::Struct(message) => {
                let (pattern, body) = (bindings(member, message), body(schema, message, &bound_field));
                quote!(#pattern => { #body })
            }
        }
    });
    let other = union.other.iter().map(|other| {
        let (pattern, through) =
            (raw_binding(&other.ident, &other.body), schema.through(raw_type(&other.body), Asks::Encode));
        quote!(#pattern => #through::encode_json(__raw, __writer),)
    });
    let late_rules = MemberRules::of(schema, union).where_written();
    encode(schema, &quote!(#late_rules match self { #(#members)* #(#other)* }))
}

// Reading.

/// The method of `Decode` around what reads; nothing where the type is not marked.
fn decode(schema: &Schema, read: &TokenStream) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    quote! {
        #[inline]
        fn decode_json(__reader: &mut __json::Reader<'__de>) -> __Result<Self> {
            #read
        }
    }
}

pub(super) fn decode_message(schema: &Schema, message: &Message) -> TokenStream {
    let function = match (message.form.array_like, message.form.accept_map) {
        (_, true) => quote!(decode_either),
        (true, false) => quote!(decode_array),
        (false, false) => quote!(decode_map),
    };
    decode(schema, &quote!(__json_message::#function::<Self>(__reader)))
}

/// What a message's array form has in JSON.
pub(super) fn positional(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    let start = start_constant(message, true);
    let mut slot = 0;
    let statements = message.slots().into_iter().enumerate().map(|(index, field)| {
        let place = Place::Element(message.start() + index);
        let statement = match field {
            Some(field) => {
                slot += 1;
                filled(schema, field, slot - 1, &place, prefix, true)
            }
            None => {
                let skip = place.of(&quote!(__reader.skip()));
                quote!(#skip?;)
            }
        };
        let index = Literal::usize_unsuffixed(index);
        quote! {
            if !__json_message::element(__reader, &mut __more, __failed) {
                return __Err(__private::taken(__failed));
            }
            if !__more {
                return __Ok(#index);
            }
            #statement
        }
    });
    let statements: Vec<_> = statements.collect();
    let count = Literal::usize_unsuffixed(statements.len());
    let start_more = (!statements.is_empty()).then(|| quote!(let mut __more = false;));
    quote! {
        #start

        #[inline(always)]
        fn fill_json_fields(
            __slots: &mut Self::Slots,
            __reader: &mut __json::Reader<'__de>,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<__usize> {
            #start_more
            #(#statements)*
            __Ok(#count)
        }
    }
}

/// What a message's map form has in JSON.
pub(super) fn keyed(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    let start = start_constant(message, false);
    let filled = |index: usize, field: &Field, in_order: bool| {
        filled(schema, field, index, &Place::Entry(field.name.clone()), prefix, in_order)
    };
    let in_order = message.wire_fields().enumerate().map(|(index, field)| {
        let key = Literal::byte_string((quoted(&field.name) + ":").as_bytes());
        let fill = filled(index, field, true);
        quote! {
            if __more && __reader.eat(#key) {
                #fill
                if !__json_message::entry(__reader, &mut __more, __failed) {
                    return __Err(__private::taken(__failed));
                }
            }
        }
    });
    let in_order = if message.wire_fields().next().is_none() {
        quote!(__reader.entry())
    } else {
        quote! {
            let mut __more = __reader.entry()?;
            #(#in_order)*
            __Ok(__more)
        }
    };
    let arms = message.wire_fields().enumerate().map(|(index, field)| {
        let fill = filled(index, field, false);
        let index = Literal::usize_unsuffixed(index);
        quote!(#index => { #fill })
    });
    quote! {
        #start

        #[inline(always)]
        fn fill_json_in_order(
            __slots: &mut Self::Slots,
            __reader: &mut __json::Reader<'__de>,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<__bool> {
            #in_order
        }

        fn fill_json_entry(
            __slots: &mut Self::Slots,
            __reader: &mut __json::Reader<'__de>,
            __field: __usize,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            match __field {
                #(#arms)*
                _ => {}
            }
            __Ok(())
        }
    }
}

/// Reads a field into its slot; the user's own checks see it there. What is out of order is seldom.
fn filled(schema: &Schema, field: &Field, slot: usize, place: &Place, prefix: &str, in_order: bool) -> TokenStream {
    let slot = Literal::usize_unsuffixed(slot);
    let fill = match &field.with {
        Some(module) => {
            let read = rules::hidden(field, quote!(#module::decode_json(__reader)));
            quote!(__private::fill(&mut __slots.#slot, #read, __failed))
        }
        None => {
            let through = schema.through(&field.ty, Asks::Decode);
            match rules::constant(field, prefix) {
                _ if field.lax => {
                    let rules = rules::constant_or_none(field, prefix);
                    quote!(#through::fill_json_lax(&mut __slots.#slot, __reader, #rules, __failed))
                }
                Some(rules) => {
                    quote!(#through::fill_json_ruled(&mut __slots.#slot, __reader, #rules, __failed))
                }
                None if in_order => quote!(#through::fill_json(&mut __slots.#slot, __reader, __failed)),
                None => quote!(#through::fill_json_apart(&mut __slots.#slot, __reader, __failed)),
            }
        }
    };
    let failed = match place {
        Place::Element(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(__json_message::failed_element(__failed, #index))
        }
        Place::Entry(name) => quote!(__json_message::failed_field(__failed, #name)),
    };
    let checks = rules::checks(field, &field.ty, &quote!(__value), |check| place.of(&check));
    let checks = (!checks.is_empty()).then(|| quote!(if let __Some(__value) = &__slots.#slot { #checks }));
    quote! {
        if !#fill {
            return #failed;
        }
        #checks
    }
}

pub(super) fn decode_enumeration(schema: &Schema, enumeration: &Enumeration) -> TokenStream {
    let kind = match &enumeration.values {
        EnumerationValues::Ints(_) => "int",
        EnumerationValues::Strs(_) => "str",
    };
    let read = match &enumeration.other {
        Some((variant, _)) => {
            let function = format_ident!("decode_{}_or", kind);
            quote!(__json_message::#function(__reader, __find, Self::#variant))
        }
        None => {
            let function = format_ident!("decode_{}", kind);
            quote!(__json_message::#function(__reader, __find))
        }
    };
    decode(schema, &validated(schema, &read))
}

/// What was read, behind the item's own check if it has one.
fn validated(schema: &Schema, read: &TokenStream) -> TokenStream {
    match &schema.validate {
        Some(path) => quote!(__private::validated(#read?, #path)),
        None => read.clone(),
    }
}

pub(super) fn decode_newtype(schema: &Schema, newtype: &Newtype) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    let field = &newtype.field;
    let read = match &field.with {
        Some(module) => quote!(#module::decode_json(__reader)),
        None => {
            let (through, rules) = (schema.through(&field.ty, Asks::Decode), rules::constant_or_none(field, ""));
            let read = if field.lax { quote!(decode_json_lax) } else { quote!(decode_json_ruled) };
            quote!(#through::#read(__reader, #rules))
        }
    };
    let read = rules::hidden(field, read);
    let checks = rules::checks(field, &field.ty, &quote!(&__value), |check| check);
    let value = newtype::validated(schema, newtype);
    let decode = decode(schema, &quote!(let __value = #read?; #checks #value));
    quote! {
        #decode

        #[inline]
        fn decode_json_ruled(
            __reader: &mut __json::Reader<'__de>,
            __rules: &'static __Rules,
        ) -> __Result<Self> {
            __json_message::ruled(__reader, __rules)
        }
    }
}

pub(super) fn decode_union(schema: &Schema, union: &Union) -> TokenStream {
    let function = match (union.form.array_like, union.form.accept_map) {
        (_, true) => quote!(decode_union_either),
        (true, false) => quote!(decode_union_array),
        (false, false) => quote!(decode_union_map),
    };
    let read = quote!(__json_message::#function(__reader));
    decode(schema, &validated(schema, &read))
}

/// The methods of `Union`.
pub(super) fn union_member(schema: &Schema, union: &Union) -> TokenStream {
    if !schema.json {
        return TokenStream::new();
    }
    let input = quote!('__de);
    let tag_field = &union.form.tag_field;
    let started = union.members.iter().map(|member| {
        let through = through(schema, union, member, &input);
        let fields = read(member, &through, "fields_json", &quote!(__reader, __start));
        quote! {
            if let __Some(__start) = #through::if_json(__reader) {
                return #fields;
            }
        }
    });
    let opened = union.members.iter().map(|member| {
        let through = through(schema, union, member, &input);
        let opened = read(member, &through, "opened_json", &quote!(__reader, __open));
        quote! {
            if __open.is(&#through::TAG) {
                return #opened;
            }
        }
    });
    let unknown = match &union.other {
        Some(other) => {
            let variant = &other.ident;
            match &other.body {
                OtherBody::Raw(_) => quote!(__open.keep(__reader).map(Self::#variant)),
                OtherBody::Tagged { .. } => quote! {
                    __Ok(Self::#variant {
                        tag: __open.keep_tag(#tag_field)?,
                        raw: __open.keep(__reader)?,
                    })
                },
            }
        }
        None => quote!(__Err(__open.unknown(#tag_field))),
    };
    quote! {
        #[inline(always)]
        fn decode_json_as_written(
            __reader: &mut __json::Reader<'__de>,
            __any: fn(&mut __json::Reader<'__de>) -> __Result<Self>,
        ) -> __Result<Self> {
            #(#started)*
            __json_message::otherwise(__reader, __any)
        }

        fn decode_json_member(
            __reader: &mut __json::Reader<'__de>,
            __open: &__json_message::Open<'__de>,
        ) -> __Result<Self> {
            #(#opened)*
            #unknown
        }
    }
}

// The marks of keys, and what a mark is asked of.

/// The types of fields that a codec of their own reads and writes.
pub(super) fn types(message: &Message) -> impl Iterator<Item = &Type> {
    message.wire_fields().filter(|field| field.with.is_none()).map(|field| &field.ty)
}

/// The mark of a type that may be the key of an object: of an enumeration always, of a newtype if what it holds may.
pub(super) fn key(schema: &Schema, of: Option<&Field>) -> TokenStream {
    if !schema.json || of.is_some_and(|field| field.with.is_some()) {
        return TokenStream::new();
    }
    let mut generics = schema.generics.clone();
    generics.params.insert(0, parse_quote!('__key));
    if let Some(field) = of {
        let ty = &field.ty;
        // Of every lifetime: a predicate that names nothing of the impl's would be an error where it does not hold.
        generics.make_where_clause().predicates.push(parse_quote!(for<'__inner> #ty: __json::Key<'__inner>));
    }
    let (impl_generics, _, predicates) = generics.split_for_impl();
    let (ident, (_, ty, _)) = (&schema.ident, schema.generics.split_for_impl());
    quote! {
        #[automatically_derived]
        impl #impl_generics __json::Key<'__key> for #ident #ty #predicates {}
    }
}
