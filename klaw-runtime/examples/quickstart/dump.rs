//! A frame, byte by byte: the bytes of each value, what they say, and which field of the schema they are.

use klaw_runtime::msgpack::{Kind, Reader};
use klaw_runtime::schema::{MemberBody, MessageSchema, Schema, Shape, Tag, WireType};
use klaw_runtime::{Decode, Error, Value};

/// How many bytes stand in one row.
const ROW: usize = 12;

/// Prints one row for each value of the frame. The bytes come from the frame, the names from the type's schema.
pub(crate) fn print(frame: &[u8], schema: &'static Schema) -> Result<(), Error> {
    let mut dump = Dump { frame, reader: Reader::new(frame) };
    dump.value(Known::Schema(schema), schema.name, 0)
}

struct Dump<'a> {
    frame: &'a [u8],
    reader: Reader<'a>,
}

/// What the schema knows of a value.
#[derive(Clone, Copy)]
enum Known {
    Schema(&'static Schema),
    Items(WireType),
    Nothing,
}

impl Dump<'_> {
    fn value(&mut self, known: Known, name: &str, depth: usize) -> Result<(), Error> {
        let start = self.reader.offset();
        match self.reader.kind() {
            Some(Kind::Array) => {
                let length = self.reader.begin_array()?;
                self.row(start, depth, &format!("array of {length}"), name);
                let message = self.message(known);
                let tagged = usize::from(message.is_some_and(|message| message.tag.is_some()));
                for index in 0..length {
                    let field = message
                        .and_then(|message| message.fields.iter().find(|field| field.position + tagged == index));
                    match (field, known) {
                        _ if index < tagged => self.value(Known::Nothing, "tag", depth + 1)?,
                        (Some(field), _) => self.named(field.ty, field.name, depth + 1)?,
                        (None, Known::Items(ty)) => self.named(ty, &format!("[{index}]"), depth + 1)?,
                        (None, _) => self.value(Known::Nothing, &format!("[{index}]"), depth + 1)?,
                    }
                }
                self.reader.end();
            }
            Some(Kind::Map) => {
                let length = self.reader.begin_map()?;
                self.row(start, depth, &format!("map of {length}"), name);
                for _ in 0..length {
                    self.value(Known::Nothing, "key", depth + 1)?;
                    self.value(Known::Nothing, "value", depth + 1)?;
                }
                self.reader.end();
            }
            _ => {
                let value = Value::decode(&mut self.reader)?;
                let name = match variant(known, &value) {
                    Some(variant) => format!("{name}::{variant}"),
                    None => name.to_owned(),
                };
                let width = self.frame.get(start).map_or("", |marker| width(*marker));
                self.row(start, depth, &format!("{}{width}", text(&value)), &name);
            }
        }
        Ok(())
    }

    fn named(&mut self, ty: WireType, field: &str, depth: usize) -> Result<(), Error> {
        match ty {
            WireType::Named(name, schema) => self.value(Known::Schema(schema()), &format!("{field}: {name}"), depth),
            WireType::Newtype(name, inner) => self.named(inner.ty, &format!("{field}: {name}"), depth),
            WireType::Sequence(items) => self.value(Known::Items(*items), field, depth),
            _ => self.value(Known::Nothing, field, depth),
        }
    }

    /// The fields of the array that was just opened: the message's own, or those of the union's member that has the tag.
    fn message(&self, known: Known) -> Option<&'static MessageSchema> {
        match known {
            Known::Schema(Schema { shape: Shape::Message(message), .. }) => Some(message),
            Known::Schema(Schema { shape: Shape::Union(union), .. }) => {
                let rest = self.frame.get(self.reader.offset()..)?;
                let tag = Value::decode(&mut Reader::new(rest)).ok()?;
                let members = union.members.iter().filter_map(|member| match &member.body {
                    MemberBody::Message(message) => Some(message),
                    MemberBody::Type(WireType::Named(_, schema)) => match &schema().shape {
                        Shape::Message(message) => Some(message),
                        _ => None,
                    },
                    MemberBody::Type(_) => None,
                });
                members.into_iter().find(|message| message.tag.is_some_and(|own| is(own, &tag)))
            }
            _ => None,
        }
    }

    fn row(&self, start: usize, depth: usize, text: &str, name: &str) {
        let bytes = self.frame.get(start..self.reader.offset()).unwrap_or_default();
        for (row, bytes) in bytes.chunks(ROW).enumerate() {
            let hex = bytes.iter().map(|byte| format!("{byte:02x} ")).collect::<String>();
            if row == 0 {
                println!("  {start:>3}  {hex:<37}{:<31} {name}", format!("{:1$}{text}", "", depth * 2));
            } else {
                println!("       {hex}");
            }
        }
    }
}

/// The name of an enumeration's value.
fn variant(known: Known, value: &Value<'_>) -> Option<&'static str> {
    match known {
        Known::Schema(Schema { shape: Shape::Enumeration(enumeration), .. }) => {
            enumeration.values.iter().find(|(_, wire)| is(*wire, value)).map(|(name, _)| *name)
        }
        _ => None,
    }
}

fn is(tag: Tag, value: &Value<'_>) -> bool {
    match (tag, value) {
        (Tag::Int(tag), Value::Int(value)) => i128::from(tag) == *value,
        (Tag::Str(tag), Value::Str(value)) => tag == value,
        _ => false,
    }
}

fn text(value: &Value<'_>) -> String {
    match value {
        Value::Nil => "nil".to_owned(),
        Value::Bool(value) => format!("bool {value}"),
        Value::Int(value) => format!("int {value}"),
        Value::Float(value) => format!("float {value:?}"),
        Value::Str(text) => format!("str of {}: {text:?}", text.len()),
        Value::Bin(bytes) => format!("bin of {}", bytes.len()),
        Value::Ext(ext) => format!("ext {} of {}", ext.code, ext.data.len()),
        other => format!("{other:?}"),
    }
}

/// How wide a number is that does not lie in its first byte.
fn width(marker: u8) -> &'static str {
    match marker {
        0xca => " (f32)",
        0xcb => " (f64)",
        0xcc => " (u8)",
        0xcd => " (u16)",
        0xce => " (u32)",
        0xcf => " (u64)",
        0xd0 => " (i8)",
        0xd1 => " (i16)",
        0xd2 => " (i32)",
        0xd3 => " (i64)",
        _ => "",
    }
}
