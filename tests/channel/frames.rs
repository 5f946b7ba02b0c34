//! Bad frames: told to whoever reads them, with their bytes; the channel lives on, and nothing else is lost.

use crate::backends::{Job, job, options, run};
use bytes::Bytes;
use klaw_runtime::channel::{
    Acks, ChannelError, FramedReceiver, FramedSender, Receiver, RecvError, ReferenceReceiver, ReferenceSender,
    SendError, Sender, Timeout, local,
};
use klaw_runtime::envelope::{DataMessage, Heartbeat, WireError, WireHeader};
use klaw_runtime::{Covariant, ErrorKind, WireMessage, msgpack};

fn frame(message: &impl klaw_runtime::Encode) -> Bytes {
    msgpack::to_vec(message).into()
}

fn bad_frames() -> Vec<(Bytes, ErrorKind)> {
    let good = frame(&DataMessage::new(WireHeader::new("jobs"), job(7)));
    let later = WireHeader { version: 2, ..WireHeader::new("jobs") };
    vec![
        (Bytes::from_static(b"\xc1\xc1"), ErrorKind::Malformed),
        (Bytes::new(), ErrorKind::Truncated),
        (good.slice(..good.len() - 2), ErrorKind::Truncated),
        ([&good[..], b"\x00"].concat().into(), ErrorKind::Trailing),
        (frame(&DataMessage::new(WireHeader::new("jobs"), ("no", "job"))), ErrorKind::Validation),
        (frame(&DataMessage::new(later, job(7))), ErrorKind::UnsupportedVersion),
        (frame(&Heartbeat::new(WireHeader::new("jobs"), "worker")), ErrorKind::Validation),
        (frame(&DataMessage::new(WireHeader::new("jobs"), (7, "a name that is far too long"))), ErrorKind::Validation),
    ]
}

#[test]
fn a_bad_frame_is_told_with_its_bytes() {
    run(async {
        for acks in [Acks::None, Acks::Each] {
            let (frames, receiver) = local::channel::<Bytes>("jobs", &options(32).acks(acks));
            let sender = FramedSender::<Job, _>::new("jobs", frames.clone());
            let mut receiver = FramedReceiver::<Job, _>::new(receiver);
            for (id, (bad, _)) in (0..).zip(bad_frames()) {
                sender.send(job(id)).await.unwrap();
                frames.send(bad).await.unwrap();
            }
            for (id, (bad, kind)) in (0..).zip(bad_frames()) {
                assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
                match receiver.recv().await.unwrap_err() {
                    RecvError::Malformed { error, frame } => assert_eq!((frame, error.kind()), (bad, kind)),
                    other => panic!("{other}"),
                }
            }
            // They have left it, and do not come again.
            assert!(receiver.try_recv().await.unwrap_err().is_empty());
        }
    });
}

#[test]
fn a_batch_stops_before_a_bad_frame() {
    run(async {
        let (frames, receiver) = local::channel::<Bytes>("jobs", &options(32).acks(Acks::Each));
        let sender = FramedSender::<Job, _>::new("jobs", frames.clone());
        let mut receiver = FramedReceiver::<Job, _>::new(receiver);
        sender.send_batch(vec![job(0), job(1)]).await.unwrap();
        frames.send(Bytes::from_static(b"\xc1")).await.unwrap();
        sender.send_batch(vec![job(2), job(3)]).await.unwrap();
        let ids = |batch: Vec<klaw_runtime::channel::Delivery<Job>>| {
            batch.into_iter().map(|one| one.ack().id).collect::<Vec<_>>()
        };
        assert_eq!(ids(receiver.recv_batch(9, None).await.unwrap()), [0, 1]);
        assert!(matches!(receiver.recv_batch(9, None).await, Err(RecvError::Malformed { .. })));
        assert_eq!(ids(receiver.recv_batch(1, None).await.unwrap()), [2]);
        // What a batch was cut off at goes back with its receiver.
        let mut other = FramedReceiver::<Job, _>::new(receiver.frames().clone());
        drop(receiver);
        assert_eq!(other.recv().await.unwrap().ack(), job(3));
    });
}

#[test]
fn an_error_frame_is_a_senders_failure() {
    run(async {
        let (frames, receiver) = local::channel::<Bytes>("jobs", &options(4));
        let mut receiver = FramedReceiver::<Job, _>::new(receiver);
        frames.send(frame(&WireError::new(WireHeader::new("jobs"), "poisoned", "no"))).await.unwrap();
        let error = receiver.recv().await.unwrap_err();
        assert_eq!(error.to_string(), "a sender failed: poisoned: no");
        assert_eq!(error.to_wire().code, "poisoned");
    });
}

#[test]
fn what_breaks_a_rule_is_refused_where_it_is_sent() {
    run(async {
        let (sender, mut receiver) = local::framed::<Job>("jobs", &options(4));
        let bad = Job { id: 1, name: "x".repeat(21) };
        for refused in [
            sender.send(bad.clone()).await.unwrap_err(),
            sender.try_send(bad.clone()).await.unwrap_err(),
            sender.feed(bad.clone()).await.unwrap_err(),
        ] {
            assert_eq!(refused.to_string(), "the message does not fit: Expected `str` of length <= 20 - at `$[2][1]`");
            assert_eq!(refused.message.as_ref(), Some(&bad));
        }
        assert_eq!(sender.send_batch(vec![job(0), bad]).await.unwrap_err().message.unwrap().len(), 2);
        sender.send(job(1)).await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack(), job(1));
    });
}

/// Frames that go away in mid-batch: so many of a batch are stored, or it is not known how many; and so many are fed.
#[derive(Clone)]
struct GoesAway {
    stores: Option<usize>,
    feeds: bool,
}

impl GoesAway {
    fn timeout() -> ChannelError {
        Timeout { seconds: 1.0, operation: "send".into() }.into()
    }
}

impl Sender<Bytes> for GoesAway {
    async fn send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        Err(SendError { error: Self::timeout(), message: Some(message) })
    }

    async fn feed(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        Err(SendError { error: Self::timeout(), message: (!self.feeds).then_some(message) })
    }

    async fn try_send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        self.send(message).await
    }

    async fn send_batch(&self, mut messages: Vec<Bytes>) -> Result<(), SendError<Vec<Bytes>>> {
        let message = self.stores.map(|stored| messages.split_off(stored));
        Err(SendError { error: Self::timeout(), message })
    }

    async fn send_error(&self, _: WireError<'static>) -> Result<(), ChannelError> {
        Err(Self::timeout())
    }

    async fn close(&self) -> Result<(), ChannelError> {
        Ok(())
    }
}

#[test]
fn of_a_batch_what_was_not_accepted_comes_back() {
    run(async {
        for (stores, left) in [(Some(0), 0..5), (Some(3), 3..5), (Some(5), 5..5), (None, 0..5)] {
            let sender = FramedSender::<Job, _>::new("jobs", GoesAway { stores, feeds: false });
            let refused = sender.send_batch((0..5).map(job).collect()).await.unwrap_err();
            assert!(refused.error.is_timeout());
            assert_eq!(refused.message.unwrap(), left.map(job).collect::<Vec<_>>(), "{stores:?}");
        }
    });
}

#[test]
fn what_was_not_fed_comes_back() {
    run(async {
        for feeds in [false, true] {
            let sender = FramedSender::<Job, _>::new("jobs", GoesAway { stores: None, feeds });
            let refused = sender.feed(job(7)).await.unwrap_err();
            assert!(refused.error.is_timeout());
            assert_eq!(refused.message, (!feeds).then(|| job(7)));
        }
    });
}

#[derive(WireMessage)]
#[wire(array_like, frozen)]
struct Image<'a> {
    #[constrain(max_length = 8)]
    name: &'a str,
    pixels: &'a [u8],
}

#[test]
fn references_are_read_in_place() {
    fn reads<T: Covariant>() {}
    reads::<Image<'static>>();
    run(async {
        let (sender, mut receiver) = local::framed::<Image<'static>>("images", &options(8).acks(Acks::Each));
        let pixels = vec![7; 100_000];
        let image = |name| Image { name, pixels: &pixels };
        sender.send_ref(&image("a")).await.unwrap();
        sender.send_batch_ref(&[image("b"), image("c")]).await.unwrap();
        assert!(sender.send_ref(&image("a name too long")).await.is_err());
        sender.frames().send(Bytes::from_static(b"\xc1")).await.unwrap();

        drop(receiver.recv_ref().await.unwrap());
        let first = receiver.recv_ref().await.unwrap();
        assert_eq!((first.attempt(), first.header().seq), (2, 0));
        let first = first.ack();
        assert_eq!((first.get().name, first.get().pixels), ("a", &pixels[..]));
        // The same memory as the frame's.
        let frame = first.bytes().as_ptr_range();
        assert!(frame.contains(&first.get().pixels.as_ptr()));

        let batch = receiver.recv_batch_ref(9, None).await.unwrap();
        assert_eq!(batch.iter().map(|one| one.get().name).collect::<Vec<_>>(), ["b", "c"]);
        assert!(matches!(receiver.recv_ref().await, Err(RecvError::Malformed { .. })));
    });
}
