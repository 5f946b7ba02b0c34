//! Members of unions: the one trait that generated code names a member's type through, and the rules that hold between
//! members, checked where the union is declared.

use super::Field;
use super::array::Positional;
use super::either::Either;
use super::map::Keyed;
use super::text::Text;
use super::union::{Open, Union};
use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::message::WireMessage;
use crate::msgpack::Reader;
use crate::msgpack::writer::{Part, Sink};
use crate::schema::{Form, MemberBody, Schema, Shape, Tag, UnionSchema, WireType, same_str};

/// What the rules between members look at.
#[derive(Clone, Copy)]
pub struct Member {
    /// What tells it apart.
    pub tag: Option<Tag>,
    /// The key of the tag, where there is a map form.
    pub tag_field: Option<&'static str>,
    /// Is the type without mistakes? What the derive prints for one with mistakes has no tag, which is nobody's fault.
    pub sound: bool,
}

/// Methods that read a member's message and make a union of it. In a debug build each is a function of its own: what they
/// give back would else be on the stack of their union, at every level of one that holds itself, and of all members at once.
macro_rules! wrapped {
    ($($(#[$meta:meta])* $name:ident of $read:expr, ($reader:ty $(, $open:ident: $ty:ty)?) -> $message:ty;)*) => {$(
        /// Reads the message, and makes a union of it.
        ///
        /// # Errors
        /// A field's.
        $(#[$meta])*
        #[cfg_attr(debug_assertions, inline(never))]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name<U>(
            reader: &mut $reader,
            $($open: $ty,)?
            wrap: impl FnOnce($message) -> U,
        ) -> Result<U, Error> {
            $read(reader $(, $open)?).map(wrap)
        }
    )*};
}
pub(super) use wrapped;

/// A trait of members that generated code names a type through. A type that is no such message is one error then, however
/// often it is named.
macro_rules! member_trait {
    (
        $name:ident of $form:ident [$($bound:tt)*] { $($start:ident $started:ident)? },
        $message:literal, $label:literal, $note:literal $(,)?
    ) => {
        /// Everything a member of such a union must be. Encoding trusts its bound, as it does a field's.
        #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
        pub trait $name<'de>: Sized {
            /// `Encode::TYPE`
            const TYPE: WireType;
            /// `Encode::BOUND`, as a part.
            const BOUND: Part;
            /// The tag, if there is one.
            const TAG: Option<Tag>;
            /// What the rules between members look at.
            const MEMBER: Member;
            /// `WireMessage::SCHEMA`
            const SCHEMA: &'static Schema;
            $(
                /// `Positional::START`
                const $start: u32;

                /// `Positional::started`
                ///
                /// # Errors
                /// As there.
                fn started(reader: &mut Reader<'de>) -> Result<Self, Error>;
            )?

            /// `Encode::dynamic`
            fn dynamic(&self) -> usize;

            /// `Encode::put`
            fn put<S: Sink>(&self, sink: &mut S);

            /// Reads the message whose tag its union has read.
            ///
            /// # Errors
            /// A field's.
            fn opened(reader: &mut Reader<'de>, open: &Open<'de>) -> Result<Self, Error>;

            /// `Encode::encode_json`
            #[cfg(feature = "json")]
            fn encode_json(&self, writer: &mut json::Writer<'_>);

            /// Opens the message in JSON if it begins as it is written.
            #[cfg(feature = "json")]
            fn if_json(reader: &mut json::Reader<'de>) -> Option<usize>;

            /// Reads what stands behind.
            ///
            /// # Errors
            /// A field's.
            #[cfg(feature = "json")]
            fn fields_json(reader: &mut json::Reader<'de>, start: usize) -> Result<Self, Error>;

            /// `opened` of JSON.
            ///
            /// # Errors
            /// A field's.
            #[cfg(feature = "json")]
            fn opened_json(reader: &mut json::Reader<'de>, open: &json::message::Open<'de>) -> Result<Self, Error>;

            /// `Validate::validate`
            ///
            /// # Errors
            /// As there.
            fn validate(&self) -> Result<(), Error>;

            wrapped! {
                $($started of Self::started, (Reader<'de>) -> Self;)?
                opened_as of Self::opened, (Reader<'de>, open: &Open<'de>) -> Self;
                #[cfg(feature = "json")]
                fields_json_as of Self::fields_json, (json::Reader<'de>, start: usize) -> Self;
                #[cfg(feature = "json")]
                opened_json_as of Self::opened_json, (json::Reader<'de>, open: &json::message::Open<'de>) -> Self;
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'de, T: Field<'de> + WireMessage + $($bound)*> $name<'de> for T {
            const TYPE: WireType = <T as Field<'de>>::TYPE;
            const BOUND: Part = <T as Field<'de>>::BOUND;
            const TAG: Option<Tag> = <T as $form<'de>>::TAG;
            const MEMBER: Member = <T as $form<'de>>::MEMBER;
            const SCHEMA: &'static Schema = <T as WireMessage>::SCHEMA;
            $(
                const $start: u32 = <T as $form<'de>>::$start;

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn started(reader: &mut Reader<'de>) -> Result<Self, Error> {
                    <T as $form<'de>>::started(reader)
                }
            )?

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn dynamic(&self) -> usize {
                Field::dynamic(self)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put<S: Sink>(&self, sink: &mut S) {
                Field::put(self, sink);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn opened(reader: &mut Reader<'de>, open: &Open<'de>) -> Result<Self, Error> {
                <T as $form<'de>>::opened(reader, open)
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_json(&self, writer: &mut json::Writer<'_>) {
                Field::encode_json(self, writer);
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn if_json(reader: &mut json::Reader<'de>) -> Option<usize> {
                <T as $form<'de>>::if_json(reader)
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn fields_json(reader: &mut json::Reader<'de>, start: usize) -> Result<Self, Error> {
                <T as $form<'de>>::fields_json(reader, start)
            }

            #[cfg(feature = "json")]
            fn opened_json(reader: &mut json::Reader<'de>, open: &json::message::Open<'de>) -> Result<Self, Error> {
                <T as $form<'de>>::opened_json(reader, open)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn validate(&self) -> Result<(), Error> {
                Field::validate(self)
            }
        }
    };
}

member_trait!(
    InArray of Positional [Positional<'de, Output = T>] { START started_as },
    "`{Self}` cannot be a member of this union, whose members are messages in array form",
    "not a message in array form",
    "derive `WireMessage` for it, with `#[wire(array_like, tag = ..)]`",
);
member_trait!(
    InMap of Keyed [Keyed<'de, Output = T>] {},
    "`{Self}` cannot be a member of this union, whose members are messages in map form",
    "not a message in map form",
    "derive `WireMessage` for it, with `#[wire(tag = ..)]` and without `array_like`; or mark the union `array_like`",
);
member_trait!(
    InBoth of Either [Positional<'de, Output = T> + Keyed<'de, Output = T>] { START started_as },
    "`{Self}` cannot be a member of this union, whose members are messages in array form that decode maps too",
    "not a message in both forms",
    "derive `WireMessage` for it, with `#[wire(array_like, accept_map, tag = ..)]`",
);

/// Are the tags integers? All are what the first one is.
pub(crate) const fn int_tags(members: &[(&str, Member)]) -> bool {
    match members {
        [(_, first), ..] => matches!(first.tag, Some(Tag::Int(_))),
        [] => true,
    }
}

/// Does a member keep the rules beside those in front of it? Fails the compile where it does not.
///
/// # Panics
/// The rule that is broken.
#[track_caller]
pub const fn check<'de, T: Union<'de>>(at: usize) {
    keeps_the_rules(T::MEMBERS, T::TAG_FIELD, at);
}

#[track_caller]
#[allow(clippy::indexing_slicing, reason = "called for members that there are")]
const fn keeps_the_rules(members: &[(&str, Member)], union_tag_field: &str, at: usize) {
    let (name, member) = members[at];
    has_a_tag(name, member, union_tag_field);
    let mut index = 0;
    while index < at {
        let (other_name, other) = members[index];
        differ(name, member, other_name, other);
        index += 1;
    }
}

/// The members of a union that has type parameters: what their tags are is known no earlier than the union's use. All of them
/// keep the rules, or no road that reads one compiles.
///
/// # Panics
/// The first rule that is broken.
#[track_caller]
#[must_use]
pub const fn told_apart(
    members: &'static [(&'static str, Member)],
    union_tag_field: &str,
) -> &'static [(&'static str, Member)] {
    let mut at = 0;
    while at < members.len() {
        keeps_the_rules(members, union_tag_field, at);
        at += 1;
    }
    members
}

/// The same on the roads that write one, where the members are known by their descriptions.
///
/// # Panics
/// The first rule that is broken.
#[track_caller]
pub const fn check_written<T: WireMessage>() {
    let Shape::Union(union) = &T::SCHEMA.shape else { return };
    let mut at = 0;
    while at < union.members.len() {
        let (name, member) = described(union, T::MEMBERS, at);
        has_a_tag(name, member, tag_field(union.form));
        let mut index = 0;
        while index < at {
            let (other_name, other) = described(union, T::MEMBERS, index);
            differ(name, member, other_name, other);
            index += 1;
        }
        at += 1;
    }
}

#[allow(clippy::indexing_slicing, reason = "called for members that there are")]
const fn described(union: &UnionSchema, schemas: &[Option<&Schema>], at: usize) -> (&'static str, Member) {
    let member = &union.members[at];
    let message = match (&member.body, schemas[at]) {
        (MemberBody::Message(message), _) => message,
        (MemberBody::Type(_), Some(Schema { shape: Shape::Message(message), .. })) => message,
        _ => return (member.name, Member { tag: None, tag_field: None, sound: false }),
    };
    let tag_field = match union.form {
        Form::Array => None,
        _ => Some(tag_field(message.form)),
    };
    (member.name, Member { tag: message.tag, tag_field, sound: true })
}

const fn tag_field(form: Form) -> &'static str {
    match form {
        Form::Array => "",
        Form::ArrayOrMap { tag_field } | Form::Map { tag_field } => tag_field,
    }
}

/// The rules that a member keeps or breaks alone.
#[track_caller]
#[allow(clippy::panic, reason = "a const assertion")]
const fn has_a_tag(name: &str, member: Member, union_tag_field: &str) {
    if !member.sound {
        return;
    }
    if member.tag.is_none() {
        panic!(
            "{}",
            Text::new().code(name).str(" has no tag to tell it apart by; add `#[wire(tag = ..)]` to its type").get()
        );
    }
    if let Some(field) = member.tag_field
        && !same_str(field, union_tag_field)
    {
        panic!(
            "{}",
            Text::new()
                .str("the tag of ")
                .code(name)
                .str(" stands under ")
                .code(field)
                .str(", and the union's under ")
                .code(union_tag_field)
                .str("; give both one `tag_field`")
                .get()
        );
    }
}

/// And those beside another, in front of it.
#[track_caller]
#[allow(clippy::panic, reason = "a const assertion")]
const fn differ(name: &str, member: Member, other_name: &str, other: Member) {
    let (true, Some(tag), Some(other_tag)) = (member.sound, member.tag, other.tag) else { return };
    match (tag, other_tag) {
        (Tag::Int(_), Tag::Str(_)) => {
            mixed(name, " is an integer and that of ", other_name, " a string; write a string")
        }
        (Tag::Str(_), Tag::Int(_)) => {
            mixed(name, " is a string and that of ", other_name, " an integer; write an integer")
        }
        _ if tag.same(other_tag) => panic!(
            "{}",
            Text::new()
                .str("tag `")
                .tag(tag)
                .str("` is already taken by ")
                .code(other_name)
                .str("; give ")
                .code(name)
                .str(" its own")
                .get()
        ),
        _ => {}
    }
}

#[track_caller]
#[allow(clippy::panic, reason = "a const assertion")]
const fn mixed(name: &str, is: &str, other_name: &str, rest: &str) -> ! {
    panic!("{}", Text::new().str("the tag of ").code(name).str(is).code(other_name).str(rest).get())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::envelope::WireEnvelope;
    use crate::private::text::tests::said;

    const fn member(tag: Option<Tag>, tag_field: Option<&'static str>) -> Member {
        Member { tag, tag_field, sound: true }
    }

    /// What is said of the second of two members of a union whose tags stand under `type`.
    fn second(first: Member, second: Member) -> Option<String> {
        said(|| keeps_the_rules(&[("A", first), ("B", second)], "type", 1))
    }

    #[test]
    fn members_are_told_apart() {
        let [one, two, text] = [Tag::Int(1), Tag::Int(2), Tag::Str("b")].map(|tag| member(Some(tag), None));
        assert_eq!(second(one, two), None);
        assert_eq!(second(text, member(Some(Tag::Str("c")), Some("type"))), None);
        assert_eq!(second(one, one).unwrap(), "tag `1` is already taken by `A`; give `B` its own");
        assert_eq!(second(text, text).unwrap(), "tag `\"b\"` is already taken by `A`; give `B` its own");
        assert_eq!(second(text, one).unwrap(), "the tag of `B` is an integer and that of `A` a string; write a string");
        assert_eq!(
            second(one, text).unwrap(),
            "the tag of `B` is a string and that of `A` an integer; write an integer"
        );
        assert_eq!(
            second(one, member(None, None)).unwrap(),
            "`B` has no tag to tell it apart by; add `#[wire(tag = ..)]` to its type"
        );
        assert_eq!(
            second(one, member(Some(Tag::Int(2)), Some("kind"))).unwrap(),
            "the tag of `B` stands under `kind`, and the union's under `type`; give both one `tag_field`"
        );
    }

    /// Whose type has a mistake has no tag, and another is told of neither.
    #[test]
    fn a_member_with_a_mistake_of_its_own_is_passed_over() {
        let broken = Member { sound: false, ..member(None, None) };
        assert_eq!(second(member(Some(Tag::Int(1)), None), broken), None);
        assert_eq!(second(broken, member(Some(Tag::Int(1)), None)), None);
    }

    #[test]
    fn all_members_of_the_envelope_keep_the_rules() {
        let members = <WireEnvelope<'_> as Union<'_>>::MEMBERS;
        assert_eq!(said(|| assert!(told_apart(members, "type").len() == members.len())), None);
        assert_eq!(said(check_written::<WireEnvelope<'_>>), None);
        assert!(int_tags(&[]) && int_tags(members));
        assert!(!int_tags(&[("A", member(Some(Tag::Str("a")), None))]));
    }
}
