//! `forbid_unknown_fields`: what is not known is refused.

use klaw_runtime::WireMessage;
use klaw_tests::assert::{reads, refused, refused_at};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1, forbid_unknown_fields)]
struct Array {
    a: u8,
    #[wire(default)]
    b: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "m", forbid_unknown_fields)]
struct Map {
    #[wire(alias = "old")]
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Union {
    #[wire(tag = 1, forbid_unknown_fields)]
    Strict { a: u8 },
    #[wire(tag = 2)]
    Lenient { a: u8 },
}

#[test]
fn further_elements_are_refused() {
    reads(b"\x93\x01\x02\x03", Array { a: 2, b: 3 });
    reads(b"\x92\x01\x02", Array { a: 2, b: 0 });
    // The tag does not count here, as in msgspec.
    refused_at::<Array>(b"\x94\x01\x02\x03\x04", "Expected `array` of at most length 2, got 3", "$", 0);
    // The fields speak first.
    refused::<Array>(b"\x94\x01\xc0\x03\x04", "Expected `int`, got `None` - at `$[1]`");
    refused::<Vec<Array>>(b"\x91\x94\x01\x02\x03\x04", "Expected `array` of at most length 2, got 3 - at `$[0]`");
}

#[test]
fn unknown_keys_are_refused() {
    reads(b"\x82\xa4type\xa1m\xa1a\x05", Map { a: 5 });
    reads(b"\x82\xa3old\x05\xa4type\xa1m", Map { a: 5 });
    reads(b"\x82\xa1a\x01\xa1a\x05", Map { a: 5 });
    refused_at::<Map>(b"\x82\xa1x\xc1\xa1a\x05", "Object contains unknown field `x`", "$", 1);
    refused::<Vec<Map>>(b"\x91\x82\xa1a\x05\xa2zz\x01", "Object contains unknown field `zz` - at `$[0]`");
}

#[test]
fn each_struct_like_variant_has_its_own() {
    refused::<Union>(b"\x93\x01\x02\x03", "Expected `array` of at most length 1, got 2");
    reads(b"\x93\x02\x02\x03", Union::Lenient { a: 2 });
    reads(b"\x92\x01\x02", Union::Strict { a: 2 });
}
