//! Login, accounts, privileges, the rate limit, and the form of answers.

use serde_json::json;

use super::platform::{ACCOUNT, LOCAL_ATOM, Platform, ROSTER, TOKEN, USER, basic, json_call, parsed};
use crate::boomi::emulator::EmulatedCall;

const VIEWER: (&str, &str) = ("BOOMI_TOKEN.viewer@example.com", "2c9d6e1b-emulator-only-viewer");

fn status_of(authorization: &str) -> u16 {
    let path = format!("/api/rest/v1/{ACCOUNT}/Process/query");
    let call = EmulatedCall {
        method: "POST",
        path: &path,
        authorization: Some(authorization),
        body: b"{}",
        ..json_call()
    };
    Platform::local().send(&call).status
}

#[test]
fn documented_a_token_belongs_to_the_prefixed_user() {
    assert_eq!(status_of(&basic(USER, TOKEN)), 200);
    assert_eq!(status_of(&basic(USER, TOKEN).replace("Basic", "basic")), 200);
}

#[test]
fn documented_wrong_credentials_are_401_without_a_body() {
    for wrong in [
        basic(USER, "wrong"),
        basic("someone@example.com", TOKEN),
        basic("BOOMI_TOKEN.nobody@example.com", TOKEN),
        // Field: the user name has the prefix twice.
        basic(&format!("BOOMI_TOKEN.{USER}"), TOKEN),
        "Basic !".to_owned(),
        "Bearer x".to_owned(),
        "Basic".to_owned(),
    ] {
        assert_eq!(status_of(&wrong), 401, "{wrong}");
    }
    let reply = Platform::local().signed_in("a", "b").call("POST", "Process/query", "{}");
    assert_eq!((reply.status, reply.body.len(), reply.content_type), (401, 0, None));
}

#[test]
fn documented_a_password_belongs_to_the_bare_email() {
    let scenario = "users: [{ email: a@example.com, password: pw }]";
    let mut platform = Platform::playing(scenario).signed_in("a@example.com", "pw");
    assert_eq!(platform.call("POST", "Process/query", "{}").status, 200);
    let mut platform = Platform::playing(scenario).signed_in("BOOMI_TOKEN.a@example.com", "pw");
    assert_eq!(platform.call("POST", "Process/query", "{}").status, 401);
}

#[test]
fn documented_another_account_is_403_with_a_message() {
    let mut platform = Platform::local();
    let call = EmulatedCall {
        method: "POST",
        path: "/api/rest/v1/other-X1/Process/query",
        body: b"{}",
        ..json_call()
    };
    let (status, body) = parsed(&platform.send(&call));
    assert_eq!(status, 403);
    assert_eq!(body["message"], "Access denied due to insufficient permissions.");
}

#[test]
fn each_of_the_nine_sub_accounts_has_its_own_runs() {
    let mut platform = Platform::local();
    platform.request_id(ROSTER, LOCAL_ATOM);
    platform.wait(2000);
    let (_, own) = platform.post("ExecutionRecord/query", &json!({}));
    assert_eq!(own["numberOfResults"], 1);
    let path = "/api/rest/v1/uconnfinanceit-E9E3XF/ExecutionRecord/query";
    let (status, other) =
        parsed(&platform.send(&EmulatedCall { method: "POST", path, body: b"{}", ..json_call() }));
    assert_eq!((status, &other["numberOfResults"]), (200, &json!(0)));
}

#[test]
fn documented_each_call_needs_its_own_privilege() {
    let mut viewer = Platform::local().signed_in(VIEWER.0, VIEWER.1);
    assert_eq!(viewer.trigger(ROSTER, LOCAL_ATOM).0, 403);
    assert_eq!(viewer.post("executeProcess", &json!({})).0, 403);
    assert_eq!(viewer.post("ExecutionRecord/query", &json!({})).0, 200);
    assert_eq!(viewer.post("Process/query", &json!({})).0, 200);
    assert_eq!(viewer.post("Atom/query", &json!({})).0, 403);
    assert_eq!(viewer.post("DeployedPackage/query", &json!({})).0, 403);
    assert_eq!(viewer.post("cancelExecution/x", &json!({})).0, 403);
}

#[test]
fn documented_without_api_access_nothing_may_be_called() {
    let scenario = "users: [{ email: a@example.com, token: t, privileges: [EXECUTE] }]";
    let mut platform = Platform::playing(scenario).signed_in("BOOMI_TOKEN.a@example.com", "t");
    assert_eq!(platform.post("Process/query", &json!({})).0, 403);
}

#[test]
fn documented_the_rate_limit_counts_by_account_and_gives_503_without_retry_after() {
    let mut platform = Platform::playing("rateLimit: 2");
    let mut call = |path: &str| {
        let reply = platform.send(&EmulatedCall { method: "POST", path, body: b"{}", ..json_call() });
        platform.wait(10);
        reply
    };
    let own = format!("/api/rest/v1/{ACCOUNT}/Process/query");
    let statuses = [call(&own).status, call(&own).status, call(&own).status];
    assert_eq!(statuses, [200, 200, 503]);
    assert_eq!(call("/api/rest/v1/uconnfinanceit-E9E3XF/Process/query").status, 200);
    let (refused, (_, body)) = (call(&own), parsed(&call(&own)));
    assert_eq!(refused.retry_after, None);
    assert!(body["message"].as_str().unwrap().contains("rate limits have been exceeded"));
    platform.wait(1000);
    assert_eq!(platform.call("POST", "Process/query", "{}").status, 200);
}

#[test]
fn setting_retry_after_comes_with_a_503_only() {
    let mut platform = Platform::playing("rateLimit: 1\nsettings: { retryAfter: 3 }");
    let replies =
        [platform.call("POST", "Process/query", "{}"), platform.call("POST", "Process/query", "{}")];
    assert_eq!(replies.map(|reply| (reply.status, reply.retry_after)), [(200, None), (503, Some(3))]);
}

#[test]
fn documented_an_error_is_xml_unless_json_is_asked_for() {
    let mut platform = Platform::local();
    let path = format!("/api/rest/v1/{ACCOUNT}/Nothing");
    let xml = platform.send(&EmulatedCall { path: &path, ..EmulatedCall::default() });
    assert_eq!((xml.status, xml.content_type.as_deref()), (404, Some("application/xml")));
    assert!(xml.body.starts_with(b"<error xmlns=\"http://api.platform.boomi.com/\"><message>"));
    let json = platform.call("GET", "Nothing", "");
    assert_eq!(parsed(&json), (404, json!({"@type": "Error", "message": "No such endpoint."})));
}

#[test]
fn setting_the_envelope_of_errors_has_three_shapes() {
    for (shape, expected) in [
        ("plain", json!({"message": "No such endpoint."})),
        ("nested", json!({"error": {"message": "No such endpoint."}})),
    ] {
        let mut platform = Platform::playing(&format!("settings: {{ errorShape: {shape} }}"));
        assert_eq!(platform.get("Nothing").1, expected);
    }
}

#[test]
fn setting_uncertain_statuses_can_be_chosen() {
    let settings =
        "settings: { badCredentials: 403, foreignAccount: 401, missingPrivilege: 400, unknownId: 404 }";
    let mut platform = Platform::playing(settings);
    assert_eq!(platform.trigger("nobody", LOCAL_ATOM).0, 404);
    let path = "/api/rest/v1/other-X1/Process/query";
    assert_eq!(platform.send(&EmulatedCall { method: "POST", path, ..json_call() }).status, 401);
    let wrong = Some("Basic eDp5");
    assert_eq!(
        platform.send(&EmulatedCall { method: "POST", path, authorization: wrong, ..json_call() }).status,
        403
    );
    let mut viewer = Platform::playing(settings).signed_in(VIEWER.0, VIEWER.1);
    assert_eq!(viewer.trigger(ROSTER, LOCAL_ATOM).0, 400);
}

#[test]
fn setting_the_partner_api_can_be_switched_on_to_reach_a_sub_account() {
    let path = format!("/partner/api/rest/v1/{ACCOUNT}/Process/query");
    let query = Some("overrideAccount=uconnfinanceit-E9E3XF");
    let call = EmulatedCall { method: "POST", path: &path, query, body: b"{}", ..json_call() };
    assert_eq!(Platform::local().send(&call).status, 403);
    let mut platform = Platform::playing("settings: { partnerApi: true }");
    assert_eq!(platform.send(&call).status, 200);
    assert_eq!(platform.send(&EmulatedCall { query: Some("overrideAccount=nobody-X1"), ..call }).status, 403);
}

#[test]
fn inferred_the_wrong_method_is_405() {
    let mut platform = Platform::local();
    for (method, tail) in
        [("GET", "executeProcess"), ("PUT", "Atom/query"), ("POST", "ExecutionRecord/async/x")]
    {
        assert_eq!(platform.call(method, tail, "").status, 405, "{method} {tail}");
    }
}
