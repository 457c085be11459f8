//! Auth: signs requests. Each scheme has a file, and all share one interface.
//!
//! A request is signed after its pre-request scripts have run and its variables are resolved. Headers that postino
//! generates come later and are not signed, as in Postman. This module never sends a request: a scheme that needs a
//! challenge asks for another try with [`Authorizer::retry`], and the runner sends the requests for OAuth 2.0 tokens,
//! whose responses [`TokenStore`] reads. Entry point: [`authorizer`].
//!
//! # Design
//!
//! 2026-11-25: hashes, MACs and signatures come from the `RustCrypto` crates; the formats around them are our own.
//! Rejected: ring, which lacks MD5, MD4, DES, RSA with SHA-1 and P-521; jsonwebtoken, which lacks ES512 and changes the
//! order of a token's header; the NTLM crates, which are unmaintained or need a whole SSPI.

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
