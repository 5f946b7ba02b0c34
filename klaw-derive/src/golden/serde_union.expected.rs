//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(serde, rename_all = "camelCase", omit_defaults)]
// enum Event<'a> {
//     Started(Started<'a>),
//     #[wire(tag = "stopped")]
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
    impl<'__de: 'a, 'a> __map::Keyed<'__de> for __StoppedMember<'a> {
        type Output = Event<'a>;
        type Slots = __SlotsStopped<'a>;
        const EMPTY: Self::Slots = __SlotsStopped(__None, __None, __PhantomData);
        const KEYS: &'static __map::Keys = &__map::Keys {
            names: &[
                __map::Name {
                    name: "exitCode",
                    key: b"\xA8exitCode",
                    field: 0,
                },
                __map::Name {
                    name: "reason",
                    key: b"\xA6reason",
                    field: 1,
                },
            ],
            tag: __Some(__Tag::Str("stopped")),
            tag_entry: b"\xA4type\xA7stopped",
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
                        if !<i32 as __Field<
                            '_,
                        >>::fill(&mut __slots.0, __reader, __failed) {
                            return __map::failed(__failed, "exitCode");
                        }
                    }
                    1 => {
                        if !<Option<
                            &'a str,
                        > as __Field<'_>>::fill(&mut __slots.1, __reader, __failed) {
                            return __map::failed(__failed, "reason");
                        }
                        if let __Some(__value) = &__slots.1 {
                            __map::in_entry(
                                __private::check_some(__value, known),
                                "reason",
                            )?;
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
            __Ok(Event::Stopped {
                exit_code: __map::required(&mut __slots.0, "exitCode", __start)?,
                reason: match __slots.1.take() {
                    __Some(__value) => __value,
                    __None => <Option<&'a str> as __Default>::default(),
                },
            })
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
                    <Started<'a> as __member::InMap<'_>>::BOUND,
                    __Bound::<
                        Self,
                    >::sum(
                            34,
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
                    <Started<'a> as __member::InMap<'_>>::dynamic(__member)
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
                    <Started<'a> as __member::InMap<'_>>::put(__member, __sink)
                }
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    let __omit_reason = <Option<
                        &'a str,
                    > as __PartialEq>::eq(
                        __field_reason,
                        &<Option<&'a str> as __Default>::default(),
                    );
                    __sink.put_map_of(3 - __omit_reason as __usize, 3);
                    __sink.block(*b"\xA4type\xA7stopped");
                    __sink.block(*b"\xA8exitCode");
                    <i32 as __Field<'_>>::put(__field_exit_code, __sink);
                    if !__omit_reason {
                        __sink.block(*b"\xA6reason");
                        <Option<&'a str> as __Field<'_>>::put(__field_reason, __sink);
                    }
                }
                Self::Unknown(__raw) => <Raw<'a> as __Field<'_>>::put(__raw, __sink),
            }
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __union::Union<'__de> for Event<'a> {
        const MEMBERS: &'static [(&'static __str, __member::Member)] = &[
            ("Started", <Started<'a> as __member::InMap<'_>>::MEMBER),
            ("Stopped", <__StoppedMember<'a> as __map::Keyed<'__de>>::MEMBER),
        ];
        const TAG_FIELD: &'static __str = "type";
        #[inline(always)]
        fn decode_next(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __union::decode_map(__reader)
        }
        fn decode_member(
            __reader: &mut __Reader<'__de>,
            __open: &__union::Open<'__de>,
        ) -> __Result<Self> {
            if __open.is(&<Started<'a> as __member::InMap<'_>>::TAG) {
                return <Started<
                    'a,
                > as __member::InMap<'_>>::opened_as(__reader, __open, Self::Started);
            }
            if __open.is(&<__StoppedMember<'a> as __map::Keyed<'__de>>::TAG) {
                return <__StoppedMember<
                    'a,
                > as __map::Keyed<'__de>>::opened(__reader, __open);
            }
            __Ok(Self::Unknown(__open.keep(__reader)?))
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
    }
    #[automatically_derived]
    impl<'a> __klaw::Validate for Event<'a> {
        fn validate(&self) -> __Result<()> {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __member::InMap<'_>>::validate(__member)?
                }
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    __map::in_entry(
                        <i32 as __Field<'_>>::validate(__field_exit_code),
                        "exitCode",
                    )?;
                    __map::in_entry(
                        <Option<&'a str> as __Field<'_>>::validate(__field_reason),
                        "reason",
                    )?;
                    __map::in_entry(
                        __private::check_some(__field_reason, known),
                        "reason",
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
                form: __schema::Form::Map {
                    tag_field: "type",
                },
                members: &[
                    __schema::MemberSchema {
                        name: "Started",
                        doc: "",
                        body: __schema::MemberBody::Type(
                            <Started<'a> as __member::InMap<'_>>::TYPE,
                        ),
                    },
                    __schema::MemberSchema {
                        name: "Stopped",
                        doc: "",
                        body: __schema::MemberBody::Message(__schema::MessageSchema {
                            form: __schema::Form::Map {
                                tag_field: "type",
                            },
                            tag: __Some(__Tag::Str("stopped")),
                            forbid_unknown_fields: false,
                            omits_defaults: true,
                            fields: &[
                                __schema::FieldSchema {
                                    name: "exitCode",
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
            __Some(<Started<'a> as __member::InMap<'_>>::SCHEMA),
            __None,
        ];
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::Message<'__de> for __StoppedMember<'a> {
        type Output = Event<'a>;
        type Slots = <Self as __map::Keyed<'__de>>::Slots;
        const POSITIONS: &'static [__Option<__usize>] = &[__Some(0), __Some(1)];
        fn read<__N: __serde::Next<'__de>>(
            __slots: &mut Self::Slots,
            __field: __usize,
            __next: &mut __N,
            __place: &__serde::Place<'_>,
        ) -> __private::Result<__bool, __N::Error> {
            match __field {
                0 => <i32 as __Serde<'_>>::fill(&mut __slots.0, __next, __place),
                1 => {
                    let __found = <Option<
                        &'a str,
                    > as __Serde<'_>>::fill(&mut __slots.1, __next, __place)?;
                    if let __Some(__value) = &__slots.1 {
                        __serde::told(__private::check_some(__value, known), __place)?;
                    }
                    __Ok(__found)
                }
                _ => __Ok(false),
            }
        }
        fn from_seq<__A: __serde::SeqAccess<'__de>>(
            __elements: __A,
            __place: &__serde::Place<'_>,
            __tagged: __bool,
        ) -> __private::Result<Self::Output, __A::Error> {
            __serde::message::entries_in_order::<
                Self,
                __A,
            >(__elements, __place, __tagged)
        }
        fn from_map<__S: __serde::Source<'__de>>(
            __source: __S,
            __place: &__serde::Place<'_>,
        ) -> __private::Result<Self::Output, __S::Error> {
            __serde::message::entries::<Self, __S>(__source, __place)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::Union<'__de> for Event<'a> {
        fn read_member<__O: __serde::Open<'__de>>(
            __open: __O,
            __place: &__serde::Place<'_>,
        ) -> __private::Result<Self, __O::Error> {
            if __open.is(<Started<'a> as __member::InMap<'_>>::TAG) {
                return <Started<'a> as __SerdeMember<'_>>::read(__open, __place)
                    .map(Self::Started);
            }
            if __open.is(<__StoppedMember<'a> as __map::Keyed<'__de>>::TAG) {
                return __open.member::<__StoppedMember<'a>>(__place);
            }
            __open.keep(__place).map(Self::Unknown)
        }
    }
    #[automatically_derived]
    impl<'a> __serde::Ser for Event<'a> {
        fn serialize<__S: __serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> __private::Result<__S::Ok, __S::Error> {
            match self {
                Self::Started(__member) => {
                    <Started<'a> as __SerdeMember<'_>>::serialize(__member, __serializer)
                }
                Self::Stopped {
                    exit_code: __field_exit_code,
                    reason: __field_reason,
                    ..
                } => {
                    let __omit_reason = <Option<
                        &'a str,
                    > as __PartialEq>::eq(
                        __field_reason,
                        &<Option<&'a str> as __Default>::default(),
                    );
                    let mut __entries = __serde::Entries::new(
                        __serializer,
                        "Event",
                        3 - __omit_reason as __usize,
                    )?;
                    __entries.tag("type", __Tag::Str("stopped"))?;
                    <i32 as __Serde<
                        '_,
                    >>::entry(__field_exit_code, __entries.inner(), "exitCode")?;
                    if __omit_reason {
                        __entries.skip("reason")?;
                    } else {
                        <Option<
                            &'a str,
                        > as __Serde<
                            '_,
                        >>::entry(__field_reason, __entries.inner(), "reason")?;
                    }
                    __entries.end()
                }
                Self::Unknown(__raw) => {
                    <Raw<'a> as __Serde<'_>>::serialize(__raw, __serializer)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'a> __serde::Serialize for Event<'a> {
        fn serialize<__S: __serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> __private::Result<__S::Ok, __S::Error> {
            __serde::Ser::serialize(self, __serializer)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::De<'__de> for Event<'a> {
        fn deserialize<__D: __serde::Deserializer<'__de>>(
            __deserializer: __D,
            __place: &__serde::Place<'_>,
        ) -> __private::Result<Self, __D::Error> {
            __serde::union::map::<Self, __D>(__deserializer, __place)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __serde::Deserialize<'__de> for Event<'a> {
        fn deserialize<__D: __serde::Deserializer<'__de>>(
            __deserializer: __D,
        ) -> __private::Result<Self, __D::Error> {
            __serde::deserialize(__deserializer)
        }
    }
    #[automatically_derived]
    impl __klaw::Family for Event<'static> {
        type Of<'__a> = Event<'__a>;
    }
};
