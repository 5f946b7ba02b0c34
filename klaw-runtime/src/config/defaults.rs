//! What stands where nothing was given: the defaults, as a tree.

use super::origin::Origin;
use super::shape::{Kind, is_option, named};
use super::tree::{Data, Entry, Node};
use crate::schema::{FieldSchema, WireType};

/// A tree with the defaults of all that it leaves out.
pub(super) fn complete(ty: &'static WireType, node: &Node) -> Node {
    let (Kind::Section(message), Data::Table(entries)) = (Kind::of(ty), &node.data) else {
        return node.clone();
    };
    let fields = message.fields.iter().filter_map(|field| {
        let given = entries.iter().find(|entry| entry.key == field.name);
        let (node, origin) = match given {
            Some(entry) => (complete(&field.ty, &entry.node), entry.origin.clone()),
            None => (default(field)?, Origin::DEFAULT),
        };
        Some(Entry { key: String::from(field.name), origin, node })
    });
    Node { data: Data::Table(fields.collect()), origin: node.origin.clone() }
}

/// Gives a tree the sections that must be there, so that it is their values which are missing.
pub(super) fn open_sections(node: &mut Node, ty: &'static WireType) {
    let (Kind::Section(message), Data::Table(entries)) = (Kind::of(ty), &mut node.data) else { return };
    for field in message.fields {
        let is_section = matches!(Kind::of(&field.ty), Kind::Section(_)) && !is_option(&field.ty);
        if field.required && is_section && !entries.iter().any(|entry| entry.key == field.name) {
            let (key, origin) = (String::from(field.name), node.origin.clone());
            entries.push(Entry { key, origin: origin.clone(), node: Node::empty(origin) });
        }
    }
    for entry in entries {
        if let Some(field) = named(message, &entry.key) {
            open_sections(&mut entry.node, &field.ty);
        }
    }
}

/// A field's default; a section that must be there is one of its own fields' defaults. `None` where nobody knows one.
pub(super) fn default(field: &'static FieldSchema) -> Option<Node> {
    match field.default_value {
        Some(value) => Some(complete(&field.ty, &Node::of_frame(&value(), &Origin::DEFAULT))),
        None if matches!(Kind::of(&field.ty), Kind::Section(_)) && !is_option(&field.ty) && field.required => {
            Some(complete(&field.ty, &Node::empty(Origin::DEFAULT)))
        }
        None => None,
    }
}
