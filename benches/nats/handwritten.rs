//! What an application would write with async-nats for the same promises: bounded, in order, stored once, redelivered until it
//! is acked.

use crate::{Job, Outcome, job, namespace};
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::context::{Context, PublishAckFuture, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use bytes::Bytes;
use futures_util::StreamExt;
use klaw_runtime::envelope::{DataMessage, WireHeader};
use klaw_runtime::msgpack;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// As many as klaw keeps on their way.
const WINDOW: usize = 512;

pub(crate) async fn run(url: &str, count: u64, capacity: u32, one_by_one: bool) -> Outcome<Duration> {
    let client = async_nats::connect(url).await?;
    let context = async_nats::jetstream::context::ContextBuilder::new().max_ack_inflight(1 << 16).build(client);
    let subject = namespace()?;
    let stream = context
        .create_stream(Config {
            name: subject.clone(),
            subjects: vec![subject.clone()],
            max_messages: i64::from(capacity),
            discard: DiscardPolicy::New,
            retention: RetentionPolicy::WorkQueue,
            storage: StorageType::Memory,
            duplicate_window: Duration::from_secs(120),
            ..Config::default()
        })
        .await?;
    let consumer: PullConsumer = stream
        .create_consumer(pull::Config {
            durable_name: Some("readers".into()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: Duration::from_secs(30),
            max_ack_pending: -1,
            ..pull::Config::default()
        })
        .await?;
    let start = Instant::now();
    let time = if one_by_one {
        for id in 0..count {
            context.send_publish(subject.clone(), message(id, frame(&subject, id)?, false)).await?.await?;
        }
        start.elapsed()
    } else {
        let room = Arc::new(Notify::new());
        let producer = tokio::spawn(produce(context.clone(), subject.clone(), count, Arc::clone(&room)));
        let mut messages = consumer.stream().max_messages_per_batch(WINDOW).messages().await?;
        for id in 0..count {
            let message = messages.next().await.ok_or("the messages have ended")??;
            let data: DataMessage<'_, Job> = msgpack::from_slice(&message.payload)?;
            assert_eq!(data.payload.id, id);
            message.ack().await?;
            room.notify_one();
        }
        producer.await??;
        start.elapsed()
    };
    context.delete_stream(&subject).await?;
    Ok(time)
}

fn frame(channel: &str, id: u64) -> Outcome<Bytes> {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let header = WireHeader::new(channel).seq(id).ts(now);
    Ok(msgpack::try_to_vec(&DataMessage::new(header, job(id)))?.into())
}

fn message(id: u64, frame: Bytes, follows: bool) -> PublishMessage {
    let message = PublishMessage::build().payload(frame).message_id(format!("hand:{id}"));
    // Never stored without the one before it.
    if follows { message.expected_last_message_id(format!("hand:{}", id - 1)) } else { message }
}

/// Keeps a window of publishes on their way; what is refused is sent again with all that follows it.
async fn produce(context: Context, subject: String, count: u64, room: Arc<Notify>) -> Outcome<()> {
    let mut waiting: VecDeque<(u64, Bytes)> = VecDeque::new();
    let mut flights: VecDeque<PublishAckFuture> = VecDeque::new();
    let mut next = 0;
    let mut wait = Duration::from_micros(500);
    while next < count || !waiting.is_empty() {
        while flights.len() < WINDOW && (flights.len() < waiting.len() || next < count) {
            if flights.len() == waiting.len() {
                waiting.push_back((next, frame(&subject, next)?));
                next += 1;
            }
            let (id, frame) = waiting[flights.len()].clone();
            let message = message(id, frame, !flights.is_empty());
            flights.push_back(context.send_publish(subject.clone(), message).await?);
        }
        let Some(flight) = flights.pop_front() else { continue };
        match flight.await {
            Ok(_) => {
                waiting.pop_front();
                wait = Duration::from_micros(500);
            }
            Err(error) => {
                flights.clear();
                let full = error.to_string().contains("maximum messages exceeded")
                    || std::error::Error::source(&error)
                        .is_some_and(|source| source.to_string().contains("maximum messages exceeded"));
                match error.kind() {
                    PublishErrorKind::WrongLastMessageId | PublishErrorKind::TimedOut => {}
                    _ if full => {
                        // Whoever reads is in this process, as klaw's reader is, and says when there may be room.
                        let _ = tokio::time::timeout(wait, room.notified()).await;
                        wait = (wait * 2).min(Duration::from_millis(20));
                    }
                    _ => return Err(error.into()),
                }
            }
        }
    }
    Ok(())
}
