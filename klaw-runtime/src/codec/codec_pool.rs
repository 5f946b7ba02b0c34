//! [`CodecPool`]: encodes through scratch that a thread keeps, and decodes under limits of its own.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::msgpack::writer::write_into;
use crate::msgpack::{self, Limits};
use crate::raw::Raw;
use crate::validate::Validate;
use std::cell::Cell;

/// Encodes through scratch buffers that each thread keeps, and decodes under limits of its own.
///
/// A pool is its options and nothing else: it can be a `const`, shared by all threads and tasks, and no
/// call waits for another. The scratch belongs to the thread. After the first messages
/// [`encode_with`](Self::encode_with) and [`encode_into`](Self::encode_into) allocate nothing, and
/// [`encode`](Self::encode) allocates the vector that it gives back, in the exact size. An encoder may itself
/// encode through a pool, the same or another.
///
/// Of a thread's scratch four buffers at most are kept, none of them larger than [`scratch`](Self::scratch)
/// allows: a message of 64 MiB takes its 64 MiB with it.
///
/// ```
/// use klaw_runtime::codec::CodecPool;
/// use klaw_runtime::{ErrorKind, Limits};
///
/// const STRICT: CodecPool = CodecPool::new().limits(Limits::new().depth(2));
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frame = STRICT.encode(&vec![vec![1, 2], vec![3]]);
/// assert_eq!(frame, [0x92, 0x92, 1, 2, 0x91, 3]);
/// assert_eq!(STRICT.decode::<Vec<Vec<u8>>>(&[0x91, 0xc4, 0])?, [Vec::<u8>::new()]);
/// let error = STRICT.decode::<Vec<Vec<Vec<u16>>>>(&[0x91, 0x91, 0x91, 5]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Limit);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodecPool {
    limits: Limits,
    scratch: usize,
}

impl CodecPool {
    /// How many bytes a scratch buffer may have by default and still be kept.
    pub const SCRATCH: usize = 64 << 10;

    /// A pool with the default options.
    #[must_use]
    pub const fn new() -> Self {
        Self { limits: Limits::new(), scratch: Self::SCRATCH }
    }

    /// The same with other limits for what it decodes.
    #[must_use]
    pub const fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same with another bound, in bytes, for a scratch buffer that is kept. With 0, none is.
    ///
    /// Worth raising where messages are regularly larger than [`SCRATCH`](Self::SCRATCH).
    ///
    /// ```
    /// use klaw_runtime::codec::CodecPool;
    ///
    /// const LARGE: CodecPool = CodecPool::new().scratch(16 * CodecPool::SCRATCH);
    /// assert_eq!(LARGE.encode_with(&vec![0_u8; 100_000], <[u8]>::len), 100_005);
    /// ```
    #[must_use]
    pub const fn scratch(self, bytes: usize) -> Self {
        Self { scratch: bytes, ..self }
    }

    /// Encodes a value into a vector of exactly its length.
    ///
    /// [`msgpack::to_vec`] writes into its vector at once, which saves a copy, but the vector has room for
    /// the most that the value might have taken. This one is for frames that are kept.
    ///
    /// ```
    /// use klaw_runtime::codec::codec_pool;
    ///
    /// let frame = codec_pool().encode(&[1_u64, 2, 3]);
    /// assert_eq!(frame, [0x93, 1, 2, 3]);
    /// assert_eq!(frame.capacity(), 4);
    /// ```
    ///
    /// # Panics
    /// Only where the format itself ends: a str, bin, array or map longer than 2^32 - 1.
    #[must_use]
    pub fn encode<T: Encode + ?Sized>(&self, value: &T) -> Vec<u8> {
        let mut scratch = Scratch::take(self.scratch);
        msgpack::encode_to(value, &mut scratch.buffer);
        scratch.into_exact()
    }

    /// Validates a value, then encodes it.
    ///
    /// ```
    /// use klaw_runtime::Identifier;
    /// use klaw_runtime::codec::codec_pool;
    ///
    /// let pool = codec_pool();
    /// assert_eq!(pool.try_encode(&Identifier::try_from("load")?)?, b"\xa4load");
    /// # Ok::<(), klaw_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// A rule that the value breaks, or a str, bin, array or map longer than 2^32 - 1.
    pub fn try_encode<T: Encode + Validate + ?Sized>(&self, value: &T) -> Result<Vec<u8>, Error> {
        let mut scratch = Scratch::take(self.scratch);
        msgpack::try_encode_to(value, &mut scratch.buffer)?;
        Ok(scratch.into_exact())
    }

    /// Encodes a value into scratch, and lends the frame: nothing is allocated.
    ///
    /// ```
    /// use klaw_runtime::codec::codec_pool;
    /// use std::io::Write;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let mut socket = Vec::new();
    /// codec_pool().encode_with(&("ok", 300), |frame| socket.write_all(frame))?;
    /// assert_eq!(socket, b"\x92\xa2ok\xcd\x01\x2c");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// As [`encode`](Self::encode), and where `lend` does; the scratch is kept all the same.
    pub fn encode_with<T: Encode + ?Sized, R>(&self, value: &T, lend: impl FnOnce(&[u8]) -> R) -> R {
        let mut scratch = Scratch::take(self.scratch);
        msgpack::encode_to(value, &mut scratch.buffer);
        lend(&scratch.buffer)
    }

    /// Encodes a value into `buffer` from `offset` on, and gives the number of bytes written. Nothing
    /// outside of them changes.
    ///
    /// As [`msgpack::encode_into`], and without an allocation for types whose length nobody vouches for: a
    /// hand-written [`Encode`] and `#[wire(with = module)]` go through scratch.
    ///
    /// ```
    /// use klaw_runtime::ErrorKind;
    /// use klaw_runtime::codec::codec_pool;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let mut buffer = [0xff; 4];
    /// assert_eq!(codec_pool().encode_into("a", &mut buffer, 1)?, 2);
    /// assert_eq!(buffer, [0xff, 0xa1, b'a', 0xff]);
    /// let error = codec_pool().encode_into("abc", &mut buffer, 1).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::BufferTooSmall);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A buffer with too little room behind `offset`: the error names the exact need, and the buffer is
    /// as it was. A str, bin, array or map longer than 2^32 - 1.
    pub fn encode_into<T: Encode + ?Sized>(&self, value: &T, buffer: &mut [u8], offset: usize) -> Result<usize, Error> {
        write_into(value, buffer, offset, || Scratch::take(self.scratch))
    }

    /// Decodes a value from a frame, which holds that value and nothing else.
    ///
    /// ```
    /// use klaw_runtime::codec::codec_pool;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let (text, number): (&str, u32) = codec_pool().decode(b"\x92\xa2ok\x07")?;
    /// assert_eq!((text, number), ("ok", 7));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Input that is not one complete value of the type, or goes past the pool's limits.
    #[inline]
    pub fn decode<'de, T: Decode<'de>>(&self, frame: &'de [u8]) -> Result<T, Error> {
        msgpack::from_slice_with(frame, &self.limits)
    }

    /// Decodes what a [`Raw`] holds: an envelope's payload, metadata or details.
    ///
    /// ```
    /// use klaw_runtime::codec::{self, codec_pool};
    /// use klaw_runtime::envelope::WireEnvelope;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let frame = b"\x93\x01\x90\x92\xa4load\x03";
    /// let WireEnvelope::Data(message) = codec::decode(frame)? else { panic!("not a payload") };
    /// let (name, count): (&str, u8) = codec_pool().decode_payload(&message.payload)?;
    /// assert_eq!((name, count), ("load", 3));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A value of another type, or one that goes past the pool's limits. Paths and offsets start at the
    /// `Raw`.
    #[inline]
    pub fn decode_payload<'r, T: Decode<'r>>(&self, payload: &'r Raw<'_>) -> Result<T, Error> {
        payload.decode_with(&self.limits)
    }
}

impl Default for CodecPool {
    fn default() -> Self {
        Self::new()
    }
}

/// The process-wide pool, with the default options.
///
/// ```
/// use klaw_runtime::codec::{CodecPool, codec_pool};
///
/// assert_eq!(*codec_pool(), CodecPool::new());
/// ```
#[must_use]
pub fn codec_pool() -> &'static CodecPool {
    static POOL: CodecPool = CodecPool::new();
    &POOL
}

/// What a thread keeps: a buffer for each of the first levels at which an encoder encodes through a pool.
struct Spares {
    buffers: [Cell<Vec<u8>>; 4],
    /// How many are in use. They go back in the opposite order: each is a local of a call inside of the last one's.
    level: Cell<usize>,
}

thread_local! {
    static SPARES: Spares = const { Spares { buffers: [const { Cell::new(Vec::new()) }; 4], level: Cell::new(0) } };
}

/// A buffer of this thread's, which is empty when it is taken, and goes back where it is dropped, by a panic
/// too.
struct Scratch {
    buffer: Vec<u8>,
    /// The largest capacity that is kept.
    most: usize,
}

impl Scratch {
    /// A new buffer where the thread has none for this level, or is about to end.
    #[inline]
    fn take(most: usize) -> Self {
        let spare = SPARES.try_with(|spares| {
            let level = spares.level.get();
            spares.level.set(level + 1);
            spares.buffers.get(level).map(Cell::take)
        });
        Self { buffer: spare.ok().flatten().unwrap_or_default(), most }
    }

    /// The bytes in a vector without spare room. A buffer that would not be kept becomes that vector.
    #[inline]
    fn into_exact(mut self) -> Vec<u8> {
        if self.buffer.capacity() <= self.most {
            return self.buffer.as_slice().to_vec();
        }
        let mut frame = std::mem::take(&mut self.buffer);
        frame.shrink_to_fit();
        frame
    }
}

impl AsMut<Vec<u8>> for Scratch {
    #[inline]
    fn as_mut(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }
}

impl Drop for Scratch {
    #[inline]
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        // Where the thread ends there is nobody to keep it for.
        let _ = SPARES.try_with(|spares| {
            let level = spares.level.get().saturating_sub(1);
            spares.level.set(level);
            if let Some(spare) = spares.buffers.get(level)
                && buffer.capacity() <= self.most
            {
                buffer.clear();
                spare.set(buffer);
            }
        });
    }
}
