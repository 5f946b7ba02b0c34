//! The state machine without anything around it: its rules one by one, and all of them under random schedules.

use klaw_runtime::channel::state::{Item, Member, Reply, Rules, Step, Verdict};
use klaw_runtime::channel::{ChannelError, Overflow};
use klaw_tests::fuzz::schedule::{Channel, Move, World, acked, put, token};
use proptest::prelude::*;

fn done<T>(step: Step<T>) -> T {
    match step {
        Step::Done(done) => done,
        Step::Parked => panic!("it was parked"),
    }
}

fn bodies(items: &[Item<u64>]) -> Vec<u64> {
    items.iter().map(|item| item.body).collect()
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

/// A message that went back without its reader is not the reader's to give back: it lies in front, or is another's.
#[test]
fn what_is_lent_to_nobody_or_to_another_is_not_given_back() {
    let mut channel = Channel::new(acked(4), 1);
    let (sender, other) = (channel.join_sender(0, None), channel.join_reader(0, None));
    let reader = channel.join_reader(0, Some("reader"));
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    let before = got(&mut channel, reader, 1);
    channel.join_reader(0, Some("reader"));
    channel.give_back(before.clone());
    assert_eq!((channel.stats().ready, channel.stats().in_flight), (1, 0));
    assert_eq!(channel.take_discarded(), [7]);

    let again = got(&mut channel, other, 1);
    channel.give_back(before);
    assert_eq!((channel.stats().ready, channel.stats().in_flight), (0, 1));
    assert!(channel.settle(0, other, token(&again[0]), Verdict::Ack));
    let counts = channel.stats();
    assert_eq!((counts.delivered, counts.redelivered, counts.acked, counts.stale), (2, 1, 1, 0));

    // Nothing is kept of a message that is delivered at most once: who gives it back is the only one who has it.
    let mut channel = Channel::new(Rules::new(4), 1);
    let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
    done(channel.put(put(sender, None, [7]), None)).unwrap();
    let items = got(&mut channel, reader, 1);
    channel.leave_reader(reader);
    channel.give_back(items);
    assert_eq!((channel.stats().ready, channel.stats().delivered), (1, 0));
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

/// Its own next ones would pass it. Those with numbers wait for theirs, and a guest is many callers.
#[test]
fn what_is_too_large_by_now_is_refused_with_what_its_sender_put_behind_it() {
    let mut channel = Channel::new(Rules::new(4), 1);
    let (sender, other, guest) = (channel.join_sender(0, None), channel.join_sender(0, None), channel.join_guest());
    done(channel.put(put(sender, None, [0, 0, 0, 0]), None)).unwrap();
    let line = [
        put(other, None, [10]),
        put(sender, None, [1, 2, 3]),
        put(guest, None, [20, 21, 22]),
        put(other, None, [11]),
        put(sender, None, [4]),
        put(guest, None, [23]),
        put(sender, None, [5, 6]),
    ];
    for (put, ticket) in line.into_iter().zip(0..) {
        assert_eq!(channel.put(put, Some(ticket)), Step::Parked);
    }
    channel.resize(2);
    let refused = |(ticket, reply)| {
        let Reply::Put(Err(refused)) = reply else { panic!("{reply:?}") };
        assert_eq!(refused.error.to_string(), "the batch does not fit: it has 3 messages, and the channel holds 2");
        (ticket, refused.bodies)
    };
    let refused: Vec<_> = channel.take_replies().into_iter().map(refused).collect();
    assert_eq!(refused, [(1, vec![1, 2, 3]), (2, vec![20, 21, 22]), (4, vec![4]), (6, vec![5, 6])]);
    channel.resize(8);
    let accepted: Vec<_> = channel.take_replies().into_iter().map(|(ticket, _)| ticket).collect();
    assert_eq!(accepted, [0, 3, 5]);
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

fn moves() -> impl Strategy<Value = Vec<Move>> {
    proptest::collection::vec(any::<[u8; 3]>().prop_map(Move::read), 1..250)
}

fn played(moves: &[Move]) -> World {
    let mut world = World::default();
    for step in moves {
        world.step(step);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Three senders with up to eight batches on their way, late, out of order and repeated; two readers that ack, give back,
    /// give up and fall silent; a channel that is paused and resized meanwhile. Every message is acked once, and each
    /// sender's come in their order.
    #[test]
    fn every_message_is_acked_once_and_in_order(moves in moves()) {
        played(&moves).finish();
    }

    /// Whoever waits has an answer when the channel closes.
    #[test]
    fn close_leaves_nobody_waiting(moves in moves()) {
        played(&moves).close();
    }
}
