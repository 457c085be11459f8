//! The calls that the emulator answers.

use super::{Asked, Object};
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::state::Emulator;

/// The calls as a list for users: the method, the path after the account, the purpose.
pub const CALLS: [(&str, &str, &str); 15] = [
    ("POST", "executeProcess", "trigger a process; the answer is empty"),
    ("POST", "ExecutionRequest", "trigger a process; the answer names a request id"),
    ("GET", "ExecutionRecord/async/{requestId}", "the status of that run"),
    ("POST", "ExecutionRecord/query", "runs, filtered and sorted"),
    ("POST", "ExecutionSummaryRecord/query", "runs, summed up by the hour"),
    ("POST", "cancelExecution/{executionId}", "cancel a run"),
    ("POST", "ProcessLog", "ask for the log of a run, to be downloaded"),
    ("POST", "ExecutionArtifacts", "ask for the artifacts of a run, to be downloaded"),
    ("POST", "AtomLog", "ask for a day's log of a runtime, to be downloaded"),
    ("POST", "{Atom,Process,Environment}/query", "find ids by name"),
    ("POST", "EnvironmentAtomAttachment/query", "the runtimes of environments"),
    ("POST", "ComponentMetadata/query", "processes as components"),
    ("POST", "DeployedPackage/query", "the deployments of environments"),
    ("POST", "{object}/queryMore", "the next page of a query"),
    ("GET", "{object}/{id}, POST {object}/bulk", "objects by id"),
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
            ["ProcessLog"] => post(asked).and_then(|()| self.process_log(asked)),
            ["ExecutionArtifacts"] => post(asked).and_then(|()| self.execution_artifacts(asked)),
            ["AtomLog"] => post(asked).and_then(|()| self.atom_log(asked)),
            ["api", "download", name] => get(asked).and_then(|()| self.download(asked, name)),
            [name, "query"] => {
                let object = Object::named(name)?;
                post(asked).and_then(|()| self.query(asked, object))
            }
            [name, "queryMore"] => {
                let object = Object::named(name)?;
                post(asked).and_then(|()| self.query_more(asked, object))
            }
            [name, "bulk"] => {
                let object = Object::with_id(name)?;
                post(asked).and_then(|()| self.bulk(asked, object))
            }
            [name, id] => {
                let object = Object::with_id(name)?;
                get(asked).and_then(|()| self.one(asked, object, id))
            }
            _ => Err(Refusal::NoEndpoint),
        }
    }
}

fn post(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.call.method == "POST" { Ok(()) } else { Err(Refusal::MethodNotAllowed("POST")) }
}

fn get(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.call.method == "GET" { Ok(()) } else { Err(Refusal::MethodNotAllowed("GET")) }
}
