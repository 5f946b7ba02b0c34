//! The actor's surface, call by call.

use crate::backends::{Job, job, options, run, twice};
use futures_lite::pin;
use klaw_runtime::channel::{
    Acks, ActorDirectory, ActorStopped, BatchResult, ChannelActor, ChannelError, ChannelMetadata, ChannelType,
    Overflow, Receiver, RecvError, Sender, SingleResult, Status,
};
use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::{ChannelCapacity, Raw, TimeoutSeconds, WireFault, msgpack};
use std::time::Duration;

const SOON: Option<Duration> = Some(Duration::from_millis(20));

fn jobs(capacity: u32) -> ChannelActor<Job> {
    let actor = ChannelActor::new("jobs", &options(capacity).acks(Acks::Each));
    actor.register_receiver("reader", "node-1").unwrap();
    actor
}

fn envelope<'a>(message: impl Into<WireEnvelope<'a>>) -> bytes::Bytes {
    msgpack::to_vec(&message.into()).into()
}

fn control(action: ControlAction<'_>, metadata: Raw<'static>) -> bytes::Bytes {
    envelope(ControlMessage { metadata, ..ControlMessage::new(WireHeader::new("jobs"), action) })
}

#[test]
fn one_at_a_time() {
    run(async {
        let actor = jobs(1);
        actor.put(&job(0), None).await.unwrap();
        assert!(actor.put_nowait(&job(1)).unwrap_err().is_full());
        let late = actor.put(&job(1), SOON).await.unwrap_err();
        assert_eq!(late.to_string(), "`put` took longer than 0.02 s");

        let one = actor.get("reader", SOON).await.unwrap();
        assert_eq!((one.status, &one.value), (Status::Ok, &Some(job(0))));
        assert_eq!(actor.get("reader", SOON).await.unwrap().status, Status::Timeout);
        assert!(actor.ack("reader", one.delivery.unwrap()).unwrap());
        assert!(!actor.ack("reader", one.delivery.unwrap()).unwrap());
        assert_eq!(actor.get_nowait("reader").unwrap().status, Status::Empty);
        actor.close("done").unwrap();
        assert_eq!(actor.get("reader", None).await.unwrap().status, Status::Closed);
        assert_eq!(actor.put_nowait(&job(2)).unwrap_err().to_string(), "the channel is closed: done");
    });
}

#[test]
fn a_batch_that_times_out_leaves_nothing() {
    run(async {
        let actor = jobs(3);
        actor.put_batch(&[job(0), job(1)], None).await.unwrap();
        assert!(actor.put_batch(&[job(2), job(3)], SOON).await.unwrap_err().is_timeout());
        let batch = actor.get_batch("reader", 10, SOON).await.unwrap();
        assert_eq!(batch.items, [job(0), job(1)]);
        assert_eq!(actor.get_nowait("reader").unwrap().status, Status::Empty);
    });
}

#[test]
fn a_batch_waits_for_the_first() {
    run(async {
        let actor = jobs(3);
        let waiting = actor.get_batch("reader", 10, Some(Duration::from_secs(4)));
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        actor.put_batch(&[job(0), job(1)], None).await.unwrap();
        assert_eq!(waiting.await.unwrap().items, [job(0), job(1)]);
    });
}

#[test]
fn what_breaks_a_rule_is_refused_where_it_is_put() {
    run(async {
        let actor = jobs(3);
        let bad = Job { id: 1, name: "x".repeat(21) };
        let error = actor.put_batch(&[job(0), bad], None).await.unwrap_err();
        assert_eq!(error.to_string(), "the message does not fit: Expected `str` of length <= 20 - at `$[2][1]`");
        assert_eq!(actor.stats().ready, 0);
    });
}

#[test]
fn frames_are_held_against_the_type() {
    run(async {
        let actor = jobs(8);
        let data = |payload: Raw<'static>| envelope(DataMessage::new(WireHeader::new("jobs").seq(7), payload));
        actor.put_frame(data(Raw::encode(&job(7))), None).await.unwrap();
        for (frame, reason) in [
            (data(Raw::encode(&("seven", 7))), "Expected `int`, got `str` - at `$[2][0]`"),
            (bytes::Bytes::from_static(b"\xc1garbage"), "invalid opcode '\\xc1'"),
            (bytes::Bytes::from_static(b""), "Input data was truncated"),
            (data(Raw::encode(&job(7))).slice(..9), "Input data was truncated"),
            (bytes::Bytes::from_static(b"\x93\x01\x91\x09\x92\x07\xa1x"), "the frame is of wire version 9"),
            (bytes::Bytes::from_static(b"\x92\x09\x90"), "Invalid value 9"),
        ] {
            let error = actor.put_frame(frame, None).await.unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
            assert!(matches!(error, ChannelError::Mismatch(_)));
        }
        let one = actor.get("reader", None).await.unwrap();
        assert_eq!(one.value, Some(job(7)));
        assert_eq!(actor.stats().sent, 1);
    });
}

#[test]
fn a_failure_is_told_in_its_place() {
    run(async {
        let actor = jobs(8);
        actor.put(&job(0), None).await.unwrap();
        let failure = WireError::new(WireHeader::new("jobs"), "poisoned", "cannot be read");
        actor.put_frame(envelope(failure), None).await.unwrap();
        actor.put(&job(1), None).await.unwrap();
        assert_eq!(actor.get_batch("reader", 9, None).await.unwrap().items, [job(0)]);
        match actor.get_batch("reader", 9, None).await.unwrap_err() {
            RecvError::Fault(fault) => assert_eq!(fault.to_string(), "poisoned: cannot be read"),
            other => panic!("{other}"),
        }
        assert_eq!(actor.get_batch("reader", 9, None).await.unwrap().items, [job(1)]);
        assert_eq!(actor.stats().in_flight, 2);
    });
}

#[test]
fn control_messages_do_what_they_say() {
    run(async {
        let actor = jobs(1);
        actor.put_frame(control(ControlAction::Pause, Raw::NIL), None).await.unwrap();
        actor.put(&job(0), None).await.unwrap();
        assert_eq!(actor.get_nowait("reader").unwrap().status, Status::Empty);
        actor.put_frame(control(ControlAction::Resize, Raw::encode(&2_u32)), None).await.unwrap();
        actor.put_nowait(&job(1)).unwrap();
        assert_eq!(actor.metadata().capacity, Some(ChannelCapacity::literal(2)));
        actor.put_frame(control(ControlAction::Resume, Raw::NIL), None).await.unwrap();
        assert_eq!(actor.get_batch("reader", 9, None).await.unwrap().items.len(), 2);

        actor.put_frame(control(ControlAction::Create, Raw::NIL), None).await.unwrap();
        actor.put_frame(control(ControlAction::Create, Raw::encode(&actor.metadata())), None).await.unwrap();
        let other = ChannelMetadata { channel_type: ChannelType::Watch, ..ChannelMetadata::default() };
        let error = actor.put_frame(control(ControlAction::Create, Raw::encode(&other)), None).await.unwrap_err();
        assert_eq!(error.to_string(), "the channel_type does not fit: Watch is expected, and it is Mpmc");
        let error = actor.put_frame(control(ControlAction::Resize, Raw::encode(&0_u32)), None).await.unwrap_err();
        assert!(error.to_string().contains("Expected `int` >= 1"), "{error}");
        let error = actor.put_frame(control(ControlAction::Other("shred".into()), Raw::NIL), None).await.unwrap_err();
        assert!(error.to_string().contains("`shred`"), "{error}");

        actor.put_frame(control(ControlAction::Close, Raw::encode("enough")), None).await.unwrap();
        assert_eq!(actor.put_nowait(&job(1)).unwrap_err().to_string(), "the channel is closed: enough");
    });
}

#[test]
fn acks_come_as_messages_too() {
    run(async {
        let actor = jobs(8);
        actor.put_batch(&[job(0), job(1)], None).await.unwrap();
        let batch = actor.get_batch("reader", 2, None).await.unwrap();
        let ack = |index: usize| Ack::new(WireHeader::new("jobs"), batch.deliveries[index].position);
        actor.put_frame(envelope(ack(0)), None).await.unwrap();
        actor.put_frame(envelope(Ack { status: "failed".into(), ..ack(1) }), None).await.unwrap();
        assert_eq!((actor.stats().acked, actor.stats().ready), (1, 1));
        assert!(actor.put_frame(envelope(ack(0)), None).await.is_err());
    });
}

#[test]
fn a_silent_sender_closes_and_a_silent_reader_gives_back() {
    run(async {
        let lease = TimeoutSeconds::literal(0.15);
        let actor = ChannelActor::<Job>::new("jobs", &options(8).acks(Acks::Each).lease(lease));
        actor.register_sender("sender").unwrap();
        actor.register_receiver("silent", "").unwrap();
        actor.register_receiver("other", "").unwrap();
        actor.put_from("sender", 0, &[job(0)], None).await.unwrap();
        assert_eq!(actor.get("silent", None).await.unwrap().value, Some(job(0)));

        // The sender is heard of, by messages; one reader waits, the other is gone.
        let beating = async {
            for _ in 0..8 {
                futures_timer::Delay::new(Duration::from_millis(40)).await;
                actor.put_frame(envelope(Heartbeat::new(WireHeader::default(), "sender")), None).await.unwrap();
            }
        };
        let reading = async {
            let again = actor.get("other", None).await.unwrap();
            assert_eq!((again.value, again.delivery.unwrap().attempt), (Some(job(0)), 2));
            assert!(actor.ack("other", again.delivery.unwrap()).unwrap());
            actor.get("other", None).await.unwrap().status
        };
        let (status, ()) = futures_lite::future::zip(reading, beating).await;
        assert_eq!(status, Status::Closed);
        assert!(actor.heartbeat("nobody").is_err());
        assert_eq!(
            actor.put_nowait(&job(1)).unwrap_err().to_string(),
            "the channel is closed: the lease of the last sender has ended"
        );
    });
}

/// Nobody has to come for it.
#[test]
fn the_counts_know_of_a_lease_that_has_ended() {
    let lease = TimeoutSeconds::literal(0.5);
    let actor = ChannelActor::<Job>::new("jobs", &options(8).lease(lease));
    actor.register_sender("sender").unwrap();
    assert_eq!(actor.stats().senders, 1);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(actor.stats().senders, 0);
}

/// It is there, and waits: nothing else could be heard of it.
#[test]
fn a_sender_may_wait_for_room_for_longer_than_a_lease() {
    run(async {
        let lease = TimeoutSeconds::literal(0.05);
        let actor = ChannelActor::<Job>::new("jobs", &options(1).lease(lease));
        actor.register_sender("sender").unwrap();
        actor.put_from("sender", 0, &[job(0)], None).await.unwrap();
        let second = [job(1)];
        let putting = actor.put_from("sender", 1, &second, None);
        let reading = async {
            futures_timer::Delay::new(Duration::from_millis(200)).await;
            let mut reader = actor.receiver();
            assert_eq!(reader.recv().await.unwrap().ack(), job(0));
            assert_eq!(reader.recv().await.unwrap().ack(), job(1));
        };
        let (put, ()) = futures_lite::future::zip(putting, reading).await;
        put.unwrap();
    });
}

/// A get that was answered and not asked again, and a batch that was cut off, are of the channel before.
#[test]
fn what_is_given_up_after_a_restart_does_not_come_back() {
    run(async {
        let actor = ChannelActor::<Job>::new("jobs", &options(8));
        actor.register_receiver("reader", "").unwrap();
        {
            let waiting = actor.get("reader", None);
            pin!(waiting);
            assert!(twice(&mut waiting).await.is_none());
            actor.put_nowait(&job(0)).unwrap();
            actor.restart().unwrap();
        }
        assert_eq!((actor.stats().ready, actor.stats().delivered), (0, 0));

        let (sender, mut reader) = (actor.sender(), actor.receiver());
        sender.send(job(0)).await.unwrap();
        sender.send_error(ChannelError::from(ActorStopped {}).to_wire()).await.unwrap();
        sender.send(job(1)).await.unwrap();
        assert_eq!(reader.recv_batch(8, None).await.unwrap().len(), 1);
        actor.restart().unwrap();
        drop(reader);
        assert_eq!((actor.stats().ready, actor.stats().delivered), (0, 0));
    });
}

/// More than the channel holds may be fed by then: it goes in parts.
#[test]
fn what_was_fed_is_sent_however_small_the_channel_has_become() {
    run(async {
        let actor = ChannelActor::<Job>::new("jobs", &options(8).max_batch(8));
        let (sender, mut reader) = (actor.sender(), actor.receiver());
        for number in 0..5 {
            sender.feed(job(number)).await.unwrap();
        }
        actor.resize(ChannelCapacity::literal(2)).unwrap();
        {
            let flushing = sender.flush();
            pin!(flushing);
            assert!(twice(&mut flushing).await.is_none());
            for number in 0..2 {
                assert_eq!(reader.recv().await.unwrap().ack(), job(number));
            }
            assert!(twice(&mut flushing).await.is_none());
        }
        // Given up after the first part: the rest is fed still, and goes first.
        for number in 2..4 {
            assert_eq!(reader.recv().await.unwrap().ack(), job(number));
        }
        sender.send(job(5)).await.unwrap();
        for number in 4..6 {
            assert_eq!(reader.recv().await.unwrap().ack(), job(number));
        }
    });
}

/// It has no name to be heard of by, and what it holds comes back where it is dropped.
#[test]
fn a_reader_of_this_process_works_for_longer_than_a_lease() {
    run(async {
        let lease = TimeoutSeconds::literal(0.05);
        let actor = ChannelActor::<Job>::new("jobs", &options(8).acks(Acks::Each).lease(lease));
        actor.register_receiver("other", "").unwrap();
        actor.put(&job(0), None).await.unwrap();
        let mut reader = actor.receiver();
        let first = reader.recv().await.unwrap();
        futures_timer::Delay::new(Duration::from_millis(150)).await;
        assert_eq!(actor.get_nowait("other").unwrap().status, Status::Empty);
        drop(first);
        let again = actor.get_nowait("other").unwrap();
        assert_eq!((again.value, again.delivery.unwrap().attempt), (Some(job(0)), 2));
    });
}

/// The last look before a call gives up may be the one that ends a lease, and that serves it: then it has what it asked for.
#[test]
fn who_is_served_at_the_last_moment_is_told_so() {
    run(async {
        // Looked at every 100 ms: the last time at 445 ms, which is the first after the end of the lease.
        let options = options(1).acks(Acks::Each).lease(TimeoutSeconds::literal(0.4)).overflow(Overflow::DropOldest);
        let late = Some(Duration::from_millis(395));
        let silent = async || {
            let actor = ChannelActor::<Job>::new("jobs", &options);
            actor.register_receiver("silent", "").unwrap();
            actor.register_receiver("reader", "").unwrap();
            actor.put(&job(0), None).await.unwrap();
            actor.get("silent", None).await.unwrap();
            futures_timer::Delay::new(Duration::from_millis(50)).await;
            actor
        };
        let putting = async {
            let actor = silent().await;
            // What is worked on does not give way.
            let put = actor.put(&job(1), late).await;
            assert_eq!(actor.stats().sent, 1 + u64::from(put.is_ok()), "{put:?}");
        };
        let getting = async {
            let actor = silent().await;
            let got = actor.get("reader", late).await.unwrap();
            assert_eq!(actor.stats().redelivered, u64::from(got.status == Status::Ok), "{:?}", got.status);
        };
        futures_lite::future::zip(putting, getting).await;
    });
}

/// A get that was answered as its actor stopped has seen nothing: what it was handed is there for readers of this process, and
/// so is what those have who cannot say any more that it is done.
#[test]
fn what_was_handed_out_by_a_stopped_actor_is_left() {
    run(async {
        for acks in [Acks::None, Acks::Each] {
            let actor = ChannelActor::<Job>::new("jobs", &options(8).acks(acks));
            actor.register_receiver("reader", "").unwrap();
            actor.put(&job(0), None).await.unwrap();
            assert_eq!(actor.get_nowait("reader").unwrap().value, Some(job(0)));
            let waiting = actor.get("reader", None);
            pin!(waiting);
            assert!(twice(&mut waiting).await.is_none());
            actor.put(&job(1), None).await.unwrap();
            let mut local = actor.receiver();
            actor.stop();
            assert!(waiting.await.is_err());
            let first = if acks == Acks::Each { 0 } else { 1 };
            for number in first..2 {
                assert_eq!(local.recv().await.unwrap().ack(), job(number));
            }
            assert!(local.recv().await.unwrap_err().is_closed());
        }
    });
}

/// A number of a sender's that cannot be: there is none behind the last.
#[test]
fn numbers_past_the_last_are_refused() {
    run(async {
        let actor = jobs(8);
        actor.register_sender("sender").unwrap();
        for (seq, count) in [(u64::MAX, 1), (u64::MAX - 1, 3), (u64::MAX, 2)] {
            let items: Vec<_> = (0..count).map(job).collect();
            let refused = actor.put_from("sender", seq, &items, SOON).await.unwrap_err();
            assert_eq!(refused.to_string(), format!("the seq does not fit: it begins at {seq}, and 0 comes next"));
        }
        // The last that can be: early, as any other.
        assert!(actor.put_from("sender", u64::MAX - 1, &[job(0)], SOON).await.unwrap_err().is_timeout());
        actor.put_from("sender", 0, &[job(0)], SOON).await.unwrap();
        assert_eq!(actor.get("reader", None).await.unwrap().value, Some(job(0)));
    });
}

#[test]
fn the_last_registered_sender_closes() {
    run(async {
        let actor = jobs(8);
        actor.register_sender("a").unwrap();
        actor.register_sender("b").unwrap();
        actor.put_from("a", 0, &[job(0)], None).await.unwrap();
        actor.put_from("a", 0, &[job(0)], None).await.unwrap();
        assert!(actor.put_from("c", 0, &[job(0)], None).await.is_err());
        actor.deregister_sender("a").unwrap();
        assert!(actor.deregister_sender("a").is_err());
        actor.put_nowait(&job(1)).unwrap();
        actor.deregister_sender("b").unwrap();
        assert!(actor.put_nowait(&job(2)).unwrap_err().is_closed());
        assert_eq!(actor.get_batch("reader", 9, None).await.unwrap().items, [job(0), job(1)]);
    });
}

#[test]
fn a_reader_that_leaves_gives_back() {
    run(async {
        let actor = jobs(8);
        actor.put(&job(0), None).await.unwrap();
        actor.get("reader", None).await.unwrap();
        let info = &actor.readers()[0];
        assert_eq!((&*info.reader_id, &*info.node_id, info.total_received), ("reader", "node-1", 1));
        actor.deregister_receiver("reader").unwrap();
        assert!(actor.readers().is_empty());
        assert!(matches!(actor.get_nowait("reader"), Err(RecvError::Channel(ChannelError::Mismatch(_)))));
        actor.register_receiver("next", "").unwrap();
        assert_eq!(actor.get("next", None).await.unwrap().delivery.unwrap().attempt, 2);
    });
}

#[test]
fn a_stopped_actor_says_so() {
    run(async {
        let actor = jobs(1);
        let waiting = actor.get("reader", None);
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        actor.stop();
        let stopped = |error: ChannelError| assert_eq!(error.to_string(), "the actor behind the channel has stopped");
        match waiting.await.unwrap_err() {
            RecvError::Channel(error) => stopped(error),
            other => panic!("{other}"),
        }
        stopped(actor.put_nowait(&job(0)).unwrap_err());
        stopped(actor.put(&job(0), None).await.unwrap_err());
        stopped(actor.pause().unwrap_err());
        stopped(actor.register_sender("a").unwrap_err());
    });
}

#[test]
fn a_directory_knows_what_is_there() {
    let actors = ActorDirectory::default();
    let actor = actors.get_or_create::<Job>("jobs", &options(4)).unwrap();
    assert_eq!(actors.get::<Job>("jobs").unwrap().epoch(), actor.epoch());
    assert_eq!(actors.get_or_create::<Job>("jobs", &options(4)).unwrap().epoch(), actor.epoch());
    let error = actors.get_or_create::<Job>("jobs", &options(5)).err().unwrap();
    assert_eq!(error.to_string(), "the capacity does not fit: 5 is expected, and it is 4");
    let error = actors.get::<u32>("jobs").err().unwrap();
    assert_eq!(error.to_string(), "the value_type does not fit: `u32` is expected, and it is `Job`");
    actor.stop();
    assert_eq!(actors.get::<Job>("jobs").err().unwrap().to_string(), "there is no actor `jobs`");
    assert_ne!(actors.get_or_create::<Job>("jobs", &options(4)).unwrap().epoch(), actor.epoch());
}

#[test]
fn results_are_sparse_messages() {
    let one = SingleResult { status: Status::Ok, value: Some(7_u32), delivery: None };
    let frame = msgpack::to_vec(&one);
    assert_eq!(frame, b"\x82\xa6status\xa2ok\xa5value\x07");
    assert_eq!(msgpack::from_slice::<SingleResult<u32>>(&frame).unwrap(), one);
    let none: BatchResult<u32> = msgpack::from_slice(b"\x81\xa6status\xaatype_error").unwrap();
    assert_eq!((none.status, none.items.len()), (Status::TypeError, 0));
    let metadata: ChannelMetadata = msgpack::from_slice(b"\x81\xacchannel_type\xa9broadcast").unwrap();
    assert_eq!(metadata, ChannelMetadata { channel_type: ChannelType::Broadcast, ..ChannelMetadata::default() });
}
