//! `#[constrain(..)]` as constants that the runtime's checks read.

use crate::hygiene::quote;
use crate::schema::{Field, Pattern, Program, Rules};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, ExprUnary, Lit, Type, UnOp};

/// The constants that hold the rules of the fields; `prefix` keeps variants apart.
pub(super) fn constants(fields: &[Field], prefix: &str) -> TokenStream {
    let mut tokens = TokenStream::new();
    for field in fields {
        if let Some(name) = constant(field, prefix) {
            constants_of(&field.rules, &name, &mut tokens);
        }
    }
    tokens
}

/// The name of the constant that holds a field's rules, if it has any that the runtime checks.
pub(super) fn constant(field: &Field, prefix: &str) -> Option<Ident> {
    if !field.rules.are_any() {
        return None;
    }
    let ident = field.ident.unraw().to_string();
    // Names as they were written, since `id` and `ID` may stand side by side. A newtype has one field, and no name for it.
    let parts = ["__RULES", prefix, &ident].into_iter().filter(|part| !part.is_empty() && *part != "_0");
    Some(Ident::new(&parts.collect::<Vec<_>>().join("_"), Span::call_site()))
}

/// The constant, or no rules.
pub(super) fn constant_or_none(field: &Field, prefix: &str) -> TokenStream {
    match constant(field, prefix) {
        Some(name) => quote!(#name),
        None => quote!(&__Rules::NONE),
    }
}

/// Does a function of the user's check the value, or what is inside?
pub(super) fn has_checks(rules: &Rules) -> bool {
    let inner = [&rules.items, &rules.keys, &rules.values];
    rules.with.is_some() || inner.into_iter().flatten().any(|rules| has_checks(rules))
}

fn constants_of(rules: &Rules, name: &Ident, tokens: &mut TokenStream) {
    let mut parts = Vec::new();
    for (key, bound) in [
        ("ge", &rules.ge),
        ("gt", &rules.gt),
        ("le", &rules.le),
        ("lt", &rules.lt),
        ("multiple_of", &rules.multiple_of),
    ] {
        if let Some(bound) = bound {
            let key = Ident::new(key, Span::call_site());
            let (int, float) = both(bound);
            parts.push(quote!(#key(#int, #float)));
        }
    }
    for (key, length) in [("min_length", &rules.min_length), ("max_length", &rules.max_length)] {
        if let Some(length) = length {
            let key = Ident::new(key, Span::call_site());
            parts.push(quote!(#key(#length)));
        }
    }
    if let Some(pattern) = &rules.pattern {
        let constant = format_ident!("{}_PATTERN", name);
        pattern_constant(pattern, &constant, tokens);
        parts.push(quote!(pattern(#constant)));
    }
    for (key, inner) in [("items", &rules.items), ("keys", &rules.keys), ("values", &rules.values)] {
        if let Some(inner) = inner
            && inner.are_any()
        {
            let key = Ident::new(key, Span::call_site());
            let constant = format_ident!("{}_{}", name, key.to_string().to_uppercase());
            constants_of(inner, &constant, tokens);
            parts.push(quote!(#key(#constant)));
        }
    }
    tokens.extend(quote! {
        const #name: &__Rules = &__Rules::NONE #(.#parts)*;
    });
}

fn pattern_constant(pattern: &Pattern, name: &Ident, tokens: &mut TokenStream) {
    let source = &pattern.source;
    let value = match &pattern.program {
        Program::Classes { first, rest, empty } => {
            let first = ranges(first);
            let rest = ranges(rest);
            quote!(__Pattern::classes(#source, #first, #rest, #empty))
        }
        Program::Table(table) => {
            let classes = table.classes.iter().map(|&(from, to, class)| {
                let (from, to) = (Literal::byte_character(from), Literal::byte_character(to));
                let class = Literal::u8_unsuffixed(class);
                quote!((#from, #to, #class))
            });
            let next = table.next.iter().map(|next| Literal::u16_unsuffixed(*next));
            let (start, width) = (Literal::u16_unsuffixed(table.start), Literal::u16_unsuffixed(table.width));
            quote!(__Pattern::table(#source, &[#(#classes),*], &[#(#next),*], #start, #width))
        }
        Program::Regex => {
            let search = format_ident!("{}_search", name);
            tokens.extend(quote! {
                fn #search(__text: &__str) -> __bool {
                    static __REGEX: __Regex = __Regex::new(#source);
                    __REGEX.is_match(__text)
                }
            });
            quote!(__Pattern::search(#source, #search))
        }
    };
    tokens.extend(quote! {
        const #name: &__Pattern = &#value;
    });
}

fn ranges(ranges: &[(u8, u8)]) -> TokenStream {
    let ranges = ranges.iter().map(|&(first, last)| {
        let (first, last) = (Literal::byte_character(first), Literal::byte_character(last));
        quote!((#first, #last))
    });
    quote!(&[#(#ranges),*])
}

/// A bound for integers and for floats: which of the two the field is, its type alone knows.
fn both(bound: &Expr) -> (TokenStream, TokenStream) {
    let (negative, literal) = match bound {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => (true, &**expr),
        _ => (false, bound),
    };
    let sign = negative.then(|| quote!(-));
    match literal {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) if int.suffix().is_empty() => {
            let digits = int.base10_digits();
            let int = integer(digits);
            match format!("{digits}.0").parse::<f64>() {
                Ok(float) => {
                    let float = Literal::f64_unsuffixed(float);
                    (quote!(#sign #int), quote!(#sign #float))
                }
                Err(_) => (quote!(#sign #int), quote!(#bound as __f64)),
            }
        }
        Expr::Lit(ExprLit { lit: Lit::Float(float), .. }) if float.suffix().is_empty() => {
            let int = integer_of(float.base10_digits());
            (quote!(#sign #int), quote!(#sign #float))
        }
        _ => {
            let bound = operand(bound);
            (quote!(#bound as __i128), quote!(#bound as __f64))
        }
    }
}

fn integer(digits: &str) -> TokenStream {
    match digits.parse::<i128>() {
        Ok(value) => {
            let literal = Literal::i128_unsuffixed(value);
            quote!(#literal)
        }
        Err(_) => quote!(__i128::MAX),
    }
}

/// What the float is as an integer, as `as` has it: for fields that turn out to be integers.
fn integer_of(digits: &str) -> TokenStream {
    let literal = Literal::i128_unsuffixed(digits.parse::<f64>().unwrap_or_default() as i128);
    quote!(#literal)
}

/// An expression in front of `as`, or behind `&`.
pub(super) fn operand(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Path(_) | Expr::Lit(_) | Expr::Call(_) | Expr::MethodCall(_) | Expr::Field(_) | Expr::Paren(_) => {
            quote!(#expr)
        }
        Expr::Array(_) | Expr::Repeat(_) | Expr::Macro(_) | Expr::Struct(_) | Expr::Tuple(_) => quote!(#expr),
        _ => quote!((#expr)),
    }
}

/// The user's own checks of a field, as statements. `value` is a reference to the field, of type `ty`, and `placed` names the
/// place of an error. What is said of a secret is not heard.
pub(super) fn checks(
    field: &Field,
    ty: &Type,
    value: &TokenStream,
    placed: impl Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let rules = &field.rules;
    let mut tokens = TokenStream::new();
    let mut push = |call: TokenStream| {
        let call = placed(hidden(field, call));
        tokens.extend(quote!(#call?;));
    };
    if let Some(path) = &rules.with {
        if is_option(ty) {
            push(quote!(__private::check_some(#value, #path)));
        } else {
            push(quote!(__private::check(#value, #path)));
        }
    }
    for (key, inner) in [("items", &rules.items), ("keys", &rules.keys), ("values", &rules.values)] {
        if let Some(path) = inner.as_ref().and_then(|inner| inner.with.as_ref()) {
            let check = format_ident!("check_{}", key);
            push(quote!(__private::#check(#value, #path)));
        }
    }
    tokens
}

/// What reads or checks a field, if it is a secret without showing it in the error.
pub(super) fn hidden(field: &Field, read: TokenStream) -> TokenStream {
    if field.secret { quote!(__private::hidden(#read)) } else { read }
}

fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Option"),
        // What a user's macro passes on as one `$ty:ty`.
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        _ => false,
    }
}
