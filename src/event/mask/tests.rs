use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;
use time::OffsetDateTime;

use super::*;
use crate::collection::Url;
use crate::event::{
    AuthView, BodyView, ConsoleLevel, CookieView, Cursor, ParamView, RequestHeaderView, RequestOrigin,
    RequestView, ResponseHeaderView, ResponseHeadersView, ResponseView, TimingsView, VariableView, ndjson,
};

fn mask(secrets: &[&str]) -> Mask {
    let collector = SecretCollector::default();
    for secret in secrets {
        collector.add(secret);
    }
    Mask::new(collector)
}

fn event(kind: EventKind) -> RunEvent {
    RunEvent { seq: 3, at: OffsetDateTime::UNIX_EPOCH, elapsed: Duration::ZERO, kind }
}

fn logged(value: Value) -> RunEvent {
    event(EventKind::ConsoleLogged {
        cursor: Cursor::default(),
        level: ConsoleLevel::Log,
        values: vec![value],
    })
}

fn request(view: RequestView) -> RunEvent {
    let (cursor, origin) = (Cursor::default(), RequestOrigin::Item);
    event(EventKind::RequestStarted { cursor, request: Arc::new(view), origin })
}

fn header(key: &str, value: &str) -> RequestHeaderView {
    RequestHeaderView { key: key.to_owned(), value: value.to_owned(), ..RequestHeaderView::default() }
}

fn variable(key: &str, value: impl Into<Value>) -> VariableView {
    VariableView { key: key.to_owned(), value: Some(value.into()), ..VariableView::default() }
}

fn response(body: &str) -> ResponseView {
    ResponseView {
        code: 200,
        reason: "OK".to_owned(),
        headers: ResponseHeadersView::default(),
        body: body.to_owned().into(),
        body_bytes: 0,
        wire_bytes: 0,
        timings: TimingsView::default(),
        cookies: Vec::new(),
        http_version: "1.1".to_owned(),
    }
}

/// The request as it is shown.
fn shown(mask: &Mask, view: RequestView) -> Arc<RequestView> {
    match mask.event(&request(view)).into_owned().kind {
        EventKind::RequestStarted { request, .. } => request,
        _ => panic!("a request stays one"),
    }
}

fn shown_value(mask: &Mask, value: Value) -> Value {
    match mask.event(&logged(value)).into_owned().kind {
        EventKind::ConsoleLogged { mut values, .. } => values.remove(0),
        _ => panic!("a console line stays one"),
    }
}

fn shown_body(mask: &Mask, body: &str) -> String {
    let response = Arc::new(response(body));
    let (cursor, origin, request) = (Cursor::default(), RequestOrigin::Item, Arc::default());
    let kind =
        EventKind::RequestFinished { cursor, request, origin, response: Some(response), failure: None };
    match mask.event(&event(kind)).into_owned().kind {
        EventKind::RequestFinished { response: Some(response), .. } => {
            String::from_utf8(response.body.to_vec()).expect("a text")
        }
        _ => panic!("a response stays one"),
    }
}

#[test]
fn a_long_secret_is_masked_at_any_depth_and_all_else_stays() {
    let value = json!({"deep": ["x a<\"b'&c-long y", 1, true, null], "x": "a<\"b'&c-long"});
    let masked = shown_value(&mask(&["a<\"b'&c-long"]), value);
    assert_eq!(masked, json!({"deep": ["x ******** y", 1, true, null], "x": "********"}));
}

#[test]
fn a_short_secret_is_masked_as_a_whole_value_and_is_a_word_in_a_sentence() {
    let mask = mask(&["test"]);
    assert_eq!(
        shown_value(&mask, json!(["test", "a test", {"test": "test"}])),
        json!(["********", "a test", {"test": "********"}])
    );
}

#[test]
fn words_of_the_format_stay() {
    let words = ["console_logged", "log", "event", "seq", "values", "$console", "undefined", "true", "null"];
    let event = logged(json!([{"$console": "undefined"}, true, null]));
    let line = ndjson::encode(&mask(&words).event(&event));
    assert_eq!(line, ndjson::encode(&event));
}

#[test]
fn credentials_are_masked_by_the_name_of_their_header() {
    let headers = vec![header("authorization", "abc"), header("COOKIE", "abc"), header("X-Open", "abc")];
    let shown = shown(&mask(&[]), RequestView { headers: headers.clone(), ..RequestView::default() });
    let values: Vec<_> = shown.headers.iter().map(|header| header.value.as_str()).collect();
    assert_eq!(values, ["********", "********", "abc"]);
    let open = Mask::new(SecretCollector::disabled());
    let event = request(RequestView { headers, ..RequestView::default() });
    assert!(matches!(open.event(&event), Cow::Borrowed(_)));
}

#[test]
fn a_short_secret_is_masked_behind_the_scheme_of_a_header_and_as_the_password_of_basic() {
    let headers = vec![
        header("X-A", "Bearer test"),
        header("X-B", "Basic dXNlcjp0ZXN0"),
        header("X-C", "test"),
        header("test", "a test"),
    ];
    let shown = shown(&mask(&["test"]), RequestView { headers, ..RequestView::default() });
    let pairs: Vec<_> =
        shown.headers.iter().map(|header| (header.key.as_str(), header.value.as_str())).collect();
    assert_eq!(
        pairs,
        [("X-A", "Bearer ********"), ("X-B", "Basic ********"), ("X-C", "********"), ("test", "a test")]
    );
}

#[test]
fn a_url_hides_its_password_and_the_values_that_are_secrets() {
    let text = "http://user:pw@test.example/test/x?test=test&b=latest#test";
    let view =
        RequestView { url: (&Url::parse(text)).into(), url_text: text.to_owned(), ..RequestView::default() };
    let shown = shown(&mask(&["test"]), view);
    let expected = "http://user:********@test.example/********/x?test=********&b=latest#********";
    assert_eq!(shown.url_text, expected);
    assert_eq!(Url::from(&shown.url).to_string(), expected);
}

#[test]
fn a_short_secret_may_hold_what_separates_the_parts_of_a_url() {
    let url_text = "http://h/<&\"/x?q=<&\"&b=ab=&ab==1".to_owned();
    let shown = shown(&mask(&["<&\"", "ab="]), RequestView { url_text, ..RequestView::default() });
    assert_eq!(shown.url_text, "http://h/********/x?q=********&b=********&ab==1");
}

#[test]
fn parameters_of_auth_are_secret_by_their_meaning() {
    let params = json!({"clientSecret": "cs", "refreshTokenUrl": "http://h/token", "addTokenTo": "header",
        "tokenType": "Bearer", "accessToken": "at"});
    let Value::Object(params) = params else { panic!("an object") };
    let auth = Some(AuthView { scheme: "oauth2".to_owned(), params });
    let shown = shown(&mask(&[]), RequestView { auth, ..RequestView::default() });
    let expected = json!({"clientSecret": "********", "refreshTokenUrl": "http://h/token", "addTokenTo": "header",
        "tokenType": "Bearer", "accessToken": "********"});
    assert_eq!(Value::Object(shown.auth.clone().expect("an auth").params), expected);
}

#[test]
fn a_short_secret_is_masked_as_a_value_of_json_of_markup_and_of_a_form() {
    let mask = mask(&["test"]);
    for (body, expected) in [
        ("test", "********"),
        ("a test", "a test"),
        (
            "{ \"test\" : \"test\", \"b\":[\"test\" , \"a test\"] }",
            "{ \"test\" : \"********\", \"b\":[\"********\" , \"a test\"] }",
        ),
        ("{\"\\\"test\": \"\\u0074est\"}", "{\"\\\"test\": \"********\"}"),
        ("<test a=\"test\">test</test>", "<test a=\"********\">********</test>"),
        ("test=test&b=tests", "test=********&b=tests"),
        ("{\"broken\": \"test\"", "{\"broken\": \"test\""),
    ] {
        assert_eq!(shown_body(&mask, body), expected);
    }
}

#[test]
fn json_stays_json_where_a_number_holds_a_secret() {
    let body = shown_body(&mask(&["12345678"]), "{\"pin\": 12345678, \"text\": \"a 12345678\"}");
    assert_eq!(body, "{\"pin\":\"********\",\"text\":\"a ********\"}");
}

#[test]
fn what_an_answer_to_a_request_for_a_token_grants_is_secret_at_once() {
    let answer = response("{\"access_token\":\"fresh\",\"expires_in\":60,\"refresh_token\":\"again\"}");
    let shown = Masker(&SecretSet::default()).response(&answer, RequestOrigin::Auth).expect("masked");
    let body = std::str::from_utf8(&shown.body).expect("a text");
    assert_eq!(body, "{\"access_token\":\"********\",\"expires_in\":60,\"refresh_token\":\"********\"}");
}

#[test]
fn a_query_that_is_a_value_alone_is_masked() {
    let text = "http://h.example/hook?a-long-secret";
    let view =
        RequestView { url: (&Url::parse(text)).into(), url_text: text.to_owned(), ..RequestView::default() };
    let shown = shown(&mask(&["a-long-secret"]), view);
    assert_eq!(shown.url.query.as_ref().and_then(|query| query[0].key.as_deref()), Some("********"));
    assert_eq!(shown.url_text, "http://h.example/hook?********");
}

#[test]
fn an_errors_name_and_what_it_quotes_of_a_body_hide_secrets() {
    let failure = ScriptFailure {
        name: Some("a-long-secret".to_owned()),
        message: Some("not JSON:\nx a-long-secr\n^".to_owned()),
        ..ScriptFailure::default()
    };
    let collector = SecretCollector::default();
    collector.add("a-long-secret");
    let shown = Masker(&collector.set()).failure(&failure).expect("masked");
    assert_eq!(shown.name.as_deref(), Some("********"));
    assert_eq!(shown.message.as_deref(), Some("not JSON:\nx ********\n^"));
}

#[test]
fn values_of_forms_are_masked_and_their_names_stay() {
    let params = vec![ParamView { key: "test".to_owned(), value: "test".into(), disabled: false }];
    let body = Some(Arc::new(BodyView::Urlencoded { params }));
    let shown = shown(&mask(&["test"]), RequestView { body, ..RequestView::default() });
    let Some(BodyView::Urlencoded { params }) = shown.body.as_deref() else { panic!("a form stays one") };
    assert_eq!((params[0].key.as_str(), &params[0].value), ("test", &Value::from("********")));
}

#[test]
fn secret_variables_are_masked_whatever_they_hold() {
    let secret = VariableView { kind: VariableKindView::Secret, ..variable("token", "x") };
    let values = vec![secret, variable("name", "x"), variable("n", 7)];
    let scope = ScopeView { values, ..ScopeView::default() };
    let run = RunView { environment: Arc::new(scope), ..RunView::default() };
    let started = event(EventKind::RunStarted { run: Arc::new(run) });
    let EventKind::RunStarted { run } = mask(&["7"]).event(&started).into_owned().kind else {
        panic!("a start")
    };
    let values: Vec<_> =
        run.environment.values.iter().map(|variable| variable.value.clone().expect("a value")).collect();
    assert_eq!(values, [json!("********"), json!("x"), json!("********")]);
}

#[test]
fn cookies_are_masked_by_their_nature() {
    let mut answer = response("");
    let (name, value) = ("Set-Cookie".to_owned(), "sid=1; Path=/".to_owned());
    answer.headers.0.push(ResponseHeaderView { name, value, system: false });
    answer.cookies.push(CookieView {
        name: "sid".to_owned(),
        value: "1".to_owned(),
        ..CookieView::default()
    });
    let shown = Masker(&SecretSet::default()).response(&answer, RequestOrigin::Item).expect("masked");
    assert_eq!(shown.headers.get("set-cookie"), Some("sid=********; Path=/"));
    assert_eq!(shown.cookies[0].value, MASK);
    assert!(
        Masker(&SecretSet::default()).response(&shown, RequestOrigin::Item).is_none(),
        "what is masked stays as it is"
    );
}

#[test]
fn an_event_without_secrets_is_borrowed() {
    assert!(matches!(mask(&["hidden-long"]).event(&logged(json!("open"))), Cow::Borrowed(_)));
}

/// Secrets that people choose, words of every format among them.
fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(
            &[
                "test",
                "true",
                "null",
                "name",
                "time",
                "status",
                "passed",
                "event",
                "seq",
                "at",
                "kind",
                "message",
                "{",
                "\"",
                "<",
                "&",
                "testsuite",
                "testcase",
                "failure",
                "console_logged",
                "request",
                "********",
                "🔑",
                "密码很长很长很长",
                "0",
                "1",
                "text",
                "base64",
                "user",
                "value",
                "run_started",
                "assertion_finished",
                "response_code"
            ][..]
        )
        .prop_map(str::to_owned),
        "\\PC{1,20}",
    ]
}

proptest! {
    /// Whatever the secrets are: an event stays an event, no value planted in it is shown, and masking again changes
    /// nothing.
    #[test]
    fn no_planted_value_is_shown(secrets in prop::collection::vec(secrets(), 1..4)) {
        let mask = mask(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
        for secret in &secrets {
            let headers = vec![header("X-Key", secret), header("X-Scheme", &format!("Bearer {secret}"))];
            let body = json!({"value": secret}).to_string();
            let view = RequestView {
                headers,
                body: Some(Arc::new(BodyView::Raw { text: body, language: None })),
                ..RequestView::default()
            };
            for event in [logged(json!({"deep": [secret]})), request(view)] {
                let masked = mask.event(&event);
                let line = ndjson::encode(&masked);
                let again = ndjson::decode(&line).expect("an event");
                prop_assert_eq!(ndjson::encode(&again), line.clone());
                prop_assert_eq!(ndjson::encode(&mask.event(&again)), line);
                match &masked.kind {
                    EventKind::ConsoleLogged { values, .. } => {
                        prop_assert!(!values[0]["deep"][0].as_str().is_some_and(|text| text.contains(secret.as_str()) && !MASK.contains(secret.as_str())));
                    }
                    EventKind::RequestStarted { request, .. } => {
                        prop_assert!(request.headers[0].value.contains(MASK), "{:?}", request.headers);
                        prop_assert!(request.headers[1].value.contains(MASK), "{:?}", request.headers);
                        let Some(BodyView::Raw { text, .. }) = request.body.as_deref() else { panic!("a body stays one") };
                        let body: Value = serde_json::from_str(text).expect("JSON stays JSON");
                        prop_assert!(body.as_object().expect("an object").values().all(|value| value.as_str().is_some_and(|text| text.contains(MASK))), "{text}");
                    }
                    _ => {}
                }
            }
        }
    }
}
