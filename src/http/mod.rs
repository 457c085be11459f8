//! HTTP as data, and the exchange that turns a [`Request`] into a [`Response`].
//!
//! The data is public; how bytes travel is not. Nothing here knows collections, scripts or reports.

mod headers;
mod request;
mod response;
mod timings;

pub use headers::{Header, Headers};
pub use request::{FormPart, PartContent, Payload, Request};
pub use response::{Cookie, FailureKind, RequestFailure, Response};
pub use timings::Timings;
