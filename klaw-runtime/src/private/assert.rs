//! Constraints against the types that they stand on, and defaults against constraints: const assertions of generated
//! code.
//!
//! The derive does not resolve types, a constant does. Each function is one assertion about one key, called where
//! the key stands: `track_caller` makes that the place of the error. What one of them says, no other says again:
//! where the type is the mistake, its bounds are not looked at.

use crate::constrain::Rules;
use crate::schema::{WireType, same_str};

/// The type under a rule; none where a rule around it is misplaced already.
pub type Subject = Option<&'static WireType>;

const HAND_WRITTEN: &str = "nothing would check this rule, the type's codec is hand-written; write `with = path`";
const ANY: &str = "nothing would check this rule on a value of any type; write `with = path`";
const NAMED: &str = "a rule does not reach into a message, union or enumeration; put it on the fields of that type, or write `with = path`";
const NUMBERS_NOT_LENGTHS: &str = "numeric bounds are for numbers; use `min_length` or `max_length` for a length";
const NUMBERS: &str = "numeric bounds are for numbers, and this type is none; remove it, or write `with = path`";
const NO_INTEGER: &str = "the field is an integer and this bound is not; write an integer";
const NAN: &str = "no number compares with NaN; write a number";
const TOO_LARGE: &str =
    "no value of the field's type is that large, so none would be valid; lower the bound, or use a wider type";
const TOO_SMALL: &str =
    "no value of the field's type is that small, so none would be valid; raise the bound, or use a wider type";
const ALWAYS: &str = "every value of the field's type keeps this bound; remove it, or correct it";
const NOTHING_BETWEEN: &str = "no number lies between the two bounds; raise this one, or lower the other";
const NO_MULTIPLE: &str =
    "no multiple of this lies between the bounds, so no value would be valid; write a smaller step";
const STEP: &str = "a step of zero or less says nothing; write one above zero";
const EVERY_MULTIPLE: &str = "every integer is a multiple of 1; remove it, or correct it";
const LENGTHS_NOT_NUMBERS: &str =
    "lengths are for strings, bytes, sequences and maps; use `ge` or `le` to bound a number";
const LENGTHS: &str =
    "lengths are for strings, bytes, sequences and maps, and this type is none; remove it, or write `with = path`";
const FIXED: &str = "the type fixes the length already; remove it";
const NO_LENGTH: &str = "no length is both `min_length` and `max_length`; raise this one, or lower the other";
const PATTERNS: &str = "patterns are for strings, and this type is none; remove it, or write `with = path`";
const PATTERN_OF_ITEMS: &str = "patterns are for strings; write `items(pattern = ..)` for the elements";
const PATTERN_OF_ENTRIES: &str =
    "patterns are for strings; write `keys(pattern = ..)` or `values(pattern = ..)` for what is in the map";
const ITEMS: &str = "`items` is for sequences, and this type has no elements; put the rule on the value itself";
const ITEMS_OF_BYTES: &str =
    "`items` is for sequences, and bytes have no elements; use `min_length` or `max_length`, or write `with = path`";
const ITEMS_OF_MAP: &str = "`items` is for sequences; write `keys(..)` or `values(..)` for what is in a map";
const ENTRIES: &str = "`keys` and `values` are for maps, and this type is none; put the rule on the value itself";
const ENTRIES_OF_SEQUENCE: &str = "`keys` and `values` are for maps; write `items(..)` for the elements";
const STRICT: &str = "the lax rules read nothing of this type otherwise; remove `lax`";
const ENDLESS: &str = "the newtype holds itself with nothing on the wire in between, and reading it would have no end; hold a `Vec` of it, or make it a message";
const SHOWN: &str = "a `secret` would show in the `Debug` of its type; hide it in `klaw_runtime::Secret<..>`";
const DEFAULT: &str = "the default breaks the field's constraint; correct one of the two";

/// `secret`; of a type parameter, where a message is encoded.
///
/// ```compile_fail,E0080
/// #[derive(klaw_runtime::WireMessage)]
/// struct Login<T> {
///     #[wire(secret)]
///     token: T,
/// }
///
/// klaw_runtime::msgpack::to_vec(&Login { token: String::from("hunter2") });
/// ```
///
/// ```
/// # #[derive(klaw_runtime::WireMessage)]
/// # struct Login<T> {
/// #     #[wire(secret)]
/// #     token: T,
/// # }
/// let token = klaw_runtime::Secret::new(String::from("hunter2"));
/// klaw_runtime::msgpack::to_vec(&Login { token });
/// ```
#[track_caller]
pub const fn secret(ty: &WireType) {
    fails(if ty.is_secret() { None } else { Some(SHOWN) });
}

/// `ge`, or `gt` where that is written. `is_float` says that the bound is a literal with a point.
#[track_caller]
pub const fn lower(ty: Subject, rules: &Rules, is_float: bool) {
    fails(lower_fault(ty, rules, is_float));
}

/// `le`, or `lt` where that is written.
#[track_caller]
pub const fn upper(ty: Subject, rules: &Rules, is_float: bool) {
    if number_fault(kind(ty)).is_none() || !has_lower(rules) {
        fails(upper_fault(ty, rules, is_float));
    }
}

/// Both bounds, where each by itself is sound: called on the upper.
#[track_caller]
pub const fn range(ty: Subject, rules: &Rules) {
    if is_sound(ty, rules) {
        fails(range_fault(ty, rules));
    }
}

/// `multiple_of`.
#[track_caller]
pub const fn multiple_of(ty: Subject, rules: &Rules, is_float: bool) {
    if number_fault(kind(ty)).is_none() || !(has_lower(rules) || has_upper(rules)) {
        fails(multiple_fault(ty, rules, is_float));
    }
}

/// `min_length` and `max_length`, each by itself.
#[track_caller]
pub const fn length(ty: Subject) {
    fails(length_fault(ty));
}

/// Both lengths: called on `max_length`.
#[track_caller]
pub const fn lengths(ty: Subject, rules: &Rules) {
    if length_fault(ty).is_none() && rules.min_length > rules.max_length {
        fails(Some(NO_LENGTH));
    }
}

/// `pattern`.
#[track_caller]
pub const fn pattern(ty: Subject) {
    fails(match kind(ty) {
        Kind::Unknown | Kind::Str => None,
        Kind::Sequence | Kind::Fixed => Some(PATTERN_OF_ITEMS),
        Kind::Map => Some(PATTERN_OF_ENTRIES),
        other => Some(nobody_checks(other, PATTERNS)),
    });
}

/// `items`.
#[track_caller]
pub const fn items(ty: Subject) {
    fails(match kind(ty) {
        Kind::Unknown | Kind::Sequence | Kind::Fixed => None,
        Kind::Bytes | Kind::FixedBytes => Some(ITEMS_OF_BYTES),
        Kind::Map => Some(ITEMS_OF_MAP),
        other => Some(nobody_checks(other, ITEMS)),
    });
}

/// `keys`, `values`.
#[track_caller]
pub const fn entries(ty: Subject) {
    fails(match kind(ty) {
        Kind::Unknown | Kind::Map => None,
        Kind::Sequence | Kind::Fixed => Some(ENTRIES_OF_SEQUENCE),
        other => Some(nobody_checks(other, ENTRIES)),
    });
}

/// `lax`.
#[track_caller]
pub const fn lax(ty: &WireType) {
    if !has_lax_rules(ty) {
        fails(Some(STRICT));
    }
}

/// A newtype that holds itself: does it open anything on the wire before it comes back to itself?
#[track_caller]
pub const fn opened(ty: &WireType, newtype: &str) {
    match ty {
        WireType::Option(inner) => opened(inner, newtype),
        WireType::Newtype(_, field) => opened(&field.ty, newtype),
        WireType::Named(name, _) if same_str(name, newtype) => fails(Some(ENDLESS)),
        _ => {}
    }
}

/// Is anything of the type, or inside of it, read otherwise by the lax rules? Of what is behind a name or a codec of the
/// user's, a constant does not know.
const fn has_lax_rules(ty: &WireType) -> bool {
    match ty {
        WireType::Option(inner) => !matches!(plain(Some(inner)), Some(WireType::Str | WireType::Any)),
        WireType::Newtype(_, field) => has_lax_rules(&field.ty),
        WireType::Sequence(item) | WireType::Array(item, _) => has_lax_rules(item),
        WireType::Map(key, value) => has_lax_rules(key) || has_lax_rules(value),
        WireType::Tuple(items) => {
            let mut at = 0;
            while at < items.len() {
                if has_lax_rules(&items[at]) {
                    return true;
                }
                at += 1;
            }
            false
        }
        WireType::Text(form) => same_str(form, "duration"),
        WireType::Str | WireType::Char | WireType::Bytes | WireType::ByteArray(_) | WireType::Ext | WireType::Any => {
            false
        }
        _ => true,
    }
}

/// The type of the elements, for the rules in `items(..)`. A tuple has several.
#[must_use]
pub const fn item_of(ty: Subject) -> Subject {
    match plain(ty) {
        Some(WireType::Sequence(item) | WireType::Array(item, _)) => Some(item),
        _ => None,
    }
}

/// The type of the keys, for the rules in `keys(..)`.
#[must_use]
pub const fn key_of(ty: Subject) -> Subject {
    match plain(ty) {
        Some(WireType::Map(key, _)) => Some(key),
        _ => None,
    }
}

/// The type of the values, for the rules in `values(..)`.
#[must_use]
pub const fn value_of(ty: Subject) -> Subject {
    match plain(ty) {
        Some(WireType::Map(_, value)) => Some(value),
        _ => None,
    }
}

/// A default that is a number, as an integer and as a float.
#[track_caller]
pub const fn default_number(ty: Subject, rules: &Rules, int: i128, float: f64) {
    let holds = match kind(ty) {
        Kind::Int => !is_sound(ty, rules) || rules.holds_int(int),
        Kind::Float => !is_sound(ty, rules) || rules.holds_float(float),
        _ => true,
    };
    if !holds {
        fails(Some(DEFAULT));
    }
}

/// A default that is a str.
#[track_caller]
pub const fn default_str(ty: Subject, rules: &Rules, text: &str) {
    if !matches!(kind(ty), Kind::Str) || rules.min_length > rules.max_length {
        return;
    }
    let length = characters(text.as_bytes());
    let in_length = length >= rules.min_length && length <= rules.max_length;
    let matches = match rules.pattern {
        Some(pattern) => pattern.holds(text),
        None => true,
    };
    if !(in_length && matches) {
        fails(Some(DEFAULT));
    }
}

#[track_caller]
#[allow(clippy::panic, reason = "a const assertion: the message is the compiler's")]
pub(super) const fn fails(fault: Option<&'static str>) {
    if let Some(message) = fault {
        panic!("{}", message);
    }
}

/// What rules may be about.
#[derive(Clone, Copy)]
enum Kind {
    Unknown,
    Int,
    Float,
    Str,
    Bytes,
    FixedBytes,
    Sequence,
    Fixed,
    Map,
    Opaque,
    Any,
    Named,
    Other,
}

const fn kind(ty: Subject) -> Kind {
    match plain(ty) {
        None => Kind::Unknown,
        Some(ty) => match ty {
            WireType::Int { .. } => Kind::Int,
            WireType::Float { .. } => Kind::Float,
            WireType::Str => Kind::Str,
            WireType::Bytes => Kind::Bytes,
            WireType::ByteArray(_) => Kind::FixedBytes,
            WireType::Sequence(_) => Kind::Sequence,
            WireType::Array(..) | WireType::Tuple(_) => Kind::Fixed,
            WireType::Map(..) => Kind::Map,
            WireType::Opaque => Kind::Opaque,
            WireType::Any => Kind::Any,
            WireType::Named(..) => Kind::Named,
            _ => Kind::Other,
        },
    }
}

/// A rule on an `Option` or a newtype is one on what it holds.
const fn plain(ty: Subject) -> Subject {
    match ty {
        Some(WireType::Option(inner)) => plain(Some(inner)),
        Some(WireType::Newtype(_, field)) => plain(Some(&field.ty)),
        other => other,
    }
}

/// The sentence for a type that no rule can reach, or the one given.
const fn nobody_checks(kind: Kind, otherwise: &'static str) -> &'static str {
    match kind {
        Kind::Opaque => HAND_WRITTEN,
        Kind::Any => ANY,
        Kind::Named => NAMED,
        _ => otherwise,
    }
}

const fn number_fault(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Unknown | Kind::Int | Kind::Float => None,
        Kind::Str | Kind::Bytes | Kind::FixedBytes | Kind::Sequence | Kind::Fixed | Kind::Map => {
            Some(NUMBERS_NOT_LENGTHS)
        }
        other => Some(nobody_checks(other, NUMBERS)),
    }
}

const fn length_fault(ty: Subject) -> Option<&'static str> {
    match kind(ty) {
        Kind::Unknown | Kind::Str | Kind::Bytes | Kind::Sequence | Kind::Map => None,
        Kind::Fixed | Kind::FixedBytes => Some(FIXED),
        Kind::Int | Kind::Float => Some(LENGTHS_NOT_NUMBERS),
        other => Some(nobody_checks(other, LENGTHS)),
    }
}

const fn has_lower(rules: &Rules) -> bool {
    rules.float.ge.is_some() || rules.float.gt.is_some()
}

const fn has_upper(rules: &Rules) -> bool {
    rules.float.le.is_some() || rules.float.lt.is_some()
}

const fn lower_fault(ty: Subject, rules: &Rules, is_float: bool) -> Option<&'static str> {
    let (float, int) = match (rules.float.ge, rules.float.gt) {
        (Some(float), _) => (float, rules.int.min),
        // `gt = 4` stands there as `>= 5`.
        (None, Some(float)) => (float, rules.int.min.saturating_sub(1)),
        (None, None) => return None,
    };
    match kind(ty) {
        Kind::Int if is_float || !is_integer(int, float) => Some(NO_INTEGER),
        Kind::Int => match int_range(ty) {
            (_, max) if rules.int.min > max => Some(TOO_LARGE),
            (min, _) if rules.int.min <= min => Some(ALWAYS),
            _ => None,
        },
        Kind::Float if float.is_nan() => Some(NAN),
        other => number_fault(other),
    }
}

const fn upper_fault(ty: Subject, rules: &Rules, is_float: bool) -> Option<&'static str> {
    let (float, int) = match (rules.float.le, rules.float.lt) {
        (Some(float), _) => (float, rules.int.max),
        (None, Some(float)) => (float, rules.int.max.saturating_add(1)),
        (None, None) => return None,
    };
    match kind(ty) {
        Kind::Int if is_float || !is_integer(int, float) => Some(NO_INTEGER),
        Kind::Int => match int_range(ty) {
            (min, _) if rules.int.max < min => Some(TOO_SMALL),
            (_, max) if rules.int.max >= max => Some(ALWAYS),
            _ => None,
        },
        Kind::Float if float.is_nan() => Some(NAN),
        other => number_fault(other),
    }
}

const fn multiple_fault(ty: Subject, rules: &Rules, is_float: bool) -> Option<&'static str> {
    let Some(float) = rules.float.multiple_of else { return None };
    let int = rules.int.multiple_of;
    match kind(ty) {
        Kind::Int if is_float || !is_integer(int, float) => Some(NO_INTEGER),
        Kind::Int if int <= 0 => Some(STEP),
        Kind::Int if int == 1 => Some(EVERY_MULTIPLE),
        Kind::Int if bounds_are_sound(ty, rules) && range_fault(ty, rules).is_none() => {
            let (min, max) = narrowed(int_range(ty), rules);
            if max.div_euclid(int) * int < min { Some(NO_MULTIPLE) } else { None }
        }
        Kind::Int => None,
        Kind::Float if float > 0.0 => None,
        Kind::Float => Some(STEP),
        other => number_fault(other),
    }
}

const fn range_fault(ty: Subject, rules: &Rules) -> Option<&'static str> {
    let empty = match kind(ty) {
        Kind::Int => rules.int.min > rules.int.max,
        Kind::Float => match (rules.float.ge, rules.float.gt, rules.float.le, rules.float.lt) {
            (Some(low), _, Some(high), _) => low > high,
            (Some(low), _, _, Some(high)) | (_, Some(low), Some(high), _) | (_, Some(low), _, Some(high)) => {
                low >= high
            }
            _ => false,
        },
        _ => false,
    };
    if empty { Some(NOTHING_BETWEEN) } else { None }
}

/// Is there nothing to say about either bound?
const fn bounds_are_sound(ty: Subject, rules: &Rules) -> bool {
    lower_fault(ty, rules, false).is_none() && upper_fault(ty, rules, false).is_none()
}

/// Nor about the numbers as a whole?
const fn is_sound(ty: Subject, rules: &Rules) -> bool {
    bounds_are_sound(ty, rules) && (rules.int.multiple_of >= 0 || !matches!(kind(ty), Kind::Int))
}

/// Does the integer that the cast gave equal the bound as it was written?
const fn is_integer(int: i128, float: f64) -> bool {
    int as f64 == float
}

/// The integers of a type: a newtype's are those that keep its rules.
const fn int_range(ty: Subject) -> (i128, i128) {
    match ty {
        Some(WireType::Int { min, max }) => (*min as i128, *max as i128),
        Some(WireType::Option(inner)) => int_range(Some(inner)),
        Some(WireType::Newtype(_, field)) => {
            let range = int_range(Some(&field.ty));
            match field.rules {
                Some(rules) => narrowed(range, rules),
                None => range,
            }
        }
        _ => (i128::MIN, i128::MAX),
    }
}

const fn narrowed((min, max): (i128, i128), rules: &Rules) -> (i128, i128) {
    (if rules.int.min > min { rules.int.min } else { min }, if rules.int.max < max { rules.int.max } else { max })
}

/// `chars().count()`, in const context.
const fn characters(text: &[u8]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < text.len() {
        count += (text[at] & 0xc0 != 0x80) as usize;
        at += 1;
    }
    count
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::constrain::Pattern;
    use crate::envelope::WireHeader;
    use crate::private::text::tests::said;
    use crate::types::ChannelCapacity;
    use crate::{Encode, Raw, Secret};
    use std::collections::BTreeMap;

    const fn of<T: Encode>() -> Subject {
        Some(&T::TYPE)
    }

    const NONE: Rules = Rules::NONE;

    #[test]
    fn bounds_fit_the_integer() {
        let both = |ty, rules: &Rules| lower_fault(ty, rules, false).or(upper_fault(ty, rules, false));
        assert_eq!(both(of::<u8>(), &NONE.ge(1, 1.0).le(254, 254.0)), None);
        assert_eq!(both(of::<u8>(), &NONE.ge(255, 255.0)), None);
        assert_eq!(both(of::<u8>(), &NONE.ge(256, 256.0)), Some(TOO_LARGE));
        assert_eq!(both(of::<u8>(), &NONE.gt(255, 255.0)), Some(TOO_LARGE));
        assert_eq!(both(of::<u8>(), &NONE.ge(0, 0.0)), Some(ALWAYS));
        assert_eq!(both(of::<u8>(), &NONE.gt(-1, -1.0)), Some(ALWAYS));
        assert_eq!(both(of::<u8>(), &NONE.gt(0, 0.0)), None);
        assert_eq!(both(of::<u8>(), &NONE.le(255, 255.0)), Some(ALWAYS));
        assert_eq!(both(of::<u8>(), &NONE.lt(256, 256.0)), Some(ALWAYS));
        assert_eq!(both(of::<u8>(), &NONE.lt(255, 255.0)), None);
        assert_eq!(both(of::<u8>(), &NONE.lt(0, 0.0)), Some(TOO_SMALL));
        assert_eq!(both(of::<i8>(), &NONE.le(-129, -129.0)), Some(TOO_SMALL));
        assert_eq!(both(of::<u64>(), &NONE.le(u64::MAX as i128, u64::MAX as f64)), Some(ALWAYS));
        assert_eq!(both(of::<u64>(), &NONE.le(u64::MAX as i128 - 1, (u64::MAX - 1) as f64)), None);
        assert_eq!(both(of::<Option<u8>>(), &NONE.ge(300, 300.0)), Some(TOO_LARGE));
        assert_eq!(both(of::<ChannelCapacity>(), &NONE.ge(1, 1.0)), Some(ALWAYS));
        assert_eq!(both(of::<ChannelCapacity>(), &NONE.ge(2, 2.0).le(999_999, 999_999.0)), None);
        assert_eq!(both(of::<u8>(), &NONE.ge(1, 1.5)), Some(NO_INTEGER));
        assert_eq!(lower_fault(of::<u8>(), &NONE.ge(1, 1.0), true), Some(NO_INTEGER));
        assert_eq!(lower_fault(of::<f64>(), &NONE.ge(0, f64::NAN), false), Some(NAN));
        assert_eq!(both(of::<f64>(), &NONE.ge(0, 0.5).lt(1, 1.0)), None);
    }

    #[test]
    fn something_lies_between() {
        assert_eq!(range_fault(of::<u8>(), &NONE.gt(4, 4.0).lt(5, 5.0)), Some(NOTHING_BETWEEN));
        assert_eq!(range_fault(of::<f64>(), &NONE.gt(4, 4.0).lt(5, 5.0)), None);
        assert_eq!(range_fault(of::<f64>(), &NONE.gt(4, 4.0).le(4, 4.0)), Some(NOTHING_BETWEEN));
        assert_eq!(range_fault(of::<f64>(), &NONE.ge(4, 4.0).le(4, 4.0)), None);
        assert_eq!(range_fault(of::<f64>(), &NONE.ge(5, 5.0).le(4, 4.0)), Some(NOTHING_BETWEEN));
        let multiple = |rules: &Rules| multiple_fault(of::<i16>(), rules, false);
        assert_eq!(multiple(&NONE.multiple_of(5, 5.0).ge(1, 1.0).le(4, 4.0)), Some(NO_MULTIPLE));
        assert_eq!(multiple(&NONE.multiple_of(5, 5.0).ge(1, 1.0).le(5, 5.0)), None);
        assert_eq!(multiple(&NONE.multiple_of(5, 5.0).ge(-4, -4.0).le(-1, -1.0)), Some(NO_MULTIPLE));
        assert_eq!(multiple(&NONE.multiple_of(0, 0.0)), Some(STEP));
        assert_eq!(multiple(&NONE.multiple_of(-2, -2.0)), Some(STEP));
        assert_eq!(multiple(&NONE.multiple_of(1, 1.0)), Some(EVERY_MULTIPLE));
        assert_eq!(multiple(&NONE.multiple_of(2, 2.5)), Some(NO_INTEGER));
        assert_eq!(multiple_fault(of::<f64>(), &NONE.multiple_of(0, 0.25), false), None);
        assert_eq!(multiple_fault(of::<f64>(), &NONE.multiple_of(0, -0.25), false), Some(STEP));
    }

    #[test]
    fn rules_fit_the_type() {
        let bound = |ty| lower_fault(ty, &NONE.ge(1, 1.0), false);
        assert_eq!(bound(of::<String>()), Some(NUMBERS_NOT_LENGTHS));
        assert_eq!(bound(of::<Vec<u8>>()), Some(NUMBERS_NOT_LENGTHS));
        assert_eq!(bound(of::<bool>()), Some(NUMBERS));
        assert_eq!(bound(of::<Raw<'_>>()), Some(ANY));
        assert_eq!(bound(None), None);
        assert_eq!(length_fault(of::<Option<String>>()), None);
        assert_eq!(length_fault(of::<u32>()), Some(LENGTHS_NOT_NUMBERS));
        assert_eq!(length_fault(of::<char>()), Some(LENGTHS));
        assert_eq!(length_fault(of::<[u16; 4]>()), Some(FIXED));
        assert_eq!(length_fault(of::<[u8; 4]>()), Some(FIXED));
        assert!(matches!(kind(item_of(of::<Vec<u16>>())), Kind::Int));
        assert!(matches!(kind(key_of(of::<BTreeMap<String, u16>>())), Kind::Str));
        assert!(matches!(kind(value_of(of::<BTreeMap<String, Option<u16>>>())), Kind::Int));
        assert!(matches!(kind(item_of(of::<String>())), Kind::Unknown));
    }

    /// One mistake, one sentence: what an earlier key says, a later one does not say again.
    #[test]
    fn one_key_says_what_is_wrong() {
        let both = &NONE.ge(1, 1.0).le(4, 4.0).multiple_of(5, 5.0);
        assert_eq!(said(|| lower(of::<u8>(), both, false)), None);
        assert_eq!(said(|| upper(of::<u8>(), both, false)), None);
        assert_eq!(said(|| multiple_of(of::<u8>(), both, false)).unwrap(), NO_MULTIPLE);
        assert_eq!(said(|| lower(of::<String>(), both, false)).unwrap(), NUMBERS_NOT_LENGTHS);
        assert_eq!(said(|| upper(of::<String>(), both, false)), None);
        assert_eq!(said(|| multiple_of(of::<String>(), both, false)), None);
        assert_eq!(said(|| upper(of::<String>(), &NONE.lt(4, 4.0), false)).unwrap(), NUMBERS_NOT_LENGTHS);
        assert_eq!(said(|| multiple_of(of::<bool>(), &NONE.multiple_of(5, 5.0), false)).unwrap(), NUMBERS);
        // What is wrong with one bound alone is not said of the two of them.
        assert_eq!(said(|| range(of::<u8>(), &NONE.gt(4, 4.0).lt(5, 5.0))).unwrap(), NOTHING_BETWEEN);
        assert_eq!(said(|| range(of::<u8>(), &NONE.ge(300, 300.0).le(4, 4.0))), None);
        assert_eq!(said(|| range(of::<u8>(), &NONE.ge(5, 5.0).le(4, 4.0).multiple_of(-1, -1.0))), None);
        assert_eq!(said(|| range(of::<String>(), &NONE.ge(5, 5.0).le(4, 4.0))), None);
        assert_eq!(lower_fault(of::<u8>(), &NONE, false), None);
        assert_eq!(upper_fault(of::<u8>(), &NONE, false), None);
        assert_eq!(upper_fault(of::<u8>(), &NONE.le(1, 1.5), false), Some(NO_INTEGER));
        assert_eq!(upper_fault(of::<f64>(), &NONE.lt(0, f64::NAN), false), Some(NAN));
        assert_eq!(multiple_fault(of::<u8>(), &NONE, false), None);
        // The bounds are at fault, and their keys say so.
        assert_eq!(multiple_fault(of::<u8>(), &NONE.ge(300, 300.0).multiple_of(7, 7.0), false), None);
    }

    #[test]
    fn lengths_and_patterns_are_asked_of_what_has_them() {
        const LONG: &Rules = &NONE.min_length(5).max_length(4);
        assert_eq!(said(|| length(of::<BTreeMap<String, u8>>())), None);
        assert_eq!(said(|| length(of::<Raw<'_>>())).unwrap(), ANY);
        assert_eq!(said(|| lengths(of::<String>(), LONG)).unwrap(), NO_LENGTH);
        assert_eq!(said(|| lengths(of::<u8>(), LONG)), None);
        assert_eq!(said(|| lengths(of::<String>(), &NONE.min_length(4).max_length(4))), None);

        assert_eq!(said(|| pattern(of::<Option<String>>())), None);
        assert_eq!(said(|| pattern(None)), None);
        assert_eq!(said(|| pattern(of::<u8>())).unwrap(), PATTERNS);
        assert_eq!(said(|| pattern(of::<Vec<String>>())).unwrap(), PATTERN_OF_ITEMS);
        assert_eq!(said(|| pattern(of::<(String, u8)>())).unwrap(), PATTERN_OF_ITEMS);
        assert_eq!(said(|| pattern(of::<BTreeMap<String, u8>>())).unwrap(), PATTERN_OF_ENTRIES);
        assert_eq!(said(|| pattern(of::<WireHeader<'_>>())).unwrap(), NAMED);
        assert_eq!(said(|| pattern(Some(&WireType::Opaque))).unwrap(), HAND_WRITTEN);
    }

    #[test]
    fn rules_of_what_is_inside_are_asked_of_collections() {
        assert_eq!(said(|| items(of::<[u16; 4]>())), None);
        assert_eq!(said(|| items(of::<Vec<u8>>())).unwrap(), ITEMS_OF_BYTES);
        assert_eq!(said(|| items(of::<[u8; 4]>())).unwrap(), ITEMS_OF_BYTES);
        assert_eq!(said(|| items(of::<BTreeMap<String, u8>>())).unwrap(), ITEMS_OF_MAP);
        assert_eq!(said(|| items(of::<String>())).unwrap(), ITEMS);
        assert_eq!(said(|| entries(of::<BTreeMap<String, u8>>())), None);
        assert_eq!(said(|| entries(of::<Vec<String>>())).unwrap(), ENTRIES_OF_SEQUENCE);
        assert_eq!(said(|| entries(of::<f64>())).unwrap(), ENTRIES);
        assert!(key_of(of::<String>()).is_none() && value_of(of::<Vec<String>>()).is_none());
    }

    #[test]
    fn lax_is_asked_of_what_it_changes() {
        for ty in [of::<u8>(), of::<Option<u8>>(), of::<Vec<bool>>(), of::<[f64; 2]>(), of::<ChannelCapacity>()] {
            assert_eq!(said(|| lax(ty.unwrap())), None, "{ty:?}");
        }
        for ty in [of::<BTreeMap<String, u8>>(), of::<BTreeMap<u8, String>>(), of::<(String, u8)>()] {
            assert_eq!(said(|| lax(ty.unwrap())), None, "{ty:?}");
        }
        assert_eq!(said(|| lax(&WireType::Text("duration"))), None);
        for ty in [of::<String>(), of::<Option<String>>(), of::<Option<Raw<'_>>>(), of::<Vec<Vec<u8>>>()] {
            assert_eq!(said(|| lax(ty.unwrap())).as_deref(), Some(STRICT), "{ty:?}");
        }
        for ty in [of::<BTreeMap<String, char>>(), of::<(String, [u8; 2])>(), Some(&WireType::Text("date"))] {
            assert_eq!(said(|| lax(ty.unwrap())).as_deref(), Some(STRICT), "{ty:?}");
        }
    }

    #[test]
    fn a_secret_is_hidden() {
        assert_eq!(said(|| secret(&<Option<Secret<String>>>::TYPE)), None);
        assert_eq!(said(|| secret(&String::TYPE)).unwrap(), SHOWN);
    }

    #[test]
    fn defaults_keep_the_rules_of_their_field() {
        let number = |ty, rules: &Rules, int| said(|| default_number(ty, rules, int, int as f64)).is_none();
        let rules = &NONE.ge(1, 1.0).lt(8, 8.0).multiple_of(2, 2.0);
        for (value, holds) in [(0, false), (2, true), (3, false), (6, true), (8, false)] {
            assert_eq!(number(of::<u8>(), rules, value), holds, "{value}");
            assert_eq!(number(of::<Option<f64>>(), rules, value), holds, "{value}");
        }
        let open = &NONE.gt(1, 1.0).le(8, 8.0);
        assert!(!number(of::<f64>(), open, 1) && number(of::<f64>(), open, 8) && !number(of::<f64>(), open, 9));
        assert!(number(of::<f64>(), &NONE.multiple_of(2, 2.0), 0));
        // Nothing is said of a default where the rules are wrong, or are not about numbers.
        assert!(number(of::<u8>(), &NONE.ge(300, 300.0), 0) && number(of::<f64>(), &NONE.ge(0, f64::NAN), 0));
        assert!(number(of::<String>(), rules, 0));

        static WORD: Pattern = Pattern::classes("^[a-z]*$", &[(b'a', b'z')], &[(b'a', b'z')], true);
        let text = |ty, rules: &Rules, text: &str| said(|| default_str(ty, rules, text));
        let rules = &NONE.min_length(2).max_length(3).pattern(&WORD);
        assert_eq!(text(of::<String>(), rules, "ab"), None);
        for wrong in ["a", "abcd", "a-b"] {
            assert_eq!(text(of::<String>(), rules, wrong).as_deref(), Some(DEFAULT), "{wrong}");
        }
        assert_eq!(text(of::<String>(), &NONE.max_length(3), "äöü"), None);
        assert_eq!(text(of::<Vec<u8>>(), rules, "a"), None);
        assert_eq!(text(of::<String>(), &NONE.min_length(4).max_length(3), "a"), None);
    }

    #[test]
    fn characters_are_counted() {
        assert_eq!(characters("aé😀".as_bytes()), 3);
    }
}
