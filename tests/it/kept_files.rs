//! No input is written over, and no target is written twice: such a run is refused before its first request.

use std::fs::{hard_link, read_to_string};
use std::os::unix::fs::symlink;
use std::process::Stdio;

use serde_json::json;

use crate::support::{Case, Ran, Server};

/// Inputs of every kind, by the options that name them.
const INPUTS: [(&str, &str, &str); 10] = [
    ("-e", "e.json", "the environment"),
    ("-g", "g.json", "the globals"),
    ("-d", "d.csv", "the iteration data"),
    ("--env-file", "env", "the env file"),
    ("--cookie-jar", "jar.json", "the cookie jar"),
    ("--vault", "vault.json", "the vault"),
    ("--ssl-extra-ca-certs", "ca.pem", "the file of --ssl-extra-ca-certs"),
    ("--ssl-client-cert-list", "list.json", "the list of client certificates"),
    ("--ssl-client-cert", "cert.pem", "the client certificate"),
    ("--ssl-client-key", "key.pem", "the key of the client certificate"),
];

fn case(server: &Server) -> Case {
    let form = json!([{"key": "f", "type": "file", "src": ["part.txt"]}]);
    let case = Case::of_items(&json!([
        {"name": "r", "request": {"url": server.url, "method": "POST",
            "body": {"mode": "file", "file": {"src": "body.txt"}}}},
        {"name": "folder", "item": [{"name": "s", "request": {"url": server.url, "method": "POST",
            "body": {"mode": "formdata", "formdata": form}}}]}
    ]));
    let scope = json!({"name": "s", "values": [{"key": "a", "value": "1"}]}).to_string();
    let authority = include_str!("../fixtures/tls/ca.crt");
    let certificate = include_str!("../fixtures/tls/client.crt");
    let key = include_str!("../fixtures/tls/client.key");
    for (name, text) in [
        ("e.json", &*scope),
        ("g.json", &scope),
        ("d.csv", "a\n1\n"),
        ("env", "A=1\n"),
        ("jar.json", "{\"cookies\": []}"),
        ("vault.json", "{}"),
        ("ca.pem", authority),
        (
            "list.json",
            "[{\"matches\": [\"https://h/*\"], \"cert\": \"listed.pem\", \"key\": \"listed.key\"}]",
        ),
        ("cert.pem", certificate),
        ("key.pem", key),
        ("listed.pem", certificate),
        ("listed.key", key),
        (".newmanrc", "{\"noColor\": true}"),
        ("body.txt", "a body"),
        ("part.txt", "a part"),
        ("template.hbs", "a template"),
    ] {
        case.write(name, text);
    }
    case
}

/// Runs with all inputs and these options besides.
fn run(case: &Case, options: &[&str]) -> Ran {
    let inputs = INPUTS.iter().flat_map(|(option, file, _)| [*option, *file]);
    let arguments: Vec<_> =
        ["run", "c.json"].into_iter().chain(inputs).chain(options.iter().copied()).collect();
    case.postino(&arguments)
}

fn refused(case: &Case, options: &[&str], said: &str) {
    let ran = run(case, options);
    assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
    assert!(ran.err.contains(said), "{options:?}: {}", ran.err);
    assert!(ran.err.contains("\nhint: "), "{}", ran.err);
}

#[test]
fn a_report_is_not_written_over_an_input_of_any_kind() {
    let server = Server::json("{}");
    let case = case(&server);
    let others = [
        ("", "c.json", "the collection"),
        ("", "listed.pem", "the client certificate or its key"),
        ("", ".newmanrc", "the options file"),
        ("", "body.txt", "the uploaded file"),
        ("", "part.txt", "the uploaded file"),
    ];
    for (_, file, what) in INPUTS.iter().chain(&others) {
        let before = case.read(file);
        let said = format!("the json report \"{file}\" would be written over {what} ");
        refused(&case, &["-r", "json", "--reporter-json-export", file], &said);
        assert_eq!(case.read(file), before);
    }
    let template =
        ["-r", "html", "--reporter-html-template=template.hbs", "--reporter-html-export=template.hbs"];
    refused(&case, &template, "over the template of the html report \"template.hbs\"");
    assert!(!server.was_called());
}

#[test]
fn an_input_is_known_by_each_of_its_names() {
    let server = Server::json("{}");
    let case = case(&server);
    std::fs::create_dir(case.path("in")).expect("made");
    symlink("c.json", case.path("link")).expect("linked");
    hard_link(case.path("c.json"), case.path("twin")).expect("linked");
    let absolute = case.path("c.json");
    for name in ["./c.json", "in/../c.json", "link", "twin", absolute.to_str().expect("text")] {
        let said = format!("\"{name}\" would be written over the collection \"c.json\"");
        refused(&case, &["-r", "junit", "--reporter-junit-export", name], &said);
    }
    assert!(!server.was_called());
}

#[test]
fn an_export_goes_back_to_where_it_came_from_and_over_nothing_else() {
    let server = Server::json("{}");
    let case = case(&server);
    refused(
        &case,
        &["--export-environment=g.json"],
        "the environment export \"g.json\" would be written over the globals",
    );
    refused(
        &case,
        &["--export-globals=e.json"],
        "the globals export \"e.json\" would be written over the environment",
    );
    refused(
        &case,
        &["--export-collection=c.json"],
        "the collection export \"c.json\" would be written over the collection",
    );
    refused(
        &case,
        &["--export-cookie-jar=d.csv"],
        "the cookie jar export \"d.csv\" would be written over the iteration data",
    );
    assert!(!server.was_called());
    let exports = ["--export-environment=e.json", "--export-globals=g.json", "--export-cookie-jar=jar.json"];
    let ran = case.postino(
        &[&["run", "c.json", "-e", "e.json", "-g", "g.json", "--cookie-jar", "jar.json"], &exports[..]]
            .concat(),
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        case.read("e.json").contains("_postman_exported_at")
            && case.read("g.json").contains("_postman_exported_at")
    );
    assert!(server.was_called());
}

#[test]
fn a_target_is_named_once() {
    let server = Server::json("{}");
    let case = case(&server);
    symlink("out.json", case.path("link")).expect("linked");
    std::fs::create_dir(case.path("folder")).expect("made");
    for (options, said) in [
        (
            ["-r", "json,junit", "--reporter-json-export=out.json", "--reporter-junit-export=./out.json"],
            "the json report \"out.json\" and the junit report \"./out.json\" are one file",
        ),
        (
            ["-r", "json,junit", "--reporter-json-export=out.json", "--reporter-junit-export=link"],
            "the json report \"out.json\" and the junit report \"link\" are one file",
        ),
        (
            ["-r", "json,junit", "--reporter-export", "out.json"],
            "the json report \"out.json\" and the junit report \"out.json\" are one file",
        ),
        (["-r", "json", "--reporter-json-export=out.json", "--export-globals=out.json"], "are one file"),
        (
            ["-r", "json", "--export-environment=not/yet/x", "--export-globals=not/yet/../yet/x"],
            "the environment export \"not/yet/x\" and the globals export \"not/yet/../yet/x\" are one file",
        ),
        (
            ["-r", "tap,json", "--reporter-tap-export=out", "--reporter-json-export=out/r.json"],
            "the tap report \"out\" would have to be a folder for the json report \"out/r.json\"",
        ),
        (
            ["-r", "github,teamcity", "--reporter-github-export=folder", "--reporter-teamcity-export=folder"],
            "are one file",
        ),
    ] {
        refused(&case, &options, said);
    }
    assert!(!server.was_called());
    assert!(!case.path("out.json").exists() && !case.path("not").exists());
}

#[test]
fn what_keeps_nothing_may_be_named_twice() {
    let server = Server::json("{}");
    let case = case(&server);
    let exports = ["--reporter-json-export=/dev/stdout", "--reporter-junit-export=/dev/stdout"];
    let ran = case.postino(&[&["run", "c.json", "-r", "cli,json,junit"], &exports[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("total run duration") && ran.out.contains("</testsuites>"), "{}", ran.out);
    assert!(server.was_called());
}

#[test]
fn standard_output_in_a_file_counts_as_a_target() {
    let server = Server::json("{}");
    let case = case(&server);
    let into = |name: &str, options: &[&str]| {
        let file =
            std::fs::OpenOptions::new().create(true).append(true).open(case.path(name)).expect("opened");
        let arguments = [&["run", "c.json"], options].concat();
        let done = case.command(&arguments).stdout(Stdio::from(file)).output().expect("postino starts");
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let before = case.read("c.json");
    let (code, said) = into("c.json", &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("standard output \"/dev/stdout\" would be written over the collection"), "{said}");
    assert_eq!(case.read("c.json"), before);
    let (code, said) = into("all", &["-r", "cli,json", "--reporter-json-export=all"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(!server.was_called());
    // Both stand one behind the other there.
    let (code, said) = into("all", &["-r", "cli,json", "--reporter-json-export=/dev/stdout"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(case.read("all").ends_with('}'), "{}", case.read("all"));
    assert!(server.was_called());
}

#[test]
fn with_compat_newman_the_last_report_wins_and_inputs_are_still_kept() {
    let server = Server::json("{}");
    let case = case(&server);
    let twice = ["--reporter-json-export=out", "--reporter-junit-export=out", "--compat=newman"];
    let ran = case.postino(&[&["run", "c.json", "-r", "json,junit"], &twice[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(case.read("out").contains("</testsuites>"));
    assert!(server.was_called());
    let before = case.read("c.json");
    let ran = case.postino(&["run", "c.json", "--export-collection=c.json", "--compat=newman"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(case.read("c.json"), before);
}

#[test]
fn a_directory_that_is_a_collection_keeps_its_files() {
    let server = Server::json("{}");
    let case = Case::new();
    std::fs::create_dir_all(case.path("col/.resources")).expect("made");
    case.write("col/.resources/definition.yaml", "$kind: collection\n");
    let request = format!("$kind: http-request\nmethod: GET\nurl: {}\n", server.url);
    case.write("col/r.request.yaml", &request);
    for file in ["col/r.request.yaml", "col/.resources/definition.yaml"] {
        let ran = case.postino(&["run", "col", "-r", "json", "--reporter-json-export", file]);
        assert_eq!(ran.code, 2, "{}", ran.err);
    }
    assert!(!server.was_called());
    let ran = case.postino(&["run", "col", "-r", "json", "--reporter-json-export", "col/report.json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(server.was_called());
}

#[test]
fn a_stream_is_not_written_over_by_its_report() {
    let server = Server::json("{}");
    let case = case(&server);
    assert_eq!(case.postino(&["run", "c.json", "-r", "events", "--reporter-events-export=r.ndjson"]).code, 0);
    let before = case.read("r.ndjson");
    let ran = case.postino(&["report", "r.ndjson", "-r", "events", "--reporter-events-export=./r.ndjson"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("the events report \"./r.ndjson\" would be written over the stream"),
        "{}",
        ran.err
    );
    assert_eq!(case.read("r.ndjson"), before);
    assert!(server.was_called());
}

#[test]
fn a_log_is_not_written_over_the_environment_of_its_process() {
    let case = Case::new();
    case.write("e.json", "{\"name\": \"e\", \"values\": []}");
    let log = ["boomi", "log", "execution-1", "-e", "e.json", "--out", "e.json"];
    let ran = case.postino(&log);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("the log \""), "{}", ran.err);
    assert_eq!(read_to_string(case.path("e.json")).expect("there"), "{\"name\": \"e\", \"values\": []}");
}
