//! Floats that are decimals of a few digits, as prices, shares and seconds are: written without a search for the fewest
//! digits that tell them.

/// How many parts of one the decimals count.
const SCALE: u64 = 100_000_000;

const ZEROS: u64 = u64::from_le_bytes(*b"00000000");

/// The text of a float without a sign that is a decimal of up to fifteen digits, eight of them behind the point, and how
/// much of the block it takes. There is no shorter one that tells the float, nor another as short: of two decimals of so
/// few digits, each tells a float of its own. `None` where it takes a closer look, or is so small that it has an exponent.
#[inline]
pub(super) fn text(size: f64) -> Option<([u8; 16], usize)> {
    let is_fit = size < 1e7 && (size >= 1e-3 || size == 0.0);
    if !is_fit {
        return None;
    }
    let scaled = (size * SCALE as f64 + 0.5) as i64;
    // Both are exact, so that their quotient is the float that is nearest to the decimal.
    if scaled as f64 / SCALE as f64 != size {
        return None;
    }
    let scaled = scaled.cast_unsigned();
    let (whole, decimals) = (digits((scaled / SCALE) as u32), digits((scaled % SCALE) as u32));
    // Of the whole part, zeros in front are left out but for the last digit, and there are seven at most behind them.
    let zeros = 8 * ((whole | 1 << 56).trailing_zeros() / 8).max(1);
    let point = 64 - zeros;
    let head = (whole | ZEROS) >> zeros | u64::from(b'.') << point;
    // Of the decimals, zeros at the end are left out but for the first.
    let count = 8 - (decimals | 1).leading_zeros() / 8;
    let text = u128::from(head) | u128::from(decimals | ZEROS) << (point + 8);
    Some((text.to_le_bytes(), (point / 8 + 1 + count) as usize))
}

/// The eight digits of a number below `SCALE`, the first in the lowest byte. Each step cuts all parts in two at once, by a
/// multiplication in place of a division.
#[inline]
fn digits(number: u32) -> u64 {
    debug_assert!(u64::from(number) < SCALE);
    let number = u64::from(number);
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 5243) >> 19) & 0x0000_007f_0000_007f;
    let twos = hundreds | (fours - 100 * hundreds) << 16;
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | (twos - 10 * tens) << 8
}

#[cfg(test)]
mod tests {
    use super::{SCALE, digits, text};

    #[test]
    fn digits_are_those_of_the_number() {
        let last = SCALE as u32 - 1;
        for number in (0..20_000).chain((0..20_000).map(|step| step * 4_999)).chain([last, last - 9, 90_000_000]) {
            let text = digits(number).to_le_bytes().map(|digit| digit + b'0');
            assert_eq!(text, *format!("{number:08}").as_bytes());
        }
    }

    /// Holds what is written against the crate that searches; says how many there were.
    fn written(floats: impl IntoIterator<Item = f64>) -> usize {
        let texts = floats.into_iter().filter_map(|float| {
            let (block, length) = text(float)?;
            let shortest = zmij::Buffer::new().format_finite(float).to_owned();
            assert_eq!(str::from_utf8(&block[..length]), Ok(&*shortest));
            Some(())
        });
        texts.count()
    }

    #[test]
    fn decimals_are_what_is_shortest() {
        // Of each number of decimals: small ones, and some up to the last.
        for places in 0..=8 {
            let scale = 10_f64.powi(places);
            let small = (0..20_000).map(|number| f64::from(number) / scale);
            let all = (1..20_000).map(|step| f64::from(step) * 499_979_123.0 % 1e7 + f64::from(step) / scale);
            let small_enough = small.clone().filter(|float| *float == 0.0 || *float >= 1e-3).count();
            assert_eq!(written(small), small_enough, "{places}");
            assert!(written(all) > 10_000, "{places}");
        }
        assert_eq!(written([0.0, 1e-3, 0.1, 0.5, 9_999_999.0, 9_999_999.999_999_99]), 6);
        assert_eq!(written([1e7, 1e16, f64::MAX, f64::INFINITY, f64::NAN, 0.000_999_99, f64::MIN_POSITIVE]), 0);
    }

    /// The floats beside a decimal, and any others.
    #[test]
    fn what_is_no_decimal_is_left_alone() {
        let mut random = 1_u64;
        let mut next = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random >> 11
        };
        for _ in 0..20_000 {
            let (number, places) = (next() % 1_000_000_000_000_000, next() % 12);
            let float = number as f64 / 10_f64.powi(places as i32 + 4);
            written([float.next_down(), float, float.next_up()]);
            let any = next() as f64 / (1_u64 << 53) as f64 * 10_f64.powi((next() % 9) as i32);
            written([any]);
        }
    }
}
