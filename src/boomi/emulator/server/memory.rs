//! The memory that bodies and answers of all connections may take together.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The unit in which memory is counted. Units: bytes.
const UNIT: usize = 1024;

/// What is left of the memory.
#[derive(Debug, Clone)]
pub(super) struct Memory(Arc<Semaphore>);

/// A part of the memory, which is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Taken {
    memory: Memory,
    bytes: usize,
    units: Option<OwnedSemaphorePermit>,
}

impl Memory {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS))))
    }

    /// Nothing yet.
    pub(super) fn start(&self) -> Taken {
        Taken { memory: self.clone(), bytes: 0, units: None }
    }
}

impl Taken {
    /// Takes more; false when there is not as much.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let before = self.bytes.div_ceil(UNIT);
        let Some(sum) = self.bytes.checked_add(bytes) else { return false };
        let Ok(more) = u32::try_from(sum.div_ceil(UNIT) - before) else { return false };
        if more > 0 {
            let Ok(units) = Arc::clone(&self.memory.0).try_acquire_many_owned(more) else { return false };
            match &mut self.units {
                Some(own) => own.merge(units),
                none => *none = Some(units),
            }
        }
        self.bytes = sum;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_missing_until_it_is_given_back() {
        let memory = Memory::new(4 * UNIT);
        let mut first = memory.start();
        assert!(first.grow(1) && first.grow(UNIT - 1) && first.grow(2 * UNIT));
        let mut second = memory.start();
        assert!(second.grow(UNIT) && !second.grow(1));
        drop(first);
        assert!(second.grow(3 * UNIT) && !second.grow(usize::MAX));
    }
}
