//! The objects that callers read: by id, in bulk, and as results of a query.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::Asked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::run::{self, EmulatedRun};
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::world::{Privilege, Runtime, RuntimeKind};
use crate::boomi::model::{
    Atom, ComponentMetadata, DeployedPackage, Environment, EnvironmentAtomAttachment, ExecutionStatus,
    ExecutionSummaryRecord, Long, Process,
};

/// The largest number of ids in a bulk request (documented).
const LARGEST_BULK: usize = 100;

/// The time at which all runtimes were installed and all packages deployed.
const INSTALLED: &str = "2024-09-01T08:00:00Z";

/// A type of object that callers can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::boomi::emulator) enum Object {
    ExecutionRecord,
    ExecutionSummaryRecord,
    Atom,
    Process,
    Environment,
    EnvironmentAtomAttachment,
    DeployedPackage,
    ComponentMetadata,
}

#[derive(Deserialize)]
struct Bulk {
    request: Vec<BulkId>,
}

#[derive(Deserialize)]
struct BulkId {
    id: String,
}

impl Object {
    const ALL: [Self; 8] = [
        Self::ExecutionRecord,
        Self::ExecutionSummaryRecord,
        Self::Atom,
        Self::Process,
        Self::Environment,
        Self::EnvironmentAtomAttachment,
        Self::DeployedPackage,
        Self::ComponentMetadata,
    ];

    pub(super) fn named(name: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|object| object.name() == name).ok_or(Refusal::NoEndpoint)
    }

    /// The type with this name, if it can be read by id. Records of runs cannot (documented).
    pub(super) fn with_id(name: &str) -> Result<Self, Refusal> {
        Self::named(name).and_then(|object| object.id_field().map(|_| object).ok_or(Refusal::NoEndpoint))
    }

    pub(in crate::boomi::emulator) fn name(self) -> &'static str {
        match self {
            Self::ExecutionRecord => "ExecutionRecord",
            Self::ExecutionSummaryRecord => "ExecutionSummaryRecord",
            Self::Atom => "Atom",
            Self::Process => "Process",
            Self::Environment => "Environment",
            Self::EnvironmentAtomAttachment => "EnvironmentAtomAttachment",
            Self::DeployedPackage => "DeployedPackage",
            Self::ComponentMetadata => "ComponentMetadata",
        }
    }

    fn id_field(self) -> Option<&'static str> {
        match self {
            Self::Atom | Self::Process | Self::Environment => Some("id"),
            Self::DeployedPackage => Some("deploymentId"),
            Self::ComponentMetadata => Some("componentId"),
            Self::ExecutionRecord | Self::ExecutionSummaryRecord | Self::EnvironmentAtomAttachment => None,
        }
    }

    /// The privileges of which a caller needs one, in addition to API (documented).
    pub(super) fn privileges(self) -> &'static [Privilege] {
        match self {
            Self::ExecutionRecord | Self::ExecutionSummaryRecord => &[Privilege::ViewResult],
            Self::Atom | Self::Environment | Self::EnvironmentAtomAttachment => {
                &[Privilege::AtomManagement, Privilege::AtomManagementReadOnly]
            }
            // Documented: components need Build Read Access, which every user of the emulator has.
            Self::Process | Self::ComponentMetadata => &[],
            Self::DeployedPackage => &[Privilege::Deploy],
        }
    }
}

impl Emulator {
    pub(super) fn one(&self, asked: &Asked<'_>, object: Object, id: &str) -> Result<Success, Refusal> {
        asked.needs(object.privileges())?;
        self.by_id(asked, object, id).map(|found| Success::Document(200, found))
    }

    /// Documented: an object that cannot be read gives a failure in its place.
    pub(super) fn bulk(&self, asked: &Asked<'_>, object: Object) -> Result<Success, Refusal> {
        asked.needs(object.privileges())?;
        let bulk: Bulk = asked.body("BulkRequest")?;
        if bulk.request.len() > LARGEST_BULK {
            return Err(Refusal::BulkTooLarge);
        }
        let answers = bulk.request.iter().enumerate().map(|(index, wanted)| {
            match self.by_id(asked, object, &wanted.id) {
                Ok(found) => json!({
                    "@type": "BulkResponse", "Result": found, "index": index, "id": wanted.id, "statusCode": 200,
                }),
                Err(refused) => json!({
                    "@type": "BulkResponse", "index": index, "id": wanted.id, "statusCode": 400,
                    "errorMessage": refused.message(),
                }),
            }
        });
        let answers: Vec<Value> = answers.collect();
        Ok(Success::Document(200, json!({"@type": "BulkResult", "response": answers})))
    }

    fn by_id(&self, asked: &Asked<'_>, object: Object, id: &str) -> Result<Value, Refusal> {
        let field = object.id_field().ok_or(Refusal::NoEndpoint)?;
        let objects = self.objects(object, &asked.account, asked.now(), asked.now());
        let found = objects.into_iter().find(|found| found[field] == id);
        found.ok_or(match object {
            Object::Process => Refusal::UnknownProcess,
            Object::Atom => Refusal::UnknownAtom,
            _ => Refusal::UnknownObject(object.name()),
        })
    }

    /// All objects of a type at this time, the oldest first. Runs are included if they were triggered before `before`.
    pub(in crate::boomi::emulator) fn objects(
        &self,
        object: Object,
        account: &str,
        now: OffsetDateTime,
        before: OffsetDateTime,
    ) -> Vec<Value> {
        let runs = self.runs.iter().filter(move |run| run.account == account && run.requested_at <= before);
        match object {
            Object::ExecutionRecord => rows(runs.filter_map(|run| run.record(now))),
            Object::ExecutionSummaryRecord => rows(summaries(runs, now).into_iter()),
            Object::Atom => rows(self.scenario.runtimes.iter().map(|runtime| self.atom(runtime, now))),
            Object::Process => {
                let processes = self.scenario.processes.iter();
                rows(processes.map(|process| Process {
                    integration_packs: Vec::new(),
                    name: process.name.clone(),
                    id: process.id.clone(),
                }))
            }
            Object::Environment => rows(self.scenario.environments.iter().map(|environment| Environment {
                id: environment.id.clone(),
                name: environment.name.clone(),
                classification: Some(environment.classification.clone()),
            })),
            Object::EnvironmentAtomAttachment => rows(self.attachments().into_iter()),
            Object::DeployedPackage => rows(self.deployments().into_iter()),
            Object::ComponentMetadata => {
                let processes = self.scenario.processes.iter();
                rows(processes.map(|process| ComponentMetadata {
                    component_id: process.id.clone(),
                    version: 1,
                    name: process.name.clone(),
                    kind: "process".to_owned(),
                    deleted: "false".to_owned(),
                    current_version: "true".to_owned(),
                    folder_name: "Processes".to_owned(),
                }))
            }
        }
    }

    fn atom(&self, runtime: &Runtime, now: OffsetDateTime) -> Atom {
        let kind = match runtime.kind {
            RuntimeKind::Atom => "ATOM",
            RuntimeKind::Molecule => "MOLECULE",
            RuntimeKind::Cloud => "CLOUD",
        };
        Atom {
            id: runtime.id.clone(),
            name: runtime.name.clone(),
            status: Some(runtime.status(self.since_first_call(now)).to_owned()),
            kind: Some(kind.to_owned()),
            host_name: Some(runtime.host_name.clone().unwrap_or_else(|| "localhost".to_owned())),
            date_installed: Some(INSTALLED.to_owned()),
            current_version: Some("24.09.0".to_owned()),
            purge_history_days: Some(30),
        }
    }

    fn attachments(&self) -> Vec<EnvironmentAtomAttachment> {
        let attached = self.scenario.runtimes.iter().filter_map(|runtime| {
            let home = self.scenario.environment(runtime.environment.as_deref()?)?;
            Some(EnvironmentAtomAttachment {
                id: synthetic(&[&runtime.id, &home.id]),
                atom_id: runtime.id.clone(),
                environment_id: home.id.clone(),
            })
        });
        attached.collect()
    }

    fn deployments(&self) -> Vec<DeployedPackage> {
        let by = &self.scenario.users[0].email;
        let mut all = Vec::new();
        for process in &self.scenario.processes {
            for home in process.deployed_to.iter().filter_map(|name| self.scenario.environment(name)) {
                all.push(DeployedPackage {
                    deployment_id: synthetic(&[&process.id, &home.id]),
                    version: 1,
                    package_id: synthetic(&[&process.id]),
                    package_version: "1.0".to_owned(),
                    environment_id: home.id.clone(),
                    component_id: process.id.clone(),
                    component_version: 1,
                    component_type: "process".to_owned(),
                    deployed_date: INSTALLED.to_owned(),
                    deployed_by: by.clone(),
                    active: true,
                });
            }
        }
        all
    }
}

/// The id of a pair, made of both ids in a form like Base64 (documented).
fn synthetic(ids: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(ids.join(":"))
}

fn rows<T: Serialize>(objects: impl Iterator<Item = T>) -> Vec<Value> {
    objects.map(|object| serde_json::to_value(object).expect("texts and numbers")).collect()
}

/// Sums by process, runtime, hour and status. Only here do low-latency runs count (documented).
fn summaries<'r>(
    runs: impl Iterator<Item = &'r EmulatedRun>,
    now: OffsetDateTime,
) -> Vec<ExecutionSummaryRecord> {
    let mut sums: BTreeMap<(String, String, String, String), ExecutionSummaryRecord> = BTreeMap::new();
    for run in runs {
        let Some(ended) = run.ended_at(now) else { continue };
        let counted = matches!(
            run.outcome,
            ExecutionStatus::Complete | ExecutionStatus::CompleteWarn | ExecutionStatus::Error
        );
        if !counted {
            continue;
        }
        let hour = ended.replace_minute(0).and_then(|at| at.replace_second(0)).expect("zero is a minute");
        let block = run::seconds(hour);
        let key = (block.clone(), run.process_id.clone(), run.atom_id.clone(), run.outcome.to_string());
        let sum = sums.entry(key).or_insert_with(|| empty_summary(run, block));
        let took = run.took_ms();
        let documents = run.documents;
        sum.execution_count.0 += 1;
        sum.elapsed_time.0 += took;
        sum.max_elapsed_time.0 = sum.max_elapsed_time.0.max(took);
        sum.inbound_doc_count.0 += i64::from(documents.inbound);
        sum.outbound_doc_count.0 += i64::from(documents.outbound);
        sum.inbound_doc_size.0 += i64::from(documents.inbound) * run::DOCUMENT_BYTES;
        sum.outbound_doc_size.0 += i64::from(documents.outbound) * run::DOCUMENT_BYTES;
    }
    sums.into_values().collect()
}

fn empty_summary(run: &EmulatedRun, time_block: String) -> ExecutionSummaryRecord {
    ExecutionSummaryRecord {
        process_id: run.process_id.clone(),
        process_name: Some(run.process_name.clone()),
        atom_id: run.atom_id.clone(),
        atom_name: Some(run.atom_name.clone()),
        account_id: run.account.clone(),
        time_block,
        status: run.outcome.clone(),
        execution_count: Long(0),
        elapsed_time: Long(0),
        launch_elapsed_time: Long(0),
        max_elapsed_time: Long(0),
        inbound_doc_count: Long(0),
        inbound_doc_size: Long(0),
        outbound_doc_count: Long(0),
        outbound_doc_size: Long(0),
        return_doc_count: Long(0),
        return_doc_size: Long(0),
    }
}
