//! Dates and times in text, as they are read.

use super::{Civil, Date, INVALID_SPAN, SPAN_OUT_OF_RANGE, Time, days_in};
use crate::fault::Fault;

/// The text that has not been read.
pub(super) struct Scan<'a>(pub(super) &'a [u8]);

/// Seconds east of Greenwich, where a zone is given.
pub(super) type Zone = Option<i32>;

impl Scan<'_> {
    pub(super) fn next(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// The next byte, if it is one of `any`.
    pub(super) fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        if !any.contains(&byte) {
            return None;
        }
        self.0 = rest;
        Some(byte)
    }

    fn digit(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        if !byte.is_ascii_digit() {
            return None;
        }
        self.0 = rest;
        Some(byte - b'0')
    }

    /// A number of two digits.
    #[inline]
    fn pair(&mut self) -> Option<u32> {
        let (pair, rest) = self.0.split_first_chunk()?;
        let [tens, ones] = pair.map(|byte: u8| u32::from(byte.wrapping_sub(b'0')));
        self.0 = rest;
        (tens < 10 && ones < 10).then_some(10 * tens + ones)
    }

    /// Eight bytes of the form.
    #[inline]
    fn form(&mut self, form: &[u8; 8]) -> Option<[u8; 8]> {
        let (eight, rest) = self.0.split_first_chunk()?;
        let pairs = pairs(eight, form)?;
        self.0 = rest;
        Some(pairs)
    }

    /// What stands behind a decimal point: at least one digit, the first `N` of them as so many
    /// decimals. `N` is at most 18, so that 64 bits hold them.
    pub(super) fn fraction<const N: u32>(&mut self) -> Option<u64> {
        let mut number = u64::from(self.digit()?);
        let mut digits = 1;
        while let Some(digit) = self.digit() {
            if digits < N {
                number = number * 10 + u64::from(digit);
                digits += 1;
            }
        }
        Some(number * 10_u64.pow(N - digits))
    }

    /// What stands in front of a unit. msgspec stops at 2^47, before it has seen the unit.
    pub(super) fn whole(&mut self) -> Result<u64, Fault> {
        let mut number = u64::from(self.digit().ok_or(INVALID_SPAN)?);
        while let Some(digit) = self.digit() {
            number = number * 10 + u64::from(digit);
            if number > 1 << 47 {
                return Err(SPAN_OUT_OF_RANGE);
            }
        }
        Ok(number)
    }

    #[inline]
    pub(super) fn date(&mut self) -> Option<Date> {
        let [century, _, year, _, _, month, ..] = self.form(b"0000-00-")?;
        let day = self.pair()?;
        date([century, year, month], day)
    }

    #[inline]
    fn time(&mut self) -> Option<Time> {
        let [hour, _, _, minute, _, _, second, _] = self.form(b"00:00:00")?;
        let nanos = match self.eat(b".") {
            Some(_) => self.fraction::<9>()? as u32,
            None => 0,
        };
        time([hour, minute, second], nanos)
    }

    /// All that is left: nothing, `Z`, `+06:00` or `+0600`.
    #[inline]
    fn zone(&mut self) -> Option<Zone> {
        if self.0 == b"Z" {
            return Some(Some(0));
        }
        let zone = match self.eat(b"Zz+-") {
            None => None,
            Some(b'Z' | b'z') => Some(0),
            Some(sign) => {
                let hours = self.pair()?;
                self.eat(b":");
                let minutes = self.pair()?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let seconds = (hours * 3600 + minutes * 60) as i32;
                Some(if sign == b'-' { -seconds } else { seconds })
            }
        };
        self.0.is_empty().then_some(zone)
    }

    #[inline(always)]
    pub(super) fn time_with_zone(&mut self) -> Option<(Time, Zone)> {
        Some((self.time()?, self.zone()?))
    }

    #[inline]
    pub(super) fn datetime(&mut self) -> Option<(Civil, Zone)> {
        let date = self.date()?;
        self.eat(b"Tt ")?;
        let (time, zone) = self.time_with_zone()?;
        Some((Civil { date, time }, zone))
    }
}

/// A date with a time as most are written: to the second, in UTC. All is looked at at once. `None` where it takes a closer
/// look.
#[inline]
pub(super) fn to_the_second(text: &[u8]) -> Option<Civil> {
    let text: &[u8; 20] = text.try_into().ok()?;
    let [century, _, year, _, _, month, ..] = pairs(text.first_chunk()?, b"0000-00-")?;
    let [day, _, _, hour, ..] = pairs(text[8..].first_chunk()?, b"00T00:00")?;
    // It overlaps with the one before.
    let [_, _, minute, _, _, second, ..] = pairs(text.last_chunk()?, b"0:00:00Z")?;
    Some(Civil { date: date([century, year, month], u32::from(day))?, time: time([hour, minute, second], 0)? })
}

/// Eight bytes of the form, where `0` stands for a digit. At the first digit of a pair is what the pair spells.
#[inline]
fn pairs(eight: &[u8; 8], form: &[u8; 8]) -> Option<[u8; 8]> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // What is right is below 10 for a digit, and 0 for what stands between; what carries over is wrong already.
    let word = u64::from_le_bytes(*eight) ^ u64::from_le_bytes(*form);
    let room = u64::from_le_bytes(form.map(|byte| if byte == b'0' { 0x80 - 10 } else { 0x80 - 1 }));
    if (word.wrapping_add(room) | word) & HIGH != 0 {
        return None;
    }
    Some((word * 10 + (word >> 8)).to_le_bytes())
}

#[inline]
fn date([century, year, month]: [u8; 3], day: u32) -> Option<Date> {
    let (year, month) = (i32::from(century) * 100 + i32::from(year), u32::from(month));
    let valid = year > 0 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    valid.then_some(Date { year, month, day })
}

#[inline]
fn time(parts: [u8; 3], nanos: u32) -> Option<Time> {
    let [hour, minute, second] = parts.map(u32::from);
    // A leap second has no place in Python.
    let valid = hour < 24 && minute < 60 && second < 60;
    valid.then_some(Time { hour, minute, second, nanos })
}

#[cfg(test)]
mod tests {
    use super::{Scan, to_the_second};

    /// Every byte at every place.
    #[test]
    fn a_form_is_kept_to_the_byte() {
        let (form, right) = (b"0000-00-", *b"1987-65-");
        assert_eq!(Scan(&right).form(form).map(|pairs| [pairs[0], pairs[2], pairs[5]]), Some([19, 87, 65]));
        for at in 0..8 {
            for byte in 0..=u8::MAX {
                let mut text = right;
                text[at] = byte;
                let fits = if form[at] == b'0' { byte.is_ascii_digit() } else { byte == form[at] };
                assert_eq!(Scan(&text).form(form).is_some(), fits, "{byte} at {at}");
            }
        }
    }

    /// Whatever byte is changed, both ways say the same, as far as the short one says anything.
    #[test]
    fn what_is_read_at_once_is_what_is_read_in_turn() {
        for right in
            [b"2024-02-29T23:59:59Z", b"0001-01-01T00:00:00Z", b"1900-02-28T12:34:56Z", b"2000-10-09T08:07:06Z"]
        {
            assert!(to_the_second(right).is_some());
            for at in 0..right.len() {
                for byte in 0..=u8::MAX {
                    let mut text = *right;
                    text[at] = byte;
                    let slow = Scan(&text).datetime();
                    match to_the_second(&text) {
                        Some(civil) => assert_eq!(Some((civil, Some(0))), slow),
                        None => assert!(slow.is_none() || b"Tt zZ".contains(&byte), "{byte} at {at}"),
                    }
                }
            }
            assert_eq!(to_the_second(&right[..19]), None);
            assert_eq!(to_the_second(&[&right[..], b"Z"].concat()), None);
        }
    }
}
