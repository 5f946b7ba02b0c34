//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(view_of = Task<'a>, frozen, rename_all = "camelCase")]
// struct TaskView<'a> {
//     task_id: u64,
//     #[wire(rename = "worker")]
//     name: &'a str,
//     #[wire(with = seconds)]
//     started: Duration,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __VIEWED: &__view::Viewed = &<Task<'_> as __view::Viewable>::VIEWED;
    const __COLUMNS: [__view::Column; 3] = __view::columns(
        __VIEWED,
        [
            ("taskId", __Some(<u64 as __view::Part<'_>>::TYPE)),
            ("worker", __Some(<&'_ str as __view::Part<'_>>::TYPE)),
            ("started", __Some(__schema::WireType::Opaque)),
        ],
    );
    const _: () = __view::viewable(__VIEWED);
    const _: () = __view::in_place(__VIEWED, &__COLUMNS, 0);
    const _: () = __view::of_a_type(__VIEWED, &__COLUMNS, 0);
    const _: () = __view::in_place(__VIEWED, &__COLUMNS, 1);
    const _: () = __view::of_a_type(__VIEWED, &__COLUMNS, 1);
    const _: () = __view::in_place(__VIEWED, &__COLUMNS, 2);
    const _: () = __view::of_a_type(__VIEWED, &__COLUMNS, 2);
    #[doc(hidden)]
    #[allow(missing_debug_implementations, unreachable_pub, reason = "generated code")]
    pub struct __Slots<'a>(
        __Option<u64>,
        __Option<&'a str>,
        __Option<Duration>,
        __PhantomData<fn() -> TaskView<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::view::View<'__de> for TaskView<'a> {
        type Slots = __Slots<'a>;
        const EMPTY: Self::Slots = __Slots(__None, __None, __None, __PhantomData);
        const VIEWED: &'static __view::Viewed = __VIEWED;
        const COLUMNS: &'static [__view::Column] = &__COLUMNS;
        #[inline(always)]
        fn read_field(
            __slots: &mut Self::Slots,
            __slot: __usize,
            __reader: &mut __Reader<'__de>,
            __message: &'static __schema::MessageSchema,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __bool {
            match __slot {
                0 => {
                    <u64 as __view::Part<
                        '_,
                    >>::fill(
                        &mut __slots.0,
                        __reader,
                        __view::rules::<Self, 0>(__message),
                        __failed,
                    )
                        && <__view::At<
                            Task<'a>,
                            { __COLUMNS[0].position },
                            { __COLUMNS[0].kind },
                        > as __view::Known<u64>>::accepts(&__slots.0, __failed)
                }
                1 => {
                    <&'a str as __view::Part<
                        '_,
                    >>::fill(
                        &mut __slots.1,
                        __reader,
                        __view::rules::<Self, 1>(__message),
                        __failed,
                    )
                        && <__view::At<
                            Task<'a>,
                            { __COLUMNS[1].position },
                            { __COLUMNS[1].kind },
                        > as __view::Known<&'a str>>::accepts(&__slots.1, __failed)
                }
                2 => {
                    __private::fill(&mut __slots.2, seconds::decode(__reader), __failed)
                        && <__view::At<
                            Task<'a>,
                            { __COLUMNS[2].position },
                            { __COLUMNS[2].kind },
                        > as __view::Known<Duration>>::accepts(&__slots.2, __failed)
                }
                _ => true,
            }
        }
        #[inline(always)]
        fn read_elements<__E: __array::Elements>(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __elements: __E,
            __message: &'static __schema::MessageSchema,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            __view::element::<
                Self,
                __E,
                0,
            >(__slots, __reader, __elements, __message, __failed)?;
            __view::element::<
                Self,
                __E,
                1,
            >(__slots, __reader, __elements, __message, __failed)?;
            __view::element::<
                Self,
                __E,
                2,
            >(__slots, __reader, __elements, __message, __failed)?;
            __Ok(())
        }
        #[inline(always)]
        fn assemble(
            __slots: &mut Self::Slots,
            __found: &__view::Found,
        ) -> __Result<Self> {
            __Ok(Self {
                task_id: <__view::At<
                    Task<'a>,
                    { __COLUMNS[0].position },
                    { __COLUMNS[0].kind },
                > as __view::Known<u64>>::value(__slots.0.take(), __found, "taskId")?,
                name: <__view::At<
                    Task<'a>,
                    { __COLUMNS[1].position },
                    { __COLUMNS[1].kind },
                > as __view::Known<
                    &'a str,
                >>::value(__slots.1.take(), __found, "worker")?,
                started: <__view::At<
                    Task<'a>,
                    { __COLUMNS[2].position },
                    { __COLUMNS[2].kind },
                > as __view::Known<
                    Duration,
                >>::value(__slots.2.take(), __found, "started")?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for TaskView<'a> {
        const MIN_SIZE: __usize = __view::min_size(__VIEWED);
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __view::decode::<Self>(__reader)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __view::Part<'__de> for TaskView<'a> {
        const TYPE: __schema::WireType = __VIEWED.ty;
        #[inline]
        fn fill(
            __slot: &mut __Option<Self>,
            __reader: &mut __Reader<'__de>,
            _: __Option<&'static __Rules>,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __bool {
            __private::fill(__slot, __view::decode::<Self>(__reader), __failed)
        }
    }
    const _: () = __private::frozen::<u64>();
    const _: () = __private::frozen::<&'_ str>();
    const _: () = __private::frozen::<Duration>();
    #[automatically_derived]
    impl<'a> __klaw::Frozen for TaskView<'a> {}
};
