//! What only decoders know: dates, addresses, checks of the user's. A decoder stops at its first fault, so it is asked again
//! without the value that it refused, until it has no more to say.

use super::adopt::join;
use super::check::{lower_first, shown, value};
use super::error::Fault;
use super::shape::{Kind, Spot};
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
        let (text, steps, is_key) = parts(&message);
        let keys = keys(&tree, steps, is_key, |tree| decode(tree).is_err_and(|other| other == message));
        let path = path(&keys);
        // A check over several values is not asked where one of them is not there.
        if !paths.iter().any(|gone| is_inside(gone, &path)) {
            let key = entry(root, &keys).filter(|_| is_key);
            let fault = fault(root, ty, text, &keys, path.clone(), key.is_none());
            faults.push(match key {
                Some(entry) => Fault { origin: entry.origin.clone(), ..fault },
                None => fault,
            });
        }
        paths.push(path);
        if keys.is_empty() || !remove(&mut tree, &keys) {
            break;
        }
    }
    faults
}

/// A fault at the place that its text names: in the value there, or in its key.
fn fault(root: &Node, ty: &'static WireType, text: &str, keys: &[Key], path: String, of_value: bool) -> Fault {
    let (mut node, mut spot) = (root, Some(Spot::of(ty)));
    for key in keys {
        let inner = match (key, &node.data) {
            (Key::Index(index), Data::Array(items)) => {
                spot = spot.as_ref().and_then(|spot| spot.of_index(node, *index));
                items.get(*index)
            }
            (Key::Name(name), _) => {
                spot = spot.as_ref().and_then(|spot| spot.of_key(spot.message(node), name));
                node.get(name)
            }
            _ => None,
        };
        let Some(inner) = inner else { break };
        node = inner;
    }
    let sentence = match &spot {
        Some(spot) if spot.secret => String::from("the secret is not one that its type accepts"),
        Some(spot) if is_no_date(spot, text) => return value(node, spot, path),
        spot => {
            let sentence = hide(root, ty, lower_first(text));
            // Of a list or a section the sentence says more than what is in it would.
            let is_shown = of_value && !matches!(node.data, Data::Array(_) | Data::Table(_));
            match spot {
                Some(spot) if is_shown && !spot.hides(node) => format!("{sentence}, found {}", shown(node)),
                _ => sentence,
            }
        }
    };
    Fault::sentence(node.origin.clone(), path, sentence)
}

/// Does a text say no more than that a value is no date or duration? What is one says more.
fn is_no_date(spot: &Spot, text: &str) -> bool {
    const REFUSALS: [&str; 3] = ["Invalid RFC3339 ", "Invalid ISO8601 ", "invalid type: "];
    matches!(Kind::of(spot.ty), Kind::Scalar(WireType::Text(_) | WireType::Timestamp))
        && REFUSALS.iter().any(|refusal| text.starts_with(refusal))
}

/// A step to a value of a tree.
enum Key {
    Name(String),
    Index(usize),
}

/// The text of an error, the steps of the path at its end, and whether they lead to the key of a map.
fn parts(message: &str) -> (&str, &str, bool) {
    let Some((text, path)) = message.strip_suffix('`').and_then(|message| message.rsplit_once(" - at `")) else {
        return (message, "", false);
    };
    match (path.strip_prefix('$'), path.split_once("` in `$")) {
        (Some(steps), _) => (text, steps, false),
        // `key` in `$.labels`
        (None, Some((_, steps))) => (text, steps, true),
        (None, None) => (message, "", false),
    }
}

/// The way to the value that a decoder refuses. Names may hold what paths are made of, so that the tree says which it is. Of
/// the entries of a map, which the decoder does not tell apart, it is the last of the fewest, from the first on, that are
/// still refused: half of them are asked about, and half of the rest, as a map may have many.
fn keys(tree: &Node, steps: &str, is_key: bool, is_refused: impl Fn(&Node) -> bool) -> Vec<Key> {
    let (mut keys, mut rest) = (Vec::new(), steps);
    while !rest.is_empty() {
        let index = rest.strip_prefix('[').and_then(|index| index.split_once(']'));
        let (key, behind) = match index {
            Some(("...", behind)) => (refused_entry(tree, &keys, &is_refused), behind),
            Some((index, behind)) => (index.parse().ok().map(Key::Index), behind),
            None => {
                let (name, behind) = name(at(tree, &keys), rest.strip_prefix('.').unwrap_or(rest));
                (Some(Key::Name(String::from(name))), behind)
            }
        };
        let Some(key) = key else { return keys };
        keys.push(key);
        rest = behind;
    }
    if is_key {
        keys.extend(refused_entry(tree, &keys, &is_refused));
    }
    keys
}

/// The name in front of further steps, and those: the longest that stands in the table, or all up to what begins a step.
fn name<'p>(table: Option<&Node>, path: &'p str) -> (&'p str, &'p str) {
    let known =
        table.into_iter().flat_map(Node::entries).map(|entry| entry.key.as_str()).filter(|key| {
            path.strip_prefix(key).is_some_and(|behind| behind.is_empty() || behind.starts_with(['.', '[']))
        });
    let length = known.map(str::len).max().or_else(|| path.find(['.', '['])).unwrap_or(path.len());
    path.split_at(length)
}

fn refused_entry(tree: &Node, keys: &[Key], is_refused: &impl Fn(&Node) -> bool) -> Option<Key> {
    let Some(Data::Table(entries)) = at(tree, keys).map(|node| &node.data) else { return None };
    let (mut few, mut many) = (0, entries.len());
    while many - few > 1 {
        let half = few + (many - few) / 2;
        let mut tree = tree.clone();
        if let Some(Data::Table(entries)) = at_mut(&mut tree, keys).map(|node| &mut node.data) {
            entries.truncate(half);
        }
        *(if is_refused(&tree) { &mut many } else { &mut few }) = half;
    }
    entries.get(few).map(|entry| Key::Name(entry.key.clone()))
}

/// The entry that keys lead to, with where its key stands.
fn entry<'t>(tree: &'t Node, keys: &[Key]) -> Option<&'t Entry> {
    let (Key::Name(name), before) = keys.split_last()? else { return None };
    at(tree, before)?.entries().iter().find(|entry| entry.key == *name)
}

fn at<'t>(tree: &'t Node, keys: &[Key]) -> Option<&'t Node> {
    keys.iter().try_fold(tree, |node, key| match (key, &node.data) {
        (Key::Name(name), _) => node.get(name),
        (Key::Index(index), Data::Array(items)) => items.get(*index),
        _ => None,
    })
}

fn at_mut<'t>(tree: &'t mut Node, keys: &[Key]) -> Option<&'t mut Node> {
    keys.iter().try_fold(tree, |node, key| match (key, &mut node.data) {
        (Key::Name(name), Data::Table(entries)) => {
            entries.iter_mut().find(|entry| entry.key == *name).map(|entry| &mut entry.node)
        }
        (Key::Index(index), Data::Array(items)) => items.get_mut(*index),
        _ => None,
    })
}

fn path(keys: &[Key]) -> String {
    keys.iter().fold(String::new(), |path, key| match key {
        Key::Name(name) => join(&path, name),
        Key::Index(index) => format!("{path}[{index}]"),
    })
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

/// Takes out the value that keys lead to, or the innermost around it that is an entry of a table.
fn remove(tree: &mut Node, keys: &[Key]) -> bool {
    for end in (0..keys.len()).rev() {
        let Some((Key::Name(name), before)) = keys.get(..=end).and_then(<[Key]>::split_last) else { continue };
        if let Some(Data::Table(entries)) = at_mut(tree, before).map(|node| &mut node.data)
            && let Some(index) = entries.iter().position(|entry| entry.key == *name)
        {
            entries.remove(index);
            return true;
        }
    }
    false
}

/// Takes secrets out of words that are not klaw's: a check of the user's may quote what it looks at.
fn hide(root: &Node, ty: &'static WireType, mut text: String) -> String {
    fn gather(node: &Node, spot: Option<&Spot>, secrets: &mut Vec<String>) {
        match &node.data {
            Data::Table(entries) => {
                let message = spot.and_then(|spot| spot.message(node));
                for entry in entries {
                    gather(&entry.node, spot.and_then(|spot| spot.of_key(message, &entry.key)).as_ref(), secrets);
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
