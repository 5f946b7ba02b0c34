//! The messages that the benches encode and decode: seeded, and several of each, because a loop over
//! one small input measures how well the branch predictor learns it.

pub mod cases;
pub mod handwritten;
pub mod harness;
pub mod messages;
pub mod peers;

use jiff::Timestamp;
use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::{Encode, Raw, json, msgpack};
use messages::json::Permissions;
use messages::json::owned::{Channel, Directory, File, Node, Postal, User};
use messages::{Address, Config, Log, Vec3};

/// Random numbers that are the same in every run (xorshift64*).
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Any number.
    #[allow(clippy::should_implement_trait, reason = "a sequence without an end is no use as an iterator")]
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `first` to `last`.
    pub fn within(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// A number of `fewest` to `most` bits, each width equally likely.
    pub fn bits(&mut self, fewest: u64, most: u64) -> u64 {
        let bits = self.within(fewest, most);
        let number = self.next() >> (64 - bits);
        number | 1 << (bits - 1)
    }

    /// One of several.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// A lower-case word.
    pub fn word(&mut self, shortest: u64, longest: u64) -> String {
        let length = self.within(shortest, longest);
        (0..length).map(|_| char::from(b'a' + self.below(26) as u8)).collect()
    }

    /// Bytes of any value.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }
}

fn header(random: &mut Random) -> WireHeader<'static> {
    WireHeader::new(random.word(10, 14)).seq(random.bits(1, 40)).ts(random.bits(24, 44) as i64)
}

/// 64 heartbeats: channel of about 12 characters, sender of about 9, numbers of varying width.
#[must_use]
pub fn heartbeats() -> Vec<Heartbeat<'static>> {
    let random = &mut Random::new(1);
    (0..64).map(|_| Heartbeat::new(header(random), random.word(7, 11))).collect()
}

/// 64 data messages with a payload of `size` bytes; 8 where they are large.
#[must_use]
pub fn data(size: usize) -> Vec<DataMessage<'static>> {
    let random = &mut Random::new(2);
    let count = if size > 4096 { 8 } else { 64 };
    (0..count).map(|_| DataMessage::new(header(random), bin(random, size))).collect()
}

/// A payload: bytes as one value.
fn bin(random: &mut Random, size: usize) -> Raw<'static> {
    Raw::encode(random.bytes(size).as_slice())
}

/// 8 streams of 1,000 messages of all five kinds.
#[must_use]
pub fn streams() -> Vec<Vec<WireEnvelope<'static>>> {
    let random = &mut Random::new(3);
    (0..8).map(|_| (0..1000).map(|_| envelope(random)).collect()).collect()
}

fn envelope(random: &mut Random) -> WireEnvelope<'static> {
    let header = header(random);
    match random.below(5) {
        0 => {
            let size = random.within(16, 200) as usize;
            DataMessage::new(header, bin(random, size)).into()
        }
        1 => {
            let action = match random.below(6) {
                0 => ControlAction::Create,
                1 => ControlAction::Close,
                2 => ControlAction::Resize,
                3 => ControlAction::Pause,
                4 => ControlAction::Resume,
                _ => ControlAction::Other(random.word(4, 10).into()),
            };
            let size = random.within(0, 40) as usize;
            ControlMessage { metadata: bin(random, size), ..ControlMessage::new(header, action) }.into()
        }
        2 => Heartbeat::new(header, random.word(7, 11)).into(),
        3 => {
            let status = random.one(&["ok", "ok", "ok", "duplicate", "rejected"]);
            Ack { status: status.into(), ..Ack::new(header, random.bits(1, 40)) }.into()
        }
        _ => {
            let (code, message) = (random.word(4, 12), random.word(10, 60));
            let size = random.within(0, 40) as usize;
            WireError { details: bin(random, size), ..WireError::new(header, code, message) }.into()
        }
    }
}

/// 8 batches of 1,000 records of an access log.
#[must_use]
pub fn logs() -> Vec<Vec<Log<String>>> {
    let random = &mut Random::new(4);
    (0..8).map(|_| (0..1000).map(|_| log(random)).collect()).collect()
}

fn log(random: &mut Random) -> Log<String> {
    let month = random.one(&["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]);
    let (day, year) = (random.within(1, 28), random.within(1970, 2022));
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    let (verb, path) = (random.one(&["GET", "PUT", "POST", "DELETE"]), random.word(4, 18));
    Log {
        address: Address {
            x0: random.next() as u8,
            x1: random.next() as u8,
            x2: random.next() as u8,
            x3: random.next() as u8,
        },
        identity: String::from("-"),
        userid: random.word(1, 7),
        date: format!("{day}/{month}/{year}:{hour}:{minute}:{second} Z"),
        request: format!("{verb} /{path} HTTP/1.0"),
        code: random.one(&[200, 201, 204, 301, 304, 400, 403, 404, 500]),
        size: random.below(100_000_000),
    }
}

/// 8 arrays of 10,000 points.
#[must_use]
pub fn meshes() -> Vec<Vec<Vec3>> {
    let random = &mut Random::new(5);
    let mut coordinate = || (random.next() >> 40) as f32 / 4096.0 - 2048.0;
    (0..8).map(|_| (0..10_000).map(|_| Vec3 { x: coordinate(), y: coordinate(), z: coordinate() }).collect()).collect()
}

/// 8 arrays of 10,000 elements.
fn arrays<T>(seed: u64, mut element: impl FnMut(&mut Random) -> T) -> Vec<Vec<T>> {
    let random = &mut Random::new(seed);
    (0..8).map(|_| (0..10_000).map(|_| element(random)).collect()).collect()
}

/// Unsigned integers, each width on the wire equally likely.
#[must_use]
pub fn mixed_u64() -> Vec<Vec<u64>> {
    arrays(6, unsigned)
}

fn unsigned(random: &mut Random) -> u64 {
    let (fewest, most) = random.one(&[(1, 7), (8, 8), (9, 16), (17, 32), (33, 63)]);
    random.bits(fewest, most)
}

/// Integers of both signs, each width on the wire equally likely.
#[must_use]
pub fn mixed_i64() -> Vec<Vec<i64>> {
    arrays(7, |random| {
        if random.below(2) == 0 {
            return unsigned(random) as i64;
        }
        let (fewest, most) = random.one(&[(1, 5), (6, 7), (8, 15), (16, 31), (32, 63)]);
        !(random.bits(fewest, most) as i64)
    })
}

/// Integers that are one byte each.
#[must_use]
pub fn small_u64() -> Vec<Vec<u64>> {
    arrays(8, |random| random.below(128))
}

/// Integers that are nine bytes each.
#[must_use]
pub fn large_u64() -> Vec<Vec<u64>> {
    arrays(9, |random| random.next() | 1 << 63)
}

/// Floats.
#[must_use]
pub fn floats() -> Vec<Vec<f64>> {
    arrays(10, |random| random.next() as f64 / 1e9)
}

/// Bools.
#[must_use]
pub fn bools() -> Vec<Vec<bool>> {
    arrays(11, |random| random.below(2) == 1)
}

/// Words of 3 to 24 letters.
#[must_use]
pub fn strings() -> Vec<Vec<String>> {
    arrays(12, |random| random.word(3, 24))
}

/// 64 messages whose every field has a rule, and which keep them.
#[must_use]
pub fn configs() -> Vec<Config<String>> {
    let random = &mut Random::new(13);
    (0..64)
        .map(|_| Config {
            capacity: random.within(1, 1_000_000) as u32,
            timeout: random.below(86_400) as f64 + 0.5,
            concurrency: random.within(1, 10_000) as u32,
            name: format!("{}_{}", random.word(5, 10), random.word(5, 10)),
            namespace: format!("{}-{}", random.word(4, 8), random.word(3, 6)),
        })
        .collect()
}

/// 4 trees of 1,000 files and directories, as msgspec's benchmark draws them: names of 4 to 30 letters, a quarter updated
/// since, a tenth directories, of up to 30, at most 24 in each other.
#[must_use]
pub fn trees() -> Vec<Node> {
    let random = &mut Random::new(14);
    (0..4)
        .map(|_| {
            let mut left = 999;
            let mut root = directory(random, &mut left, 1);
            // Where the tree has ended early, the root takes the others.
            while left > 0 {
                let node = node(random, &mut left, 1);
                root.contents.push(node);
            }
            Node::Directory(root)
        })
        .collect()
}

fn node(random: &mut Random, left: &mut u64, depth: u32) -> Node {
    *left -= 1;
    if depth < 24 && random.below(10) == 0 {
        return Node::Directory(directory(random, left, depth + 1));
    }
    let (name, created_by, created_at, updated_by, updated_at) = named(random);
    let permissions = random.one(&[Permissions::Read, Permissions::Write, Permissions::ReadWrite]);
    let nbytes = random.within(0, 1_000_000);
    Node::File(File { name, created_by, created_at, updated_by, updated_at, nbytes, permissions })
}

fn directory(random: &mut Random, left: &mut u64, depth: u32) -> Directory {
    let (name, created_by, created_at, updated_by, updated_at) = named(random);
    let mut contents = Vec::new();
    for _ in 0..random.within(0, 30) {
        if *left > 0 {
            contents.push(node(random, left, depth));
        }
    }
    Directory { name, created_by, created_at, updated_by, updated_at, contents }
}

/// What a file and a directory have in common.
fn named(random: &mut Random) -> (String, String, Timestamp, Option<String>, Option<Timestamp>) {
    let moment = |random: &mut Random| {
        // From 2018 to 2022.
        let seconds = random.within(1_514_764_800, 1_672_531_199);
        Timestamp::from_second(seconds as i64).unwrap_or_default()
    };
    let (name, created_by, created_at) = (random.word(4, 30), random.word(4, 16), moment(random));
    let updated = (random.below(4) == 0).then(|| (random.word(4, 16), moment(random)));
    let (updated_by, updated_at) = updated.unzip();
    (name, created_by, created_at, updated_by, updated_at)
}

/// 64 users of about 500 bytes.
#[must_use]
pub fn users() -> Vec<User> {
    let random = &mut Random::new(15);
    (0..64)
        .map(|_| User {
            id: random.bits(1, 40),
            name: format!("{}_{}-{:02}", random.word(4, 8), random.word(5, 9), random.below(100)),
            email: format!("{}.{}@{}.com", random.word(4, 8), random.word(4, 9), random.word(5, 9)),
            age: random.within(16, 99) as u8,
            active: random.below(2) == 1,
            balance: random.below(1_000_000) as f64 / 100.0,
            tags: (0..random.within(2, 6)).map(|_| random.word(3, 9)).collect(),
            address: Postal {
                street: format!("{} {} Street", random.within(1, 300), random.word(4, 9)),
                city: random.word(5, 12),
                zip: format!("{:05}", random.below(100_000)),
            },
            channels: (0..3)
                .map(|_| Channel {
                    id: format!("{}_v{}", random.word(4, 9), random.within(1, 9)),
                    capacity: random.bits(5, 19),
                    timeout: random.below(360_000) as f64 / 100.0,
                    namespace: format!("{}-{}", random.word(3, 6), random.word(3, 6)),
                })
                .collect(),
            created: random.within(1_500_000_000_000, 1_800_000_000_000),
        })
        .collect()
}

/// The frames that klaw writes of a workload, for whoever is to read the same.
#[must_use]
pub fn frames(workload: &str) -> Vec<Vec<u8>> {
    fn all<T: Encode>(values: &[T]) -> Vec<Vec<u8>> {
        values.iter().map(msgpack::to_vec).collect()
    }
    match workload {
        "heartbeat" => all(&heartbeats()),
        "data64" => all(&data(64)),
        "data1k" => all(&data(1024)),
        "stream" => all(&streams().concat()),
        "log1000" => all(&logs()),
        "config" => all(&configs()),
        "tree" => trees().iter().map(json::to_vec).collect(),
        "user" => users().iter().map(json::to_vec).collect(),
        _ => Vec::new(),
    }
}
