//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(array_like, tag = "job", forbid_unknown_fields, validate = Job::check)]
// struct Job<'a> {
//     #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
//     name: &'a str,
//     #[constrain(pattern = "^(low|high)-[0-9]+$")]
//     class: &'a str,
//     #[constrain(gt = 0.0, le = LONGEST)]
//     timeout: f64,
//     #[constrain(
//         max_length = 8,
//         keys(min_length = 1),
//         values(items(ge = -1, multiple_of = 2), with = even)
//     )]
//     shares: BTreeMap<&'a str, Vec<i64>>,
//     #[constrain(with = known)]
//     parent: Option<u64>,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __RULES_name_PATTERN: &__Pattern = &__Pattern::classes(
        "^[a-z][a-z0-9-]*$",
        &[(b'a', b'z')],
        &[(b'-', b'-'), (b'0', b'9'), (b'a', b'z')],
        false,
    );
    const __RULES_name: &__Rules = &__Rules::NONE
        .min_length(1)
        .max_length(63)
        .pattern(__RULES_name_PATTERN);
    const __RULES_class_PATTERN: &__Pattern = &__Pattern::table(
        "^(low|high)-[0-9]+$",
        &[
            (b'-', b'-', 1),
            (b'0', b'9', 2),
            (b'g', b'g', 3),
            (b'h', b'h', 4),
            (b'i', b'i', 5),
            (b'l', b'l', 6),
            (b'o', b'o', 7),
            (b'w', b'w', 8),
        ],
        &[
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 0, 0,
            0, 0, 30, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            60, 0, 0, 0, 0, 0, 70, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80, 0, 0, 0,
            0, 0, 80, 0, 0, 0, 0, 0, 0, 90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 10,
        ],
        20,
        10,
    );
    const __RULES_class: &__Rules = &__Rules::NONE.pattern(__RULES_class_PATTERN);
    const __RULES_timeout: &__Rules = &__Rules::NONE
        .gt(0, 0.0)
        .le(LONGEST as __i128, LONGEST as __f64);
    const __RULES_shares_KEYS: &__Rules = &__Rules::NONE.min_length(1);
    const __RULES_shares_VALUES_ITEMS: &__Rules = &__Rules::NONE
        .ge(-1, -1.0)
        .multiple_of(2, 2.0);
    const __RULES_shares_VALUES: &__Rules = &__Rules::NONE
        .items(__RULES_shares_VALUES_ITEMS);
    const __RULES_shares: &__Rules = &__Rules::NONE
        .max_length(8)
        .keys(__RULES_shares_KEYS)
        .values(__RULES_shares_VALUES);
    const __RULES_name_TYPE: __private::assert::Subject = __Some(
        &<&'_ str as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::length(__RULES_name_TYPE);
    const _: () = __private::assert::lengths(__RULES_name_TYPE, __RULES_name);
    const _: () = __private::assert::pattern(__RULES_name_TYPE);
    const __RULES_class_TYPE: __private::assert::Subject = __Some(
        &<&'_ str as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::pattern(__RULES_class_TYPE);
    const __RULES_timeout_TYPE: __private::assert::Subject = __Some(
        &<f64 as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::lower(__RULES_timeout_TYPE, __RULES_timeout, true);
    const _: () = __private::assert::upper(__RULES_timeout_TYPE, __RULES_timeout, false);
    const _: () = __private::assert::range(__RULES_timeout_TYPE, __RULES_timeout);
    const __RULES_shares_TYPE: __private::assert::Subject = __Some(
        &<BTreeMap<&'_ str, Vec<i64>> as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::length(__RULES_shares_TYPE);
    const _: () = __private::assert::entries(__RULES_shares_TYPE);
    const _: () = __private::assert::length(
        __private::assert::key_of(__RULES_shares_TYPE),
    );
    const _: () = __private::assert::entries(__RULES_shares_TYPE);
    const _: () = __private::assert::items(
        __private::assert::value_of(__RULES_shares_TYPE),
    );
    const _: () = __private::assert::lower(
        __private::assert::item_of(__private::assert::value_of(__RULES_shares_TYPE)),
        __RULES_shares_VALUES_ITEMS,
        false,
    );
    const _: () = __private::assert::multiple_of(
        __private::assert::item_of(__private::assert::value_of(__RULES_shares_TYPE)),
        __RULES_shares_VALUES_ITEMS,
        false,
    );
    #[automatically_derived]
    impl<'a> __klaw::Encode for Job<'a> {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Job",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::sum(
                9,
                &[
                    <&'a str as __Field<'_>>::BOUND,
                    <&'a str as __Field<'_>>::BOUND,
                    <f64 as __Field<'_>>::BOUND,
                    <BTreeMap<&'a str, Vec<i64>> as __Field<'_>>::BOUND,
                    <Option<u64> as __Field<'_>>::BOUND,
                ],
            )
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            <&'a str as __Field<'_>>::dynamic(&self.name)
                .saturating_add(<&'a str as __Field<'_>>::dynamic(&self.class))
                .saturating_add(<f64 as __Field<'_>>::dynamic(&self.timeout))
                .saturating_add(
                    <BTreeMap<&'a str, Vec<i64>> as __Field<'_>>::dynamic(&self.shares),
                )
                .saturating_add(<Option<u64> as __Field<'_>>::dynamic(&self.parent))
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            __sink.block(*b"\x96\xA3job");
            <&'a str as __Field<'_>>::put(&self.name, __sink);
            <&'a str as __Field<'_>>::put(&self.class, __sink);
            <f64 as __Field<'_>>::put(&self.timeout, __sink);
            <BTreeMap<&'a str, Vec<i64>> as __Field<'_>>::put(&self.shares, __sink);
            <Option<u64> as __Field<'_>>::put(&self.parent, __sink);
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
        __Option<&'a str>,
        __Option<&'a str>,
        __Option<f64>,
        __Option<BTreeMap<&'a str, Vec<i64>>>,
        __Option<Option<u64>>,
        __PhantomData<fn() -> Job<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __array::Positional<'__de> for Job<'a> {
        type Output = Self;
        type Slots = __Slots<'a>;
        const EMPTY: Self::Slots = __Slots(
            __None,
            __None,
            __None,
            __None,
            __None,
            __PhantomData,
        );
        const TAG: __Option<__Tag> = __Some(__Tag::Str("job"));
        const FIELDS: __usize = 5;
        const REQUIRED: __usize = 5;
        const FORBID_UNKNOWN: __bool = true;
        const PREFIX: &'static [__u8] = b"\x96\xA3job";
        #[inline(always)]
        fn fill_fields<__E: __array::Elements>(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __elements: __E,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            if !<&'a str as __Field<
                '_,
            >>::fill_ruled(&mut __slots.0, __reader, __RULES_name, __failed) {
                return __array::failed(__failed, 1);
            }
            if !<&'a str as __Field<
                '_,
            >>::fill_ruled(&mut __slots.1, __reader, __RULES_class, __failed) {
                return __array::failed(__failed, 2);
            }
            if !<f64 as __Field<
                '_,
            >>::fill_ruled(&mut __slots.2, __reader, __RULES_timeout, __failed) {
                return __array::failed(__failed, 3);
            }
            if !<BTreeMap<
                &'a str,
                Vec<i64>,
            > as __Field<
                '_,
            >>::fill_ruled(&mut __slots.3, __reader, __RULES_shares, __failed) {
                return __array::failed(__failed, 4);
            }
            if let __Some(__value) = &__slots.3 {
                __array::in_element(__private::check_values(__value, even), 4)?;
            }
            if !<Option<u64> as __Field<'_>>::fill(&mut __slots.4, __reader, __failed) {
                return __array::failed(__failed, 5);
            }
            if let __Some(__value) = &__slots.4 {
                __array::in_element(__private::check_some(__value, known), 5)?;
            }
            __Ok(())
        }
        #[inline(always)]
        fn assemble<__E: __array::Elements>(
            __slots: &mut Self::Slots,
        ) -> __Result<Self::Output> {
            __private::validated(
                Self {
                    name: __array::required(&mut __slots.0, 1usize)?,
                    class: __array::required(&mut __slots.1, 2usize)?,
                    timeout: __array::required(&mut __slots.2, 3usize)?,
                    shares: __array::required(&mut __slots.3, 4usize)?,
                    parent: __array::required(&mut __slots.4, 5usize)?,
                },
                Job::check,
            )
        }
        #[inline]
        fn decode_fields_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
        ) -> __Result<()> {
            __array::in_element(
                <&'a str as __Field<
                    '_,
                >>::decode_over(&mut __output.name, __reader, __RULES_name),
                1,
            )?;
            __array::in_element(
                <&'a str as __Field<
                    '_,
                >>::decode_over(&mut __output.class, __reader, __RULES_class),
                2,
            )?;
            __array::in_element(
                <f64 as __Field<
                    '_,
                >>::decode_over(&mut __output.timeout, __reader, __RULES_timeout),
                3,
            )?;
            __array::in_element(
                <BTreeMap<
                    &'a str,
                    Vec<i64>,
                > as __Field<
                    '_,
                >>::decode_over(&mut __output.shares, __reader, __RULES_shares),
                4,
            )?;
            __array::in_element(__private::check_values(&__output.shares, even), 4)?;
            __array::in_element(
                <Option<
                    u64,
                > as __Field<
                    '_,
                >>::decode_over(&mut __output.parent, __reader, &__Rules::NONE),
                5,
            )?;
            __array::in_element(__private::check_some(&__output.parent, known), 5)?;
            __reader.end();
            __private::check(__output, Job::check)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Job<'a> {
        const MIN_SIZE: __usize = 2 + <&'a str as __Field<'_>>::MIN_SIZE
            + <&'a str as __Field<'_>>::MIN_SIZE + <f64 as __Field<'_>>::MIN_SIZE
            + <BTreeMap<&'a str, Vec<i64>> as __Field<'_>>::MIN_SIZE
            + <Option<u64> as __Field<'_>>::MIN_SIZE;
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
    impl<'__de: 'a, 'a> __klaw::DecodeInPlace<'__de> for Job<'a> {}
    #[automatically_derived]
    impl<'a> __klaw::Validate for Job<'a> {
        fn validate(&self) -> __Result<()> {
            __array::in_element(
                <&'a str as __Field<'_>>::validate_ruled(&self.name, __RULES_name),
                1,
            )?;
            __array::in_element(
                <&'a str as __Field<'_>>::validate_ruled(&self.class, __RULES_class),
                2,
            )?;
            __array::in_element(
                <f64 as __Field<'_>>::validate_ruled(&self.timeout, __RULES_timeout),
                3,
            )?;
            __array::in_element(
                <BTreeMap<
                    &'a str,
                    Vec<i64>,
                > as __Field<'_>>::validate_ruled(&self.shares, __RULES_shares),
                4,
            )?;
            __array::in_element(__private::check_values(&self.shares, even), 4)?;
            __array::in_element(
                <Option<u64> as __Field<'_>>::validate(&self.parent),
                5,
            )?;
            __array::in_element(__private::check_some(&self.parent, known), 5)?;
            __private::check(self, Job::check)?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::WireMessage for Job<'a> {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Job",
            doc: "",
            shape: __schema::Shape::Message(__schema::MessageSchema {
                form: __schema::Form::Array,
                tag: __Some(__Tag::Str("job")),
                forbid_unknown_fields: true,
                omits_defaults: false,
                fields: &[
                    __schema::FieldSchema {
                        name: "name",
                        doc: "",
                        aliases: &[],
                        position: 0,
                        since: 1,
                        ty: <&'a str as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __Some(__RULES_name),
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "class",
                        doc: "",
                        aliases: &[],
                        position: 1,
                        since: 1,
                        ty: <&'a str as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __Some(__RULES_class),
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "timeout",
                        doc: "",
                        aliases: &[],
                        position: 2,
                        since: 1,
                        ty: <f64 as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __Some(__RULES_timeout),
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "shares",
                        doc: "",
                        aliases: &[],
                        position: 3,
                        since: 1,
                        ty: <BTreeMap<&'a str, Vec<i64>> as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __Some(__RULES_shares),
                        checked: true,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "parent",
                        doc: "",
                        aliases: &[],
                        position: 4,
                        since: 1,
                        ty: <Option<u64> as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: false,
                        rules: __None,
                        checked: true,
                        check_default: __None,
                        lax: false,
                    },
                ],
                reserved: &[],
            }),
            checked: true,
        };
    }
    #[automatically_derived]
    impl<'a> __view::Checked<3, BTreeMap<&'a str, Vec<i64>>> for Job<'a> {
        fn check(__value: &BTreeMap<&'a str, Vec<i64>>) -> __Result<()> {
            __private::check_values(__value, even)?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __view::Checked<4, Option<u64>> for Job<'a> {
        fn check(__value: &Option<u64>) -> __Result<()> {
            __private::check_some(__value, known)?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl __klaw::Family for Job<'static> {
        type Of<'__a> = Job<'__a>;
    }
};
