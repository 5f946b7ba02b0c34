//! Names that Python takes: an identifier for each type, field and value, no two the same.

use klaw_runtime::lock::Lock;
use klaw_runtime::lock::layout::{Body, Enumeration, Shape, Tag};
use std::collections::{BTreeMap, BTreeSet};

/// Words of the language, and what the module itself refers to.
const TAKEN: [&str; 68] = [
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "Annotated",
    "Any",
    "Callable",
    "NoReturn",
    "TypeAlias",
    "bool",
    "bytes",
    "datetime",
    "dict",
    "enum",
    "float",
    "int",
    "list",
    "msgspec",
    "str",
    "tuple",
    "uuid",
    "annotations",
    "_only_rust_knows",
    "U8",
    "U16",
    "U32",
    "U64",
    "I8",
    "I16",
    "I32",
    "I64",
    "NotImplementedError",
    "match",
    "case",
    "type",
    "mro",
    "object",
];

/// Names in one place: a module, or a class.
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    fn new() -> Self {
        Self { taken: TAKEN.into_iter().map(str::to_owned).collect() }
    }

    /// Of fields. A few words of the language are none there.
    pub(super) fn fields() -> Self {
        let mut scope = Self::new();
        for word in ["match", "case", "type", "mro", "object", "annotations"] {
            scope.taken.remove(word);
        }
        scope
    }

    /// The name, or one that is as near as can be.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let mut name: String = wanted
            .chars()
            .map(|character| if character.is_alphanumeric() || character == '_' { character } else { '_' })
            .collect();
        if name.is_empty() || name.starts_with(|first: char| first.is_numeric()) {
            name.insert(0, '_');
        }
        // Two underscores in front have a meaning of their own in a class.
        if name.starts_with("__") {
            name.insert(0, 'x');
        }
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

/// The types' names, as the module has them.
pub(super) struct Names {
    types: BTreeMap<String, String>,
    members: BTreeMap<(String, String), String>,
}

impl Names {
    pub(super) fn of(lock: &Lock) -> Self {
        let mut scope = Scope::new();
        // `Page#2` is the second of its name.
        let types = lock.layouts().map(|(name, _)| (name.to_owned(), scope.name(&name.replace('#', "")))).collect();
        let mut members = BTreeMap::new();
        for (name, layout) in lock.layouts() {
            let Shape::Union(union) = &layout.shape else { continue };
            for member in union.members.iter().filter(|member| matches!(member.body, Body::Message(_))) {
                let class = scope.name(&format!("{name}{}", member.name));
                members.insert((name.to_owned(), member.name.clone()), class);
            }
        }
        Self { types, members }
    }

    pub(super) fn of_type(&self, name: &str) -> String {
        self.types.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    pub(super) fn of_member(&self, union: &str, member: &str) -> String {
        self.members.get(&(union.to_owned(), member.to_owned())).cloned().unwrap_or_else(|| member.to_owned())
    }

    /// The values of an enumeration: `InProgress` is `IN_PROGRESS`.
    pub(super) fn members(&self, found: &Enumeration) -> Vec<(String, Tag)> {
        let mut scope = Scope::new();
        let shouted = |name: &str| {
            let mut text = String::new();
            let mut before_lower = false;
            for character in name.chars() {
                if character.is_uppercase() && before_lower {
                    text.push('_');
                }
                before_lower = character.is_lowercase() || character.is_numeric();
                text.extend(character.to_uppercase());
            }
            text
        };
        found.values.iter().map(|(name, value)| (scope.name(&shouted(name)), value.clone())).collect()
    }
}
