//! Exchanges over TLS: trust, client certificates, and the messages of failures.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::http::{ClientCertificate, Headers, HttpVersion, KeyLogFile, Proxy, TlsPolicy};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).expect("a fixture")
}

fn certificate(name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(&read(name)).expect("a certificate")
}

/// A server: the name of its certificate, whether it asks for a client certificate, and its protocols.
#[derive(Clone, Copy, Default)]
struct Kind {
    name: &'static str,
    asks: bool,
    http2: bool,
}

fn config(kind: Kind) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::from_pem_slice(&read(&format!("{}.key", kind.name))).expect("a key");
    let chain = vec![certificate(&format!("{}.crt", kind.name))];
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("versions");
    let mut roots = RootCertStore::empty();
    roots.add(certificate("ca.crt")).expect("an authority");
    let asking = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let builder = if kind.asks {
        builder.with_client_cert_verifier(asking.build().expect("a verifier"))
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_single_cert(chain, key).expect("a configuration");
    if kind.http2 {
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    Arc::new(config)
}

/// Answers one request on each connection. Over HTTP/2 the answer has the names of the headers and the length of the
/// body.
async fn server(kind: Kind) -> SocketAddr {
    let acceptor = TlsAcceptor::from(config(kind));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            if kind.http2 {
                tokio::spawn(async move { echo_over_http2(stream).await });
                continue;
            }
            let mut request = [0; 1000];
            if stream.read(&mut request).await.is_ok_and(|length| length > 0) {
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
                stream.write_all(answer).await.expect("written");
            }
        }
    });
    address
}

async fn echo_over_http2(stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin) {
    let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        tokio::spawn(async move {
            let names: Vec<_> = request.headers().keys().map(|name| name.as_str().to_owned()).collect();
            let line = format!("{} {}", request.method(), request.uri());
            let (mut body, mut length) = (request.into_body(), 0);
            while let Some(Ok(part)) = body.data().await {
                length += part.len();
                body.flow_control().release_capacity(part.len()).expect("taken");
            }
            let response = http::Response::builder().header("X-Mark", "1").body(()).expect("a head");
            let mut stream = respond.send_response(response, false).expect("sent");
            stream.send_data(format!("{line} {} {length}", names.join(",")).into(), true).expect("sent");
        });
    }
}

struct Call {
    url: String,
    trusted: &'static [&'static str],
    certificate: Option<ClientCertificate>,
    proxy: Option<Proxy>,
    options: SendOptions,
    payload: Payload,
}

impl Call {
    /// A call to `localhost`, whose certificate the authority of the fixtures has signed.
    fn to(address: SocketAddr) -> Self {
        Self {
            url: format!("https://localhost:{}/", address.port()),
            trusted: &["ca.crt"],
            certificate: None,
            proxy: None,
            options: SendOptions::default(),
            payload: Payload::None,
        }
    }

    fn showing(self, certificate: &str, key: &str, passphrase: &str) -> Self {
        let certificate = ClientCertificate {
            matches: vec!["https://localhost:*/*".to_owned()],
            certificate: Some(fixture(certificate)),
            key: Some(fixture(key)),
            pfx: None,
            passphrase: Some(passphrase.to_owned()),
        };
        Self { certificate: Some(certificate), ..self }
    }

    fn with_pfx(self, pfx: &str, passphrase: &str) -> Self {
        let certificate = ClientCertificate {
            matches: vec!["<all_urls>".to_owned()],
            pfx: Some(fixture(pfx)),
            passphrase: Some(passphrase.to_owned()),
            ..ClientCertificate::default()
        };
        Self { certificate: Some(certificate), ..self }
    }

    fn tls(mut self, change: impl FnOnce(&mut TlsPolicy)) -> Self {
        change(&mut self.options.tls);
        self
    }

    async fn exchange(self) -> Exchange {
        let options = ClientOptions {
            extra_ca: self.trusted.iter().map(|name| Bytes::from(read(name))).collect(),
            certificates: self.certificate.into_iter().collect(),
            proxies: Proxies { https: self.proxy, ..Proxies::default() },
            ..ClientOptions::default()
        };
        let client = Client::new(options, Clock::system());
        let mut headers = Headers::default();
        headers.push("X-Own", "1");
        headers.push("Connection", "keep-alive");
        let request = Request { method: "POST".into(), url: self.url, headers, payload: self.payload };
        client.send(&request, &self.options, &CookieJar::default()).await
    }

    async fn body(self) -> String {
        let response = self.exchange().await.outcome.expect("a response");
        String::from_utf8_lossy(&response.body).into_owned()
    }

    async fn refusal(self) -> String {
        self.exchange().await.outcome.expect_err("refused").message
    }
}

const PLAIN: Kind = Kind { name: "server", asks: false, http2: false };
const ASKING: Kind = Kind { name: "server", asks: true, http2: false };
const HTTP2: Kind = Kind { name: "server", asks: false, http2: true };

#[tokio::test]
async fn a_self_signed_certificate_is_refused_unless_checks_are_off_or_it_is_trusted() {
    let address = server(Kind { name: "self-signed", ..PLAIN }).await;
    let failure = Call::to(address).exchange().await.outcome.expect_err("refused");
    assert_eq!(failure.message, "self-signed certificate");
    assert_eq!(failure.code.as_deref(), Some("DEPTH_ZERO_SELF_SIGNED_CERT"));
    assert_eq!(Call::to(address).tls(|tls| tls.verify = false).body().await, "hi");
    assert_eq!(Call { trusted: &["self-signed.crt"], ..Call::to(address) }.body().await, "hi");
}

#[tokio::test]
async fn an_unknown_authority_is_refused_and_a_given_one_is_trusted() {
    let address = server(PLAIN).await;
    let refusal = Call { trusted: &[], ..Call::to(address) }.refusal().await;
    assert_eq!(refusal, "unable to verify the first certificate");
    assert_eq!(Call::to(address).body().await, "hi");
}

#[tokio::test]
async fn a_trusted_certificate_is_valid_only_for_its_own_names() {
    let address = server(Kind { name: "self-signed", ..PLAIN }).await;
    let call =
        Call { url: format!("https://{address}/"), trusted: &["self-signed.crt"], ..Call::to(address) };
    assert_eq!(
        call.refusal().await,
        "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: "
    );
    let refusal = Call::to(server(Kind { name: "other", ..PLAIN }).await).refusal().await;
    assert_eq!(
        refusal,
        "Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: \
         DNS:other.example"
    );
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let address = server(Kind { name: "expired", ..PLAIN }).await;
    assert_eq!(Call::to(address).refusal().await, "certificate has expired");
}

#[tokio::test]
async fn a_client_certificate_is_sent_in_every_format_of_its_key() {
    let address = server(ASKING).await;
    for (key, passphrase) in
        [("client.key", ""), ("client-encrypted.key", "secret"), ("client-legacy.key", "secret")]
    {
        assert_eq!(Call::to(address).showing("client.crt", key, passphrase).body().await, "hi", "{key}");
    }
    for pfx in ["client.pfx", "client-legacy.pfx"] {
        assert_eq!(Call::to(address).with_pfx(pfx, "secret").body().await, "hi", "{pfx}");
    }
}

#[tokio::test]
async fn a_missing_client_certificate_fails_with_openssls_message() {
    let address = server(ASKING).await;
    let refusal = Call::to(address).refusal().await;
    assert!(refusal.contains("0A00045C:SSL routines::tlsv13 alert certificate required"), "{refusal}");
}

#[tokio::test]
async fn an_unusable_client_certificate_fails_before_the_request_is_sent() {
    let unreachable = SocketAddr::from(([127, 0, 0, 1], 1));
    let cases = [
        ("client.crt", "client-encrypted.key", "wrong", "error:1C800064:Provider routines::bad decrypt"),
        ("client.crt", "ca.crt", "", "error:1E08010C:DECODER routines::unsupported"),
        ("make.sh", "client.key", "", "error:0480006C:PEM routines::no start line"),
        ("client.crt", "server.key", "", "error:05800074:x509 certificate routines::key values mismatch"),
    ];
    for (certificate, key, passphrase, message) in cases {
        let refusal = Call::to(unreachable).showing(certificate, key, passphrase).refusal().await;
        assert_eq!(refusal, message, "{certificate} {key}");
    }
    let refusal = Call::to(unreachable).with_pfx("client.pfx", "wrong").refusal().await;
    assert_eq!(refusal, "mac verify failure");
    assert_eq!(Call::to(unreachable).with_pfx("make.sh", "").refusal().await, "not enough data");
}

#[tokio::test]
async fn a_client_certificate_that_does_not_exist_is_a_warning() {
    let exchange = Call::to(server(PLAIN).await).showing("none.crt", "client.key", "").exchange().await;
    assert_eq!(exchange.outcome.expect("a response").code, 200);
    let path = fixture("none.crt");
    let warning = format!(
        "certificate \"cert\" load error:  ENOENT: no such file or directory, open '{}'",
        path.display()
    );
    assert_eq!(exchange.warnings, [warning]);
}

#[tokio::test]
async fn the_profile_chooses_the_versions_and_suites() {
    let address = server(PLAIN).await;
    let none = |tls: &mut TlsPolicy| tls.disabled_protocols = vec!["TLSv1_2".into(), "TLSv1_3".into()];
    let refusal = Call::to(address).tls(none).refusal().await;
    assert_eq!(refusal, "error:0A0000BF:SSL routines::no protocols available");
    let older = |tls: &mut TlsPolicy| {
        tls.disabled_protocols = vec!["TLSv1_3".into()];
        tls.ciphers = vec!["AES128-SHA".into(), "ECDHE-RSA-AES128-GCM-SHA256".into()];
    };
    let exchange = Call::to(address).tls(older).exchange().await;
    assert_eq!(exchange.outcome.expect("a response").code, 200);
    assert_eq!(exchange.warnings, ["tlsCipherSelection: \"AES128-SHA\" cannot be offered; it is left out"]);
}

#[tokio::test]
async fn http2_is_used_when_the_profile_asks_and_has_lower_case_names() {
    let address = server(HTTP2).await;
    for version in [HttpVersion::Http2, HttpVersion::Auto] {
        let mut call = Call::to(address);
        call.options.version = version;
        call.payload = Payload::Bytes(vec![b'x'; 3_000_000].into());
        let response = call.exchange().await.outcome.expect("a response");
        assert_eq!((response.http_version.as_str(), response.reason.as_str()), ("2.0", "OK"));
        assert_eq!(response.headers.get("x-mark"), Some("1"));
        let body = String::from_utf8_lossy(&response.body);
        let url = format!("POST https://localhost:{}/", address.port());
        assert_eq!(body, format!("{url} x-own,content-length 3000000"));
    }
}

#[tokio::test]
async fn a_server_without_http2_gets_http1_unless_the_profile_requires_http2() {
    let address = server(PLAIN).await;
    let mut call = Call::to(address);
    call.options.version = HttpVersion::Auto;
    assert_eq!(call.body().await, "hi");
    let mut call = Call::to(address);
    call.options.version = HttpVersion::Http2;
    assert!(call.refusal().await.contains("the server does not speak HTTP/2"));
}

#[tokio::test]
async fn a_server_without_tls_fails_with_newmans_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("written");
        let _ = stream.read(&mut [0; 1000]).await;
    });
    let refusal = Call::to(address).refusal().await;
    assert!(refusal.contains("wrong version number"), "{refusal}");
}

/// A proxy for one connection: it reads the head of the request, answers, forwards all bytes, and returns the head.
async fn proxy(answer: &'static str, to: SocketAddr) -> (SocketAddr, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a head"));
        }
        stream.write_all(answer.as_bytes()).await.expect("written");
        let mut onward = tokio::net::TcpStream::connect(to).await.expect("the server");
        let _ = tokio::io::copy_bidirectional(&mut stream, &mut onward).await;
        String::from_utf8(head).expect("text")
    });
    (address, task)
}

#[tokio::test]
async fn https_goes_through_a_tunnel_with_the_proxys_own_credentials() {
    let to = server(PLAIN).await;
    let (address, task) = proxy("HTTP/1.1 200 Connection established\r\n\r\n", to).await;
    let proxy = Proxy::parse(&format!("http://user:pass@{address}")).expect("a proxy");
    assert_eq!(Call { proxy: Some(proxy), ..Call::to(to) }.body().await, "hi");
    let head = task.await.expect("a head");
    let place = format!("localhost:{}", to.port());
    assert!(head.starts_with(&format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n")), "{head}");
    assert!(
        head.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n") && !head.contains("X-Own"),
        "{head}"
    );
}

#[tokio::test]
async fn a_proxy_that_refuses_fails_with_newmans_message() {
    let to = server(PLAIN).await;
    let (address, _task) = proxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", to).await;
    let refusing = Proxy::parse(&address.to_string()).expect("a proxy");
    assert_eq!(
        Call { proxy: Some(refusing), ..Call::to(to) }.refusal().await,
        "tunneling socket could not be established, statusCode=407"
    );
    let absent = Proxy::parse("127.0.0.1:1").expect("a proxy");
    assert_eq!(
        Call { proxy: Some(absent), ..Call::to(to) }.refusal().await,
        "tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:1"
    );
}

#[tokio::test]
async fn the_secrets_of_a_connection_are_written_to_the_key_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys");
    let address = server(PLAIN).await;
    let options = ClientOptions {
        extra_ca: vec![Bytes::from(read("ca.crt"))],
        key_log: Some(KeyLogFile::open(&path).expect("opened")),
        ..ClientOptions::default()
    };
    let client = Client::new(options, Clock::system());
    let url = format!("https://localhost:{}/", address.port());
    let request = Request { method: "GET".into(), url, headers: Headers::default(), payload: Payload::None };
    let exchange = client.send(&request, &SendOptions::default(), &CookieJar::default()).await;
    assert_eq!(exchange.outcome.expect("a response").code, 200);
    let log = std::fs::read_to_string(&path).expect("written");
    let line = log.lines().find_map(|line| line.strip_prefix("CLIENT_TRAFFIC_SECRET_0 ")).expect("a line");
    let (random, secret) = line.split_once(' ').expect("two parts");
    assert!(random.len() == 64 && secret.len() >= 64, "{line}");
}

/// Like `proxy`, for a proxy that is reached over TLS and has the certificate with this name.
async fn proxy_behind_tls(name: &'static str, to: SocketAddr) -> SocketAddr {
    let acceptor = TlsAcceptor::from(config(Kind { name, ..PLAIN }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let Ok(mut stream) = acceptor.accept(stream).await else { return };
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a head"));
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("written");
        let mut onward = tokio::net::TcpStream::connect(to).await.expect("the server");
        let _ = tokio::io::copy_bidirectional(&mut stream, &mut onward).await;
    });
    address
}

#[tokio::test]
async fn the_certificate_of_a_proxy_over_tls_is_verified_like_a_servers() {
    let to = server(PLAIN).await;
    let through = |address: SocketAddr| {
        let proxy = Proxy::parse(&format!("https://localhost:{}", address.port())).expect("a proxy");
        Call { proxy: Some(proxy), ..Call::to(to) }
    };
    assert_eq!(through(proxy_behind_tls("server", to).await).body().await, "hi");
    assert_eq!(
        through(proxy_behind_tls("self-signed", to).await).refusal().await,
        "tunneling socket could not be established, cause=self-signed certificate"
    );
    let unchecked = through(proxy_behind_tls("self-signed", to).await).tls(|tls| tls.verify = false);
    assert_eq!(unchecked.body().await, "hi");
}
