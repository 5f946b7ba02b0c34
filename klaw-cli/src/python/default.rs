//! What a field is where it is left out, as an expression of Python's.

use super::{Module, behind_newtypes, quoted};
use klaw_runtime::lock::layout::{Field, Form, Shape, Tag, Type};
use klaw_runtime::{Value, json, msgpack};

pub(super) enum Default {
    /// It may not be left out.
    Required,
    /// A value that nobody can change.
    Value(String),
    /// What makes a new one each time.
    Factory(String),
    /// Rust's own expression.
    Unknown(String),
}

pub(super) fn of(module: &Module<'_>, field: &Field) -> Default {
    if !field.optional {
        return Default::Required;
    }
    let ty = &field.place.ty;
    let Some(text) = &field.default else {
        return empty(module, ty).unwrap_or_else(|| Default::Unknown(format!("{ty}::default()")));
    };
    let found = json::from_str::<Value<'_>>(text).ok().and_then(|value| literal(module, ty, &value));
    match found {
        None => Default::Unknown(text.clone()),
        Some(literal) if literal.ends_with([')', ']', '}']) && !is_raw(&literal) => {
            Default::Factory(format!("lambda: {literal}"))
        }
        Some(literal) => Default::Value(literal),
    }
}

fn is_raw(literal: &str) -> bool {
    literal.starts_with("msgspec.Raw(")
}

/// The empty value of a type.
fn empty(module: &Module<'_>, ty: &Type) -> Option<Default> {
    let value = |text: &str| Some(Default::Value(text.to_owned()));
    match ty {
        Type::Option(inner) if *behind_newtypes(module.lock, inner) == Type::Any => value(NIL),
        Type::Option(_) | Type::Nil | Type::Opaque => value("None"),
        Type::Any => value(NIL),
        Type::Bool => value("False"),
        Type::Int { .. } => value("0"),
        Type::Float { .. } => value("0.0"),
        Type::Str => value("\"\""),
        Type::Bytes => value("b\"\""),
        Type::ByteArray(length) => value(&format!("bytes({length})")),
        Type::Sequence(_) | Type::Array(_, 0) => Some(Default::Factory(String::from("lambda: []"))),
        Type::Map(..) => Some(Default::Factory(String::from("lambda: {}"))),
        Type::Tuple(types) if types.is_empty() => value("()"),
        Type::Name(name) => match &module.lock.get(name)?.shape {
            Shape::Newtype(place) => empty(module, &place.ty),
            Shape::Message(message) if message.fields.iter().all(|field| field.optional) => {
                Some(Default::Factory(format!("lambda: {}()", module.names.of_type(name))))
            }
            _ => None,
        },
        _ => None,
    }
}

pub(super) const NIL: &str = "msgspec.Raw(b\"\\xc0\")";

/// What a value is of, behind options and newtypes. No step in, as the value does not become less by it.
fn bare<'t>(module: &Module<'t>, mut ty: &'t Type, value: &Value<'_>) -> &'t Type {
    loop {
        ty = match ty {
            Type::Option(inner) if !matches!(value, Value::Nil) => inner,
            Type::Name(name) => match module.lock.get(name).map(|layout| &layout.shape) {
                Some(Shape::Newtype(place)) => &place.ty,
                _ => return ty,
            },
            _ => return ty,
        };
    }
}

/// A value of a type. `None` where the two do not meet, or JSON does not hold the type.
fn literal(module: &Module<'_>, ty: &Type, value: &Value<'_>) -> Option<String> {
    Some(match (bare(module, ty, value), value) {
        (Type::Any, value) => {
            let bytes: String = msgpack::to_vec(value).iter().map(|byte| format!("\\x{byte:02x}")).collect();
            format!("msgspec.Raw(b\"{bytes}\")")
        }
        (Type::Option(inner), Value::Nil) if *behind_newtypes(module.lock, inner) == Type::Any => String::from(NIL),
        (Type::Option(_), Value::Nil) | (Type::Nil, Value::Nil) => String::from("None"),
        (Type::Bool, Value::Bool(value)) => String::from(if *value { "True" } else { "False" }),
        (Type::Int { .. }, Value::Int(value)) => value.to_string(),
        (Type::Float { .. }, Value::Float(value)) => format!("{value:?}"),
        (Type::Float { .. }, Value::Int(value)) => format!("{value}.0"),
        (Type::Str | Type::Char, Value::Str(text)) => quoted(text),
        (Type::Array(item, length), Value::Array(items)) if super::is_tuple(*length) => {
            let types = vec![(**item).clone(); *length];
            literal(module, &Type::Tuple(types), &Value::Array(items.clone()))?
        }
        (Type::Sequence(item) | Type::Array(item, _), Value::Array(items)) => {
            let items: Option<Vec<_>> = items.iter().map(|value| literal(module, item, value)).collect();
            format!("[{}]", items?.join(", "))
        }
        (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
            let items: Option<Vec<_>> = types.iter().zip(items).map(|(ty, value)| literal(module, ty, value)).collect();
            let items = items?;
            format!("({}{})", items.join(", "), if items.len() == 1 { "," } else { "" })
        }
        (Type::Map(key, inner), Value::Map(entries)) if **key == Type::Str => {
            let entry = |(key, value): &(Value<'_>, Value<'_>)| match key {
                Value::Str(key) => Some(format!("{}: {}", quoted(key), literal(module, inner, value)?)),
                _ => None,
            };
            let entries: Option<Vec<_>> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries?.join(", "))
        }
        (Type::Name(name), value) => named(module, name, value)?,
        _ => return None,
    })
}

fn named(module: &Module<'_>, name: &str, value: &Value<'_>) -> Option<String> {
    match &module.lock.get(name)?.shape {
        Shape::Enumeration(found) => {
            let is = |tag: &Tag| match (tag, value) {
                (Tag::Int(tag), Value::Int(value)) => i128::from(*tag) == *value,
                (Tag::Str(tag), Value::Str(value)) => tag == value,
                _ => false,
            };
            let known = module.names.members(found).into_iter().find(|(_, tag)| is(tag));
            match (known, value) {
                (Some((member, _)), _) => Some(format!("{}.{member}", module.names.of_type(name))),
                (None, Value::Str(text)) if found.keeps_unknown => Some(quoted(text)),
                (None, Value::Int(value)) if found.keeps_unknown => Some(value.to_string()),
                _ => None,
            }
        }
        Shape::Message(message) => {
            let mut scope = super::Scope::fields();
            let class = module.names.of_type(name);
            let first = usize::from(message.tag.is_some());
            let mut arguments = Vec::new();
            for field in &message.fields {
                let python = scope.name(&field.name);
                let found = match value {
                    Value::Array(items) if message.form != Form::Map => items.get(field.position + first),
                    Value::Map(_) => value.get(&field.name),
                    _ => return None,
                };
                if let Some(found) = found {
                    arguments.push(format!("{python}={}", literal(module, &field.place.ty, found)?));
                }
            }
            Some(format!("{class}({})", arguments.join(", ")))
        }
        _ => None,
    }
}
