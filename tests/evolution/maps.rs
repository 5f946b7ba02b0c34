//! Messages in map form: names, aliases, the tag's key.

use crate::{reads, refuses, says, versions};
use klaw_runtime::{Value, msgpack};

#[test]
fn a_new_field_with_a_default_is_compatible() {
    versions! {
        { pub struct Job { pub id: u8 } #[wire(forbid_unknown_fields)] pub struct Strict { pub id: u8 } }
        {
            pub struct Job { #[wire(default)] pub tries: u8, pub id: u8 }
            #[wire(forbid_unknown_fields)] pub struct Strict { pub id: u8, #[wire(default)] pub tries: u8 }
        }
    }
    says::<old::Job, new::Job>(&["Job.tries: is new, with a default"]);
    reads(&old::Job { id: 1 }, new::Job { tries: 0, id: 1 });
    reads(&new::Job { tries: 3, id: 1 }, old::Job { id: 1 });
    says::<old::Strict, new::Strict>(&[
        "BREAKING Strict.tries: is new, and older programs refuse unknown fields; write a new type",
    ]);
    refuses::<old::Strict>(&new::Strict { id: 1, tries: 0 }, "Object contains unknown field `tries`");
}

#[test]
fn a_new_field_without_a_default_is_breaking() {
    versions! {
        { pub struct Job { pub id: u8 } }
        { pub struct Job { pub id: u8, pub tries: u8 } }
    }
    says::<old::Job, new::Job>(&[
        "BREAKING Job.tries: is new and required, and older programs leave it out; give it a default",
    ]);
    refuses::<new::Job>(&old::Job { id: 1 }, "Object missing required field `tries`");
}

#[test]
fn a_field_that_is_removed_is_breaking() {
    versions! {
        { pub struct Job { pub id: u8, pub tries: u8 } }
        { pub struct Job { pub id: u8 } }
    }
    says::<old::Job, new::Job>(&["BREAKING Job.tries: is gone, and older programs require it; keep it"]);
    reads(&old::Job { id: 1, tries: 2 }, new::Job { id: 1 });
    refuses::<old::Job>(&new::Job { id: 1 }, "Object missing required field `tries`");
}

/// Each step alone would decode; both together do not.
#[test]
fn an_optional_field_that_is_removed_leaves_its_key_to_another() {
    versions! {
        { pub struct Job { pub id: u8, #[wire(default)] pub tries: u8 } }
        { pub struct Job { pub id: u8 } }
    }
    mod later {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        pub struct Job {
            pub id: u8,
            #[wire(default)]
            pub tries: String,
        }
    }
    says::<old::Job, new::Job>(&[
        "BREAKING Job.tries: is gone, and its key is free for a later field that would read old values; keep it",
    ]);
    says::<new::Job, later::Job>(&["Job.tries: is new, with a default"]);
    let old = old::Job { id: 1, tries: 2 };
    reads(&old, new::Job { id: 1 });
    refuses::<later::Job>(&old, "Expected `str`, got `int` - at `$.tries`");
}

#[test]
fn a_rename_is_breaking_in_both_directions() {
    versions! {
        { pub struct Job { pub id: u8 } }
        { pub struct Job { #[wire(alias = "id")] pub number: u8 } }
    }
    mod bare {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        pub struct Job {
            pub number: u8,
        }
    }
    // With an alias the new type reads old frames; the old type does not read new ones.
    says::<old::Job, new::Job>(&[
        "BREAKING Job.id: is written as `number`, a key that older programs do not know; add `alias = \"number\"` \
         first, and rename it when they all have that",
    ]);
    reads(&old::Job { id: 1 }, new::Job { number: 1 });
    refuses::<old::Job>(&new::Job { number: 1 }, "Object missing required field `id`");
    // Without one, neither: they are two fields.
    says::<old::Job, bare::Job>(&[
        "BREAKING Job.id: is gone, and older programs require it; keep it",
        "BREAKING Job.number: is new and required, and older programs leave it out; give it a default",
    ]);
    refuses::<bare::Job>(&old::Job { id: 1 }, "Object missing required field `number`");
    refuses::<old::Job>(&bare::Job { number: 1 }, "Object missing required field `id`");
}

#[test]
fn a_rename_in_two_steps_is_compatible() {
    versions! {
        { pub struct Job { pub id: u8 } }
        { pub struct Job { #[wire(alias = "number")] pub id: u8 } }
    }
    mod later {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        pub struct Job {
            #[wire(alias = "id")]
            pub number: u8,
        }
    }
    says::<old::Job, new::Job>(&["Job.id: has further aliases"]);
    says::<new::Job, later::Job>(&["Job.id: is written as `number`, which older programs read as an alias"]);
    reads(&old::Job { id: 1 }, new::Job { id: 1 });
    reads(&new::Job { id: 1 }, later::Job { number: 1 });
    reads(&later::Job { number: 1 }, new::Job { id: 1 });
    reads(&new::Job { id: 1 }, old::Job { id: 1 });
}

#[test]
fn an_alias_that_is_removed_is_breaking() {
    versions! {
        { pub struct Job { #[wire(alias = "number")] pub id: u8 } }
        { pub struct Job { pub id: u8 } }
    }
    says::<old::Job, new::Job>(&["BREAKING Job.id: no longer reads the key `number`; add `alias = \"number\"`"]);
    let frame: Value<'_> = msgpack::from_slice(b"\x81\xa6number\x01").unwrap();
    reads(&frame, old::Job { id: 1 });
    refuses::<new::Job>(&frame, "Object missing required field `id`");
}

#[test]
fn another_order_is_compatible() {
    versions! {
        { pub struct Job { pub id: u8, pub name: String } }
        { pub struct Job { pub name: String, pub id: u8 } }
    }
    says::<old::Job, new::Job>(&["Job: has its fields in another order: a map finds them by name"]);
    reads(&old::Job { id: 1, name: "a".into() }, new::Job { id: 1, name: "a".into() });
    reads(&new::Job { id: 1, name: "a".into() }, old::Job { id: 1, name: "a".into() });
}

#[test]
fn a_field_that_is_made_required_or_left_out_is_breaking() {
    versions! {
        { pub struct Job { #[wire(default)] pub id: u8 } #[wire(omit_defaults)] pub struct Short { pub id: u8 } }
        { pub struct Job { pub id: u8 } #[wire(omit_defaults)] pub struct Short { #[wire(default)] pub id: u8 } }
    }
    says::<old::Job, new::Job>(&[
        "BREAKING Job.id: had a default and is required, and frames may lack it; keep the default",
    ]);
    assert!(msgpack::from_slice::<old::Job>(&[0x80]).is_ok());
    assert!(msgpack::from_slice::<new::Job>(&[0x80]).is_err());
    says::<old::Short, new::Short>(&["BREAKING Short.id: has a default now and is left out where it equals it, and \
                                      older programs require it; write defaults until they all have that"]);
    refuses::<old::Short>(&new::Short { id: 0 }, "Object missing required field `id`");
}

#[test]
fn another_key_of_the_tag_is_breaking() {
    versions! {
        { #[wire(tag = "job")] pub struct Job { pub id: u8 } #[wire(tag = "job", tag_field = "kind")] pub struct Kind { pub id: u8 } }
        { #[wire(tag = "job", tag_field = "kind")] pub struct Job { pub id: u8 } #[wire(tag_field = "kind")] pub enum Event { Job(Job) } }
    }
    says::<old::Job, new::Job>(&["BREAKING Job: had its tag under `type` and has it under `kind`; keep the key"]);
    // Alone, a message may lack its tag; a union cannot tell what it is.
    refuses::<new::Event>(&old::Job { id: 1 }, "Object missing required field `kind`");
}
