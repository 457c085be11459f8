//! The TLS settings of a request's protocol profile.
//!
//! Source: postman-runtime 7.39, `tlsDisabledProtocols` and `tlsCipherSelection`; the error texts are OpenSSL 3's.

use rustls::crypto::CryptoProvider;
use rustls::{CipherSuite, SupportedCipherSuite, SupportedProtocolVersion, version};

use crate::http::RequestFailure;
use crate::http::failure::tls_refused;

/// The TLS settings of a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsPolicy {
    /// Whether certificates are verified.
    pub verify: bool,
    /// The versions that are not offered, as Postman names them: `TLSv1_2`.
    pub disabled_protocols: Vec<String>,
    /// The suites to offer, in order, as OpenSSL names them. When it is empty, all secure suites are offered.
    pub ciphers: Vec<String>,
}

impl Default for TlsPolicy {
    fn default() -> Self {
        Self { verify: true, disabled_protocols: Vec::new(), ciphers: Vec::new() }
    }
}

impl TlsPolicy {
    /// The versions to offer. Versions before 1.2 are never offered, as in Node.js 20.
    pub(super) fn versions(&self) -> Result<Vec<&'static SupportedProtocolVersion>, RequestFailure> {
        let off = |name: &str| self.disabled_protocols.iter().any(|disabled| disabled == name);
        let all = [("TLSv1_3", &version::TLS13), ("TLSv1_2", &version::TLS12)];
        let left: Vec<_> =
            all.into_iter().filter(|(name, _)| !off(name)).map(|(_, version)| version).collect();
        if left.is_empty() {
            let code = "ERR_SSL_NO_PROTOCOLS_AVAILABLE";
            return Err(tls_refused(code, "error:0A0000BF:SSL routines::no protocols available"));
        }
        Ok(left)
    }

    /// Keeps only the chosen suites in `provider`. Returns the names that it does not have.
    ///
    /// As in Node.js, the suites of TLS 1.3 stay unless some of them are named.
    pub(super) fn choose_suites(&self, provider: &mut CryptoProvider) -> Result<Vec<String>, RequestFailure> {
        if self.ciphers.is_empty() {
            return Ok(Vec::new());
        }
        let (mut chosen, mut missing) = (Vec::new(), Vec::new());
        for name in self.ciphers.iter().flat_map(|names| names.split(':')) {
            match provider.cipher_suites.iter().find(|suite| openssl_name(suite.suite()) == Some(name)) {
                Some(suite) => chosen.push(*suite),
                None => missing.push(name.to_owned()),
            }
        }
        if chosen.is_empty() {
            let code = "ERR_SSL_NO_CIPHER_MATCH";
            return Err(tls_refused(code, "error:0A0000B9:SSL routines::no cipher match"));
        }
        let modern = |suite: &SupportedCipherSuite| suite.tls13().is_some();
        if !chosen.iter().any(modern) {
            chosen.extend(provider.cipher_suites.iter().copied().filter(modern));
        }
        provider.cipher_suites = chosen;
        Ok(missing)
    }
}

fn openssl_name(suite: CipherSuite) -> Option<&'static str> {
    Some(match suite {
        CipherSuite::TLS13_AES_256_GCM_SHA384 => "TLS_AES_256_GCM_SHA384",
        CipherSuite::TLS13_AES_128_GCM_SHA256 => "TLS_AES_128_GCM_SHA256",
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256 => "TLS_CHACHA20_POLY1305_SHA256",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 => "ECDHE-ECDSA-AES256-GCM-SHA384",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 => "ECDHE-ECDSA-AES128-GCM-SHA256",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 => "ECDHE-ECDSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 => "ECDHE-RSA-AES256-GCM-SHA384",
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 => "ECDHE-RSA-AES128-GCM-SHA256",
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 => "ECDHE-RSA-CHACHA20-POLY1305",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rustls::crypto::ring;

    use super::*;

    fn policy(disabled: &[&str], ciphers: &[&str]) -> TlsPolicy {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        TlsPolicy { verify: true, disabled_protocols: owned(disabled), ciphers: owned(ciphers) }
    }

    #[test]
    fn a_disabled_version_is_not_offered_and_one_version_must_be_left() {
        let versions = policy(&["TLSv1_3", "SSLv3"], &[]).versions().expect("one is left");
        assert_eq!(versions, [&version::TLS12]);
        let failure = policy(&["TLSv1_3", "TLSv1_2"], &[]).versions().expect_err("none is left");
        assert_eq!(failure.message, "error:0A0000BF:SSL routines::no protocols available");
    }

    #[test]
    fn suites_are_offered_in_the_given_order_and_unknown_names_are_returned() {
        let mut provider = ring::default_provider();
        let names = ["ECDHE-RSA-CHACHA20-POLY1305", "AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"];
        let missing = policy(&[], &names).choose_suites(&mut provider).expect("some are known");
        assert_eq!(missing, ["AES128-SHA"]);
        let offered: Vec<_> =
            provider.cipher_suites.iter().filter_map(|suite| openssl_name(suite.suite())).collect();
        assert_eq!(offered[..2], [names[0], names[2]]);
        assert_eq!(offered.len(), 5, "the three of TLS 1.3 stay: {offered:?}");
    }

    #[test]
    fn a_choice_of_only_unknown_suites_fails_with_openssls_message() {
        let failure = policy(&[], &["FOO"]).choose_suites(&mut ring::default_provider()).expect_err("none");
        assert_eq!(failure.message, "error:0A0000B9:SSL routines::no cipher match");
    }
}
