//! What only decoders know: dates, addresses, checks of the user's. A decoder stops at its first fault, so it is asked again
//! without the value that it refused, until it has no more to say.

use super::adopt::join;
use super::check::lower_first;
use super::error::Fault;
use super::shape::Spot;
use super::tree::{Data, Entry, Node};
use crate::schema::WireType;

/// How often a decoder is asked.
const MOST: usize = 64;

/// What a decoder refuses in a tree. What has a fault already is not asked about: `judged` has the values, and `paths` all
/// places with a fault, the missing ones too.
pub(super) fn refusals(
    root: &Node,
    ty: &'static WireType,
    judged: &[*const Node],
    mut paths: Vec<String>,
    decode: impl Fn(&Node) -> Result<(), String>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(mut tree) = without(root, judged) else { return faults };
    for _ in 0..MOST {
        let Err(message) = decode(&tree) else { break };
        let (text, path) = parts(&message);
        let steps = steps(path);
        // A check over several values is not asked where one of them is not there.
        if !paths.iter().any(|gone| is_inside(gone, path)) {
            faults.push(fault(root, ty, text, &steps));
        }
        paths.push(path.replace(".[", "["));
        if steps.is_empty() || !remove(&mut tree, &steps) {
            break;
        }
    }
    faults
}

/// A fault at the place that its text names.
fn fault(root: &Node, ty: &'static WireType, text: &str, steps: &[&str]) -> Fault {
    let (mut node, mut spot, mut path) = (root, Some(Spot::of(ty)), String::new());
    for step in steps {
        let inner = match &node.data {
            Data::Array(items) => step.parse().ok().and_then(|index: usize| {
                spot = spot.as_ref().and_then(|spot| spot.of_index(node, index));
                path.push_str(&format!("[{index}]"));
                items.get(index)
            }),
            _ => {
                spot = spot.as_ref().and_then(|spot| spot.of_key(node, step));
                path = join(&path, step);
                node.get(step)
            }
        };
        let Some(inner) = inner else { break };
        node = inner;
    }
    let sentence = match spot.is_some_and(|spot| spot.secret) {
        true => String::from("the secret is not one that its type accepts"),
        false => hide(root, ty, lower_first(text)),
    };
    Fault::sentence(node.origin.clone(), path, sentence)
}

/// The text of an error, and the path at its end.
fn parts(message: &str) -> (&str, &str) {
    match message.rsplit_once(" - at `$") {
        Some((text, path)) => (text, path.trim_end_matches('`').trim_start_matches('.')),
        None => (message, ""),
    }
}

fn steps(path: &str) -> Vec<&str> {
    path.split(['.', '[']).map(|step| step.trim_end_matches(']')).filter(|step| !step.is_empty()).collect()
}

fn is_inside(path: &str, outer: &str) -> bool {
    outer.is_empty() || path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The tree without some of its values. A list goes as a whole: its elements have no names.
fn without(node: &Node, gone: &[*const Node]) -> Option<Node> {
    if gone.contains(&std::ptr::from_ref(node)) {
        return None;
    }
    let data = match &node.data {
        Data::Array(items) => Data::Array(items.iter().map(|item| without(item, gone)).collect::<Option<_>>()?),
        Data::Table(entries) => {
            let left = entries.iter().filter_map(|entry| {
                let node = without(&entry.node, gone)?;
                Some(Entry { key: entry.key.clone(), origin: entry.origin.clone(), node })
            });
            Data::Table(left.collect())
        }
        scalar => scalar.clone(),
    };
    Some(Node { data, origin: node.origin.clone() })
}

/// Takes out the value at a path, or the innermost that has a key.
fn remove(node: &mut Node, steps: &[&str]) -> bool {
    let (Data::Table(entries), Some((first, rest))) = (&mut node.data, steps.split_first()) else { return false };
    let Some(index) = entries.iter().position(|entry| entry.key == *first) else { return false };
    let is_deeper = entries.get_mut(index).is_some_and(|entry| remove(&mut entry.node, rest));
    if !is_deeper {
        entries.remove(index);
    }
    true
}

/// Takes secrets out of words that are not klaw's: a check of the user's may quote what it looks at.
fn hide(root: &Node, ty: &'static WireType, mut text: String) -> String {
    fn gather(node: &Node, spot: Option<&Spot>, secrets: &mut Vec<String>) {
        match &node.data {
            Data::Table(entries) => {
                for entry in entries {
                    gather(&entry.node, spot.and_then(|spot| spot.of_key(node, &entry.key)).as_ref(), secrets);
                }
            }
            Data::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    gather(item, spot.and_then(|spot| spot.of_index(node, index)).as_ref(), secrets);
                }
            }
            Data::Nil | Data::Bool(_) => {}
            scalar => {
                let text = match scalar {
                    Data::Int(value) => value.to_string(),
                    Data::Float(value) => value.to_string(),
                    Data::Str(text) => text.clone(),
                    _ => String::new(),
                };
                // Of what nobody knows, short pieces are in every text.
                if spot.map_or(text.len() > 3, |spot| spot.secret) {
                    secrets.push(text);
                }
            }
        }
    }
    let mut secrets = Vec::new();
    gather(root, Some(&Spot::of(ty)), &mut secrets);
    secrets.retain(|secret| !secret.is_empty());
    // The longest first: one may be a part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        text = text.replace(&secret, "***");
    }
    text
}
