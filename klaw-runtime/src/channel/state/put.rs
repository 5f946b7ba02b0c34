//! Messages come in: in the order of their numbers, once each, together or not at all.

use super::{Item, Machine, Parked, Put, Refused, Reply, Sending, Step, Ticket};
use crate::channel::error::ChannelError;
use crate::channel::options::Overflow;
use crate::channel::state::Member;

impl<I> Machine<I> {
    /// Puts one message where nothing stands in its way: the channel is open, there is room, and nobody waits on either side.
    /// Its number is the sender's next. Only then `body` is asked for it; otherwise it is one for [`put`](Self::put).
    #[inline(always)]
    pub fn put_at_once(&mut self, sender: Member, ts: i64, body: impl FnOnce() -> Option<I>) {
        if self.is_free(1)
            && let Some(sending) = self.senders.get(sender)
            && sending.early.is_empty()
        {
            let seq = sending.next;
            if let Some(body) = body() {
                sending.next += 1;
                self.push(seq, ts, body);
            }
        }
    }

    /// The same for a batch without numbers of its own.
    pub(crate) fn put_many_at_once(&mut self, put: Put<I>) -> Result<(), Put<I>> {
        let is_next = |sending: &mut Sending<I>| sending.early.is_empty() && put.seq.is_none();
        if self.is_free(put.bodies.len()) && self.senders.get(put.sender).is_some_and(is_next) {
            self.accept(put);
            Ok(())
        } else {
            Err(put)
        }
    }

    #[inline(always)]
    fn is_free(&self, count: usize) -> bool {
        self.closed.is_none()
            && self.puts.is_empty()
            && self.gets.is_empty()
            && self.occupied() + count <= self.rules.capacity
    }

    /// Puts messages. Where there is no room now, the put is parked under the ticket, or refused where there is none.
    ///
    /// * A batch is accepted as a whole. One that is larger than the channel is refused.
    /// * Who waits is served in the order of coming: a batch that waits for much room is not overtaken by smaller ones.
    /// * With numbers, what was accepted before is not accepted again, and what is early waits for what is missing.
    pub fn put(&mut self, mut put: Put<I>, wait: Option<Ticket>) -> Step<Result<(), Refused<I>>> {
        let refuse = |error, bodies| Step::Done(Err(Refused { error, bodies }));
        let Some(sending) = self.senders.get(put.sender) else {
            return refuse(ChannelError::mismatch("sender", "it is not registered, or has left"), put.bodies);
        };
        let next = sending.next;
        if let Some(seq) = put.seq.filter(|seq| *seq <= next) {
            let known = usize::try_from(next - seq).unwrap_or(usize::MAX).min(put.bodies.len());
            put.bodies.drain(..known);
            put.seq = Some(next);
            self.stats.repeated += known as u64;
            // All of it was accepted before, perhaps before the channel was closed.
            if known > 0 && put.bodies.is_empty() {
                return Step::Done(Ok(()));
            }
        }
        if let Some(reason) = &self.closed {
            return refuse(ChannelError::closed(reason.as_str()), put.bodies);
        }
        if put.bodies.len() > self.rules.capacity {
            return Step::Done(Err(self.too_large(put.bodies)));
        }
        match put.seq {
            Some(seq) if seq > next => return self.park_early(seq, put, wait),
            Some(_) => self.forget_parked(put.sender),
            None => {}
        }
        if put.bodies.is_empty() {
            return Step::Done(Ok(()));
        }
        if self.puts.is_empty() && self.make_room(put.bodies.len()) {
            self.accept(put);
            self.turn();
            return Step::Done(Ok(()));
        }
        match wait {
            Some(ticket) if self.rules.overflow != Overflow::Fail => {
                self.puts.push_back(Parked { ticket, put });
                Step::Parked
            }
            _ => refuse(ChannelError::full(self.rules.capacity), put.bodies),
        }
    }

    /// Gives up a call that is parked. The messages of a put come back.
    pub fn cancel(&mut self, ticket: Ticket) -> Option<Put<I>> {
        let given_up = |parked: &Parked<I>| parked.ticket == ticket;
        self.gets.retain(|get| get.ticket != ticket);
        let waiting = self.puts.iter().position(given_up).and_then(|at| self.puts.remove(at));
        let parked = waiting.or_else(|| {
            self.senders.each().find_map(|sending| {
                let seq = *sending.early.iter().find(|(_, parked)| given_up(parked))?.0;
                sending.early.remove(&seq)
            })
        });
        self.turn();
        parked.map(|parked| parked.put)
    }

    pub(super) fn too_large(&self, bodies: Vec<I>) -> Refused<I> {
        let (length, capacity) = (bodies.len(), self.rules.capacity);
        let reason = format!("it has {length} messages, and the channel holds {capacity}");
        Refused { error: ChannelError::mismatch("batch", reason), bodies }
    }

    /// Keeps what comes before its time, no more than the channel holds. What is sent again replaces what it repeats.
    fn park_early(&mut self, seq: u64, put: Put<I>, wait: Option<Ticket>) -> Step<Result<(), Refused<I>>> {
        let capacity = self.rules.capacity;
        let Some(sending) = self.senders.get(put.sender) else { return Step::Parked };
        let early: usize = sending.early.values().map(|parked| parked.put.bodies.len()).sum();
        // There is no number behind the last.
        let is_number = seq.checked_add(put.bodies.len() as u64).is_some();
        let Some(ticket) = wait.filter(|_| is_number && early + put.bodies.len() <= capacity) else {
            let reason = format!("it begins at {seq}, and {} comes next", sending.next);
            return Step::Done(Err(Refused { error: ChannelError::mismatch("seq", reason), bodies: put.bodies }));
        };
        if let Some(repeated) = sending.early.insert(seq, Parked { ticket, put }) {
            self.sent_again(repeated);
        }
        Step::Parked
    }

    /// A sender with numbers has one put in the line: the one that is next. Sent again, it takes the place of the first.
    fn forget_parked(&mut self, sender: Member) {
        let of_sender = |parked: &Parked<I>| parked.put.sender == sender && parked.put.seq.is_some();
        if let Some(at) = self.puts.iter().position(of_sender)
            && let Some(repeated) = self.puts.remove(at)
        {
            self.sent_again(repeated);
        }
    }

    fn sent_again(&mut self, repeated: Parked<I>) {
        self.stats.repeated += repeated.put.bodies.len() as u64;
        let refused = Refused { error: ChannelError::cancelled("it was sent again"), bodies: repeated.put.bodies };
        self.replies.push((repeated.ticket, Reply::Put(Err(refused))));
    }

    /// Is there room, or can there be?
    fn make_room(&mut self, count: usize) -> bool {
        let over = (self.occupied() + count).saturating_sub(self.rules.capacity);
        if over == 0 {
            return true;
        }
        if self.rules.overflow != Overflow::DropOldest || over > self.hand.ready.len() {
            return false;
        }
        for _ in 0..over {
            // What was given back has been worked on, and was promised to come again: it goes last.
            let at = self.hand.ready.iter().position(|item| item.attempt == 0).unwrap_or(0);
            self.discarded.extend(self.hand.ready.remove(at).map(|item| item.body));
        }
        self.stats.dropped += over as u64;
        true
    }

    /// Takes a put for which there is room, and what was early and is not any more.
    fn accept(&mut self, put: Put<I>) {
        let (sender, ts) = (put.sender, put.ts);
        let Some(sending) = self.senders.get(sender) else { return };
        let first = sending.next;
        sending.next += put.bodies.len() as u64;
        for (seq, body) in (first..).zip(put.bodies) {
            self.push(seq, ts, body);
        }
        self.move_up_early(sender);
    }

    #[inline(always)]
    fn push(&mut self, seq: u64, ts: i64, body: I) {
        let position = self.next_position;
        self.next_position += 1;
        self.hand.ready.push_back(Item { position, seq, ts, attempt: 0, body });
        self.stats.sent += 1;
        self.stats.high_water = self.stats.high_water.max(self.occupied() as u64);
    }

    /// What a sender sent early stands in line as soon as it is next.
    fn move_up_early(&mut self, sender: Member) {
        let Some(sending) = self.senders.get(sender) else { return };
        while let Some(entry) = sending.early.first_entry() {
            let (seq, length) = (*entry.key(), entry.get().put.bodies.len() as u64);
            if seq > sending.next {
                return;
            }
            let mut parked = entry.remove();
            let known = (sending.next - seq).min(length);
            parked.put.bodies.drain(..usize::try_from(known).unwrap_or(usize::MAX));
            parked.put.seq = Some(sending.next);
            self.stats.repeated += known;
            if parked.put.bodies.is_empty() {
                self.replies.push((parked.ticket, Reply::Put(Ok(()))));
            } else {
                self.puts.push_back(parked);
                return;
            }
        }
    }

    /// Takes those that wait, in their order, while there is room.
    pub(super) fn admit(&mut self) -> bool {
        let mut any = false;
        while let Some(length) = self.puts.front().map(|parked| parked.put.bodies.len()) {
            if !self.make_room(length) {
                break;
            }
            let Some(Parked { ticket, put }) = self.puts.pop_front() else { break };
            self.accept(put);
            self.replies.push((ticket, Reply::Put(Ok(()))));
            any = true;
        }
        any
    }
}
