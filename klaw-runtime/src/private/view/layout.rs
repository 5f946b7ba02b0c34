//! What is viewed, and where its fields stand: looked up in the const schema, while compiling.
//!
//! Nothing here fails. Where the view and the viewed type do not fit, a constant of `check` is what says so, and any
//! answer does.

use super::check::fits;
use crate::constrain::Rules;
use crate::message::WireMessage;
use crate::msgpack::prefix::{Prefix, Starts};
use crate::schema::{
    FieldSchema, Form, MemberBody, MessageSchema, Schema, Shape, Tag, UnionSchema, WireType, same_str,
};

/// The viewed type: a message, or a union with its members.
#[derive(Clone, Copy)]
pub struct Viewed {
    pub(super) schema: &'static Schema,
    members: &'static [Option<&'static Schema>],
    /// `Encode::TYPE`: what stands where the view does.
    pub ty: WireType,
}

/// What `view_of` names. A trait of its own, so that the compiler does not list what it might have been.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a message nor a union, and so cannot be viewed",
    label = "nothing to view",
    note = "derive `WireMessage` for it, or name another type"
)]
pub trait Viewable {
    /// The type, as far as a constant can tell.
    const VIEWED: Viewed;
}

#[diagnostic::do_not_recommend]
impl<T: WireMessage> Viewable for T {
    const VIEWED: Viewed = Viewed { schema: T::SCHEMA, members: T::MEMBERS, ty: T::TYPE };
}

/// One field of a view.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its name on the wire.
    pub name: &'static str,
    /// What the view takes it for; `None` where no constant tells.
    pub ty: Option<WireType>,
    /// Its position in array form, the tag not counted.
    pub position: usize,
    /// What stands in where it is missing, `REQUIRED`, `OWN` or `WRITTEN`; with `CHECKED` added where a function of the
    /// user's checks it.
    pub kind: u8,
    /// What its value must keep.
    pub rules: RulesOf,
    /// Is it read by the lax rules? Of a union's, where one of the members reads it so: see `is_lax`.
    pub lax: bool,
}

/// Nothing stands in for a field that must be there.
pub const REQUIRED: u8 = 0;
/// The type's own default.
pub const OWN: u8 = 1;
/// The default that was written.
pub const WRITTEN: u8 = 2;
/// And a function of the user's checks it.
pub const CHECKED: u8 = 3;

/// Whose rules a value must keep.
#[derive(Clone, Copy)]
pub enum RulesOf {
    /// Those of the one message, or none.
    Message(Option<&'static Rules>),
    /// Those of the union's member that it stands in.
    Member,
}

/// The fields of a view, in order: their names, and what the view takes them for.
#[must_use]
pub const fn columns<const N: usize>(viewed: &Viewed, fields: [(&'static str, Option<WireType>); N]) -> [Column; N] {
    let mut columns = [Column::named("", None); N];
    let mut slot = 0;
    while slot < N {
        let (name, ty) = fields[slot];
        columns[slot] = column(viewed, name, ty);
        slot += 1;
    }
    columns
}

impl Column {
    const fn named(name: &'static str, ty: Option<WireType>) -> Self {
        Self { name, ty, position: 0, kind: REQUIRED, rules: RulesOf::Message(None), lax: false }
    }
}

const fn column(viewed: &Viewed, name: &'static str, ty: Option<WireType>) -> Column {
    let mut column = Column::named(name, ty);
    let mut at = 0;
    while at < viewed.count() {
        if let Some(field) = field(viewed.message(at), name) {
            column.position = field.position;
            column.lax |= field.lax;
            if let Some(ty) = &ty
                && !fits(field, ty)
            {
                // One mistake is one error: what else does not fit follows from it.
                return column;
            }
            if !viewed.is_union() {
                column.kind = default_of(field) + if field.checked { CHECKED } else { 0 };
                column.rules = RulesOf::Message(field.rules);
            } else {
                if !field.required {
                    column.kind = OWN;
                }
                if field.rules.is_some() {
                    column.rules = RulesOf::Member;
                }
            }
        }
        at += 1;
    }
    column
}

pub(super) const fn default_of(field: &FieldSchema) -> u8 {
    match field.default {
        None => REQUIRED,
        Some(written) if written.is_empty() => OWN,
        Some(_) => WRITTEN,
    }
}

/// Does it depend on the member how a column is read? Without a union, there is none.
pub(super) const fn depends_on_member(columns: &[Column]) -> bool {
    let mut slot = 0;
    while slot < columns.len() {
        if columns[slot].lax || matches!(columns[slot].rules, RulesOf::Member) {
            return true;
        }
        slot += 1;
    }
    false
}

impl Viewed {
    /// How many messages it may be.
    pub(super) const fn count(&self) -> usize {
        match &self.schema.shape {
            Shape::Message(_) => 1,
            Shape::Union(union) => union.members.len(),
            _ => 0,
        }
    }

    /// One of them.
    pub(super) const fn message(&self, at: usize) -> &'static MessageSchema {
        match &self.schema.shape {
            Shape::Message(message) => message,
            Shape::Union(union) if at < union.members.len() => match &union.members[at].body {
                MemberBody::Message(message) => message,
                MemberBody::Type(_) => match self.members[at] {
                    Some(Schema { shape: Shape::Message(message), .. }) => message,
                    _ => &EMPTY,
                },
            },
            _ => &EMPTY,
        }
    }

    /// Is it without mistakes of its own?
    pub(super) const fn is_sound(&self, at: usize) -> bool {
        match &self.schema.shape {
            Shape::Union(UnionSchema { members, .. }) => match (&members[at].body, self.members[at]) {
                (MemberBody::Type(_), Some(schema)) => matches!(schema.shape, Shape::Message(_)),
                _ => true,
            },
            shape => matches!(shape, Shape::Message(_)),
        }
    }

    /// All of them.
    pub(super) fn messages(&'static self) -> impl Iterator<Item = &'static MessageSchema> {
        (0..self.count()).map(|at| self.message(at))
    }

    /// The name of one of them.
    pub(super) const fn name(&self, at: usize) -> &'static str {
        match &self.schema.shape {
            Shape::Union(union) => union.members[at].name,
            _ => self.schema.name,
        }
    }

    pub(super) const fn is_union(&self) -> bool {
        self.union().is_some()
    }

    pub(super) const fn union(&self) -> Option<&'static UnionSchema> {
        match &self.schema.shape {
            Shape::Union(union) => Some(union),
            _ => None,
        }
    }

    pub(super) const fn form(&self) -> Form {
        match self.union() {
            Some(union) => union.form,
            None => self.message(0).form,
        }
    }

    /// The key of the tag in map form.
    pub(super) const fn tag_field(&self) -> &'static str {
        match self.form() {
            Form::Array => "",
            Form::ArrayOrMap { tag_field } | Form::Map { tag_field } => tag_field,
        }
    }

    pub(super) const fn has_int_tags(&self) -> bool {
        matches!(self.message(0).tag, Some(Tag::Int(_)))
    }

    /// Where the fields start in array form: behind the tag.
    pub(super) const fn start(&self) -> usize {
        self.message(0).tag.is_some() as usize
    }

    /// How many positions are on the wire whichever message it is.
    pub(super) const fn required(&self) -> usize {
        let (mut least, mut at) = (usize::MAX, 0);
        while at < self.count() {
            let own = required(self.message(at));
            least = if own < least { own } else { least };
            at += 1;
        }
        if at == 0 { 0 } else { least }
    }

    /// How many fields are on the wire whichever message it is.
    pub(super) const fn fewest(&self) -> usize {
        let (mut least, mut at) = (usize::MAX, 0);
        while at < self.count() {
            let (fields, mut own, mut index) = (self.message(at).fields, 0, 0);
            while index < fields.len() {
                own += fields[index].required as usize;
                index += 1;
            }
            least = if own < least { own } else { least };
            at += 1;
        }
        if at == 0 { 0 } else { least }
    }

    /// The first two bytes of each message as it is usually written.
    pub(super) const fn starts(&self) -> Starts {
        let (mut starts, mut at) = (Starts::NONE, 0);
        while at < self.count() {
            let message = self.message(at);
            starts = starts.with(1 + fields(message), message.tag);
            at += 1;
        }
        starts
    }
}

/// What stands in for a message where there is none, since the item has a mistake.
const EMPTY: MessageSchema = MessageSchema {
    form: Form::Array,
    tag: None,
    forbid_unknown_fields: false,
    omits_defaults: false,
    fields: &[],
    reserved: &[],
};

/// How many positions a message has.
pub(super) const fn fields(message: &MessageSchema) -> usize {
    message.fields.len() + message.reserved.len()
}

/// How many of them must be on the wire: all up to the last field without a default.
pub(super) const fn required(message: &MessageSchema) -> usize {
    let mut at = message.fields.len();
    while at > 0 {
        at -= 1;
        if message.fields[at].required {
            return message.fields[at].position + 1;
        }
    }
    0
}

/// What an array with all of its fields begins with.
pub(super) const fn prefix(message: &MessageSchema) -> Prefix {
    Prefix::of(message.tag.is_some() as usize + fields(message), message.tag)
}

/// The field of that name.
pub(super) const fn field(message: &'static MessageSchema, name: &str) -> Option<&'static FieldSchema> {
    let mut at = 0;
    while at < message.fields.len() {
        if same_str(message.fields[at].name, name) {
            return Some(&message.fields[at]);
        }
        at += 1;
    }
    None
}
