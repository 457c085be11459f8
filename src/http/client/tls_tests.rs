//! Exchanges over TLS with a server whose certificate, for `localhost`, is signed by itself.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

const CERTIFICATE: &[u8] = include_bytes!("localhost.crt");

/// Answers one request on each connection.
async fn server() -> SocketAddr {
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("localhost.key")).expect("a key");
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).expect("a certificate")];
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 1000];
            if stream.read(&mut request).await.is_ok_and(|length| length > 0) {
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
                stream.write_all(answer).await.expect("written");
            }
        }
    });
    address
}

async fn send(url: String, extra_ca: &[&'static [u8]], verify_tls: bool) -> Result<Response, RequestFailure> {
    let extra_ca = extra_ca.iter().map(|text| Bytes::from_static(text)).collect();
    let client = Client::new(ClientOptions { extra_ca, ..ClientOptions::default() }, Clock::system());
    let request = Request { method: "GET".into(), url, headers: Headers::default(), payload: Payload::None };
    let options = SendOptions { verify_tls, ..SendOptions::default() };
    client.send(&request, &options, &CookieJar::default()).await.outcome
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused_unless_checks_are_off_or_it_is_trusted() {
    let url = format!("https://localhost:{}/", server().await.port());
    let failure = send(url.clone(), &[], true).await.expect_err("refused");
    assert_eq!(failure.message, "self-signed certificate");
    assert_eq!(failure.code.as_deref(), Some("DEPTH_ZERO_SELF_SIGNED_CERT"));
    assert_eq!(&send(url.clone(), &[], false).await.expect("a response").body[..], b"hi");
    assert_eq!(&send(url, &[CERTIFICATE], true).await.expect("a response").body[..], b"hi");
}

#[tokio::test]
async fn a_trusted_certificate_is_good_for_its_own_names_only() {
    let failure = send(format!("https://{}/", server().await), &[CERTIFICATE], true).await;
    assert_eq!(
        failure.expect_err("refused").message,
        "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: "
    );
}

#[tokio::test]
async fn what_answers_without_tls_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}/", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("written");
        let _ = stream.read(&mut [0; 1000]).await;
    });
    let failure = send(url, &[], true).await.expect_err("no TLS");
    assert!(failure.message.contains("wrong version number"), "{failure}");
}
