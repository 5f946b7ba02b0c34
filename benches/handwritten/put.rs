//! Writing: one upper bound, one reserve, unchecked stores, one `set_len`.
#![allow(clippy::missing_safety_doc, reason = "one contract for all, at `Put::put`")]

use crate::messages::{Address, Beat, Blob, Config, Header, Log, Vec3, peer};

/// How far a store may reach past the end of what it writes.
pub const SLACK: usize = 32;

/// A value that is put where room has been made for it.
///
/// # Safety
/// `put` must stay within `FIXED + dynamic() + SLACK` bytes of `at`, and return where it ended.
pub unsafe trait Put: Sized {
    /// The most that a value takes, but for what `dynamic` counts.
    const FIXED: usize;
    /// Whether `dynamic` has anything to count.
    const DYNAMIC: bool = false;

    /// The length of its texts and elements.
    #[inline(always)]
    fn dynamic(&self) -> usize {
        0
    }

    /// Writes the value at `at`, returns where the next one goes.
    ///
    /// # Safety
    /// `FIXED + dynamic() + SLACK` bytes are writable at `at`.
    unsafe fn put(&self, at: *mut u8) -> *mut u8;

    /// Writes one after the other.
    #[inline(always)]
    unsafe fn put_each(values: &[Self], mut at: *mut u8) -> *mut u8 {
        for value in values {
            // SAFETY: the caller has room for each.
            at = unsafe { value.put(at) };
        }
        at
    }
}

/// Appends to `out`.
#[inline(always)]
pub fn encode_to<T: Put>(value: &T, out: &mut Vec<u8>) {
    let bound = T::FIXED + value.dynamic() + SLACK;
    if out.capacity() - out.len() < bound {
        grow(out, bound);
    }
    let length = out.len();
    // SAFETY: `bound` bytes behind `length` were reserved, and `put` wrote all up to `end`.
    unsafe {
        let start = out.as_mut_ptr();
        let end = value.put(start.add(length));
        out.set_len(end.offset_from_unsigned(start));
    }
}

#[cold]
#[inline(never)]
fn grow(out: &mut Vec<u8>, bound: usize) {
    out.reserve(bound);
}

/// Into a vector of its own.
#[inline(always)]
pub fn to_vec<T: Put>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(T::FIXED + value.dynamic() + SLACK);
    encode_to(value, &mut out);
    out
}

/// One byte.
#[inline(always)]
unsafe fn byte(at: *mut u8, byte: u8) -> *mut u8 {
    // SAFETY: the caller has room.
    unsafe {
        at.write(byte);
        at.add(1)
    }
}

/// Bytes that stand in a register.
#[inline(always)]
unsafe fn bytes<const N: usize>(at: *mut u8, bytes: [u8; N]) -> *mut u8 {
    // SAFETY: the caller has room.
    unsafe {
        at.cast::<[u8; N]>().write_unaligned(bytes);
        at.add(N)
    }
}

/// A field's integer: its width is guessable, so branches are best.
#[inline(always)]
unsafe fn unsigned(at: *mut u8, value: u64) -> *mut u8 {
    // SAFETY: at most nine bytes.
    unsafe {
        if value < 0x80 {
            byte(at, value as u8)
        } else if value < 1 << 8 {
            byte(byte(at, 0xcc), value as u8)
        } else if value < 1 << 16 {
            bytes(byte(at, 0xcd), (value as u16).to_be_bytes())
        } else if value < 1 << 32 {
            bytes(byte(at, 0xce), (value as u32).to_be_bytes())
        } else {
            bytes(byte(at, 0xcf), value.to_be_bytes())
        }
    }
}

/// An element's integer: its width cannot be guessed, so the class is counted and one store does it.
#[inline(always)]
unsafe fn unsigned_element(at: *mut u8, value: u64) -> *mut u8 {
    let class = u32::from(value >= 0x80)
        + u32::from(value >= 0x100)
        + u32::from(value >= 0x1_0000)
        + u32::from(value >> 32 != 0);
    // SAFETY: at most nine bytes.
    unsafe { classed(at, value, class, 0xcb) }
}

/// The same for both signs. The classes of negatives end at half the unsigned ones, but for the first.
#[inline(always)]
unsafe fn signed_element(at: *mut u8, value: i64) -> *mut u8 {
    let sign = value >> 63;
    let magnitude = (value ^ sign) as u64;
    let negative = (sign & 1) as u32;
    let doubled = magnitude << negative;
    let class = u32::from(magnitude >= if negative == 1 { 32 } else { 128 })
        + u32::from(doubled >= 0x100)
        + u32::from(doubled >= 0x1_0000)
        + u32::from(doubled >> 32 != 0);
    // SAFETY: at most nine bytes.
    unsafe { classed(at, value as u64, class, 0xcb + 4 * negative as u8) }
}

#[inline(always)]
unsafe fn classed(at: *mut u8, value: u64, class: u32, before: u8) -> *mut u8 {
    let length = (0x8_4210_u32 >> (4 * class)) & 15;
    // SAFETY: nine bytes, of which the next value overwrites what is not ours.
    unsafe {
        at.write(if class == 0 { value as u8 } else { before + class as u8 });
        at.add(1).cast::<u64>().write_unaligned((value << ((64 - 8 * length) & 63)).to_be());
        at.add(1 + length as usize)
    }
}

/// A short text is copied by two overlapping stores; a call of `memcpy` costs more than the text.
#[inline(always)]
pub(super) unsafe fn copy(to: *mut u8, from: *const u8, length: usize) {
    // SAFETY: every load and store stays within `length` bytes.
    unsafe {
        if length <= 16 {
            if length >= 8 {
                let first = from.cast::<u64>().read_unaligned();
                let last = from.add(length - 8).cast::<u64>().read_unaligned();
                to.cast::<u64>().write_unaligned(first);
                to.add(length - 8).cast::<u64>().write_unaligned(last);
            } else if length >= 4 {
                let first = from.cast::<u32>().read_unaligned();
                let last = from.add(length - 4).cast::<u32>().read_unaligned();
                to.cast::<u32>().write_unaligned(first);
                to.add(length - 4).cast::<u32>().write_unaligned(last);
            } else if length >= 1 {
                let (first, middle, last) = (*from, *from.add(length / 2), *from.add(length - 1));
                *to = first;
                *to.add(length / 2) = middle;
                *to.add(length - 1) = last;
            }
        } else if length <= 32 {
            let first = from.cast::<u128>().read_unaligned();
            let last = from.add(length - 16).cast::<u128>().read_unaligned();
            to.cast::<u128>().write_unaligned(first);
            to.add(length - 16).cast::<u128>().write_unaligned(last);
        } else {
            std::ptr::copy_nonoverlapping(from, to, length);
        }
    }
}

#[inline(always)]
unsafe fn text(at: *mut u8, text: &[u8]) -> *mut u8 {
    let length = text.len();
    // SAFETY: five bytes of header and the text.
    unsafe {
        let at = if length < 1 << 8 {
            let long = length >= 32;
            let short = 0xa0 | length as u8;
            *at = if long { 0xd9 } else { short };
            *at.add(usize::from(long)) = if long { length as u8 } else { short };
            at.add(1 + usize::from(long))
        } else if length < 1 << 16 {
            bytes(byte(at, 0xda), (length as u16).to_be_bytes())
        } else {
            bytes(byte(at, 0xdb), (length as u32).to_be_bytes())
        };
        copy(at, text.as_ptr(), length);
        at.add(length)
    }
}

#[inline(always)]
unsafe fn binary(at: *mut u8, binary: &[u8]) -> *mut u8 {
    let length = binary.len();
    // SAFETY: five bytes of header and the bytes.
    unsafe {
        let at = if length < 1 << 8 {
            byte(byte(at, 0xc4), length as u8)
        } else if length < 1 << 16 {
            bytes(byte(at, 0xc5), (length as u16).to_be_bytes())
        } else {
            bytes(byte(at, 0xc6), (length as u32).to_be_bytes())
        };
        std::ptr::copy_nonoverlapping(binary.as_ptr(), at, length);
        at.add(length)
    }
}

#[inline(always)]
unsafe fn array(at: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: at most five bytes.
    unsafe {
        if length < 16 {
            byte(at, 0x90 | length as u8)
        } else if length < 1 << 16 {
            bytes(byte(at, 0xdc), (length as u16).to_be_bytes())
        } else {
            bytes(byte(at, 0xdd), (length as u32).to_be_bytes())
        }
    }
}

// SAFETY: two bytes.
unsafe impl Put for u8 {
    const FIXED: usize = 2;
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        let (value, long) = (*self, usize::from(*self >= 0x80));
        // SAFETY: two bytes.
        unsafe {
            *at = if long == 1 { 0xcc } else { value };
            *at.add(long) = value;
            at.add(1 + long)
        }
    }
}

macro_rules! unsigned {
    ($($type:ty: $fixed:literal),*) => {$(
        // SAFETY: a marker and the integer.
        unsafe impl Put for $type {
            const FIXED: usize = $fixed;
            #[inline(always)]
            unsafe fn put(&self, at: *mut u8) -> *mut u8 {
                // SAFETY: as above.
                unsafe { unsigned(at, u64::from(*self)) }
            }
        }
    )*};
}

unsigned!(u16: 3, u32: 5);

// SAFETY: nine bytes.
unsafe impl Put for u64 {
    const FIXED: usize = 9;
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: nine bytes.
        unsafe { unsigned(at, *self) }
    }

    /// Eight by eight: all of one byte, all of nine, or mixed.
    #[inline(always)]
    unsafe fn put_each(values: &[Self], mut at: *mut u8) -> *mut u8 {
        let (blocks, rest) = values.as_chunks::<8>();
        // SAFETY: nine bytes an element.
        unsafe {
            for block in blocks {
                if block.iter().fold(0, |all, value| all | value) < 0x80 {
                    at = bytes(at, block.map(|value| value as u8));
                } else if block.iter().all(|value| value >> 32 != 0) {
                    for (index, value) in block.iter().enumerate() {
                        bytes(byte(at.add(9 * index), 0xcf), value.to_be_bytes());
                    }
                    at = at.add(72);
                } else {
                    for &value in block {
                        at = unsigned_element(at, value);
                    }
                }
            }
            for &value in rest {
                at = unsigned_element(at, value);
            }
        }
        at
    }
}

// SAFETY: nine bytes.
unsafe impl Put for i64 {
    const FIXED: usize = 9;
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: nine bytes.
        unsafe { signed_element(at, *self) }
    }
}

// SAFETY: one byte.
unsafe impl Put for bool {
    const FIXED: usize = 1;
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: one byte.
        unsafe { byte(at, 0xc2 | u8::from(*self)) }
    }
    #[inline(always)]
    unsafe fn put_each(values: &[Self], at: *mut u8) -> *mut u8 {
        // SAFETY: one byte an element; the compiler makes vectors of this loop only if it sees slices.
        unsafe {
            let out = std::slice::from_raw_parts_mut(at.cast::<std::mem::MaybeUninit<u8>>(), values.len());
            for (out, value) in out.iter_mut().zip(values) {
                out.write(0xc2 + u8::from(*value));
            }
            at.add(values.len())
        }
    }
}

// SAFETY: nine bytes.
unsafe impl Put for f64 {
    const FIXED: usize = 9;
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: nine bytes.
        unsafe { bytes(byte(at, 0xcb), self.to_be_bytes()) }
    }
    #[inline(always)]
    unsafe fn put_each(values: &[Self], at: *mut u8) -> *mut u8 {
        // SAFETY: nine bytes an element.
        unsafe {
            for (index, value) in values.iter().enumerate() {
                value.put(at.add(9 * index));
            }
            at.add(9 * values.len())
        }
    }
}

macro_rules! text {
    ($($type:ty),*) => {$(
        // SAFETY: a header and the text.
        unsafe impl Put for $type {
            const FIXED: usize = 5;
            const DYNAMIC: bool = true;
            #[inline(always)]
            fn dynamic(&self) -> usize {
                self.len()
            }
            #[inline(always)]
            unsafe fn put(&self, at: *mut u8) -> *mut u8 {
                // SAFETY: as above.
                unsafe { text(at, self.as_bytes()) }
            }
        }
    )*};
}

text!(String, &str);

// SAFETY: a header and the bytes.
unsafe impl Put for &[u8] {
    const FIXED: usize = 5;
    const DYNAMIC: bool = true;
    #[inline(always)]
    fn dynamic(&self) -> usize {
        self.len()
    }
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above.
        unsafe { binary(at, self) }
    }
}

// SAFETY: a header and room for each element.
unsafe impl<T: Put> Put for Vec<T> {
    const FIXED: usize = 5;
    const DYNAMIC: bool = true;
    #[inline(always)]
    fn dynamic(&self) -> usize {
        let texts = if T::DYNAMIC { self.iter().map(T::dynamic).sum() } else { 0 };
        self.len() * T::FIXED + texts
    }
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above.
        unsafe { T::put_each(self, array(at, self.len())) }
    }
}

/// A struct: its header, perhaps a tag, then one field after the other.
macro_rules! message {
    ([$($generics:tt)*] $type:ty, $head:expr, { $($field:ident: $of:ty),* }) => {
        // SAFETY: a header and the fields.
        unsafe impl<$($generics)*> Put for $type {
            const FIXED: usize = $head.len() $(+ <$of as Put>::FIXED)*;
            const DYNAMIC: bool = false $(|| <$of as Put>::DYNAMIC)*;
            #[inline(always)]
            fn dynamic(&self) -> usize {
                0 $(+ self.$field.dynamic())*
            }
            #[inline(always)]
            unsafe fn put(&self, at: *mut u8) -> *mut u8 {
                // SAFETY: as above.
                unsafe {
                    let at = bytes(at, $head);
                    $(let at = self.$field.put(at);)*
                    at
                }
            }
        }
    };
}

message!([S: Put] Log<S>, [0x97], { address: Address, identity: S, userid: S, date: S, request: S, code: u16, size: u64 });
message!([] Address, [0x94], { x0: u8, x1: u8, x2: u8, x3: u8 });
message!([S: Put] Config<S>, [0x95], { capacity: u32, timeout: f64, concurrency: u32, name: S, namespace: S });
message!([S: Put] Beat<S>, [0x93, 3], { header: Header<S>, sender_id: S });
message!(['a] Blob<'a>, [0x93, 1], { header: Header<&'a str>, payload: &'a [u8] });
message!([S: Put] peer::Header<S>, [0x95], { version: u32, kind: u8, channel_id: S, seq: u64, ts: u64 });

// SAFETY: a header, the fields, and one byte for the kind.
unsafe impl<S: Put> Put for Header<S> {
    const FIXED: usize = 1 + u32::FIXED + 1 + S::FIXED + 9 + 9;
    const DYNAMIC: bool = true;
    #[inline(always)]
    fn dynamic(&self) -> usize {
        self.channel_id.dynamic()
    }
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above.
        unsafe {
            let at = self.version.put(byte(at, 0x95));
            let at = self.channel_id.put(byte(at, self.kind as u8));
            let at = unsigned(at, self.seq);
            if self.ts >= 0 { unsigned(at, self.ts as u64) } else { signed_element(at, self.ts) }
        }
    }
}

/// float64, as klaw writes it.
// SAFETY: a header and three times nine bytes.
unsafe impl Put for Vec3 {
    const FIXED: usize = 28;
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above.
        unsafe {
            let at = f64::from(self.x).put(byte(at, 0x93));
            let at = f64::from(self.y).put(at);
            f64::from(self.z).put(at)
        }
    }
}

// SAFETY: two bytes, the header, and each variant's fields.
unsafe impl Put for peer::Envelope<'_> {
    const FIXED: usize = 2 + peer::Header::<&str>::FIXED + 15;
    const DYNAMIC: bool = true;
    #[inline(always)]
    fn dynamic(&self) -> usize {
        match self {
            Self::Data { header, payload } => header.dynamic() + payload.len(),
            Self::Control { header, action, metadata } => header.dynamic() + action.len() + metadata.len(),
            Self::Heartbeat { header, sender_id } => header.dynamic() + sender_id.len(),
            Self::Ack { header, status, .. } => header.dynamic() + status.len(),
            Self::Error { header, code, message, details } => {
                header.dynamic() + code.len() + message.len() + details.len()
            }
        }
    }
    #[inline(always)]
    unsafe fn put(&self, at: *mut u8) -> *mut u8 {
        // SAFETY: as above.
        unsafe {
            match self {
                Self::Data { header, payload } => payload.put(header.put(bytes(at, [0x93, 1]))),
                Self::Control { header, action, metadata } => {
                    metadata.put(action.put(header.put(bytes(at, [0x94, 2]))))
                }
                Self::Heartbeat { header, sender_id } => sender_id.put(header.put(bytes(at, [0x93, 3]))),
                Self::Ack { header, acked_seq, status } => status.put(acked_seq.put(header.put(bytes(at, [0x94, 4])))),
                Self::Error { header, code, message, details } => {
                    details.put(message.put(code.put(header.put(bytes(at, [0x95, 5])))))
                }
            }
        }
    }
}
