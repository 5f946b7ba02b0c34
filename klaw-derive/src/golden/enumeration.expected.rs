//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// enum Level {
//     Low = 1,
//     High = 1 + Level::STEP,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __Low_VALUE: __i64 = Level::Low as __i64;
    const _: () = __enumeration::fits_i64(Level::High as __i128);
    const __High_VALUE: __i64 = Level::High as __i64;
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
            __Bound::at_most(9)
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            __sink
                .put_i64(
                    match self {
                        Self::Low => __Low_VALUE,
                        Self::High => __High_VALUE,
                    },
                );
        }
    }
    #[inline]
    fn __find(__value: __i64) -> __Option<Level> {
        match __value {
            __Low_VALUE => __Some(Level::Low),
            __High_VALUE => __Some(Level::High),
            _ => __None,
        }
    }
    #[automatically_derived]
    impl<'__de> __klaw::Decode<'__de> for Level {
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __enumeration::decode_int(__reader, __find)
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
                values: &[
                    ("Low", __Tag::Int(__Low_VALUE)),
                    ("High", __Tag::Int(__High_VALUE)),
                ],
                keeps_unknown: false,
            }),
            checked: false,
        };
    }
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
