//! What a call changed of the state that survives a restart.

use serde::{Deserialize, Serialize};

use super::download::Download;
use super::run::EmulatedRun;

/// One change. Applied in order, changes make the state anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Change {
    /// A run that is new, or that has changed.
    Run(Box<EmulatedRun>),
    /// A file that can be downloaded.
    Download(Download),
    /// An object that is new, or that has changed.
    Put { kind: String, id: String, object: serde_json::Value },
    /// An object that is gone.
    Gone { kind: String, id: String },
    /// The number of runs of a process, which decides its next outcome.
    Turns { process: String, runs: usize },
    /// The number of calls that a fault of the scenario has met.
    Met { fault: usize, calls: usize },
}
