//! Where encoders write to: a vector or a slice with checks, a block of memory that was reserved beforehand, or
//! a counter. One set of provided methods knows the bytes; the four sinks know where they go.
//!
//! # The unchecked road
//!
//! A type whose [`Encode::BOUND`] is known is encoded without a check per write: `BOUND` plus
//! [`Encode::dynamic`] bytes are reserved once, and [`Unchecked`] writes through a pointer. Only
//! `unsafe` code can declare a bound, so a hand-written [`Encode`] always takes the checked road.
//!
//! Inlining is forced in optimised builds alone: in a debug build every inlined call has its locals on the
//! stack of the message, at each level of one that holds itself.

use crate::encode::{Encode, room};
use crate::error::Error;
use crate::fault::Fault;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use crate::msgpack::simd;
#[cfg(feature = "json")]
use crate::msgpack::utf8;
use std::marker::PhantomData;

/// The most bytes that a `T`'s `put` writes, less what [`Encode::dynamic`] counts. `NONE` where nobody
/// vouches.
///
/// The type is part of it, so that safe code cannot pass off one type's bound as another's; nor that of a subtype or a
/// supertype, which may have an impl of its own: `fn(&'static u8)` and `for<'a> fn(&'a u8)` are two types.
///
/// ```compile_fail,E0308
/// use klaw_runtime::private::Bound;
///
/// fn other(bound: Bound<fn(&'static u8)>) -> Bound<for<'a> fn(&'a u8)> {
///     bound
/// }
/// ```
pub struct Bound<T: ?Sized>(Option<usize>, PhantomData<fn(*mut T)>);

impl<T: ?Sized> Bound<T> {
    /// No bound: the checked road.
    pub const NONE: Self = Self(None, PhantomData);

    /// A bound of `fixed` bytes.
    ///
    /// # Safety
    /// The type's `put` must write at most `fixed + dynamic()` bytes, for every value, and `put` and
    /// `dynamic` must see the same value.
    #[must_use]
    pub const unsafe fn at_most(fixed: usize) -> Self {
        Self(Some(fixed), PhantomData)
    }

    /// The bound of a type that writes `own` bytes, and each of its parts at most once.
    ///
    /// # Safety
    /// As [`at_most`](Self::at_most): `put` must write nothing but `own` bytes and the parts, each at
    /// most once, and `dynamic` must be at least the sum of theirs.
    #[must_use]
    pub const unsafe fn sum(own: usize, parts: &[Part]) -> Self {
        let mut total = own;
        let mut at = 0;
        while at < parts.len() {
            match parts[at].0 {
                Some(part) => total = total.saturating_add(part),
                None => return Self::NONE,
            }
            at += 1;
        }
        Self(Some(total), PhantomData)
    }

    /// The bound of a type that writes one of its parts.
    ///
    /// # Safety
    /// As [`sum`](Self::sum), for the one part that is written.
    #[must_use]
    pub const unsafe fn largest(parts: &[Part]) -> Self {
        let mut most = 0;
        let mut at = 0;
        while at < parts.len() {
            match parts[at].0 {
                Some(part) => {
                    if part > most {
                        most = part;
                    }
                }
                None => return Self::NONE,
            }
            at += 1;
        }
        Self(Some(most), PhantomData)
    }

    /// The same as a part of another type's.
    #[must_use]
    pub const fn part(self) -> Part {
        Part(self.0)
    }

    /// What the derive implements is the runtime's `Encode`, and what it calls a sink there is one, since no other traits
    /// have this seal: else it does not compile.
    pub const fn sealed(_: Seal, _: Seal) {}

    /// Does not compile where the room that the bound makes is less, or where there is none.
    const fn assert_holds(self, bytes: usize) {
        assert!(matches!(self.0, Some(bound) if bound >= bytes), "a type goes by the name of another here");
    }

    /// The bytes, if there is a bound.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub(crate) const fn fixed(self) -> Option<usize> {
        self.0
    }
}

/// The bound of a part. The derive finds the runtime by a path of the user's, where a trait of theirs may stand in for one of
/// ours: but no constant of theirs can be of this type, whose name is not to be had elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Part(Option<usize>);

/// The seal of [`Sink`] and of [`Encode`]; its name is not to be had elsewhere either.
#[derive(Debug, Clone, Copy)]
pub struct Seal;

impl<T: ?Sized> Clone for Bound<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Bound<T> {}

/// Where encoded bytes go. Sealed: the four sinks of this module.
pub trait Sink: sealed::Sealed {
    /// That it is this trait, and none of a user's: see [`Bound::sealed`].
    #[doc(hidden)]
    const SEAL: Seal = Seal;

    /// Writes a block whose length is known at compile time.
    #[doc(hidden)]
    fn block<const N: usize>(&mut self, block: [u8; N]);

    /// Writes bytes.
    #[doc(hidden)]
    fn bytes(&mut self, bytes: &[u8]);

    /// Writes `first`, or `first` and `last`; where it is one byte, the two are equal.
    #[doc(hidden)]
    fn one_or_two(&mut self, first: u8, last: u8, two: bool);

    /// A length went past what a header holds.
    #[doc(hidden)]
    fn fail(&mut self);

    /// Writes a value through [`Encode::encode`].
    #[doc(hidden)]
    fn value<T: Encode + ?Sized>(&mut self, value: &T);

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_nil(&mut self) {
        self.block([0xc0]);
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_bool(&mut self, value: bool) {
        self.block([0xc2 | u8::from(value)]);
    }

    /// Bytes are as often large as small: which they are decides no branch.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_u8(&mut self, value: u8) {
        let two = value >= 0x80;
        self.one_or_two(if two { 0xcc } else { value }, value, two);
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_u64(&mut self, value: u64) {
        if value < 0x80 {
            self.block([value as u8]);
        } else if value <= 0xff {
            self.block([0xcc, value as u8]);
        } else if value <= 0xffff {
            self.marked(0xcd, (value as u16).to_be_bytes());
        } else if value <= 0xffff_ffff {
            self.marked(0xce, (value as u32).to_be_bytes());
        } else {
            self.marked(0xcf, value.to_be_bytes());
        }
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_i64(&mut self, value: i64) {
        if value >= 0 {
            self.put_u64(value as u64);
        } else if value >= -0x20 {
            self.block([value as u8]);
        } else if value >= -0x80 {
            self.block([0xd0, value as u8]);
        } else if value >= -0x8000 {
            self.marked(0xd1, (value as i16).to_be_bytes());
        } else if value >= -0x8000_0000 {
            self.marked(0xd2, (value as i32).to_be_bytes());
        } else {
            self.marked(0xd3, value.to_be_bytes());
        }
    }

    /// Writes integers that `wide` makes a `u64` of.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_u64s<T: Copy>(&mut self, items: &[T], wide: impl Fn(T) -> u64) {
        for &item in items {
            self.put_u64(wide(item));
        }
    }

    /// Writes integers that `wide` makes an `i64` of.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_i64s<T: Copy>(&mut self, items: &[T], wide: impl Fn(T) -> i64) {
        for &item in items {
            self.put_i64(wide(item));
        }
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_f64(&mut self, value: f64) {
        self.marked(0xcb, value.to_be_bytes());
    }

    /// Writes numbers that `wide` makes an `f64` of.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_f64s<T: Copy>(&mut self, items: &[T], wide: impl Fn(T) -> f64) {
        for &item in items {
            self.put_f64(wide(item));
        }
    }

    /// Writes arrays of `N` numbers each. The type's bound made the room, and must have it for them: the derive goes by names,
    /// and an integer under the name of a float has less.
    ///
    /// ```compile_fail,E0080
    /// pub mod another {
    ///     pub use klaw_runtime::*;
    ///
    ///     pub mod private {
    ///         pub use klaw_runtime::private::*;
    ///
    ///         pub mod names {
    ///             pub use crate::array as __array;
    ///             pub use klaw_runtime::private::names::*;
    ///         }
    ///     }
    /// }
    ///
    /// pub mod array {
    ///     pub use klaw_runtime::private::array::*;
    ///
    ///     pub fn wide(number: u8) -> f64 {
    ///         number.into()
    ///     }
    /// }
    ///
    /// use core::primitive::u8 as f32;
    ///
    /// #[derive(klaw_runtime::WireMessage)]
    /// #[wire(array_like, crate = "another")]
    /// struct Point {
    ///     x: f32,
    ///     y: f32,
    /// }
    ///
    /// fn main() {
    ///     let points: Vec<_> = (0..100).map(|_| Point { x: 1, y: 2 }).collect();
    ///     println!("{:?}", klaw_runtime::msgpack::to_vec(&points));
    /// }
    /// ```
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_f64_arrays<T: Encode, const N: usize>(&mut self, items: &[T], numbers: impl Fn(&T) -> [f64; N]) {
        const { T::BOUND.assert_holds(1 + 9 * N) };
        for item in items {
            self.put_array(N);
            for number in numbers(item) {
                self.put_f64(number);
            }
        }
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_str(&mut self, text: &str) {
        let length = text.len();
        if length < 32 {
            self.block([0xa0 | length as u8]);
        } else if length <= 0xff {
            self.block([0xd9, length as u8]);
        } else {
            self.long(0xda, length);
        }
        self.bytes(text.as_bytes());
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_bin(&mut self, bytes: &[u8]) {
        if bytes.len() <= 0xff {
            self.block([0xc4, bytes.len() as u8]);
        } else {
            self.long(0xc5, bytes.len());
        }
        self.bytes(bytes);
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_array(&mut self, length: usize) {
        if length < 16 {
            self.block([0x90 | length as u8]);
        } else {
            self.long(0xdc, length);
        }
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_map(&mut self, length: usize) {
        if length < 16 {
            self.block([0x80 | length as u8]);
        } else {
            self.long(0xde, length);
        }
    }

    /// The header of a map that holds `length` of at most `full` entries. As in msgspec, a header has
    /// the width that all of them would need.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_map_of(&mut self, length: usize, full: usize) {
        if full < 16 {
            self.block([0x80 | length as u8]);
        } else if full <= 0xffff {
            self.marked(0xde, (length as u16).to_be_bytes());
        } else {
            self.marked(0xdf, (length as u32).to_be_bytes());
        }
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_ext(&mut self, code: i8, data: &[u8]) {
        match data.len() {
            1 => self.block([0xd4, code as u8]),
            2 => self.block([0xd5, code as u8]),
            4 => self.block([0xd6, code as u8]),
            8 => self.block([0xd7, code as u8]),
            16 => self.block([0xd8, code as u8]),
            length if length <= 0xff => self.block([0xc7, length as u8, code as u8]),
            length => {
                self.long(0xc8, length);
                self.block([code as u8]);
            }
        }
        self.bytes(data);
    }

    /// A header of 16 bits, or of 32 bits under the next marker.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn long(&mut self, marker: u8, length: usize) {
        if length <= 0xffff {
            self.marked(marker, (length as u16).to_be_bytes());
        } else {
            match u32::try_from(length) {
                Ok(length) => self.marked(marker + 1, length.to_be_bytes()),
                Err(_) => self.fail(),
            }
        }
    }

    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn marked<const N: usize>(&mut self, marker: u8, number: [u8; N]) {
        self.block([marker]);
        self.block(number);
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Writer<'_> {}
    impl Sealed for super::Unchecked<'_> {}
    impl Sealed for super::Counter {}
    impl Sealed for super::Within<'_> {}
}

/// Writes MessagePack at the end of a vector. Hand-written encoders and `#[wire(with = module)]`
/// write to it.
///
/// ```
/// use klaw_runtime::{Encode, msgpack};
///
/// struct Point(u64, u64);
///
/// impl Encode for Point {
///     fn encode(&self, writer: &mut msgpack::Writer<'_>) {
///         writer.array_header(2);
///         writer.u64(self.0);
///         writer.u64(self.1);
///     }
/// }
///
/// assert_eq!(msgpack::to_vec(&Point(1, 2)), [0x92, 1, 2]);
/// ```
///
/// One method for each kind of value:
///
/// ```
/// use klaw_runtime::msgpack::Writer;
///
/// let mut frame = Vec::new();
/// let mut writer = Writer::new(&mut frame);
/// writer.map_header(2);
/// writer.str("a");
/// writer.array_header(3);
/// writer.nil();
/// writer.bool(true);
/// writer.i64(-1);
/// writer.u64(300);
/// writer.array_header(3);
/// writer.f64(0.5);
/// writer.bin(&[7]);
/// writer.ext(5, b"x");
/// assert_eq!(frame, b"\x82\xa1a\x93\xc0\xc3\xff\xcd\x01\x2c\x93\xcb\x3f\xe0\0\0\0\0\0\0\xc4\x01\x07\xd4\x05x");
/// ```
pub struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// A length went past what a header holds; the message is not to be used.
    too_long: bool,
}

impl<'a> Writer<'a> {
    /// A writer at the end of `out`.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, too_long: false }
    }

    /// Writes nil.
    pub fn nil(&mut self) {
        self.put_nil();
    }

    /// Writes a bool.
    pub fn bool(&mut self, value: bool) {
        self.put_bool(value);
    }

    /// Writes an integer in the least width that holds it.
    pub fn u64(&mut self, value: u64) {
        self.put_u64(value);
    }

    /// Writes an integer in the least width that holds it; one that is not negative as unsigned.
    pub fn i64(&mut self, value: i64) {
        self.put_i64(value);
    }

    /// Writes a float64.
    pub fn f64(&mut self, value: f64) {
        self.put_f64(value);
    }

    /// Writes a string.
    pub fn str(&mut self, text: &str) {
        self.put_str(text);
    }

    /// Writes bytes.
    pub fn bin(&mut self, bytes: &[u8]) {
        self.put_bin(bytes);
    }

    /// Starts an array; `length` values must follow.
    pub fn array_header(&mut self, length: usize) {
        self.put_array(length);
    }

    /// Starts a map; `length` keys, each with its value behind it, must follow.
    pub fn map_header(&mut self, length: usize) {
        self.put_map(length);
    }

    /// Writes a value of the ext family.
    pub fn ext(&mut self, code: i8, data: &[u8]) {
        self.put_ext(code, data);
    }
}

impl Sink for Writer<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, block: [u8; N]) {
        self.out.extend_from_slice(&block);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn one_or_two(&mut self, first: u8, last: u8, two: bool) {
        if two {
            self.block([first, last]);
        } else {
            self.block([first]);
        }
    }

    #[cold]
    fn fail(&mut self) {
        self.too_long = true;
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value<T: Encode + ?Sized>(&mut self, value: &T) {
        value.encode(self);
    }
}

/// Counts bytes.
pub(crate) struct Counter {
    length: usize,
    too_long: bool,
}

impl Sink for Counter {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, _: [u8; N]) {
        self.length = self.length.saturating_add(N);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bytes(&mut self, bytes: &[u8]) {
        self.length = self.length.saturating_add(bytes.len());
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn one_or_two(&mut self, _: u8, _: u8, two: bool) {
        self.length = self.length.saturating_add(1 + usize::from(two));
    }

    #[cold]
    fn fail(&mut self) {
        self.too_long = true;
    }

    fn value<T: Encode + ?Sized>(&mut self, value: &T) {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        value.encode(&mut writer);
        self.too_long |= writer.too_long;
        self.bytes(&out);
    }
}

/// Writes into a slice, and nothing past its end.
struct Within<'a> {
    target: &'a mut [u8],
    length: usize,
}

impl Sink for Within<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, block: [u8; N]) {
        self.bytes(&block);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bytes(&mut self, bytes: &[u8]) {
        let end = self.length.saturating_add(bytes.len());
        if let Some(place) = self.target.get_mut(self.length..end) {
            place.copy_from_slice(bytes);
        }
        self.length = end;
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn one_or_two(&mut self, first: u8, last: u8, two: bool) {
        self.bytes(&[first, last][..1 + usize::from(two)]);
    }

    fn fail(&mut self) {
        debug_assert!(false, "messages with lengths past 2^32 - 1 take the checked road");
    }

    fn value<T: Encode + ?Sized>(&mut self, _: &T) {
        debug_assert!(false, "a type without a bound takes the checked road");
    }
}

/// Writes into memory that was reserved for all of a message, without a check: the bound is trusted. In debug builds, and
/// under the feature `checked-encode`, each write is held against the memory's end first.
pub(crate) struct Unchecked<'a> {
    at: *mut u8,
    /// One past the reserved memory.
    #[cfg(any(debug_assertions, feature = "checked-encode"))]
    end: *mut u8,
    memory: PhantomData<&'a mut [u8]>,
}

impl Unchecked<'_> {
    /// # Safety
    /// `room` bytes from `at` on must be valid for writes for the lifetime, and no more than `room`
    /// bytes may be written.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn new(at: *mut u8, room: usize) -> Self {
        let _ = room;
        Self {
            at,
            // SAFETY: the caller vouches for `room` bytes from `at` on.
            #[cfg(any(debug_assertions, feature = "checked-encode"))]
            end: unsafe { at.add(room) },
            memory: PhantomData,
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn assert_room(&self, length: usize) {
        #[cfg(any(debug_assertions, feature = "checked-encode"))]
        assert!(length <= self.end as usize - self.at as usize, "a bound is too low");
        let _ = length;
    }

    /// Writes nine bytes and advances over those that count.
    ///
    /// # Safety
    /// At least eight bytes of the message must follow this integer.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn spill(&mut self, nine: Nine) {
        self.assert_room(9);
        debug_assert!(nine.length <= 9);
        // SAFETY: as in `block`; an integer is at least one byte, and the caller vouches for eight more.
        unsafe {
            self.at.write(nine.opcode);
            self.at.add(1).cast::<[u8; 8]>().write_unaligned(nine.number.to_be_bytes());
            self.at = self.at.add(nine.length);
        }
    }
}

/// Below this, asking the processor costs more than it saves.
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
const FEW: usize = 4;

/// An integer as nine bytes of which the first `length` are its encoding.
struct Nine {
    opcode: u8,
    /// Big-endian, from the left.
    number: u64,
    length: usize,
}

/// An integer's encoding, by sums of comparisons: in an array the widths differ from one element to the
/// next, and each branch on them would be guessed wrong.
#[cfg_attr(not(debug_assertions), inline(always))]
fn unsigned(value: u64) -> Nine {
    let class = u32::from(value >= 0x80)
        + u32::from(value >= 0x100)
        + u32::from(value >= 0x1_0000)
        + u32::from(value >> 32 != 0);
    nine(class, value, value as u8, 0)
}

/// The same for both signs. The borders of the signed family are half of the unsigned one's.
#[cfg_attr(not(debug_assertions), inline(always))]
fn signed(value: i64) -> Nine {
    let negative = value < 0;
    let magnitude = (value ^ (value >> 63)) as u64;
    let twice = magnitude << u32::from(negative);
    let class = u32::from(magnitude >= if negative { 0x20 } else { 0x80 })
        + u32::from(twice >= 0x100)
        + u32::from(twice >= 0x1_0000)
        + u32::from(twice >> 32 != 0);
    nine(class, value as u64, value as u8, 4 * u8::from(negative))
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn nine(class: u32, value: u64, fixed: u8, family: u8) -> Nine {
    // 0, 1, 2, 4 or 8 bytes, a nibble each.
    let width = (0x84210_u32 >> (4 * class)) & 15;
    Nine {
        opcode: if class == 0 { fixed } else { 0xcb + class as u8 + family },
        number: value << ((64 - 8 * width) & 63),
        length: 1 + width as usize,
    }
}

/// Elements in eights, and the rest: at least eight, each of which is at least one byte, so that what is
/// written past the end of an element's encoding stays inside of the array's.
#[cfg_attr(not(debug_assertions), inline(always))]
fn blocks<T>(items: &[T]) -> (&[[T; 8]], &[T]) {
    let (blocks, _) = items[..items.len().saturating_sub(8)].as_chunks();
    (blocks, &items[8 * blocks.len()..])
}

impl Sink for Unchecked<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, block: [u8; N]) {
        self.assert_room(N);
        // SAFETY: the creator of this sink vouches for the room of the whole message (`Unchecked::new`).
        unsafe {
            self.at.cast::<[u8; N]>().write_unaligned(block);
            self.at = self.at.add(N);
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bytes(&mut self, bytes: &[u8]) {
        self.assert_room(bytes.len());
        // SAFETY: as in `block`; `bytes` is borrowed, so it is not the memory that is written.
        unsafe {
            copy(bytes.as_ptr(), self.at, bytes.len());
            self.at = self.at.add(bytes.len());
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn one_or_two(&mut self, first: u8, last: u8, two: bool) {
        debug_assert!(two || first == last);
        let two = usize::from(two);
        self.assert_room(1 + two);
        // SAFETY: as in `block`; both writes are inside of the one or two bytes.
        unsafe {
            self.at.add(two).write(last);
            self.at.write(first);
            self.at = self.at.add(1 + two);
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_u64s<T: Copy>(&mut self, items: &[T], wide: impl Fn(T) -> u64) {
        let (blocks, rest) = blocks(items);
        for block in blocks {
            let values = block.map(&wide);
            let any = values.iter().fold(0, |any, value| any | value);
            if any < 0x80 {
                self.block(values.map(|value| value as u8));
            } else if values.iter().all(|value| value >> 32 != 0) {
                for value in values {
                    self.marked(0xcf, value.to_be_bytes());
                }
            } else {
                for value in values {
                    // SAFETY: `blocks` leaves at least eight elements behind each of these.
                    unsafe { self.spill(unsigned(value)) };
                }
            }
        }
        for &item in rest {
            self.put_u64(wide(item));
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_i64s<T: Copy>(&mut self, items: &[T], wide: impl Fn(T) -> i64) {
        let (blocks, rest) = blocks(items);
        for block in blocks {
            for value in block.map(&wide) {
                // SAFETY: `blocks` leaves at least eight elements behind each of these.
                unsafe { self.spill(signed(value)) };
            }
        }
        for &item in rest {
            self.put_i64(wide(item));
        }
    }

    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_f64s<T: Copy>(&mut self, items: &[T], wide: impl Fn(T) -> f64) {
        if items.len() < FEW || !simd::is_available() {
            for &item in items {
                self.put_f64(wide(item));
            }
            return;
        }
        self.assert_room(9 * items.len());
        // SAFETY: as in `block`, for nine bytes each; the processor has been asked.
        unsafe { self.at = simd::put_f64s(items, wide, self.at) };
    }

    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_f64_arrays<T: Encode, const N: usize>(&mut self, items: &[T], numbers: impl Fn(&T) -> [f64; N]) {
        const { T::BOUND.assert_holds(1 + 9 * N) };
        if items.len() < FEW || !simd::is_available() {
            for item in items {
                self.put_array(N);
                for number in numbers(item) {
                    self.put_f64(number);
                }
            }
            return;
        }
        self.assert_room((1 + 9 * N) * items.len());
        // SAFETY: as in `block`, for a short header and nine bytes each; the processor has been asked.
        unsafe { self.at = simd::put_arrays(items, numbers, self.at) };
    }

    fn fail(&mut self) {
        debug_assert!(false, "messages with lengths past 2^32 - 1 take the checked road");
    }

    fn value<T: Encode + ?Sized>(&mut self, _: &T) {
        debug_assert!(false, "a type without a bound takes the checked road");
    }
}

/// Appends text to JSON between quotes, if it stands there as it is; `false`, and nothing, where something in it must be
/// escaped. It is looked at and copied in one, by moves that overlap: the branches depend on the length alone.
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn append_quoted(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let (length, room) = (text.len(), text.len().saturating_add(2));
    if out.capacity() - out.len() < room {
        grow(out, room);
    }
    // SAFETY: `room` bytes behind the vector's length are reserved: the text and its quotes. Each move is of a part of the
    // text, to the same place behind the first quote; together they are all of it.
    unsafe {
        let start = out.as_mut_ptr().add(out.len());
        let to = start.add(1);
        let is_plain = if let (Some(head), Some(tail)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
            let mut is_plain = utf8::is_plain(head) & utf8::is_plain(tail);
            to.cast::<[u8; 16]>().write(*head);
            to.add(length - 16).cast::<[u8; 16]>().write(*tail);
            for (index, chunk) in text.as_chunks::<16>().0.iter().enumerate().skip(1) {
                is_plain &= utf8::is_plain(chunk);
                to.add(16 * index).cast::<[u8; 16]>().write(*chunk);
            }
            is_plain
        } else if let (Some(head), Some(tail)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            to.cast::<[u8; 8]>().write(*head);
            to.add(length - 8).cast::<[u8; 8]>().write(*tail);
            utf8::is_plain(&twice(u64::from_ne_bytes(*head), u64::from_ne_bytes(*tail)))
        } else if let (Some(head), Some(tail)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            to.cast::<[u8; 4]>().write(*head);
            to.add(length - 4).cast::<[u8; 4]>().write(*tail);
            let word = u64::from(u32::from_ne_bytes(*head)) << 32 | u64::from(u32::from_ne_bytes(*tail));
            utf8::is_plain(&twice(word, word))
        } else if let (Some(&head), Some(&tail)) = (text.first(), text.last()) {
            // Three bytes at most: the first, the last and the one between.
            let middle = text.get(length / 2).copied().unwrap_or_default();
            *to = head;
            *to.add(length / 2) = middle;
            *to.add(length - 1) = tail;
            let word = u64::from_ne_bytes([head, middle, tail, b' ', b' ', b' ', b' ', b' ']);
            utf8::is_plain(&twice(word, word))
        } else {
            true
        };
        if is_plain {
            *start = b'"';
            *to.add(length) = b'"';
            out.set_len(out.len() + room);
        }
        is_plain
    }
}

/// Two words as one block.
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
fn twice(first: u64, second: u64) -> [u8; 16] {
    (u128::from(first) | u128::from(second) << 64).to_ne_bytes()
}

/// Appends text to JSON as it is: as `extend_from_slice`, but without a call where it is short.
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn append_text(out: &mut Vec<u8>, text: &[u8]) {
    let length = text.len();
    if out.capacity() - out.len() < length {
        grow(out, length);
    }
    // SAFETY: `length` bytes behind the vector's length are reserved, and all of them are written.
    unsafe {
        copy(text.as_ptr(), out.as_mut_ptr().add(out.len()), length);
        out.set_len(out.len() + length);
    }
}

/// Copies short runs by two moves that overlap, rather than by a call whose branches depend on the length.
///
/// # Safety
/// `length` bytes must be readable at `from`, writable at `to`, and not overlap.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn copy(from: *const u8, to: *mut u8, length: usize) {
    /// Moves a `T` at the start and one at the end.
    ///
    /// # Safety
    /// As `copy`, and `length` is at least the size of `T`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn ends<T: Copy>(from: *const u8, to: *mut u8, length: usize) {
        let last = length - size_of::<T>();
        // SAFETY: both moves stay inside of `length` bytes, which is at least one `T`.
        unsafe {
            let head = from.cast::<T>().read_unaligned();
            let tail = from.add(last).cast::<T>().read_unaligned();
            to.cast::<T>().write_unaligned(head);
            to.add(last).cast::<T>().write_unaligned(tail);
        }
    }

    // SAFETY: each branch passes on what the caller vouches for, and has compared the length with the
    // size of its type.
    unsafe {
        if length <= 16 {
            if length >= 8 {
                ends::<u64>(from, to, length);
            } else if length >= 4 {
                ends::<u32>(from, to, length);
            } else if length >= 1 {
                // The first, the last and the one between: three bytes at most.
                let (middle, last) = (length / 2, length - 1);
                let bytes = (*from, *from.add(middle), *from.add(last));
                *to = bytes.0;
                *to.add(middle) = bytes.1;
                *to.add(last) = bytes.2;
            }
        } else if length <= 32 {
            ends::<u128>(from, to, length);
        } else if length <= 64 {
            ends::<[u128; 2]>(from, to, length);
        } else {
            core::ptr::copy_nonoverlapping(from, to, length);
        }
    }
}

/// The room that a value may need, if it takes the unchecked road.
///
/// Where all of it fits 32 bits, so does each length in it; a part without a bound does not.
#[cfg_attr(not(debug_assertions), inline(always))]
fn unchecked_room<T: Encode + ?Sized>(value: &T) -> Option<usize> {
    let room = room(value);
    if room <= u32::MAX as usize && room < usize::MAX { Some(room) } else { None }
}

/// Encodes a value at the end of `out`; `false` where a length does not fit its header.
#[inline]
pub(super) fn append<T: Encode + ?Sized>(value: &T, out: &mut Vec<u8>) -> bool {
    match unchecked_room(value) {
        Some(room) => {
            if out.capacity() - out.len() < room {
                grow(out, room);
            }
            // SAFETY: `room` bytes behind the vector's length are reserved.
            unsafe { put_unchecked(value, out, room) };
            true
        }
        None => append_checked(value, out),
    }
}

/// Encodes a value into a vector of its own; `None` where a length does not fit its header.
///
/// In line, so that the vector is made where it is returned: moved from one place on the stack to another, its words would
/// be read sixteen bytes at a time before they have left the processor's store queue.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn fresh<T: Encode + ?Sized>(value: &T) -> Option<Vec<u8>> {
    match vouched_for(value) {
        Some(out) => Some(out),
        None => fresh_checked(value),
    }
}

/// The same of a value that has a bound: nothing in it is written by hand.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn vouched_for<T: Encode + ?Sized>(value: &T) -> Option<Vec<u8>> {
    let room = unchecked_room(value)?;
    let mut out = Vec::with_capacity(room);
    // SAFETY: `room` bytes are reserved, and the vector is empty.
    unsafe { put_unchecked(value, &mut out, room) };
    Some(out)
}

#[inline(never)]
fn fresh_checked<T: Encode + ?Sized>(value: &T) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    append_checked(value, &mut out).then_some(out)
}

/// Encodes a value whose bound is known behind what `out` holds.
///
/// # Safety
/// `room` bytes behind the vector's length must be reserved, and be the value's bound.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn put_unchecked<T: Encode + ?Sized>(value: &T, out: &mut Vec<u8>, room: usize) {
    // SAFETY: the type's bound, which only unsafe code can declare, says that no more than `room` bytes are written.
    // All bytes up to `at` have been written when the length is set.
    unsafe {
        let start = out.as_mut_ptr().add(out.len());
        let mut sink = Unchecked::new(start, room);
        value.put(&mut sink);
        let written = sink.at.offset_from_unsigned(start);
        out.set_len(out.len() + written);
    }
}

/// The checked road, out of line: most types have a bound, and need it for messages past 4 GiB alone.
#[inline(never)]
fn append_checked<T: Encode + ?Sized>(value: &T, out: &mut Vec<u8>) -> bool {
    let mut writer = Writer::new(out);
    value.encode(&mut writer);
    !writer.too_long
}

#[cold]
#[inline(never)]
fn grow(out: &mut Vec<u8>, room: usize) {
    out.reserve(room);
}

/// The exact length; `None` where a length does not fit its header.
pub(super) fn length<T: Encode + ?Sized>(value: &T) -> Option<usize> {
    let mut counter = Counter { length: 0, too_long: false };
    value.put(&mut counter);
    if counter.too_long { None } else { Some(counter.length) }
}

/// Encodes a value into a slice, by way of `scratch` where its room is not known.
#[inline]
pub(crate) fn write_into<T: Encode + ?Sized, S: AsMut<Vec<u8>>>(
    value: &T,
    buffer: &mut [u8],
    offset: usize,
    scratch: impl FnOnce() -> S,
) -> Result<usize, Error> {
    let available = buffer.len().saturating_sub(offset);
    let target = buffer.get_mut(offset..).unwrap_or_default();
    match unchecked_room(value) {
        Some(room) if room <= available => {
            // SAFETY: the bound is at most `available`.
            unsafe {
                let start = target.as_mut_ptr();
                let mut sink = Unchecked::new(start, available);
                value.put(&mut sink);
                Ok(sink.at.offset_from_unsigned(start))
            }
        }
        Some(_) => write_within(value, target),
        None => {
            let mut scratch = scratch();
            let bytes = scratch.as_mut();
            if !append(value, bytes) {
                return Err(Error::new(Fault::TooLong));
            }
            match target.get_mut(..bytes.len()) {
                Some(target) => {
                    target.copy_from_slice(bytes);
                    Ok(bytes.len())
                }
                None => Err(too_small(Some(bytes.len()), available)),
            }
        }
    }
}

/// Where the bound is more than there is, and the message perhaps is not. It is counted first, so that a buffer that is too
/// small stays as it was. Then each write is checked nevertheless: what a message leaves out is said by a user's `PartialEq`,
/// which may say something else the second time.
#[cold]
#[inline(never)]
fn write_within<T: Encode + ?Sized>(value: &T, target: &mut [u8]) -> Result<usize, Error> {
    let available = target.len();
    let mut needed = length(value);
    if needed.is_some_and(|length| length <= available) {
        let mut sink = Within { target, length: 0 };
        value.put(&mut sink);
        needed = Some(sink.length);
    }
    match needed {
        Some(length) if length <= available => Ok(length),
        needed => Err(too_small(needed, available)),
    }
}

#[cold]
#[inline(never)]
fn too_small(needed: Option<usize>, available: usize) -> Error {
    match needed {
        Some(needed) => Error::new(Fault::BufferTooSmall { needed, available }),
        None => Error::new(Fault::TooLong),
    }
}

/// The one panic of the encoder: the format cannot hold the value.
#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "documented: the format itself ends here")]
pub(super) fn too_long() -> ! {
    panic!("a str, bin, array or map longer than 2^32 - 1 cannot be written as MessagePack")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_of_parts() {
        let all = |parts: &[Option<usize>]| parts.iter().map(|part| Part(*part)).collect::<Vec<_>>();
        // SAFETY: nothing is encoded by this bound.
        let most = |fixed| unsafe { Bound::<u8>::at_most(fixed) }.fixed();
        // SAFETY: nor by this,
        let sum = |own, parts: &[Option<usize>]| unsafe { Bound::<u8>::sum(own, &all(parts)) }.fixed();
        // SAFETY: nor by this.
        let largest = |parts: &[Option<usize>]| unsafe { Bound::<u8>::largest(&all(parts)) }.fixed();
        assert_eq!(most(3), Some(3));
        assert_eq!(sum(3, &[]), Some(3));
        assert_eq!(sum(3, &[Some(2), Some(5)]), Some(10));
        assert_eq!(sum(3, &[Some(2), Some(usize::MAX)]), Some(usize::MAX));
        assert_eq!(sum(3, &[Some(2), None]), None);
        assert_eq!(largest(&[]), Some(0));
        assert_eq!(largest(&[Some(2), Some(5), Some(3)]), Some(5));
        assert_eq!(largest(&[Some(2), None, Some(3)]), None);
    }
}
