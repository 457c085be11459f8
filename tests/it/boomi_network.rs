//! The network of the `boomi` commands: proxies, authorities, client certificates and limits.

use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use crate::support::{Case, Server, read_request};

const NO_EXECUTIONS: &str = r#"{"@type":"QueryResult","numberOfResults":0}"#;

pub(crate) fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A case whose environment has the platform at `url`.
fn calling(url: &str) -> Case {
    let case = Case::new();
    let values = [("baseUrl", url), ("accountId", "acc-A1"), ("userEmail", "a@b.c"), ("apiToken", "t0ken-ü")];
    let values = values.map(|(key, value)| json!({"key": key, "value": value}));
    case.write("boomi.postman_environment.json", &json!({"name": "E", "values": values}).to_string());
    case
}

/// A platform over TLS that has no executions. With `mutual`, it accepts only callers with a client certificate.
pub(crate) fn platform_over_tls(mutual: bool) -> String {
    let chain = CertificateDer::pem_file_iter(fixture("server.crt")).expect("there");
    let chain = chain.map(|certificate| certificate.expect("PEM")).collect();
    let key = PrivateKeyDer::from_pem_file(fixture("server.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let config = config.with_safe_default_protocol_versions().expect("TLS 1.2 and 1.3");
    let config = if mutual {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(fixture("ca.crt")).expect("PEM")).expect("an authority");
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
        config.with_client_cert_verifier(verifier.expect("roots are there"))
    } else {
        config.with_no_client_auth()
    };
    let config = Arc::new(config.with_single_cert(chain, key).expect("they belong together"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a sound configuration");
            let mut reader = BufReader::new(StreamOwned::new(connection, stream));
            while read_request(&mut reader).is_some() {
                let length = NO_EXECUTIONS.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
                );
                let out = reader.get_mut();
                if out.write_all((head + NO_EXECUTIONS).as_bytes()).and_then(|()| out.flush()).is_err() {
                    break;
                }
            }
        }
    });
    format!("https://localhost:{port}")
}

#[test]
fn a_proxy_of_the_process_environment_gets_the_calls_unless_no_proxy_has_the_host() {
    let (platform, proxy) = (Server::json(NO_EXECUTIONS), Server::json(NO_EXECUTIONS));
    let case = calling(&platform.url);
    let list = |variables: &[(&str, &str)]| {
        let mut command = case.command(&["boomi", "executions"]);
        command.envs(variables.iter().copied()).output().expect("postino starts").status.success()
    };
    assert!(list(&[("HTTP_PROXY", &proxy.url)]));
    assert_eq!((proxy.requests().len(), platform.was_called()), (1, false));
    let request = &proxy.requests()[0];
    let line = format!("POST {}/api/rest/v1/acc-A1/ExecutionRecord/query HTTP/1.1\r\n", platform.url);
    assert!(request.starts_with(&line), "{request}");
    assert!(list(&[("HTTP_PROXY", &proxy.url), ("NO_PROXY", "127.0.0.1")]));
    assert_eq!((proxy.requests().len(), platform.requests().len()), (1, 1));
}

#[test]
fn the_proxy_option_overrides_the_process_environment() {
    let proxy = Server::json(r#"{"@type":"ExecutionRequest","requestId":"executionrecord-1"}"#);
    let case = calling("http://platform.invalid");
    let ids =
        ["processId=789abcde-f012-4345-8678-9abcdef01234", "atomId=3456789a-bcde-4f01-8345-6789abcdef01"];
    let line = ["boomi", "trigger", "--env-var", ids[0], "--env-var", ids[1], "--proxy", &proxy.url];
    let mut command = case.command(&line);
    let done = command.env("HTTP_PROXY", "http://127.0.0.1:1").output().expect("postino starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let request = &proxy.requests()[0];
    let line = "POST http://platform.invalid/api/rest/v1/acc-A1/ExecutionRequest HTTP/1.1\r\n";
    assert!(request.starts_with(line), "{request}");
}

#[test]
fn an_invalid_proxy_is_refused_before_a_call() {
    let platform = Server::json(NO_EXECUTIONS);
    let ran = calling(&platform.url).postino(&["boomi", "executions", "--proxy", "ftp://h"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(!platform.was_called());
}

#[test]
fn an_extra_authority_is_trusted() {
    let case = calling(&platform_over_tls(false));
    let refused = case.postino(&["boomi", "executions"]);
    assert_eq!(refused.code, 9, "{}", refused.err);
    let ran = case.postino(&["boomi", "executions", "--ssl-extra-ca-certs", &fixture("ca.crt")]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no executions\n"), "{}", ran.err);
}

#[test]
fn any_certificate_is_accepted_with_the_option_k() {
    let ran = calling(&platform_over_tls(false)).postino(&["boomi", "executions", "-k"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no executions\n"), "{}", ran.err);
}

#[test]
fn a_client_certificate_is_sent_to_a_platform_that_asks() {
    let case = calling(&platform_over_tls(true));
    assert_eq!(case.postino(&["boomi", "executions", "-k"]).code, 9);
    let (certificate, key) = (fixture("client.crt"), fixture("client.key"));
    let shown = ["boomi", "executions", "-k", "--ssl-client-cert", &certificate, "--ssl-client-key", &key];
    let ran = case.postino(&shown);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no executions\n"), "{}", ran.err);
}

#[test]
fn a_platform_that_never_answers_fails_after_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let silent = format!("http://{}", listener.local_addr().expect("bound"));
    let case = calling(&silent);
    for (limit, said) in
        [("--timeout-request", "ESOCKETTIMEDOUT"), ("--max-time", "the request was not done after 20ms")]
    {
        let ran = case.postino(&["boomi", "executions", limit, "20"]);
        assert_eq!(ran.code, 9, "{limit}: {}", ran.err);
        assert!(ran.err.contains(said), "{limit}: {}", ran.err);
    }
}
