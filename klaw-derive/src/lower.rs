//! Attributes to schema: the shape of the item, and what one attribute alone can tell.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Expr, Fields, LitInt, LitStr, Type};

use crate::attrs::{self, Body, Constrain, Given, Item, Keys, Variant};
use crate::case::Case;
use crate::errors::Errors;
use crate::schema::{
    self, Column, Default, Details, Enumeration, EnumerationValues, Fault, Form, Kind, Member, Message, Newtype, Other,
    OtherBody, Pattern, Rules, Schema, Shape, Tag, TagValue, Union, View,
};
use crate::values::{self, DefaultKey, TagKey};
use crate::{paths, pattern};

/// What the item is on the wire; `None` where it has no shape, and `errors` says why.
pub(crate) fn lower(item: &Item<'_>, errors: &mut Errors) -> Option<Schema> {
    let wire = &item.keys.wire;
    let ident = &item.input.ident;
    let shape = match &item.body {
        _ if wire.view_of.is_some() => view(item, errors).map(Shape::View),
        Body::Struct(fields) => structure(item, fields, errors),
        Body::Enum(variants) => enumeration_or_union(item, variants, errors),
        Body::Union => {
            errors.on(ident, "a `union` has no wire form; write a struct or an enum");
            None
        }
    }?;
    Some(Schema {
        ident: ident.clone(),
        name: bare(ident),
        doc: attrs::doc(&item.input.attrs),
        generics: item.input.generics.clone(),
        runtime: paths::runtime(wire.runtime.as_ref()),
        bound: wire.bound.clone(),
        validate: wire.validate.clone(),
        frozen: wire.frozen,
        json: wire.json,
        serde: wire.serde,
        shape,
    })
}

fn structure(item: &Item<'_>, fields: &[attrs::Field<'_>], errors: &mut Errors) -> Option<Shape> {
    let ident = &item.input.ident;
    let syntax = match &item.input.data {
        syn::Data::Struct(data) => &data.fields,
        _ => return None,
    };
    match (syntax, fields) {
        (Fields::Named(_), _) => Some(Shape::Message(message(item, fields, errors))),
        (Fields::Unnamed(_), [field]) if item.keys.wire.transparent => {
            Some(Shape::Newtype(newtype(item, field, errors)))
        }
        (Fields::Unnamed(_), [_]) => {
            // Perhaps the broken key is the one that is missing.
            if !item.keys.broken {
                errors.on(
                    ident,
                    format!(
                        "`{}` does not say how it lies on the wire; add `#[wire(transparent)]`, or name its field",
                        bare(ident)
                    ),
                );
            }
            None
        }
        (Fields::Unnamed(_), several) => {
            let n = several.len();
            match item.keys.given.span_of("transparent") {
                Some(span) => {
                    errors
                        .at(span, format!("`transparent` is for one field, and here are {n}; name the fields instead"));
                }
                None => errors.on(ident, "a tuple struct has no wire form; name its fields"),
            }
            None
        }
        (Fields::Unit, _) => {
            errors.on(ident, format!("a unit struct has no wire form; write `struct {ident} {{}}`"));
            None
        }
    }
}

// Messages.

fn message(item: &Item<'_>, fields: &[attrs::Field<'_>], errors: &mut Errors) -> Message {
    let wire = &item.keys.wire;
    if let Some(span) = item.keys.given.span_of("transparent") {
        errors.at(span, "`transparent` is for a tuple struct with one field; remove it, or write `struct Name(Type);`");
    }
    refuse_constrain(&item.keys, errors);
    let case = case(wire.rename_all.as_ref(), errors);
    Message {
        form: form(item, errors),
        tag: wire.tag.as_ref().map(|key| tag(key, &item.input.ident)),
        forbid_unknown_fields: wire.forbid_unknown_fields,
        omit_defaults: wire.omit_defaults,
        omit_trailing_defaults: wire.omit_trailing_defaults,
        fields: self::fields(fields, case, wire.lax, errors),
        reserved: positions(&wire.reserved),
    }
}

/// A number that no array has is as far behind the last field as the greatest; `check` says so.
fn positions(literals: &[LitInt]) -> Vec<usize> {
    literals.iter().map(|literal| literal.base10_parse().unwrap_or(usize::MAX)).collect()
}

fn form(item: &Item<'_>, errors: &mut Errors) -> Form {
    let wire = &item.keys.wire;
    Form {
        array_like: wire.array_like,
        accept_map: wire.accept_map,
        tag_field: wire.tag_field.as_ref().map_or_else(|| "type".to_owned(), |text| wire_name(text, errors)),
    }
}

/// A bare `tag` takes the name of what it stands on.
fn tag(key: &TagKey, ident: &Ident) -> Tag {
    Tag { value: key.value.clone().unwrap_or_else(|| TagValue::Str(bare(ident))), span: key.span }
}

fn fields(fields: &[attrs::Field<'_>], case: Option<Case>, lax: bool, errors: &mut Errors) -> Vec<schema::Field> {
    for span in fields.iter().filter_map(|field| field.keys.given.span_of("tag")) {
        errors.at(span, "`tag` on a field takes the tag in a view, and this is none; write `tag` on the item");
    }
    let named = fields.iter().filter_map(|field| Some((field, field.syntax.ident.clone()?)));
    named.map(|(field, ident)| self::field(field, ident, case, lax, errors)).collect()
}

/// `lax` where the item is.
fn field(field: &attrs::Field<'_>, ident: Ident, case: Option<Case>, lax: bool, errors: &mut Errors) -> schema::Field {
    let wire = &field.keys.wire;
    let ty = &field.syntax.ty;
    let name = match (&wire.rename, case) {
        (Some(text), _) => wire_name(text, errors),
        (None, Some(case)) => case.field(&bare(&ident)),
        (None, None) => bare(&ident),
    };
    let default = match &wire.default {
        Some(DefaultKey::Expr(expr)) => Default::Expr(converted(expr, ty)),
        Some(DefaultKey::Bare) => Default::Trait,
        // A field that never arrives needs a value all the same.
        None if wire.skip => Default::Trait,
        None => Default::None,
    };
    schema::Field {
        ident,
        ty: ty.clone(),
        name,
        doc: attrs::doc(&field.syntax.attrs),
        aliases: wire.alias.iter().flatten().map(|text| wire_name(text, errors)).collect(),
        default,
        skip: wire.skip,
        with: wire.with.clone(),
        frozen: wire.frozen,
        since: wire.since.as_ref().map(|since| since.version),
        // A module of the user's reads by rules of its own.
        lax: (lax || wire.lax) && wire.with.is_none(),
        lax_key: field.keys.given.span_of("lax"),
        secret: wire.secret,
        rules: field.keys.constrain.as_ref().map(|(_, constrain)| rules(constrain, errors)).unwrap_or_default(),
    }
}

/// The one conversion of a default: a string literal on `String` or `Cow<str>`.
fn converted(expr: &Expr, ty: &Type) -> Expr {
    if values::is_text(values::ungrouped(expr))
        && last_segment(ty).is_some_and(|name| name == "String" || name == "Cow")
    {
        values::converted(expr)
    } else {
        expr.clone()
    }
}

// Views.

fn view(item: &Item<'_>, errors: &mut Errors) -> Option<View> {
    let keys = &item.keys;
    let viewed = keys.wire.view_of.as_ref()?;
    let (syn::Data::Struct(syn::DataStruct { fields: Fields::Named(_), .. }), Body::Struct(fields)) =
        (&item.input.data, &item.body)
    else {
        errors.at(
            keys.given.span_of("view_of").unwrap_or_else(Span::call_site),
            "`view_of` goes on a struct with named fields, each of which is one of the viewed type's; write one",
        );
        return None;
    };
    for (key, span) in keys.given.iter() {
        match key {
            "view_of" | "rename_all" | "frozen" | "validate" | "bound" | "crate" => {}
            "transparent" => errors.at(span, "`transparent` has no meaning on a view; remove it"),
            "json" | "serde" => errors.at(span, format!("a view reads MessagePack alone; remove `{key}`")),
            _ => errors.at(span, format!("a view has `{key}` from the type that it views; remove it")),
        }
    }
    refuse_constrain(keys, errors);
    let case = case(keys.wire.rename_all.as_ref(), errors);
    let mut tag = None;
    let mut columns = Vec::new();
    for field in fields {
        let Some(ident) = field.syntax.ident.clone() else { continue };
        if let Some((span, _)) = field.keys.constrain {
            errors.at(span, "the constraints of the viewed field hold in its view; remove `#[constrain(..)]`");
        }
        if field.keys.wire.tag {
            refuse_others(&field.keys.given, &["tag"], "the field that takes the tag", errors);
            if let Some((first, _)) = &tag {
                errors.on(&ident, format!("`{first}` takes the tag already; keep one"));
            } else {
                tag = Some((ident, field.syntax.ty.clone()));
            }
        } else {
            columns.push(column(field, ident, case, errors));
        }
    }
    Some(View { viewed: viewed.clone(), tag, columns })
}

fn column(field: &attrs::Field<'_>, ident: Ident, case: Option<Case>, errors: &mut Errors) -> Column {
    for (key, span) in field.keys.given.iter() {
        match key {
            "rename" | "with" | "frozen" => {}
            "skip" => errors.at(span, "a view has what is on the wire, and no more; remove the field"),
            _ => errors.at(span, format!("a view has `{key}` from the field that it views; remove it")),
        }
    }
    let name_span = field.keys.wire.rename.as_ref().map_or_else(|| ident.span(), LitStr::span);
    Column { field: self::field(field, ident, case, false, errors), name_span }
}

// Newtypes.

fn newtype(item: &Item<'_>, field: &attrs::Field<'_>, errors: &mut Errors) -> Newtype {
    let takes = ["transparent", "lax", "frozen", "json", "serde", "validate", "bound", "crate"];
    refuse_others(&item.keys.given, &takes, "a newtype", errors);
    refuse_others(&field.keys.given, &["with", "frozen", "secret"], "the field of a newtype", errors);
    let mut lowered = self::field(field, format_ident!("_0"), None, item.keys.wire.lax, errors);
    lowered.name = "0".to_owned();
    // The type that holds a newtype knows its field alone.
    lowered.doc = attrs::doc(&item.input.attrs);
    lowered.lax_key = item.keys.given.span_of("lax");
    if let Some((span, constrain)) = &item.keys.constrain {
        if field.keys.constrain.is_some() {
            errors.at(*span, "the field is constrained already; write `#[constrain(..)]` once");
        } else {
            lowered.rules = rules(constrain, errors);
        }
    }
    Newtype { field: lowered }
}

// Enums.

/// Unit variants make an enumeration, variants that hold something a union; `other` may stand in both.
fn enumeration_or_union(item: &Item<'_>, variants: &[Variant<'_>], errors: &mut Errors) -> Option<Shape> {
    refuse_constrain(&item.keys, errors);
    for variant in variants {
        refuse_constrain(&variant.keys, errors);
    }
    if variants.iter().any(|variant| variant.keys.wire.code.is_some()) {
        return Some(Shape::Fault(fault(item, variants, errors)));
    }
    let is_unit = |variant: &&Variant<'_>| matches!(variant.syntax.fields, Fields::Unit);
    let (units, holders) = (
        variants.iter().filter(is_unit).count(),
        variants.iter().filter(|variant| !is_unit(variant) && !variant.keys.wire.other).count(),
    );
    if units == 0 && holders == 0 {
        let ident = &item.input.ident;
        errors.on(ident, format!("`{}` has no variants that the wire could carry; add one", bare(ident)));
        return None;
    }
    // Where the two are mixed, the fewer are the mistake.
    if units > holders {
        enumeration(item, variants, errors).map(Shape::Enumeration)
    } else {
        Some(Shape::Union(union(item, variants, errors)))
    }
}

/// Errors with a code each. The variants may be of every kind, and share no form: the details of each stand alone.
fn fault(item: &Item<'_>, variants: &[Variant<'_>], errors: &mut Errors) -> Fault {
    refuse_others(&item.keys.given, &["frozen", "crate"], "an enum of errors", errors);
    if let Some(param) = item.input.generics.params.first() {
        errors.on(
            param,
            "an error outlives the frame that it came in, so it owns what it holds; remove the parameter, and write owned types",
        );
    }
    let mut kinds = Vec::new();
    let mut other = None;
    for variant in variants {
        let ident = &variant.syntax.ident;
        if variant.keys.wire.other {
            refuse_others(&variant.keys.given, &["other"], "the variant that keeps what is not known", errors);
            if matches!((&variant.syntax.fields, variant.fields.len()), (Fields::Unnamed(_), 1)) {
                other.get_or_insert(ident.clone());
            } else {
                errors.on(
                    ident,
                    format!("`other` keeps the error whose code is not known; write `{ident}(WireError<'static>)`"),
                );
            }
        } else if let Some(code) = code(variant, errors)
            && let Some(details) = details(variant, errors)
        {
            kinds.push(Kind { ident: ident.clone(), code, details });
        }
    }
    Fault { kinds, other }
}

fn code(variant: &Variant<'_>, errors: &mut Errors) -> Option<String> {
    refuse_others(&variant.keys.given, &["code"], "an error with a code", errors);
    let ident = &variant.syntax.ident;
    match &variant.keys.wire.code {
        Some(code) if code.value().is_empty() => errors.on(code, "an empty code names nothing; write one"),
        Some(code) => return Some(wire_name(code, errors)),
        None if variant.keys.broken => {}
        None => {
            errors.on(ident, format!("`{ident}` has no code and other variants have; write `#[wire(code = \"..\")]`"))
        }
    }
    None
}

fn details(variant: &Variant<'_>, errors: &mut Errors) -> Option<Details> {
    match (&variant.syntax.fields, variant.fields.as_slice()) {
        (Fields::Unit, _) => Some(Details::None),
        (Fields::Named(_), fields) => Some(Details::Fields(fields.iter().map(|field| field.syntax.clone()).collect())),
        (Fields::Unnamed(_), [field]) => {
            refuse_attributes(field, errors);
            Some(Details::Type(field.syntax.ty.clone()))
        }
        (Fields::Unnamed(_), _) => {
            let ident = &variant.syntax.ident;
            errors.on(ident, format!("the details of an error are one message; name the fields of `{ident}`"));
            None
        }
    }
}

fn enumeration(item: &Item<'_>, variants: &[Variant<'_>], errors: &mut Errors) -> Option<Enumeration> {
    let takes = ["rename_all", "lax", "frozen", "json", "serde", "validate", "bound", "crate"];
    if let Some(span) = item.keys.given.span_of("lax") {
        errors.at(span, "an enumeration is as lax as the field that holds it; put `lax` there");
    }
    refuse_others(&item.keys.given, &takes, "an enumeration", errors);
    let case = case(item.keys.wire.rename_all.as_ref(), errors);

    let mut units = Vec::new();
    let mut other = None;
    for variant in variants {
        let takes = if variant.keys.wire.other { ["other"] } else { ["rename"] };
        refuse_others(&variant.keys.given, &takes, "a value of an enumeration", errors);
        let ident = &variant.syntax.ident;
        match (variant.keys.wire.other, variant.fields.as_slice()) {
            (false, []) if matches!(variant.syntax.fields, Fields::Unit) => units.push(variant),
            (false, _) => {
                if !variant.keys.broken {
                    errors.on(
                        ident,
                        format!("`{ident}` holds something and the other variants are plain values; mark it `#[wire(other)]`, or remove what it holds"),
                    );
                }
            }
            (true, [field]) if field.syntax.ident.is_none() => {
                refuse_attributes(field, errors);
                other.get_or_insert((variant.syntax.ident.clone(), field.syntax.ty.clone()));
            }
            (true, _) => {
                errors.on(ident, format!("`other` keeps the value that is not known; write `{ident}(Type)`"));
            }
        }
    }
    Some(Enumeration { values: values(item, &units, case, errors)?, repr: attrs::repr(&item.input.attrs), other })
}

/// The values are the discriminants if every variant has one, the names if none has.
fn values(
    item: &Item<'_>,
    units: &[&Variant<'_>],
    case: Option<Case>,
    errors: &mut Errors,
) -> Option<EnumerationValues> {
    let mut ints = Vec::new();
    let mut without = Vec::new();
    for variant in units {
        match &variant.syntax.discriminant {
            Some((_, expr)) => ints.push((*variant, expr)),
            None => without.push(*variant),
        }
    }
    if ints.is_empty() {
        let strs = without.into_iter().map(|variant| (variant.syntax.ident.clone(), value_name(variant, case, errors)));
        return Some(EnumerationValues::Strs(strs.collect()));
    }
    if !without.is_empty() {
        for variant in without {
            let ident = &variant.syntax.ident;
            errors.on(
                ident,
                format!("`{}` has no discriminant and other values have; write `{ident} = ..`", bare(ident)),
            );
        }
        return None;
    }
    let names = ints.iter().filter_map(|(variant, _)| variant.keys.given.span_of("rename"));
    for span in names {
        errors.at(span, "`rename` names a string, and the values are the discriminants; remove it");
    }
    if let Some(span) = item.keys.given.span_of("rename_all") {
        errors.at(span, "`rename_all` names strings, and the values are the discriminants; remove it");
    }
    for (_, expr) in &ints {
        if values::integer(expr).is_some_and(|value| i64::try_from(value).is_err()) {
            errors.on(
                expr,
                "the discriminant is outside i64, the widest integer of an enumeration; choose a smaller one",
            );
        }
    }
    let ints = ints.into_iter().map(|(variant, expr)| (variant.syntax.ident.clone(), expr.clone()));
    Some(EnumerationValues::Ints(ints.collect()))
}

fn value_name(variant: &Variant<'_>, case: Option<Case>, errors: &mut Errors) -> String {
    let ident = bare(&variant.syntax.ident);
    match (&variant.keys.wire.rename, case) {
        (Some(text), _) => wire_name(text, errors),
        (None, Some(case)) => case.variant(&ident),
        (None, None) => ident,
    }
}

// Unions.

fn union(item: &Item<'_>, variants: &[Variant<'_>], errors: &mut Errors) -> Union {
    refuse_on_union(item, variants, errors);
    let form = form(item, errors);
    let case = case(item.keys.wire.rename_all.as_ref(), errors);

    let mut members = Vec::new();
    let mut other = None;
    for variant in variants {
        let ident = variant.syntax.ident.clone();
        if variant.keys.wire.other {
            if let Some(body) = other_body(variant, errors) {
                other.get_or_insert(Other { ident, body });
            }
        } else if let Some(body) = member_body(item, variant, &form, case, errors) {
            members.push(Member { ident, doc: attrs::doc(&variant.syntax.attrs), body });
        }
    }
    Union { form, members, other }
}

fn refuse_on_union(item: &Item<'_>, variants: &[Variant<'_>], errors: &mut Errors) {
    let is_struct =
        |variant: &Variant<'_>| matches!(variant.syntax.fields, Fields::Named(_)) && !variant.keys.wire.other;
    let has_struct_variants = variants.iter().any(is_struct);
    for (key, span) in item.keys.given.iter() {
        match key {
            "tag" => errors.at(
                span,
                "a union has no tag of its own; put `tag` on each member's type, or on its struct-like variants",
            ),
            "transparent" => errors.at(span, "`transparent` has no meaning on a union; remove it"),
            "reserved" => {
                errors.at(span, "`reserved` keeps the positions of a message's fields; put it on a member's type")
            }
            "forbid_unknown_fields" | "omit_defaults" | "omit_trailing_defaults" | "rename_all" | "lax"
                if !has_struct_variants =>
            {
                errors.at(
                    span,
                    format!("`{key}` is for struct-like variants and the union has none; put it on the members' types"),
                );
            }
            _ => {}
        }
    }
}

fn member_body(
    item: &Item<'_>,
    variant: &Variant<'_>,
    form: &Form,
    case: Option<Case>,
    errors: &mut Errors,
) -> Option<schema::Body> {
    let ident = &variant.syntax.ident;
    match (&variant.syntax.fields, variant.fields.as_slice()) {
        (Fields::Named(_), fields) => {
            Some(schema::Body::Struct(struct_like(item, variant, fields, form, case, errors)))
        }
        (Fields::Unnamed(_), [field]) => {
            refuse_on_newtype_variant(variant, &field.syntax.ty, errors);
            refuse_attributes(field, errors);
            Some(schema::Body::Newtype(field.syntax.ty.clone()))
        }
        (Fields::Unnamed(_), _) => {
            errors.on(
                ident,
                format!("a union member holds one message; name the fields of `{ident}`, or give them a type"),
            );
            None
        }
        (Fields::Unit, _) => {
            errors
                .on(ident, format!("`{ident}` holds no message; write `{ident} {{}}` with a tag, or `{ident}(Type)`"));
            None
        }
    }
}

/// A message inside the enum: its form is the enum's, its tag its own, the rest either's.
fn struct_like(
    item: &Item<'_>,
    variant: &Variant<'_>,
    fields: &[attrs::Field<'_>],
    form: &Form,
    inherited: Option<Case>,
    errors: &mut Errors,
) -> Message {
    let (outer, wire) = (&item.keys.wire, &variant.keys.wire);
    let takes = ["tag", "forbid_unknown_fields", "omit_defaults", "omit_trailing_defaults", "rename_all"];
    refuse_others(&variant.keys.given, &takes, "a struct-like variant", errors);
    let case = case(wire.rename_all.as_ref(), errors).or(inherited);
    Message {
        form: form.clone(),
        tag: wire.tag.as_ref().map(|key| tag(key, &variant.syntax.ident)),
        forbid_unknown_fields: outer.forbid_unknown_fields || wire.forbid_unknown_fields,
        omit_defaults: outer.omit_defaults || wire.omit_defaults,
        omit_trailing_defaults: outer.omit_trailing_defaults || wire.omit_trailing_defaults,
        fields: self::fields(fields, case, outer.lax, errors),
        reserved: Vec::new(),
    }
}

/// The members' types speak for themselves.
fn refuse_on_newtype_variant(variant: &Variant<'_>, ty: &Type, errors: &mut Errors) {
    let inner = last_segment(ty).map_or_else(|| "its type".to_owned(), |name| format!("`{name}`"));
    for (key, span) in variant.keys.given.iter() {
        match key {
            "rename" => {
                errors.at(span, "a union member has no name on the wire, its tag tells it apart; remove `rename`")
            }
            _ => errors.at(span, format!("`{key}` of a member is its type's; put it on {inner}")),
        }
    }
}

fn other_body(variant: &Variant<'_>, errors: &mut Errors) -> Option<OtherBody> {
    refuse_others(&variant.keys.given, &["other"], "the variant `other`", errors);
    for field in &variant.fields {
        refuse_attributes(field, errors);
    }
    let ident = &variant.syntax.ident;
    let named = |name: &str| {
        let field =
            variant.fields.iter().find(|field| field.syntax.ident.as_ref().is_some_and(|ident| ident == name))?;
        Some(field.syntax.ty.clone())
    };
    match (&variant.syntax.fields, variant.fields.as_slice()) {
        (Fields::Unnamed(_), [field]) => Some(OtherBody::Raw(field.syntax.ty.clone())),
        (Fields::Named(_), [_, _]) if let (Some(_), Some(raw)) = (named("tag"), named("raw")) => {
            Some(OtherBody::Tagged { raw })
        }
        _ => {
            errors.on(
                ident,
                format!("`other` keeps the message that is not known; write `{ident}(Raw)`, or `{ident} {{ tag: .., raw: Raw }}`"),
            );
            None
        }
    }
}

// Constraints.

fn rules(constrain: &Constrain, errors: &mut Errors) -> Rules {
    let mut inner = |part: &Option<Box<Constrain>>| part.as_ref().map(|part| Box::new(rules(part, errors)));
    let (items, keys, values) = (inner(&constrain.items), inner(&constrain.keys), inner(&constrain.values));
    Rules {
        span: constrain.span,
        ge: constrain.ge.clone(),
        gt: constrain.gt.clone(),
        le: constrain.le.clone(),
        lt: constrain.lt.clone(),
        multiple_of: constrain.multiple_of.clone(),
        min_length: constrain.min_length.clone(),
        max_length: constrain.max_length.clone(),
        pattern: constrain.pattern.as_ref().and_then(|source| self::pattern(source, errors)),
        with: constrain.with.clone(),
        items,
        keys,
        values,
    }
}

fn pattern(text: &LitStr, errors: &mut Errors) -> Option<Pattern> {
    let source = text.value();
    match pattern::read(&source) {
        Ok(program) => Some(Pattern { source, span: text.span(), program }),
        Err(message) => {
            errors.on(text, message);
            None
        }
    }
}

// Names.

/// A name without `r#`.
fn bare(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// msgspec refuses such names, and so no Python process could read them.
fn wire_name(text: &LitStr, errors: &mut Errors) -> String {
    let name = text.value();
    if name.contains(|c: char| c == '\\' || c == '"' || c.is_control()) {
        errors.on(text, "a wire name cannot hold `\\`, `\"` or a control character; choose another");
    }
    name
}

fn case(word: Option<&LitStr>, errors: &mut Errors) -> Option<Case> {
    let word = word?;
    match Case::parse(&word.value()) {
        Ok(case) => Some(case),
        Err(message) => {
            errors.on(word, message);
            None
        }
    }
}

/// `String` of `std::string::String`.
fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

// Keys that stand where they say nothing.

fn refuse_others(given: &Given, takes: &[&str], place: &str, errors: &mut Errors) {
    for (key, span) in given.iter().filter(|(key, _)| !takes.contains(key)) {
        errors.at(span, format!("`{key}` has no meaning on {place}; remove it"));
    }
}

fn refuse_constrain<W>(keys: &Keys<W>, errors: &mut Errors) {
    if let Some((span, _)) = keys.constrain {
        errors.at(span, "`#[constrain(..)]` goes on a field or on a newtype; move it there");
    }
}

fn refuse_attributes(field: &attrs::Field<'_>, errors: &mut Errors) {
    refuse_others(&field.keys.given, &[], "what a variant holds", errors);
    refuse_constrain(&field.keys, errors);
}
