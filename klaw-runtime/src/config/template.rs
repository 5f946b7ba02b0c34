//! The template: a file with every key, its doc, its range and its default, all behind `#`.

use super::defaults;
use super::shape::{Kind, Spot, is_option};
use super::tree::Data;
use super::{words, write};
use crate::schema::{FieldSchema, MessageSchema, Schema, Shape, WireType};

/// How deep sections go that are written out: a type may hold itself.
const DEEPEST: usize = 8;

pub(super) fn template(ty: &'static WireType, schema: &Schema) -> String {
    let mut text = String::new();
    comment(&mut text, schema.doc);
    if !schema.doc.is_empty() {
        text.push_str("#\n");
    }
    text.push_str(
        "# Each key stands here with its default. Take the `#` away in front of one to give it another value.\n",
    );
    if let Kind::Section(message) = Kind::of(ty) {
        section(&mut text, message, "", false);
    }
    text
}

fn section(text: &mut String, message: &'static MessageSchema, path: &str, is_optional: bool) {
    let is_deepest = path.matches('.').count() == DEEPEST;
    let (sections, values): (Vec<_>, Vec<_>) =
        message.fields.iter().partition(|field| matches!(Kind::of(&field.ty), Kind::Section(_)) && !is_deepest);
    for field in values {
        value(text, field);
    }
    for field in sections {
        let Kind::Section(inner) = Kind::of(&field.ty) else { continue };
        let key = write::key(field.name);
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        let is_optional = is_optional || is_option(&field.ty);
        text.push('\n');
        comment(text, if field.doc.is_empty() { doc(&field.ty) } else { field.doc });
        text.push_str(&format!("{}[{path}]\n", if is_optional { "#" } else { "" }));
        section(text, inner, &path, is_optional);
    }
}

fn value(text: &mut String, field: &'static FieldSchema) {
    let spot = Spot::field(field);
    let key = write::key(field.name);
    text.push('\n');
    comment(text, field.doc);
    let mut expectation = capital(&words::expectation(&spot));
    if spot.secret {
        expectation.push_str("; a secret");
    }
    comment(text, &format!("{expectation}."));
    let default = defaults::default(field);
    match &default {
        _ if field.required => text.push_str(&format!("# It must be given.\n#{key} =\n")),
        _ if spot.secret => text.push_str(&format!("#{key} =\n")),
        Some(node) if matches!(node.data, Data::Nil) => text.push_str(&format!("# Not given by default.\n#{key} =\n")),
        Some(node) => {
            let mut comments = String::new();
            match write::writable(node, Some(&spot), &key, &mut comments).filter(|_| comments.is_empty()) {
                Some(node) => text.push_str(&format!("#{key} = {}\n", write::inline(&node, Some(&spot)))),
                None => text.push_str(&format!(
                    "# By default `{}`, which a file cannot say.\n#{key} =\n",
                    write::inline(node, Some(&spot))
                )),
            }
        }
        // It is known as it was written in Rust.
        None => text.push_str(&format!("# By default `{}`.\n#{key} =\n", field.default.unwrap_or_default())),
    }
}

/// The doc of a section's type. Of a secret it is that of what is secret.
fn doc(ty: &'static WireType) -> &'static str {
    match ty {
        WireType::Option(ty) => doc(ty),
        WireType::Newtype(_, field) if field.secret => doc(&field.ty),
        WireType::Newtype(_, field) => field.doc,
        WireType::Named(_, schema) => match schema() {
            Schema { shape: Shape::Newtype(field), doc: "", .. } => field.doc,
            schema => schema.doc,
        },
        _ => "",
    }
}

/// A doc comment up to its first example.
fn comment(text: &mut String, lines: &str) {
    let prose = lines.split("\n```").next().unwrap_or_default();
    for line in prose.trim_end().lines() {
        text.push_str(format!("# {line}").trim_end());
        text.push('\n');
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
