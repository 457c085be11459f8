//! Signing requests: one file for each scheme, one interface.
//!
//! Runs after the variables are resolved and the pre-request scripts are done. Refuses to send anything: a
//! scheme that needs a challenge says so by [`Authorizer::retry`]. Entry point: [`authorizer`].

mod apikey;
mod authorizer;
mod basic;
mod bearer;

pub use authorizer::{AuthError, Authorizer, authorizer};
