//! A view against what it views: const assertions of generated code, one function for each place of an error.
//!
//! As in `assert`, `track_caller` makes the place of the call that of the error, and what one function says no other says
//! again.

use super::layout::{Column, Viewed, WRITTEN, default_of, field};
use crate::private::text::Text;
use crate::schema::{FieldSchema, Form, Shape, WireType, same_str};

/// The type that `view_of` names: has it fields?
#[track_caller]
pub const fn viewable(viewed: &Viewed) {
    let name = viewed.schema.name;
    match &viewed.schema.shape {
        Shape::Message(_) => {}
        Shape::Union(union) => {
            if union.keeps_unknown {
                fails(
                    Text::new().code(name).str(
                        " keeps messages that it does not know, and nobody knows their fields; view a member of it",
                    ),
                );
            }
        }
        Shape::Enumeration(enumeration) => {
            // What stands in for a type with mistakes is no mistake of the view's.
            if !(enumeration.values.is_empty() && enumeration.keeps_unknown) {
                fails(Text::new().code(name).str(" is an enumeration, which has no fields; view a message or a union"));
            }
        }
        Shape::Newtype(_) => {
            fails(Text::new().code(name).str(" is a newtype, which has no fields; view the message that it holds"));
        }
    }
}

/// The name of a field: is it one of every message's, and behind the field in front of it?
#[track_caller]
pub const fn in_place(viewed: &Viewed, columns: &[Column], slot: usize) {
    let name = columns[slot].name;
    let mut first: Option<(usize, &FieldSchema)> = None;
    let mut at = 0;
    while at < viewed.count() {
        if viewed.is_sound(at) {
            match field(viewed.message(at), name) {
                None => unknown(viewed, at, name),
                Some(field) => {
                    if viewed.is_union() {
                        nobodys_own(viewed, at, field);
                    }
                    match first {
                        None => first = Some((at, field)),
                        Some((other, known)) => at_one_position(viewed, (other, known), (at, field)),
                    }
                }
            }
        }
        at += 1;
    }
    if let Some((at, field)) = first {
        in_order(viewed, at, columns, slot, field);
    }
}

#[track_caller]
const fn unknown(viewed: &Viewed, at: usize, name: &str) {
    if viewed.is_union() {
        fails(
            of_member(Text::new().str("the member "), viewed, at)
                .str(" has no field ")
                .code(name)
                .str(", and a view of a union reads what all members have; remove it, or view the member"),
        );
    }
    let fields = viewed.message(at).fields;
    let mut text = Text::new().code(viewed.schema.name).str(" has no field ").code(name);
    if fields.is_empty() {
        fails(text.str(" on the wire, nor any other; remove it"));
    }
    text = text.str(if fields.len() == 1 { " on the wire; write " } else { " on the wire; write one of " });
    let mut index = 0;
    while index < fields.len() {
        text = text.str(if index == 0 { "" } else { ", " }).code(fields[index].name);
        index += 1;
    }
    fails(text);
}

/// A default or a check of a member's is known where its type is, and the view does not name that.
#[track_caller]
const fn nobodys_own(viewed: &Viewed, at: usize, field: &FieldSchema) {
    if field.checked {
        let text = Text::new().str("a function checks ").code(field.name).str(" in the member ");
        fails(
            of_member(text, viewed, at).str(", and a view of the union cannot call it; remove it, or view the member"),
        );
    }
    if default_of(field) == WRITTEN {
        let text = Text::new().str("the default of ").code(field.name).str(" is written in the member ");
        fails(
            of_member(text, viewed, at)
                .str(", and a view of the union does not know it; remove it, or view the member"),
        );
    }
}

#[track_caller]
const fn at_one_position(viewed: &Viewed, (other, known): (usize, &FieldSchema), (at, field): (usize, &FieldSchema)) {
    if known.position != field.position && !matches!(viewed.form(), Form::Map { .. }) {
        fails(
            Text::new()
                .code(field.name)
                .str(" stands at position ")
                .number(known.position as u64)
                .str(" in ")
                .code(viewed.name(other))
                .str(" and at ")
                .number(field.position as u64)
                .str(" in ")
                .code(viewed.name(at))
                .str("; a view of a union reads one position, remove it"),
        );
    }
}

#[track_caller]
const fn in_order(viewed: &Viewed, at: usize, columns: &[Column], slot: usize, own: &FieldSchema) {
    let mut earlier = slot;
    while earlier > 0 {
        earlier -= 1;
        if let Some(other) = field(viewed.message(at), columns[earlier].name) {
            if other.position > own.position {
                fails(
                    Text::new()
                        .code(own.name)
                        .str(" stands in front of ")
                        .code(other.name)
                        .str(" in ")
                        .code(viewed.schema.name)
                        .str("; move it there"),
                );
            }
            return;
        }
    }
}

/// The type of a field: is it on the wire what the viewed field is?
#[track_caller]
pub const fn of_a_type(viewed: &Viewed, columns: &[Column], slot: usize) {
    let Some(ty) = &columns[slot].ty else { return };
    let mut at = 0;
    while at < viewed.count() {
        if let Some(field) = field(viewed.message(at), columns[slot].name)
            && !fits(field, ty)
        {
            let text = Text::new().code(field.name);
            let text = match field.ty {
                WireType::Opaque => text.str(" has a codec of its own in "),
                WireType::Newtype(name, _) if has_name(ty, name) => text.str(" is another ").code(name).str(" in "),
                _ => text.str(" is `").ty(&field.ty).str("` in "),
            };
            let text = of_member(text, viewed, at);
            fails(match field.ty {
                WireType::Opaque => text.str("; write the same type, or the same `with = module`"),
                _ => text.str("; write that, or a borrowed form of it"),
            });
        }
        at += 1;
    }
}

/// The type of the field that takes the tag: is there a tag, and of this kind?
#[track_caller]
pub const fn tagged(viewed: &Viewed, is_int: bool) {
    if viewed.count() == 0 || !viewed.is_sound(0) {
        return;
    }
    let name = viewed.schema.name;
    if viewed.start() == 0 {
        fails(Text::new().code(name).str(" has no tag; remove the field"));
    }
    match (viewed.has_int_tags(), is_int) {
        (true, false) => fails(Text::new().str("the tag of ").code(name).str(" is an integer; write `i64`")),
        (false, true) => fails(Text::new().str("the tag of ").code(name).str(" is a string; write `&str`")),
        _ => {}
    }
}

const fn has_name(ty: &WireType, name: &str) -> bool {
    matches!(ty, WireType::Newtype(own, _) if same_str(own, name))
}

/// Can a value of this type be read for the field? Where the field is of a type parameter, any can.
pub(super) const fn fits(field: &FieldSchema, ty: &WireType) -> bool {
    field.generic || same(&field.ty, ty)
}

/// Are the two the same on the wire?
const fn same(a: &WireType, b: &WireType) -> bool {
    match (a, b) {
        (WireType::Opaque, WireType::Opaque)
        | (WireType::Any, WireType::Any)
        | (WireType::Nil, WireType::Nil)
        | (WireType::Bool, WireType::Bool)
        | (WireType::Str, WireType::Str)
        | (WireType::Char, WireType::Char)
        | (WireType::Bytes, WireType::Bytes)
        | (WireType::Ext, WireType::Ext)
        | (WireType::Timestamp, WireType::Timestamp) => true,
        (WireType::Int { min, max }, WireType::Int { min: b_min, max: b_max }) => *min == *b_min && *max == *b_max,
        (WireType::Float { bits }, WireType::Float { bits: b }) => *bits == *b,
        (WireType::ByteArray(length), WireType::ByteArray(b)) => *length == *b,
        (WireType::Option(a), WireType::Option(b)) | (WireType::Sequence(a), WireType::Sequence(b)) => same(a, b),
        (WireType::Array(a, length), WireType::Array(b, b_length)) => *length == *b_length && same(a, b),
        (WireType::Tuple(a), WireType::Tuple(b)) => {
            let mut at = 0;
            while at < a.len() && at < b.len() {
                if !same(&a[at], &b[at]) {
                    return false;
                }
                at += 1;
            }
            a.len() == b.len()
        }
        (WireType::Map(key, value), WireType::Map(b_key, b_value)) => same(key, b_key) && same(value, b_value),
        // Two newtypes may have one name.
        (WireType::Newtype(a, field), WireType::Newtype(b, b_field)) => {
            same_str(a, b) && same(&field.ty, &b_field.ty) && field.takes_the_same(b_field)
        }
        // So may two types with schemas; but const evaluation cannot look into those.
        (WireType::Text(a), WireType::Text(b)) | (WireType::Named(a, _), WireType::Named(b, _)) => same_str(a, b),
        _ => false,
    }
}

/// `TaskEvent`, or the union's member.
const fn of_member(text: Text, viewed: &Viewed, at: usize) -> Text {
    let text = text.code(viewed.name(at));
    if viewed.is_union() { text.str(" of ").code(viewed.schema.name) } else { text }
}

#[track_caller]
#[allow(clippy::panic, reason = "a const assertion: the message is the compiler's")]
const fn fails(text: Text) -> ! {
    panic!("{}", text.get());
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::Encode;
    use crate::envelope::WireEnvelope;
    use crate::private::text::tests::said;
    use crate::private::view::layout::{CHECKED, OWN, REQUIRED, RulesOf, Viewable, columns, depends_on_member};
    use crate::types::Identifier;
    use klaw_derive::WireMessage;
    use std::collections::BTreeMap;

    fn even(number: &u64) -> Result<(), String> {
        if number.is_multiple_of(2) { Ok(()) } else { Err(String::from("odd")) }
    }

    /// A codec that says nothing of itself.
    mod own {
        use crate::msgpack::{Reader, Writer};

        pub(super) fn encode(bytes: &[u8], writer: &mut Writer<'_>) {
            writer.bin(bytes);
        }

        pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Vec<u8>, crate::Error> {
            reader.bin().map(<[u8]>::to_vec)
        }
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like, tag = 1)]
    struct Task<'a> {
        name: &'a str,
        priority: u8,
        #[wire(with = own)]
        bytes: Vec<u8>,
        #[constrain(min_length = 1)]
        limits: BTreeMap<String, Vec<Option<f32>>>,
        pair: (u8, bool),
        digest: [u8; 4],
        row: [u16; 3],
        owner: Identifier,
        #[wire(default = 5)]
        retries: u32,
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like, tag = 2)]
    struct Started {
        id: u64,
        at: u32,
        #[wire(default)]
        note: String,
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like)]
    enum Event {
        Started(Started),
        #[wire(tag = 3)]
        Stopped {
            at: u32,
            #[constrain(with = even)]
            id: u64,
            #[wire(default = "late".to_owned())]
            #[constrain(max_length = 9)]
            note: String,
            #[wire(default)]
            code: u8,
        },
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", tag = "stop")]
    struct Empty {}

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like)]
    struct Untagged {
        only: u8,
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like)]
    #[allow(dead_code, reason = "its schema alone is looked at")]
    enum Open<'a> {
        Started(Started),
        #[wire(other)]
        Other {
            tag: i64,
            raw: crate::Raw<'a>,
        },
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate")]
    enum Level {
        Low,
    }

    const TASK: Viewed = <Task<'_> as Viewable>::VIEWED;
    const EVENT: Viewed = <Event as Viewable>::VIEWED;

    /// What is said of the one field of a view.
    fn field_of(viewed: &Viewed, name: &'static str, ty: Option<WireType>) -> Option<String> {
        let columns = columns(viewed, [(name, ty)]);
        said(|| in_place(viewed, &columns, 0)).or_else(|| said(|| of_a_type(viewed, &columns, 0)))
    }

    #[test]
    fn what_has_fields_is_viewed() {
        assert_eq!(said(|| viewable(&TASK)), None);
        assert_eq!(said(|| viewable(&EVENT)), None);
        assert_eq!(
            said(|| viewable(&<Open<'_> as Viewable>::VIEWED)).unwrap(),
            "`Open` keeps messages that it does not know, and nobody knows their fields; view a member of it"
        );
        assert_eq!(
            said(|| viewable(&Level::VIEWED)).unwrap(),
            "`Level` is an enumeration, which has no fields; view a message or a union"
        );
        assert_eq!(
            said(|| viewable(&Identifier::VIEWED)).unwrap(),
            "`Identifier` is a newtype, which has no fields; view the message that it holds"
        );
        // Of what has no fields, nothing else is said.
        assert_eq!(said(|| tagged(&Level::VIEWED, true)), None);
        assert_eq!(field_of(&Level::VIEWED, "id", None), None);
    }

    #[test]
    fn fields_are_known_by_name() {
        assert_eq!(field_of(&TASK, "name", None), None);
        assert_eq!(
            field_of(&TASK, "nmae", None).unwrap(),
            "`Task` has no field `nmae` on the wire; write one of `name`, `priority`, `bytes`, `limits`, `pair`, \
             `digest`, `row`, `owner`, `retries`"
        );
        assert_eq!(
            field_of(&Untagged::VIEWED, "on", None).unwrap(),
            "`Untagged` has no field `on` on the wire; write `only`"
        );
        assert_eq!(
            field_of(&Empty::VIEWED, "id", None).unwrap(),
            "`Empty` has no field `id` on the wire, nor any other; remove it"
        );
        assert_eq!(
            field_of(&EVENT, "code", None).unwrap(),
            "the member `Started` of `Event` has no field `code`, and a view of a union reads what all members have; \
             remove it, or view the member"
        );
    }

    #[test]
    fn fields_stand_in_the_order_of_the_viewed_type() {
        let named = |names: [&'static str; 2]| columns(&TASK, names.map(|name| (name, None)));
        assert_eq!(said(|| in_place(&TASK, &named(["name", "limits"]), 1)), None);
        assert_eq!(
            said(|| in_place(&TASK, &named(["limits", "name"]), 1)).unwrap(),
            "`name` stands in front of `limits` in `Task`; move it there"
        );
        // The one that is not there is what is said, and its neighbour is held against the one before.
        assert_eq!(said(|| in_place(&TASK, &named(["nmae", "name"]), 1)), None);
    }

    #[test]
    fn a_view_of_a_union_reads_what_is_the_same_in_each_member() {
        assert_eq!(
            field_of(&EVENT, "at", None).unwrap(),
            "`at` stands at position 1 in `Started` and at 0 in `Stopped`; a view of a union reads one position, remove it"
        );
        assert_eq!(
            field_of(&EVENT, "id", None).unwrap(),
            "a function checks `id` in the member `Stopped` of `Event`, and a view of the union cannot call it; \
             remove it, or view the member"
        );
        assert_eq!(
            field_of(&EVENT, "note", None).unwrap(),
            "the default of `note` is written in the member `Stopped` of `Event`, and a view of the union does not \
             know it; remove it, or view the member"
        );
        assert_eq!(
            field_of(&<WireEnvelope<'_> as Viewable>::VIEWED, "header", Some(u8::TYPE)).unwrap(),
            "`header` is `WireHeader` in `Data` of `WireEnvelope`; write that, or a borrowed form of it"
        );
    }

    #[test]
    fn types_are_the_same_to_the_last_element() {
        for (name, ty) in [
            ("name", String::TYPE),
            ("priority", u8::TYPE),
            ("limits", <BTreeMap<&str, Vec<Option<f32>>>>::TYPE),
            ("pair", <(u8, bool)>::TYPE),
            ("digest", <[u8; 4]>::TYPE),
            ("row", <[u16; 3]>::TYPE),
            ("owner", Identifier::TYPE),
        ] {
            assert_eq!(field_of(&TASK, name, Some(ty)), None, "{name}");
        }
        for (name, ty, written) in [
            ("name", <Vec<u8>>::TYPE, "String"),
            ("priority", i8::TYPE, "u8"),
            ("priority", u16::TYPE, "u8"),
            ("limits", <BTreeMap<&str, Vec<Option<f64>>>>::TYPE, "BTreeMap<String, Vec<Option<f32>>>"),
            ("limits", <BTreeMap<u8, Vec<Option<f32>>>>::TYPE, "BTreeMap<String, Vec<Option<f32>>>"),
            ("pair", <(u8, u8)>::TYPE, "(u8, bool)"),
            ("pair", <(u8,)>::TYPE, "(u8, bool)"),
            ("digest", <[u8; 5]>::TYPE, "[u8; 4]"),
            ("row", <[u16; 4]>::TYPE, "[u16; 3]"),
            ("row", <[u8; 3]>::TYPE, "[u16; 3]"),
            ("owner", String::TYPE, "Identifier"),
        ] {
            let said = field_of(&TASK, name, Some(ty)).unwrap();
            assert_eq!(said, format!("`{name}` is `{written}` in `Task`; write that, or a borrowed form of it"));
        }
        assert_eq!(
            field_of(&TASK, "bytes", Some(<Vec<u8>>::TYPE)).unwrap(),
            "`bytes` has a codec of its own in `Task`; write the same type, or the same `with = module`"
        );
    }

    #[test]
    fn tags_are_read_as_what_they_are() {
        assert_eq!(said(|| tagged(&TASK, true)), None);
        assert_eq!(said(|| tagged(&TASK, false)).unwrap(), "the tag of `Task` is an integer; write `i64`");
        assert_eq!(said(|| tagged(&Empty::VIEWED, true)).unwrap(), "the tag of `Empty` is a string; write `&str`");
        assert_eq!(said(|| tagged(&Untagged::VIEWED, true)).unwrap(), "`Untagged` has no tag; remove the field");
    }

    /// What the layout says of columns: where each stands, and what stands in for it.
    #[test]
    fn columns_are_looked_up() {
        let of_task = columns(&TASK, [("limits", None), ("retries", None), ("owner", Some(u8::TYPE))]);
        assert_eq!(of_task.map(|column| column.position), [3, 8, 7]);
        assert_eq!(of_task.map(|column| column.kind), [REQUIRED, crate::private::view::layout::WRITTEN, REQUIRED]);
        assert!(matches!(of_task[0].rules, RulesOf::Message(Some(rules)) if rules.min_length == 1));
        assert!(!depends_on_member(&of_task));

        let of_event = columns(&EVENT, [("note", None)]);
        assert_eq!((of_event[0].kind, depends_on_member(&of_event)), (OWN, true));
        let stopped = columns(&<Checked as Viewable>::VIEWED, [("id", None)]);
        assert_eq!(stopped[0].kind, REQUIRED + CHECKED);

        assert_eq!((EVENT.count(), EVENT.required(), EVENT.fewest(), EVENT.start()), (2, 2, 2, 1));
        assert_eq!((TASK.count(), TASK.required(), TASK.fewest(), TASK.name(0)), (1, 8, 8, "Task"));
        assert_eq!((Level::VIEWED.count(), Level::VIEWED.required(), Level::VIEWED.fewest()), (0, 0, 0));
        assert_eq!((EVENT.tag_field(), Empty::VIEWED.tag_field()), ("", "type"));
        assert!(EVENT.is_sound(0) && EVENT.is_sound(1) && !Level::VIEWED.is_sound(0));
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like)]
    struct Checked {
        #[constrain(with = even)]
        id: u64,
    }
}
