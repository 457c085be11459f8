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
    vec![
        secret.to_owned(),
        json[1..json.len() - 1].to_owned(),
        url.clone(),
        url.replace('+', "%20"),
        STANDARD.encode(secret),
        secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
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
