//! `--export-environment`, `--export-globals`, `--export-collection`.

use serde_json::{Value, json};

use crate::support::{Case, Ran, Server, script};

const SET: &str =
    "pm.environment.set('e', 'new'); pm.globals.set('g', 5); pm.collectionVariables.set('c', 'ended')";

fn case(server: &Server) -> Case {
    let case = Case::new();
    let collection = json!({"info": {"name": "c"}, "variable": [{"key": "c", "value": "begun"}],
        "item": [{"name": "r", "request": {"url": server.url}, "event": [script("test", SET)]}]});
    let environment =
        json!({"id": "1", "name": "E", "values": [{"key": "t", "value": "hidden-token", "type": "secret"}]});
    case.write("c.json", &collection.to_string()).write("e.json", &environment.to_string());
    case
}

fn run(case: &Case, arguments: &[&str]) -> Ran {
    case.postino(&[&["run", "c.json", "-e", "e.json"], arguments].concat())
}

fn json(case: &Case, name: &str) -> Value {
    serde_json::from_str(&case.read(name)).expect("json")
}

#[test]
fn scopes_are_exported_with_their_last_values() {
    let server = Server::json("{}");
    let case = case(&server);
    let ran = run(&case, &["--export-environment", "out/e.json", "--export-globals", "out/g.json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let environment = json(&case, "out/e.json");
    assert_eq!(environment["name"], "E");
    assert_eq!(environment["_postman_variable_scope"], "environment");
    let expected = json!([{"type": "secret", "value": "hidden-token", "key": "t"}, {"type": "any", "value": "new", "key": "e"}]);
    assert_eq!(environment["values"], expected);
    assert_eq!(json(&case, "out/g.json")["values"], json!([{"type": "any", "value": 5, "key": "g"}]));
}

#[test]
fn an_exported_environment_can_be_used_again() {
    let server = Server::json("{}");
    let case = case(&server);
    run(&case, &["--export-environment", "again.json"]);
    let check = "pm.test('kept', () => pm.expect(pm.environment.get('e') + pm.environment.get('t')).to.eql('newhidden-token'))";
    let collection = json!({"info": {"name": "c"}, "item": [
        {"name": "r", "request": {"url": server.url}, "event": [script("test", check)]}]});
    case.write("d.json", &collection.to_string());
    let ran = case.postino(&["run", "d.json", "-e", "again.json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_secret_that_a_script_sets_again_is_exported_as_a_secret() {
    let server = Server::json("{}");
    let case = case(&server);
    let renew = "pm.environment.unset('t'); pm.environment.set('t', 'new-token'); pm.environment.set('named', 'other-token');";
    let collection = json!({"info": {"name": "c"}, "item": [
        {"name": "r", "request": {"url": server.url}, "event": [script("test", renew)]}]});
    case.write("c.json", &collection.to_string());
    run(&case, &["--secret", "named", "--export-environment", "new.json"]);
    let expected = json!([
        {"type": "secret", "value": "new-token", "key": "t"},
        {"type": "secret", "value": "other-token", "key": "named"},
    ]);
    assert_eq!(json(&case, "new.json")["values"], expected);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_an_export_with_secrets() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = Server::json("{}");
    let case = case(&server);
    run(&case, &["--export-environment", "e2.json", "--export-globals", "g2.json"]);
    let mode = |name: &str| case.path(name).metadata().expect("written").permissions().mode() & 0o777;
    assert_eq!((mode("e2.json"), mode("g2.json")), (0o600, 0o644));
}

#[test]
fn a_collection_is_exported_with_its_last_values_and_as_in_newman_with_its_first() {
    let server = Server::json("{}");
    let case = case(&server);
    run(&case, &["--export-collection", "c2.json"]);
    assert_eq!(json(&case, "c2.json")["variable"][0]["value"], "ended");
    run(&case, &["--export-collection", "c3.json", "--compat", "newman"]);
    assert_eq!(json(&case, "c3.json")["variable"][0]["value"], "begun");
}

#[test]
fn an_export_that_cannot_be_written_is_found_before_the_first_request() {
    let server = Server::json("{}");
    let case = case(&server);
    for name in ["environment", "globals", "collection", "cookie-jar"] {
        let ran = run(&case, &[&format!("--export-{name}=c.json/x")]);
        assert_eq!(ran.code, 4, "{}", ran.err);
        let said = format!("the {} export \"c.json/x\" cannot be written: Not a dir", name.replace('-', " "));
        assert!(ran.err.contains(&said), "{}", ran.err);
    }
    assert!(!server.was_called());
}

#[cfg(unix)]
#[test]
fn an_export_that_cannot_be_written_is_an_error_and_the_others_are_written() {
    let server = Server::json("{}");
    let case = case(&server);
    let _socket = case.socket("socket");
    let ran = run(&case, &["--export-environment", "socket", "--export-globals", "g.json"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    let said = "error: the environment export is lost: cannot write \"socket\"";
    assert!(ran.err.contains(said), "{}", ran.err);
    assert_eq!(json(&case, "g.json")["name"], "globals");
}

#[test]
fn an_export_to_a_directory_makes_a_file_in_it() {
    let server = Server::json("{}");
    let case = case(&server);
    std::fs::create_dir(case.path("out")).expect("a folder");
    run(&case, &["--export-environment", "out"]);
    let names: Vec<_> = std::fs::read_dir(case.path("out")).expect("there").flatten().collect();
    assert!(names[0].file_name().to_string_lossy().starts_with("newman-environment-20"), "{names:?}");
}
