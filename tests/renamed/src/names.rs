//! Hostile names: of the prelude, of `core`, and of what generated code and the runtime speak of.

/// Brings hostile names into scope, beside the derive's own.
macro_rules! hostile {
    () => {
        hostile! {
            types: Option Result Vec String Box Cow Default PartialEq Into From Iterator Sized Copy Clone PhantomData
                Encode Decode DecodeInPlace Validate Frozen Error Reader Writer Sink Field Rules Pattern Regex Tag Bound
                Schema Raw Positional Keyed Either Elements Entries Union Member Open All First Any Output Slots
                Family Covariant Frame Decoder Encoder Upgrade Downgrade
                Serialize Deserialize Serializer Deserializer Ser De Place Next Source
                usize u8 u16 u32 u64 i64 i128 f32 f64 bool str char;
            values: Some None Ok Err w reader sink writer value values rules field elements entries key start open
                member failed slots output text find de raw tag __w
                serializer deserializer place next source;
            modules: core std alloc klaw_runtime klaw wire wire_ private names msgpack array map union enumeration registry
                serde serde_core;
        }
        #[allow(unused_macros, reason = "in the way")]
        macro_rules! vec { ($any:tt) => { ::std::compile_error!("a macro of the user's was called") }; }
        #[allow(unused_macros, reason = "in the way")]
        macro_rules! matches { ($any:tt) => { ::std::compile_error!("a macro of the user's was called") }; }
        #[allow(unused_macros, reason = "in the way")]
        macro_rules! assert { ($any:tt) => { ::std::compile_error!("a macro of the user's was called") }; }
        #[allow(unused_macros, reason = "in the way")]
        macro_rules! panic { ($any:tt) => { ::std::compile_error!("a macro of the user's was called") }; }
        #[allow(unused_macros, reason = "in the way")]
        macro_rules! concat { ($any:tt) => { ::std::compile_error!("a macro of the user's was called") }; }
    };
    (types: $($type:ident)*; values: $($value:ident)*; modules: $($module:ident)*;) => {
        $(
            #[allow(non_camel_case_types, dead_code, reason = "in the way")]
            struct $type;
        )*
        $(
            #[allow(non_upper_case_globals, dead_code, reason = "in the way")]
            const $value: () = ();
        )*
        $(
            #[allow(dead_code, reason = "in the way")]
            mod $module {}
        )*
    };
}
