//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(rename_all = "snake_case", frozen)]
// enum Status<'a> {
//     InProgress,
//     #[wire(rename = "ok")]
//     Done,
//     #[wire(other)]
//     Other(Cow<'a, str>),
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    #[inline]
    fn __text<'__value, 'a>(__value: &'__value Status<'a>) -> &'__value __str {
        match __value {
            Status::InProgress => "in_progress",
            Status::Done => "ok",
            Status::Other(__other) => __other,
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::Encode for Status<'a> {
        const TYPE: __schema::WireType = __schema::WireType::Named(
            "Status",
            __private::schema_of::<Self>,
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::at_most(5)
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            __text(self).len()
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            __sink.put_str(__text(self));
        }
    }
    #[inline]
    fn __find<'a>(__value: &__str) -> __Option<Status<'a>> {
        match __value {
            "in_progress" => __Some(Status::InProgress),
            "ok" => __Some(Status::Done),
            _ => __None,
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __klaw::Decode<'__de> for Status<'a> {
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __enumeration::decode_str_or(__reader, __find, Self::Other)
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::Validate for Status<'a> {
        fn validate(&self) -> __Result<()> {
            __Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __klaw::WireMessage for Status<'a> {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "Status",
            doc: "",
            shape: __schema::Shape::Enumeration(__schema::EnumerationSchema {
                values: &[
                    ("InProgress", __Tag::Str("in_progress")),
                    ("Done", __Tag::Str("ok")),
                ],
                keeps_unknown: true,
            }),
            checked: false,
        };
    }
    const _: () = __private::frozen::<Cow<'_, str>>();
    #[automatically_derived]
    impl<'a> __klaw::Frozen for Status<'a> {}
    #[automatically_derived]
    impl __klaw::Family for Status<'static> {
        type Of<'__a> = Status<'__a>;
    }
    #[automatically_derived]
    impl __klaw::Covariant for Status<'static> {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Status<'__a> {
            __message
        }
    }
};
