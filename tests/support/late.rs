//! What the compiler knows no earlier than a type's use: that the members of a union, which its parameters name, have two tags.
//! On every road the use of such a union with one tag does not compile, and that with two does.
//!
//! Doctests, since `cargo check`, which the cases of `tests/ui` are under, does not come so far.

/// A program that uses `Two<A, B>`, where the tag of `B` is `$tag`.
macro_rules! program {
    ($tag:literal, $use:literal) => {
        concat!(
            "use klaw_runtime::{Encode, WireMessage, json, msgpack};\n",
            "#[derive(Debug, WireMessage)] #[wire(array_like, json, serde, tag = 1)] struct A { x: u8 }\n",
            "#[derive(Debug, WireMessage)] #[wire(array_like, json, serde, tag = ",
            $tag,
            ")] struct B { y: u8 }\n",
            "#[derive(Debug, WireMessage)] #[wire(array_like, json, serde)] enum Of<T, S> { First(T), Second(S) }\n",
            "type Two = Of<A, B>;\n",
            $use,
        )
    };
}

macro_rules! roads {
    ($($name:ident: $use:literal;)*) => {$(
        #[doc = "```"]
        #[doc = program!("2", $use)]
        #[doc = "```"]
        #[doc = "```compile_fail,E0080"]
        #[doc = program!("1", $use)]
        #[doc = "```"]
        pub struct $name;
    )*};
}

roads! {
    ToVec: "msgpack::to_vec(&Two::First(A { x: 3 }));";
    Encode: "Two::First(A { x: 3 }).encode(&mut msgpack::Writer::new(&mut Vec::new()));";
    Inside: "#[derive(Debug, WireMessage)] struct Holder { inner: Vec<Two> }\nmsgpack::to_vec(&Holder { inner: vec![Two::First(A { x: 3 })] });";
    FromSlice: "msgpack::from_slice::<Two>(&[0x92, 1, 3]).unwrap();";
    FromPrefix: "msgpack::from_prefix::<Two>(&[0x92, 1, 3]).unwrap();";
    Element: "msgpack::from_slice::<Vec<Two>>(&[0x91, 0x92, 1, 3]).unwrap();";
    InPlace: "msgpack::decode_in_place(&[0x91, 0x92, 1, 3], &mut Vec::<Two>::new()).unwrap();";
    ToJson: "json::to_string(&Two::First(A { x: 3 }));";
    FromJson: "json::from_str::<Two>(\"[1,3]\").unwrap();";
    Serialize: "serde_json::to_string(&Two::First(A { x: 3 })).unwrap();";
    Deserialize: "serde_json::from_str::<Two>(\"[1,3]\").unwrap();";
}
