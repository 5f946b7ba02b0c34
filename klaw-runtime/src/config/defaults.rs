//! What stands where nothing was given: the defaults, as a tree.

use super::origin::Origin;
use super::shape::{Kind, is_option};
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
