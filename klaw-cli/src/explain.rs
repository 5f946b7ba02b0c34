//! `klaw explain`: the section of the diagnostics that a code, a sentence of the compiler's, or some words belong to.

use crate::args;
use crate::style::{DIM, NAME, TYPE};
use crate::{Failure, Outcome};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The page, as the guide has it.
const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// One kind of mistake.
struct Section {
    code: &'static str,
    title: &'static str,
    /// The part of the page that it stands in.
    part: &'static str,
    text: &'static str,
}

pub(crate) fn run(args: &args::Explain, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let sections = sections();
    let words = match args.words.join(" ") {
        words if words == "-" => io::read_to_string(io::stdin())?,
        words => words,
    };
    if words.trim().is_empty() {
        return list(&sections, out);
    }
    if let Some(section) = by_code(&sections, words.trim()) {
        return print(&[section], out);
    }
    let said: Vec<_> = sections.iter().filter(|section| words.lines().any(|line| says(section, line))).collect();
    if !said.is_empty() {
        return print(&said, out);
    }
    match by_words(&sections, &words).as_slice() {
        [] => {
            Err(format!("no error has a code or words like `{}`; `klaw explain` alone lists all", words.trim()).into())
        }
        [section] => print(&[section], out),
        several => {
            for section in several {
                line(section, out)?;
            }
            writeln!(out, "\n{DIM}`klaw explain` with one of the codes says more{DIM:#}")?;
            Ok(Outcome::Fine)
        }
    }
}

fn list(sections: &[Section], out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut part = "";
    for section in sections {
        if section.part != part {
            writeln!(out, "{}{NAME}{}{NAME:#}", if part.is_empty() { "" } else { "\n" }, section.part)?;
            part = section.part;
        }
        line(section, out)?;
    }
    Ok(Outcome::Fine)
}

fn line(section: &Section, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{TYPE}{}{TYPE:#}  {}", section.code, section.title)
}

fn print(sections: &[&Section], out: &mut dyn Write) -> Result<Outcome, Failure> {
    for (index, section) in sections.iter().enumerate() {
        let gap = if index > 0 { "\n" } else { "" };
        writeln!(out, "{gap}{TYPE}{}{TYPE:#}  {NAME}{}: {}{NAME:#}\n", section.code, section.part, section.title)?;
        for line in section.text.trim().lines().filter(|line| !line.starts_with("```")) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(Outcome::Fine)
}

fn sections() -> Vec<Section> {
    let parts = PAGE.split("\n## ").skip(1).flat_map(|part| {
        let (title, body) = part.split_once('\n').unwrap_or((part, ""));
        body.split("\n### ").skip(1).map(move |section| (title, section))
    });
    let sections = parts.filter_map(|(part, section)| {
        let (heading, text) = section.split_once('\n')?;
        let (code, title) = heading.split_once(": ")?;
        Some(Section { code, title, part, text })
    });
    sections.collect()
}

/// `KLAW-E012`, `E012`, `e12` or `12`.
fn by_code<'a>(sections: &'a [Section], words: &str) -> Option<&'a Section> {
    let code = words.to_ascii_uppercase();
    let digits = code.strip_prefix("KLAW-").unwrap_or(&code);
    let number: u32 = digits.strip_prefix('E').unwrap_or(digits).parse().ok()?;
    sections.iter().find(|section| section.code == format!("KLAW-E{number:03}"))
}

/// Is a line one of the section's sentences, whatever stands in backticks?
fn says(section: &Section, line: &str) -> bool {
    let sentences = section.text.lines().filter_map(|line| line.strip_prefix("error: "));
    sentences.into_iter().any(|sentence| {
        let mut rest = line;
        // What is between backticks is a user's word, unless nothing else tells the sentence from others.
        let fixed = || sentence.split('`').step_by(2).filter(|part| !part.trim().is_empty());
        fixed().map(str::len).sum::<usize>() >= 12
            && fixed().all(|part| match rest.split_once(part) {
                Some((_, behind)) => {
                    rest = behind;
                    true
                }
                None => false,
            })
    })
}

/// The sections that have all the words; of those in whose title they stand, these alone.
fn by_words<'a>(sections: &'a [Section], words: &str) -> Vec<&'a Section> {
    let wanted: BTreeSet<String> = split(words).collect();
    let has = |text: &str| {
        let found: BTreeSet<String> = split(text).collect();
        wanted.is_subset(&found)
    };
    let titled: Vec<_> = sections.iter().filter(|section| has(section.title)).collect();
    if !titled.is_empty() {
        return titled;
    }
    sections.iter().filter(|section| has(&format!("{} {} {}", section.part, section.title, section.text))).collect()
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "that is how a test fails")]
mod tests {
    use super::*;

    /// A code is for good: what is removed leaves a gap, what is new takes the next number.
    #[test]
    fn every_section_has_a_code_of_its_own() {
        let sections = sections();
        let headings = PAGE.lines().filter(|line| line.starts_with("### ")).count();
        assert_eq!(sections.len(), headings, "a heading without a code: `### KLAW-E..: Title`");
        let mut codes: Vec<_> = sections.iter().map(|section| section.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), sections.len());
        for code in codes {
            assert!(
                code.strip_prefix("KLAW-E").is_some_and(|digits| digits.len() == 3 && digits.parse::<u32>().is_ok()),
                "{code}"
            );
        }
    }

    /// What the compiler says leads to the section that quotes it, and with other names as well.
    #[test]
    fn a_sentence_finds_its_section() {
        let sections = sections();
        let mut without = Vec::new();
        for section in &sections {
            for sentence in section.text.lines().filter_map(|line| line.strip_prefix("error: ")) {
                if !says(section, &format!("error: {sentence}")) {
                    without.push(sentence);
                }
            }
        }
        // Of these nearly all is the user's.
        assert!(without.len() < 6, "{without:#?}");
        let titles = |line: &str| {
            sections.iter().filter(|section| says(section, line)).map(|section| section.title).collect::<Vec<_>>()
        };
        assert_eq!(titles("error: unknown key `foo`; did you mean `bar`?"), ["Unknown key"]);
        assert!(titles("error[E0277]: `Vec<Mine>` cannot stand in a wire message").contains(&"Not a wire type"));
        assert_eq!(titles("error: expected one of `!` or `::`"), Vec::<&str>::new());
    }

    #[test]
    fn a_code_is_found_however_it_is_written() {
        let sections = sections();
        for code in ["KLAW-E012", "klaw-e012", "E012", "e12", "12"] {
            assert_eq!(by_code(&sections, code).unwrap().code, "KLAW-E012");
        }
        assert!(by_code(&sections, "E999").is_none());
    }
}
