//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(array_like, accept_map, omit_trailing_defaults)]
// struct Tree<T, const N: usize>
// where
//     T: Clone,
// {
//     value: T,
//     #[wire(default)]
//     note: Option<T>,
//     #[wire(default)]
//     children: Vec<Tree<T, N>>,
//     #[wire(default = [0;N])]
//     weights: [u32; N],
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    #[automatically_derived]
    impl<T, const N: usize> __klaw::Encode for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Encode,
        Option<T>: __klaw::Encode,
        Option<T>: __PartialEq,
        Option<T>: __Default,
        T: __PartialEq,
    {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Tree",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::sum(
                5,
                &[
                    <T as __klaw::Encode>::BOUND.part(),
                    <Option<T> as __klaw::Encode>::BOUND.part(),
                    <Vec<Tree<T, N>> as __klaw::Encode>::BOUND.part(),
                    <[u32; N] as __Field<'_>>::BOUND,
                ],
            )
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            <T as __klaw::Encode>::dynamic(&self.value)
                .saturating_add(<Option<T> as __klaw::Encode>::dynamic(&self.note))
                .saturating_add(
                    <Vec<Tree<T, N>> as __klaw::Encode>::dynamic(&self.children),
                )
                .saturating_add(<[u32; N] as __Field<'_>>::dynamic(&self.weights))
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            let mut __count = 4;
            __count = __private::without_last(
                __count,
                3,
                <[u32; N] as __PartialEq>::eq(&self.weights, &[0; N]),
            );
            __count = __private::without_last(
                __count,
                2,
                <Vec<
                    Tree<T, N>,
                > as __PartialEq>::eq(
                    &self.children,
                    &<Vec<Tree<T, N>> as __Default>::default(),
                ),
            );
            __count = __private::without_last(
                __count,
                1,
                <Option<
                    T,
                > as __PartialEq>::eq(&self.note, &<Option<T> as __Default>::default()),
            );
            __sink.put_array(__count);
            <T as __klaw::Encode>::put(&self.value, __sink);
            if __count > 1 {
                <Option<T> as __klaw::Encode>::put(&self.note, __sink);
            }
            if __count > 2 {
                <Vec<Tree<T, N>> as __klaw::Encode>::put(&self.children, __sink);
            }
            if __count > 3 {
                <[u32; N] as __Field<'_>>::put(&self.weights, __sink);
            }
        }
    }
    #[doc(hidden)]
    #[allow(
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub,
        reason = "generated code"
    )]
    pub struct __Slots<T, const N: usize>(
        __Option<T>,
        __Option<Option<T>>,
        __Option<Vec<Tree<T, N>>>,
        __Option<[u32; N]>,
        __PhantomData<fn() -> Tree<T, N>>,
    )
    where
        T: Clone;
    #[automatically_derived]
    impl<'__de, T, const N: usize> __array::Positional<'__de> for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Decode<'__de>,
        Option<T>: __klaw::Decode<'__de>,
        Option<T>: __Default,
    {
        type Output = Self;
        type Slots = __Slots<T, N>;
        const EMPTY: Self::Slots = __Slots(
            __None,
            __None,
            __None,
            __None,
            __PhantomData,
        );
        const TAG: __Option<__Tag> = __None;
        const FIELDS: __usize = 4;
        const REQUIRED: __usize = 1;
        const FORBID_UNKNOWN: __bool = false;
        const PREFIX: &'static [__u8] = b"\x94";
        #[inline(always)]
        fn fill_fields<__E: __array::Elements>(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __elements: __E,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            if !<T as __klaw::Decode<'__de>>::fill(&mut __slots.0, __reader, __failed) {
                return __array::failed(__failed, 0);
            }
            if __elements.has(1) {
                if !<Option<
                    T,
                > as __klaw::Decode<'__de>>::fill(&mut __slots.1, __reader, __failed) {
                    return __array::failed(__failed, 1);
                }
            }
            if __elements.has(2) {
                if !<Vec<
                    Tree<T, N>,
                > as __klaw::Decode<'__de>>::fill(&mut __slots.2, __reader, __failed) {
                    return __array::failed(__failed, 2);
                }
            }
            if __elements.has(3) {
                if !<[u32; N] as __Field<'_>>::fill(&mut __slots.3, __reader, __failed) {
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
                value: __array::required(&mut __slots.0, 1usize)?,
                note: match __slots.1.take() {
                    __Some(__value) => __value,
                    __None => <Option<T> as __Default>::default(),
                },
                children: match __slots.2.take() {
                    __Some(__value) => __value,
                    __None => <Vec<Tree<T, N>> as __Default>::default(),
                },
                weights: match __slots.3.take() {
                    __Some(__value) => __value,
                    __None => [0; N],
                },
            })
        }
        #[inline]
        fn decode_fields_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
        ) -> __Result<()> {
            __array::in_element(
                <T as __klaw::Decode<
                    '__de,
                >>::decode_over(&mut __output.value, __reader, &__Rules::NONE),
                0,
            )?;
            __array::in_element(
                <Option<
                    T,
                > as __klaw::Decode<
                    '__de,
                >>::decode_over(&mut __output.note, __reader, &__Rules::NONE),
                1,
            )?;
            __array::in_element(
                <Vec<
                    Tree<T, N>,
                > as __klaw::Decode<
                    '__de,
                >>::decode_over(&mut __output.children, __reader, &__Rules::NONE),
                2,
            )?;
            __array::in_element(
                <[u32; N] as __Field<
                    '_,
                >>::decode_over(&mut __output.weights, __reader, &__Rules::NONE),
                3,
            )?;
            __reader.end();
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'__de, T, const N: usize> __map::Keyed<'__de> for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Decode<'__de>,
        Option<T>: __klaw::Decode<'__de>,
        Option<T>: __Default,
    {
        type Output = Self;
        type Slots = __Slots<T, N>;
        const EMPTY: Self::Slots = __Slots(
            __None,
            __None,
            __None,
            __None,
            __PhantomData,
        );
        const KEYS: &'static __map::Keys = &__map::Keys {
            names: &[
                __map::Name {
                    name: "value",
                    key: b"\xA5value",
                    field: 0,
                },
                __map::Name {
                    name: "note",
                    key: b"\xA4note",
                    field: 1,
                },
                __map::Name {
                    name: "children",
                    key: b"\xA8children",
                    field: 2,
                },
                __map::Name {
                    name: "weights",
                    key: b"\xA7weights",
                    field: 3,
                },
            ],
            tag: __None,
            tag_entry: b"",
            tag_field: "type",
            forbid_unknown: false,
        };
        #[inline]
        fn fill_entries(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __entries: &mut __map::Entries,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            while let __Some(__key) = __entries.next(__reader, Self::KEYS)? {
                match __key {
                    0 => {
                        if !<T as __klaw::Decode<
                            '__de,
                        >>::fill(&mut __slots.0, __reader, __failed) {
                            return __map::failed(__failed, "value");
                        }
                    }
                    1 => {
                        if !<Option<
                            T,
                        > as __klaw::Decode<
                            '__de,
                        >>::fill(&mut __slots.1, __reader, __failed) {
                            return __map::failed(__failed, "note");
                        }
                    }
                    2 => {
                        if !<Vec<
                            Tree<T, N>,
                        > as __klaw::Decode<
                            '__de,
                        >>::fill(&mut __slots.2, __reader, __failed) {
                            return __map::failed(__failed, "children");
                        }
                    }
                    3 => {
                        if !<[u32; N] as __Field<
                            '_,
                        >>::fill(&mut __slots.3, __reader, __failed) {
                            return __map::failed(__failed, "weights");
                        }
                    }
                    _ => __reader.skip()?,
                }
            }
            __Ok(())
        }
        #[inline(always)]
        fn assemble_entries(
            __slots: &mut Self::Slots,
            __start: __usize,
        ) -> __Result<Self::Output> {
            __Ok(Self {
                value: __map::required(&mut __slots.0, "value", __start)?,
                note: match __slots.1.take() {
                    __Some(__value) => __value,
                    __None => <Option<T> as __Default>::default(),
                },
                children: match __slots.2.take() {
                    __Some(__value) => __value,
                    __None => <Vec<Tree<T, N>> as __Default>::default(),
                },
                weights: match __slots.3.take() {
                    __Some(__value) => __value,
                    __None => [0; N],
                },
            })
        }
        #[inline]
        fn decode_entries_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
            __entries: &mut __map::Entries,
        ) -> __Result<()> {
            let mut __seen_value = false;
            let mut __seen_note = false;
            let mut __seen_children = false;
            let mut __seen_weights = false;
            while let __Some(__key) = __entries.next(__reader, Self::KEYS)? {
                match __key {
                    0 => {
                        __map::in_entry(
                            <T as __klaw::Decode<
                                '__de,
                            >>::decode_over(
                                &mut __output.value,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "value",
                        )?;
                        __seen_value = true;
                    }
                    1 => {
                        __map::in_entry(
                            <Option<
                                T,
                            > as __klaw::Decode<
                                '__de,
                            >>::decode_over(
                                &mut __output.note,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "note",
                        )?;
                        __seen_note = true;
                    }
                    2 => {
                        __map::in_entry(
                            <Vec<
                                Tree<T, N>,
                            > as __klaw::Decode<
                                '__de,
                            >>::decode_over(
                                &mut __output.children,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "children",
                        )?;
                        __seen_children = true;
                    }
                    3 => {
                        __map::in_entry(
                            <[u32; N] as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.weights,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "weights",
                        )?;
                        __seen_weights = true;
                    }
                    _ => __reader.skip()?,
                }
            }
            __reader.end();
            if !__seen_value {
                __map::missing("value")?;
            }
            if !__seen_note {
                __output.note = <Option<T> as __Default>::default();
            }
            if !__seen_children {
                __output.children = <Vec<Tree<T, N>> as __Default>::default();
            }
            if !__seen_weights {
                __output.weights = [0; N];
            }
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'__de, T, const N: usize> __klaw::Decode<'__de> for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Decode<'__de>,
        Option<T>: __klaw::Decode<'__de>,
        Option<T>: __Default,
    {
        const MIN_SIZE: __usize = 1 + <T as __klaw::Decode<'__de>>::MIN_SIZE;
        #[inline(always)]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __either::decode::<Self>(__reader)
        }
        #[inline]
        fn decode_over(
            &mut self,
            __reader: &mut __Reader<'__de>,
            _: &'static __Rules,
        ) -> __Result<()> {
            __either::decode_over::<Self>(self, __reader)
        }
    }
    #[automatically_derived]
    impl<'__de, T, const N: usize> __klaw::DecodeInPlace<'__de> for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Decode<'__de>,
        Option<T>: __klaw::Decode<'__de>,
        Option<T>: __Default,
    {}
    #[automatically_derived]
    impl<T, const N: usize> __klaw::Validate for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Validate,
        Option<T>: __klaw::Validate,
    {
        fn validate(&self) -> __Result<()> {
            __array::in_element(<T as __klaw::Validate>::validate(&self.value), 0)?;
            __array::in_element(
                <Option<T> as __klaw::Validate>::validate(&self.note),
                1,
            )?;
            __array::in_element(
                <Vec<Tree<T, N>> as __klaw::Validate>::validate(&self.children),
                2,
            )?;
            __array::in_element(<[u32; N] as __Field<'_>>::validate(&self.weights), 3)?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<T, const N: usize> __klaw::WireMessage for Tree<T, N>
    where
        T: Clone,
        T: __klaw::Encode,
        Option<T>: __klaw::Encode,
        Option<T>: __PartialEq,
        Option<T>: __Default,
        T: __PartialEq,
    {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Tree",
            doc: "",
            shape: __schema::Shape::Message(__schema::MessageSchema {
                form: __schema::Form::ArrayOrMap {
                    tag_field: "type",
                },
                tag: __None,
                forbid_unknown_fields: false,
                omits_defaults: true,
                fields: &[
                    __schema::FieldSchema {
                        name: "value",
                        doc: "",
                        aliases: &[],
                        position: 0,
                        since: 1,
                        ty: <T as __klaw::Encode>::TYPE,
                        generic: true,
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
                        name: "note",
                        doc: "",
                        aliases: &[],
                        position: 1,
                        since: 1,
                        ty: <Option<T> as __klaw::Encode>::TYPE,
                        generic: true,
                        required: false,
                        default: __Some(""),
                        default_value: __None,
                        secret: false,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "children",
                        doc: "",
                        aliases: &[],
                        position: 2,
                        since: 1,
                        ty: <Vec<Tree<T, N>> as __klaw::Encode>::TYPE,
                        generic: true,
                        required: false,
                        default: __Some(""),
                        default_value: __None,
                        secret: false,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "weights",
                        doc: "",
                        aliases: &[],
                        position: 3,
                        since: 1,
                        ty: <[u32; N] as __Field<'_>>::TYPE,
                        generic: false,
                        required: false,
                        default: __Some("[0;N]"),
                        default_value: __None,
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
    #[automatically_derived]
    impl<T, const N: usize> __view::Defaulted<3, [u32; N]> for Tree<T, N>
    where
        T: Clone,
    {
        fn __default() -> [u32; N] {
            [0; N]
        }
    }
    #[automatically_derived]
    impl<T, const N: usize> __klaw::Family for Tree<T, N>
    where
        T: Clone,
        Tree<T, N>: __klaw::WireMessage + __klaw::DecodeOwned + 'static,
    {
        type Of<'__a> = Self;
    }
    #[automatically_derived]
    impl<T, const N: usize> __klaw::Covariant for Tree<T, N>
    where
        T: Clone,
        Tree<T, N>: __klaw::WireMessage + __klaw::DecodeOwned + 'static,
    {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Self {
            __message
        }
    }
};
