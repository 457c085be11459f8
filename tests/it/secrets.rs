//! These tests put secrets into every place of a run, and look for them in everything that postino writes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::{Case, Server, script};

/// The secrets by their places. Each has characters that formats escape.
const PLANTED: [(&str, &str); 8] = [
    ("environment", "env-s3cret-\"<&>'/é"),
    ("collection", "collection-s3cret+value"),
    ("globals", "globals/s3cret value"),
    ("named", "named-s3cret-5f4dcc3b"),
    ("password", "pa55-w0rd-of-basic"),
    ("header", "header-s3cret-9e107d9d"),
    ("later", "set-by-a-script-s3cret"),
    ("listed", "on-the-list-s3cret"),
];

const REPORTERS: &str = "cli,json,junit,html,events,github,teamcity,tap,markdown";

fn planted(name: &str) -> &'static str {
    PLANTED.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).expect("a planted secret")
}

fn planted_case(server: &Server) -> Case {
    let test = "const all = ['environment', 'collection', 'globals', 'named'].map((name) => pm.variables.get(name));\n\
        console.log(all, { later: pm.environment.get('later') }, pm.request.headers, pm.response.text());\n\
        console.error(new Error(all.join()), encodeURIComponent(all.join()), JSON.stringify(all), btoa(all[3]));\n\
        for (const value of all) {\n\
        console.log(escape(value), encodeURIComponent(encodeURIComponent(value)), encodeURIComponent(value).toLowerCase());\n\
        console.log(Array.from(value, (c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')).join(''));\n\
        console.log(Array.from(value, (c) => '&#' + c.charCodeAt(0) + ';').join(''), value.toUpperCase());\n\
        const bytes = Buffer.from(value); console.log(bytes, new Uint8Array(bytes), bytes.toJSON(), bytes.toString('hex'));\n\
        console.log(Array.from(bytes, (byte) => '=' + byte.toString(16).toUpperCase().padStart(2, '0')).join(''));\n\
        console.log(Buffer.from('x' + value).toString('base64'), Buffer.from('xx' + value).toString('base64url')); }\n\
        for (const value of all) pm.test('a test named ' + value, () => pm.expect(value).to.equal(all.join()));\n\
        pm.environment.unset('later'); pm.environment.set('later', ['set-by-a', 'script-s3cret'].join('-'));\n\
        console.log('now', pm.environment.get('later')); pm.environment.values.one('later').value = ['on-the-list', 's3cret'].join('-');\n\
        pm.test(pm.variables.replaceIn('{{later}}'), () => pm.expect(pm.environment.get('later')).to.equal(''));\n\
        throw new Error('died with ' + all.join());";
    let case = Case::new();
    let basic = json!({"type": "basic", "basic": {"username": "u", "password": planted("password")}});
    let header = json!([{"key": "Authorization", "value": format!("Bearer {}", planted("header"))},
        {"key": "Cookie", "value": "sid=cookie-s3cret"}]);
    let items = json!([
        {"name": "first {{environment}}", "request": {
            "url": format!("{}/{{{{named}}}}?t={{{{environment}}}}", server.url), "auth": basic,
            "method": "POST", "body": {"mode": "urlencoded", "urlencoded": [{"key": "k", "value": "{{globals}}"}]}},
            "event": [script("test", test)]},
        {"name": "second", "request": {"url": server.url, "header": header}, "event": [script("test", test)]},
        {"name": "dead", "request": "http://127.0.0.1:1/{{named}}"},
    ]);
    let secret = |name: &str| json!({"key": name, "value": planted(name), "type": "secret"});
    let collection = json!({"info": {"name": "c"}, "item": items, "variable": [secret("collection")]});
    case.write("c.json", &collection.to_string());
    let later = json!({"key": "later", "value": "", "type": "secret"});
    let named = json!({"key": "named", "value": planted("named")});
    case.write("e.json", &json!({"values": [secret("environment"), later, named]}).to_string());
    case.write("g.json", &json!({"values": [secret("globals")]}).to_string());
    case
}

fn outputs(case: &Case, more: &[&str]) -> Vec<(String, String)> {
    let files = ["json", "junit", "html", "events", "markdown"];
    let exports: Vec<_> = files.iter().map(|name| format!("--reporter-{name}-export=out/{name}")).collect();
    let mut arguments = vec!["run", "c.json", "-e", "e.json", "-g", "g.json", "--secret", "named"];
    arguments.extend(["--verbose", "-r", REPORTERS, "--reporter-github-summary", "out/summary"]);
    arguments.extend(["--reporter-html-showEnvironmentData", "--reporter-html-showGlobalData"]);
    arguments.extend(exports.iter().map(String::as_str));
    arguments.extend(more);
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let mut outputs = vec![("stdout".to_owned(), ran.out), ("stderr".to_owned(), ran.err)];
    outputs.extend(
        files.iter().chain(&["summary"]).map(|name| ((*name).to_owned(), case.read(&format!("out/{name}")))),
    );
    outputs
}

/// The secret itself, and its escaped forms in the formats of reports.
fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let bytes = secret.bytes();
    vec![
        secret.to_owned(),
        json[1..json.len() - 1].to_owned(),
        url.clone(),
        url.replace('+', "%20"),
        url.to_lowercase(),
        url.replace('%', "%25"),
        secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat(),
        secret.encode_utf16().map(|unit| format!("%u{unit:04X}")).collect::<Vec<_>>().concat(),
        STANDARD.encode(secret),
        STANDARD.encode(format!("x{secret}"))[2..secret.len()].to_owned(),
        secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
        secret.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat(),
        secret.to_ascii_uppercase(),
        bytes.clone().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat(),
        bytes.clone().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
        bytes.clone().map(|byte| format!("={byte:02X}")).collect::<Vec<_>>().concat(),
        bytes.map(|byte| byte.to_string()).collect::<Vec<_>>().join(","),
    ]
}

#[test]
fn no_report_shows_a_planted_secret() {
    let server = Server::json("{\"echo\": \"header-s3cret-9e107d9d\"}");
    let outputs = outputs(&planted_case(&server), &[]);
    for (name, secret) in PLANTED {
        for form in forms(secret) {
            for (output, text) in &outputs {
                assert!(!text.contains(&form), "{name} as {form:?} in {output}");
            }
        }
    }
    let basic = STANDARD.encode(format!("u:{}", planted("password")));
    for (output, text) in &outputs {
        assert!(!text.contains(&basic), "credentials in {output}");
        assert!(!text.contains("cookie-s3cret"), "a cookie in {output}");
    }
    assert!(server.requests()[0].contains("named-s3cret-5f4dcc3b"), "what is sent is not masked");
}

#[test]
fn with_no_mask_secrets_are_shown() {
    let server = Server::json("{}");
    let outputs = outputs(&planted_case(&server), &["--no-mask"]);
    for output in ["stdout", "json", "junit", "events"] {
        let text = &outputs.iter().find(|(name, _)| name == output).expect("an output").1;
        assert!(text.contains("named-s3cret-5f4dcc3b"), "{output}");
    }
    assert!(!server.requests().is_empty());
}

/// A run whose basic auth has this password. Its server sends the credentials back.
fn run_with_password(password: &str) -> Case {
    let server = Server::json("{\"status\": \"ok\"}");
    let case = Case::new();
    let basic = json!({"type": "basic", "basic": {"username": "u", "password": "{{pw}}"}});
    let test = script(
        "test",
        "pm.test('status is 200', () => pm.response.to.have.status(200)); console.log({test: pm.variables.get('pw')})",
    );
    let item = json!({"name": "a test", "request": {"url": server.url, "auth": basic}, "event": [test]});
    case.write("c.json", &json!({"info": {"name": "c"}, "item": [item]}).to_string());
    let pair = format!("pw={password}");
    let mut arguments = vec!["run", "c.json", "--env-var", &pair, "-r", "json,junit,events"];
    let exports = ["json", "junit", "events"].map(|name| format!("--reporter-{name}-export=out/{name}"));
    arguments.extend(exports.iter().map(String::as_str));
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(!server.requests().is_empty());
    case
}

#[test]
fn a_password_that_is_a_word_of_a_format_does_not_break_a_report() {
    for password in ["test", "true", "null", "name", "time", "status", "passed", "a", "<", "\"", "{"] {
        let case = run_with_password(password);
        let junit = case.read("out/junit");
        assert!(junit.contains("<testsuites name=\"c\" tests=\"1\""), "{password}: {junit}");
        assert!(junit.contains("<testcase name=\"status is 200\""), "{password}: {junit}");
        let report: serde_json::Value = serde_json::from_str(&case.read("out/json")).expect("JSON");
        let auth = &report["run"]["executions"][0]["request"]["auth"]["basic"][1];
        assert_eq!((&auth["key"], &auth["value"]), (&json!("password"), &json!("********")), "{password}");
        let events = case.read("out/events");
        let lines = events.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let logged: Vec<_> = lines.filter(|event| event["event"] == "console_logged").collect();
        assert_eq!(logged[0]["values"], json!([{"test": "********"}]), "{password}");
    }
}

/// What a run of these items writes into its reports on file and prints.
fn reported(case: &Case, items: &serde_json::Value, more: &[&str]) -> Vec<(String, String)> {
    case.write("c.json", &json!({"info": {"name": "c"}, "item": items}).to_string());
    let files = ["json", "junit", "html", "events", "markdown"];
    let exports: Vec<_> = files.iter().map(|name| format!("--reporter-{name}-export=out/{name}")).collect();
    let mut arguments = vec!["run", "c.json", "-r", REPORTERS, "--verbose"];
    arguments.extend(exports.iter().map(String::as_str));
    arguments.extend(more);
    let ran = case.postino(&arguments);
    assert!(ran.code <= 1, "{}{}", ran.out, ran.err);
    let files = files.iter().map(|name| ((*name).to_owned(), case.read(&format!("out/{name}"))));
    files.chain([("screen".to_owned(), ran.out + &ran.err)]).collect()
}

fn assert_none_shows(outputs: &[(String, String)], secret: &str) {
    for (name, text) in outputs {
        for form in forms(secret) {
            assert!(!text.contains(&form), "{form} in {name}: {text}");
        }
    }
}

#[test]
fn a_body_in_utf_16_shows_no_secret_and_stays_utf_16() {
    let wide =
        |text: &str| String::from_utf8(text.bytes().flat_map(|byte| [byte, 0]).collect()).expect("ASCII");
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-16le";
    let server = Server::answering(head, wide("key: wide-s3cret-value!"));
    let case = Case::new();
    let shows = script("test", "console.log(pm.response.text())");
    let item = json!([{"name": "wide", "request": server.url, "event": [shows]}]);
    let outputs = reported(&case, &item, &["--env-var", "key=wide-s3cret-value", "--secret", "key"]);
    assert_none_shows(&outputs, "wide-s3cret-value");
    assert_none_shows(&outputs, &wide("wide-s3cret-value"));
    let report: serde_json::Value = serde_json::from_str(&outputs[0].1).expect("JSON");
    let body =
        report["run"]["executions"][0]["response"]["stream"]["data"].as_array().expect("bytes").clone();
    let body: Vec<u8> = body.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
    assert_eq!(String::from_utf8(body).expect("ASCII"), wide("key: ********!"));
}

#[test]
fn cookies_and_tokens_of_a_response_are_masked_where_others_echo_them() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nSet-Cookie: sid=c00kie-of-the-server; Path=/\r\n\
        X-Auth-Token: t0ken-of-a-header";
    let server = Server::answering(head, "you are c00kie-of-the-server, t0ken-of-a-header, k3y-of-the-user");
    let case = Case::new();
    let key = json!([{"key": "X-Api-Key", "value": "k3y-of-the-user"}, {"key": "Cookie", "value": "a=b; own=c00kie-of-the-user"}]);
    let logs = script("test", "console.log(pm.cookies.get('sid'), pm.request.headers.get('cookie'))");
    let items = json!([{"name": "r", "request": {"url": server.url, "header": key}, "event": [logs]}]);
    let outputs = reported(&case, &items, &[]);
    for secret in ["c00kie-of-the-server", "t0ken-of-a-header", "k3y-of-the-user", "c00kie-of-the-user"] {
        assert_none_shows(&outputs, secret);
    }
    assert!(server.requests()[0].contains("k3y-of-the-user"));
}

#[test]
fn a_long_secret_is_masked_in_names_and_a_short_one_is_a_word() {
    let server = Server::json("{\"n4me-that-is-s3cret\": 1}");
    let case = Case::new();
    case.write("n4me-that-is-s3cret.txt", "x");
    let test = "pm.environment.set('n4me-that-is-s3cret', 1); console.log({'n4me-that-is-s3cret': 1});\n\
        pm.execution.setNextRequest('no-n4me-that-is-s3cret')";
    let request = |url: &str, body: serde_json::Value| {
        json!({"url": url, "method": "POST",
        "header": [{"key": "X-{{s}}", "value": "1"}, {"key": "name", "value": "1"}], "body": body})
    };
    let url = format!("{}/a/{{{{s}}}}?{{{{s}}}}=1&off=1", server.url);
    let file = json!({"key": "{{s}}", "type": "file", "src": "{{s}}.txt"});
    let items = json!([{"name": "f-n4me-that-is-s3cret", "item": [
        {"name": "form", "request": request(&url, json!({"mode": "urlencoded", "urlencoded": [{"key": "{{s}}", "value": "1"}]}))},
        {"name": "parts", "request": request(&url, json!({"mode": "formdata", "formdata": [file]}))},
        {"name": "gone", "request": request("http://{{s}}.invalid/", json!({"mode": "file", "file": {"src": "{{s}}.none"}}))},
        {"name": "n4me-that-is-s3cret", "event": [script("test", test)], "request": request(&url, json!(null))},
    ], "event": [script("test", "throw new Error(pm.info.requestName)")]}]);
    let secrets =
        ["--env-var", "s=n4me-that-is-s3cret", "--env-var", "w=name", "--secret", "s", "--secret", "w"];
    let outputs = reported(&case, &items, &secrets);
    assert_none_shows(&outputs, "n4me-that-is-s3cret");
    assert!(outputs[3].1.contains("\"key\":\"name\""), "{}", outputs[3].1);
    assert!(server.requests()[0].contains("X-n4me-that-is-s3cret: 1"));
}

#[test]
fn a_secret_that_reaches_over_parts_of_a_url_is_masked() {
    let server = Server::json("{}");
    let case = Case::new();
    let url = format!("{}/x/{{{{s}}}}", server.url);
    let items = json!([{"name": "r", "request": {"url": url}}]);
    let outputs =
        reported(&case, &items, &["--env-var", "s=f1rst/p4rt?sec0nd=p4rt&last#p4rt", "--secret", "s"]);
    for part in ["f1rst", "p4rt", "sec0nd"] {
        let shown = outputs.iter().find(|(_, text)| text.contains(part));
        assert!(shown.is_none(), "{part}: {shown:?}");
    }
    assert!(server.requests()[0].starts_with("GET /x/f1rst/p4rt?sec0nd=p4rt&last HTTP/1.1"));
}

#[test]
fn what_the_templates_of_a_secret_come_to_is_masked() {
    let server = Server::json("{}");
    let case = Case::new();
    case.write(
        "e.json",
        "{\"values\": [{\"key\": \"a\", \"value\": \"fir5t\"}, {\"key\": \"b\", \"value\": \"2econd\"},\
        {\"key\": \"s\", \"value\": \"{{a}}-{{b}}\", \"type\": \"secret\"}]}"
            .replace("\\\n", "")
            .as_str(),
    );
    let items = json!([{"name": "r", "request": format!("{}/?q={{{{s}}}}", server.url),
        "event": [script("test", "console.log(pm.variables.replaceIn('{{s}}'))")]}]);
    let outputs = reported(&case, &items, &["-e", "e.json"]);
    assert_none_shows(&outputs, "fir5t-2econd");
    assert!(server.requests()[0].contains("q=fir5t-2econd"));
}

#[test]
fn json_whose_parts_are_a_secret_together_stays_json() {
    let key = "{\"id\":\"k-1\",\"key\":\"v4lue\"}";
    let server = Server::json(format!("{{\"credentials\": {key}, \"n\": 1}}"));
    let case = Case::new();
    let items = json!([{"name": "r", "request": server.url}]);
    let pair = format!("s={key}");
    let outputs = reported(&case, &items, &["--env-var", &pair, "--secret", "s"]);
    let events = outputs.iter().find(|(name, _)| name == "events").expect("events");
    assert!(events.1.contains("{\\\"credentials\\\":\\\"********\\\",\\\"n\\\":1}"), "{}", events.1);
}

#[test]
fn the_list_of_what_would_run_shows_no_secret() {
    let case = Case::new();
    let items =
        json!([{"name": "n-l1sted-s3cret", "request": "http://user:pa55@h/?q=l1sted-s3cret&r={{s}}"}]);
    case.write("c.json", &json!({"info": {"name": "c"}, "item": items}).to_string());
    let list = |more: &[&str]| {
        let arguments = ["run", "c.json", "--list", "--env-var", "s=l1sted-s3cret", "--secret", "s"];
        case.postino(&[&arguments[..], more].concat()).out
    };
    assert!(
        list(&[]).starts_with("n-********  GET http://user:********@h/?q=********&r={{s}}\n"),
        "{}",
        list(&[])
    );
    assert!(list(&["--no-mask"]).contains("user:pa55@h/?q=l1sted-s3cret"));
}

#[cfg(unix)]
#[test]
fn an_export_with_credentials_in_it_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let server = Server::json("{}");
    let basic = json!({"type": "basic", "basic": {"username": "u", "password": "pa55"}});
    for (item, arguments, shared) in [
        (json!({"url": server.url, "auth": basic}), &[][..], false),
        (json!({"url": server.url, "header": [{"key": "X-Api-Key", "value": "k3y"}]}), &[], false),
        (json!({"url": server.url.replace("http://", "http://u:pw@")}), &[], false),
        (json!({"url": server.url}), &["--env-var", "s=x", "--secret", "s"], true),
        (json!({"url": server.url}), &[], true),
    ] {
        let case = Case::of_items(&json!([{"name": "r", "request": item}]));
        let exports = ["--export-collection", "out.json", "--export-environment", "env.json"];
        let ran = case.postino(&[&["run", "c.json"], &exports[..], arguments].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        let mode = |name| case.path(name).metadata().expect("written").permissions().mode() & 0o777;
        assert_eq!(mode("out.json") != 0o600, shared, "{item}");
        assert_eq!(mode("env.json") != 0o600, arguments.is_empty(), "{item}");
    }
}

#[test]
fn a_secret_that_becomes_known_late_is_masked_everywhere_in_file_reports() {
    let server = Server::json("{\"access_token\": \"late-s3cret-value\"}");
    let case = Case::new();
    let test = script("test", "pm.environment.set('token', pm.response.json().access_token)");
    let item = json!({"name": "login", "request": server.url.clone(), "event": [test]});
    case.write("c.json", &json!({"info": {"name": "c"}, "item": [item]}).to_string());
    case.write("e.json", "{\"values\": [{\"key\": \"token\", \"value\": \"\", \"type\": \"secret\"}]}");
    let exports = ["--reporter-json-export=out/json", "--reporter-events-export=out/events"];
    let ran = case.postino(&["run", "c.json", "-e", "e.json", "-r", "json,events", exports[0], exports[1]]);
    assert_eq!((ran.code, server.requests().len()), (0, 1), "{}", ran.err);
    let events = case.read("out/events");
    assert!(events.contains("access_token") && !events.contains("late-s3cret-value"), "{events}");
    let report: serde_json::Value = serde_json::from_str(&case.read("out/json")).expect("JSON");
    let bytes =
        report["run"]["executions"][0]["response"]["stream"]["data"].as_array().expect("bytes").clone();
    let body: Vec<u8> = bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
    assert_eq!(String::from_utf8_lossy(&body), "{\"access_token\": \"********\"}");
}

#[test]
fn a_secret_that_nothing_names_gives_a_warning() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url,
        "event": [script("test", "pm.environment.set('fromScript', 'x')")]}]));
    case.write("e.json", &json!({"values": [{"key": "password", "value": "p4ssw0rd"}]}).to_string());
    let ran =
        case.postino(&["run", "c.json", "-e", "e.json", "--secret", "pasword", "--secret", "fromScript"]);
    let warning = "warning: --secret pasword: nothing has a variable of this name, so nothing is masked; did you mean \
        \"password\"?\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, warning));
}

#[test]
fn errors_show_no_password_of_an_input() {
    let case = Case::new();
    let ran = case.postino(&["run", "http://user:pa55-w0rd@127.0.0.1:1/c.json"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("http://user:********@127.0.0.1:1/c.json"), "{}", ran.err);
    case.write("c.json", "{\"info\": {\"name\": \"c\"}, \"item\": []}");
    let ran = case.postino(&["run", "c.json", "--env-var", "a=1", "--env-var", "pa55-w0rd"]);
    assert!(ran.code == 2 && ran.err.starts_with("error: --env-var number 2 has no `=`"), "{}", ran.err);
}
