//! Tuples of one to twelve: arrays of a fixed length.

use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
#[cfg(feature = "json")]
use crate::json;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::private::array::{element, in_element, ruled_element};
use crate::schema::WireType;
use crate::validate::Validate;

/// Opens an array of exactly `want` elements.
fn open(reader: &mut Reader<'_>, want: usize) -> Result<(), Error> {
    let at = reader.rest();
    let got = reader.begin_array()?;
    if got != want {
        reader.seek(at);
        return Err(reader.fault(Fault::Exactly { want, got }));
    }
    Ok(())
}

macro_rules! tuples {
    ($($length:literal: $($name:ident $index:tt),*;)*) => {$(
        impl<$($name: Encode),*> Encode for ($($name,)*) {
            const TYPE: WireType = WireType::Tuple(&[$($name::TYPE),*]);
            // SAFETY: a header of one byte, and each element once.
            const BOUND: Bound<Self> = unsafe { Bound::sum(1, &[$($name::BOUND.part()),*]) };

            #[inline]
            fn encode(&self, writer: &mut Writer<'_>) {
                self.put(writer);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn dynamic(&self) -> usize {
                0_usize$(.saturating_add(self.$index.dynamic()))*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put<Z: Sink>(&self, sink: &mut Z) {
                sink.put_array($length);
                $(self.$index.put(sink);)*
            }

            #[cfg(feature = "json")]
            #[inline]
            fn encode_json(&self, writer: &mut json::Writer<'_>) {
                writer.begin_array();
                $(
                    if $index > 0 {
                        writer.block(b",");
                    }
                    self.$index.encode_json(writer);
                )*
                writer.end_array();
            }
        }

        impl<'de, $($name: Decode<'de>),*> Decode<'de> for ($($name,)*) {
            const MIN_SIZE: usize = 1 $(+ $name::MIN_SIZE)*;

            #[inline]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                if !reader.open_exact(&[0x90 | $length])? {
                    open(reader, $length)?;
                }
                let tuple = ($(element::<$name>(reader, $index)?,)*);
                reader.end();
                Ok(tuple)
            }

            #[inline]
            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let Some(items) = rules.items else { return Self::decode(reader) };
                open(reader, $length)?;
                let tuple = ($(ruled_element::<$name>(reader, $index, items)?,)*);
                reader.end();
                Ok(tuple)
            }

            #[cfg(feature = "json")]
            #[inline]
            fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
                Self::decode_json_ruled(reader, &Rules::NONE)
            }

            #[cfg(feature = "json")]
            fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                use json::collections::{begin_tuple, element, end_tuple};
                let items = rules.items.unwrap_or(&Rules::NONE);
                let start = begin_tuple(reader)?;
                let tuple = ($(
                    element(reader, start, $length, $index, |reader| $name::decode_json_ruled(reader, items))?,
                )*);
                end_tuple(reader, start, $length)?;
                Ok(tuple)
            }
        }

        impl<$($name: Validate),*> Validate for ($($name,)*) {
            fn validate(&self) -> Result<(), Error> {
                self.validate_ruled(&Rules::NONE)
            }

            fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
                let items = rules.items.unwrap_or(&Rules::NONE);
                $(in_element(self.$index.validate_ruled(items), $index)?;)*
                Ok(())
            }

            fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
                let Some(items) = rules.items else { return Ok(()) };
                $(in_element(self.$index.keeps(items), $index)?;)*
                Ok(())
            }
        }

        impl<$($name: Frozen),*> Frozen for ($($name,)*) {}
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
