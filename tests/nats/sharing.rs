//! Several connections, as several processes have them.

use crate::backends::{Job, job, options};
use crate::server::{namespace, runtime, url, within};
use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig, Storage};
use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender};
use klaw_runtime::{Namespace, TimeoutSeconds};
use std::time::{Duration, Instant};

/// A connection of its own to the same channel.
async fn further(url: &str, namespace: &Namespace, options: &ChannelOptions) -> NatsChannel<Job> {
    let config = NatsConfig::new(url).namespace(namespace.clone()).storage(Storage::Memory);
    Nats::connect(config).await.unwrap().get_or_create("jobs", options).await.unwrap()
}

#[test]
fn senders_that_push_one_another_back_keep_their_own_order() {
    const EACH: u64 = 1500;
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(40), async {
        let (namespace, options) = (namespace(), options(200).acks(Acks::Each).max_batch(64));
        let mut senders = Vec::new();
        for who in 0..3 {
            let channel = further(&url, &namespace, &options).await;
            senders.push(tokio::spawn(async move {
                let sender = channel.sender();
                for id in 0..EACH {
                    sender.feed(job(who * 1_000_000 + id)).await.unwrap();
                }
                sender.flush().await.unwrap();
            }));
        }
        let mut receiver = further(&url, &namespace, &options).await.receiver();
        let mut next = [0; 3];
        for _ in 0..3 * EACH {
            let id = receiver.recv().await.unwrap().ack().id;
            let (who, id) = (usize::try_from(id / 1_000_000).unwrap(), id % 1_000_000);
            assert_eq!(next[who], id, "of sender {who}");
            next[who] += 1;
        }
        assert_eq!(next, [EACH; 3]);
        for sender in senders {
            sender.await.unwrap();
        }
        assert!(receiver.try_recv().await.unwrap_err().is_empty());
    }));
}

#[test]
fn a_reader_that_stops_asking_holds_nothing_back() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let (namespace, options) = (namespace(), options(1000).acks(Acks::Each));
        let channel = further(&url, &namespace, &options).await;
        let sender = channel.sender();
        for id in 0..200 {
            sender.feed(job(id)).await.unwrap();
        }
        sender.flush().await.unwrap();
        // It reads so fast that it is given many at once, and then no more.
        let mut first = channel.receiver();
        for id in 0..50 {
            assert_eq!(first.recv().await.unwrap().ack(), job(id));
        }
        let mut second = further(&url, &namespace, &options).await.receiver();
        let mut rest: Vec<u64> = Vec::new();
        while rest.len() < 150 {
            rest.push(second.recv().await.unwrap().ack().id);
        }
        rest.sort_unstable();
        assert_eq!(rest, (50..200).collect::<Vec<_>>());
    }));
}

#[test]
fn closing_is_heard_elsewhere() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let (namespace, options) = (namespace(), options(1));
        let (here, there) = (further(&url, &namespace, &options).await, further(&url, &namespace, &options).await);
        let (sender, mut receiver) = (there.sender(), there.receiver());
        let reading = tokio::spawn(async move { receiver.recv().await.map(|one| one.ack()).unwrap_err() });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let start = Instant::now();
        here.close("enough for today").await.unwrap();
        assert_eq!(reading.await.unwrap().to_string(), "the channel is closed: enough for today");
        assert!(start.elapsed() < Duration::from_secs(1), "it was found out by asking");
        let refused = sender.send(job(0)).await.unwrap_err();
        assert_eq!(refused.to_string(), "the channel is closed: enough for today");
        // Who comes later finds it closed, and closing it again changes nothing.
        let later = further(&url, &namespace, &options).await;
        later.close("again").await.unwrap();
        assert_eq!(later.receiver().recv().await.unwrap_err().to_string(), "the channel is closed: enough for today");
    }));
}

#[test]
fn the_last_sender_that_leaves_closes_also_where_its_send_was_given_up() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let (namespace, options) = (namespace(), options(1));
        let channel = further(&url, &namespace, &options).await.closes_with_senders();
        let sender = channel.sender();
        // A reader elsewhere, so that this one has to wait for room.
        let mut receiver = further(&url, &namespace, &options).await.receiver();
        drop(channel);
        sender.send(job(0)).await.unwrap();
        let waits = tokio::time::timeout(Duration::from_millis(100), sender.send(job(1)));
        assert!(waits.await.is_err(), "there is no room");
        drop(sender);
        assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
        let end = receiver.recv_batch(1, Some(Duration::from_secs(10))).await.unwrap_err();
        assert_eq!(end.to_string(), "the channel is closed: the last sender has left");
    }));
}

#[test]
fn a_batch_may_be_as_large_as_can_be_said() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let channel = further(&url, &namespace(), &options(64)).await;
        channel.sender().send_batch((0..10).map(job).collect()).await.unwrap();
        let all = channel.receiver().recv_batch(usize::MAX, None).await.unwrap();
        assert_eq!(all.into_iter().map(|one| one.ack().id).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    }));
}

#[test]
fn work_that_takes_longer_than_the_lease_is_not_given_to_others() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let (namespace, options) = (namespace(), options(8).acks(Acks::Each).lease(TimeoutSeconds::literal(1.0)));
        let (one, two) = (further(&url, &namespace, &options).await, further(&url, &namespace, &options).await);
        one.sender().send(job(0)).await.unwrap();
        let (mut slow, mut other) = (one.receiver(), two.receiver());
        let working = slow.recv().await.unwrap();
        let late = other.recv_batch(1, Some(Duration::from_millis(2500))).await.unwrap_err();
        assert!(late.is_timeout());
        // Dropped with all that reads there, it goes to the other.
        drop((working, slow));
        let again = other.recv().await.unwrap();
        assert_eq!((again.attempt(), again.ack()), (2, job(0)));
    }));
}

#[test]
fn a_channel_that_is_deleted_is_closed_for_all() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let namespace = namespace();
        let config = NatsConfig::new(&*url).namespace(namespace.clone()).storage(Storage::Memory);
        let nats = Nats::connect(config).await.unwrap();
        let channel = further(&url, &namespace, &options(1)).await;
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        sender.send(job(0)).await.unwrap();
        let waiting = tokio::spawn({
            let sender = sender.clone();
            async move { sender.send(job(1)).await.unwrap_err() }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(nats.delete("jobs").await.unwrap());
        let gone = format!("the channel is closed: its stream `{}_jobs` is not there any more", &*namespace);
        assert_eq!(waiting.await.unwrap().to_string(), gone);
        assert_eq!(sender.try_send(job(2)).await.unwrap_err().to_string(), gone);
        assert_eq!(receiver.recv().await.unwrap_err().to_string(), gone);

        // Under a reader that waits.
        let channel = further(&url, &namespace, &options(1)).await;
        let mut receiver = channel.receiver();
        let waiting = tokio::spawn(async move { receiver.recv().await.map(|one| one.ack()).unwrap_err() });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let start = Instant::now();
        assert!(nats.delete("jobs").await.unwrap());
        assert_eq!(waiting.await.unwrap().to_string(), gone);
        assert!(start.elapsed() < Duration::from_secs(1), "it was found out by asking");
    }));
}
