//! The main job: the guide's collection against the emulator.

use std::path::Path;

use crate::support::Case;

fn file(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name).to_string_lossy().into_owned()
}

fn trigger(more: &[&str]) -> crate::support::Ran {
    let collection = file("collections/boomi-atomsphere.postman_collection.json");
    let environment = file("environments/local.postman_environment.json");
    let mut arguments = vec!["run", &collection, "-e", &environment, "--emulate", "boomi"];
    arguments.extend(more);
    Case::new().postino(&arguments)
}

#[test]
fn the_guides_request_triggers_the_process() {
    let ran = trigger(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("executeProcess [200 OK"), "{}", ran.out);
    assert!(ran.out.contains("✓  a trigger answers with nothing"), "{}", ran.out);
}

#[test]
fn values_that_look_like_xml_do_not_break_the_body() {
    let ran = trigger(&["--env-var", "priority=a&b<c>\"d\""]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn values_that_name_other_variables_are_escaped_too() {
    let ran = trigger(&["--env-var", "priority={{inner}}", "--env-var", "inner=a<b&\""]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn two_iterations_escape_once_each() {
    let ran = trigger(&["-n", "2", "--env-var", "priority=a&b"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_wrong_token_is_401_and_an_unknown_account_403() {
    let wrong = trigger(&["--env-var", "apiToken=not-the-token"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.out.contains("[401 Unauthorized"), "{}", wrong.out);
    let unknown = trigger(&["--env-var", "accountId=someone-else-X1"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.out.contains("[403 Forbidden"), "{}", unknown.out);
}

#[test]
fn missing_variables_are_named_in_one_sentence_and_nothing_is_sent() {
    let ran = trigger(&["--env-var", "processId=", "--env-var", "atomId="]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("Set processId, atomId in the environment"), "{}", ran.out);
    assert!(!ran.out.contains("POST"), "{}", ran.out);
}

#[test]
fn the_token_reaches_no_output() {
    let ran = trigger(&["--verbose", "--env-var", "apiToken=sup3r-s3cret-token"]);
    assert!(!ran.out.contains("sup3r-s3cret-token"), "{}", ran.out);
    assert!(ran.out.contains("401 Unauthorized"), "{}", ran.out);
}
