//! Where a value stands while serde reads it, for the errors inside of it.

use crate::constrain::Rules;
use crate::error::Error;
use crate::fault::Fault;
use crate::path::Path;
use std::cell::Cell;
use std::fmt;

/// What is read may take so many bytes more, where its format has a limit on memory.
pub struct Budget {
    left: Cell<usize>,
    limit: usize,
    is_exceeded: Cell<bool>,
}

impl Budget {
    /// A limit, of which some is taken already.
    #[must_use]
    pub fn new(limit: usize, taken: usize) -> Self {
        Self { left: Cell::new(limit.saturating_sub(taken)), limit, is_exceeded: Cell::new(false) }
    }

    /// What was asked for and was not there. A format's error is a text, which does not say that it was this.
    #[must_use]
    pub fn exceeded(&self) -> Option<usize> {
        self.is_exceeded.get().then_some(self.limit)
    }

    fn charge(&self, bytes: usize) -> Result<(), Fault> {
        let left = self.left.get().checked_sub(bytes);
        self.is_exceeded.set(left.is_none());
        self.left.set(left.ok_or(Fault::Memory { limit: self.limit })?);
        Ok(())
    }
}

/// A place in a message: a step, and the place that the step was made from.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    step: Step<'a>,
    outer: Option<&'a Place<'a>>,
    /// Is what stands here, and inside, read by the lax rules?
    lax: bool,
    /// Are there rules for what stands here, or may there be?
    is_ruled: bool,
    budget: Option<&'a Budget>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Element(usize),
    /// An element that is a field.
    Position(usize),
    Field(&'a str),
    Entry,
    Key,
    /// No step, but rules that hold where it is.
    Ruled(&'static Rules),
}

impl<'a> Place<'a> {
    /// Where the input begins.
    pub const ROOT: Self = Self { step: Step::Root, outer: None, lax: false, is_ruled: false, budget: None };

    /// The same place, read by the lax rules.
    #[must_use]
    pub const fn lax(self) -> Self {
        Self { lax: true, ..self }
    }

    /// The same place, where what is read is charged.
    #[must_use]
    pub const fn within(self, budget: &'a Budget) -> Self {
        Self { budget: Some(budget), ..self }
    }

    pub(super) fn is_charged(&self) -> bool {
        self.budget.is_some()
    }

    /// Charges memory that a value is about to take.
    pub(super) fn charge<E: serde_core::de::Error>(&self, bytes: usize) -> Result<(), E> {
        match self.budget {
            Some(budget) => budget.charge(bytes).map_err(|fault| self.fault(fault)),
            None => Ok(()),
        }
    }

    pub(crate) fn is_lax(&self) -> bool {
        self.lax
    }

    /// The element at `index` of the array that stands here.
    #[must_use]
    pub fn element(&'a self, index: usize) -> Self {
        self.inside(Step::Element(index))
    }

    /// The field at `index` of the message in array form that stands here.
    pub(super) fn position(&'a self, index: usize) -> Self {
        self.inside(Step::Position(index))
    }

    /// The field of the message that stands here.
    #[must_use]
    pub fn field(&'a self, name: &'a str) -> Self {
        self.inside(Step::Field(name))
    }

    /// A value of the map that stands here.
    pub(super) fn entry(&'a self) -> Self {
        self.inside(Step::Entry)
    }

    /// A key of the map that stands here.
    pub(super) fn key(&'a self) -> Self {
        self.inside(Step::Key)
    }

    /// The same place, with rules that the value is held against once it has been read. What is not itself the number
    /// that was read, as an `f32`, asks them before.
    #[must_use]
    pub fn ruled(&'a self, rules: &'static Rules) -> Self {
        self.inside(Step::Ruled(rules))
    }

    /// Holds a number that was read, and becomes another one, against the rules of its place.
    pub(super) fn judge(&self, value: f64) -> Result<(), Fault> {
        if self.is_ruled { self.each_rule(&mut |rules| rules.float(value)) } else { Ok(()) }
    }

    /// The rules that hold here: those of a field, and of newtypes around the value.
    fn each_rule(&self, judge: &mut dyn FnMut(&'static Rules) -> Result<(), Fault>) -> Result<(), Fault> {
        let Some(outer) = self.outer else { return Ok(()) };
        let mut inner = |of: fn(&'static Rules) -> Option<&'static Rules>| {
            outer.each_rule(&mut |rules| of(rules).map_or(Ok(()), &mut *judge))
        };
        match self.step {
            Step::Root | Step::Field(_) | Step::Position(_) => Ok(()),
            Step::Element(_) => inner(|rules| rules.items),
            Step::Entry => inner(|rules| rules.values),
            Step::Key => inner(|rules| rules.keys),
            // The innermost first, as on the wire.
            Step::Ruled(rules) => judge(rules).and_then(|()| outer.each_rule(judge)),
        }
    }

    fn inside(&'a self, step: Step<'a>) -> Self {
        let is_ruled = match step {
            Step::Ruled(_) => true,
            // Of a field they are its own.
            Step::Root | Step::Field(_) | Step::Position(_) => false,
            Step::Element(_) | Step::Entry | Step::Key => self.is_ruled,
        };
        Self { step, outer: Some(self), lax: self.lax, is_ruled, budget: self.budget }
    }

    /// Makes the format's error of what is wrong here.
    #[cold]
    pub(crate) fn fault<E: serde_core::de::Error>(&self, fault: Fault) -> E {
        self.error(Error::new(fault))
    }

    /// The same of an error, which may say where inside of this place it stands.
    #[cold]
    pub(super) fn error<E: serde_core::de::Error>(&self, mut error: Error) -> E {
        let mut place = Some(self);
        while let Some(Place { step, outer, .. }) = place {
            error = match step {
                Step::Root | Step::Ruled(_) => error,
                Step::Element(index) | Step::Position(index) => error.in_element(*index),
                Step::Field(name) => error.in_field(name),
                Step::Entry => error.in_entry(),
                Step::Key => error.in_key(),
            };
            place = *outer;
        }
        // Where no path stands behind it, a text that holds some of the input may end as if one did.
        if error.path() == "$" && error.to_string().contains(" - at `") {
            return E::custom(format_args!("{error} - at `$`"));
        }
        E::custom(error)
    }

    fn path(&self) -> Path {
        let mut path = Path::root();
        let mut place = Some(self);
        while let Some(Place { step, outer, .. }) = place {
            match step {
                Step::Root | Step::Ruled(_) => {}
                Step::Element(index) | Step::Position(index) => path.prepend_element(*index),
                Step::Field(name) => path.prepend_field(name),
                Step::Entry => path.prepend_entry(),
                Step::Key => path.prepend_key(),
            }
            place = *outer;
        }
        path
    }

    /// What a module of the user's said of the value here.
    pub(super) fn around(&self, said: impl fmt::Display) -> String {
        let path = self.path();
        if path.is_root() { said.to_string() } else { format!("{said} - at {path}") }
    }

    /// What a visitor expects here: where a format finds another type, it is the format that says so, and this is what it
    /// says was expected.
    pub(super) fn expecting(&self, f: &mut fmt::Formatter<'_>, what: impl fmt::Display) -> fmt::Result {
        let path = self.path();
        if path.is_root() { write!(f, "`{what}`") } else { write!(f, "`{what}` - at {path}") }
    }
}
