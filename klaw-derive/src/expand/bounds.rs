//! Generics of the impls: the lifetime of the input, and predicates on types that mention a parameter.

use super::{union, view};
use crate::hygiene::quote;
use crate::schema::{Body, Default, Field, Message, Schema, Shape};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{GenericParam, Generics, Ident, Type, WherePredicate, parse_quote};

/// What an impl asks of a type that mentions a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Encode,
    Decode,
    Validate,
    /// serde's `Serialize`.
    Ser,
    /// serde's `Deserialize`.
    De,
}

impl Asks {
    fn of(self, ty: &Type) -> WherePredicate {
        match self {
            Self::Encode => parse_quote!(#ty: __klaw::Encode),
            Self::Decode => parse_quote!(#ty: __klaw::Decode<'__de>),
            Self::Validate => parse_quote!(#ty: __klaw::Validate),
            Self::Ser => parse_quote!(#ty: __serde::Ser),
            Self::De => parse_quote!(#ty: __serde::De<'__de> + __klaw::Decode<'__de> + __klaw::Validate),
        }
    }

    fn writes(self) -> bool {
        matches!(self, Self::Encode | Self::Ser)
    }

    fn reads(self) -> bool {
        matches!(self, Self::Decode | Self::De)
    }
}

/// The three parts of an impl's header.
pub(super) struct Header {
    pub(super) generics: Generics,
    pub(super) ty: TokenStream,
}

impl Header {
    pub(super) fn split(&self) -> (syn::ImplGenerics<'_>, &TokenStream, Option<&syn::WhereClause>) {
        let (generics, _, predicates) = self.generics.split_for_impl();
        (generics, &self.ty, predicates)
    }
}

impl Schema {
    /// The header of an impl that asks `asks` of the types on the wire.
    pub(super) fn header(&self, asks: Asks) -> Header {
        let mut generics = self.generics.clone();
        let ident = &self.ident;
        let (_, ty, _) = self.generics.split_for_impl();
        let ty = quote!(#ident #ty);
        if let Some(bound) = &self.bound {
            generics.make_where_clause().predicates.extend(bound.iter().cloned());
        }
        // What a user writes is about the wire's traits; those of serde have no names of theirs.
        if self.bound.is_none() || matches!(asks, Asks::Ser | Asks::De) {
            let mut predicates = Vec::new();
            self.predicates(asks, &mut predicates);
            if asks == Asks::De || (asks == Asks::Ser && union::is_told_apart_late(self)) {
                // What serde reads is also `Encode`, which says what stands on the wire, and what tells members apart.
                self.predicates(Asks::Encode, &mut predicates);
            }
            let mut seen = Vec::new();
            predicates.retain(|predicate| {
                let is_new = !seen.contains(predicate);
                seen.push(predicate.clone());
                is_new
            });
            if !predicates.is_empty() {
                generics.make_where_clause().predicates.extend(predicates);
            }
        }
        if asks.reads() {
            let borrowed: Vec<_> = self.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
            let input: GenericParam =
                if borrowed.is_empty() { parse_quote!('__de) } else { parse_quote!('__de: #(#borrowed)+*) };
            generics.params.insert(0, input);
        }
        Header { generics, ty }
    }

    fn predicates(&self, asks: Asks, predicates: &mut Vec<WherePredicate>) {
        match &self.shape {
            Shape::Message(message) => self.message_predicates(message, asks, predicates),
            Shape::Newtype(newtype) => {
                self.field_predicates(&newtype.field, asks, predicates);
                // Under rules of its place, a newtype is checked once it has been read.
                if asks == Asks::Decode {
                    self.field_predicates(&newtype.field, Asks::Validate, predicates);
                }
            }
            Shape::Union(union) => {
                for member in &union.members {
                    match &member.body {
                        Body::Struct(message) => self.message_predicates(message, asks, predicates),
                        // A member's description is part of the union's.
                        Body::Newtype(ty) if asks == Asks::Encode && self.is_generic(ty) => {
                            predicates.push(parse_quote!(#ty: __klaw::WireMessage));
                        }
                        Body::Newtype(ty) => {
                            predicates.extend(self.subjects(ty).iter().map(|subject| asks.of(subject)));
                            if asks.reads() && self.is_generic(ty) {
                                if union.form.array_like {
                                    predicates.push(parse_quote!(#ty: __array::Positional<'__de, Output = #ty>));
                                }
                                if !union.form.array_like || union.form.accept_map {
                                    predicates.push(parse_quote!(#ty: __map::Keyed<'__de, Output = #ty>));
                                }
                                if asks == Asks::De {
                                    predicates.push(parse_quote!(#ty: __serde::Message<'__de, Output = #ty>));
                                }
                            }
                        }
                    }
                }
            }
            Shape::View(view) => view::predicates(self, view, predicates),
            Shape::Enumeration(_) | Shape::Fault(_) => {}
        }
    }

    fn message_predicates(&self, message: &Message, asks: Asks, predicates: &mut Vec<WherePredicate>) {
        for field in &message.fields {
            self.field_predicates(field, asks, predicates);
            let ty = &field.ty;
            let omits = message.omit_defaults || message.omit_trailing_defaults;
            if asks.writes() && omits && field.is_optional() {
                for subject in self.subjects(ty) {
                    predicates.push(parse_quote!(#subject: __PartialEq));
                }
                if self.is_generic(ty) && matches!(field.default, Default::Trait) {
                    predicates.push(parse_quote!(#ty: __Default));
                }
            }
        }
    }

    fn field_predicates(&self, field: &Field, asks: Asks, predicates: &mut Vec<WherePredicate>) {
        let ty = &field.ty;
        if !field.skip && field.with.is_none() {
            predicates.extend(self.subjects(ty).iter().map(|subject| asks.of(subject)));
        }
        if asks.reads() && self.is_generic(ty) && matches!(field.default, Default::Trait) {
            predicates.push(parse_quote!(#ty: __Default));
        }
    }

    /// What a predicate for a field's type is about: the type where it mentions a parameter. Where it leads
    /// back to the item, or might, such a predicate would have no end, and the parameters stand for it.
    fn subjects(&self, ty: &Type) -> Vec<Type> {
        let mentions = self.mentions(ty);
        if mentions.parameters.is_empty() {
            Vec::new()
        } else if mentions.itself || self.may_recur(ty) {
            mentions.parameters.iter().map(|parameter| parse_quote!(#parameter)).collect()
        } else {
            vec![ty.clone()]
        }
    }

    /// What a mark is asked of for a field's type: the type, unless it might lead back to the item.
    pub(super) fn marked(&self, ty: &Type) -> Vec<Type> {
        if self.may_recur(ty) { self.subjects(ty) } else { vec![ty.clone()] }
    }

    /// Does the type mention a type parameter, and not the item itself?
    pub(super) fn is_generic(&self, ty: &Type) -> bool {
        let mentions = self.mentions(ty);
        !mentions.parameters.is_empty() && !mentions.itself
    }

    /// Does the type mention a type parameter?
    pub(super) fn mentions_parameter(&self, ty: &Type) -> bool {
        !self.mentions(ty).parameters.is_empty()
    }

    /// Does the type mention the item itself?
    pub(super) fn is_recursive(&self, ty: &Type) -> bool {
        self.mentions(ty).itself
    }

    /// May another item, which the type names, hold this one? No derive sees beyond its item, but a type
    /// holds itself only through something that allocates: what is held by value leads to no cycle.
    fn may_recur(&self, ty: &Type) -> bool {
        let held = held(ty);
        let Type::Path(path) = held else { return false };
        path.path.segments.last().is_some_and(|holder| {
            arguments(holder).any(|ty| {
                let mut names = Names { schema: self, found: false };
                names.visit_type(ty);
                names.found
            })
        })
    }

    fn mentions(&self, ty: &Type) -> Mentions<'_> {
        let mut mentions = Mentions { schema: self, parameters: Vec::new(), itself: false };
        mentions.visit_type(ty);
        mentions
    }
}

struct Mentions<'a> {
    schema: &'a Schema,
    parameters: Vec<Ident>,
    itself: bool,
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_ident(&mut self, ident: &'ast Ident) {
        if self.schema.generics.type_params().any(|param| param.ident == *ident) && !self.parameters.contains(ident) {
            self.parameters.push(ident.clone());
        }
        self.itself |= *ident == self.schema.ident || ident == "Self";
        visit::visit_ident(self, ident);
    }
}

/// Does a type name a generic item of somebody's, with a parameter of ours?
struct Names<'a> {
    schema: &'a Schema,
    found: bool,
}

/// The standard library's generic types that a field may have: each holds what it is given, and no more.
const HOLDERS: [&str; 12] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "Cow",
    "HashMap",
    "HashSet",
    "Option",
    "Rc",
    "Vec",
    "VecDeque",
];

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        self.found |= !HOLDERS.iter().any(|holder| segment.ident == holder)
            && arguments(segment).any(|ty| self.schema.mentions_parameter(ty));
        visit::visit_path_segment(self, segment);
    }
}

/// What a type holds by value, through `Option`.
fn held(mut ty: &Type) -> &Type {
    while let Type::Path(path) = ty
        && let Some(option) = path.path.segments.last().filter(|segment| segment.ident == "Option")
        && let Some(inner) = arguments(option).next()
    {
        ty = inner;
    }
    ty
}

/// The types among a path segment's arguments.
fn arguments(segment: &syn::PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// A type with the lifetimes and parameters of the item, for functions inside of an impl's method.
pub(super) fn function_generics(schema: &Schema) -> (impl ToTokens, impl ToTokens, Option<&syn::WhereClause>) {
    schema.generics.split_for_impl()
}
