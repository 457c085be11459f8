//! Collections of Postman's local mode: directories of YAML files, as the app writes them.

use std::fs;

use crate::support::{Case, Server};

/// A collection's directory, file by file.
fn shop(case: &Case, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = case.path("shop").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
}

const DEFINITION: (&str, &str) = (".resources/definition.yaml", "$kind: collection\nname: Shop\n");

/// Method, target and body of each request that the server received.
fn arrived(server: &Server) -> Vec<String> {
    let shown = |request: &String| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
        let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1");
        if body.is_empty() { line.to_owned() } else { format!("{line} {body}") }
    };
    server.requests().iter().map(shown).collect()
}

#[test]
fn every_type_of_body_is_sent() {
    let server = Server::json("{}");
    let case = Case::new();
    let request = |order: u32, path: &str, kind: &str, body: &str| {
        format!("$kind: {kind}\nurl: \"{}/{path}\"\nmethod: POST\norder: {order}\n{body}", server.url)
    };
    let http = |order, path, body| request(order, path, "http-request", body);
    shop(
        &case,
        &[
            DEFINITION,
            (
                "Json.request.yaml",
                &http(1000, "json", "body:\n  type: json\n  content: |-\n    {\"a\": 1}\n"),
            ),
            ("Object.request.yaml", &http(2000, "object", "body:\n  type: json\n  content: {a: 1}\n")),
            ("Xml.request.yaml", &http(3000, "xml", "body: {type: xml, content: <a/>}\n")),
            (
                "Form.request.yaml",
                &http(
                    4000,
                    "form",
                    "body:\n  type: urlencoded\n  content:\n    - {key: a, value: b c}\n    - {key: off, value: x, disabled: true}\n",
                ),
            ),
            ("File.request.yaml", &http(5000, "file", "body: {type: file, content: up.txt}\n")),
            ("None.request.yaml", &http(6000, "none", "body: {type: none}\n")),
            (
                "Graph.request.yaml",
                &request(
                    7000,
                    "graphql",
                    "graphql-request",
                    "body:\n  type: graphql\n  content: {query: \"{ a }\"}\n",
                ),
            ),
        ],
    );
    let ran = case.write("up.txt", "from a file").postino(&["run", "shop"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(
        arrived(&server),
        [
            "POST /json {\"a\": 1}",
            "POST /object {\"a\":1}",
            "POST /xml <a/>",
            "POST /form a=b%20c",
            "POST /file from a file",
            "POST /none",
            "POST /graphql {\"query\":\"{ a }\"}",
        ]
    );
}

#[test]
fn requests_inherit_the_auth_and_scripts_of_folders_or_have_their_own() {
    let server = Server::json("{}");
    let case = Case::new();
    let request = |more: &str| format!("$kind: http-request\nurl: \"{}/{{{{v}}}}\"\n{more}", server.url);
    shop(
        &case,
        &[
            (
                ".resources/definition.yaml",
                "$kind: collection\nauth: {type: bearer, credentials: {token: of-collection}}\nscripts:\n  - type: http:beforeRequest\n    language: text/javascript\n    code: pm.variables.set('v', 'script')\n",
            ),
            ("A.request.yaml", &request("auth: {type: inherit}\n")),
            (
                "B.request.yaml",
                &request(
                    "auth:\n  - {id: \"1\", name: first, type: basic, credentials: [{key: username, value: u}, {key: password, value: p}]}\n  - {type: noauth}\n",
                ),
            ),
            (
                "F/.resources/definition.yaml",
                "auth: {type: apikey, credentials: {key: X-Folder, value: f}}\n",
            ),
            ("F/C.request.yaml", &request("")),
            ("F/D.request.yaml", &request("auth: {type: noauth}\n")),
        ],
    );
    let ran = case.postino(&["run", "shop"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.starts_with("GET /script ")), "{requests:?}");
    assert!(requests[0].contains("Authorization: Bearer of-collection\r\n"), "{}", requests[0]);
    assert!(requests[1].contains("Authorization: Basic dTpw\r\n"), "{}", requests[1]);
    assert!(requests[2].contains("X-Folder: f\r\n"), "{}", requests[2]);
    assert!(!requests[3].contains("X-Folder") && !requests[3].contains("Authorization"), "{}", requests[3]);
}

#[test]
fn environments_and_globals_are_yaml_too_and_their_secrets_are_masked() {
    let server = Server::json("{}");
    let case = Case::new();
    let request = format!(
        "$kind: http-request\nurl: \"{}/{{{{a}}}}/{{{{off}}}}/{{{{g}}}}/{{{{s}}}}/{{{{t}}}}\"\n",
        server.url
    );
    shop(&case, &[DEFINITION, ("R.request.yaml", &request)]);
    case.write(
        "dev.environment.yaml",
        "\u{feff}name: Dev\nvalues:\n  - {key: a, value: \"1\", enabled: true, type: default}\n  - {key: off, value: x, enabled: false}\n  - {key: s, value: s3cr3t-one, type: secret}\n  - {key: t, value: s3cr3t-two, secret: true}\n",
    );
    case.write("all.globals.yaml", "values:\n  - {key: g, value: glob}\n  - {key: a, value: hidden}\n");
    let ran = case.postino(&["run", "shop", "-e", "dev.environment.yaml", "-g", "all.globals.yaml"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(arrived(&server), ["GET /1/%7B%7Boff%7D%7D/glob/s3cr3t-one/s3cr3t-two"]);
    assert!(!ran.out.contains("s3cr3t"), "{}", ran.out);
}

#[test]
fn examples_and_requests_of_other_protocols_are_not_run() {
    let server = Server::json("{}");
    let case = Case::new();
    let request =
        format!("$kind: http-request\nname: Named / so\nurl: {}/only\nexamples: ./.resources\n", server.url);
    shop(
        &case,
        &[
            DEFINITION,
            ("Named - so.request.yaml", &request),
            (
                ".resources/Named - so.resources/examples/Ok.example.yaml",
                "$kind: http-example\nrequest: {url: http://no.invalid}\n",
            ),
            ("Socket.request.yaml", "$kind: websocket-request\nurl: ws://no.invalid\n"),
            ("Call.request.yaml", "$kind: grpc-request\nurl: no.invalid\n"),
            ("README.md", "# not a request\n"),
        ],
    );
    let ran = case.postino(&["run", "shop"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(arrived(&server), ["GET /only"]);
    assert!(ran.out.contains("→ Named / so\n"), "{}", ran.out);
    assert_eq!(
        ran.err,
        "warning: left out, since it is not sent by HTTP: Call (grpc-request)\nwarning: left out, since it is not sent by HTTP: Socket (websocket-request)\n"
    );
}

#[test]
fn broken_yaml_gives_one_error_with_its_file_and_place() {
    let case = Case::new();
    shop(&case, &[DEFINITION, ("R.request.yaml", "url: http://h\nheaders: [\n")]);
    let ran = case.postino(&["run", "shop"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.starts_with("error: \"shop/R.request.yaml\" is not valid YAML: "), "{}", ran.err);
    assert_eq!(ran.err.matches("error:").count(), 1, "{}", ran.err);
}

#[test]
fn hostile_yaml_gives_an_error() {
    let bomb = format!(
        "a: &a [x]\n{}",
        (0..40).fold(String::new(), |text, n| {
            let (of, to) = if n == 0 {
                ("a".to_owned(), "b0".to_owned())
            } else {
                (format!("b{}", n - 1), format!("b{n}"))
            };
            text + &format!("{to}: &{to} [*{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}]\n")
        })
    );
    for text in [bomb, "[".repeat(100_000), "- ".repeat(50_000)] {
        let case = Case::new();
        shop(&case, &[DEFINITION, ("R.request.yaml", &text)]);
        let ran = case.postino(&["run", "shop"]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(ran.err.contains("is not valid YAML"), "{}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_directory_that_links_to_itself_is_refused() {
    let case = Case::new();
    shop(&case, &[DEFINITION]);
    std::os::unix::fs::symlink(case.path("shop"), case.path("shop").join("again")).expect("a link");
    let ran = case.postino(&["run", "shop"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.starts_with("error: \"shop/again\" leads back into itself\nhint: "), "{}", ran.err);
}
