//! A broken input file gives one error, which names the file, the place in it, and what to do. Nothing runs.

use serde_json::json;

use crate::support::{Case, Ran, Server};

/// Runs a `c.json` with this text. It may print only one error.
fn run(text: impl AsRef<[u8]>) -> Ran {
    let case = Case::new();
    std::fs::write(case.path("c.json"), text).expect("written");
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
    assert_eq!(ran.err.matches("error:").count(), 1, "{}", ran.err);
    ran
}

#[test]
fn a_truncated_collection_says_that_it_was_cut_off_and_where() {
    let ran = run(
        "{\n  \"info\": {\"name\": \"c\"},\n  \"item\": [{\"name\": \"a\", \"request\": {\"url\": \"http://h",
    );
    assert!(ran.err.starts_with("error: the collection is not valid JSON\n --> c.json:3:"), "{}", ran.err);
    assert!(ran.err.contains(", in item[0].request.url\n"), "{}", ran.err);
    let hint = "hint: the file ends in the middle: it was cut off; export or download it again\n";
    assert!(ran.err.ends_with(hint), "{}", ran.err);
}

#[test]
fn a_mistake_is_shown_with_its_path() {
    let ran = run("{\"item\": [{}, {}, {}, {\"request\": {\"header\": [{\"key\": oops}]}}]}");
    assert!(ran.err.contains(", in item[3].request.header[0].key"), "{}", ran.err);
}

#[test]
fn an_empty_file_says_so() {
    for text in ["", "  \n", "\u{feff}"] {
        let told = run(text).err;
        assert!(
            told.starts_with("error: the collection \"c.json\" is empty\nhint: export the collection"),
            "{told}"
        );
    }
}

#[test]
fn an_html_page_is_recognized() {
    let ran = run("<!doctype html>\n<html></html>");
    let expected =
        "error: \"c.json\" is an HTML page, not a collection\nhint: was it downloaded behind a sign-in?";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
}

#[test]
fn endless_nesting_is_refused_without_a_crash() {
    for text in ["[".repeat(100_000), "{\"item\":[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let ran = run(&text);
        assert!(ran.err.contains("recursion limit exceeded"), "{}", ran.err);
        assert!(ran.err.contains("hint: lists and objects may lie 127 deep"), "{}", ran.err);
    }
}

#[test]
fn bytes_that_are_not_text_are_refused() {
    let noise: Vec<u8> = (0..=255).cycle().take(4096).collect();
    assert!(run(noise).err.starts_with("error: the collection is not valid JSON\n --> c.json:1:1\n"));
}

#[test]
fn broken_environments_globals_and_data_are_refused_too() {
    let case = Case::of_items(&json!([{"name": "r", "request": Server::json("{}").url}]));
    case.write("deep.json", &"[".repeat(100_000)).write("cut.json", "{\"values\": [{\"key\": \"a");
    for (option, what) in [("-e", "environment"), ("-g", "globals"), ("-d", "iteration data")] {
        for file in ["deep.json", "cut.json"] {
            let ran = case.postino(&["run", "c.json", option, file]);
            assert_eq!(ran.code, 3, "{}", ran.err);
            let start = format!("error: the {what} is not valid JSON\n --> {file}:1:");
            assert!(ran.err.starts_with(&start), "{}", ran.err);
        }
    }
    // newman reads data that is not JSON as CSV with one column. Nothing may hang or crash.
    assert_eq!(case.postino(&["run", "c.json", "-d", "deep.json", "--compat", "newman"]).code, 0);
}

#[test]
fn a_number_that_is_too_large_is_refused_with_its_place() {
    let case = Case::of_items(&json!([]));
    let ran = case
        .write("e.json", "[{\"key\": \"a\", \"value\": 1e400}]")
        .postino(&["run", "c.json", "-e", "e.json"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("number out of range") && ran.err.contains("e.json:1:"), "{}", ran.err);
}

#[test]
fn odd_but_valid_texts_load() {
    let server = Server::json("{}");
    let case = Case::new();
    let text = format!(
        "{{\"info\": {{\"name\": \"A\"}}, \"info\": {{\"name\": \"B\\u0000\"}},
           \"item\": [{{\"name\": \"half \\ud83d\", \"request\": \"{}/x\"}}], \"n\": 12345678901234567890123}}",
        server.url
    );
    let ran = case.write("c.json", &text).postino(&["run", "c.json", "-r", "cli,json,junit"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("half \u{fffd}"), "{}", ran.out);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn folders_may_be_sixty_deep_and_deeper_ones_are_refused() {
    let nested = |depth: usize| {
        let open = "{\"item\":[".repeat(depth);
        let close = "]}".repeat(depth);
        format!("{open}{{\"name\":\"leaf\",\"request\":{{\"method\":\"GET\"}}}}{close}")
    };
    let case = Case::new();
    let ran = case.write("c.json", &nested(60)).postino(&["run", "c.json"]);
    assert!(ran.out.contains("request url is empty"), "{}{}", ran.out, ran.err);
    assert!(run(nested(64)).err.contains("recursion limit exceeded"));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    // A loop of links cannot be read, not even by root.
    #[cfg(unix)]
    {
        let case = Case::new();
        std::os::unix::fs::symlink(case.path("c.json"), case.path("c.json")).expect("a link");
        let ran = case.postino(&["run", "c.json"]);
        assert_eq!(ran.code, 3);
        assert!(ran.err.starts_with("error: cannot read the collection \"c.json\""), "{}", ran.err);
    }
}

#[test]
fn a_member_with_an_unknown_shape_gives_a_warning_and_the_rest_runs() {
    let server = Server::json("{}");
    let items =
        json!([{"name": "a", "request": {"url": [server.url]}}, {"name": "b", "request": server.url}]);
    let ran = Case::of_items(&items).postino(&["run", "c.json"]);
    assert_eq!(ran.code, 1);
    let warning = "warning: c.json: item[0].request.url: expected a text or an object, found a list\n";
    assert_eq!(ran.err, warning);
    assert!(ran.out.contains("request url is empty"), "{}", ran.out);
    assert_eq!(server.requests().len(), 1);
}
