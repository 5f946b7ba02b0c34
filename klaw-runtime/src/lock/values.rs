//! The rules of evolution for what stands in one place: its type and its constraints, one function each.

use super::compare::{Judge, Waiting};
use super::layout::{Number, Place, Rules, Shape, Type};
use std::collections::BTreeSet;

/// A type without the options and newtypes around it, which the wire does not show; their rules are kept.
pub(super) struct Base<'a> {
    ty: &'a Type,
    rules: Vec<&'a Rules>,
    /// May it be nil?
    nil: bool,
    /// Does a newtype's own function check it?
    checked: bool,
}

/// Two newtypes, under the rules of where they stand.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Renamed<'a> {
    names: (&'a str, &'a str),
    nil: (bool, bool),
    rules: (Vec<*const Rules>, Vec<*const Rules>),
}

impl<'a> Judge<'a> {
    pub(super) fn value(&mut self, at: &str, old: &'a Place, new: &'a Place) {
        self.types(at, &old.ty, &[&old.rules], &new.ty, &[&new.rules]);
    }

    pub(super) fn types(
        &mut self,
        at: &str,
        old: &'a Type,
        old_rules: &[&'a Rules],
        new: &'a Type,
        new_rules: &[&'a Rules],
    ) {
        let (old, new) = (Base::new(old, old_rules), Base::new(new, new_rules));
        match (old.ty, new.ty) {
            // A name that both have is judged where it is described, unless the place asks something else of what is inside.
            (Type::Name(was), Type::Name(is)) if was == is && of_inside(&old.rules) == of_inside(&new.rules) => {
                self.bases(at, &old, &new);
            }
            // A newtype may hold itself, or another twice.
            (Type::Name(was), Type::Name(is)) => self.once(at, (was, old), (is, new)),
            _ => self.without_newtypes(at, old, new),
        }
    }

    /// Has two newtypes judged by what they hold, once under the same rules: after what they stand in, as there may be many
    /// in each other.
    fn once(&mut self, at: &str, (was, old): (&'a str, Base<'a>), (is, new): (&'a str, Base<'a>)) {
        let places = |base: &Base<'a>| base.rules.iter().map(|rules| std::ptr::from_ref(*rules)).collect();
        let renamed = Renamed { names: (was, is), nil: (old.nil, new.nil), rules: (places(&old), places(&new)) };
        if self.values.insert(renamed) {
            self.waiting.push(Waiting::Values(at.to_owned(), old, new));
        }
    }

    pub(super) fn without_newtypes(&mut self, at: &str, old: Base<'a>, new: Base<'a>) {
        self.bases(at, &old.resolved(self, true), &new.resolved(self, false));
    }

    /// Judges types without the newtypes around them.
    fn bases(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        self.check_added(at, old.checked, new.checked);
        self.nil_refused(at, old, new);
        if self.retyped(at, old, new) {
            return;
        }
        let before = self.count();
        self.int_range_tightened(at, old, new);
        self.float_range_tightened(at, old, new);
        self.length_tightened(at, old, new);
        self.multiple_tightened(at, old, new);
        self.pattern_tightened(at, old, new);
        if self.count() == before && old.ty == new.ty && own(&old.rules) != own(&new.rules) {
            self.compatible(at, "has looser constraints");
        }
        self.inside(at, old, new);
    }

    /// Old frames hold nil there.
    fn nil_refused(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let reads_nil = new.nil || matches!(new.ty, Type::Any | Type::Nil);
        if old.nil && !reads_nil {
            self.breaking(at, "could be nil and cannot any more, and frames hold nil; keep the `Option`");
        } else if new.nil && !old.nil && *old.ty != Type::Any {
            self.compatible(at, "may be nil now");
        }
    }

    /// Every value of the old type must be one of the new: nothing else is known to be read by both.
    fn retyped(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) -> bool {
        let widened = match (old.ty, new.ty) {
            (Type::Name(old), Type::Name(new)) => {
                self.pair(old, new);
                return false;
            }
            (Type::Int { .. }, Type::Int { .. }) => int_fits(old, new.ty),
            (Type::Float { bits: old }, Type::Float { bits: new }) => float_fits(*old, *new),
            (old, new) => is_read_by(old, new),
        };
        if !widened {
            let what = format!("was `{}` and is `{}`; give what is new a field of its own", old.ty, new.ty);
            self.breaking(at, what);
        } else if !same_kind(old.ty, new.ty) {
            self.compatible(at, format!("was `{}` and is `{}`, which reads all of it", old.ty, new.ty));
        }
        !widened
    }

    /// Old integers lie outside of the new range.
    fn int_range_tightened(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let ((old_min, old_max), (min, max)) = (int_range(old), int_range(new));
        if old_min < min || old_max > max {
            self.tightened(at, &format!("integers from {min} to {max}"));
        }
    }

    /// Old floats lie outside of the new range. A bound that is excluded is tighter than the same included.
    fn float_range_tightened(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let least = |base: &Base<'a>| {
            let included = floats(base, |rules| rules.ge).map(|bound| (bound, false));
            included
                .chain(floats(base, |rules| rules.gt).map(|bound| (bound, true)))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        };
        let most = |base: &Base<'a>| {
            let included = floats(base, |rules| rules.le).map(|bound| (bound, true));
            included
                .chain(floats(base, |rules| rules.lt).map(|bound| (bound, false)))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        };
        let below = match (least(old), least(new)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => old.0 < new.0 || (old.0 == new.0 && !old.1 && new.1),
        };
        let above = match (most(old), most(new)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => old.0 > new.0 || (old.0 == new.0 && old.1 && !new.1),
        };
        if below || above {
            self.tightened(at, "a range");
        }
    }

    /// Old values are too short or too long.
    fn length_tightened(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let ((old_min, old_max), (min, max)) = (length_range(old), length_range(new));
        if old_min < min || old_max > max {
            let most = if max == usize::MAX { String::from("any") } else { max.to_string() };
            self.tightened(at, &format!("lengths from {min} to {most}"));
        }
    }

    /// A multiple of the old step must be one of the new.
    fn multiple_tightened(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let steps = |base: &Base<'a>| base.rules.iter().filter_map(|rules| rules.multiple_of).collect::<Vec<_>>();
        let old = steps(old);
        for new in steps(new) {
            let is_kept = old.iter().any(|old| match (*old, new) {
                (Number::Int(old), Number::Int(new)) => new != 0 && old.wrapping_rem(new) == 0,
                (Number::Float(old), Number::Float(new)) => old % new == 0.0,
                _ => false,
            });
            if !is_kept {
                self.tightened(at, &format!("multiples of {new}"));
            }
        }
    }

    /// Whether all that matches one pattern matches another is not asked: any other pattern counts as tighter.
    fn pattern_tightened(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let patterns =
            |base: &Base<'a>| base.rules.iter().filter_map(|rules| rules.pattern.clone()).collect::<Vec<_>>();
        let old = patterns(old);
        for new in patterns(new) {
            if !old.contains(&new) {
                self.tightened(at, &format!("texts that match `{new}`"));
            }
        }
    }

    fn tightened(&mut self, at: &str, to: &str) {
        self.breaking(at, format!("takes {to} alone, and frames may hold others; keep the wider rule"));
    }

    /// What a value holds is judged as the value itself.
    fn inside(&mut self, at: &str, old: &Base<'a>, new: &Base<'a>) {
        let items = |base: &Base<'a>| inner(base, |rules| rules.items.as_deref());
        match (old.ty, new.ty) {
            (Type::Sequence(was) | Type::Array(was, _), Type::Sequence(is) | Type::Array(is, _)) => {
                self.types(&format!("{at}[]"), was, &items(old), is, &items(new));
            }
            (Type::Tuple(was), Type::Tuple(is)) => {
                for (index, (was, is)) in was.iter().zip(is).enumerate() {
                    self.types(&format!("{at}.{index}"), was, &[], is, &[]);
                }
            }
            (Type::Map(old_key, old_value), Type::Map(key, value)) => {
                let keys = |base: &Base<'a>| inner(base, |rules| rules.keys.as_deref());
                let values = |base: &Base<'a>| inner(base, |rules| rules.values.as_deref());
                self.types(&format!("{at} (keys)"), old_key, &keys(old), key, &keys(new));
                self.types(&format!("{at}[..]"), old_value, &values(old), value, &values(new));
            }
            _ => {}
        }
    }
}

impl<'a> Base<'a> {
    fn new(ty: &'a Type, rules: &[&'a Rules]) -> Self {
        Self { ty, rules: rules.to_vec(), nil: false, checked: false }.without_options()
    }

    fn without_options(mut self) -> Self {
        while let Type::Option(ty) = self.ty {
            (self.ty, self.nil) = (ty, true);
        }
        self
    }

    /// The same without newtypes.
    fn resolved(mut self, judge: &Judge<'a>, is_old: bool) -> Self {
        let layouts = if is_old { judge.old } else { judge.new };
        let mut seen = BTreeSet::new();
        while let Type::Name(name) = self.ty
            && seen.insert(name)
            && let Some(layout) = layouts.get(name)
            && let Shape::Newtype(place) = &layout.shape
        {
            self.ty = &place.ty;
            self.rules.push(&place.rules);
            self.checked |= layout.checked;
            self = self.without_options();
        }
        self
    }
}

/// The rules of what is inside.
fn inner<'a>(base: &Base<'a>, of: impl Fn(&'a Rules) -> Option<&'a Rules>) -> Vec<&'a Rules> {
    base.rules.iter().filter_map(|rules| of(rules)).collect()
}

/// The rules of what is inside alone.
fn of_inside(rules: &[&Rules]) -> Vec<Rules> {
    let inside = rules.iter().map(|rules| Rules {
        items: rules.items.clone(),
        keys: rules.keys.clone(),
        values: rules.values.clone(),
        ..Rules::default()
    });
    inside.filter(|rules| *rules != Rules::default()).collect()
}

/// The rules of the value itself.
fn own(rules: &[&Rules]) -> Vec<Rules> {
    let own = rules.iter().map(|rules| Rules { items: None, keys: None, values: None, ..(*rules).clone() });
    own.filter(|rules| *rules != Rules::default()).collect()
}

/// Does the old range, with its rules, lie within the new type? An integer is written as short as its value.
fn int_fits(old: &Base<'_>, new: &Type) -> bool {
    let (old_min, old_max) = int_range(old);
    let (min, max) = int_type(new);
    min <= old_min && old_max <= max
}

/// Floats are always written in 64 bits; those that were 32 read as they are.
fn float_fits(old: u8, new: u8) -> bool {
    old <= new
}

/// Types of which every value is one of another's.
fn is_read_by(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (_, Type::Any) | (Type::Char, Type::Str) | (Type::ByteArray(_), Type::Bytes) => true,
        // What is inside is judged by itself, and the length among the constraints.
        (Type::Sequence(_) | Type::Array(..), Type::Sequence(_)) | (Type::Map(..), Type::Map(..)) => true,
        (Type::Array(_, old), Type::Array(_, new)) => old == new,
        (Type::Text(old), Type::Text(new)) => match new.as_str() {
            "ip" => matches!(old.as_str(), "ip" | "ipv4" | "ipv6"),
            "socket" => matches!(old.as_str(), "socket" | "socket_v4" | "socket_v6"),
            new => old == new,
        },
        (Type::Tuple(old), Type::Tuple(new)) => old.len() == new.len(),
        (old, new) => old == new,
    }
}

/// Is there nothing to say of the type itself?
fn same_kind(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Sequence(_), Type::Sequence(_))
        | (Type::Array(..), Type::Array(..))
        | (Type::Tuple(_), Type::Tuple(_))
        | (Type::Map(..), Type::Map(..)) => true,
        (old, new) => old == new,
    }
}

fn int_type(ty: &Type) -> (i128, i128) {
    match ty {
        Type::Int { min, max } => (i128::from(*min), i128::from(*max)),
        _ => (i128::MIN, i128::MAX),
    }
}

fn int_range(base: &Base<'_>) -> (i128, i128) {
    let (mut least, mut most) = int_type(base.ty);
    for rules in &base.rules {
        if let Some(Number::Int(bound)) = rules.ge {
            least = least.max(bound);
        }
        if let Some(Number::Int(bound)) = rules.le {
            most = most.min(bound);
        }
    }
    (least, most)
}

fn length_range(base: &Base<'_>) -> (usize, usize) {
    let (mut least, mut most) = match base.ty {
        Type::Char => (1, 1),
        Type::Array(_, length) | Type::ByteArray(length) => (*length, *length),
        _ => (0, usize::MAX),
    };
    for rules in &base.rules {
        least = least.max(rules.min_length.unwrap_or(0));
        most = most.min(rules.max_length.unwrap_or(usize::MAX));
    }
    (least, most)
}

fn floats<'r>(base: &'r Base<'_>, of: impl Fn(&Rules) -> Option<Number> + 'r) -> impl Iterator<Item = f64> + 'r {
    base.rules.iter().filter_map(move |rules| match of(rules) {
        Some(Number::Float(bound)) => Some(bound),
        _ => None,
    })
}
