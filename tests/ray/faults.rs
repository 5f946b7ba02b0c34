//! What fails while messages are under way: the Python, the actor, a reader's process, the cluster.

use crate::backends::{Job, job, options, run};
use crate::cluster::{self, Cluster, fresh};
use futures_lite::future::{block_on, zip};
use klaw_runtime::TimeoutSeconds;
use klaw_runtime::channel::ray::{Ray, WorkerSpec};
use klaw_runtime::channel::{Acks, Overflow, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// 5, 7 and 8: the Python is killed again and again in mid-stream; what was under way is sent again and accepted once, and what
/// was handed out is handed out once.
#[test]
fn a_python_that_is_killed_loses_nothing_and_repeats_nothing() {
    let Some(ray) = cluster::own_ray() else { return };
    for acks in [Acks::None, Acks::Each] {
        const COUNT: u64 = 20_000;
        let options = options(500).max_batch(50).acks(acks);
        let channel = block_on(ray.channel::<Job>(&fresh("killed")).options(options).create()).unwrap();
        let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
        let mut killed = 0;
        let producer = async {
            for id in 0..COUNT {
                sender.feed(job(id)).await.unwrap();
            }
            sender.flush().await.unwrap();
        };
        let consumer = async {
            for id in 0..COUNT {
                assert_eq!(receiver.recv().await.unwrap().ack().id, id);
                if id % 5000 == 2500
                    && let Some(process) = ray.process()
                {
                    cluster::kill(process);
                    killed += 1;
                }
            }
        };
        block_on(zip(producer, consumer));
        assert!(killed >= 2, "killed {killed} times");
        let stats = block_on(channel.actor().stats()).unwrap();
        assert_eq!((stats.sent, stats.ready), (COUNT, 0));
        block_on(channel.kill()).unwrap();
    }
}

/// The process of a reader is killed: another has what it had, and nothing is missing.
#[test]
fn programs_run_under_rays_scheduler_and_one_that_is_killed_is_run_again() {
    let Some(ray) = cluster::ray() else { return };
    run(async {
        let (jobs, results) = (fresh("jobs"), fresh("results"));
        let options = options(2000).acks(Acks::Each).lease(TimeoutSeconds::literal(3.0));
        let todo = ray.channel::<Job>(&jobs).options(options.clone()).create().await.unwrap();
        let done = ray.channel::<Job>(&results).options(options).create().await.unwrap();
        let sender = todo.sender();
        for first in (0..1000).step_by(100) {
            sender.send_batch((first..first + 100).map(job).collect()).await.unwrap();
        }
        drop(sender);
        // This very binary, told to be a worker. The first of them kills itself.
        let own = std::env::current_exe().unwrap();
        let config = cluster::config().unwrap();
        let spec = WorkerSpec::binary(own.to_str().unwrap())
            .argument("faults::worker")
            .argument("--exact")
            .argument("--ignored")
            .variable("TEST_JOBS", &jobs)
            .variable("TEST_RESULTS", &results)
            .variable("KLAW_RAY_TOKEN_PATH", config.token_path.unwrap().to_str().unwrap())
            .replicas(2)
            .num_cpus(0.5)
            .restarts(2);
        let workers = ray.executor().spawn(spec).await.unwrap();
        let mut receiver = done.receiver("collector");
        let mut ids = std::collections::BTreeSet::new();
        while ids.len() < 1000 {
            ids.insert(receiver.recv().await.unwrap().ack().id);
        }
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), (0..1000).collect::<Vec<_>>());
        let exits = workers.wait().await.unwrap();
        assert!(exits.iter().all(|exit| exit.code == 0), "{exits:?}");
        assert!(exits.iter().any(|exit| exit.runs == 2), "{exits:?}");
        todo.kill().await.unwrap();
        done.kill().await.unwrap();
    });
}

/// No test: the program that the test above runs.
#[test]
#[ignore = "it is run by another test"]
fn worker() {
    let (Ok(jobs), Ok(results)) = (std::env::var("TEST_JOBS"), std::env::var("TEST_RESULTS")) else { return };
    block_on(async {
        let ray = Ray::connect(klaw_runtime::channel::ray::RayConfig::from_env().unwrap()).await.unwrap();
        let (jobs, results) =
            (ray.channel::<Job>(&jobs).get().await.unwrap(), ray.channel::<Job>(&results).get().await.unwrap());
        let mut receiver = jobs.receiver(format!("worker-{}", std::process::id()));
        let sender = results.sender();
        let mut count = 0;
        while let Ok(delivery) = receiver.recv().await {
            sender.send(delivery.clone()).await.unwrap();
            delivery.ack();
            count += 1;
            // The first that gets so far, and no other.
            if count == 20 && jobs.actor().stats().await.unwrap().redelivered == 0 && first_to_fall(&results).await {
                cluster::kill(std::process::id());
            }
        }
    });
}

/// Is nobody before this one registered as the one who falls?
async fn first_to_fall(results: &klaw_runtime::channel::ray::RayChannel<Job>) -> bool {
    let actor = results.actor();
    let fallen = actor.readers().await.unwrap().iter().any(|reader| reader.reader_id == "fallen");
    actor.register_receiver("fallen", "").await.unwrap();
    !fallen
}

/// 13: a Python that hangs answers nothing, and does not end either.
#[test]
fn a_python_that_hangs_is_ended_and_its_requests_are_answered() {
    let Some(config) = cluster::config() else { return };
    // No call waits longer than 10 s for its answer, and what fails is tried for a moment longer: too short for another Python
    // to come up.
    let ray = block_on(Ray::connect(config.call_timeout(TimeoutSeconds::literal(0.2)))).unwrap();
    let channel = block_on(ray.channel::<Job>(&fresh("hung")).options(options(8)).create()).unwrap();
    let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
    run(async {
        sender.send(job(0)).await.unwrap();
        let hung = ray.process().unwrap();
        cluster::stop(hung);
        let start = Instant::now();
        let (sent, received) = zip(sender.send(job(1)), receiver.recv()).await;
        assert!(start.elapsed() > Duration::from_secs(10), "{:?}", start.elapsed());
        assert!(sent.is_err() && received.is_err(), "another Python was there at once");
        // What was told to have failed is not in the way of what follows, nor does it come.
        while sender.send(job(2)).await.is_err() {}
        assert!(!cluster::is_running(hung));
        assert_ne!(ray.process(), Some(hung));
        for id in [0, 2] {
            let delivery = loop {
                if let Ok(delivery) = receiver.recv().await {
                    break delivery;
                }
            };
            assert_eq!(delivery.ack(), job(id));
        }
        channel.kill().await.unwrap();
    });
}

/// The head of the cluster is killed: this process lives on, and is told.
#[test]
fn a_head_that_is_killed_is_an_error_and_no_end() {
    let Some(cluster) = Cluster::start(0) else { return };
    let config = cluster.config().call_timeout(TimeoutSeconds::literal(5.0));
    let ray = block_on(Ray::connect(config)).unwrap();
    let channel = block_on(ray.channel::<Job>("headless").options(options(8)).create()).unwrap();
    let sender = channel.sender();
    block_on(sender.send(job(0))).unwrap();
    cluster.kill_head();
    let start = Instant::now();
    // Calls of an actor go on without a head for a while; then Ray ends the Python.
    let error = loop {
        match block_on(sender.try_send(job(1))) {
            Err(refused) if !refused.error.is_full() => break refused.error,
            _ => thread::sleep(Duration::from_millis(200)),
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nobody says that the head is gone");
    };
    assert!(error.to_string().contains("backend `ray`") || error.is_closed() || error.is_timeout(), "{error}");
}

/// 7: the node with the actor is killed; Ray brings it back on another, and it was lost.
#[test]
fn a_node_that_is_killed_takes_the_channel_and_ray_brings_it_back_empty() {
    let Some(cluster) = Cluster::start(2) else { return };
    let ray = block_on(Ray::connect(cluster.config())).unwrap();
    let options = options(8).overflow(Overflow::DropOldest);
    // Ray puts actors where it likes, also on the head, whose death is another test.
    let elsewhere = (0..20).find_map(|_| {
        let asked = ray.channel::<Job>(&fresh("moved")).options(options.clone()).restarts(-1);
        let channel = block_on(asked.create()).unwrap();
        let sender = channel.sender();
        block_on(sender.send(job(0))).unwrap();
        cluster.kill_node_of(channel.name()).then_some((channel, sender))
    });
    let (channel, sender) = elsewhere.expect("of 20 actors all are on the head");
    // Its workers answer for a second or two without their node.
    let start = Instant::now();
    let error = loop {
        match block_on(sender.send(job(1))) {
            Err(refused) => break refused.error,
            Ok(()) => thread::sleep(Duration::from_millis(50)),
        }
        assert!(start.elapsed() < Duration::from_secs(30), "nobody says that the node is gone");
    };
    assert!(matches!(error, klaw_runtime::channel::ChannelError::Lost(_)), "{error}");
    block_on(sender.send(job(2))).unwrap();
    assert_eq!(block_on(channel.receiver("reader").recv()).unwrap().ack(), job(2));
}
