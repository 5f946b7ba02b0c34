//! Rules that look at more than one field or attribute, one function each. What lies in other types is not known here.

use std::cmp::Ordering;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{
    Expr, ExprLit, ExprUnary, GenericArgument, Lifetime, Lit, PathArguments, PathSegment, Type, TypePath,
    TypeReference, UnOp, parse_quote,
};

use crate::attrs::{self, Given, Item};
use crate::errors::Errors;
use crate::schema::{
    Body, Default, EnumerationValues, Field, Form, Message, Newtype, OtherBody, Rules, Schema, Shape, Tag, TagValue,
    View,
};
use crate::values::{self, Plain};

/// The table of contents.
pub(crate) fn check(item: &Item<'_>, schema: &Schema, errors: &mut Errors) {
    codecs_are_switched_on(item, errors);
    for held in types(schema) {
        no_result(held, errors);
        no_128_bits(held, errors);
        nothing_borrows_forever(held, errors);
    }
    for rules in all_rules(schema) {
        one_bound_on_each_side(rules, errors);
        range_is_not_empty(rules, errors);
        lengths_are_not_empty(rules, errors);
        multiple_of_is_positive(rules, errors);
    }
    // A key that could not be read may be the very one that the rules below would miss.
    if item.keys.broken {
        return;
    }
    for message in messages(item, schema) {
        wire_names_differ(&message, errors);
        tag_field_is_free(&message, errors);
        required_stand_before_optional(&message, errors);
        skipped_stand_last(&message, errors);
        skipped_have_no_name(&message, errors);
        versions_do_not_decrease(&message, errors);
        later_fields_have_a_default(&message, errors);
        constrained_fields_are_read(&message, errors);
        lax_fields_are_read(&message, errors);
        defaults_keep_the_rules(&message, errors);
        omit_fits_the_form(message.given, &message.schema.form, errors);
    }
    match &schema.shape {
        Shape::Message(message) => {
            tag_field_has_a_tag(item, &message.form, message.tag.is_some(), errors);
            accept_map_needs_an_array(item, errors);
            reserved_positions_exist(item, message, errors);
        }
        Shape::Union(union) => {
            tag_field_has_a_tag(item, &union.form, true, errors);
            accept_map_needs_an_array(item, errors);
            omit_fits_the_form(&item.keys.given, &union.form, errors);
            struct_like_variants_have_tags(item, schema, errors);
            tags_are_of_one_kind(schema, errors);
            tags_differ(schema, errors);
            one_other(item, errors);
        }
        Shape::Enumeration(enumeration) => {
            values_differ(item, &enumeration.values, errors);
            one_other(item, errors);
        }
        Shape::Newtype(newtype) => {
            rules_and_with_exclude_each_other(item, newtype, errors);
            a_newtype_opens_what_it_holds_itself_in(schema, newtype, errors);
        }
        Shape::Fault(_) => {
            codes_differ(item, errors);
            one_other(item, errors);
        }
        Shape::View(view) => {
            columns_differ(view, errors);
            viewed_type_is_known(schema, view, errors);
        }
    }
}

// Features.

/// The runtime calls a crate for it, which it has behind a feature.
fn codecs_are_switched_on(item: &Item<'_>, errors: &mut Errors) {
    for (key, on) in [("json", cfg!(feature = "json")), ("serde", cfg!(feature = "serde"))] {
        if let (Some(span), false) = (item.keys.given.span_of(key), on) {
            errors.at(
                span,
                format!(
                    "`{key}` needs the feature `{key}` of `klaw-runtime`, which is off; switch it on, or remove it"
                ),
            );
        }
    }
}

// Names.

/// Two fields with one key: the decoder could not tell them apart, and a map would hold it twice.
fn wire_names_differ(message: &Lowered<'_>, errors: &mut Errors) {
    let mut taken: Vec<(&str, &Ident)> = Vec::new();
    for name in message.names() {
        match taken.iter().find(|(text, _)| *text == name.text) {
            Some((text, first)) if *first == name.field => {
                errors.at(name.span, format!("`{first}` is called `{text}` already; remove the alias"));
            }
            Some((text, first)) => {
                errors.at(
                    name.span,
                    format!("the wire name `{text}` is already taken by `{first}`; give `{}` its own", name.field),
                );
            }
            None => taken.push((name.text, name.field)),
        }
    }
}

/// In map form the tag is one key among the fields' keys.
fn tag_field_is_free(message: &Lowered<'_>, errors: &mut Errors) {
    let form = &message.schema.form;
    let has_keys = !form.array_like || form.accept_map;
    if message.schema.tag.is_none() || !has_keys {
        return;
    }
    // A second field of that name is a mistake already.
    if let Some(name) = message.names().find(|name| name.text == form.tag_field) {
        errors.at(
            name.span,
            format!(
                "`{}` is the key of the tag; rename the field `{}`, or choose another `tag_field`",
                name.text, name.field
            ),
        );
    }
}

// Form.

/// An array drops fields from the right: after one that may be missing, all must be.
fn required_stand_before_optional(message: &Lowered<'_>, errors: &mut Errors) {
    if !message.schema.form.array_like {
        return;
    }
    let mut fields = message.on_the_wire().map(|(_, field)| field).skip_while(|field| !field.is_optional());
    let Some(optional) = fields.next() else {
        return;
    };
    let required: Vec<_> = fields.filter(|field| !field.is_optional()).collect();
    // One default too early is one mistake, however many fields come after it.
    let Some(first) = required.first() else {
        return;
    };
    let names: Vec<_> = required.iter().map(|field| format!("`{}`", field.ident)).collect();
    let (verb, stand, them) = match names.len() {
        1 => ("is", "stands", "it"),
        _ => ("are", "stand", "them"),
    };
    errors.on(
        &first.ident,
        format!(
            "{} {verb} required and {stand} after `{}`, which has a default, in array form; give {them} a default, or move {them} before `{1}`",
            names.join(", "),
            optional.ident
        ),
    );
}

/// A skipped field takes no position, so what follows would stand elsewhere than the declaration says.
fn skipped_stand_last(message: &Lowered<'_>, errors: &mut Errors) {
    if !message.schema.form.array_like {
        return;
    }
    for (index, (attrs, field)) in message.fields.iter().enumerate() {
        let follows = message.fields.iter().skip(index).find(|(_, later)| !later.skip);
        if let (true, Some((_, later))) = (field.skip, follows) {
            errors.at(
                attrs.keys.given.span_of("skip").unwrap_or_else(|| field.ident.span()),
                format!(
                    "a skipped field takes no position in an array, which would shift `{}`; move `{}` to the end",
                    later.ident, field.ident
                ),
            );
        }
    }
}

/// Later versions append: a field between older ones would move them for those who have the older version.
fn versions_do_not_decrease(message: &Lowered<'_>, errors: &mut Errors) {
    if !message.schema.form.array_like {
        return;
    }
    let mut newest: Option<(&Ident, u32)> = None;
    for (attrs, field) in message.on_the_wire() {
        let since = field.since.unwrap_or(1);
        match newest {
            Some((earlier, version)) if since < version => errors.at(
                attrs.keys.wire.since.as_ref().map_or_else(|| field.ident.span(), |since| since.span),
                format!(
                    "`{}` is of version {since} and stands behind `{earlier}` of version {version}; later fields go to the end, move it before `{earlier}`",
                    field.ident
                ),
            ),
            _ => newest = Some((&field.ident, since)),
        }
    }
}

/// Who has an older version does not send the field.
fn later_fields_have_a_default(message: &Lowered<'_>, errors: &mut Errors) {
    for (attrs, field) in message.on_the_wire() {
        if let Some(since) = attrs.keys.wire.since.as_ref()
            && since.version > 1
            && !field.is_optional()
        {
            errors.at(
                since.span,
                format!(
                    "`{}` came with version {}, and older senders leave it out; give it a default",
                    field.ident, since.version
                ),
            );
        }
    }
}

/// A removed field had a position; without a gap the positions run from the first field to the last slot.
fn reserved_positions_exist(item: &Item<'_>, message: &Message, errors: &mut Errors) {
    let literals = &item.keys.wire.reserved;
    let Some(first) = literals.first() else { return };
    if !message.form.array_like {
        errors.on(first, "`reserved` keeps a position in an array, and a map finds its fields by name; remove it");
        return;
    }
    let mut slots = message.fields.iter().filter(|field| !field.skip).count();
    let mut sorted = message.reserved.clone();
    sorted.sort_unstable();
    sorted.dedup();
    for position in sorted {
        slots += usize::from(position <= slots);
    }
    for (index, (literal, position)) in literals.iter().zip(&message.reserved).enumerate() {
        if message.reserved.iter().take(index).any(|earlier| earlier == position) {
            errors.on(literal, format!("position {literal} is reserved twice; keep one"));
        } else if *position >= slots {
            let last =
                slots.checked_sub(1).map_or_else(|| "and there is none".into(), |last| format!("which is {last}"));
            errors.on(
                literal,
                format!("position {literal} is behind the last slot, {last}; reserve only what was removed"),
            );
        }
    }
}

/// What is not on the wire has no name there.
fn skipped_have_no_name(message: &Lowered<'_>, errors: &mut Errors) {
    for (attrs, field) in message.fields.iter().filter(|(_, field)| field.skip) {
        for key in ["rename", "alias", "with"] {
            if let Some(span) = attrs.keys.given.span_of(key) {
                errors.at(
                    span,
                    format!("`{}` is skipped, and `{key}` would have no effect; remove one of the two", field.ident),
                );
            }
        }
    }
}

/// A map leaves out any field, an array only the last ones: two keys, since the bytes differ.
fn omit_fits_the_form(given: &Given, form: &Form, errors: &mut Errors) {
    let (wrong, right, here) = if form.array_like {
        ("omit_defaults", "omit_trailing_defaults", "array")
    } else {
        ("omit_trailing_defaults", "omit_defaults", "map")
    };
    if let Some(span) = given.span_of(wrong) {
        errors.at(span, format!("`{wrong}` has no effect in {here} form; write `{right}`"));
    }
}

/// A map form decodes the map form already.
fn accept_map_needs_an_array(item: &Item<'_>, errors: &mut Errors) {
    let wire = &item.keys.wire;
    if wire.accept_map && !wire.array_like {
        let span = item.keys.given.span_of("accept_map").unwrap_or_else(Span::call_site);
        errors.at(span, "`accept_map` lets an array form decode maps too; add `array_like`, or remove it");
    }
}

/// `tag_field` is the key of a tag in a map: without a tag, or without a map, it says nothing.
fn tag_field_has_a_tag(item: &Item<'_>, form: &Form, has_tag: bool, errors: &mut Errors) {
    let Some(tag_field) = &item.keys.wire.tag_field else {
        return;
    };
    if !has_tag {
        errors.on(tag_field, "`tag_field` is the key of a tag, and there is none; add `tag`, or remove it");
    } else if form.array_like && !form.accept_map {
        errors.on(tag_field, "`tag_field` has no effect in array form, where the tag stands first; remove it");
    }
}

// Errors.

/// The code is all that a reader tells two errors apart by.
fn codes_differ(item: &Item<'_>, errors: &mut Errors) {
    let attrs::Body::Enum(variants) = &item.body else { return };
    let mut taken: Vec<(String, &Ident)> = Vec::new();
    for variant in variants {
        let Some(code) = &variant.keys.wire.code else { continue };
        match taken.iter().find(|(text, _)| *text == code.value()) {
            Some((text, first)) => errors.on(
                code,
                format!("the code `{text}` is already taken by `{first}`; give `{}` its own", variant.syntax.ident),
            ),
            None => taken.push((code.value(), &variant.syntax.ident)),
        }
    }
}

// Unions.

/// The decoder chooses the member by its tag.
fn struct_like_variants_have_tags(item: &Item<'_>, schema: &Schema, errors: &mut Errors) {
    for (ident, message) in struct_like(schema) {
        let broken = variant_of(item, ident).is_some_and(|variant| variant.keys.broken);
        if message.tag.is_none() && !broken {
            errors.on(ident, format!("`{ident}` has no tag to tell it apart by; add `#[wire(tag = ..)]`"));
        }
    }
}

/// The tag is read before the member is known, so its type must be known.
fn tags_are_of_one_kind(schema: &Schema, errors: &mut Errors) {
    let mut tags = tags(schema);
    let Some((first, kind)) = tags.next() else {
        return;
    };
    for (ident, tag) in tags {
        match (&kind.value, &tag.value) {
            (TagValue::Int(_), TagValue::Str(_)) => {
                errors.at(
                    tag.span,
                    format!("the tag of `{ident}` is a string and that of `{first}` an integer; write an integer"),
                );
            }
            (TagValue::Str(_), TagValue::Int(_)) => {
                errors.at(
                    tag.span,
                    format!("the tag of `{ident}` is an integer and that of `{first}` a string; write a string"),
                );
            }
            _ => {}
        }
    }
}

/// One tag, one member.
fn tags_differ(schema: &Schema, errors: &mut Errors) {
    let mut taken: Vec<(&Ident, &Tag)> = Vec::new();
    for (ident, tag) in tags(schema) {
        match taken.iter().find(|(_, other)| other.value == tag.value) {
            Some((first, _)) => {
                let value = match &tag.value {
                    TagValue::Int(value) => value.to_string(),
                    TagValue::Str(value) => format!("{value:?}"),
                };
                errors.at(tag.span, format!("tag `{value}` is already taken by `{first}`; give `{ident}` its own"));
            }
            None => taken.push((ident, tag)),
        }
    }
}

/// What is not known has one place to go.
fn one_other(item: &Item<'_>, errors: &mut Errors) {
    let attrs::Body::Enum(variants) = &item.body else {
        return;
    };
    let mut others = variants.iter().filter(|variant| variant.keys.wire.other);
    let Some(first) = others.next() else { return };
    for variant in others {
        let span = variant.keys.given.span_of("other").unwrap_or_else(|| variant.syntax.ident.span());
        errors.at(span, format!("`{}` is `other` already; keep one", first.syntax.ident));
    }
}

// Views.

/// One value of the frame, one field.
fn columns_differ(view: &View, errors: &mut Errors) {
    for (index, column) in view.columns.iter().enumerate() {
        let mut earlier = view.columns.iter().take(index);
        if let Some(first) = earlier.find(|earlier| earlier.field.name == column.field.name) {
            errors.at(
                column.name_span,
                format!("the wire name `{}` is already taken by `{}`; keep one", column.field.name, first.field.ident),
            );
        }
    }
}

/// Positions are looked up where the view is declared. For a type parameter a type of ours stands; for a constant none.
fn viewed_type_is_known(schema: &Schema, view: &View, errors: &mut Errors) {
    visit_paths(&view.viewed, |path| {
        if let Some(ident) =
            path.path.get_ident().filter(|ident| schema.generics.const_params().any(|param| param.ident == **ident))
        {
            errors.on(path, format!("where the fields stand cannot depend on `{ident}`; write a value for it"));
        }
    });
}

// Enumerations.

/// One string, one value. Two equal discriminants are rustc's to report, which it does whatever the derive says.
fn values_differ(item: &Item<'_>, values: &EnumerationValues, errors: &mut Errors) {
    let EnumerationValues::Strs(values) = values else {
        return;
    };
    let mut taken: Vec<(&str, &Ident)> = Vec::new();
    for (ident, name) in values {
        let variant = variant_of(item, ident);
        if variant.is_some_and(|variant| variant.keys.broken) {
            continue;
        }
        match taken.iter().find(|(text, _)| text == name) {
            Some((_, first)) => {
                let rename = variant.and_then(|variant| variant.keys.wire.rename.as_ref());
                errors.at(
                    rename.map_or_else(|| ident.span(), Spanned::span),
                    format!("the value `{name}` is already taken by `{first}`; give `{ident}` its own"),
                );
            }
            None => taken.push((name, ident)),
        }
    }
}

// Constraints.

/// Two bounds on one side: one of them never acts.
fn one_bound_on_each_side(rules: &Rules, errors: &mut Errors) {
    if let (Some(_), Some(gt)) = (&rules.ge, &rules.gt) {
        errors.on(gt, "`ge` and `gt` both bound from below; keep one");
    }
    if let (Some(_), Some(lt)) = (&rules.le, &rules.lt) {
        errors.on(lt, "`le` and `lt` both bound from above; keep one");
    }
}

/// A range that nothing lies in makes a type without values.
fn range_is_not_empty(rules: &Rules, errors: &mut Errors) {
    let low = rules.ge.as_ref().map(|expr| ("ge", expr)).or(rules.gt.as_ref().map(|expr| ("gt", expr)));
    let high = rules.le.as_ref().map(|expr| ("le", expr)).or(rules.lt.as_ref().map(|expr| ("lt", expr)));
    let (Some((low_key, low)), Some((high_key, high))) = (low, high) else {
        return;
    };
    let touches = low_key == "ge" && high_key == "le";
    let empty = match order(low, high) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => !touches,
        _ => false,
    };
    if empty {
        errors.on(
            high,
            format!(
                "no value is both `{low_key} = {}` and `{high_key} = {}`; raise the one or lower the other",
                source(low),
                source(high)
            ),
        );
    }
}

/// The same for lengths, which are never negative.
fn lengths_are_not_empty(rules: &Rules, errors: &mut Errors) {
    let mut sound = true;
    for (key, length) in [("min_length", &rules.min_length), ("max_length", &rules.max_length)] {
        if let Some(expr) = length
            && number(expr).is_some_and(|value| value < 0.0)
        {
            errors.on(expr, format!("`{key}` counts something and is never negative; write 0 or more"));
            sound = false;
        }
    }
    let (Some(min), Some(max)) = (&rules.min_length, &rules.max_length) else {
        return;
    };
    if sound && order(min, max) == Some(Ordering::Greater) {
        errors.on(
            max,
            format!(
                "no length is both `min_length = {}` and `max_length = {}`; raise the one or lower the other",
                source(min),
                source(max)
            ),
        );
    }
}

/// Nothing but zero is a multiple of zero, and the sign of a step says nothing.
fn multiple_of_is_positive(rules: &Rules, errors: &mut Errors) {
    if let Some(step) = &rules.multiple_of
        && number(step).is_some_and(|value| value <= 0.0)
    {
        errors.on(step, format!("`multiple_of = {}` is not above zero; write a positive step", source(step)));
    }
}

/// Rules are checked by the type's own decoder: a field that it does not read has none.
fn constrained_fields_are_read(message: &Lowered<'_>, errors: &mut Errors) {
    for (attrs, field) in &message.fields {
        let Some((span, _)) = &attrs.keys.constrain else { continue };
        if field.skip {
            errors.at(
                *span,
                format!(
                    "`{}` is skipped, and its constraint would never be checked; remove one of the two",
                    field.ident
                ),
            );
        } else if field.with.is_some() && field.rules.are_any() {
            errors.at(*span, RULES_AND_WITH);
        }
    }
}

/// The same on a newtype.
fn rules_and_with_exclude_each_other(item: &Item<'_>, newtype: &Newtype, errors: &mut Errors) {
    let own = match &item.body {
        attrs::Body::Struct(fields) => fields.first().and_then(|field| field.keys.constrain.as_ref()),
        _ => None,
    };
    if let Some((span, _)) = item.keys.constrain.as_ref().or(own)
        && newtype.field.with.is_some()
        && newtype.field.rules.are_any()
    {
        errors.at(*span, RULES_AND_WITH);
    }
}

/// In an `Option` or behind a pointer there is nothing on the wire between a newtype and the next: reading it would have no end,
/// at no depth and of no input, and a value of two layers would be written as one of three. Through another item's type, an
/// assertion sees it.
fn a_newtype_opens_what_it_holds_itself_in(schema: &Schema, newtype: &Newtype, errors: &mut Errors) {
    if newtype.field.with.is_some() {
        return;
    }
    let mut ty = &newtype.field.ty;
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            Type::Reference(reference) => &reference.elem,
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return };
                if path.path.segments.len() == 1 && (last.ident == schema.ident || last.ident == "Self") {
                    let name = &schema.ident;
                    errors.on(
                        path,
                        format!(
                            "`{name}` holds itself with nothing on the wire in between, and reading it would have no end; hold a `Vec` of it, or make it a message"
                        ),
                    );
                    return;
                }
                let holds = ["Option", "Box", "Rc", "Arc", "Cow", "Secret"].iter().any(|holder| last.ident == holder);
                let PathArguments::AngleBracketed(arguments) = &last.arguments else { return };
                let mut types = arguments.args.iter().filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                });
                match types.next() {
                    Some(held) if holds => held,
                    _ => return,
                }
            }
            _ => return,
        };
    }
}

const RULES_AND_WITH: &str = "a field with a module of its own is not held against rules; check them in the module, or write `#[constrain(with = path)]`";

/// The lax rules are those of the type's own decoder: a field that it does not read has none.
fn lax_fields_are_read(message: &Lowered<'_>, errors: &mut Errors) {
    for (_, field) in &message.fields {
        let Some(span) = field.lax_key else { continue };
        if field.skip {
            errors.at(
                span,
                format!("`{}` is skipped, and `lax` would have no effect; remove one of the two", field.ident),
            );
        } else if field.with.is_some() {
            errors.at(span, "a field with a module of its own is read as the module says; remove `lax`");
        }
    }
}

/// A missing field would become a value that no sender may send. What is no literal is for const evaluation and for
/// the schema lock.
fn defaults_keep_the_rules(message: &Lowered<'_>, errors: &mut Errors) {
    for (attrs, field) in message.on_the_wire() {
        match &field.default {
            Default::None => {}
            Default::Expr(expr) => {
                let expr = values::unconverted(expr);
                if let Some(rule) = broken_rule(expr, &field.rules) {
                    errors.on(expr, format!("the default `{}` breaks `{rule}`; correct one of the two", source(expr)));
                }
            }
            Default::Trait => {
                let default: Expr = match Plain::of(&field.ty) {
                    Some(Plain::Int) => parse_quote!(0),
                    Some(Plain::Float) => parse_quote!(0.0),
                    Some(Plain::Str | Plain::String) => parse_quote!(""),
                    None => continue,
                };
                if let Some(rule) = broken_rule(&default, &field.rules) {
                    errors.at(
                        attrs.keys.given.span_of("default").unwrap_or_else(|| field.ident.span()),
                        format!(
                            "`default` is `{}` here, which breaks `{rule}`; write `default = ..`",
                            source(&default)
                        ),
                    );
                }
            }
        }
    }
}

/// The first rule that a literal breaks, as it was written, among those that are literals too.
fn broken_rule(default: &Expr, rules: &Rules) -> Option<String> {
    if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = values::ungrouped(default) {
        let text = text.value();
        let length = i128::try_from(text.chars().count()).ok()?;
        for (key, bound, wrong) in
            [("min_length", &rules.min_length, Ordering::Less), ("max_length", &rules.max_length, Ordering::Greater)]
        {
            if let Some(bound) = bound
                && values::integer(bound).is_some_and(|bound| length.cmp(&bound) == wrong)
            {
                return Some(format!("{key} = {}", source(bound)));
            }
        }
        let pattern = rules.pattern.as_ref()?;
        return (pattern.program.is_match(&text) == Some(false)).then(|| format!("pattern = {:?}", pattern.source));
    }
    let bounds: [(_, _, &[Ordering]); 4] = [
        ("ge", &rules.ge, &[Ordering::Less]),
        ("gt", &rules.gt, &[Ordering::Less, Ordering::Equal]),
        ("le", &rules.le, &[Ordering::Greater]),
        ("lt", &rules.lt, &[Ordering::Greater, Ordering::Equal]),
    ];
    for (key, bound, wrong) in bounds {
        if let Some(bound) = bound
            && order(default, bound).is_some_and(|order| wrong.contains(&order))
        {
            return Some(format!("{key} = {}", source(bound)));
        }
    }
    let step = rules.multiple_of.as_ref()?;
    let is_multiple = match (values::integer(default), values::integer(step)) {
        (Some(value), Some(step)) => value.checked_rem(step)? == 0,
        _ => number(default)? % number(step)? == 0.0,
    };
    (!is_multiple).then(|| format!("multiple_of = {}", source(step)))
}

/// How two literals compare: exactly where both are integers, which `f64` may not hold.
fn order(a: &Expr, b: &Expr) -> Option<Ordering> {
    match (values::integer(a), values::integer(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

/// The value of a literal, where it is one.
fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Float(float), .. }) => float.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => number(expr).map(|value| -value),
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        _ => None,
    }
}

/// A literal as it was written: `-1`, not `- 1`.
fn source(expr: &Expr) -> String {
    if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = values::ungrouped(expr) {
        return format!("{:?}", text.value());
    }
    expr.to_token_stream().to_string().replace(' ', "")
}

// Types.

/// A `Result` is one process's own business: the wire has a message for errors.
fn no_result(ty: &Type, errors: &mut Errors) {
    visit_paths(ty, |path| {
        if path.path.segments.last().is_some_and(|segment| segment.ident == "Result") {
            errors.on(path, "a `Result` does not go over the wire, it is in-process only; send a `WireError`");
        }
    });
}

/// MessagePack's integers end at 64 bits.
fn no_128_bits(ty: &Type, errors: &mut Errors) {
    visit_paths(ty, |path| {
        if let Some(ident) = path.path.get_ident().filter(|ident| *ident == "i128" || *ident == "u128") {
            errors.on(
                path,
                format!(
                    "the wire has no integers past 64 bits, and `{ident}` has; use a 64-bit type, or `with = module`"
                ),
            );
        }
    });
}

/// What borrows from a frame lives as long as the frame.
fn nothing_borrows_forever(ty: &Type, errors: &mut Errors) {
    struct Borrows<'a>(&'a mut Errors);
    impl Borrows<'_> {
        fn see(&mut self, lifetime: &Lifetime) {
            if lifetime.ident == "static" {
                self.0.on(
                    lifetime,
                    "a field borrows from the frame, which does not live as long as the program; write a lifetime of the type, as in `&'a str`, or an owned type",
                );
            }
        }
    }
    impl<'ast> Visit<'ast> for Borrows<'_> {
        fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
            reference.lifetime.iter().for_each(|lifetime| self.see(lifetime));
            syn::visit::visit_type_reference(self, reference);
        }

        fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
            if let (true, PathArguments::AngleBracketed(arguments)) =
                (segment.ident == "Cow" || segment.ident == "Raw", &segment.arguments)
                && let Some(GenericArgument::Lifetime(lifetime)) = arguments.args.first()
            {
                self.see(lifetime);
            }
            syn::visit::visit_path_segment(self, segment);
        }
    }
    Borrows(errors).visit_type(ty);
}

fn visit_paths(ty: &Type, found: impl FnMut(&TypePath)) {
    struct Paths<F>(F);
    impl<'ast, F: FnMut(&TypePath)> Visit<'ast> for Paths<F> {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            (self.0)(path);
            syn::visit::visit_type_path(self, path);
        }
    }
    Paths(found).visit_type(ty);
}

// Walks.

/// A message beside its attributes.
struct Lowered<'a> {
    given: &'a Given,
    schema: &'a Message,
    /// Without those whose attributes could not be read.
    fields: Vec<(&'a attrs::Field<'a>, &'a Field)>,
}

/// A name of a field on the wire, and where it was given.
struct Name<'a> {
    text: &'a str,
    field: &'a Ident,
    span: Span,
}

impl<'a> Lowered<'a> {
    fn new(given: &'a Given, attrs: &'a [attrs::Field<'a>], schema: &'a Message) -> Self {
        let fields = attrs.iter().zip(&schema.fields).filter(|(attrs, _)| !attrs.keys.broken).collect();
        Lowered { given, schema, fields }
    }

    fn on_the_wire(&self) -> impl Iterator<Item = (&'a attrs::Field<'a>, &'a Field)> {
        self.fields.iter().copied().filter(|(_, field)| !field.skip)
    }

    fn names(&self) -> impl Iterator<Item = Name<'a>> {
        self.on_the_wire().flat_map(|(attrs, field)| {
            let wire = &attrs.keys.wire;
            let span = wire.rename.as_ref().map_or_else(|| field.ident.span(), Spanned::span);
            let aliases = field.aliases.iter().zip(wire.alias.iter().flatten());
            std::iter::once(Name { text: &field.name, field: &field.ident, span })
                .chain(aliases.map(|(text, literal)| Name { text, field: &field.ident, span: literal.span() }))
        })
    }
}

/// The struct, or the struct-like variants of the enum.
fn messages<'a>(item: &'a Item<'a>, schema: &'a Schema) -> Vec<Lowered<'a>> {
    match (&item.body, &schema.shape) {
        (attrs::Body::Struct(fields), Shape::Message(message)) => {
            vec![Lowered::new(&item.keys.given, fields, message)]
        }
        (attrs::Body::Enum(_), Shape::Union(_)) => struct_like(schema)
            .filter_map(|(ident, message)| {
                let variant = variant_of(item, ident).filter(|variant| !variant.keys.broken)?;
                Some(Lowered::new(&variant.keys.given, &variant.fields, message))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn struct_like(schema: &Schema) -> impl Iterator<Item = (&Ident, &Message)> {
    let members = match &schema.shape {
        Shape::Union(union) => union.members.as_slice(),
        _ => &[],
    };
    members.iter().filter_map(|member| match &member.body {
        Body::Struct(message) => Some((&member.ident, message)),
        Body::Newtype(_) => None,
    })
}

fn tags(schema: &Schema) -> impl Iterator<Item = (&Ident, &Tag)> {
    struct_like(schema).filter_map(|(ident, message)| Some((ident, message.tag.as_ref()?)))
}

fn variant_of<'a>(item: &'a Item<'a>, ident: &Ident) -> Option<&'a attrs::Variant<'a>> {
    match &item.body {
        attrs::Body::Enum(variants) => variants.iter().find(|variant| variant.syntax.ident == *ident),
        _ => None,
    }
}

fn all_fields(schema: &Schema) -> Vec<&Field> {
    match &schema.shape {
        Shape::Message(message) => message.fields.iter().collect(),
        Shape::Union(_) => struct_like(schema).flat_map(|(_, message)| &message.fields).collect(),
        Shape::Newtype(newtype) => vec![&newtype.field],
        Shape::View(view) => view.columns.iter().map(|column| &column.field).collect(),
        Shape::Enumeration(_) | Shape::Fault(_) => Vec::new(),
    }
}

/// Every type that the derive itself puts on the wire: not what is skipped, and not what a module writes.
fn types(schema: &Schema) -> Vec<&Type> {
    let fields = all_fields(schema).into_iter().filter(|field| !field.skip && field.with.is_none());
    let mut types: Vec<_> = fields.map(|field| &field.ty).collect();
    match &schema.shape {
        Shape::Union(union) => {
            types.extend(union.members.iter().filter_map(|member| match &member.body {
                Body::Newtype(ty) => Some(ty),
                Body::Struct(_) => None,
            }));
            types.extend(union.other.iter().map(|other| match &other.body {
                OtherBody::Raw(ty) | OtherBody::Tagged { raw: ty } => ty,
            }));
        }
        Shape::Enumeration(enumeration) => types.extend(enumeration.other.iter().map(|(_, ty)| ty)),
        _ => {}
    }
    types
}

/// The constraints of every field, and of what is inside.
fn all_rules(schema: &Schema) -> Vec<&Rules> {
    let mut found = Vec::new();
    let mut open: Vec<_> = all_fields(schema).into_iter().rev().map(|field| &field.rules).collect();
    while let Some(rules) = open.pop() {
        found.push(rules);
        let inner = [&rules.values, &rules.keys, &rules.items];
        open.extend(inner.into_iter().filter_map(Option::as_deref));
    }
    found
}
