//! What goes wrong with queues on Ray, one test each: found by running Ray 2.60.
//!
//! | | trap | test |
//! |---|---|---|
//! | 1 | an async actor's calls begin in any order | `many_tasks_that_send_at_once_keep_the_order_of_one_sender` |
//! | 2 | a putter that is woken is overtaken | `a_sender_that_waits_is_not_overtaken_through_a_small_channel` |
//! | 3 | gets that wait keep puts out | `eleven_hundred_readers_that_wait_keep_no_message_out` |
//! | 4 | a reader that dies takes a message with it | `a_message_on_its_way_to_a_reader_that_died_comes_again` |
//! | 5 | Ray repeats calls by itself | `faults::a_python_that_is_killed_loses_nothing_and_repeats_nothing` |
//! | 6 | an actor that is brought back is empty | `a_channel_that_was_brought_back_says_that_it_was_lost`, `a_channel_whose_actor_died_is_closed` |
//! | 7 | a node dies slowly | `faults::a_node_that_is_killed_takes_the_channel_and_ray_brings_it_back_empty` |
//! | 8 | "may or may not have been executed" | `faults::a_python_that_is_killed_loses_nothing_and_repeats_nothing`, `a_channel_that_was_brought_back_says_that_it_was_lost` |
//! | 9 | names, namespaces, detached actors | `a_channel_is_found_by_its_name_alone` |
//! | 10 | a get that is cancelled races with its message | `a_reader_that_gives_up_loses_nothing` |
//! | 11 | what a producer put dies with it | `a_large_frame_outlives_its_producer` |
//! | 12 | another patch version of Python | `another_version_of_python_is_named_in_the_error` |
//! | 13 | a request without an answer | `every_request_has_an_answer`, `faults::a_python_that_hangs_is_ended_and_its_requests_are_answered` |
//! | 14 | a Python that outlives its process | `the_python_ends_with_its_process` |
//! | 15 | a caller without bounds | `a_caller_that_does_not_wait_fills_nothing` |
//! | 16 | nothing of klaw on the cluster | `a_python_task_with_plain_msgspec_shares_the_channel` |
//!
//! The same of channels in process: `tests/channel/traps.rs`; of the actor without Ray: `python/actor.py`.

use crate::backends::{Job, job, options, run};
use crate::cluster::{self, fresh, python};
use futures_lite::future::{block_on, or, zip};
use klaw_runtime::channel::ray::{Ray, RayConfig};
use klaw_runtime::channel::{Acks, ChannelError, Receiver, Sender, Status};
use klaw_runtime::{TimeoutSeconds, WireMessage};
use std::time::{Duration, Instant};

/// 1: Ray starts the calls of an async actor in any order.
#[test]
fn many_tasks_that_send_at_once_keep_the_order_of_one_sender() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("order")).options(options(4000)).create().await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
        let mut batches = Vec::new();
        for batch in 0..200_u64 {
            let jobs = (batch * 10..batch * 10 + 10).map(job).collect();
            let mut sending = Box::pin(sender.send_batch(jobs));
            // Under way, and not waited for.
            assert!(futures_lite::future::poll_once(&mut sending).await.is_none());
            batches.push(sending);
        }
        for sending in batches {
            sending.await.unwrap();
        }
        for id in 0..2000 {
            assert_eq!(receiver.recv().await.unwrap().ack().id, id);
        }
        channel.kill().await.unwrap();
    });
}

/// 2: a putter that is woken loses its place to a newer one.
#[test]
fn a_sender_that_waits_is_not_overtaken_through_a_small_channel() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("fifo")).options(options(7)).create().await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
        let producer = async {
            for first in (0..210).step_by(3) {
                sender.send_batch((first..first + 3).map(job).collect()).await.unwrap();
            }
        };
        let consumer = async {
            for id in 0..210 {
                assert_eq!(receiver.recv().await.unwrap().ack().id, id);
            }
        };
        zip(producer, consumer).await;
        channel.kill().await.unwrap();
    });
}

/// 3: gets that wait take up the actor's places, until a put never runs.
#[test]
fn eleven_hundred_readers_that_wait_keep_no_message_out() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("starved")).options(options(8)).create().await.unwrap();
        let mut readers: Vec<_> = (0..1100).map(|_| channel.frame_receiver(fresh("reader"))).collect();
        let mut waiting: Vec<_> = readers.iter_mut().map(|reader| Box::pin(reader.recv())).collect();
        let start = Instant::now();
        // A call is over after 10 s, which a reader that is polled follows with the next. Where all of them take longer than
        // that to come in, those that are left wait in Ray for a place that becomes free.
        loop {
            for recv in &mut waiting {
                assert!(futures_lite::future::poll_once(recv).await.is_none());
            }
            let came_in = channel.actor().stats().await.unwrap().waiting_gets;
            if came_in == 1000 {
                break;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{came_in} came in");
        }
        let start = Instant::now();
        channel.sender().send(job(7)).await.unwrap();
        assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
        // It is somebody's. Closing reaches the rest, also those that found no place.
        assert_eq!(channel.actor().stats().await.unwrap().delivered, 1);
        channel.kill().await.unwrap();
    });
}

/// 4: a reader that dies while it waits takes a message with it.
#[test]
fn a_message_on_its_way_to_a_reader_that_died_comes_again() {
    let Some(config) = cluster::config() else { return };
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let options = options(100).acks(Acks::Each).lease(TimeoutSeconds::literal(2.0));
        let name = fresh("dies");
        let channel = ray.channel::<Job>(&name).options(options).create().await.unwrap();
        let sender = channel.sender();
        for id in 0..50 {
            sender.send(job(id)).await.unwrap();
        }
        // It takes ten, is done with three, and is killed.
        let program = r#"
import os, ray, sys
ray.init(address=sys.argv[1], namespace=sys.argv[2], log_to_driver=False, logging_level="ERROR")
channel = ray.get_actor(sys.argv[3])
ray.get(channel.register_receiver.remote("doomed"))
status, items = ray.get(channel.lend.remote("doomed", 10))
ray.get(channel.ack.remote("doomed", [token for token, _ in items[:3]]))
channel.lend.remote("doomed", 10)
print(status, len(items), flush=True)
os.kill(os.getpid(), 9)
"#;
        let output = cluster::python_command(&config, program)
            .args([config.address.as_deref().unwrap(), &config.namespace, &name])
            .output()
            .unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("ok 10"), "{output:?}");
        let mut receiver = channel.receiver("heir");
        let mut ids = Vec::new();
        while ids.len() < 47 {
            let delivery = receiver.recv().await.unwrap();
            ids.push(delivery.ack().id);
        }
        ids.sort_unstable();
        assert_eq!(ids, (3..50).collect::<Vec<_>>());
        channel.kill().await.unwrap();
    });
}

/// 6: an actor that is brought back is empty, and says nothing.
#[test]
fn a_channel_that_was_brought_back_says_that_it_was_lost() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("lost")).options(options(8)).restarts(-1).create().await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
        let old = channel.epoch();
        sender.send(job(0)).await.unwrap();
        cluster::kill_actor(&channel).await;
        let error = sender.send(job(1)).await.unwrap_err().error;
        assert!(matches!(&error, ChannelError::Lost(lost) if lost.old == old && lost.new != old), "{error}");
        // The reader is told as well, once; then both go on.
        let error = receiver.recv().await.unwrap_err();
        assert!(matches!(&error, klaw_runtime::channel::RecvError::Channel(ChannelError::Lost(_))), "{error}");
        sender.send(job(2)).await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().ack(), job(2));
        channel.kill().await.unwrap();
    });
}

/// 6, and a sender that was idle meanwhile: it is there, so the channel is not closed when another is dropped.
#[test]
fn a_channel_that_was_brought_back_knows_senders_that_were_idle() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("idle")).options(options(8)).restarts(-1).create().await.unwrap();
        let (idle, sender) = (channel.sender(), channel.sender());
        idle.send(job(0)).await.unwrap();
        sender.send(job(1)).await.unwrap();
        cluster::kill_actor(&channel).await;
        assert!(matches!(sender.send(job(2)).await.unwrap_err().error, ChannelError::Lost(_)));
        drop(sender);
        assert!(matches!(idle.send(job(3)).await.unwrap_err().error, ChannelError::Lost(_)));
        idle.send(job(4)).await.unwrap();
        channel.kill().await.unwrap();
    });
}

/// 6, without restarts: the death is told, on both sides.
#[test]
fn a_channel_whose_actor_died_is_closed() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("died")).options(options(8)).create().await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
        sender.send(job(0)).await.unwrap();
        cluster::kill_actor(&channel).await;
        let error = sender.send(job(1)).await.unwrap_err().error;
        assert!(error.is_closed() && error.to_string().contains("its actor has died"), "{error}");
        assert!(receiver.recv().await.unwrap_err().is_closed());
        assert!(receiver.recv().await.unwrap_err().is_closed());
    });
}

/// 9: names, namespaces, and actors that outlive who made them.
#[test]
fn a_channel_is_found_by_its_name_alone() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let name = fresh("named");
        let missing = ray.channel::<Job>(&name).get().await.err().unwrap();
        assert_eq!(missing.to_string(), format!("there is no actor `{name}`"));

        let other = cluster::own_ray().unwrap();
        other.channel::<Job>(&name).options(options(8)).create().await.unwrap().sender().send(job(1)).await.unwrap();
        let taken = ray.channel::<Job>(&name).options(options(8)).create().await.err().unwrap();
        assert!(matches!(&taken, ChannelError::Mismatch(error) if error.subject == "name"), "{taken}");
        drop(other);

        let found = ray.channel::<Job>(&name).get().await.unwrap();
        assert_eq!(found.receiver("reader").recv().await.unwrap().ack(), job(1));
        let elsewhere = cluster::config().unwrap().namespace(klaw_runtime::Namespace::new("elsewhere").unwrap());
        let elsewhere = Ray::connect(elsewhere).await.unwrap();
        assert!(elsewhere.channel::<Job>(&name).get().await.is_err());
        found.kill().await.unwrap();
    });
}

/// `get_if_exists` compares nothing.
#[test]
fn another_capacity_or_type_under_the_same_name_is_refused() {
    #[derive(WireMessage)]
    #[wire(array_like)]
    struct Other {
        name: String,
    }

    let Some(ray) = cluster::ray() else { return };
    run(async {
        let name = fresh("same");
        let channel = ray.channel::<Job>(&name).options(options(8)).get_or_create().await.unwrap();
        let again = ray.channel::<Job>(&name).options(options(8)).get_or_create().await.unwrap();
        assert_eq!(again.epoch(), channel.epoch());
        let error = ray.channel::<Job>(&name).options(options(9)).get_or_create().await.err().unwrap();
        assert_eq!(error.to_string(), "the capacity does not fit: the channel's is 8, and 9 was asked for");
        let error = ray.channel::<Other>(&name).get().await.err().unwrap();
        assert!(matches!(&error, ChannelError::Mismatch(error) if error.subject == "message"), "{error}");
        ray.frames(&name).get().await.unwrap();
        channel.kill().await.unwrap();
    });
}

/// 10: a get that is given up races with the message that is handed to it.
#[test]
fn a_reader_that_gives_up_loses_nothing() {
    let Some(ray) = cluster::ray() else { return };
    // One message at a time, and many ahead.
    for capacity in [8, 400] {
        const COUNT: u64 = 400;
        run(async {
            let channel = ray.channel::<Job>(&fresh("races")).options(options(capacity)).create().await.unwrap();
            let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
            let producer = async {
                for id in 0..COUNT {
                    sender.send(job(id)).await.unwrap();
                }
            };
            let (mut next, mut given_up) = (0, 0_u64);
            let consumer = async {
                while next < COUNT {
                    // About as long as a call takes, and less and more than that.
                    let patience = Duration::from_micros(300 * (given_up % 8));
                    let got = or(async { Some(receiver.recv().await) }, async {
                        futures_timer::Delay::new(patience).await;
                        None
                    });
                    match got.await {
                        Some(delivery) => {
                            assert_eq!(delivery.unwrap().ack().id, next);
                            next += 1;
                        }
                        None => given_up += 1,
                    }
                }
            };
            zip(producer, consumer).await;
            assert!(given_up > 0);
            let stats = channel.actor().stats().await.unwrap();
            // What came too late went back, and counts as never delivered.
            assert_eq!((stats.sent, stats.delivered, stats.ready), (COUNT, COUNT, 0));
            channel.kill().await.unwrap();
        });
    }
}

/// 11: what a producer put into Ray's store dies with it.
#[test]
fn a_large_frame_outlives_its_producer() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let name = fresh("large");
        let other = cluster::own_ray().unwrap();
        let sender = other.frames(&name).options(options(8)).create().await.unwrap().frame_sender();
        let large = klaw_runtime::msgpack::to_vec(&bytes::Bytes::from(vec![7; 3 << 20]));
        sender.send(large.clone().into()).await.unwrap();
        // Killed: it gets no word out.
        cluster::kill(other.process().unwrap());
        let mut receiver = ray.frames(&name).get().await.unwrap().frame_receiver("reader");
        assert_eq!(receiver.recv().await.unwrap().ack(), large);
        drop((sender, other));
    });
}

/// 12: another patch version of Python is refused by Ray.
#[test]
fn another_version_of_python_is_named_in_the_error() {
    let Some(config) = cluster::config() else { return };
    // A Python of another patch version cannot be had everywhere: this one says that it is.
    let wrapper = cluster::scratch("python-of-another-version");
    let text = format!(
        r#"#!/bin/sh
shift 2
exec {} -u -c "import sys
sys.version_info = type('Version', (tuple,), dict(major=3, minor=sys.version_info[1], micro=99))((*sys.version_info[:2], 99))
$1"
"#,
        config.python.display()
    );
    std::fs::write(&wrapper, text).unwrap();
    cluster::make_executable(&wrapper);
    let error = block_on(Ray::connect(config.python(&wrapper))).err().unwrap().to_string();
    assert!(error.contains("Version mismatch") && error.contains(".99"), "{error}");
    assert!(error.contains("`KLAW_RAY_PYTHON`"), "{error}");
}

/// No Python, no Ray in it, no cluster, no token: each is said, with what to do.
#[test]
fn what_is_missing_is_named() {
    let Some(config) = cluster::config() else { return };
    let connect = |config: RayConfig| block_on(Ray::connect(config)).err().unwrap().to_string();
    let error = connect(config.clone().python("/nowhere/python"));
    assert!(error.contains("cannot start `/nowhere/python`") && error.contains("KLAW_RAY_PYTHON"), "{error}");

    let wrapper = cluster::scratch("python-without-ray");
    std::fs::write(&wrapper, format!("#!/bin/sh\nexec {} -I -S \"$@\"\n", config.python.display())).unwrap();
    cluster::make_executable(&wrapper);
    let error = connect(config.clone().python(&wrapper));
    assert!(error.contains("has no Ray") && error.contains("-m pip install ray"), "{error}");

    let short = || config.clone().connect_timeout(TimeoutSeconds::literal(15.0));
    let error = connect(short().address("127.0.0.1:1"));
    assert!(error.contains("backend `ray`"), "{error}");

    let token = cluster::scratch("another-token");
    std::fs::write(&token, "00112233445566778899aabbccddeeff").unwrap();
    let start = Instant::now();
    let error = connect(short().token_path(&token));
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
    assert!(error.contains("backend `ray`"), "{error}");
}

/// 13: a request without an answer hangs for ever.
#[test]
fn every_request_has_an_answer() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        // The method is there, and its arguments make no sense to it: a Python exception, and an error here.
        let channel = ray.channel::<Job>(&fresh("answers")).options(options(8)).create().await.unwrap();
        let error = channel.actor().get("nobody", Some(Duration::ZERO)).await.unwrap_err();
        assert_eq!(error.to_string(), "the reader does not fit: nobody goes by `nobody`");
        channel.kill().await.unwrap();
        // Ray kills in its own time.
        let start = Instant::now();
        let error = loop {
            match channel.actor().stats().await {
                Ok(_) => assert!(start.elapsed() < Duration::from_secs(60), "the actor lives on"),
                Err(error) => break error,
            }
        };
        assert!(error.is_closed(), "{error}");
    });
}

/// 14: a sidecar outlives its process.
#[test]
fn the_python_ends_with_its_process() {
    let Some(ray) = cluster::own_ray() else { return };
    let process = ray.process().unwrap();
    assert!(cluster::is_running(process));
    drop(ray);
    let start = Instant::now();
    while cluster::is_running(process) {
        assert!(start.elapsed() < Duration::from_secs(60), "it runs on");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// 15: calls that nobody waits for pile up in the actor.
#[test]
fn a_caller_that_does_not_wait_fills_nothing() {
    const CALLS: u64 = 300;
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("flood")).options(options(1)).create().await.unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
        let mut calls: Vec<_> = (0..CALLS).map(|id| Box::pin(sender.send_batch(vec![job(id)]))).collect();
        for call in &mut calls {
            assert!(futures_lite::future::poll_once(call).await.is_none());
        }
        // One has room; of the others no more are under way than a few, and the rest waits here.
        let start = Instant::now();
        let actor = channel.actor();
        while actor.stats().await.unwrap().waiting_puts < 4 {
            assert!(start.elapsed() < Duration::from_secs(60), "they do not come in");
        }
        for _ in 0..20 {
            assert_eq!(actor.stats().await.unwrap().waiting_puts, 4);
        }
        let consumer = async {
            for id in 0..CALLS {
                assert_eq!(receiver.recv().await.unwrap().ack().id, id);
            }
        };
        let producer = async {
            for call in calls {
                call.await.unwrap();
            }
        };
        zip(producer, consumer).await;
        channel.kill().await.unwrap();
    });
}

/// 16: nothing of klaw is installed on the cluster, and a task with plain msgspec shares the channel, both ways.
#[test]
fn a_python_task_with_plain_msgspec_shares_the_channel() {
    let Some(config) = cluster::config() else { return };
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let name = fresh("interop");
        let channel = ray.channel::<Job>(&name).options(options(100)).create().await.unwrap();
        let address = config.address.as_deref().unwrap();
        let path = cluster::file("tests/ray/python/peer.py");
        let program = std::fs::read_to_string(path).unwrap();
        // It puts ten jobs, and prints the first as it put it.
        let printed = python(&program, &[address, &config.namespace, &name, "put"]);
        let mut receiver = channel.receiver("reader");
        let first = receiver.recv().await.unwrap();
        assert_eq!((first.header().seq, &*first.header().channel_id), (0, &*name));
        let message = first.into_message();
        let ours: String = klaw_runtime::msgpack::to_vec(&message).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(printed.trim(), ours, "byte for byte");
        for id in 1..10 {
            assert_eq!(receiver.recv().await.unwrap().ack(), job(id));
        }
        // It reads ten, and prints their sum.
        channel.sender().send_batch((0..10).map(job).collect()).await.unwrap();
        assert_eq!(python(&program, &[address, &config.namespace, &name, "get"]).trim(), "45");
        channel.kill().await.unwrap();
    });
}

/// Garbage is refused where it is put, with the reason, or reaches the reader as what it is.
#[test]
fn garbage_reaches_its_reader_as_such_and_nothing_else_is_lost() {
    let Some(config) = cluster::config() else { return };
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let name = fresh("garbage");
        let channel = ray.channel::<Job>(&name).options(options(100)).create().await.unwrap();
        let sender = channel.sender();
        sender.send(job(0)).await.unwrap();
        let program = r#"
import ray, sys
ray.init(address=sys.argv[1], namespace=sys.argv[2], log_to_driver=False, logging_level="ERROR")
channel = ray.get_actor(sys.argv[3])
for garbage in ("text", 7, None):
    try:
        ray.get(channel.put.remote(garbage))
    except TypeError as error:
        print(error.cause)
ray.get(channel.put_batch.remote([b"\xc1", b"", b"\x92\x01\x90"]))
"#;
        let printed = python(program, &[config.address.as_deref().unwrap(), &config.namespace, &name]);
        assert_eq!(printed.matches("a frame is `bytes`").count(), 3, "{printed}");
        let too_long = Job { id: 1, name: "x".repeat(21) };
        let refused = sender.send(too_long).await.unwrap_err();
        assert!(matches!(&refused.error, ChannelError::Mismatch(error) if error.subject == "message"), "{refused}");
        sender.send(job(2)).await.unwrap();

        let mut receiver = channel.receiver("reader");
        assert_eq!(receiver.recv().await.unwrap().ack(), job(0));
        for frame in [&b"\xc1"[..], b"", b"\x92\x01\x90"] {
            match receiver.recv().await.unwrap_err() {
                klaw_runtime::channel::RecvError::Malformed { frame: got, .. } => assert_eq!(got, frame),
                other => panic!("{other}"),
            }
        }
        assert_eq!(receiver.recv().await.unwrap().ack(), job(2));
        channel.kill().await.unwrap();
    });
}

/// Call by call, as a Python program calls it.
#[test]
fn the_actor_is_called_call_by_call() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let channel = ray.channel::<Job>(&fresh("calls")).options(options(2).acks(Acks::Each)).create().await.unwrap();
        let actor = channel.actor();
        actor.register_receiver("reader", "node-1").await.unwrap();
        actor.put(&job(0), None).await.unwrap();
        actor.put_nowait(&job(1)).await.unwrap();
        assert!(actor.put_nowait(&job(2)).await.unwrap_err().is_full());
        assert!(actor.put(&job(2), Some(Duration::from_millis(20))).await.unwrap_err().is_timeout());
        let first = actor.get("reader", None).await.unwrap();
        assert_eq!((first.status, first.value), (Status::Ok, Some(job(0))));
        actor.give_back("reader", first.delivery.unwrap()).await.unwrap();
        let batch = actor.get_batch("reader", 5, None).await.unwrap();
        assert_eq!(batch.items, [job(0), job(1)]);
        assert_eq!(batch.deliveries[0].attempt, 2);
        for delivery in batch.deliveries {
            actor.ack("reader", delivery).await.unwrap();
        }
        assert_eq!(actor.get_nowait("reader").await.unwrap().status, Status::Empty);
        let stats = actor.stats().await.unwrap();
        assert_eq!((stats.sent, stats.delivered, stats.redelivered, stats.acked), (2, 3, 1, 2));
        let reader = &actor.readers().await.unwrap()[0];
        assert_eq!((&*reader.reader_id, &*reader.node_id, reader.total_received), ("reader", "node-1", 3));
        assert!(reader.registered_at > 1_700_000_000_000);
        let metadata = actor.metadata().await.unwrap();
        assert_eq!((metadata.capacity.unwrap().get(), &*metadata.value_type), (2, "Job"));
        channel.kill().await.unwrap();
    });
}
