//! A field of a view: its type, and what stands in for it where it is missing.

use super::layout::{self, CHECKED, OWN, REQUIRED, RulesOf, WRITTEN};
use crate::constrain::Rules;
use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Reader;
use crate::private::{Field, aside};
use crate::schema::{MessageSchema, Tag, WireType};
use crate::view::View;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// Everything that the type of a view's field must be: a field's, or a view. Generated code names the type through this
/// trait alone, as it does a message's through `Field`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a view",
    label = "not a wire type",
    note = "derive `WireMessage` for it, or give the field `#[wire(with = module)]`"
)]
pub trait Part<'de>: Sized {
    /// What stands there.
    const TYPE: WireType;

    /// Reads one value into its slot; `false` where it failed, and why.
    fn fill(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: Option<&'static Rules>,
        failed: &mut Option<Error>,
    ) -> bool;
}

#[diagnostic::do_not_recommend]
impl<'de, T: Field<'de>> Part<'de> for T {
    const TYPE: WireType = <T as Field<'de>>::TYPE;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: Option<&'static Rules>,
        failed: &mut Option<Error>,
    ) -> bool {
        match rules {
            Some(rules) => <T as Field<'de>>::fill_ruled(slot, reader, rules, failed),
            None => <T as Field<'de>>::fill(slot, reader, failed),
        }
    }
}

/// What is known of a message beside its fields.
pub struct Found {
    pub(super) tag: Option<Tag>,
    /// Where a map starts, for the fields that are missing.
    pub(super) start: usize,
    /// The union's member that a map is: which of its fields must be there, it knows.
    pub(super) member: Option<&'static MessageSchema>,
}

impl Found {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn in_array(tag: Option<Tag>) -> Self {
        Self { tag, start: 0, member: None }
    }

    /// Must the union's member have this field?
    fn requires(&self, name: &str) -> bool {
        self.member.and_then(|member| layout::field(member, name)).is_some_and(|field| field.required)
    }
}

/// A type that holds a tag.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold a tag; write `i64` where tags are integers, `&str`, `String` or `Cow<str>` where they are strings",
    label = "not the type of a tag"
)]
pub trait TagValue: Sized {
    /// Does it hold integers? Else strings.
    const IS_INT: bool;

    /// The tag that was found. It is of this kind: `tagged` has seen to it.
    fn found(found: &Found) -> Self;
}

impl TagValue for i64 {
    const IS_INT: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn found(found: &Found) -> Self {
        match found.tag {
            Some(Tag::Int(tag)) => tag,
            _ => 0,
        }
    }
}

impl TagValue for &str {
    const IS_INT: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn found(found: &Found) -> Self {
        match found.tag {
            Some(Tag::Str(tag)) => tag,
            _ => "",
        }
    }
}

macro_rules! text_tags {
    ($($text:ty),*) => {$(
        impl TagValue for $text {
            const IS_INT: bool = false;

            #[inline]
            fn found(found: &Found) -> Self {
                Self::from(<&str>::found(found))
            }
        }
    )*};
}

text_tags!(String, Cow<'_, str>);

/// The field at a position of `M`: what stands in for it, and how it is checked, is what `KIND` says (see `layout`).
pub struct At<M, const POSITION: usize, const KIND: u8>(PhantomData<M>);

/// What the viewed type knows of a field that is of type `F` in the view, and its const schema cannot hold. Generated
/// code names it by this trait alone, as it does a type by `Part`.
pub trait Known<F> {
    /// Does a function of the user's check it?
    const CHECKED: bool;

    /// What stands in for it where it is missing; `None` where it must be there.
    fn absent() -> Option<F>;

    /// Runs the user's function.
    ///
    /// # Errors
    /// What that says.
    fn check(value: &F) -> Result<(), Error>;

    /// Is what was read accepted? Where not, why.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn accepts(slot: &Option<F>, failed: &mut Option<Error>) -> bool {
        if Self::CHECKED
            && let Some(value) = slot
            && let Err(error) = Self::check(value)
        {
            aside::put(failed, error);
            return false;
        }
        true
    }

    /// The value of the field, as read or as what stands in for it.
    ///
    /// # Errors
    /// One that must be there and is not.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value(slot: Option<F>, found: &Found, name: &'static str) -> Result<F, Error> {
        match slot {
            Some(value) => Ok(value),
            None => match Self::absent() {
                Some(value) if !found.requires(name) => Ok(value),
                _ => Err(missing(found, name)),
            },
        }
    }
}

macro_rules! places {
    ($($default:ident [$($message:path)?] [$($field:path)?] $absent:expr;)*) => {$(
        impl<M $(: $message)?, const POSITION: usize, F $(: $field)?> Known<F> for At<M, POSITION, $default> {
            const CHECKED: bool = false;

            #[inline(always)]
            fn absent() -> Option<F> {
                $absent
            }

            #[inline(always)]
            fn check(_: &F) -> Result<(), Error> {
                Ok(())
            }
        }

        impl<M: Checked<POSITION, F> $(+ $message)?, const POSITION: usize, F $(: $field)?> Known<F>
            for At<M, POSITION, { $default + CHECKED }>
        {
            const CHECKED: bool = true;

            #[inline(always)]
            fn absent() -> Option<F> {
                $absent
            }

            #[inline]
            fn check(value: &F) -> Result<(), Error> {
                M::check(value)
            }
        }
    )*};
}

places! {
    REQUIRED [] [] None;
    OWN [] [Default] Some(F::default());
    WRITTEN [Defaulted<POSITION, F>] [] Some(M::__default());
}

/// The rules of a slot: the viewed field's.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn rules<'de, V: View<'de>, const SLOT: usize>(message: &'static MessageSchema) -> Option<&'static Rules> {
    match const { V::COLUMNS[SLOT].rules } {
        RulesOf::Message(rules) => rules,
        RulesOf::Member => layout::field(message, const { V::COLUMNS[SLOT].name }).and_then(|field| field.rules),
    }
}

#[cold]
#[inline(never)]
fn missing(found: &Found, name: &'static str) -> Error {
    Error::at_offset(Fault::MissingField(name), found.start)
}

/// A message with a default that was written, at this position, which a field of type `F` can take. The derive
/// implements it: for the type of the field, or for every string where the default is a literal.
#[diagnostic::on_unimplemented(
    message = "the default of the viewed field cannot be taken as `{F}`; write the type that the viewed field has",
    label = "not the type of the default"
)]
pub trait Defaulted<const POSITION: usize, F> {
    /// The default. Its name is no other's: where it is implemented, a `Type::default()` of the user's must mean that type's own.
    fn __default() -> F;
}

/// A string that can be made of a literal.
pub trait Literal {
    /// Made of it.
    fn literal(text: &'static str) -> Self;
}

macro_rules! literals {
    ($($text:ty),*) => {$(
        impl Literal for $text {
            #[inline(always)]
            fn literal(text: &'static str) -> Self {
                Self::from(text)
            }
        }
    )*};
}

literals!(&str, Cow<'_, str>, String, Box<str>, Rc<str>, Arc<str>);

/// A message with a check of the user's own (`#[constrain(with = path)]`) at this position, which takes an `F`. The
/// derive implements it.
#[diagnostic::on_unimplemented(
    message = "a function checks the viewed field and does not take `{F}`; write the type that the viewed field has",
    label = "not what the function takes"
)]
pub trait Checked<const POSITION: usize, F> {
    /// Runs it.
    ///
    /// # Errors
    /// What it says.
    fn check(value: &F) -> Result<(), Error>;
}
