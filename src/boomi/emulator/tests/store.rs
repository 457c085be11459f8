//! Objects that callers make, change and delete, and what follows from them.

use serde_json::{Value, json};

use super::platform::{CLOUD, LISTENER, LOCAL_ATOM, Platform, ROSTER};
use crate::boomi::emulator::catalogue::{Field, FieldKind, ObjectType, Verb, object_types};

const TEST: &str = "e1b2c3d4-e5f6-4071-8829-3a4b5c6d7e8f";
const COMPONENT: &str = "<bns:Component xmlns:bns=\"http://api.platform.boomi.com/\" name=\"New Process\" type=\"process\"><bns:object><process a=\"1\"/></bns:object></bns:Component>";

fn filter(property: &str, operator: &str, value: &str) -> Value {
    json!({"QueryFilter": {"expression": {"argument": [value], "operator": operator, "property": property}}})
}

fn component_id(xml: &str) -> String {
    let from = xml.find("componentId=\"").expect("an id") + 13;
    xml[from..].split('"').next().expect("its end").to_owned()
}

/// Makes a process, and returns its id.
fn process(platform: &mut Platform) -> String {
    let (status, xml) = platform.post_xml("Component", COMPONENT);
    assert_eq!(status, 200, "{xml}");
    component_id(&xml)
}

#[test]
fn documented_a_component_goes_from_package_to_deployment_to_run() {
    let mut platform = Platform::local();
    let id = process(&mut platform);
    assert_eq!(platform.trigger(&id, CLOUD).0, 400, "not deployed yet");
    let (status, package) = platform
        .post("PackagedComponent", &json!({"componentId": id, "packageVersion": "1.0", "notes": "first"}));
    assert_eq!((status, &package["componentType"]), (200, &json!("process")), "{package}");
    let (status, deployed) =
        platform.post("DeployedPackage", &json!({"environmentId": TEST, "packageId": package["packageId"]}));
    assert_eq!((status, &deployed["active"]), (200, &json!(true)), "{deployed}");
    let request = platform.request_id(&id, CLOUD);
    platform.wait(2_000);
    assert_eq!(platform.status(&request), "COMPLETE");
    // Undeployed, it cannot run any more.
    let path = format!("DeployedPackage/{}", deployed["deploymentId"].as_str().unwrap());
    assert_eq!(platform.call("DELETE", &path, "").status, 200);
    assert_eq!(platform.trigger(&id, CLOUD).0, 400);
    assert_eq!(platform.get(&path).1["active"], false);
}

#[test]
fn documented_the_latest_deployment_is_the_active_one() {
    let mut platform = Platform::local();
    let id = process(&mut platform);
    let mut deployments = Vec::new();
    for version in ["1.0", "2.0"] {
        let package =
            platform.post("PackagedComponent", &json!({"componentId": id, "packageVersion": version})).1;
        let body = json!({"environmentId": TEST, "packageId": package["packageId"]});
        deployments.push(platform.post("DeployedPackage", &body).1["deploymentId"].clone());
    }
    let (_, found) =
        platform.post("DeployedPackage/query", &filter("componentName", "EQUALS", "New Process"));
    let states: Vec<_> =
        found["result"].as_array().unwrap().iter().map(|it| (&it["version"], &it["active"])).collect();
    assert_eq!(states, [(&json!(1), &json!(false)), (&json!(2), &json!(true))]);
    assert_eq!(found["result"][1]["deploymentId"], deployments[1]);
    assert!(found["result"][0].get("#componentName").is_none(), "{found}");
}

#[test]
fn documented_a_package_version_is_unique_and_its_component_must_exist() {
    let mut platform = Platform::local();
    let body = json!({"componentId": ROSTER, "packageVersion": "7"});
    assert_eq!(platform.post("PackagedComponent", &body).0, 200);
    assert_eq!(platform.post("PackagedComponent", &body).0, 400);
    assert_eq!(platform.post("PackagedComponent", &json!({"componentId": "nobody"})).0, 400);
    assert_eq!(
        platform.post("DeployedPackage", &json!({"environmentId": TEST, "packageId": "nobody"})).0,
        400
    );
    assert_eq!(
        platform.post("DeployedPackage", &json!({"environmentId": "nowhere", "packageId": "x"})).0,
        400
    );
}

#[test]
fn documented_a_component_has_revisions() {
    let mut platform = Platform::local();
    let id = process(&mut platform);
    let changed = COMPONENT.replace("New Process", "Newer").replace("a=\"1\"", "a=\"2\"");
    let (status, xml) = platform.post_xml(&format!("Component/{id}"), &changed);
    assert!(status == 200 && xml.contains("version=\"2\"") && xml.contains("a=\"2\""), "{xml}");
    let read = |platform: &mut Platform, part: &str| {
        String::from_utf8(platform.call("GET", &format!("Component/{id}{part}"), "").body.to_vec()).unwrap()
    };
    assert!(read(&mut platform, "~1").contains("a=\"1\"") && read(&mut platform, "").contains("a=\"2\""));
    let (_, metadata) = platform.get(&format!("ComponentMetadata/{id}~1"));
    assert_eq!((&metadata["name"], &metadata["currentVersion"]), (&json!("New Process"), &json!("false")));
    assert_eq!(platform.get(&format!("ComponentMetadata/{id}~9")).0, 400);
    let (_, all) = platform.post("ComponentMetadata/query", &filter("componentId", "EQUALS", &id));
    assert_eq!(all["numberOfResults"], 2);
    assert_eq!(platform.get(&format!("Process/{id}")).1["name"], "Newer");
    assert_eq!(platform.call("DELETE", &format!("ComponentMetadata/{id}"), "").status, 200);
    assert_eq!(platform.get(&format!("Process/{id}")).0, 400);
}

#[test]
fn documented_atoms_are_found_by_online_and_attached_to_environments() {
    let mut platform = Platform::local();
    let (_, online) = platform.post("Atom/query", &filter("online", "EQUALS", "true"));
    assert_eq!(online["numberOfResults"], 2);
    let (status, atom) = platform.post("Atom", &json!({"name": "Mine", "cloudId": "c"}));
    assert_eq!((status, &atom["status"], &atom["type"]), (200, &json!("ONLINE"), &json!("CLOUD")), "{atom}");
    let id = atom["id"].as_str().unwrap().to_owned();
    assert_eq!(platform.trigger(ROSTER, &id).0, 400, "not attached yet");
    let attach = json!({"atomId": id, "environmentId": TEST});
    assert_eq!(platform.post("EnvironmentAtomAttachment", &attach).0, 200);
    assert_eq!(platform.post("EnvironmentAtomAttachment", &attach).0, 400, "attached already");
    assert_eq!(platform.trigger(ROSTER, &id).0, 200);
    assert_eq!(platform.post(&format!("Atom/{id}"), &json!({"name": "Renamed"})).1["name"], "Renamed");
    assert_eq!(platform.call("DELETE", &format!("Atom/{id}"), "").status, 200);
    assert_eq!(platform.trigger(ROSTER, &id).0, 400);
}

#[test]
fn documented_fields_are_checked_by_name_and_kind() {
    let mut platform = Platform::local();
    for (tail, body, said) in [
        ("Folder", json!({"name": "A", "colour": "red"}), "colour does not exist"),
        ("Folder", json!({}), "name is required"),
        ("Folder", json!({"name": ""}), "name is required"),
        ("Environment", json!({"name": "A", "classification": "DEV"}), "invalid input"),
        ("Branch", json!({"name": "A", "ready": "perhaps"}), "invalid input"),
        ("RuntimeCloud", json!({"name": "A", "maxAttachmentsPerAccount": "many"}), "invalid input"),
        ("EnvironmentExtensions/nowhere", json!({}), "No such Environment"),
    ] {
        let (status, answer) = platform.post(tail, &body);
        assert!(
            status == 400 && answer["message"].as_str().unwrap().contains(said),
            "{tail} {body}: {answer}"
        );
    }
    let (status, folder) =
        platform.post("Folder", &json!({"@type": "Folder", "name": "A", "parentId": null}));
    assert_eq!((status, &folder["fullPath"], &folder["deleted"]), (200, &json!("Local/A"), &json!(false)));
}

#[test]
fn documented_objects_are_made_and_read_in_xml_as_in_json() {
    let mut platform = Platform::local();
    let role = r#"<bns:Role xmlns:bns="http://api.platform.boomi.com/" name="mine"><bns:Description>D &amp; E</bns:Description><bns:Privileges><bns:Privilege name="API"/></bns:Privileges></bns:Role>"#;
    let (status, xml) = platform.post_xml("Role", role);
    assert!(status == 200 && xml.contains("<bns:Description>D &amp; E</bns:Description>"), "{xml}");
    let (_, found) = platform.post("Role/query", &filter("name", "EQUALS", "mine"));
    assert_eq!(found["result"][0]["Privileges"]["Privilege"], json!([{"name": "API"}]), "{found}");
}

#[test]
fn documented_a_runtime_answers_later_and_by_a_token() {
    let mut platform = Platform::local();
    let (status, asked) = platform.get(&format!("async/AtomDiskSpace/{LOCAL_ATOM}"));
    let token = asked["asyncToken"]["token"].as_str().expect("a token").to_owned();
    assert_eq!((status, &asked["responseStatusCode"]), (202, &json!(202)));
    let path = format!("async/AtomDiskSpace/response/{token}");
    assert_eq!(platform.get(&path).0, 202);
    platform.wait(1_000);
    let (status, answer) = platform.get(&path);
    assert_eq!((status, &answer["result"][0]["@type"]), (200, &json!("AtomDiskSpace")));
    assert_eq!(platform.get("async/AtomDiskSpace/response/nonsense").0, 400);
    assert_eq!(platform.get("async/AtomDiskSpace/nobody").0, 400);
    assert_eq!(platform.get("async/Folder/x").0, 404);
}

#[test]
fn documented_listeners_are_paused_and_resumed() {
    let mut platform = Platform::local();
    let state = |platform: &mut Platform| {
        let (_, asked) =
            platform.post("async/ListenerStatus/query", &filter("containerId", "EQUALS", LOCAL_ATOM));
        platform.wait(1_000);
        let token = asked["asyncToken"]["token"].as_str().expect("a token").to_owned();
        platform.get(&format!("async/ListenerStatus/response/{token}")).1["result"][0]["status"].clone()
    };
    assert_eq!(state(&mut platform), "listening");
    let change = |action: &str| json!({"listenerId": LISTENER, "containerId": LOCAL_ATOM, "action": action});
    assert_eq!(platform.post("changeListenerStatus", &change("pause")).0, 200);
    assert_eq!(state(&mut platform), "paused");
    assert_eq!(platform.post("changeListenerStatus", &change("resume_all")).0, 200);
    assert_eq!(state(&mut platform), "listening");
    assert_eq!(platform.post("changeListenerStatus", &change("explode")).0, 400);
    assert_eq!(platform.post("ChangeListenerStatus", &change("pause")).0, 404);
}

#[test]
fn documented_schedules_are_read_and_stopped() {
    let mut platform = Platform::local();
    let (_, found) = platform.post("ProcessScheduleStatus/query", &filter("processId", "EQUALS", ROSTER));
    let row = &found["result"][0];
    let (id, atom) = (row["id"].as_str().unwrap().to_owned(), row["atomId"].clone());
    assert_eq!((&row["enabled"], found["numberOfResults"].as_u64()), (&json!(true), Some(3)));
    let stop = json!({"id": id, "processId": ROSTER, "atomId": atom, "enabled": false});
    assert_eq!(platform.post(&format!("ProcessScheduleStatus/{id}"), &stop).0, 200);
    assert_eq!(platform.get(&format!("ProcessScheduleStatus/{id}")).1["enabled"], false);
    let (_, listener) = platform.post("ProcessSchedules/query", &filter("processId", "EQUALS", LISTENER));
    let id = listener["result"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(platform.post(&format!("ProcessSchedules/{id}"), &json!({"Schedule": []})).0, 400);
}

#[test]
fn documented_a_run_leads_to_its_documents() {
    let mut platform = Platform::local();
    let request = platform.request_id(ROSTER, LOCAL_ATOM);
    platform.wait(2_000);
    let execution = platform.record(&request).1["result"][0]["executionId"].as_str().unwrap().to_owned();
    let (_, connectors) =
        platform.post("ExecutionConnector/query", &filter("executionId", "EQUALS", &execution));
    assert_eq!(connectors["result"][1]["recordType"], "return");
    let (_, records) =
        platform.post("GenericConnectorRecord/query", &filter("executionId", "EQUALS", &execution));
    assert_eq!(records["numberOfResults"], 12);
    let id = records["result"][0]["id"].clone();
    let (_, asked) = platform.post("ConnectorDocument", &json!({"genericConnectorRecordId": id}));
    platform.wait(2_000);
    let url = asked["url"].as_str().expect("an address");
    let path = url.split_once("/account/").expect("its path").1.to_owned();
    let path = format!("/account/{path}");
    let reply =
        platform.send(&crate::boomi::emulator::EmulatedCall { path: &path, ..super::platform::json_call() });
    assert_eq!((reply.status, &reply.body[..11]), (200, &b"document 1 "[..]));
}

#[test]
fn objects_survive_a_restart_and_deleted_ones_stay_away() {
    let mut before = Platform::local();
    let id = process(&mut before);
    let folder = before.post("Folder", &json!({"name": "Kept"})).1["id"].as_str().unwrap().to_owned();
    assert_eq!(before.call("DELETE", &format!("Environment/{TEST}"), "").status, 200);
    let mut after = Platform::local();
    after.emulator.recall(&before.emulator.remember()).expect("its own memory");
    assert_eq!(after.get(&format!("Folder/{folder}")).1["name"], "Kept");
    assert_eq!(after.get(&format!("Process/{id}")).0, 200);
    assert_eq!(after.get(&format!("Environment/{TEST}")).0, 400);
    assert_eq!(after.emulator.remember(), before.emulator.remember());
}

#[test]
fn what_is_not_emulated_is_refused_by_its_name() {
    let mut platform = Platform::local();
    let (status, answer) = platform.post("AccountProvision", &json!({}));
    assert_eq!((status, &answer["message"]), (501, &json!("AccountProvision is not emulated")));
    assert_eq!(platform.call("PUT", "Branch/QjoxMDAwMDE", "{}").status, 405);
    assert_eq!(platform.call("DELETE", "Process/x", "").status, 405);
}

#[test]
fn the_keeping_of_objects_has_an_end() {
    let mut platform = Platform::playing("rateLimit: 0\nsettings: { limits: { keptBytes: 300000 } }");
    let body = json!({"name": "A", "fullPath": "x".repeat(50_000)});
    let statuses: Vec<u16> = (0..8).map(|_| platform.post("Folder", &body).0).collect();
    assert!(statuses.contains(&200) && statuses.ends_with(&[507]), "{statuses:?}");
}

/// A value that a field takes.
fn sample(field: &Field) -> Value {
    match &field.kind {
        FieldKind::Text | FieldKind::Any => json!("text"),
        FieldKind::Number => json!(1),
        FieldKind::Truth => json!(true),
        FieldKind::Time => json!("2024-09-25T15:41:54Z"),
        FieldKind::List => json!([]),
        FieldKind::Object => json!({}),
        FieldKind::OneOf(values) => json!(values[0]),
    }
}

/// A body with everything that a CREATE needs. What names another object names one of the scenario.
fn body(kind: &ObjectType) -> Value {
    let mut body = json!({});
    for field in kind.fields.iter().filter(|field| field.needed) {
        body[field.name.as_str()] = match field.name.as_str() {
            "atomId" | "runtimeId" => json!(LOCAL_ATOM),
            "environmentId" => json!(TEST),
            "componentId" | "processId" => json!(ROSTER),
            "sourceBranchId" | "destinationBranchId" => json!("QjoxMDAwMDE"),
            _ => sample(field),
        };
    }
    if kind.name == "DeployedPackage" || kind.name == "Deployment" {
        body["componentId"] = json!(ROSTER);
    }
    if kind.name == "EnvironmentAtomAttachment" {
        body = json!({"atomId": "new", "environmentId": TEST});
    }
    if kind.name == "RuntimeReleaseSchedule" {
        body = json!({"atomId": LOCAL_ATOM, "scheduleType": "FIRST"});
    }
    body
}

#[test]
fn every_call_of_the_table_is_answered() {
    for kind in object_types() {
        let mut platform = Platform::local();
        let name = &kind.name;
        let mut id = None;
        if kind.has(Verb::Create) && name != "Component" {
            if name == "EnvironmentAtomAttachment" {
                continue;
            }
            let body = if name == "ComponentMetadata" { json!({"name": "A"}) } else { body(kind) };
            let (status, made) = platform.post(name, &body);
            assert_eq!((status, &made["@type"]), (200, &json!(name)), "CREATE {name}: {body} {made}");
            id = kind.id.as_ref().and_then(|field| made[field.as_str()].as_str().map(str::to_owned));
        }
        if kind.has(Verb::Query) {
            for property in &kind.query {
                let body =
                    json!({"QueryFilter": {"expression": {"operator": "IS_NULL", "property": property}}});
                let (status, answer) = platform.post(&format!("{name}/query"), &body);
                let refused = kind.operators.is_some() && status == 400;
                assert!(status == 200 || refused, "QUERY {name}.{property}: {answer}");
            }
            let (_, all) = platform.post(&format!("{name}/query"), &json!({}));
            let field = kind.id.clone().unwrap_or_default();
            id = id.or_else(|| all["result"][0][field.as_str()].as_str().map(str::to_owned));
        }
        let owner = kind.per.as_deref().map(|per| match per {
            "Atom" => LOCAL_ATOM.to_owned(),
            "Environment" => TEST.to_owned(),
            _ => super::platform::ACCOUNT.to_owned(),
        });
        let id = id.or(owner).unwrap_or_else(|| ROSTER.to_owned());
        // Some types have objects only after a run, or never.
        let has_objects = !matches!(
            name.as_str(),
            "GenericConnectorRecord"
                | "AuditLog"
                | "ReleaseIntegrationPackStatus"
                | "EnvironmentMapExtension"
                | "PackagedComponentManifest"
        );
        if kind.has(Verb::Get) && has_objects {
            let reply = platform.call("GET", &format!("{name}/{id}"), "");
            assert_eq!(reply.status, 200, "GET {name}/{id}: {:?}", reply.body);
        }
        if kind.has(Verb::Bulk) && has_objects {
            let (status, bulk) =
                platform.post(&format!("{name}/bulk"), &json!({"type": "GET", "request": [{"id": id}]}));
            assert_eq!(
                (status, &bulk["response"][0]["statusCode"]),
                (200, &json!(200)),
                "BULK {name}: {bulk}"
            );
        }
        if kind.has(Verb::Update) && has_objects && name != "Component" {
            let (status, answer) = platform.post(&format!("{name}/{id}"), &json!({}));
            assert_eq!(status, 200, "UPDATE {name}/{id}: {answer}");
        }
        if kind.has(Verb::Delete) && has_objects {
            let reply = platform.call("DELETE", &format!("{name}/{id}"), "");
            assert_eq!((reply.status, reply.body.len()), (200, 0), "DELETE {name}/{id}: {:?}", reply.body);
        }
        if kind.has(Verb::Async) {
            assert_eq!(platform.get(&format!("async/{name}/{id}")).0, 202, "ASYNC {name}");
        }
    }
}

#[test]
fn the_openapi_document_names_every_call() {
    let mut platform = Platform::local();
    let (status, document) = platform.get("openapi.json");
    assert_eq!((status, &document["openapi"]), (200, &json!("3.0.3")));
    assert!(document["paths"]["/DeployedPackage/{id}"]["delete"].is_object());
    assert!(document["paths"]["/async/ListenerStatus/query"]["post"].is_object());
    assert_eq!(document["components"]["schemas"]["Folder"]["required"], json!(["name"]));
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 250, "{}", paths.len());
    let root = platform.send(&crate::boomi::emulator::EmulatedCall {
        path: "/openapi.json",
        ..super::platform::json_call()
    });
    assert_eq!(root.status, 200);
}
