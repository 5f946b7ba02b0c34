//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(json, rename_all = "lowercase")]
// enum Level {
//     Low,
//     High,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    #[inline]
    fn __text<'__value>(__value: &'__value Level) -> &'__value __str {
        match __value {
            Level::Low => "low",
            Level::High => "high",
        }
    }
    #[automatically_derived]
    impl __klaw::Encode for Level {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Level",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::at_most(5)
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            __text(self).len()
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            __sink.put_str(__text(self));
        }
        #[inline]
        fn encode_json(&self, __writer: &mut __json::Writer<'_>) {
            match self {
                Self::Low => __writer.block(b"\"low\""),
                Self::High => __writer.block(b"\"high\""),
            }
        }
    }
    #[inline]
    fn __find(__value: &__str) -> __Option<Level> {
        match __value {
            "low" => __Some(Level::Low),
            "high" => __Some(Level::High),
            _ => __None,
        }
    }
    #[automatically_derived]
    impl<'__de> __klaw::Decode<'__de> for Level {
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __enumeration::decode_str(__reader, __find)
        }
        #[inline]
        fn decode_json(__reader: &mut __json::Reader<'__de>) -> __Result<Self> {
            __json_message::decode_str(__reader, __find)
        }
    }
    #[automatically_derived]
    impl __klaw::Validate for Level {
        fn validate(&self) -> __Result<()> {
            __Ok(())
        }
    }
    #[automatically_derived]
    impl __klaw::WireMessage for Level {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Level",
            doc: "",
            shape: __schema::Shape::Enumeration(__schema::EnumerationSchema {
                values: &[("Low", __Tag::Str("low")), ("High", __Tag::Str("high"))],
                keeps_unknown: false,
            }),
            checked: false,
        };
    }
    #[automatically_derived]
    impl __json::Json for Level {}
    #[automatically_derived]
    impl<'__key> __json::Key<'__key> for Level {}
    #[automatically_derived]
    impl __klaw::Family for Level {
        type Of<'__a> = Self;
    }
    #[automatically_derived]
    impl __klaw::Covariant for Level {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Self {
            __message
        }
    }
};
