//! Arrays of numbers, bools, strings and points: the cost of an element.

#[cfg(feature = "peers")]
use super::{access, decode_reusing};
use super::{decode, encode};
use crate::harness::{Group, Row};
use crate::messages::Vec3;
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
use crate::{bools, floats, large_u64, meshes, mixed_i64, mixed_u64, small_u64, strings};
#[cfg(feature = "peers")]
use crate::{
    messages::peers::{borrowed, owned, protobuf},
    peers::{bitcode, messagepack_serde, minicbor, msgpacker, musli, postcard, prost, rkyv, wincode},
};
use std::hint::black_box;

/// The two rows of a sort of array, and the goals towards zerompk.
macro_rules! both {
    ($name:literal, $type:ty, $arrays:ident, encode [$($encode:literal),+], decode [$($decode:literal),+] $(, $floor:literal: [$($rest:literal),+])?) => {
        [
            Row::new(concat!($name, " encode"), || {
                let arrays: Vec<Vec<$type>> = $arrays();
                let mut group = Group::new();
                encode!(group, arrays, [klaw, handwritten, zerompk, rmp_serde]);
                #[cfg(feature = "peers")]
                encode!(
                    group,
                    arrays,
                    [messagepack_serde, postcard, msgpacker, minicbor, musli, wincode, bitcode, rkyv]
                );
                group.goal("zerompk", $($encode),+)
            }),
            Row::new(concat!($name, " decode"), || {
                let arrays: Vec<Vec<$type>> = $arrays();
                let mut group = Group::new();
                decode!(group, Vec<$type>, arrays, [klaw, handwritten, handwritten_plain, zerompk, rmp_serde]);
                #[cfg(feature = "peers")]
                {
                    use msgpacker::owned as msgpacker;
                    decode!(
                        group,
                        Vec<$type>,
                        arrays,
                        [messagepack_serde, postcard, msgpacker, minicbor, musli, wincode]
                    );
                    decode_reusing!(group, Vec<$type>, arrays, bitcode);
                    access!(group, Vec<$type>, arrays, rkyv);
                }
                clone(&mut group, arrays);
                group.goal("zerompk", $($decode),+)$(.goal($floor, $($rest),+))?
            }),
        ]
    };
}

/// Encode and decode, for each sort of array.
#[must_use]
pub fn rows() -> Vec<Row> {
    [
        both!("u64 mixed", u64, mixed_u64, encode [3.0, 3.0], decode [2.5, 2.5]),
        both!("i64 mixed", i64, mixed_i64, encode [3.0, 3.0], decode [2.5, 2.5]),
        both!("u64 fixint", u64, small_u64, encode [1.15, 1.15], decode [1.15, 1.15]),
        both!("u64 nine bytes", u64, large_u64, encode [1.15, 1.15], decode [1.15, 1.15]),
        both!("f64", f64, floats, encode [0.95, 2.5], decode [1.4, 3.0]),
        both!("bool", bool, bools, encode [0.95, 0.95], decode [15.0, 15.0], "clone": [0.4545, 0.4545]),
        both!("string", String, strings, encode [1.0, 1.0], decode [1.0, 1.0]),
    ]
    .into_iter()
    .flatten()
    .chain([
        Row::new("mesh encode", mesh_encode),
        Row::new("mesh decode float32", mesh_decode),
        Row::new("mesh decode float64", mesh_decode_own),
    ])
    .collect()
}

/// What building the values alone takes.
fn clone<T: Clone + 'static>(group: &mut Group, arrays: Vec<Vec<T>>) {
    group.case("clone", arrays, |array| {
        black_box(&black_box(array).clone());
    });
}

/// klaw writes float64, nine bytes where the peers' float32 takes five: the floor is there all the same.
fn mesh_encode() -> Group {
    let meshes = meshes();
    let mut group = Group::new();
    encode!(group, meshes, [klaw, handwritten, zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<Vec<owned::Vec3>> = of(&meshes);
        let protobuf: Vec<protobuf::Mesh> = meshes.iter().map(Into::into).collect();
        encode!(group, meshes, [messagepack_serde, postcard]);
        encode!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
        encode!(group, protobuf, [prost]);
    }
    group.goal("zerompk", 1.1, 2.5)
}

/// What the peers write.
fn mesh_decode() -> Group {
    let meshes = meshes();
    let frames: Vec<Vec<u8>> = meshes.iter().map(zerompk::fresh).collect();
    for (frame, mesh) in frames.iter().zip(&meshes) {
        assert_eq!(klaw::decode::<Vec<Vec3>>(frame).unwrap(), *mesh);
        assert_eq!(handwritten::decode::<Vec<Vec3>>(frame).unwrap(), *mesh);
        assert_eq!(handwritten_plain::decode::<Vec<Vec3>>(frame).unwrap(), *mesh);
    }
    let mut group = Group::new();
    group.case(klaw::NAME, frames.clone(), |frame| {
        black_box(klaw::decode::<Vec<Vec3>>(black_box(frame)).as_ref().unwrap());
    });
    group.case(handwritten::NAME, frames.clone(), |frame| {
        black_box(handwritten::decode::<Vec<Vec3>>(black_box(frame)).as_ref().unwrap());
    });
    group.case(handwritten_plain::NAME, frames, |frame| {
        black_box(handwritten_plain::decode::<Vec<Vec3>>(black_box(frame)).as_ref().unwrap());
    });
    decode!(group, Vec<Vec3>, meshes, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent: Vec<Vec<borrowed::Vec3>> = of(&meshes);
        let owned: Vec<Vec<owned::Vec3>> = of(&meshes);
        let protobuf: Vec<protobuf::Mesh> = meshes.iter().map(Into::into).collect();
        decode!(group, Vec<Vec3>, meshes, [messagepack_serde, postcard]);
        decode!(group, Vec<borrowed::Vec3>, lent, [msgpacker, minicbor, musli, wincode]);
        decode_reusing!(group, Vec<owned::Vec3>, owned, bitcode);
        access!(group, Vec<owned::Vec3>, owned, rkyv);
        decode!(group, protobuf::Mesh, protobuf, [prost]);
    }
    clone(&mut group, meshes);
    group.goal("zerompk", 1.0, 1.8)
}

/// What klaw itself writes.
fn mesh_decode_own() -> Group {
    let meshes = meshes();
    let mut group = Group::new();
    decode!(group, Vec<Vec3>, meshes, [klaw, handwritten, handwritten_plain]);
    clone(&mut group, meshes);
    group
}

/// The points in the words of a peer.
#[cfg(feature = "peers")]
fn of<'a, T: From<&'a Vec3>>(meshes: &'a [Vec<Vec3>]) -> Vec<Vec<T>> {
    meshes.iter().map(|mesh| mesh.iter().map(Into::into).collect()).collect()
}
