//! Messages in array form: positions, defaults, reserves, form, tag and unknown fields.

use crate::{reads, refuses, says, versions};
use klaw_runtime::lock::Lock;
use klaw_runtime::{Secret, WireMessage, msgpack};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};

#[test]
fn a_field_that_is_appended_with_a_default_is_compatible() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        { #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default, since = 2)] pub tries: u8 } }
    }
    says::<old::Task, new::Task>(&["Task.tries: is new, with a default"]);
    reads(&old::Task { id: 1 }, new::Task { id: 1, tries: 0 });
    reads(&new::Task { id: 1, tries: 9 }, old::Task { id: 1 });
}

#[test]
fn a_field_that_is_appended_without_a_default_is_breaking() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub tries: u8 } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.tries: is new and required, and older programs leave it out; give it a default",
    ]);
    refuses::<new::Task>(&old::Task { id: 1 }, "Expected `array` of at least length 2, got 1");
}

#[test]
fn a_field_that_is_appended_is_breaking_where_the_old_type_forbids_it() {
    versions! {
        { #[wire(array_like, forbid_unknown_fields)] pub struct Task { pub id: u8 } }
        { #[wire(array_like, forbid_unknown_fields)] pub struct Task { pub id: u8, #[wire(default)] pub tries: u8 } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.tries: is new, and older programs refuse unknown fields; write a new type",
    ]);
    refuses::<old::Task>(&new::Task { id: 1, tries: 9 }, "Expected `array` of at most length 1, got 2");
}

#[test]
fn a_field_that_is_inserted_is_breaking() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, pub name: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub tries: u8, pub name: String } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.tries: is new at position 1, before older fields; append it to the end, with a default",
    ]);
    let (old, new) = (old::Task { id: 1, name: "a".into() }, new::Task { id: 1, tries: 9, name: "a".into() });
    refuses::<new::Task>(&old, "Expected `array` of at least length 3, got 2");
    refuses::<old::Task>(&new, "Expected `str`, got `int` - at `$[1]`");
}

#[test]
fn fields_in_another_order_are_breaking_even_where_their_types_agree() {
    versions! {
        { #[wire(array_like)] pub struct Point { pub x: f64, pub y: f64 } }
        { #[wire(array_like)] pub struct Point { pub y: f64, pub x: f64 } }
    }
    says::<old::Point, new::Point>(&[
        "BREAKING Point.x: stood at position 0 and stands at 1; leave it where it was",
        "BREAKING Point.y: stood at position 1 and stands at 0; leave it where it was",
    ]);
    // No decoder sees it: x is read as y.
    reads(&old::Point { x: 1.0, y: 2.0 }, new::Point { y: 1.0, x: 2.0 });
}

#[test]
fn a_field_that_is_removed_is_breaking_and_takes_none_else_with_it() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, pub tries: u8, pub name: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub name: String } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.tries: is gone from position 1; keep the position with `reserved(1)`",
    ]);
    let old = old::Task { id: 1, tries: 2, name: "a".into() };
    refuses::<new::Task>(&old, "Expected `str`, got `int` - at `$[1]`");
    let new = new::Task { id: 1, name: "a".into() };
    refuses::<old::Task>(&new, "Expected `array` of at least length 3, got 2");
}

/// Each step alone would decode; both together do not.
#[test]
fn the_last_field_that_is_removed_leaves_its_position_to_the_next() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default)] pub name: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
    }
    mod later {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub struct Task {
            pub id: u8,
            #[wire(default)]
            pub tries: u8,
        }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.name: is gone from position 1; keep the position with `reserved(1)`",
    ]);
    says::<new::Task, later::Task>(&["Task.tries: is new, with a default"]);
    let old = old::Task { id: 1, name: "a".into() };
    reads(&old, new::Task { id: 1 });
    reads(&later::Task { id: 1, tries: 3 }, new::Task { id: 1 });
    refuses::<later::Task>(&old, "Expected `int`, got `str` - at `$[1]`");
}

#[test]
fn a_field_that_may_be_nil_is_removed_for_a_reserve() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, pub tries: Option<u8>, pub name: String } }
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8, pub name: String } }
    }
    says::<old::Task, new::Task>(&["Task.tries: is gone, and position 1 is kept as nil"]);
    let (old, new) = (old::Task { id: 1, tries: Some(2), name: "a".into() }, new::Task { id: 1, name: "a".into() });
    reads(&old, new.clone());
    reads(&new, old::Task { tries: None, ..old });
}

#[test]
fn a_reserve_is_no_help_where_older_programs_refuse_nil() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, pub tries: u8, pub name: String } }
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8, pub name: String } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.tries: is gone, and the nil at its reserved position 1 is no `u8` to older programs; \
         make it an `Option` first, and remove it when they all have that",
    ]);
    let (old, new) = (old::Task { id: 1, tries: 2, name: "a".into() }, new::Task { id: 1, name: "a".into() });
    reads(&old, new.clone());
    refuses::<old::Task>(&new, "Expected `int`, got `None` - at `$[1]`");
}

#[test]
fn a_reserved_position_is_reused_by_what_reads_nil() {
    versions! {
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8, pub name: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub note: Option<u8>, pub name: String } }
    }
    says::<old::Task, new::Task>(&["Task.note: takes the reserved position 1"]);
    let (old, new) = (old::Task { id: 1, name: "a".into() }, new::Task { id: 1, note: Some(2), name: "a".into() });
    reads(&old, new::Task { note: None, ..new.clone() });
    reads(&new, old);
}

#[test]
fn a_reserved_position_is_not_reused_by_what_refuses_nil() {
    versions! {
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8, pub name: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub note: u8, pub name: String } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.note: takes the reserved position 1, where older programs write nil or nothing; \
         append it to the end instead",
    ]);
    refuses::<new::Task>(&old::Task { id: 1, name: "a".into() }, "Expected `int`, got `None` - at `$[1]`");
}

/// The last slot may be missing, and a required field may not.
#[test]
fn a_last_reserved_position_is_reused_with_a_default_alone() {
    versions! {
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8 } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub note: Option<u8> } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.note: takes the reserved position 1, where older programs write nil or nothing; \
         append it to the end instead",
    ]);
    assert_eq!(msgpack::from_slice::<old::Task>(&[0x91, 1]).unwrap(), old::Task { id: 1 });
    let error = msgpack::from_slice::<new::Task>(&[0x91, 1]).unwrap_err();
    assert_eq!(error.to_string(), "Expected `array` of at least length 2, got 1");
}

#[test]
fn a_reserve_that_is_dropped_is_breaking() {
    versions! {
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8 } }
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
    }
    mod later {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub struct Task {
            pub id: u8,
            #[wire(default)]
            pub tries: u8,
        }
    }
    says::<old::Task, new::Task>(&["BREAKING Task: no longer reserves position 1; keep it in `reserved(..)`"]);
    says::<new::Task, later::Task>(&["Task.tries: is new, with a default"]);
    reads(&old::Task { id: 1 }, new::Task { id: 1 });
    refuses::<later::Task>(&old::Task { id: 1 }, "Expected `int`, got `None` - at `$[1]`");
}

#[test]
fn a_reserve_behind_the_last_field_is_one_element_more() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } #[wire(array_like, forbid_unknown_fields)] pub struct Strict { pub id: u8 } }
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8 } #[wire(array_like, forbid_unknown_fields, reserved(1))] pub struct Strict { pub id: u8 } }
    }
    says::<old::Task, new::Task>(&["Task: reserves position 1, behind the last field"]);
    says::<old::Strict, new::Strict>(&[
        "BREAKING Strict: reserves position 1, behind the last field; older programs refuse further elements",
    ]);
    reads(&old::Task { id: 1 }, new::Task { id: 1 });
    reads(&new::Task { id: 1 }, old::Task { id: 1 });
    refuses::<old::Strict>(&new::Strict { id: 1 }, "Expected `array` of at most length 1, got 2");
}

#[test]
fn a_reserve_before_fields_moves_them() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        { #[wire(array_like, reserved(0))] pub struct Task { pub id: u8 } }
    }
    says::<old::Task, new::Task>(&["BREAKING Task.id: stood at position 0 and stands at 1; leave it where it was"]);
    refuses::<old::Task>(&new::Task { id: 1 }, "Expected `int`, got `None` - at `$[0]`");
}

#[test]
fn a_field_of_an_array_is_renamed() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, pub name: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub label: String } }
    }
    says::<old::Task, new::Task>(&["Task.name: is called `label` now: its position counts"]);
    reads(&old::Task { id: 1, name: "a".into() }, new::Task { id: 1, label: "a".into() });
    reads(&new::Task { id: 1, label: "a".into() }, old::Task { id: 1, name: "a".into() });
}

#[test]
fn a_field_that_is_made_required_is_breaking() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default)] pub tries: u8 } }
        { #[wire(array_like)] pub struct Task { pub id: u8, pub tries: u8 } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.tries: had a default and is required, and frames may lack it; keep the default",
    ]);
    assert!(msgpack::from_slice::<old::Task>(&[0x91, 1]).is_ok());
    assert!(msgpack::from_slice::<new::Task>(&[0x91, 1]).is_err());
}

#[test]
fn a_field_that_is_made_optional_is_compatible_while_it_is_written() {
    versions! {
        {
            #[wire(array_like)] pub struct Task { pub id: u8, pub tries: u8 }
            #[wire(array_like, omit_trailing_defaults)] pub struct Short { pub id: u8, pub tries: u8 }
        }
        {
            #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default)] pub tries: u8 }
            #[wire(array_like, omit_trailing_defaults)] pub struct Short { pub id: u8, #[wire(default)] pub tries: u8 }
        }
    }
    says::<old::Task, new::Task>(&["Task.tries: has a default now"]);
    reads(&old::Task { id: 1, tries: 0 }, new::Task { id: 1, tries: 0 });
    reads(&new::Task { id: 1, tries: 0 }, old::Task { id: 1, tries: 0 });
    says::<old::Short, new::Short>(&["BREAKING Short.tries: has a default now and is left out where it equals it, \
                                      and older programs require it; write defaults until they all have that"]);
    refuses::<old::Short>(&new::Short { id: 1, tries: 0 }, "Expected `array` of at least length 2, got 1");
}

#[test]
fn leaving_out_defaults_is_compatible_and_said() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default)] pub tries: u8 } }
        { #[wire(array_like, omit_trailing_defaults)] pub struct Task { pub id: u8, #[wire(default)] pub tries: u8 } }
    }
    says::<old::Task, new::Task>(&["Task: leaves out fields that equal their default"]);
    says::<new::Task, old::Task>(&["Task: no longer leaves out fields that equal their default"]);
    reads(&old::Task { id: 1, tries: 0 }, new::Task { id: 1, tries: 0 });
    reads(&new::Task { id: 1, tries: 0 }, old::Task { id: 1, tries: 0 });
}

#[test]
fn another_default_is_compatible_and_said() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default = "none")] pub kind: String } }
        { #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default = String::from("task"))] pub kind: String } }
    }
    says::<old::Task, new::Task>(&["Task.kind: had the default \"none\" and has \"task\""]);
    assert_eq!(msgpack::from_slice::<old::Task>(&[0x91, 1]).unwrap().kind, "none");
    assert_eq!(msgpack::from_slice::<new::Task>(&[0x91, 1]).unwrap().kind, "task");
}

#[test]
fn a_default_is_its_value_however_it_is_written() {
    versions! {
        { #[wire(array_like)] pub struct Task { #[wire(default = 3)] pub tries: u8, #[wire(default)] pub kind: String } }
        { #[wire(array_like)] pub struct Task {
            #[wire(default = u8::MAX - 252)] pub tries: u8,
            #[wire(default = String::new())] pub kind: String,
        } }
    }
    says::<old::Task, new::Task>(&[]);
    assert!(
        Lock::of(&[new::Task::SCHEMA])
            .to_string()
            .ends_with("optional\n        default 3\n    field 1 kind: str optional\n")
    );
}

#[test]
fn a_default_that_no_lock_can_hold_is_as_it_was_written() {
    fn count() -> u32 {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        COUNT.fetch_add(1, Ordering::Relaxed)
    }
    #[derive(WireMessage)]
    struct Login {
        #[wire(default = count())]
        id: u32,
        #[wire(default = Secret::new(String::from("hidden")), secret)]
        password: Secret<String>,
        #[wire(default = f64::INFINITY)]
        timeout: f64,
    }
    let lock = Lock::of(&[Login::SCHEMA]).to_string();
    let defaults: Vec<_> = lock.lines().filter_map(|line| line.trim().strip_prefix("default ")).collect();
    assert_eq!(defaults, ["count()", "***", "f64::INFINITY"]);
}

/// Each table has an order of its own: that of a map is no fact, and that of a set is another value each time.
#[test]
fn a_default_that_is_hashed_is_the_same_each_time() {
    #[derive(WireMessage)]
    #[wire(array_like)]
    struct Task {
        #[wire(default = HashMap::from([("us".to_owned(), 1), ("eu".to_owned(), 2), ("a\"".to_owned(), 3)]))]
        weights: HashMap<String, u32>,
        #[wire(default = vec![(1, Some(HashMap::from([("us".to_owned(), 1), ("eu".to_owned(), 2)])))])]
        inside: Vec<(u8, Option<HashMap<String, u32>>)>,
        #[wire(default = HashSet::from(["us".to_owned(), "eu".to_owned()]))]
        names: HashSet<String>,
    }
    let texts: BTreeSet<_> = (0..100).map(|_| Lock::of(&[Task::SCHEMA]).to_string()).collect();
    let numbers: BTreeSet<_> = (0..100).map(|_| Task::SCHEMA.fingerprint()).collect();
    assert_eq!((texts.len(), numbers.len()), (1, 1), "{texts:?}");
    let lock = Lock::of(&[Task::SCHEMA]).to_string();
    let defaults: Vec<_> = lock.lines().filter_map(|line| line.trim().strip_prefix("default ")).collect();
    let expected = [
        r#"{"a\"": 3, "eu": 2, "us": 1}"#,
        r#"[[1, {"eu": 2, "us": 1}]]"#,
        r#"HashSet::from(["us".to_owned(),"eu".to_owned()])"#,
    ];
    assert_eq!(defaults, expected);
}

#[test]
fn another_version_of_a_field_is_compatible_and_said() {
    versions! {
        { #[wire(array_like)] pub struct Task { #[wire(default, since = 2)] pub id: u8 } }
        { #[wire(array_like)] pub struct Task { #[wire(default, since = 3)] pub id: u8 } }
    }
    says::<old::Task, new::Task>(&["Task.id: was of version 2 and is of 3"]);
    reads(&old::Task { id: 1 }, new::Task { id: 1 });
}

#[test]
fn another_form_is_breaking() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        { pub struct Task { pub id: u8 } }
    }
    says::<old::Task, new::Task>(&["BREAKING Task: was an array and is a map; keep the form, or write a new type"]);
    says::<new::Task, old::Task>(&["BREAKING Task: was a map and is an array; keep the form, or write a new type"]);
    refuses::<new::Task>(&old::Task { id: 1 }, "Expected `object`, got `array`");
    refuses::<old::Task>(&new::Task { id: 1 }, "Expected `array`, got `object`");
}

#[test]
fn an_array_that_may_be_a_map_stays_one() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        { #[wire(array_like, accept_map)] pub struct Task { pub id: u8 } }
    }
    says::<old::Task, new::Task>(&["Task: may be a map now, too"]);
    reads(&old::Task { id: 1 }, new::Task { id: 1 });
    reads(&new::Task { id: 1 }, old::Task { id: 1 });
    says::<new::Task, old::Task>(&[
        "BREAKING Task: was an array or a map and is an array; keep the form, or write a new type",
    ]);
    let map = b"\x81\xa2id\x01";
    assert_eq!(msgpack::from_slice::<new::Task>(map).unwrap(), new::Task { id: 1 });
    assert!(msgpack::from_slice::<old::Task>(map).is_err());
}

#[test]
fn an_array_that_may_be_a_map_keeps_its_names() {
    versions! {
        { #[wire(array_like, accept_map)] pub struct Task { pub id: u8 } }
        { #[wire(array_like, accept_map)] pub struct Task { pub number: u8 } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task.id: no longer reads the key `id`; add `alias = \"id\"`",
        "Task.id: is called `number` now: its position counts",
    ]);
    reads(&old::Task { id: 1 }, new::Task { number: 1 });
    assert!(msgpack::from_slice::<old::Task>(b"\x81\xa2id\x01").is_ok());
    assert!(msgpack::from_slice::<new::Task>(b"\x81\xa2id\x01").is_err());
}

#[test]
fn another_tag_is_breaking() {
    versions! {
        { #[wire(array_like, tag = 1)] pub struct Task { pub id: u8 } }
        { #[wire(array_like, tag = 2)] pub struct Task { pub id: u8 } }
    }
    mod none {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub struct Task {
            pub id: u8,
        }
    }
    says::<old::Task, new::Task>(&["BREAKING Task: had the tag 1 and has 2; keep the tag of the frames that exist"]);
    says::<old::Task, none::Task>(&["BREAKING Task: had the tag 1 and has none; keep it"]);
    says::<none::Task, old::Task>(&["BREAKING Task: had no tag and has 1; leave it out"]);
    refuses::<new::Task>(&old::Task { id: 7 }, "Invalid value 1 - at `$[0]`");
    // No decoder sees that a tag is no field.
    reads(&old::Task { id: 7 }, none::Task { id: 1 });
    refuses::<old::Task>(&none::Task { id: 7 }, "Expected `array` of at least length 2, got 1");
}

#[test]
fn refusing_unknown_fields_is_breaking() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        { #[wire(array_like, forbid_unknown_fields)] pub struct Task { pub id: u8 } }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Task: refuses unknown fields now, and was sent some; leave out `forbid_unknown_fields`",
    ]);
    says::<new::Task, old::Task>(&["Task: skips unknown fields now"]);
    let longer = [0x92, 1, 2];
    assert!(msgpack::from_slice::<old::Task>(&longer).is_ok());
    assert!(msgpack::from_slice::<new::Task>(&longer).is_err());
}

trait Numbered {
    fn number(&self) -> u8;
}

fn small(task: &impl Numbered) -> Result<(), &'static str> {
    if task.number() < 10 { Ok(()) } else { Err("too large") }
}

fn even(id: &u8) -> Result<(), &'static str> {
    if id.is_multiple_of(2) { Ok(()) } else { Err("odd") }
}

fn any<T>(_: &T) -> Result<(), &'static str> {
    Ok(())
}

#[test]
fn a_check_that_is_added_is_breaking() {
    versions! {
        {
            #[wire(array_like)] pub struct Task { pub id: u8 }
            #[wire(array_like)] pub struct Job { pub ids: Vec<u8> }
            #[wire(transparent)] pub struct Port(u16);
        }
        {
            #[wire(array_like, validate = crate::arrays::small)] pub struct Task { pub id: u8 }
            #[wire(array_like)] pub struct Job { #[constrain(items(with = crate::arrays::even))] pub ids: Vec<u8> }
            #[wire(transparent, validate = crate::arrays::any)] pub struct Port(u16);
        }
    }
    impl Numbered for new::Task {
        fn number(&self) -> u8 {
            self.id
        }
    }
    let text = "is checked by a function now, which may refuse old values; check it after decoding";
    says::<old::Task, new::Task>(&[&format!("BREAKING Task: {text}")]);
    says::<new::Task, old::Task>(&["Task: is not checked by a function any more"]);
    says::<old::Job, new::Job>(&[&format!("BREAKING Job.ids: {text}")]);
    says::<old::Port, new::Port>(&[&format!("BREAKING Port: {text}")]);
    refuses::<new::Task>(&old::Task { id: 10 }, "too large");
    reads(&new::Task { id: 9 }, old::Task { id: 9 });
}

#[test]
fn a_type_that_is_gone_is_breaking_unless_it_only_stood_in_others() {
    versions! {
        {
            #[wire(array_like)] pub struct Task { pub id: u8, pub inner: Option<Inner> }
            #[wire(array_like)] pub struct Inner { pub id: u8 }
            #[wire(array_like)] pub struct Other { pub id: u8 }
        }
        { #[wire(array_like, reserved(1))] pub struct Task { pub id: u8 } }
    }
    let old = Lock::of(&[old::Task::SCHEMA, old::Other::SCHEMA]);
    let texts: Vec<_> = old.compare(&Lock::of(&[new::Task::SCHEMA])).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "Task.inner: is gone, and position 1 is kept as nil",
            "Inner: stands in no message any more",
            "Other: is gone, and its frames are refused; keep the type",
        ]
    );
    reads(&old::Task { id: 1, inner: Some(old::Inner { id: 2 }) }, new::Task { id: 1 });
    reads(&new::Task { id: 1 }, old::Task { id: 1, inner: None });
}

#[test]
fn a_type_that_is_renamed_in_rust_is_the_same() {
    versions! {
        {
            #[wire(array_like)] pub struct Task { pub id: u8, pub next: Option<Box<Task>>, pub at: Place }
            #[wire(array_like)] pub struct Place { pub x: u8 }
        }
        {
            #[wire(array_like)] pub struct Job { pub id: u8, pub next: Option<Box<Job>>, pub at: Point }
            #[wire(array_like)] pub struct Point { pub x: u8 }
        }
    }
    says::<old::Task, new::Job>(&[
        "Place: is called `Point` now: the wire does not hold the name",
        "Task: is called `Job` now: the wire does not hold the name",
    ]);
    let old = old::Task { id: 1, next: None, at: old::Place { x: 2 } };
    let old = old::Task { next: Some(Box::new(old.clone())), ..old };
    let new = new::Job { id: 1, next: None, at: new::Point { x: 2 } };
    let new = new::Job { next: Some(Box::new(new.clone())), ..new };
    reads(&old, new.clone());
    reads(&new, old);
}

#[test]
fn a_renamed_type_that_changed_is_judged_where_it_stands() {
    versions! {
        {
            #[wire(array_like)] pub struct Task { pub at: Place }
            #[wire(array_like)] pub struct Place { pub x: u8 }
        }
        {
            #[wire(array_like)] pub struct Task { pub at: Point }
            #[wire(array_like)] pub struct Point { pub x: String }
        }
    }
    says::<old::Task, new::Task>(&[
        "BREAKING Place (now Point).x: was `u8` and is `str`; give what is new a field of its own",
    ]);
    let old = old::Task { at: old::Place { x: 1 } };
    refuses::<new::Task>(&old, "Expected `str`, got `int` - at `$[0][0]`");
}

#[test]
fn another_shape_is_breaking() {
    versions! {
        { #[wire(array_like)] pub struct Level { pub id: u8 } }
        { pub enum Level { Low, High } }
    }
    says::<old::Level, new::Level>(&[
        "BREAKING Level: was a message and is an enumeration; give what is new a type of its own",
    ]);
    refuses::<new::Level>(&old::Level { id: 1 }, "Expected `str`, got `array`");
}

#[test]
fn a_new_type_is_compatible() {
    versions! {
        { #[wire(array_like)] pub struct Task { pub id: u8 } }
        {
            #[wire(array_like)] pub struct Task { pub id: u8, #[wire(default)] pub inner: Option<Inner> }
            #[wire(array_like)] pub struct Inner { pub id: u8 }
        }
    }
    says::<old::Task, new::Task>(&["Task.inner: is new, with a default", "Inner: is new"]);
    reads(&old::Task { id: 1 }, new::Task { id: 1, inner: None });
}
