//! `ExecutionRecord` by its request id.

use serde_json::{Value, json};

use super::Asked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::settings::PendingBody;
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::world::Privilege;

impl Emulator {
    /// Documented: 202 until the runtime has reported the run, then 200. A 200 does not mean that the run has ended.
    pub(super) fn async_record(&self, asked: &Asked<'_>, request_id: &str) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::ViewResult])?;
        let run = self.runs.requested(&asked.account, request_id).ok_or(Refusal::UnknownRequest)?;
        match (run.record(asked.now()), self.scenario.settings.pending_body) {
            (Some(record), _) => {
                let record = serde_json::to_value(record).expect("texts and numbers");
                Ok(Success::Document(200, envelope(200, &[record])))
            }
            (None, PendingBody::Envelope) => Ok(Success::Document(202, envelope(202, &[]))),
            (None, PendingBody::Empty) => Ok(Success::Empty(202)),
        }
    }
}

/// The envelope of a record (field: the specification promises the bare record).
fn envelope(status: u16, result: &[Value]) -> Value {
    if result.is_empty() {
        return json!({"@type": "AsyncOperationResult", "responseStatusCode": status});
    }
    json!({
        "@type": "AsyncOperationResult",
        "result": result,
        "responseStatusCode": status,
        "numberOfResults": result.len(),
    })
}
