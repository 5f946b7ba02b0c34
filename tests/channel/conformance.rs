//! One suite for every backend: each function is a promise, generic over what makes the channel.

use crate::backends::{Backend, Job, job, options, twice};
use futures_lite::future::{poll_once, zip};
use futures_lite::{StreamExt, pin};
use klaw_runtime::channel::{Acks, Overflow, Receiver, RecvError, Sender};
use klaw_runtime::envelope::{WireError, WireHeader};
use std::pin::Pin;
use std::time::Duration;

/// Each promise as a test of each backend.
macro_rules! promises {
    ($($name:ident)*) => {
        macro_rules! conformance {
            ($backend:ident, $factory:expr) => {
                mod $backend {
                    $(
                        #[test]
                        fn $name() {
                            let backend = $factory;
                            if $crate::backends::Backend::is_there(&backend) {
                                $crate::backends::run(super::$name(&backend));
                            }
                        }
                    )*
                }
            };
        }
    };
}

promises! {
    messages_arrive_in_order_with_their_headers
    capacity_holds_back
    a_full_channel_gives_the_message_back
    what_is_not_acked_takes_up_room
    eight_in_flight_keep_their_order
    a_batch_is_accepted_as_a_whole
    a_batch_that_is_given_up_leaves_nothing
    a_batch_larger_than_the_channel_is_refused
    a_large_batch_is_not_overtaken
    an_empty_channel_says_so
    a_batch_waits_for_the_first_alone
    a_batch_that_nobody_sends_times_out
    close_wakes_both_sides
    a_closed_channel_is_drained_first
    the_last_sender_closes
    receiving_can_be_given_up
    readers_share
    what_is_dropped_comes_again_in_front
    what_is_acked_is_gone
    fed_messages_go_together
    so_many_bytes_are_fed_and_no_more
    fed_messages_stay_in_front
    fail_does_not_wait
    the_oldest_gives_way
    a_failure_arrives_in_its_place
    a_batch_stops_before_a_failure
    a_stream_ends
    handles_are_mapped
    blocking_twins_need_no_runtime
}

// Each binary names its own.
backends!(conformance);

async fn messages_arrive_in_order_with_their_headers(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("headers", &options(8));
    for id in 0..5 {
        sender.send(job(id)).await.unwrap();
    }
    let mut last_ts = 0;
    for id in 0..5 {
        let delivery = receiver.recv().await.unwrap();
        let header = delivery.header();
        assert_eq!((&*header.channel_id, header.seq), ("headers", id));
        assert!(header.ts > 1_700_000_000_000 && header.ts >= last_ts);
        last_ts = header.ts;
        assert_eq!(delivery.attempt(), 1);
        let message = delivery.into_message();
        assert_eq!((message.header.seq, message.payload), (id, job(id)));
    }
}

async fn capacity_holds_back(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("capacity", &options(2));
    sender.send(job(0)).await.unwrap();
    sender.send(job(1)).await.unwrap();
    let third = sender.send(job(2));
    pin!(third);
    for _ in 0..3 {
        assert!(twice(&mut third).await.is_none(), "there was room for a third");
    }
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    third.await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(1));
    assert_eq!(receiver.recv().await.unwrap().ack(), job(2));
}

async fn a_full_channel_gives_the_message_back(backend: &impl Backend) {
    let (sender, _receiver) = backend.channel("full", &options(1));
    sender.try_send(job(0)).await.unwrap();
    let refused = sender.try_send(job(1)).await.unwrap_err();
    assert!(refused.error.is_full());
    assert_eq!(refused.to_string(), "the channel is full: it holds 1 messages");
    assert_eq!(refused.message, Some(job(1)));
}

async fn what_is_not_acked_takes_up_room(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("in-flight", &options(2).acks(Acks::Each));
    sender.send(job(0)).await.unwrap();
    sender.send(job(1)).await.unwrap();
    let first = receiver.recv().await.unwrap();
    assert!(sender.try_send(job(2)).await.unwrap_err().error.is_full());
    first.ack();
    sender.try_send(job(2)).await.unwrap();
}

async fn eight_in_flight_keep_their_order(backend: &impl Backend) {
    const COUNT: u64 = 400;
    let (sender, mut receiver) = backend.channel("window", &options(3));
    let producer = async {
        let mut window: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
        let mut next = 0;
        while next < COUNT || !window.is_empty() {
            while window.len() < 8 && next < COUNT {
                let id = next;
                let mut sending = Box::pin({
                    let sender = &sender;
                    async move { sender.send(job(id)).await.unwrap() }
                });
                next += 1;
                if poll_once(&mut sending).await.is_none() {
                    window.push(sending);
                }
            }
            // The latest first: what is polled last is no reason to come last.
            let mut pending = Vec::new();
            while let Some(mut sending) = window.pop() {
                if poll_once(&mut sending).await.is_none() {
                    pending.insert(0, sending);
                }
            }
            window = pending;
            futures_lite::future::yield_now().await;
        }
    };
    let consumer = async {
        for id in 0..COUNT {
            assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
        }
    };
    zip(producer, consumer).await;
}

async fn a_batch_is_accepted_as_a_whole(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("batch", &options(4));
    let other = sender.clone();
    sender.send_batch(vec![job(0), job(1)]).await.unwrap();
    {
        let batch = sender.send_batch(vec![job(2), job(3), job(4)]);
        pin!(batch);
        assert!(twice(&mut batch).await.is_none());
        assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
        batch.await.unwrap();
    }
    assert!(other.try_send(job(9)).await.unwrap_err().error.is_full());
    for id in 1..5 {
        assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
    }
}

async fn a_batch_that_is_given_up_leaves_nothing(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("given-up", &options(3));
    sender.send(job(0)).await.unwrap();
    {
        let batch = sender.send_batch(vec![job(1), job(2), job(3)]);
        pin!(batch);
        assert!(twice(&mut batch).await.is_none());
    }
    sender.send(job(4)).await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    assert_eq!(receiver.recv().await.unwrap().ack(), job(4));
    assert!(receiver.try_recv().await.unwrap_err().is_empty());
}

async fn a_batch_larger_than_the_channel_is_refused(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("too-large", &options(2));
    let refused = sender.send_batch(vec![job(0), job(1), job(2)]).await.unwrap_err();
    assert_eq!(refused.to_string(), "the batch does not fit: it has 3 messages, and the channel holds 2");
    assert_eq!(refused.message.unwrap().len(), 3);
    assert!(receiver.try_recv().await.unwrap_err().is_empty());
    sender.send_batch(Vec::new()).await.unwrap();
}

async fn a_large_batch_is_not_overtaken(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("starved", &options(3));
    let small = sender.clone();
    sender.send(job(0)).await.unwrap();
    let batch = sender.send_batch(vec![job(1), job(2), job(3)]);
    pin!(batch);
    assert!(twice(&mut batch).await.is_none());
    // There is room for one, and one has waited longer.
    assert!(small.try_send(job(4)).await.unwrap_err().error.is_full());
    let late = small.send(job(4));
    pin!(late);
    assert!(twice(&mut late).await.is_none());
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    batch.await.unwrap();
    assert!(twice(&mut late).await.is_none());
    for id in 1..4 {
        assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
    }
    late.await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(4));
}

async fn an_empty_channel_says_so(backend: &impl Backend) {
    let (_sender, mut receiver) = backend.channel("empty", &options(2));
    let error = receiver.try_recv().await.unwrap_err();
    assert!(error.is_empty());
    assert_eq!(error.to_string(), "the channel is empty");
}

async fn a_batch_waits_for_the_first_alone(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("first", &options(8));
    sender.send_batch(vec![job(0), job(1), job(2)]).await.unwrap();
    let batch = receiver.recv_batch(2, None).await.unwrap();
    assert_eq!(batch.into_iter().map(|one| one.ack()).collect::<Vec<_>>(), [job(0), job(1)]);
    let batch = receiver.recv_batch(100, None).await.unwrap();
    assert_eq!(batch.into_iter().map(|one| one.ack()).collect::<Vec<_>>(), [job(2)]);

    let waiting = receiver.recv_batch(100, Some(Duration::from_secs(5)));
    pin!(waiting);
    assert!(twice(&mut waiting).await.is_none());
    sender.send(job(3)).await.unwrap();
    assert_eq!(waiting.await.unwrap().len(), 1);
}

async fn a_batch_that_nobody_sends_times_out(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("timeout", &options(8));
    let error = receiver.recv_batch(5, Some(Duration::from_millis(20))).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "`recv_batch` took longer than 0.02 s");
    sender.send(job(0)).await.unwrap();
    assert_eq!(receiver.recv_batch(5, Some(Duration::ZERO)).await.unwrap().len(), 1);
}

async fn close_wakes_both_sides(backend: &impl Backend) {
    let (sender, receiver) = backend.channel("wakes", &options(1));
    let (mut first, mut second) = (backend.further(&receiver), receiver);
    {
        let (one, two) = (first.recv(), second.recv());
        pin!(one, two);
        assert!(twice(&mut one).await.is_none() && twice(&mut two).await.is_none());
        sender.close().await.unwrap();
        assert!(one.await.unwrap_err().is_closed() && two.await.unwrap_err().is_closed());
    }
    assert!(sender.send(job(0)).await.unwrap_err().error.is_closed());

    let (sender, mut receiver) = backend.channel("wakes-senders", &options(1));
    sender.send(job(0)).await.unwrap();
    {
        let waiting = sender.send(job(1));
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        receiver.close().await.unwrap();
        let refused = waiting.await.unwrap_err();
        assert!(refused.error.is_closed());
        assert_eq!(refused.message, Some(job(1)));
    }
}

async fn a_closed_channel_is_drained_first(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("drained", &options(4));
    sender.send_batch(vec![job(0), job(1)]).await.unwrap();
    sender.close().await.unwrap();
    assert!(sender.try_send(job(2)).await.unwrap_err().error.is_closed());
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    assert_eq!(receiver.recv().await.unwrap().ack(), job(1));
    for _ in 0..2 {
        assert!(receiver.recv().await.unwrap_err().is_closed());
        assert!(receiver.try_recv().await.unwrap_err().is_closed());
    }
}

async fn the_last_sender_closes(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("last", &options(4));
    let second = sender.clone();
    sender.send(job(0)).await.unwrap();
    drop(sender);
    second.send(job(1)).await.unwrap();
    drop(second);
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    assert_eq!(receiver.recv().await.unwrap().ack(), job(1));
    assert!(receiver.recv().await.unwrap_err().is_closed());
}

async fn receiving_can_be_given_up(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("cancel", &options(2));
    for id in 0..100 {
        {
            let given_up = receiver.recv();
            pin!(given_up);
            assert!(twice(&mut given_up).await.is_none());
            // Handed to a future that nobody asks any more.
            sender.send(job(id)).await.unwrap();
        }
        assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
    }
    assert!(receiver.try_recv().await.unwrap_err().is_empty());
}

async fn readers_share(backend: &impl Backend) {
    let (sender, mut one) = backend.channel("shared", &options(16));
    let mut two = backend.further(&one);
    for id in 0..10 {
        sender.send(job(id)).await.unwrap();
    }
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(one.recv().await.unwrap().ack());
        seen.push(two.recv().await.unwrap().ack());
    }
    assert_eq!(seen, (0..10).map(job).collect::<Vec<_>>());
}

async fn what_is_dropped_comes_again_in_front(backend: &impl Backend) {
    let (sender, mut one) = backend.channel("again", &options(8).acks(Acks::Each));
    let mut two = backend.further(&one);
    for id in 0..4 {
        sender.send(job(id)).await.unwrap();
    }
    let (first, second) = (one.recv().await.unwrap(), one.recv().await.unwrap());
    let third = one.recv().await.unwrap();
    // In whatever order they are dropped, they come again in their own.
    drop(second);
    first.give_back();
    drop(third);
    for (id, attempt) in [(0, 2), (1, 2), (2, 2), (3, 1)] {
        let delivery = two.recv().await.unwrap();
        assert_eq!((delivery.header().seq, delivery.attempt()), (id, attempt));
        assert_eq!(delivery.ack(), job(id));
    }
    assert!(two.try_recv().await.unwrap_err().is_empty());
}

async fn what_is_acked_is_gone(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("acked", &options(8).acks(Acks::Each));
    sender.send_batch(vec![job(0), job(1)]).await.unwrap();
    let unacked = receiver.recv().await.unwrap();
    receiver.recv().await.unwrap().ack();
    drop(sender);
    // Closed, but the first message may come again: to another reader the channel has not ended.
    let mut other = backend.further(&receiver);
    assert!(other.try_recv().await.unwrap_err().is_empty());
    drop(unacked);
    assert_eq!(other.recv().await.unwrap().ack(), job(0));
    assert!(other.recv().await.unwrap_err().is_closed());
}

async fn fed_messages_go_together(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("fed", &options(8).max_batch(3));
    sender.feed(job(0)).await.unwrap();
    sender.feed(job(1)).await.unwrap();
    assert!(receiver.try_recv().await.unwrap_err().is_empty());
    sender.feed(job(2)).await.unwrap();
    assert_eq!(receiver.recv_batch(8, None).await.unwrap().len(), 3);
    sender.feed(job(3)).await.unwrap();
    sender.flush().await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(3));
    sender.feed(job(4)).await.unwrap();
    sender.close().await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(4));
}

async fn so_many_bytes_are_fed_and_no_more<B: Backend>(backend: &B) {
    let (sender, mut receiver) = backend.channel("fed-bytes", &options(8).max_batch(8).max_batch_bytes(1));
    sender.feed(job(0)).await.unwrap();
    if !B::COUNTS_BYTES {
        assert!(receiver.try_recv().await.unwrap_err().is_empty());
        sender.flush().await.unwrap();
    }
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
}

async fn fed_messages_stay_in_front(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("fed-first", &options(2).max_batch(2));
    sender.send(job(0)).await.unwrap();
    sender.feed(job(1)).await.unwrap();
    {
        // Given up while it waits: what was fed is fed still.
        let feeding = sender.feed(job(2));
        pin!(feeding);
        assert!(twice(&mut feeding).await.is_none());
    }
    assert!(sender.try_send(job(3)).await.unwrap_err().error.is_full());
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    sender.flush().await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(1));
    assert_eq!(receiver.recv().await.unwrap().ack(), job(2));
    sender.send(job(3)).await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(3));
}

async fn fail_does_not_wait(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("fail", &options(1).overflow(Overflow::Fail));
    sender.send(job(0)).await.unwrap();
    let refused = sender.send(job(1)).await.unwrap_err();
    assert!(refused.error.is_full());
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    assert!(receiver.try_recv().await.unwrap_err().is_empty());
}

async fn the_oldest_gives_way(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("drop", &options(3).overflow(Overflow::DropOldest));
    for id in 0..10 {
        sender.send(job(id)).await.unwrap();
    }
    sender.send_batch(vec![job(10), job(11)]).await.unwrap();
    for id in [9, 10, 11] {
        assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
    }
}

async fn a_failure_arrives_in_its_place(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("failure", &options(8).acks(Acks::Each));
    sender.send(job(0)).await.unwrap();
    sender.send_error(WireError::new(WireHeader::default(), "poisoned", "cannot be read")).await.unwrap();
    sender.send(job(1)).await.unwrap();
    assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
    match receiver.recv().await.unwrap_err() {
        RecvError::Fault(fault) => assert_eq!((&*fault.code, &*fault.message), ("poisoned", "cannot be read")),
        other => panic!("{other}"),
    }
    assert_eq!(receiver.recv().await.unwrap().ack(), job(1));
    assert!(receiver.try_recv().await.unwrap_err().is_empty());
}

async fn a_batch_stops_before_a_failure(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("cut", &options(8));
    sender.send(job(0)).await.unwrap();
    sender.send_error(WireError::new(WireHeader::default(), "poisoned", "")).await.unwrap();
    sender.send(job(1)).await.unwrap();
    assert_eq!(receiver.recv_batch(8, None).await.unwrap().len(), 1);
    assert!(matches!(receiver.recv_batch(8, None).await, Err(RecvError::Fault(_))));
    assert_eq!(receiver.recv_batch(8, None).await.unwrap().len(), 1);
}

async fn a_stream_ends(backend: &impl Backend) {
    let (sender, receiver) = backend.channel("stream", &options(8));
    for id in 0..3 {
        sender.send(job(id)).await.unwrap();
    }
    drop(sender);
    let jobs: Vec<Job> = receiver.stream().map(|delivery| delivery.unwrap().ack()).collect().await;
    assert_eq!(jobs, [job(0), job(1), job(2)]);
}

async fn handles_are_mapped(backend: &impl Backend) {
    let (sender, receiver) = backend.channel("mapped", &options(8).acks(Acks::Each));
    let ids = sender.contramap(job);
    let mut names = receiver.map(|job: Job| job.name);
    ids.clone().send_batch(vec![3, 4]).await.unwrap();
    ids.feed(5).await.unwrap();
    ids.flush().await.unwrap();
    drop(names.recv().await.unwrap());
    assert_eq!(names.recv().await.unwrap().ack(), "job-3");
    let rest = names.recv_batch(8, None).await.unwrap();
    assert_eq!(rest.into_iter().map(|one| one.ack()).collect::<Vec<_>>(), ["job-4", "job-5"]);
}

async fn blocking_twins_need_no_runtime(backend: &impl Backend) {
    let (sender, mut receiver) = backend.channel("blocking", &options(2));
    let reader = std::thread::spawn(move || {
        let mut sum = 0;
        while let Ok(batch) = receiver.recv_batch_blocking(4, Some(Duration::from_secs(5))) {
            sum += batch.into_iter().map(|one| one.ack().id).sum::<u64>();
        }
        sum
    });
    for id in 0..50 {
        sender.send_blocking(job(id)).unwrap();
    }
    sender.send_batch_blocking(vec![job(50), job(51)]).unwrap();
    sender.feed_blocking(job(52)).unwrap();
    sender.flush_blocking().unwrap();
    sender.close_blocking().unwrap();
    assert_eq!(reader.join().unwrap(), (0..53).sum::<u64>());
}
