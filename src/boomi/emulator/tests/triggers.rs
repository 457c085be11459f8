//! Triggers.

use serde_json::json;

use super::platform::{
    ACCOUNT, ARCHIVE, BROKEN, LISTENER, LOCAL_ATOM, OLD_SERVER, Platform, ROSTER, json_call, parsed,
};
use crate::boomi::emulator::EmulatedCall;

#[test]
fn field_execute_process_is_answered_with_an_empty_200() {
    let mut platform = Platform::local();
    let body = json!({"processId": ROSTER, "atomId": LOCAL_ATOM});
    let reply = platform.call("POST", "executeProcess", &body.to_string());
    assert_eq!((reply.status, reply.body.len(), reply.content_type), (200, 0, None));
    platform.wait(1500);
    let (_, found) = platform.post("ExecutionRecord/query", &json!({}));
    assert_eq!(found["result"][0]["processId"], ROSTER);
}

#[test]
fn documented_xml_and_json_trigger_alike() {
    let mut platform = Platform::local();
    let xml = format!(
        "<ProcessExecutionRequest processId=\"{ROSTER}\" atomId=\"{LOCAL_ATOM}\" xmlns=\"http://api.platform.boomi.com/\">\
         <ProcessProperties><ProcessProperty><Name>priority</Name><Value>&lt;high&gt;</Value></ProcessProperty></ProcessProperties>\
         </ProcessExecutionRequest>"
    );
    assert_eq!(platform.post_xml("executeProcess", &xml), (200, String::new()));
    let properties = json!({"@type": "ProcessProperties", "ProcessProperty": [{"@type": "", "Name": "priority", "Value": "<high>"}]});
    let body = json!({"processId": ROSTER, "atomId": LOCAL_ATOM, "ProcessProperties": properties});
    assert_eq!(platform.post("executeProcess", &body).0, 200);
    let given: Vec<_> = platform.emulator.runs.iter().map(|run| run.properties.clone()).collect();
    assert_eq!(given[0], given[1]);
    assert_eq!(given[0], [("priority".to_owned(), "<high>".to_owned())]);
}

#[test]
fn documented_a_process_may_be_named_when_its_name_is_unique() {
    let mut platform = Platform::local();
    let mut by_name =
        |name: &str| platform.post("executeProcess", &json!({"processName": name, "atomId": LOCAL_ATOM})).0;
    assert_eq!(by_name("Student Roster Sync"), 200);
    assert_eq!(by_name("Same Name"), 400);
    assert_eq!(by_name("Nobody"), 400);
}

#[test]
fn documented_the_answer_to_an_execution_request_repeats_it_and_has_the_address_of_the_record() {
    let mut platform = Platform::local();
    let body = json!({
        "@type": "ExecutionRequest", "processId": ROSTER, "atomId": LOCAL_ATOM,
        "DynamicProcessProperties": {"DynamicProcessProperty": [{"name": "a", "value": "b"}]},
        "ProcessProperties": {"ProcessProperty": [{"componentId": "c", "ProcessPropertyValue": [{"key": "k", "value": "v"}]}]},
    });
    let (status, answer) = platform.post("ExecutionRequest", &body);
    assert_eq!(status, 200);
    let request_id = answer["requestId"].as_str().unwrap();
    assert!(request_id.starts_with("executionrecord-"), "{request_id}");
    let url = format!("http://localhost:8888/api/rest/v1/{ACCOUNT}/ExecutionRecord/async/{request_id}");
    assert_eq!(answer["recordUrl"], url);
    let dynamic = &answer["DynamicProcessProperties"];
    assert_eq!(dynamic["@type"], "ExecutionRequestDynamicProcessProperties");
    assert_eq!(dynamic["DynamicProcessProperty"][0], json!({"@type": "", "name": "a", "value": "b"}));
    let values = &answer["ProcessProperties"]["ProcessProperty"][0]["ProcessPropertyValue"];
    assert_eq!(values[0], json!({"@type": "", "key": "k", "value": "v"}));
}

#[test]
fn documented_an_execution_request_in_xml_answers_with_attributes() {
    let mut platform = Platform::local();
    let xml = format!(
        "<ExecutionRequest processId=\"{ROSTER}\" atomId=\"{LOCAL_ATOM}\" xmlns=\"http://api.platform.boomi.com/\"/>"
    );
    let (status, answer) = platform.post_xml("ExecutionRequest", &xml);
    assert_eq!(status, 200);
    assert!(
        answer.contains("<bns:ExecutionRequest") && answer.contains(" requestId=\"executionrecord-"),
        "{answer}"
    );
}

#[test]
fn documented_the_form_of_the_request_and_of_the_answer_are_independent() {
    let mut platform = Platform::local();
    let xml = format!("<ExecutionRequest processId=\"{ROSTER}\" atomId=\"{LOCAL_ATOM}\"/>");
    let path = format!("/api/rest/v1/{ACCOUNT}/ExecutionRequest");
    let call =
        EmulatedCall { method: "POST", path: &path, content_type: None, body: xml.as_bytes(), ..json_call() };
    let (status, answer) = parsed(&platform.send(&call));
    assert_eq!((status, &answer["@type"]), (200, &json!("ExecutionRequest")));
}

#[test]
fn setting_addresses_can_keep_the_host_that_was_called() {
    let mut platform = Platform::playing("settings: { otherHost: false }");
    let (_, answer) = platform.trigger(ROSTER, LOCAL_ATOM);
    assert!(answer["recordUrl"].as_str().unwrap().starts_with("http://127.0.0.1:8888/"));
}

#[test]
fn inferred_a_trigger_that_cannot_be_carried_out_is_400_with_a_message() {
    let mut platform = Platform::local();
    for body in [
        json!({"processId": ROSTER}),
        json!({"atomId": LOCAL_ATOM}),
        json!({"processId": "", "atomId": LOCAL_ATOM}),
        json!({"processId": ROSTER, "processName": "Student Roster Sync", "atomId": LOCAL_ATOM}),
        json!({"processId": "nobody", "atomId": LOCAL_ATOM}),
        json!({"processId": ROSTER, "atomId": "nobody"}),
        json!({"processId": "789abcde-f012-4345-8678-9abcdef0123a", "atomId": LOCAL_ATOM}),
        json!({"processId": 5, "atomId": LOCAL_ATOM}),
        json!([]),
        json!("text"),
    ] {
        for call in ["executeProcess", "ExecutionRequest"] {
            let (status, answer) = platform.post(call, &body);
            assert_eq!(status, 400, "{call} {body}");
            assert!(answer["message"].is_string(), "{call} {body}");
        }
    }
    assert!(platform.emulator.runs.is_empty(), "nothing was started");
}

#[test]
fn inferred_a_body_that_does_not_parse_is_400() {
    let mut platform = Platform::local();
    let good = format!("<ProcessExecutionRequest processId=\"{ROSTER}\" atomId=\"{LOCAL_ATOM}\"/>");
    for body in ["", "text", "<a", "<Other/>", &format!("{good}text"), &format!("{good}{good}")] {
        assert_eq!(platform.post_xml("executeProcess", body).0, 400, "{body}");
    }
    assert_eq!(platform.call("POST", "executeProcess", "{").status, 400);
}

#[test]
fn setting_a_trigger_to_an_offline_runtime_has_one_of_three_answers() {
    let mut platform = Platform::local();
    let (status, answer) = platform.trigger(BROKEN, OLD_SERVER);
    assert_eq!((status, &answer["message"]), (410, &json!("Runtime is unavailable.")));
    let mut platform = Platform::playing("settings: { runtimeOffline: gateway-timeout }");
    assert_eq!(platform.trigger(BROKEN, OLD_SERVER).0, 504);
    let mut platform = Platform::playing("settings: { runtimeOffline: pending }");
    let request = platform.request_id(BROKEN, OLD_SERVER);
    platform.wait(3_600_000);
    assert_eq!(platform.record(&request).0, 202);
}

#[test]
fn an_outage_begins_and_ends_and_pending_runs_follow_it() {
    let mut platform = Platform::playing(
        "settings: { runtimeOffline: pending }\nenvironments: [{ id: e, name: E }]\n\
         runtimes: [{ id: r, name: R, environment: E, outage: { after: 10s, lasts: 20s } }]\n\
         processes: [{ id: p, name: P, deployedTo: [E], duration: 2s }]",
    );
    let first = platform.request_id("p", "r");
    platform.wait(15_000);
    assert_eq!(platform.status(&first), "COMPLETE");
    assert_eq!(platform.get("Atom/r").1["status"], "OFFLINE");
    let second = platform.request_id("p", "r");
    assert_eq!(platform.record(&second).0, 202);
    platform.wait(16_000);
    assert_eq!(platform.status(&second), "INPROCESS");
    assert_eq!(platform.get("Atom/r").1["status"], "ONLINE");
}

#[test]
fn documented_a_single_instance_process_refuses_a_second_run() {
    for (setting, expected) in [("discarded", "DISCARDED"), ("error", "ERROR")] {
        let mut platform = Platform::playing(&format!("settings: {{ duplicateRun: {setting} }}"));
        let first = platform.request_id(ARCHIVE, LOCAL_ATOM);
        platform.wait(5_000);
        let second = platform.request_id(ARCHIVE, LOCAL_ATOM);
        assert_eq!(platform.status(&first), "STARTED");
        assert_eq!(platform.status(&second), expected);
        let (_, record) = platform.record(&second);
        assert!(record["result"][0]["message"].as_str().unwrap().contains("already running"));
        // When the first run has ended, another may begin.
        platform.wait(700_000);
        let third = platform.request_id(ARCHIVE, LOCAL_ATOM);
        platform.wait(700_000);
        assert_eq!(platform.status(&third), "COMPLETE");
    }
}

#[test]
fn documented_a_low_latency_run_has_no_record_but_counts_in_the_summary() {
    let mut platform = Platform::local();
    let request = platform.request_id(LISTENER, LOCAL_ATOM);
    platform.wait(60_000);
    assert_eq!(platform.record(&request).0, 202);
    assert_eq!(platform.post("ExecutionRecord/query", &json!({})).1["numberOfResults"], 0);
    let (_, sums) = platform.post("ExecutionSummaryRecord/query", &json!({}));
    assert_eq!(sums["result"][0]["executionCount"], json!(["Long", 1]));
    assert_eq!(sums["result"][0]["processID"], LISTENER);
}
