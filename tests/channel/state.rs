//! The state machine without anything around it: its rules one by one, and all of them under random schedules.

use klaw_runtime::channel::state::{Item, Machine, Member, Put, Reply, Rules, Step, Token, Verdict};
use klaw_runtime::channel::{ChannelError, Overflow};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Channel = Machine<u64>;

fn acked(capacity: usize) -> Rules<u64> {
    Rules { keep: Some(|body| *body), ..Rules::new(capacity) }
}

fn put(sender: Member, seq: impl Into<Option<u64>>, bodies: impl Into<Vec<u64>>) -> Put<u64> {
    Put { sender, seq: seq.into(), ts: 0, bodies: bodies.into() }
}

fn done<T>(step: Step<T>) -> T {
    match step {
        Step::Done(done) => done,
        Step::Parked => panic!("it was parked"),
    }
}

fn bodies(items: &[Item<u64>]) -> Vec<u64> {
    items.iter().map(|item| item.body).collect()
}

fn token(item: &Item<u64>) -> Token {
    Token { position: item.position, attempt: item.attempt }
}

fn got(channel: &mut Channel, reader: Member, max: usize) -> Vec<Item<u64>> {
    done(channel.get(0, reader, max, None)).unwrap()
}

#[test]
fn what_comes_early_waits_for_what_is_missing() {
    let mut channel = Channel::new(Rules::new(8), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    assert_eq!(channel.put(put(sender, 2, [20, 30]), Some(1)), Step::Parked);
    assert_eq!(channel.put(put(sender, 1, [10]), Some(2)), Step::Parked);
    assert_eq!(done(channel.get(0, reader, 8, None)).unwrap_err().to_string(), "the channel is empty");
    done(channel.put(put(sender, 0, [0]), Some(3))).unwrap();
    assert_eq!(channel.take_replies(), [(2, Reply::Put(Ok(()))), (1, Reply::Put(Ok(())))]);
    let items = got(&mut channel, reader, 8);
    assert_eq!(bodies(&items), [0, 10, 20, 30]);
    assert_eq!(items.iter().map(|item| item.seq).collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn what_is_sent_again_is_accepted_once() {
    let mut channel = Channel::new(Rules::new(8), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, 0, [0, 1]), Some(1))).unwrap();
    done(channel.put(put(sender, 0, [0, 1]), Some(2))).unwrap();
    // Half of it is known.
    done(channel.put(put(sender, 1, [1, 2]), Some(3))).unwrap();
    assert_eq!(bodies(&got(&mut channel, reader, 8)), [0, 1, 2]);
    assert_eq!(channel.stats().repeated, 3);
    channel.close("done");
    done(channel.put(put(sender, 0, [0, 1]), Some(4))).unwrap();
}

#[test]
fn what_is_sent_again_while_it_waits_takes_the_place_of_the_first() {
    let mut channel = Channel::new(Rules::new(1), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, 0, [0]), Some(1))).unwrap();
    assert_eq!(channel.put(put(sender, 1, [1]), Some(2)), Step::Parked);
    assert_eq!(channel.put(put(sender, 1, [1]), Some(3)), Step::Parked);
    let replies = channel.take_replies();
    assert!(
        matches!(&replies[..], [(2, Reply::Put(Err(refused)))] if refused.error.to_string() == "cancelled: it was sent again")
    );
    assert_eq!(bodies(&got(&mut channel, reader, 1)), [0]);
    assert_eq!(channel.take_replies(), [(3, Reply::Put(Ok(())))]);
    assert_eq!(bodies(&got(&mut channel, reader, 1)), [1]);
    assert_eq!(
        done(channel.get(0, reader, 1, None)),
        Err(ChannelError::ChannelEmpty(klaw_runtime::channel::ChannelEmpty {}))
    );
}

#[test]
fn early_messages_are_bounded() {
    let mut channel = Channel::new(Rules::new(2), 1);
    let sender = channel.join_sender(0, None);
    assert_eq!(channel.put(put(sender, 1, [1, 2]), Some(1)), Step::Parked);
    let refused = done(channel.put(put(sender, 3, [3]), Some(2))).unwrap_err();
    assert_eq!(refused.error.to_string(), "the seq does not fit: it begins at 3, and 0 comes next");
}

#[test]
fn a_late_ack_changes_nothing() {
    let mut channel = Channel::new(Rules { lease: Some(100), ..acked(4) }, 1);
    let (sender, slow, other) =
        (channel.join_sender(0, None), channel.join_reader(0, Some("slow")), channel.join_reader(0, Some("other")));
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    let first = got(&mut channel, slow, 1);
    channel.heartbeat(90, "other");
    channel.tick(120);
    let again = done(channel.get(120, other, 1, None)).unwrap();
    assert_eq!((again[0].body, again[0].attempt), (7, 2));
    assert!(!channel.settle(121, slow, token(&first[0]), Verdict::Ack));
    assert_eq!((channel.stats().stale, channel.stats().in_flight), (1, 1));
    assert!(channel.settle(122, other, token(&again[0]), Verdict::Ack));
    assert!(!channel.settle(123, other, token(&again[0]), Verdict::Ack));
    assert_eq!((channel.stats().acked, channel.stats().in_flight), (1, 0));
}

#[test]
fn a_heartbeat_keeps_a_lease() {
    let mut channel = Channel::new(Rules { lease: Some(100), ..acked(4) }, 1);
    let (sender, reader) = (channel.join_sender(0, Some("sender")), channel.join_reader(0, Some("reader")));
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    let item = got(&mut channel, reader, 1).remove(0);
    for now in (50..1000).step_by(50) {
        assert!(channel.heartbeat(now, "sender") && channel.heartbeat(now, "reader"));
        channel.tick(now);
    }
    assert!(!channel.heartbeat(0, "nobody"));
    assert!(channel.settle(1000, reader, token(&item), Verdict::Ack));
    assert_eq!(channel.closed(), None);
    channel.tick(1200);
    assert_eq!(channel.closed(), Some("the lease of the last sender has ended"));
}

#[test]
fn a_reader_that_waits_is_not_silent() {
    let mut channel = Channel::new(Rules { lease: Some(100), ..acked(4) }, 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, Some("reader")));
    assert_eq!(channel.get(0, reader, 1, Some(1)), Step::Parked);
    for now in [99, 198, 297] {
        channel.tick(now);
    }
    assert_eq!(channel.stats().readers, 1);
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    assert!(matches!(&channel.take_replies()[..], [(1, Reply::Got(Ok(items)))] if items[0].body == 7));
    channel.tick(1000);
    assert_eq!((channel.stats().readers, channel.stats().ready), (0, 1));
}

#[test]
fn a_sender_that_waits_is_not_silent() {
    let mut channel = Channel::new(Rules { lease: Some(100), ..acked(1) }, 1);
    let (sender, early) = (channel.join_sender(0, Some("sender")), channel.join_sender(0, Some("early")));
    let reader = channel.join_reader(0, None);
    done(channel.put(put(sender, 0, [0]), Some(1))).unwrap();
    assert_eq!(channel.put(put(sender, 1, [1]), Some(2)), Step::Parked);
    assert_eq!(channel.put(put(early, 1, [11]), Some(3)), Step::Parked);
    for now in [99, 198, 297] {
        channel.tick(now);
    }
    assert_eq!((channel.stats().senders, channel.closed()), (2, None));
    let item = got(&mut channel, reader, 1).remove(0);
    assert!(channel.settle(300, reader, token(&item), Verdict::Ack));
    assert_eq!(channel.take_replies(), [(2, Reply::Put(Ok(())))]);
    // It was accepted, and is not heard of any more; what is early waits on.
    channel.tick(390);
    channel.tick(480);
    assert_eq!(channel.stats().senders, 1);
    channel.cancel(3);
    channel.tick(600);
    assert_eq!(channel.closed(), Some("the lease of the last sender has ended"));
}

#[test]
fn who_comes_back_under_its_name_goes_on() {
    let mut channel = Channel::new(Rules::new(4), 1);
    let sender = channel.join_sender(0, Some("worker"));
    done(channel.put(put(sender, 0, [0]), None)).unwrap();
    // Killed, and started again before its lease ends: it sends again what it does not know to be accepted.
    let again = channel.join_sender(0, Some("worker"));
    assert_eq!(again, sender);
    done(channel.put(put(again, 0, [0]), None)).unwrap();
    done(channel.put(put(again, 1, [1]), None)).unwrap();
    let reader = channel.join_reader(0, None);
    assert_eq!(bodies(&got(&mut channel, reader, 8)), [0, 1]);
}

#[test]
fn a_reader_that_comes_back_holds_nothing() {
    let mut channel = Channel::new(acked(4), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, Some("reader")));
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    let before = got(&mut channel, reader, 1);
    assert_eq!(channel.get(0, reader, 1, Some(1)), Step::Parked);
    assert_eq!(channel.join_reader(0, Some("reader")), reader);
    assert!(matches!(&channel.take_replies()[..], [(1, Reply::Got(Err(_)))]));
    assert!(!channel.settle(0, reader, token(&before[0]), Verdict::Ack));
    assert_eq!(got(&mut channel, reader, 1)[0].attempt, 2);
}

#[test]
fn a_member_that_has_left_is_unknown() {
    let mut channel = Channel::new(Rules::new(4), 1);
    let (sender, _other, reader) =
        (channel.join_sender(0, None), channel.join_sender(0, None), channel.join_reader(0, None));
    channel.leave_sender(sender);
    channel.leave_reader(reader);
    // In the places of those that left, and not they.
    let (next, next_reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    assert_ne!((next, next_reader), (sender, reader));
    let refused = done(channel.put(put(sender, None, [1]), None)).unwrap_err();
    assert_eq!(refused.error.to_string(), "the sender does not fit: it is not registered, or has left");
    assert!(done(channel.get(0, reader, 1, None)).is_err());
}

#[test]
fn a_sender_that_leaves_gives_up_what_waits() {
    let mut channel = Channel::new(Rules::new(1), 1);
    let (one, two) = (channel.join_sender(0, None), channel.join_sender(0, None));
    done(channel.put(put(two, None, [0]), None)).unwrap();
    assert_eq!(channel.put(put(one, None, [1]), Some(1)), Step::Parked);
    assert_eq!(channel.put(put(one, 9, [1]), Some(2)), Step::Parked);
    channel.leave_sender(one);
    let replies = channel.take_replies();
    assert_eq!(replies.len(), 2);
    assert!(replies.iter().all(|(_, reply)| matches!(reply, Reply::Put(Err(_)))));
    assert_eq!(channel.closed(), None);
    channel.leave_sender(two);
    assert_eq!(channel.closed(), Some("the last sender has left"));
}

#[test]
fn another_epoch_is_another_channel() {
    let mut channel = Channel::new(Rules::new(1), 5);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, None, [0]), None)).unwrap();
    assert_eq!(channel.put(put(sender, None, [1]), Some(1)), Step::Parked);
    got(&mut channel, reader, 1);
    let _ = channel.take_replies();
    got(&mut channel, reader, 1);
    assert_eq!(channel.get(0, reader, 1, Some(2)), Step::Parked);
    channel.restart(6);
    let lost = "the channel was lost: its epoch was 5, and is 6 now";
    let replies = channel.take_replies();
    assert!(matches!(&replies[..], [(2, Reply::Got(Err(error)))] if error.to_string() == lost), "{replies:?}");
    assert_eq!(channel.same_as(5).unwrap_err().to_string(), lost);
    channel.same_as(6).unwrap();
    assert_eq!(channel.stats().sent, 0);
}

/// What was handed out by the one before is none of this one's: not given back, and not acked under the name of another.
#[test]
fn another_epoch_knows_no_message_of_the_one_before() {
    let mut channel = Channel::new(acked(4), 5);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, Some("reader")));
    done(channel.put(put(sender, None, [0, 1]), None)).unwrap();
    let before = got(&mut channel, reader, 2);
    channel.restart(6);
    channel.give_back(before.clone());
    assert_eq!((channel.stats().ready, channel.take_discarded()), (0, vec![0, 1]));

    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, Some("reader")));
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    let item = got(&mut channel, reader, 1).remove(0);
    assert!(!channel.settle(0, reader, token(&before[0]), Verdict::Ack));
    assert!(channel.settle(0, reader, token(&item), Verdict::Ack));
    assert_eq!((channel.stats().delivered, channel.stats().acked, channel.stats().stale), (1, 1, 1));
}

#[test]
fn a_paused_channel_takes_and_does_not_give() {
    let mut channel = Channel::new(Rules::new(2), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    channel.pause();
    assert!(channel.is_paused());
    assert_eq!(channel.get(0, reader, 1, Some(1)), Step::Parked);
    done(channel.put(put(sender, None, [1, 2]), None)).unwrap();
    assert!(!channel.has_replies());
    assert_eq!(channel.get_at_once(0, reader), None);
    channel.resume();
    assert!(matches!(&channel.take_replies()[..], [(1, Reply::Got(Ok(items)))] if items.len() == 1));
}

#[test]
fn a_channel_can_be_made_larger_and_smaller() {
    let mut channel = Channel::new(Rules::new(1), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, None, [0]), None)).unwrap();
    assert_eq!(channel.put(put(sender, None, [1]), Some(1)), Step::Parked);
    channel.resize(3);
    assert_eq!(channel.take_replies(), [(1, Reply::Put(Ok(())))]);
    assert_eq!(channel.put(put(sender, None, [2, 3]), Some(2)), Step::Parked);
    channel.resize(1);
    // It could never be held now.
    assert!(matches!(&channel.take_replies()[..], [(2, Reply::Put(Err(_)))]));
    assert_eq!(channel.put(put(sender, None, [4]), Some(3)), Step::Parked);
    got(&mut channel, reader, 1);
    assert!(!channel.has_replies(), "one is there still, and one is what it holds");
    got(&mut channel, reader, 1);
    assert_eq!(channel.take_replies(), [(3, Reply::Put(Ok(())))]);
}

/// What comes early waits beside the line: made smaller, the channel could never hold it, and all behind it would wait for ever.
#[test]
fn what_is_early_and_too_large_by_now_is_refused() {
    for overflow in [Overflow::Wait, Overflow::Fail, Overflow::DropOldest] {
        let mut channel = Channel::new(Rules { overflow, ..Rules::new(8) }, 1);
        let (sender, other, reader) =
            (channel.join_sender(0, None), channel.join_sender(0, None), channel.join_reader(0, None));
        assert_eq!(channel.put(put(sender, 1, [1, 2, 3, 4]), Some(1)), Step::Parked);
        channel.resize(2);
        let replies = channel.take_replies();
        let [(1, Reply::Put(Err(refused)))] = &replies[..] else { panic!("{replies:?}") };
        assert_eq!(refused.error.to_string(), "the batch does not fit: it has 4 messages, and the channel holds 2");
        assert_eq!(refused.bodies, [1, 2, 3, 4]);
        done(channel.put(put(sender, 0, [0]), Some(2))).unwrap();
        done(channel.put(put(other, None, [10]), Some(3))).unwrap();
        assert_eq!(bodies(&got(&mut channel, reader, 8)), [0, 10]);
        done(channel.put(put(sender, 1, [1, 2]), Some(4))).unwrap();
        assert_eq!(bodies(&got(&mut channel, reader, 8)), [1, 2]);
    }
}

#[test]
fn the_oldest_gives_way_but_not_what_is_worked_on() {
    let mut channel = Channel::new(Rules { overflow: Overflow::DropOldest, ..acked(2) }, 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, None, [0, 1]), None)).unwrap();
    let held = got(&mut channel, reader, 1);
    done(channel.put(put(sender, None, [2]), None)).unwrap();
    assert_eq!(channel.stats().dropped, 1);
    assert_eq!(channel.take_discarded(), [1]);
    // Both places: one is worked on, and only one can be made free.
    assert_eq!(channel.put(put(sender, None, [3, 4]), Some(1)), Step::Parked);
    assert!(channel.settle(0, reader, token(&held[0]), Verdict::Ack));
    assert_eq!(channel.take_replies(), [(1, Reply::Put(Ok(())))]);
    assert_eq!(bodies(&got(&mut channel, reader, 8)), [3, 4]);
}

/// Who gave a message back was promised that it comes again: as long as others can go, they go.
#[test]
fn the_oldest_gives_way_but_not_what_was_given_back() {
    let mut channel = Channel::new(Rules { overflow: Overflow::DropOldest, ..acked(3) }, 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, None, [0, 1, 2]), None)).unwrap();
    let held = got(&mut channel, reader, 2);
    for item in &held {
        assert!(channel.settle(0, reader, token(item), Verdict::Back));
    }
    done(channel.put(put(sender, None, [3]), None)).unwrap();
    done(channel.put(put(sender, None, [4]), None)).unwrap();
    assert_eq!(channel.take_discarded(), [2, 3]);
    // Of those that were given back the oldest, and only where nothing else is left.
    done(channel.put(put(sender, None, [5, 6]), None)).unwrap();
    assert_eq!(channel.take_discarded(), [4, 0]);
    let rest = got(&mut channel, reader, 8);
    assert_eq!((bodies(&rest), rest[0].attempt), (vec![1, 5, 6], 2));
    assert_eq!(channel.stats().dropped, 4);
}

/// One step of a schedule. The numbers choose among what there is.
#[derive(Debug, Clone)]
enum Move {
    Send { sender: usize, size: usize },
    Arrive(usize),
    SendAgain(usize),
    Get { reader: usize, max: usize, waits: bool },
    GiveUp(usize),
    Ack(usize),
    Back(usize),
    GiveBack(usize),
    Pause,
    Resume,
    Resize(usize),
    Silence { reader: usize },
    Time(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        6 => (0..3_usize, 1..4_usize).prop_map(|(sender, size)| Move::Send { sender, size }),
        8 => any::<usize>().prop_map(Move::Arrive),
        2 => any::<usize>().prop_map(Move::SendAgain),
        8 => (0..2_usize, 1..5_usize, any::<bool>()).prop_map(|(reader, max, waits)| Move::Get { reader, max, waits }),
        1 => any::<usize>().prop_map(Move::GiveUp),
        6 => any::<usize>().prop_map(Move::Ack),
        2 => any::<usize>().prop_map(Move::Back),
        1 => any::<usize>().prop_map(Move::GiveBack),
        1 => Just(Move::Pause),
        2 => Just(Move::Resume),
        1 => (3..8_usize).prop_map(Move::Resize),
        1 => (0..2_usize).prop_map(|reader| Move::Silence { reader }),
        3 => (1..60_u64).prop_map(Move::Time),
    ];
    proptest::collection::vec(one, 1..250)
}

/// A batch on its way: it may arrive late, and more than once.
#[derive(Clone)]
struct Batch {
    sender: usize,
    seq: u64,
    bodies: Vec<u64>,
}

struct World {
    channel: Channel,
    now: u64,
    senders: Vec<Member>,
    readers: Vec<Member>,
    silent: Vec<bool>,
    next: Vec<u64>,
    /// Up to eight of a sender's are on their way.
    flying: Vec<Batch>,
    unanswered: BTreeMap<u64, Batch>,
    waiting: BTreeMap<u64, usize>,
    next_ticket: u64,
    held: Vec<(usize, Item<u64>)>,
    /// By sender: the number of the next message that is new to readers.
    first_seen: Vec<u64>,
    /// What was given back as if it had never been handed out.
    unseen: BTreeSet<u64>,
    acked: BTreeSet<(u64, u64)>,
    largest: usize,
}

/// A body tells its sender and its number.
fn body(sender: usize, seq: u64) -> u64 {
    sender as u64 * 1_000_000 + seq
}

impl World {
    fn new() -> Self {
        let mut channel = Channel::new(Rules { lease: Some(100), ..acked(5) }, 1);
        let senders = (0..3).map(|_| channel.join_sender(0, None)).collect();
        let readers = ["a", "b"].map(|name| channel.join_reader(0, Some(name))).to_vec();
        Self {
            channel,
            now: 0,
            senders,
            readers,
            silent: vec![false; 2],
            next: vec![0; 3],
            flying: Vec::new(),
            unanswered: BTreeMap::new(),
            waiting: BTreeMap::new(),
            next_ticket: 0,
            held: Vec::new(),
            first_seen: vec![0; 3],
            unseen: BTreeSet::new(),
            acked: BTreeSet::new(),
            largest: 5,
        }
    }

    fn ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }

    fn step(&mut self, step: &Move) {
        match step {
            Move::Send { sender, size } => {
                let outstanding = self.flying.iter().chain(self.unanswered.values());
                if outstanding.filter(|batch| batch.sender == *sender).count() < 8 {
                    let seq = self.next[*sender];
                    self.next[*sender] += *size as u64;
                    let bodies = (seq..self.next[*sender]).map(|seq| body(*sender, seq)).collect();
                    self.flying.push(Batch { sender: *sender, seq, bodies });
                }
            }
            Move::Arrive(which) => {
                if !self.flying.is_empty() {
                    let batch = self.flying.swap_remove(which % self.flying.len());
                    self.arrive(batch);
                }
            }
            Move::SendAgain(which) => {
                if let Some(batch) = nth(&self.unanswered, *which) {
                    self.arrive(batch);
                }
            }
            Move::Get { reader, max, waits } => {
                if self.silent[*reader] {
                    return;
                }
                let ticket = self.ticket();
                match self.channel.get(self.now, self.readers[*reader], *max, waits.then_some(ticket)) {
                    Step::Done(Ok(items)) => self.hold(*reader, items),
                    Step::Done(Err(error)) => assert!(error.is_empty(), "{error}"),
                    Step::Parked => {
                        self.waiting.insert(ticket, *reader);
                    }
                }
            }
            Move::GiveUp(which) => {
                if !self.waiting.is_empty() {
                    let ticket = *self.waiting.keys().nth(which % self.waiting.len()).unwrap();
                    self.waiting.remove(&ticket);
                    self.channel.cancel(ticket);
                }
            }
            Move::Ack(which) => self.settle(*which, Verdict::Ack),
            Move::Back(which) => self.settle(*which, Verdict::Back),
            Move::GiveBack(which) => {
                // As if the answer to a get had never been seen.
                let last = self.held.last().filter(|(_, item)| item.attempt == 1 && which % 2 == 0).cloned();
                if let Some((reader, item)) = last
                    && !self.silent[reader]
                {
                    self.held.pop();
                    self.unseen.insert(item.body);
                    self.channel.give_back(vec![item]);
                }
            }
            Move::Pause => self.channel.pause(),
            Move::Resume => self.channel.resume(),
            Move::Resize(capacity) => {
                self.channel.resize(*capacity);
                self.largest = self.largest.max(*capacity);
            }
            Move::Silence { reader } => {
                if !self.waiting.values().any(|waiting| waiting == reader) {
                    self.silent[*reader] = true;
                }
            }
            Move::Time(passed) => {
                self.now += passed;
                for (reader, name) in ["a", "b"].into_iter().enumerate() {
                    if !self.silent[reader] {
                        self.channel.heartbeat(self.now, name);
                    }
                }
                self.channel.tick(self.now);
                for (reader, silent) in self.silent.iter_mut().enumerate() {
                    let is_gone = self.channel.stats().readers < 2;
                    // Started again: it knows nothing of what it held.
                    if *silent && is_gone {
                        *silent = false;
                        self.channel.join_reader(self.now, Some(["a", "b"][reader]));
                        self.held.retain(|(holder, _)| *holder != reader);
                    }
                }
            }
        }
        self.answers();
        self.check();
    }

    fn arrive(&mut self, batch: Batch) {
        let ticket = self.ticket();
        let sender = self.senders[batch.sender];
        match self.channel.put(put(sender, batch.seq, batch.bodies.clone()), Some(ticket)) {
            Step::Done(Ok(())) => {
                self.unanswered.retain(|_, other| (other.sender, other.seq) != (batch.sender, batch.seq))
            }
            // Too far ahead: later.
            Step::Done(Err(_)) => self.flying.push(batch),
            Step::Parked => {
                self.unanswered.insert(ticket, batch);
            }
        }
    }

    fn hold(&mut self, reader: usize, items: Vec<Item<u64>>) {
        for item in items {
            let sender = usize::try_from(item.body / 1_000_000).unwrap();
            assert_eq!(item.body, body(sender, item.seq));
            if item.attempt == 1 && !self.unseen.remove(&item.body) {
                assert_eq!(item.seq, self.first_seen[sender], "out of order, twice or lost");
                self.first_seen[sender] += 1;
            }
            self.held.push((reader, item));
        }
    }

    fn settle(&mut self, which: usize, verdict: Verdict) {
        if self.held.is_empty() {
            return;
        }
        let (reader, item) = self.held.swap_remove(which % self.held.len());
        if self.silent[reader] {
            self.held.push((reader, item));
            return;
        }
        let told = self.channel.settle(self.now, self.readers[reader], token(&item), verdict);
        if told && verdict == Verdict::Ack {
            assert!(self.acked.insert((item.body / 1_000_000, item.seq)), "acked twice");
        }
    }

    fn answers(&mut self) {
        for (ticket, reply) in self.channel.take_replies() {
            match reply {
                Reply::Put(Ok(())) => {
                    self.unanswered.remove(&ticket);
                }
                Reply::Put(Err(_)) => {
                    // Sent again, or too large for a smaller channel: the other copy counts, or a later one.
                    if let Some(batch) = self.unanswered.remove(&ticket) {
                        let known = self.flying.iter().chain(self.unanswered.values());
                        if !known.into_iter().any(|other| (other.sender, other.seq) == (batch.sender, batch.seq)) {
                            self.flying.push(batch);
                        }
                    }
                }
                Reply::Got(items) => {
                    if let Some(reader) = self.waiting.remove(&ticket) {
                        match items {
                            Ok(items) => self.hold(reader, items),
                            Err(error) => assert!(error.is_closed(), "{error}"),
                        }
                    }
                }
            }
        }
    }

    fn check(&self) {
        let counts = self.channel.stats();
        assert!(usize::try_from(counts.ready + counts.in_flight).unwrap() <= self.largest, "more than it holds");
        assert_eq!(counts.sent, counts.ready + counts.in_flight + counts.acked, "one was lost or made up");
        let could_serve = counts.ready > 0 && counts.waiting_gets > 0 && !self.channel.is_paused();
        assert!(!could_serve, "a reader waits beside a message");
    }

    /// Lets everything arrive, and reads it all.
    fn finish(&mut self) {
        self.channel.resume();
        self.channel.resize(5);
        self.answers();
        self.silent = vec![false; 2];
        for ticket in std::mem::take(&mut self.waiting).into_keys() {
            self.channel.cancel(ticket);
        }
        self.answers();
        // Whoever is silent loses what it holds, and comes back.
        self.now += 1_000;
        self.channel.tick(self.now);
        self.held.clear();
        for _ in 0..500 {
            for batch in std::mem::take(&mut self.flying) {
                self.arrive(batch);
            }
            self.answers();
            while !self.held.is_empty() {
                self.settle(0, Verdict::Ack);
            }
            self.answers();
            self.step(&Move::Get { reader: 0, max: 5, waits: false });
        }
        assert!(self.flying.is_empty() && self.unanswered.is_empty(), "some were never accepted");
        let all: BTreeSet<_> =
            (0_u64..).zip(&self.next).flat_map(|(sender, next)| (0..*next).map(move |seq| (sender, seq))).collect();
        assert_eq!(self.acked, all);
    }
}

fn nth(batches: &BTreeMap<u64, Batch>, which: usize) -> Option<Batch> {
    if batches.is_empty() { None } else { batches.values().nth(which % batches.len()).cloned() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Three senders with up to eight batches on their way, late, out of order and repeated; two readers that ack, give back,
    /// give up and fall silent; a channel that is paused and resized meanwhile. Every message is acked once, and each
    /// sender's come in their order.
    #[test]
    fn every_message_is_acked_once_and_in_order(moves in moves()) {
        let mut world = World::new();
        for step in &moves {
            world.step(step);
        }
        world.finish();
    }

    /// Whoever waits has an answer when the channel closes.
    #[test]
    fn close_leaves_nobody_waiting(moves in moves()) {
        let mut world = World::new();
        for step in &moves {
            world.step(step);
        }
        world.channel.resume();
        world.answers();
        world.channel.close("over");
        world.answers();
        world.silent = vec![false; 2];
        // What a reader that went silent had is there again.
        world.now += 1_000;
        world.channel.tick(world.now);
        world.answers();
        while !world.held.is_empty() {
            world.settle(0, Verdict::Ack);
            world.answers();
        }
        let reader = world.readers[0];
        while let Step::Done(Ok(items)) = world.channel.get(world.now, reader, 5, None) {
            for item in items {
                assert!(world.channel.settle(world.now, reader, token(&item), Verdict::Ack));
            }
        }
        world.answers();
        let counts = world.channel.stats();
        assert_eq!((counts.waiting_puts, counts.waiting_gets, counts.ready, counts.in_flight), (0, 0, 0, 0));
        assert!(world.waiting.is_empty());
    }
}
