//! Servers to test on: the one that is shared, and ones that a test may kill.

use crate::backends::{Backend, Job};
use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig, NatsReceiver, NatsSender, Storage};
use klaw_runtime::channel::{ChannelOptions, FramedReceiver, FramedSender};
use klaw_runtime::{Namespace, TimeoutSeconds};
use klaw_tests::services;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

pub(crate) fn runtime() -> &'static Runtime {
    &RUNTIME
}

/// Where the shared server is; `None`, said aloud, where it is not.
pub(crate) fn url() -> Option<String> {
    services::variable("nats", "NATS_URL")
}

/// A namespace that no other test has.
pub(crate) fn namespace() -> Namespace {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
    Namespace::new(format!("t{}-{now}-{count}", std::process::id())).unwrap()
}

pub(crate) fn config(url: &str) -> NatsConfig {
    NatsConfig::new(url).namespace(namespace()).storage(Storage::Memory)
}

/// A test on the shared server.
pub(crate) fn with_nats(test: impl AsyncFnOnce(Nats)) {
    let Some(url) = url() else { return };
    RUNTIME.block_on(async {
        let nats = Nats::connect(config(&url)).await.unwrap();
        within(Duration::from_secs(20), test(nats)).await;
    });
}

pub(crate) async fn within<T>(limit: Duration, test: impl Future<Output = T>) -> T {
    tokio::time::timeout(limit, test).await.expect("it takes too long")
}

/// The suite's backend.
pub(crate) struct OnNats;

impl Backend for OnNats {
    type Sender = FramedSender<Job, NatsSender>;
    type Receiver = FramedReceiver<Job, NatsReceiver>;

    const COUNTS_BYTES: bool = true;

    fn is_there(&self) -> bool {
        url().is_some()
    }

    fn channel(&self, name: &str, options: &ChannelOptions) -> (Self::Sender, Self::Receiver) {
        let channel: NatsChannel<Job> = RUNTIME.block_on(async {
            let nats = Nats::connect(config(&url().unwrap())).await.unwrap();
            nats.create(name, options).await.unwrap().closes_with_senders()
        });
        (channel.sender(), channel.receiver())
    }

    fn further(&self, receiver: &Self::Receiver) -> Self::Receiver {
        receiver.clone()
    }
}

/// A server that a test may kill, and start again on the same port and files.
pub(crate) struct Server {
    program: String,
    port: u16,
    home: PathBuf,
    arguments: Vec<String>,
    process: Child,
}

impl Server {
    /// `None`, said aloud, where there is no program for it.
    pub(crate) fn start(arguments: &[&str]) -> Option<Self> {
        let program = services::variable("nats", "NATS_SERVER")?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let home = target.join(format!("nats-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&home).unwrap();
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let process = launch(&program, port, &home, &arguments);
        Some(Self { program, port, home, arguments, process })
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub(crate) fn restart(&mut self) {
        self.process = launch(&self.program, self.port, &self.home, &self.arguments);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

fn launch(program: &str, port: u16, home: &std::path::Path, arguments: &[String]) -> Child {
    let mut process = Command::new(program)
        .args(["-a", "127.0.0.1", "-p", &port.to_string(), "-js", "-sd"])
        .arg(home.join("store"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(process.try_wait().unwrap().is_none(), "the server has ended");
        assert!(start.elapsed() < Duration::from_secs(10), "the server does not come up");
        std::thread::sleep(Duration::from_millis(20));
    }
    process
}

pub(crate) fn quick(url: &str) -> NatsConfig {
    config(url).ack_timeout(TimeoutSeconds::literal(1.0)).connect_timeout(TimeoutSeconds::literal(2.0))
}
