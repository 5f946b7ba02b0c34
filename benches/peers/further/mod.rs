//! The peers of feature `peers`.

pub mod bitcode;
pub mod messagepack_serde;
pub mod minicbor;
pub mod msgpacker;
pub mod musli;
pub mod postcard;
pub mod prost;
pub mod rkyv;
pub mod wincode;
