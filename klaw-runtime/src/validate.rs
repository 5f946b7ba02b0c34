//! [`Validate`]: the rules of decoding, for values that were built in Rust.

use crate::constrain::Rules;
use crate::error::Error;

/// A value whose `#[constrain]` rules can be checked.
///
/// ```
/// use klaw_runtime::{Validate, WireMessage};
///
/// #[derive(WireMessage)]
/// #[wire(array_like)]
/// struct Retry {
///     #[constrain(ge = 1, le = 5)]
///     attempts: u32,
/// }
///
/// assert!(Retry { attempts: 5 }.validate().is_ok());
/// let error = Retry { attempts: 9 }.validate().unwrap_err();
/// assert_eq!(error.to_string(), "Expected `int` <= 5 - at `$[0]`");
/// ```
pub trait Validate {
    /// Checks every rule, and stops at the first that is broken.
    ///
    /// # Errors
    /// The first rule that is broken, with the path to the value.
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    /// The same with rules from where the value stands. What holds a value asks this; a hand-written
    /// `validate` is heard there too.
    #[doc(hidden)]
    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        self.validate()?;
        self.keeps(rules)
    }

    /// The rules from where the value stands, and nothing else: of a value that keeps its own. Messages inside are not looked
    /// into, as no such rule is about them; else each level of a type that holds itself would double the time.
    #[doc(hidden)]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        let _ = rules;
        Ok(())
    }

    /// What a sequence of such values is called: `u8` makes bytes of it.
    #[doc(hidden)]
    const SEQUENCE_NAME: &'static str = "array";

    /// Is every value of the type as it may be, where no rule is given for it? Then nobody looks at each of many.
    #[doc(hidden)]
    const ANY: bool = false;
}

/// Checks a sequence: its length, then each element.
pub(crate) fn sequence<'a, T: Validate + 'a>(
    length: usize,
    items: impl IntoIterator<Item = &'a T>,
    rules: &'static Rules,
) -> Result<(), Error> {
    named(T::SEQUENCE_NAME, length, items, rules)
}

/// The same for a collection that is an array whatever its elements are.
pub(crate) fn array<'a, T: Validate + 'a>(
    length: usize,
    items: impl IntoIterator<Item = &'a T>,
    rules: &'static Rules,
) -> Result<(), Error> {
    named("array", length, items, rules)
}

fn named<'a, T: Validate + 'a>(
    name: &'static str,
    length: usize,
    items: impl IntoIterator<Item = &'a T>,
    rules: &'static Rules,
) -> Result<(), Error> {
    rules.length(name, length).map_err(Error::new)?;
    if T::ANY && rules.items.is_none() {
        return Ok(());
    }
    let item_rules = rules.items.unwrap_or(&Rules::NONE);
    each(items, |item| item.validate_ruled(item_rules))
}

/// Checks the rules of a sequence alone.
pub(crate) fn sequence_keeps<'a, T: Validate + 'a>(
    name: &'static str,
    length: usize,
    items: impl IntoIterator<Item = &'a T>,
    rules: &'static Rules,
) -> Result<(), Error> {
    rules.length(name, length).map_err(Error::new)?;
    match rules.items {
        Some(rules) => each(items, |item| item.keeps(rules)),
        None => Ok(()),
    }
}

fn each<'a, T: 'a>(
    items: impl IntoIterator<Item = &'a T>,
    check: impl Fn(&T) -> Result<(), Error>,
) -> Result<(), Error> {
    for (index, item) in items.into_iter().enumerate() {
        if let Err(error) = check(item) {
            return Err(error.in_element(index));
        }
    }
    Ok(())
}

/// Checks a map: its length, then each key with its value.
pub(crate) fn map<'a, K: Validate + 'a, V: Validate + 'a>(
    length: usize,
    entries: impl IntoIterator<Item = (&'a K, &'a V)>,
    rules: &'static Rules,
) -> Result<(), Error> {
    rules.length("object", length).map_err(Error::new)?;
    let key_rules = rules.keys.unwrap_or(&Rules::NONE);
    let value_rules = rules.values.unwrap_or(&Rules::NONE);
    each_entry(entries, |key| key.validate_ruled(key_rules), |value| value.validate_ruled(value_rules))
}

/// Checks the rules of a map alone.
pub(crate) fn map_keeps<'a, K: Validate + 'a, V: Validate + 'a>(
    length: usize,
    entries: impl IntoIterator<Item = (&'a K, &'a V)>,
    rules: &'static Rules,
) -> Result<(), Error> {
    rules.length("object", length).map_err(Error::new)?;
    if rules.keys.is_none() && rules.values.is_none() {
        return Ok(());
    }
    let key_rules = rules.keys.unwrap_or(&Rules::NONE);
    let value_rules = rules.values.unwrap_or(&Rules::NONE);
    each_entry(entries, |key| key.keeps(key_rules), |value| value.keeps(value_rules))
}

fn each_entry<'a, K: 'a, V: 'a>(
    entries: impl IntoIterator<Item = (&'a K, &'a V)>,
    check_key: impl Fn(&K) -> Result<(), Error>,
    check_value: impl Fn(&V) -> Result<(), Error>,
) -> Result<(), Error> {
    for (key, value) in entries {
        if let Err(error) = check_key(key) {
            return Err(error.in_key());
        }
        if let Err(error) = check_value(value) {
            return Err(error.in_entry());
        }
    }
    Ok(())
}
