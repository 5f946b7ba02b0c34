//! The file: found or not, read or not, TOML or not; keys that are unknown or stand twice.

use super::{Case, snapshot};
use klaw_runtime::config::{ConfigError, RuntimeConfig};
use std::fs;

#[test]
fn keys() {
    Case::new("key_near").file("[channels]\ndefault_capcity = 5\n").fails();
    Case::new("key_far").file("[channels]\nzzz = 5\n").fails();
    Case::new("key_in_another_case").file("[channels]\nDefaultCapacity = 5\n").fails();
    Case::new("key_of_another_section").file("default_capacity = 5\n").fails();
    Case::new("key_of_a_section").file("[chanels]\ndefault_capacity = 5\n").fails();
    Case::new("key_with_odd_characters").file("[channels]\n\"a\\u001b[31m b\" = 5\n").fails();
    Case::new("key_in_an_inline_table").file("channels = { max_batch = 5, max_bach = 6 }\n").fails();
}

#[test]
fn keys_that_stand_twice() {
    Case::new("key_twice").file("[channels]\nmax_batch = 5\nmax_batch = 6\n").fails();
    Case::new("table_twice").file("[channels]\nmax_batch = 5\n[channels]\nmax_batch = 6\n").fails();
    Case::new("key_twice_and_a_fault").file("[channels]\nmax_batch = 5\nmax_batch = 6\nsend_timeout = -1\n").fails();
    // What follows in the line is no TOML, and the first fault there is not the one that is told.
    Case::new("key_twice_and_no_toml").file("channels = { a = 1, a = 2, a.b = 3 }\n").fails();
}

#[test]
fn text_that_is_not_toml() {
    for (name, text) in [
        ("toml_no_value", "[channels]\nmax_batch = \nsend_timeout = -1\n"),
        ("toml_two_values", "[channels]\nmax_batch = 1 2\n"),
        ("toml_no_quotes", "[channels]\noverflow = block\n"),
        ("toml_open_table", "[channels\nmax_batch = 1\n"),
        ("toml_open_text", "[channels]\noverflow = \"block\n"),
        ("toml_open_list", "a = [1, 2\n"),
        ("toml_yaml", "channels:\n  max_batch: 5\n"),
        ("toml_json", "{\"channels\": {\"max_batch\": 5}}"),
        ("toml_control", "a = '\u{1}'\n"),
    ] {
        Case::new(name).file(text).fails();
    }
}

#[test]
fn depth_bombs() {
    let lists = format!("a = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    Case::new("bomb_of_lists").file(&lists).fails();
    let tables = format!("a = {}1{}\n", "{ a = ".repeat(50_000), "}".repeat(50_000));
    Case::new("bomb_of_tables").file(&tables).fails();
    let keys = format!("{}a = 1\n", "a.".repeat(50_000));
    Case::new("bomb_of_keys").file(&keys).fails();
    let header = format!("[{}a]\n", "a.".repeat(50_000));
    Case::new("bomb_of_headers").file(&header).fails();
}

#[test]
fn bytes_that_are_no_text() {
    Case::new("not_utf8").file(b"[channels]\nmax_batch = 5 # \xff\n").fails();
    Case::new("utf16").file(b"\xff\xfe[\0c\0").fails();
    Case::new("cut_character").file(b"# \xc3").fails();
}

#[test]
fn lines_of_other_systems_and_marks_are_read() {
    let text = "\u{feff}[channels]\r\nmax_batch = 7\r\n";
    assert_eq!(Case::new("bom").file(text).load::<RuntimeConfig>().unwrap().channels.max_batch, 7);
    // Nobody sees the mark: columns are those of the text behind it.
    let error =
        Case::new("bom_and_a_fault").file("\u{feff}channels.max_batch = 0\n").load::<RuntimeConfig>().err().unwrap();
    let fault = &error.faults()[0];
    assert_eq!(fault.origin().position(), Some((1, 22)));
    let line = "  |\n1 | channels.max_batch = 0\n  |                      ^";
    assert!(fault.to_string().ends_with(line), "{fault}");
    Case::new("crlf").file("[channels]\r\nmax_batch = 0\r\n").fails();
    assert!(Case::new("nothing").file("").load::<RuntimeConfig>().is_ok());
}

fn says(name: &str, result: Result<impl Sized, ConfigError>, case: &Case<'_>) {
    let error = result.err().expect("this is refused").to_string();
    snapshot(name, &error.replace(&format!("{}/", case.directory().display()), ""));
}

#[test]
fn paths() {
    let case = Case::new("path_missing");
    let path = case.directory().join("none.toml");
    says("path_missing", RuntimeConfig::builder().variables([("A", "b")]).file(&path).load(), &case);
    let variables = [("KLAW_CONFIG", path.to_str().unwrap())];
    says("path_missing_of_variable", RuntimeConfig::builder().variables(variables).load(), &case);

    let case = Case::new("path_directory");
    let path = case.directory().join("klaw.toml");
    fs::create_dir_all(&path).unwrap();
    says("path_directory", RuntimeConfig::builder().variables([("A", "b")]).file(&path).load(), &case);
    let variables = [("KLAW_CONFIG", path.to_str().unwrap())];
    says("path_directory_of_variable", RuntimeConfig::builder().variables(variables).load(), &case);
    // What is found and cannot be read is not passed over.
    let found = RuntimeConfig::builder().variables([("A", "b")]).directory(case.directory()).load();
    says("path_directory", found, &case);
}

/// A device never ends, and a file as large is none of klaw's.
#[cfg(unix)]
#[test]
fn endless_files_end() {
    let case = Case::new("path_endless");
    says("path_endless", RuntimeConfig::builder().variables([("A", "b")]).file("/dev/zero").load(), &case);
}

#[test]
fn the_nearest_file_above_is_found() {
    let case = Case::new("search");
    let inner = case.directory().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(case.directory().join("klaw.toml"), "executor.concurrency = 1\n").unwrap();
    let load = || RuntimeConfig::builder().variables([("A", "b")]).directory(&inner).load().unwrap();
    let config = load();
    assert_eq!(*config.executor.concurrency, 1);
    assert_eq!(config.origin("executor.concurrency").unwrap().as_path(), Some(&*case.directory().join("klaw.toml")));

    fs::write(inner.join("klaw.toml"), "executor.concurrency = 2\n").unwrap();
    assert_eq!(*load().executor.concurrency, 2);
    fs::remove_file(inner.join("klaw.toml")).unwrap();

    // What the variable names goes before what is found, and what is given before both.
    fs::write(inner.join("other.toml"), "executor.concurrency = 3\n").unwrap();
    fs::write(inner.join("third.toml"), "executor.concurrency = 4\n").unwrap();
    let builder = || RuntimeConfig::builder().variables([("KLAW_CONFIG", inner.join("other.toml"))]).directory(&inner);
    assert_eq!(*builder().load().unwrap().executor.concurrency, 3);
    assert_eq!(*builder().file(inner.join("third.toml")).load().unwrap().executor.concurrency, 4);
    assert_eq!(*builder().no_file().load().unwrap().executor.concurrency, 16);
}
