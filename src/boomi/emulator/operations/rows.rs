//! The objects that a query sees, by their type: those that are kept, and those that follow from others.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::generic::untouched;
use super::queries::without_hidden;
use super::statistics;
use crate::boomi::emulator::catalogue::{Field, FieldKind, ObjectType};
use crate::boomi::emulator::seed::{INSTALLED, synthetic};
use crate::boomi::emulator::state::Emulator;

pub(super) type Rows<'a> = Box<dyn Iterator<Item = Value> + 'a>;

impl Emulator {
    /// All objects of a type at this time, the oldest first, with what only filters see. Runs are included if they were
    /// triggered before `before`.
    pub(in crate::boomi::emulator) fn rows<'a>(
        &'a self,
        kind: &'a ObjectType,
        account: &'a str,
        now: OffsetDateTime,
        before: OffsetDateTime,
    ) -> Rows<'a> {
        let runs = self.runs.iter().filter(move |run| run.account == account && run.requested_at <= before);
        match kind.name.as_str() {
            "ExecutionRecord" => Box::new(runs.filter_map(move |run| {
                run.record(now).map(|record| serde_json::to_value(record).expect("texts and numbers"))
            })),
            "ExecutionSummaryRecord" => Box::new(statistics::summaries(runs, now).into_iter()),
            "ExecutionConnector" => Box::new(runs.flat_map(move |run| statistics::connectors(run, now))),
            "GenericConnectorRecord" => Box::new(runs.flat_map(move |run| statistics::documents(run, now))),
            "Event" => Box::new(runs.filter_map(move |run| statistics::event(run, now))),
            "ExecutionCountAccount" | "DocumentCountAccount" | "ThroughputAccount" => {
                let home = |atom: &str| self.home_of(atom);
                Box::new(statistics::days(kind, runs, now, home).into_iter())
            }
            "ComponentMetadata" => Box::new(self.metadata()),
            "Process" => Box::new(self.processes()),
            "ProcessSchedules" | "ProcessScheduleStatus" => Box::new(self.schedules(kind)),
            "ListenerStatus" => Box::new(self.listeners()),
            "Cloud" => Box::new(self.cloud().into_iter()),
            "AuditLog" => Box::new(self.audit_log.iter().cloned()),
            _ => match kind.per.as_deref() {
                None => Box::new(
                    self.objects.all(&kind.name).map(move |object| self.decorated(now, kind, object.clone())),
                ),
                Some(per) => {
                    let ids = self.objects.all(per).filter_map(|owner| owner[id_field(per)].as_str());
                    Box::new(ids.map(|id| {
                        let kept = self.objects.get(&kind.name, id).cloned();
                        kept.unwrap_or_else(|| untouched(kind, id))
                    }))
                }
            },
        }
    }

    /// An object as callers read it.
    pub(in crate::boomi::emulator) fn shown(
        &self,
        now: OffsetDateTime,
        kind: &ObjectType,
        object: Value,
    ) -> Value {
        without_hidden(self.decorated(now, kind, object))
    }

    /// An object with what follows from others, and with what only filters see.
    fn decorated(&self, now: OffsetDateTime, kind: &ObjectType, mut object: Value) -> Value {
        match kind.name.as_str() {
            "Atom" => {
                let since = self.since_first_call(now);
                let runtime = object["id"].as_str().and_then(|id| self.scenario.runtime(id));
                let status = runtime.map_or("ONLINE", |runtime| runtime.status(since));
                object["status"] = status.into();
                object["#online"] = (status == "ONLINE").into();
            }
            "DeployedPackage" | "PackagedComponent" => {
                let component = object["componentId"].as_str().and_then(|id| self.component(id));
                object["#componentName"] =
                    component.map(|(found, _)| found["name"].clone()).unwrap_or_default();
                if kind.name == "DeployedPackage" {
                    let home = object["environmentId"].as_str();
                    let home = home.and_then(|id| self.objects.get("Environment", id));
                    object["#environmentName"] = home.map(|home| home["name"].clone()).unwrap_or_default();
                    object["#current"] = object["active"].clone();
                    object["#branch"] = object["branchName"].clone();
                }
            }
            _ => {}
        }
        object
    }

    /// The environment that a runtime is attached to.
    pub(super) fn home_of(&self, atom_id: &str) -> Option<&str> {
        let mut attached = self.objects.all("EnvironmentAtomAttachment");
        attached.find(|it| it["atomId"] == atom_id).and_then(|it| it["environmentId"].as_str())
    }

    /// One row for each deployed process and each runtime that has it. Inferred: schedules are on until somebody stops
    /// them.
    fn schedules<'a>(&'a self, kind: &'a ObjectType) -> impl Iterator<Item = Value> + 'a {
        self.placed().map(|(process, atom)| {
            let id = synthetic(&[process, atom]);
            self.objects.get(&kind.name, &id).cloned().unwrap_or_else(|| {
                let mut row = json!({"@type": kind.name, "id": id, "processId": process, "atomId": atom});
                if kind.name == "ProcessScheduleStatus" {
                    row["enabled"] = true.into();
                } else {
                    row["Schedule"] = json!([]);
                }
                row
            })
        })
    }

    /// Every process with every runtime that it is deployed to.
    fn placed(&self) -> impl Iterator<Item = (&str, &str)> {
        let deployed = self.objects.all("DeployedPackage").filter(|it| it["active"] == true);
        deployed.flat_map(|package| {
            let attached = self.objects.all("EnvironmentAtomAttachment");
            let attached = attached.filter(|it| it["environmentId"] == package["environmentId"]);
            attached.filter_map(|it| Some((package["componentId"].as_str()?, it["atomId"].as_str()?)))
        })
    }

    /// The listeners: processes of the scenario that leave no record are such.
    fn listeners(&self) -> impl Iterator<Item = Value> {
        let placed = self.placed().filter(|(process, _)| self.is_listener(process));
        placed.map(|(process, atom)| {
            let kept = self.objects.get("ListenerStatus", &synthetic(&[process, atom]));
            let status = kept.map_or("listening".into(), |kept| kept["status"].clone());
            json!({"@type": "ListenerStatus", "listenerId": process, "status": status, "connectorType": "wss",
                "#containerId": atom})
        })
    }

    pub(super) fn is_listener(&self, process_id: &str) -> bool {
        self.scenario.process(process_id).is_some_and(|process| process.low_latency)
    }

    fn cloud(&self) -> Option<Value> {
        let members = self.objects.all("Atom").filter(|atom| atom["type"] == "CLOUD");
        let members: Vec<Value> = members
            .map(|atom| json!({"@type": "CloudAtom", "atomId": atom["id"], "deleted": false}))
            .collect();
        let id = synthetic(&["cloud"]);
        (!members.is_empty())
            .then(|| json!({"@type": "Cloud", "id": id, "name": "Test Cloud", "Atom": members}))
    }
}

/// The value of a field before anybody set it; lists are there and empty.
pub(super) fn empty_value(kind: &ObjectType, field: &Field) -> Option<Value> {
    match (kind.name.as_str(), &field.kind) {
        (_, FieldKind::List) => Some(json!([])),
        ("AccountCloudAttachmentSummary", FieldKind::Time) => Some(INSTALLED.into()),
        _ => None,
    }
}

fn id_field(kind: &str) -> &'static str {
    if kind == "Account" { "accountId" } else { "id" }
}
