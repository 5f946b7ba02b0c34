//! `registry!`: the versions of an envelope, each with its type and the functions to the next and back.

use crate::errors::Errors;
use crate::hygiene::quote;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprTuple, Lit, LitInt, Path, Token, Type};

/// `runtime; 1 => Old => upgrade, 2 => New`
pub(crate) struct Registry {
    runtime: Path,
    versions: Punctuated<Version, Token![,]>,
}

/// `1 => Old => upgrade`, or `1 => Old => (upgrade, downgrade)`
struct Version {
    number: Expr,
    ty: Type,
    steps: Option<Expr>,
}

impl Parse for Registry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let runtime = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        Ok(Self { runtime, versions: input.call(Punctuated::parse_terminated)? })
    }
}

impl Parse for Version {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let number = input.parse()?;
        input.parse::<Token![=>]>()?;
        let ty = input.parse()?;
        let steps = if input.parse::<Option<Token![=>]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Self { number, ty, steps })
    }
}

impl Version {
    fn up(&self) -> Option<&Expr> {
        match &self.steps {
            Some(Expr::Tuple(ExprTuple { elems, .. })) => elems.first(),
            steps => steps.as_ref(),
        }
    }

    fn down(&self) -> Option<&Expr> {
        match &self.steps {
            Some(Expr::Tuple(ExprTuple { elems, .. })) => elems.get(1),
            _ => None,
        }
    }
}

/// Check, expand.
pub(crate) fn expand(registry: &Registry) -> TokenStream {
    let mut errors = Errors::default();
    let numbers = check(registry, &mut errors);
    let versions: Vec<_> = registry.versions.iter().collect();
    let runtime = &registry.runtime;
    let Some(last) = versions.last().map(|last| &last.ty) else { return errors.to_compile_errors() };
    if !errors.is_empty() {
        // The registry is there all the same, without a version.
        let errors = errors.to_compile_errors();
        return quote!({ #errors #runtime::registry::SchemaRegistry::<#last>::empty() });
    }
    let decoders = (0..versions.len()).map(|at| decoder(&versions[at..], numbers[at]));
    let encoders = (0..versions.len()).filter_map(|at| encoder(&versions[at..], numbers[at]));
    quote! {{
        use #runtime::private::registry as __registry;

        #[allow(elided_lifetimes_in_paths, reason = "the user's types, at any lifetime")]
        const __DECODERS: &[__registry::Decoder<#last>] = &[#(#decoders),*];
        #[allow(elided_lifetimes_in_paths, reason = "the user's types, at any lifetime")]
        const __ENCODERS: &[__registry::Encoder<#last>] = &[#(#encoders),*];
        __registry::SchemaRegistry::declared(__DECODERS, __ENCODERS)
    }}
}

/// Reads a version, and goes up step by step.
fn decoder(versions: &[&Version], number: u32) -> TokenStream {
    let first = &versions[0].ty;
    let mut read = quote!(__registry::read::<#first>(__frame, __limits));
    for step in versions.windows(2) {
        let (old, new, up) = (&step[0].ty, &step[1].ty, step[0].up());
        read = quote!(__registry::up::<#old, #new>(#up, #read));
    }
    let read = quote!(|__frame, __limits| #read);
    // What the version's type lacks is said where it stands.
    quote_spanned!(first.span()=> __registry::Decoder::declared::<#first>(#number, #read))
}

/// Goes back step by step, and writes a version; nothing where a step has no way back.
fn encoder(versions: &[&Version], number: u32) -> Option<TokenStream> {
    let first = &versions[0].ty;
    let mut message = quote!(__message);
    for step in versions.windows(2).rev() {
        let (old, new, down) = (&step[0].ty, &step[1].ty, step[0].down()?);
        message = quote!(&__registry::down::<#new, #old>(#down, #message)?);
    }
    let write = quote!(__registry::write::<#first>(#message, __frame));
    Some(quote!(__registry::Encoder::declared(#number, |__message, __frame| #write)))
}

// Rules.

/// The numbers of the versions, where there are no mistakes.
fn check(registry: &Registry, errors: &mut Errors) -> Vec<u32> {
    if registry.versions.is_empty() {
        errors.at(Span::call_site(), "a registry has at least one version; write `1 => WireEnvelope`");
    }
    let numbers: Vec<_> = registry.versions.iter().map(|version| number(version, errors)).collect();
    let versions: Vec<_> = registry.versions.iter().collect();
    for (at, version) in versions.iter().enumerate() {
        if let (Some(previous), Some(own)) = (at.checked_sub(1).and_then(|at| numbers[at]), numbers[at]) {
            follows(version, previous, own, errors);
        }
        let next = versions.get(at + 1).map(|next| &next.number);
        has_steps(version, next, errors);
    }
    has_ways_back(&versions, errors);
    numbers.into_iter().flatten().collect()
}

/// The number stands in headers, where 0 is what a program writes that does not care.
fn number(version: &Version, errors: &mut Errors) -> Option<u32> {
    let literal = match &version.number {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) => literal,
        other => {
            errors.on(other, format_args!("a version is a number; write it in place of `{}`", text(other)));
            return None;
        }
    };
    match literal.base10_parse() {
        Ok(0) => errors.on(literal, "versions count from 1; write `1`"),
        Ok(number) => return Some(number),
        Err(_) => past(literal, errors),
    }
    None
}

fn past(literal: &LitInt, errors: &mut Errors) {
    errors.on(literal, format_args!("`{literal}` is no version, which is a `u32`; write a number below 2^32"));
}

/// A version that is missing in between has frames in queues all the same.
fn follows(version: &Version, previous: u32, own: u32, errors: &mut Errors) {
    if own == previous {
        errors.on(&version.number, format_args!("version {own} is declared twice; keep one"));
    } else if own < previous {
        let message = format_args!("version {own} stands behind version {previous}; write versions in rising order");
        errors.on(&version.number, message);
    } else if own != previous + 1 {
        let missing = previous + 1;
        let message = format_args!("version {missing} is missing; declare it, or give its number to this one");
        errors.on(&version.number, message);
    }
}

/// Every version but the last leads to the next one.
fn has_steps(version: &Version, next: Option<&Expr>, errors: &mut Errors) {
    let (number, ty) = (text(&version.number), text(&version.ty));
    match (&version.steps, next) {
        (None, Some(next)) => {
            let next = text(next);
            errors.on(
                &version.ty,
                format_args!(
                    "nothing leads from version {number} to version {next}; write `{number} => {ty} => upgrade`"
                ),
            );
        }
        (Some(steps), None) => {
            errors.on(steps, format_args!("version {number} is the last, and leads nowhere; remove this"));
        }
        (Some(Expr::Tuple(steps)), Some(_)) if steps.elems.len() != 2 => {
            errors.on(steps, "in parentheses stand the way up and the way back; write `(upgrade, downgrade)`");
        }
        _ => {}
    }
}

/// From the last version back, the ways must meet.
fn has_ways_back(versions: &[&Version], errors: &mut Errors) {
    let steps = &versions[..versions.len().saturating_sub(1)];
    let mut missing = None;
    for version in steps.iter().rev().filter(|version| version.steps.is_some()) {
        match (version.down(), missing) {
            (Some(down), Some(between)) => {
                let (own, between) = (text(&version.number), text(between));
                errors.on(
                    down,
                    format_args!(
                        "version {own} has a way back and version {between} behind it has none; give it one too"
                    ),
                );
            }
            (None, None) => missing = Some(&version.number),
            _ => {}
        }
    }
}

/// Tokens as they were written, without the spaces that a compiler puts between them.
fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(" :: ", "::").replace(" < ", "<").replace(" >", ">")
}
