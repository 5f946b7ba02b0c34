//! What the compiler knows no earlier than a type's use: that the members of a union, which its parameters name, have two tags,
//! and that a rule fits what a parameter stands for. On every road the use of such a union with one tag does not compile, and
//! that with two does; so it is with a rule that fits, where its message is written.
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

/// A program that uses a message with a rule for numbers, where its parameter is `$ty`, and a field with the codec of a module.
macro_rules! ruled {
    ($ty:literal, $item:literal) => {
        concat!(
            "mod hex {\n",
            "    use klaw_runtime::{Error, msgpack::{Reader, Writer}};\n",
            "    pub fn encode(value: &u8, writer: &mut Writer<'_>) { writer.str(&format!(\"{value:x}\")) }\n",
            "    pub fn decode(reader: &mut Reader<'_>) -> Result<u8, Error> {\n",
            "        u8::from_str_radix(reader.str()?, 16).map_err(Error::custom)\n",
            "    }\n",
            "}\n",
            "use klaw_runtime::{WireMessage, msgpack};\n",
            $item,
            "\nfn write(value: &Ruled<",
            $ty,
            ">) -> Vec<u8> { msgpack::to_vec(value) }\nlet _ = write as fn(&_) -> _;\n",
        )
    };
}

macro_rules! ruled_forms {
    ($($name:ident: $item:literal;)*) => {$(
        #[doc = "```"]
        #[doc = ruled!("u64", $item)]
        #[doc = "```"]
        #[doc = "```compile_fail,E0080"]
        #[doc = ruled!("String", $item)]
        #[doc = "```"]
        pub struct $name;
    )*};
}

ruled_forms! {
    Message: "#[derive(Debug, WireMessage)] #[wire(array_like)] struct Ruled<T> { #[constrain(ge = 100)] v: T, w: u8 }";
    WithACodec: "#[derive(Debug, WireMessage)] #[wire(array_like)] struct Ruled<T> { #[constrain(ge = 100)] v: T, #[wire(with = hex)] w: u8 }";
    VariantWithACodec: "#[derive(Debug, WireMessage)] #[wire(array_like)] enum Ruled<T> { #[wire(tag = 1)] A { #[constrain(ge = 100)] v: T }, #[wire(tag = 2)] B { #[wire(with = hex)] w: u8 } }";
}
