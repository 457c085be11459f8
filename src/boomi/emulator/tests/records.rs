//! Records of runs.

use serde_json::json;

use super::platform::{BROKEN, CLOUD, LOCAL_ATOM, Platform, ROSTER};

const SLOW: &str = "environments: [{ id: e, name: E }]\nruntimes: [{ id: r, name: R, environment: E }]\n\
    processes: [{ id: p, name: P, deployedTo: [E], queue: 2s, enqueued: 3s, duration: 10s, simultaneous: true }]";

#[test]
fn documented_a_run_is_pending_then_known_then_ended() {
    let mut platform = Platform::playing(SLOW);
    let request = platform.request_id("p", "r");
    let (status, body) = platform.record(&request);
    assert_eq!((status, body), (202, json!({"@type": "AsyncOperationResult", "responseStatusCode": 202})));
    let mut seen = Vec::new();
    for wait in [2_000, 3_000, 2_000, 7_999, 1] {
        platform.wait(wait);
        seen.push(platform.status(&request));
    }
    assert_eq!(seen, ["ENQUEUED", "STARTED", "INPROCESS", "INPROCESS", "COMPLETE"]);
}

#[test]
fn documented_a_record_has_its_shape() {
    let mut platform = Platform::local();
    let request = platform.request_id(ROSTER, CLOUD);
    platform.wait(5_000);
    let (_, answer) = platform.record(&request);
    assert_eq!(answer["numberOfResults"], 1);
    let record = &answer["result"][0];
    let uuid = request.strip_prefix("executionrecord-").unwrap();
    let id = format!("execution-{uuid}-2024.09.25");
    assert_eq!(
        record,
        &json!({
            "@type": "ExecutionRecord", "executionId": id, "account": "local-A1B2C3",
            "executionTime": "2024-09-25T15:41:54Z", "status": "COMPLETE", "executionType": "exec_manual",
            "processName": "Student Roster Sync", "processId": ROSTER, "atomName": "Test Cloud", "atomId": CLOUD,
            "inboundDocumentCount": 12, "inboundErrorDocumentCount": 0, "outboundDocumentCount": 12,
            "executionDuration": ["Long", 700], "inboundDocumentSize": ["Long", 12288],
            "outboundDocumentSize": ["Long", 12288], "nodeId": format!("127_0_0_1[{id}]"),
            "recordedDate": "2024-09-25T15:41:55Z",
        })
    );
}

#[test]
fn documented_only_a_failed_run_that_has_ended_has_a_message() {
    let mut platform = Platform::local();
    let request = platform.request_id(BROKEN, LOCAL_ATOM);
    assert_eq!(platform.record(&request).1["result"][0].get("message"), None);
    platform.wait(1_000);
    let record = platform.record(&request).1["result"][0].clone();
    assert_eq!(
        (&record["status"], &record["message"]),
        (&json!("ERROR"), &json!("Connector call failed: connection refused"))
    );
}

#[test]
fn the_outcomes_of_a_process_take_turns() {
    let mut platform = Platform::local();
    let flaky = "789abcde-f012-4345-8678-9abcdef01237";
    let requests = [0, 1, 2].map(|_| platform.request_id(flaky, LOCAL_ATOM));
    platform.wait(1_000);
    assert_eq!(requests.map(|request| platform.status(&request)), ["ERROR", "COMPLETE", "ERROR"]);
}

#[test]
fn setting_a_pending_answer_may_be_empty() {
    let mut platform = Platform::playing("settings: { pendingBody: empty }");
    let request = platform.request_id(ROSTER, LOCAL_ATOM);
    let reply = platform.call("GET", &format!("ExecutionRecord/async/{request}"), "");
    assert_eq!((reply.status, reply.body.len()), (202, 0));
}

#[test]
fn inferred_an_unknown_request_is_400() {
    let (status, body) = Platform::local().record("executionrecord-nobody");
    assert_eq!(status, 400);
    assert!(body["message"].is_string());
}

#[test]
fn documented_a_record_cannot_be_read_by_its_execution_id() {
    let mut platform = Platform::local();
    assert_eq!(platform.get("ExecutionRecord/execution-1-2024.09.25").0, 404);
}

#[test]
fn documented_records_are_filtered_and_sorted() {
    let mut platform = Platform::local();
    for process in [ROSTER, BROKEN, ROSTER] {
        platform.request_id(process, LOCAL_ATOM);
        platform.wait(5_000);
    }
    let filter = |value: &str| json!({"argument": [value], "operator": "EQUALS", "property": "processId"});
    let times = json!({"argument": ["2024-09-25T15:41:55Z", "2024-09-25T15:50:00Z"], "operator": "BETWEEN", "property": "executionTime"});
    let query = json!({
        "QueryFilter": {"expression": {"operator": "and", "nestedExpression": [filter(ROSTER), times]}},
        "QuerySort": {"sortField": [{"fieldName": "executionTime", "sortOrder": "DESC"}]},
    });
    let (status, found) = platform.post("ExecutionRecord/query", &query);
    assert_eq!((status, &found["numberOfResults"]), (200, &json!(1)));
    assert_eq!(found["result"][0]["executionTime"], "2024-09-25T15:42:04Z");
    // Field: the oldest comes first when the query has no order.
    let (_, all) = platform.post("ExecutionRecord/query", &json!({"QueryFilter": {}}));
    assert_eq!(all["result"][0]["executionTime"], "2024-09-25T15:41:54Z");
}

#[test]
fn documented_a_page_has_a_hundred_results_and_a_token_for_the_next() {
    let mut platform = Platform::local();
    for _ in 0..205 {
        platform.request_id(ROSTER, LOCAL_ATOM);
        platform.wait(10);
    }
    platform.wait(5_000);
    let (_, first) = platform.post("ExecutionRecord/query", &json!({}));
    let token = first["queryToken"].as_str().expect("a token").to_owned();
    // Runs that begin between two pages do not shift the pages.
    platform.wait(1);
    platform.request_id(ROSTER, LOCAL_ATOM);
    platform.wait(5_000);
    let path = "ExecutionRecord/queryMore";
    let (_, second) = super::platform::parsed(&platform.call("POST", path, &token));
    let token = second["queryToken"].as_str().expect("a token").to_owned();
    let (_, third) = super::platform::parsed(&platform.call("POST", path, &token));
    let sizes = [&first, &second, &third].map(|page| page["result"].as_array().unwrap().len());
    assert_eq!(sizes, [100, 100, 5]);
    assert_eq!(third.get("queryToken"), None);
    assert_eq!([&first, &third].map(|page| &page["numberOfResults"]), [&json!(205), &json!(205)]);
    let ids: std::collections::HashSet<_> = [&first, &second, &third]
        .into_iter()
        .flat_map(|page| page["result"].as_array().unwrap())
        .map(|record| record["executionId"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 205);
}

#[test]
fn field_a_token_in_an_object_or_of_another_object_is_refused() {
    let mut platform = Platform::playing("settings: { pageSize: 1 }");
    let (_, page) = platform.post("Atom/query", &json!({}));
    let token = page["queryToken"].clone();
    for (path, body) in
        [("Atom/queryMore", json!({"queryToken": token})), ("Process/queryMore", token.clone())]
    {
        let (status, answer) = platform.post(path, &body);
        assert_eq!(status, 400);
        assert_eq!(answer["message"], "Query token does not have the proper format");
    }
    assert_eq!(platform.post("Atom/queryMore", &token).0, 200);
}

#[test]
fn setting_numbers_of_results_and_empty_results_have_two_forms() {
    let mut platform =
        Platform::playing("settings: { pageSize: 2, numberOfResults: page, emptyResult: empty }");
    assert_eq!(platform.post("Atom/query", &json!({})).1["numberOfResults"], 2);
    assert_eq!(platform.post("ExecutionRecord/query", &json!({})).1["result"], json!([]));
    assert_eq!(Platform::local().post("ExecutionRecord/query", &json!({})).1.get("result"), None);
}

#[test]
fn documented_an_unknown_property_is_400() {
    let expression = json!({"argument": ["x"], "operator": "EQUALS", "property": "environmentId"});
    let query = json!({"QueryFilter": {"expression": expression}});
    let (status, answer) = Platform::local().post("ExecutionRecord/query", &query);
    assert_eq!((status, &answer["message"]), (400, &json!("environmentId does not exist")));
}

#[test]
fn documented_a_cancel_is_202_and_the_run_is_aborted_soon() {
    let mut platform = Platform::playing(SLOW);
    let request = platform.request_id("p", "r");
    platform.wait(6_000);
    let id = platform.record(&request).1["result"][0]["executionId"].as_str().unwrap().to_owned();
    let (status, answer) = platform.post(&format!("cancelExecution/{id}"), &json!({}));
    assert_eq!((status, answer), (202, json!({"message": "Operation completed successfully."})));
    assert_eq!(platform.status(&request), "INPROCESS");
    platform.wait(1_000);
    assert_eq!(platform.status(&request), "ABORTED");
    assert_eq!(platform.post(&format!("cancelExecution/{id}"), &json!({})).0, 400);
    assert_eq!(platform.post("cancelExecution/execution-nobody", &json!({})).0, 400);
}

#[test]
fn documented_a_cancel_in_xml_answers_with_a_message_element() {
    let mut platform = Platform::playing(SLOW);
    let request = platform.request_id("p", "r");
    let id = format!("execution-{}-2024.09.25", request.strip_prefix("executionrecord-").unwrap());
    let (status, answer) = platform.post_xml(&format!("cancelExecution/{id}"), "");
    assert_eq!(status, 202);
    assert!(answer.contains("<message>Operation completed successfully.</message>"), "{answer}");
}
