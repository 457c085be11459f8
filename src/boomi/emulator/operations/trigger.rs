//! `executeProcess` and `ExecutionRequest`, which start runs.

use rand::RngExt as _;
use uuid::Uuid;

use super::Asked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::change::Change;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::run::{self, EmulatedRun, Schedule};
use crate::boomi::emulator::settings::RuntimeOffline;
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::world::{Outcome, Privilege, Process, Runtime};
use crate::boomi::model::{ExecuteProcess, ExecutionRequest, ExecutionStatus};

impl Emulator {
    pub(super) fn execute_process(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::Execute])?;
        let request: ExecuteProcess = asked.body("ProcessExecutionRequest")?;
        let properties = request.properties.into_iter().flat_map(|properties| properties.list);
        let properties = properties.map(|property| (property.name, property.value)).collect();
        let (process, runtime) = self.target(request.process_id, request.process_name, request.atom_id)?;
        self.start(asked, &process, &runtime, properties)?;
        Ok(Success::Empty(self.scenario.settings.trigger_status))
    }

    pub(super) fn execution_request(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::Execute])?;
        let mut request: ExecutionRequest = asked.body("ExecutionRequest")?;
        let properties = request.dynamic_properties.iter().flat_map(|properties| &properties.list);
        let properties = properties.map(|property| (property.name.clone(), property.value.clone())).collect();
        let name = request.process_name.clone().filter(|_| self.scenario.settings.process_name_in_request);
        let (process, runtime) = self.target(request.process_id.clone(), name, request.atom_id.clone())?;
        let request_id = self.start(asked, &process, &runtime, properties)?;
        let host = asked.later_address(self.scenario.settings.other_host);
        let account = &asked.account;
        request.record_url = Some(format!("{host}/api/rest/v1/{account}/ExecutionRecord/async/{request_id}"));
        request.request_id = Some(request_id);
        let document = serde_json::to_value(&request).expect("texts only");
        Ok(Success::Document(200, document))
    }

    /// The process and the runtime that a trigger names. The process must be deployed to the runtime.
    fn target(
        &self,
        process_id: Option<String>,
        process_name: Option<String>,
        atom_id: Option<String>,
    ) -> Result<(Process, Runtime), Refusal> {
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let atom_id = given(atom_id).ok_or(Refusal::Missing("atomId"))?;
        let process = match (given(process_id), given(process_name)) {
            (Some(id), None) => self.process(&id).ok_or(Refusal::UnknownProcess)?,
            (None, Some(name)) => {
                let mut named = self.processes().filter(|process| process["name"] == name.as_str());
                let first = named.next().ok_or(Refusal::UnknownProcess)?;
                if named.next().is_some() {
                    return Err(Refusal::ProcessNameNotUnique);
                }
                self.process(first["id"].as_str().unwrap_or_default()).ok_or(Refusal::UnknownProcess)?
            }
            (None, None) | (Some(_), Some(_)) => return Err(Refusal::ProcessNotOne),
        };
        let runtime = self.runtime(&atom_id).ok_or(Refusal::UnknownAtom)?;
        if !self.is_deployed(&process.id, &atom_id) {
            return Err(Refusal::NotDeployed);
        }
        Ok((process, runtime))
    }

    /// Runs the process of an earlier run again (documented; that it is a run of its own is inferred).
    pub(super) fn rerun_document(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::Execute])?;
        let asks = asked.members("RerunDocument")?;
        let id = asks.get("originalExecutionId").and_then(serde_json::Value::as_str).unwrap_or_default();
        let before = self
            .runs
            .executed(&asked.account, id)
            .ok_or_else(|| Refusal::ExecutionIdInvalid(id.to_owned()))?;
        let (process_id, atom_id) = (before.process_id.clone(), before.atom_id.clone());
        let (process, runtime) = self.target(Some(process_id), None, Some(atom_id))?;
        let request_id = self.start(asked, &process, &runtime, Vec::new())?;
        let host = asked.later_address(self.scenario.settings.other_host);
        let mut answer = serde_json::Value::Object(asks);
        answer["@type"] = "RerunDocument".into();
        answer["recordUrl"] =
            format!("{host}/api/rest/v1/{}/ExecutionRecord/async/{request_id}", asked.account).into();
        answer["requestId"] = request_id.into();
        Ok(Success::Document(200, answer))
    }

    /// Starts a run and returns its request id.
    fn start(
        &mut self,
        asked: &Asked<'_>,
        process: &Process,
        runtime: &Runtime,
        properties: Vec<(String, String)>,
    ) -> Result<String, Refusal> {
        let now = asked.now();
        let schedule = self.schedule(asked, process, runtime)?;
        let uuid = uuid::Builder::from_random_bytes(self.random.random()).into_uuid();
        let mut run = new_run(asked, process, runtime, uuid);
        run.schedule = schedule;
        run.properties = properties;
        if !process.simultaneous && self.is_busy(&asked.account, process, runtime, now) {
            run.schedule = Some(Schedule::over(now));
            run.outcome = self.scenario.settings.duplicate_run.into();
            run.message = Some(format!("An execution of {} is already running", process.name));
            run.has_log = false;
        } else {
            let turn = self.turns.entry(process.id.clone()).or_default();
            let outcome = process.outcomes.get(*turn % process.outcomes.len().max(1));
            run.outcome = outcome.copied().unwrap_or(Outcome::Complete).into();
            *turn += 1;
            self.changes.push(Change::Turns { process: process.id.clone(), runs: *turn });
            run.message = process.message.clone().filter(|_| run.outcome != ExecutionStatus::Complete);
            run.has_log = process.keeps_log && run.outcome != ExecutionStatus::Discarded;
        }
        let request_id = run.request_id.clone();
        self.changes.push(Change::Run(Box::new(run.clone())));
        self.runs.add(run, now, self.scenario.settings.limits.kept_bytes);
        Ok(request_id)
    }

    /// The schedule of a run, which depends on whether its runtime is online.
    fn schedule(
        &self,
        asked: &Asked<'_>,
        process: &Process,
        runtime: &Runtime,
    ) -> Result<Option<Schedule>, Refusal> {
        let from = |at| Some(Schedule::new(at, process.queue, process.enqueued, process.duration));
        let now = asked.now();
        if !runtime.is_offline(self.since_first_call(now)) {
            return Ok(from(now));
        }
        match self.scenario.settings.runtime_offline {
            RuntimeOffline::Gone => Err(Refusal::RuntimeGone),
            RuntimeOffline::GatewayTimeout => Err(Refusal::RuntimeTimeout),
            RuntimeOffline::Pending => Ok(runtime.back_at(asked.first_call).and_then(from)),
        }
    }

    fn is_busy(
        &self,
        account: &str,
        process: &Process,
        runtime: &Runtime,
        now: time::OffsetDateTime,
    ) -> bool {
        let same = |run: &&EmulatedRun| {
            run.account == account && run.process_id == process.id && run.atom_id == runtime.id
        };
        self.runs.iter().filter(same).any(|run| run.is_active(now))
    }
}

fn new_run(asked: &Asked<'_>, process: &Process, runtime: &Runtime, uuid: Uuid) -> EmulatedRun {
    let now = asked.now();
    EmulatedRun {
        account: asked.account.clone(),
        request_id: format!("executionrecord-{uuid}"),
        // Inferred: the samples have the request's uuid in the execution id.
        execution_id: format!("execution-{uuid}-{}", run::day(now)),
        process_id: process.id.clone(),
        process_name: process.name.clone(),
        atom_id: runtime.id.clone(),
        atom_name: runtime.name.clone(),
        on_node: runtime.has_nodes(),
        requested_at: now,
        schedule: None,
        low_latency: process.low_latency,
        outcome: ExecutionStatus::Complete,
        message: None,
        properties: Vec::new(),
        documents: process.documents,
        log: process.log.clone(),
        has_log: process.keeps_log,
    }
}

impl From<Outcome> for ExecutionStatus {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Complete => Self::Complete,
            Outcome::CompleteWarn => Self::CompleteWarn,
            Outcome::Error => Self::Error,
            Outcome::Aborted => Self::Aborted,
            Outcome::Discarded => Self::Discarded,
        }
    }
}
