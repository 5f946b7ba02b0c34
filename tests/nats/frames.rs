//! What is no message of the channel's: it reaches the reader as an error with its bytes, and nothing else is lost.

use crate::backends::{Job, job, options};
use crate::server::{namespace, url, with_nats, within};
use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig, Storage};
use klaw_runtime::channel::{Acks, Receiver, RecvError, Sender};
use klaw_runtime::envelope::{DataMessage, WireHeader};
use klaw_runtime::{WireMessage, msgpack};
use std::time::Duration;

#[derive(WireMessage)]
#[wire(array_like)]
struct Other {
    text: String,
}

#[test]
fn what_is_none_of_its_messages_arrives_as_an_error_with_its_bytes() {
    let Some(url) = url() else { return };
    crate::server::runtime().block_on(within(Duration::from_secs(20), async {
        let namespace = namespace();
        let subject = format!("{}.jobs.messages", &*namespace);
        let nats = Nats::connect(NatsConfig::new(&*url).namespace(namespace).storage(Storage::Memory)).await.unwrap();
        let channel: NatsChannel<Job> = nats.create("jobs", &options(64).acks(Acks::Each)).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        let foreign = async_nats::connect(&*url).await.unwrap();
        let js = async_nats::jetstream::new(foreign);

        let of_other_type = msgpack::to_vec(&DataMessage::new(WireHeader::new("jobs"), Other { text: "a".into() }));
        let mut of_later_version = WireHeader::new("jobs");
        of_later_version.version = 9;
        let of_later_version = msgpack::to_vec(&DataMessage::new(of_later_version, job(8)));
        let mut cut_off = msgpack::to_vec(&DataMessage::new(WireHeader::new("jobs"), job(9)));
        cut_off.truncate(cut_off.len() - 2);
        let garbage = b"\xc1\xff\x00 not msgpack".to_vec();
        let bad = [of_other_type, of_later_version, cut_off, garbage, Vec::new()];

        for (id, frame) in (0_u64..).zip(&bad) {
            sender.send(job(id)).await.unwrap();
            js.publish(subject.clone(), frame.clone().into()).await.unwrap().await.unwrap();
        }
        sender.send(job(5)).await.unwrap();

        for (id, bytes) in (0_u64..).zip(&bad) {
            assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
            match receiver.recv().await.unwrap_err() {
                RecvError::Malformed { frame, .. } => assert_eq!(&frame[..], &bytes[..]),
                other => panic!("{other}"),
            }
        }
        assert_eq!(receiver.recv().await.unwrap().ack(), job(5));
        assert!(receiver.try_recv().await.unwrap_err().is_empty());
        // What was refused has left the channel too.
        let stats = channel.stats().await.unwrap();
        assert_eq!((stats.sent, stats.ready, stats.in_flight), (11, 0, 0));
    }));
}

#[test]
fn what_breaks_a_rule_or_is_too_large_is_not_sent() {
    with_nats(async |nats| {
        let channel: NatsChannel<Job> = nats.create("jobs", &options(8)).await.unwrap();
        let sender = channel.sender();
        let refused = sender.send(Job { id: 0, name: "n".repeat(21) }).await.unwrap_err();
        assert_eq!(refused.to_string(), "the message does not fit: Expected `str` of length <= 20 - at `$[2][1]`");

        let large: NatsChannel<Other> = nats.create("large", &options(8)).await.unwrap();
        let (sender, mut receiver) = (large.sender(), large.receiver());
        let refused = sender.send(Other { text: "x".repeat(2 << 20) }).await.unwrap_err();
        assert!(refused.to_string().starts_with("the message does not fit: its frame has 20971"), "{refused}");
        // The connection lives, and what is just below the limit passes.
        sender.send(Other { text: "x".repeat(1_000_000) }).await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack().text.len(), 1_000_000);
        assert_eq!(channel.stats().await.unwrap().sent, 0);
    });
}
