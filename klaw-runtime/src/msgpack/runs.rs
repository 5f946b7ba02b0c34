//! Numbers that stand in a row: eight of an array at a time, or all of a message of few numbers.

use super::reader::Reader;

impl<'de> Reader<'de> {
    /// Eight unsigned integers into `slots`, if that is what is next and a window holds them at their widest; else the slots
    /// hold anything.
    ///
    /// Where their widths differ, no branch depends on them; where all are alike, none waits for the
    /// one before it.
    #[inline(always)]
    pub(crate) fn eight_u64<T>(&mut self, slots: &mut [T; 8], mut narrow: impl FnMut(u64) -> T) -> bool {
        let Some((window, rest)) = self.rest.split_first_chunk::<WINDOW>() else { return false };
        if let Some(words) = nines(window, 0xcf) {
            self.rest = rest;
            *slots = words.map(narrow);
            return true;
        }
        let (mut at, mut bad) = (0, false);
        for slot in slots {
            let (opcode, word) = nine(window, at);
            let class = opcode.wrapping_sub(0xcc);
            let width = if opcode < 0x80 { 0 } else { 1 << (class & 3) };
            bad |= opcode >= 0x80 && class > 3;
            let number = word >> ((64 - 8 * width) & 63);
            *slot = narrow(if opcode < 0x80 { u64::from(opcode) } else { number });
            at += 1 + width as usize;
        }
        self.passed(!bad, at)
    }

    /// The same for both signs.
    #[inline(always)]
    pub(crate) fn eight_i64<T>(&mut self, slots: &mut [T; 8], mut narrow: impl FnMut(i64) -> T) -> bool {
        let Some((window, _)) = self.rest.split_first_chunk::<WINDOW>() else { return false };
        let (mut at, mut bad, mut over) = (0, false, 0);
        for slot in slots {
            let (opcode, word) = nine(window, at);
            let class = opcode.wrapping_sub(0xcc);
            let is_long = class < 8;
            let width = if is_long { 1 << (class & 3) } else { 0 };
            let shift = (64 - 8 * width) & 63;
            let (unsigned, signed) = ((word >> shift) as i64, (word as i64) >> shift);
            let fixed = opcode as i8;
            bad |= !is_long & (fixed < -0x20);
            // The sign bit of any is that of all.
            over |= if class < 4 { unsigned } else { 0 };
            let number = if class < 4 { unsigned } else { signed };
            *slot = narrow(if is_long { number } else { i64::from(fixed) });
            at += 1 + width as usize;
        }
        self.passed(!bad && over >= 0, at)
    }

    /// Passes over a window's part, if all in it was right.
    #[inline(always)]
    fn passed(&mut self, right: bool, count: usize) -> bool {
        match self.rest.get(count..) {
            Some(rest) if right => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// The integers of one byte that come next, up to `count`, in whole eights.
    #[inline(always)]
    pub(crate) fn fixints(&mut self, count: usize) -> &'de [u8] {
        let eights = self.ahead(count).as_chunks::<8>().0;
        let is_fixed = |eight: &&[u8; 8]| u64::from_ne_bytes(**eight) & 0x8080_8080_8080_8080 == 0;
        let fixed = eights.iter().take_while(is_fixed).count();
        let run = self.ahead(8 * fixed);
        self.pass(run.len());
        run
    }

    /// The next `count` bytes, or as many as there are.
    #[inline(always)]
    pub(crate) fn ahead(&self, count: usize) -> &'de [u8] {
        &self.rest[..count.min(self.rest.len())]
    }

    /// Passes over so many of the bytes ahead.
    #[inline(always)]
    pub(crate) fn pass(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Reads float64s into the room that `items` has, up to a sequence of `length`, as far as the processor does so at
    /// once.
    #[inline(always)]
    pub(crate) fn f64s(&mut self, items: &mut Vec<f64>, length: usize) {
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        {
            let read = super::simd::read_f64s(self.rest, items, length - items.len());
            self.rest = &self.rest[read..];
        }
        let _ = (items, length);
    }

    /// Eight float64, if that is what is next.
    #[inline(always)]
    pub(crate) fn eight_f64(&mut self) -> Option<[f64; 8]> {
        let (window, rest) = self.rest.split_first_chunk::<WINDOW>()?;
        let numbers = nines(window, 0xcb)?;
        self.rest = rest;
        Some(numbers.map(f64::from_bits))
    }

    /// Opens and closes an array of `N` float64, if that is what is next.
    #[inline(always)]
    pub(crate) fn array_of_f64<const N: usize>(&mut self) -> Option<[f64; N]> {
        let numbers = self.array_of::<9, N>(0xcb)?;
        Some(std::array::from_fn(|index| float64(&numbers[index])))
    }

    /// The same of float32, or of float64 none of which is infinite as a float32. The first number's opcode says which is
    /// worth a try.
    #[inline(always)]
    pub(crate) fn array_of_f32<const N: usize>(&mut self) -> Option<[f32; N]> {
        if self.rest.get(1) == Some(&0xca) {
            let numbers = self.array_of::<5, N>(0xca)?;
            return Some(std::array::from_fn(|index| match numbers[index].last_chunk() {
                Some(number) => f32::from_be_bytes(*number),
                None => 0.0,
            }));
        }
        let start = self.rest;
        let numbers = self.array_of_f64::<N>()?.map(|number| number as f32);
        if numbers.iter().fold(false, |any, number| any | number.is_infinite()) {
            self.rest = start;
            return None;
        }
        Some(numbers)
    }

    /// Opens and closes an array of `N` values of `SIZE` bytes, each behind `opcode`. All opcodes are
    /// judged at once.
    #[inline(always)]
    fn array_of<const SIZE: usize, const N: usize>(&mut self, opcode: u8) -> Option<&'de [[u8; SIZE]; N]> {
        const { assert!(N < 16, "a short header holds fifteen") };
        let (header, rest) = self.rest.split_first()?;
        let (body, rest) = rest.split_at_checked(SIZE * N)?;
        let values: &[[u8; SIZE]; N] = body.as_chunks().0.first_chunk()?;
        let differ = values.iter().fold(header ^ (0x90 | N as u8), |differ, value| differ | (value[0] ^ opcode));
        if differ != 0 || self.depth == 0 {
            return None;
        }
        self.rest = rest;
        Some(values)
    }

    /// Opens and closes an array of `N` integers below 256, if that is what is next: addresses, colours.
    /// They are as often two bytes as one, so no branch depends on which.
    #[inline(always)]
    pub(crate) fn small_ints<const N: usize>(&mut self) -> Option<[u8; N]> {
        const { assert!(N <= 4, "a window holds four") };
        let ([header, window @ ..], _) = self.rest.split_first_chunk::<9>()?;
        let word = u64::from_le_bytes(*window);
        // A bit for each 0xcc, and one for each byte that is no fixint.
        let differ = word ^ 0xcccc_cccc_cccc_cccc;
        let low = 0x7f7f_7f7f_7f7f_7f7f;
        let marks = top_bits(!(((differ & low) + low) | differ | low));
        let Small { size, starts, at } = SMALL[usize::from(marks)][N - 1];
        let bad = top_bits(word & !low) & starts & !marks;
        if *header != 0x90 | N as u8 || bad != 0 || self.depth == 0 {
            return None;
        }
        self.rest = self.rest.get(1 + usize::from(size)..)?;
        Some(std::array::from_fn(|index| window[usize::from(at[index] & 7)]))
    }
}

/// Eight integers at their widest.
const WINDOW: usize = 72;

/// The opcode at `at`, and the eight bytes behind it. `at` is below 64, so they are always there.
#[inline(always)]
fn nine(window: &[u8; WINDOW], at: usize) -> (u8, u64) {
    debug_assert!(at < 64);
    match window.get(at..).and_then(|from| from.first_chunk::<9>()) {
        Some([opcode, word @ ..]) => (*opcode, u64::from_be_bytes(*word)),
        // No integer begins like this.
        None => (0xc1, 0),
    }
}

/// The eight bytes behind each `opcode`, if there are eight such.
#[inline(always)]
fn nines(window: &[u8; WINDOW], opcode: u8) -> Option<[u64; 8]> {
    let opcodes = std::array::from_fn::<u8, 8, _>(|index| window[9 * index]);
    if opcodes.iter().fold(0, |differ, each| differ | (each ^ opcode)) != 0 {
        return None;
    }
    let (values, _) = window.as_chunks::<9>();
    Some(std::array::from_fn(|index| match values[index].last_chunk() {
        Some(word) => u64::from_be_bytes(*word),
        None => 0,
    }))
}

/// The float64 behind an opcode. One load: a pattern that takes the bytes apart becomes eight.
#[inline(always)]
fn float64(value: &[u8; 9]) -> f64 {
    match value.last_chunk() {
        Some(number) => f64::from_be_bytes(*number),
        None => 0.0,
    }
}

/// The top bit of each byte, the first byte's lowest.
#[inline(always)]
fn top_bits(word: u64) -> u8 {
    (((word & 0x8080_8080_8080_8080) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// Where integers below 256 stand in a window of eight bytes.
#[derive(Clone, Copy)]
struct Small {
    /// How many bytes they take.
    size: u8,
    /// A bit for each byte that an integer starts at.
    starts: u8,
    /// Where their values are.
    at: [u8; 4],
}

/// By the places of 0xcc in the window, and by how many integers there are, less one.
static SMALL: [[Small; 4]; 256] = {
    let mut table = [[Small { size: 0, starts: 0, at: [0; 4] }; 4]; 256];
    let mut marks = 0;
    while marks < 256 {
        let mut small = Small { size: 0, starts: 0, at: [0; 4] };
        let mut index = 0;
        while index < 4 {
            let two = (marks >> small.size) as u8 & 1;
            small.starts |= 1 << small.size;
            small.at[index] = small.size + two;
            small.size += 1 + two;
            table[marks][index] = small;
            index += 1;
        }
        marks += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msgpack::Limits;

    /// What eight integers in a row are to be: the value and the size of one, if such an opcode is right.
    fn number(bytes: &[u8], is_signed: bool) -> Option<(i128, usize)> {
        let (opcode, width) = (bytes[0], 1 << (bytes[0] & 3));
        let body = |width| Some(bytes.get(1..=width)?.iter().fold(0, |number, byte| number << 8 | i128::from(*byte)));
        match opcode {
            0..0x80 => Some((opcode.into(), 1)),
            0xcc..0xd0 => Some((body(width)?, 1 + width)),
            0xd0..0xd4 if is_signed => {
                let unused = 128 - 8 * width;
                Some((body(width)? << unused >> unused, 1 + width))
            }
            0xe0.. if is_signed => Some(((opcode as i8).into(), 1)),
            _ => None,
        }
    }

    /// So many integers, and the bytes that they take.
    fn numbers(bytes: &[u8], count: usize, is_signed: bool) -> Option<(Vec<i128>, usize)> {
        let (mut numbers, mut at) = (Vec::new(), 0);
        for _ in 0..count {
            let (value, size) = number(bytes.get(at..).filter(|rest| !rest.is_empty())?, is_signed)?;
            numbers.push(value);
            at += size;
        }
        Some((numbers, at))
    }

    /// Holds both readers of eight against reading one by one: what they read, how far, and that they do.
    #[track_caller]
    fn eight(bytes: &[u8]) {
        let is_long = bytes.len() >= WINDOW;
        let expected = numbers(bytes, 8, false).filter(|_| is_long);
        let (mut reader, mut slots) = (Reader::new(bytes), [0; 8]);
        let read = reader.eight_u64(&mut slots, i128::from).then(|| (slots.to_vec(), reader.offset()));
        assert_eq!(read, expected, "{bytes:02x?}");
        assert!(read.is_some() || reader.offset() == 0);

        let fits = |(numbers, _): &(Vec<i128>, usize)| numbers.iter().all(|number| i64::try_from(*number).is_ok());
        let expected = numbers(bytes, 8, true).filter(|_| is_long).filter(fits);
        let (mut reader, mut slots) = (Reader::new(bytes), [0; 8]);
        let read = reader.eight_i64(&mut slots, i128::from).then(|| (slots.to_vec(), reader.offset()));
        assert_eq!(read, expected, "{bytes:02x?}");
        assert!(read.is_some() || reader.offset() == 0);
    }

    /// An opcode with a body as wide as it says, of these bytes.
    fn put(bytes: &mut Vec<u8>, opcode: u8, body: &[u8; 8]) {
        bytes.push(opcode);
        if (0xcc..0xd4).contains(&opcode) {
            bytes.extend(&body[..1 << (opcode & 3)]);
        }
    }

    /// Each opcode at each place, among numbers of one width and of all; bodies with the sign bit and without.
    #[test]
    fn eight_integers_are_those_that_are_read_one_by_one() {
        const USUAL: [u8; 10] = [0x05, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3, 0xf0];
        for (opcode, place) in (0..=u8::MAX).flat_map(|opcode| (0..8).map(move |place| (opcode, place))) {
            for base in 0..12 {
                for sign in [0, 0x80] {
                    let body = [1 | sign, 0x82, 0x03, 0x84, 0xff, 0x06, 0x87, 0x08];
                    let mut bytes = Vec::new();
                    for index in 0..8 {
                        let beside = match base {
                            10 => USUAL[index % 5],
                            11 => USUAL[(3 * index + place) % 10],
                            same => USUAL[same],
                        };
                        // Where another has the sign bit, that of this one would not show.
                        if index == place {
                            put(&mut bytes, opcode, &body);
                        } else {
                            put(&mut bytes, beside, &[1, 0x92, 3, 4, 5, 6, 7, 8]);
                        }
                    }
                    bytes.resize(bytes.len().max(WINDOW), 0);
                    eight(&bytes);
                }
            }
        }
    }

    #[test]
    fn eight_integers_are_read_where_a_window_holds_them() {
        for opcode in [1, 0xcc, 0xcf, 0xd3, 0xff] {
            let mut bytes = Vec::new();
            (0..8).for_each(|_| put(&mut bytes, opcode, &[7; 8]));
            for length in [WINDOW - 1, WINDOW, WINDOW + 1, WINDOW + 9] {
                bytes.resize(length, 0x0a);
                eight(&bytes);
            }
        }
    }

    #[test]
    fn eight_floats_are_read_where_all_are() {
        let floats: Vec<u8> = (0..9).flat_map(|index| number_of(0xcb, f64::from(index) + 0.5)).collect();
        let mut reader = Reader::new(&floats[..WINDOW]);
        assert_eq!(reader.eight_f64(), Some([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]));
        assert_eq!(reader.remaining(), 0);
        assert_eq!(Reader::new(&floats[..WINDOW - 1]).eight_f64(), None);
        for place in 0..9 {
            for bit in 0..8 {
                let mut bytes = floats.clone();
                bytes[9 * place] ^= 1 << bit;
                let mut reader = Reader::new(&bytes);
                assert_eq!(reader.eight_f64().is_some(), place == 8);
                assert_eq!(reader.offset(), if place == 8 { WINDOW } else { 0 });
            }
        }
    }

    fn number_of(opcode: u8, number: f64) -> Vec<u8> {
        let mut bytes = vec![opcode];
        match opcode {
            0xca => bytes.extend((number as f32).to_be_bytes()),
            _ => bytes.extend(number.to_be_bytes()),
        }
        bytes
    }

    /// Where the processor reads floats at once, it reads no more than were asked for.
    #[test]
    fn floats_are_read_up_to_the_length() {
        let bytes: Vec<u8> = (0..64).flat_map(|index| number_of(0xcb, f64::from(index))).collect();
        for (length, before) in (0..40).flat_map(|length| (0..=length.min(5)).map(move |before| (length, before))) {
            let mut items = Vec::with_capacity(64);
            items.resize(before, -1.0);
            let mut reader = Reader::new(&bytes);
            reader.f64s(&mut items, length);
            let read = items.len() - before;
            assert!(items.len() <= length && reader.offset() == 9 * read);
            assert!(items[before..].iter().copied().eq((0..read).map(|index| index as f64)));
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            assert!(read > 0 || length - before < 4 || !std::arch::is_x86_feature_detected!("avx2"));
        }
    }

    /// A byte that is no fixint at each place, in front of the count and behind it.
    #[test]
    fn fixints_are_read_in_whole_eights() {
        for count in 0..35 {
            for length in 0..35 {
                for other in 0..=length {
                    let mut bytes: Vec<u8> = (0..length as u8).map(|byte| byte + 0x5d).collect();
                    if let Some(byte) = bytes.get_mut(other) {
                        *byte = 0x80;
                    }
                    let run = count.min(other) / 8 * 8;
                    let mut reader = Reader::new(&bytes);
                    assert_eq!(reader.fixints(count), &bytes[..run]);
                    assert_eq!(reader.offset(), run);
                    assert_eq!(Reader::new(&bytes).ahead(count), &bytes[..count.min(length)]);
                    let mut reader = Reader::new(&bytes);
                    reader.pass(count);
                    assert_eq!(reader.offset(), count.min(length));
                }
            }
        }
    }

    /// Messages of small integers: what they hold and how long they are, told one by one.
    fn few(bytes: &[u8], count: u8) -> Option<(Vec<u8>, usize)> {
        if bytes.len() < 9 || bytes[0] != 0x90 | count {
            return None;
        }
        let (mut numbers, mut at) = (Vec::new(), 1);
        for _ in 0..count {
            let size = match bytes[at] {
                0xcc => 2,
                0..0x80 => 1,
                _ => return None,
            };
            at += size;
            numbers.push(bytes[at - 1]);
        }
        Some((numbers, at))
    }

    #[track_caller]
    fn small(bytes: &[u8]) {
        fn of<const N: usize>(bytes: &[u8]) {
            let mut reader = Reader::new(bytes);
            let read = reader.small_ints::<N>().map(|read| (read.to_vec(), reader.offset()));
            assert_eq!(read, few(bytes, N as u8), "{bytes:02x?}");
            assert!(read.is_some() || reader.offset() == 0);
        }
        of::<1>(bytes);
        of::<2>(bytes);
        of::<3>(bytes);
        of::<4>(bytes);
    }

    #[test]
    fn messages_of_small_integers_are_read_as_one_by_one() {
        // Every mix of what is long, what is short and what is neither.
        for mix in 0..3_usize.pow(8) {
            let window: [u8; 8] = std::array::from_fn(|index| [0x4c, 0xcc, 0x8d][mix / 3_usize.pow(index as u32) % 3]);
            for header in 0x91..0x95 {
                small(&[&[header], &window[..]].concat());
            }
        }
        // Every byte at every place, behind either.
        for (byte, place) in (0..=u8::MAX).flat_map(|byte| (0..9).map(move |place| (byte, place))) {
            for beside in [0x00, 0x7f, 0xcc] {
                for header in 0x90..0x96 {
                    let mut bytes = [beside; 9];
                    bytes[0] = header;
                    bytes[place] = byte;
                    small(&bytes);
                    small(&[&bytes[..], &bytes].concat());
                    small(&bytes[..8]);
                }
            }
        }
        small(&[]);
        let window = [0x91, 1, 2, 3, 4, 5, 6, 7, 8];
        let mut reader = Reader::with_limits(&window, &Limits::new().depth(0));
        assert_eq!((reader.small_ints::<1>(), reader.offset()), (None, 0));
        let mut reader = Reader::with_limits(&window, &Limits::new().depth(1));
        assert_eq!((reader.small_ints(), reader.offset(), reader.depth), (Some([1]), 2, 1));
    }

    /// Holds a message of floats, of both widths, against what its parts say.
    fn floats<const N: usize>() {
        let values: [f64; N] = std::array::from_fn(|index| index as f64 + 0.5);
        for opcode in [0xca, 0xcb] {
            let numbers: Vec<u8> = values.iter().flat_map(|value| number_of(opcode, *value)).collect();
            let size = numbers.len() / N;
            let right = [&[0x90 | N as u8], &numbers[..]].concat();
            let read = |bytes: &[u8], depth: u32| {
                let limits = Limits::new().depth(depth);
                let (mut wide, mut narrow) = (Reader::with_limits(bytes, &limits), Reader::with_limits(bytes, &limits));
                let (doubles, floats) = (wide.array_of_f64::<N>(), narrow.array_of_f32::<N>());
                for (is_read, reader) in [(doubles.is_some(), wide), (floats.is_some(), narrow)] {
                    assert_eq!(reader.offset(), if is_read { right.len() } else { 0 });
                    assert_eq!(reader.depth, depth);
                }
                (doubles, floats)
            };
            let doubles = Some(values).filter(|_| opcode == 0xcb);
            let floats = Some(values.map(|value| value as f32));
            assert_eq!(read(&right, 1), (doubles, floats));
            assert_eq!(read(&[&right[..], &[0xc0; 9]].concat(), 9), (doubles, floats));
            assert_eq!(read(&right, 0), (None, None));
            assert_eq!(read(&right[..right.len() - 1], 1), (None, None));
            assert_eq!(read(&[], 1), (None, None));
            for bit in 0..8 {
                for at in (0..N).map(|index| 1 + size * index).chain([0]) {
                    if (N, at, bit) == (1, 1, 0) {
                        // The other width.
                        continue;
                    }
                    let mut bytes = right.clone();
                    bytes[at] ^= 1 << bit;
                    // Enough behind it for numbers of either width.
                    bytes.resize(256, 0xc0);
                    assert_eq!(read(&bytes, 1), (None, None), "bit {bit} of {at}");
                }
            }
        }
        for beyond in [f64::MAX, f64::MIN, f64::INFINITY, f64::NEG_INFINITY] {
            // One alone, and two that could make up for each other.
            for (one, other) in (0..N).flat_map(|one| (0..N).map(move |other| (one, other))) {
                let mut values = values;
                (values[one], values[other]) = (beyond, beyond);
                let mut bytes = vec![0x90 | N as u8];
                values.iter().for_each(|value| bytes.extend(number_of(0xcb, *value)));
                assert_eq!(Reader::new(&bytes).array_of_f64(), Some(values));
                let mut reader = Reader::new(&bytes);
                assert_eq!((reader.array_of_f32::<N>(), reader.offset()), (None, 0));
            }
        }
    }

    #[test]
    fn messages_of_floats_are_read_where_all_are() {
        floats::<1>();
        floats::<2>();
        floats::<3>();
        floats::<15>();
    }
}
