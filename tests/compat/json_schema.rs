//! JSON Schemas: those that msgspec 0.22.0 gives for the same types, and what they accept of the recorded cases.

use crate::vectors::{Case, json_cases};
use klaw_runtime::json_schema;
use klaw_tests::json_types;
use klaw_tests::wire_types::more::{Deep, Named};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the two have otherwise: which, why, and what makes one like the other. It says whether there was anything to do.
type Difference = (&'static str, fn(&mut Value) -> bool);

const OURS: [Difference; 6] = [
    ("the dialect is named", |schema| remove(schema, "$schema", |_| true)),
    ("documentation is each side's own", |schema| remove(schema, "description", |_| true)),
    ("a u64 ends where Python's integers go on", |schema| {
        remove(schema, "maximum", |node| node["maximum"] == json!(u64::MAX))
    }),
    ("msgspec has no default of a factory, and none of Raw", |schema| {
        let made = |node: &Value| node["default"] == json!([1]) || *node == json!({"default": null});
        remove(schema, "default", made)
    }),
    ("a union has a name", |schema| {
        let is_union = |node: &Value| node.get("anyOf").is_some() && node.get("title").is_some();
        in_line(schema, is_union, |node| node.as_object_mut().unwrap().remove("title"))
    }),
    ("an action is a string with names for those that are known", |schema| {
        let is_open = |node: &Value| node["title"] == "ControlAction" && node["type"] == "string";
        in_line(schema, is_open, |node| node.as_object_mut().unwrap().remove("title"))
    }),
];

const THEIRS: [Difference; 3] = [
    ("documentation is each side's own", |schema| remove(schema, "description", |_| true)),
    ("bounds of integers are inclusive", |schema| {
        change(schema, &mut |node| {
            if node["type"] != "integer" {
                return false;
            }
            let node = node.as_object_mut().unwrap();
            let (low, high) = (node.remove("exclusiveMinimum"), node.remove("exclusiveMaximum"));
            let found = low.is_some() || high.is_some();
            low.map(|low| node.insert("minimum".to_owned(), json!(low.as_i64().unwrap() + 1)));
            high.map(|high| node.insert("maximum".to_owned(), json!(high.as_i64().unwrap() - 1)));
            found
        })
    }),
    ("a generic type is called by its arguments", |schema| {
        let text = schema.to_string();
        let plain = text.replace("DataMessage[Raw]", "DataMessage").replace("DataMessage_Raw_", "DataMessage");
        *schema = serde_json::from_str(&plain).unwrap();
        plain != text
    }),
];

/// Applies `apply` to every part of a schema; was there anything to do?
fn change(node: &mut Value, apply: &mut dyn FnMut(&mut Value) -> bool) -> bool {
    let mut found = node.is_object() && apply(node);
    match node {
        Value::Object(entries) => entries.values_mut().for_each(|node| found |= change(node, apply)),
        Value::Array(nodes) => nodes.iter_mut().for_each(|node| found |= change(node, apply)),
        _ => {}
    }
    found
}

/// Removes a keyword from every part of which `is_it` holds.
fn remove(schema: &mut Value, key: &str, is_it: fn(&Value) -> bool) -> bool {
    change(schema, &mut |node| {
        node.get(key).is_some() && is_it(node) && node.as_object_mut().unwrap().remove(key).is_some()
    })
}

/// Puts the definitions of which `is_it` holds where they are referred to.
fn in_line(schema: &mut Value, is_it: fn(&Value) -> bool, change_it: fn(&mut Value) -> Option<Value>) -> bool {
    let Some(definitions) = schema.get("$defs").and_then(Value::as_object) else { return false };
    let of_the_kind: Vec<_> = definitions.iter().filter(|(_, node)| is_it(node)).map(|(key, _)| key.clone()).collect();
    for key in &of_the_kind {
        let mut definition = schema["$defs"].as_object_mut().unwrap().remove(key).unwrap();
        change_it(&mut definition);
        let reference = json!(format!("#/$defs/{key}"));
        change(schema, &mut |node| {
            let is_it = node.get("$ref") == Some(&reference);
            if is_it {
                let node = node.as_object_mut().unwrap();
                node.remove("$ref");
                node.extend(definition.as_object().unwrap().clone());
            }
            is_it
        });
    }
    !of_the_kind.is_empty()
}

fn ours() -> BTreeMap<String, Value> {
    let of = |text: String| serde_json::from_str(&text).unwrap();
    let mut schemas: BTreeMap<_, _> =
        json_types::all().map(|one| (one.name.to_owned(), of((one.schemas[0])()))).collect();
    schemas.insert("Deep".to_owned(), of(json_schema::<Deep<'_>>()));
    schemas.insert("Named".to_owned(), of(json_schema::<Named<'_>>()));
    schemas
}

#[test]
fn they_are_as_msgspec_has_them() {
    let file: Value = serde_json::from_str(include_str!("json_schema.json")).unwrap();
    assert_eq!(file["about"], json!({"msgspec": "0.22.0", "types": 17}));
    let theirs = file["schemas"].as_object().unwrap();
    let ours = ours();
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    let (mut used, mut wrong) = ([[false; 6]; 2], Vec::new());
    for (name, mut ours) in ours {
        let mut theirs = theirs[&name].clone();
        for (index, (_, apply)) in OURS.iter().enumerate() {
            used[0][index] |= apply(&mut ours);
        }
        for (index, (_, apply)) in THEIRS.iter().enumerate() {
            used[1][index] |= apply(&mut theirs);
        }
        if ours != theirs {
            wrong.push(format!("{name}\n  {ours}\n  {theirs}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    let unused = OURS.iter().zip(used[0]).chain(THEIRS.iter().zip(used[1])).filter(|(_, used)| !used);
    assert_eq!(unused.map(|((why, _), _)| *why).collect::<Vec<_>>(), [""; 0]);
}

/// What JSON Schema cannot say; `None` where the two must agree.
fn reason(case: &Case) -> Option<&'static str> {
    let error = case.error.as_deref()?;
    if error.starts_with("Expected `int`, got `float`") && case.hex.contains(".0") {
        return Some("a float that is whole is an integer there");
    }
    error.starts_with("Invalid base64").then_some("how text is encoded is said there, not asked for")
}

#[test]
fn they_accept_what_the_decoder_accepts() {
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for case in json_cases() {
        let Ok(value) = serde_json::from_str::<Value>(&case.hex) else {
            assert!(!case.accepted(), "{}", case.hex);
            continue;
        };
        let one = json_types::find(&case.name).unwrap();
        for schema in one.schemas {
            let validator = jsonschema::draft202012::new(&serde_json::from_str(&schema()).unwrap()).unwrap();
            let is_valid = validator.is_valid(&value);
            match (case.accepted() == is_valid, reason(&case)) {
                (true, None) if is_valid => valid += 1,
                (true, None) => invalid += 1,
                (false, Some(_)) => {}
                (_, reason) => {
                    wrong.push(format!("{} {} valid: {is_valid} {:?} {reason:?}", case.name, case.hex, case.error))
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(valid > 100 && invalid > 100, "{valid} {invalid}");
}
