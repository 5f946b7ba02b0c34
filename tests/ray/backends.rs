//! What the suite runs on: an actor for each channel.

use crate::cluster;
use futures_lite::future::block_on;
use futures_lite::future::or;
use klaw_runtime::channel::ChannelOptions;
use klaw_runtime::channel::ray::{Ray, RayChannel, RayReceiver, RaySender};
use std::sync::Mutex;
use std::time::Duration;

#[path = "../channel/backends.rs"]
#[allow(dead_code, reason = "what the other binary runs on")]
mod shared;
pub(crate) use shared::*;

/// A promise that hangs is broken. Two minutes, as a busy machine takes its time.
pub(crate) fn run(promise: impl Future<Output = ()>) {
    block_on(or(promise, async {
        futures_timer::Delay::new(Duration::from_secs(120)).await;
        panic!("it takes too long");
    }));
}

pub(crate) struct OnRay {
    ray: Option<Ray>,
    channels: Mutex<Vec<RayChannel<Job>>>,
}

impl OnRay {
    pub(crate) fn new() -> Self {
        Self { ray: cluster::ray(), channels: Mutex::default() }
    }
}

impl Backend for OnRay {
    type Sender = RaySender<Job>;
    type Receiver = RayReceiver<Job>;

    const COUNTS_BYTES: bool = true;

    fn is_there(&self) -> bool {
        self.ray.is_some()
    }

    fn channel(&self, name: &str, options: &ChannelOptions) -> (RaySender<Job>, RayReceiver<Job>) {
        let asked = self.ray.as_ref().unwrap().channel::<Job>(name).options(options.clone());
        let channel = block_on(asked.create()).unwrap();
        let pair = (channel.sender(), channel.receiver("reader"));
        self.channels.lock().unwrap().push(channel);
        pair
    }

    fn further(&self, receiver: &RayReceiver<Job>) -> RayReceiver<Job> {
        receiver.clone()
    }
}

impl Drop for OnRay {
    fn drop(&mut self) {
        for channel in self.channels.get_mut().unwrap() {
            let _ = block_on(channel.kill());
        }
    }
}
