//! The html report is one page with everything in it. It loads no other file and shows no secret.

use serde_json::{Value, json};

use crate::support::{Case, Server, script};

/// Runs a collection with a passed, a failed and a skipped test, an exception and a refused request.
fn report(arguments: &[&str]) -> (Case, String) {
    let server = Server::json(r#"{"note": "</script><b>hi</b>", "secret": "hidden-token"}"#);
    let case = Case::new();
    let tests = "pm.test('holds', () => {}); pm.test('fails', () => pm.expect(1).to.eql(2));\npm.test.skip('later', () => {}); console.log('said', {a: 1}); undefined.foo";
    let collection = json!({"info": {"name": "Shop <&>", "description": "**bold** <img src=x>"}, "item": [
        {"name": "Orders", "description": "of *customers*", "item": [
            {"name": "list", "event": [script("test", tests)], "request": {"method": "POST", "url": format!("{}/orders", server.url),
             "header": [{"key": "X-Token", "value": "{{t}}"}], "body": {"mode": "raw", "raw": "sent {{t}}"}}}]},
        {"name": "refused", "request": {"url": "http://127.0.0.1:1/"}},
        {"name": "left out", "request": {"url": server.url}, "event": [script("prerequest", "pm.execution.skipRequest()")]},
    ]});
    let environment = json!({"name": "Staging", "values": [{"key": "t", "value": "hidden-token", "type": "secret"}, {"key": "plain", "value": "shown"}]});
    case.write("c.json", &collection.to_string()).write("e.json", &environment.to_string());
    let line = ["run", "c.json", "-e", "e.json", "-r", "html", "--reporter-html-export", "r.html"];
    let ran = case.postino(&[&line, arguments].concat());
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let page = case.read("r.html");
    (case, page)
}

fn executions(page: &str) -> Vec<Value> {
    let mark = "<script type=\"application/json\" id=\"executions\">";
    let (_, rest) = page.split_once(mark).expect("the executions are there");
    let (json, _) = rest.split_once("</script>").expect("they end");
    serde_json::from_str(json).expect("they are JSON")
}

#[test]
fn every_execution_is_in_the_page_with_its_results() {
    let (_, page) = report(&[]);
    let all = executions(&page);
    assert_eq!(all.len(), 3);
    assert_eq!(
        (&all[0]["name"], &all[0]["folders"], &all[0]["method"]),
        (&json!("list"), &json!(["Orders"]), &json!("POST"))
    );
    let states: Vec<_> =
        all[0]["tests"].as_array().expect("tests").iter().map(|test| &test["state"]).collect();
    assert_eq!(states, ["passed", "failed", "skipped"]);
    assert_eq!(all[0]["tests"][1]["error"]["message"], "expected 1 to deeply equal 2");
    assert_eq!(
        (&all[0]["errors"][0]["name"], &all[0]["errors"][0]["line"]),
        (&json!("TypeError"), &json!(2))
    );
    assert_eq!(all[0]["console"][0]["text"], "'said', { a: 1 }");
    assert_eq!(all[0]["response"]["body"]["text"], r#"{"note": "</script><b>hi</b>", "secret": "********"}"#);
    assert_eq!(all[1]["requestError"], "connect ECONNREFUSED 127.0.0.1:1");
    assert_eq!((&all[2]["skipped"], &all[2]["status"]), (&json!(true), &Value::Null));
}

#[test]
fn the_page_loads_nothing_and_no_text_of_a_run_is_markup() {
    let (_, page) = report(&[]);
    for part in ["src=\"", "<link rel=\"stylesheet", "@import", "url(http", "<img", "<b>hi"] {
        assert!(!page.contains(part), "the page holds {part}");
    }
    assert!(page.contains("<h1 class=\"size-1\">Shop &lt;&amp;&gt;</h1>"));
    assert!(page.contains("<strong>bold</strong>"));
}

#[test]
fn secrets_are_masked_unless_the_user_wants_to_see_them() {
    let everything = ["--reporter-html-showEnvironmentData"];
    assert!(!report(&everything).1.contains("hidden-token"));
    let (_, page) = report(&[&everything[..], &["--no-mask"]].concat());
    assert!(page.matches("hidden-token").count() >= 4);
}

#[test]
fn options_leave_out_parts_of_the_page() {
    let only = |option: &str| executions(&report(&[option]).1);
    assert!(only("--reporter-html-omitHeaders")[0]["request"].get("headers").is_none());
    assert!(only("--reporter-html-omitRequestBodies")[0]["request"].get("body").is_none());
    assert!(only("--reporter-html-omitResponseBodies")[0]["response"].get("body").is_none());
    assert!(only("--reporter-html-hideResponseBody=list")[0]["response"].get("body").is_none());
    assert!(only("--reporter-html-no-console")[0].get("console").is_none());
    assert_eq!(only("--reporter-html-skipFolders=Orders").len(), 2);
    assert_eq!(only("--reporter-html-skipRequests=refused,left out").len(), 1);
    assert_eq!(only("--reporter-html-show-only-fails").len(), 2);
    let headers = only("--reporter-html-skipHeaders=x-token,Host")[0]["request"]["headers"].to_string();
    assert!(!headers.contains("X-Token") && headers.contains("User-Agent"));
    let nothing = &only("--reporter-html-skipSensitiveData")[0];
    assert!(nothing["request"] == json!({}) && nothing["response"].get("body").is_none());
}

#[test]
fn variables_and_folder_descriptions_are_shown_on_request() {
    let (_, page) = report(&[
        "--reporter-html-showEnvironmentData",
        "--reporter-html-showFolderDescription",
        "--reporter-html-skipEnvironmentVars",
        "t",
    ]);
    assert!(
        page.contains("<th scope=\"row\">plain</th><td><code>shown</code></td>")
            && !page.contains("<th scope=\"row\">t</th>")
    );
    assert!(page.contains("of \\u003cem>customers"), "the description of the folder");
    assert!(!report(&[]).1.contains("id=\"tab-environment\""));
}

#[test]
fn the_user_can_choose_the_titles() {
    let (_, page) = report(&[
        "--reporter-html-title",
        "Nightly",
        "--reporter-html-browserTitle",
        "CI",
        "--reporter-html-titleSize",
        "3",
    ]);
    assert!(page.contains("<h1 class=\"size-3\">Nightly</h1>") && page.contains("<title>CI</title>"));
}

#[test]
fn the_users_own_template_gets_all_data() {
    let (case, _) = report(&[]);
    case.write("t.hbs", "{{title}}: {{#each executions}}{{name}} {{#if failed}}failed{{else}}fine{{/if}};{{/each}} {{bytes received}}");
    let line = [
        "run",
        "c.json",
        "-r",
        "html",
        "--reporter-html-export",
        "own.txt",
        "--reporter-html-template",
        "t.hbs",
    ];
    case.postino(&line);
    let page = case.read("own.txt");
    assert!(page.starts_with("Shop &lt;&amp;&gt;: list failed;refused failed;left out fine; "), "{page}");
}

#[test]
fn a_broken_template_is_refused_before_a_request_is_sent() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": {"url": server.url}}]));
    case.write("t.hbs", "{{#if}}");
    let ran = case.postino(&["run", "c.json", "-r", "html", "--reporter-html-template", "t.hbs"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
    assert!(ran.err.contains("the template cannot be used"), "{}", ran.err);
    let ran = case.postino(&["run", "c.json", "-r", "html", "--reporter-html-template", "none.hbs"]);
    assert!(ran.err.contains("cannot read \"none.hbs\""), "{}", ran.err);
}
