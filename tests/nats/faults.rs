//! Servers that die: `kill -9`, and the same files again.

use crate::backends::{Job, job, options};
use crate::server::{Server, config, namespace, quick, runtime, url, within};
use futures_lite::future::{block_on, poll_once};
use klaw_runtime::TimeoutSeconds;
use klaw_runtime::channel::nats::{Nats, NatsChannel, Storage};
use klaw_runtime::channel::{Acks, Receiver, Sender};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

#[test]
fn a_server_killed_in_mid_stream_loses_and_doubles_nothing() {
    const COUNT: u64 = 4000;
    let Some(mut server) = Server::start(&[]) else { return };
    runtime().block_on(within(Duration::from_secs(60), async {
        let nats = Nats::connect(quick(&server.url()).namespace(namespace()).storage(Storage::File)).await.unwrap();
        let lease = TimeoutSeconds::literal(3.0);
        let options = options(500).acks(Acks::Each).lease(lease).max_batch(50);
        let channel: NatsChannel<Job> = nats.create("jobs", &options).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        let producer = tokio::spawn(async move {
            for id in 0..COUNT {
                sender.feed(job(id)).await.unwrap();
                if id % 400 == 0 {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            sender.flush().await.unwrap();
        });
        let (mut seen, mut first_times) = (BTreeSet::new(), Vec::new());
        let mut kills = 0;
        while seen.len() < COUNT as usize {
            let delivery = receiver.recv().await.unwrap();
            let id = delivery.ack().id;
            if seen.insert(id) {
                first_times.push(id);
            }
            if kills < 2 && seen.len() == 1000 * (kills + 1) {
                kills += 1;
                server.kill();
                tokio::time::sleep(Duration::from_millis(100)).await;
                server.restart();
            }
        }
        producer.await.unwrap();
        assert_eq!(kills, 2);
        assert!(first_times.is_sorted(), "out of order");
        // An ack may have died with the server: such a message may come once more, and then it is over.
        while let Ok(again) = receiver.recv_batch(100, Some(Duration::from_secs(4))).await {
            assert!(again.into_iter().all(|one| seen.contains(&one.ack().id)));
        }
        let stats = channel.stats().await.unwrap();
        assert_eq!((stats.sent, stats.ready, stats.in_flight), (COUNT, 0, 0), "stored once each, and gone");
    }));
}

#[test]
fn a_message_that_was_accepted_outlives_the_server() {
    let Some(mut server) = Server::start(&[]) else { return };
    let config = quick(&server.url()).namespace(namespace()).storage(Storage::File);
    let options = options(8).acks(Acks::Each).lease(TimeoutSeconds::literal(1.0));
    // A process that reads one, does not ack it, and dies.
    let dies = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    dies.block_on(within(Duration::from_secs(20), async {
        let nats = Nats::connect(config.clone()).await.unwrap();
        let channel: NatsChannel<Job> = nats.create("jobs", &options).await.unwrap();
        channel.sender().send_batch(vec![job(0), job(1)]).await.unwrap();
        std::mem::forget(channel.receiver().recv().await.unwrap());
    }));
    dies.shutdown_background();
    server.kill();
    server.restart();
    runtime().block_on(within(Duration::from_secs(20), async {
        let channel: NatsChannel<Job> = Nats::connect(config).await.unwrap().get("jobs").await.unwrap();
        assert_eq!(channel.options(), &options);
        let mut receiver = channel.receiver();
        let mut ids = vec![receiver.recv().await.unwrap().ack().id, receiver.recv().await.unwrap().ack().id];
        ids.sort_unstable();
        assert_eq!(ids, [0, 1]);
    }));
}

#[test]
fn without_a_server_calls_wait_and_then_say_so() {
    let Some(mut server) = Server::start(&[]) else { return };
    runtime().block_on(within(Duration::from_secs(30), async {
        let config = quick(&server.url()).operation_timeout(TimeoutSeconds::literal(2.0));
        let nats = Nats::connect(config).await.unwrap();
        let channel: NatsChannel<Job> = nats.create("jobs", &options(8)).await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        server.kill();
        let start = Instant::now();
        let refused = sender.send(job(0)).await.unwrap_err();
        assert_eq!(refused.to_string(), "`send` took longer than 2 s");
        assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
        assert!(receiver.try_recv().await.unwrap_err().is_timeout());
        // Messages in memory went with the server, and with them the channel.
        server.restart();
        let error = receiver.recv().await.unwrap_err();
        assert!(error.is_closed() && error.to_string().ends_with("is not there any more"), "{error}");
        let refused = sender.send(job(1)).await.unwrap_err();
        assert!(refused.error.is_closed(), "{refused}");
    }));
}

#[test]
fn what_was_given_up_while_the_server_was_away_is_not_stored_later() {
    let Some(mut server) = Server::start(&[]) else { return };
    runtime().block_on(within(Duration::from_secs(30), async {
        let config = quick(&server.url()).storage(Storage::File).operation_timeout(TimeoutSeconds::literal(1.5));
        let nats = Nats::connect(config).await.unwrap();
        let channel: NatsChannel<Job> = nats.create("jobs", &options(8)).await.unwrap();
        let sender = channel.sender();
        server.kill();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(sender.send(job(0)).await.unwrap_err().to_string(), "`send` took longer than 1.5 s");
        server.restart();
        // Behind whatever was kept for the server.
        sender.send(job(1)).await.unwrap();
        assert_eq!(channel.receiver().recv().await.unwrap().ack(), job(1));
        assert_eq!(channel.stats().await.unwrap().sent, 1);
    }));
}

/// A message is sent again for as long as is said, whatever was given up before it: in the same outage, or in one long ago.
#[test]
fn each_message_has_its_own_time() {
    let Some(mut server) = Server::start(&[]) else { return };
    runtime().block_on(within(Duration::from_secs(40), async {
        let config = quick(&server.url()).storage(Storage::File).operation_timeout(TimeoutSeconds::literal(3.0));
        let nats = Nats::connect(config).await.unwrap();
        let channel: NatsChannel<Job> = nats.create("jobs", &options(8)).await.unwrap();
        let sender = channel.sender();
        let away = Duration::from_millis(200);
        server.kill();
        tokio::time::sleep(away).await;
        assert!(tokio::time::timeout(away, sender.send(job(0))).await.is_err());
        tokio::time::sleep(Duration::from_secs(3)).await;
        let sending = tokio::spawn({
            let sender = sender.clone();
            async move { sender.send(job(1)).await }
        });
        tokio::time::sleep(away).await;
        server.restart();
        sending.await.unwrap().unwrap();

        server.kill();
        tokio::time::sleep(away).await;
        assert!(tokio::time::timeout(away, sender.send(job(2))).await.is_err());
        server.restart();
        while channel.stats().await.is_err() {
            tokio::time::sleep(away).await;
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
        server.kill();
        tokio::time::sleep(away).await;
        let sending = tokio::spawn(async move { sender.send(job(3)).await });
        tokio::time::sleep(away).await;
        server.restart();
        sending.await.unwrap().unwrap();
        let mut receiver = channel.receiver();
        assert_eq!((receiver.recv().await.unwrap().ack(), receiver.recv().await.unwrap().ack()), (job(1), job(3)));
    }));
}

#[test]
fn the_last_sender_closes_also_where_the_server_is_away() {
    let Some(mut server) = Server::start(&[]) else { return };
    runtime().block_on(within(Duration::from_secs(40), async {
        // With the channel's handle, and without.
        for name in ["kept", "dropped"] {
            let config = quick(&server.url()).namespace(namespace()).storage(Storage::File);
            let nats = Nats::connect(config.clone()).await.unwrap();
            let channel: NatsChannel<Job> = nats.create(name, &options(8)).await.unwrap().closes_with_senders();
            let sender = channel.sender();
            sender.send(job(0)).await.unwrap();
            let channel = (name == "kept").then_some(channel);
            server.kill();
            tokio::time::sleep(Duration::from_millis(200)).await;
            drop(sender);
            // Longer than one request waits for its answer.
            tokio::time::sleep(Duration::from_millis(1500)).await;
            server.restart();
            let elsewhere: NatsChannel<Job> = Nats::connect(config).await.unwrap().get(name).await.unwrap();
            let mut receiver = elsewhere.receiver();
            assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
            let end = receiver.recv_batch(1, Some(Duration::from_secs(10))).await.unwrap_err();
            assert_eq!(end.to_string(), "the channel is closed: the last sender has left");
            drop(channel);
        }
    }));
}

#[test]
fn a_reader_is_told_that_the_runtime_of_its_connection_has_ended() {
    const ENDED: &str = "the runtime that the connection runs on has ended";
    let Some(url) = url() else { return };
    let ends = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let channel: NatsChannel<Job> = ends.block_on(async {
        let nats = Nats::connect(config(&url)).await.unwrap();
        nats.create("jobs", &options(8)).await.unwrap()
    });
    runtime().block_on(within(Duration::from_secs(10), async {
        let (sender, mut receiver) = (channel.sender(), channel.receiver());
        let (mut waits, mut batches) = (receiver.clone(), receiver.clone());
        sender.send(job(0)).await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
        let waits = tokio::spawn(async move { waits.recv().await.map(|one| one.ack()).unwrap_err() });
        tokio::time::sleep(Duration::from_millis(50)).await;
        ends.shutdown_background();
        assert_eq!(waits.await.unwrap().to_string(), format!("the channel is closed: {ENDED}"));
        // Whoever asks later need not wait either.
        let start = Instant::now();
        assert!(receiver.recv().await.unwrap_err().is_closed());
        assert!(receiver.try_recv().await.unwrap_err().is_closed());
        assert!(batches.recv_batch(8, None).await.unwrap_err().is_closed());
        assert!(channel.receiver().recv().await.unwrap_err().is_closed());
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert!(sender.send(job(1)).await.unwrap_err().to_string().ends_with(ENDED));
        // How many of them were stored nobody can say.
        let refused = sender.send_batch(vec![job(1), job(2)]).await.unwrap_err();
        assert_eq!((refused.to_string().ends_with(ENDED), refused.message.unwrap().len()), (true, 2));
    }));
}

/// Where a flush was given up and then the connection's runtime ended, nobody has heard what became of what it took along.
#[test]
fn a_flush_says_that_what_was_fed_may_have_died_with_the_runtime() {
    let Some(url) = url() else { return };
    let ends = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let channel: NatsChannel<Job> = ends.block_on(async {
        let nats = Nats::connect(config(&url)).await.unwrap();
        nats.create("jobs", &options(8)).await.unwrap()
    });
    let sender = channel.sender();
    block_on(async {
        sender.feed(job(0)).await.unwrap();
        assert!(poll_once(sender.flush()).await.is_none());
    });
    drop(ends);
    block_on(async {
        // A send is told by its own answer, which says nothing of what was fed.
        assert!(sender.send(job(1)).await.is_err());
        let lost = sender.flush().await.unwrap_err().to_string();
        assert!(lost.ends_with("the runtime that the connection runs on has ended"), "{lost}");
        // Once: nothing is left that could be lost.
        sender.flush().await.unwrap();
    });
}
