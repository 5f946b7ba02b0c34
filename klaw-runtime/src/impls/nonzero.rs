//! `NonZero`: integers that are not 0.
//!
//! To the wire, the schema and the lock each is a newtype of its integer, of the same name and with a rule. The derive
//! writes that newtype as it would a user's; std's type is made of it.

use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;

/// What msgspec, which has no such rule, might say.
const ZERO: &str = "Expected `int` other than 0";

fn not_zero<T: Default + PartialEq>(value: &T) -> Result<(), &'static str> {
    if *value == T::default() { Err(ZERO) } else { Ok(()) }
}

macro_rules! nonzero {
    ($($name:ident($int:ident): $rule:ident = $operand:tt),* $(,)?) => {
        /// Each as the derive has it.
        mod newtype {
            use super::not_zero;
            use klaw_derive::WireMessage;

            $(
                #[derive(WireMessage)]
                #[wire(crate = "crate", transparent, frozen)]
                #[cfg_attr(feature = "json", wire(json))]
                #[cfg_attr(feature = "serde", wire(serde))]
                #[constrain($rule = $operand)]
                pub(super) struct $name(pub(super) $int);
            )*
        }

        $(
            impl Encode for std::num::$name {
                const TYPE: WireType = newtype::$name::TYPE;
                // SAFETY: the integer is all that is written.
                const BOUND: Bound<Self> = unsafe { Bound::sum(0, &[$int::BOUND.part()]) };

                #[inline]
                fn encode(&self, writer: &mut Writer<'_>) {
                    self.put(writer);
                }

                #[inline]
                fn put<S: Sink>(&self, sink: &mut S) {
                    self.get().put(sink);
                }

                #[cfg(feature = "json")]
                #[inline]
                fn encode_json(&self, writer: &mut crate::json::Writer<'_>) {
                    self.get().encode_json(writer);
                }
            }

            impl<'de> Decode<'de> for std::num::$name {
                #[inline]
                fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                    let value = newtype::$name::decode(reader)?.0;
                    Self::new(value).ok_or_else(|| reader.fault(Fault::Sentence(ZERO)))
                }

                #[inline]
                fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                    let value = newtype::$name::decode_ruled(reader, rules)?.0;
                    Self::new(value).ok_or_else(|| reader.fault(Fault::Sentence(ZERO)))
                }

                #[cfg(feature = "json")]
                #[inline]
                fn decode_json(reader: &mut crate::json::Reader<'de>) -> Result<Self, Error> {
                    let value = newtype::$name::decode_json(reader)?.0;
                    Self::new(value).ok_or_else(|| reader.fault(Fault::Sentence(ZERO)))
                }

                #[cfg(feature = "json")]
                #[inline]
                fn decode_json_ruled(
                    reader: &mut crate::json::Reader<'de>,
                    rules: &'static Rules,
                ) -> Result<Self, Error> {
                    let value = newtype::$name::decode_json_ruled(reader, rules)?.0;
                    Self::new(value).ok_or_else(|| reader.fault(Fault::Sentence(ZERO)))
                }
            }

            impl Validate for std::num::$name {
                fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
                    self.get().keeps(rules)
                }
            }

            impl Frozen for std::num::$name {}

            #[cfg(feature = "serde")]
            impl crate::serde::Ser for std::num::$name {
                fn serialize<S: crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    crate::serde::Ser::serialize(&self.get(), serializer)
                }
            }

            #[cfg(feature = "serde")]
            impl<'de> crate::serde::De<'de> for std::num::$name {
                fn deserialize<D: crate::serde::Deserializer<'de>>(
                    deserializer: D,
                    place: &crate::serde::Place<'_>,
                ) -> Result<Self, D::Error> {
                    let value = <newtype::$name as crate::serde::De<'de>>::deserialize(deserializer, place)?.0;
                    Self::new(value).ok_or_else(|| place.fault(Fault::Sentence(ZERO)))
                }
            }
        )*
    };
}

nonzero!(
    NonZeroU8(u8): ge = 1,
    NonZeroU16(u16): ge = 1,
    NonZeroU32(u32): ge = 1,
    NonZeroU64(u64): ge = 1,
    NonZeroUsize(usize): ge = 1,
    NonZeroI8(i8): with = not_zero,
    NonZeroI16(i16): with = not_zero,
    NonZeroI32(i32): with = not_zero,
    NonZeroI64(i64): with = not_zero,
    NonZeroIsize(isize): with = not_zero,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::impls::testing::{decoded, wire, written};
    use crate::msgpack::to_vec;
    use std::num::{NonZeroI8, NonZeroI64, NonZeroU8, NonZeroU32, NonZeroU64};

    /// All values of a byte, and what lies around them.
    #[test]
    fn each_integer_but_zero() {
        for value in -300_i64..=300 {
            let bytes = to_vec(&value);
            let narrow = u8::try_from(value).ok().and_then(NonZeroU8::new);
            assert_eq!(decoded::<NonZeroU8>(&bytes).ok(), narrow);
            assert_eq!(narrow.map(|value| written(&value)), narrow.map(|_| bytes.clone()));
            let narrow = i8::try_from(value).ok().and_then(NonZeroI8::new);
            assert_eq!(decoded::<NonZeroI8>(&bytes).ok(), narrow);
            assert_eq!(narrow.map(|value| written(&value)), narrow.map(|_| bytes.clone()));
        }
        for value in [i64::MIN, -1, 1, i64::MAX] {
            assert_eq!(decoded(&to_vec(&value)).ok(), NonZeroI64::new(value));
        }
        assert_eq!(decoded(&to_vec(&u64::MAX)), Ok(NonZeroU64::MAX));
        // In whatever width.
        assert_eq!(decoded(b"\xd3\0\0\0\0\0\0\0\x05").ok(), NonZeroU8::new(5));
    }

    #[test]
    fn zero_and_what_is_no_integer() {
        for zero in [&b"\0"[..], b"\xcc\0", b"\xd3\0\0\0\0\0\0\0\0"] {
            assert_eq!(decoded::<NonZeroU8>(zero), Err("Expected `int` >= 1".to_owned()));
            assert_eq!(decoded::<NonZeroU64>(zero), Err("Expected `int` >= 1".to_owned()));
            assert_eq!(decoded::<NonZeroI8>(zero), Err("Expected `int` other than 0".to_owned()));
            assert_eq!(decoded::<NonZeroI64>(zero), Err("Expected `int` other than 0".to_owned()));
        }
        assert_eq!(decoded::<NonZeroU8>(b"\xff"), Err("Expected `int` >= 1".to_owned()));
        assert_eq!(decoded::<NonZeroU8>(b"\xcd\x01\0"), Err("Expected `int` <= 255".to_owned()));
        assert_eq!(decoded::<NonZeroI8>(b"\xcc\x80"), Err("Expected `int` <= 127".to_owned()));
        assert_eq!(decoded::<NonZeroU8>(&wire("1")), Err("Expected `int`, got `str`".to_owned()));
        assert_eq!(decoded::<NonZeroI8>(b"\xc0"), Err("Expected `int`, got `None`".to_owned()));
        assert_eq!(decoded::<Option<NonZeroI8>>(b"\xc0"), Ok(None));
        assert_eq!(decoded::<Option<NonZeroI8>>(b"\0"), Err("Expected `int` other than 0".to_owned()));
        let error = decoded::<Vec<NonZeroI8>>(b"\x92\x01\0");
        assert_eq!(error, Err("Expected `int` other than 0 - at `$[1]`".to_owned()));
    }

    /// They are integers, and no bytes.
    #[test]
    fn a_sequence_is_an_array() {
        let values: Vec<_> = [1, 200].into_iter().filter_map(NonZeroU8::new).collect();
        assert_eq!(written(&values), b"\x92\x01\xcc\xc8");
        assert_eq!(decoded(b"\x92\x01\xcc\xc8"), Ok(values));
    }

    #[test]
    fn rules_hold_for_the_integer() {
        static RULES: Rules = Rules::NONE.le(6, 6.0).multiple_of(2, 2.0);
        let ruled = |byte| {
            let error = |error: Error| error.to_string();
            let read = NonZeroU32::decode_ruled(&mut Reader::new(&[byte]), &RULES).map_err(error);
            if let Some(built) = NonZeroU32::new(byte.into()) {
                assert_eq!(built.validate_ruled(&RULES).map_err(error), read.clone().map(drop));
            }
            read
        };
        assert_eq!(ruled(4).ok(), NonZeroU32::new(4));
        assert_eq!(ruled(0), Err("Expected `int` >= 1".to_owned()));
        assert_eq!(ruled(7), Err("Expected `int` <= 6".to_owned()));
        assert_eq!(ruled(3), Err("Expected `int` that's a multiple of 2".to_owned()));
    }
}
