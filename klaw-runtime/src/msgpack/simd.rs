//! Arrays of float64, on processors with AVX2: three at a time are put behind their opcodes, and four are read at a
//! time. Elsewhere each is written and read on its own.

use std::arch::x86_64::{
    _mm_castpd_si128, _mm_loadu_si128, _mm_setr_pd, _mm256_castsi128_si256, _mm256_cmpeq_epi8, _mm256_inserti128_si256,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set_m128i, _mm256_set1_epi8, _mm256_setr_epi8, _mm256_shuffle_epi8,
    _mm256_storeu_si256, _mm256_unpacklo_epi64,
};

/// A float64 behind its opcode.
const NINE: usize = 9;
const OPCODE: u8 = 0xcb;
/// What a lane of a shuffle makes zero.
const ZERO: i8 = -128;

/// Has the processor what this module asks of it?
#[inline(always)]
pub(super) fn is_available() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

/// Writes numbers, each behind its opcode, and returns the place behind them.
///
/// # Safety
/// Nine bytes for each must be writable from `at` on, and the processor must have AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn put_f64s<T: Copy>(items: &[T], wide: impl Fn(T) -> f64, mut at: *mut u8) -> *mut u8 {
    // One stays behind each three: the 5 bytes past their encoding are its own, which are written after them.
    let (threes, _) = items[..items.len().saturating_sub(1)].as_chunks();
    for &[first, second, third] in threes {
        // SAFETY: the caller vouches for the encoding of these and of the one behind.
        unsafe {
            put_three(wide(first), wide(second), wide(third), at);
            at = at.add(3 * NINE);
        }
    }
    for &item in &items[3 * threes.len()..] {
        // SAFETY: as above, for one.
        unsafe { at = put_one(wide(item), at) };
    }
    at
}

/// Writes arrays of `N` numbers each, and returns the place behind them.
///
/// # Safety
/// The bytes of all of them, `1 + 9 * N` for each, must be writable from `at` on, and the processor must have AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn put_arrays<T, const N: usize>(
    items: &[T],
    numbers: impl Fn(&T) -> [f64; N],
    mut at: *mut u8,
) -> *mut u8 {
    const { assert!(N >= 2 && N < 16, "what is written past an array fits the next one, and its header is short") };
    let Some((last, others)) = items.split_last() else { return at };
    for item in others {
        let numbers = numbers(item);
        let (threes, rest) = numbers.as_chunks();
        // SAFETY: the caller vouches for this array and the next, whose bytes are written after these: at most 23 of
        // them are touched where one number remains, and then an array has at least 37, 14 and 19 where two do.
        unsafe {
            at.write(0x90 | N as u8);
            at = at.add(1);
            for &[first, second, third] in threes {
                put_three(first, second, third, at);
                at = at.add(3 * NINE);
            }
            if let Some(&first) = rest.first() {
                put_three(first, rest.get(1).copied().unwrap_or_default(), 0.0, at);
                at = at.add(rest.len() * NINE);
            }
        }
    }
    // SAFETY: the caller vouches for the last one.
    unsafe {
        at.write(0x90 | N as u8);
        at = at.add(1);
        for number in numbers(last) {
            at = put_one(number, at);
        }
    }
    at
}

/// # Safety
/// Nine bytes must be writable at `at`.
#[inline(always)]
unsafe fn put_one(number: f64, at: *mut u8) -> *mut u8 {
    // SAFETY: the caller vouches for nine bytes.
    unsafe {
        at.write(OPCODE);
        at.add(1).cast::<[u8; 8]>().write_unaligned(number.to_be_bytes());
        at.add(NINE)
    }
}

/// Writes 27 bytes that count, and 5 zeros.
///
/// # Safety
/// 32 bytes must be writable at `at`.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn put_three(first: f64, second: f64, third: f64, at: *mut u8) {
    let low = _mm_castpd_si128(_mm_setr_pd(first, second));
    let high = _mm_castpd_si128(_mm_setr_pd(second, third));
    // The second number lies across the border of the two halves: six bytes here, two there.
    let order = _mm256_setr_epi8(
        ZERO, 7, 6, 5, 4, 3, 2, 1, 0, ZERO, 15, 14, 13, 12, 11, 10, //
        1, 0, ZERO, 15, 14, 13, 12, 11, 10, 9, 8, ZERO, ZERO, ZERO, ZERO, ZERO,
    );
    let opcode = OPCODE as i8;
    let opcodes = _mm256_setr_epi8(
        opcode, 0, 0, 0, 0, 0, 0, 0, 0, opcode, 0, 0, 0, 0, 0, 0, //
        0, 0, opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    );
    let bytes = _mm256_or_si256(_mm256_shuffle_epi8(_mm256_set_m128i(high, low), order), opcodes);
    // SAFETY: the caller vouches for 32 bytes.
    unsafe { _mm256_storeu_si256(at.cast(), bytes) };
}

/// Reads float64s into the room that `items` has, at most `most`, until something else stands there; the bytes that
/// they took.
pub(super) fn read_f64s(bytes: &[u8], items: &mut Vec<f64>, most: usize) -> usize {
    let most = most.min(items.capacity() - items.len());
    if most < 4 || !is_available() {
        return 0;
    }
    // SAFETY: the processor has AVX2, and the vector has the room.
    unsafe { read_fours(bytes, items, most) }
}

/// # Safety
/// The processor must have AVX2, and `items` room for `most` more.
#[target_feature(enable = "avx2")]
unsafe fn read_fours(bytes: &[u8], items: &mut Vec<f64>, most: usize) -> usize {
    // From the first byte of the first number, each half of a register holds one and its opcode; the last of four is
    // read with 16 bytes too.
    const WINDOW: usize = 3 * NINE + 16;
    let order = _mm256_setr_epi8(
        8, 7, 6, 5, 4, 3, 2, 1, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, //
        8, 7, 6, 5, 4, 3, 2, 1, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO,
    );
    let opcodes = _mm256_set1_epi8(OPCODE as i8);
    let start = items.len();
    let mut count = 0;
    while count + 4 <= most
        && let Some(window) = bytes.get(count * NINE..).and_then(|bytes| bytes.first_chunk::<WINDOW>())
    {
        let from = window.as_ptr();
        // SAFETY: the loads lie inside of the window; the caller vouches for the room in the vector, of which four are
        // written at `start + count`.
        unsafe {
            let pair = |first: usize, second: usize| {
                _mm256_inserti128_si256::<1>(
                    _mm256_castsi128_si256(_mm_loadu_si128(from.add(first).cast())),
                    _mm_loadu_si128(from.add(second).cast()),
                )
            };
            let (even, odd) = (pair(0, 2 * NINE), pair(NINE, 3 * NINE));
            let alike = _mm256_movemask_epi8(_mm256_cmpeq_epi8(even, opcodes))
                & _mm256_movemask_epi8(_mm256_cmpeq_epi8(odd, opcodes));
            if alike & 0x0001_0001 != 0x0001_0001 {
                break;
            }
            let four = _mm256_unpacklo_epi64(_mm256_shuffle_epi8(even, order), _mm256_shuffle_epi8(odd, order));
            _mm256_storeu_si256(items.as_mut_ptr().add(start + count).cast(), four);
        }
        count += 4;
    }
    // SAFETY: `count` is at most `most`, for which there is room, and so many have been written.
    unsafe { items.set_len(start + count) };
    count * NINE
}
