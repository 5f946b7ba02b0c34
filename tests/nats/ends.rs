//! The end of a channel: readers have what is left first, and nobody waits for what cannot come.

use crate::backends::{Job, job, options};
use crate::server::{config, namespace, runtime, url, with_nats, within};
use klaw_runtime::channel::nats::{Nats, NatsChannel};
use klaw_runtime::channel::{Overflow, Receiver, Sender};
use std::time::Duration;

/// A message that gave way while it lay in this process is none of those that are left.
#[test]
fn the_last_value_comes_before_the_end() {
    with_nats(async |nats| {
        let options = options(1).overflow(Overflow::DropOldest);
        let channel: NatsChannel<Job> = nats.create("jobs", &options).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        // Given up; the server is asked still.
        let waits = tokio::time::timeout(Duration::from_millis(100), receiver.recv());
        assert!(waits.await.is_err());
        sender.send(job(1)).await.unwrap();
        sender.send(job(2)).await.unwrap();
        channel.close("enough").await.unwrap();
        // It is looked whether all that is left lies here.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut last = None;
        let end = loop {
            match receiver.recv().await {
                Ok(delivery) => last = Some(delivery.ack()),
                Err(error) => break error,
            }
        };
        assert_eq!((last, end.to_string()), (Some(job(2)), "the channel is closed: enough".into()));
    });
}

/// The server says nothing of it then, and does not answer who asks.
#[test]
fn a_consumer_that_is_deleted_while_nobody_asks_is_an_end() {
    let Some(url) = url() else { return };
    runtime().block_on(within(Duration::from_secs(40), async {
        for closed in [false, true] {
            let namespace = namespace();
            let stream = format!("{}_jobs", &*namespace);
            let nats = Nats::connect(config(&url).namespace(namespace)).await.unwrap();
            let channel: NatsChannel<Job> = nats.create("jobs", &options(8)).await.unwrap();
            let (sender, mut receiver) = (channel.sender(), channel.receiver());
            sender.send(job(0)).await.unwrap();
            assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
            // Until what was asked for is asked for no longer.
            tokio::time::sleep(Duration::from_millis(1500)).await;
            sender.send(job(1)).await.unwrap();
            let js = async_nats::jetstream::new(async_nats::connect(&*url).await.unwrap());
            let stream = js.get_stream_no_info(stream).await.unwrap();
            assert!(stream.delete_consumer("readers").await.unwrap().success);
            if closed {
                channel.close("enough").await.unwrap();
            }
            let end = receiver.recv().await.unwrap_err();
            let reason = if closed { "enough" } else { "its consumer was deleted" };
            assert_eq!(end.to_string(), format!("the channel is closed: {reason}"));
        }
    }));
}
