//! A file of another program, or another of Postman's files, is told by name wherever a file is taken. Nothing is sent.

use serde_json::{Value, json};

use crate::support::{Case, Server};

/// A file that people give in place of the right one.
struct Foreign {
    file: &'static str,
    content: Vec<u8>,
    /// How it is named.
    is: &'static str,
    /// A part of the advice where a collection is wanted.
    advice: &'static str,
}

fn text(file: &'static str, content: &str, is: &'static str, advice: &'static str) -> Foreign {
    Foreign { file, content: content.as_bytes().to_vec(), is, advice }
}

fn document(file: &'static str, content: &Value, is: &'static str, advice: &'static str) -> Foreign {
    text(file, &content.to_string(), is, advice)
}

fn specifications() -> Vec<Foreign> {
    let convert = "openapi2postmanv2 -s FILE -o collection.json";
    vec![
        document(
            "api.json",
            &json!({"openapi": "3.1.0", "info": {"title": "t"}, "paths": {}}),
            "an OpenAPI document",
            convert,
        ),
        text("api.yaml", "openapi: 3.0.3\ninfo:\n  title: t\npaths: {}\n", "an OpenAPI document", convert),
        text("api.txt", "openapi: 3.0.3\ninfo:\n  title: t\npaths: {}\n", "an OpenAPI document", convert),
        document(
            "swagger.json",
            &json!({"swagger": "2.0", "info": {"title": "t"}, "paths": {}}),
            "a Swagger 2 document",
            convert,
        ),
        text("swagger.yml", "swagger: '2.0'\ninfo: {title: t}\n", "a Swagger 2 document", convert),
        text(
            "events.yaml",
            "asyncapi: 2.6.0\ninfo: {title: t}\n",
            "an AsyncAPI document",
            "export a collection",
        ),
        text("api.raml", "#%RAML 1.0\ntitle: t\n", "a RAML document", "import it into Postman"),
        text(
            "shop.wsdl",
            "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"/>",
            "a WSDL document",
            "import it into Postman",
        ),
        document(
            "schema.json",
            &json!({"$schema": "s", "properties": {}}),
            "a JSON schema",
            "export a collection",
        ),
    ]
}

fn other_clients() -> Vec<Foreign> {
    let bruno = "choose Share in the collection's menu and export it as a Postman collection";
    let import = "import it into Postman (Import)";
    vec![
        document(
            "a.har",
            &json!({"log": {"version": "1.2", "entries": []}}),
            "a HAR recording",
            "copy the requests as cURL",
        ),
        text(
            "r.bru",
            "meta {\n  name: r\n  type: http\n}\n\nget {\n  url: http://h\n}\n",
            "a Bruno file",
            bruno,
        ),
        text("dev.bru", "vars {\n  host: h\n}\n", "a Bruno file", bruno),
        document(
            "bruno.json",
            &json!({"version": "1", "name": "c", "type": "collection", "ignore": []}),
            "a Bruno file",
            bruno,
        ),
        text(
            "opencollection.yml",
            "opencollection: 1.0.0\ninfo:\n  name: c\n",
            "an OpenCollection file",
            bruno,
        ),
        text(
            "r.yml",
            "info:\n  name: r\n  type: http\nhttp:\n  method: GET\n  url: http://h\n",
            "an OpenCollection file",
            bruno,
        ),
        document(
            "i4.json",
            &json!({"_type": "export", "__export_format": 4, "resources": []}),
            "an Insomnia export",
            import,
        ),
        text(
            "i5.yaml",
            "type: collection.insomnia.rest/5.0\nname: c\ncollection: []\n",
            "an Insomnia export",
            import,
        ),
        document(
            "hoppscotch.json",
            &json!([{"v": 2, "name": "c", "folders": [], "requests": []}]),
            "a Hoppscotch export",
            import,
        ),
        document(
            "thunder.json",
            &json!({"client": "Thunder Client", "requests": []}),
            "a Thunder Client export",
            import,
        ),
        text("soap.xml", "<con:soapui-project xmlns:con=\"u\"/>", "a SoapUI project", import),
        document("apidog.json", &json!({"apidogProject": "1.0.0"}), "an Apidog export", "OpenAPI"),
        text("curl.sh", "curl -X POST https://h/ \\\n  -H 'A: b'\n", "a curl command", "Postman's Import"),
        text(
            "r.http",
            "### One\nGET https://h/orders\nAccept: */*\n",
            "an .http file",
            "copy its requests as cURL",
        ),
        text("r.rest", "POST {{host}}/orders HTTP/1.1\n\n{}\n", "an .http file", "copy its requests as cURL"),
        text("r.hurl", "GET https://h/\nHTTP 200\n", "a Hurl file", "hurl --curl FILE"),
        text(
            "k6.js",
            "import http from 'k6/http';\nexport default () => http.get('h');\n",
            "a k6 script",
            "k6 runs it",
        ),
        text("tests.js", "pm.test('t', () => {});\n", "a JavaScript file", "scripts belong into"),
        text("plan.jmx", "<?xml version=\"1.0\"?><jmeterTestPlan/>", "a JMeter test plan", "jmeter runs it"),
    ]
}

fn postmans_other_files() -> Vec<Foreign> {
    let collections = json!([{"id": "1", "name": "c", "order": [], "requests": []}]);
    vec![
        document(
            "dump.json",
            &json!({"version": 1, "collections": collections, "environments": [], "headerPresets": [], "globals": []}),
            "Postman's dump of a whole account",
            "jq '.collections[0]' dump.json",
        ),
        document(
            "collections.json",
            &json!([{"info": {}, "item": []}]),
            "a list of Postman collections",
            "jq '.[0]'",
        ),
        document(
            "archive.json",
            &json!({"collection": {"8f3f": true}, "environment": {}}),
            "the index of Postman's data export",
            "folder `collection`",
        ),
        document(
            "all.json",
            &json!({"collections": [{"id": "1", "uid": "2-1"}]}),
            "a list as Postman's API answers it",
            "--postman-api-key",
        ),
        document(
            "refused.json",
            &json!({"error": {"name": "n", "message": "m"}}),
            "an error that Postman's API answered",
            "fetch it again",
        ),
        text(
            "Get.request.yaml",
            "$kind: http-request\nurl: http://h\n",
            "a resource file of Postman's local mode",
            "the collection's directory",
        ),
        text(
            "definition.yaml",
            "$kind: collection\nname: c\n",
            "a resource file of Postman's local mode",
            ".resources/definition.yaml",
        ),
    ]
}

fn no_documents_at_all() -> Vec<Foreign> {
    let bytes = |file, content: &[u8], is, advice| Foreign { file, content: content.to_vec(), is, advice };
    vec![
        bytes("export.zip", b"PK\x03\x04\x14\0\0\0", "a zip archive", "unpack it"),
        bytes(
            "data.xlsx",
            b"PK\x03\x04\x14\0\0\0xl/workbook.xml",
            "an Excel workbook",
            "export the collection",
        ),
        bytes("c.json.gz", b"\x1f\x8b\x08\0", "a compressed file (gzip)", "gunzip"),
        bytes("manual.pdf", b"%PDF-1.7\n", "a PDF", "export the collection"),
        bytes("picture.png", b"\x89PNG\r\n\x1a\n", "an image", "export the collection"),
        text("login.json", "<!DOCTYPE html>\n<html></html>", "an HTML page", "sign-in"),
        text("answer.xml", "<a/>", "an XML document", "export the collection"),
        document(
            "package.json",
            &json!({"name": "p", "version": "1.0.0", "scripts": {}}),
            "npm's package.json",
            "export the collection",
        ),
        text("junit.xml", "<testsuites/>", "a JUnit report", "export the collection"),
    ]
}

/// What postino is asked to read the file as, and what that is called.
const PLACES: [(&[&str], &str); 6] = [
    (&["run"], "a collection"),
    (&["run", "c.json", "-e"], "an environment"),
    (&["run", "c.json", "-g"], "globals"),
    (&["run", "c.json", "-d"], "iteration data"),
    (&["run", "c.json", "--cookie-jar"], "a cookie jar"),
    (&["check"], "a collection or an environment"),
];

#[test]
fn a_foreign_file_is_named_wherever_a_file_is_taken() {
    let all = [specifications(), other_clients(), postmans_other_files(), no_documents_at_all()];
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "never sent", "request": server.url}]));
    for Foreign { file, content, is, advice } in all.iter().flatten() {
        std::fs::write(case.path(file), content).expect("written");
        for (arguments, wanted) in PLACES {
            // A list of objects is data; spreadsheets are told by who reads data.
            if wanted == "iteration data"
                && ["collections.json", "hoppscotch.json", "export.zip", "data.xlsx"].contains(file)
            {
                continue;
            }
            let ran = case.postino(&[arguments, &[file]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{arguments:?} {file}: {}", ran.err);
            let error = format!("error: \"{file}\" is {is}");
            assert!(ran.err.starts_with(&error), "{arguments:?} {file}: {}", ran.err);
            assert!(
                ran.err.contains(&format!(", not {wanted}\nhint: ")),
                "{arguments:?} {file}: {}",
                ran.err
            );
            let tells = wanted != "a collection" || ran.err.contains(advice);
            assert!(tells, "{file}: {}", ran.err);
        }
    }
    assert!(!server.was_called());
}

#[test]
fn a_file_that_belongs_elsewhere_is_told_where() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "never sent", "request": server.url}]));
    case.write("e.json", &json!({"name": "e", "values": []}).to_string())
        .write("g.json", &json!({"values": [], "_postman_variable_scope": "globals"}).to_string())
        .write("rows.json", &json!([{"id": 1}]).to_string())
        .write("rows.csv", "id,name\n1,a\n")
        .write(".env", "# mine\nA=1\n")
        .write("jar.json", &json!({"cookies": []}).to_string())
        .write("run.ndjson", "{\"format\":\"postino-events\",\"version\":1}\n{}\n")
        .write("ca.pem", "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n");
    for (arguments, hint) in [
        (&["run", "e.json"][..], "give the environment by -e, and the collection as the argument"),
        (&["run", "g.json"], "give the globals by -g, and the collection as the argument"),
        (&["run", "rows.json"], "give the iteration data by -d, and the collection as the argument"),
        (&["run", "rows.csv"], "give the iteration data by -d, and the collection as the argument"),
        (&["run", "c.json", "-e", "rows.csv"], "give the iteration data by -d"),
        (&["run", "c.json", "-e", "c.json"], "give the collection as the argument of `postino run`"),
        (&["run", "c.json", "-g", "c.json"], "give the collection as the argument of `postino run`"),
        (&["run", "c.json", "-d", "c.json"], "give the collection as the argument of `postino run`"),
        (
            &["run", "c.json", "-d", "e.json"],
            "give the environment by -e, and the collection as the argument",
        ),
        (
            &["run", "c.json", "--cookie-jar", "e.json"],
            "give the environment by -e, and the collection as the argument",
        ),
        (&["run", "c.json", "-e", ".env"], "give the .env file by --env-file"),
        (
            &["run", "c.json", "--env-file", "e.json"],
            "give the environment by -e, and the collection as the argument",
        ),
        (&["run", "jar.json"], "give the cookie jar by --cookie-jar"),
        (&["run", "run.ndjson"], "make reports of saved events by `postino report`"),
        (&["run", "ca.pem"], "--ssl-extra-ca-certs"),
        (&["check", "rows.csv"], "give the iteration data by -d"),
        (&["check", ".env"], "name its variables by --env-var name="),
    ] {
        let ran = case.postino(arguments);
        assert_eq!(ran.code, 3, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(hint), "{arguments:?}: {}", ran.err);
    }
    assert!(!server.was_called());
}

#[test]
fn an_object_or_a_list_without_anything_in_it_is_named() {
    let case = Case::of_items(&json!([]));
    case.write("object.json", "{}").write("list.json", "[]").write("other.json", "{\"host\": \"h\"}");
    for (file, is) in [("object.json", "an empty object"), ("list.json", "an empty list")] {
        for arguments in [&["run"][..], &["run", "c.json", "-e"], &["run", "c.json", "-g"], &["check"]] {
            let ran = case.postino(&[arguments, &[file]].concat());
            assert_eq!(ran.code, 3, "{}", ran.err);
            assert!(ran.err.starts_with(&format!("error: \"{file}\" is {is}, not ")), "{}", ran.err);
        }
    }
    let ran = case.postino(&["run", "c.json", "-e", "other.json"]);
    assert_eq!(ran.code, 3);
    let expected = "expected an environment with `values`, found an object without them";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn what_postmans_api_wraps_is_taken_out_of_it() {
    let server = Server::json("{}");
    let case = Case::new();
    let collection = json!({"info": {"name": "c"}, "item": [{"name": "r", "request": format!("{}/{{{{v}}}}", server.url)}]});
    case.write("c.json", &json!({"collection": collection}).to_string());
    case.write(
        "e.json",
        &json!({"environment": {"name": "e", "values": [{"key": "v", "value": "1"}]}}).to_string(),
    );
    let ran = case.postino(&["run", "c.json", "-e", "e.json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(server.requests()[0].starts_with("GET /1 "));
    assert_eq!(case.postino(&["check", "c.json", "e.json"]).code, 0);
}

#[test]
fn newmans_mode_takes_every_object_for_a_collection_as_newman_does() {
    let case = Case::new();
    case.write("api.json", &json!({"openapi": "3.1.0", "info": {"title": "t"}}).to_string());
    let ran = case.postino(&["run", "api.json", "--compat", "newman"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
