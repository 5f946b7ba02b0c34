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
