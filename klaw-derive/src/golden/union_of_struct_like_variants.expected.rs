//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(rename_all = "camelCase")]
// enum Command<'a> {
//     #[wire(tag = "scale")]
//     Scale {
//         #[constrain(ge = 1, le = 10_000)]
//         worker_count: u32,
//         #[wire(default)]
//         reason: &'a str,
//     },
//     #[wire(tag = "stop", forbid_unknown_fields)]
//     Stop {},
//     Restart(Restart),
//     #[wire(other)]
//     Unknown { tag: Cow<'a, str>, raw: Raw<'a> },
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __RULES_Scale_worker_count: &__Rules = &__Rules::NONE
        .ge(1, 1.0)
        .le(10000, 10000.0);
    const __RULES_Scale_worker_count_TYPE: __private::assert::Subject = __Some(
        &<u32 as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::lower(
        __RULES_Scale_worker_count_TYPE,
        __RULES_Scale_worker_count,
        false,
    );
    const _: () = __private::assert::upper(
        __RULES_Scale_worker_count_TYPE,
        __RULES_Scale_worker_count,
        false,
    );
    const _: () = __private::assert::range(
        __RULES_Scale_worker_count_TYPE,
        __RULES_Scale_worker_count,
    );
    struct __ScaleMember<'a>(__PhantomData<Command<'a>>);
    #[doc(hidden)]
    #[allow(
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub,
        reason = "generated code"
    )]
    pub struct __SlotsScale<'a>(
        __Option<u32>,
        __Option<&'a str>,
        __PhantomData<fn() -> Command<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __map::Keyed<'__de> for __ScaleMember<'a> {
        type Output = Command<'a>;
        type Slots = __SlotsScale<'a>;
        const EMPTY: Self::Slots = __SlotsScale(__None, __None, __PhantomData);
        const KEYS: &'static __map::Keys = &__map::Keys {
            names: &[
                __map::Name {
                    name: "workerCount",
                    key: b"\xABworkerCount",
                    field: 0,
                },
                __map::Name {
                    name: "reason",
                    key: b"\xA6reason",
                    field: 1,
                },
            ],
            tag: __Some(__Tag::Str("scale")),
            tag_entry: b"\xA4type\xA5scale",
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
                        if !<u32 as __Field<
                            '_,
                        >>::fill_ruled(
                            &mut __slots.0,
                            __reader,
                            __RULES_Scale_worker_count,
                            __failed,
                        ) {
                            return __map::failed(__failed, "workerCount");
                        }
                    }
                    1 => {
                        if !<&'a str as __Field<
                            '_,
                        >>::fill(&mut __slots.1, __reader, __failed) {
                            return __map::failed(__failed, "reason");
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
            __Ok(Command::Scale {
                worker_count: __map::required(&mut __slots.0, "workerCount", __start)?,
                reason: match __slots.1.take() {
                    __Some(__value) => __value,
                    __None => <&'a str as __Default>::default(),
                },
            })
        }
    }
    struct __StopMember<'a>(__PhantomData<Command<'a>>);
    #[doc(hidden)]
    #[allow(
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub,
        reason = "generated code"
    )]
    pub struct __SlotsStop<'a>(__PhantomData<fn() -> Command<'a>>);
    #[automatically_derived]
    impl<'__de: 'a, 'a> __map::Keyed<'__de> for __StopMember<'a> {
        type Output = Command<'a>;
        type Slots = __SlotsStop<'a>;
        const EMPTY: Self::Slots = __SlotsStop(__PhantomData);
        const KEYS: &'static __map::Keys = &__map::Keys {
            names: &[],
            tag: __Some(__Tag::Str("stop")),
            tag_entry: b"\xA4type\xA4stop",
            tag_field: "type",
            forbid_unknown: true,
        };
        #[inline]
        fn fill_entries(
            __slots: &mut Self::Slots,
            __reader: &mut __Reader<'__de>,
            __entries: &mut __map::Entries,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            while __entries.next(__reader, Self::KEYS)?.is_some() {}
            __Ok(())
        }
        #[inline(always)]
        fn assemble_entries(
            __slots: &mut Self::Slots,
            __start: __usize,
        ) -> __Result<Self::Output> {
            __Ok(Command::Stop {})
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::Encode for Command<'a> {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Command",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::largest(
                &[
                    __Bound::<
                        Self,
                    >::sum(
                            35,
                            &[
                                <u32 as __Field<'_>>::BOUND,
                                <&'a str as __Field<'_>>::BOUND,
                            ],
                        )
                        .part(),
                    __Bound::<Self>::sum(15, &[]).part(),
                    <Restart as __member::InMap<'_>>::BOUND,
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
                Self::Scale {
                    worker_count: __field_worker_count,
                    reason: __field_reason,
                    ..
                } => {
                    <u32 as __Field<'_>>::dynamic(__field_worker_count)
                        .saturating_add(
                            <&'a str as __Field<'_>>::dynamic(__field_reason),
                        )
                }
                Self::Stop { .. } => 0,
                Self::Restart(__member) => {
                    <Restart as __member::InMap<'_>>::dynamic(__member)
                }
                Self::Unknown { raw: __raw, .. } => {
                    <Raw<'a> as __Field<'_>>::dynamic(__raw)
                }
            }
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            match self {
                Self::Scale {
                    worker_count: __field_worker_count,
                    reason: __field_reason,
                    ..
                } => {
                    __sink.block(*b"\x83\xA4type\xA5scale");
                    __sink.block(*b"\xABworkerCount");
                    <u32 as __Field<'_>>::put(__field_worker_count, __sink);
                    __sink.block(*b"\xA6reason");
                    <&'a str as __Field<'_>>::put(__field_reason, __sink);
                }
                Self::Stop { .. } => {
                    __sink.block(*b"\x81\xA4type\xA4stop");
                }
                Self::Restart(__member) => {
                    <Restart as __member::InMap<'_>>::put(__member, __sink)
                }
                Self::Unknown { raw: __raw, .. } => {
                    <Raw<'a> as __Field<'_>>::put(__raw, __sink)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __union::Union<'__de> for Command<'a> {
        const MEMBERS: &'static [(&'static __str, __member::Member)] = &[
            ("Scale", <__ScaleMember<'a> as __map::Keyed<'__de>>::MEMBER),
            ("Stop", <__StopMember<'a> as __map::Keyed<'__de>>::MEMBER),
            ("Restart", <Restart as __member::InMap<'_>>::MEMBER),
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
            if __open.is(&<__ScaleMember<'a> as __map::Keyed<'__de>>::TAG) {
                return <__ScaleMember<
                    'a,
                > as __map::Keyed<'__de>>::opened(__reader, __open);
            }
            if __open.is(&<__StopMember<'a> as __map::Keyed<'__de>>::TAG) {
                return <__StopMember<
                    'a,
                > as __map::Keyed<'__de>>::opened(__reader, __open);
            }
            if __open.is(&<Restart as __member::InMap<'_>>::TAG) {
                return <Restart as __member::InMap<
                    '_,
                >>::opened_as(__reader, __open, Self::Restart);
            }
            __Ok(Self::Unknown {
                tag: __union::keep_tag(__reader, __open, "type")?,
                raw: __open.keep(__reader)?,
            })
        }
    }
    const _: () = __member::check::<Command<'_>>(0);
    const _: () = __member::check::<Command<'_>>(1);
    const _: () = __member::check::<Command<'_>>(2);
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Command<'a> {
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
    impl<'a> __klaw::Validate for Command<'a> {
        fn validate(&self) -> __Result<()> {
            match self {
                Self::Scale {
                    worker_count: __field_worker_count,
                    reason: __field_reason,
                    ..
                } => {
                    __map::in_entry(
                        <u32 as __Field<
                            '_,
                        >>::validate_ruled(
                            __field_worker_count,
                            __RULES_Scale_worker_count,
                        ),
                        "workerCount",
                    )?;
                    __map::in_entry(
                        <&'a str as __Field<'_>>::validate(__field_reason),
                        "reason",
                    )?;
                }
                Self::Stop { .. } => {}
                Self::Restart(__member) => {
                    <Restart as __member::InMap<'_>>::validate(__member)?
                }
                Self::Unknown { .. } => {}
            }
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::WireMessage for Command<'a> {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Command",
            doc: "",
            shape: __schema::Shape::Union(__schema::UnionSchema {
                form: __schema::Form::Map {
                    tag_field: "type",
                },
                members: &[
                    __schema::MemberSchema {
                        name: "Scale",
                        doc: "",
                        body: __schema::MemberBody::Message(__schema::MessageSchema {
                            form: __schema::Form::Map {
                                tag_field: "type",
                            },
                            tag: __Some(__Tag::Str("scale")),
                            forbid_unknown_fields: false,
                            omits_defaults: false,
                            fields: &[
                                __schema::FieldSchema {
                                    name: "workerCount",
                                    doc: "",
                                    aliases: &[],
                                    position: 0,
                                    since: 1,
                                    ty: <u32 as __Field<'_>>::TYPE,
                                    generic: false,
                                    required: true,
                                    default: __None,
                                    default_value: __None,
                                    secret: false,
                                    rules: __Some(__RULES_Scale_worker_count),
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
                                    ty: <&'a str as __Field<'_>>::TYPE,
                                    generic: false,
                                    required: false,
                                    default: __Some(""),
                                    default_value: __Some(
                                        <&'a str as __Field<'_>>::own_default,
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
                    },
                    __schema::MemberSchema {
                        name: "Stop",
                        doc: "",
                        body: __schema::MemberBody::Message(__schema::MessageSchema {
                            form: __schema::Form::Map {
                                tag_field: "type",
                            },
                            tag: __Some(__Tag::Str("stop")),
                            forbid_unknown_fields: true,
                            omits_defaults: false,
                            fields: &[],
                            reserved: &[],
                        }),
                    },
                    __schema::MemberSchema {
                        name: "Restart",
                        doc: "",
                        body: __schema::MemberBody::Type(
                            <Restart as __member::InMap<'_>>::TYPE,
                        ),
                    },
                ],
                keeps_unknown: true,
            }),
            checked: false,
        };
        const MEMBERS: &'static [__Option<&'static __schema::Schema>] = &[
            __None,
            __None,
            __Some(<Restart as __member::InMap<'_>>::SCHEMA),
        ];
    }
    #[automatically_derived]
    impl __klaw::Family for Command<'static> {
        type Of<'__a> = Command<'__a>;
    }
};
