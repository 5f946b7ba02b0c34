//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(json, tag = "task", rename_all = "camelCase", omit_defaults)]
// struct Task<'a> {
//     task_id: u64,
//     #[constrain(max_length = 255)]
//     worker: Cow<'a, str>,
//     #[wire(default)]
//     retries: u32,
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
            let __omit_retries = <u32 as __PartialEq>::eq(
                &self.retries,
                &<u32 as __Default>::default(),
            );
            __sink.put_map_of(5 - __omit_retries as __usize, 5);
            __sink.block(*b"\xA4type\xA4task");
            __sink.block(*b"\xA6taskId");
            <u64 as __Field<'_>>::put(&self.task_id, __sink);
            __sink.block(*b"\xA6worker");
            <Cow<'a, str> as __Field<'_>>::put(&self.worker, __sink);
            if !__omit_retries {
                __sink.block(*b"\xA7retries");
                <u32 as __Field<'_>>::put(&self.retries, __sink);
            }
            __sink.block(*b"\xA5every");
            seconds::encode(&self.every, __sink);
        }
        #[inline]
        fn encode_json(&self, __writer: &mut __json::Writer<'_>) {
            __writer.block(b"{\"type\":\"task\",\"taskId\":");
            <u64 as __Field<'_>>::encode_json(&self.task_id, __writer);
            __writer.block(b",\"worker\":");
            <Cow<'a, str> as __Field<'_>>::encode_json(&self.worker, __writer);
            if !<u32 as __PartialEq>::eq(&self.retries, &<u32 as __Default>::default()) {
                __writer.block(b",\"retries\":");
                <u32 as __Field<'_>>::encode_json(&self.retries, __writer);
            }
            __writer.block(b",\"every\":");
            seconds::encode_json(&self.every, __writer);
            __writer.block(b"}");
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
        __Option<u64>,
        __PhantomData<fn() -> Task<'a>>,
    );
    #[automatically_derived]
    impl<'__de: 'a, 'a> __map::Keyed<'__de> for Task<'a> {
        type Output = Self;
        type Slots = __Slots<'a>;
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
                    name: "worker",
                    key: b"\xA6worker",
                    field: 1,
                },
                __map::Name {
                    name: "retries",
                    key: b"\xA7retries",
                    field: 2,
                },
                __map::Name {
                    name: "every",
                    key: b"\xA5every",
                    field: 3,
                },
            ],
            tag: __Some(__Tag::Str("task")),
            tag_entry: b"\xA4type\xA4task",
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
                        if !<u64 as __Field<
                            '_,
                        >>::fill(&mut __slots.0, __reader, __failed) {
                            return __map::failed(__failed, "taskId");
                        }
                    }
                    1 => {
                        if !<Cow<
                            'a,
                            str,
                        > as __Field<
                            '_,
                        >>::fill_ruled(
                            &mut __slots.1,
                            __reader,
                            __RULES_worker,
                            __failed,
                        ) {
                            return __map::failed(__failed, "worker");
                        }
                    }
                    2 => {
                        if !<u32 as __Field<
                            '_,
                        >>::fill(&mut __slots.2, __reader, __failed) {
                            return __map::failed(__failed, "retries");
                        }
                    }
                    3 => {
                        if !__private::fill(
                            &mut __slots.3,
                            seconds::decode(__reader),
                            __failed,
                        ) {
                            return __map::failed(__failed, "every");
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
                worker: __map::required(&mut __slots.1, "worker", __start)?,
                retries: match __slots.2.take() {
                    __Some(__value) => __value,
                    __None => <u32 as __Default>::default(),
                },
                every: __map::required(&mut __slots.3, "every", __start)?,
            })
        }
        #[inline]
        fn decode_entries_over(
            __output: &mut Self,
            __reader: &mut __Reader<'__de>,
            __entries: &mut __map::Entries,
        ) -> __Result<()> {
            let mut __seen_task_id = false;
            let mut __seen_worker = false;
            let mut __seen_retries = false;
            let mut __seen_every = false;
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
                            <Cow<
                                'a,
                                str,
                            > as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.worker,
                                __reader,
                                __RULES_worker,
                            ),
                            "worker",
                        )?;
                        __seen_worker = true;
                    }
                    2 => {
                        __map::in_entry(
                            <u32 as __Field<
                                '_,
                            >>::decode_over(
                                &mut __output.retries,
                                __reader,
                                &__Rules::NONE,
                            ),
                            "retries",
                        )?;
                        __seen_retries = true;
                    }
                    3 => {
                        __output.every = __map::in_entry(
                            seconds::decode(__reader),
                            "every",
                        )?;
                        __seen_every = true;
                    }
                    _ => __reader.skip()?,
                }
            }
            __reader.end();
            if !__seen_task_id {
                __map::missing("taskId")?;
            }
            if !__seen_worker {
                __map::missing("worker")?;
            }
            if !__seen_retries {
                __output.retries = <u32 as __Default>::default();
            }
            if !__seen_every {
                __map::missing("every")?;
            }
            __Ok(())
        }
        const JSON_START: __json::Start = (b"{\"type\":", b"\"task\"");
        #[inline(always)]
        fn fill_json_in_order(
            __slots: &mut Self::Slots,
            __reader: &mut __json::Reader<'__de>,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<__bool> {
            let mut __more = __reader.entry()?;
            if __more && __reader.eat(b"\"taskId\":") {
                if !<u64 as __Field<'_>>::fill_json(&mut __slots.0, __reader, __failed) {
                    return __json_message::failed_field(__failed, "taskId");
                }
                if !__json_message::entry(__reader, &mut __more, __failed) {
                    return __Err(__private::taken(__failed));
                }
            }
            if __more && __reader.eat(b"\"worker\":") {
                if !<Cow<
                    'a,
                    str,
                > as __Field<
                    '_,
                >>::fill_json_ruled(&mut __slots.1, __reader, __RULES_worker, __failed) {
                    return __json_message::failed_field(__failed, "worker");
                }
                if !__json_message::entry(__reader, &mut __more, __failed) {
                    return __Err(__private::taken(__failed));
                }
            }
            if __more && __reader.eat(b"\"retries\":") {
                if !<u32 as __Field<'_>>::fill_json(&mut __slots.2, __reader, __failed) {
                    return __json_message::failed_field(__failed, "retries");
                }
                if !__json_message::entry(__reader, &mut __more, __failed) {
                    return __Err(__private::taken(__failed));
                }
            }
            if __more && __reader.eat(b"\"every\":") {
                if !__private::fill(
                    &mut __slots.3,
                    seconds::decode_json(__reader),
                    __failed,
                ) {
                    return __json_message::failed_field(__failed, "every");
                }
                if !__json_message::entry(__reader, &mut __more, __failed) {
                    return __Err(__private::taken(__failed));
                }
            }
            __Ok(__more)
        }
        fn fill_json_entry(
            __slots: &mut Self::Slots,
            __reader: &mut __json::Reader<'__de>,
            __field: __usize,
            __failed: &mut __Option<__klaw::Error>,
        ) -> __Result<()> {
            match __field {
                0 => {
                    if !<u64 as __Field<
                        '_,
                    >>::fill_json_apart(&mut __slots.0, __reader, __failed) {
                        return __json_message::failed_field(__failed, "taskId");
                    }
                }
                1 => {
                    if !<Cow<
                        'a,
                        str,
                    > as __Field<
                        '_,
                    >>::fill_json_ruled(
                        &mut __slots.1,
                        __reader,
                        __RULES_worker,
                        __failed,
                    ) {
                        return __json_message::failed_field(__failed, "worker");
                    }
                }
                2 => {
                    if !<u32 as __Field<
                        '_,
                    >>::fill_json_apart(&mut __slots.2, __reader, __failed) {
                        return __json_message::failed_field(__failed, "retries");
                    }
                }
                3 => {
                    if !__private::fill(
                        &mut __slots.3,
                        seconds::decode_json(__reader),
                        __failed,
                    ) {
                        return __json_message::failed_field(__failed, "every");
                    }
                }
                _ => {}
            }
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Task<'a> {
        const MIN_SIZE: __usize = 1 + <u64 as __Field<'_>>::MIN_SIZE
            + <Cow<'a, str> as __Field<'_>>::MIN_SIZE + 1;
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
        #[inline]
        fn decode_json(__reader: &mut __json::Reader<'__de>) -> __Result<Self> {
            __json_message::decode_map::<Self>(__reader)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::DecodeInPlace<'__de> for Task<'a> {}
    #[automatically_derived]
    impl<'a> __klaw::Validate for Task<'a> {
        fn validate(&self) -> __Result<()> {
            __map::in_entry(<u64 as __Field<'_>>::validate(&self.task_id), "taskId")?;
            __map::in_entry(
                <Cow<
                    'a,
                    str,
                > as __Field<'_>>::validate_ruled(&self.worker, __RULES_worker),
                "worker",
            )?;
            __map::in_entry(<u32 as __Field<'_>>::validate(&self.retries), "retries")?;
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::WireMessage for Task<'a> {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Task",
            doc: "",
            shape: __schema::Shape::Message(__schema::MessageSchema {
                form: __schema::Form::Map {
                    tag_field: "type",
                },
                tag: __Some(__Tag::Str("task")),
                forbid_unknown_fields: false,
                omits_defaults: true,
                fields: &[
                    __schema::FieldSchema {
                        name: "taskId",
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
                        default: __Some(""),
                        default_value: __Some(<u32 as __Field<'_>>::own_default),
                        secret: false,
                        rules: __None,
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
                reserved: &[],
            }),
            checked: false,
        };
    }
    const _: () = __json::marked::<u64>();
    const _: () = __json::marked::<Cow<'_, str>>();
    const _: () = __json::marked::<u32>();
    #[automatically_derived]
    impl<'a> __json::Json for Task<'a> {}
    #[automatically_derived]
    impl __klaw::Family for Task<'static> {
        type Of<'__a> = Task<'__a>;
    }
};
