//! What `SECURITY.md` says that no input can show: that the tests it names are there, and where `unsafe` is.

use std::fs;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A test goes by its file and the start of its name, `nesting::class_15`; one of another binary has that in front.
#[test]
fn each_has_the_tests_that_it_names() {
    let text = fs::read_to_string(repository().join("SECURITY.md")).unwrap();
    let mut promises = 0;
    for row in text.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let tests = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test holds this: {row}");
        for name in names {
            let parts: Vec<&str> = name.split("::").collect();
            let (file, start) = match parts[..] {
                [module, start] => (format!("tests/hostile/{module}.rs"), start),
                [binary, module, start] => (format!("tests/{binary}/{module}.rs"), start),
                _ => panic!("{name} is no name of a test"),
            };
            let source = fs::read_to_string(repository().join(&file)).unwrap_or_else(|_| panic!("{name}: no {file}"));
            let mut lines = source.lines().map(str::trim);
            let found = std::iter::from_fn(|| lines.find(|line| *line == "#[test]").and_then(|_| lines.next()))
                .any(|line| line.strip_prefix("fn ").is_some_and(|line| line.starts_with(start)))
                || source.contains(&format!("!({start}, "));
            assert!(found, "{file} has no test {start}..");
        }
        promises += 1;
    }
    assert!(promises >= 15, "{promises}");
}

/// Outside of the codec it says how long the encoding of a type may get, and stands nowhere else.
#[test]
fn unsafe_is_in_the_codec() {
    let mut folders: Vec<PathBuf> =
        ["klaw-runtime/src", "klaw-derive/src", "klaw-cli/src"].map(|folder| repository().join(folder)).into();
    let (mut files, mut bounds) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("klaw-runtime/src/msgpack") {
                    folders.push(path);
                }
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            files += 1;
            for line in fs::read_to_string(&path).unwrap().lines() {
                let code = line.split("//").next().unwrap_or_default();
                if code.contains("unsafe") {
                    let declares = code.trim().starts_with("const BOUND: ") && code.matches("unsafe").count() == 1;
                    assert!(declares && code.contains("= unsafe {"), "{}: {line}", path.display());
                    bounds += 1;
                }
            }
        }
    }
    assert!(files > 100 && bounds > 20, "{files} files, {bounds} bounds");
}

/// The table of hostile input is one, in README.md and on its page, and klaw's column tells of no abort.
#[test]
fn the_table_of_hostile_input() {
    let table = |page: &str| {
        let text = fs::read_to_string(repository().join(page)).unwrap();
        let (_, behind) = text.split_once("<!-- hostile input -->").unwrap();
        behind.split_once("<!-- end of hostile input -->").unwrap().0.to_owned()
    };
    let shown = table("README.md");
    assert_eq!(shown, table("docs/benchmarks/hostile.md"));
    let klaw: Vec<&str> = shown.lines().skip(3).filter_map(|line| line.split(" | ").nth(1)).collect();
    assert_eq!(klaw.len(), 8);
    assert!(klaw.iter().all(|cell| cell.starts_with("refused, ")), "{klaw:?}");
}
