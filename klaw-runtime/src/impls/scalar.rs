//! bool, the integers, the floats and char.

use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::{Fault, Number, Types};
#[cfg(feature = "json")]
use crate::json;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;

impl Encode for bool {
    const TYPE: WireType = WireType::Bool;
    // SAFETY: a bool is one byte.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(1) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_bool(*self);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.bool(*self);
    }
}

impl<'de> Decode<'de> for bool {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.bool()
    }

    const RUNS: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_run(reader: &mut Reader<'de>, items: &mut Vec<Self>, length: usize) {
        // By the lax rules the next run begins a few elements behind what is none: there a run is short.
        let most = if reader.is_lax() { 64 } else { usize::MAX };
        // Judged while they are copied: all of them are bools, as a rule, and then one pass is enough.
        let (start, bytes) = (items.len(), reader.ahead(most.min(length - items.len())));
        let mut differ = 0;
        items.extend(bytes.iter().map(|byte| {
            differ |= byte ^ 0xc2;
            byte & 1 == 1
        }));
        if differ > 1 {
            let bools = bytes.iter().take_while(|&byte| byte ^ 0xc2 < 2).count();
            items.truncate(start + bools);
        }
        reader.pass(items.len() - start);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        reader.bool()
    }
}

impl Validate for bool {
    const ANY: bool = true;
}

impl Frozen for bool {}

/// The widest of the integers that share a sign, and what reads and writes it.
macro_rules! integers {
    ($wide:ident, $read:ident $ruled:ident $eight:ident, $put:ident $puts:ident: $($int:ident $size:literal),* $(,)?) => {$(
        impl Encode for $int {
            const TYPE: WireType = WireType::Int { min: $int::MIN as i64, max: $int::MAX as u64 };
            // SAFETY: an opcode and the integer's own bytes are the most that its value can take.
            const BOUND: Bound<Self> = unsafe { Bound::at_most($size) };

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode(&self, writer: &mut Writer<'_>) {
                self.put(writer);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put<S: Sink>(&self, sink: &mut S) {
                sink.$put(*self as $wide);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put_sequence<S: Sink>(items: &[Self], sink: &mut S) {
                sink.put_array(items.len());
                sink.$puts(items, |item| item as $wide);
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_json(&self, writer: &mut json::Writer<'_>) {
                writer.$wide(*self as $wide);
            }
        }

        impl<'de> Decode<'de> for $int {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                match reader.$read($int::MIN as $wide, $int::MAX as $wide) {
                    Ok(value) => Ok(value as $int),
                    Err(error) => Err(error),
                }
            }

            const RUNS: bool = true;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_run(reader: &mut Reader<'de>, items: &mut Vec<Self>, length: usize) {
                while length - items.len() >= 8 {
                    let run = reader.fixints(length - items.len());
                    if !run.is_empty() {
                        items.extend(run.iter().map(|&byte| byte as $int));
                        continue;
                    }
                    let (at, start) = (reader.rest(), items.len());
                    // Read where they stay: what is moved in words of another width waits for them.
                    items.extend_from_slice(&[0; 8]);
                    let Some(slots) = items.last_chunk_mut() else { return };
                    let mut outside = false;
                    let read = reader.$eight(slots, |value| {
                        outside |= value < $int::MIN as $wide || value > $int::MAX as $wide;
                        value as $int
                    });
                    if !read || outside {
                        items.truncate(start);
                        reader.seek(at);
                        return;
                    }
                }
            }

            /// The tighter of the rule's bound and the type's own is the one that is reported.
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                match $ruled(reader, rules, $int::MIN as $wide, $int::MAX as $wide) {
                    Ok(value) => Ok(value as Self),
                    Err(error) => Err(error),
                }
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
                match reader.$read($int::MIN as $wide, $int::MAX as $wide) {
                    Ok(value) => Ok(value as $int),
                    Err(error) => Err(error),
                }
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let start = reader.offset();
                if let Ok(value) = reader.$read($int::MIN as $wide, $int::MAX as $wide)
                    && rules.int(value as i128).is_ok()
                {
                    return Ok(value as $int);
                }
                reader.seek(start);
                match reader.apart(|reader| ruled_json(reader, rules, $int::MIN as i128, $int::MAX as i128)) {
                    Ok(value) => Ok(value as $int),
                    Err(error) => Err(error),
                }
            }
        }

        impl Validate for $int {
            #[inline]
            fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
                rules.int(*self as i128).map_err(Error::new)
            }

            const ANY: bool = true;
        }

        impl Frozen for $int {}
    )*};
}

integers!(u64, unsigned unsigned_ruled eight_u64, put_u64 put_u64s: u16 3, u32 5, u64 9, usize 9);
integers!(i64, signed signed_ruled eight_i64, put_i64 put_i64s: i8 2, i16 3, i32 5, i64 9, isize 9);

/// Reads an integer of a type that holds `min..=max`, under rules. The tighter of the two bounds is the one that is
/// reported.
macro_rules! ruled {
    ($name:ident, $wide:ident, $read:ident) => {
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(reader: &mut Reader<'_>, rules: &'static Rules, min: $wide, max: $wide) -> Result<$wide, Error> {
            let least = rules.int.min.clamp(i128::from(min), i128::from($wide::MAX)) as $wide;
            let most = rules.int.max.clamp(i128::from($wide::MIN), i128::from(max)) as $wide;
            let at = reader.rest();
            let value = match reader.$read(least, most) {
                Ok(value) => value,
                Err(error) => return Err(error),
            };
            let is_multiple = match $wide::try_from(rules.int.multiple_of) {
                Ok(0) => true,
                // By -1 too: what no literal may be, a constant can.
                Ok(of) => value.wrapping_rem(of) == 0,
                Err(_) => i128::from(value) % rules.int.multiple_of == 0,
            };
            if is_multiple {
                return Ok(value);
            }
            reader.seek(at);
            Err(reader.fault(rules.no_int_multiple()))
        }
    };
}
ruled!(unsigned_ruled, u64, unsigned);
ruled!(signed_ruled, i64, signed);

/// The same in JSON.
#[cfg(feature = "json")]
#[cold]
#[inline(never)]
fn ruled_json(reader: &mut json::Reader<'_>, rules: &Rules, min: i128, max: i128) -> Result<i128, Error> {
    reader.token();
    let start = reader.offset();
    let value = reader.int_in(rules.int.min.max(min), rules.int.max.min(max))?;
    rules.int_multiple(value).map_err(|fault| {
        reader.seek(start);
        reader.fault(fault)
    })?;
    Ok(value)
}

/// `u8` is the one integer whose sequences are bytes.
impl Encode for u8 {
    const TYPE: WireType = WireType::Int { min: 0, max: 255 };
    // SAFETY: an opcode and one byte.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(2) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_u8(*self);
    }

    const SEQUENCE: WireType = WireType::Bytes;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic_sequence(items: &[Self]) -> usize {
        items.len()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_sequence<S: Sink>(items: &[Self], sink: &mut S) {
        sink.put_bin(items);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.u64(u64::from(*self));
    }

    #[cfg(feature = "json")]
    fn encode_json_sequence(items: &[Self], writer: &mut json::Writer<'_>) {
        writer.bytes(items);
    }
}

impl<'de> Decode<'de> for u8 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.unsigned(0, 255) {
            Ok(value) => Ok(value as Self),
            Err(error) => Err(error),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        match unsigned_ruled(reader, rules, 0, 255) {
            Ok(value) => Ok(value as Self),
            Err(error) => Err(error),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_sequence(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Vec<Self>, Error> {
        bytes(reader, rules).map(Vec::from)
    }

    #[inline]
    fn decode_sequence_over(
        items: &mut Vec<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
    ) -> Result<(), Error> {
        let bytes = bytes(reader, rules)?;
        items.clear();
        items.reserve_exact(bytes.len());
        items.extend_from_slice(bytes);
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_array<const N: usize>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<[Self; N], Error> {
        let at = reader.rest();
        let bytes = bytes(reader, rules)?;
        match bytes.try_into() {
            Ok(array) => Ok(array),
            Err(_) => {
                reader.seek(at);
                let op = if bytes.len() < N { ">=" } else { "<=" };
                Err(reader.fault(Fault::Length { expected: "bytes", op, bound: N }))
            }
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        match reader.unsigned(0, 255) {
            Ok(value) => Ok(value as Self),
            Err(error) => Err(error),
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let start = reader.offset();
        if let Ok(value) = reader.unsigned(0, 255)
            && rules.int(i128::from(value)).is_ok()
        {
            return Ok(value as Self);
        }
        reader.seek(start);
        match reader.apart(|reader| ruled_json(reader, rules, 0, 255)) {
            Ok(value) => Ok(value as Self),
            Err(error) => Err(error),
        }
    }

    #[cfg(feature = "json")]
    fn decode_json_sequence(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Vec<Self>, Error> {
        reader.ruled_bytes(rules)
    }

    #[cfg(feature = "json")]
    fn decode_json_array<const N: usize>(
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
    ) -> Result<[Self; N], Error> {
        reader.token();
        let start = reader.offset();
        <[Self; N]>::try_from(reader.ruled_bytes(rules)?).map_err(|bytes| {
            let op = if bytes.len() < N { ">=" } else { "<=" };
            Error::at_offset(Fault::Length { expected: "bytes", op, bound: N }, start)
        })
    }
}

/// Bytes that must keep rules.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn bytes<'de>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<&'de [u8], Error> {
    let at = reader.rest();
    let bytes = match reader.bin() {
        Ok(bytes) => bytes,
        Err(error) => return Err(reader.apart(|reader| cut(reader, rules, error))),
    };
    match rules.length("bytes", bytes.len()) {
        Ok(()) => Ok(bytes),
        Err(fault) => {
            reader.seek(at);
            Err(reader.fault(fault))
        }
    }
}

/// As in msgspec, the length in the header is judged before the bytes are read, so it wins over truncation.
#[cold]
#[inline(never)]
fn cut(reader: &Reader<'_>, rules: &'static Rules, error: Error) -> Error {
    match reader.bin_length().map(|length| rules.length("bytes", length)) {
        Some(Err(fault)) => reader.fault(fault),
        _ => error,
    }
}

impl Validate for u8 {
    #[inline]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        rules.int(i128::from(*self)).map_err(Error::new)
    }

    const SEQUENCE_NAME: &'static str = "bytes";
    const ANY: bool = true;
}

impl Frozen for u8 {}

impl Encode for f64 {
    const TYPE: WireType = WireType::Float { bits: 64 };
    // SAFETY: an opcode and eight bytes.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(9) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_f64(*self);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_sequence<S: Sink>(items: &[Self], sink: &mut S) {
        sink.put_array(items.len());
        sink.put_f64s(items, |item| item);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.f64(*self);
    }
}

impl<'de> Decode<'de> for f64 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.f64()
    }

    const RUNS: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_run(reader: &mut Reader<'de>, items: &mut Vec<Self>, length: usize) {
        reader.f64s(items, length);
        while length - items.len() >= 8 {
            let Some(eight) = reader.eight_f64() else { return };
            items.extend_from_slice(&eight);
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let at = reader.rest();
        let value = reader.f64()?;
        match rules.float(value) {
            Ok(()) => Ok(value),
            Err(fault) => {
                reader.seek(at);
                Err(reader.fault(fault))
            }
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        reader.f64()
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        let value = reader.f64()?;
        json::collections::kept(rules.float(value), start)?;
        Ok(value)
    }
}

impl Validate for f64 {
    #[inline]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        rules.float(*self).map_err(Error::new)
    }

    const ANY: bool = true;
}

impl Frozen for f64 {}

/// Written as float64, as Python has no other; read from either.
impl Encode for f32 {
    const TYPE: WireType = WireType::Float { bits: 32 };
    // SAFETY: an opcode and eight bytes.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(9) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_f64(f64::from(*self));
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_sequence<S: Sink>(items: &[Self], sink: &mut S) {
        sink.put_array(items.len());
        sink.put_f64s(items, f64::from);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.f64(f64::from(*self));
    }
}

impl<'de> Decode<'de> for f32 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.f32_in_window() {
            Some(value) => Ok(value),
            None => Self::decode_ruled(reader, &Rules::NONE),
        }
    }

    const RUNS: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_run(reader: &mut Reader<'de>, items: &mut Vec<Self>, length: usize) {
        while length - items.len() >= 8 {
            let at = reader.rest();
            let Some(eight) = reader.eight_f64() else { return };
            let eight = eight.map(|wide| wide as Self);
            if eight.iter().fold(false, |any, value| any | value.is_infinite()) {
                reader.seek(at);
                return;
            }
            items.extend_from_slice(&eight);
        }
    }

    /// A finite number that is infinite as an `f32` is refused rather than changed.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let at = reader.rest();
        let wide = f64::decode_ruled(reader, rules)?;
        match narrow(wide, rules) {
            Ok(value) => Ok(value),
            Err(fault) => {
                reader.seek(at);
                Err(reader.fault(fault))
            }
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        Self::decode_json_ruled(reader, &Rules::NONE)
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        let wide = f64::decode_json_ruled(reader, rules)?;
        json::collections::kept(narrow(wide, rules), start)
    }
}

/// The `f32` that a number becomes, which is finite if the number is, and keeps the rules too: a number next to a bound may
/// become the bound.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn narrow(wide: f64, rules: &Rules) -> Result<f32, Fault> {
    let value = wide as f32;
    if value.is_infinite() && wide.is_finite() {
        let (op, bound) = if wide > 0.0 { ("<=", f32::MAX) } else { (">=", f32::MIN) };
        return Err(Fault::Range { expected: "float", op, bound: Number::Float(f64::from(bound)) });
    }
    rules.float(f64::from(value))?;
    Ok(value)
}

impl Validate for f32 {
    #[inline]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        rules.float(f64::from(*self)).map_err(Error::new)
    }

    const ANY: bool = true;
}

impl Frozen for f32 {}

/// A string of one character.
impl Encode for char {
    const TYPE: WireType = WireType::Char;
    // SAFETY: a header and four bytes of UTF-8.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(5) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_str(self.encode_utf8(&mut [0; 4]));
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.str(self.encode_utf8(&mut [0; 4]));
    }
}

impl<'de> Decode<'de> for char {
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        let at = reader.rest();
        let text = reader.str_or(Types::STR)?;
        only(text).map_err(|fault| {
            reader.seek(at);
            reader.fault(fault)
        })
    }

    #[cfg(feature = "json")]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        let text = reader.str()?;
        only(&text).map_err(|fault| Error::at_offset(fault, start))
    }
}

/// The one character of a text.
fn only(text: &str) -> Result<char, Fault> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        (first, _) => {
            let op = if first.is_none() { ">=" } else { "<=" };
            Err(Fault::Length { expected: "str", op, bound: 1 })
        }
    }
}

impl Validate for char {
    const ANY: bool = true;
}

impl Frozen for char {}
