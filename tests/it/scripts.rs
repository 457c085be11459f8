//! Scripts that use the vault, packages and nested requests.

use serde_json::json;

use crate::support::{Case, Ran, Server, script};

/// A collection of one request with this test script.
fn test_script(server: &Server, source: &str) -> Case {
    Case::of_items(&json!([{"name": "main", "event": [script("test", source)], "request": server.url}]))
}

fn passed(ran: &Ran) {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

/// Runs one test script with further arguments.
fn run(source: &str, arguments: &[&str]) -> Ran {
    let server = Server::json("{}");
    test_script(&server, source).postino(&[&["run", "c.json"], arguments].concat())
}

#[test]
fn the_vault_gives_secrets_of_its_file_and_the_process_and_no_output_shows_them() {
    let server = Server::json("{}");
    let source = "const [a, b] = await Promise.all([pm.vault.get('file-key'), pm.vault.get('POSTINO_IT_KEY')]);
        pm.test('both', () => pm.expect([a, b]).to.eql(['secret-of-file', 'secret-of-process']));
        await pm.vault.set('new', 'secret-of-script'); console.log(a, b, await pm.vault.get('new'));
        await pm.vault.unset('new'); pm.test('unset', async () => pm.expect(await pm.vault.get('new')).to.equal(undefined));";
    let case = test_script(&server, source);
    case.write("v.json", r#"{"file-key": "secret-of-file", "POSTINO_IT_KEY": "overridden"}"#);
    let mut command = case.command(&["run", "c.json", "--vault", "v.json", "--vault-env", "POSTINO_IT_KEY"]);
    let done = command.env("POSTINO_IT_KEY", "secret-of-process").output().expect("it runs");
    let out = String::from_utf8_lossy(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{out}");
    assert!(!out.contains("secret-of"), "{out}");
}

#[test]
fn a_request_takes_secrets_from_the_vault_and_no_output_shows_them() {
    let server = Server::json("{}");
    let request = json!({
        "method": "POST", "url": format!("{}/{{{{vault:path}}}}", server.url),
        "header": [{"key": "X-Key", "value": "{{vault:key}} {{vault:none}}"}],
        "body": {"mode": "raw", "raw": "{{vault:key}}"},
    });
    let source = "console.log(pm.request.headers.get('X-Key'), pm.variables.replaceIn('{{vault:key}}'));";
    let case =
        Case::of_items(&json!([{"name": "main", "event": [script("test", source)], "request": request}]));
    case.write("v.json", r#"{"key": "secret-of-vault", "path": "secret-path"}"#);
    let ran = case.postino(&["run", "c.json", "--vault", "v.json"]);
    passed(&ran);
    let sent = server.requests().join("\n");
    assert!(
        sent.contains("/secret-path ") && sent.contains("X-Key: secret-of-vault {{vault:none}}"),
        "{sent}"
    );
    assert!(!ran.out.contains("secret-"), "{}", ran.out);
    assert!(ran.out.contains("{{vault:key}}"), "scripts ask pm.vault: {}", ran.out);
    // newman has no vault.
    passed(&case.postino(&["run", "c.json", "--vault", "v.json", "--compat", "newman"]));
    assert!(server.requests().join("\n").contains("X-Key: {{vault:key}}"));
}

#[test]
fn a_vault_may_be_an_environment_file_and_needs_an_option() {
    let server = Server::json("{}");
    let case = test_script(
        &server,
        "pm.test('a', async () => pm.expect(await pm.vault.get('k')).to.equal('value'));",
    );
    case.write("v.json", r#"{"name": "vault", "values": [{"key": "k", "value": "value"}]}"#);
    passed(&case.postino(&["run", "c.json", "--vault", "v.json"]));
    let closed = case.postino(&["run", "c.json"]);
    assert_eq!(closed.code, 1);
    assert!(closed.out.contains("Vault access denied"), "{}", closed.out);
}

#[test]
fn a_broken_vault_gives_an_error_that_names_its_file_or_variable() {
    let case = Case::of_items(&json!([]));
    case.write("v.json", r#"{"key": {"nested": true}}"#);
    let ran = case.postino(&["run", "c.json", "--vault", "v.json"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("\"v.json\" is no vault"), "{}", ran.err);
    let ran = case.postino(&["run", "c.json", "--vault-env", "NO_SUCH_THING"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("NO_SUCH_THING"), "{}", ran.err);
}

#[test]
fn packages_come_from_a_local_folder() {
    let server = Server::json("{}");
    let source = "const kit = pm.require('npm:kit@1.2');
        pm.test('exports', () => pm.expect(kit.twice(21)).to.equal(42));
        pm.test('once', () => pm.expect(pm.require('kit')).to.equal(kit));
        pm.test('builtin', () => pm.expect(kit.joined).to.equal('a/b'));
        pm.test('unknown', () => pm.expect(() => pm.require('other')).to.throw(\"Cannot find package 'other'\"));
        pm.test('version', () => pm.expect(() => pm.require('npm:kit@2')).to.throw('version 1.2.3 is installed'));
        pm.test('broken', () => pm.expect(() => pm.require('broken')).to.throw('Error in package'));";
    let case = test_script(&server, source);
    let write = |name: &str, text: &str| {
        let path = case.path("lib/node_modules").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write("kit/package.json", r#"{"version": "1.2.3", "main": "main"}"#);
    write(
        "kit/main.js",
        "const data = require('./data'); exports.twice = (n) => n * data.factor; exports.joined = require('path').join('a', 'b');",
    );
    write("kit/data.json", r#"{"factor": 2}"#);
    write("broken/index.js", "const = 1;");
    passed(&case.postino(&["run", "c.json", "--packages", "lib"]));
}

#[test]
fn a_missing_folder_of_packages_is_an_input_that_cannot_be_used() {
    let ran = Case::of_items(&json!([])).postino(&["run", "c.json", "--packages", "nowhere"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("--packages: \"nowhere\" is no folder with packages"), "{}", ran.err);
}

/// A collection whose first request has a test script that runs the other requests.
fn with_others(server: &Server, source: &str) -> Case {
    let request = |path: &str| json!(format!("{}/{path}", server.url));
    Case::of_items(&json!([
        {"name": "main", "event": [script("test", source)], "request": request("main")},
        {"name": "other", "request": request("other/{{who}}"), "event": [
            script("prerequest", "pm.environment.set('seen', pm.variables.get('who')); pm.variables.set('local', 1);"),
            script("test", "pm.test('nested test', () => pm.response.to.have.status(200));")]},
        {"name": "skipped", "request": request("skipped"), "event": [script("prerequest", "pm.execution.skipRequest();")]},
        {"name": "deeper", "request": request("deeper"), "event": [script("test", "await pm.execution.runRequest('deeper');")]},
    ]))
}

#[test]
fn a_script_runs_another_request_with_its_scripts_and_variables() {
    let server = Server::json(r#"{"a": 1}"#);
    let source = "pm.environment.set('own', 'x');
        const response = await pm.execution.runRequest('other', { variables: { who: 'me' } });
        pm.test('answered', () => { pm.expect(response).to.have.status(200); pm.expect(response.json()).to.eql({ a: 1 }); });
        pm.test('shared scopes', () => pm.expect(pm.environment.get('seen')).to.equal('me'));
        pm.test('own local scope', () => pm.expect([pm.variables.has('local'), pm.variables.has('who')]).to.eql([false, false]));
        pm.test('skipped', async () => pm.expect(await pm.execution.runRequest('skipped')).to.equal(null));";
    let case = with_others(&server, source);
    let ran = case.postino(&["run", "c.json", "--folder", "main"]);
    passed(&ran);
    assert!(ran.out.contains("nested test"), "{}", ran.out);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(sent, ["GET /main HTTP/1.1", "GET /other/me HTTP/1.1"]);
}

#[test]
fn bail_stops_after_an_item_whose_nested_request_failed_and_lists_each_failure_once() {
    let server = Server::json("{}");
    let run = "await pm.execution.runRequest('nested').catch(() => {});";
    let assertion = script("test", "pm.test('no', () => pm.expect(1).to.equal(2));");
    let error = script("prerequest", "throw new Error('broken');");
    let nested = |event, url: &str| json!({"name": "nested", "event": [event], "request": url});
    let dead = nested(script("test", ""), "http://127.0.0.1:1/");
    for (nested, bail, stops) in [
        (nested(assertion.clone(), &server.url), "failure", true),
        // As newman's, it stops at errors only.
        (nested(assertion, &server.url), "folder", false),
        (nested(error.clone(), &server.url), "failure", true),
        (nested(error, &server.url), "folder", true),
        (dead.clone(), "failure", true),
        (dead, "folder", true),
    ] {
        let case = Case::of_items(&json!([
            {"name": "main", "event": [script("test", run)], "request": server.url},
            {"name": "after", "request": server.url},
            {"name": "unused", "item": [nested]},
        ]));
        let reports = ["-r", "cli,json", "--reporter-json-export=r.json", "--exclude=unused"];
        let ran = case.postino(&[&["run", "c.json", "--bail", bail], &reports[..]].concat());
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert_eq!(!ran.out.contains("→ after"), stops, "{bail} {nested}: {}", ran.out);
        let report: serde_json::Value = serde_json::from_str(&case.read("r.json")).expect("JSON");
        let failures = report["run"]["failures"].as_array().expect("a list");
        assert_eq!(failures.len(), 1, "{bail} {nested}: {failures:?}");
    }
}

#[test]
fn an_uncaught_error_in_a_request_inside_of_a_script_fails_the_run() {
    let server = Server::json("{}");
    let late = "setTimeout(() => { throw new Error('too late'); }, 1);";
    let case = Case::of_items(&json!([
        {"name": "main", "event": [script("test", "pm.execution.runRequest('inner');")], "request": server.url},
        {"name": "inner", "event": [script("test", late)], "request": server.url},
    ]));
    assert_eq!(case.postino(&["run", "c.json", "--folder", "main"]).code, 1);
}

#[test]
fn an_empty_script_of_a_nested_request_is_reported() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([
        {"name": "main", "event": [script("test", "await pm.execution.runRequest('inner');")], "request": server.url},
        {"name": "inner", "event": [script("prerequest", " ")], "request": server.url},
    ]));
    let ran =
        case.postino(&["run", "c.json", "--folder", "main", "-r", "events", "--reporter-events-export", "e"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let events = case.read("e");
    let told = |kind: &str| events.lines().filter(|line| line.contains(kind)).count();
    assert_eq!([told("\"script_started\""), told("\"script_finished\"")], [2, 2]);
}

#[test]
fn nested_requests_end_at_a_depth_of_ten() {
    let server = Server::json("{}");
    let ran = with_others(&server, "await pm.execution.runRequest('deeper');")
        .postino(&["run", "c.json", "--folder", "main"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("Max pm.execution.runRequest depth of 10"), "{}", ran.out);
    assert_eq!(server.requests().len(), 11);
}

#[test]
fn an_unknown_request_rejects_the_promise() {
    let ran = run("await pm.execution.runRequest('nobody');", &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("no request is called \"nobody\""), "{}", ran.out);
}

#[test]
fn functions_of_other_hosts_fail_with_a_clear_message() {
    let ran = run(
        "for (const name of ['message', 'datasets', 'mock', 'state']) {
            pm.test(name, () => pm.expect(() => pm[name].anything()).to.throw(`pm.${name} is not available here`));
        }",
        &[],
    );
    passed(&ran);
}
