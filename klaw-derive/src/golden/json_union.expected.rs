//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(json, array_like)]
// enum Event<'a> {
//     Started(Started<'a>),
//     #[wire(tag = 2)]
//     Stopped {
//         exit_code: i32,
//         #[wire(default)]
//         #[constrain(with = known)]
//         reason: Option<&'a str>,
//     },
//     #[wire(other)]
//     Unknown(Raw<'a>),
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    trait __DefaultsStopped {
        fn __default_reason() -> __Result<()>;
    }
    #[automatically_derived]
    impl<'a> __DefaultsStopped for Event<'a> {
        fn __default_reason() -> __Result<()> {
            let __value: Option<&'a str> = <Option<&'a str> as __Default>::default();
            __map::in_entry(
                <Option<
                    &'a str,
                > as __Field<'_>>::validate_ruled(&__value, &__Rules::NONE),
                "reason",
            )?;
            __map::in_entry(__private::check_some(&__value, known), "reason")?;
            __Ok(())
        }
    }
    struct __StoppedMember<'a>(__PhantomData<Event<'a>>);
    #[doc(hidden)]
    #[allow(
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub,
        reason = "generated code"
    )]
    pub struct __SlotsStopped<'a>(
        __Option<i32>,
        __Option<Option<&'a str>>,
        __PhantomData<fn() -> Event<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __array::Positional<'__de> for __StoppedMember<'a> {
        type Output = Event<'a>;
        type Slots = __SlotsStopped<'a>;
        const EMPTY: Self::Slots = __SlotsStopped(__None, __None, __PhantomData);
        const TAG: __Option<__Tag> = __Some(__Tag::Int(2));
        const FIELDS: __usize = 2;
        const REQUIRED: __usize = 1;
        const FORBID_UNKNOWN: __bool = false;
        const PREFIX: &'static [__u8] = b"\x93\x02";
        #[inline(always)]
        fn fill_fields<__E: __array::Elements>(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __elements: __E,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            if !<i32 as __Field<'_>>::fill(&mut __slots.0, __reader, __failed) {
                return __array::failed(__failed, 1);
            }
            if __elements.has(1) {
                if !<Option<
                    &'a str,
                > as __Field<'_>>::fill(&mut __slots.1, __reader, __failed) {
                    return __array::failed(__failed, 2);
                }
                if let __Some(__value) = &__slots.1 {
                    __array::in_element(__private::check_some(__value, known), 2)?;
                }
            }
            __Ok(())
        }
        #[inline(always)]
        fn assemble<__E: __array::Elements>(
            __slots: &mut Self::Slots,
        ) -> __Result<Self::Output> {
            __Ok(Event::Stopped {
                exit_code: __array::required(&mut __slots.0, 1usize)?,
                reason: match __slots.1.take() {
                    __Some(__value) => __value,
                    __None => <Option<&'a str> as __Default>::default(),
                },
            })
        }
        const JSON_START: __json::Start = (b"[", b"2");
        #[inline(always)]
        fn fill_json_fields(
            __slots: &mut Self::Slots,
            __reader: &mut __json::Reader<'__de>,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<__usize> {
            let mut __more = false;
            if !__json_message::element(__reader, &mut __more, __failed) {
                return __Err(__private::taken(__failed));
            }
            if !__more {
                return __Ok(0);
            }
            if !<i32 as __Field<'_>>::fill_json(&mut __slots.0, __reader, __failed) {
                return __json_message::failed_element(__failed, 1);
            }
            if !__json_message::element(__reader, &mut __more, __failed) {
                return __Err(__private::taken(__failed));
            }
            if !__more {
                return __Ok(1);
            }
            if !<Option<
                &'a str,
            > as __Field<'_>>::fill_json(&mut __slots.1, __reader, __failed) {
                return __json_message::failed_element(__failed, 2);
            }
            if let __Some(__value) = &__slots.1 {
                __array::in_element(__private::check_some(__value, known), 2)?;
            }
            __Ok(2)
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::Encode for Event<'a> {
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
                    __Bound::<
                        Self,
                    >::sum(
                            6,
                            &[
                                <i32 as __Field<'_>>::BOUND,
                                <Option<&'a str> as __Field<'_>>::BOUND,
                            ],
                        )
                        .part(),
                    <Raw<'a> as __Field<'_>>::BOUND,
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
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    <i32 as __Field<'_>>::dynamic(__field_exit_code)
                        .saturating_add(
                            <Option<&'a str> as __Field<'_>>::dynamic(__field_reason),
                        )
                }
                Self::Unknown(__raw) => <Raw<'a> as __Field<'_>>::dynamic(__raw),
            }
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __member::InArray<'_>>::put(__member, __sink)
                }
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    __sink.block(*b"\x93\x02");
                    <i32 as __Field<'_>>::put(__field_exit_code, __sink);
                    <Option<&'a str> as __Field<'_>>::put(__field_reason, __sink);
                }
                Self::Unknown(__raw) => <Raw<'a> as __Field<'_>>::put(__raw, __sink),
            }
        }
        #[inline]
        fn encode_json(&self, __writer: &mut __json::Writer<'_>) {
            match self {
                Self::Started(__member) => {
                    <Started<
                        'a,
                    > as __member::InArray<'_>>::encode_json(__member, __writer)
                }
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    __writer.block(b"[2,");
                    <i32 as __Field<'_>>::encode_json(__field_exit_code, __writer);
                    __writer.block(b",");
                    <Option<
                        &'a str,
                    > as __Field<'_>>::encode_json(__field_reason, __writer);
                    __writer.block(b"]");
                }
                Self::Unknown(__raw) => {
                    <Raw<'a> as __Field<'_>>::encode_json(__raw, __writer)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __union::Union<'__de> for Event<'a> {
        const MEMBERS: &'static [(&'static __str, __member::Member)] = &[
            ("Started", <Started<'a> as __member::InArray<'_>>::MEMBER),
            ("Stopped", <__StoppedMember<'a> as __array::Positional<'__de>>::MEMBER),
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
            if __start == <__StoppedMember<'a> as __array::Positional<'__de>>::START {
                return <__StoppedMember<
                    'a,
                > as __array::Positional<'__de>>::started(__reader);
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
            if __open.is(&<__StoppedMember<'a> as __array::Positional<'__de>>::TAG) {
                return <__StoppedMember<
                    'a,
                > as __array::Positional<'__de>>::opened(__reader, __open);
            }
            __Ok(Self::Unknown(__open.keep(__reader)?))
        }
        #[inline(always)]
        fn decode_json_as_written(
            __reader: &mut __json::Reader<'__de>,
            __any: fn(&mut __json::Reader<'__de>) -> __Result<Self>,
        ) -> __Result<Self> {
            if let __Some(__start) = <Started<
                'a,
            > as __member::InArray<'_>>::if_json(__reader) {
                return <Started<
                    'a,
                > as __member::InArray<
                    '_,
                >>::fields_json_as(__reader, __start, Self::Started);
            }
            if let __Some(__start) = <__StoppedMember<
                'a,
            > as __array::Positional<'__de>>::if_json(__reader) {
                return <__StoppedMember<
                    'a,
                > as __array::Positional<'__de>>::fields_json(__reader, __start);
            }
            __json_message::otherwise(__reader, __any)
        }
        fn decode_json_member(
            __reader: &mut __json::Reader<'__de>,
            __open: &__json_message::Open<'__de>,
        ) -> __Result<Self> {
            if __open.is(&<Started<'a> as __member::InArray<'_>>::TAG) {
                return <Started<
                    'a,
                > as __member::InArray<
                    '_,
                >>::opened_json_as(__reader, __open, Self::Started);
            }
            if __open.is(&<__StoppedMember<'a> as __array::Positional<'__de>>::TAG) {
                return <__StoppedMember<
                    'a,
                > as __array::Positional<'__de>>::opened_json(__reader, __open);
            }
            __open.keep(__reader).map(Self::Unknown)
        }
    }
    const _: () = __member::check::<Event<'_>>(0);
    const _: () = __member::check::<Event<'_>>(1);
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Event<'a> {
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __union::decode(__reader)
        }
        #[inline(always)]
        fn decode_whole(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __union::Union::decode_next(__reader)
        }
        #[inline]
        fn decode_json(__reader: &mut __json::Reader<'__de>) -> __Result<Self> {
            __json_message::decode_union_array(__reader)
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::Validate for Event<'a> {
        fn validate(&self) -> __Result<()> {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __member::InArray<'_>>::validate(__member)?
                }
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    __array::in_element(
                        <i32 as __Field<'_>>::validate(__field_exit_code),
                        1,
                    )?;
                    __array::in_element(
                        <Option<&'a str> as __Field<'_>>::validate(__field_reason),
                        2,
                    )?;
                    __array::in_element(
                        __private::check_some(__field_reason, known),
                        2,
                    )?;
                }
                Self::Unknown { .. } => {}
            }
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::WireMessage for Event<'a> {
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
                        name: "Stopped",
                        doc: "",
                        body: __schema::MemberBody::Message(__schema::MessageSchema {
                            form: __schema::Form::Array,
                            tag: __Some(__Tag::Int(2)),
                            forbid_unknown_fields: false,
                            omits_defaults: false,
                            fields: &[
                                __schema::FieldSchema {
                                    name: "exit_code",
                                    doc: "",
                                    aliases: &[],
                                    position: 0,
                                    since: 1,
                                    ty: <i32 as __Field<'_>>::TYPE,
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
                                    name: "reason",
                                    doc: "",
                                    aliases: &[],
                                    position: 1,
                                    since: 1,
                                    ty: <Option<&'a str> as __Field<'_>>::TYPE,
                                    generic: false,
                                    required: false,
                                    default: __Some(""),
                                    default_value: __Some(
                                        <Option<&'a str> as __Field<'_>>::own_default,
                                    ),
                                    secret: false,
                                    rules: __None,
                                    checked: true,
                                    check_default: __Some(
                                        <Self as __DefaultsStopped>::__default_reason,
                                    ),
                                    lax: false,
                                },
                            ],
                            reserved: &[],
                        }),
                    },
                ],
                keeps_unknown: true,
            }),
            checked: false,
        };
        const MEMBERS: &'static [__Option<&'static __schema::Schema>] = &[
            __Some(<Started<'a> as __member::InArray<'_>>::SCHEMA),
            __None,
        ];
    }
    const _: () = __json::marked::<Started<'_>>();
    const _: () = __json::marked::<i32>();
    const _: () = __json::marked::<Option<&'_ str>>();
    #[automatically_derived]
    impl<'a> __json::Json for Event<'a> {}
    #[automatically_derived]
    impl __klaw::Family for Event<'static> {
        type Of<'__a> = Event<'__a>;
    }
};
