//! The types of the cases, with each peer's derive: a tree of arrays, and a message of 256 bytes all of which has a default.

/// A peer's way to one of the types: was the input accepted?
pub(crate) struct Decoder {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]) -> bool,
}

mod klaw {
    use klaw_runtime::{Decode, WireMessage, msgpack};

    #[derive(WireMessage)]
    #[wire(array_like)]
    pub(super) struct Tree {
        pub(super) kids: Vec<Tree>,
    }

    #[derive(WireMessage)]
    #[wire(array_like)]
    pub(super) struct Large {
        #[wire(default)]
        pub(super) numbers: [[u64; 4]; 8],
    }

    pub(super) fn run<T: for<'a> Decode<'a>>(bytes: &[u8]) -> bool {
        msgpack::from_slice::<T>(bytes).is_ok()
    }
}

mod rmp {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "it is decoded")]
    pub(super) struct Tree {
        kids: Vec<Tree>,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "it is decoded")]
    pub(super) struct Large {
        #[serde(default)]
        numbers: [[u64; 4]; 8],
    }

    pub(super) fn run<T: DeserializeOwned>(bytes: &[u8]) -> bool {
        rmp_serde::from_slice::<T>(bytes).is_ok()
    }
}

mod zero {
    use zerompk::FromMessagePack;

    #[derive(FromMessagePack)]
    #[msgpack(array)]
    #[allow(dead_code, reason = "it is decoded")]
    pub(super) struct Tree {
        kids: Vec<Tree>,
    }

    pub(super) fn run<T: for<'a> FromMessagePack<'a>>(bytes: &[u8]) -> bool {
        zerompk::from_msgpack::<T>(bytes).is_ok()
    }
}

mod schema {
    use msgpack_schema::Deserialize;

    #[derive(Deserialize)]
    #[untagged]
    pub(super) enum Tree {
        #[allow(dead_code, reason = "it is decoded")]
        Kids(Vec<Tree>),
    }

    pub(super) fn run<T: Deserialize>(bytes: &[u8]) -> bool {
        msgpack_schema::deserialize::<T>(bytes).is_ok()
    }
}

mod packer {
    use msgpacker::Unpackable;

    pub(super) fn run(bytes: &[u8]) -> bool {
        <Vec<u64> as Unpackable>::unpack(bytes).is_ok()
    }
}

const KLAW: &str = "klaw";
const RMP: &str = "rmp-serde";
const ZERO: &str = "zerompk";
const SCHEMA: &str = "msgpack-schema";
const PACKER: &str = "msgpacker";

pub(crate) const LISTS: [Decoder; 5] = [
    Decoder { name: KLAW, run: klaw::run::<Vec<u64>> },
    Decoder { name: RMP, run: rmp::run::<Vec<u64>> },
    Decoder { name: ZERO, run: zero::run::<Vec<u64>> },
    Decoder { name: SCHEMA, run: schema::run::<Vec<u64>> },
    Decoder { name: PACKER, run: packer::run },
];

pub(crate) const TREES: [Decoder; 4] = [
    Decoder { name: KLAW, run: klaw::run::<klaw::Tree> },
    Decoder { name: RMP, run: rmp::run::<rmp::Tree> },
    Decoder { name: ZERO, run: zero::run::<zero::Tree> },
    Decoder { name: SCHEMA, run: schema::run::<schema::Tree> },
];

/// The others have no defaults in an array.
pub(crate) const LARGE: [Decoder; 2] = [
    Decoder { name: KLAW, run: klaw::run::<Vec<klaw::Large>> },
    Decoder { name: RMP, run: rmp::run::<Vec<rmp::Large>> },
];
