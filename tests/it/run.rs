//! The run of a collection: order, variables, scripts, bodies, redirects, cookies, exit codes.

use serde_json::json;

use crate::support::{Case, Server, script};

#[test]
fn a_request_uses_variables_of_all_scopes() {
    let server = Server::json("{}");
    let case = Case::new();
    let collection = json!({"info": {"name": "c"}, "variable": [{"key": "c", "value": "collection"}],
        "item": [{"name": "r", "event": [script("prerequest", "pm.variables.set('l', 'local')")],
        "request": {"url": "{{base}}/{{l}}/{{d}}/{{e}}/{{c}}/{{g}}/{{unknown}}"}}]});
    case.write("c.json", &collection.to_string())
        .write("e.json", &json!({"values": [{"key": "e", "value": "environment"}]}).to_string())
        .write("g.json", &json!({"values": [{"key": "g", "value": "global"}]}).to_string())
        .write("d.csv", "d\ndata\n");
    let base = format!("base={}", server.url);
    let ran =
        case.postino(&["run", "c.json", "-e", "e.json", "-g", "g.json", "-d", "d.csv", "--env-var", &base]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let expected = "GET /local/data/environment/collection/global/%7B%7Bunknown%7D%7D HTTP/1.1\r\n";
    assert!(server.requests()[0].starts_with(expected), "{:?}", server.requests());
}

#[test]
fn headers_are_sent_as_postman_sends_them() {
    let server = Server::json("{}");
    let case = Case::of_items(
        &json!([{"name": "r", "request": {"method": "POST", "url": format!("{}/x", server.url),
        "header": [{"key": "X-Own", "value": "1"}], "auth": {"type": "basic", "basic": {"username": "u", "password": "pass"}},
        "body": {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}}}}]),
    );
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    let request = server.requests().remove(0);
    let names: Vec<_> =
        request.lines().skip(1).map_while(|line| line.split_once(": ")).map(|(name, _)| name).collect();
    let expected = [
        "X-Own",
        "Authorization",
        "Content-Type",
        "User-Agent",
        "Accept",
        "Cache-Control",
        "Postman-Token",
        "Host",
        "Accept-Encoding",
        "Connection",
        "Content-Length",
    ];
    assert_eq!(names, expected);
}

#[test]
fn auth_is_inherited_from_the_nearest_level() {
    let server = Server::json("{}");
    let case = Case::new();
    let url = format!("{}/x", server.url);
    let collection = json!({"info": {"name": "c"}, "auth": {"type": "bearer", "bearer": {"token": "outer"}}, "item": [
        {"name": "f", "auth": {"type": "apikey", "apikey": {"key": "X-Key", "value": "inner"}},
         "item": [{"name": "a", "request": {"url": url}}]},
        {"name": "b", "request": {"url": url}},
        {"name": "n", "request": {"url": url, "auth": {"type": "noauth"}}},
    ]});
    case.write("c.json", &collection.to_string());
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    let requests = server.requests();
    assert!(requests[0].contains("X-Key: inner\r\n") && !requests[0].contains("Authorization"));
    assert!(requests[1].contains("Authorization: Bearer outer\r\n"));
    assert!(!requests[2].contains("Authorization"));
}

#[test]
fn form_data_and_files_are_sent_as_multipart() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": {"method": "POST", "url": server.url,
        "body": {"mode": "formdata", "formdata": [{"key": "t", "value": "text", "type": "text"},
        {"key": "f", "type": "file", "src": "up.txt"}]}}}]));
    case.write("up.txt", "content of the file");
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    let request = server.requests().remove(0);
    assert!(
        request.contains("Content-Type: multipart/form-data; boundary=--------------------------"),
        "{request}"
    );
    assert!(request.contains(
        "name=\"f\"; filename=\"up.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent of the file\r\n"
    ));
}

#[test]
fn a_cookie_is_sent_with_the_next_request() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/", "");
    let request = json!({"url": server.url});
    let case = Case::of_items(&json!([{"name": "1", "request": request}, {"name": "2", "request": request}]));
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    assert!(server.requests()[1].contains("Cookie: a=1\r\n"));
}

#[test]
fn a_failed_test_gives_exit_code_1_and_the_line_in_the_users_script() {
    let server = Server::json("{\"id\": 7}");
    let test = "// a comment\npm.test('id', () => {\n    pm.expect(pm.response.json().id).to.equal(8);\n});";
    let case = Case::of_items(
        &json!([{"name": "r", "request": {"url": server.url}, "event": [script("test", test)]}]),
    );
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("expected 7 to equal 8 (line 3)"), "{}", ran.out);
    assert!(ran.out.contains("response body: {\"id\": 7}"), "{}", ran.out);
    assert_eq!(case.postino(&["run", "c.json", "-x"]).code, 0);
}

#[test]
fn set_next_request_jumps_and_ends() {
    let server = Server::json("{}");
    let item = |name: &str, source: &str| json!({"name": name, "request": {"url": format!("{}/{name}", server.url)}, "event": [script("test", source)]});
    let case = Case::of_items(&json!([
        item("a", "pm.execution.setNextRequest('c')"),
        item("b", ""),
        item("c", "pm.execution.setNextRequest(null)"),
        item("d", ""),
    ]));
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    let paths: Vec<_> = server.requests().iter().map(|request| request[5..6].to_owned()).collect();
    assert_eq!(paths, ["a", "c"]);
}

#[test]
fn bail_stops_after_the_first_failure() {
    let server = Server::json("{}");
    let item = |name: &str| {
        json!({"name": name, "request": {"url": server.url},
            "event": [script("test", "pm.test('no', () => pm.expect(1).to.equal(2))")]})
    };
    let case = Case::of_items(&json!([item("a"), item("b")]));
    assert_eq!(case.postino(&["run", "c.json", "--bail"]).code, 1);
    assert_eq!(server.requests().len(), 1);
}
