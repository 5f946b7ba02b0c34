//! Who takes part: senders and readers, by key and by name, with their leases.

use std::collections::HashMap;

/// A sender or a reader of a channel. A key is not used again after its member has left.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Rules};
///
/// let mut machine = Machine::<u32>::new(Rules::new(8), 1);
/// let reader = machine.join_reader(0, Some("reader-1"));
/// assert_eq!(machine.reader("reader-1"), Some(reader));
/// machine.leave_reader(reader);
/// assert_eq!(machine.reader("reader-1"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Member {
    slot: u32,
    /// Tells it from earlier members in the same slot.
    turn: u32,
}

#[derive(Debug)]
pub(super) struct Members<S> {
    slots: Vec<Slot<S>>,
    free: Vec<u32>,
    names: HashMap<String, Member>,
    alive: usize,
    /// What the turns of new slots begin with.
    first_turn: u32,
}

#[derive(Debug)]
struct Slot<S> {
    turn: u32,
    entry: Option<Entry<S>>,
}

#[derive(Debug)]
struct Entry<S> {
    name: Option<String>,
    /// When its lease ends, in milliseconds; `None` never does.
    until: Option<u64>,
    alive: bool,
    state: S,
}

impl<S> Members<S> {
    /// Nobody yet. Keys of another epoch are not keys of this one.
    pub(super) fn new(epoch: u64) -> Self {
        let first_turn = u32::try_from(epoch & u64::from(u32::MAX)).unwrap_or(0);
        Self { slots: Vec::new(), free: Vec::new(), names: HashMap::new(), alive: 0, first_turn }
    }

    pub(super) fn alive(&self) -> usize {
        self.alive
    }

    pub(super) fn join(&mut self, name: Option<&str>, until: Option<u64>, new: impl FnOnce() -> S) -> Member {
        if let Some(member) = name.and_then(|name| self.named(name)) {
            self.renew(member, until);
            return member;
        }
        let entry = Entry { name: name.map(str::to_owned), until, alive: true, state: new() };
        self.alive += 1;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { turn: self.first_turn, entry: None });
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        let mut member = Member { slot, turn: 0 };
        if let Some(place) = self.slots.get_mut(slot as usize) {
            place.entry = Some(entry);
            member.turn = place.turn;
        }
        if let Some(name) = name {
            self.names.insert(name.to_owned(), member);
        }
        member
    }

    /// A member that does not count.
    pub(super) fn join_guest(&mut self, new: impl FnOnce() -> S) -> Member {
        let member = self.join(None, None, new);
        if let Some(entry) = self.entry(member) {
            entry.alive = false;
            self.alive -= 1;
        }
        member
    }

    /// Does it not count, and never did?
    pub(super) fn is_guest(&mut self, member: Member) -> bool {
        self.entry(member).is_some_and(|entry| entry.name.is_none() && entry.until.is_none() && !entry.alive)
    }

    pub(super) fn leave(&mut self, member: Member) -> Option<S> {
        let slot = self.slots.get_mut(member.slot as usize).filter(|slot| slot.turn == member.turn)?;
        let entry = slot.entry.take()?;
        slot.turn = slot.turn.wrapping_add(1);
        self.free.push(member.slot);
        self.alive -= usize::from(entry.alive);
        if let Some(name) = entry.name {
            self.names.remove(&name);
        }
        Some(entry.state)
    }

    /// Another incarnation: who goes by a name comes again, and so does a guest. Others are of this process, and stay.
    pub(super) fn begin_anew(&mut self, new: impl Fn() -> S) {
        self.names.clear();
        self.alive = 0;
        for (index, slot) in self.slots.iter_mut().enumerate() {
            match &mut slot.entry {
                Some(entry) if entry.name.is_none() && entry.alive => {
                    entry.state = new();
                    self.alive += 1;
                }
                Some(_) => {
                    slot.entry = None;
                    slot.turn = slot.turn.wrapping_add(1);
                    self.free.push(u32::try_from(index).unwrap_or(u32::MAX));
                }
                None => {}
            }
        }
    }

    pub(super) fn named(&self, name: &str) -> Option<Member> {
        self.names.get(name).copied()
    }

    fn entry(&mut self, member: Member) -> Option<&mut Entry<S>> {
        let slot = self.slots.get_mut(member.slot as usize).filter(|slot| slot.turn == member.turn)?;
        slot.entry.as_mut()
    }

    pub(super) fn get(&mut self, member: Member) -> Option<&mut S> {
        self.entry(member).map(|entry| &mut entry.state)
    }

    pub(super) fn each(&mut self) -> impl Iterator<Item = &mut S> {
        self.slots.iter_mut().filter_map(|slot| slot.entry.as_mut().map(|entry| &mut entry.state))
    }

    /// A sign of life: a member that counted as gone is back.
    pub(super) fn renew(&mut self, member: Member, until: Option<u64>) -> bool {
        let Some(entry) = self.entry(member) else { return false };
        let was_gone = !entry.alive;
        entry.alive = true;
        if until.is_some() && entry.until.is_some() {
            entry.until = until;
        }
        self.alive += usize::from(was_gone);
        true
    }

    pub(super) fn renew_named(&mut self, name: &str, until: Option<u64>) -> bool {
        self.named(name).is_some_and(|member| self.renew(member, until))
    }

    /// A sign of life of all that are at work.
    pub(super) fn renew_each(&mut self, until: Option<u64>, is_at_work: impl Fn(&S) -> bool) {
        for entry in self.slots.iter_mut().filter_map(|slot| slot.entry.as_mut()) {
            if entry.alive && entry.until.is_some() && is_at_work(&entry.state) {
                entry.until = until;
            }
        }
    }

    /// Those whose lease has ended since the last time.
    pub(super) fn expire(&mut self, now: u64) -> Vec<Member> {
        let mut gone = Vec::new();
        for (index, slot) in self.slots.iter_mut().enumerate() {
            if let Some(entry) = &mut slot.entry
                && entry.alive
                && entry.until.is_some_and(|until| until <= now)
            {
                entry.alive = false;
                gone.push(Member { slot: u32::try_from(index).unwrap_or(u32::MAX), turn: slot.turn });
            }
        }
        self.alive -= gone.len();
        gone
    }
}
