//! Golden expansions: what the derive prints for each shape, formatted, as a reviewer reads it.
//!
//! `KLAW_BLESS=1 cargo test -p klaw-derive golden` writes the files anew.

#![allow(clippy::panic, reason = "that is how a test fails")]

use std::path::Path;
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::quote;

#[test]
fn array_message() {
    golden(
        "array_message",
        quote! {
            #[wire(array_like, tag = 1, frozen)]
            struct Task<'a> {
                id: u64,
                #[constrain(max_length = 255)]
                worker: Cow<'a, str>,
                #[wire(default = 3)]
                retries: u32,
                #[wire(skip)]
                cache: String,
            }
        },
    );
}

#[test]
fn map_message() {
    golden(
        "map_message",
        quote! {
            /// What happened to a task.
            ///
            /// One of many.
            #[wire(tag, tag_field = "kind", omit_defaults, rename_all = "camelCase")]
            struct TaskEvent {
                /// The task.
                task_id: u64,
                #[wire(default, alias = "tags")]
                all_labels: Vec<String>,
                #[wire(secret)]
                access_token: Secret<String>,
                #[wire(default = "main", rename = "queue")]
                #[constrain(min_length = 1)]
                r#type: String,
            }
        },
    );
}

#[test]
fn constrained_message() {
    golden(
        "constrained_message",
        quote! {
            #[wire(array_like, tag = "job", forbid_unknown_fields, validate = Job::check)]
            struct Job<'a> {
                #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
                name: &'a str,
                #[constrain(pattern = "^(low|high)-[0-9]+$")]
                class: &'a str,
                #[constrain(gt = 0.0, le = LONGEST)]
                timeout: f64,
                #[constrain(max_length = 8, keys(min_length = 1), values(items(ge = -1, multiple_of = 2), with = even))]
                shares: BTreeMap<&'a str, Vec<i64>>,
                #[constrain(with = known)]
                parent: Option<u64>,
            }
        },
    );
}

#[test]
fn recursive_message() {
    golden(
        "recursive_message",
        quote! {
            #[wire(array_like, accept_map, omit_trailing_defaults)]
            struct Tree<T, const N: usize> where T: Clone {
                value: T,
                #[wire(default)]
                note: Option<T>,
                #[wire(default)]
                children: Vec<Tree<T, N>>,
                #[wire(default = [0; N])]
                weights: [u32; N],
            }
        },
    );
}

#[test]
fn union() {
    golden(
        "union",
        quote! {
            #[wire(array_like, frozen)]
            enum Event<'a, T> {
                Started(Started<'a>),
                Payload(Box<Payload<'a, T>>),
            }
        },
    );
}

#[test]
fn union_of_struct_like_variants() {
    golden(
        "union_of_struct_like_variants",
        quote! {
            #[wire(rename_all = "camelCase")]
            enum Command<'a> {
                #[wire(tag = "scale")]
                Scale {
                    #[constrain(ge = 1, le = 10_000)]
                    worker_count: u32,
                    #[wire(default)]
                    reason: &'a str,
                },
                #[wire(tag = "stop", forbid_unknown_fields)]
                Stop {},
                Restart(Restart),
                #[wire(other)]
                Unknown { tag: Cow<'a, str>, raw: Raw<'a> },
            }
        },
    );
}

#[test]
fn enumeration() {
    golden(
        "enumeration",
        quote! {
            enum Level { Low = 1, High = 1 + Level::STEP }
        },
    );
    golden(
        "enumeration_with_other",
        quote! {
            #[wire(rename_all = "snake_case", frozen)]
            enum Status<'a> {
                InProgress,
                #[wire(rename = "ok")]
                Done,
                #[wire(other)]
                Other(Cow<'a, str>),
            }
        },
    );
}

#[test]
fn newtype() {
    golden(
        "newtype",
        quote! {
            #[wire(transparent, frozen)]
            #[constrain(ge = 1, le = 1_000_000)]
            struct ChannelCapacity(u32);
        },
    );
}

#[test]
fn view() {
    golden(
        "view_of_message",
        quote! {
            #[wire(view_of = Task<'a>, frozen, rename_all = "camelCase")]
            struct TaskView<'a> {
                task_id: u64,
                #[wire(rename = "worker")]
                name: &'a str,
                #[wire(with = seconds)]
                started: Duration,
            }
        },
    );
    golden(
        "view_of_union",
        quote! {
            #[wire(view_of = Event<'a, T>)]
            struct EventView<'a, T> {
                #[wire(tag)]
                tag: &'a str,
                header: Header<'a>,
                payload: T,
            }
        },
    );
}

/// What `registry!` prints, in a static.
#[test]
fn registry() {
    let history =
        "1 => v1::Job => (upgrade_v1, downgrade_v2),\n    2 => v2::Job => (upgrade_v2, downgrade_v3),\n    3 => Job,";
    let output = match syn::parse_str(&format!("::klaw_runtime; {history}")) {
        Ok(registry) => crate::registry::expand(&registry),
        Err(error) => panic!("the registry does not parse: {error}"),
    };
    let output = format("registry", quote!(static JOBS: SchemaRegistry<Job<'static>> = #output;));
    let item: String = format!("static JOBS: SchemaRegistry<Job<'static>> = registry! {{\n    {history}\n}};")
        .lines()
        .map(|line| format!("// {line}\n"))
        .collect();
    compare("registry", &format!("{HEAD}{item}\n{output}"));
}

#[test]
#[cfg(feature = "json")]
fn json() {
    golden(
        "json_message",
        quote! {
            #[wire(json, tag = "task", rename_all = "camelCase", omit_defaults)]
            struct Task<'a> {
                task_id: u64,
                #[constrain(max_length = 255)]
                worker: Cow<'a, str>,
                #[wire(default)]
                retries: u32,
                #[wire(with = seconds)]
                every: u64,
            }
        },
    );
    golden(
        "json_union",
        quote! {
            #[wire(json, array_like)]
            enum Event<'a> {
                Started(Started<'a>),
                #[wire(tag = 2)]
                Stopped {
                    exit_code: i32,
                    #[wire(default)]
                    #[constrain(with = known)]
                    reason: Option<&'a str>,
                },
                #[wire(other)]
                Unknown(Raw<'a>),
            }
        },
    );
    golden(
        "json_enumeration",
        quote! {
            #[wire(json, rename_all = "lowercase")]
            enum Level { Low, High }
        },
    );
    golden(
        "json_newtype",
        quote! {
            #[wire(json, transparent)]
            #[constrain(ge = 1)]
            struct Port(u16);
        },
    );
}

#[test]
#[cfg(feature = "serde")]
fn serde() {
    golden(
        "serde_message",
        quote! {
            #[wire(serde, array_like, tag = 1, reserved(1))]
            struct Task<'a> {
                id: u64,
                #[constrain(max_length = 255)]
                worker: Cow<'a, str>,
                #[wire(with = seconds)]
                every: u64,
            }
        },
    );
    golden(
        "serde_union",
        quote! {
            #[wire(serde, rename_all = "camelCase", omit_defaults)]
            enum Event<'a> {
                Started(Started<'a>),
                #[wire(tag = "stopped")]
                Stopped {
                    exit_code: i32,
                    #[wire(default)]
                    #[constrain(with = known)]
                    reason: Option<&'a str>,
                },
                #[wire(other)]
                Unknown(Raw<'a>),
            }
        },
    );
}

/// Compares what the derive prints for an item with the file of that name.
#[track_caller]
fn golden(name: &str, item: TokenStream) {
    compare(name, &expansion(name, item));
}

#[track_caller]
fn compare(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/golden").join(name).with_extension("expected.rs");
    if env::var_os("KLAW_BLESS").is_some_and(|bless| bless == "1") {
        fs::write(&path, actual).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if let Some(line) = first_difference(&expected, actual) {
        panic!(
            "the expansion of `{name}` differs from {}:{line}\n  expected: {}\n  actual:   {}\n\
             read the difference, then bless it with `KLAW_BLESS=1 cargo test -p klaw-derive golden`",
            path.display(),
            expected.lines().nth(line - 1).unwrap_or("(end)"),
            actual.lines().nth(line - 1).unwrap_or("(end)"),
        );
    }
}

const HEAD: &str = "//! What the derive prints for the item in the first lines.\n\n";

/// The item as it was written, and what the derive makes of it.
fn expansion(name: &str, item: TokenStream) -> String {
    let input = syn::parse2(item.clone()).unwrap_or_else(|error| panic!("`{name}` does not parse: {error}"));
    let output = crate::derive(&input);
    assert!(!output.to_string().contains("compile_error"), "`{name}` has a mistake: {output}");
    let item = format(name, quote!(#[derive(WireMessage)] #item));
    let item: String = item.lines().map(|line| format!("// {line}\n")).collect();
    let output = format(name, output);
    format!("{HEAD}{item}\n{output}")
}

fn format(name: &str, tokens: TokenStream) -> String {
    match syn::parse2(tokens) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("`{name}` does not parse: {error}"),
    }
}

/// The number of the first line that is not the same in both.
fn first_difference(expected: &str, actual: &str) -> Option<usize> {
    let (mut expected, mut actual) = (expected.lines(), actual.lines());
    (1..).find_map(|line| match (expected.next(), actual.next()) {
        (None, None) => Some(None),
        (expected, actual) => (expected != actual).then_some(Some(line)),
    })?
}
