//! A tree that was read becomes one of the type's: keys by their fields' names, and where secrets stand is known.

use super::error::Fault;
use super::origin::Given;
use super::shape::{self, Kind, Spot};
use super::tree::{Data, Node};
use super::write;
use crate::schema::WireType;
use std::collections::HashSet;
use std::ops::Range;

/// Gives each key the name that its field has on the wire, where it is an alias; says which keys stand twice, and where
/// secrets stand in the file.
pub(super) fn adopt(root: &mut Node, ty: &'static WireType) -> (Vec<Fault>, Vec<Range<usize>>) {
    let mut adopted = Adopted::default();
    adopted.node(root, Some(&Spot::of(ty)), "");
    (adopted.faults, adopted.secrets)
}

#[derive(Default)]
struct Adopted {
    faults: Vec<Fault>,
    secrets: Vec<Range<usize>>,
}

impl Adopted {
    fn node(&mut self, node: &mut Node, spot: Option<&Spot>, path: &str) {
        let is_known = spot.is_some_and(|spot| match Kind::of(spot.ty) {
            Kind::Union(union) => shape::member(union, node).is_some(),
            _ => true,
        });
        let is_hidden = !is_known || spot.is_some_and(|spot| spot.hides(node));
        // Of a table or a list, its values are.
        if let (Given::File(_, at), true, false) = (node.origin.given(), is_hidden, node.is_container()) {
            self.secrets.push(at.clone());
        }
        let message = spot.and_then(|spot| spot.message(node));
        let inner: Vec<_> = match &node.data {
            Data::Table(entries) => {
                entries.iter().map(|entry| spot.and_then(|spot| spot.of_key(message, &entry.key))).collect()
            }
            Data::Array(items) => {
                (0..items.len()).map(|index| spot.and_then(|spot| spot.of_index(node, index))).collect()
            }
            _ => return,
        };
        match &mut node.data {
            Data::Table(entries) => {
                let mut seen = HashSet::new();
                for (entry, spot) in entries.iter_mut().zip(&inner) {
                    let given = entry.key.clone();
                    if let Some(field) = message.and_then(|message| shape::named(message, &entry.key)) {
                        entry.key = String::from(field.name);
                    }
                    let path = join(path, &entry.key);
                    if !seen.insert(entry.key.clone()) {
                        let sentence = match given == entry.key {
                            true => String::from("the key is given twice; keep one"),
                            false => format!("`{given}` is another name of a key that is given already; keep one"),
                        };
                        self.faults.push(Fault::sentence(entry.origin.clone(), path.clone(), sentence));
                    }
                    self.node(&mut entry.node, spot.as_ref(), &path);
                }
            }
            Data::Array(items) => {
                for (index, (item, spot)) in items.iter_mut().zip(&inner).enumerate() {
                    self.node(item, spot.as_ref(), &format!("{path}[{index}]"));
                }
            }
            _ => {}
        }
    }
}

/// A path and a key behind it, which stands in quotes where a file would have it so.
pub(super) fn join(path: &str, key: &str) -> String {
    let key = write::key(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
