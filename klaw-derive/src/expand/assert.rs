//! What the derive cannot know without the types: constraints against the field's type, defaults against constraints.
//!
//! Each is an assertion that the compiler evaluates, on the token that would be wrong.

use super::bounds::Asks;
use super::field::Place;
use super::rules;
use crate::hygiene::quote;
use crate::schema::{Default, Field, Message, Program, Rules, Schema, Shape};
use crate::values;
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, ExprUnary, Lit, Type, UnOp};

/// The assertions about fields, each a constant of its own, so that one compile shows them all.
pub(super) fn constants<'a>(schema: &Schema, fields: impl IntoIterator<Item = &'a Field>, prefix: &str) -> TokenStream {
    let mut tokens = TokenStream::new();
    for field in fields {
        if !schema.is_concrete(&field.ty) {
            continue;
        }
        if let Some(call) = secret(schema, field) {
            tokens.extend(quote!(const _: () = #call;));
        }
        if field.skip || field.with.is_some() {
            continue;
        }
        tokens.extend(lax(schema, field));
        tokens.extend(opened(schema, field));
        let Some(rules) = rules::constant(field, prefix) else { continue };
        let through = schema.erased(schema.through(&field.ty, Asks::Encode));
        let subject = format_ident!("{}_TYPE", rules);
        tokens.extend(quote! {
            const #subject: __private::assert::Subject = __Some(&#through::TYPE);
        });
        for call in calls(field, &rules, &quote!(#subject)) {
            tokens.extend(quote!(const _: () = #call;));
        }
    }
    tokens
}

/// `lax` where it stands on the field itself: an item says it of all its fields, whatever they are.
fn lax(schema: &Schema, field: &Field) -> TokenStream {
    let Some(span) = field.lax_key else { return TokenStream::new() };
    let through = schema.erased(schema.through(&field.ty, Asks::Encode));
    let call = call("lax", Mark::at(span), &quote!(&#through::TYPE));
    quote!(const _: () = #call;)
}

/// A newtype that holds itself through another item's type.
fn opened(schema: &Schema, field: &Field) -> TokenStream {
    if !matches!(schema.shape, Shape::Newtype(_)) || !schema.is_recursive(&field.ty) {
        return TokenStream::new();
    }
    let (name, through) = (&schema.name, schema.erased(schema.through(&field.ty, Asks::Encode)));
    let call = call("opened", Mark::of(&field.ty), &quote!(&#through::TYPE, #name));
    quote!(const _: () = #call;)
}

/// The derive cannot keep a value out of the `Debug` of its own type. A newtype hides what it holds itself, and what a module
/// reads may be of any type.
fn secret(schema: &Schema, field: &Field) -> Option<TokenStream> {
    if !field.secret || matches!(schema.shape, Shape::Newtype(_)) || field.with.is_some() {
        return None;
    }
    let through = schema.through(&field.ty, Asks::Encode);
    let through = if schema.is_concrete(&field.ty) { schema.erased(through) } else { through };
    Some(call("secret", Mark::of(&field.ty), &quote!(&#through::TYPE)))
}

/// The rules of a field, for its description. Where the type mentions a parameter, they are asserted here.
pub(super) fn asserted(schema: &Schema, field: &Field, rules: &Ident) -> TokenStream {
    match of_parameters(schema, field, rules) {
        Some(assertions) => quote!({ #assertions __Some(#rules) }),
        None => quote!(__Some(#rules)),
    }
}

/// What is asserted where a type is encoded: its bound is a constant, which the compiler evaluates for each type that a
/// parameter stands for.
pub(super) fn where_encoded<'a>(
    schema: &Schema,
    fields: impl IntoIterator<Item = &'a Field>,
    prefix: &str,
) -> TokenStream {
    let on_the_wire = fields.into_iter().filter(|field| !field.skip);
    let mut tokens = TokenStream::new();
    for field in on_the_wire.filter(|field| !schema.is_concrete(&field.ty)) {
        tokens.extend(secret(schema, field).map(|call| quote!(#call;)));
        tokens.extend(rules::constant(field, prefix).and_then(|rules| of_parameters(schema, field, &rules)));
    }
    tokens
}

/// The assertions about a field whose type mentions a parameter: no constant outside of an impl can name it.
fn of_parameters(schema: &Schema, field: &Field, rules: &Ident) -> Option<TokenStream> {
    if field.with.is_some() || schema.is_concrete(&field.ty) {
        return None;
    }
    let through = schema.through(&field.ty, Asks::Encode);
    let calls = calls(field, rules, &quote!(__subject));
    Some(quote! {
        let __subject: __private::assert::Subject = __Some(&#through::TYPE);
        #(#calls;)*
    })
}

/// The functions that check the other defaults, which the schema lock calls.
pub(super) fn defaults(schema: &Schema, message: &Message, prefix: &str) -> TokenStream {
    let fields: Vec<_> = message.wire_fields().filter(|field| is_checked_at_run_time(schema, field)).collect();
    if fields.is_empty() {
        return TokenStream::new();
    }
    let names: Vec<_> = fields.iter().map(|field| function(field)).collect();
    let bodies = fields.iter().map(|field| {
        let (ty, value) = (&field.ty, field.default_value());
        let place = Place::Entry(field.name.clone());
        let own = match &field.with {
            Some(_) => TokenStream::new(),
            None => {
                let through = schema.through(ty, Asks::Validate);
                let rules = rules::constant_or_none(field, prefix);
                let check = place.of(&quote!(#through::validate_ruled(&__value, #rules)));
                quote!(#check?;)
            }
        };
        let checks = rules::checks(field, ty, &quote!(&__value), |check| place.of(&check));
        quote! {
            let __value: #ty = #value;
            #own
            #checks
            __Ok(())
        }
    });
    let (generics, ty, predicates) = schema.generics.split_for_impl();
    let (ident, name) = (&schema.ident, trait_name(prefix));
    quote! {
        trait #name {
            #(fn #names() -> __Result<()>;)*
        }

        #[automatically_derived]
        impl #generics #name for #ident #ty #predicates {
            #(fn #names() -> __Result<()> {
                #bodies
            })*
        }
    }
}

/// The function that checks a field's default, for its description.
pub(super) fn check_default(schema: &Schema, field: &Field, prefix: &str) -> TokenStream {
    if !is_checked_at_run_time(schema, field) {
        return quote!(__None);
    }
    let (name, function) = (trait_name(prefix), function(field));
    quote!(__Some(<Self as #name>::#function))
}

fn trait_name(prefix: &str) -> Ident {
    format_ident!("__Defaults{}", prefix)
}

fn function(field: &Field) -> Ident {
    format_ident!("__default_{}", field.ident.unraw(), span = Span::call_site())
}

/// A default that no constant tells: computed, of a type of the user's, or under a rule that is a function. The
/// functions belong to the type, so one with parameters has none.
fn is_checked_at_run_time(schema: &Schema, field: &Field) -> bool {
    let is_searched = field.rules.pattern.as_ref().is_some_and(|pattern| matches!(pattern.program, Program::Regex));
    let is_asserted = constant_default(field).is_some() && !is_searched;
    let is_left = (field.rules.are_any() && !is_asserted) || rules::has_checks(&field.rules);
    field.is_optional() && is_left && schema.generics.type_params().next().is_none()
}

// Calls.

/// All that is asserted of a field.
fn calls(field: &Field, rules: &Ident, subject: &TokenStream) -> Vec<TokenStream> {
    let mut calls = Vec::new();
    of_rules(&field.rules, rules, subject, &mut calls);
    calls.extend(of_default(field, rules, subject));
    calls
}

fn of_rules(rules: &Rules, name: &Ident, subject: &TokenStream, calls: &mut Vec<TokenStream>) {
    let (low, high) = (rules.ge.as_ref().or(rules.gt.as_ref()), rules.le.as_ref().or(rules.lt.as_ref()));
    for (function, bound) in [("lower", low), ("upper", high), ("multiple_of", rules.multiple_of.as_ref())] {
        if let Some(bound) = bound {
            let is_float = is_float(bound);
            calls.push(call(function, Mark::of(bound), &quote!(#subject, #name, #is_float)));
        }
    }
    if let (Some(_), Some(high)) = (low, high) {
        calls.push(call("range", Mark::of(high), &quote!(#subject, #name)));
    }
    if let Some(length) = rules.min_length.as_ref().or(rules.max_length.as_ref()) {
        calls.push(call("length", Mark::of(length), subject));
    }
    if let (Some(_), Some(max)) = (&rules.min_length, &rules.max_length) {
        calls.push(call("lengths", Mark::of(max), &quote!(#subject, #name)));
    }
    if let Some(pattern) = &rules.pattern {
        calls.push(call("pattern", Mark::at(pattern.span), subject));
    }
    let inner = [
        ("items", "items", "item_of", &rules.items),
        ("keys", "entries", "key_of", &rules.keys),
        ("values", "entries", "value_of", &rules.values),
    ];
    for (key, function, part, inner) in inner {
        let Some(inner) = inner else { continue };
        calls.push(call(function, Mark::at(inner.span.unwrap_or_else(Span::call_site)), subject));
        if inner.are_any() {
            let (part, name) = (format_ident!("{}", part), format_ident!("{}_{}", name, key.to_uppercase()));
            of_rules(inner, &name, &quote!(__private::assert::#part(#subject)), calls);
        }
    }
}

fn of_default(field: &Field, rules: &Ident, subject: &TokenStream) -> Option<TokenStream> {
    let (function, place, value) = match constant_default(field)? {
        Constant::Number(expr) => ("default_number", Mark::of(expr), {
            let number = rules::operand(expr);
            quote!(#number as __i128, #number as __f64)
        }),
        Constant::Text(expr) => ("default_str", Mark::of(expr), quote!(#expr)),
        Constant::Zero => ("default_number", Mark::of(&field.ident), quote!(0, 0.0)),
        Constant::Empty => ("default_str", Mark::of(&field.ident), quote!("")),
    };
    Some(call(function, place, &quote!(#subject, #rules, #value)))
}

/// Where an error would stand.
pub(super) struct Mark {
    first: Span,
    last: Span,
}

impl Mark {
    fn at(span: Span) -> Self {
        Self { first: span, last: span }
    }

    pub(super) fn of(tokens: &impl ToTokens) -> Self {
        let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        Self { first, last: spans.last().unwrap_or(first) }
    }

    /// A call from the first token to the last: the compiler underlines what lies between.
    pub(super) fn call(self, path: TokenStream, arguments: &TokenStream) -> TokenStream {
        let path = path.into_iter().map(|mut token| {
            token.set_span(self.first);
            token
        });
        let mut group = Group::new(Delimiter::Parenthesis, arguments.clone());
        group.set_span(self.last);
        path.chain([TokenTree::Group(group)]).collect()
    }
}

fn call(function: &str, place: Mark, arguments: &TokenStream) -> TokenStream {
    let function = format_ident!("{}", function);
    place.call(quote!(__private::assert::#function), arguments)
}

/// A literal with a point, with or without a sign.
fn is_float(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Float(_), .. }) => true,
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => is_float(expr),
        Expr::Group(group) => is_float(&group.expr),
        Expr::Paren(paren) => is_float(&paren.expr),
        _ => false,
    }
}

// Constant defaults.

/// A default that const evaluation can hold against the rules.
enum Constant<'a> {
    Number(&'a Expr),
    Text(&'a Expr),
    /// `default` on a number.
    Zero,
    /// `default` on a string.
    Empty,
}

fn constant_default(field: &Field) -> Option<Constant<'_>> {
    match (&field.default, values::Plain::of(&field.ty)?) {
        (Default::None, _) => None,
        (Default::Trait, values::Plain::Int | values::Plain::Float) => Some(Constant::Zero),
        (Default::Trait, _) => Some(Constant::Empty),
        (Default::Expr(expr), plain) => {
            let expr = values::ungrouped(values::unconverted(expr));
            let is_fit = match plain {
                values::Plain::Int => values::integer(expr).is_some() || is_constant(expr),
                values::Plain::Float => is_float(expr) || is_constant(expr),
                values::Plain::Str => values::is_text(expr) || is_constant(expr),
                values::Plain::String => values::is_text(expr),
            };
            match plain {
                _ if !is_fit => None,
                values::Plain::Int | values::Plain::Float => Some(Constant::Number(expr)),
                _ => Some(Constant::Text(expr)),
            }
        }
    }
}

/// A path in capitals, or `const { .. }`; `Self` is not known outside of an impl.
fn is_constant(expr: &Expr) -> bool {
    let is_constant = match expr {
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            name.chars().any(|c| c.is_uppercase()) && !name.chars().any(|c| c.is_lowercase())
        }),
        Expr::Const(_) => true,
        _ => false,
    };
    is_constant && !mentions_self(expr.to_token_stream())
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => mentions_self(group.stream()),
        _ => false,
    })
}

// Types outside of an impl.

impl Schema {
    /// Can a constant outside of an impl name the type?
    pub(super) fn is_concrete(&self, ty: &Type) -> bool {
        let generics = &self.generics;
        let has_types = generics.type_params().next().is_some();
        let is_free = !has_types || !(self.is_generic(ty) || self.is_recursive(ty));
        // Whether a type mentions a constant, its tokens do not tell.
        is_free && generics.const_params().next().is_none()
    }

    /// The tokens of a type without what only an impl knows: the item's lifetimes and parameters, and `Self`.
    pub(super) fn erased(&self, tokens: TokenStream) -> TokenStream {
        let mut out = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(tick) if tick.as_char() == '\'' => {
                    let own = |name: &Ident| self.generics.lifetimes().any(|param| param.lifetime.ident == *name);
                    let mut punct = Punct::new('\'', Spacing::Joint);
                    punct.set_span(tick.span());
                    out.extend([TokenTree::Punct(punct)]);
                    match tokens.next() {
                        Some(TokenTree::Ident(name)) if own(&name) => {
                            out.extend([TokenTree::Ident(Ident::new("_", name.span()))]);
                        }
                        other => out.extend(other),
                    }
                }
                TokenTree::Ident(name) if self.generics.type_params().any(|param| param.ident == name) => {
                    out.extend([TokenTree::Ident(Ident::new("__Any", name.span()))]);
                }
                TokenTree::Ident(name) if name == "Self" => {
                    let (ident, lifetimes) = (&self.ident, self.generics.lifetimes().map(|_| quote!('_)));
                    out.extend(quote!(#ident<#(#lifetimes),*>));
                }
                TokenTree::Group(group) => {
                    let mut erased = Group::new(group.delimiter(), self.erased(group.stream()));
                    erased.set_span(group.span());
                    out.extend([TokenTree::Group(erased)]);
                }
                other => out.extend([other]),
            }
        }
        out
    }
}
