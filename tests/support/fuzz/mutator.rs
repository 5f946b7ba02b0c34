//! Inputs without a fuzzer: from the corpus and the words of a dictionary.

/// Inputs that are like a given one: the same for each seed, on every machine.
pub struct Mutator(u64);

impl Mutator {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }

    /// One to four changes, with parts of another input among them.
    pub fn mutate(&mut self, input: &[u8], other: &[u8], words: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..1 + self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(8) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = self.next() as u8,
                2 if at < bytes.len() => drop(bytes.remove(at)),
                3 => bytes.truncate(at),
                4 | 5 => {
                    let word = &words[self.below(words.len())];
                    let replaced = if self.below(2) == 0 { word.len().min(bytes.len() - at) } else { 0 };
                    bytes.splice(at..at + replaced, word.iter().copied());
                }
                6 => {
                    let (start, end) = (self.below(other.len() + 1), self.below(other.len() + 1));
                    bytes.splice(at..at, other[start.min(end)..start.max(end)].iter().copied());
                }
                _ => {
                    let end = at + self.below(bytes.len() - at + 1);
                    let part = bytes[at..end].repeat(1 + self.below(3));
                    bytes.splice(at..at, part);
                }
            }
            bytes.truncate(1 << 13);
        }
        bytes
    }
}

/// The words of a dictionary in libFuzzer's form: `name="\xdd\xff"`.
#[must_use]
pub fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let quoted = dictionary.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let inside = |word: &str| word.trim().strip_prefix('"')?.strip_suffix('"').map(word_of);
    quoted.filter_map(|(_, word)| inside(word)).collect()
}

fn word_of(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        if let Some(digits) = rest.strip_prefix("\\x").and_then(|rest| rest.get(..2)) {
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &rest[4..];
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            bytes.extend(escaped.bytes().next());
            rest = &escaped[1..];
        } else {
            bytes.extend(first.to_string().bytes());
            rest = &rest[first.len_utf8()..];
        }
    }
    bytes
}
