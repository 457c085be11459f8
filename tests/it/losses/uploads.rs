//! Files that a request takes along.

use serde_json::{Value, json};

use super::{NEWMAN, Outcome, run_in};
use crate::support::Case;

fn form(src: &Value) -> Value {
    let file = json!({"key": "f", "type": "file", "src": src});
    json!({"mode": "formdata", "formdata": [file, {"key": "t", "value": "v"}]})
}

fn file(src: &str) -> Value {
    json!({"mode": "file", "file": {"src": src}})
}

fn run(case: &Case, body: &Value, options: &[&str]) -> Outcome {
    run_in(
        case,
        |url| json!({"name": "up", "request": {"method": "POST", "url": url, "body": body}}),
        options,
    )
}

/// The request fails with this sentence and is not sent; newman sends it without the file.
#[track_caller]
fn refused(case: &Case, body: &Value, said: &str) {
    let outcome = run(case, body, &[]);
    assert_eq!((outcome.ran.code, outcome.sent()), (1, false), "{}", outcome.ran.out);
    let failures = outcome.failures();
    assert!(failures.len() == 1 && failures[0].contains(said), "{failures:?}");
    let newmans = run(case, body, &NEWMAN);
    assert_eq!((newmans.ran.code, newmans.sent()), (0, true), "{}", newmans.ran.out);
}

#[test]
fn a_missing_file_fails_its_request() {
    let case = Case::new();
    refused(
        &case,
        &form(&json!("nope.bin")),
        "cannot send the file \"nope.bin\" of the form field \"f\": no such file",
    );
    refused(&case, &file("nope.bin"), "cannot send the file \"nope.bin\" of the body: no such file");
    refused(&case, &file("nope.bin"), "which --working-dir changes");
}

#[test]
fn one_missing_file_of_several_fails_the_request() {
    let case = Case::new();
    case.write("a.txt", "a");
    refused(
        &case,
        &form(&json!(["a.txt", "名\".bin"])),
        "cannot send the file \"名\".bin\" of the form field \"f\"",
    );
    let outcome = run(&case, &form(&json!(["x", "y"])), &[]);
    let both = outcome.failures()[0];
    assert!(both.contains("file \"x\" of") && both.contains("; cannot send the file \"y\" of"), "{both}");
}

#[test]
fn a_field_without_a_file_fails_the_request() {
    let said =
        "the form field \"f\" is a file, but none is chosen (\"src\" is empty): choose one, or turn it off";
    for src in [json!(null), json!([]), json!(""), json!([""])] {
        refused(&Case::new(), &form(&src), said);
    }
    refused(&Case::new(), &json!({"mode": "file", "file": {}}), "the body is a file, but none is chosen");
}

#[cfg(not(windows))]
#[test]
fn a_path_of_windows_or_of_the_cloud_is_told_as_such() {
    let case = Case::new();
    for src in ["C:\\Users\\a b\\x.bin", "/C:/Users/x.bin", "\\\\server\\share\\x.bin"] {
        refused(&case, &file(src), "this is a path of another computer");
        refused(&case, &form(&json!(src)), "this is a path of another computer");
    }
    refused(&case, &file("postman-cloud:///1f0a-3"), "it does not lie on this computer; download it");
}

#[cfg(unix)]
#[test]
fn what_is_no_readable_file_is_told_as_such() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::new();
    std::fs::create_dir(case.path("d")).expect("a folder");
    refused(&case, &file("d"), "it is a directory");
    refused(&case, &form(&json!("/dev/null")), "it is no regular file");
    case.write("secret", "x");
    std::fs::set_permissions(case.path("secret"), std::fs::Permissions::from_mode(0o000)).expect("changed");
    refused(&case, &file("secret"), "permission denied; let the user that runs postino read it");
}

#[test]
fn a_text_field_that_names_a_file_fails_the_request() {
    let body = json!({"mode": "formdata", "formdata": [{"key": "f", "src": "a.txt"}]});
    refused(
        &Case::new(),
        &body,
        "the form field \"f\" names the file \"a.txt\", but its \"type\" is not \"file\"",
    );
}

#[test]
fn a_body_that_is_not_sent_needs_no_file() {
    let case = Case::new();
    let off = json!({"mode": "formdata", "formdata": [{"key": "f", "type": "file", "src": "x", "disabled": true}, {"key": "t", "value": "v"}]});
    let outcome = run(&case, &off, &[]);
    assert_eq!(outcome.ran.code, 0, "{}", outcome.ran.out);
    let get = run_in(
        &case,
        |url| json!({"name": "g", "request": {"method": "GET", "url": url, "body": file("x")}}),
        &[],
    );
    assert_eq!(get.ran.code, 0, "{}", get.ran.out);
}

/// The head of the part that is sent for this field.
fn head(param: &Value, options: &[&str]) -> String {
    let body = json!({"mode": "formdata", "formdata": [param]});
    let outcome = run(&Case::new(), &body, options);
    let request = outcome.server.requests().remove(0);
    let at = request.find("Content-Disposition").expect("a part");
    request[at..].split("\r\n\r\n").next().unwrap_or_default().to_owned()
}

#[test]
fn names_of_parts_hold_no_headers() {
    let name = "a\"; filename=\"x\r\nX-Injected: 1\r\n\r\nrest";
    let param = json!({"key": name, "value": "v"});
    let escaped =
        "Content-Disposition: form-data; name=\"a%22; filename=%22x%0D%0AX-Injected: 1%0D%0A%0D%0Arest\"";
    assert_eq!(head(&param, &[]), escaped);
    assert!(head(&param, &NEWMAN).contains("\r\nX-Injected: 1"), "newman writes names as they are");
    let param = json!({"key": "k", "value": "v", "fileName": "日\"\n.txt"});
    assert!(
        head(&param, &[]).contains("; filename=\"日%22%0A.txt\"; filename*=UTF-8''"),
        "{}",
        head(&param, &[])
    );
}

#[test]
fn a_content_type_of_a_part_with_a_line_break_is_refused() {
    let body = json!({"mode": "formdata", "formdata": [{"key": "k", "value": "v", "contentType": "text/plain\r\nX-Injected: 1"}]});
    let outcome = run(&Case::new(), &body, &[]);
    assert_eq!((outcome.ran.code, outcome.sent()), (1, false));
    let said =
        "the content type of the form field \"k\" has a line break in it: \"text/plain\\r\\nX-Injected: 1\"";
    assert_eq!(outcome.failures(), [said]);
}

#[test]
fn a_header_with_a_line_break_is_refused_by_name() {
    for value in ["a\r\nX-Injected: 1", "a\nb", "a\rb", "a\0b"] {
        let outcome = run_in(
            &Case::new(),
            |url| json!({"name": "h", "request": {"url": url, "header": [{"key": "X-A", "value": value}]}}),
            &[],
        );
        assert_eq!((outcome.ran.code, outcome.sent()), (1, false), "{value:?}");
        assert_eq!(outcome.failures(), ["Invalid character in header content [\"X-A\"]"]);
    }
    let name = |url: &str| json!({"name": "h", "request": {"url": url, "header": [{"key": "A\r\nB", "value": "x"}]}});
    let outcome = run_in(&Case::new(), name, &[]);
    assert_eq!((outcome.ran.code, outcome.sent()), (1, false));
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_working_directory_where_files_outside_may_not_be_read() {
    use std::os::unix::fs::symlink;
    let case = Case::new();
    std::fs::create_dir(case.path("in")).expect("a folder");
    case.write("in/a", "inside").write("out", "outside");
    symlink("../out", case.path("in/link")).expect("a link");
    symlink("..", case.path("in/up")).expect("a link");
    symlink("/proc/self/environ", case.path("in/environ")).expect("a link");
    symlink("a", case.path("in/within")).expect("a link");
    std::fs::hard_link(case.path("out"), case.path("in/hard")).expect("a link");
    let options = ["--working-dir", "in", "--no-insecure-file-read"];
    for src in ["link", "up/out", "environ", "../out", "/etc/passwd", "/proc/self/environ", "a/../../out"] {
        let outcome = run(&case, &file(src), &options);
        assert_eq!((outcome.ran.code, outcome.sent()), (1, false), "{src}");
        assert!(outcome.failures()[0].contains("and --no-insecure-file-read refuses that"), "{src}");
        let newmans = run(&case, &file(src), &[&options[..], &NEWMAN].concat());
        assert!(
            newmans.server.requests()[0].contains("Content-Length: 0"),
            "{src}: {:?}",
            newmans.server.requests()
        );
    }
    for (src, text) in [("a", "inside"), ("within", "inside"), ("hard", "outside"), ("up/in/a", "inside")] {
        let outcome = run(&case, &file(src), &options);
        assert!(outcome.server.requests()[0].ends_with(text), "{src}");
    }
}
