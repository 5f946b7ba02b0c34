//! What an array message begins with, in const context: the header of an array with every field, and the tag.

use crate::schema::Tag;

/// The bytes, at most `ROOM`.
#[derive(Clone, Copy)]
pub(crate) struct Prefix {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl Prefix {
    /// The longest: a header of three bytes before a tag of 32.
    const ROOM: usize = 35;

    /// Of an array of so many elements, the tag among them.
    ///
    /// An array or a tag of another size has a prefix that no frame begins with: its frames are read the long way.
    pub(crate) const fn of(elements: usize, tag: Option<Tag>) -> Self {
        let prefix = Self { bytes: [0; Self::ROOM], length: 0 };
        let prefix = match elements {
            0..16 => prefix.byte(0x90 | elements as u8),
            16..0x1_0000 => prefix.byte(0xdc).number(elements as u64, 2),
            _ => return Self::NEVER,
        };
        match tag {
            None => prefix,
            Some(Tag::Int(tag @ -0x20..0x80)) => prefix.byte(tag as u8),
            Some(Tag::Int(tag @ 0x80..0x100)) => prefix.byte(0xcc).number(tag as u64, 1),
            Some(Tag::Int(tag @ 0x100..0x1_0000)) => prefix.byte(0xcd).number(tag as u64, 2),
            Some(Tag::Int(tag @ 0x1_0000..0x1_0000_0000)) => prefix.byte(0xce).number(tag as u64, 4),
            Some(Tag::Int(tag @ 0x1_0000_0000..)) => prefix.byte(0xcf).number(tag as u64, 8),
            Some(Tag::Int(tag @ -0x80..)) => prefix.byte(0xd0).number(tag as u64, 1),
            Some(Tag::Int(tag @ -0x8000..)) => prefix.byte(0xd1).number(tag as u64, 2),
            Some(Tag::Int(tag @ -0x8000_0000..)) => prefix.byte(0xd2).number(tag as u64, 4),
            Some(Tag::Int(tag)) => prefix.byte(0xd3).number(tag as u64, 8),
            Some(Tag::Str(tag)) if tag.len() < 32 => prefix.byte(0xa0 | tag.len() as u8).text(tag.as_bytes()),
            Some(Tag::Str(_)) => Self::NEVER,
        }
    }

    /// The opcode that is no MessagePack.
    const NEVER: Self = Self { bytes: [0xc1; Self::ROOM], length: 1 };

    const fn byte(mut self, byte: u8) -> Self {
        self.bytes[self.length] = byte;
        self.length += 1;
        self
    }

    /// The last `width` bytes of a number, the highest first.
    const fn number(mut self, number: u64, width: u32) -> Self {
        let mut left = width;
        while left > 0 {
            left -= 1;
            self = self.byte((number >> (8 * left)) as u8);
        }
        self
    }

    const fn text(mut self, text: &[u8]) -> Self {
        let mut at = 0;
        while at < text.len() {
            self = self.byte(text[at]);
            at += 1;
        }
        self
    }

    pub(crate) const fn get(&self) -> &[u8] {
        self.bytes.split_at(self.length).0
    }
}

/// By a tag of one byte, how many elements the array has that it stands in, itself among them.
#[derive(Clone, Copy)]
pub(crate) struct Starts([u8; 128]);

impl Starts {
    /// More than a short header holds: no header is that of such an array.
    pub(crate) const NONE: Self = Self([u8::MAX; 128]);

    /// The same with a message that has this tag, and with it so many elements.
    pub(crate) const fn with(mut self, elements: usize, tag: Option<Tag>) -> Self {
        if let (1..16, Some(Tag::Int(tag @ 0..128))) = (elements, tag) {
            self.0[tag as usize] = elements as u8;
        }
        self
    }

    /// How many elements stand behind the tag, where the header is that of such an array.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn find(&self, header: u8, tag: u8) -> Option<usize> {
        match self.0.get(usize::from(tag)) {
            Some(&elements) if 0x90 + u32::from(elements) == u32::from(header) => Some(usize::from(elements) - 1),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msgpack::to_vec;

    #[test]
    fn a_prefix_is_what_encoding_writes() {
        let ints = [0, 1, 127, 128, 255, 256, 65_535, 65_536, u32::MAX.into(), 1 << 32, i64::MAX];
        for int in ints.into_iter().chain(ints.map(|int| !int)) {
            assert_eq!(Prefix::of(1, Some(Tag::Int(int))).get(), to_vec(&(int,)));
        }
        for text in ["", "ping", "a tag of 31 bytes, which is most"] {
            assert_eq!(
                Prefix::of(1, Some(Tag::Str(&text[..text.len().min(31)]))).get(),
                to_vec(&(&text[..text.len().min(31)],))
            );
        }
        let long = "a tag that is longer than 31 bytes";
        for length in 32..=long.len() {
            assert_eq!(Prefix::of(1, Some(Tag::Str(&long[..length]))).get(), [0xc1]);
        }
        assert_eq!(Prefix::of(0, None).get(), [0x90]);
        assert_eq!(Prefix::of(300, None).get(), [0xdc, 0x01, 0x2c]);
        assert_eq!(Prefix::of(1 << 16, None).get(), [0xc1]);
    }

    #[test]
    fn a_start_is_a_header_with_its_tag() {
        let starts = Starts::NONE.with(3, Some(Tag::Int(1))).with(2, Some(Tag::Int(127))).with(16, Some(Tag::Int(2)));
        assert_eq!(starts.find(0x93, 1), Some(2));
        assert_eq!(starts.find(0x92, 127), Some(1));
        for (header, tag) in [(0x92, 1), (0, 0), (0, 2), (0x93, 2), (0x90, 0), (0x8f, 0), (0x90, 0x80), (0x93, 0xff)] {
            assert_eq!(starts.find(header, tag), None, "{header:02x} {tag:02x}");
        }
    }
}
