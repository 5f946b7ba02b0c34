//! A channel whose actor is a test: for what happens once in a thousand runs on Ray.

use super::channel::Inner;
use super::link::{self, Link};
use super::protocol::{AnswerWith, Failure, Request, Response, Status};
use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::msgpack;
use crate::raw::Raw;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The incarnation that the channel begins with.
pub(super) const EPOCH: u64 = 7;

pub(super) struct Actor {
    pub(super) channel: Arc<Inner>,
    requests: mpsc::UnboundedReceiver<Vec<u8>>,
}

/// A call of the actor.
pub(super) struct Called {
    id: u64,
    pub(super) method: String,
    arguments: Vec<u8>,
    link: Link,
}

impl Actor {
    /// It runs on that runtime.
    pub(super) fn new(capacity: usize, acks: bool) -> (Self, Runtime) {
        let (link, runtime, requests) = link::fake();
        (Self { channel: Arc::new(Inner::fake(link, EPOCH, capacity, acks)), requests }, runtime)
    }

    /// The next call.
    pub(super) async fn next(&mut self) -> Called {
        let frame = timeout(Duration::from_secs(10), self.requests.recv()).await.unwrap().unwrap();
        let request: Request<'_> = msgpack::from_slice(&frame[4..]).unwrap();
        // A call or, of a method for people, what is asked: the same but for its tag.
        let (_op, _actor, method, arguments): (&str, &str, &str, Raw<'_>) =
            msgpack::from_slice(request.call.as_bytes()).unwrap();
        let (method, arguments) = (method.to_owned(), arguments.as_bytes().to_vec());
        Called { id: request.id, method, arguments, link: self.channel.link.clone() }
    }

    /// The next call, but for those of members that come and go.
    pub(super) async fn called(&mut self) -> Called {
        loop {
            let called = self.next().await;
            if !["join", "leave"].contains(&&*called.method) {
                return called;
            }
        }
    }
}

impl Called {
    pub(super) fn arguments<A: DecodeOwned>(&self) -> A {
        msgpack::from_slice(&self.arguments).unwrap()
    }

    pub(super) fn answer<B: Encode>(&self, status: Status, epoch: u64, body: B) {
        let answer = Bytes::from(msgpack::to_vec(&AnswerWith { status, epoch, reason: "", body }));
        self.answer_with(&Response { id: self.id, value: Raw::encode(&answer), failure: None });
    }

    /// What a method for people returns.
    pub(super) fn return_value<V: Encode>(&self, value: &V) {
        self.answer_with(&Response { id: self.id, value: Raw::encode(value), failure: None });
    }

    /// Python raises an error of that class.
    pub(super) fn fail(&self, name: &str) {
        let failure = Failure { names: vec![name.to_owned()], message: "it was told to".to_owned() };
        self.answer_with(&Response { id: self.id, value: Raw::encode(&None::<u8>), failure: Some(failure) });
    }

    fn answer_with(&self, response: &Response<'_>) {
        assert!(self.link.deliver(msgpack::to_vec(response).into()));
    }
}
