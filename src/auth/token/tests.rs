use serde_json::json;

use super::*;
use crate::http::{Headers, Timings};

const THEN: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

fn auth(params: &Value) -> Auth {
    let mut all = json!({"accessTokenUrl": "http://h/token", "clientId": "id", "clientSecret": "s3cr3t"});
    all.as_object_mut().expect("an object").extend(params.as_object().cloned().expect("an object"));
    Auth { scheme: "oauth2".into(), params: all.as_object().cloned().expect("an object") }
}

fn response(code: u16, body: &str) -> Response {
    Response {
        code,
        reason: String::new(),
        headers: Headers::default(),
        body: body.to_owned().into(),
        body_bytes: 0,
        wire_bytes: 0,
        timings: Timings::default(),
        cookies: Vec::new(),
        http_version: "1.1".into(),
    }
}

fn form(request: &Request) -> String {
    let Some(Body::Urlencoded { params }) = &request.body else { panic!("a form") };
    let pairs = params.iter().map(|param| format!("{}={}", param.key, param.value.as_str().expect("text")));
    pairs.collect::<Vec<_>>().join("&")
}

fn fetch(store: &TokenStore, auth: &Auth) -> Request {
    match store.need(auth, THEN).expect("can be fetched") {
        TokenNeed::Fetch(request) => *request,
        other => panic!("{other:?}"),
    }
}

fn accept(store: &TokenStore, auth: &Auth, answer: &Value) -> Auth {
    let response = response(200, &answer.to_string());
    store.accept(auth, &response, THEN, &SecretCollector::default()).expect("a token")
}

#[test]
fn client_credentials_go_in_a_basic_header_or_in_the_body() {
    let mut given = auth(&json!({"grant_type": "client_credentials", "scope": "a b"}));
    let request = fetch(&TokenStore::default(), &given);
    assert_eq!(form(&request), "grant_type=client_credentials&scope=a b");
    assert_eq!(request.headers[1].value, "Basic aWQ6czNjcjN0");
    given.params.insert("client_authentication".into(), "body".into());
    let request = fetch(&TokenStore::default(), &given);
    assert_eq!(form(&request), "grant_type=client_credentials&scope=a b&client_id=id&client_secret=s3cr3t");
    assert_eq!(request.headers.len(), 1);
}

#[test]
fn a_password_grant_sends_the_user_and_the_password() {
    let given = auth(&json!({"grant_type": "password_credentials", "username": "u", "password": "p"}));
    assert_eq!(form(&fetch(&TokenStore::default(), &given)), "grant_type=password&username=u&password=p");
}

#[test]
fn additional_parameters_go_where_the_user_wants_them() {
    let given = auth(&json!({"grant_type": "client_credentials", "tokenRequestParams": [
        {"key": "b", "value": "1", "send_as": "request_body"}, {"key": "X-H", "value": "2", "send_as": "request_header"},
        {"key": "q", "value": "3", "send_as": "request_url"}, {"key": "off", "value": "4", "enabled": false},
    ]}));
    let request = fetch(&TokenStore::default(), &given);
    assert_eq!(request.url.to_string(), "http://h/token?q=3");
    assert_eq!(form(&request), "grant_type=client_credentials&b=1");
    assert_eq!(request.headers.last().map(|header| header.key.as_str()), Some("X-H"));
}

#[test]
fn a_token_is_kept_until_it_expires_and_is_then_refreshed() {
    let store = TokenStore::default();
    let given = auth(&json!({"grant_type": "client_credentials"}));
    let answer =
        json!({"access_token": "t1", "expires_in": 60, "refresh_token": "r1", "token_type": "bearer"});
    assert_eq!(accept(&store, &given, &answer).text("accessToken"), "t1");
    let later = THEN + Duration::from_secs(49);
    assert!(
        matches!(store.need(&given, later), Ok(TokenNeed::Ready(auth)) if auth.text("accessToken") == "t1")
    );
    let Ok(TokenNeed::Fetch(request)) = store.need(&given, later + MARGIN) else { panic!("ended") };
    assert_eq!(form(&request), "grant_type=refresh_token&refresh_token=r1");
}

#[test]
fn a_refused_token_is_renewed_with_its_refresh_token() {
    let store = TokenStore::default();
    let given =
        auth(&json!({"accessToken": "old", "refreshToken": "r0", "refreshTokenUrl": "http://h/again"}));
    assert!(matches!(store.need(&given, THEN), Ok(TokenNeed::Nothing)), "the user's token is tried first");
    let request = store.renew(&given).expect("a way to a new one");
    assert_eq!(
        (request.url.to_string().as_str(), form(&request).as_str()),
        ("http://h/again", "grant_type=refresh_token&refresh_token=r0",)
    );
    assert!(store.renew(&auth(&json!({"accessToken": "old"}))).is_none(), "no way is known");
}

#[test]
fn a_refusal_and_a_grant_for_a_browser_give_clear_errors() {
    let store = TokenStore::default();
    let given = auth(&json!({"grant_type": "client_credentials"}));
    let no = response(401, r#"{"error":"invalid_client","error_description":"who?"}"#);
    let error = store.accept(&given, &no, THEN, &SecretCollector::default()).expect_err("refused");
    assert_eq!(error.to_string(), "oauth2: the token endpoint http://h/token refuses: invalid_client: who?");
    let odd = response(200, "<html>");
    let error = store.accept(&given, &odd, THEN, &SecretCollector::default()).expect_err("no token");
    assert_eq!(
        error.to_string(),
        "oauth2: the token endpoint http://h/token answers 200 without an access_token"
    );
    let error = store.need(&auth(&json!({"grant_type": "implicit"})), THEN).expect_err("needs a browser");
    assert!(error.to_string().contains("needs a browser; give a token as accessToken"), "{error}");
    let error = store.need(&auth(&json!({"grant_type": "password"})), THEN).expect_err("needs a user");
    assert!(error.to_string().contains("needs the parameter username"), "{error}");
}

#[test]
fn an_answer_may_be_form_pairs_instead_of_json() {
    let given = auth(&json!({"grant_type": "client_credentials"}));
    let pairs = response(200, "access_token=t%2B1&token_type=bearer");
    let auth =
        TokenStore::default().accept(&given, &pairs, THEN, &SecretCollector::default()).expect("a token");
    assert_eq!(auth.text("accessToken"), "t+1");
}
