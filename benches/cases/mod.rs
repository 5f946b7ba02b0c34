//! The questions, each a group of cases that do the same thing with klaw and with a peer. A group
//! asserts that they agree before it is given out.

pub mod constrained;
pub mod data;
pub mod heartbeat;
pub mod log;
pub mod numbers;
pub mod stream;

/// Cases that are compared.
pub struct Group {
    /// The question.
    pub name: String,
    /// klaw's own case comes first.
    pub cases: Vec<Case>,
    /// What must be reached: `(case, floor)`, as that case's time over klaw's.
    pub goals: Vec<(&'static str, f64)>,
}

/// Something that is timed.
pub struct Case {
    /// Who does it.
    pub name: &'static str,
    /// Does it so many times.
    pub run: Box<dyn FnMut(u64)>,
}

impl Group {
    /// No cases yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), cases: Vec::new(), goals: Vec::new() }
    }

    /// One more case, which goes round its inputs.
    #[must_use]
    pub fn case<I: 'static>(mut self, name: &'static str, inputs: Vec<I>, mut run: impl FnMut(&I) + 'static) -> Self {
        let mut at = 0;
        let run = Box::new(move |times| {
            for _ in 0..times {
                run(&inputs[at]);
                at += 1;
                if at == inputs.len() {
                    at = 0;
                }
            }
        });
        self.cases.push(Case { name, run });
        self
    }

    /// A goal: `case` must take at least `floor` times as long as klaw.
    #[must_use]
    pub fn goal(mut self, case: &'static str, floor: f64) -> Self {
        self.goals.push((case, floor));
        self
    }
}

/// Every question.
#[must_use]
pub fn all() -> Vec<Group> {
    [heartbeat::groups(), data::groups(), stream::groups(), log::groups(), numbers::groups(), constrained::groups()]
        .into_iter()
        .flatten()
        .collect()
}

/// The peers' calls, with their errors unwrapped: the inputs are known to be good.
#[allow(clippy::unwrap_used, reason = "a bench whose input is refused has no result")]
pub(crate) mod call {
    use serde::de::DeserializeOwned;
    use serde::{Deserialize, Serialize};
    use zerompk::{FromMessagePack, ToMessagePack};

    #[inline(always)]
    pub(crate) fn klaw<'de, T: klaw_runtime::Decode<'de>>(bytes: &'de [u8]) -> T {
        klaw_runtime::msgpack::from_slice(bytes).unwrap()
    }

    #[inline(always)]
    pub(crate) fn zerompk<'de, T: FromMessagePack<'de>>(bytes: &'de [u8]) -> T {
        zerompk::from_msgpack(bytes).unwrap()
    }

    #[inline(always)]
    pub(crate) fn rmp<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> T {
        rmp_serde::from_slice(bytes).unwrap()
    }

    #[inline(always)]
    pub(crate) fn rmp_owned<T: DeserializeOwned>(bytes: &[u8]) -> T {
        rmp_serde::from_slice(bytes).unwrap()
    }

    #[inline(always)]
    pub(crate) fn to_zerompk<T: ToMessagePack>(value: &T) -> Vec<u8> {
        zerompk::to_msgpack_vec(value).unwrap()
    }

    /// Into a buffer that is large enough, its fastest way.
    #[inline(always)]
    pub(crate) fn to_zerompk_into<T: ToMessagePack>(value: &T, buffer: &mut [u8]) -> usize {
        zerompk::to_msgpack(value, buffer).unwrap()
    }

    #[inline(always)]
    pub(crate) fn to_rmp<T: Serialize>(value: &T) -> Vec<u8> {
        rmp_serde::to_vec(value).unwrap()
    }

    #[inline(always)]
    pub(crate) fn to_rmp_into<T: Serialize>(value: &T, out: &mut Vec<u8>) {
        rmp_serde::encode::write(out, value).unwrap();
    }
}
