//! Channels in this process, beside the crate that one would take where nothing of theirs is wanted: the same bound, the same
//! messages, each to one reader. An iteration is [`MESSAGES`] messages, sent and received: so many that a thread's start does
//! not count.

use crate::harness::{Case, Group, Row};
use futures_lite::future::block_on;
use klaw_runtime::channel::{Acks, ChannelOptions, Delivery, Receiver, Sender, local};
use klaw_runtime::{ChannelCapacity, WireMessage, msgpack};
use std::hint::black_box;
use std::sync::Arc;
use std::thread;
use tokio::runtime::Runtime;

/// How many messages an iteration is.
pub const MESSAGES: u64 = 10_000;
const CAPACITY: u32 = 1024;
/// How many messages are fed and received at once, where batches are asked for.
const BATCH: usize = 128;
/// A fifth slower than the peer is allowed.
const NEAR: f64 = 1.0 / 1.2;
const PEER: &str = "async-channel";

/// What is sent. Its number says that it is the one that is due.
trait Item: Clone + Send + Sync + 'static {
    fn new(id: u64) -> Self;
    fn id(&self) -> u64;
}

impl Item for u64 {
    fn new(id: u64) -> Self {
        id
    }

    fn id(&self) -> u64 {
        *self
    }
}

/// A hundred bytes in an allocation of their own.
impl Item for Vec<u8> {
    fn new(id: u64) -> Self {
        let mut bytes = Self::with_capacity(100);
        bytes.extend_from_slice(&id.to_le_bytes());
        bytes.resize(100, 7);
        bytes
    }

    fn id(&self) -> u64 {
        self.first_chunk().map_or(u64::MAX, |id| u64::from_le_bytes(*id))
    }
}

/// 256 bytes that are moved.
#[derive(Clone)]
struct Large {
    id: u64,
    body: [u64; 31],
}

impl Item for Large {
    fn new(id: u64) -> Self {
        Self { id, body: [id; 31] }
    }

    fn id(&self) -> u64 {
        self.id & self.body[30]
    }
}

/// A message of 100 bytes on the wire, without its header.
#[derive(Clone, WireMessage)]
#[wire(array_like)]
struct Note {
    id: u64,
    body: [u8; 88],
}

impl Item for Note {
    fn new(id: u64) -> Self {
        // Nine bytes on the wire, whatever the number.
        Self { id: id | 1 << 40, body: [7; 88] }
    }

    fn id(&self) -> u64 {
        self.id & !(1 << 40)
    }
}

/// One thread in turn, thread to thread, task to task, two tasks to two; and through frames.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    of::<u64>(&mut rows, "u64");
    of::<Vec<u8>>(&mut rows, "100-byte Vec");
    of::<Large>(&mut rows, "256-byte struct");
    rows.push(Row::new("channel, acked", acked));
    rows.push(Row::new("channel, frames of 100 bytes", framed));
    rows
}

fn of<T: Item>(rows: &mut Vec<Row>, item: &str) {
    let mut row = |kind: &str, build: fn() -> Group| {
        rows.push(Row::new(format!("channel, {kind}, {item}"), move || build().goal(PEER, NEAR, 1.0)));
    };
    row("tried in one thread", tried::<T>);
    row("blocking, 1 to 1", blocking::<T>);
    row("async, 1 to 1", || tasks::<T>(1));
    row("async, 2 to 2", || tasks::<T>(2));
}

fn options() -> ChannelOptions {
    ChannelOptions::new(ChannelCapacity::literal(CAPACITY))
}

fn bounded<T>() -> (async_channel::Sender<T>, async_channel::Receiver<T>) {
    async_channel::bounded(CAPACITY as usize)
}

/// One more case; it is told how many messages to pass.
fn case(group: &mut Group, name: &str, mut run: impl FnMut(u64) + 'static) {
    group.cases.push(Case { name: name.into(), inputs: 1, run: Box::new(move |times| run(times * MESSAGES)) });
}

fn sent<E>(sent: Result<(), E>) {
    assert!(sent.is_ok());
}

/// The number of a message that was received and is done.
fn id<T: Item, E>(received: Result<Delivery<T>, E>) -> u64 {
    received.map_or(u64::MAX, |delivery| black_box(delivery.ack()).id())
}

fn peer_id<T: Item, E>(received: Result<T, E>) -> u64 {
    received.map_or(u64::MAX, |message| black_box(message).id())
}

fn tried<T: Item>() -> Group {
    let mut group = Group::new();
    let (sender, mut receiver) = local::channel::<T>("notes", &options());
    case(&mut group, "klaw", move |times| {
        for due in 0..times {
            sent(sender.try_send_blocking(T::new(due)));
            assert_eq!(id(receiver.try_recv_blocking()), due);
        }
    });
    let (sender, receiver) = bounded::<T>();
    case(&mut group, PEER, move |times| {
        for due in 0..times {
            sent(sender.try_send(T::new(due)));
            assert_eq!(peer_id(receiver.try_recv()), due);
        }
    });
    group
}

fn blocking<T: Item>() -> Group {
    let mut group = Group::new();
    case(&mut group, "klaw", |times| pass_blocking(local::channel::<T>("notes", &options()), times));
    case(&mut group, PEER, |times| {
        let (sender, receiver) = bounded::<T>();
        let producer = thread::spawn(move || (0..times).for_each(|id| sent(sender.send_blocking(T::new(id)))));
        (0..times).for_each(|due| assert_eq!(peer_id(receiver.recv_blocking()), due));
        assert!(producer.join().is_ok());
    });
    group
}

fn pass_blocking<T: Item>((sender, mut receiver): (impl Sender<T> + 'static, impl Receiver<T>), times: u64) {
    let producer = thread::spawn(move || (0..times).for_each(|id| sent(sender.send_blocking(T::new(id)))));
    (0..times).for_each(|due| assert_eq!(id(receiver.recv_blocking()), due));
    assert!(producer.join().is_ok());
}

fn runtime() -> Arc<Runtime> {
    Arc::new(tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap())
}

/// So many tasks that send, and as many that receive until the channel is closed.
fn tasks<T: Item>(of_each: u64) -> Group {
    let mut group = Group::new();
    let runtime = runtime();
    let same = Arc::clone(&runtime);
    case(&mut group, "klaw", move |times| {
        let (sender, receiver) = local::channel::<T>("notes", &options());
        let senders = (0..of_each).map(|first| {
            let sender = sender.clone();
            runtime.spawn(async move {
                for id in (first..times).step_by(of_each as usize) {
                    sent(sender.send(T::new(id)).await);
                }
            })
        });
        let senders: Vec<_> = senders.collect();
        let receivers = (0..of_each).map(|_| {
            let mut receiver = receiver.clone();
            runtime.spawn(async move {
                let mut sum = 0_u64;
                while let Ok(delivery) = receiver.recv().await {
                    sum += black_box(delivery.ack()).id();
                }
                sum
            })
        });
        let receivers: Vec<_> = receivers.collect();
        drop((sender, receiver));
        runtime.block_on(all(senders, receivers, times));
    });
    case(&mut group, PEER, move |times| {
        let (sender, receiver) = bounded::<T>();
        let senders = (0..of_each).map(|first| {
            let sender = sender.clone();
            same.spawn(async move {
                for id in (first..times).step_by(of_each as usize) {
                    sent(sender.send(T::new(id)).await);
                }
            })
        });
        let senders: Vec<_> = senders.collect();
        let receivers = (0..of_each).map(|_| {
            let receiver = receiver.clone();
            same.spawn(async move {
                let mut sum = 0_u64;
                while let Ok(message) = receiver.recv().await {
                    sum += black_box(message).id();
                }
                sum
            })
        });
        let receivers: Vec<_> = receivers.collect();
        drop((sender, receiver));
        same.block_on(all(senders, receivers, times));
    });
    group
}

/// Waits for all tasks; every message has arrived then.
async fn all(senders: Vec<tokio::task::JoinHandle<()>>, receivers: Vec<tokio::task::JoinHandle<u64>>, times: u64) {
    for sender in senders {
        sender.await.unwrap();
    }
    let mut sum = 0;
    for receiver in receivers {
        sum += receiver.await.unwrap();
    }
    assert_eq!(sum, (0..times).sum::<u64>());
}

/// What it costs to keep each message until it is acked.
fn acked() -> Group {
    let mut group = Group::new();
    case(&mut group, "klaw", |times| pass_blocking(local::channel::<Large>("notes", &options()), times));
    case(&mut group, "klaw, acked", |times| {
        pass_blocking(local::channel::<Large>("notes", &options().acks(Acks::Each)), times);
    });
    group
}

/// Encoded in one thread and decoded in another; beside that, what one would write by hand.
fn framed() -> Group {
    assert_eq!(msgpack::to_vec(&Note::new(0)).len(), 100);
    let mut group = Group::new();
    case(&mut group, "klaw, frames", |times| pass_blocking(local::framed::<Note>("notes", &options()), times));
    case(&mut group, "klaw, frames in batches", |times| {
        pass_batches(local::framed::<Note>("notes", &options().max_batch(BATCH)), times);
    });
    case(&mut group, "klaw, moved", |times| pass_blocking(local::channel::<Note>("notes", &options()), times));
    case(&mut group, "klaw, moved in batches", |times| {
        pass_batches(local::channel::<Note>("notes", &options().max_batch(BATCH)), times);
    });
    case(&mut group, "async-channel of vectors", |times| {
        let (sender, receiver) = bounded();
        let producer = thread::spawn(move || {
            (0..times).for_each(|id| sent(sender.send_blocking(msgpack::to_vec(&Note::new(id)))));
        });
        for due in 0..times {
            let frame = receiver.recv_blocking().unwrap();
            assert_eq!(black_box(msgpack::from_slice::<Note>(&frame)).unwrap().id(), due);
        }
        assert!(producer.join().is_ok());
    });
    group
}

fn pass_batches((sender, mut receiver): (impl Sender<Note> + 'static, impl Receiver<Note>), times: u64) {
    let producer = thread::spawn(move || {
        block_on(async {
            for id in 0..times {
                sent(sender.feed(Note::new(id)).await);
            }
            sent(sender.flush().await);
        });
    });
    block_on(async {
        let mut due = 0;
        while due < times {
            let Ok(batch) = receiver.recv_batch(BATCH, None).await else { break };
            for delivery in batch {
                assert_eq!(black_box(delivery.ack()).id(), due);
                due += 1;
            }
        }
        assert_eq!(due, times);
    });
    assert!(producer.join().is_ok());
}
