//! Client certificates: chooses the one for a URL, and reads its files.
//!
//! Source: newman 6.2.2 and postman-collection 4.4 (`UrlMatchPattern`); the error texts are those of Node.js 20.

use std::io;
use std::path::{Path, PathBuf};

use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::Value;

use super::private_key;
use crate::authority::Authority;
use crate::http::RequestFailure;
use crate::http::failure::tls_refused;

/// A client certificate, and the URLs that it is for.
#[derive(Debug, Clone, Default)]
pub struct ClientCertificate {
    /// Patterns: `https://*.example.com:8443/api/*`, `http+https://h/*`, `<all_urls>`.
    pub matches: Vec<String>,
    /// The certificates, PEM.
    pub certificate: Option<PathBuf>,
    /// The private key, PEM.
    pub key: Option<PathBuf>,
    /// The certificates and the key in one PKCS#12 file.
    pub pfx: Option<PathBuf>,
    /// The passphrase of the key or the PKCS#12 file.
    pub passphrase: Option<String>,
}

impl ClientCertificate {
    /// Reads an entry of `--ssl-client-cert-list`. Missing members stay empty.
    ///
    /// Shape: `{"matches": ["https://h/*"], "key": {"src": "k.pem"}, "cert": "c.pem", "passphrase": "x"}`
    pub fn from_json(entry: &Value) -> Self {
        let source = |name: &str| {
            let member = entry.get(name)?;
            member.get("src").unwrap_or(member).as_str().map(PathBuf::from)
        };
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Object(pattern) => pattern.get("pattern")?.as_str().map(str::to_owned),
            _ => None,
        };
        let matches = match entry.get("matches") {
            Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
            Some(one) => text(one).into_iter().collect(),
            None => Vec::new(),
        };
        Self {
            matches,
            certificate: source("cert"),
            key: source("key"),
            pfx: source("pfx"),
            passphrase: entry.get("passphrase").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// Why its files cannot be used; `None` where they can.
    pub fn fault(&self) -> Option<String> {
        let mut warnings = Vec::new();
        match Identity::read(self, &mut warnings) {
            Err(failure) => Some(failure.message),
            Ok(_) if !warnings.is_empty() => Some(warnings.join("; ")),
            Ok(None) => Some("it needs a certificate and its key, or both in one PKCS#12 file".to_owned()),
            Ok(Some(_)) => None,
        }
    }

    pub(super) fn is_for(&self, host: &str, port: u16, path: &str) -> bool {
        self.matches.iter().any(|pattern| matches(pattern, host, port, path))
    }
}

/// Tests a pattern against an https URL's host, port and path.
fn matches(pattern: &str, host: &str, port: u16, path: &str) -> bool {
    if pattern == "<all_urls>" {
        return true;
    }
    let Some((protocols, rest)) = pattern.split_once("://") else { return false };
    let Some((authority, pattern_path)) = rest.split_once('/') else { return false };
    let authority = Authority::split(authority);
    if authority.user_info().is_some() {
        return false;
    }
    // Only an IPv6 address has these brackets. Other brackets are text of the pattern.
    let bare = authority.bare_host();
    let wanted_host = if bare.contains(':') { bare } else { authority.host() };
    let wanted_port = authority.port().unwrap_or("443");
    let host_fits = match wanted_host.strip_prefix("*.") {
        Some(suffix) => {
            host == suffix || host.strip_suffix(suffix).is_some_and(|before| before.ends_with('.'))
        }
        None => wanted_host == "*" || wanted_host == host,
    };
    let port_fits = wanted_port == "*" || wanted_port.parse() == Ok(port);
    let path = path.split('?').next().unwrap_or_default();
    let protocol_fits = protocols.split('+').any(|protocol| protocol == "https" || protocol == "*");
    protocol_fits && host_fits && port_fits && path_fits(pattern_path, path.trim_start_matches('/'))
}

/// Matches a glob: `*` stands for any text, `?` for any character.
fn path_fits(pattern: &str, path: &str) -> bool {
    let (mut rest, mut left) = (pattern.chars(), path.chars());
    // The place to continue from when the text after the last `*` does not match: the `*` then takes one more character.
    let mut retry = None;
    loop {
        match rest.next() {
            Some('*') => {
                retry = Some((rest.clone(), left.clone()));
                continue;
            }
            None if left.as_str().is_empty() => return true,
            Some(wanted) if left.next().is_some_and(|c| wanted == '?' || wanted == c) => continue,
            _ => {}
        }
        let Some((after, from)) = &mut retry else { return false };
        if from.next().is_none() {
            return false;
        }
        (rest, left) = (after.clone(), from.clone());
    }
}

/// The client's identity: a certificate chain and its key.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl Identity {
    /// Reads the files. A file that cannot be read gives a warning; a file that cannot be used is a failure.
    pub(super) fn read(
        entry: &ClientCertificate,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Self>, RequestFailure> {
        let mut content = |what: &str, path: Option<&Path>| {
            let path = path?;
            std::fs::read(path).map_err(|error| warnings.push(unread(what, path, &error))).ok()
        };
        let pfx = content("pfx", entry.pfx.as_deref());
        let key = content("key", entry.key.as_deref());
        let certificate = content("cert", entry.certificate.as_deref());
        let passphrase = entry.passphrase.as_deref().unwrap_or_default();
        match (pfx, certificate, key) {
            (Some(pfx), ..) => from_pfx(&pfx, passphrase).map(Some),
            (None, Some(certificate), Some(key)) => {
                let key = private_key::parse(&key, passphrase)?;
                Ok(Some(Self { chain: chain(&certificate)?, key }))
            }
            _ => Ok(None),
        }
    }
}

fn unread(what: &str, path: &Path, error: &io::Error) -> String {
    let path = path.display();
    let reason = match error.kind() {
        io::ErrorKind::NotFound => format!("ENOENT: no such file or directory, open '{path}'"),
        io::ErrorKind::PermissionDenied => format!("EACCES: permission denied, open '{path}'"),
        io::ErrorKind::IsADirectory => "EISDIR: illegal operation on a directory, read".to_owned(),
        _ => format!("{error}, open '{path}'"),
    };
    format!("certificate \"{what}\" load error:  {reason}")
}

fn chain(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, RequestFailure> {
    let no_start = || tls_refused("ERR_OSSL_PEM_NO_START_LINE", "error:0480006C:PEM routines::no start line");
    let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(text).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        Ok(_) | Err(pem::Error::NoItemsFound) => Err(no_start()),
        Err(_) => Err(tls_refused(
            "ERR_OSSL_PEM_BAD_BASE64_DECODE",
            "error:04800064:PEM routines::bad base64 decode",
        )),
    }
}

fn from_pfx(bytes: &[u8], passphrase: &str) -> Result<Identity, RequestFailure> {
    use p12_keystore::error::Error;
    let store = KeyStore::from_pkcs12(bytes, passphrase, Pkcs12ImportPolicy::Relaxed).map_err(|error| {
        let (code, message) = match error {
            Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => ("", "mac verify failure"),
            Error::DerError(_) | Error::InvalidVersion => ("", "not enough data"),
            _ => ("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported PKCS12 PFX data"),
        };
        tls_refused(code, message)
    })?;
    let (_, entry) = store.private_key_chain().ok_or_else(|| {
        tls_refused("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unable to load private key from PFX data")
    })?;
    let chain = entry.certs().iter().map(|cert| CertificateDer::from(cert.as_der().to_vec())).collect();
    let key = PrivatePkcs8KeyDer::from(entry.key().as_der().to_vec()).into();
    Ok(Identity { chain, key })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_has_protocols_a_host_a_port_and_a_path() {
        let cases = [
            ("<all_urls>", "h:1/x", true),
            ("https://h/*", "h:443/x/y", true),
            ("https://h/*", "h:8443/x", false),
            ("https://h:*/*", "h:8443/", true),
            ("https://h:8443/*", "h:8443/", true),
            ("http+https://h/*", "h:443/", true),
            ("http://h/*", "h:443/", false),
            ("https://*.h.org/*", "a.b.h.org:443/", true),
            ("https://*.h.org/*", "h.org:443/", true),
            ("https://*.h.org/*", "evilh.org:443/", false),
            ("https://*/*", "any:443/", true),
            ("https://h/api/*", "h:443/api/1?x=/", true),
            ("https://h/api/*", "h:443/other", false),
            ("https://h/*/v1/*.json", "h:443/a/v1/b.json", true),
            ("https://h/*/v1/*.json", "h:443/a/v1/b.xml", false),
            ("https://h/v?", "h:443/v1", true),
            ("https://h/v?", "h:443/v", false),
            ("https://h/*a*ab", "h:443/aaab", true),
            ("https://h/a*", "h:443/", false),
            ("https://[h]/*", "h:443/", false),
            ("https://h", "h:443/", false),
            ("nonsense", "h:443/", false),
        ];
        for (pattern, url, fits) in cases {
            let (authority, path) = url.split_once('/').expect("a path");
            let (host, port) = authority.split_once(':').expect("a port");
            let fit = matches(pattern, host, port.parse().expect("a number"), &format!("/{path}"));
            assert_eq!(fit, fits, "{pattern} {url}");
        }
    }

    #[test]
    fn sources_are_objects_or_plain_text() {
        let entry = json!({"matches": ["https://h/*"], "key": {"src": "k"}, "cert": "c", "passphrase": "p"});
        let certificate = ClientCertificate::from_json(&entry);
        assert_eq!(certificate.key.as_deref(), Some("k".as_ref()));
        assert_eq!(certificate.certificate.as_deref(), Some("c".as_ref()));
        assert_eq!((certificate.pfx, certificate.passphrase.as_deref()), (None, Some("p")));
    }
}
