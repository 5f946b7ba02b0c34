//! [`Executor`]: the user's own programs, run where Ray has room for them.

use super::channel::{answered, decode, fresh_name};
use super::link::{Link, Outcome, call_bytes};
use super::protocol::{Ask, Kill, Spawn, SpawnOptions, SpawnProgram};
use crate::channel::error::ChannelError;
use klaw_derive::WireMessage;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A program that is run, and what it needs. Ray schedules programs, as it cannot ship closures.
///
/// The program finds the cluster by `KLAW_RAY_PYTHON`, `KLAW_RAY_ADDRESS` and `KLAW_RAY_NAMESPACE`, which are set for it, and its
/// channels by their names. It is there on every node, at this path.
///
/// ```
/// use klaw_runtime::channel::ray::WorkerSpec;
///
/// let workers = WorkerSpec::binary("/opt/app/worker").argument("jobs").replicas(4).num_cpus(0.5).restarts(3);
/// // One core and one of it, unless more is said.
/// let one = WorkerSpec::binary("/opt/app/worker");
/// assert_eq!(one.clone().replicas(1).num_cpus(1.0).restarts(0), one);
/// let on_gpus = workers.clone().variable("MODE", "fast").resource("gpu", 1.0);
/// assert_ne!(on_gpus, workers);
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "it is run with `Executor::spawn`"]
pub struct WorkerSpec {
    program: String,
    arguments: Vec<String>,
    variables: BTreeMap<String, String>,
    replicas: usize,
    num_cpus: f64,
    resources: BTreeMap<String, f64>,
    restarts: u32,
}

/// Of its variables the names, and of its arguments how many there are: a value may be a secret.
impl fmt::Debug for WorkerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerSpec")
            .field("program", &self.program)
            .field("arguments", &self.arguments.len())
            .field("variables", &self.variables.keys())
            .field("replicas", &self.replicas)
            .field("num_cpus", &self.num_cpus)
            .field("resources", &self.resources)
            .field("restarts", &self.restarts)
            .finish()
    }
}

impl WorkerSpec {
    /// The program at that path: one, which needs one core.
    pub fn binary(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            variables: BTreeMap::new(),
            replicas: 1,
            num_cpus: 1.0,
            resources: BTreeMap::new(),
            restarts: 0,
        }
    }

    /// One more argument.
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// A variable of its environment.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// How many of it run.
    pub fn replicas(self, replicas: usize) -> Self {
        Self { replicas, ..self }
    }

    /// How many cores each needs.
    pub fn num_cpus(self, num_cpus: f64) -> Self {
        Self { num_cpus, ..self }
    }

    /// How much each needs of a resource of Ray's.
    pub fn resource(mut self, name: impl Into<String>, amount: f64) -> Self {
        self.resources.insert(name.into(), amount);
        self
    }

    /// How often each is run again after it failed, on its node; and, after the node failed, on another.
    pub fn restarts(self, restarts: u32) -> Self {
        Self { restarts, ..self }
    }
}

/// Runs programs under Ray's scheduler. See [`Ray::executor`](super::Ray::executor).
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::channel::ray::{Ray, RayConfig, WorkerSpec};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let workers = ray.executor().spawn(WorkerSpec::binary("/srv/worker").replicas(2).num_cpus(1.0)).await?;
/// assert_eq!(workers.wait().await?.len(), 2);
/// # Ok(())
/// # }
/// ```
pub struct Executor {
    link: Link,
}

/// How a program ended.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::channel::ray::{Ray, RayConfig, WorkerSpec};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let workers = ray.executor().spawn(WorkerSpec::binary("/bin/true")).await?;
/// for exit in workers.wait().await? {
///     println!("{exit:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, WireMessage)]
#[wire(crate = "crate", array_like, frozen)]
pub struct Exit {
    /// Its exit code; below 0 the signal that ended it.
    pub code: i32,
    /// How often it was run.
    pub runs: u32,
    /// The node that it ran on.
    pub node: String,
}

impl Executor {
    pub(super) fn new(link: Link) -> Self {
        Self { link }
    }

    /// Starts programs, as soon as there is room for them.
    ///
    /// # Errors
    /// The backend's.
    pub async fn spawn(&self, spec: WorkerSpec) -> Result<Workers, ChannelError> {
        let names: Vec<Arc<str>> = (0..spec.replicas).map(|_| fresh_name("worker")).collect();
        let spawn = Spawn {
            names: names.iter().map(|name| &**name).collect(),
            options: SpawnOptions {
                num_cpus: spec.num_cpus,
                resources: spec.resources.iter().map(|(name, amount)| (name.as_str(), *amount)).collect(),
                max_restarts: i32::try_from(spec.restarts).unwrap_or(i32::MAX),
            },
            program: SpawnProgram {
                program: &spec.program,
                arguments: spec.arguments.iter().map(String::as_str).collect(),
                variables: spec.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
                restarts: spec.restarts,
            },
        };
        let actor: Arc<str> = spec.program.as_str().into();
        answered(self.link.call(&actor, call_bytes(&spawn))).await?;
        let run = |name: &Arc<str>| {
            let call = call_bytes(&Ask { actor: name, method: "run", arguments: [0_u8; 0] });
            (Arc::clone(name), self.link.call_lasting(name, call))
        };
        Ok(Workers { running: names.iter().map(run).collect(), link: self.link.clone() })
    }
}

/// Programs that run. They end with this process, and when [`stop`](Self::stop) says so.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::channel::ray::{Ray, RayConfig, WorkerSpec};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let workers = ray.executor().spawn(WorkerSpec::binary("/srv/worker").restarts(2)).await?;
/// workers.stop().await?;
/// assert_eq!(workers.wait().await?.len(), 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "they are waited for with `wait`"]
pub struct Workers {
    link: Link,
    running: Vec<(Arc<str>, Outcome)>,
}

impl Workers {
    /// Waits until all have ended, and says how.
    ///
    /// # Errors
    /// The backend's, the first one.
    pub async fn wait(self) -> Result<Vec<Exit>, ChannelError> {
        let mut exits = Vec::with_capacity(self.running.len());
        let mut failed = None;
        for (name, outcome) in self.running {
            match answered(outcome).await.and_then(|value| decode(&value)) {
                Ok(exit) => exits.push(exit),
                Err(error) => failed = failed.or(Some(error)),
            }
            // The actor has nothing left to do.
            drop(self.link.submit(&call_bytes(&Kill { actor: &name })));
        }
        failed.map_or(Ok(exits), Err)
    }

    /// Asks all to end; after 5 s they have no choice.
    ///
    /// # Errors
    /// The backend's, the first one.
    pub async fn stop(&self) -> Result<(), ChannelError> {
        // One for which there is no room yet is told when there is.
        let stop = |name: &Arc<str>| {
            self.link.call_lasting(name, call_bytes(&Ask { actor: name, method: "stop", arguments: [0_u8; 0] }))
        };
        let stopping: Vec<_> = self.running.iter().map(|(name, _)| stop(name)).collect();
        let mut result = Ok(());
        for stopped in stopping {
            result = result.and(answered(stopped).await.map(drop));
        }
        result
    }
}
