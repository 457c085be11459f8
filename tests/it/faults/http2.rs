//! The server's side of HTTP/2 by hand: TLS, and frames that no library would send.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Kinds of frames. Source: RFC 9113, section 6.
pub(super) mod kind {
    pub(crate) const DATA: u8 = 0;
    pub(crate) const HEADERS: u8 = 1;
    pub(crate) const RST_STREAM: u8 = 3;
    pub(crate) const SETTINGS: u8 = 4;
    pub(crate) const PUSH_PROMISE: u8 = 5;
    pub(crate) const PING: u8 = 6;
    pub(crate) const GOAWAY: u8 = 7;
    pub(crate) const WINDOW_UPDATE: u8 = 8;
    pub(crate) const CONTINUATION: u8 = 9;
}

pub(super) const END_STREAM: u8 = 1;
pub(super) const END_HEADERS: u8 = 4;
/// The header block of `:status: 200`.
pub(super) const STATUS_200: &[u8] = &[0x88];

/// A frame as bytes.
pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short payload").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header that is written out and not indexed. Both texts are shorter than 127 bytes.
pub(super) fn literal(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).expect("a short text")], text.as_bytes()].concat();
    [vec![0], text(name), text(value)].concat()
}

/// A connection after the TLS handshake.
pub(super) struct Secured {
    stream: StreamOwned<ServerConnection, TcpStream>,
    /// The stream of the request that was read last.
    pub(super) request: u32,
}

impl Secured {
    /// Makes the handshake; `None` where the client does not go along.
    pub(super) fn accept(mut stream: TcpStream, protocol: &[u8]) -> Option<Self> {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        stream.set_nodelay(true).expect("an option");
        let mut connection = ServerConnection::new(config(protocol)).expect("a configuration");
        while connection.is_handshaking() {
            connection.complete_io(&mut stream).ok()?;
        }
        Some(Self { stream: StreamOwned::new(connection, stream), request: 1 })
    }

    /// Writes bytes; false when the client is gone.
    pub(super) fn write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).and_then(|()| self.stream.flush()).is_ok()
    }

    /// Writes the settings, and reads the client's frames up to the head of a request. False at the end.
    pub(super) fn begin(&mut self, settings: &[u8]) -> bool {
        let mut preface = [0; 24];
        self.write(frame(kind::SETTINGS, 0, 0, settings))
            && self.stream.read_exact(&mut preface).is_ok()
            && self.next_request()
    }

    /// Reads frames up to the head of a request. False at the end.
    pub(super) fn next_request(&mut self) -> bool {
        loop {
            let mut head = [0; 9];
            if self.stream.read_exact(&mut head).is_err() {
                return false;
            }
            let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
            let mut payload = vec![0; length];
            if self.stream.read_exact(&mut payload).is_err() {
                return false;
            }
            if head[3] == kind::HEADERS {
                self.request = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
                return true;
            }
        }
    }

    /// Begins, and writes these frames after each request, until the client is gone.
    pub(super) fn answer(&mut self, frames: impl Fn(u32) -> Vec<u8>) {
        let mut more = self.begin(&[]);
        while more {
            more = self.write(frames(self.request)) && self.next_request();
        }
    }

    /// Begins, writes these frames, and then a piece again and again until the client is gone.
    pub(super) fn flood(&mut self, first: &[u8], piece: &[u8]) {
        let piece = piece.repeat((1 << 14) / piece.len() + 1);
        if self.begin(&[]) && self.write(first) {
            while self.write(&piece) {}
        }
    }

    /// Begins, writes these frames and falls silent.
    pub(super) fn fall_silent_after(&mut self, settings: &[u8], frames: &[u8]) {
        if self.begin(settings) && self.write(frames) {
            let _ = self.stream.read_to_end(&mut Vec::new());
        }
    }

    /// Reads the head of a request of HTTP/1.1 and writes these bytes. The connection is then closed without TLS's
    /// own end.
    pub(super) fn cut_after(&mut self, bytes: &str) {
        let mut request = [0; 4096];
        let _ = self.stream.read(&mut request);
        self.write(bytes);
        let _ = self.stream.sock.shutdown(std::net::Shutdown::Write);
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn config(protocol: &[u8]) -> Arc<ServerConfig> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
    let chain = vec![CertificateDer::from_pem_file(folder.join("server.crt")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).expect("a key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a configuration");
    if !protocol.is_empty() {
        config.alpn_protocols = vec![protocol.to_vec()];
    }
    Arc::new(config)
}
