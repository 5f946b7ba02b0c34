//! What readers take from: messages that are ready, and those that were handed out and are not done.
//!
//! It can be [handed out](Machine::hand_out) as a whole. Then a reader takes the next message, and acks it, without the
//! machine, and senders put without the readers. Whatever needs all of a channel [takes it back](Machine::take_back_hand) first.

use super::{Item, Lent, Machine, Member, Token};
use std::collections::{BTreeMap, VecDeque};

#[derive(Debug)]
pub(crate) struct Hand<I> {
    /// By position: what comes back finds its place again.
    pub(super) ready: VecDeque<Item<I>>,
    /// By position. Each in memory of its own: a map moves what it holds.
    pub(super) lent: BTreeMap<u64, Box<Lent<I>>>,
    pub(super) delivered: u64,
    pub(super) redelivered: u64,
    pub(super) acked: u64,
}

impl<I> Default for Hand<I> {
    fn default() -> Self {
        Self { ready: VecDeque::new(), lent: BTreeMap::new(), delivered: 0, redelivered: 0, acked: 0 }
    }
}

impl<I> Hand<I> {
    /// How many messages take up room.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.ready.len() + self.lent.len()
    }

    /// The next message.
    #[inline]
    pub(crate) fn first(&self) -> Option<&I> {
        self.ready.front().map(|item| &item.body)
    }

    /// The first half of taking it: it counts as handed out, and is changed where it lies.
    #[inline(always)]
    pub(crate) fn lend_first(&mut self, reader: Member, keep: Option<fn(&I) -> I>) {
        let Some(item) = self.ready.front_mut() else { return };
        if let Some(keep) = keep {
            let Item { position, seq, ts, attempt, ref body } = *item;
            // Before anything counts, as it may panic.
            let kept = Item { position, seq, ts, attempt: attempt + 1, body: keep(body) };
            self.lent.insert(position, Box::new(Lent { reader, item: kept }));
        }
        item.attempt += 1;
        self.delivered += 1;
        self.redelivered += u64::from(item.attempt > 1);
    }

    /// The second half: where the compiler sees where it goes, a message is moved there from here, without a stop between.
    #[inline(always)]
    pub(crate) fn take_lent(&mut self) -> Option<Item<I>> {
        self.ready.pop_front()
    }

    /// The next messages, up to so many.
    pub(crate) fn take_many(&mut self, reader: Member, max: usize, keep: Option<fn(&I) -> I>) -> Vec<Item<I>> {
        let count = max.max(1).min(self.ready.len());
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            self.lend_first(reader, keep);
            items.extend(self.take_lent());
        }
        items
    }

    /// A delivery that is done; `None` where it is not known, or not any more.
    pub(crate) fn ack(&mut self, reader: Member, token: Token) -> Option<Box<Lent<I>>> {
        let lent = self.take_back(reader, token)?;
        self.acked += 1;
        Some(lent)
    }

    /// What was lent, as it is if it comes back.
    pub(super) fn take_back(&mut self, reader: Member, token: Token) -> Option<Box<Lent<I>>> {
        let lent = self.lent.get(&token.position)?;
        let is_current = lent.reader == reader && lent.item.attempt == token.attempt;
        if is_current { self.lent.remove(&token.position) } else { None }
    }

    pub(super) fn put_back(&mut self, item: Item<I>) {
        let at = self.ready.partition_point(|other| other.position < item.position);
        self.ready.insert(at, item);
    }
}

impl<I> Machine<I> {
    /// Hands all messages out, to readers that have none ready: only where nobody waits on either side.
    #[inline]
    pub(crate) fn hand_out(&mut self, out: &mut Hand<I>) {
        if self.is_idle() {
            std::mem::swap(&mut self.hand.ready, &mut out.ready);
            // As many come again, most likely.
            self.hand.ready.reserve(out.ready.len());
            out.lent.append(&mut self.hand.lent);
            self.out = out.len();
        }
    }

    /// May a reader take what is there? Not before anybody who waits.
    #[inline]
    fn is_idle(&self) -> bool {
        !self.paused && self.gets.is_empty() && self.puts.is_empty()
    }

    /// How many messages are ready, of those that are not handed out.
    #[inline]
    pub(crate) fn ready(&self) -> usize {
        self.hand.ready.len()
    }

    /// Lends the only message there is, which is not worth handing out, of a channel that keeps none: only where nobody waits
    /// on either side, nothing is handed out, and it is as it is wanted.
    #[inline(always)]
    pub(crate) fn lend_lone(&mut self, reader: Member, is_wanted: impl FnOnce(&I) -> bool) -> bool {
        let is_lent = self.is_idle() && self.hand.first().is_some_and(is_wanted);
        if is_lent {
            self.out = 0;
            self.hand.lend_first(reader, None);
        }
        is_lent
    }

    /// Takes what was [lent](Self::lend_lone).
    #[inline(always)]
    pub(crate) fn take_lone(&mut self) -> Option<Item<I>> {
        self.hand.take_lent()
    }

    /// So many of those that were handed out still take up room.
    #[inline]
    pub(crate) fn count_out(&mut self, left: usize) {
        self.out = left;
    }

    /// Could so many messages more be more than there ever were, or than there may be, by what is known of those that are out?
    #[inline]
    pub(crate) fn wants_count(&self, more: usize) -> bool {
        let mark = usize::try_from(self.stats.high_water).unwrap_or(usize::MAX).min(self.rules.capacity);
        self.out > 0 && self.occupied() + more > mark
    }

    /// What was handed out comes back, before all that came since.
    pub(crate) fn take_back_hand(&mut self, out: &mut Hand<I>) {
        self.out = 0;
        let own = &mut self.hand;
        if out.ready.len() > own.ready.len() {
            out.ready.append(&mut own.ready);
            std::mem::swap(&mut own.ready, &mut out.ready);
        }
        while let Some(item) = out.ready.pop_back() {
            own.ready.push_front(item);
        }
        own.lent.append(&mut out.lent);
        own.delivered += std::mem::take(&mut out.delivered);
        own.redelivered += std::mem::take(&mut out.redelivered);
        own.acked += std::mem::take(&mut out.acked);
    }
}
