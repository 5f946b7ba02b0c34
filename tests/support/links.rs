//! Links that lead nowhere: to a file that is not there, or to a heading that its page does not have.

use crate::docs::PAGES;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

pub(crate) fn root() -> PathBuf {
    normal(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
}

/// All Markdown below a folder.
pub(crate) fn pages_in(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    files_in(folder, "md", found)
}

fn files_in(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_in(&path, extension, found)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    Ok(())
}

/// The line at which each fenced block opens, and what stands behind the fence.
pub(crate) fn fences(text: &str) -> Vec<(usize, &str)> {
    let mut open = false;
    let fences =
        text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, line.trim_start().strip_prefix("```")?)));
    fences
        .filter(|_| {
            open = !open;
            open
        })
        .collect()
}

/// What is text: without the fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What stands in code is no link.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Where the links and pictures of a page lead.
fn links(text: &str) -> Vec<String> {
    let text = without_code(&prose(text).collect::<Vec<_>>().join("\n"));
    text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
}

/// The anchors of the headings: their words in lower case, joined by hyphens; one that comes again has a number behind.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut seen = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    for heading in prose(text).filter(|line| line.starts_with('#')) {
        let Some(heading) = heading.trim_start_matches('#').strip_prefix(' ') else { continue };
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let anchor = heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
        let times: &mut usize = seen.entry(anchor.clone()).or_default();
        anchors.insert(if *times == 0 { anchor } else { format!("{anchor}-{times}") });
        *times += 1;
    }
    anchors
}

/// Without `.` and `..`: what a link says, also of a folder that is not there.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

/// Where a link of a page leads: the file, and the anchor in it. Nothing, where it leaves the repository.
fn target(page: &Path, link: &str) -> Option<(PathBuf, Option<String>)> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor.to_owned())));
    let file = if file.is_empty() { page.to_owned() } else { normal(&page.parent()?.join(file)) };
    Some((file, anchor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_somewhere() -> io::Result<()> {
        let mut followed = 0;
        for name in PAGES {
            let page = root().join(name);
            for link in links(&fs::read_to_string(&page)?) {
                let Some((file, anchor)) = target(&page, &link) else { continue };
                assert!(file.exists(), "{name} links to {link}, which is not there");
                if let Some(anchor) = anchor {
                    let there = anchors(&fs::read_to_string(&file)?);
                    assert!(there.contains(&anchor), "{name} links to {link}: {} has no such heading", file.display());
                }
                followed += 1;
            }
        }
        assert!(followed > 100, "{followed} links is too few: are they still found?");
        Ok(())
    }

    /// A page of the book cannot lead to what is not in the book.
    #[test]
    fn the_book_is_whole() -> io::Result<()> {
        let docs = root().join("docs");
        let summary = docs.join("SUMMARY.md");
        let listed: BTreeSet<PathBuf> =
            links(&fs::read_to_string(&summary)?).iter().filter_map(|link| Some(target(&summary, link)?.0)).collect();
        let mut pages = Vec::new();
        pages_in(&docs, &mut pages)?;
        for page in pages.iter().filter(|page| **page != summary) {
            assert!(listed.contains(page), "{} is not in docs/SUMMARY.md", page.display());
            for link in links(&fs::read_to_string(page)?) {
                let Some((file, _)) = target(page, &link) else { continue };
                let page = page.display();
                assert!(
                    file.starts_with(&docs),
                    "{page} links to {link}, which is not in the book; name the file instead"
                );
            }
        }
        Ok(())
    }

    /// The same of the pages as mdBook wrote them.
    #[test]
    #[ignore = "needs the book, which `.ci/run book` builds"]
    fn links_of_the_book_lead_somewhere() -> io::Result<()> {
        let book = root().join("target/book");
        let mut pages = Vec::new();
        files_in(&book, "html", &mut pages)?;
        // The first is all pages in one, for the printer; the second has links from wherever it is shown.
        pages.retain(|page| !page.ends_with("print.html") && !page.ends_with("404.html"));
        let texts: BTreeMap<&Path, String> =
            pages.iter().map(|page| Ok((page.as_path(), fs::read_to_string(page)?))).collect::<io::Result<_>>()?;
        assert!(texts.len() >= PAGES.iter().filter(|page| page.starts_with("docs/")).count() - 1, "pages are missing");
        for (page, text) in &texts {
            for attribute in ["href=\"", "src=\""] {
                for link in text.split(attribute).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)) {
                    let Some((file, anchor)) = target(page, link) else { continue };
                    let page = page.display();
                    assert!(file.exists(), "{page} links to {link}, which is not there");
                    if let (Some(anchor), Some(text)) = (anchor, texts.get(file.as_path())) {
                        assert!(text.contains(&format!("id=\"{anchor}\"")), "{page} links to {link}: no such heading");
                    }
                }
            }
        }
        Ok(())
    }

    #[test]
    fn what_is_a_link() {
        let text = "# A `b`: c\n[x](y.md) `[no](no)` [z](#a-b-c)\n```text\n# No\n[no](no)\n```\n## D\n## D\n";
        assert_eq!(links(text), ["y.md", "#a-b-c"]);
        assert_eq!(anchors(text).into_iter().collect::<Vec<_>>(), ["a-b-c", "d", "d-1"]);
        assert_eq!(fences(text), [(3, "text")]);
        let page = Path::new("/docs/guide/a.md");
        assert_eq!(target(page, "../b.md#c"), Some(("/docs/b.md".into(), Some("c".into()))));
        assert_eq!(target(page, "#c"), Some((page.into(), Some("c".into()))));
        assert_eq!(target(page, "https://a.b/c"), None);
    }
}
