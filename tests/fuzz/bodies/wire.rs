//! Bytes that a server sends: answers of HTTP/1.1 and HTTP/2, challenges, tokens, and the files of a TLS connection.
//!
//! Answers come over the loopback address, since the codec belongs to the client alone.

use std::cell::RefCell;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use postino::auth::{Signing, TokenStore, authorizer};
use postino::clock::{Clock, Seed};
use postino::collection::{Auth, Profile, Request as Item, Url};
use postino::http::{
    Client, ClientCertificate, ClientOptions, CookieJar, Headers, HttpVersion, Payload, Proxy, Request,
    Response, SendOptions, TlsPolicy,
};
use postino::secret::SecretCollector;
use postino::variable::Dynamic;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// No answer of a target takes longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longer bodies are refused. Units: bytes.
const LONGEST_BODY: usize = 1 << 20;

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    static TLS: RefCell<Option<TlsAcceptor>> = const { RefCell::new(None) };
}

fn fixture(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The targets of cargo-fuzz are a package of their own.
    let root = if here.ends_with("tests/fuzz") { here.join("../..") } else { here.to_owned() };
    root.join("tests/fixtures/tls").join(name)
}

/// A server's side of TLS, which speaks HTTP/2.
fn acceptor() -> TlsAcceptor {
    TLS.with_borrow_mut(|made| {
        made.get_or_insert_with(|| {
            let chain = vec![CertificateDer::from_pem_file(fixture("server.crt")).expect("a certificate")];
            let key = PrivateKeyDer::from_pem_file(fixture("server.key")).expect("a key");
            let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
            let builder = builder.with_safe_default_protocol_versions().expect("versions");
            let mut config =
                builder.with_no_client_auth().with_single_cert(chain, key).expect("a configuration");
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            TlsAcceptor::from(Arc::new(config))
        })
        .clone()
    })
}

/// One call to a server that sends these pieces and closes the connection.
struct Call<'p> {
    pieces: &'p [&'p [u8]],
    tls: bool,
    method: &'static str,
    client: ClientOptions,
    options: SendOptions,
}

impl Call<'_> {
    /// What the client makes of it. What is no HTTP is refused with a message.
    fn answer(self) -> Option<Response> {
        RUNTIME.with(|runtime| runtime.block_on(self.exchange()))
    }

    async fn exchange(self) -> Option<Response> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let scheme = if self.tls { "https" } else { "http" };
        let request = Request {
            method: self.method.to_owned(),
            url: format!("{scheme}://127.0.0.1:{port}/x"),
            headers: Headers::default(),
            payload: Payload::None,
        };
        let client = Client::new(self.client.clone().with_longest_body(LONGEST_BODY), Clock::system());
        let options = self.options.clone().with_redirects(0).with_max_time(PATIENCE);
        let jar = CookieJar::default();
        // A request may go out a second time; the server answers until the client has what it wants.
        let exchange = tokio::select! {
            exchange = client.send(&request, &options, &jar) => exchange,
            () = self.serve(&listener) => unreachable!("it serves for ever"),
        };
        let response = exchange.outcome.ok()?;
        assert!(response.body.len() <= LONGEST_BODY && response.body_bytes == response.body.len() as u64);
        Some(response)
    }

    async fn serve(&self, listener: &TcpListener) {
        loop {
            let Ok((mut stream, _)) = listener.accept().await else { continue };
            // A client that goes away early has seen enough.
            let _ = if self.tls {
                match acceptor().accept(stream).await {
                    Ok(mut stream) => send(&mut stream, self.pieces).await,
                    Err(_) => continue,
                }
            } else {
                send(&mut stream, self.pieces).await
            };
        }
    }
}

async fn send(
    stream: &mut (impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin),
    pieces: &[&[u8]],
) -> std::io::Result<()> {
    let mut request = [0; 1024];
    let _ = stream.read(&mut request).await?;
    for piece in pieces {
        stream.write_all(piece).await?;
        stream.flush().await?;
        tokio::task::yield_now().await;
    }
    stream.shutdown().await
}

fn options(change: impl FnOnce(&mut SendOptions)) -> SendOptions {
    let mut options = SendOptions::default();
    change(&mut options);
    options
}

/// The first byte and the rest.
fn split(bytes: &[u8]) -> (u8, &[u8]) {
    bytes.split_first().map_or((0, bytes), |(first, rest)| (*first, rest))
}

/// The answer of an HTTP/1.1 server, in two pieces. The first byte says how the client reads.
pub(crate) fn response(bytes: &[u8]) {
    let (flags, rest) = split(bytes);
    let (head, tail) = rest.split_at(rest.len() * usize::from(flags >> 4) / 16);
    let options = options(|set| (set.lenient, set.keep_cut_bodies) = (flags & 1 != 0, flags & 2 != 0));
    let method = if flags & 4 != 0 { "HEAD" } else { "GET" };
    let client = ClientOptions::default();
    let _ = Call { pieces: &[head, tail], tls: false, method, client, options }.answer();
}

/// A compressed body, whole as HTTP sees it: the first line names its codings.
pub(crate) fn compressed(bytes: &[u8]) {
    let (coding, body) = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or((&b""[..], bytes), |at| (&bytes[..at], &bytes[at + 1..]));
    let coding: String = String::from_utf8_lossy(coding).chars().filter(char::is_ascii_graphic).collect();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n", body.len());
    for keeps in [false, true] {
        let options = options(|set| set.keep_cut_bodies = keeps);
        let client = ClientOptions::default();
        let _ =
            Call { pieces: &[head.as_bytes(), body], tls: false, method: "GET", client, options }.answer();
    }
}

/// The frames of an HTTP/2 server.
pub(crate) fn http2(bytes: &[u8]) {
    let options = SendOptions::default()
        .with_version(HttpVersion::Http2)
        .with_tls(TlsPolicy { verify: false, ..TlsPolicy::default() });
    let client = ClientOptions::default();
    let _ = Call { pieces: &[bytes], tls: true, method: "GET", client, options }.answer();
}

/// The files of a client certificate and of trusted authorities. The first byte says which file it is.
pub(crate) fn certificate(bytes: &[u8]) {
    let (kind, rest) = split(bytes);
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(rest).expect("written");
    let path = Some(file.path().to_owned());
    let mut identity =
        ClientCertificate { matches: vec!["<all_urls>".into()], ..ClientCertificate::default() };
    identity.passphrase = (kind & 4 != 0).then(|| "secret".to_owned());
    let mut client = ClientOptions::default();
    match kind & 3 {
        0 => (identity.certificate, identity.key) = (path, Some(fixture("client.key"))),
        1 => (identity.certificate, identity.key) = (Some(fixture("client.crt")), path),
        2 => identity.pfx = path,
        _ => client = client.with_extra_ca(rest.to_vec()),
    }
    if kind & 3 != 3 {
        client = client.with_certificate(identity);
    }
    let options =
        SendOptions::default().with_tls(TlsPolicy { verify: kind & 3 == 3, ..TlsPolicy::default() });
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let _ = Call { pieces: &[answer], tls: true, method: "GET", client, options }.answer();
}

/// A proxy as the environment or an option names it.
pub(crate) fn proxy(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // A text that is no proxy is refused with a message.
    if let Ok(proxy) = Proxy::parse(&text) {
        assert!(proxy.password().is_none_or(|password| text.len() >= password.len()));
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let mut list = Headers::default();
    for (name, value) in headers {
        list.push(*name, *value);
    }
    Response {
        code: status,
        reason: String::new(),
        headers: list,
        body: Bytes::copy_from_slice(body),
        body_bytes: body.len() as u64,
        wire_bytes: body.len() as u64,
        timings: postino::http::Timings::default(),
        cookies: Vec::new(),
        http_version: "1.1".to_owned(),
    }
}

/// The challenges of a server, a line each, to Digest and NTLM; the request that answers them is signed.
pub(crate) fn challenge(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let headers: Vec<_> = text.lines().map(|line| ("WWW-Authenticate", line)).collect();
    let response = answer(401, &headers, b"");
    for (scheme, names) in [("digest", ["username", "password"]), ("ntlm", ["username", "password"])] {
        let params =
            names.map(|name| (name.to_owned(), Value::from("d\\é"))).into_iter().collect::<Map<_, _>>();
        let mut auth = Auth { scheme: scheme.to_owned(), params };
        let known = authorizer(scheme).expect("a scheme");
        let (secrets, clock, profile) = (SecretCollector::default(), Clock::system(), Profile::default());
        let mut random = Dynamic::new(Seed(1), clock.clone());
        let payload = || Payload::Bytes(Bytes::from_static(b"body"));
        let mut signing = Signing {
            secrets: &secrets,
            clock: &clock,
            random: &mut random,
            profile: &profile,
            payload: &payload,
        };
        for _ in 0..3 {
            let mut request = Item { url: Url::parse("http://h.example/a?b=c"), ..Item::default() };
            // What cannot be signed goes out unsigned, with a warning.
            let _ = known.sign(&auth, &mut request, &mut signing);
            match known.retry(&auth, &response, &mut signing) {
                Ok(Some(next)) => auth = next,
                _ => break,
            }
        }
    }
}

/// The answer of an authorisation server.
pub(crate) fn token(bytes: &[u8]) {
    let params =
        [("accessTokenUrl", "http://h.example/t"), ("grant_type", "client_credentials"), ("clientId", "c")];
    let params = params.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    let auth = Auth { scheme: "oauth2".to_owned(), params };
    let (store, now) = (TokenStore::default(), time::OffsetDateTime::UNIX_EPOCH);
    let response = answer(200, &[("Content-Type", "application/json")], bytes);
    if store.accept(&auth, &response, now, &SecretCollector::default()).is_ok() {
        assert!(store.need(&auth, now).is_ok());
        store.renew(&auth);
    }
}

/// The private key of a signature, which a user pastes into the auth's fields.
pub(crate) fn key(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for algorithm in ["RS256", "ES256", "ES512"] {
        let fields =
            [("algorithm", algorithm), ("privateKey", &*text), ("payload", "{}"), ("addTokenTo", "header")];
        let params = fields.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        let auth = Auth { scheme: "jwt".to_owned(), params };
        let (secrets, clock, profile) = (SecretCollector::default(), Clock::system(), Profile::default());
        let mut random = Dynamic::new(Seed(1), clock.clone());
        let payload = || Payload::None;
        let mut signing = Signing {
            secrets: &secrets,
            clock: &clock,
            random: &mut random,
            profile: &profile,
            payload: &payload,
        };
        let mut request = Item { url: Url::parse("http://h.example/"), ..Item::default() };
        // A key that does not parse or does not fit is refused with a message.
        let _ = authorizer("jwt").expect("a scheme").sign(&auth, &mut request, &mut signing);
    }
}
