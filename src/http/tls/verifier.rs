//! Verifies the certificate of a server. A refusal has the message of Node.js.

use std::sync::Arc;

use bytes::Bytes;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme};
use webpki::EndEntityCert;

/// How many certificates of a PEM text can be trusted as authorities.
pub fn authorities_in(text: &[u8]) -> usize {
    let found = CertificateDer::pem_slice_iter(text).flatten();
    RootCertStore::empty().add_parsable_certificates(found).0
}

/// Why a chain is not trusted, with the message and the code of Node.js.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(in crate::http) struct Distrust {
    pub(in crate::http) code: &'static str,
    message: &'static str,
}

/// The certificates that are accepted.
#[derive(Debug)]
enum Trust {
    /// All certificates, as with `-k`.
    Anyone,
    /// The certificates that webpki accepts, and each extra certificate that a server has as its own.
    Known { webpki: Arc<WebPkiServerVerifier>, extra: Vec<CertificateDer<'static>> },
}

/// Verifies a server's certificate as [`Trust`] says. It always checks that the server has the key of its certificate.
#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    /// Accepts every certificate.
    pub(super) fn of_anyone(provider: &CryptoProvider) -> Self {
        Self { trust: Trust::Anyone, algorithms: provider.signature_verification_algorithms }
    }

    /// Verifies as webpki does. A refusal has the message of Node.js.
    ///
    /// `extra` has PEM texts of certificates to trust in addition to the roots. Other PEM blocks in them are ignored.
    pub(super) fn of_known(provider: Arc<CryptoProvider>, extra: &[Bytes]) -> Self {
        let algorithms = provider.signature_verification_algorithms;
        let pem = extra.iter().flat_map(|text| CertificateDer::pem_slice_iter(text).flatten());
        let extra: Vec<_> = pem.map(CertificateDer::into_owned).collect();
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        roots.add_parsable_certificates(extra.iter().cloned());
        let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .expect("the roots are not empty");
        Self { trust: Trust::Known { webpki, extra }, algorithms }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        server: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Trust::Known { webpki, extra } = &self.trust else { return Ok(ServerCertVerified::assertion()) };
        let error = match webpki.verify_server_cert(server, chain, name, ocsp, now) {
            Err(error) if is_about_trust(&error) => error,
            verified => return verified,
        };
        if extra.iter().any(|extra| extra.as_ref() == server.as_ref()) {
            verify_server_name(&ParsedCertificate::try_from(server)?, name)?;
            return Ok(ServerCertVerified::assertion());
        }
        let Some(distrust) = distrust(server, chain) else { return Err(error) };
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(distrust)))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// True for an unknown issuer, and for a self-signed authority that is used as a server's certificate: webpki refuses
/// its role first.
fn is_about_trust(error: &Error) -> bool {
    let Error::InvalidCertificate(reason) = error else { return false };
    let role = |reason: &CertificateError| match reason {
        CertificateError::Other(OtherError(cause)) => {
            matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
        }
        _ => false,
    };
    *reason == CertificateError::UnknownIssuer || role(reason)
}

fn distrust(server: &CertificateDer<'_>, chain: &[CertificateDer<'_>]) -> Option<Distrust> {
    let signs_itself = |cert: &CertificateDer<'_>| {
        EndEntityCert::try_from(cert).map(|cert| cert.issuer() == cert.subject()).ok()
    };
    let (code, message) = if signs_itself(server)? {
        ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate")
    } else if chain.iter().any(|cert| signs_itself(cert) == Some(true)) {
        ("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain")
    } else if chain.is_empty() {
        ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate")
    } else {
        ("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate")
    };
    Some(Distrust { code, message })
}
