//! The order of one sender's messages, where some of them were fed.

use crate::backends::{Job, job, options, twice};
use crate::server::with_nats;
use futures_lite::pin;
use klaw_runtime::channel::nats::NatsChannel;
use klaw_runtime::channel::{Overflow, Receiver, Sender};

#[test]
fn who_waits_behind_what_was_fed_is_not_overtaken() {
    with_nats(async |nats| {
        let channel: NatsChannel<Job> = nats.create("jobs", &options(64)).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        sender.feed(job(0)).await.unwrap();
        let (first, second) = (sender.send(job(1)), sender.send(job(2)));
        pin!(first);
        pin!(second);
        assert!(twice(&mut first).await.is_none());
        assert!(twice(&mut second).await.is_none());
        assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
        // The second has not been polled since.
        first.await.unwrap();
        let third = sender.send(job(3));
        pin!(third);
        assert!(twice(&mut third).await.is_none());
        second.await.unwrap();
        third.await.unwrap();
        for id in 1..4 {
            assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
        }
    });
}

/// What was fed and refused is fed still, and nothing that was sent behind it is accepted before it: not even where there is room
/// again by then.
#[test]
fn nothing_passes_what_was_fed_and_refused() {
    const COUNT: u64 = 300;
    with_nats(async |nats| {
        let options = options(2).overflow(Overflow::Fail);
        let channel: NatsChannel<Job> = nats.create("jobs", &options).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        let producer = tokio::spawn(async move {
            let mut refused = 0;
            for id in (0..COUNT).step_by(3) {
                for id in [id, id + 1] {
                    if let Err(error) = sender.feed(job(id)).await {
                        assert!(error.error.is_full() && error.message.is_none(), "{error}");
                    }
                }
                let mut message = job(id + 2);
                for attempt in 0.. {
                    let sent = match attempt % 2 {
                        0 => sender.send(message).await,
                        _ => sender.try_send(message).await,
                    };
                    let Err(error) = sent else { break };
                    assert!(error.error.is_full(), "{error}");
                    message = error.message.unwrap();
                    refused += 1;
                }
            }
            refused
        });
        for id in 0..COUNT {
            assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
        }
        assert!(producer.await.unwrap() > 0, "there was always room");
        assert_eq!(channel.stats().await.unwrap().sent, COUNT);
    });
}

#[test]
fn one_that_is_refused_is_no_reason_for_those_behind_it() {
    with_nats(async |nats| {
        let channel: NatsChannel<Job> = nats.create("jobs", &options(1)).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        sender.send(job(0)).await.unwrap();
        {
            let feeding = sender.feed(job(1));
            pin!(feeding);
            assert!(twice(&mut feeding).await.is_none());
        }
        assert!(sender.try_send(job(2)).await.unwrap_err().error.is_full());
        let sending = sender.send(job(3));
        pin!(sending);
        assert!(twice(&mut sending).await.is_none());
        for id in [0, 1, 3] {
            assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
        }
        sending.await.unwrap();
        sender.flush().await.unwrap();
    });
}
