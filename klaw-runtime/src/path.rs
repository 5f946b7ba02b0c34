//! Where in a message a value stands, in msgspec's grammar. Built only once something is wrong.

use std::fmt;

/// `$`, `$.a[1]`, `$.limits[...]`, `key in $.limits`, `key[1] in $.ck`.
///
/// An error travels outwards, so each step is put in front of what is there.
pub(crate) struct Path {
    text: String,
    /// Where the last `$` stands: steps outwards are inserted behind it.
    root: usize,
}

impl Path {
    pub(crate) fn root() -> Self {
        Self { text: String::from("$"), root: 0 }
    }

    /// A path as it is shown: `` `$.a` ``, or `` `key` in `$.a` ``.
    #[cfg(feature = "toml")]
    pub(crate) fn parse(shown: &str) -> Option<Self> {
        let inside = shown.strip_prefix('`')?.strip_suffix('`')?;
        let (text, root) = match inside.split_once("` in `") {
            Some((key, value)) if key.starts_with("key") => (format!("{key} in {value}"), key.len() + " in ".len()),
            _ => (inside.to_owned(), 0),
        };
        text.get(root..)?.starts_with('$').then_some(Self { text, root })
    }

    pub(crate) fn is_root(&self) -> bool {
        self.text.len() == 1
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn prepend_element(&mut self, index: usize) {
        self.prepend(&format!("[{index}]"));
    }

    pub(crate) fn prepend_field(&mut self, name: &str) {
        self.prepend(&format!(".{name}"));
    }

    pub(crate) fn prepend_entry(&mut self) {
        self.prepend("[...]");
    }

    /// What was a path from a root is now a path inside a key.
    pub(crate) fn prepend_key(&mut self) {
        self.text.replace_range(self.root..=self.root, "key");
        self.text.push_str(" in $");
        self.root = self.text.len() - 1;
    }

    fn prepend(&mut self, step: &str) {
        self.text.insert_str(self.root + 1, step);
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (keys, value) = self.text.split_at(self.root);
        match keys.strip_suffix(" in ") {
            Some(key) => write!(f, "`{key}` in `{value}`"),
            None => write!(f, "`{value}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_put_in_front() {
        let mut path = Path::root();
        assert_eq!((path.as_str(), path.to_string().as_str()), ("$", "`$`"));
        path.prepend_element(1);
        path.prepend_field("a b");
        assert_eq!((path.as_str(), path.to_string().as_str()), ("$.a b[1]", "`$.a b[1]`"));
    }

    #[cfg(feature = "toml")]
    #[test]
    fn what_is_shown_is_read() {
        let mut path = Path::root();
        path.prepend_element(1);
        path.prepend_key();
        path.prepend_field("a b");
        for path in [path, Path { text: "$.a[1]".to_owned(), root: 0 }] {
            let read = Path::parse(&path.to_string()).map(|read| (read.root, read.to_string()));
            assert_eq!(read, Some((path.root, path.to_string())));
        }
        assert!(Path::parse("`a`").is_none() && Path::parse("$.a").is_none());
    }

    #[test]
    fn a_key_starts_a_path_of_its_own() {
        let mut path = Path::root();
        path.prepend_element(1);
        path.prepend_key();
        path.prepend_field("ck");
        assert_eq!((path.as_str(), path.to_string().as_str()), ("key[1] in $.ck", "`key[1]` in `$.ck`"));
        path.prepend_entry();
        assert_eq!(path.as_str(), "key[1] in $[...].ck");
    }
}
