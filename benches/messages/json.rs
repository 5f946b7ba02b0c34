//! The documents of the JSON rows: a tree of files and directories, and a user with rules on almost every field. What
//! is owned and what is lent are types of their own, each klaw's and serde's at once.

use jiff::Timestamp;
use klaw_runtime::WireMessage;
use regex::Regex;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::marker::PhantomData;

/// Who may do what with a file.
#[derive(Debug, Clone, Copy, PartialEq, WireMessage, Serialize, Deserialize)]
#[wire(json, rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "says what it allows")]
pub enum Permissions {
    Read,
    Write,
    ReadWrite,
}

/// The rules of the documents as one would write them by hand, for whoever has no rules.
pub struct Checks {
    name: Regex,
    namespace: Regex,
}

impl Default for Checks {
    #[allow(clippy::unwrap_used, reason = "the patterns are fixed")]
    fn default() -> Self {
        Self {
            name: Regex::new("^[a-zA-Z_][a-zA-Z0-9_-]*$").unwrap(),
            namespace: Regex::new("^[a-z][a-z0-9-]*$").unwrap(),
        }
    }
}

/// A document with rules.
pub trait Ruled {
    /// Does it keep them?
    fn keeps(&self, checks: &Checks) -> bool;
}

/// All types of both documents, with text of one kind.
macro_rules! documents {
    ($module:ident, $about:literal, [$($life:lifetime)?], [$($borrow:meta)?], [$($text:tt)+]) => {
        #[doc = $about]
        #[allow(missing_docs, reason = "named after what they hold")]
        pub mod $module {
            use super::*;

            /// A file or a directory, told apart by `type`.
            #[derive(Debug, Clone, PartialEq, WireMessage, Serialize)]
            #[wire(json)]
            #[serde(tag = "type", rename_all = "lowercase")]
            pub enum Node$(<$life>)? {
                File(File$(<$life>)?),
                Directory(Directory$(<$life>)?),
            }

            #[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize)]
            #[wire(json, tag = "file", omit_defaults)]
            pub struct File$(<$life>)? {
                #[constrain(min_length = 1)]
                pub name: $($text)+,
                #[constrain(min_length = 1)]
                pub created_by: $($text)+,
                pub created_at: Timestamp,
                #[wire(default)]
                #[constrain(min_length = 1)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $(#[$borrow])?
                pub updated_by: Option<$($text)+>,
                #[wire(default)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub updated_at: Option<Timestamp>,
                pub nbytes: u64,
                pub permissions: Permissions,
            }

            #[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize)]
            #[wire(json, tag = "directory", omit_defaults)]
            pub struct Directory$(<$life>)? {
                #[constrain(min_length = 1)]
                pub name: $($text)+,
                #[constrain(min_length = 1)]
                pub created_by: $($text)+,
                pub created_at: Timestamp,
                #[wire(default)]
                #[constrain(min_length = 1)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $(#[$borrow])?
                pub updated_by: Option<$($text)+>,
                #[wire(default)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub updated_at: Option<Timestamp>,
                $(#[$borrow])?
                pub contents: Vec<Node$(<$life>)?>,
            }

            /// What is derived for `#[serde(tag)]` keeps a whole value aside before it looks at the tag, at every level
            /// of the tree again. Written by hand, with the tag first, it does not.
            impl<'de $(: $life, $life)?> Deserialize<'de> for Node$(<$life>)? {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(TagFirst(PhantomData))
                }
            }

            struct TagFirst<T>(PhantomData<T>);

            impl<'de $(: $life, $life)?> Visitor<'de> for TagFirst<Node$(<$life>)?> {
                type Value = Node$(<$life>)?;

                fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str("a file or a directory")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    match map.next_entry()? {
                        Some(("type", "file")) => {
                            File::deserialize(MapAccessDeserializer::new(map)).map(Node::File)
                        }
                        Some(("type", "directory")) => {
                            Directory::deserialize(MapAccessDeserializer::new(map)).map(Node::Directory)
                        }
                        _ => Err(A::Error::missing_field("type")),
                    }
                }
            }

            impl$(<$life>)? Ruled for Node$(<$life>)? {
                fn keeps(&self, checks: &Checks) -> bool {
                    let named = |name: &$($text)+, by: &$($text)+, updated: &Option<$($text)+>| {
                        !name.is_empty() && !by.is_empty() && updated.as_ref().is_none_or(|by| !by.is_empty())
                    };
                    match self {
                        Self::File(file) => named(&file.name, &file.created_by, &file.updated_by),
                        Self::Directory(directory) => {
                            named(&directory.name, &directory.created_by, &directory.updated_by)
                                && directory.contents.iter().all(|node| node.keeps(checks))
                        }
                    }
                }
            }

            #[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize)]
            #[wire(json, forbid_unknown_fields)]
            #[serde(deny_unknown_fields)]
            pub struct User$(<$life>)? {
                pub id: u64,
                #[constrain(min_length = 1, max_length = 64, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
                pub name: $($text)+,
                #[constrain(min_length = 3, max_length = 254)]
                pub email: $($text)+,
                #[constrain(le = 150)]
                pub age: u8,
                pub active: bool,
                #[constrain(ge = 0.0)]
                pub balance: f64,
                #[constrain(max_length = 16)]
                $(#[$borrow])?
                pub tags: Vec<$($text)+>,
                $(#[$borrow])?
                pub address: Postal$(<$life>)?,
                #[constrain(max_length = 16)]
                $(#[$borrow])?
                pub channels: Vec<Channel$(<$life>)?>,
                pub created: u64,
            }

            #[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize)]
            #[wire(json, forbid_unknown_fields)]
            #[serde(deny_unknown_fields)]
            pub struct Postal$(<$life>)? {
                pub street: $($text)+,
                pub city: $($text)+,
                #[constrain(min_length = 3, max_length = 10)]
                pub zip: $($text)+,
            }

            #[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize)]
            #[wire(json, forbid_unknown_fields)]
            #[serde(deny_unknown_fields)]
            pub struct Channel$(<$life>)? {
                #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
                pub id: $($text)+,
                #[constrain(ge = 1, le = 1_000_000)]
                pub capacity: u64,
                #[constrain(ge = 0.0, le = 86_400.0)]
                pub timeout: f64,
                #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
                pub namespace: $($text)+,
            }

            impl$(<$life>)? Ruled for User$(<$life>)? {
                fn keeps(&self, checks: &Checks) -> bool {
                    (1..=64).contains(&self.name.chars().count())
                        && checks.name.is_match(&self.name)
                        && (3..=254).contains(&self.email.chars().count())
                        && self.age <= 150
                        && self.balance >= 0.0
                        && self.tags.len() <= 16
                        && (3..=10).contains(&self.address.zip.chars().count())
                        && self.channels.len() <= 16
                        && self.channels.iter().all(|channel| {
                            (1..=255).contains(&channel.id.chars().count())
                                && checks.name.is_match(&channel.id)
                                && (1..=1_000_000).contains(&channel.capacity)
                                && (0.0..=86_400.0).contains(&channel.timeout)
                                && (1..=63).contains(&channel.namespace.chars().count())
                                && checks.namespace.is_match(&channel.namespace)
                        })
                }
            }
        }
    };
}

documents!(owned, "The documents with text of their own.", [], [], [String]);
documents!(lent, "The documents with text that is lent.", ['a], [serde(borrow)], [&'a str]);
