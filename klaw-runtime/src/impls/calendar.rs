//! Moments, dates, times and durations in msgspec's wire forms: what std, jiff and chrono share.
//!
//! msgspec counts microseconds. Here nanoseconds are kept both ways, and finer digits are dropped.

mod scan;
mod text;

use crate::error::Error;
use crate::fault::{Fault, Number, Types};
use crate::lax;
use crate::msgpack::writer::Sink;
use crate::msgpack::{Kind, Reader};
use crate::schema::WireType;
use scan::Scan;
use text::Text;

/// All the traits of types that are one of the forms: how a value becomes the form, and back.
macro_rules! calendar {
    ($($type:ty as $form:ident: $to:path, $from:path;)*) => {$(
        impl $crate::Encode for $type {
            const TYPE: $crate::schema::WireType = <$form as $crate::impls::calendar::Form>::TYPE;
            // SAFETY: a form writes at most `MOST` bytes, whatever value it holds.
            const BOUND: $crate::msgpack::writer::Bound<Self> = unsafe {
                $crate::msgpack::writer::Bound::at_most(<$form as $crate::impls::calendar::Form>::MOST)
            };

            #[inline]
            fn encode(&self, writer: &mut $crate::msgpack::Writer<'_>) {
                self.put(writer);
            }

            #[inline]
            fn put<S: $crate::msgpack::writer::Sink>(&self, sink: &mut S) {
                let form: $form = $to(*self);
                $crate::impls::calendar::Form::put(form, sink);
            }

            #[cfg(feature = "json")]
            fn encode_json(&self, writer: &mut $crate::json::Writer<'_>) {
                let form: $form = $to(*self);
                $crate::impls::calendar::Form::text(form, |text| writer.plain(text));
            }
        }

        impl<'de> $crate::Decode<'de> for $type {
            const MIN_SIZE: usize = <$form as $crate::impls::calendar::Form>::LEAST;

            #[inline]
            fn decode(reader: &mut $crate::msgpack::Reader<'de>) -> Result<Self, $crate::Error> {
                $crate::impls::calendar::read::<$form, Self>(reader, $from)
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_json(reader: &mut $crate::json::Reader<'de>) -> Result<Self, $crate::Error> {
                $crate::impls::calendar::read_json::<$form, Self>(reader, $from)
            }
        }

        impl $crate::Validate for $type {
            fn validate(&self) -> Result<(), $crate::Error> {
                let form: $form = $to(*self);
                $crate::impls::calendar::Form::in_range(&form).map_err($crate::Error::new)
            }
        }

        impl $crate::Frozen for $type {}

        #[cfg(feature = "serde")]
        impl $crate::serde::Ser for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let form: $form = $to(*self);
                $crate::impls::calendar::Form::text(form, |text| serializer.serialize_str(text))
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> $crate::serde::De<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
                place: &$crate::serde::Place<'_>,
            ) -> Result<Self, D::Error> {
                let parse = |text: &[u8]| <$form as $crate::impls::calendar::Form>::parse(text).and_then($from);
                let seconds = |number| {
                    let form = <$form as $crate::impls::calendar::Form>::from_seconds(number);
                    form.map(|form| form.and_then($from))
                };
                let expected = <$form as $crate::impls::calendar::Form>::EXPECTED;
                $crate::serde::text::parsed(deserializer, place, expected, parse, seconds)
            }
        }
    )*};
}

/// What a value looks like on the wire.
pub(crate) trait Form: Sized {
    const TYPE: WireType;
    const EXPECTED: Types;
    /// The most bytes that `put` writes.
    const MOST: usize;
    /// The fewest bytes that are a value.
    const LEAST: usize;

    fn put<S: Sink>(self, sink: &mut S) {
        self.text(|text| sink.put_str(text));
    }

    /// Can Python's type hold the value? Rust's hold more, and what is written of that nobody reads.
    fn in_range(&self) -> Result<(), Fault>;

    /// Gives the value as text, in formats that are text.
    fn text<R>(self, write: impl FnOnce(&str) -> R) -> R;

    fn parse(text: &[u8]) -> Result<Self, Fault>;

    /// The value in an ext, where the form has one.
    fn from_ext(code: i8, data: &[u8]) -> Result<Self, Fault> {
        let _ = (code, data);
        Err(Self::NOT_EXT)
    }

    /// The value of a number of seconds, where the form has one by the lax rules.
    fn from_seconds(seconds: Result<Number, Fault>) -> Option<Result<Self, Fault>> {
        let _ = seconds;
        None
    }

    const NOT_EXT: Fault = Fault::Type { expected: Self::EXPECTED, got: "ext" };
}

/// Reads a form, and makes the Rust value of it.
pub(super) fn read<F: Form, T>(reader: &mut Reader<'_>, make: impl FnOnce(F) -> Result<T, Fault>) -> Result<T, Error> {
    let at = reader.rest();
    let form = match reader.kind() {
        // A string as a key is read: its UTF-8 is not checked. What is not ASCII is none of the forms
        // either, and msgspec says only that.
        Some(Kind::Str) => {
            let text = reader.key()?;
            F::parse(text).or_else(|fault| lax_text(reader.is_lax(), text, fault))
        }
        Some(Kind::Ext) => {
            let ext = reader.ext(F::EXPECTED)?;
            F::from_ext(ext.code, ext.data)
        }
        _ => match lax_seconds(reader) {
            Some(form) => form,
            None => return Err(reader.unexpected(F::EXPECTED)),
        },
    };
    match form.and_then(make) {
        Ok(value) => Ok(value),
        Err(fault) => {
            reader.seek(at);
            Err(reader.fault(fault))
        }
    }
}

/// The text of a number of seconds, by the lax rules.
#[cold]
#[inline(never)]
fn lax_text<F: Form>(is_lax: bool, text: &[u8], fault: Fault) -> Result<F, Fault> {
    let seconds = if is_lax { lax::number(text) } else { None };
    seconds.and_then(F::from_seconds).unwrap_or(Err(fault))
}

/// A number of seconds, by the lax rules. Where the form has none, the cursor stays.
#[cold]
#[inline(never)]
fn lax_seconds<F: Form>(reader: &mut Reader<'_>) -> Option<Result<F, Fault>> {
    if !reader.is_lax() {
        return None;
    }
    let at = reader.rest();
    let seconds = match reader.kind()? {
        Kind::Int => reader.int(F::EXPECTED).ok().map(Number::Int),
        Kind::Float => reader.f64().ok().map(Number::Float),
        _ => None,
    };
    let form = F::from_seconds(Ok(seconds?));
    if form.is_none() {
        reader.seek(at);
    }
    form
}

/// Reads a form from JSON, and makes the Rust value of it.
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn read_json<F: Form, T>(
    reader: &mut crate::json::Reader<'_>,
    make: fn(F) -> Result<T, Fault>,
) -> Result<T, Error> {
    reader.token();
    let start = reader.offset();
    let is_lax = reader.is_lax();
    let value = match reader.plain_str() {
        Some(text) => parsed(is_lax, text.as_bytes(), make),
        None => reader.apart(|reader| match reader.any_form(F::EXPECTED) {
            Ok(text) => Ok(parsed(is_lax, &text, make)),
            Err(error) => Ok(lax_seconds_json::<F>(reader, error)?.and_then(make)),
        })?,
    };
    crate::json::collections::kept(value, start)
}

/// The Rust value of a text. Out of line, and away from the cursor.
#[cfg(feature = "json")]
#[inline(never)]
fn parsed<F: Form, T>(is_lax: bool, text: &[u8], make: fn(F) -> Result<T, Fault>) -> Result<T, Fault> {
    F::parse(text).or_else(|fault| lax_text(is_lax, text, fault)).and_then(make)
}

/// A number of seconds, by the lax rules.
#[cfg(feature = "json")]
#[cold]
#[inline(never)]
fn lax_seconds_json<F: Form>(reader: &mut crate::json::Reader<'_>, error: Error) -> Result<Result<F, Fault>, Error> {
    if !reader.is_lax() {
        return Err(error);
    }
    match reader.number().and_then(|seconds| F::from_seconds(Ok(seconds))) {
        Some(form) => Ok(form),
        None => Err(error),
    }
}

/// A point in time: ext -1. Decoding takes RFC 3339 with a zone too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Since 1970, rounded down.
    pub(super) seconds: i64,
    /// From `seconds` on.
    pub(super) nanos: u32,
    /// The zone it was written in: seconds east of Greenwich. Encoding forgets it, as msgspec does.
    #[cfg_attr(not(feature = "chrono"), allow(dead_code, reason = "chrono's `FixedOffset` keeps it"))]
    pub(super) offset: i32,
}

/// A day of the Gregorian calendar: `2025-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// A time of the day without a zone: `23:59:59.000001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) nanos: u32,
}

/// A date with a time, without a zone: `2025-12-31T23:59:59`.
#[cfg_attr(not(any(feature = "jiff", feature = "chrono")), allow(dead_code, reason = "std has no such type"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) date: Date,
    pub(super) time: Time,
}

/// A length of time: `P1DT2.000003S`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Never of nothing.
    pub(super) negative: bool,
    pub(super) seconds: u64,
    pub(super) nanos: u32,
}

const DAY: u64 = 86_400;
const MILLION: u32 = 1_000_000;
const BILLION: u32 = 1_000_000_000;
/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, since 1970.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
/// The days that Python's `timedelta` can hold.
const MOST_DAYS: u64 = 999_999_999;

/// The double space that this makes in front of a path is msgspec's.
pub(super) const MOMENT_OUT_OF_RANGE: Fault = Fault::Sentence("Timestamp is out of range ");
const INVALID_EPOCH: Fault = Fault::Sentence("Invalid epoch timestamp");
const INVALID_TIMESTAMP: Fault = Fault::Sentence("Invalid MessagePack timestamp");
const INVALID_NANOS: Fault = Fault::Sentence("Invalid MessagePack timestamp: nanoseconds out of range");
pub(super) const INVALID_DATETIME: Fault = Fault::Sentence("Invalid RFC3339 encoded datetime");
pub(super) const INVALID_DATE: Fault = Fault::Sentence("Invalid RFC3339 encoded date");
pub(super) const INVALID_TIME: Fault = Fault::Sentence("Invalid RFC3339 encoded time");
const WANTS_ZONE: Fault = Fault::Sentence("Expected `datetime` with a timezone component");
const REFUSES_ZONE: Fault = Fault::Sentence("Expected `datetime` with no timezone component");
const REFUSES_ZONE_IN_TIME: Fault = Fault::Sentence("Expected `time` with no timezone component");
pub(super) const SPAN_OUT_OF_RANGE: Fault = Fault::Sentence("Duration is out of range");
const INVALID_SPAN: Fault = Fault::Sentence("Invalid ISO8601 duration");
const UNSUPPORTED_UNIT: Fault =
    Fault::Sentence("Only units 'D', 'H', 'M', and 'S' are supported when parsing ISO8601 durations");

impl Form for Moment {
    const TYPE: WireType = WireType::Timestamp;
    const EXPECTED: Types = Types::DATETIME;
    /// Timestamp 96: an ext 8 header of three bytes, and twelve.
    const MOST: usize = 15;
    /// Timestamp 32: a fixext header of two bytes, and four.
    const LEAST: usize = 6;

    #[inline]
    fn put<S: Sink>(self, sink: &mut S) {
        match u64::try_from(self.seconds) {
            Ok(seconds) if seconds >> 34 == 0 => {
                let word = u64::from(self.nanos) << 34 | seconds;
                match u32::try_from(word) {
                    Ok(word) => sink.put_ext(-1, &word.to_be_bytes()),
                    Err(_) => sink.put_ext(-1, &word.to_be_bytes()),
                }
            }
            _ => {
                let mut data = [0; 12];
                data[..4].copy_from_slice(&self.nanos.to_be_bytes());
                data[4..].copy_from_slice(&self.seconds.to_be_bytes());
                sink.put_ext(-1, &data);
            }
        }
    }

    /// In UTC, so that text with a zone cannot bring in the hours before the year 1 and after the year 9999.
    fn in_range(&self) -> Result<(), Fault> {
        if SECONDS.contains(&self.seconds) { Ok(()) } else { Err(MOMENT_OUT_OF_RANGE) }
    }

    fn text<R>(self, write: impl FnOnce(&str) -> R) -> R {
        let mut text = Text::<MOMENT>::new();
        // The form has no seconds of an offset, and no years but of four digits: UTC tells those hours.
        let offset = self.offset - self.offset % 60;
        let is_told = SECONDS.contains(&self.seconds.saturating_add(i64::from(offset)));
        let offset = if is_told { offset } else { 0 };
        let civil = Civil::of(self.seconds.saturating_add(i64::from(offset)), self.nanos);
        text.date(civil.date);
        text.push(b'T');
        text.time(civil.time);
        text.zone(offset);
        text.give(write)
    }

    fn parse(text: &[u8]) -> Result<Self, Fault> {
        if let Some(civil) = scan::to_the_second(text) {
            return Ok(Self { seconds: civil.seconds(), nanos: 0, offset: 0 });
        }
        let (civil, zone) = Scan(text).datetime().ok_or(INVALID_DATETIME)?;
        let offset = zone.ok_or(WANTS_ZONE)?;
        let seconds = civil.seconds().saturating_sub(i64::from(offset));
        Self::new(seconds, civil.time.nanos, offset)
    }

    fn from_ext(code: i8, data: &[u8]) -> Result<Self, Fault> {
        if code != -1 {
            return Err(Self::NOT_EXT);
        }
        let (seconds, nanos) = match *data {
            [a, b, c, d] => (i64::from(u32::from_be_bytes([a, b, c, d])), 0),
            [a, b, c, d, e, f, g, h] => {
                let word = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
                ((word & 0x3_ffff_ffff) as i64, (word >> 34) as u32)
            }
            [n0, n1, n2, n3, a, b, c, d, e, f, g, h] => {
                (i64::from_be_bytes([a, b, c, d, e, f, g, h]), u32::from_be_bytes([n0, n1, n2, n3]))
            }
            _ => return Err(INVALID_TIMESTAMP),
        };
        if nanos >= BILLION {
            return Err(INVALID_NANOS);
        }
        Self::new(seconds, nanos, 0)
    }

    /// Since 1970, to the microsecond as msgspec has it: a float of today's date tells little more.
    fn from_seconds(seconds: Result<Number, Fault>) -> Option<Result<Self, Fault>> {
        let of = |number| match number {
            Number::Int(seconds) => {
                let seconds = i64::try_from(seconds).map_err(|_| MOMENT_OUT_OF_RANGE)?;
                Self::new(seconds, 0, 0)
            }
            Number::Float(seconds) if !seconds.is_finite() => Err(INVALID_EPOCH),
            Number::Float(seconds) => {
                // A float past 64 bits is the end of them, which no calendar reaches.
                let (whole, nanos) = (seconds.trunc() as i64, (seconds.fract() * 1e9) as i64);
                let (whole, nanos) =
                    if nanos < 0 { (whole.saturating_sub(1), nanos + 1_000_000_000) } else { (whole, nanos) };
                let micros = (nanos as u32 + 500) / 1000;
                Self::new(whole.saturating_add(i64::from(micros / MILLION)), micros % MILLION * 1000, 0)
            }
        };
        Some(seconds.and_then(of))
    }
}

impl Form for Civil {
    const TYPE: WireType = WireType::Text("datetime");
    const EXPECTED: Types = Types::DATETIME;
    const MOST: usize = CIVIL + HEADER;
    const LEAST: usize = 20;

    fn in_range(&self) -> Result<(), Fault> {
        self.date.in_range().map_err(|_| INVALID_DATETIME)
    }

    fn text<R>(self, write: impl FnOnce(&str) -> R) -> R {
        let mut text = Text::<CIVIL>::new();
        text.date(self.date);
        text.push(b'T');
        text.time(self.time);
        text.give(write)
    }

    fn parse(text: &[u8]) -> Result<Self, Fault> {
        match Scan(text).datetime() {
            Some((civil, None)) => Ok(civil),
            Some((_, Some(_))) => Err(REFUSES_ZONE),
            None => Err(INVALID_DATETIME),
        }
    }

    /// msgspec reads a timestamp before it notices that it has a zone.
    fn from_ext(code: i8, data: &[u8]) -> Result<Self, Fault> {
        Moment::from_ext(code, data).and(Err(REFUSES_ZONE))
    }

    /// So it does here.
    fn from_seconds(seconds: Result<Number, Fault>) -> Option<Result<Self, Fault>> {
        Moment::from_seconds(seconds).map(|moment| moment.and(Err(REFUSES_ZONE)))
    }
}

impl Form for Date {
    const TYPE: WireType = WireType::Text("date");
    const EXPECTED: Types = Types::DATE;
    const MOST: usize = DATE + HEADER;
    const LEAST: usize = 11;

    fn in_range(&self) -> Result<(), Fault> {
        if (1..=9999).contains(&self.year) { Ok(()) } else { Err(INVALID_DATE) }
    }

    fn text<R>(self, write: impl FnOnce(&str) -> R) -> R {
        let mut text = Text::<DATE>::new();
        text.date(self);
        text.give(write)
    }

    fn parse(text: &[u8]) -> Result<Self, Fault> {
        let mut scan = Scan(text);
        match scan.date() {
            Some(date) if scan.0.is_empty() => Ok(date),
            _ => Err(INVALID_DATE),
        }
    }
}

impl Form for Time {
    const TYPE: WireType = WireType::Text("time");
    const EXPECTED: Types = Types::TIME;
    const MOST: usize = TIME + HEADER;
    const LEAST: usize = 9;

    /// No type holds more.
    fn in_range(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn text<R>(self, write: impl FnOnce(&str) -> R) -> R {
        let mut text = Text::<TIME>::new();
        text.time(self);
        text.give(write)
    }

    fn parse(text: &[u8]) -> Result<Self, Fault> {
        match Scan(text).time_with_zone() {
            Some((time, None)) => Ok(time),
            Some((_, Some(_))) => Err(REFUSES_ZONE_IN_TIME),
            None => Err(INVALID_TIME),
        }
    }
}

impl Form for Span {
    const TYPE: WireType = WireType::Text("duration");
    const EXPECTED: Types = Types::DURATION;
    const MOST: usize = SPAN + HEADER;
    const LEAST: usize = 4;

    /// Python's `timedelta` counts days, and what is below zero from the day before.
    fn in_range(&self) -> Result<(), Fault> {
        let is_below = self.negative && (self.seconds, self.nanos) > (MOST_DAYS * DAY, 0);
        if is_below || self.seconds > MOST_DAYS * DAY + (DAY - 1) { Err(SPAN_OUT_OF_RANGE) } else { Ok(()) }
    }

    fn text<R>(self, write: impl FnOnce(&str) -> R) -> R {
        let mut text = Text::<SPAN>::new();
        text.span(self);
        text.give(write)
    }

    /// As msgspec parses it: a sign, `P`, then days, hours, minutes and seconds in this order, each at
    /// most once; the last one may have a fraction.
    fn parse(text: &[u8]) -> Result<Self, Fault> {
        /// A `T` is a place in the order too.
        #[derive(Clone, Copy, PartialEq, PartialOrd)]
        enum Place {
            Start,
            Days,
            T,
            Hours,
            Minutes,
            Seconds,
        }

        let mut scan = Scan(text);
        let negative = scan.eat(b"+-") == Some(b'-');
        scan.eat(b"Pp").ok_or(INVALID_SPAN)?;
        let mut seconds = 0_u64;
        let mut nanos = 0;
        let mut last = Place::Start;
        loop {
            if scan.eat(b"Tt").is_some() {
                if last >= Place::T {
                    return Err(INVALID_SPAN);
                }
                last = Place::T;
                continue;
            }
            let whole = scan.whole()?;
            let fraction = match scan.eat(b".") {
                Some(_) => Some(scan.fraction::<18>().ok_or(INVALID_SPAN)?),
                None => None,
            };
            let (place, scale) = match scan.next().map(|unit| unit.to_ascii_uppercase()) {
                Some(b'D') => (Place::Days, DAY),
                Some(b'M') if last < Place::T => return Err(UNSUPPORTED_UNIT),
                Some(b'W' | b'Y') => return Err(UNSUPPORTED_UNIT),
                Some(b'H') if last >= Place::T => (Place::Hours, 3600),
                Some(b'M') => (Place::Minutes, 60),
                Some(b'S') if last >= Place::T => (Place::Seconds, 1),
                _ => return Err(INVALID_SPAN),
            };
            if place <= last {
                return Err(INVALID_SPAN);
            }
            last = place;
            seconds = seconds.saturating_add(whole.saturating_mul(scale));
            if let Some(fraction) = fraction {
                // Of 10^18 parts: below 10^18 x 86,400 x 10^9, which 128 bits hold.
                let parts = u128::from(fraction) * u128::from(scale) * u128::from(BILLION);
                let total = (parts / 10_u128.pow(18)) as u64;
                seconds = seconds.saturating_add(total / u64::from(BILLION));
                nanos = (total % u64::from(BILLION)) as u32;
            }
            if seconds > MOST_DAYS * DAY + (DAY - 1) {
                return Err(SPAN_OUT_OF_RANGE);
            }
            match (scan.0.is_empty(), fraction) {
                (true, _) => break,
                (false, None) => {}
                (false, Some(_)) => return Err(INVALID_SPAN),
            }
        }
        Self::new(negative, seconds, nanos)
    }

    /// To the microsecond as msgspec has it.
    fn from_seconds(seconds: Result<Number, Fault>) -> Option<Result<Self, Fault>> {
        let of = |number| match number {
            Number::Int(seconds) => {
                let size = u64::try_from(seconds.unsigned_abs()).map_err(|_| SPAN_OUT_OF_RANGE)?;
                Self::new(seconds < 0, size, 0)
            }
            Number::Float(seconds) => {
                let size = seconds.abs();
                if size.is_nan() || size > (MOST_DAYS * DAY + (DAY - 1)) as f64 {
                    return Err(SPAN_OUT_OF_RANGE);
                }
                let micros = (size.fract() * 1e6).round() as u32;
                let whole = size as u64 + u64::from(micros / MILLION);
                Self::new(seconds < 0.0, whole, micros % MILLION * 1000)
            }
        };
        Some(seconds.and_then(of))
    }
}

impl Span {
    /// A duration that was read.
    fn new(negative: bool, seconds: u64, nanos: u32) -> Result<Self, Fault> {
        let nothing = seconds == 0 && nanos == 0;
        let span = Self { negative: negative && !nothing, seconds, nanos };
        span.in_range()?;
        Ok(span)
    }
}

impl Moment {
    /// A moment that was read.
    fn new(seconds: i64, nanos: u32, offset: i32) -> Result<Self, Fault> {
        let moment = Self { seconds, nanos, offset };
        moment.in_range()?;
        Ok(moment)
    }
}

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: i64 = 719_162;

impl Civil {
    /// What a clock in UTC shows, so many seconds from 1970 on.
    fn of(seconds: i64, nanos: u32) -> Self {
        /// Days of 400 years.
        const ERA: i64 = 146_097;

        let (days, second) = (seconds.div_euclid(DAY as i64), seconds.rem_euclid(DAY as i64) as u32);
        // Years begin in March here, so that the day of a leap year comes last.
        let days = days + EPOCH + 306;
        let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year = (day - day / 1460 + day / 36_524 - day / (ERA - 1)) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let year = era * 400 + year + i64::from(month >= 10);
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = i32::try_from(year).unwrap_or(if year < 0 { i32::MIN } else { i32::MAX });
        Self {
            date: Date { year, month: month as u32, day: day as u32 },
            time: Time { hour: second / 3600, minute: second / 60 % 60, second: second % 60, nanos },
        }
    }

    /// Seconds from 1970 on, as if it stood in UTC. The year is in 1..=9999.
    fn seconds(self) -> i64 {
        const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

        let Self { date: Date { year, month, day }, time } = self;
        let years = year.unsigned_abs().saturating_sub(1);
        let before = month.checked_sub(1).and_then(|month| BEFORE_MONTH.get(month as usize)).copied().unwrap_or(0);
        let leap = i64::from(month > 2 && is_leap(year));
        let centuries = years / 100;
        let days = i64::from(years * 365 + years / 4 - centuries + centuries / 4 + day) + before + leap - 1 - EPOCH;
        days * DAY as i64 + i64::from(time.hour * 3600 + time.minute * 60 + time.second)
    }
}

fn is_leap(year: i32) -> bool {
    // What four divide is divided by 100 where 25 divide it, and by 400 where 16 do as well.
    if year % 25 == 0 { year % 16 == 0 } else { year % 4 == 0 }
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A str 8 header.
const HEADER: usize = 2;
/// `-262143-12-31`: chrono's years.
const DATE: usize = 13;
/// `23:59:59.999999999`
const TIME: usize = 18;
const CIVIL: usize = DATE + 1 + TIME;
/// A year of ten digits and a sign, in place of chrono's, and `+06:00`.
const MOMENT: usize = CIVIL + 4 + 6;
/// `-P213503982334601DT25215.999999999S`: the seconds of a `u64`.
const SPAN: usize = 35;

#[cfg(test)]
mod tests;
