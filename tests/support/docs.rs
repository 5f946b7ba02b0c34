//! Every Rust block of the README and of the pages under `docs/`, compiled and run as a doctest of its own.

macro_rules! pages {
    ($($name:ident: $path:literal $(if $feature:literal)?,)*) => {
        $(
            #[cfg(all(doctest $(, feature = $feature)?))]
            #[doc = include_str!(concat!("../../", $path))]
            pub struct $name;
        )*

        #[cfg(test)]
        const PAGES: &[&str] = &[$($path),*];
    };
}

pages! {
    Readme: "README.md",
    Changelog: "CHANGELOG.md",
    Contributing: "CONTRIBUTING.md",
    Design: "docs/design.md",
    Diagnostics: "docs/diagnostics.md",
    GuideIndex: "docs/user-guide/index.md",
    GuidePython: "docs/user-guide/python.md",
    GuideTypes: "docs/user-guide/types.md",
    GuideCli: "docs/user-guide/cli.md",
    GuideCodec: "docs/user-guide/codec.md",
    GuideConfiguration: "docs/user-guide/configuration.md",
    GuideEvolution: "docs/user-guide/evolution.md",
    GuideJson: "docs/user-guide/json.md",
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
    use std::path::{Path, PathBuf};
    use std::{fs, io};

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    fn pages_in(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                pages_in(&path, found)?;
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
        Ok(())
    }

    #[test]
    fn every_page_is_listed() -> io::Result<()> {
        let mut found = Vec::new();
        pages_in(&root().join("docs"), &mut found)?;
        assert!(!found.is_empty());
        for page in found {
            let listed = PAGES.iter().any(|listed| page == root().join(listed));
            assert!(listed, "{} is not in the list at the top of this file", page.display());
        }
        Ok(())
    }

    #[test]
    fn links_lead_somewhere() -> io::Result<()> {
        for page in PAGES {
            let page = root().join(page);
            let text = fs::read_to_string(&page)?;
            let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
            for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
                let file = link.split('#').next().unwrap_or(link);
                let target = page.with_file_name(file);
                assert!(target.exists(), "{} links to {link}, which is not there", page.display());
            }
        }
        Ok(())
    }

    /// A heading's anchor: its words in lower case, joined by hyphens.
    fn anchors(text: &str) -> Vec<String> {
        let headings = text
            .lines()
            .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')));
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        headings
            .map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-"))
            .collect()
    }

    #[test]
    fn anchors_exist() -> io::Result<()> {
        for page in PAGES {
            let text = fs::read_to_string(root().join(page))?;
            let anchors = anchors(&text);
            for link in text.split("](#").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
                assert!(anchors.iter().any(|anchor| anchor == link), "{page} has no heading for #{link}");
            }
        }
        Ok(())
    }
}
