//! `ProcessLog`, `ExecutionArtifacts`, `AtomLog` and their downloads.

use rand::RngExt as _;
use serde::Deserialize;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::Asked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::catalogue::object_type;
use crate::boomi::emulator::change::Change;
use crate::boomi::emulator::download::{self, Content, Download};
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::run::{self, EmulatedRun};
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::world::Privilege;
use crate::boomi::model::{LogDownload, LogLevel, ProcessLog};

/// The largest number of downloads that are kept. Older downloads are dropped.
const KEPT: usize = 1000;

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecutionArtifacts {
    execution_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AtomLog {
    atom_id: String,
    log_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConnectorDocument {
    generic_connector_record_id: String,
}

impl Emulator {
    pub(super) fn process_log(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::ViewResult])?;
        let request: ProcessLog = asked.body("ProcessLog")?;
        let atom_id = self.reported(asked, &request.execution_id)?.atom_id.clone();
        let level = request.log_level.unwrap_or(LogLevel::All);
        let content = Content::ProcessLog { execution_id: request.execution_id, level };
        Ok(self.offer(asked, &atom_id, "ProcessLog", content))
    }

    pub(super) fn execution_artifacts(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::AtomManagement])?;
        let request: ExecutionArtifacts = asked.body("ExecutionArtifacts")?;
        let atom_id = self.reported(asked, &request.execution_id)?.atom_id.clone();
        let content = Content::Artifacts { execution_id: request.execution_id };
        Ok(self.offer(asked, &atom_id, "ExecutionArtifacts", content))
    }

    /// `AtomLog` and its like: files of a runtime for a day.
    pub(super) fn atom_log(&mut self, asked: &Asked<'_>, kind: &str) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::AtomManagement])?;
        let request: AtomLog = asked.body(kind)?;
        let day = request.log_date.unwrap_or_else(|| run::seconds(asked.now())[..10].to_owned());
        // The day becomes part of a file name, so it must be a date and nothing else.
        time::Date::parse(&day, DATE).map_err(|_| Refusal::Malformed)?;
        let runtime = self.runtime(&request.atom_id).ok_or(Refusal::UnknownAtom)?;
        let content = Content::AtomLog { atom_name: runtime.name, day };
        Ok(self.offer(asked, &request.atom_id, kind, content))
    }

    pub(super) fn connector_document(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::ViewResult])?;
        let request: ConnectorDocument = asked.body("ConnectorDocument")?;
        let kind = object_type("GenericConnectorRecord").expect("a type of the table");
        let record = self.by_id(asked, kind, &request.generic_connector_record_id)?;
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let document =
            format!("document {} of {}\n", record["incrementalDocumentIndex"], text("executionId"));
        Ok(self.offer(asked, &text("atomId"), "ConnectorDocument", Content::Document { text: document }))
    }

    /// The log of a worker, which is named alone (documented). Inferred: any name is that of a worker.
    pub(super) fn worker_log(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        asked.needs(&[Privilege::AtomManagement])?;
        let asks = asked.members("AtomWorkerLog")?;
        let worker = asks.get("workerId").and_then(serde_json::Value::as_str);
        let worker = worker.filter(|name| !name.is_empty()).ok_or(Refusal::Missing("workerId"))?;
        let atom = self.online(asked).ok_or(Refusal::RuntimeGone)?;
        let content = Content::Document { text: format!("INFO\t{worker} is up\n") };
        Ok(self.offer(asked, &atom, "AtomWorkerLog", content))
    }

    /// A runtime that is online.
    fn online(&self, asked: &Asked<'_>) -> Option<String> {
        let since = self.since_first_call(asked.now());
        let mut ids = self.objects.all("Atom").filter_map(|atom| atom["id"].as_str());
        ids.find(|id| self.runtime(id).is_some_and(|runtime| !runtime.is_offline(since))).map(str::to_owned)
    }

    /// The report that counts connections: a table.
    pub(super) fn licensing_report(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        let atom = self.online(asked).ok_or(Refusal::RuntimeGone)?;
        let text = "Account,Connection,Class,Environment\n".to_owned();
        Ok(self.offer(asked, &atom, "ConnectionLicensing", Content::Document { text }))
    }

    /// Documented: the roles that the caller may give to others.
    pub(super) fn assignable_roles(&self) -> Success {
        let roles: Vec<_> = self.objects.all("Role").cloned().collect();
        Success::Document(200, serde_json::json!({"@type": "Roles", "Role": roles}))
    }

    /// The run with this id. Field: the id is invalid until the run has been reported.
    fn reported(&self, asked: &Asked<'_>, execution_id: &str) -> Result<&EmulatedRun, Refusal> {
        let run = self.runs.executed(&asked.account, execution_id);
        run.filter(|run| run.status(asked.now()).is_some())
            .ok_or_else(|| Refusal::ExecutionIdInvalid(execution_id.to_owned()))
    }

    /// Documented: HTTP 200 with an inner 202 and an address, or with an inner 504 and no address. Field: each call
    /// makes a new address, and the wait starts over.
    fn offer(&mut self, asked: &Asked<'_>, atom_id: &str, kind: &str, content: Content) -> Success {
        let now = asked.now();
        let since = self.since_first_call(now);
        let answer = if self.runtime(atom_id).is_none_or(|runtime| runtime.is_offline(since)) {
            let message = Some("Runtime is unavailable.".to_owned());
            LogDownload { status_code: 504, message, url: None }
        } else {
            let uuid = uuid::Builder::from_random_bytes(self.random.random()).into_uuid();
            let name = format!("{kind}-{uuid}");
            let host = asked.later_address(self.scenario.settings.other_host);
            let url = format!("{host}/account/{}/api/download/{name}", asked.account);
            let ready_at = now + self.scenario.settings.log_takes;
            let download = Download { account: asked.account.clone(), name, content, ready_at };
            self.changes.push(Change::Download(download.clone()));
            self.downloads.push(download);
            let too_many = self.downloads.len().saturating_sub(KEPT);
            self.downloads.drain(..too_many);
            LogDownload { status_code: 202, message: Some("Beginning download.".to_owned()), url: Some(url) }
        };
        Success::Document(200, serde_json::to_value(answer).expect("texts and a number"))
    }

    /// Field: 202 or 204 while the file is produced, then 200 and a zip. Inferred: always 204 when there is no file.
    pub(super) fn download(&self, asked: &Asked<'_>, name: &str) -> Result<Success, Refusal> {
        let of = |download: &&Download| download.account == asked.account && download.name == name;
        let found = self.downloads.iter().find(of).ok_or(Refusal::UnknownObject("download".to_owned()))?;
        if asked.now() < found.ready_at {
            return Ok(Success::Empty(self.scenario.settings.log_pending_status));
        }
        let run = |id: &str| self.runs.executed(&asked.account, id).filter(|run| run.has_log);
        let (file, text) = match &found.content {
            Content::ProcessLog { execution_id, level } => {
                let Some(run) = run(execution_id) else { return Ok(Success::Empty(204)) };
                (format!("process_log_{execution_id}.log"), download::process_log(run, *level, asked.now()))
            }
            Content::Artifacts { execution_id } => {
                let Some(run) = run(execution_id) else { return Ok(Success::Empty(204)) };
                let log = download::process_log(run, LogLevel::All, asked.now());
                (format!("{execution_id}/process_log.xml.log"), log)
            }
            Content::Document { text } => {
                return Ok(Success::Raw("application/octet-stream", text.clone().into_bytes()));
            }
            Content::AtomLog { atom_name, day } => {
                (format!("{day}.container.log"), format!("{day}T00:00:00Z\tINFO\t{atom_name} is up\n"))
            }
        };
        Ok(Success::Zip(download::zip(&file, &text)))
    }
}
