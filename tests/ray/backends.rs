//! What the suite runs on: an actor for each channel.

use crate::cluster;
use futures_lite::future::block_on;
use klaw_runtime::channel::ray::{Ray, RayChannel, RayReceiver, RaySender};
use klaw_runtime::channel::{ChannelOptions, FramedReceiver, FramedSender};
use std::sync::Mutex;

#[path = "../channel/backends.rs"]
#[allow(dead_code, reason = "what the other binary runs on")]
mod shared;
pub(crate) use shared::*;

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

    fn is_there(&self) -> bool {
        self.ray.is_some()
    }

    /// The actor has a name that no other has, and the messages the one that the promise is about.
    fn channel(&self, name: &str, options: &ChannelOptions) -> (RaySender<Job>, RayReceiver<Job>) {
        let asked = self.ray.as_ref().unwrap().channel::<Job>(&cluster::fresh(name)).options(options.clone());
        let channel = block_on(asked.create()).unwrap();
        let pair = (
            FramedSender::new(name, channel.frame_sender()),
            FramedReceiver::new(channel.frame_receiver(cluster::fresh("reader"))),
        );
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
