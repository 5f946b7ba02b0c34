//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(view_of = Event<'a, T>)]
// struct EventView<'a, T> {
//     #[wire(tag)]
//     tag: &'a str,
//     header: Header<'a>,
//     payload: T,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __VIEWED: &__view::Viewed = &<Event<'_, __Any> as __view::Viewable>::VIEWED;
    const __COLUMNS: [__view::Column; 2] = __view::columns(
        __VIEWED,
        [
            ("header", __Some(<Header<'_> as __view::Part<'_>>::TYPE)),
            ("payload", __Some(<__Any as __view::Part<'_>>::TYPE)),
        ],
    );
    const _: () = __view::viewable(__VIEWED);
    const _: () = __view::in_place(__VIEWED, &__COLUMNS, 0);
    const _: () = __view::of_a_type(__VIEWED, &__COLUMNS, 0);
    const _: () = __view::in_place(__VIEWED, &__COLUMNS, 1);
    const _: () = __view::of_a_type(__VIEWED, &__COLUMNS, 1);
    const _: () = __view::tagged(__VIEWED, <&'_ str as __view::TagValue>::IS_INT);
    #[doc(hidden)]
    #[allow(missing_debug_implementations, unreachable_pub, reason = "generated code")]
    pub struct __Slots<'a, T>(
        __Option<Header<'a>>,
        __Option<T>,
        __PhantomData<fn() -> EventView<'a, T>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a, T> __klaw::view::View<'__de> for EventView<'a, T>
    where
        T: __view::Part<'__de>,
        __view::At<
            (),
            { __COLUMNS[1].position },
            { __COLUMNS[1].kind },
        >: __view::Known<T>,
    {
        type Slots = __Slots<'a, T>;
        const EMPTY: Self::Slots = __Slots(__None, __None, __PhantomData);
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
                    <Header<
                        'a,
                    > as __view::Part<
                        '_,
                    >>::fill(
                        &mut __slots.0,
                        __reader,
                        __view::rules::<Self, 0>(__message),
                        __failed,
                    )
                        && <__view::At<
                            Event<'a, T>,
                            { __COLUMNS[0].position },
                            { __COLUMNS[0].kind },
                        > as __view::Known<Header<'a>>>::accepts(&__slots.0, __failed)
                }
                1 => {
                    <T as __view::Part<
                        '_,
                    >>::fill(
                        &mut __slots.1,
                        __reader,
                        __view::rules::<Self, 1>(__message),
                        __failed,
                    )
                        && <__view::At<
                            (),
                            { __COLUMNS[1].position },
                            { __COLUMNS[1].kind },
                        > as __view::Known<T>>::accepts(&__slots.1, __failed)
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
            __Ok(())
        }
        #[inline(always)]
        fn assemble(
            __slots: &mut Self::Slots,
            __found: &__view::Found,
        ) -> __Result<Self> {
            __Ok(Self {
                tag: <&'a str as __view::TagValue>::found(__found),
                header: <__view::At<
                    Event<'a, T>,
                    { __COLUMNS[0].position },
                    { __COLUMNS[0].kind },
                > as __view::Known<
                    Header<'a>,
                >>::value(__slots.0.take(), __found, "header")?,
                payload: <__view::At<
                    (),
                    { __COLUMNS[1].position },
                    { __COLUMNS[1].kind },
                > as __view::Known<T>>::value(__slots.1.take(), __found, "payload")?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a, T> __klaw::Decode<'__de> for EventView<'a, T>
    where
        T: __view::Part<'__de>,
        __view::At<
            (),
            { __COLUMNS[1].position },
            { __COLUMNS[1].kind },
        >: __view::Known<T>,
    {
        const MIN_SIZE: __usize = __view::min_size(__VIEWED);
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __view::decode::<Self>(__reader)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a, T> __view::Part<'__de> for EventView<'a, T>
    where
        Self: __klaw::view::View<'__de>,
    {
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
};
