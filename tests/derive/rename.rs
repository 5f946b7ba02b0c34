//! `rename`, `rename_all` and `alias`: names on the wire.

use klaw_runtime::WireMessage;
use klaw_tests::assert::{reads, refused, whole};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(rename_all = "camelCase")]
struct Names {
    first_name: u8,
    #[wire(rename = "LAST")]
    last_name: u8,
    #[wire(alias = "old_name", alias("older", "oldest"))]
    new_name: u8,
}

#[test]
fn names_change_on_the_wire() {
    let names = || Names { first_name: 1, last_name: 2, new_name: 3 };
    whole(names(), b"\x83\xa9firstName\x01\xa4LAST\x02\xa7newName\x03");
    for alias in [&b"\xa8old_name"[..], b"\xa5older", b"\xa6oldest"] {
        reads(&[b"\x83\xa9firstName\x01\xa4LAST\x02", alias, b"\x03"].concat(), names());
    }
    // The last of a name and its alias wins, whichever comes first.
    reads(b"\x84\xa9firstName\x01\xa4LAST\x02\xa7newName\x09\xa5older\x03", names());
    refused::<Names>(b"\x83\xa9firstName\x01\xa4LAST\x02\xa8new_name\x03", "Object missing required field `newName`");
    refused::<Names>(b"\x83\xa9firstName\x01\xa4LAST\x02\xa5older\xc3", "Expected `int`, got `bool` - at `$.newName`");
}

macro_rules! cases {
    ($($name:ident $case:literal $field:literal $variant:literal;)*) => {$(
        #[test]
        fn $name() {
            #[derive(Debug, PartialEq, WireMessage)]
            #[wire(rename_all = $case)]
            struct Fields {
                max_tries: u8,
            }
            #[derive(Debug, PartialEq, WireMessage)]
            #[wire(rename_all = $case)]
            enum Values {
                MaxTries,
            }
            let text = |text: &str| [&[0xa0 | text.len() as u8], text.as_bytes()].concat();
            whole(Fields { max_tries: 1 }, &[&[0x81], &text($field)[..], &[1]].concat());
            whole(Values::MaxTries, &text($variant));
        }
    )*};
}

cases! {
    lower_case "lowercase" "max_tries" "maxtries";
    upper_case "UPPERCASE" "MAX_TRIES" "MAXTRIES";
    pascal_case "PascalCase" "MaxTries" "MaxTries";
    camel_case "camelCase" "maxTries" "maxTries";
    snake_case "snake_case" "max_tries" "max_tries";
    screaming_snake_case "SCREAMING_SNAKE_CASE" "MAX_TRIES" "MAX_TRIES";
    kebab_case "kebab-case" "max-tries" "max-tries";
    screaming_kebab_case "SCREAMING-KEBAB-CASE" "MAX-TRIES" "MAX-TRIES";
}

#[test]
fn names_may_hold_any_text() {
    #[derive(Debug, PartialEq, WireMessage)]
    struct Odd {
        #[wire(rename = "")]
        empty: u8,
        #[wire(rename = "größe")]
        size: u8,
        #[wire(rename = "a name that is longer than thirty-one bytes")]
        long: u8,
    }
    let bytes = "\u{0}a name that is longer than thirty-one bytes";
    let mut wire = b"\x83\xa0\x01\xa7gr\xc3\xb6\xc3\x9fe\x02\xd9".to_vec();
    wire.push(bytes.len() as u8 - 1);
    wire.extend(&bytes.as_bytes()[1..]);
    wire.push(3);
    whole(Odd { empty: 1, size: 2, long: 3 }, &wire);
}
