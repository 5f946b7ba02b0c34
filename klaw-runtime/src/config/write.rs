//! A tree as the text of a TOML file.

use super::check::HIDDEN;
use super::defaults;
use super::origin::Origin;
use super::shape::{Kind, Spot, named};
use super::tree::{Data, Entry, Node};
use crate::schema::WireType;
use toml_writer::{ToTomlKey as _, TomlWrite as _};

/// What stands for a value that TOML has no word for.
const NONE: &str = "none, for which TOML has no word";

/// What of a value differs from the defaults.
pub(super) fn to_toml(ty: &'static WireType, node: &Node) -> String {
    let mut text = String::new();
    let value = defaults::complete(ty, node);
    let default = defaults::complete(ty, &Node::empty(Origin::DEFAULT));
    table(&mut text, &value, &default, &Spot::of(ty), "", false);
    text
}

/// A section: its values, then the sections in it, each under its header. One that is not there by default must have one.
fn table(text: &mut String, node: &Node, default: &Node, spot: &Spot, path: &str, is_new: bool) {
    let mut lines = String::new();
    let mut inner = Vec::new();
    let message = spot.message(node);
    for entry in node.entries() {
        let Some(spot) = spot.of_key(message, &entry.key) else { continue };
        let default = default.get(&entry.key);
        if default.is_some_and(|default| same(&entry.node, default)) {
            continue;
        }
        let key = key(&entry.key);
        match (&entry.node.data, Kind::of(spot.ty)) {
            (Data::Nil, _) if default.is_none() => {}
            (Data::Nil, _) => lines.push_str(&format!("# {key} is {NONE}\n")),
            (Data::Table(_), Kind::Section(_) | Kind::Map(_)) if !spot.secret => {
                inner.push((key, entry, default, spot))
            }
            _ => {
                if let Some(node) = writable(&entry.node, Some(&spot), &key, &mut lines) {
                    lines.push_str(&format!("{key} = {}\n", inline(&node, Some(&spot))));
                }
            }
        }
    }
    let is_gone = |entry: &&Entry| matches!(Kind::of(spot.ty), Kind::Map(_)) && node.get(&entry.key).is_none();
    for entry in default.entries().iter().filter(is_gone) {
        lines.push_str(&format!("# {} is not there, as it is by default; a file cannot say so\n", key(&entry.key)));
    }
    if is_new || !lines.is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        if !path.is_empty() {
            text.push_str(&format!("[{path}]\n"));
        }
        text.push_str(&lines);
    }
    for (key, entry, default, spot) in inner {
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        match default {
            Some(default) if matches!(default.data, Data::Table(_)) => {
                table(text, &entry.node, default, &spot, &path, false);
            }
            // It is one more, as an entry of a map or an option that holds something: all that it needs are its own fields.
            _ => {
                let own = defaults::complete(spot.ty, &Node::empty(Origin::DEFAULT));
                table(text, &entry.node, &own, &spot, &path, true);
            }
        }
    }
}

/// What of a value can stand in a file; of what cannot, a comment says so. Tables do without it, but lists go as a whole, as
/// their elements are counted.
pub(super) fn writable(node: &Node, spot: Option<&Spot>, path: &str, comments: &mut String) -> Option<Node> {
    let what = match &node.data {
        // What nobody knows to be none may be one.
        _ if spot.is_none_or(|spot| spot.secret) => HIDDEN,
        Data::Nil => NONE,
        Data::Array(items) => {
            let mut inner = String::new();
            let items = items.iter().enumerate().map(|(index, item)| {
                let spot = spot.and_then(|spot| spot.of_index(node, index));
                writable(item, spot.as_ref(), &format!("{path}[{index}]"), &mut inner)
            });
            if let Some(items) = items.collect::<Option<_>>()
                && inner.is_empty()
            {
                return Some(Node { data: Data::Array(items), origin: node.origin.clone() });
            }
            comments.push_str(&inner);
            "a list, which is left out as a whole for that"
        }
        Data::Table(entries) => {
            let message = spot.and_then(|spot| spot.message(node));
            let entries = entries.iter().filter_map(|entry| {
                let field = message.and_then(|message| named(message, &entry.key));
                let default = field.and_then(defaults::default);
                if default.is_some_and(|default| matches!((default.data, &entry.node.data), (Data::Nil, Data::Nil))) {
                    return None;
                }
                let spot = spot.and_then(|spot| spot.of_key(message, &entry.key));
                let path = format!("{path}.{}", key(&entry.key));
                let node = writable(&entry.node, spot.as_ref(), &path, comments)?;
                Some(Entry { key: entry.key.clone(), origin: entry.origin.clone(), node })
            });
            return Some(Node { data: Data::Table(entries.collect()), origin: node.origin.clone() });
        }
        _ => return Some(node.clone()),
    };
    comments.push_str(&format!("# {path} is {what}\n"));
    None
}

pub(super) fn key(key: &str) -> String {
    let mut text = String::new();
    // A `String` takes all that is written.
    let _ = text.key(key);
    debug_assert_eq!(text, key.to_toml_key());
    text
}

/// A value on one line; a secret, and what nobody knows to be none, is `***`.
pub(super) fn inline(node: &Node, spot: Option<&Spot>) -> String {
    if spot.is_none_or(|spot| spot.secret) {
        return String::from("***");
    }
    let mut text = String::new();
    match &node.data {
        Data::Nil => text.push_str("none"),
        Data::Bool(value) => drop(text.value(*value)),
        Data::Int(value) => text.push_str(&value.to_string()),
        Data::Float(value) => drop(text.value(*value)),
        Data::Str(value) => drop(text.value(value)),
        Data::Array(items) => {
            let inner = |(index, item)| inline(item, spot.and_then(|spot| spot.of_index(node, index)).as_ref());
            let items: Vec<_> = items.iter().enumerate().map(inner).collect();
            text = format!("[{}]", items.join(", "));
        }
        Data::Table(entries) => {
            let message = spot.and_then(|spot| spot.message(node));
            let entries = entries.iter().map(|entry| {
                let spot = spot.and_then(|spot| spot.of_key(message, &entry.key));
                format!("{} = {}", key(&entry.key), inline(&entry.node, spot.as_ref()))
            });
            let entries: Vec<_> = entries.collect();
            text = if entries.is_empty() { String::from("{}") } else { format!("{{ {} }}", entries.join(", ")) };
        }
    }
    text
}

/// Are two values the same, wherever they come from?
fn same(a: &Node, b: &Node) -> bool {
    match (&a.data, &b.data) {
        (Data::Nil, Data::Nil) => true,
        (Data::Bool(a), Data::Bool(b)) => a == b,
        (Data::Int(a), Data::Int(b)) => a == b,
        (Data::Float(a), Data::Float(b)) => a.to_bits() == b.to_bits(),
        (Data::Str(a), Data::Str(b)) => a == b,
        (Data::Array(a), Data::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Data::Table(a), Data::Table(b)) => {
            let has = |key: &str, value| b.iter().any(|entry| entry.key == key && same(value, &entry.node));
            a.len() == b.len() && a.iter().all(|entry| has(&entry.key, &entry.node))
        }
        _ => false,
    }
}
