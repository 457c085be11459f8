//! The sources of inputs: files of every shape and encoding, URLs, directories, `.env` files, the process environment.

use serde_json::{Value, json};

use crate::support::{Case, Server};

/// A collection whose only request sends the value of `{{v}}`.
fn asking(server: &Server) -> Value {
    json!([{"name": "r", "request": format!("{}/{{{{v}}}}", server.url)}])
}

/// The targets that the server was asked for, in order.
fn paths(server: &Server) -> Vec<String> {
    let line = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
    server.requests().iter().map(line).collect()
}

#[test]
fn a_collection_of_version_1_runs_its_folders_first_and_gives_a_warning() {
    let server = Server::json("{}");
    let url = |path: &str| format!("{}/{path}", server.url);
    let case = Case::new();
    let v1 = json!({"name": "old", "order": ["a"], "folders_order": ["f"],
        "folders": [{"id": "f", "name": "F", "order": ["b"]}],
        "requests": [{"id": "a", "name": "A", "method": "GET", "url": url("root")},
            {"id": "b", "name": "B", "method": "GET", "url": url("folder")}]});
    let ran = case.write("old.json", &v1.to_string()).postino(&["run", "old.json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(paths(&server), ["/folder", "/root"]);
    assert!(ran.err.starts_with("warning: this collection is of version 1"), "{}", ran.err);
}

#[test]
fn a_collection_is_fetched_from_a_url() {
    let target = Server::json("{}");
    let source = Server::json(json!({"info": {"name": "c"}, "item": asking(&target)}).to_string());
    let ran = Case::new().postino(&["run", &format!("{}/c.json", source.url), "--env-var", "v=1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(paths(&target), ["/1"]);
}

#[test]
fn a_url_whose_body_is_not_json_gives_one_clear_error() {
    let source = Server::json("<html>");
    let url = format!("{}/c.json", source.url);
    let ran = Case::new().postino(&["run", &url, "--compat", "newman"]);
    assert_eq!(ran.code, 1);
    let expected = format!(
        "error: collection could not be loaded\n  the url \"{url}\" did not provide valid JSON data\n  Unexpected token '<' at 1:1\n<html>\n^\n"
    );
    assert!(ran.err.starts_with(&expected), "{}", ran.err);
}

#[test]
fn with_compat_newman_broken_json_gives_newmans_message() {
    let case = Case::new();
    case.write("c.json", "{\"a\": 1,\n  \"b\": tru,\n \"c\": 2}");
    let ran = case.postino(&["run", "c.json", "--compat", "newman"]);
    let expected =
        "error: collection could not be loaded\n  the file at \"c.json\" does not contain valid JSON data\n";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
    let ours = case.postino(&["run", "c.json"]);
    assert_eq!(ours.code, 3);
    assert!(ours.err.contains("c.json:2:"), "{}", ours.err);
}

#[test]
fn with_compat_newman_missing_files_give_newmans_message() {
    let case = Case::of_items(&json!([]));
    let said = |arguments: &[&str]| case.postino(&[arguments, &["--compat", "newman"]].concat()).err;
    assert_eq!(
        said(&["run", "no.json"]),
        "error: collection could not be loaded\n  unable to read data from file \"no.json\"\n  ENOENT: no such file or directory, open 'no.json'\n\n"
    );
    assert_eq!(
        said(&["run", "c.json", "-e", "no.json"]),
        "error: could not load environment\n  ENOENT: no such file or directory, open 'no.json'\n\n"
    );
    assert_eq!(
        said(&["run", "c.json", "-d", "no.csv"]),
        "error: iteration data could not be loaded\n  ENOENT: no such file or directory, open 'no.csv'\n\n"
    );
}

#[test]
fn environments_in_several_encodings_load() {
    let server = Server::json("{}");
    let case = Case::of_items(&asking(&server));
    let text = json!({"values": [{"key": "v", "value": "é"}]}).to_string();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin1: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let marked = [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat();
    for bytes in [text.into_bytes(), utf16, latin1, marked] {
        std::fs::write(case.path("e.json"), bytes).expect("written");
        assert_eq!(case.postino(&["run", "c.json", "-e", "e.json"]).code, 0);
    }
    assert_eq!(paths(&server), vec!["/%C3%A9"; 4]);
}

#[test]
fn a_directory_of_local_mode_is_a_collection() {
    let server = Server::json("{}");
    let case = Case::new();
    for folder in ["shop/.resources", "shop/Inner/.resources"] {
        std::fs::create_dir_all(case.path(folder)).expect("a folder");
    }
    case.write(
        "shop/.resources/definition.yaml",
        "$kind: collection\nname: Shop\nvariables:\n  - key: v\n    value: one\n",
    );
    case.write("shop/Inner/.resources/definition.yaml", "order: 2000\n");
    let request = |order: u32, path: &str| {
        format!(
            "$kind: http-request\nurl: \"{}/{path}\"\nmethod: GET\norder: {order}\nscripts:\n  - type: afterResponse\n    language: text/javascript\n    code: |-\n      pm.test('ok', () => pm.response.to.have.status(200))\n",
            server.url
        )
    };
    case.write("shop/Second.request.yaml", &request(3000, "second"));
    case.write("shop/Z First.request.yaml", &request(1000, "{{v}}"));
    case.write("shop/Inner/In.request.yaml", &request(1, "in"));
    case.write("e.environment.yaml", "name: E\nvalues:\n  - key: v\n    value: two\n    enabled: true\n");
    let ran = case.postino(&["run", "shop", "-e", "e.environment.yaml"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(paths(&server), ["/two", "/in", "/second"]);
    assert!(ran.out.contains("Shop") && ran.out.contains("Z First"), "{}", ran.out);
}

#[test]
fn a_directory_without_a_collection_gives_an_error_that_says_what_it_lacks() {
    let case = Case::new();
    let ran = case.postino(&["run", "."]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains(".resources/definition.yaml"), "{}", ran.err);
}

#[test]
fn env_files_and_the_process_environment_set_variables_and_options_override_them() {
    let server = Server::json("{}");
    let case = Case::of_items(&asking(&server));
    case.write(".env", "export v='from file'\n")
        .write("e.json", "{\"values\":[{\"key\":\"v\",\"value\":\"e\"}]}");
    let run = |more: &[&str]| {
        let arguments = [&["run", "c.json", "-e", "e.json", "--env-file", ".env"], more].concat();
        let done = case.command(&arguments).env("CI_v", "process").output().expect("postino starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run(&[]);
    run(&["--env-from-process", "CI_"]);
    run(&["--env-from-process", "CI_", "--env-var", "v=option"]);
    assert_eq!(paths(&server), ["/from%20file", "/process", "/option"]);
}

#[test]
fn an_error_in_an_env_file_has_its_line() {
    let case = Case::of_items(&json!([]));
    let ran = case.write(".env", "A=1\nwhat\n").postino(&["run", "c.json", "--env-file", ".env"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("\".env\"") && ran.err.contains("line 2"), "{}", ran.err);
}

#[test]
fn a_secret_from_the_process_environment_never_reaches_a_report() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": format!("{}/{{{{token}}}}", server.url)}]));
    let done = case
        .command(&["run", "c.json", "--env-from-process", "CI_"])
        .env("CI_token", "s3cr3t-of-ci")
        .output()
        .expect("postino starts");
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(!out.contains("s3cr3t-of-ci"), "{out}");
    assert_eq!(paths(&server), ["/s3cr3t-of-ci"]);
}

#[test]
fn the_same_seed_sends_the_same_values() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request":
        format!("{}/{{{{$guid}}}}/{{{{$randomInt}}}}/{{{{$randomFirstName}}}}/{{{{$randomEmail}}}}", server.url)}]));
    for seed in ["7", "7", "8"] {
        assert_eq!(case.postino(&["run", "c.json", "--seed", seed]).code, 0);
    }
    let paths = paths(&server);
    assert_eq!(paths[0], paths[1]);
    assert_ne!(paths[0], paths[2]);
}

#[test]
fn quoted_digits_in_csv_are_texts() {
    let server = Server::json("{}");
    let script = "pm.test('types', () => { pm.expect(pm.iterationData.get('a')).to.equal('007'); \
        pm.expect(pm.iterationData.get('b')).to.equal(7); });";
    let case = Case::of_items(&json!([{"name": "r", "request": server.url,
        "event": [{"listen": "test", "script": script}]}]));
    let ran = case.write("d.csv", "a,b\r\n\"007\",7\r\n").postino(&["run", "c.json", "-d", "d.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn several_environments_and_globals_are_merged_and_the_later_value_wins() {
    let server = Server::json("{}");
    let url = format!("{}/{{{{a}}}}-{{{{b}}}}-{{{{c}}}}-{{{{d}}}}", server.url);
    let case = Case::of_items(&json!([{"name": "r", "request": url}]));
    let scope = |values: Value| json!({"name": "s", "values": values}).to_string();
    case.write("one.json", &scope(json!([{"key": "a", "value": "1"}, {"key": "b", "value": "1"}])))
        .write(
            "two.json",
            &scope(json!([{"key": "b", "value": "2"}, {"key": "a", "value": "off", "enabled": false}])),
        )
        .write("three.json", &scope(json!([{"key": "c", "value": "3"}])))
        .write("four.json", &scope(json!([{"key": "c", "value": "4"}, {"key": "d", "value": "4"}])));
    let files = ["-e", "one.json", "-e", "two.json", "-g", "three.json", "-g", "four.json"];
    assert_eq!(case.postino(&[&["run", "c.json"], &files[..]].concat()).code, 0);
    assert_eq!(case.postino(&[&["run", "c.json", "--compat", "newman"], &files[..]].concat()).code, 0);
    case.write(".newmanrc", "{\"environment\": [\"one.json\", \"two.json\"], \"globals\": \"four.json\"}");
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    // newman takes the last ones alone, and a variable that the app has turned off.
    assert_eq!(paths(&server), ["/1-2-4-4", "/off-2-4-4", "/1-2-4-4"]);
}

#[test]
fn a_secret_stays_secret_when_a_later_environment_sets_it() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": format!("{}/{{{{token}}}}", server.url)}]));
    let scope = |value: &str, kind: &str| {
        json!({"values": [{"key": "token", "value": value, "type": kind}]}).to_string()
    };
    case.write("one.json", &scope("", "secret")).write("two.json", &scope("s3cr3t-of-two", "default"));
    let ran = case.postino(&["run", "c.json", "-e", "one.json", "-e", "two.json"]);
    assert!(!ran.out.contains("s3cr3t-of-two"), "{}", ran.out);
    assert_eq!(paths(&server), ["/s3cr3t-of-two"]);
}

#[test]
fn a_prefix_that_no_variable_of_the_process_has_gives_a_warning() {
    let server = Server::json("{}");
    let case = Case::of_items(&asking(&server));
    let ran = case.postino(&["run", "c.json", "--env-from-process", "NOBODY_"]);
    let warning = "warning: --env-from-process NOBODY_: no variable of the process begins with it\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, warning));
}
