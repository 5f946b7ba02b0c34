//! The cell that a link of the list stands in, and the lock of those that add one: std's, or their contract in loom's terms,
//! which tries every order.

#[cfg(all(test, klaw_loom))]
pub(super) use model::{Mutex, OnceLock};
#[cfg(not(all(test, klaw_loom)))]
pub(super) use std::sync::{Mutex, OnceLock};

/// std's cell does not know loom. Its contract, as far as the list uses it: it is written once, who comes second gets its
/// value back, and each call is at one instant. Nor does std's lock; loom's own is not made in constants.
#[cfg(all(test, klaw_loom))]
mod model {
    loom::lazy_static! {
        /// One for all cells: a cell is made in constants, and nothing of loom's is.
        static ref INSTANT: loom::sync::Mutex<()> = loom::sync::Mutex::new(());
        /// One for all locks.
        static ref LOCK: loom::sync::Mutex<()> = loom::sync::Mutex::new(());
    }

    pub(in crate::registry) struct Mutex<T>(std::marker::PhantomData<T>);

    impl<T> Mutex<T> {
        pub(in crate::registry) const fn new(_: T) -> Self
        where
            T: Copy,
        {
            Self(std::marker::PhantomData)
        }

        pub(in crate::registry) fn lock(&self) -> loom::sync::LockResult<loom::sync::MutexGuard<'static, ()>> {
            LOCK.lock()
        }
    }

    pub(in crate::registry) struct OnceLock<T>(std::sync::OnceLock<T>);

    impl<T> OnceLock<T> {
        pub(in crate::registry) const fn new() -> Self {
            Self(std::sync::OnceLock::new())
        }

        pub(in crate::registry) fn get(&self) -> Option<&T> {
            let _instant = INSTANT.lock();
            self.0.get()
        }

        pub(in crate::registry) fn take(&mut self) -> Option<T> {
            self.0.take()
        }

        pub(in crate::registry) fn set(&self, value: T) -> Result<(), T> {
            let _instant = INSTANT.lock();
            self.0.set(value)
        }
    }
}
