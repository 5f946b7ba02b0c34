//! [`ActorDirectory`]: actors by name.

use super::calls::same;
use super::{ChannelActor, Shared, type_name};
use crate::channel::error::{ActorNotFound, ChannelError};
use crate::channel::messages::{ChannelMetadata, ChannelType};
use crate::channel::options::ChannelOptions;
use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::validate::Validate;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The actors of this process, by name, as a cluster has them.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ActorDirectory, ChannelOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let actors = ActorDirectory::default();
/// let options = ChannelOptions::new(ChannelCapacity::literal(8));
/// actors.get_or_create::<u32>("jobs", &options)?.put_nowait(&7)?;
/// assert_eq!(actors.get::<u32>("jobs")?.stats().ready, 1);
///
/// assert_eq!(actors.get::<u32>("job").err().unwrap().to_string(), "there is no actor `job`");
/// let error = actors.get::<String>("jobs").err().unwrap();
/// assert!(error.to_string().starts_with("the value_type does not fit"));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct ActorDirectory {
    actors: Mutex<HashMap<String, Arc<Shared>>>,
}

impl ActorDirectory {
    fn actors(&self) -> MutexGuard<'_, HashMap<String, Arc<Shared>>> {
        self.actors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The actor of that name.
    ///
    /// # Errors
    /// There is none, or it has stopped; or its messages are others.
    pub fn get<T>(&self, name: &str) -> Result<ChannelActor<T>, ChannelError>
    where
        T: Encode + Validate + DecodeOwned + Send,
    {
        let shared = self.actors().get(name).filter(|shared| shared.running().is_ok()).cloned();
        let shared = shared.ok_or_else(|| ChannelError::from(ActorNotFound { name: name.into() }))?;
        let expected = ChannelMetadata { value_type: type_name::<T>(), ..ChannelMetadata::default() };
        same(&expected, &shared.metadata())?;
        Ok(ChannelActor::of(shared))
    }

    /// The actor of that name, or a new one.
    ///
    /// # Errors
    /// It is there, and its messages or its capacity are others.
    pub fn get_or_create<T>(&self, name: &str, options: &ChannelOptions) -> Result<ChannelActor<T>, ChannelError>
    where
        T: Encode + Validate + DecodeOwned + Send,
    {
        let mut actors = self.actors();
        if let Some(shared) = actors.get(name).filter(|shared| shared.running().is_ok()) {
            let expected = ChannelMetadata {
                channel_type: ChannelType::Mpmc,
                capacity: Some(options.capacity),
                unbounded: false,
                value_type: type_name::<T>(),
            };
            same(&expected, &shared.metadata())?;
            return Ok(ChannelActor::of(Arc::clone(shared)));
        }
        let actor = ChannelActor::new(name, options);
        actors.insert(name.into(), Arc::clone(&actor.shared));
        Ok(actor)
    }
}
