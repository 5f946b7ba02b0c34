//! Every Rust block of the README and of the pages under `docs/`, compiled and run as a doctest of its own.

macro_rules! pages {
    ($($name:ident: $path:literal $(if $feature:literal)?,)*) => {
        $(
            #[cfg(all(doctest $(, feature = $feature)?))]
            #[doc = include_str!(concat!("../../", $path))]
            pub struct $name;
        )*

        #[cfg(test)]
        pub(crate) const PAGES: &[&str] = &[$($path),*];
    };
}

pages! {
    Readme: "README.md",
    Changelog: "CHANGELOG.md",
    Contributing: "CONTRIBUTING.md",
    Book: "docs/index.md",
    BookSummary: "docs/SUMMARY.md",
    Design: "docs/design.md",
    Diagnostics: "docs/diagnostics.md",
    GuideIndex: "docs/user-guide/index.md",
    GuidePython: "docs/user-guide/python.md",
    GuideTypes: "docs/user-guide/types.md",
    GuideCli: "docs/user-guide/cli.md",
    GuideCodec: "docs/user-guide/codec.md",
    GuideComparison: "docs/user-guide/comparison.md",
    GuideConfiguration: "docs/user-guide/configuration.md",
    GuideDifferences: "docs/user-guide/differences-from-msgspec.md",
    GuideEvolution: "docs/user-guide/evolution.md",
    GuideJson: "docs/user-guide/json.md",
    GuideMigration: "docs/user-guide/migration.md",
    GuideToml: "docs/user-guide/toml.md",
    GuideNats: "docs/user-guide/nats.md",
    GuideViews: "docs/user-guide/views.md",
    GuideRay: "docs/user-guide/ray.md" if "ray",
    GuideVersions: "docs/user-guide/versions.md",
    GuideChannels: "docs/user-guide/channels.md",
    Benchmarks: "docs/benchmarks/index.md",
    HostileBenchmarks: "docs/benchmarks/hostile.md",
    NatsBenchmarks: "docs/benchmarks/nats.md",
    RayBenchmarks: "docs/benchmarks/ray.md",
    GuideSecurity: "docs/user-guide/security.md",
    Security: "SECURITY.md",
    GuidePerformance: "docs/user-guide/performance.md",
    GuideWireProtocol: "docs/user-guide/wire-protocol.md",
    WireFormat: "docs/wire-format.md",
}

#[cfg(test)]
mod tests {
    use super::PAGES;
    use crate::links::{fences, pages_in, root};
    use std::{fs, io};

    #[test]
    fn every_page_is_listed() -> io::Result<()> {
        let mut found = Vec::new();
        pages_in(&root().join("docs"), &mut found)?;
        assert!(!found.is_empty());
        for entry in fs::read_dir(root())? {
            found
                .extend(Some(entry?.path()).filter(|path| path.extension().is_some_and(|extension| extension == "md")));
        }
        for page in found {
            let listed = PAGES.iter().any(|listed| page == root().join(listed));
            assert!(listed, "{} is not in the list at the top of this file", page.display());
        }
        Ok(())
    }

    /// A block that rustdoc passes over is a promise that nobody holds.
    #[test]
    fn every_rust_block_is_compiled() -> io::Result<()> {
        for page in PAGES {
            for (line, fence) in fences(&fs::read_to_string(root().join(page))?) {
                let known = match fence.split(',').next() {
                    Some("rust") => matches!(fence, "rust" | "rust,compile_fail" | "rust,no_run"),
                    language => matches!(language, Some("console" | "python" | "sh" | "text" | "toml")),
                };
                assert!(known, "{page}:{line}: `{fence}`: a block of Rust runs, another names its language");
            }
        }
        Ok(())
    }

    /// What the manifest has, who reads the README or the crate's page learns of.
    #[test]
    fn every_feature_is_told() -> io::Result<()> {
        let manifest = fs::read_to_string(root().join("klaw-runtime/Cargo.toml"))?;
        let section =
            manifest.split("[features]\n").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
        let features: Vec<&str> = section.lines().filter_map(|line| Some(line.split_once(" = [")?.0)).collect();
        let default = section.lines().find(|line| line.starts_with("default = ")).unwrap_or_default();
        assert!(features.len() > 10 && !default.is_empty(), "the features are not found: {features:?}");
        for page in ["README.md", "klaw-runtime/src/lib.rs"] {
            let text = fs::read_to_string(root().join(page))?;
            for feature in features.iter().filter(|feature| **feature != "default") {
                let row = text
                    .lines()
                    .find_map(|line| line.trim_start_matches("//! ").strip_prefix(&format!("| `{feature}` | ")));
                assert!(row.is_some(), "{page} does not tell of the feature `{feature}`");
                let on = default.contains(&format!("\"{feature}\""));
                assert_eq!(
                    row.is_some_and(|row| row.starts_with("yes | ")),
                    on,
                    "{page}: is `{feature}` on by default?"
                );
            }
        }
        Ok(())
    }
}
