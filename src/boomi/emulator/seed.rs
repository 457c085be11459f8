//! The objects of a scenario, as callers read them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::catalogue::seeds;
use super::objects::Objects;
use super::scenario::Scenario;
use super::world::{Runtime, RuntimeKind};

/// The time at which everything of a scenario was made.
pub(super) const INSTALLED: &str = "2024-09-01T08:00:00Z";

/// The id that is made of other ids, in a form like Base64 (documented).
pub(super) fn synthetic(parts: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(parts.join(":"))
}

/// All objects of a scenario.
pub(super) fn objects(scenario: &Scenario) -> Objects {
    let mut objects = Objects::default();
    for (kind, seed) in seeds() {
        let mut object = seed.clone();
        object["@type"] = kind.name.as_str().into();
        let id = kind.id.as_deref().and_then(|id| object[id].as_str()).unwrap_or_default().to_owned();
        objects.put(&kind.name, &id, object);
    }
    for account in &scenario.accounts {
        let object = json!({"@type": "Account", "accountId": account.id, "name": account.name, "status": "active",
            "dateCreated": INSTALLED, "supportLevel": "standard", "supportAccess": false, "widgetAccount": false,
            "overDeployed": false, "suggestionsEnabled": false});
        objects.put("Account", &account.id, object);
    }
    for environment in &scenario.environments {
        let object = json!({"@type": "Environment", "id": environment.id, "name": environment.name,
            "classification": environment.classification});
        objects.put("Environment", &environment.id, object);
    }
    for runtime in &scenario.runtimes {
        objects.put("Atom", &runtime.id, atom(scenario, runtime));
        if let Some(home) = runtime.environment.as_deref().and_then(|name| scenario.environment(name)) {
            let id = synthetic(&[&runtime.id, &home.id]);
            let object = json!({"@type": "EnvironmentAtomAttachment", "id": id, "atomId": runtime.id,
                "environmentId": home.id});
            objects.put("EnvironmentAtomAttachment", &id, object);
        }
    }
    processes(scenario, &mut objects);
    objects
}

fn atom(scenario: &Scenario, runtime: &Runtime) -> Value {
    let kind = match runtime.kind {
        RuntimeKind::Atom => "ATOM",
        RuntimeKind::Molecule => "MOLECULE",
        RuntimeKind::Cloud => "CLOUD",
    };
    json!({"@type": "Atom", "id": runtime.id, "name": runtime.name, "type": kind,
        "hostName": runtime.host_name.as_deref().unwrap_or("localhost"), "dateInstalled": INSTALLED,
        "currentVersion": "24.09.0", "purgeHistoryDays": 30, "purgeImmediate": false,
        "createdBy": scenario.users[0].email})
}

fn processes(scenario: &Scenario, objects: &mut Objects) {
    let by = &scenario.users[0].email;
    for process in &scenario.processes {
        let component = json!({"@type": "Component", "componentId": process.id, "version": 1, "name": process.name,
            "type": "process", "createdDate": INSTALLED, "createdBy": by, "modifiedDate": INSTALLED,
            "modifiedBy": by, "deleted": false, "folderId": "RjoxMDAwMDI", "folderName": "Processes",
            "folderFullPath": "Local/Processes", "branchId": "QjoxMDAwMDE", "branchName": "main"});
        objects.put("Component", &format!("{}~1", process.id), component);
        if process.deployed_to.is_empty() {
            continue;
        }
        let package = synthetic(&[&process.id]);
        let object = json!({"@type": "PackagedComponent", "packageId": package, "packageVersion": "1.0",
            "componentId": process.id, "componentVersion": 1, "componentType": "process", "createdDate": INSTALLED,
            "createdBy": by, "deleted": false, "shareable": true, "branchName": "main"});
        objects.put("PackagedComponent", &package, object);
        for home in process.deployed_to.iter().filter_map(|name| scenario.environment(name)) {
            let id = synthetic(&[&process.id, &home.id]);
            let object = json!({"@type": "DeployedPackage", "deploymentId": id, "version": 1, "packageId": package,
                "packageVersion": "1.0", "environmentId": home.id, "componentId": process.id, "componentVersion": 1,
                "componentType": "process", "deployedDate": INSTALLED, "deployedBy": by, "active": true,
                "branchName": "main"});
            objects.put("DeployedPackage", &id, object);
        }
    }
}
