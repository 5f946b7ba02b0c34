//! What the derive prints for the item in the first lines.

// #[derive(WireMessage)]
// #[wire(frozen)]
// enum JobError {
//     #[wire(code = "job.no_room")]
//     NoRoom(NoRoom),
//     #[wire(code = "job.stopped")]
//     Stopped,
//     #[wire(other)]
//     Other(WireError<'static>),
// }

#[doc(hidden)]
#[allow(non_upper_case_globals, single_use_lifetimes, reason = "generated code")]
const _: () = {
    use ::klaw_runtime as __klaw;
    use __klaw::private::names::*;
    #[automatically_derived]
    impl __klaw::WireFault for JobError {
        const CODES: &'static [&'static __str] = &["job.no_room", "job.stopped"];
        fn code(&self) -> &__str {
            match self {
                Self::NoRoom { .. } => "job.no_room",
                Self::Stopped { .. } => "job.stopped",
                Self::Other(__wire) => &__wire.code,
            }
        }
        fn to_wire(&self) -> __fault::WireError<'static> {
            match self {
                Self::NoRoom(__details) => {
                    __fault::to_wire("job.no_room", self, __klaw::Raw::encode(__details))
                }
                Self::Stopped => __fault::to_wire("job.stopped", self, __klaw::Raw::NIL),
                Self::Other(__wire) => __fault::own(__wire),
            }
        }
        fn from_wire(
            __wire: &__fault::WireError<'_>,
        ) -> __private::Result<Self, __klaw::UnknownFault> {
            match &*__wire.code {
                "job.no_room" => __fault::details(__wire).map(Self::NoRoom),
                "job.stopped" => __Ok(Self::Stopped),
                _ => __Ok(Self::Other(__fault::own(__wire))),
            }
        }
    }
    #[automatically_derived]
    impl __klaw::Encode for JobError {
        const TYPE: __schema::WireType = __fault::TYPE;
        fn encode(&self, __writer: &mut __Writer<'_>) {
            __fault::encode(self, __writer);
        }
    }
    #[automatically_derived]
    impl<'__de> __klaw::Decode<'__de> for JobError {
        fn decode(__reader: &mut __Reader<'__de>) -> __Result<Self> {
            __fault::decode(__reader)
        }
    }
    #[automatically_derived]
    impl __klaw::Validate for JobError {}
    #[automatically_derived]
    impl __klaw::WireMessage for JobError {
        const SCHEMA: &'static __schema::Schema = &__fault::schema("JobError", "");
    }
    const _: () = __private::frozen::<NoRoom>();
    #[automatically_derived]
    impl __klaw::Frozen for JobError {}
    #[automatically_derived]
    impl __klaw::Family for JobError {
        type Of<'__a> = Self;
    }
    #[automatically_derived]
    impl __klaw::Covariant for JobError {
        #[inline(always)]
        fn shrink<'__a, '__long>(
            __message: &'__a <Self as __klaw::Family>::Of<'__long>,
        ) -> &'__a Self {
            __message
        }
    }
};
