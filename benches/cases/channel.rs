//! Channels in this process, beside the crate that one would take where nothing of theirs is wanted.

use crate::harness::{Case, Group, Row};
use futures_lite::future::block_on;
use klaw_runtime::channel::{Acks, ChannelOptions, Delivery, Receiver, Sender, local};
use klaw_runtime::{ChannelCapacity, WireMessage};
use std::hint::black_box;
use std::thread;

const CAPACITY: u32 = 1024;
/// How many messages are fed and received at once, where batches are asked for.
const BATCH: usize = 128;
/// How many messages go from thread to thread in one iteration: so many that a thread's own start does not count.
const MANY: u64 = 10_000;

/// A message of 100 bytes on the wire.
#[derive(Clone, WireMessage)]
#[wire(array_like)]
struct Note {
    id: u64,
    body: [u8; 80],
}

fn note(id: u64) -> Note {
    Note { id, body: [7; 80] }
}

/// One thread that sends and receives, and two that do one of it each.
#[must_use]
pub fn rows() -> Vec<Row> {
    // A fifth slower than the peer is allowed.
    const NEAR: f64 = 1.0 / 1.2;
    vec![
        Row::new("channel, send and receive", || in_turn().goal("async-channel", NEAR, 1.0)),
        Row::new("channel, 10,000 messages from thread to thread", || across().goal("async-channel", NEAR, 1.0)),
    ]
}

fn options() -> ChannelOptions {
    ChannelOptions::new(ChannelCapacity::literal(CAPACITY))
}

fn case(group: &mut Group, name: &str, run: impl FnMut(u64) + 'static) {
    group.cases.push(Case { name: name.into(), inputs: 1, run: Box::new(run) });
}

fn in_turn() -> Group {
    let mut group = Group::new();
    case(&mut group, "klaw", turns(local::channel("notes", &options())));
    case(&mut group, "klaw, acked", turns(local::channel("notes", &options().acks(Acks::Each))));
    case(&mut group, "klaw, frames", turns(local::framed("notes", &options())));
    let (sender, receiver) = async_channel::bounded(CAPACITY as usize);
    case(&mut group, "async-channel", move |times| {
        block_on(async {
            for id in 0..times {
                assert!(sender.send(note(id)).await.is_ok());
                assert_eq!(black_box(receiver.recv().await).map(|note| note.id), Ok(id));
            }
        });
    });
    group
}

fn turns((sender, mut receiver): (impl Sender<Note>, impl Receiver<Note>)) -> impl FnMut(u64) {
    move |times| {
        block_on(async {
            for id in 0..times {
                sent(sender.send(note(id)).await);
                assert_eq!(received(receiver.recv().await).id, id);
            }
        });
    }
}

fn sent<E>(sent: Result<(), E>) {
    assert!(sent.is_ok());
}

fn received<E>(received: Result<Delivery<Note>, E>) -> Note {
    match received {
        Ok(delivery) => black_box(delivery.ack()),
        Err(_) => note(u64::MAX),
    }
}

/// Sends from another thread, and receives here.
fn pass<S: Sender<Note> + 'static>((sender, mut receiver): (S, impl Receiver<Note>), times: u64) {
    let producer = thread::spawn(move || {
        block_on(async {
            for id in 0..times {
                sent(sender.send(note(id)).await);
            }
        });
    });
    block_on(async {
        for id in 0..times {
            assert_eq!(received(receiver.recv().await).id, id);
        }
    });
    assert!(producer.join().is_ok());
}

/// The same in batches.
fn pass_batches<S: Sender<Note> + 'static>((sender, mut receiver): (S, impl Receiver<Note>), times: u64) {
    let producer = thread::spawn(move || {
        block_on(async {
            for id in 0..times {
                sent(sender.feed(note(id)).await);
            }
            sent(sender.flush().await);
        });
    });
    block_on(async {
        let mut next = 0;
        while next < times {
            let Ok(batch) = receiver.recv_batch(BATCH, None).await else { break };
            for delivery in batch {
                assert_eq!(black_box(delivery.ack()).id, next);
                next += 1;
            }
        }
        assert_eq!(next, times);
    });
    assert!(producer.join().is_ok());
}

fn across() -> Group {
    let mut group = Group::new();
    let many = |group: &mut Group, name, pass: fn()| case(group, name, move |times| (0..times).for_each(|_| pass()));
    many(&mut group, "klaw", || pass(local::channel("notes", &options()), MANY));
    many(&mut group, "klaw, batches", || pass_batches(local::channel("notes", &options().max_batch(BATCH)), MANY));
    many(&mut group, "klaw, acked", || pass(local::channel("notes", &options().acks(Acks::Each)), MANY));
    many(&mut group, "klaw, frames", || pass(local::framed("notes", &options()), MANY));
    many(&mut group, "klaw, frames, batches", || {
        pass_batches(local::framed("notes", &options().max_batch(BATCH)), MANY);
    });
    many(&mut group, "async-channel", || {
        let (sender, receiver) = async_channel::bounded(CAPACITY as usize);
        let producer = thread::spawn(move || {
            block_on(async {
                for id in 0..MANY {
                    assert!(sender.send(note(id)).await.is_ok());
                }
            });
        });
        block_on(async {
            for id in 0..MANY {
                assert_eq!(black_box(receiver.recv().await).map(|note| note.id), Ok(id));
            }
        });
        assert!(producer.join().is_ok());
    });
    group
}
