//! Dates and times in text, as they are written.

use super::{DAY, Date, Span, Time};
use crate::msgpack::utf8;

/// Text on its way to the wire: at most `N` bytes, all of them ASCII.
pub(super) struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Text<N> {
    pub(super) fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    pub(super) fn give<R>(&self, write: impl FnOnce(&str) -> R) -> R {
        let text = self.bytes.get(..self.length).and_then(utf8::from_utf8);
        debug_assert!(text.is_some());
        write(text.unwrap_or_default())
    }

    pub(super) fn push(&mut self, byte: u8) {
        debug_assert!(byte.is_ascii() && self.length < N);
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }

    #[inline]
    fn put<const K: usize>(&mut self, piece: [u8; K]) {
        let room = self.bytes.get_mut(self.length..).and_then(|room| room.first_chunk_mut());
        debug_assert!(room.is_some());
        if let Some(room) = room {
            *room = piece;
            self.length += K;
        }
    }

    /// A number with zeros in front up to `width` digits.
    fn number(&mut self, number: u64, width: u32) {
        let mut digits = width.max(1);
        while digits < 20 && number >= 10_u64.pow(digits) {
            digits += 1;
        }
        for place in (0..digits).rev() {
            self.push(b'0' + (number / 10_u64.pow(place) % 10) as u8);
        }
    }

    /// Years of more or less than four digits have a sign and six, as in ISO 8601. msgspec has none
    /// such, and decoding refuses them.
    pub(super) fn date(&mut self, date: Date) {
        let year = date.year.unsigned_abs();
        if year <= 9999 && date.year >= 0 && date.month < 100 && date.day < 100 {
            let [century, year, month, day] = [year / 100, year % 100, date.month, date.day].map(two);
            self.put([century[0], century[1], year[0], year[1], b'-', month[0], month[1], b'-', day[0], day[1]]);
            return;
        }
        self.push(if date.year < 0 { b'-' } else { b'+' });
        self.number(u64::from(year), 6);
        self.push(b'-');
        self.number(u64::from(date.month), 2);
        self.push(b'-');
        self.number(u64::from(date.day), 2);
    }

    /// Six decimals as in msgspec, nine where six do not tell it all.
    pub(super) fn time(&mut self, time: Time) {
        let [hour, minute, second] = [time.hour, time.minute, time.second].map(two);
        self.put([hour[0], hour[1], b':', minute[0], minute[1], b':', second[0], second[1]]);
        if time.nanos == 0 {
            return;
        }
        self.push(b'.');
        if time.nanos.is_multiple_of(1000) {
            self.number(u64::from(time.nanos / 1000), 6);
        } else {
            self.number(u64::from(time.nanos), 9);
        }
    }

    /// `Z`, or hours and minutes.
    pub(super) fn zone(&mut self, offset: i32) {
        if offset == 0 {
            return self.push(b'Z');
        }
        self.push(if offset < 0 { b'-' } else { b'+' });
        let minutes = offset.unsigned_abs() / 60;
        self.number(u64::from(minutes / 60), 2);
        self.push(b':');
        self.number(u64::from(minutes % 60), 2);
    }

    pub(super) fn span(&mut self, span: Span) {
        if span.negative {
            self.push(b'-');
        }
        self.push(b'P');
        let (days, seconds) = (span.seconds / DAY, span.seconds % DAY);
        let has_time = seconds != 0 || span.nanos != 0;
        if days != 0 || !has_time {
            self.number(days, 1);
            self.push(b'D');
        }
        if !has_time {
            return;
        }
        self.push(b'T');
        self.number(seconds, 1);
        if span.nanos != 0 {
            self.push(b'.');
            let (mut decimals, mut width) = (span.nanos, 9);
            while decimals.is_multiple_of(10) {
                decimals /= 10;
                width -= 1;
            }
            self.number(u64::from(decimals), width);
        }
        self.push(b'S');
    }
}

/// The digits of a number below 100.
#[inline]
fn two(number: u32) -> [u8; 2] {
    debug_assert!(number < 100);
    [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]
}
