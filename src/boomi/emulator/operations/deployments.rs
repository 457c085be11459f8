//! What making, changing and deleting some objects does beside keeping them: packages and their deployments, runtimes and
//! their environments, branches, folders.

use serde_json::{Map, Value};

use super::Asked;
use crate::boomi::emulator::catalogue::ObjectType;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::run;
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::world::{Process, Runtime, RuntimeKind};

type Members = Map<String, Value>;

impl Emulator {
    /// Checks what a new object refers to, and fills in what follows from it.
    pub(super) fn before_create(
        &mut self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        object: &mut Members,
    ) -> Result<(), Refusal> {
        // A field that names another object by its type must name one that is there.
        for (field, named) in [("atomId", "Atom"), ("environmentId", "Environment"), ("runtimeId", "Atom")] {
            if kind.field(field).is_some() && object.contains_key(field) {
                self.exists(named, text(object, field))?;
            }
        }
        match kind.name.as_str() {
            "PackagedComponent" => self.package(object),
            "DeployedPackage" => self.deploy(asked, object),
            "Deployment" => self.deploy_component(asked, object),
            "EnvironmentAtomAttachment" if self.home_of(text(object, "atomId")).is_some() => {
                Err(Refusal::AlreadyThere("EnvironmentAtomAttachment".to_owned()))
            }
            "Atom" => {
                set(object, "type", "CLOUD");
                set(object, "isCloudAttachment", true);
                set(object, "hostName", "localhost");
                set(object, "dateInstalled", run::seconds(asked.now()));
                set(object, "currentVersion", "24.09.0");
                set(object, "purgeHistoryDays", 30);
                Ok(())
            }
            "Environment" => {
                set(object, "classification", "PROD");
                Ok(())
            }
            "Branch" => {
                set(object, "parentId", "QjoxMDAwMDE");
                self.exists("Branch", text(object, "parentId"))?;
                set(object, "ready", true);
                set(object, "stage", "NORMAL");
                Ok(())
            }
            "Folder" => {
                set(object, "parentId", "RjoxMDAwMDE");
                let parent = self.objects.get("Folder", text(object, "parentId"));
                let parent = parent.ok_or(Refusal::UnknownObject("Folder".to_owned()))?;
                let path =
                    format!("{}/{}", parent["fullPath"].as_str().unwrap_or_default(), text(object, "name"));
                let name = parent["name"].clone();
                set(object, "parentName", name);
                set(object, "fullPath", path);
                Ok(())
            }
            "MergeRequest" => {
                for (id, name) in
                    [("sourceBranchId", "sourceBranchName"), ("destinationBranchId", "destinationBranchName")]
                {
                    let branch = self.objects.get("Branch", text(object, id));
                    let found = branch.ok_or(Refusal::UnknownObject("Branch".to_owned()))?["name"].clone();
                    set(object, name, found);
                }
                set(object, "stage", "DRAFTED");
                Ok(())
            }
            "InstallerToken" => {
                let minutes =
                    object.get("durationMinutes").and_then(Value::as_i64).unwrap_or(30).clamp(1, 1440);
                let ends = asked.now() + time::Duration::minutes(minutes);
                let token = format!("atom-{}", self.uuid());
                set(object, "token", token);
                set(object, "expiration", run::seconds(ends));
                Ok(())
            }
            "RuntimeRestartRequest" => {
                set(object, "message", "The restart request was sent to the runtime.");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn exists(&self, kind: &str, id: &str) -> Result<(), Refusal> {
        let found = self.objects.get(kind, id).map(|_| ());
        found.ok_or(if kind == "Atom" {
            Refusal::UnknownAtom
        } else {
            Refusal::UnknownObject(kind.to_owned())
        })
    }

    fn package(&self, package: &mut Members) -> Result<(), Refusal> {
        let wanted = match package.get("componentVersion") {
            Some(version) => format!("{}~{version}", text(package, "componentId")),
            None => text(package, "componentId").to_owned(),
        };
        let (component, _) = self.component(&wanted).ok_or(Refusal::UnknownObject("Component".to_owned()))?;
        package.insert("componentVersion".to_owned(), component["version"].clone());
        package.insert("componentType".to_owned(), component["type"].clone());
        // Documented: a version is made of the revision when none is given. Its form is inferred.
        if !package.contains_key("packageVersion") {
            let id = text(package, "componentId").to_owned();
            let same = self.objects.all("PackagedComponent").filter(|it| it["componentId"] == id.as_str());
            let mut versions = (same.count()..).map(|minor| format!("{}.{minor}", component["version"]));
            let free = versions.find(|version| {
                !self.objects.any("PackagedComponent", &[("componentId", &id), ("packageVersion", version)])
            });
            set(package, "packageVersion", free.expect("numbers do not end"));
        }
        set(package, "branchName", "main");
        set(package, "shareable", true);
        let same = [
            ("componentId", text(package, "componentId")),
            ("packageVersion", text(package, "packageVersion")),
        ];
        if self.objects.any("PackagedComponent", &same) {
            return Err(Refusal::AlreadyThere("PackagedComponent".to_owned()));
        }
        Ok(())
    }

    fn deploy(&mut self, asked: &Asked<'_>, deployment: &mut Members) -> Result<(), Refusal> {
        if !deployment.contains_key("packageId") {
            return self.deploy_component(asked, deployment);
        }
        let package = self.objects.get("PackagedComponent", text(deployment, "packageId"));
        let package = package.filter(|package| package["deleted"] != true);
        let package = package.ok_or(Refusal::UnknownObject("PackagedComponent".to_owned()))?.clone();
        for name in ["componentId", "componentVersion", "componentType", "packageVersion", "branchName"] {
            if !package[name].is_null() {
                deployment.insert(name.to_owned(), package[name].clone());
            }
        }
        let same = [
            ("componentId", text(deployment, "componentId")),
            ("environmentId", text(deployment, "environmentId")),
        ];
        let before =
            self.objects.all("DeployedPackage").filter(|it| same.iter().all(|(name, id)| it[*name] == *id));
        let version = before.count() + 1;
        deployment.insert("version".to_owned(), version.into());
        deployment.insert("active".to_owned(), true.into());
        Ok(())
    }

    /// Documented: a component that is deployed by its own id is packaged for it.
    fn deploy_component(&mut self, asked: &Asked<'_>, deployment: &mut Members) -> Result<(), Refusal> {
        let id = deployment.get("componentId").or(deployment.get("processId")).and_then(Value::as_str);
        let id = id.ok_or(Refusal::MissingField("packageId".to_owned()))?.to_owned();
        let kind =
            crate::boomi::emulator::catalogue::object_type("PackagedComponent").expect("a type of the table");
        let (component, _) = self.component(&id).ok_or(Refusal::UnknownObject("Component".to_owned()))?;
        let (version, of) = (component["version"].clone(), component["type"].clone());
        let packages =
            self.objects.all("PackagedComponent").filter(|it| it["componentId"] == id.as_str()).count();
        let package_id = self.uuid();
        let package = serde_json::json!({"@type": "PackagedComponent", "packageId": package_id, "componentId": id,
            "componentVersion": version, "componentType": of, "packageVersion": format!("{}.0", packages + 1),
            "createdBy": asked.user.email, "createdDate": run::seconds(asked.now()), "deleted": false,
            "branchName": "main", "shareable": true});
        self.keep(asked, kind, &package_id, package, "ADD");
        if deployment.contains_key("processId") || !deployment.contains_key("packageId") {
            set(deployment, "componentId", id.clone());
            set(deployment, "componentType", of);
        }
        if deployment.contains_key("deployedOn") {
            // The older object, which knows no packages.
            set(deployment, "processId", id);
            set(deployment, "version", 1);
            set(deployment, "current", true);
            set(deployment, "digest", package_id);
            return Ok(());
        }
        deployment.insert("packageId".to_owned(), package_id.into());
        self.deploy(asked, deployment)
    }

    /// Documented: the latest deployment of a component in an environment is the active one.
    pub(super) fn after_create(&mut self, kind: &ObjectType, object: &Value) {
        if kind.name != "DeployedPackage" {
            return;
        }
        let others: Vec<Value> = self
            .objects
            .all("DeployedPackage")
            .filter(|it| {
                it["active"] == true
                    && it["componentId"] == object["componentId"]
                    && it["environmentId"] == object["environmentId"]
                    && it["deploymentId"] != object["deploymentId"]
            })
            .cloned()
            .collect();
        for mut other in others {
            other["active"] = false.into();
            let id = other["deploymentId"].as_str().unwrap_or_default().to_owned();
            self.put(kind, &id, other);
        }
    }

    /// Documented: the schedule of a listener cannot be changed.
    pub(super) fn before_update(&self, kind: &ObjectType, object: &Value) -> Result<(), Refusal> {
        let process = object["processId"].as_str().unwrap_or_default();
        if kind.name == "ProcessSchedules" && self.is_listener(process) {
            return Err(Refusal::ListenerSchedule);
        }
        Ok(())
    }

    /// The process with this id: of the scenario, or made by a caller. Those run for a second and end well.
    pub(super) fn process(&self, id: &str) -> Option<Process> {
        let (component, _) = self.component(id).filter(|_| !id.contains('~'))?;
        if component["type"] != "process" || component["deleted"] == true {
            return None;
        }
        let name = component["name"].as_str().unwrap_or_default();
        let mut process = self.scenario.process(id).cloned().unwrap_or_else(|| Process::made(id));
        name.clone_into(&mut process.name);
        Some(process)
    }

    /// The runtime with this id: of the scenario, or made by a caller. Those are online.
    pub(super) fn runtime(&self, id: &str) -> Option<Runtime> {
        let atom = self.objects.get("Atom", id)?;
        let mut runtime =
            self.scenario.runtime(id).cloned().unwrap_or_else(|| Runtime::made(id, RuntimeKind::Cloud));
        atom["name"].as_str().unwrap_or_default().clone_into(&mut runtime.name);
        Some(runtime)
    }

    /// True when a process is deployed where a runtime finds it: to its environment, or, by the older objects, to itself.
    pub(super) fn is_deployed(&self, process_id: &str, atom_id: &str) -> bool {
        if let Some(home) = self.home_of(atom_id) {
            let active = self.objects.all("DeployedPackage").any(|it| {
                it["active"] == true && it["componentId"] == process_id && it["environmentId"] == home
            });
            let here = |kind, field| self.objects.any(kind, &[(field, process_id), ("environmentId", home)]);
            if active
                || here("Deployment", "componentId")
                || here("ProcessEnvironmentAttachment", "processId")
                || here("ComponentEnvironmentAttachment", "componentId")
            {
                return true;
            }
        }
        let itself = |kind, field| self.objects.any(kind, &[(field, process_id), ("atomId", atom_id)]);
        itself("ProcessAtomAttachment", "processId") || itself("ComponentAtomAttachment", "componentId")
    }
}

/// Documented: the root folder cannot be deleted.
pub(super) fn before_delete(kind: &ObjectType, object: &Value) -> Result<(), Refusal> {
    if kind.name == "Folder" && object["parentId"].is_null() {
        return Err(Refusal::RootFolder);
    }
    Ok(())
}

/// What stays of an object that is deleted; `None` when nothing does.
pub(super) fn left_by_delete(kind: &ObjectType, mut object: Value) -> Option<Value> {
    match kind.name.as_str() {
        "DeployedPackage" => object["active"] = false.into(),
        "Folder" | "PackagedComponent" => object["deleted"] = true.into(),
        _ => return None,
    }
    Some(object)
}

fn text<'o>(object: &'o Members, name: &str) -> &'o str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Fills in a member that the caller left out.
fn set(object: &mut Members, name: &str, value: impl Into<Value>) {
    object.entry(name).or_insert_with(|| value.into());
}
