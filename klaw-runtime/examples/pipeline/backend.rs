//! Where the pipeline's channels are.

use crate::{CAPACITY, Failure, Job, LEASE, Outcome, run};
use klaw_runtime::channel::{Acks, ChannelActor, ChannelOptions, ChannelStats, FramedReceiver, FramedSender};
use klaw_runtime::envelope::{Heartbeat, WireHeader};
use klaw_runtime::{ChannelCapacity, msgpack};

/// The two ends of a channel.
type Pair<T, S, R> = (FramedSender<T, S>, FramedReceiver<T, R>);

/// What the program is given.
pub(crate) struct Ends<S, R> {
    pub(crate) jobs: Pair<Job, S, R>,
    pub(crate) results: Pair<Outcome, S, R>,
    /// What keeps the producer's lease, where senders have one.
    pub(crate) heart: Option<Box<dyn Heart>>,
    /// Is a reader's lease kept while its process lives, however long it works on a message?
    pub(crate) renews: bool,
    /// What happened in either channel.
    pub(crate) stats: Box<dyn FnOnce() -> Result<(ChannelStats, ChannelStats), Failure>>,
}

/// The producer, as the jobs' channel knows it.
pub(crate) trait Heart: Send {
    fn begin(&self) -> Result<(), Failure>;
    fn beat(&self) -> Result<(), Failure>;
    fn end(&self) -> Result<(), Failure>;
}

fn options() -> [ChannelOptions; 2] {
    let jobs = ChannelOptions::new(ChannelCapacity::literal(CAPACITY)).acks(Acks::Each).lease(LEASE);
    [jobs, ChannelOptions::new(ChannelCapacity::literal(64))]
}

/// In this process, through frames.
pub(crate) fn local(count: u64) -> Result<(), Failure> {
    let [jobs, results] = options();
    let jobs = ChannelActor::<Job>::new("jobs", &jobs);
    let results = ChannelActor::<Outcome>::new("results", &results);
    run(
        Ends {
            jobs: (jobs.sender(), jobs.receiver()),
            results: (results.sender(), results.receiver()),
            heart: Some(Box::new(jobs.clone())),
            renews: false,
            stats: Box::new(move || Ok((jobs.stats(), results.stats()))),
        },
        count,
    )
}

impl Heart for ChannelActor<Job> {
    fn begin(&self) -> Result<(), Failure> {
        Ok(self.register_sender("producer")?)
    }

    /// By the message that any process could send.
    fn beat(&self) -> Result<(), Failure> {
        let heartbeat = Heartbeat::new(WireHeader::new("jobs").now(), "producer");
        Ok(self.put_frame_blocking(msgpack::to_vec(&heartbeat).into())?)
    }

    fn end(&self) -> Result<(), Failure> {
        Ok(self.deregister_sender("producer")?)
    }
}

/// A name that no other run has.
#[cfg(any(feature = "ray", all(feature = "nats", feature = "config")))]
fn fresh(name: &str) -> String {
    format!("pipeline-{name}-{}", std::process::id())
}

/// How the server is started.
#[cfg(any(feature = "ray", all(feature = "nats", feature = "config")))]
fn hint(backend: &str, error: impl std::fmt::Display) -> Failure {
    format!(
        "{error}\n`eval \"$(tests/services/{backend}-up.sh)\"` starts a server on this machine and says where it is"
    )
    .into()
}

#[cfg(not(all(feature = "ray", feature = "nats", feature = "config")))]
fn not_built(backend: &str) -> Result<(), Failure> {
    let with = format!("cargo run --example pipeline -p klaw-runtime --features {backend} -- --backend {backend}");
    Err(format!("this program was built without the backend `{backend}`; with it: `{with}`").into())
}

#[cfg(feature = "ray")]
pub(crate) use on_ray::ray;

#[cfg(feature = "ray")]
mod on_ray {
    use super::*;
    use futures_lite::future::block_on;
    use klaw_runtime::channel::ray::{Ray, RayChannelActor, RayConfig};

    /// On the cluster that `KLAW_RAY_*` name.
    pub(crate) fn ray(count: u64) -> Result<(), Failure> {
        let [jobs, results] = options();
        let ray = block_on(Ray::connect(RayConfig::from_env()?)).map_err(|error| hint("ray", error))?;
        let jobs = block_on(ray.channel::<Job>(&fresh("jobs")).options(jobs).create())?;
        let results = block_on(ray.channel::<Outcome>(&fresh("results")).options(results).create())?;
        let (job_actor, result_actor) = (jobs.actor(), results.actor());
        let done = run(
            Ends {
                jobs: (jobs.sender(), jobs.receiver("worker")),
                results: (results.sender(), results.receiver("collector")),
                heart: Some(Box::new(jobs.actor())),
                renews: true,
                stats: Box::new(move || Ok((block_on(job_actor.stats())?, block_on(result_actor.stats())?))),
            },
            count,
        );
        block_on(jobs.kill())?;
        block_on(results.kill())?;
        done
    }

    impl Heart for RayChannelActor<Job> {
        fn begin(&self) -> Result<(), Failure> {
            Ok(block_on(self.register_sender("producer"))?)
        }

        fn beat(&self) -> Result<(), Failure> {
            Ok(block_on(self.heartbeat("producer"))?)
        }

        fn end(&self) -> Result<(), Failure> {
            Ok(block_on(self.deregister_sender("producer"))?)
        }
    }
}

#[cfg(not(feature = "ray"))]
pub(crate) fn ray(_count: u64) -> Result<(), Failure> {
    not_built("ray")
}

/// On the server that the configuration names (`KLAW_BACKENDS__NATS__URL`).
#[cfg(all(feature = "nats", feature = "config"))]
pub(crate) fn nats(count: u64) -> Result<(), Failure> {
    use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig};

    let [jobs, results] = options();
    let config = NatsConfig::from_env()?;
    // The connection's own thread: the pipeline's block.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let connection = std::thread::spawn(move || drop(runtime.block_on(stopped)));

    let nats = handle.block_on(Nats::connect(config)).map_err(|error| hint("nats", error))?;
    let names = [fresh("jobs"), fresh("results")];
    let jobs: NatsChannel<Job> = handle.block_on(nats.create(&names[0], &jobs))?.closes_with_senders();
    let results: NatsChannel<Outcome> = handle.block_on(nats.create(&names[1], &results))?.closes_with_senders();
    let asking = handle.clone();
    let done = run(
        Ends {
            jobs: (jobs.sender(), jobs.receiver()),
            results: (results.sender(), results.receiver()),
            heart: None,
            renews: true,
            stats: Box::new(move || Ok((asking.block_on(jobs.stats())?, asking.block_on(results.stats())?))),
        },
        count,
    );
    for name in names {
        handle.block_on(nats.delete(&name))?;
    }
    drop(stop);
    connection.join().map_err(|_| "the connection's thread panicked")?;
    done
}

#[cfg(not(all(feature = "nats", feature = "config")))]
pub(crate) fn nats(_count: u64) -> Result<(), Failure> {
    not_built("nats")
}
