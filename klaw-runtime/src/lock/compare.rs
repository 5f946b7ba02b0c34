//! The rules of evolution: what became of each type, and whether programs with the old and the new one
//! still understand each other. One function each.
//!
//! A change is compatible where the new type reads every frame of the old one (those among them that leave out
//! what has a default), and the old type reads every frame of the new one whose values the old one has. Rules
//! hold step by step: what passes today must not make tomorrow's compatible change break yesterday's frames.

use super::Change;
use super::layout::{Body, Enumeration, Field, Form, Layout, Message, Place, Shape, Tag, Type, Union};
use super::values::{Base, Renamed};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

type Layouts = BTreeMap<String, Layout>;

/// Every change from the old layouts to the new ones.
pub(super) fn compare(old: &Layouts, new: &Layouts) -> Vec<Change> {
    let mut judge = Judge::new(old, new);
    for name in old.keys().filter(|name| new.contains_key(*name)) {
        judge.pair(name, name);
    }
    judge.run();
    judge.types_removed();
    judge.types_added();
    judge.changes
}

pub(super) struct Judge<'a> {
    pub(super) old: &'a Layouts,
    pub(super) new: &'a Layouts,
    changes: Vec<Change>,
    /// Types that are compared with each other, each pair once: types may hold themselves.
    pairs: BTreeSet<(&'a str, &'a str)>,
    /// The same of newtypes whose values are compared where they stand.
    pub(super) values: BTreeSet<Renamed<'a>>,
    pub(super) waiting: Vec<Waiting<'a>>,
}

/// What has yet to be compared.
pub(super) enum Waiting<'a> {
    Types(&'a str, &'a str),
    /// Values of newtypes that have two names or stand under two rules, with where they stand.
    Values(String, Base<'a>, Base<'a>),
}

impl<'a> Judge<'a> {
    fn new(old: &'a Layouts, new: &'a Layouts) -> Self {
        let (pairs, values) = (BTreeSet::new(), BTreeSet::new());
        Self { old, new, changes: Vec::new(), pairs, values, waiting: Vec::new() }
    }

    /// Has an old type compared with a new one, unless it has been.
    pub(super) fn pair(&mut self, old: &'a str, new: &'a str) {
        if self.pairs.insert((old, new)) {
            self.waiting.push(Waiting::Types(old, new));
        }
    }

    fn run(&mut self) {
        while let Some(waiting) = self.waiting.pop() {
            let (old_name, new_name) = match waiting {
                Waiting::Types(old, new) => (old, new),
                Waiting::Values(at, old, new) => {
                    self.without_newtypes(&at, old, new);
                    continue;
                }
            };
            let (Some(old), Some(new)) = (self.old.get(old_name), self.new.get(new_name)) else {
                continue;
            };
            let at = if old_name == new_name { old_name.to_owned() } else { format!("{old_name} (now {new_name})") };
            self.layouts(&at, old, new);
        }
    }

    /// How many changes have been found.
    pub(super) fn count(&self) -> usize {
        self.changes.len()
    }

    pub(super) fn breaking(&mut self, at: &str, what: impl Into<String>) {
        self.changes.push(Change { subject: at.to_owned(), what: what.into(), breaking: true });
    }

    pub(super) fn compatible(&mut self, at: &str, what: impl Into<String>) {
        self.changes.push(Change { subject: at.to_owned(), what: what.into(), breaking: false });
    }

    // Types.

    /// A type is gone whose frames are still about. One that only stood inside others is judged where it
    /// stood; one that has another name in Rust and the same layout is the same type.
    fn types_removed(&mut self) {
        let kept: BTreeSet<&str> = self.pairs.iter().map(|(old, _)| *old).collect();
        let mut inside = BTreeSet::new();
        let mut open: Vec<&str> = kept.iter().copied().collect();
        while let Some(name) = open.pop() {
            if let Some(layout) = self.old.get(name) {
                layout.names(&mut |name| {
                    if inside.insert(name) {
                        open.push(name);
                    }
                });
            }
        }
        for name in self.old.keys().filter(|name| !kept.contains(name.as_str())) {
            if let Some(now) = self.renamed(name) {
                self.compatible(name, format!("is called `{now}` now: the wire does not hold the name"));
            } else if inside.contains(name.as_str()) {
                self.compatible(name, "stands in no message any more");
            } else {
                self.breaking(name, "is gone, and its frames are refused; keep the type");
            }
        }
    }

    /// The new type that has the layout of an old one. It counts as compared.
    fn renamed(&mut self, old: &'a str) -> Option<&'a str> {
        let taken: BTreeSet<&str> = self.pairs.iter().map(|(_, new)| *new).collect();
        let mut free = self.new.keys().filter(|name| !self.old.contains_key(*name) && !taken.contains(name.as_str()));
        let same = free.find(|new| {
            let mut trial = Judge::new(self.old, self.new);
            trial.pair(old, new);
            trial.run();
            trial.changes.is_empty()
        })?;
        self.pairs.insert((old, same));
        Some(same)
    }

    fn types_added(&mut self) {
        let known: BTreeSet<&str> = self.pairs.iter().map(|(_, new)| *new).collect();
        for name in self.new.keys().filter(|name| !known.contains(name.as_str())) {
            self.compatible(name, "is new");
        }
    }

    fn layouts(&mut self, at: &str, old: &'a Layout, new: &'a Layout) {
        self.check_added(at, old.checked, new.checked);
        match (&old.shape, &new.shape) {
            (Shape::Message(old), Shape::Message(new)) => self.message(at, old, new),
            (Shape::Union(old), Shape::Union(new)) => self.union(at, old, new),
            (Shape::Enumeration(old), Shape::Enumeration(new)) => self.enumeration(at, old, new),
            (Shape::Newtype(old), Shape::Newtype(new)) => self.value(at, old, new),
            // A newtype is what it holds.
            (Shape::Newtype(old), other) => self.newtype_against(at, old, other, true),
            (other, Shape::Newtype(new)) => self.newtype_against(at, new, other, false),
            (old, new) => self.shape_changed(at, old, new),
        }
    }

    /// A newtype against a type of another shape: the same only where it holds such a type.
    fn newtype_against(&mut self, at: &str, newtype: &'a Place, other: &'a Shape, newtype_is_old: bool) {
        let (inner, layouts) = (&newtype.ty, if newtype_is_old { self.old } else { self.new });
        let held = match inner {
            Type::Name(name) => layouts.get(name).map(|layout| &layout.shape),
            _ => None,
        };
        let (old, new) = if newtype_is_old { (held, Some(other)) } else { (Some(other), held) };
        match (old, new) {
            (Some(Shape::Message(old)), Some(Shape::Message(new))) => self.message(at, old, new),
            (Some(Shape::Union(old)), Some(Shape::Union(new))) => self.union(at, old, new),
            (Some(Shape::Enumeration(old)), Some(Shape::Enumeration(new))) => self.enumeration(at, old, new),
            _ => {
                let (was, is) = (format!("`{inner}`"), shape_name(other).to_owned());
                let (was, is) = if newtype_is_old { (was, is) } else { (is, was) };
                self.breaking(at, format!("was {was} and is {is}; give what is new a type of its own"));
            }
        }
    }

    /// A message, a union and an enumeration have no frame in common.
    fn shape_changed(&mut self, at: &str, old: &Shape, new: &Shape) {
        let (was, is) = (shape_name(old), shape_name(new));
        self.breaking(at, format!("was {was} and is {is}; give what is new a type of its own"));
    }

    /// What a function of the user's refuses, no lock can know: where there was none, old values may break it.
    pub(super) fn check_added(&mut self, at: &str, old: bool, new: bool) {
        if new && !old {
            self.breaking(at, "is checked by a function now, which may refuse old values; check it after decoding");
        } else if old && !new {
            self.compatible(at, "is not checked by a function any more");
        }
    }

    // Messages.

    fn message(&mut self, at: &str, old: &'a Message, new: &'a Message) {
        if self.form_changed(at, old.form, new.form) {
            // Nothing inside is where it was: one sentence says it.
            return;
        }
        self.tag_changed(at, old.tag.as_ref(), new.tag.as_ref());
        self.tag_field_changed(at, old.tag_field.as_deref(), new.tag_field.as_deref());
        self.forbid_switched(at, old.forbid, new.forbid);
        if old.omits != new.omits {
            let what = if new.omits { "leaves out" } else { "no longer leaves out" };
            self.compatible(at, format!("{what} fields that equal their default"));
        }
        match old.form {
            Form::Map => self.entries(at, old, new),
            Form::Array | Form::Either => self.elements(at, old, new),
        }
    }

    /// An array is no map. A decoder that takes both reads old arrays, and writes arrays still; one that
    /// takes arrays alone does not read the maps that the other did.
    fn form_changed(&mut self, at: &str, old: Form, new: Form) -> bool {
        match (old, new) {
            _ if old == new => false,
            (Form::Array, Form::Either) => {
                self.compatible(at, "may be a map now, too");
                false
            }
            _ => {
                let (was, is) = (form_name(old), form_name(new));
                self.breaking(at, format!("was {was} and is {is}; keep the form, or write a new type"));
                true
            }
        }
    }

    /// The tag is compared with every frame's: with another, without, or with one where there was none, all
    /// that follows is refused or stands elsewhere.
    fn tag_changed(&mut self, at: &str, old: Option<&Tag>, new: Option<&Tag>) {
        match (old, new) {
            (Some(old), Some(new)) if old != new => {
                self.breaking(at, format!("had the tag {old} and has {new}; keep the tag of the frames that exist"));
            }
            (Some(old), None) => self.breaking(at, format!("had the tag {old} and has none; keep it")),
            (None, Some(new)) => self.breaking(at, format!("had no tag and has {new}; leave it out")),
            _ => {}
        }
    }

    /// In a map the tag is found by its key.
    fn tag_field_changed(&mut self, at: &str, old: Option<&str>, new: Option<&str>) {
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            self.breaking(at, format!("had its tag under `{old}` and has it under `{new}`; keep the key"));
        }
    }

    /// Frames with fields of later versions, which were read until now, are refused.
    fn forbid_switched(&mut self, at: &str, old: bool, new: bool) {
        if new && !old {
            self.breaking(at, "refuses unknown fields now, and was sent some; leave out `forbid_unknown_fields`");
        } else if old && !new {
            self.compatible(at, "skips unknown fields now");
        }
    }

    // Messages in array form.

    /// The fields of an array go by their positions; names only tell what happened.
    fn elements(&mut self, at: &str, old: &'a Message, new: &'a Message) {
        let before = self.count();
        let moved = reordered(old, new);
        let mut shifted = Vec::new();
        for field in &old.fields {
            match (new.named(&field.name), new.at(field.position)) {
                (Some(now), _) if now.position == field.position => self.element(at, field, now, old, new),
                (Some(now), _) if moved.contains(&field.name) => self.field_moved(at, field, now),
                (Some(now), _) => shifted.push((field, now)),
                (None, Some(now)) if old.named(&now.name).is_none() => self.element(at, field, now, old, new),
                (None, _) => self.element_removed(at, field, new),
            }
        }
        for field in new.fields.iter().filter(|field| old.named(&field.name).is_none()) {
            let taken = old.at(field.position);
            if taken.is_some_and(|taken| new.named(&taken.name).is_none()) {
                // The same place under another name: compared above.
            } else if old.reserved.contains(&field.position) {
                self.reserved_reused(at, field, old);
            } else if field.position < old.slots() {
                self.field_inserted(at, field);
            } else {
                self.field_added(at, field, old);
            }
        }
        for position in old.reserved.iter().filter(|position| !new.reserved.contains(position)) {
            if new.at(*position).is_none() {
                self.reserved_dropped(at, *position);
            }
        }
        for position in new.reserved.iter().filter(|position| **position >= old.slots()) {
            self.reserved_appended(at, *position, old);
        }
        // Fields that keep their order stand elsewhere because others came or went, which has been said;
        // unless what came is a reserved position.
        if !self.changes.iter().skip(before).any(|change| change.breaking) {
            for (field, now) in shifted {
                self.field_moved(at, field, now);
            }
        }
    }

    /// A decoder reads what stands at a position, whatever the writer called it.
    fn element(&mut self, at: &str, old: &'a Field, new: &'a Field, of_old: &Message, of_new: &Message) {
        let inside = format!("{at}.{}", old.name);
        if of_old.form == Form::Either {
            self.names_lost(&inside, old, new);
        }
        if old.name != new.name {
            self.compatible(&inside, format!("is called `{}` now: its position counts", new.name));
        }
        self.field(&inside, old, new, of_new);
    }

    /// Values end up in the wrong field, where their types happen to agree without an error.
    fn field_moved(&mut self, at: &str, old: &Field, new: &Field) {
        let (was, is) = (old.position, new.position);
        self.breaking(&inside(at, old), format!("stood at position {was} and stands at {is}; leave it where it was"));
    }

    /// Everything behind a new field would move.
    fn field_inserted(&mut self, at: &str, new: &Field) {
        let position = new.position;
        let what = format!("is new at position {position}, before older fields; append it to the end, with a default");
        self.breaking(&inside(at, new), what);
    }

    /// A position that is free is taken by the next field that is appended, which then reads old values. A
    /// reserved one stays free; nil is written there, which the old type must read.
    fn element_removed(&mut self, at: &str, old: &Field, new: &Message) {
        let position = old.position;
        if !new.reserved.contains(&position) {
            let what = format!("is gone from position {position}; keep the position with `reserved({position})`");
            self.breaking(&inside(at, old), what);
        } else if self.reads_nil(&old.place.ty) {
            self.compatible(&inside(at, old), format!("is gone, and position {position} is kept as nil"));
        } else {
            let what = format!(
                "is gone, and the nil at its reserved position {position} is no `{}` to older programs; make it an `Option` first, and remove it when they all have that",
                old.place.ty
            );
            self.breaking(&inside(at, old), what);
        }
    }

    /// Nil is what stands at a reserved position, or nothing where all behind it may be missing.
    fn reserved_reused(&mut self, at: &str, new: &Field, old: &Message) {
        let position = new.position;
        let is_there = old.fields.iter().any(|field| field.position > position && !field.optional);
        if reads_nil(self.new, &new.place.ty) && (new.optional || is_there) {
            self.compatible(&inside(at, new), format!("takes the reserved position {position}"));
        } else {
            let what = format!(
                "takes the reserved position {position}, where older programs write nil or nothing; append it to the end instead"
            );
            self.breaking(&inside(at, new), what);
        }
    }

    /// As with a field that is removed: the next that is appended would read what is older than the reserve.
    fn reserved_dropped(&mut self, at: &str, position: usize) {
        self.breaking(at, format!("no longer reserves position {position}; keep it in `reserved(..)`"));
    }

    /// Nil behind the last field is one element more.
    fn reserved_appended(&mut self, at: &str, position: usize, old: &Message) {
        let what = format!("reserves position {position}, behind the last field");
        if old.forbid {
            self.breaking(at, format!("{what}; older programs refuse further elements"));
        } else {
            self.compatible(at, what);
        }
    }

    // Messages in map form.

    /// The fields of a map go by their names, aliases among them.
    fn entries(&mut self, at: &str, old: &'a Message, new: &'a Message) {
        let now_of = |field: &Field| {
            let shares = |now: &&'a Field| now.names().any(|name| field.names().any(|other| other == name));
            new.named(&field.name).or_else(|| new.fields.iter().find(shares))
        };
        let mut found = BTreeSet::new();
        for field in &old.fields {
            let Some(now) = now_of(field) else {
                self.entry_removed(at, field);
                continue;
            };
            found.insert(now.position);
            let inside = inside(at, field);
            self.names_lost(&inside, field, now);
            self.name_unknown(&inside, field, now);
            self.field(&inside, field, now, new);
        }
        for field in new.fields.iter().filter(|field| !found.contains(&field.position)) {
            self.field_added(at, field, old);
        }
        if !reordered(old, new).is_empty() {
            self.compatible(at, "has its fields in another order: a map finds them by name");
        }
    }

    /// Without an alias, a key that was read until now is unknown.
    fn names_lost(&mut self, inside: &str, old: &Field, new: &Field) {
        let lost: Vec<_> = old.names().filter(|name| !new.names().any(|other| other == *name)).collect();
        for name in lost {
            self.breaking(inside, format!("no longer reads the key `{name}`; add `alias = \"{name}\"`"));
        }
    }

    /// Older programs find a field by the names that they know.
    fn name_unknown(&mut self, inside: &str, old: &Field, new: &Field) {
        let name = &new.name;
        if !old.names().any(|known| known == name) {
            let what = format!(
                "is written as `{name}`, a key that older programs do not know; add `alias = \"{name}\"` first, and rename it when they all have that"
            );
            self.breaking(inside, what);
        } else if *name != old.name {
            self.compatible(inside, format!("is written as `{name}`, which older programs read as an alias"));
        }
    }

    /// Older programs miss it; and a later field of the same name would read its old values.
    fn entry_removed(&mut self, at: &str, old: &Field) {
        let what = if old.optional {
            "is gone, and its key is free for a later field that would read old values; keep it"
        } else {
            "is gone, and older programs require it; keep it"
        };
        self.breaking(&inside(at, old), what);
    }

    // Fields in either form.

    /// Older programs leave a new field out, and skip it where they do not refuse it.
    fn field_added(&mut self, at: &str, new: &Field, old: &Message) {
        let inside = inside(at, new);
        if !new.optional {
            self.breaking(&inside, "is new and required, and older programs leave it out; give it a default");
        } else if old.forbid {
            self.breaking(&inside, "is new, and older programs refuse unknown fields; write a new type");
        } else {
            self.compatible(&inside, "is new, with a default");
        }
    }

    fn field(&mut self, inside: &str, old: &'a Field, new: &'a Field, of_new: &Message) {
        self.made_required(inside, old, new);
        self.made_optional(inside, old, new, of_new);
        self.default_changed(inside, old, new);
        if old.since != new.since {
            self.compatible(inside, format!("was of version {} and is of {}", old.since, new.since));
        }
        if new.aliases.iter().any(|alias| !old.names().any(|name| name == alias)) {
            self.compatible(inside, "has further aliases");
        }
        self.check_added(inside, old.place.checked, new.place.checked);
        self.value(inside, &old.place, &new.place);
    }

    /// Frames without the field were read until now.
    fn made_required(&mut self, inside: &str, old: &Field, new: &Field) {
        if old.optional && !new.optional {
            self.breaking(inside, "had a default and is required, and frames may lack it; keep the default");
        }
    }

    /// Older programs require it: it must be written all the same.
    fn made_optional(&mut self, inside: &str, old: &Field, new: &Field, of_new: &Message) {
        if old.optional || !new.optional {
            return;
        }
        if of_new.omits {
            let what = "has a default now and is left out where it equals it, and older programs require it; write defaults until they all have that";
            self.breaking(inside, what);
        } else {
            self.compatible(inside, "has a default now");
        }
    }

    /// Frames that lack the field mean another value than before: decoding cannot tell, so it is said.
    fn default_changed(&mut self, inside: &str, old: &Field, new: &Field) {
        if old.optional && new.optional && old.default != new.default {
            let text = |field: &Field| field.default.clone().unwrap_or_else(|| String::from("its type's own"));
            self.compatible(inside, format!("had the default {} and has {}", text(old), text(new)));
        }
    }

    // Enumerations.

    fn enumeration(&mut self, at: &str, old: &Enumeration, new: &Enumeration) {
        for (name, value) in &old.values {
            let now = new.values.iter().find(|(other, _)| other == name);
            match now {
                Some((_, now)) if now == value => {}
                Some((_, now)) => self.value_renumbered(at, name, value, now),
                None => match new.values.iter().find(|(_, other)| other == value) {
                    Some((now, _)) if !old.values.iter().any(|(other, _)| other == now) => {
                        self.compatible(&format!("{at}.{name}"), format!("is called `{now}` now: its value counts"));
                    }
                    _ => self.value_removed(at, name, value),
                },
            }
        }
        let is_new =
            |(name, value): &&(String, Tag)| !old.values.iter().any(|(other, known)| other == name || known == value);
        for (name, value) in new.values.iter().filter(is_new) {
            self.compatible(&format!("{at}.{name}"), format!("is new, as {value}"));
        }
        self.unknown_refused(at, old.keeps_unknown, new.keeps_unknown, "values");
    }

    /// Frames hold the value.
    fn value_removed(&mut self, at: &str, name: &str, value: &Tag) {
        self.breaking(&format!("{at}.{name}"), format!("is gone, and frames hold its value {value}; keep it"));
    }

    /// Frames hold the old value, and mean this.
    fn value_renumbered(&mut self, at: &str, name: &str, old: &Tag, new: &Tag) {
        self.breaking(&format!("{at}.{name}"), format!("was {old} and is {new}; keep the value that frames hold"));
    }

    /// What was kept until now is refused.
    fn unknown_refused(&mut self, at: &str, old: bool, new: bool, what: &str) {
        if old && !new {
            self.breaking(at, format!("kept unknown {what} and refuses them; keep the variant marked `other`"));
        } else if new && !old {
            self.compatible(at, format!("keeps unknown {what} now"));
        }
    }

    // Unions.

    fn union(&mut self, at: &str, old: &'a Union, new: &'a Union) {
        if self.form_changed(at, old.form, new.form) {
            return;
        }
        self.tag_field_changed(at, old.tag_field.as_deref(), new.tag_field.as_deref());
        self.unknown_refused(at, old.keeps_unknown, new.keeps_unknown, "tags");
        for member in &old.members {
            let same_name = new.members.iter().find(|now| now.name == member.name);
            let same_tag = || {
                let mut others = new.members.iter().filter(|now| !old.members.iter().any(|was| was.name == now.name));
                others.find(|now| self.tag(self.new, &now.body) == self.tag(self.old, &member.body))
            };
            let inside = format!("{at}.{}", member.name);
            match same_name.or_else(same_tag) {
                Some(now) => {
                    if now.name != member.name {
                        self.compatible(&inside, format!("is called `{}` now: its tag counts", now.name));
                    }
                    self.member(&inside, &member.body, &now.body);
                }
                None => self.member_removed(&inside, &member.body),
            }
        }
        for member in &new.members {
            let tag = self.tag(self.new, &member.body);
            let known = old.members.iter().any(|was| was.name == member.name || self.tag(self.old, &was.body) == tag);
            if !known {
                self.compatible(&format!("{at}.{}", member.name), "is a new member");
            }
        }
    }

    /// Frames of the member are refused; and its tag is free for another that would read them.
    fn member_removed(&mut self, inside: &str, old: &Body) {
        let tag = self.tag(self.old, old).map_or_else(String::new, |tag| format!(" with its tag {tag}"));
        self.breaking(inside, format!("is gone{tag}, and frames hold it; keep the member"));
    }

    /// What stands behind one tag, or under one name, is judged as the messages are: a tag that is given to
    /// another message breaks where that message cannot read what the tag stood for.
    fn member(&mut self, inside: &str, old: &'a Body, new: &'a Body) {
        match (old, new) {
            (Body::Type(old, _), Body::Type(new, _)) => self.types(inside, old, &[], new, &[]),
            _ => match (message_of(self.old, old), message_of(self.new, new)) {
                (Some(old), Some(new)) => self.message(inside, old, new),
                _ => self.breaking(inside, "holds another type; give it a tag of its own"),
            },
        }
    }

    fn tag<'b>(&self, layouts: &'b Layouts, body: &'b Body) -> Option<&'b Tag> {
        match body {
            Body::Type(_, Some(tag)) => Some(tag),
            body => message_of(layouts, body).and_then(|message| message.tag.as_ref()),
        }
    }

    fn reads_nil(&self, old: &Type) -> bool {
        reads_nil(self.old, old)
    }
}

fn inside(at: &str, field: &Field) -> String {
    format!("{at}.{}", field.name)
}

/// Names that both have, and whose order among them is another.
fn reordered<'a>(old: &'a Message, new: &'a Message) -> BTreeSet<&'a String> {
    let shared = |of: &'a Message, other: &'a Message| {
        let names = of.fields.iter().map(|field| &field.name);
        names.filter(|name| other.named(name).is_some()).collect::<Vec<_>>()
    };
    let (before, after) = (shared(old, new), shared(new, old));
    before.into_iter().zip(after).filter(|(was, is)| was != is).map(|(was, _)| was).collect()
}

fn message_of<'b>(layouts: &'b Layouts, body: &'b Body) -> Option<&'b Message> {
    match body {
        Body::Message(message) => Some(message),
        Body::Type(Type::Name(name), _) => match &layouts.get(name)?.shape {
            Shape::Message(message) => Some(message),
            _ => None,
        },
        Body::Type(..) => None,
    }
}

/// Is nil a value of the type?
pub(super) fn reads_nil(layouts: &Layouts, ty: &Type) -> bool {
    let mut ty = ty;
    // As many steps as there are types: a newtype that holds itself ends, too.
    for _ in 0..=layouts.len() {
        ty = match ty {
            Type::Option(_) | Type::Nil | Type::Any => return true,
            Type::Name(name) => match layouts.get(name).map(|layout| &layout.shape) {
                Some(Shape::Newtype(place)) => &place.ty,
                _ => return false,
            },
            _ => return false,
        };
    }
    false
}

fn shape_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Message(_) => "a message",
        Shape::Union(_) => "a union",
        Shape::Enumeration(_) => "an enumeration",
        Shape::Newtype(_) => "a newtype",
    }
}

fn form_name(form: Form) -> impl Display {
    match form {
        Form::Array => "an array",
        Form::Either => "an array or a map",
        Form::Map => "a map",
    }
}
