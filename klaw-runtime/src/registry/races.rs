//! The registry under loom: what holds in every order in which threads register versions and look them up. Built by
//! `RUSTFLAGS="--cfg klaw_loom" cargo test -p klaw-runtime --lib races` and nothing else.
//!
//! std's cell is not loom's to look into; its contract stands in for it (`once.rs`).

use super::SchemaRegistry;
use super::list::{List, Versioned};
use crate::envelope::{Heartbeat, WireEnvelope, WireHeader};
use crate::error::Error;
use loom::sync::Arc;
use loom::thread;

/// Every order in which no thread is interrupted more than three times; `LOOM_MAX_PREEMPTIONS` says otherwise.
fn model(run: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(3));
    builder.check(run);
}

/// A version, and the thread that added it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry(u32, u8);

impl Versioned for Entry {
    fn version(&self) -> u32 {
        self.0
    }
}

/// Declared: version 1, by nobody.
fn list() -> Arc<List<Entry>> {
    const DECLARED: &[Entry] = &[Entry(1, 0)];
    Arc::new(List::new(DECLARED))
}

fn entries(list: &List<Entry>) -> Vec<Entry> {
    list.iter().copied().collect()
}

/// Each pushes from a thread of its own, `here` from this one: what every one of them is told.
fn pushed(list: &Arc<List<Entry>>, here: Entry, others: &[Entry]) -> Vec<Result<(), Entry>> {
    let push = |list: &List<Entry>, entry| list.push(entry).map_err(|there| *there);
    let threads: Vec<_> = others
        .iter()
        .map(|&entry| {
            let list = Arc::clone(list);
            thread::spawn(move || push(&list, entry))
        })
        .collect();
    let first = push(list, here);
    std::iter::once(first).chain(threads.into_iter().map(|thread| thread.join().unwrap())).collect()
}

#[test]
fn of_two_threads_that_add_one_version_one_is_told() {
    model(|| {
        let list = list();
        let told = pushed(&list, Entry(2, 1), &[Entry(2, 2)]);
        let there = *list.get(2).unwrap();
        let expected = if there.1 == 1 { [Ok(()), Err(there)] } else { [Err(there), Ok(())] };
        assert_eq!(told, expected);
        assert_eq!(entries(&list), [Entry(1, 0), there]);
    });
}

#[test]
fn no_version_is_lost() {
    model(|| {
        let list = list();
        let told = pushed(&list, Entry(2, 1), &[Entry(3, 2), Entry(4, 3)]);
        assert!(told.iter().all(Result::is_ok));
        assert_eq!(list.versions(), [1, 2, 3, 4]);
    });
}

/// Two threads that add one version, and a third that adds another: the chain holds each once.
#[test]
fn no_version_stands_twice() {
    model(|| {
        let list = list();
        let told = pushed(&list, Entry(2, 1), &[Entry(3, 2), Entry(2, 3)]);
        assert_eq!(told[1], Ok(()));
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 2);
        assert_eq!(list.versions(), [1, 2, 3]);
    });
}

/// What an onlooker has seen it sees again, in that place and at that address.
#[test]
fn a_list_only_grows() {
    model(|| {
        let list = list();
        let threads = [Entry(2, 1), Entry(3, 2)].map(|entry| {
            let list = Arc::clone(&list);
            thread::spawn(move || list.push(entry).is_ok())
        });
        let first: Vec<*const Entry> = list.iter().map(std::ptr::from_ref).collect();
        let second: Vec<*const Entry> = list.iter().map(std::ptr::from_ref).collect();
        assert!(!first.is_empty() && second.starts_with(&first));
        for thread in threads {
            assert!(thread.join().unwrap());
        }
        assert!(list.iter().map(std::ptr::from_ref).collect::<Vec<_>>().starts_with(&second));
    });
}

/// The whole registry: of two threads one registers, and what can be written can be read, whenever somebody looks.
#[test]
fn a_version_is_read_before_it_is_written() {
    model(|| {
        let registry = Arc::new(SchemaRegistry::<WireEnvelope<'static>>::empty());
        let threads = [(); 2].map(|()| {
            let registry = Arc::clone(&registry);
            thread::spawn(move || registry.register::<WireEnvelope<'static>>(2).is_ok())
        });
        if registry.negotiate(&[2]).is_ok() {
            assert!(registry.get_decoder(2).is_some());
        }
        let registered = threads.map(|thread| thread.join().unwrap());
        assert_ne!(registered[0], registered[1]);
        assert_eq!((registry.versions(), registry.negotiate(&[2]).ok()), (vec![2], Some(2)));
    });
}

/// A version is of one type: of two threads that have it read as one and written as another, one is told.
#[test]
fn a_version_is_not_read_as_one_type_and_written_as_another() {
    fn downgrade<'m>(new: &'m WireEnvelope<'_>) -> Result<Heartbeat<'m>, Error> {
        Ok(Heartbeat::new(WireHeader { version: 2, ..new.header().clone() }, "w"))
    }
    model(|| {
        let registry = Arc::new(SchemaRegistry::<WireEnvelope<'static>>::empty());
        let other = Arc::clone(&registry);
        let read = thread::spawn(move || other.register::<WireEnvelope<'static>>(2).is_ok());
        let written = registry.register_downgrade::<Heartbeat<'static>>(2, downgrade).is_ok();
        assert_ne!(read.join().unwrap(), written);
    });
}
