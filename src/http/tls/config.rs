//! The configurations of rustls. Each way of using TLS has one, which is made once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::{ClientConfig, Error};

use super::identity::{ClientCertificate, Identity};
use super::key_log::KeyLogFile;
use super::policy::TlsPolicy;
use super::verifier::Verifier;
use crate::http::failure::{tls_refused, tls_unusable};
use crate::http::{HttpVersion, RequestFailure};

/// A way of using TLS: the policy, the index of the client certificate, and the versions of HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::http) struct TlsUse {
    pub(in crate::http) policy: TlsPolicy,
    pub(in crate::http) certificate: Option<usize>,
    pub(in crate::http) version: HttpVersion,
}

/// All configurations of a run. Each is made on first use.
pub(in crate::http) struct Configs {
    extra_ca: Vec<Bytes>,
    certificates: Vec<ClientCertificate>,
    key_log: Option<Arc<KeyLogFile>>,
    checker: OnceLock<Arc<Verifier>>,
    made: Mutex<HashMap<TlsUse, Arc<ClientConfig>>>,
}

impl Configs {
    pub(in crate::http) fn new(
        extra_ca: Vec<Bytes>,
        certificates: Vec<ClientCertificate>,
        key_log: Option<KeyLogFile>,
    ) -> Self {
        let key_log = key_log.map(Arc::new);
        Self { extra_ca, certificates, key_log, checker: OnceLock::new(), made: Mutex::default() }
    }

    /// The index of the first client certificate for this host, port and path.
    pub(in crate::http) fn certificate_for(&self, host: &str, port: u16, path: &str) -> Option<usize> {
        self.certificates.iter().position(|certificate| certificate.is_for(host, port, path))
    }

    /// The configuration for a way of using TLS.
    ///
    /// A setting that cannot be used, but need not fail, becomes one of the `warnings`. It is tried again the next time.
    pub(in crate::http) fn get(
        &self,
        wanted: &TlsUse,
        warnings: &mut Vec<String>,
    ) -> Result<Arc<ClientConfig>, RequestFailure> {
        if let Some(config) = self.made().get(wanted) {
            return Ok(Arc::clone(config));
        }
        let before = warnings.len();
        let config = Arc::new(self.make(wanted, warnings)?);
        if warnings.len() == before {
            self.made().insert(wanted.clone(), Arc::clone(&config));
        }
        Ok(config)
    }

    fn make(&self, wanted: &TlsUse, warnings: &mut Vec<String>) -> Result<ClientConfig, RequestFailure> {
        let policy = &wanted.policy;
        let mut provider = ring::default_provider();
        for name in policy.choose_suites(&mut provider)? {
            warnings.push(format!("tlsCipherSelection: \"{name}\" cannot be offered; it is left out"));
        }
        let provider = Arc::new(provider);
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&policy.versions()?)
            .map_err(|_| {
                let code = "ERR_SSL_NO_CIPHERS_AVAILABLE";
                tls_refused(code, "error:0A0000B5:SSL routines::no ciphers available")
            })?
            .dangerous();
        let verifier: Arc<dyn ServerCertVerifier> =
            if policy.verify { self.checker() } else { Arc::new(Verifier::of_anyone(&provider)) };
        let builder = builder.with_custom_certificate_verifier(verifier);
        let certificate = wanted.certificate.map(|place| &self.certificates[place]);
        let identity = match certificate {
            Some(certificate) => Identity::read(certificate, warnings)?,
            None => None,
        };
        let mut config = match identity {
            Some(Identity { chain, key }) => {
                builder.with_client_auth_cert(chain, key).map_err(|error| unfit(&error))?
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = match wanted.version {
            HttpVersion::Http1 => Vec::new(),
            HttpVersion::Http2 => vec![b"h2".to_vec()],
            HttpVersion::Auto => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        };
        if let Some(log) = &self.key_log {
            config.key_log = Arc::clone(log) as _;
        }
        Ok(config)
    }

    fn checker(&self) -> Arc<Verifier> {
        let provider = || Arc::new(ring::default_provider());
        let made = self.checker.get_or_init(|| Arc::new(Verifier::of_known(provider(), &self.extra_ca)));
        Arc::clone(made)
    }

    fn made(&self) -> MutexGuard<'_, HashMap<TlsUse, Arc<ClientConfig>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unfit(error: &Error) -> RequestFailure {
    match error {
        Error::InconsistentKeys(_) => tls_refused(
            "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
            "error:05800074:x509 certificate routines::key values mismatch",
        ),
        Error::InvalidCertificate(_) => {
            tls_refused("ERR_OSSL_ASN1_WRONG_TAG", "error:068000A8:asn1 encoding routines::wrong tag")
        }
        error => tls_unusable(&format!("the client certificate cannot be used: {error}")),
    }
}
