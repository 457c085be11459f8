//! Finds the operation of a call.

use super::Asked;
use super::generic::verb;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::catalogue::{NOT_EMULATED, Verb, object_type};
use crate::boomi::emulator::openapi;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::state::Emulator;

/// The calls as a list for users: the method, the path after the account, the purpose.
pub const CALLS: [(&str, &str, &str); 13] = [
    ("POST", "executeProcess", "trigger a process; the answer is empty"),
    ("POST", "ExecutionRequest", "trigger a process; the answer names a request id"),
    ("GET", "ExecutionRecord/async/{requestId}", "the status of that run"),
    ("POST", "ExecutionRecord/query", "runs, filtered and sorted"),
    ("POST", "cancelExecution/{executionId}", "cancel a run"),
    ("POST", "ProcessLog, ExecutionArtifacts, AtomLog", "ask for a file, to be downloaded"),
    ("POST", "PackagedComponent, DeployedPackage", "package a component and deploy it"),
    ("POST", "{object}/query, {object}/queryMore", "objects, filtered and sorted, by pages"),
    ("POST", "{object}", "make an object"),
    ("GET", "{object}/{id}, POST {object}/bulk", "objects by id"),
    ("POST", "{object}/{id}, DELETE {object}/{id}", "change or delete an object"),
    ("GET", "async/{object}/{id}", "what a runtime answers later"),
    ("GET", "openapi.json", "every object and call, with the fields"),
];

impl Emulator {
    /// Carries out a call.
    pub(in crate::boomi::emulator) fn operate(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        let parts: Vec<&str> = asked.route.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["executeProcess"] => post(asked).and_then(|()| self.execute_process(asked)),
            ["ExecutionRequest"] => post(asked).and_then(|()| self.execution_request(asked)),
            ["ExecutionRecord", "async", request] => {
                get(asked).and_then(|()| self.async_record(asked, request))
            }
            ["cancelExecution", execution] => {
                post(asked).and_then(|()| self.cancel_execution(asked, execution))
            }
            ["RerunDocument"] => post(asked).and_then(|()| self.rerun_document(asked)),
            ["ProcessLog"] => post(asked).and_then(|()| self.process_log(asked)),
            ["ExecutionArtifacts"] => post(asked).and_then(|()| self.execution_artifacts(asked)),
            ["AtomWorkerLog"] => post(asked).and_then(|()| self.worker_log(asked)),
            ["AtomLog" | "AtomAS2Artifacts"] => post(asked).and_then(|()| self.atom_log(asked, parts[0])),
            ["ConnectorDocument"] => post(asked).and_then(|()| self.connector_document(asked)),
            ["ConnectionLicensingReport"] => post(asked).and_then(|()| self.licensing_report(asked)),
            ["api", "download", name] => get(asked).and_then(|()| self.download(asked, name)),
            ["changeListenerStatus"] => post(asked).and_then(|()| self.change_listener(asked)),
            ["getAssignableRoles"] => get(asked).map(|()| self.assignable_roles()),
            ["refreshSecretsManager"] => post(asked).map(|()| refreshed()),
            ["openapi.json"] => get(asked).map(|()| Success::Document(200, openapi::document())),
            ["async", name, tail @ ..] => {
                let kind = object_type(name).ok_or_else(|| unknown(name))?;
                self.asynchronous(asked, kind, tail)
            }
            [name, tail @ ..] => self.on_object(asked, name, tail),
            [] => Err(Refusal::NoEndpoint),
        }
    }

    /// A call of an object of the table.
    fn on_object(&mut self, asked: &Asked<'_>, name: &str, tail: &[&str]) -> Result<Success, Refusal> {
        let kind = object_type(name).ok_or_else(|| unknown(name))?;
        let method = asked.call.method;
        let id = tail.last().copied().unwrap_or_default();
        let Some(found) = verb(kind, method, tail) else {
            // A path that the API has takes another method.
            let takes = ["GET", "POST", "DELETE"].into_iter().find(|other| verb(kind, other, tail).is_some());
            return Err(takes.map_or(Refusal::NoEndpoint, Refusal::MethodNotAllowed));
        };
        match (name, found) {
            ("Component", Verb::Create | Verb::Get | Verb::Update) => self.component_call(asked, found, id),
            ("ComponentMetadata", Verb::Create | Verb::Update | Verb::Delete) => {
                self.write_metadata(asked, kind, found, id)
            }
            (_, Verb::Create) => self.create(asked, kind),
            (_, Verb::Get) => self.get(asked, kind, id),
            (_, Verb::Update) => self.update(asked, kind, id),
            (_, Verb::Delete) => self.delete(asked, kind, id),
            (_, Verb::Bulk) => self.bulk(asked, kind),
            (_, Verb::Query) if id == "queryMore" => self.query_more(asked, kind),
            (_, Verb::Query) => self.query(asked, kind),
            (_, Verb::Execute) => self.execute(asked, kind, id),
            (_, Verb::Async | Verb::AsyncQuery) => Err(Refusal::NoEndpoint),
        }
    }
}

/// Inferred: the emulator keeps no secrets that could be stale.
fn refreshed() -> Success {
    let message = "The secrets were refreshed.";
    Success::Document(200, serde_json::json!({"@type": "SecretsManagerRefreshResponse", "message": message}))
}

/// Why an object is not in the table.
fn unknown(name: &str) -> Refusal {
    if NOT_EMULATED.contains(&name) { Refusal::NotEmulated(name.to_owned()) } else { Refusal::NoEndpoint }
}

fn post(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.call.method == "POST" { Ok(()) } else { Err(Refusal::MethodNotAllowed("POST")) }
}

fn get(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.call.method == "GET" { Ok(()) } else { Err(Refusal::MethodNotAllowed("GET")) }
}
