//! A run that waits for long says on standard error what it waits for.

use std::net::TcpListener;

use serde_json::json;

use crate::support::{Case, Server, script};

const SOON: [&str; 4] = ["run", "c.json", "--notice-after", "200ms"];

/// Runs against a server that takes connections and never answers.
fn unanswered(arguments: &[&str]) -> crate::support::Ran {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/slow?key=hunter2-hunter2", listener.local_addr().expect("an address"));
    let case = Case::of_items(&json!([{"name": "folder", "item": [{"name": "get", "request": url}]}]));
    let environment = json!({"values": [{"key": "k", "value": "hunter2-hunter2", "type": "secret"}]});
    case.write("e.json", &environment.to_string());
    case.postino(&[&SOON[..], &["-e", "e.json", "--timeout-request", "1500"], arguments].concat())
}

#[test]
fn a_request_that_is_not_answered_is_named_ever_more_rarely_with_its_secrets_masked() {
    let ran = unanswered(&[]);
    let notices: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("still waiting: ")).collect();
    assert!((2..=3).contains(&notices.len()), "after 200, 400 and 800 ms: {}", ran.err);
    for notice in notices {
        assert!(notice.contains("GET http://127.0.0.1:") && notice.contains("of \"folder/get\""), "{notice}");
    }
    assert!(!ran.err.contains("hunter2") && !ran.out.contains("still waiting"), "{}{}", ran.err, ran.out);
}

#[test]
fn nothing_is_said_where_silence_is_wanted_or_newmans() {
    for arguments in [&["--silent"][..], &["--compat", "newman"]] {
        let ran = unanswered(arguments);
        assert_eq!((ran.code, ran.err.contains("still waiting")), (1, false), "{}", ran.err);
    }
}

#[test]
fn a_script_that_does_not_end_is_named_also_while_a_progress_bar_is_wanted() {
    let server = Server::json("{}");
    let busy = "const end = Date.now() + 1000; while (Date.now() < end);";
    let waiting = "await new Promise((done) => setTimeout(done, 1000));";
    for (listen, source) in [("test", busy), ("prerequest", waiting)] {
        let event = script(listen, source);
        let case = Case::of_items(&json!([{"name": "item", "request": server.url, "event": [event]}]));
        let ran = case.postino(&[&SOON[..], &["-r", "progress,cli"]].concat());
        let kind = if listen == "test" { "test" } else { "pre-request" };
        let notice = format!("still waiting: the {kind} script, for \"item\", has been running for 0s");
        assert!(ran.err.contains(&notice), "{}", ran.err);
        assert_eq!(ran.code, 0, "{}", ran.out);
    }
}
