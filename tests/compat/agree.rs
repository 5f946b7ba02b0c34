//! The native JSON codec and serde_json decide alike: one model, two ways through it.

use crate::json::damaged;
use crate::vectors::{Case, json_cases};
use klaw_tests::json_types::{self, JsonType};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value as Json;
use std::str;
use std::sync::LazyLock;

/// How the two differ on a text. Two kinds of texts they see differently: where it is not UTF-8, serde_json refuses keys that
/// no one asks for; and `-0` is an integer to msgspec, to serde_json a float.
fn difference(one: &JsonType, text: &[u8]) -> Option<String> {
    let zeros = str::from_utf8(text).ok()?.match_indices("-0");
    if zeros.map(|(at, _)| text.get(at + 2)).any(|next| !matches!(next, Some(b'.' | b'e' | b'E'))) {
        return None;
    }
    match ((one.owned)(text), (one.serde)(text)) {
        (Ok(native), Ok([by_serde, written])) => {
            let same = native == by_serde && tree(&native) == tree(&written);
            (!same).then(|| format!("{} {} {}", lossy(&native), lossy(&by_serde), lossy(&written)))
        }
        (Err(_), Err(_)) => None,
        (Ok(native), Err(error)) => Some(format!("native {}, serde_json: {error}", lossy(&native))),
        (Err(error), Ok([by_serde, _])) => Some(format!("native {error}, serde_json: {}", lossy(&by_serde))),
    }
}

fn tree(text: &[u8]) -> Json {
    serde_json::from_slice(text).unwrap()
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[test]
fn on_what_is_left_of_a_text() {
    let mut run = 0;
    for case in json_cases() {
        let one = json_types::find(&case.name).unwrap();
        damaged(case.hex.as_bytes(), |text| {
            assert_eq!(difference(one, text), None, "{} {}", case.name, lossy(text));
            run += 1;
        });
    }
    assert!(run > 200_000, "{run}");
}

/// What may be done to a message, somewhere inside of it.
#[derive(Debug, Clone)]
enum Edit {
    /// Another value.
    Replace(Json),
    /// One element or entry less.
    Remove(Index),
    /// An element or entry more.
    Insert(String, Json),
    /// Two elements or entries change places.
    Swap(Index, Index),
}

fn any_json() -> impl Strategy<Value = Json> {
    let number = prop_oneof![
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (-3_i8..3).prop_map(Json::from),
        prop::sample::select(vec![1.0, -0.5, 1e300, 5e-324, 1e19, 30.0, 86_400.1, 9_007_199_254_740_993.0])
            .prop_map(Json::from),
    ];
    let leaf = prop_oneof![Just(Json::Null), any::<bool>().prop_map(Json::from), number, text().prop_map(Json::from),];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((text(), inner), 0..4)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "type",
            "kind",
            "level",
            "taskId",
            "taskName",
            "name",
            "n",
            "half",
            "capacity",
            "started",
            "finished",
            "info",
            "AQID",
            "AQI",
            "AQI=",
            "job-1",
            "-",
            "\u{2028}",
            "\"\\/\u{8}\u{c}\n\r\t\0\u{7f}",
            "😀é",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any_json().prop_map(Edit::Replace),
        any::<Index>().prop_map(Edit::Remove),
        (text(), any_json()).prop_map(|(name, value)| Edit::Insert(name, value)),
        any::<(Index, Index)>().prop_map(|(one, other)| Edit::Swap(one, other)),
    ]
}

/// A tree in which a name may stand twice, and in any order.
enum Tree {
    Leaf(Json),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn new(json: Json) -> Self {
        match json {
            Json::Array(items) => Self::Array(items.into_iter().map(Self::new).collect()),
            Json::Object(entries) => {
                Self::Object(entries.into_iter().map(|(name, value)| (name, Self::new(value))).collect())
            }
            leaf => Self::Leaf(leaf),
        }
    }

    fn size(&self) -> usize {
        1 + match self {
            Self::Leaf(_) => 0,
            Self::Array(items) => items.iter().map(Self::size).sum(),
            Self::Object(entries) => entries.iter().map(|(_, value)| value.size()).sum(),
        }
    }

    /// Edits the node with this number.
    fn edit(&mut self, mut at: usize, edit: &Edit) {
        if at == 0 {
            return self.edit_here(edit);
        }
        at -= 1;
        let nodes: Vec<&mut Self> = match self {
            Self::Leaf(_) => Vec::new(),
            Self::Array(items) => items.iter_mut().collect(),
            Self::Object(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        };
        for node in nodes {
            let size = node.size();
            if at < size {
                return node.edit(at, edit);
            }
            at -= size;
        }
    }

    fn edit_here(&mut self, edit: &Edit) {
        match (edit, self) {
            (Edit::Replace(value), node) => *node = Self::new(value.clone()),
            (Edit::Remove(at), Self::Array(items)) if !items.is_empty() => drop(items.remove(at.index(items.len()))),
            (Edit::Remove(at), Self::Object(entries)) if !entries.is_empty() => {
                drop(entries.remove(at.index(entries.len())));
            }
            (Edit::Insert(_, value), Self::Array(items)) => items.push(Self::new(value.clone())),
            (Edit::Insert(name, value), Self::Object(entries)) => {
                entries.push((name.clone(), Self::new(value.clone())));
            }
            (Edit::Swap(one, other), Self::Array(items)) if !items.is_empty() => {
                let length = items.len();
                items.swap(one.index(length), other.index(length));
            }
            (Edit::Swap(one, other), Self::Object(entries)) if !entries.is_empty() => {
                let length = entries.len();
                entries.swap(one.index(length), other.index(length));
            }
            _ => {}
        }
    }

    /// Writes the tree; `loose` puts white space between its tokens, and letters of strings as escapes.
    fn write(&self, loose: bool, text: &mut String) {
        let space = if loose { " \r\n\t" } else { "" };
        let (open, close) = match self {
            Self::Leaf(Json::String(string)) if loose => return write_escaped(string, text),
            Self::Leaf(leaf) => return text.push_str(&leaf.to_string()),
            Self::Array(_) => ('[', ']'),
            Self::Object(_) => ('{', '}'),
        };
        text.push(open);
        let entries: Vec<(Option<&String>, &Self)> = match self {
            Self::Leaf(_) => Vec::new(),
            Self::Array(items) => items.iter().map(|item| (None, item)).collect(),
            Self::Object(entries) => entries.iter().map(|(name, value)| (Some(name), value)).collect(),
        };
        for (index, (name, value)) in entries.into_iter().enumerate() {
            text.push_str(if index == 0 { "" } else { "," });
            text.push_str(space);
            if let Some(name) = name {
                Self::Leaf(name.as_str().into()).write(loose, text);
                text.push_str(space);
                text.push(':');
                text.push_str(space);
            }
            value.write(loose, text);
            text.push_str(space);
        }
        text.push(close);
    }
}

fn write_escaped(string: &str, text: &mut String) {
    text.push('"');
    for unit in string.encode_utf16() {
        text.push_str(&format!("\\u{unit:04x}"));
    }
    text.push('"');
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_messages_that_were_edited(
        case in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), any_edit()), 0..4),
        loose in any::<bool>(),
    ) {
        static CASES: LazyLock<Vec<Case>> =
            LazyLock::new(|| json_cases().into_iter().filter(Case::accepted).collect());
        let case = case.get(&CASES);
        let one = json_types::find(&case.name).unwrap();
        let mut tree = Tree::new(tree(case.canonical.as_deref().unwrap().as_bytes()));
        for (at, edit) in &edits {
            tree.edit(at.index(tree.size()), edit);
        }
        let mut text = String::new();
        tree.write(loose, &mut text);
        prop_assert_eq!(difference(one, text.as_bytes()), None, "{} {}", case.name, text);
    }
}
