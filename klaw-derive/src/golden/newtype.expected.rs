//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(transparent, frozen)]
// #[constrain(ge = 1, le = 1_000_000)]
// struct ChannelCapacity(u32);

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    const __RULES: &__Rules = &__Rules::NONE.ge(1, 1.0).le(1000000, 1000000.0);
    const __RULES_TYPE: __private::assert::Subject = __Some(&<u32 as __Field<'_>>::TYPE);
    const _: () = __private::assert::lower(__RULES_TYPE, __RULES, false);
    const _: () = __private::assert::upper(__RULES_TYPE, __RULES, false);
    const _: () = __private::assert::range(__RULES_TYPE, __RULES);
    #[automatically_derived]
    impl __klaw::Encode for ChannelCapacity {
        const TYPE: __schema::WireType = __schema::WireType::Newtype(
            "ChannelCapacity",
            __private::newtype_field::<Self>(),
        );
        const BOUND: __Bound<Self> = unsafe {
            __Bound::<
                Self,
            >::sealed(<Self as __klaw::Encode>::SEAL, <__Writer<'_> as __Sink>::SEAL);
            __Bound::sum(0, &[<u32 as __Field<'_>>::BOUND])
        };
        #[inline]
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __klaw::Encode::put(self, __writer);
        }
        #[inline(always)]
        fn dynamic(&self) -> __usize {
            <u32 as __Field<'_>>::dynamic(&self.0)
        }
        #[inline(always)]
        fn put<__S: __Sink>(&self, __sink: &mut __S) {
            <u32 as __Field<'_>>::put(&self.0, __sink);
        }
    }
    #[automatically_derived]
    impl<'__de> __klaw::Decode<'__de> for ChannelCapacity {
        const MIN_SIZE: __usize = <u32 as __Field<'_>>::MIN_SIZE;
        #[inline]
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            let __value = <u32 as __Field<'_>>::decode_ruled(__reader, __RULES)?;
            __Ok(Self(__value))
        }
        #[inline]
        fn decode_ruled(
            __reader: &mut __Reader<'__de>,
            __rules: &'static __Rules,
        ) -> __Result<Self> {
            __private::ruled(__reader, __rules)
        }
    }
    #[automatically_derived]
    impl __klaw::Validate for ChannelCapacity {
        fn validate(&self) -> __Result<()> {
            <u32 as __Field<'_>>::validate_ruled(&self.0, __RULES)?;
            __Ok(())
        }
        fn keeps(&self, __rules: &'static __Rules) -> __Result<()> {
            <u32 as __Field<'_>>::keeps(&self.0, __rules)
        }
    }
    #[automatically_derived]
    impl __klaw::WireMessage for ChannelCapacity {
        const SCHEMA: &'static __schema::Schema = &__schema::Schema {
            name: "ChannelCapacity",
            doc: "",
            shape: __schema::Shape::Newtype(__schema::FieldSchema {
                name: "0",
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
                rules: __Some(__RULES),
                checked: false,
                check_default: __None,
                lax: false,
            }),
            checked: false,
        };
    }
    const _: () = __private::frozen::<u32>();
    #[automatically_derived]
    impl __klaw::Frozen for ChannelCapacity {}
    #[automatically_derived]
    impl __klaw::Family for ChannelCapacity {
        type Of<'__a> = Self;
    }
    #[automatically_derived]
    impl __klaw::Covariant for ChannelCapacity {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Self {
            __message
        }
    }
};
