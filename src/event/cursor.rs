//! Where a run is.

use serde::{Deserialize, Serialize};

/// The place of one execution. Counts from zero, as newman's cursor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// Index of the item among those of the run.
    pub position: usize,
    /// Index of the iteration.
    pub iteration: usize,
    /// How many items one iteration has.
    pub length: usize,
    /// How many iterations there are.
    pub cycles: usize,
    /// Counts the executions of the run, so that two visits of one item differ.
    pub execution: usize,
}
