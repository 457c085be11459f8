//! State that several requests of a run change at the same time.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A mutex that a panic does not close: what it guards is whole between two statements.
#[derive(Debug, Default)]
pub(super) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    pub(super) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// The value, for as long as the guard lives. Never hold it across an `await`.
    pub(super) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Default> Shared<T> {
    /// The value; its default stays in its place.
    pub(super) fn take(&self) -> T {
        std::mem::take(&mut *self.lock())
    }
}
