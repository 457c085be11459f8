//! Signing requests: one file for each scheme, one interface.
//!
//! Runs after the variables are resolved and the pre-request scripts are done, on the request as Postman sees
//! it; headers that postino generates come later and are not signed, as in Postman. Refuses to send anything: a
//! scheme that needs a challenge says so by [`Authorizer::retry`], and OAuth 2.0's tokens are requests that the
//! runner sends and answers that [`TokenStore`] reads. Entry point: [`authorizer`].
//!
//! # Design
//!
//! 2026-11-25: hashes, MACs and signatures are those of the `RustCrypto` crates; the formats around them are ours. Rejected: ring,
//! which has no MD5, MD4, DES, RSA with SHA-1 or P-521; jsonwebtoken, which has no ES512 and orders a token's
//! header its own way; the NTLM crates, which are unmaintained or need a whole SSPI.

mod apikey;
mod asap;
mod authorizer;
mod awsv4;
mod basic;
mod bearer;
mod digest;
mod edgegrid;
mod hash;
mod hawk;
mod jws;
mod jwt;
mod key;
mod ntlm;
mod ntlm_message;
mod oauth1;
mod oauth2;
mod signed_url;
mod token;

pub use authorizer::{AuthError, Authorizer, Signing, authorizer};
pub use key::KeyError;
pub use token::{TokenError, TokenNeed, TokenStore};
