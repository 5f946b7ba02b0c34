//! How generated code names a field: its binding, its type's traits, its rules.

use super::bounds::Asks;
use super::rules;
use crate::hygiene::quote;
use crate::schema::{Default, Field, Message, Schema};
use crate::values::{self, Plain};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Type};

impl Field {
    /// The local that holds the field: no name of a user's begins with `__`.
    pub(super) fn binding(&self) -> Ident {
        format_ident!("__field_{}", self.ident.unraw(), span = Span::mixed_site())
    }

    /// The value of a field that is not on the wire.
    pub(super) fn default_value(&self) -> TokenStream {
        let ty = &self.ty;
        match &self.default {
            Default::Expr(expr) => quote!(#expr),
            Default::Trait | Default::None => quote!(<#ty as __Default>::default()),
        }
    }

    /// The literal that the default of a `String` is made of.
    pub(super) fn default_text(&self) -> Option<&Expr> {
        let (Default::Expr(expr), Some(Plain::String)) = (&self.default, Plain::of(&self.ty)) else { return None };
        let literal = values::ungrouped(values::unconverted(expr));
        values::is_text(literal).then_some(literal)
    }
}

impl Message {
    /// The fields on the wire, in order.
    pub(super) fn wire_fields(&self) -> impl DoubleEndedIterator<Item = &Field> + Clone {
        self.fields.iter().filter(|field| !field.skip)
    }

    /// The positions of an array behind the tag: a field, or what is kept of a removed one.
    pub(super) fn slots(&self) -> Vec<Option<&Field>> {
        let mut fields = self.wire_fields();
        let count = fields.clone().count() + self.reserved.len();
        (0..count).map(|position| if self.reserved.contains(&position) { None } else { fields.next() }).collect()
    }

    /// The fields on the wire, each with its position.
    pub(super) fn positions(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.slots().into_iter().enumerate().filter_map(|(position, slot)| Some((position, slot?)))
    }

    /// Where the first field stands in array form.
    pub(super) fn start(&self) -> usize {
        usize::from(self.tag.is_some())
    }

    /// Does a module of the user's write one of the fields? Nobody vouches for what it writes.
    pub(super) fn is_checked(&self) -> bool {
        self.wire_fields().any(|field| field.with.is_some())
    }

    /// How many positions must be on the wire in array form: all up to the last field without a default.
    pub(super) fn required(&self) -> usize {
        self.positions().filter(|(_, field)| !field.is_optional()).map(|(position, _)| position + 1).last().unwrap_or(0)
    }
}

impl Schema {
    /// A field's type through the one trait that stands for all; through its own where the impl's
    /// predicates know no more than that.
    pub(super) fn through(&self, ty: &Type, asks: Asks) -> TokenStream {
        if self.is_known_in_part(ty) {
            return match asks {
                Asks::Encode => quote!(<#ty as __klaw::Encode>),
                Asks::Decode => quote!(<#ty as __klaw::Decode<'__de>>),
                Asks::Validate => quote!(<#ty as __klaw::Validate>),
                Asks::Ser => quote!(<#ty as __serde::Ser>),
                Asks::De => quote!(<#ty as __serde::De<'__de>>),
            };
        }
        // The same text everywhere: what differs in a lifetime would be an error of its own.
        match asks {
            Asks::Ser | Asks::De => quote_spanned!(ty.span()=> <#ty as __Serde<'_>>),
            _ => quote_spanned!(ty.span()=> <#ty as __Field<'_>>),
        }
    }

    /// Do the impl's predicates know one trait of the type, and not all?
    pub(super) fn is_known_in_part(&self, ty: &Type) -> bool {
        self.is_generic(ty) || (self.is_recursive(ty) && !self.generics.params.is_empty())
    }

    /// The bound of a type on what it writes.
    pub(super) fn bound_of(&self, ty: &Type) -> TokenStream {
        let through = self.through(ty, Asks::Encode);
        if self.is_known_in_part(ty) { quote!(#through::BOUND.part()) } else { quote!(#through::BOUND) }
    }

    /// The field as read from the wire, a `Result`.
    pub(super) fn read(&self, field: &Field, prefix: &str) -> TokenStream {
        if let Some(module) = &field.with {
            return rules::hidden(field, quote!(#module::decode(__reader)));
        }
        let through = self.through(&field.ty, Asks::Decode);
        if field.lax {
            let rules = rules::constant_or_none(field, prefix);
            return quote!(#through::decode_lax(__reader, #rules));
        }
        match rules::constant(field, prefix) {
            Some(rules) => quote!(#through::decode_ruled(__reader, #rules)),
            None => quote!(#through::decode(__reader)),
        }
    }

    /// The field as read from the wire into its slot: `false` where `__failed` says why not.
    pub(super) fn fill(&self, field: &Field, slot: &TokenStream, prefix: &str) -> TokenStream {
        if field.with.is_some() {
            let read = self.read(field, prefix);
            return quote!(__private::fill(#slot, #read, __failed));
        }
        let through = self.through(&field.ty, Asks::Decode);
        if field.lax {
            let rules = rules::constant_or_none(field, prefix);
            return quote!(#through::fill_lax(#slot, __reader, #rules, __failed));
        }
        match rules::constant(field, prefix) {
            Some(rules) => quote!(#through::fill_ruled(#slot, __reader, #rules, __failed)),
            None => quote!(#through::fill(#slot, __reader, __failed)),
        }
    }
}

impl Schema {
    /// The check of a field, a `Result`. `value` is a reference to it.
    pub(super) fn validate(&self, field: &Field, value: &TokenStream, prefix: &str) -> TokenStream {
        let through = self.through(&field.ty, Asks::Validate);
        match rules::constant(field, prefix) {
            Some(rules) => quote!(#through::validate_ruled(#value, #rules)),
            None => quote!(#through::validate(#value)),
        }
    }
}

/// Where a field stands, for the path of an error.
pub(super) enum Place {
    Element(usize),
    Entry(String),
}

impl Place {
    /// A `Result` whose error names the place.
    pub(super) fn of(&self, result: &TokenStream) -> TokenStream {
        match self {
            Self::Element(index) => {
                let index = Literal::usize_unsuffixed(*index);
                quote!(__array::in_element(#result, #index))
            }
            Self::Entry(name) => quote!(__map::in_entry(#result, #name)),
        }
    }

    /// What `__failed` becomes at the place: the `Result` of the message.
    pub(super) fn failed(&self) -> TokenStream {
        match self {
            Self::Element(index) => {
                let index = Literal::usize_unsuffixed(*index);
                quote!(__array::failed(__failed, #index))
            }
            Self::Entry(name) => quote!(__map::failed(__failed, #name)),
        }
    }
}
