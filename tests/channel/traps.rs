//! What other queues got wrong, each as a test of its own.

use crate::backends::{job, options, run, twice};
use futures_lite::future::{poll_once, zip};
use futures_lite::pin;
use klaw_runtime::channel::state::{Machine, Put, Rules, Step};
use klaw_runtime::channel::{Acks, ChannelActor, Receiver, Sender, Status, local};
use klaw_runtime::envelope::{Ack, WireEnvelope, WireHeader};
use klaw_runtime::{ChannelCapacity, TimeoutSeconds, msgpack};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Calls that run at once overtake each other: numbers put them in order again.
#[test]
fn trap_1_pipelined_puts_keep_their_order() {
    run(async {
        let actor = ChannelActor::<u64>::new("pipelined", &options(64));
        actor.register_sender("sender").unwrap();
        actor.register_receiver("reader", "").unwrap();
        // Eight in flight, the last first.
        for window in 0..8_u64 {
            let seqs: Vec<_> = (window * 8..window * 8 + 8).rev().collect();
            let items: Vec<_> = seqs.iter().map(|seq| [*seq]).collect();
            let mut flying: Vec<_> = seqs
                .iter()
                .zip(&items)
                .map(|(seq, item)| Box::pin(actor.put_from("sender", *seq, item, None)))
                .collect();
            for put in &mut flying {
                let _ = poll_once(put).await;
            }
            let batch = actor.get_batch("reader", 8, None).await.unwrap();
            assert_eq!(batch.items, (window * 8..window * 8 + 8).collect::<Vec<_>>());
        }
    });
}

/// A put that was woken may lose its place to a newer one, and so may wait for ever.
#[test]
fn trap_2_who_waits_for_room_is_not_overtaken() {
    run(async {
        let (sender, mut receiver) = local::channel("fair", &options(1));
        let newer = sender.clone();
        sender.send(0).await.unwrap();
        let waiting = sender.send(1);
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        // The place is free, and who waited has not been polled yet.
        receiver.recv().await.unwrap().ack();
        assert!(newer.try_send(2).await.unwrap_err().error.is_full());
        waiting.await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack(), 1);
    });
}

/// A thousand readers that wait are no reason for a put to wait.
#[test]
fn trap_3_blocked_readers_do_not_block_a_put() {
    run(async {
        let (sender, receiver) = local::channel("crowd", &options(8));
        let mut readers: Vec<_> = (0..1001).map(|_| receiver.clone()).collect();
        let mut waiting: Vec<_> = readers.iter_mut().map(|reader| Box::pin(reader.recv())).collect();
        for recv in &mut waiting {
            assert!(poll_once(recv).await.is_none());
        }
        sender.send(7).await.unwrap();
        // Who has waited longest has it.
        let delivery = poll_once(waiting.remove(0)).await.unwrap().unwrap();
        assert_eq!(delivery.ack(), 7);
        assert!(poll_once(&mut waiting[0]).await.is_none());
    });
}

/// A reader that dies while it waits, or with a message in its hand, loses none.
#[test]
fn trap_4_a_reader_that_dies_loses_nothing() {
    run(async {
        let (sender, mut receiver) = local::channel("dies", &options(8).acks(Acks::Each));
        let mut dying = receiver.clone();
        {
            let waiting = dying.recv();
            pin!(waiting);
            assert!(twice(&mut waiting).await.is_none());
            sender.send(0).await.unwrap();
        }
        let worker = std::thread::spawn(move || {
            let delivery = dying.recv_blocking().unwrap();
            assert_eq!((*delivery, delivery.attempt()), (0, 1));
            panic!("as a worker may");
        });
        assert!(worker.join().is_err());
        let again = receiver.recv().await.unwrap();
        assert_eq!((again.attempt(), again.ack()), (2, 0));
    });
}

/// A put that is run again after a crash is not a second message.
#[test]
fn trap_5_a_put_that_is_repeated_is_accepted_once() {
    run(async {
        let actor = ChannelActor::<u64>::new("repeated", &options(8));
        actor.register_sender("sender").unwrap();
        actor.register_receiver("reader", "").unwrap();
        for _ in 0..3 {
            actor.put_from("sender", 0, &[0, 1], None).await.unwrap();
            actor.register_sender("sender").unwrap();
        }
        assert_eq!(actor.get_batch("reader", 8, None).await.unwrap().items, [0, 1]);
        assert_eq!(actor.stats().repeated, 4);
    });
}

/// A channel that was started anew under its name is not the one that held the messages.
#[test]
fn trap_6_another_incarnation_is_an_error() {
    run(async {
        let actor = ChannelActor::<u64>::new("anew", &options(8));
        actor.register_receiver("reader", "").unwrap();
        let epoch = actor.epoch();
        let waiting = actor.get("reader", None);
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        actor.restart().unwrap();
        assert_ne!(actor.epoch(), epoch);
        let lost = waiting.await.unwrap_err();
        assert!(lost.to_string().starts_with("the channel was lost: its epoch was"), "{lost}");
        // And it works.
        actor.register_receiver("reader", "").unwrap();
        actor.put_nowait(&7).unwrap();
        assert_eq!(actor.get("reader", None).await.unwrap().value, Some(7));
    });
}

/// Handles of this process have no name to come back by: they go on in the new incarnation, and count there.
#[test]
fn handles_of_this_process_outlive_another_incarnation() {
    run(async {
        for acks in [Acks::None, Acks::Each] {
            let actor = ChannelActor::<u64>::new("anew", &options(1).acks(acks));
            let (sender, mut receiver) = (actor.sender(), actor.receiver());
            actor.register_sender("named").unwrap();
            sender.send(0).await.unwrap();
            let held = receiver.recv().await.unwrap();
            {
                let waiting = sender.send_batch(vec![1]);
                pin!(waiting);
                let is_parked = twice(&mut waiting).await.is_none();
                assert_eq!(is_parked, acks == Acks::Each, "what is not acked takes up room");
                actor.restart().unwrap();
                if is_parked {
                    let lost = waiting.await.unwrap_err();
                    assert!(lost.to_string().starts_with("the channel was lost"), "{lost}");
                }
            }
            assert_eq!((actor.stats().senders, actor.stats().readers), (1, 1));
            // What was lost with the first one is not given back to the second.
            drop(held);
            assert!(receiver.try_recv().await.unwrap_err().is_empty());
            {
                let reading = receiver.recv();
                pin!(reading);
                assert!(twice(&mut reading).await.is_none());
                // It is not the last.
                drop(actor.sender());
                sender.send(2).await.unwrap();
                assert_eq!(reading.await.unwrap().ack(), 2);
            }
            assert!(actor.put_from("named", 0, &[3], None).await.is_err(), "who goes by a name comes again");
            drop(sender);
            assert!(receiver.recv().await.unwrap_err().is_closed());
        }
    });
}

/// A get that is cancelled races with the message that is handed to it.
#[test]
fn trap_10_a_cancelled_get_loses_no_message() {
    const COUNT: u64 = 3_000;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
    let seen = Arc::new(AtomicU64::new(0));
    runtime.block_on(async {
        let (sender, receiver) = local::channel::<u64>("races", &options(16));
        let readers = (0..2).map(|_| {
            let (mut receiver, seen) = (receiver.clone(), Arc::clone(&seen));
            tokio::spawn(async move {
                loop {
                    let given_up = tokio::time::timeout(Duration::from_micros(50), receiver.recv()).await;
                    match given_up {
                        Err(_) => {}
                        Ok(Ok(delivery)) => _ = seen.fetch_add(delivery.ack(), Ordering::Relaxed),
                        Ok(Err(error)) => break assert!(error.is_closed()),
                    }
                }
            })
        });
        let readers: Vec<_> = readers.collect();
        drop(receiver);
        let producer = tokio::spawn(async move {
            for id in 1..=COUNT {
                sender.send(id).await.unwrap();
                if id % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
        producer.await.unwrap();
        for reader in readers {
            reader.await.unwrap();
        }
    });
    assert_eq!(seen.load(Ordering::Relaxed), COUNT * (COUNT + 1) / 2);
}

/// A flush that is given up while it waits gives back what it took, and the next one, or the end, sends it: whoever found
/// nothing fed meanwhile is no reason to forget it.
#[test]
fn what_a_flush_was_given_up_with_is_fed_still() {
    run(async {
        for ends in [false, true] {
            let (sender, mut receiver) = local::channel("fed", &options(2));
            sender.send_batch(vec![0, 1]).await.unwrap();
            sender.feed(2).await.unwrap();
            {
                let flushing = sender.flush();
                pin!(flushing);
                assert!(twice(&mut flushing).await.is_none());
                assert!(sender.try_send(3).await.unwrap_err().error.is_full());
            }
            assert_eq!(receiver.recv().await.unwrap().ack(), 0);
            if ends {
                sender.close().await.unwrap()
            } else {
                sender.flush().await.unwrap()
            }
            assert_eq!(receiver.recv().await.unwrap().ack(), 1);
            assert_eq!(receiver.try_recv().await.unwrap().ack(), 2);
        }
    });
}

/// The same of one that is refused: it was told so, and what it took is fed still.
#[test]
fn what_a_flush_was_refused_is_fed_still() {
    run(async {
        let channel = local::Channel::new("fed", &options(4));
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        sender.send_batch(vec![0, 1, 2]).await.unwrap();
        for number in 3..6 {
            sender.feed(number).await.unwrap();
        }
        {
            let flushing = sender.flush();
            pin!(flushing);
            assert!(twice(&mut flushing).await.is_none());
            assert!(sender.try_send(6).await.unwrap_err().error.is_full());
            channel.resize(ChannelCapacity::literal(2));
            let refused = flushing.await.unwrap_err().to_string();
            assert_eq!(refused, "the batch does not fit: it has 3 messages, and the channel holds 2");
        }
        channel.resize(ChannelCapacity::literal(8));
        sender.send(6).await.unwrap();
        let batch = receiver.recv_batch(9, None).await.unwrap();
        assert_eq!(batch.into_iter().map(|delivery| delivery.ack()).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6]);
    });
}

/// What is sent behind what was fed stands in line at once, also where what was fed has to wait: whoever comes later stands
/// behind it.
#[test]
fn who_waits_behind_what_was_fed_is_not_overtaken() {
    run(async {
        let (sender, mut receiver) = local::channel("fed", &options(2).max_batch(2));
        sender.send_batch(vec![0, 1]).await.unwrap();
        sender.feed(2).await.unwrap();
        let (third, fourth) = (sender.send(3), sender.send(4));
        pin!(third);
        pin!(fourth);
        assert!(twice(&mut third).await.is_none());
        assert!(twice(&mut fourth).await.is_none());
        assert!(sender.try_send(5).await.unwrap_err().error.is_full());
        let batch = sender.send_batch(vec![6, 7]);
        pin!(batch);
        assert!(twice(&mut batch).await.is_none());
        for number in 0..4 {
            assert_eq!(receiver.recv().await.unwrap().ack(), number);
        }
        // The last first: what is polled last is no reason to come last.
        fourth.await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack(), 4);
        batch.await.unwrap();
        third.await.unwrap();
        assert_eq!((receiver.recv().await.unwrap().ack(), receiver.recv().await.unwrap().ack()), (6, 7));
        assert!(receiver.try_recv().await.unwrap_err().is_empty());
    });
}

/// What a flush was given up with keeps its place in the line, and what was given up itself leaves it.
#[test]
fn a_flush_that_is_given_up_stays_in_line() {
    run(async {
        let (sender, mut receiver) = local::channel("fed", &options(2));
        sender.send_batch(vec![0, 1]).await.unwrap();
        sender.feed(2).await.unwrap();
        let sending = {
            let flushing = sender.flush();
            pin!(flushing);
            assert!(twice(&mut flushing).await.is_none());
            let mut sending = Box::pin(sender.send(3));
            assert!(poll_once(&mut sending).await.is_none());
            sending
        };
        sender.feed(4).await.unwrap();
        {
            let given_up = sender.send(5);
            pin!(given_up);
            assert!(twice(&mut given_up).await.is_none());
        }
        let last = sender.send(6);
        pin!(last);
        assert!(twice(&mut last).await.is_none());
        for number in [0, 1, 2, 3, 4, 6] {
            assert_eq!(receiver.recv().await.unwrap().ack(), number);
        }
        sending.await.unwrap();
        last.await.unwrap();
        sender.flush().await.unwrap();
        assert!(receiver.try_recv().await.unwrap_err().is_empty());
    });
}

/// What was refused while nobody waited for it is fed still, in its order; with the sender it is gone.
#[test]
fn what_was_refused_without_a_flush_is_fed_still() {
    run(async {
        for ends in [false, true] {
            let channel = local::Channel::new("fed", &options(4));
            let (sender, mut receiver) = (channel.sender(), channel.receiver());
            let kept = Arc::new(());
            let number = |number| (number, Arc::clone(&kept));
            sender.send_batch((0..3).map(number).collect()).await.unwrap();
            for batch in [3..6, 6..9] {
                for fed in batch {
                    sender.feed(number(fed)).await.unwrap();
                }
                let flushing = sender.flush();
                pin!(flushing);
                assert!(twice(&mut flushing).await.is_none());
            }
            channel.resize(ChannelCapacity::literal(2));
            if ends {
                let other = channel.sender();
                drop(sender);
                assert_eq!(Arc::strong_count(&kept), 4, "the channel has three, and nobody the others");
                assert_eq!(channel.counts().waiting_puts, 0);
                drop(other);
            } else {
                let flushing = async {
                    sender.send(number(9)).await.unwrap();
                    sender.close().await.unwrap();
                };
                let reading = async {
                    for number in 0..10 {
                        assert_eq!(receiver.recv().await.unwrap().ack().0, number);
                    }
                };
                zip(flushing, reading).await;
            }
        }
    });
}

/// Two that wait for what was fed and are refused put it back in its order, whichever is polled first.
#[test]
fn what_two_flushes_were_refused_keeps_its_order() {
    run(async {
        let channel = local::Channel::new("fed", &options(4));
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        sender.send_batch(vec![0, 1, 2]).await.unwrap();
        {
            for number in 3..6 {
                sender.feed(number).await.unwrap();
            }
            let first = sender.flush();
            pin!(first);
            assert!(twice(&mut first).await.is_none());
            for number in 6..9 {
                sender.feed(number).await.unwrap();
            }
            let second = sender.send(9);
            pin!(second);
            assert!(twice(&mut second).await.is_none());
            channel.resize(ChannelCapacity::literal(2));
            assert!(first.await.is_err());
            // It stood behind them, and comes back.
            assert_eq!(second.await.unwrap_err().message, Some(9));
        }
        channel.resize(ChannelCapacity::literal(16));
        sender.send(10).await.unwrap();
        for number in (0..9).chain([10]) {
            assert_eq!(receiver.recv().await.unwrap().ack(), number);
        }
    });
}

/// A sender that goes takes what it was fed along from the last to the first: what stood behind the first is not to find room
/// where that stood.
#[test]
fn what_a_sender_was_fed_goes_with_it_and_none_of_it_arrives_without_what_stood_before() {
    run(async {
        let channel = local::Channel::new("fed", &options(4));
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        sender.send_batch(vec![0, 1, 2]).await.unwrap();
        for batch in [3..6, 6..7] {
            for number in batch {
                sender.feed(number).await.unwrap();
            }
            let flushing = sender.flush();
            pin!(flushing);
            assert!(twice(&mut flushing).await.is_none());
        }
        drop(sender);
        let batch = receiver.recv_batch(9, None).await.unwrap();
        assert_eq!(batch.into_iter().map(|delivery| delivery.ack()).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(channel.counts().waiting_puts, 0);
    });
}

/// A channel that is made smaller refuses what it could never hold, and with it what its sender put behind: a message that is
/// sent behind what was fed, and what was fed later.
#[test]
fn what_stands_behind_what_a_smaller_channel_refuses_does_not_pass_it() {
    run(async {
        for fed_later in [false, true] {
            let channel = local::Channel::new("fed", &options(4));
            let (sender, mut receiver) = (channel.sender(), channel.receiver());
            let other = channel.sender();
            sender.send(0).await.unwrap();
            for number in 1..4 {
                sender.feed(number).await.unwrap();
            }
            {
                let full = sender.feed(4);
                pin!(full);
                assert!(twice(&mut full).await.is_none());
            }
            let others = other.send(9);
            pin!(others);
            if fed_later {
                sender.feed(5).await.unwrap();
                {
                    let flushing = sender.flush();
                    pin!(flushing);
                    assert!(twice(&mut flushing).await.is_none());
                    assert!(twice(&mut others).await.is_none());
                    channel.resize(ChannelCapacity::literal(3));
                    let refused = flushing.await.unwrap_err().to_string();
                    assert_eq!(refused, "the batch does not fit: it has 4 messages, and the channel holds 3");
                }
            } else {
                let sending = sender.send(5);
                pin!(sending);
                assert!(twice(&mut sending).await.is_none());
                assert!(twice(&mut others).await.is_none());
                channel.resize(ChannelCapacity::literal(3));
                let refused = sending.await.unwrap_err();
                assert_eq!(refused.message, Some(5));
                let refused = refused.error.to_string();
                assert_eq!(refused, "the batch does not fit: it has 4 messages, and the channel holds 3");
            }
            // It stood behind them as well, and is another's.
            others.await.unwrap();
            channel.resize(ChannelCapacity::literal(8));
            if !fed_later {
                sender.feed(5).await.unwrap();
            }
            sender.flush().await.unwrap();
            let batch = receiver.recv_batch(9, None).await.unwrap();
            let batch: Vec<_> = batch.into_iter().map(|delivery| delivery.ack()).collect();
            assert_eq!(batch, [0, 9, 1, 2, 3, 4, 5]);
        }
    });
}

/// A get that was answered, and dropped before it saw that: what it holds is its own only while it is lent to it.
#[test]
fn a_get_that_is_given_up_after_its_reader_has_gone_gives_back_nothing() {
    run(async {
        for leaves in [false, true] {
            let actor = ChannelActor::<u64>::new("gone", &options(8).acks(Acks::Each));
            actor.register_receiver("reader", "").unwrap();
            actor.register_receiver("other", "").unwrap();
            let delivery = {
                let waiting = actor.get("reader", None);
                pin!(waiting);
                assert!(twice(&mut waiting).await.is_none());
                actor.put_nowait(&7).unwrap();
                if leaves {
                    actor.deregister_receiver("reader").unwrap();
                } else {
                    actor.register_receiver("reader", "").unwrap();
                }
                let other = actor.get_nowait("other").unwrap();
                assert_eq!((other.value, other.delivery.unwrap().attempt), (Some(7), 2));
                other.delivery.unwrap()
            };
            assert_eq!((actor.stats().ready, actor.stats().in_flight), (0, 1));
            assert!(actor.ack("other", delivery).unwrap());
            assert_eq!(actor.get_nowait("other").unwrap().status, Status::Empty);
        }
    });
}

/// The same where the message was acked meanwhile, or its reader's lease is over.
#[test]
fn a_get_that_is_given_up_too_late_gives_back_nothing() {
    run(async {
        let lease = TimeoutSeconds::literal(0.05);
        for acked in [false, true] {
            let actor = ChannelActor::<u64>::new("late", &options(8).acks(Acks::Each).lease(lease));
            actor.register_receiver("reader", "").unwrap();
            {
                let waiting = actor.get("reader", None);
                pin!(waiting);
                assert!(twice(&mut waiting).await.is_none());
                actor.put_nowait(&7).unwrap();
                if acked {
                    let ack = Ack::new(WireHeader::default(), 0);
                    actor.put_frame(msgpack::to_vec(&WireEnvelope::from(ack)).into(), None).await.unwrap();
                } else {
                    futures_timer::Delay::new(Duration::from_millis(100)).await;
                    assert_eq!(actor.stats().readers, 0);
                }
            }
            let counts = actor.stats();
            assert_eq!((counts.ready, counts.in_flight), (u64::from(!acked), 0));
        }
    });
}

/// When one side is gone, the other is told, and does not wait for ever.
#[test]
fn trap_14_nobody_waits_for_who_is_gone() {
    run(async {
        let (sender, receiver) = local::channel("alone", &options(1));
        sender.send(job(0)).await.unwrap();
        let waiting = sender.send(job(1));
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        let further = receiver.clone();
        drop(receiver);
        assert!(twice(&mut waiting).await.is_none());
        drop(further);
        let refused = waiting.await.unwrap_err();
        assert_eq!(refused.to_string(), "the channel is closed: nobody reads it any more");

        let (sender, mut receiver) = local::channel::<u8>("alone", &options(1));
        let waiting = receiver.recv();
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        drop(sender);
        assert!(waiting.await.unwrap_err().is_closed());
    });
}

/// The end is said of what is there now. A message that a reader gives back afterwards is delivered again, to it too: at least
/// once holds to the last.
#[test]
fn a_reader_that_was_told_the_end_has_again_what_it_gives_back() {
    run(async {
        let (sender, mut receiver) = local::channel("end", &options(2).acks(Acks::Each));
        sender.send(job(0)).await.unwrap();
        let held = receiver.recv().await.unwrap();
        receiver.close().await.unwrap();
        assert!(sender.send(job(1)).await.unwrap_err().error.is_closed());
        assert!(receiver.recv().await.unwrap_err().is_closed());
        held.give_back();
        let again = receiver.recv().await.unwrap();
        assert_eq!((again.attempt(), again.ack()), (2, job(0)));
        assert!(receiver.recv().await.unwrap_err().is_closed());

        // Whoever has dropped its receiver has nothing again: others do.
        let (sender, receiver) = local::channel("end", &options(2).acks(Acks::Each));
        let mut other = receiver.clone();
        sender.send(job(0)).await.unwrap();
        let mut receiver = receiver;
        let held = receiver.recv().await.unwrap();
        drop(receiver);
        drop(held);
        assert_eq!(other.recv().await.unwrap().ack(), job(0));
    });
}

/// What a sender has in flight and out of order is bounded by what the channel holds.
#[test]
fn trap_15_a_caller_cannot_fill_the_memory() {
    let mut channel = Machine::new(Rules::new(4), 1);
    let sender = channel.join_sender(0, None);
    let mut parked = 0;
    for seq in 1..1_000 {
        let put = Put { sender, seq: Some(seq), ts: 0, bodies: vec![seq] };
        parked += u32::from(matches!(channel.put(put, Some(seq)), Step::Parked));
    }
    assert_eq!(parked, 4);
}

/// A message that cannot be kept is delivered to nobody: it lies where it lay, and who waited for it waits still.
#[test]
fn a_reader_is_not_forgotten_when_a_clone_panics() {
    struct Touchy(Arc<AtomicU64>);
    impl Clone for Touchy {
        fn clone(&self) -> Self {
            assert_ne!(self.0.fetch_sub(1, Ordering::Relaxed), 1, "as a clone may");
            Self(Arc::clone(&self.0))
        }
    }
    run(async {
        let (sender, mut receiver) = local::channel("touchy", &options(2).acks(Acks::Each));
        let waiting = receiver.recv();
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        let once = Arc::new(AtomicU64::new(1));
        let touchy = Touchy(Arc::clone(&once));
        let sending = std::panic::AssertUnwindSafe(|| sender.send_blocking(touchy));
        assert!(std::panic::catch_unwind(sending).is_err());
        sender.send(Touchy(Arc::default())).await.unwrap();
        let delivery = waiting.await.unwrap();
        assert_eq!((delivery.attempt(), delivery.header().seq), (1, 0));
        assert!(Arc::ptr_eq(&delivery.ack().0, &once));
    });
}

/// A message that holds a handle of its own channel is dropped without the lock.
#[test]
fn a_message_may_hold_its_own_channel() {
    run(async {
        #[derive(Clone)]
        struct News(Option<local::BroadcastReceiver<News>>);
        let options = options(1).overflow(klaw_runtime::channel::Overflow::DropOldest);
        let (sender, mut reader) = local::broadcast("own", &options);
        sender.send(News(Some(reader.clone()))).await.unwrap();
        // Cloned for this reader. The one in the channel waits for the reader that it holds, until it gives way.
        let news = reader.recv().await.unwrap().ack();
        sender.send(News(None)).await.unwrap();
        drop((sender, news));
        assert!(reader.recv().await.unwrap().ack().0.is_none());
        assert!(reader.recv().await.is_err());

        #[derive(Clone)]
        struct Call(#[allow(dead_code, reason = "it is dropped")] Option<local::LocalSender<Call>>);
        let (sender, mut receiver) = local::channel("own", &options);
        for _ in 0..3 {
            sender.send(Call(Some(sender.clone()))).await.unwrap();
        }
        drop(receiver.recv().await.unwrap());
        sender.send(Call(None)).await.unwrap();
        zip(async { drop(receiver) }, async { drop(sender) }).await;
    });
}
