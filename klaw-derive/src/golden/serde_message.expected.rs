//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(serde, array_like, tag = 1, reserved(1))]
// struct Task<'a> {
//     id: u64,
//     #[constrain(max_length = 255)]
//     worker: Cow<'a, str>,
//     #[wire(with = seconds)]
//     every: u64,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __RULES_worker: &__Rules = &__Rules::NONE.max_length(255);
    const __RULES_worker_TYPE: __private::assert::Subject = __Some(
        &<Cow<'_, str> as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::length(__RULES_worker_TYPE);
    #[automatically_derived]
    impl<'a> __klaw::Encode for Task<'a> {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Task",
            __private::schema_of::<Self>,
        );
        fn encode(&self, __sink: &mut __Writer<'_>) {
            __sink.block(*b"\x95\x01");
            <u64 as __Field<'_>>::put(&self.id, __sink);
            __sink.put_nil();
            <Cow<'a, str> as __Field<'_>>::put(&self.worker, __sink);
            seconds::encode(&self.every, __sink);
        }
    }
    #[doc(hidden)]
    #[allow(
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub,
        reason = "generated code"
    )]
    pub struct __Slots<'a>(
        __Option<u64>,
        __Option<Cow<'a, str>>,
        __Option<u64>,
        __PhantomData<fn() -> Task<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __array::Positional<'__de> for Task<'a> {
        type Output = Self;
        type Slots = __Slots<'a>;
        const EMPTY: Self::Slots = __Slots(__None, __None, __None, __PhantomData);
        const TAG: __Option<__Tag> = __Some(__Tag::Int(1));
        const FIELDS: __usize = 4;
        const REQUIRED: __usize = 4;
        const FORBID_UNKNOWN: __bool = false;
        const PREFIX: &'static [__u8] = b"\x95\x01";
        #[inline(always)]
        fn fill_fields<__E: __array::Elements>(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __elements: __E,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            if !<u64 as __Field<'_>>::fill(&mut __slots.0, __reader, __failed) {
                return __array::failed(__failed, 1);
            }
            __array::in_element(__reader.skip(), 2)?;
            if !<Cow<
                'a,
                str,
            > as __Field<
                '_,
            >>::fill_ruled(&mut __slots.1, __reader, __RULES_worker, __failed) {
                return __array::failed(__failed, 3);
            }
            if !__private::fill(&mut __slots.2, seconds::decode(__reader), __failed) {
                return __array::failed(__failed, 4);
            }
            __Ok(())
        }
        #[inline(always)]
        fn assemble<__E: __array::Elements>(
            __slots: &mut Self::Slots,
        ) -> __Result<Self::Output> {
            __Ok(Self {
                id: __array::required(&mut __slots.0, 1usize)?,
                worker: __array::required(&mut __slots.1, 2usize)?,
                every: __array::required(&mut __slots.2, 3usize)?,
            })
        }
        #[inline]
        fn decode_fields_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
        ) -> __Result<()> {
            __array::in_element(
                <u64 as __Field<
                    '_,
                >>::decode_over(&mut __output.id, __reader, &__Rules::NONE),
                1,
            )?;
            __array::in_element(__reader.skip(), 2)?;
            __array::in_element(
                <Cow<
                    'a,
                    str,
                > as __Field<
                    '_,
                >>::decode_over(&mut __output.worker, __reader, __RULES_worker),
                3,
            )?;
            __output.every = __array::in_element(seconds::decode(__reader), 4)?;
            __reader.end();
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Task<'a> {
        const MIN_SIZE: __usize = 2 + <u64 as __Field<'_>>::MIN_SIZE
            + <Cow<'a, str> as __Field<'_>>::MIN_SIZE + 1;
        #[inline(always)]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __array::decode::<Self>(__reader)
        }
        #[inline]
        fn decode_over(
            &mut self,
            __reader: &mut __Reader<'__de>,
            _: &'static __Rules,
        ) -> __Result<()> {
            __array::decode_over::<Self>(self, __reader)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::DecodeInPlace<'__de> for Task<'a> {}
    #[automatically_derived]
    impl<'a> __klaw::Validate for Task<'a> {
        fn validate(&self) -> __Result<()> {
            __array::in_element(<u64 as __Field<'_>>::validate(&self.id), 1)?;
            __array::in_element(
                <Cow<
                    'a,
                    str,
                > as __Field<'_>>::validate_ruled(&self.worker, __RULES_worker),
                3,
            )?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::WireMessage for Task<'a> {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Task",
            doc: "",
            shape: __schema::Shape::Message(__schema::MessageSchema {
                form: __schema::Form::Array,
                tag: __Some(__Tag::Int(1)),
                forbid_unknown_fields: false,
                omits_defaults: false,
                fields: &[
                    __schema::FieldSchema {
                        name: "id",
                        doc: "",
                        aliases: &[],
                        position: 0,
                        since: 1,
                        ty: <u64 as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "worker",
                        doc: "",
                        aliases: &[],
                        position: 2,
                        since: 1,
                        ty: <Cow<'a, str> as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __Some(__RULES_worker),
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "every",
                        doc: "",
                        aliases: &[],
                        position: 3,
                        since: 1,
                        ty: __schema::WireType::Opaque,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                ],
                reserved: &[1],
            }),
            checked: false,
        };
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::Message<'__de> for Task<'a> {
        type Output = Self;
        type Slots = <Self as __array::Positional<'__de>>::Slots;
        const POSITIONS: &'static [__Option<__usize>] = &[
            __Some(0),
            __None,
            __Some(1),
            __Some(2),
        ];
        fn read<__N: __serde::Next<'__de>>(
            __slots: &mut Self::Slots,
            __field: __usize,
            __next: &mut __N,
            __place: &__serde::Place<'_>,
        ) -> __private::Result<__bool, __N::Error> {
            match __field {
                0 => <u64 as __Serde<'_>>::fill(&mut __slots.0, __next, __place),
                1 => {
                    <Cow<
                        'a,
                        str,
                    > as __Serde<
                        '_,
                    >>::fill_ruled(&mut __slots.1, __next, __RULES_worker, __place)
                }
                2 => __serde::with::<Self, 2, __N>(&mut __slots.2, __next, __place),
                _ => __Ok(false),
            }
        }
        fn from_seq<__A: __serde::SeqAccess<'__de>>(
            __elements: __A,
            __place: &__serde::Place<'_>,
            __tagged: __bool,
        ) -> __private::Result<Self::Output, __A::Error> {
            __serde::message::elements::<Self, __A>(__elements, __place, __tagged)
        }
    }
    #[automatically_derived]
    impl<'a> __serde::WriteWith<2> for Task<'a> {
        type Value = u64;
        fn serialize<__S: __serde::Serializer>(
            __value: &Self::Value,
            __serializer: __S,
        ) -> __private::Result<__S::Ok, __S::Error> {
            seconds::serialize(__value, __serializer)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::ReadWith<'__de, 2> for Task<'a> {
        type Value = u64;
        fn deserialize<__D: __serde::Deserializer<'__de>>(
            __deserializer: __D,
        ) -> __private::Result<Self::Value, __D::Error> {
            seconds::deserialize(__deserializer)
        }
    }
    #[automatically_derived]
    impl<'a> __serde::Ser for Task<'a> {
        fn serialize<__S: __serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> __private::Result<__S::Ok, __S::Error> {
            let mut __elements = __serde::Elements::new(__serializer, 5)?;
            __elements.tag(__Tag::Int(1))?;
            <u64 as __Serde<'_>>::element(&self.id, __elements.inner())?;
            __elements.reserved()?;
            <Cow<'a, str> as __Serde<'_>>::element(&self.worker, __elements.inner())?;
            __serde::with_element::<Self, 2, _>(&self.every, __elements.inner())?;
            __elements.end()
        }
    }
    #[automatically_derived]
    impl<'a> __serde::Serialize for Task<'a> {
        fn serialize<__S: __serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> __private::Result<__S::Ok, __S::Error> {
            __serde::Ser::serialize(self, __serializer)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::De<'__de> for Task<'a> {
        fn deserialize<__D: __serde::Deserializer<'__de>>(
            __deserializer: __D,
            __place: &__serde::Place<'_>,
        ) -> __private::Result<Self, __D::Error> {
            __serde::message::array::<Self, __D>(__deserializer, __place)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::Deserialize<'__de> for Task<'a> {
        fn deserialize<__D: __serde::Deserializer<'__de>>(
            __deserializer: __D,
        ) -> __private::Result<Self, __D::Error> {
            __serde::deserialize(__deserializer)
        }
    }
    #[automatically_derived]
    impl __klaw::Family for Task<'static> {
        type Of<'__a> = Task<'__a>;
    }
};
