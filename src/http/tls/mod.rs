//! TLS: the certificates to trust, the versions and suites to offer, and the client certificates.
//!
//! Nothing is built before the first https request needs it.

mod config;
mod identity;
mod key_log;
mod policy;
mod private_key;
mod verifier;

pub(super) use config::{Configs, TlsUse};
pub(super) use verifier::Distrust;

pub use identity::ClientCertificate;
pub use key_log::KeyLogFile;
pub use policy::TlsPolicy;
pub use verifier::authorities_in;
