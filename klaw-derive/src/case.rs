//! `rename_all`: a Rust name in another case. The words are serde's, the rules for fields msgspec's.

/// serde's eight words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const WORDS: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

impl Case {
    /// The case that a word means; otherwise what to say about the word.
    pub(crate) fn parse(word: &str) -> Result<Case, String> {
        if let Some((_, case)) = WORDS.iter().find(|(known, _)| *known == word) {
            return Ok(*case);
        }
        let words: Vec<_> = WORDS.iter().map(|(known, _)| format!("`{known}`")).collect();
        Err(format!("unknown case `{word}`; write one of {}", words.join(", ")))
    }

    /// The wire name of a field, which is `snake_case` in Rust.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Case::Snake => name.to_owned(),
            Case::Lower => name.to_lowercase(),
            Case::Upper | Case::ScreamingSnake => name.to_uppercase(),
            Case::Camel => join_words(name, false),
            Case::Pascal => join_words(name, true),
            Case::Kebab => name.trim_matches('_').replace('_', "-"),
            Case::ScreamingKebab => Case::Kebab.field(name).to_uppercase(),
        }
    }

    /// The wire name of a variant, which is `PascalCase` in Rust.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Case::Pascal => name.to_owned(),
            Case::Lower => name.to_lowercase(),
            Case::Upper => name.to_uppercase(),
            Case::Camel => {
                let mut chars = name.chars();
                chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
            }
            Case::Snake => split_capitals(name, '_'),
            Case::ScreamingSnake => split_capitals(name, '_').to_uppercase(),
            Case::Kebab => split_capitals(name, '-'),
            Case::ScreamingKebab => split_capitals(name, '-').to_uppercase(),
        }
    }
}

/// `two_words` to `twoWords`. Underscores in front stay, all others go; the first word keeps its case unless `capital`.
fn join_words(name: &str, capital: bool) -> String {
    let mut out = String::new();
    let mut in_front = true;
    for word in name.split('_') {
        match (word.is_empty(), in_front) {
            // msgspec keeps a name without any underscore as it is, an empty one included.
            (true, true) => out.push('_'),
            (true, false) => {}
            (false, true) if !capital => out.push_str(word),
            (false, _) => title(word, &mut out),
        }
        in_front &= word.is_empty();
    }
    out
}

/// Python's `str.title`: a letter after a letter is small, any other is a capital (`ab2cd` to `Ab2Cd`).
fn title(word: &str, out: &mut String) {
    let mut after_letter = false;
    for c in word.chars() {
        if after_letter {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        after_letter = c.is_lowercase() || c.is_uppercase();
    }
}

/// serde's way into a variant: every capital begins a word.
fn split_capitals(name: &str, between: char) -> String {
    let mut out = String::new();
    for (index, c) in name.char_indices() {
        if index > 0 && c.is_uppercase() {
            out.push(between);
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Case;

    /// Observed: `defstruct("S", [(name, int)], rename=..)` of msgspec 0.22.0.
    #[test]
    fn fields_as_msgspec_renames_them() {
        let table = [
            // name, camel, pascal, kebab, lower, upper
            ("one", "one", "One", "one", "one", "ONE"),
            ("two_words", "twoWords", "TwoWords", "two-words", "two_words", "TWO_WORDS"),
            ("_priv_x", "_privX", "_PrivX", "priv-x", "_priv_x", "_PRIV_X"),
            ("trail_", "trail", "Trail", "trail", "trail_", "TRAIL_"),
            ("a__b", "aB", "AB", "a--b", "a__b", "A__B"),
            ("ABC_def", "ABCDef", "AbcDef", "ABC-def", "abc_def", "ABC_DEF"),
            ("_x_y", "_xY", "_XY", "x-y", "_x_y", "_X_Y"),
            ("e__f", "eF", "EF", "e--f", "e__f", "E__F"),
            ("x1y_ab2cd", "x1yAb2Cd", "X1YAb2Cd", "x1y-ab2cd", "x1y_ab2cd", "X1Y_AB2CD"),
            ("aB_cD", "aBCd", "AbCd", "aB-cD", "ab_cd", "AB_CD"),
            ("camelCase_x", "camelCaseX", "CamelcaseX", "camelCase-x", "camelcase_x", "CAMELCASE_X"),
            ("a_1b", "a1B", "A1B", "a-1b", "a_1b", "A_1B"),
            ("___", "____", "____", "", "___", "___"),
        ];
        for (name, camel, pascal, kebab, lower, upper) in table {
            assert_eq!(Case::Camel.field(name), camel, "camelCase of {name}");
            assert_eq!(Case::Pascal.field(name), pascal, "PascalCase of {name}");
            assert_eq!(Case::Kebab.field(name), kebab, "kebab-case of {name}");
            assert_eq!(Case::Lower.field(name), lower, "lowercase of {name}");
            assert_eq!(Case::Upper.field(name), upper, "UPPERCASE of {name}");
            assert_eq!(Case::Snake.field(name), name);
            assert_eq!(Case::ScreamingSnake.field(name), upper);
            assert_eq!(Case::ScreamingKebab.field(name), kebab.to_uppercase());
        }
    }

    /// The table of serde_derive's own test.
    #[test]
    fn variants_as_serde_renames_them() {
        let table = [
            ("Outcome", "outcome", "outcome", "outcome", "OUTCOME", "outcome"),
            ("VeryTasty", "verytasty", "veryTasty", "very_tasty", "VERY_TASTY", "very-tasty"),
            ("A", "a", "a", "a", "A", "a"),
            ("Z42", "z42", "z42", "z42", "Z42", "z42"),
        ];
        for (name, lower, camel, snake, screaming, kebab) in table {
            assert_eq!(Case::Pascal.variant(name), name);
            assert_eq!(Case::Lower.variant(name), lower);
            assert_eq!(Case::Upper.variant(name), name.to_uppercase());
            assert_eq!(Case::Camel.variant(name), camel);
            assert_eq!(Case::Snake.variant(name), snake);
            assert_eq!(Case::ScreamingSnake.variant(name), screaming);
            assert_eq!(Case::Kebab.variant(name), kebab);
            assert_eq!(Case::ScreamingKebab.variant(name), kebab.to_uppercase());
        }
    }

    #[test]
    fn an_unknown_word_names_the_known_ones() {
        assert_eq!(Case::parse("camelCase"), Ok(Case::Camel));
        let message = Case::parse("camel").err();
        assert!(message.is_some_and(|text| { text.starts_with("unknown case `camel`; write one of `lowercase`, ") }));
    }
}
