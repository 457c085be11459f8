use super::*;

#[test]
fn cookies_are_sent_only_to_their_host() {
    let jar = CookieJar::default();
    let mut headers = Headers::default();
    headers.push("Set-Cookie", "a=1; Path=/");
    headers.push("set-cookie", "b=2");
    jar.store("http://h/x/y", &headers);
    assert_eq!(jar.header_for("http://h/x/z").as_deref(), Some("b=2; a=1"));
    assert_eq!(jar.header_for("http://other/"), None);
}

#[test]
fn longer_paths_come_first_and_secure_cookies_are_sent_to_this_machine_too() {
    let jar = CookieJar::default();
    let mut headers = Headers::default();
    headers.push("Set-Cookie", "a=1; Path=/; Secure");
    headers.push("Set-Cookie", "deep=2; Path=/x");
    jar.store("http://127.0.0.1/", &headers);
    assert_eq!(jar.header_for("http://127.0.0.1/x/y").as_deref(), Some("deep=2; a=1"));
}

#[test]
fn a_saved_jar_can_be_loaded() {
    let jar = CookieJar::default();
    let mut headers = Headers::default();
    headers.push("Set-Cookie", "a=1; Path=/; Secure; HttpOnly; Expires=Fri, 01 Jan 2100 00:00:00 GMT");
    headers.push("Set-Cookie", "b=2; Domain=example.com");
    jar.store("https://www.example.com/", &headers);
    let mut headers = Headers::default();
    headers.push("Set-Cookie", "c=3");
    jar.store("https://www.example.com/x/y", &headers);
    let saved = jar.save(OffsetDateTime::UNIX_EPOCH);
    assert_eq!(
        saved["cookies"][0],
        json!({
            "key": "a", "value": "1", "expires": "2100-01-01T00:00:00.000Z", "domain": "www.example.com",
            "path": "/", "secure": true, "httpOnly": true, "hostOnly": true,
            "creation": "1970-01-01T00:00:00.000Z", "lastAccessed": "1970-01-01T00:00:00.000Z",
        })
    );
    let again = CookieJar::default();
    again.load(&saved, OffsetDateTime::UNIX_EPOCH);
    assert_eq!(again.save(OffsetDateTime::UNIX_EPOCH), saved);
    assert_eq!(saved["cookies"][2]["pathIsDefault"], json!(true));
    assert_eq!(again.header_for("https://example.com/").as_deref(), Some("b=2"));
}

#[test]
fn a_cookie_keeps_its_place_and_creation_time_when_it_changes() {
    let jar = CookieJar::default();
    let file = json!({"cookies": [
        {"key": "z", "value": "1", "domain": "h", "path": "/", "hostOnly": true, "creation": "2020-01-01T00:00:00.000Z"},
        {"key": "a", "value": "2", "domain": "h", "path": "/", "hostOnly": true},
    ]});
    jar.load(&file, OffsetDateTime::UNIX_EPOCH);
    let mut headers = Headers::default();
    headers.push("Set-Cookie", "z=3; Path=/");
    headers.push("Set-Cookie", "a=; Path=/; Max-Age=0");
    headers.push("Set-Cookie", "m=4; Path=/");
    headers.push("Set-Cookie", "a=5; Path=/");
    jar.store("http://h/", &headers);
    assert_eq!(jar.header_for("http://h/").as_deref(), Some("z=3; a=5; m=4"));
    let saved = jar.save(OffsetDateTime::UNIX_EPOCH);
    let made = |place: usize| (&saved["cookies"][place]["key"], &saved["cookies"][place]["creation"]);
    assert_eq!(made(0), (&json!("z"), &json!("2020-01-01T00:00:00.000Z")));
    assert_eq!(made(1), (&json!("a"), &json!("1970-01-01T00:00:00.000Z")));
}

#[test]
fn a_cookie_that_breaks_the_promise_of_its_prefix_is_dropped() {
    let jar = CookieJar::default();
    let mut headers = Headers::default();
    for cookie in ["__Host-a=1; Path=/", "__Host-b=2; Path=/; Secure", "__Secure-c=3", "__Secure-d=4; Secure"]
    {
        headers.push("Set-Cookie", cookie);
    }
    jar.store("https://h/", &headers);
    assert_eq!(jar.header_for("https://h/").as_deref(), Some("__Host-b=2; __Secure-d=4"));
}

#[test]
fn an_expired_cookie_is_not_loaded() {
    let file = json!({"cookies": [{"key": "a", "value": "1", "domain": "h", "path": "/", "hostOnly": true,
        "maxAge": 60, "creation": "2020-01-01T00:00:00.000Z"}]});
    let created = OffsetDateTime::parse("2020-01-01T00:00:00Z", &Rfc3339).expect("a time");
    for (seconds, sent) in [(59, Some("a=1".to_owned())), (60, None)] {
        let jar = CookieJar::default();
        jar.load(&file, created + time::Duration::seconds(seconds));
        assert_eq!(jar.header_for("http://h/"), sent, "{seconds}");
    }
}
