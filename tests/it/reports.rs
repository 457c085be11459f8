//! The reports of a run.

use serde_json::{Value, json};

use crate::support::{Case, Server, script};

fn case(server: &Server) -> Case {
    let tests = "pm.test('ok', () => pm.response.to.have.status(200));\n\
        pm.test('bad', () => pm.expect(1).to.equal(2));\npm.test.skip('later', () => {});";
    Case::of_items(&json!([
        {"name": "live", "request": {"url": server.url}, "event": [script("test", tests)]},
        {"name": "dead", "request": "http://127.0.0.1:1/"},
    ]))
}

#[test]
fn the_json_report_has_newmans_counts_and_bodies() {
    let server = Server::json("{\"a\":1}");
    let case = case(&server);
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-export", "out/r.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&case.read("out/r.json")).expect("JSON");
    let run = &report["run"];
    assert_eq!(run["stats"]["requests"], json!({"total": 2, "pending": 0, "failed": 1}));
    assert_eq!(run["stats"]["assertions"], json!({"total": 3, "pending": 0, "failed": 1}));
    assert_eq!(run["executions"][0]["response"]["stream"]["data"], json!(b"{\"a\":1}"));
    assert_eq!(run["executions"][0]["assertions"][1]["error"]["message"], "expected 1 to equal 2");
    assert_eq!(run["failures"][1]["at"], "request");
    assert_eq!(report["collection"]["info"]["name"], "c");
    assert!(!server.requests().is_empty());
}

#[test]
fn the_junit_report_has_every_failure() {
    let server = Server::json("{}");
    let case = case(&server);
    case.postino(&["run", "c.json", "-n", "2", "-r", "junit", "--reporter-junit-export", "r.xml"]);
    let report = case.read("r.xml");
    assert_eq!(report.matches("<testsuite ").count(), 4);
    assert_eq!(report.matches("<failure ").count(), 2);
    assert_eq!(report.matches("<error ").count(), 2);
    assert_eq!(report.matches("<skipped/>").count(), 2);
    assert!(!server.requests().is_empty());
}

#[test]
fn secrets_are_masked_where_reports_wrap_cut_or_escape_texts() {
    let server = Server::json("{}");
    let long = "eyJhbGciOiJIUzI1NiJ9".repeat(7);
    let odd = "o<d>d&s\"e'c\\ret";
    let test = "const [long, odd] = ['long', 'odd'].map((name) => pm.environment.get(name));\n\
        console.log(long, { odd });\npm.test(odd, () => pm.expect(long).to.equal(odd));\n\
        pm.test('cut', () => pm.expect({ long, odd }).to.equal([odd, long]));\nthrow new Error(odd);";
    let case = Case::of_items(
        &json!([{"name": "r", "request": {"url": server.url}, "event": [script("test", test)]}]),
    );
    let secret = |key: &str, value: &str| json!({"key": key, "value": value, "type": "secret"});
    case.write("e.json", &json!({"values": [secret("long", &long), secret("odd", odd)]}).to_string());
    let ran = case.postino(&[
        "run",
        "c.json",
        "-e",
        "e.json",
        "-r",
        "cli,json,junit,events",
        "--reporter-json-export",
        "r.json",
        "--reporter-junit-export",
        "r.xml",
        "--reporter-events-export",
        "r.ndjson",
    ]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for text in [ran.out, case.read("r.json"), case.read("r.xml"), case.read("r.ndjson")] {
        assert!(!text.contains("eyJhbGci"), "{text}");
        assert!(!text.contains("o<d>d") && !text.contains("o&lt;d"), "{text}");
    }
    assert!(!server.requests().is_empty());
}

#[test]
fn secrets_are_masked_in_every_report() {
    let server = Server::json("{\"echo\":\"hunter2-token\"}");
    let case = Case::of_items(&json!([{"name": "r",
        "request": {"url": format!("{}/?t={{{{token}}}}", server.url),
            "auth": {"type": "basic", "basic": {"username": "u", "password": "{{token}}"}}},
        "event": [script("test", "console.log(pm.environment.get('token'))")]}]));
    let secret = json!({"values": [{"key": "token", "value": "hunter2-token", "type": "secret"}]});
    case.write("e.json", &secret.to_string());
    let ran = case.postino(&[
        "run",
        "c.json",
        "-e",
        "e.json",
        "-r",
        "cli,json,junit,events",
        "--verbose",
        "--reporter-json-export",
        "r.json",
        "--reporter-junit-export",
        "r.xml",
        "--reporter-events-export",
        "r.ndjson",
    ]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(server.requests()[0].contains("/?t=hunter2-token"));
    for text in [ran.out, case.read("r.json"), case.read("r.xml"), case.read("r.ndjson")] {
        assert!(!text.contains("hunter2-token") && !text.contains("dTpodW50ZXIyLXRva2Vu"), "{text}");
    }
}
