//! Bytes from files, stdin, hexadecimal and base64, and the frames of a stream.

use crate::Failure;
use crate::args::{self, Prefix};
use crate::progress::Progress;
use base64::Engine as _;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};
use klaw_runtime::msgpack::Reader;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

/// Where bytes come from, under the name that errors give it.
pub(crate) struct Input {
    pub name: String,
    reader: Box<dyn Read>,
    /// How many there are, where that is known before they are read.
    length: Option<u64>,
}

impl Input {
    pub(crate) fn open(args: &args::Input) -> Result<Self, Failure> {
        if let Some(text) = &args.hex {
            return Ok(Self::memory("--hex", hex(&text_of(text)?)?));
        }
        if let Some(text) = &args.base64 {
            return Ok(Self::memory("--base64", base64(&text_of(text)?)?));
        }
        match &args.file {
            Some(path) if path != Path::new("-") => Self::file(path),
            _ => Ok(Self { name: String::from("stdin"), reader: Box::new(io::stdin()), length: None }),
        }
    }

    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| format!("{name}: {error}"))?;
        let length = file.metadata().ok().filter(|found| found.is_file()).map(|found| found.len());
        Ok(Self { name, reader: Box::new(BufReader::new(file)), length })
    }

    fn memory(name: &str, bytes: Vec<u8>) -> Self {
        let length = Some(bytes.len() as u64);
        Self { name: name.to_owned(), reader: Box::new(Cursor::new(bytes)), length }
    }

    pub(crate) fn bytes(mut self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        self.reader.read_to_end(&mut bytes).map_err(|error| format!("{}: {error}", self.name))?;
        Ok(bytes)
    }

    /// The frames, one by one as they are asked for; without a prefix, all of the input is one.
    pub(crate) fn frames(self, args: &args::Input) -> Result<Frames, Failure> {
        let progress = Progress::of(self.length.filter(|_| args.stream.is_some()));
        let source = match args.stream {
            Some(Prefix::None) => Source::Values { bytes: self.bytes()?, at: 0 },
            Some(Prefix::U32) => Source::Lengths { reader: self.reader, width: 4, little: false },
            Some(Prefix::U32le) => Source::Lengths { reader: self.reader, width: 4, little: true },
            Some(Prefix::U16) => Source::Lengths { reader: self.reader, width: 2, little: false },
            Some(Prefix::U16le) => Source::Lengths { reader: self.reader, width: 2, little: true },
            None => Source::Whole(Some(self.bytes()?)),
        };
        Ok(Frames { source, at: 0, count: 0, skip: args.skip, take: args.take, progress })
    }
}

/// One frame of an input.
pub(crate) struct Frame {
    /// Which it is, from 0.
    pub number: u64,
    /// Where it starts in the input, its prefix not counted.
    pub offset: u64,
    pub bytes: Vec<u8>,
}

/// An iterator over frames that ends at the first that cannot be read.
pub(crate) struct Frames {
    source: Source,
    at: u64,
    count: u64,
    skip: u64,
    take: Option<u64>,
    progress: Progress,
}

enum Source {
    Whole(Option<Vec<u8>>),
    Values { bytes: Vec<u8>, at: usize },
    Lengths { reader: Box<dyn Read>, width: usize, little: bool },
}

impl Frames {
    fn read(&mut self) -> Result<Option<Frame>, Failure> {
        let number = self.count;
        let frame = match &mut self.source {
            Source::Whole(bytes) => bytes.take().map(|bytes| (0, bytes)),
            Source::Values { bytes, at } => {
                let rest = bytes.get(*at..).unwrap_or_default();
                if rest.is_empty() {
                    return Ok(None);
                }
                let mut reader = Reader::new(rest);
                // What cannot be read has no end: the rest of the input is a frame, and the walk over it says what is wrong.
                let size = reader.skip().map_or(rest.len(), |()| reader.offset());
                let start = *at;
                *at += size;
                self.at = *at as u64;
                rest.get(..size).map(|frame| (start as u64, frame.to_vec()))
            }
            Source::Lengths { reader, width, little } => {
                let mut prefix = Vec::new();
                reader.take(*width as u64).read_to_end(&mut prefix)?;
                if prefix.is_empty() {
                    return Ok(None);
                }
                if prefix.len() < *width {
                    let needed = *width - prefix.len();
                    let at = self.at;
                    return Err(
                        format!("frame {number}, at {at}: its length ends early, {needed} more bytes needed").into()
                    );
                }
                if *little {
                    prefix.reverse();
                }
                let length = prefix.iter().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
                let start = self.at + *width as u64;
                let mut bytes = Vec::new();
                // Room is made as bytes arrive: the length is not believed.
                reader.take(length).read_to_end(&mut bytes)?;
                if (bytes.len() as u64) < length {
                    let found = bytes.len();
                    return Err(format!(
                        "frame {number}, at {start}: its length says {length} bytes, and {found} are left; is the prefix another one?"
                    )
                    .into());
                }
                self.at = start + length;
                Some((start, bytes))
            }
        };
        self.count += 1;
        self.progress.at(self.at, self.count);
        Ok(frame.map(|(offset, bytes)| Frame { number, offset, bytes }))
    }
}

impl Iterator for Frames {
    type Item = Result<Frame, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let last = self.take.map(|take| self.skip.saturating_add(take));
        loop {
            if last.is_some_and(|last| self.count >= last) {
                self.progress.clear();
                return None;
            }
            match self.read() {
                Ok(Some(frame)) if frame.number < self.skip => {}
                Ok(Some(frame)) => return Some(Ok(frame)),
                Ok(None) => {
                    self.progress.clear();
                    return None;
                }
                Err(error) => {
                    self.progress.clear();
                    // Nothing behind it can be found.
                    self.take = Some(0);
                    self.skip = 0;
                    return Some(Err(error));
                }
            }
        }
    }
}

fn text_of(argument: &str) -> Result<String, Failure> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    Ok(io::read_to_string(io::stdin()).map_err(|error| format!("stdin: {error}"))?)
}

/// Digits in pairs; what tools print between them is skipped.
pub(crate) fn hex(text: &str) -> Result<Vec<u8>, Failure> {
    let plain = text.replace("0x", " ").replace("\\x", " ");
    let mut digits = Vec::new();
    for character in plain.chars() {
        match character.to_digit(16) {
            Some(digit) => digits.push(digit as u8),
            None if character.is_whitespace()
                || matches!(character, ',' | ':' | '-' | '_' | '"' | '\'' | '[' | ']') => {}
            None => return Err(format!("expected hexadecimal digits, found `{}`", character.escape_debug()).into()),
        }
    }
    if digits.len() % 2 == 1 {
        return Err(format!("expected an even number of hexadecimal digits, found {}", digits.len()).into());
    }
    Ok(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

/// With and without padding, in either alphabet, over any number of lines.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, Failure> {
    let plain: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let is_url = plain.contains(['-', '_']);
    let alphabet = if is_url { &base64::alphabet::URL_SAFE } else { &base64::alphabet::STANDARD };
    Ok(GeneralPurpose::new(alphabet, config).decode(plain).map_err(|error| format!("no base64: {error}"))?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "that is how a test fails")]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_as_tools_print_it() {
        for text in ["9301a4", "93 01 a4", "0x93, 0x01, 0xA4", "\\x93\\x01\\xa4", "93:01:a4\n", "[\"93\", '01a4']"] {
            assert_eq!(hex(text).unwrap(), [0x93, 0x01, 0xa4], "{text}");
        }
        assert_eq!(hex("930").unwrap_err().to_string(), "expected an even number of hexadecimal digits, found 3");
        assert_eq!(hex("93g1").unwrap_err().to_string(), "expected hexadecimal digits, found `g`");
    }

    #[test]
    fn base64_of_either_alphabet() {
        for text in ["k/+g", "k_-g", "k/\n+g", " k/+g "] {
            assert_eq!(base64(text).unwrap(), [0x93, 0xff, 0xa0], "{text}");
        }
        assert_eq!(base64("kwE=").unwrap(), base64("kwE").unwrap());
        assert!(base64("k*").is_err());
    }
}
