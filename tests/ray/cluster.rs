//! The tests' Ray, and what they ask of it.

use futures_lite::future::block_on;
use klaw_runtime::Namespace;
use klaw_runtime::channel::ray::{Ray, RayChannel, RayConfig};
use klaw_tests::services;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Lines, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where it is; `None` where there is none, and that was said.
pub(crate) fn config() -> Option<RayConfig> {
    services::variable("ray", "KLAW_RAY_PYTHON")?;
    let namespace = Namespace::new(format!("tests-{}", std::process::id())).unwrap();
    Some(RayConfig::from_env().unwrap().namespace(namespace))
}

/// A connection that all tests share which break none.
pub(crate) fn ray() -> Option<Ray> {
    static RAY: OnceLock<Ray> = OnceLock::new();
    let config = config()?;
    Some(RAY.get_or_init(|| block_on(Ray::connect(config)).unwrap()).clone())
}

/// A connection of one's own.
pub(crate) fn own_ray() -> Option<Ray> {
    Some(block_on(Ray::connect(config()?)).unwrap())
}

/// A name that no other test has.
pub(crate) fn fresh(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{name}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A Python program with the cluster's Ray.
pub(crate) fn python_command(config: &RayConfig, program: &str) -> Command {
    let mut command = Command::new(&config.python);
    command.args(["-c", program]);
    command.env("RAY_AUTH_MODE", "token").env("RAY_AUTH_TOKEN_PATH", config.token_path.as_ref().unwrap());
    command
}

/// Runs one: what it printed.
pub(crate) fn python(program: &str, arguments: &[&str]) -> String {
    let output = python_command(&config().unwrap(), program).args(arguments).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    out.into_owned()
}

/// Ends a process of the test's without a word.
pub(crate) fn kill(process: u32) {
    let killed = Command::new("kill").args(["-9", &process.to_string()]).status().unwrap();
    assert!(killed.success(), "there is no process {process}");
}

/// Lets a process of the test's hang.
pub(crate) fn stop(process: u32) {
    let stopped = Command::new("kill").args(["-STOP", &process.to_string()]).status().unwrap();
    assert!(stopped.success(), "there is no process {process}");
}

pub(crate) fn is_running(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// Ends the process of a channel's actor without a word.
pub(crate) async fn kill_actor<T>(channel: &RayChannel<T>) {
    let program = r#"
import os, ray, sys
ray.init(address=sys.argv[1], namespace=sys.argv[2], log_to_driver=False, logging_level="ERROR")
print(ray.get(ray.get_actor(sys.argv[3]).__ray_call__.remote(lambda self: os.getpid())))
"#;
    let config = config().unwrap();
    let process = python(program, &[config.address.as_deref().unwrap(), &config.namespace, channel.name()]);
    kill(process.trim().parse().unwrap());
}

/// A path for a file of the test's.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = file("target/services/ray/scratch");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}-{}", std::process::id()))
}

pub(crate) fn make_executable(path: &PathBuf) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A cluster of the test's own, which may be broken.
pub(crate) struct Cluster {
    process: Child,
    config: RayConfig,
    answers: RefCell<Lines<BufReader<ChildStdout>>>,
}

impl Cluster {
    /// A head, and so many further nodes.
    pub(crate) fn start(nodes: usize) -> Option<Self> {
        let config = config()?;
        let program = std::fs::read_to_string(file("tests/ray/python/cluster.py")).unwrap();
        let mut command = python_command(&config, &program);
        command.args([&nodes.to_string(), &*config.namespace]);
        command.env("RAY_gcs_rpc_server_reconnect_timeout_s", "5").env("RAY_USAGE_STATS_ENABLED", "0");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut answers = BufReader::new(process.stdout.take().unwrap()).lines();
        let is_address = |line: &String| line.starts_with("127.0.0.1:");
        let address = answers.by_ref().map(Result::unwrap).find(is_address).expect("the cluster does not start");
        let config = config.address(address).variable("RAY_gcs_rpc_server_reconnect_timeout_s", "5");
        Some(Self { process, config, answers: RefCell::new(answers) })
    }

    pub(crate) fn config(&self) -> RayConfig {
        self.config.clone()
    }

    fn tell(&self, command: &str) -> bool {
        writeln!(self.process.stdin.as_ref().unwrap(), "{command}").unwrap();
        let answers = &mut *self.answers.borrow_mut();
        answers.map(Result::unwrap).find(|line| line == "yes" || line == "no").unwrap() == "yes"
    }

    pub(crate) fn kill_head(&self) {
        assert!(self.tell("head"));
    }

    /// `false` where it is the head.
    pub(crate) fn kill_node_of(&self, actor: &str) -> bool {
        self.tell(&format!("node {actor}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// A file of the repository.
pub(crate) fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
