//! Secrets are planted wherever a run can meet them, and looked for in everything that postino writes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::{Case, Server, script};

/// The secrets by where they come from. Each holds characters that formats escape.
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

/// The text itself, and the forms into which formats escape it.
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
fn without_masking_they_are_shown() {
    let server = Server::json("{}");
    let outputs = outputs(&planted_case(&server), &["--no-mask"]);
    for output in ["stdout", "json", "junit", "events"] {
        let text = &outputs.iter().find(|(name, _)| name == output).expect("an output").1;
        assert!(text.contains("named-s3cret-5f4dcc3b"), "{output}");
    }
    assert!(!server.requests().is_empty());
}
