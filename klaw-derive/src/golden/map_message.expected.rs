//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// /// What happened to a task.
// ///
// /// One of many.
// #[wire(tag, tag_field = "kind", omit_defaults, rename_all = "camelCase")]
// struct TaskEvent {
//     /// The task.
//     task_id: u64,
//     #[wire(default, alias = "tags")]
//     all_labels: Vec<String>,
//     #[wire(secret)]
//     access_token: Secret<String>,
//     #[wire(default = "main", rename = "queue")]
//     #[constrain(min_length = 1)]
//     r#type: String,
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __RULES_type: &__Rules = &__Rules::NONE.min_length(1);
    const _: () = __private::assert::secret(&<Secret<String> as __Field<'_>>::TYPE);
    const __RULES_type_TYPE: __private::assert::Subject = __Some(
        &<String as __Field<'_>>::TYPE,
    );
    const _: () = __private::assert::length(__RULES_type_TYPE);
    const _: () = __private::assert::default_str(
        __RULES_type_TYPE,
        __RULES_type,
        "main",
    );
    #[automatically_derived]
    impl __klaw::Encode for TaskEvent {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "TaskEvent",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::sum(
                55,
                &[
                    <u64 as __Field<'_>>::BOUND,
                    <Vec<String> as __Field<'_>>::BOUND,
                    <Secret<String> as __Field<'_>>::BOUND,
                    <String as __Field<'_>>::BOUND,
                ],
            )
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            <u64 as __Field<'_>>::dynamic(&self.task_id)
                .saturating_add(<Vec<String> as __Field<'_>>::dynamic(&self.all_labels))
                .saturating_add(
                    <Secret<String> as __Field<'_>>::dynamic(&self.access_token),
                )
                .saturating_add(<String as __Field<'_>>::dynamic(&self.r#type))
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            let __omit_all_labels = <Vec<
                String,
            > as __PartialEq>::eq(
                &self.all_labels,
                &<Vec<String> as __Default>::default(),
            );
            let __omit_type = <String as __PartialEq<__str>>::eq(&self.r#type, "main");
            __sink
                .put_map_of(
                    5 - __omit_all_labels as __usize - __omit_type as __usize,
                    5,
                );
            __sink.block(*b"\xA4kind\xA9TaskEvent");
            __sink.block(*b"\xA6taskId");
            <u64 as __Field<'_>>::put(&self.task_id, __sink);
            if !__omit_all_labels {
                __sink.block(*b"\xA9allLabels");
                <Vec<String> as __Field<'_>>::put(&self.all_labels, __sink);
            }
            __sink.block(*b"\xABaccessToken");
            <Secret<String> as __Field<'_>>::put(&self.access_token, __sink);
            if !__omit_type {
                __sink.block(*b"\xA5queue");
                <String as __Field<'_>>::put(&self.r#type, __sink);
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
    pub struct __Slots(
        __Option<u64>,
        __Option<Vec<String>>,
        __Option<Secret<String>>,
        __Option<String>,
        __PhantomData<fn() -> TaskEvent>,
    );
    #[automatically_derived]
    impl<'__de> __map::Keyed<'__de> for TaskEvent {
        type Output = Self;
        type Slots = __Slots;
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
                    name: "taskId",
                    key: b"\xA6taskId",
                    field: 0,
                },
                __map::Name {
                    name: "allLabels",
                    key: b"\xA9allLabels",
                    field: 1,
                },
                __map::Name {
                    name: "accessToken",
                    key: b"\xABaccessToken",
                    field: 2,
                },
                __map::Name {
                    name: "queue",
                    key: b"\xA5queue",
                    field: 3,
                },
                __map::Name {
                    name: "tags",
                    key: b"\xA4tags",
                    field: 1,
                },
            ],
            tag: __Some(__Tag::Str("TaskEvent")),
            tag_entry: b"\xA4kind\xA9TaskEvent",
            tag_field: "kind",
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
                        if !<u64 as __Field<
                            '_,
                        >>::fill(&mut __slots.0, __reader, __failed) {
                            return __map::failed(__failed, "taskId");
                        }
                    }
                    1 => {
                        if !<Vec<
                            String,
                        > as __Field<'_>>::fill(&mut __slots.1, __reader, __failed) {
                            return __map::failed(__failed, "allLabels");
                        }
                    }
                    2 => {
                        if !<Secret<
                            String,
                        > as __Field<'_>>::fill(&mut __slots.2, __reader, __failed) {
                            return __map::failed(__failed, "accessToken");
                        }
                    }
                    3 => {
                        if !<String as __Field<
                            '_,
                        >>::fill_ruled(
                            &mut __slots.3,
                            __reader,
                            __RULES_type,
                            __failed,
                        ) {
                            return __map::failed(__failed, "queue");
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
                task_id: __map::required(&mut __slots.0, "taskId", __start)?,
                all_labels: match __slots.1.take() {
                    __Some(__value) => __value,
                    __None => <Vec<String> as __Default>::default(),
                },
                access_token: __map::required(&mut __slots.2, "accessToken", __start)?,
                r#type: match __slots.3.take() {
                    __Some(__value) => __value,
                    __None => ::core::convert::Into::into("main"),
                },
            })
        }
        #[inline]
        fn decode_entries_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
            __entries: &mut __map::Entries,
        ) -> __Result<()> {
            let mut __seen_task_id = false;
            let mut __seen_all_labels = false;
            let mut __seen_access_token = false;
            let mut __seen_type = false;
            while let __Some(__key) = __entries.next(__reader, Self::KEYS)? {
                match __key {
                    0 => {
                        __map::in_entry(
                            <u64 as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.task_id,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "taskId",
                        )?;
                        __seen_task_id = true;
                    }
                    1 => {
                        __map::in_entry(
                            <Vec<
                                String,
                            > as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.all_labels,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "allLabels",
                        )?;
                        __seen_all_labels = true;
                    }
                    2 => {
                        __map::in_entry(
                            <Secret<
                                String,
                            > as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.access_token,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "accessToken",
                        )?;
                        __seen_access_token = true;
                    }
                    3 => {
                        __map::in_entry(
                            <String as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.r#type,
                                __reader,
                                __RULES_type,
                            ),
                            "queue",
                        )?;
                        __seen_type = true;
                    }
                    _ => __reader.skip()?,
                }
            }
            __reader.end();
            if !__seen_task_id {
                __map::missing("taskId")?;
            }
            if !__seen_all_labels {
                __output.all_labels = <Vec<String> as __Default>::default();
            }
            if !__seen_access_token {
                __map::missing("accessToken")?;
            }
            if !__seen_type {
                __output.r#type = ::core::convert::Into::into("main");
            }
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'__de> __klaw::Decode<'__de> for TaskEvent {
        const MIN_SIZE: __usize = 1 + <u64 as __Field<'_>>::MIN_SIZE
            + <Secret<String> as __Field<'_>>::MIN_SIZE;
        #[inline(always)]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __map::decode::<Self>(__reader)
        }
        #[inline]
        fn decode_over(
            &mut self,
            __reader: &mut __Reader<'__de>,
            _: &'static __Rules,
        ) -> __Result<()> {
            __map::decode_over::<Self>(self, __reader)
        }
    }
    #[automatically_derived]
    impl<'__de> __klaw::DecodeInPlace<'__de> for TaskEvent {}
    #[automatically_derived]
    impl __klaw::Validate for TaskEvent {
        fn validate(&self) -> __Result<()> {
            __map::in_entry(<u64 as __Field<'_>>::validate(&self.task_id), "taskId")?;
            __map::in_entry(
                <Vec<String> as __Field<'_>>::validate(&self.all_labels),
                "allLabels",
            )?;
            __map::in_entry(
                <Secret<String> as __Field<'_>>::validate(&self.access_token),
                "accessToken",
            )?;
            __map::in_entry(
                <String as __Field<'_>>::validate_ruled(&self.r#type, __RULES_type),
                "queue",
            )?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl __klaw::WireMessage for TaskEvent {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "TaskEvent",
            doc: "What happened to a task.\n\nOne of many.",
            shape: __schema::Shape::Message(__schema::MessageSchema {
                form: __schema::Form::Map {
                    tag_field: "kind",
                },
                tag: __Some(__Tag::Str("TaskEvent")),
                forbid_unknown_fields: false,
                omits_defaults: true,
                fields: &[
                    __schema::FieldSchema {
                        name: "taskId",
                        doc: "The task.",
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
                        name: "allLabels",
                        doc: "",
                        aliases: &["tags"],
                        position: 1,
                        since: 1,
                        ty: <Vec<String> as __Field<'_>>::TYPE,
                        generic: false,
                        required: false,
                        default: __Some(""),
                        default_value: __Some(<Vec<String> as __Field<'_>>::own_default),
                        secret: false,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "accessToken",
                        doc: "",
                        aliases: &[],
                        position: 2,
                        since: 1,
                        ty: <Secret<String> as __Field<'_>>::TYPE,
                        generic: false,
                        required: true,
                        default: __None,
                        default_value: __None,
                        secret: true,
                        rules: __None,
                        checked: false,
                        check_default: __None,
                        lax: false,
                    },
                    __schema::FieldSchema {
                        name: "queue",
                        doc: "",
                        aliases: &[],
                        position: 3,
                        since: 1,
                        ty: <String as __Field<'_>>::TYPE,
                        generic: false,
                        required: false,
                        default: __Some("\"main\""),
                        default_value: __Some(
                            <String as __Field<'_>>::default_of::<Self, 3>,
                        ),
                        secret: false,
                        rules: __Some(__RULES_type),
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
    impl<__F: __view::Literal> __view::Defaulted<3, __F> for TaskEvent {
        fn __default() -> __F {
            __view::Literal::literal("main")
        }
    }
    #[automatically_derived]
    impl __klaw::Family for TaskEvent {
        type Of<'__a> = Self;
    }
    #[automatically_derived]
    impl __klaw::Covariant for TaskEvent {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Self {
            __message
        }
    }
};
