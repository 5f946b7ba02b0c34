//! The kinds that are no queue: broadcast, watch and oneshot.

use crate::backends::{job, options, run, twice};
use futures_lite::{StreamExt, pin};
use klaw_runtime::channel::{
    ChannelOptions, FramedReceiver, FramedSender, Overflow, Receiver, RecvError, Sender, local,
};
use klaw_runtime::envelope::{WireError, WireHeader};
use std::time::Duration;

fn failure() -> WireError<'static> {
    WireError::new(WireHeader::default(), "poisoned", "no")
}

const SOON: Option<Duration> = Some(Duration::from_millis(20));

#[test]
fn broadcast_reaches_every_reader() {
    run(async {
        let (sender, mut one) = local::broadcast("news", &options(4));
        sender.send(0).await.unwrap();
        // Where the first one is: it has that message before it.
        let mut two = one.clone();
        sender.send(1).await.unwrap();
        for reader in [&mut one, &mut two] {
            let first = reader.recv().await.unwrap();
            assert_eq!((&*first.header().channel_id, first.header().seq, *first), ("news", 0, 0));
            assert_eq!(reader.recv_batch(9, None).await.unwrap().len(), 1);
            assert!(reader.try_recv().await.unwrap_err().is_empty());
            assert!(reader.recv_batch(9, SOON).await.unwrap_err().is_timeout());
        }
        drop(sender);
        assert!(one.recv().await.unwrap_err().is_closed());
    });
}

#[test]
fn broadcast_is_held_back_by_the_slowest() {
    run(async {
        let (sender, mut one) = local::broadcast("news", &options(2));
        let mut slow = one.clone();
        sender.send_batch(vec![0, 1]).await.unwrap();
        assert_eq!(one.recv_batch(2, None).await.unwrap().len(), 2);
        let refused = sender.try_send(2).await.unwrap_err();
        assert!(refused.error.is_full());
        assert_eq!(refused.message, Some(2));
        let waiting = sender.send(2);
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        assert_eq!(slow.recv().await.unwrap().ack(), 0);
        waiting.await.unwrap();
        assert_eq!(one.recv().await.unwrap().ack(), 2);
    });
}

#[test]
fn a_broadcast_batch_is_accepted_as_a_whole() {
    run(async {
        let (sender, mut one) = local::broadcast("news", &options(3));
        let mut two = one.clone();
        sender.send(0).await.unwrap();
        {
            let batch = sender.send_batch(vec![1, 2, 3]);
            pin!(batch);
            assert!(twice(&mut batch).await.is_none());
            // Given up, nothing of it is there.
        }
        assert_eq!(one.recv_batch(9, None).await.unwrap().len(), 1);
        assert!(one.try_recv().await.unwrap_err().is_empty());

        let refused = sender.send_batch(vec![1, 2, 3, 4]).await.unwrap_err();
        assert_eq!(refused.to_string(), "the batch does not fit: it has 4 messages, and the channel holds 3");
        assert_eq!(refused.message, Some(vec![1, 2, 3, 4]));

        let batch = sender.send_batch(vec![1, 2, 3]);
        pin!(batch);
        assert!(twice(&mut batch).await.is_none());
        assert_eq!(two.recv().await.unwrap().ack(), 0);
        batch.await.unwrap();
        for reader in [&mut one, &mut two] {
            let messages = reader.recv_batch(9, None).await.unwrap();
            assert_eq!(messages.into_iter().map(|one| one.ack()).collect::<Vec<_>>(), [1, 2, 3]);
        }
        let (sender, mut reader) = local::broadcast("news", &options(2).overflow(Overflow::DropOldest));
        sender.send_batch(vec![0, 1]).await.unwrap();
        sender.send_batch(vec![2, 3]).await.unwrap();
        assert_eq!((reader.recv().await.unwrap().ack(), reader.missed()), (2, 2));
    });
}

#[test]
fn who_waits_to_broadcast_is_not_overtaken() {
    run(async {
        let (sender, mut reader) = local::broadcast("news", &options(2));
        let other = sender.clone();
        sender.send_batch(vec![0, 1]).await.unwrap();
        let (batch, late) = (sender.send_batch(vec![2, 3]), other.send(4));
        pin!(batch, late);
        assert!(twice(&mut batch).await.is_none() && twice(&mut late).await.is_none());
        assert_eq!(reader.recv().await.unwrap().ack(), 0);
        assert!(twice(&mut late).await.is_none(), "there is room for one, and one has waited longer");
        assert!(other.try_send(5).await.unwrap_err().error.is_full());
        assert_eq!(reader.recv().await.unwrap().ack(), 1);
        batch.await.unwrap();
        assert_eq!((reader.recv().await.unwrap().ack(), reader.recv().await.unwrap().ack()), (2, 3));
        late.await.unwrap();
        assert_eq!(reader.recv().await.unwrap().ack(), 4);

        // What waits when the channel is closed comes back.
        sender.send_batch(vec![0, 1]).await.unwrap();
        let waiting = sender.send_batch(vec![2, 3]);
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        reader.close().await.unwrap();
        let refused = waiting.await.unwrap_err();
        assert_eq!((refused.error.is_closed(), refused.message), (true, Some(vec![2, 3])));
        assert_eq!(reader.recv_batch(9, None).await.unwrap().len(), 2);
        assert!(reader.recv().await.unwrap_err().is_closed());
    });
}

/// A reader that leaves holds nobody back any more.
#[test]
fn a_broadcast_reader_that_leaves_makes_room() {
    run(async {
        let (sender, mut reader) = local::broadcast("news", &options(1));
        let slow = reader.clone();
        sender.send(0).await.unwrap();
        assert_eq!(reader.recv().await.unwrap().ack(), 0);
        let waiting = sender.send(1);
        pin!(waiting);
        assert!(twice(&mut waiting).await.is_none());
        drop(slow);
        waiting.await.unwrap();
        assert_eq!(reader.recv().await.unwrap().ack(), 1);
    });
}

#[test]
fn broadcast_may_fail_or_drop_instead() {
    run(async {
        let (sender, _reader) = local::broadcast("news", &options(1).overflow(Overflow::Fail));
        sender.send(0).await.unwrap();
        assert!(sender.send(1).await.unwrap_err().error.is_full());

        let (sender, mut reader) = local::broadcast("news", &options(2).overflow(Overflow::DropOldest));
        for id in 0..5 {
            sender.send(id).await.unwrap();
        }
        assert_eq!(reader.recv().await.unwrap().ack(), 3);
        assert_eq!(reader.missed(), 3);
        assert_eq!(reader.recv().await.unwrap().ack(), 4);
    });
}

#[test]
fn a_broadcast_failure_keeps_its_place() {
    run(async {
        let (sender, mut reader) = local::broadcast("news", &options(8));
        sender.send(0).await.unwrap();
        sender.send_error(failure()).await.unwrap();
        sender.send(1).await.unwrap();
        assert_eq!(reader.recv_batch(9, None).await.unwrap().len(), 1);
        assert!(matches!(reader.recv_batch(9, None).await, Err(RecvError::Fault(_))));
        assert_eq!(reader.recv_batch(9, None).await.unwrap().len(), 1);
        reader.close().await.unwrap();
        assert!(sender.send(2).await.unwrap_err().error.is_closed());
        let (sender, reader) = local::broadcast::<u8>("news", &options(8));
        drop(reader);
        assert_eq!(sender.send(2).await.unwrap_err().message, Some(2));
    });
}

#[test]
fn watch_holds_the_last_value() {
    run(async {
        let (sender, mut one) = local::watch("progress");
        let mut two = one.clone();
        sender.send(1).await.unwrap();
        sender.send(2).await.unwrap();
        let delivery = one.recv().await.unwrap();
        assert_eq!((delivery.header().seq, delivery.ack()), (1, 2));
        assert!(one.try_recv().await.unwrap_err().is_empty());
        assert!(one.recv_batch(9, SOON).await.unwrap_err().is_timeout());
        {
            let waiting = one.recv();
            pin!(waiting);
            assert!(twice(&mut waiting).await.is_none());
            sender.clone().send(3).await.unwrap();
            assert_eq!(waiting.await.unwrap().ack(), 3);
        }
        // What nobody has seen is seen after the end too.
        drop(sender);
        assert_eq!(two.recv().await.unwrap().ack(), 3);
        assert!(two.recv().await.unwrap_err().is_closed());
        assert!(one.try_recv().await.unwrap_err().is_closed());
    });
}

#[test]
fn watch_is_closed_from_both_sides() {
    run(async {
        let (sender, mut reader) = local::watch("progress");
        sender.send_error(failure()).await.unwrap();
        assert!(matches!(reader.recv().await, Err(RecvError::Fault(_))));
        sender.send(1).await.unwrap();
        sender.close().await.unwrap();
        assert_eq!(sender.send(2).await.unwrap_err().message, Some(2));
        assert_eq!(reader.recv().await.unwrap().ack(), 1);
        assert!(reader.recv().await.unwrap_err().is_closed());

        let (sender, mut reader) = local::watch("progress");
        reader.close().await.unwrap();
        assert!(sender.try_send(2).await.unwrap_err().error.is_closed());
        assert!(reader.recv().await.unwrap_err().is_closed());
    });
}

#[test]
fn oneshot_carries_one_message() {
    run(async {
        let (sender, mut receiver) = local::oneshot("answer");
        assert!(receiver.try_recv().await.unwrap_err().is_empty());
        let other = sender.clone();
        assert_eq!(sender.send_batch(vec![1, 2]).await.unwrap_err().message, Some(vec![1, 2]));
        other.send_batch(vec![1]).await.unwrap();
        assert_eq!(sender.send(2).await.unwrap_err().message, Some(2));
        assert_eq!(receiver.recv_batch(9, None).await.unwrap().remove(0).ack(), 1);
        assert!(receiver.recv().await.unwrap_err().is_closed());

        let (sender, receiver) = local::oneshot("answer");
        drop(receiver);
        assert!(sender.send(1).await.unwrap_err().error.is_closed());

        let (sender, mut receiver) = local::oneshot::<u8>("answer");
        assert!(receiver.recv_batch(1, SOON).await.unwrap_err().is_timeout());
        drop(sender);
        assert!(receiver.try_recv().await.unwrap_err().is_closed());
    });
}

#[test]
fn oneshot_is_closed_from_both_sides() {
    run(async {
        let (sender, mut receiver) = local::oneshot("answer");
        sender.try_send(1).await.unwrap();
        assert_eq!(sender.try_send(2).await.unwrap_err().message, Some(2));
        assert_eq!(receiver.try_recv().await.unwrap().ack(), 1);
        assert!(receiver.try_recv().await.unwrap_err().is_closed());

        let (sender, mut receiver) = local::oneshot::<u8>("answer");
        sender.send_error(failure()).await.unwrap();
        assert!(sender.send_error(failure()).await.unwrap_err().is_closed());
        assert!(matches!(receiver.recv().await, Err(RecvError::Fault(_))));

        let (sender, mut receiver) = local::oneshot::<u8>("answer");
        sender.close().await.unwrap();
        let refused = sender.send(1).await.unwrap_err();
        assert_eq!(
            (refused.to_string(), refused.message),
            ("the channel is closed: a sender closed it".into(), Some(1))
        );
        assert!(receiver.recv().await.unwrap_err().is_closed());

        let (sender, receiver) = local::oneshot::<u8>("answer");
        drop(receiver);
        for _ in 0..2 {
            assert_eq!(
                sender.send(1).await.unwrap_err().to_string(),
                "the channel is closed: nobody reads it any more"
            );
        }

        let (sender, mut receiver) = local::oneshot::<u8>("answer");
        receiver.close().await.unwrap();
        receiver.close().await.unwrap();
        assert!(sender.send(1).await.unwrap_err().error.is_closed());
        assert!(sender.send_batch(vec![]).await.is_ok());
    });
}

/// Of a batch, who watches sees the last; of a batch of nothing, nothing.
#[test]
fn a_watched_batch_is_its_last_message() {
    run(async {
        let (sender, mut reader) = local::watch("progress");
        sender.send_batch(vec![1, 2, 3]).await.unwrap();
        assert_eq!(reader.recv().await.unwrap().ack(), 3);
        sender.send_batch(vec![]).await.unwrap();
        assert!(reader.try_recv().await.unwrap_err().is_empty());
        reader.close().await.unwrap();
        let refused = sender.send_batch(vec![4, 5]).await.unwrap_err();
        assert!(refused.error.is_closed());
        assert_eq!(refused.message, Some(vec![4, 5]));
    });
}

/// Messages that a channel refuses are fed still, and more may be fed before there is room: they go in parts.
#[test]
fn more_may_be_fed_than_a_channel_holds() {
    run(async {
        let (sender, mut reader) = local::channel("jobs", &options(2).max_batch(2).overflow(Overflow::Fail));
        sender.feed(0).await.unwrap();
        sender.feed(1).await.unwrap();
        sender.feed(2).await.unwrap();
        assert!(sender.feed(3).await.unwrap_err().error.is_full());
        assert!(sender.feed(4).await.unwrap_err().error.is_full());
        for number in [0, 1] {
            assert_eq!(reader.recv().await.unwrap().ack(), number);
        }
        // Two of three, and the third where there is room again.
        assert!(sender.flush().await.unwrap_err().is_full());
        for number in [2, 3] {
            assert_eq!(reader.recv().await.unwrap().ack(), number);
        }
        assert!(sender.try_send(5).await.is_ok());
        for number in [4, 5] {
            assert_eq!(reader.recv().await.unwrap().ack(), number);
        }
    });
}

/// Every kind of channel of frames is one of messages.
#[test]
fn every_kind_goes_through_frames() {
    run(async {
        async fn crosses<S, R>(sender: S, receiver: R)
        where
            S: Sender<bytes::Bytes>,
            R: Receiver<bytes::Bytes>,
        {
            let sender = FramedSender::new("framed", sender);
            let receiver = FramedReceiver::<crate::backends::Job, _>::new(receiver);
            sender.send(job(7)).await.unwrap();
            drop(sender);
            let seen: Vec<_> = receiver.stream().map(|delivery| delivery.unwrap().ack()).collect().await;
            assert_eq!(seen, [job(7)]);
        }
        let options: ChannelOptions = options(4);
        let (sender, receiver) = local::channel("framed", &options);
        crosses(sender, receiver).await;
        let (sender, receiver) = local::broadcast("framed", &options);
        crosses(sender, receiver).await;
        let (sender, receiver) = local::watch("framed");
        crosses(sender, receiver).await;
        let (sender, receiver) = local::oneshot("framed");
        crosses(sender, receiver).await;
    });
}

#[test]
fn what_is_not_clone_is_moved() {
    #[derive(Debug, PartialEq)]
    struct Once(u8);
    run(async {
        let (sender, mut receiver) = local::at_most_once("once", &options(2));
        sender.send(Once(1)).await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack(), Once(1));
    });
}
