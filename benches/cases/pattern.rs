//! Patterns: the table that the derive builds, beside the `regex` crate.

use crate::Random;
use crate::harness::{Group, Row};
use klaw_runtime::{Validate, WireMessage};
use regex::Regex;
use std::hint::black_box;

/// A row for a pattern: the texts match it, and both sides agree that what is wrong does not.
macro_rules! row {
    ($name:literal, $pattern:literal, $text:expr, wrong $wrong:expr) => {
        Row::new(concat!("pattern ", $name), || {
            #[derive(Clone, WireMessage)]
            #[wire(array_like)]
            struct Text {
                #[constrain(pattern = $pattern)]
                text: String,
            }
            let regex = Regex::new($pattern).unwrap();
            let text: fn(&mut Random) -> String = $text;
            let random = &mut Random::new(20);
            let texts: Vec<Text> = (0..64).map(|_| Text { text: text(random) }).collect();
            for Text { text } in &texts {
                assert!(regex.is_match(text), "{text}");
                assert!(Text { text: text.clone() }.validate().is_ok(), "{text}");
            }
            for wrong in $wrong {
                assert!(!regex.is_match(wrong), "{wrong}");
                assert!(Text { text: String::from(wrong) }.validate().is_err(), "{wrong}");
            }
            let mut group = Group::new();
            group.case("klaw", texts.clone(), |text| {
                black_box(black_box(text).validate().is_ok());
            });
            group.case("regex", texts, move |Text { text }| {
                black_box(regex.is_match(black_box(text)));
            });
            group.goal("regex", 1.0, 1.0)
        })
    };
}

/// A date, a UUID, an address, a name, and a needle in a long text.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        row!(
            "date",
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            |random| format!("{}-{:02}-{:02}", random.within(1970, 2069), random.within(1, 12), random.within(1, 28)),
            wrong ["2026-1-01", "2026-01-011", "", "2026/01/01"]
        ),
        row!(
            "uuid",
            "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
            |random| {
                let (low, high) = (random.next(), random.next());
                let (first, second) = (high >> 32, high >> 16 & 0xffff);
                let (fourth, last) = (low >> 48, low & 0xffff_ffff_ffff);
                format!("{first:08x}-{second:04x}-{:04x}-{fourth:04x}-{last:012x}", high & 0xffff)
            },
            wrong ["0123456789ab-4cde-8f01-23456789abcd", "g1234567-89ab-4cde-8f01-23456789abcd"]
        ),
        row!(
            "e-mail",
            r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$",
            |random| format!("{}.{}@{}.{}", random.word(3, 8), random.word(3, 10), random.word(4, 12), random.word(2, 4)),
            wrong ["someone", "someone@", "someone@example.c", "some one@example.com"]
        ),
        row!(
            "identifier",
            "^[a-zA-Z_][a-zA-Z0-9_-]*$",
            |random| format!("{}_{}", random.word(5, 10), random.word(5, 12)),
            wrong ["", "1a", "a b", "caf\u{e9}"]
        ),
        row!(
            "long text, unanchored",
            "(ERROR|FATAL): [a-z]+ [0-9]+",
            |random| {
                let words = |random: &mut Random| (0..150).map(|_| random.word(2, 10) + " ").collect::<String>();
                format!("{}ERROR: {} {} {}", words(random), random.word(4, 8), random.next(), random.word(2, 8))
            },
            wrong ["", "error: disk 7", "ERROR disk 7", "FATAL: 7"]
        ),
    ]
}
