//! What scripts send.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{NEWMAN, run_in, run_script};
use crate::support::{Case, Server, script};

/// The script fails with this sentence, at its own line, and nothing is sent but the item's request.
#[track_caller]
fn refused(request: &str, said: &str) {
    let source = format!("const deep = {{}};\npm.sendRequest({request}, () => {{}});");
    let outcome = run_script(&source, &[]);
    assert_eq!((outcome.ran.code, outcome.server.requests().len()), (1, 1), "{request}: {}", outcome.ran.out);
    let failures = outcome.failures();
    assert!(failures.len() == 1 && failures[0].contains(said), "{request}: {failures:?}");
    assert!(failures[0].starts_with("pm.sendRequest: "), "{failures:?}");
    let newmans = run_script(&source, &NEWMAN);
    assert_eq!((newmans.ran.code, newmans.server.requests().len()), (0, 2), "{request}: {}", newmans.ran.out);
}

#[test]
fn a_body_in_a_shape_that_nobody_sends_is_refused() {
    for (body, said) in [
        (
            "{ a: 1 }",
            "the body is an object without a \"mode\": write body: { mode: \"raw\", raw: JSON.stringify(value) }",
        ),
        ("{ raw: 'x' }", "the body is an object without a \"mode\""),
        ("5", "the body is the number 5"),
        ("[1]", "the body is a list without a \"mode\""),
        (
            "{ mode: 'json', json: {} }",
            "the body's mode is \"json\": the modes are raw, urlencoded, formdata, file, graphql",
        ),
        ("{ mode: 'raw', raw: 5 }", "body.raw is the number 5"),
        ("{ mode: 'raw', raw: {} }", "body.raw is an empty object: give its text"),
        (
            "{ mode: 'urlencoded', urlencoded: { a: 1 } }",
            "body.urlencoded is an object: write [{ key, value }]",
        ),
        ("{ mode: 'urlencoded', urlencoded: [{ a: 1 }] }", "parameter 1 has no \"key\""),
        (
            "{ mode: 'urlencoded', urlencoded: [{ key: 'k', value: { a: 1 } }] }",
            "the value of parameter \"k\" is an object",
        ),
        ("{ mode: 'formdata', formdata: { a: 1 } }", "body.formdata is an object"),
        ("{ mode: 'formdata', formdata: 'a=b' }", "body.formdata is the string a=b"),
        ("{ mode: 'formdata', formdata: [{ a: 1 }] }", "form field 1 has no \"key\""),
        ("{ mode: 'graphql', graphql: '{a}' }", "body.graphql is the string {a}"),
    ] {
        refused(&format!("{{ url: 'URL', method: 'POST', body: {body} }}"), said);
    }
    refused("{ url: 'URL', method: 'POST', data: { a: 1 } }", "nobody reads \"data\"");
}

#[test]
fn files_in_a_request_of_a_script_are_refused() {
    let said = "a script cannot upload files";
    refused("{ url: 'URL', method: 'POST', body: { mode: 'file', file: { src: 'x' } } }", said);
    refused(
        "{ url: 'URL', method: 'POST', body: { mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: 'x' }] } }",
        said,
    );
}

#[test]
fn headers_in_a_shape_that_nobody_sends_are_refused() {
    for (headers, said) in [
        (
            "headers: { 'X-A': '1' }",
            "the headers stand in \"headers\", which nobody reads: write them in \"header\"",
        ),
        ("header: 5", "the member \"header\" is the number 5"),
        ("header: [{ 'X-A': '1' }]", "header 1 has no \"key\": write [{ key, value }]"),
        ("header: [['X-A', '1']]", "header 1 is a list"),
        ("header: ['X-A: 1', 5]", "header 2 is the number 5"),
        ("header: [{ key: 'X-A', value: { a: 1 } }]", "the value of header \"X-A\" is an object"),
        ("header: { 'X-A': 1 }", "the value of header \"X-A\" is the number 1: give its text"),
    ] {
        refused(&format!("{{ url: 'URL', {headers} }}"), said);
    }
}

#[test]
fn shapes_that_postman_sends_are_sent() {
    let deep = "let deep = {}; for (let i = 0; i < 300; i++) deep = { deep };";
    for (request, sent) in [
        ("{ url: 'URL', method: 'POST', body: 'text' }", "text"),
        ("{ url: 'URL', method: 'POST', body: { mode: 'raw', raw: { a: [1, 1.0] } } }", "{\"a\":[1,1]}"),
        ("{ url: 'URL', method: 'POST', body: { mode: 'json', raw: 'x' } }", "x"),
        ("{ url: 'URL', method: 'POST', body: { mode: 'urlencoded', urlencoded: 'a=b' } }", "a=b"),
        (
            "{ url: 'URL', method: 'POST', body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b' }, 'c=d'] } }",
            "a=b&c=d",
        ),
        (
            "{ url: 'URL', method: 'POST', body: { mode: 'raw', raw: deep } }",
            &("{\"deep\":".repeat(300) + "{}" + &"}".repeat(300)),
        ),
        ("{ url: 'URL', method: 'POST', headers: undefined, header: null, body: {} }", ""),
        ("{ ...pm.request.toJSON(), body: 'again' }", "again"),
    ] {
        let outcome = run_script(&format!("{deep} await pm.sendRequest({request});"), &[]);
        assert_eq!(outcome.ran.code, 0, "{request}: {}", outcome.ran.out);
        let request_text = outcome.server.requests().pop().expect("sent");
        assert_eq!(request_text.split_once("\r\n\r\n").expect("a head").1, sent, "{request}");
    }
    for header in ["'X-A: 1'", "['X-A: 1']", "{ 'X-A': '1', 'X-B': undefined }", "[{ key: 'X-A', value: 1 }]"]
    {
        let outcome = run_script(&format!("await pm.sendRequest({{ url: 'URL', header: {header} }});"), &[]);
        assert_eq!(outcome.ran.code, 0, "{header}: {}", outcome.ran.out);
        assert!(outcome.server.requests().pop().expect("sent").contains("\r\nX-A: 1\r\n"), "{header}");
    }
}

#[test]
fn a_member_that_nobody_reads_is_warned_of() {
    let outcome = run_script("await pm.sendRequest({ url: 'URL', timeout: 5, type: 'POST' });", &[]);
    assert_eq!(outcome.ran.code, 0, "{}", outcome.ran.out);
    assert!(outcome.ran.out.contains("nobody reads \"timeout\", \"type\""), "{}", outcome.ran.out);
}

#[test]
fn a_request_without_a_url_or_of_an_impossible_method_fails() {
    for (request, said) in [
        ("{ method: 'GET' }", "request url is empty"),
        ("{ url: 'URL', method: 'a b' }", "Method must be a valid HTTP token"),
    ] {
        let outcome = run_script(&format!("pm.sendRequest({request}, () => {{}});"), &[]);
        assert_eq!(outcome.ran.code, 1, "{request}: {}", outcome.ran.out);
        assert!(outcome.failures()[0].contains(said), "{request}: {:?}", outcome.failures());
    }
}

#[test]
fn the_callback_of_a_failed_request_gets_no_response() {
    let source = "pm.sendRequest('http://127.0.0.1:1/x', (error, response) => {
        pm.test('error', () => pm.expect(error.code).to.eql('ECONNREFUSED'));
        pm.test('response', () => pm.expect(response).to.be.undefined);
    });";
    let outcome = run_script(source, &[]);
    let failed = outcome.report["run"]["stats"]["assertions"]["failed"].as_u64();
    assert_eq!(failed, Some(0), "{}", outcome.ran.out);
}

#[test]
fn a_broken_body_fails_the_request_of_a_script() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&b"long ".repeat(1000)).expect("memory");
    let whole = encoder.finish().expect("memory");
    let half = &whole[..whole.len() / 2];
    let head = |extra: &str| format!("HTTP/1.1 200 OK\r\n{extra}\r\n\r\n").into_bytes();
    let gzip =
        [head(&format!("Content-Encoding: gzip\r\nContent-Length: {}", half.len())), half.to_vec()].concat();
    for (name, answer, said) in [
        ("gzip", gzip, "unexpected end of file"),
        ("chunks", [head("Transfer-Encoding: chunked"), b"5\r\nab".to_vec()].concat(), "aborted"),
        ("length", [head("Content-Length: 10"), b"abc".to_vec()].concat(), "aborted"),
    ] {
        let broken = crate::support::raw_server(answer);
        let source = format!(
            "pm.sendRequest('{broken}', (error) => pm.test('error', () => pm.expect(error.message).to.eql('{said}')));"
        );
        let sound = Server::json("{}");
        let outcome = run_in(
            &Case::new(),
            |_| json!({"name": "r", "request": sound.url, "event": [script("test", &source)]}),
            &[],
        );
        assert_eq!(
            outcome.report["run"]["stats"]["assertions"],
            json!({"total": 1, "pending": 0, "failed": 0}),
            "{name}: {}",
            outcome.ran.out
        );
        assert_eq!((outcome.ran.code, outcome.failures()), (1, vec![said]), "{name}");
    }
}
