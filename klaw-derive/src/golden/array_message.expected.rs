//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(array_like, tag = 1, frozen)]
// struct Task<'a> {
//     id: u64,
//     #[constrain(max_length = 255)]
//     worker: Cow<'a, str>,
//     #[wire(default = 3)]
//     retries: u32,
//     #[wire(skip)]
//     cache: String,
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
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::sum(
                6,
                &[
                    <u64 as __Field<'_>>::BOUND,
                    <Cow<'a, str> as __Field<'_>>::BOUND,
                    <u32 as __Field<'_>>::BOUND,
                ],
            )
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            <u64 as __Field<'_>>::dynamic(&self.id)
                .saturating_add(<Cow<'a, str> as __Field<'_>>::dynamic(&self.worker))
                .saturating_add(<u32 as __Field<'_>>::dynamic(&self.retries))
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            __sink.block(*b"\x94\x01");
            <u64 as __Field<'_>>::put(&self.id, __sink);
            <Cow<'a, str> as __Field<'_>>::put(&self.worker, __sink);
            <u32 as __Field<'_>>::put(&self.retries, __sink);
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
        __Option<u32>,
        __PhantomData<fn() -> Task<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __array::Positional<'__de> for Task<'a> {
        type Output = Self;
        type Slots = __Slots<'a>;
        const EMPTY: Self::Slots = __Slots(__None, __None, __None, __PhantomData);
        const TAG: __Option<__Tag> = __Some(__Tag::Int(1));
        const FIELDS: __usize = 3;
        const REQUIRED: __usize = 2;
        const FORBID_UNKNOWN: __bool = false;
        const PREFIX: &'static [__u8] = b"\x94\x01";
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
            if !<Cow<
                'a,
                str,
            > as __Field<
                '_,
            >>::fill_ruled(&mut __slots.1, __reader, __RULES_worker, __failed) {
                return __array::failed(__failed, 2);
            }
            if __elements.has(2) {
                if !<u32 as __Field<'_>>::fill(&mut __slots.2, __reader, __failed) {
                    return __array::failed(__failed, 3);
                }
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
                retries: match __slots.2.take() {
                    __Some(__value) => __value,
                    __None => 3,
                },
                cache: <String as __Default>::default(),
            })
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Task<'a> {
        const MIN_SIZE: __usize = 2 + <u64 as __Field<'_>>::MIN_SIZE
            + <Cow<'a, str> as __Field<'_>>::MIN_SIZE;
        #[inline(always)]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __array::decode::<Self>(__reader)
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::Validate for Task<'a> {
        fn validate(&self) -> __Result<()> {
            __array::in_element(<u64 as __Field<'_>>::validate(&self.id), 1)?;
            __array::in_element(
                <Cow<
                    'a,
                    str,
                > as __Field<'_>>::validate_ruled(&self.worker, __RULES_worker),
                2,
            )?;
            __array::in_element(<u32 as __Field<'_>>::validate(&self.retries), 3)?;
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
                        position: 1,
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
                        name: "retries",
                        doc: "",
                        aliases: &[],
                        position: 2,
                        since: 1,
                        ty: <u32 as __Field<'_>>::TYPE,
                        generic: false,
                        required: false,
                        default: __Some("3"),
                        default_value: __Some(
                            <u32 as __Field<'_>>::default_of::<Self, 2>,
                        ),
                        secret: false,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                ],
                reserved: &[],
            }),
            checked: false,
        };
    }
    const _: () = __private::frozen::<u64>();
    const _: () = __private::frozen::<Cow<'_, str>>();
    const _: () = __private::frozen::<u32>();
    const _: () = __private::frozen::<String>();
    #[automatically_derived]
    impl<'a> __klaw::Frozen for Task<'a> {}
    #[automatically_derived]
    impl<'a> __view::Defaulted<2, u32> for Task<'a> {
        fn __default() -> u32 {
            3
        }
    }
    #[automatically_derived]
    impl __klaw::Family for Task<'static> {
        type Of<'__a> = Task<'__a>;
    }
    #[automatically_derived]
    impl __klaw::Covariant for Task<'static> {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Task<'__a> {
            __message
        }
    }
};
