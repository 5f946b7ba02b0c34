//! A list that only grows, and is read without a lock.
//!
//! What a program declares stands in a slice; what it registers is chained behind, each link in a cell that is written
//! once. A reader sees a link whole or not at all, and a version that it has found stays where it is.

use super::once::OnceLock;

/// Something that there is one of for each version.
pub(super) trait Versioned {
    fn version(&self) -> u32;
}

pub(super) struct List<E: 'static> {
    declared: &'static [E],
    registered: OnceLock<Box<Link<E>>>,
}

struct Link<E> {
    entry: E,
    next: OnceLock<Box<Self>>,
}

impl<E: Versioned> List<E> {
    /// The slice is in rising order of versions.
    pub(super) const fn new(declared: &'static [E]) -> Self {
        Self { declared, registered: OnceLock::new() }
    }

    /// The entry of a version. The newest that are declared come first: most frames are of those.
    #[inline]
    pub(super) fn get(&self, version: u32) -> Option<&E> {
        self.iter().find(|entry| entry.version() == version)
    }

    /// All entries: the newest that is declared first, then what was registered, in that order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &E> {
        let registered = std::iter::successors(self.registered.get(), |link| link.next.get());
        self.declared.iter().rev().chain(registered.map(|link| &link.entry))
    }

    /// The versions, in rising order.
    pub(super) fn versions(&self) -> Vec<u32> {
        let mut versions: Vec<_> = self.iter().map(E::version).collect();
        versions.sort_unstable();
        versions
    }

    /// Adds an entry at the end.
    ///
    /// # Errors
    /// The entry of that version, where there is one: of two threads that add one version, one is told.
    pub(super) fn push(&self, entry: E) -> Result<(), &E> {
        let version = entry.version();
        if let Some(there) = self.declared.iter().find(|there| there.version() == version) {
            return Err(there);
        }
        let mut link = Box::new(Link { entry, next: OnceLock::new() });
        let mut cell = &self.registered;
        loop {
            // Another thread may fill the cell in between; then the link comes back, and goes behind that one's.
            link = match cell.set(link) {
                Ok(()) => return Ok(()),
                Err(back) => back,
            };
            if let Some(there) = cell.get() {
                if there.entry.version() == version {
                    return Err(&there.entry);
                }
                cell = &there.next;
            }
        }
    }
}

/// Link by link: a link that dropped the next one would take a call for each that is behind it.
impl<E: 'static> Drop for List<E> {
    fn drop(&mut self) {
        let mut next = self.registered.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}
