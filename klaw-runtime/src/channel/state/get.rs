//! Messages go out: to whoever has waited longest, and back to the front where they were not done.

use super::{Item, Machine, Member, Reply, Step, Ticket, Token, Verdict, Waiting};
use crate::channel::error::ChannelError;

impl<I> Machine<I> {
    /// Takes one message where one is there and nobody waits on either side. Otherwise it is one for [`get`](Self::get).
    pub fn get_at_once(&mut self, now: u64, reader: Member) -> Option<Item<I>> {
        let nobody_waits = !self.paused && self.gets.is_empty() && self.puts.is_empty();
        if !nobody_waits || self.hand.ready.is_empty() {
            return None;
        }
        self.renew_reader(now, reader);
        self.hand.lend_first(reader, self.rules.keep);
        self.hand.take_lent()
    }

    /// Takes up to `max` messages, at least one. Where there is none now, the get is parked under the ticket, or answered with
    /// [`ChannelEmpty`](crate::channel::ChannelEmpty) where there is none.
    ///
    /// A closed channel delivers what is left, also what others have not acked and may come back, and then says so.
    pub fn get(
        &mut self,
        now: u64,
        reader: Member,
        max: usize,
        wait: Option<Ticket>,
    ) -> Step<Result<Vec<Item<I>>, ChannelError>> {
        if !self.renew_reader(now, reader) {
            return Step::Done(Err(ChannelError::mismatch("reader", "it is not registered, or has left")));
        }
        if !self.paused && self.gets.is_empty() && !self.hand.ready.is_empty() {
            let items = self.hand.take_many(reader, max, self.rules.keep);
            self.turn();
            return Step::Done(Ok(items));
        }
        if let Some(end) = self.end_for(reader) {
            return Step::Done(Err(end));
        }
        match wait {
            Some(ticket) => {
                self.gets.push_back(Waiting { ticket, reader, max });
                Step::Parked
            }
            None => Step::Done(Err(ChannelError::empty())),
        }
    }

    /// What became of a delivery; `false` where it is too late to say, as the message went back meanwhile.
    pub fn settle(&mut self, now: u64, reader: Member, token: Token, verdict: Verdict) -> bool {
        self.renew_reader(now, reader);
        let is_known = match verdict {
            Verdict::Ack => self.hand.ack(reader, token).map(|lent| self.discarded.push(lent.item.body)),
            Verdict::Back => self.hand.take_back(reader, token).map(|lent| self.hand.put_back(lent.item)),
        };
        match is_known {
            Some(()) => self.turn(),
            None => self.stats.stale += 1,
        }
        is_known.is_some()
    }

    /// The delivery of the message at a place, and whose it is, where it is not settled.
    #[must_use]
    pub fn delivery_at(&self, position: u64) -> Option<(Member, Token)> {
        let lent = self.hand.lent.get(&position)?;
        Some((lent.reader, Token { position, attempt: lent.item.attempt }))
    }

    /// Messages that were handed out and reached nobody: as if they never had been. Those of an incarnation before are gone, and
    /// one that is kept is here already if it is not lent by that delivery any more: it went back without it, or is done.
    pub fn give_back(&mut self, items: Vec<Item<I>>) {
        for mut item in items {
            if !self.is_out(&item) {
                self.discarded.push(item.body);
                continue;
            }
            self.hand.delivered -= 1;
            self.hand.redelivered -= u64::from(item.attempt > 1);
            self.discarded.extend(self.hand.lent.remove(&item.position).map(|lent| lent.item.body));
            item.attempt -= 1;
            self.hand.put_back(item);
        }
        self.turn();
    }

    /// Is it still with whoever it was handed to? A delivery that went back is followed by one with another number.
    fn is_out(&self, item: &Item<I>) -> bool {
        let is_lent = || self.hand.lent.get(&item.position).is_some_and(|lent| lent.item.attempt == item.attempt);
        item.position >= self.first_position && (self.rules.keep.is_none() || is_lent())
    }

    fn renew_reader(&mut self, now: u64, reader: Member) -> bool {
        let until = self.rules.lease.map(|lease| now.saturating_add(lease));
        self.readers.renew(reader, until)
    }

    pub(super) fn take_back_all(&mut self, reader: Member) {
        let own = self.hand.lent.extract_if(.., |_, lent| lent.reader == reader);
        let items: Vec<_> = own.map(|(_, lent)| lent.item).collect();
        for item in items {
            self.hand.put_back(item);
        }
    }

    /// Serves those that wait, in their order, while there are messages.
    pub(super) fn grant(&mut self) -> bool {
        let mut any = false;
        while !self.paused && !self.hand.ready.is_empty() {
            let Some(&Waiting { ticket, reader, max }) = self.gets.front() else { break };
            // Where a copy to keep panics, whoever waits has not been served.
            let items = self.hand.take_many(reader, max, self.rules.keep);
            self.gets.pop_front();
            self.replies.push((ticket, Reply::Got(Ok(items))));
            any = true;
        }
        any
    }

    /// Is this the end for a reader? What it has not acked itself is no reason to wait.
    fn end_for(&self, reader: Member) -> Option<ChannelError> {
        let reason = self.closed.as_deref()?;
        let none_comes_back = self.hand.lent.values().all(|lent| lent.reader == reader);
        (self.hand.ready.is_empty() && none_comes_back).then(|| ChannelError::closed(reason))
    }

    pub(super) fn tell_the_end(&mut self) {
        let waiting = std::mem::take(&mut self.gets);
        for get in waiting {
            match self.end_for(get.reader) {
                Some(end) => self.replies.push((get.ticket, Reply::Got(Err(end)))),
                None => self.gets.push_back(get),
            }
        }
    }
}
