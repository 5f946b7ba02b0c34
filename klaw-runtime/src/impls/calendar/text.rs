//! Dates and times in text, as they are written.

use super::{DAY, Date, Span, Time};

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
        let text = self.bytes.get(..self.length).map(str::from_utf8);
        debug_assert!(matches!(text, Some(Ok(_))));
        write(text.and_then(Result::ok).unwrap_or_default())
    }

    pub(super) fn push(&mut self, byte: u8) {
        debug_assert!(byte.is_ascii() && self.length < N);
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }

    /// A number below 100, of two digits. What is larger is no time of a day and no day of a year, and has more.
    #[inline]
    fn pair(&mut self, number: u32) {
        match self.bytes.get_mut(self.length..).and_then(|room| room.first_chunk_mut()) {
            Some(room) if number < 100 => {
                *room = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
                self.length += 2;
            }
            _ => self.number(u64::from(number), 2),
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
        if (0..=9999).contains(&date.year) {
            self.pair(year / 100);
            self.pair(year % 100);
        } else {
            self.push(if date.year < 0 { b'-' } else { b'+' });
            self.number(u64::from(year), 6);
        }
        self.push(b'-');
        self.pair(date.month);
        self.push(b'-');
        self.pair(date.day);
    }

    /// Six decimals as in msgspec, nine where six do not tell it all.
    pub(super) fn time(&mut self, time: Time) {
        self.pair(time.hour);
        self.push(b':');
        self.pair(time.minute);
        self.push(b':');
        self.pair(time.second);
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
        self.pair(minutes / 60);
        self.push(b':');
        self.pair(minutes % 60);
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
