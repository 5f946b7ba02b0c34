//! Connecting, and opening channels: what is wrong is said.

use crate::backends::{Job, options};
use crate::server::{Server, config, quick, runtime, with_nats, within};
use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig};
use klaw_runtime::channel::{Acks, ChannelError, Overflow};
use klaw_runtime::{TimeoutSeconds, WireMessage};
use std::time::{Duration, Instant};

#[derive(WireMessage)]
#[wire(array_like)]
struct Other {
    id: u32,
}

#[test]
fn a_channel_is_what_it_was_made_as() {
    with_nats(async |nats| {
        let made = options(8).acks(Acks::Each).lease(TimeoutSeconds::literal(20.0));
        let _channel: NatsChannel<Job> = nats.create("jobs", &made).await.unwrap();
        let again: NatsChannel<Job> = nats.get_or_create("jobs", &made).await.unwrap();
        assert_eq!((again.name(), again.options()), ("jobs", &made));
        let found: NatsChannel<Job> = nats.get("jobs").await.unwrap();
        assert_eq!(found.options(), &made);

        let wrong = [
            (
                options(9).acks(Acks::Each).lease(TimeoutSeconds::literal(20.0)),
                "the capacity does not fit: the channel was made with 8, and this asks for 9",
            ),
            (
                options(8).lease(TimeoutSeconds::literal(20.0)),
                "the acks does not fit: the channel was made with each, and this asks for none",
            ),
            (
                options(8).acks(Acks::Each),
                "the lease does not fit: the channel was made with 20000 ms, and this asks for 30000 ms",
            ),
            (
                made.clone().overflow(Overflow::Fail),
                "the overflow does not fit: the channel was made with wait, and this asks for fail",
            ),
        ];
        for (options, says) in wrong {
            let error = nats.get_or_create::<Job>("jobs", &options).await.err().unwrap();
            assert_eq!(error.to_string(), says);
        }
        for error in [nats.get_or_create::<Other>("jobs", &made).await.err(), nats.get::<Other>("jobs").await.err()] {
            let says = error.unwrap().to_string();
            assert!(says.starts_with("the message type does not fit: the channel was made with `Job` "), "{says}");
        }
    });
}

#[test]
fn names_are_there_or_not() {
    with_nats(async |nats| {
        let error = nats.get::<Job>("jobs").await.err().unwrap();
        assert_eq!(error.to_string(), "the name does not fit: there is no channel `jobs`");
        let _channel: NatsChannel<Job> = nats.create("jobs", &options(8)).await.unwrap();
        let error = nats.create::<Job>("jobs", &options(8)).await.err().unwrap();
        assert_eq!(error.to_string(), "the name does not fit: there is a channel `jobs` already");
        for name in ["", "a.b", "a b", "*", ">", "a/b", "ä", &"a".repeat(101)] {
            let error = nats.create::<Job>(name, &options(8)).await.err().unwrap();
            assert!(matches!(error, ChannelError::Mismatch(_)), "`{name}`: {error}");
        }
        let both = options(8).acks(Acks::Each).overflow(Overflow::DropOldest);
        let error = nats.create::<Job>("drops", &both).await.err().unwrap();
        assert!(
            error.to_string().starts_with("the overflow does not fit: on NATS the oldest message gives way"),
            "{error}"
        );
        assert!(nats.delete("jobs").await.unwrap());
        assert!(!nats.delete("jobs").await.unwrap());
    });
}

#[test]
fn a_stream_of_somebody_else_is_left_alone() {
    let Some(url) = crate::server::url() else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        let namespace = crate::server::namespace();
        let js = async_nats::jetstream::new(async_nats::connect(&*url).await.unwrap());
        let name = format!("{}_jobs", &*namespace);
        let theirs = async_nats::jetstream::stream::Config { name: name.clone(), ..Default::default() };
        js.create_stream(theirs).await.unwrap();
        let nats = Nats::connect(NatsConfig::new(url).namespace(namespace)).await.unwrap();
        let error = nats.get_or_create::<Job>("jobs", &options(8)).await.err().unwrap();
        assert_eq!(error.to_string(), format!("the stream does not fit: `{name}` is there, and is no klaw channel"));
        js.delete_stream(name).await.unwrap();
    }));
}

async fn refused(config: NatsConfig) -> String {
    match Nats::connect(config).await {
        Ok(_) => panic!("it connects"),
        Err(ChannelError::BackendError(error)) => {
            assert_eq!(error.backend, "nats");
            error.message
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    runtime().block_on(async {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let start = Instant::now();
        let says = refused(quick(&format!("nats://user:s3cr3t@127.0.0.1:{port}"))).await;
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(says.contains(&format!("nats://127.0.0.1:{port}")) && says.contains("refused"), "{says}");
        assert!(!says.contains("s3cr3t"), "{says}");
        // Somebody who listens and says nothing.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let says = refused(quick(&format!("nats://{}", silent.local_addr().unwrap()))).await;
        assert!(says.contains("2s") || says.contains("timed out"), "{says}");
        let says = refused(quick("no url at all")).await;
        assert!(says.starts_with("no connection to no url at all: "), "{says}");
    });
}

#[test]
fn who_may_not_get_in_is_told() {
    let Some(server) = Server::start(&["--auth", "right"]) else { return };
    runtime().block_on(within(Duration::from_secs(20), async {
        for config in
            [quick(&server.url()), quick(&server.url()).token("wrong"), quick(&server.url()).password("a", "b")]
        {
            let says = refused(config).await;
            assert!(says.contains("authorization violation"), "{says}");
        }
        // TLS is asked for, and not there.
        let says = refused(quick(&server.url().replace("nats://", "tls://")).token("right")).await;
        assert!(says.starts_with("no connection to tls://127.0.0.1:"), "{says}");
        Nats::connect(config(&server.url()).token("right")).await.unwrap();
    }));
}

#[test]
fn a_server_without_jetstream_is_of_no_use() {
    let Some(program) = klaw_tests::services::variable("nats", "NATS_SERVER") else { return };
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut process = std::process::Command::new(program)
        .args(["-a", "127.0.0.1", "-p", &port.to_string()])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let says = runtime().block_on(within(Duration::from_secs(20), refused(quick(&format!("nats://127.0.0.1:{port}")))));
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(says.starts_with("JetStream does not answer at nats://127.0.0.1:"), "{says}");
}
