//! Ranges and multiples of numbers.

use super::Rules;
use crate::fault::{Fault, Number};

/// The range of an integer: inclusive, as msgspec normalises it (`gt = 0` is `>= 1`).
///
/// ```
/// use klaw_runtime::constrain::{IntRange, Rules};
///
/// const RANGE: IntRange = Rules::NONE.gt(0, 0.0).le(10, 10.0).int;
/// assert_eq!((RANGE.min, RANGE.max, RANGE.multiple_of), (1, 10, 0));
/// assert_eq!(IntRange::FULL.min, i128::MIN);
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct IntRange {
    /// The least value.
    pub min: i128,
    /// The greatest value.
    pub max: i128,
    /// What it must be a multiple of; 0 where there is no such rule.
    pub multiple_of: i128,
}

/// The range of a float.
///
/// ```
/// use klaw_runtime::constrain::{FloatRange, Rules};
///
/// const RANGE: FloatRange = Rules::NONE.gt(0, 0.0).le(10, 10.0).float;
/// assert_eq!((RANGE.gt, RANGE.ge, RANGE.le, RANGE.lt), (Some(0.0), None, Some(10.0), None));
/// assert_eq!(FloatRange::FULL.multiple_of, None);
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FloatRange {
    /// At least.
    pub ge: Option<f64>,
    /// More than.
    pub gt: Option<f64>,
    /// At most.
    pub le: Option<f64>,
    /// Less than.
    pub lt: Option<f64>,
    /// What it must be a multiple of.
    pub multiple_of: Option<f64>,
}

impl IntRange {
    /// Every integer.
    pub const FULL: Self = Self { min: i128::MIN, max: i128::MAX, multiple_of: 0 };

    pub(super) const fn same(&self, other: &Self) -> bool {
        self.min == other.min && self.max == other.max && self.multiple_of == other.multiple_of
    }
}

impl FloatRange {
    /// Every float.
    pub const FULL: Self = Self { ge: None, gt: None, le: None, lt: None, multiple_of: None };

    pub(super) const fn same(&self, other: &Self) -> bool {
        const fn bound(a: Option<f64>, b: Option<f64>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => a.to_bits() == b.to_bits(),
                (None, None) => true,
                _ => false,
            }
        }
        bound(self.ge, other.ge)
            && bound(self.gt, other.gt)
            && bound(self.le, other.le)
            && bound(self.lt, other.lt)
            && bound(self.multiple_of, other.multiple_of)
    }

    #[inline(always)]
    const fn is_full(&self) -> bool {
        matches!(self, Self { ge: None, gt: None, le: None, lt: None, multiple_of: None })
    }
}

/// The rules for integers, and for floats, of a bound that is one number to its writer.
impl Rules {
    /// At least `int`, or `float` for a float.
    #[must_use]
    pub const fn ge(self, int: i128, float: f64) -> Self {
        Self { int: IntRange { min: int, ..self.int }, float: FloatRange { ge: Some(float), ..self.float }, ..self }
    }

    /// More than `int`, or `float` for a float.
    #[must_use]
    pub const fn gt(self, int: i128, float: f64) -> Self {
        let min = int.saturating_add(1);
        Self { int: IntRange { min, ..self.int }, float: FloatRange { gt: Some(float), ..self.float }, ..self }
    }

    /// At most `int`, or `float` for a float.
    #[must_use]
    pub const fn le(self, int: i128, float: f64) -> Self {
        Self { int: IntRange { max: int, ..self.int }, float: FloatRange { le: Some(float), ..self.float }, ..self }
    }

    /// Less than `int`, or `float` for a float.
    #[must_use]
    pub const fn lt(self, int: i128, float: f64) -> Self {
        let max = int.saturating_sub(1);
        Self { int: IntRange { max, ..self.int }, float: FloatRange { lt: Some(float), ..self.float }, ..self }
    }

    /// A multiple of `int`, or of `float` for a float.
    #[must_use]
    pub const fn multiple_of(self, int: i128, float: f64) -> Self {
        Self {
            int: IntRange { multiple_of: int, ..self.int },
            float: FloatRange { multiple_of: Some(float), ..self.float },
            ..self
        }
    }

    /// Does an integer keep the rules?
    #[must_use]
    pub const fn holds_int(&self, value: i128) -> bool {
        let IntRange { min, max, multiple_of } = self.int;
        value >= min && value <= max && (multiple_of == 0 || value % multiple_of == 0)
    }

    /// Does a float keep the rules? NaN keeps no bound.
    #[must_use]
    pub const fn holds_float(&self, value: f64) -> bool {
        let FloatRange { ge, gt, le, lt, multiple_of } = self.float;
        let above = match (ge, gt) {
            (Some(least), _) => value >= least,
            (_, Some(least)) => value > least,
            _ => true,
        };
        let below = match (le, lt) {
            (Some(most), _) => value <= most,
            (_, Some(most)) => value < most,
            _ => true,
        };
        let multiple = match multiple_of {
            Some(of) => is_multiple(value, of),
            None => true,
        };
        above && below && multiple
    }

    /// Checks that an integer which is in range is a multiple.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn int_multiple(&self, value: i128) -> Result<(), Fault> {
        match self.int.multiple_of {
            0 => Ok(()),
            of if value % of == 0 => Ok(()),
            _ => Err(self.no_int_multiple()),
        }
    }

    /// An integer that is no multiple.
    pub(crate) fn no_int_multiple(&self) -> Fault {
        Fault::MultipleOf { expected: "int", of: Number::Int(self.int.multiple_of) }
    }

    /// Checks an integer.
    #[inline]
    pub(crate) fn int(&self, value: i128) -> Result<(), Fault> {
        if value < self.int.min {
            return Err(Fault::Range { expected: "int", op: ">=", bound: Number::Int(self.int.min) });
        }
        if value > self.int.max {
            return Err(Fault::Range { expected: "int", op: "<=", bound: Number::Int(self.int.max) });
        }
        self.int_multiple(value)
    }

    /// Checks a float. NaN keeps no bound.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn float(&self, value: f64) -> Result<(), Fault> {
        if self.float.is_full() { Ok(()) } else { self.float_in_range(value) }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    #[allow(clippy::neg_cmp_op_on_partial_ord, reason = "NaN is in no range")]
    fn float_in_range(&self, value: f64) -> Result<(), Fault> {
        let FloatRange { ge, gt, le, lt, multiple_of } = self.float;
        let bound = |op, bound| Err(Fault::Range { expected: "float", op, bound: Number::Float(bound) });
        match ge {
            Some(least) if !(value >= least) => return bound(">=", least),
            _ => {}
        }
        match gt {
            Some(least) if !(value > least) => return bound(">", least),
            _ => {}
        }
        match le {
            Some(most) if !(value <= most) => return bound("<=", most),
            _ => {}
        }
        match lt {
            Some(most) if !(value < most) => return bound("<", most),
            _ => {}
        }
        match multiple_of {
            Some(of) if !is_multiple(value, of) => Err(Fault::MultipleOf { expected: "float", of: Number::Float(of) }),
            _ => Ok(()),
        }
    }
}

/// As in msgspec: zero is a multiple of everything, and the remainder must be exactly zero. It is a function of its own as
/// the compiler may take a remainder before it asks whether there is one to take.
#[inline(never)]
const fn is_multiple(value: f64, of: f64) -> bool {
    value == 0.0 || value % of == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each rule alone and with others, made when it is asked for: what is said of a value in const context is what
    /// decoding says.
    #[test]
    fn what_holds_in_const_context_holds_in_decoding() {
        let bounds: [fn(Rules) -> Rules; 4] = [
            |rules| rules,
            |rules| rules.multiple_of(2, 0.5),
            |rules| rules.multiple_of(3, 1.5),
            |rules| rules.pattern(&ANY),
        ];
        let ranges: [fn(Rules) -> Rules; 9] = [
            |rules| rules,
            |rules| rules.ge(-3, -3.0),
            |rules| rules.gt(-3, -3.0),
            |rules| rules.le(4, 4.0),
            |rules| rules.lt(4, 4.0),
            |rules| rules.ge(-3, -3.0).le(4, 4.0),
            |rules| rules.gt(-3, -3.0).lt(4, 4.0),
            |rules| rules.ge(0, 0.0).lt(4, 4.0),
            |rules| rules.gt(i128::MAX, f64::MAX).lt(i128::MIN, f64::MIN),
        ];
        for (at, range) in ranges.iter().enumerate() {
            for (by, bound) in bounds.iter().enumerate() {
                let rules = bound(range(Rules::NONE));
                for value in (-8..=8).chain([i128::MIN, i128::MAX]) {
                    assert_eq!(rules.holds_int(value), rules.int(value).is_ok(), "{at} {by} {value}");
                }
                let floats = (-32..=32).map(|quarters| f64::from(quarters) / 4.0);
                for value in floats.chain([-0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN]) {
                    assert_eq!(rules.holds_float(value), rules.float(value).is_ok(), "{at} {by} {value}");
                }
            }
        }
    }

    static ANY: crate::constrain::Pattern = crate::constrain::Pattern::classes("", &[(0, 255)], &[(0, 255)], true);

    /// A rule that is added leaves the others as they were.
    #[test]
    fn rules_add_up() {
        static INNER: Rules = Rules::NONE.ge(1, 1.0);
        let rules = Rules::NONE
            .ge(1, 1.0)
            .le(9, 9.0)
            .multiple_of(2, 2.0)
            .min_length(3)
            .max_length(4)
            .pattern(&ANY)
            .items(&INNER)
            .keys(&INNER)
            .values(&INNER);
        assert_eq!((rules.int.min, rules.int.max, rules.int.multiple_of), (1, 9, 2));
        assert_eq!((rules.float.ge, rules.float.le, rules.float.multiple_of), (Some(1.0), Some(9.0), Some(2.0)));
        assert_eq!((rules.min_length, rules.max_length), (3, 4));
        assert!(rules.pattern.is_some() && rules.items.is_some() && rules.keys.is_some() && rules.values.is_some());
        let rules = Rules::NONE.gt(1, 1.0).lt(9, 9.0);
        assert_eq!((rules.int.min, rules.int.max), (2, 8));
        assert_eq!((rules.float.gt, rules.float.lt), (Some(1.0), Some(9.0)));
    }

    #[test]
    fn range_edges() {
        const RULES: Rules = Rules::NONE.gt(0, 0.0).lt(10, 10.0);
        for (value, ok) in [(0, false), (1, true), (9, true), (10, false), (i128::MIN, false)] {
            assert_eq!(RULES.int(value).is_ok(), ok, "{value}");
        }
        for (value, ok) in
            [(0.0, false), (0.1, true), (9.9, true), (10.0, false), (f64::NAN, false), (f64::INFINITY, false)]
        {
            assert_eq!(RULES.float(value).is_ok(), ok, "{value}");
        }
    }

    #[test]
    fn multiples() {
        const RULES: Rules = Rules::NONE.multiple_of(2, 0.5);
        assert!(RULES.int(4).is_ok() && RULES.int(-4).is_ok() && RULES.int(3).is_err());
        assert!(RULES.float(1.5).is_ok() && RULES.float(0.0).is_ok() && RULES.float(0.3).is_err());
        assert!(RULES.float(f64::NAN).is_err());
    }

    /// What const evaluation asks of a default is what decoding asks of a value.
    #[test]
    fn a_constant_holds_what_decoding_lets_through() {
        let none = Rules::NONE;
        let all = [none, none.ge(-2, -2.0).le(4, 4.0), none.gt(-2, -2.0).lt(4, 4.0), none.multiple_of(3, 3.0)];
        for rules in all {
            for value in -5..=5 {
                assert_eq!(rules.holds_int(value), rules.int(value).is_ok(), "{value} {rules:?}");
                let value = value as f64;
                assert_eq!(rules.holds_float(value), rules.float(value).is_ok(), "{value} {rules:?}");
            }
        }
        assert!(none.holds_float(f64::NAN) && !none.ge(0, 0.0).holds_float(f64::NAN));
    }
}
