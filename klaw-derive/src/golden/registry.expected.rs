//! What the derive prints for the item in the first lines.

// static JOBS: SchemaRegistry<Job<'static>> = registry! {
//     1 => v1::Job => (upgrade_v1, downgrade_v2),
//     2 => v2::Job => (upgrade_v2, downgrade_v3),
//     3 => Job,
// };

static JOBS: SchemaRegistry<Job<'static>> = {
    use ::klaw_runtime::private::registry as __registry;
    #[allow(elided_lifetimes_in_paths, reason = "the user's types, at any lifetime")]
    const __DECODERS: &[__registry::Decoder<Job>] = &[
        __registry::Decoder::declared::<
            v1::Job,
        >(
            1u32,
            |__frame, __limits| __registry::up::<
                v2::Job,
                Job,
            >(
                upgrade_v2,
                __registry::up::<
                    v1::Job,
                    v2::Job,
                >(upgrade_v1, __registry::read::<v1::Job>(__frame, __limits)),
            ),
        ),
        __registry::Decoder::declared::<
            v2::Job,
        >(
            2u32,
            |__frame, __limits| __registry::up::<
                v2::Job,
                Job,
            >(upgrade_v2, __registry::read::<v2::Job>(__frame, __limits)),
        ),
        __registry::Decoder::declared::<
            Job,
        >(3u32, |__frame, __limits| __registry::read::<Job>(__frame, __limits)),
    ];
    #[allow(elided_lifetimes_in_paths, reason = "the user's types, at any lifetime")]
    const __ENCODERS: &[__registry::Encoder<Job>] = &[
        __registry::Encoder::declared(
            1u32,
            |__message, __frame| __registry::write::<
                v1::Job,
            >(
                &__registry::down::<
                    v2::Job,
                    v1::Job,
                >(
                    downgrade_v2,
                    &__registry::down::<Job, v2::Job>(downgrade_v3, __message)?,
                )?,
                __frame,
            ),
        ),
        __registry::Encoder::declared(
            2u32,
            |__message, __frame| __registry::write::<
                v2::Job,
            >(&__registry::down::<Job, v2::Job>(downgrade_v3, __message)?, __frame),
        ),
        __registry::Encoder::declared(
            3u32,
            |__message, __frame| __registry::write::<Job>(__message, __frame),
        ),
    ];
    __registry::SchemaRegistry::declared(__DECODERS, __ENCODERS)
};
