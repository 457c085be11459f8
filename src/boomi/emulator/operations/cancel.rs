//! `cancelExecution`.

use serde_json::json;

use super::Asked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::change::Change;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::world::Privilege;

impl Emulator {
    /// Documented: 202 and a message. The run may still end by itself before it is aborted.
    pub(super) fn cancel_execution(&mut self, asked: &Asked<'_>, id: &str) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::Execute])?;
        let now = asked.now();
        let since = self.since_first_call(now);
        let takes = self.scenario.settings.cancel_takes;
        let atom_id =
            self.runs.executed(&asked.account, id).map(|run| run.atom_id.clone()).unwrap_or_default();
        let offline = self.runtime(&atom_id).is_none_or(|runtime| runtime.is_offline(since));
        let run = self.runs.executed_mut(&asked.account, id);
        let run = run.ok_or_else(|| Refusal::ExecutionIdInvalid(id.to_owned()))?;
        if !run.is_active(now) {
            return Err(Refusal::NotRunning);
        }
        // Documented: an error when the runtime is not running.
        if offline {
            return Err(Refusal::RuntimeGone);
        }
        run.cancel(now + takes);
        self.changes.push(Change::Run(Box::new(run.clone())));
        Ok(Success::Document(202, json!({"message": "Operation completed successfully."})))
    }
}
