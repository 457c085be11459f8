//! Queries for ids, and objects that are read by id.

use serde_json::json;

use super::platform::{LOCAL_ATOM, OLD_SERVER, Platform, ROSTER};

fn filter(property: &str, operator: &str, value: &str) -> serde_json::Value {
    json!({"QueryFilter": {"expression": {"argument": [value], "operator": operator, "property": property}}})
}

#[test]
fn documented_a_runtime_is_found_by_its_name() {
    let mut platform = Platform::local();
    let (_, found) = platform.post("Atom/query", &filter("name", "EQUALS", "Old Server"));
    assert_eq!(found["numberOfResults"], 1);
    let atom = &found["result"][0];
    assert_eq!(
        (&atom["id"], &atom["status"], &atom["type"]),
        (&json!(OLD_SERVER), &json!("OFFLINE"), &json!("ATOM"))
    );
    assert_eq!(platform.post("Atom/query", &filter("name", "GREATER_THAN", "A")).0, 400);
}

#[test]
fn documented_a_process_has_its_shape() {
    let mut platform = Platform::local();
    let (_, found) = platform.post("Process/query", &filter("name", "LIKE", "student%"));
    assert_eq!(
        found["result"],
        json!([{"@type": "Process", "IntegrationPack": [], "name": "Student Roster Sync", "id": ROSTER}])
    );
    let (_, same) = platform.post("Process/query", &filter("name", "EQUALS", "Same Name"));
    assert_eq!(same["numberOfResults"], 2);
}

#[test]
fn documented_queries_lead_from_a_runtime_to_its_deployments() {
    let mut platform = Platform::local();
    let (_, found) =
        platform.post("EnvironmentAtomAttachment/query", &filter("atomId", "EQUALS", LOCAL_ATOM));
    let environment = found["result"][0]["environmentId"].as_str().unwrap().to_owned();
    assert_eq!(platform.get(&format!("Environment/{environment}")).1["classification"], "PROD");
    let (_, deployed) = platform.post(
        "DeployedPackage/query",
        &json!({"QueryFilter": {"expression": {"operator": "and",
        "nestedExpression": [
            {"argument": [environment], "operator": "EQUALS", "property": "environmentId"},
            {"argument": [ROSTER], "operator": "EQUALS", "property": "componentId"},
            {"argument": ["true"], "operator": "EQUALS", "property": "active"},
        ]}}}),
    );
    assert_eq!(deployed["numberOfResults"], 1);
    let package = &deployed["result"][0];
    assert_eq!((&package["componentType"], &package["active"]), (&json!("process"), &json!(true)));
    let id = package["deploymentId"].as_str().unwrap().to_owned();
    assert_eq!(platform.get(&format!("DeployedPackage/{id}")).1["componentId"], ROSTER);
}

#[test]
fn documented_objects_are_read_by_id_and_in_bulk() {
    let mut platform = Platform::local();
    assert_eq!(platform.get(&format!("Atom/{LOCAL_ATOM}")).1["name"], "Local Atom");
    assert_eq!(platform.get("Process/nobody").0, 400);
    let (status, bulk) =
        platform.post("Process/bulk", &json!({"type": "GET", "request": [{"id": ROSTER}, {"id": "nobody"}]}));
    assert_eq!(status, 200);
    assert_eq!(bulk["response"][0]["Result"]["name"], "Student Roster Sync");
    let failed = &bulk["response"][1];
    assert_eq!((&failed["statusCode"], &failed["errorMessage"]), (&json!(400), &json!("No such process")));
    let many: Vec<_> = (0..101).map(|id| json!({"id": id.to_string()})).collect();
    assert_eq!(platform.post("Process/bulk", &json!({"type": "GET", "request": many})).0, 400);
}

#[test]
fn documented_summaries_add_up_the_runs_of_an_hour() {
    let mut platform = Platform::local();
    for _ in 0..3 {
        platform.request_id(ROSTER, LOCAL_ATOM);
        platform.wait(1_000);
    }
    let query = filter("processId", "EQUALS", ROSTER);
    let (_, found) = platform.post("ExecutionSummaryRecord/query", &query);
    assert_eq!(found["numberOfResults"], 1);
    let sum = &found["result"][0];
    assert_eq!(sum["executionCount"], json!(["Long", 3]));
    assert_eq!(sum["elapsedTime"], json!(["Long", 2100]));
    assert_eq!(sum["timeBlock"], "2024-09-25T15:00:00Z");
    platform.request_id(ROSTER, LOCAL_ATOM);
    platform.wait(3_600_000);
    platform.request_id(ROSTER, LOCAL_ATOM);
    platform.wait(1_000);
    assert_eq!(platform.post("ExecutionSummaryRecord/query", &query).1["numberOfResults"], 2);
}

#[test]
fn documented_a_query_in_xml_answers_with_typed_results() {
    let xml = r#"<QueryConfig xmlns="http://api.platform.boomi.com/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <QueryFilter><expression operator="EQUALS" property="name" xsi:type="SimpleExpression"><argument>Local Atom</argument>
        </expression></QueryFilter></QueryConfig>"#;
    let (status, answer) = Platform::local().post_xml("Atom/query", xml);
    assert_eq!(status, 200);
    assert!(answer.contains("<bns:result xsi:type=\"Atom\""), "{answer}");
    assert!(answer.contains("numberOfResults=\"1\""), "{answer}");
}
