//! The road from attributes to the model: what an item means, and every sentence about one that means nothing.

#![allow(clippy::panic, reason = "that is how a test fails")]

use syn::{DeriveInput, parse_quote};

use crate::errors::Errors;
use crate::schema::{Body, Default, EnumerationValues, Message, OtherBody, Program, Schema, Shape, TagValue};
use crate::{attrs, check, lower};

fn read(input: &DeriveInput) -> (Option<Schema>, Vec<String>) {
    let mut errors = Errors::default();
    let item = attrs::read(input, &mut errors);
    let schema = lower::lower(&item, &mut errors);
    if let Some(schema) = &schema {
        check::check(&item, schema, &mut errors);
    }
    (schema, errors.messages())
}

/// The item has exactly these mistakes, in this order.
#[track_caller]
fn faults(input: DeriveInput, expected: &[&str]) {
    assert_eq!(read(&input).1, expected);
}

#[track_caller]
fn schema(input: DeriveInput) -> Schema {
    let (schema, messages) = read(&input);
    assert_eq!(messages, [""; 0]);
    match schema {
        Some(schema) => schema,
        None => panic!("no schema and no error"),
    }
}

#[track_caller]
fn message(input: DeriveInput) -> Message {
    match schema(input).shape {
        Shape::Message(message) => message,
        _ => panic!("not a message"),
    }
}

fn text(tokens: impl quote::ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// What the item means.
mod meaning {
    use super::*;

    #[test]
    fn message_array_form() {
        let schema = schema(parse_quote! {
            /// A doc comment is nobody's business here.
            #[wire(tag = -3, array_like, accept_map)]
            #[wire(frozen, forbid_unknown_fields, omit_trailing_defaults, crate = "my::klaw")]
            #[wire(validate = Self::check, bound = "T: Encode, U: Encode")]
            struct r#Event<'a, T> {
                id: u64,
                #[wire(default = "none", rename = "kind", alias = "sort", alias("class", "type_"))]
                r#type: std::borrow::Cow<'a, str>,
                #[wire(default, with = my::module, frozen)]
                payload: T,
                #[wire(skip)]
                cache: String,
            }
        });
        assert_eq!(schema.name, "Event");
        assert_eq!(text(&schema.runtime), "my::klaw");
        assert_eq!(schema.bound.map(|bound| bound.len()), Some(2));
        assert_eq!(schema.validate.map(text).as_deref(), Some("Self::check"));
        assert!(schema.frozen);
        let Shape::Message(message) = schema.shape else { panic!("not a message") };
        assert!(message.form.array_like && message.form.accept_map);
        assert_eq!(message.form.tag_field, "type");
        assert!(message.tag.is_some_and(|tag| tag.value == TagValue::Int(-3)));
        assert!(message.forbid_unknown_fields && message.omit_trailing_defaults);
        let [id, kind, payload, cache] = message.fields.as_slice() else { panic!("not four") };
        assert!(!id.is_optional());
        assert_eq!((kind.name.as_str(), kind.ident.to_string().as_str()), ("kind", "r#type"));
        assert_eq!(kind.aliases, ["sort", "class", "type_"]);
        assert!(matches!(&kind.default, Default::Expr(expr) if text(expr) == "::core::convert::Into::into(\"none\")"));
        assert!(matches!(payload.default, Default::Trait) && payload.frozen);
        assert_eq!(payload.with.as_ref().map(text).as_deref(), Some("my::module"));
        assert!(cache.skip && matches!(cache.default, Default::Trait));
    }

    #[test]
    fn message_map_form() {
        let message = message(parse_quote! {
            #[wire(tag, tag_field = "kind", rename_all = "camelCase", omit_defaults)]
            struct TaskDone<'a> {
                task_id: u64,
                #[wire(default = 1 + LIMIT)]
                retry_count: u32,
                #[wire(default = "x")]
                label: &'a str,
                #[wire(rename = "kept_as_is")]
                other_name: u8,
            }
        });
        assert!(message.tag.is_some_and(|tag| tag.value == TagValue::Str("TaskDone".into())));
        assert_eq!(message.form.tag_field, "kind");
        let names: Vec<_> = message.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["taskId", "retryCount", "label", "kept_as_is"]);
        assert!(matches!(&message.fields[1].default, Default::Expr(expr) if text(expr) == "1+LIMIT"));
        assert!(matches!(&message.fields[2].default, Default::Expr(expr) if text(expr) == "\"x\""));
    }

    #[test]
    fn tags() {
        let tag = |input: DeriveInput| message(input).tag.map(|tag| tag.value);
        assert!(tag(parse_quote! { struct A {} }).is_none());
        assert!(tag(parse_quote! { #[wire(tag = "x")] struct A {} }) == Some(TagValue::Str("x".into())));
        assert!(tag(parse_quote! { #[wire(tag = -9223372036854775808)] struct A {} }) == Some(TagValue::Int(i64::MIN)));
        assert!(tag(parse_quote! { #[wire(tag = 0x10)] struct A {} }) == Some(TagValue::Int(16)));
    }

    #[test]
    fn newtype() {
        let by_item = schema(parse_quote! {
            #[wire(transparent)]
            #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
            pub struct Namespace(String);
        });
        let by_field = schema(parse_quote! {
            #[wire(transparent)]
            pub struct Namespace(
                #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")] String,
            );
        });
        for schema in [by_item, by_field] {
            let Shape::Newtype(newtype) = schema.shape else { panic!("not a newtype") };
            assert_eq!(newtype.field.ident, "_0");
            let rules = newtype.field.rules;
            assert!(rules.min_length.is_some() && rules.max_length.is_some());
            assert!(matches!(
                rules.pattern.map(|pattern| pattern.program),
                Some(Program::Classes { empty: false, .. })
            ));
        }
    }

    #[test]
    fn constraints_inside() {
        let message = message(parse_quote! {
            struct A {
                #[constrain(max_length = 8, keys(pattern = "a|b"), values(items(ge = 0, lt = MAX), with = my::check))]
                a: BTreeMap<String, Vec<i64>>,
            }
        });
        let rules = &message.fields[0].rules;
        assert!(matches!(
            rules.keys.as_ref().and_then(|keys| keys.pattern.as_ref()).map(|pattern| &pattern.program),
            Some(Program::Table(_))
        ));
        let values = rules.values.as_ref();
        assert!(values.is_some_and(|values| values.with.is_some()));
        let items = values.and_then(|values| values.items.as_ref());
        assert!(items.is_some_and(|items| items.ge.is_some() && items.lt.is_some()));
    }

    #[test]
    fn enumeration_of_strings() {
        let schema = schema(parse_quote! {
            #[wire(rename_all = "snake_case", frozen)]
            enum Status {
                InProgress,
                #[wire(rename = "DONE")]
                Done,
                r#Self_,
                #[wire(other)]
                Unknown(String),
            }
        });
        let Shape::Enumeration(enumeration) = schema.shape else { panic!("not an enumeration") };
        let EnumerationValues::Strs(values) = enumeration.values else { panic!("not strings") };
        let names: Vec<_> = values.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["in_progress", "DONE", "self_"]);
        assert!(enumeration.other.is_some_and(|(ident, _)| ident == "Unknown"));
    }

    #[test]
    fn enumeration_of_integers() {
        let schema = schema(parse_quote! { enum Level { Low = -1, Mid = 0, High = MAX } });
        let Shape::Enumeration(enumeration) = schema.shape else { panic!("not an enumeration") };
        assert!(matches!(enumeration.values, EnumerationValues::Ints(values) if values.len() == 3));
    }

    #[test]
    fn union() {
        let schema = schema(parse_quote! {
            #[wire(array_like, rename_all = "camelCase", forbid_unknown_fields)]
            enum Envelope<'a> {
                Data(DataMessage<'a>),
                #[wire(tag = 7, rename_all = "UPPERCASE", omit_trailing_defaults)]
                Ping { sent_at: u64, #[wire(default)] #[constrain(ge = 0)] hop_count: i64 },
                #[wire(tag = 8)]
                Pong { sent_at: u64 },
                #[wire(other)]
                Unknown { raw: Raw<'a>, tag: i64 },
            }
        });
        let Shape::Union(union) = schema.shape else { panic!("not a union") };
        assert!(union.form.array_like);
        let [data, ping, pong] = union.members.as_slice() else { panic!("not three") };
        assert!(matches!(&data.body, Body::Newtype(ty) if text(ty) == "DataMessage<'a>"));
        let (Body::Struct(ping), Body::Struct(pong)) = (&ping.body, &pong.body) else { panic!("not structs") };
        assert_eq!(ping.fields[0].name, "SENT_AT");
        assert_eq!(pong.fields[0].name, "sentAt");
        assert!(ping.forbid_unknown_fields && pong.forbid_unknown_fields);
        assert!(ping.omit_trailing_defaults && !pong.omit_trailing_defaults);
        assert!(ping.form.array_like && ping.fields[1].rules.ge.is_some());
        let other = union.other.map(|other| other.body);
        assert!(matches!(other, Some(OtherBody::Tagged { raw }) if text(&raw) == "Raw<'a>"));
    }

    #[test]
    fn a_value_from_macro_rules_stands_in_an_invisible_group() {
        let group = proc_macro2::Group::new(proc_macro2::Delimiter::None, quote::quote!(5));
        let text = proc_macro2::Group::new(proc_macro2::Delimiter::None, quote::quote!("x"));
        let a = message(parse_quote! { struct A { #[wire(default = #text)] a: String } });
        assert!(matches!(&a.fields[0].default, Default::Expr(syn::Expr::Call(_))));
        assert!(message(parse_quote! { #[wire(tag = #group)] struct A {} }).tag.is_some());
    }
}

/// Mistakes of the grammar.
mod grammar {
    use super::*;

    #[test]
    fn unknown_key() {
        faults(
            parse_quote! { #[wire(arry_like, tagg = 1)] struct A { #[wire(renam = "x")] #[constrain(gee = 1)] a: u8 } },
            &[
                "unknown key `arry_like`; did you mean `array_like`?",
                "unknown key `tagg`; did you mean `tag`?",
                "unknown key `renam`; did you mean `rename`?",
                "unknown key `gee`; did you mean `ge`?",
            ],
        );
        faults(
            parse_quote! { struct A { #[wire(zzz)] a: u8 } },
            &[
                "unknown key `zzz`; remove it, or use one that a field takes: `default`, `rename`, `alias`, `skip`, `with`, `frozen`, `since`, `lax`, `secret`, `tag`",
            ],
        );
        faults(
            parse_quote! { struct A { #[constrain(items(kays(ge = 1)))] a: u8 } },
            &["unknown key `kays`; did you mean `keys`?"],
        );
    }

    #[test]
    fn key_given_twice() {
        faults(
            parse_quote! { #[wire(tag = 1, frozen)] #[wire(tag = 2)] struct A { #[constrain(ge = 1, ge = 2)] a: u8 } },
            &["`tag` is given twice; keep one", "`ge` is given twice; keep one"],
        );
    }

    #[test]
    fn key_of_another_place() {
        faults(
            parse_quote! { #[wire(skip, ge = 1)] struct A { #[wire(array_like)] #[constrain(rename = "x")] a: u8 } },
            &[
                "`skip` goes on a field, not on the item; move it there",
                "`ge` is a constraint; write it in `#[constrain(..)]`",
                "`array_like` goes on the item, not on a field; move it there",
                "`rename` is not a constraint; write it in `#[wire(..)]`",
            ],
        );
        faults(
            parse_quote! { #[constrain(ge = 1)] struct A { a: u8 } },
            &["`#[constrain(..)]` goes on a field or on a newtype; move it there"],
        );
    }

    #[test]
    #[cfg(not(any(feature = "json", feature = "serde")))]
    fn key_of_a_feature_that_is_off() {
        faults(
            parse_quote! { #[wire(serde, json)] struct A { a: u8 } },
            &[
                "`json` needs the feature `json` of `klaw-runtime`, which is off; switch it on, or remove it",
                "`serde` needs the feature `serde` of `klaw-runtime`, which is off; switch it on, or remove it",
            ],
        );
    }

    #[test]
    fn value_of_the_wrong_kind() {
        faults(
            parse_quote! {
                #[wire(tag = 1.5, tag_field = 3, array_like = true, rename_all = camel, validate = 3, bound = "T", crate)]
                struct A {
                    #[wire(default(3), rename, alias = 3, alias(x), with = "a b")]
                    #[constrain(ge = "1", le, pattern = 3, items)]
                    a: u8,
                }
            },
            &[
                "`tag` takes an integer or a string; write `tag = 1` or `tag = \"x\"`",
                "`tag_field` takes a string; write `tag_field = \"..\"`",
                "`array_like` takes no value; write it bare",
                "`rename_all` takes a string; write `rename_all = \"..\"`",
                "`validate` takes a path; write `validate = path::to::it`",
                "`bound` takes where-predicates, as in `bound = \"T: Trait\"`: expected `:`",
                "`crate` takes a path; write `crate = path::to::it`",
                "`default` takes an expression, or stands bare; write `default = ..`",
                "`rename` takes a string; write `rename = \"..\"`",
                "`alias` takes a string; write `alias = \"..\"`",
                "`alias` takes strings; write `alias(\"..\", \"..\")`",
                "`with` takes a path; write `with = path::to::it`",
                "`ge` takes a number or a constant, not a string; drop the quotes",
                "`le` takes a number or a constant; write `le = ..`",
                "`pattern` takes a string; write `pattern = \"..\"`",
                "`items` takes the constraints of what is inside; write them in parentheses",
            ],
        );
        faults(parse_quote! { #[wire("x")] struct A {} }, &["a value stands where a key belongs; write `key = value`"]);
        faults(parse_quote! { #[wire] struct A {} }, &["`wire` takes its keys in parentheses: `#[wire(..)]`"]);
        faults(
            parse_quote! { #[wire(tag = 9223372036854775808)] struct A {} },
            &["`tag` takes an integer within i64; choose a smaller number"],
        );
        faults(
            parse_quote! { #[wire(tag = -170141183460469231731687303715884105729)] struct A {} },
            &["`tag` takes an integer within i64; choose a smaller number"],
        );
    }

    /// A lost key causes no second error, and the rest of the item is checked all the same.
    #[test]
    fn one_mistake_is_one_error() {
        faults(
            parse_quote! {
                #[wire(array_like)]
                struct A {
                    #[wire(default)] a: u8,
                    #[wire(defualt)] b: u8,
                    c: Result<u8, u8>,
                    #[constrain(pattern = "[")] d: String,
                }
            },
            &[
                "unknown key `defualt`; did you mean `default`?",
                "the pattern does not parse; correct it: regex parse error:\n    [\n    ^\nerror: unclosed character class",
                "a `Result` does not go over the wire, it is in-process only; send a `WireError`",
                "`c`, `d` are required and stand after `a`, which has a default, in array form; give them a default, or move them before `a`",
            ],
        );
        faults(
            parse_quote! { #[wire(trasparent)] struct A(u8); },
            &["unknown key `trasparent`; did you mean `transparent`?"],
        );
        faults(
            parse_quote! { enum U { #[wire(tagg = 1)] A { a: u8 }, #[wire(tag = 1)] B {} } },
            &["unknown key `tagg`; did you mean `tag`?"],
        );
        faults(
            parse_quote! { enum E { A, B, #[wire(ohter)] C(String) } },
            &["unknown key `ohter`; did you mean `other`?"],
        );
    }
}

/// Mistakes that one attribute, or the shape of the item, shows alone.
mod lowering {
    use super::*;

    #[test]
    fn shapes() {
        faults(parse_quote! { struct A; }, &["a unit struct has no wire form; write `struct A {}`"]);
        faults(
            parse_quote! { struct A(u8); },
            &["`A` does not say how it lies on the wire; add `#[wire(transparent)]`, or name its field"],
        );
        faults(parse_quote! { struct A(u8, u8); }, &["a tuple struct has no wire form; name its fields"]);
        faults(
            parse_quote! { #[wire(transparent)] struct A(u8, u8); },
            &["`transparent` is for one field, and here are 2; name the fields instead"],
        );
        faults(
            parse_quote! { #[wire(transparent)] struct A { a: u8 } },
            &["`transparent` is for a tuple struct with one field; remove it, or write `struct Name(Type);`"],
        );
        faults(parse_quote! { union A { a: u8 } }, &["a `union` has no wire form; write a struct or an enum"]);
        faults(parse_quote! { enum A {} }, &["`A` has no variants that the wire could carry; add one"]);
    }

    #[test]
    fn keys_without_meaning() {
        faults(
            parse_quote! { #[wire(transparent, tag = 1, array_like)] struct A(#[wire(default, rename = "x")] u8); },
            &[
                "`tag` has no meaning on a newtype; remove it",
                "`array_like` has no meaning on a newtype; remove it",
                "`default` has no meaning on the field of a newtype; remove it",
                "`rename` has no meaning on the field of a newtype; remove it",
            ],
        );
        faults(
            parse_quote! { #[wire(array_like)] enum E { #[wire(tag = 1)] A, B } },
            &[
                "`array_like` has no meaning on an enumeration; remove it",
                "`tag` has no meaning on a value of an enumeration; remove it",
            ],
        );
        faults(
            parse_quote! {
                #[wire(tag = 1, forbid_unknown_fields)]
                enum U { #[wire(tag = 2)] A(Foo<'a>), #[wire(rename = "b")] B(#[wire(frozen)] Bar) }
            },
            &[
                "a union has no tag of its own; put `tag` on each member's type, or on its struct-like variants",
                "`forbid_unknown_fields` is for struct-like variants and the union has none; put it on the members' types",
                "`tag` of a member is its type's; put it on `Foo`",
                "a union member has no name on the wire, its tag tells it apart; remove `rename`",
                "`frozen` has no meaning on what a variant holds; remove it",
            ],
        );
        faults(
            parse_quote! { #[wire(transparent)] #[constrain(ge = 1)] struct A(#[constrain(le = 3)] u8); },
            &["the field is constrained already; write `#[constrain(..)]` once"],
        );
    }

    #[test]
    fn names() {
        faults(
            parse_quote! { #[wire(rename_all = "camel", tag = 1, tag_field = "a\"b")] struct A { #[wire(rename = "a\\", alias = "\n")] a: u8 } },
            &[
                "unknown case `camel`; write one of `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE`",
                "a wire name cannot hold `\\`, `\"` or a control character; choose another",
                "a wire name cannot hold `\\`, `\"` or a control character; choose another",
                "a wire name cannot hold `\\`, `\"` or a control character; choose another",
            ],
        );
    }

    #[test]
    fn enumerations() {
        faults(
            parse_quote! { enum E { A = 1, B, C = 3, D } },
            &[
                "`B` has no discriminant and other values have; write `B = ..`",
                "`D` has no discriminant and other values have; write `D = ..`",
            ],
        );
        faults(
            parse_quote! { #[wire(rename_all = "snake_case")] enum E { #[wire(rename = "a")] A = 1, B = 18446744073709551615 } },
            &[
                "`rename` names a string, and the values are the discriminants; remove it",
                "`rename_all` names strings, and the values are the discriminants; remove it",
                "the discriminant is outside i64, the widest integer of an enumeration; choose a smaller one",
            ],
        );
        faults(
            parse_quote! { enum E { A, B, C(String) } },
            &[
                "`C` holds something and the other variants are plain values; mark it `#[wire(other)]`, or remove what it holds",
            ],
        );
        faults(
            parse_quote! { enum E { A, #[wire(other)] B } },
            &["`other` keeps the value that is not known; write `B(Type)`"],
        );
    }

    #[test]
    fn unions() {
        faults(
            parse_quote! { enum U { A(Foo), B(Bar), C, D(u8, u8), #[wire(other)] E { raw: Raw } } },
            &[
                "`C` holds no message; write `C {}` with a tag, or `C(Type)`",
                "a union member holds one message; name the fields of `D`, or give them a type",
                "`other` keeps the message that is not known; write `E(Raw)`, or `E { tag: .., raw: Raw }`",
            ],
        );
    }
}

/// Mistakes of two things at once.
mod checking {
    use super::*;

    #[test]
    fn versions() {
        faults(
            parse_quote! { #[wire(array_like)] struct A { a: u8, #[wire(since = 3, default)] b: u8, #[wire(since = 2, default)] c: u8 } },
            &["`c` is of version 2 and stands behind `b` of version 3; later fields go to the end, move it before `b`"],
        );
        faults(
            parse_quote! { struct A { #[wire(since = 2)] a: u8, #[wire(since = 0)] b: u8 } },
            &[
                "`since` takes the version that the field came with; write `since = 2`",
                "`a` came with version 2, and older senders leave it out; give it a default",
            ],
        );
    }

    #[test]
    fn borrowed_for_ever() {
        let fault = "a field borrows from the frame, which does not live as long as the program; write a lifetime of the type, as in `&'a str`, or an owned type";
        faults(
            parse_quote! { struct A<'a> { a: Vec<&'static str>, b: std::borrow::Cow<'static, str>, c: &'a str } },
            &[fault, fault],
        );
        faults(parse_quote! { struct A { #[wire(skip)] a: &'static str, #[wire(with = m)] b: &'static str } }, &[]);
        faults(parse_quote! { enum A { B(B), #[wire(other)] Other(Raw<'static>) } }, &[fault]);
        faults(parse_quote! { enum A { B(B), #[wire(other)] Other { tag: i64, raw: Raw<'static> } } }, &[fault]);
        faults(parse_quote! { enum A { B, #[wire(other)] Other(Cow<'static, str>) } }, &[fault]);
        faults(parse_quote! { enum A<'a> { B(B), #[wire(other)] Other(Raw<'a>) } }, &[]);
    }

    #[test]
    fn reserved_positions() {
        faults(
            parse_quote! { #[wire(array_like, reserved(1, 1, 9))] struct A { a: u8, b: u8 } },
            &[
                "position 1 is reserved twice; keep one",
                "position 9 is behind the last slot, which is 2; reserve only what was removed",
            ],
        );
        faults(
            parse_quote! { #[wire(array_like, reserved(9, 2, 0))] struct A { x: u8 } },
            &["position 9 is behind the last slot, which is 2; reserve only what was removed"],
        );
        faults(
            parse_quote! { #[wire(array_like, reserved(2))] struct A {} },
            &["position 2 is behind the last slot, and there is none; reserve only what was removed"],
        );
        faults(
            parse_quote! { #[wire(reserved(1))] struct A { a: u8 } },
            &["`reserved` keeps a position in an array, and a map finds its fields by name; remove it"],
        );
        faults(
            parse_quote! { #[wire(array_like, reserved)] struct A { a: u8 } },
            &["`reserved` takes the positions of removed fields; write `reserved(3, 5)`"],
        );
    }

    #[test]
    fn wire_names() {
        faults(
            parse_quote! {
                #[wire(rename_all = "camelCase")]
                struct A {
                    a_b: u8,
                    #[wire(rename = "aB")] b: u8,
                    #[wire(alias = "aB", alias = "c")] c: u8,
                    #[wire(skip)] d: u8,
                    #[wire(rename = "d")] e: u8,
                }
            },
            &[
                "the wire name `aB` is already taken by `a_b`; give `b` its own",
                "the wire name `aB` is already taken by `a_b`; give `c` its own",
                "`c` is called `c` already; remove the alias",
            ],
        );
    }

    #[test]
    fn tag_field() {
        faults(
            parse_quote! { #[wire(tag = 1)] struct A { r#type: u8, #[wire(alias = "type")] b: u8 } },
            &[
                "the wire name `type` is already taken by `r#type`; give `b` its own",
                "`type` is the key of the tag; rename the field `r#type`, or choose another `tag_field`",
            ],
        );
        faults(parse_quote! { struct A { r#type: u8 } }, &[]);
        faults(parse_quote! { #[wire(tag = 1, array_like)] struct A { r#type: u8 } }, &[]);
        faults(parse_quote! { #[wire(tag = 1, tag_field = "t")] struct A { r#type: u8 } }, &[]);
        faults(
            parse_quote! { #[wire(tag_field = "t")] struct A { a: u8 } },
            &["`tag_field` is the key of a tag, and there is none; add `tag`, or remove it"],
        );
        faults(
            parse_quote! { #[wire(tag = 1, tag_field = "t", array_like)] struct A { a: u8 } },
            &["`tag_field` has no effect in array form, where the tag stands first; remove it"],
        );
        faults(parse_quote! { #[wire(tag = 1, tag_field = "t", array_like, accept_map)] struct A { a: u8 } }, &[]);
        faults(parse_quote! { #[wire(tag_field = "t")] enum U { A(Foo) } }, &[]);
    }

    #[test]
    fn positions() {
        faults(
            parse_quote! { #[wire(array_like)] struct A { a: u8, #[wire(default)] b: u8, c: u8 } },
            &[
                "`c` is required and stands after `b`, which has a default, in array form; give it a default, or move it before `b`",
            ],
        );
        faults(parse_quote! { struct A { a: u8, #[wire(default)] b: u8, c: u8 } }, &[]);
        faults(
            parse_quote! { #[wire(array_like)] struct A { #[wire(skip)] a: u8, b: u8, #[wire(skip)] c: u8 } },
            &["a skipped field takes no position in an array, which would shift `b`; move `a` to the end"],
        );
        faults(parse_quote! { struct A { #[wire(skip)] a: u8, b: u8 } }, &[]);
        faults(
            parse_quote! { struct A { #[wire(skip, rename = "x")] a: u8 } },
            &["`a` is skipped, and `rename` would have no effect; remove one of the two"],
        );
    }

    #[test]
    fn form() {
        faults(
            parse_quote! { #[wire(array_like, omit_defaults)] struct A { a: u8 } },
            &["`omit_defaults` has no effect in array form; write `omit_trailing_defaults`"],
        );
        faults(
            parse_quote! { #[wire(omit_trailing_defaults, accept_map)] struct A { a: u8 } },
            &[
                "`omit_trailing_defaults` has no effect in map form; write `omit_defaults`",
                "`accept_map` lets an array form decode maps too; add `array_like`, or remove it",
            ],
        );
        faults(
            parse_quote! { #[wire(array_like, omit_defaults)] enum U { #[wire(tag = 1, omit_defaults)] A {}, #[wire(tag = 2)] B {} } },
            &[
                "`omit_defaults` has no effect in array form; write `omit_trailing_defaults`",
                "`omit_defaults` has no effect in array form; write `omit_trailing_defaults`",
            ],
        );
    }

    #[test]
    fn unions() {
        faults(
            parse_quote! {
                enum U {
                    #[wire(tag = 1)] A {},
                    #[wire(tag = 1)] B {},
                    #[wire(tag)] C {},
                    D {},
                    #[wire(other)] E(Raw),
                    #[wire(other)] F(Raw),
                }
            },
            &[
                "`D` has no tag to tell it apart by; add `#[wire(tag = ..)]`",
                "the tag of `C` is a string and that of `A` an integer; write an integer",
                "tag `1` is already taken by `A`; give `B` its own",
                "`E` is `other` already; keep one",
            ],
        );
    }

    #[test]
    fn enumerations() {
        faults(
            parse_quote! { enum E { A, #[wire(rename = "A")] B, #[wire(other)] C(String), #[wire(other)] D(String) } },
            &["the value `A` is already taken by `A`; give `B` its own", "`C` is `other` already; keep one"],
        );
    }

    #[test]
    fn bounds() {
        faults(
            parse_quote! {
                struct A {
                    #[constrain(ge = 1, gt = 0, le = 5, lt = 6)] a: u8,
                    #[constrain(ge = 5, le = -1)] b: i8,
                    #[constrain(gt = 5, le = 5)] c: u8,
                    #[constrain(ge = 0.5, le = 0.5)] d: f64,
                    #[constrain(items(min_length = 3, max_length = 2))] e: Vec<String>,
                    #[constrain(max_length = -1)] f: String,
                    #[constrain(multiple_of = 0)] g: u8,
                    #[constrain(multiple_of = -0.5)] h: f64,
                    #[constrain(ge = MIN, le = MAX)] i: u8,
                    #[constrain(gt = 9007199254740992, le = 9007199254740993)] j: u64,
                }
            },
            &[
                "`ge` and `gt` both bound from below; keep one",
                "`le` and `lt` both bound from above; keep one",
                "no value is both `ge = 5` and `le = -1`; raise the one or lower the other",
                "no value is both `gt = 5` and `le = 5`; raise the one or lower the other",
                "no length is both `min_length = 3` and `max_length = 2`; raise the one or lower the other",
                "`max_length` counts something and is never negative; write 0 or more",
                "`multiple_of = 0` is not above zero; write a positive step",
                "`multiple_of = -0.5` is not above zero; write a positive step",
            ],
        );
    }

    #[test]
    fn lengths_from_zero() {
        faults(
            parse_quote! {
                struct A {
                    #[constrain(min_length = 0, max_length = 0)] a: String,
                    #[constrain(max_length = 1 - 1)] b: String,
                }
            },
            &[],
        );
    }

    /// Literals with signs and in parentheses, of all plain types; the same value that keeps the rule is none.
    #[test]
    fn defaults() {
        faults(
            parse_quote! {
                struct A<'a> {
                    #[wire(default = 4)] #[constrain(multiple_of = 3)] a: u8,
                    #[wire(default = 6)] #[constrain(multiple_of = 3)] b: u8,
                    #[wire(default = 0.25)] #[constrain(multiple_of = 0.5)] c: f64,
                    #[wire(default = 1.5)] #[constrain(multiple_of = 0.5)] d: f64,
                    #[wire(default = -0.5)] #[constrain(ge = 0.0)] e: f64,
                    #[wire(default = (-5.5))] #[constrain(ge = -4)] f: f64,
                    #[wire(default = -4)] #[constrain(ge = -4)] g: i8,
                    #[wire(default)] #[constrain(ge = 1)] h: u8,
                    #[wire(default)] #[constrain(gt = 0.0)] i: f32,
                    #[wire(default)] #[constrain(min_length = 1)] j: Cow<'a, str>,
                    #[wire(default)] #[constrain(min_length = 1)] k: Cow<'a, [u8]>,
                    #[wire(default)] #[constrain(min_length = 1)] l: &'a str,
                    #[wire(default)] #[constrain(ge = 1)] m: Mine,
                }
            },
            &[
                "the default `4` breaks `multiple_of = 3`; correct one of the two",
                "the default `0.25` breaks `multiple_of = 0.5`; correct one of the two",
                "the default `-0.5` breaks `ge = 0.0`; correct one of the two",
                "the default `(-5.5)` breaks `ge = -4`; correct one of the two",
                "`default` is `0` here, which breaks `ge = 1`; write `default = ..`",
                "`default` is `0.0` here, which breaks `gt = 0.0`; write `default = ..`",
                "`default` is `\"\"` here, which breaks `min_length = 1`; write `default = ..`",
                "`default` is `\"\"` here, which breaks `min_length = 1`; write `default = ..`",
            ],
        );
    }

    #[test]
    fn modules_of_their_own() {
        const RULES: &str = "a field with a module of its own is not held against rules; check them in the module, or write `#[constrain(with = path)]`";
        const LAX: &str = "a field with a module of its own is read as the module says; remove `lax`";
        faults(
            parse_quote! {
                struct A {
                    #[wire(with = m)] #[constrain(ge = 1)] a: u8,
                    #[wire(with = m)] #[constrain(with = f)] b: u8,
                    #[wire(with = m, lax)] c: u8,
                    #[wire(skip, lax)] d: u8,
                }
            },
            &[RULES, LAX, "`d` is skipped, and `lax` would have no effect; remove one of the two"],
        );
        faults(parse_quote! { #[wire(transparent)] #[constrain(ge = 1)] struct A(#[wire(with = m)] u8); }, &[RULES]);
        faults(parse_quote! { #[wire(transparent)] struct A(#[wire(with = m)] #[constrain(ge = 1)] u8); }, &[RULES]);
    }

    #[test]
    fn newtypes_of_themselves() {
        const ALONE: &str = "`L` holds itself with nothing on the wire in between, and reading it would have no end; hold a `Vec` of it, or make it a message";
        faults(parse_quote! { #[wire(transparent)] struct L(Option<Box<L>>); }, &[ALONE]);
        faults(parse_quote! { #[wire(transparent)] struct L<T>(std::sync::Arc<Option<Self>>); }, &[ALONE]);
        faults(parse_quote! { #[wire(transparent)] struct L<'a, T>(&'a (Option<L<'a, T>>)); }, &[ALONE]);
        faults(parse_quote! { #[wire(transparent)] struct L(Vec<L>); }, &[]);
        faults(parse_quote! { #[wire(transparent)] struct L(Option<Box<(u8, L)>>); }, &[]);
        faults(parse_quote! { #[wire(transparent)] struct L(Box<other::L>); }, &[]);
        faults(parse_quote! { #[wire(transparent)] struct L(#[wire(with = own)] Option<Box<L>>); }, &[]);
    }

    #[test]
    fn a_field_of_the_first_version_needs_no_default() {
        faults(parse_quote! { struct A { #[wire(since = 1)] a: u8 } }, &[]);
    }

    #[test]
    fn types() {
        faults(
            parse_quote! {
                struct A {
                    a: Vec<std::result::Result<u8, u8>>,
                    b: Option<u128>,
                    #[wire(with = wide)] c: i128,
                    #[wire(skip)] d: io::Result<u8>,
                    e: my::i128,
                }
            },
            &[
                "a `Result` does not go over the wire, it is in-process only; send a `WireError`",
                "the wire has no integers past 64 bits, and `u128` has; use a 64-bit type, or `with = module`",
            ],
        );
        faults(
            parse_quote! { enum U { A(Result<Foo, Bar>) } },
            &["a `Result` does not go over the wire, it is in-process only; send a `WireError`"],
        );
        faults(
            parse_quote! { #[wire(transparent)] struct A(i128); },
            &["the wire has no integers past 64 bits, and `i128` has; use a 64-bit type, or `with = module`"],
        );
    }
}
