//! The guide's collection against the emulator.

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
fn values_that_contain_other_variables_are_escaped_too() {
    let ran = trigger(&["--env-var", "priority={{inner}}", "--env-var", "inner=a<b&\""]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn each_of_two_iterations_escapes_once() {
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
fn missing_variables_are_named_in_one_message_and_nothing_is_sent() {
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

#[test]
fn the_generated_collection_follows_a_run_to_its_end_and_fetches_its_log() {
    let case = Case::new();
    let (process, atom) = ("789abcde-f012-4345-8678-9abcdef01234", "3456789a-bcde-4f01-8345-6789abcdef01");
    let made = case.postino(&[
        "boomi",
        "init",
        "--account",
        "local-A1B2C3",
        "--email",
        "someone@example.com",
        "--process-id",
        process,
        "--atom-id",
        atom,
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    let ran = case.postino(&[
        "run",
        "boomi-atomsphere.postman_collection.json",
        "-e",
        "boomi.postman_environment.json",
        "--emulate",
        "boomi",
        "--env-var",
        "apiToken=7b1f4c0a-emulator-only-3d5e9a2c6f18",
        "--env-var",
        "pollSeconds=0.3",
        "--env-var",
        "processName=Student Roster Sync",
    ]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for test in ["the process ended well", "the log is there, as a zip archive", "one Process has this name"]
    {
        assert!(ran.out.contains(&format!("✓  {test}")), "{test}: {}", ran.out);
    }
}
