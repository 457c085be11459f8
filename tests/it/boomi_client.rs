//! `postino boomi init`, `accounts`, `trigger`, `executions` and `log`, against a server with prepared answers.

use serde_json::{Value, json};

use crate::support::Case;
use crate::support::boomi::{
    ATOM, Answer, DROPPED, JSON, PROCESS, Platform, answer, environment, record, started, trigger,
};

#[test]
fn the_sub_accounts_are_listed_by_name_and_id() {
    let ran = Case::new().postino(&["boomi", "accounts"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 9));
    assert!(
        ran.out.contains("Finance IT                                  uconnfinanceit-E9E3XF\n"),
        "{}",
        ran.out
    );
}

#[test]
fn init_writes_a_collection_and_an_environment_without_a_token() {
    let case = Case::new();
    let line = [
        "boomi",
        "init",
        "--account",
        "finance it",
        "--email",
        "a@b.c",
        "--process-id",
        PROCESS,
        "--atom-id",
        ATOM,
        "--out",
        "boomi",
    ];
    let done = case.command(&line).env("BOOMI_API_TOKEN", "hidden-token").output().expect("starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let environment = case.read("boomi/boomi.postman_environment.json");
    assert!(
        environment.contains("uconnfinanceit-E9E3XF") && !environment.contains("hidden-token"),
        "{environment}"
    );
    let collection: Value =
        serde_json::from_str(&case.read("boomi/boomi-atomsphere.postman_collection.json")).expect("JSON");
    assert_eq!(collection["item"][0]["item"][0]["name"], "Follow a run");
    let again = case.postino(&line);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("already exists") && again.err.contains("--force"), "{}", again.err);
    assert_eq!(case.postino(&[&line[..], &["--force"]].concat()).code, 0);
}

#[test]
fn init_with_token_writes_it_into_a_file_that_only_the_owner_can_read() {
    let case = Case::new();
    let line = [
        "boomi",
        "init",
        "--account",
        "acc-A1B2C3",
        "--email",
        "a@b.c",
        "--process-id",
        PROCESS,
        "--atom-id",
        ATOM,
        "--with-token",
    ];
    let done = case.command(&line).env("BOOMI_API_TOKEN", "hidden-token").output().expect("starts");
    assert!(done.status.success() && !String::from_utf8_lossy(&done.stdout).contains("hidden-token"));
    assert!(case.read("boomi.postman_environment.json").contains("hidden-token"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            case.path("boomi.postman_environment.json").metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn init_explains_what_is_wrong_with_a_value() {
    let refused = |flag: &str, value: &str, sentence: &str, hint: &str| {
        let mut line = vec!["boomi", "init"];
        for (name, sound) in [
            ("--account", "Finance IT"),
            ("--email", "a@b.c"),
            ("--process-id", PROCESS),
            ("--atom-id", ATOM),
        ] {
            line.extend([name, if name == flag { value } else { sound }]);
        }
        let ran = Case::new().postino(&line);
        assert!(ran.code == 2 || ran.code == 3, "{}", ran.err);
        assert!(ran.err.contains(sentence) && ran.err.contains(hint), "{}", ran.err);
    };
    refused("--account", "finances", "is not a known account", "did you mean Finance IT");
    refused("--email", "BOOMI_TOKEN.a@b.c", "already begins with BOOMI_TOKEN.", "write only the e-mail");
    refused("--email", "nobody", "\"nobody\" is not an e-mail address", "write only the e-mail");
    refused("--process-id", "Nightly", "--process-id \"Nightly\" is not an id", "Revision History");
    let ran = Case::new().postino(&["boomi", "init", "--email", "a@b.c"]);
    assert!(ran.err.contains("--account is missing"), "{}", ran.err);
}

#[test]
fn a_trigger_is_an_execution_request_with_its_properties() {
    let platform = Platform::playing(vec![("/ExecutionRequest", vec![started()])]);
    let (ran, _) = trigger(&platform, &["--property", "day=to \"day\"", "--property", "n=1"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (line, body) = platform.seen().remove(0);
    assert_eq!(line, "POST /api/rest/v1/acc-A1B2C3/ExecutionRequest HTTP/1.1");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((&body["processId"], &body["atomId"]), (&json!(PROCESS), &json!(ATOM)));
    let properties = json!([
        {"name": "priority", "value": "medium"},
        {"name": "day", "value": "to \"day\""},
        {"name": "n", "value": "1"},
    ]);
    assert_eq!(body["DynamicProcessProperties"]["DynamicProcessProperty"], properties);
    assert!(ran.out.contains("started as executionrecord-1"), "{}", ran.out);
}

#[test]
fn a_legacy_trigger_sends_the_collections_own_request_and_warns_that_the_end_cannot_be_known() {
    let platform = Platform::playing(vec![("/executeProcess", vec![(200, "", Vec::new())])]);
    let (ran, _) = trigger(&platform, &["--legacy"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let body = platform.seen().remove(0).1;
    assert!(
        body.contains(&format!("processId=\"{PROCESS}\"")) && body.contains("<Value>medium</Value>"),
        "{body}"
    );
    assert!(ran.out.contains("cannot be known"), "{}", ran.out);
}

#[test]
fn a_run_is_followed_to_its_end() {
    let pending = (202, JSON, b"{\"responseStatusCode\":202}".to_vec());
    let platform = Platform::playing(vec![
        ("/ExecutionRequest", vec![started()]),
        (
            "/ExecutionRecord/async/executionrecord-1",
            vec![pending, record("INPROCESS", None), record("COMPLETE", None)],
        ),
    ]);
    let (ran, case) = trigger(
        &platform,
        &[
            "--wait",
            "-r",
            "cli,junit,json",
            "--reporter-junit-export",
            "b.xml",
            "--reporter-json-export",
            "b.json",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(platform.count("/ExecutionRecord/async/"), 3);
    assert!(ran.out.contains("execution-1-2026.11.25 COMPLETE after"), "{}", ran.out);
    let junit = case.read("b.xml");
    assert!(junit.contains("the trigger is accepted") && junit.contains("the process ended well"), "{junit}");
    let everything = format!("{}{}{junit}{}", ran.out, ran.err, case.read("b.json"));
    assert!(!everything.contains("hidden-token"), "a secret is shown");
}

#[test]
fn each_outcome_has_its_own_exit_code() {
    let ending = |status: &str, message: Option<&str>, arguments: &[&str]| {
        let platform = Platform::playing(vec![
            ("/ExecutionRequest", vec![started()]),
            ("/ExecutionRecord/async/executionrecord-1", vec![record(status, message)]),
        ]);
        trigger(&platform, &[&["--wait"], arguments].concat()).0
    };
    let error = ending("ERROR", Some("no route to the database"), &[]);
    assert_eq!(error.code, 5);
    assert!(error.err.contains("the process ended as ERROR: no route to the database"), "{}", error.err);
    assert!(error.err.contains("hint: postino boomi log execution-1-2026.11.25"), "{}", error.err);
    assert_eq!(ending("ABORTED", None, &[]).code, 5);
    assert_eq!(ending("DISCARDED", None, &[]).code, 5);
    assert_eq!(ending("COMPLETE_WARN", None, &[]).code, 0);
    assert_eq!(ending("COMPLETE_WARN", None, &["--warnings-as-errors"]).code, 7);
    let running = ending("INPROCESS", None, &["--timeout", "300ms"]);
    assert_eq!(running.code, 6);
    assert!(running.err.contains("the run is still going after 300 ms: INPROCESS"), "{}", running.err);
}

#[test]
fn refused_credentials_differ_from_a_refused_trigger() {
    let refused = |answer: Answer| {
        let platform = Platform::playing(vec![("/ExecutionRequest", vec![answer])]);
        let (ran, _) = trigger(&platform, &[]);
        assert_eq!(platform.count("/ExecutionRequest"), 1, "never sent again");
        ran
    };
    let unauthorized = refused((401, "", Vec::new()));
    assert_eq!(unauthorized.code, 8);
    assert!(
        unauthorized.err.contains("refused the credentials")
            && unauthorized.err.contains("hint: check userEmail"),
        "{}",
        unauthorized.err
    );
    assert_eq!(refused(answer(403, &json!({"message": "Access denied"}))).code, 8);
    let bad = refused(answer(400, &json!({"message": "No such process"})));
    assert_eq!(bad.code, 9);
    assert!(bad.err.contains("nothing was started: Boomi answered 400: No such process"), "{}", bad.err);
}

#[test]
fn a_trigger_is_sent_again_to_a_busy_platform_but_never_after_a_lost_answer() {
    let busy = answer(503, &json!({"message": "Retry later."}));
    let platform = Platform::playing(vec![("/ExecutionRequest", vec![busy, started()])]);
    let (ran, _) = trigger(&platform, &[]);
    assert_eq!((ran.code, platform.count("/ExecutionRequest")), (0, 2), "{}", ran.err);
    let lost = Platform::playing(vec![("/ExecutionRequest", vec![(DROPPED, "", Vec::new()), started()])]);
    let (ran, _) = trigger(&lost, &["--lookup-timeout", "100ms"]);
    assert_eq!((ran.code, lost.count("/ExecutionRequest")), (10, 1), "{}", ran.err);
}

#[test]
fn the_reason_for_a_refusal_is_looked_up() {
    let list = |json: Value| vec![answer(200, &json!({"@type": "QueryResult", "result": [json]}))];
    let refused = || vec![answer(400, &json!({"message": "refused"}))];
    let offline = Platform::playing(vec![
        ("/ExecutionRequest", refused()),
        ("/Atom/query", list(json!({"id": ATOM, "name": "Biggie", "status": "OFFLINE"}))),
    ]);
    let (ran, _) = trigger(&offline, &[]);
    assert!(ran.err.contains("hint: the runtime \"Biggie\" is OFFLINE: start it"), "{}", ran.err);
    let elsewhere = Platform::playing(vec![
        ("/ExecutionRequest", refused()),
        ("/Atom/query", list(json!({"id": ATOM, "name": "Biggie", "status": "ONLINE"}))),
        ("/Process/query", list(json!({"id": PROCESS, "name": "Nightly load"}))),
        ("/EnvironmentAtomAttachment/query", list(json!({"environmentId": "e1"}))),
        ("/DeployedPackage/query", list(json!({"environmentId": "e2", "active": true}))),
    ]);
    let (ran, _) = trigger(&elsewhere, &[]);
    assert!(
        ran.err.contains("hint: \"Nightly load\" is not deployed to the environment of \"Biggie\""),
        "{}",
        ran.err
    );
}

#[test]
fn process_and_runtime_are_found_by_name() {
    let found = |id: &str, name: &str| {
        let one = json!({"result": [{"id": id, "name": name}]});
        vec![answer(200, &json!({})), answer(200, &one)]
    };
    let platform = Platform::playing(vec![
        ("/Process/query", found(PROCESS, "Nightly load")),
        ("/Atom/query", found(ATOM, "Test Cloud")),
        ("/ExecutionRequest", vec![started()]),
    ]);
    let (ran, _) = trigger(&platform, &["--process", "Nightly load", "--atom", "Test Cloud"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let seen = platform.seen();
    let (_, body) = seen.iter().find(|(line, _)| line.contains("/ExecutionRequest")).expect("triggered");
    assert!(body.contains(PROCESS) && body.contains(ATOM), "{body}");
}

#[test]
fn a_name_with_no_match_or_several_matches_starts_nothing() {
    let none = Platform::playing(vec![(
        "/Process/query",
        vec![
            answer(200, &json!({})),
            answer(200, &json!({})),
            answer(200, &json!({"result": [{"id": PROCESS, "name": "Nightly load"}]})),
        ],
    )]);
    let (ran, _) = trigger(&none, &["--process", "Nightly"]);
    assert_eq!((ran.code, none.count("/ExecutionRequest")), (9, 0));
    assert!(ran.err.contains("no process is called \"Nightly\" in this account"), "{}", ran.err);
    assert!(ran.err.contains("hint: there is: Nightly load"), "{}", ran.err);
    let two = Platform::playing(vec![(
        "/Process/query",
        vec![answer(200, &json!({"result": [{"id": "1", "name": "N"}, {"id": "2", "name": "N"}]}))],
    )]);
    let (ran, _) = trigger(&two, &["--process", "N"]);
    assert!(
        ran.err.contains("2 processes are called \"N\": 1, 2") && ran.err.contains("give the id"),
        "{}",
        ran.err
    );
}

#[test]
fn answers_that_do_not_come_from_boomi_are_errors_that_say_so() {
    let page = (200, "Content-Type: text/html\r\n", b"<html>Sign in</html>".to_vec());
    let case = Case::new();
    environment(&case, &Platform::playing(vec![("/ExecutionRecord/query", vec![page])]).url, &[]);
    let ran = case.postino(&["boomi", "executions"]);
    assert_eq!(ran.code, 9);
    let said = "the answer did not come from Boomi's API: an HTML page with status 200";
    assert!(ran.err.contains(said), "{}", ran.err);
    let hint = "a proxy or a sign-in page may have answered instead: check baseUrl";
    assert!(ran.err.contains(hint), "{}", ran.err);
}

#[test]
fn a_wrong_clock_gives_a_warning() {
    let (_, json, body) = started();
    assert_eq!(json, JSON);
    let late = "Content-Type: application/json\r\nDate: Wed, 25 Nov 2020 03:00:00 GMT\r\n";
    let (ran, _) = trigger(&Platform::playing(vec![("/ExecutionRequest", vec![(200, late, body)])]), &[]);
    assert!(ran.out.contains("ahead of Boomi's"), "{}", ran.out);
}

#[test]
fn invalid_credentials_are_refused_before_a_call() {
    let refused = |change: &[(&str, &str)], sentence: &str| {
        let case = Case::new();
        environment(&case, "http://127.0.0.1:1", change);
        let ran = case.postino(&["boomi", "trigger"]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
        assert!(ran.err.contains(sentence) && ran.err.contains("hint: "), "{}", ran.err);
    };
    refused(&[("userEmail", "BOOMI_TOKEN.a@b.c")], "already begins with BOOMI_TOKEN.");
    refused(&[("userEmail", "nobody")], "\"nobody\" is not an e-mail address");
    refused(&[("apiToken", "")], "there is no API token");
    refused(&[("atomId", ""), ("processId", "")], "processId, atomId are empty: set them in the environment");
    refused(&[("accountId", "")], "accountId is empty");
}

#[test]
fn a_log_is_fetched_and_unpacked() {
    let archive = include_bytes!("../fixtures/process-log.zip").to_vec();
    let early = answer(400, &json!({"message": "The executionId execution-1-2026.11.25 is invalid."}));
    let coming = answer(
        200,
        &json!({"@type": "LogDownload", "statusCode": 202, "url": "{url}/download/ProcessLog-1"}),
    );
    let platform = || {
        Platform::playing(vec![
            ("/ExecutionRequest", vec![started()]),
            ("/ExecutionRecord/async/executionrecord-1", vec![record("COMPLETE", None)]),
            ("/ProcessLog", vec![early.clone(), coming.clone()]),
            (
                "/download/ProcessLog-1",
                vec![(202, "", Vec::new()), (200, "Content-Type: application/zip\r\n", archive.clone())],
            ),
        ])
    };
    let (ran, case) = trigger(&platform(), &["--log", "run.log"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(case.read("run.log").contains("Executing Process Nightly load"), "{}", case.read("run.log"));
    let own = platform();
    environment(&case, &own.url, &[]);
    let ran = case.postino(&["boomi", "log", "execution-1-2026.11.25", "--poll", "1ms"]);
    assert_eq!((ran.code, ran.out.contains("Executing Process Nightly load")), (0, true), "{}", ran.err);
    assert_eq!(own.count("POST /api/rest/v1/acc-A1B2C3/ProcessLog"), 2, "once too early, then once");
    let ran = case.postino(&["boomi", "log", "executionrecord-1"]);
    assert!(ran.code == 2 && ran.err.contains("this is the id of a request"), "{}", ran.err);
}

#[test]
fn executions_are_listed_page_by_page() {
    let line = |id: &str| {
        json!({"executionId": id, "status": "COMPLETE", "executionTime": "2026-11-25T03:00:00Z",
        "executionDuration": ["Long", 3832], "processName": "Nightly load", "atomName": "Test Cloud"})
    };
    let platform = Platform::playing(vec![
        (
            "/ExecutionRecord/query",
            vec![answer(200, &json!({"result": [line("execution-1")], "queryToken": "a/b+c="}))],
        ),
        ("/ExecutionRecord/queryMore", vec![answer(200, &json!({"result": [line("execution-2")]}))]),
    ]);
    let case = Case::new();
    environment(&case, &platform.url, &[]);
    let ran =
        case.postino(&["boomi", "executions", "--process", PROCESS, "--status", "complete", "--since", "1d"]);
    let expected = "2026-11-25T03:00:00Z  COMPLETE  3.8 s  Nightly load  Test Cloud  execution-1\n2026-11-25T03:00:00Z  COMPLETE  3.8 s  Nightly load  Test Cloud  execution-2\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, expected), "{}", ran.err);
    let seen = platform.seen();
    assert_eq!(seen[1].1, "a/b+c=", "the token goes as it came");
    let query: Value = serde_json::from_str(&seen[0].1).expect("JSON");
    let properties: Vec<_> = query["QueryFilter"]["expression"]["nestedExpression"]
        .as_array()
        .expect("a group")
        .iter()
        .map(|part| part["property"].clone())
        .collect();
    assert_eq!(properties, ["processId", "status", "executionTime"]);
    assert_eq!(query["QuerySort"]["sortField"][0]["sortOrder"], "DESC");
}

#[test]
fn a_status_that_no_execution_has_is_refused_before_a_call() {
    let platform = Platform::playing(Vec::new());
    let case = Case::new();
    environment(&case, &platform.url, &[]);
    let ran = case.postino(&["boomi", "executions", "--status", "COMPLET"]);
    assert_eq!((ran.code, platform.seen().len()), (2, 0), "{}", ran.err);
    assert!(ran.err.contains("did you mean COMPLETE?"), "{}", ran.err);
    assert_eq!(case.postino(&["boomi", "executions", "--status", "NOSUCH"]).code, 2);
    let ran = case.postino(&["boomi", "log", "nonsense"]);
    assert!(ran.code == 2 && ran.err.contains("\"nonsense\" is not an execution id"), "{}", ran.err);
    assert_eq!(platform.seen().len(), 0);
}

#[test]
fn ids_stand_on_lines_of_their_own_that_no_pipe_breaks() {
    let id = "executionrecord-110b23f4-567a-8d90-1234-56789e0b123d";
    let long = answer(200, &json!({"@type": "ExecutionRequest", "requestId": id}));
    let (ran, _) = trigger(&Platform::playing(vec![("/ExecutionRequest", vec![long])]), &[]);
    assert!(ran.err.contains(&format!("request    {id}\n")), "{}", ran.err);
}

#[test]
fn init_looks_names_up_where_a_token_is_there() {
    let found = |id: &str, name: &str| {
        let one = json!({"result": [{"id": id, "name": name}]});
        vec![answer(200, &json!({})), answer(200, &one)]
    };
    let platform = Platform::playing(vec![
        ("/Process/query", found(PROCESS, "Nightly load")),
        ("/Atom/query", found(ATOM, "Test Cloud")),
    ]);
    let case = Case::new();
    let who = ["boomi", "init", "--account", "acc-A1B2C3", "--email", "a@b.c", "--base-url", &platform.url];
    let line = [&who[..], &["--process", "Nightly load", "--atom", "Test Cloud"]].concat();
    let done = case.command(&line).env("BOOMI_API_TOKEN", "hidden-token").output().expect("starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let environment = case.read("boomi.postman_environment.json");
    assert!(environment.contains(PROCESS) && environment.contains(ATOM), "{environment}");
}

#[test]
fn init_takes_no_base_url_but_a_scheme_and_a_host() {
    for wrong in [
        "api.boomi.com",
        "ftp://api.boomi.com",
        "https://api.boomi.com/api/rest/v1",
        "https://",
        "{{baseUrl}}",
    ] {
        let who = ["boomi", "init", "--account", "acc-A1B2C3", "--email", "a@b.c", "--base-url", wrong];
        let ran = Case::new().postino(&[&who[..], &["--process-id", PROCESS, "--atom-id", ATOM]].concat());
        assert!(
            ran.code == 2 && ran.err.contains("is not the address of a platform"),
            "{wrong}: {}",
            ran.err
        );
    }
}

#[test]
fn the_whole_collection_of_init_starts_the_process_once() {
    let case = Case::new();
    let who = ["boomi", "init", "--account", "local-A1B2C3", "--email", "someone@example.com"];
    assert_eq!(case.postino(&[&who[..], &["--process-id", PROCESS, "--atom-id", ATOM]].concat()).code, 0);
    let files = ["boomi-atomsphere.postman_collection.json", "-e", "boomi.postman_environment.json"];
    let token = ["--env-var", "apiToken=7b1f4c0a-emulator-only-3d5e9a2c6f18", "--env-var", "pollSeconds=0.2"];
    let ran = case.postino(&[&["run"], &files[..], &["--emulate", "boomi"], &token[..]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.matches("/ExecutionRequest [200").count(), 1, "{}", ran.out);
    assert_eq!(ran.out.matches("/executeProcess [").count(), 0, "{}", ran.out);
    let warned = ["--env-var", "processId=789abcde-f012-4345-8678-9abcdef01235", "--folder", "Follow a run"];
    let run = |strict: &str| {
        let strict = ["--env-var", strict];
        case.postino(
            &[&["run"], &files[..], &["--emulate", "boomi"], &token[..], &warned[..], &strict[..]].concat(),
        )
        .code
    };
    assert_eq!([run("warningsAsErrors=false"), run("warningsAsErrors=true")], [0, 1]);
}

#[test]
fn properties_of_components_and_of_a_file_go_out_too() {
    let component = "456789ab-cdef-4012-8345-6789abcdef01";
    let platform = Platform::playing(vec![("/ExecutionRequest", vec![started()])]);
    let case = Case::new();
    environment(&case, &platform.url, &[]);
    case.write("nightly.properties", "# nightly\nday=1\n");
    let property = format!("{component}:limit=5");
    let ran =
        case.postino(&["boomi", "trigger", "--property-file", "nightly.properties", "--property", &property]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let body: Value = serde_json::from_str(&platform.seen()[0].1).expect("JSON");
    let dynamic = json!([{"name": "priority", "value": "medium"}, {"name": "day", "value": "1"}]);
    assert_eq!(body["DynamicProcessProperties"]["DynamicProcessProperty"], dynamic);
    let own = json!([{"componentId": component, "ProcessPropertyValue": [{"key": "limit", "value": "5"}]}]);
    assert_eq!(body["ProcessProperties"]["ProcessProperty"], own);
    let ran = case.postino(&["boomi", "trigger", "--legacy", "--property", &property]);
    assert!(ran.code == 3 && ran.err.contains("leave --legacy out"), "{}", ran.err);
}

#[test]
fn the_run_of_a_legacy_trigger_is_found_by_a_query() {
    let now = postino::clock::Clock::system().now();
    let stamp = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let run = json!({"@type": "ExecutionRecord", "executionId": "execution-1-2026.11.25", "status": "COMPLETE",
        "executionTime": now.format(&stamp).expect("a time"), "executionType": "exec_manual"});
    let platform = Platform::playing(vec![
        ("/executeProcess", vec![(200, "", Vec::new())]),
        ("/ExecutionRecord/query", vec![answer(200, &json!({"result": [run]}))]),
    ]);
    let (ran, _) = trigger(&platform, &["--legacy", "--wait"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("execution  execution-1-2026.11.25\n"), "{}", ran.err);
}

#[test]
fn an_account_is_chosen_by_its_id_or_a_known_name() {
    let platform = Platform::playing(vec![("/ExecutionRecord/query", vec![answer(200, &json!({}))])]);
    let case = Case::new();
    environment(&case, &platform.url, &[]);
    for (word, id) in [("finance it", "uconnfinanceit-E9E3XF"), ("other-B2C3D4", "other-B2C3D4")] {
        assert_eq!(case.postino(&["boomi", "executions", "--account", word]).code, 0);
        let (line, _) = platform.seen().pop().expect("called");
        assert!(line.contains(&format!("/api/rest/v1/{id}/")), "{line}");
    }
}
