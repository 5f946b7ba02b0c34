//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(array_like, frozen)]
// enum Event<'a, T> {
//     Started(Started<'a>),
//     Payload(Box<Payload<'a, T>>),
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    #[automatically_derived]
    impl<'a, T> __klaw::Encode for Event<'a, T>
    where
        Box<Payload<'a, T>>: __klaw::WireMessage,
    {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Event",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::largest(
                &[
                    <Started<'a> as __member::InArray<'_>>::BOUND,
                    <Box<Payload<'a, T>> as __klaw::Encode>::BOUND.part(),
                ],
            )
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __member::InArray<'_>>::dynamic(__member)
                }
                Self::Payload(__member) => {
                    <Box<Payload<'a, T>> as __klaw::Encode>::dynamic(__member)
                }
            }
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __member::InArray<'_>>::put(__member, __sink)
                }
                Self::Payload(__member) => {
                    <Box<Payload<'a, T>> as __klaw::Encode>::put(__member, __sink)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a, T> __union::Union<'__de> for Event<'a, T>
    where
        T: __klaw::Decode<'__de>,
        Box<Payload<'a, T>>: __array::Positional<'__de, Output = Box<Payload<'a, T>>>,
    {
        const MEMBERS: &'static [(&'static __str, __member::Member)] = &[
            ("Started", <Started<'a> as __member::InArray<'_>>::MEMBER),
            ("Payload", <Box<Payload<'a, T>> as __array::Positional<'__de>>::MEMBER),
        ];
        const TAG_FIELD: &'static __str = "type";
        #[inline(always)]
        fn decode_next(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            let __start = __array::start_of(__reader);
            if __start == <Started<'a> as __member::InArray<'_>>::START {
                return <Started<
                    'a,
                > as __member::InArray<'_>>::started_as(__reader, Self::Started);
            }
            if __start == <Box<Payload<'a, T>> as __array::Positional<'__de>>::START {
                return <Box<
                    Payload<'a, T>,
                > as __array::Positional<'__de>>::started_as(__reader, Self::Payload);
            }
            __union::decode_array(__reader)
        }
        fn decode_member(
            __reader: &mut __Reader<'__de>,
            __open: &__union::Open<'__de>,
        ) -> __Result<Self> {
            if __open.is(&<Started<'a> as __member::InArray<'_>>::TAG) {
                return <Started<
                    'a,
                > as __member::InArray<'_>>::opened_as(__reader, __open, Self::Started);
            }
            if __open.is(&<Box<Payload<'a, T>> as __array::Positional<'__de>>::TAG) {
                return <Box<
                    Payload<'a, T>,
                > as __array::Positional<
                    '__de,
                >>::opened_as(__reader, __open, Self::Payload);
            }
            __Err(__open.unknown(__reader, "type"))
        }
    }
    const _: () = __member::check::<Event<'_, __Any>>(0);
    const _: () = __member::check::<Event<'_, __Any>>(1);
    #[automatically_derived]
    impl<'__de: 'a, 'a, T> __klaw::Decode<'__de> for Event<'a, T>
    where
        T: __klaw::Decode<'__de>,
        Box<Payload<'a, T>>: __array::Positional<'__de, Output = Box<Payload<'a, T>>>,
    {
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __union::decode(__reader)
        }
        #[inline(always)]
        fn decode_whole(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __union::Union::decode_next(__reader)
        }
    }
    #[automatically_derived]
    impl<'a, T> __klaw::Validate for Event<'a, T>
    where
        T: __klaw::Validate,
    {
        fn validate(&self) -> __Result<()> {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __member::InArray<'_>>::validate(__member)?
                }
                Self::Payload(__member) => {
                    <Box<Payload<'a, T>> as __klaw::Validate>::validate(__member)?
                }
            }
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a, T> __klaw::WireMessage for Event<'a, T>
    where
        Box<Payload<'a, T>>: __klaw::WireMessage,
    {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Event",
            doc: "",
            shape: __schema::Shape::Union(__schema::UnionSchema {
                form: __schema::Form::Array,
                members: &[
                    __schema::MemberSchema {
                        name: "Started",
                        doc: "",
                        body: __schema::MemberBody::Type(
                            <Started<'a> as __member::InArray<'_>>::TYPE,
                        ),
                    },
                    __schema::MemberSchema {
                        name: "Payload",
                        doc: "",
                        body: __schema::MemberBody::Type(
                            <Box<Payload<'a, T>> as __klaw::Encode>::TYPE,
                        ),
                    },
                ],
                keeps_unknown: false,
            }),
            checked: false,
        };
        const MEMBERS: &'static [__Option<&'static __schema::Schema>] = &[
            __Some(<Started<'a> as __member::InArray<'_>>::SCHEMA),
            __Some(<Box<Payload<'a, T>> as __klaw::WireMessage>::SCHEMA),
        ];
    }
    const _: () = __private::frozen::<Started<'_>>();
    #[automatically_derived]
    impl<'a, T> __klaw::Frozen for Event<'a, T>
    where
        T: __klaw::Frozen,
    {}
};
