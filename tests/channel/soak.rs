//! Sixteen threads on one channel: nothing is lost, made up or out of order, and the counts add up.
//!
//! Two seconds by default; `SOAK_SECONDS=600 cargo test --release -p klaw-tests --test channel soak` takes longer.

use crate::backends::options;
use klaw_runtime::channel::local::{self, Channel};
use klaw_runtime::channel::{Acks, ChannelOptions, Overflow, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const SENDERS: u64 = 8;
const READERS: u64 = 8;

/// How long each of the tests here takes.
fn time() -> Duration {
    let seconds = std::env::var("SOAK_SECONDS").ok().map_or(2.0, |text| text.parse::<f64>().unwrap());
    Duration::from_secs_f64(seconds / 4.0)
}

/// A sender's messages, each with its sender and its number.
type Message = (u64, u64);

/// Sends until the time is up, one by one, tried, fed or in batches: how many.
fn produce(sender: local::LocalSender<Message>, id: u64, end: Instant) -> JoinHandle<u64> {
    thread::spawn(move || {
        let mut next = 0;
        let mut take = |count: u64| {
            let first = next;
            next += count;
            (first..next).map(|number| (id, number)).collect::<Vec<_>>()
        };
        let mut turn = id;
        while Instant::now() < end {
            turn += 1;
            match turn % 5 {
                0 => sender.send_batch_blocking(take(3)).unwrap(),
                1 => {
                    for message in take(5) {
                        sender.feed_blocking(message).unwrap();
                    }
                    sender.flush_blocking().unwrap();
                }
                2 => {
                    let message = take(1)[0];
                    if sender.try_send_blocking(message).is_err() {
                        sender.send_blocking(message).unwrap();
                    }
                }
                _ => take(20).into_iter().for_each(|message| sender.send_blocking(message).unwrap()),
            }
        }
        next
    })
}

/// What one reader saw.
#[derive(Default)]
struct Seen {
    /// Messages of each sender that were done.
    of_each: [u64; SENDERS as usize],
    handed_out: u64,
    again: u64,
    acked: u64,
}

/// Reads to the end, one by one, tried and in batches; where messages are kept, every seventh is given back.
fn consume(mut receiver: local::LocalReceiver<Message>, keeps: bool) -> JoinHandle<Seen> {
    thread::spawn(move || {
        let mut seen = Seen::default();
        let mut last = [None; SENDERS as usize];
        let mut turn = 0_u64;
        loop {
            turn += 1;
            let batch = match turn % 4 {
                0 => receiver.recv_batch_blocking(7, Some(Duration::from_secs(20))),
                1 => match receiver.try_recv_blocking() {
                    Err(error) if error.is_empty() => continue,
                    one => one.map(|one| vec![one]),
                },
                _ => receiver.recv_blocking().map(|one| vec![one]),
            };
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => break assert!(error.is_closed(), "{error}"),
            };
            for delivery in batch {
                let (sender, number) = *delivery;
                assert_eq!(delivery.header().seq, number, "the channel counts as the sender does");
                seen.handed_out += 1;
                seen.again += u64::from(delivery.attempt() > 1);
                if keeps && seen.handed_out % 7 == 0 {
                    delivery.give_back();
                    continue;
                }
                let sender = usize::try_from(sender).unwrap();
                if !keeps {
                    // A reader has some of a sender's messages, and those in their order.
                    assert!(last[sender] < Some(number), "{number} after {:?}", last[sender]);
                    last[sender] = Some(number);
                }
                seen.of_each[sender] += 1;
                seen.acked += 1;
                delivery.ack();
            }
        }
        seen
    })
}

fn soak(name: &str, options: &ChannelOptions, meddle: impl Fn(&Channel<Message>)) {
    let keeps = options.acks == Acks::Each;
    let channel = Channel::<Message>::new(name, options);
    let end = Instant::now() + time();
    let readers: Vec<_> = (0..READERS).map(|_| consume(channel.receiver(), keeps)).collect();
    // The first stays, so that the channel is open until all have begun.
    let first = channel.sender();
    let senders: Vec<_> = (0..SENDERS).map(|id| produce(channel.sender(), id, end)).collect();
    drop(first);
    while Instant::now() < end {
        meddle(&channel);
    }
    let sent: Vec<u64> = senders.into_iter().map(|sender| sender.join().unwrap()).collect();
    let seen: Vec<Seen> = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
    let counts = channel.counts();
    let total: u64 = sent.iter().sum();
    assert!(total > 0);
    for (sender, sent) in sent.iter().enumerate() {
        let arrived: u64 = seen.iter().map(|seen| seen.of_each[sender]).sum();
        assert_eq!(arrived, *sent, "of sender {sender}");
    }
    let sum = |of: fn(&Seen) -> u64| seen.iter().map(of).sum::<u64>();
    assert_eq!(counts.sent, total);
    assert_eq!(counts.delivered, sum(|seen| seen.handed_out));
    assert_eq!(counts.redelivered, sum(|seen| seen.again));
    assert_eq!(counts.acked, if keeps { sum(|seen| seen.acked) } else { 0 });
    assert_eq!((counts.ready, counts.in_flight, counts.waiting_puts, counts.waiting_gets), (0, 0, 0, 0));
    assert!(counts.high_water <= options.capacity.get().into(), "{} at once", counts.high_water);
}

fn watch(channel: &Channel<Message>) {
    let counts = channel.counts();
    assert!(counts.sent >= counts.delivered - counts.redelivered, "{counts:?}");
    thread::sleep(Duration::from_millis(5));
}

#[test]
fn soak_a_channel_with_room() {
    soak("room", &options(1_000), watch);
}

#[test]
fn soak_a_channel_that_is_full() {
    soak("full", &options(5).overflow(Overflow::Wait), watch);
}

#[test]
fn soak_a_channel_with_acks() {
    soak("acked", &options(64).acks(Acks::Each), watch);
}

#[test]
fn soak_a_channel_that_is_paused() {
    soak("paused", &options(200), |channel| {
        channel.pause();
        let before = channel.counts();
        thread::sleep(Duration::from_millis(2));
        assert_eq!(channel.counts().delivered, before.delivered, "it gave while it was paused");
        channel.resume();
        watch(channel);
    });
}
