//! The TLS of the recording server, with the fixtures' certificates.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// Who answers: the variable that holds the URL, and the certificate that is shown there.
pub(crate) const PERSONAS: [(&str, &str); 4] =
    [("secure", "server"), ("selfsigned", "self-signed"), ("expired", "expired"), ("othername", "other")];

/// Settings of a server that shows the certificate of this name, and asks for the client's.
pub(crate) fn config(name: &str) -> Arc<ServerConfig> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
    let read = |name: &str| CertificateDer::from_pem_file(folder.join(name)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(folder.join(format!("{name}.key"))).expect("a key");
    let mut authorities = RootCertStore::empty();
    authorities.add(read("ca.crt")).expect("an authority");
    let provider = Arc::new(default_provider());
    let asking = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), Arc::clone(&provider))
        .allow_unauthenticated()
        .build()
        .expect("a verifier");
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the versions")
        .with_client_cert_verifier(asking)
        .with_single_cert(vec![read(&format!("{name}.crt"))], key);
    Arc::new(config.expect("a configuration"))
}

/// A connection that is secured, if the client goes along.
pub(crate) fn accept(stream: TcpStream, config: &Arc<ServerConfig>) -> Option<impl Read + Write + Certified> {
    let mut stream = stream;
    let mut connection = ServerConnection::new(Arc::clone(config)).ok()?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).ok()?;
    }
    Some(StreamOwned::new(connection, stream))
}

/// A connection that knows whether the client showed a certificate.
pub(crate) trait Certified {
    /// Nothing without TLS.
    fn is_certified(&self) -> Option<bool>;
}

impl Certified for TcpStream {
    fn is_certified(&self) -> Option<bool> {
        None
    }
}

impl Certified for StreamOwned<ServerConnection, TcpStream> {
    fn is_certified(&self) -> Option<bool> {
        Some(self.conn.peer_certificates().is_some())
    }
}
