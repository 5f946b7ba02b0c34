//! What stands at a place of the configuration, told by the const schema: sections, maps and values.

use super::suggest::folded;
use super::tree::{Data, Node};
use crate::constrain::Rules;
use crate::schema::{
    EnumerationSchema, FieldSchema, Form, MemberBody, MemberSchema, MessageSchema, Shape, Tag, UnionSchema, WireType,
};

/// A type without its wrappers: options, newtypes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A message in map form: a table of its own.
    Section(&'static MessageSchema),
    Map(&'static WireType),
    List(&'static WireType),
    Tuple(&'static [WireType]),
    Enumeration(&'static EnumerationSchema),
    Union(&'static UnionSchema),
    /// A message in array form.
    Positional(&'static MessageSchema),
    Scalar(&'static WireType),
}

/// A field's place: its type, and what is known of it beside that.
#[derive(Clone)]
pub(super) struct Spot {
    pub ty: &'static WireType,
    /// The rules of the field and of each newtype around the value.
    pub rules: Vec<&'static Rules>,
    pub secret: bool,
}

impl Kind {
    pub(super) fn of(ty: &'static WireType) -> Self {
        match ty {
            WireType::Option(ty) => Self::of(ty),
            WireType::Newtype(_, field) => Self::of(&field.ty),
            WireType::Map(_, value) => Self::Map(value),
            WireType::Sequence(item) | WireType::Array(item, _) => Self::List(item),
            WireType::Tuple(items) => Self::Tuple(items),
            WireType::Named(_, schema) => match &schema().shape {
                Shape::Message(message) if matches!(message.form, Form::Array) => Self::Positional(message),
                Shape::Message(message) => Self::Section(message),
                Shape::Union(union) => Self::Union(union),
                Shape::Enumeration(enumeration) => Self::Enumeration(enumeration),
                Shape::Newtype(field) => Self::of(&field.ty),
            },
            scalar => Self::Scalar(scalar),
        }
    }

    /// The type of what stands under a key.
    pub(super) fn inside(&self, key: &str) -> Option<&'static WireType> {
        match self {
            Self::Section(message) => named(message, key).map(|field| &field.ty),
            Self::Map(value) => Some(value),
            _ => None,
        }
    }
}

impl Spot {
    pub(super) fn of(ty: &'static WireType) -> Self {
        let mut spot = Self { ty, rules: Vec::new(), secret: ty.is_secret() };
        spot.gather(ty);
        spot
    }

    pub(super) fn field(field: &'static FieldSchema) -> Self {
        let mut spot = Self::of(&field.ty);
        spot.rules.extend(field.rules);
        spot.secret |= field.secret;
        spot
    }

    /// Is a value here not to be shown? One that is no table or list where a table or list with secrets belongs may be
    /// all of it, misquoted; and an address may hold a password.
    pub(super) fn hides(&self, node: &Node) -> bool {
        self.secret || node.holds_login() || (!node.is_container() && self.ty.holds_secret())
    }

    /// What stands inside: an element, or the value of a map.
    pub(super) fn inside(&self, ty: &'static WireType, rules: fn(&'static Rules) -> Option<&'static Rules>) -> Self {
        let mut spot = Self::of(ty);
        spot.rules.extend(self.rules.iter().filter_map(|outer| rules(outer)));
        spot.secret |= self.secret;
        spot
    }

    fn gather(&mut self, ty: &'static WireType) {
        let field = match ty {
            WireType::Option(ty) => return self.gather(ty),
            WireType::Newtype(_, field) => field,
            WireType::Named(_, schema) => match &schema().shape {
                Shape::Newtype(field) => field,
                _ => return,
            },
            _ => return,
        };
        self.secret |= field.secret;
        self.rules.extend(field.rules);
        self.gather(&field.ty);
    }
}

impl Spot {
    /// The message whose fields the keys of a table are. A union is what its tag says, which is looked for: once a table, and
    /// not for each of its keys.
    pub(super) fn message(&self, node: &Node) -> Option<&'static MessageSchema> {
        match Kind::of(self.ty) {
            Kind::Section(message) => Some(message),
            Kind::Union(union) => member(union, node),
            _ => None,
        }
    }

    /// What stands under a key of a table, as far as the schema tells; `message` is the table's. Where the tag of a union is
    /// not known, neither is what stands in it.
    pub(super) fn of_key(&self, message: Option<&'static MessageSchema>, key: &str) -> Option<Self> {
        match Kind::of(self.ty) {
            Kind::Section(MessageSchema { form, .. }) | Kind::Union(UnionSchema { form, .. }) if is_tag(form, key) => {
                Some(Self::of(&WireType::Any))
            }
            Kind::Section(_) | Kind::Union(_) => named(message?, key).map(|field| self.part(field)),
            Kind::Map(value) => Some(self.inside(value, |rules| rules.values)),
            // Any value is what it is, all the way down; in a number, nobody knows what stands.
            Kind::Scalar(ty @ (WireType::Any | WireType::Opaque)) => Some(self.inside(ty, |_| None)),
            _ => None,
        }
    }

    /// The same at an index of a list.
    pub(super) fn of_index(&self, node: &Node, index: usize) -> Option<Self> {
        match Kind::of(self.ty) {
            Kind::List(item) => Some(self.inside(item, |rules| rules.items)),
            Kind::Tuple(items) => items.get(index).map(|item| self.inside(item, |rules| rules.items)),
            Kind::Positional(message) => self.of_position(message, index),
            Kind::Union(union) => self.of_position(member(union, node)?, index),
            Kind::Scalar(ty) => Some(self.inside(ty, |_| None)),
            _ => None,
        }
    }

    fn of_position(&self, message: &'static MessageSchema, index: usize) -> Option<Self> {
        let Some(position) = index.checked_sub(usize::from(message.tag.is_some())) else {
            return Some(Self::of(&WireType::Any));
        };
        message.fields.iter().find(|field| field.position == position).map(|field| self.part(field))
    }

    fn part(&self, field: &'static FieldSchema) -> Self {
        let mut spot = Self::field(field);
        spot.secret |= self.secret;
        spot
    }
}

/// The union whose tag stands under a key, or first in a list.
pub(super) fn tag_of(ty: &'static WireType, key: Option<&str>) -> Option<&'static UnionSchema> {
    match Kind::of(ty) {
        Kind::Union(union) if key.is_none_or(|key| is_tag(&union.form, key)) => Some(union),
        _ => None,
    }
}

/// The tags of a union's members.
pub(super) fn tags(union: &'static UnionSchema) -> impl Iterator<Item = Tag> {
    union.members.iter().filter_map(|member| message_of(member)?.tag)
}

fn message_of(member: &'static MemberSchema) -> Option<&'static MessageSchema> {
    match &member.body {
        MemberBody::Message(message) => Some(message),
        MemberBody::Type(ty) => match Kind::of(ty) {
            Kind::Section(message) | Kind::Positional(message) => Some(message),
            _ => None,
        },
    }
}

/// The path of the only value in all sections that goes by a name.
pub(super) fn only_path_to(ty: &'static WireType, key: &str) -> Option<String> {
    fn gather(ty: &'static WireType, prefix: &str, key: &str, depth: usize, paths: &mut Vec<String>) {
        if let (Kind::Section(message), true) = (Kind::of(ty), depth < 8) {
            for field in message.fields {
                let path = format!("{prefix}{}", field.name);
                gather(&field.ty, &format!("{path}."), key, depth + 1, paths);
                if folded(field.name) == key {
                    paths.push(path);
                }
            }
        }
    }
    let mut paths = Vec::new();
    gather(ty, "", &folded(key), 0, &mut paths);
    match paths.len() {
        1 => paths.pop(),
        _ => None,
    }
}

/// Is it the key of the tag, and not of a field?
fn is_tag(form: &Form, key: &str) -> bool {
    matches!(form, Form::Map { tag_field } | Form::ArrayOrMap { tag_field } if *tag_field == key)
}

/// The member of a union that a value's tag names.
pub(super) fn member(union: &'static UnionSchema, node: &Node) -> Option<&'static MessageSchema> {
    let tag = match (&node.data, union.form) {
        (Data::Array(items), _) => items.first()?,
        (_, Form::Map { tag_field } | Form::ArrayOrMap { tag_field }) => node.get(tag_field)?,
        (_, Form::Array) => return None,
    };
    union.members.iter().find_map(|member| {
        let message = message_of(member)?;
        let is_named = match (message.tag?, &tag.data) {
            (Tag::Str(name), Data::Str(text)) => name == text,
            (Tag::Int(number), Data::Int(value)) => i128::from(number) == *value,
            _ => false,
        };
        is_named.then_some(message)
    })
}

/// The names of all fields whose values hold no secrets, and of those that are secrets.
pub(super) fn open_and_secret(ty: &'static WireType) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut names = Names::default();
    names.gather(ty);
    (names.open, names.secret)
}

#[derive(Default)]
struct Names {
    open: Vec<&'static str>,
    secret: Vec<&'static str>,
    /// Types may hold themselves.
    seen: Vec<*const MessageSchema>,
}

impl Names {
    fn gather(&mut self, ty: &'static WireType) {
        match Kind::of(ty) {
            Kind::Section(message) | Kind::Positional(message) => self.message(message),
            Kind::Map(ty) | Kind::List(ty) => self.gather(ty),
            Kind::Tuple(items) => items.iter().for_each(|ty| self.gather(ty)),
            Kind::Union(union) => {
                for member in union.members {
                    match &member.body {
                        MemberBody::Message(message) => self.message(message),
                        MemberBody::Type(ty) => self.gather(ty),
                    }
                }
            }
            Kind::Enumeration(_) | Kind::Scalar(_) => {}
        }
    }

    fn message(&mut self, message: &'static MessageSchema) {
        if self.seen.contains(&std::ptr::from_ref(message)) {
            return;
        }
        self.seen.push(message);
        for field in message.fields {
            let spot = Spot::field(field);
            let names = std::iter::once(field.name).chain(field.aliases.iter().copied());
            match Kind::of(spot.ty) {
                _ if spot.secret => self.secret.extend(names),
                Kind::Scalar(_) | Kind::Enumeration(_) => self.open.extend(names),
                Kind::List(item) if matches!(Kind::of(item), Kind::Scalar(_) | Kind::Enumeration(_)) => {
                    self.open.extend(names);
                }
                _ => {}
            }
            self.gather(&field.ty);
        }
    }
}

/// The field that goes by a name, or by an alias.
pub(super) fn named(message: &MessageSchema, key: &str) -> Option<&'static FieldSchema> {
    message.fields.iter().find(|field| field.name == key || field.aliases.contains(&key))
}

/// Is the value optional, so that nil stands for none?
pub(super) fn is_option(ty: &WireType) -> bool {
    match ty {
        WireType::Option(_) => true,
        WireType::Newtype(_, field) => is_option(&field.ty),
        _ => false,
    }
}
