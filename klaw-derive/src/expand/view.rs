//! Views: the fields of another type that are read, where its const schema says that they stand. And, on a message, what
//! that schema cannot hold for a view of it.

use super::bounds::Asks;
use super::{mark, rules};
use crate::hygiene::quote;
use crate::schema::{Column, Default, Field, Message, Schema, View};
use crate::values;
use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Expr, Generics, Type, WherePredicate, parse_quote};

pub(super) fn expand(schema: &Schema, view: &View) -> TokenStream {
    let parts = [
        constants(schema, view),
        checks(schema, view),
        codec(schema, view),
        mark::frozen_fields(schema, view.columns.iter().map(|column| &column.field)),
    ];
    parts.into_iter().collect()
}

/// What is viewed, and where its fields stand.
fn constants(schema: &Schema, view: &View) -> TokenStream {
    let viewed = schema.erased({
        let ty = &view.viewed;
        quote_spanned!(ty.span()=> <#ty as __view::Viewable>::VIEWED)
    });
    let count = Literal::usize_unsuffixed(view.columns.len());
    let columns = view.columns.iter().map(|Column { field, .. }| {
        let name = &field.name;
        let ty = if field.with.is_some() {
            quote!(__Some(__schema::WireType::Opaque))
        } else if schema.generics.const_params().next().is_some() {
            // Whether a type mentions a constant, its tokens do not tell.
            quote!(__None)
        } else {
            let part = schema.erased(part(&field.ty));
            quote!(__Some(#part::TYPE))
        };
        quote!((#name, #ty))
    });
    quote! {
        const __VIEWED: &__view::Viewed = &#viewed;
        const __COLUMNS: [__view::Column; #count] = __view::columns(__VIEWED, [#(#columns),*]);
    }
}

/// A type through the one trait that stands for all.
fn part(ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as __view::Part<'_>>)
}

/// One assertion for each place of an error.
fn checks(schema: &Schema, view: &View) -> TokenStream {
    let viewable = quote_spanned!(view.viewed.span()=> __view::viewable(__VIEWED));
    let columns = view.columns.iter().enumerate().map(|(slot, column)| {
        let slot = Literal::usize_unsuffixed(slot);
        let name = quote_spanned!(column.name_span=> __view::in_place(__VIEWED, &__COLUMNS, #slot));
        let ty = quote_spanned!(column.field.ty.span()=> __view::of_a_type(__VIEWED, &__COLUMNS, #slot));
        quote! {
            const _: () = #name;
            const _: () = #ty;
        }
    });
    let tag = view.tag.iter().map(|(_, ty)| {
        let tag = schema.erased(quote_spanned! {ty.span()=>
            __view::tagged(__VIEWED, <#ty as __view::TagValue>::IS_INT)
        });
        quote!(const _: () = #tag;)
    });
    quote! {
        const _: () = #viewable;
        #(#columns)*
        #(#tag)*
    }
}

fn codec(schema: &Schema, view: &View) -> TokenStream {
    let header = schema.header(Asks::Decode);
    let (generics, ty, predicates) = header.split();
    let types = view.columns.iter().map(|column| {
        let ty = &column.field.ty;
        quote!(__Option<#ty>,)
    });
    let empty = view.columns.iter().map(|_| quote!(__None,));
    let fills = view.columns.iter().enumerate().map(|(slot, column)| fill(schema, view, slot, &column.field));
    let slots = (0..view.columns.len()).map(Literal::usize_unsuffixed);
    let value = value(schema, view);
    // The slots are a type of their own, which is public: those of the fields may be private.
    let (own_generics, own, own_predicates) = schema.generics.split_for_impl();
    // To tell impls of `Part` apart, the compiler evaluates the constants in what they ask. Where a field stands is a constant
    // made of `Part`s: an impl of `Part` that asked for it would be there only once it is. It asks for the view, which does.
    let mut part = schema.generics.clone();
    if header.generics.where_clause != schema.generics.where_clause {
        part.make_where_clause().predicates.push(parse_quote!(Self: __klaw::view::View<'__de>));
    }
    let part_predicates = part.where_clause;
    quote! {
        #[doc(hidden)]
        #[allow(missing_debug_implementations, unreachable_pub, reason = "generated code")]
        pub struct __Slots #own_generics (#(#types)* __PhantomData<fn() -> #ty>) #own_predicates;

        #[automatically_derived]
        impl #generics __klaw::view::View<'__de> for #ty #predicates {
            type Slots = __Slots #own;
            const EMPTY: Self::Slots = __Slots(#(#empty)* __PhantomData);
            const VIEWED: &'static __view::Viewed = __VIEWED;
            const COLUMNS: &'static [__view::Column] = &__COLUMNS;

            #[inline(always)]
            fn read_field(
                __slots: &mut Self::Slots,
                __slot: __usize,
                __reader: &mut __Reader<'__de>,
                __message: &'static __schema::MessageSchema,
                __failed: &mut __Option<__klaw::Error>,
            ) -> __bool {
                match __slot {
                    #(#fills)*
                    _ => true,
                }
            }

            #[inline(always)]
            fn read_elements<__E: __array::Elements>(
                __slots: &mut Self::Slots,
                __reader: &mut __Reader<'__de>,
                __elements: __E,
                __message: &'static __schema::MessageSchema,
                __failed: &mut __Option<__klaw::Error>,
            ) -> __Result<()> {
                #(__view::element::<Self, __E, #slots>(__slots, __reader, __elements, __message, __failed)?;)*
                __Ok(())
            }

            #[inline(always)]
            fn assemble(
                __slots: &mut Self::Slots,
                __found: &__view::Found,
            ) -> __Result<Self> {
                #value
            }
        }

        #[automatically_derived]
        impl #generics __klaw::Decode<'__de> for #ty #predicates {
            const MIN_SIZE: __usize = __view::min_size(__VIEWED);

            #[inline]
            fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
                __view::decode::<Self>(__reader)
            }
        }

        #[automatically_derived]
        impl #generics __view::Part<'__de> for #ty #part_predicates {
            const TYPE: __schema::WireType = __VIEWED.ty;

            #[inline]
            fn fill(
                __slot: &mut __Option<Self>,
                __reader: &mut __Reader<'__de>,
                _: __Option<&'static __Rules>,
                __failed: &mut __Option<__klaw::Error>,
            ) -> __bool {
                __private::fill(__slot, __view::decode::<Self>(__reader), __failed)
            }
        }
    }
}

/// Reads a field into its slot; the user's own check sees it there.
fn fill(schema: &Schema, view: &View, slot: usize, field: &Field) -> TokenStream {
    let (number, ty) = (Literal::usize_unsuffixed(slot), &field.ty);
    let fill = match &field.with {
        Some(module) => quote!(__private::fill(&mut __slots.#number, #module::decode(__reader), __failed)),
        None => {
            let part = part(ty);
            quote!(#part::fill(&mut __slots.#number, __reader, __view::rules::<Self, #number>(__message), __failed))
        }
    };
    let known = known(schema, view, slot, ty);
    quote!(#number => #fill && #known::accepts(&__slots.#number, __failed),)
}

/// The view of its slots, behind the item's own check if it has one.
fn value(schema: &Schema, view: &View) -> TokenStream {
    let tag = view.tag.iter().map(|(ident, ty)| quote!(#ident: <#ty as __view::TagValue>::found(__found)));
    let fields = view.columns.iter().enumerate().map(|(slot, Column { field, .. })| {
        let (number, ident, name, ty) = (Literal::usize_unsuffixed(slot), &field.ident, &field.name, &field.ty);
        let known = known(schema, view, slot, ty);
        quote!(#ident: #known::value(__slots.#number.take(), __found, #name)?)
    });
    let value = quote!(Self { #(#tag,)* #(#fields,)* });
    match &schema.validate {
        Some(path) => quote!(__private::validated(#value, #path)),
        None => quote!(__Ok(#value)),
    }
}

/// Where a field stands in the viewed type, which knows what stands in for it and how it is checked. Of a field that may
/// be of any type, it knows nothing.
fn place(schema: &Schema, view: &View, slot: usize, ty: &Type) -> TokenStream {
    let viewed = &view.viewed;
    let viewed = if schema.mentions_parameter(ty) { quote!(()) } else { quote!(#viewed) };
    let slot = Literal::usize_unsuffixed(slot);
    quote_spanned!(ty.span()=> __view::At<#viewed, { __COLUMNS[#slot].position }, { __COLUMNS[#slot].kind }>)
}

/// And through which trait.
fn known(schema: &Schema, view: &View, slot: usize, ty: &Type) -> TokenStream {
    let place = place(schema, view, slot, ty);
    quote_spanned!(ty.span()=> <#place as __view::Known<#ty>>)
}

/// What the impls of a view ask of a field that mentions a parameter.
pub(super) fn predicates(schema: &Schema, view: &View, predicates: &mut Vec<WherePredicate>) {
    for (slot, Column { field, .. }) in view.columns.iter().enumerate() {
        let ty = &field.ty;
        if !schema.mentions_parameter(ty) {
            continue;
        }
        if field.with.is_none() {
            predicates.push(parse_quote!(#ty: __view::Part<'__de>));
        }
        let place = place(schema, view, slot, ty);
        predicates.push(parse_quote!(#place: __view::Known<#ty>));
    }
}

/// What a message has for its views: the defaults that were written, and the user's own checks, by position.
pub(super) fn own(schema: &Schema, message: &Message) -> TokenStream {
    let mut generics = schema.generics.clone();
    if let Some(bound) = &schema.bound {
        generics.make_where_clause().predicates.extend(bound.iter().cloned());
    }
    let (impl_generics, ty, predicates) = generics.split_for_impl();
    let ident = &schema.ident;
    let mut tokens = TokenStream::new();
    for (position, field) in message.positions() {
        let position = Literal::usize_unsuffixed(position);
        if let Default::Expr(expr) = &field.default {
            tokens.extend(defaulted(schema, &generics, field, expr, &position));
        }
        if rules::has_checks(&field.rules) {
            let of = &field.ty;
            let checks = rules::checks(field, of, &quote!(__value), |check| check);
            tokens.extend(quote! {
                #[automatically_derived]
                impl #impl_generics __view::Checked<#position, #of> for #ident #ty #predicates {
                    fn check(__value: &#of) -> __Result<()> {
                        #checks
                        __Ok(())
                    }
                }
            });
        }
    }
    tokens
}

/// A default that was written. A string literal makes any string: a view may borrow where the message owns.
fn defaulted(schema: &Schema, generics: &Generics, field: &Field, expr: &Expr, position: &Literal) -> TokenStream {
    let literal = values::ungrouped(values::unconverted(expr));
    let is_text = values::is_text(literal);
    let is_string = matches!(values::Plain::of(&field.ty), Some(values::Plain::Str | values::Plain::String));
    let mut impl_generics = generics.clone();
    let (ty, value) = if is_text && is_string {
        impl_generics.params.push(parse_quote!(__F: __view::Literal));
        (quote!(__F), quote!(__view::Literal::literal(#literal)))
    } else {
        let ty = &field.ty;
        (quote!(#ty), quote!(#expr))
    };
    let (ident, (impl_generics, _, _)) = (&schema.ident, impl_generics.split_for_impl());
    let (_, item, predicates) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __view::Defaulted<#position, #ty> for #ident #item #predicates {
            fn __default() -> #ty {
                #value
            }
        }
    }
}
