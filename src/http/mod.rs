//! HTTP messages as data, and the client that exchanges a [`Request`] for a [`Response`].
//!
//! Only the data and the client are public. This module does not know collections, scripts or reports. Entry point:
//! [`Client::send`].
//!
//! # Design
//!
//! 2026-11-24: HTTP/1.1 uses our own small codec over `httparse`. Rejected: reqwest and hyper's client, which lower-case
//! the names of response headers and hide the phases of a connection. Scripts read `responseHeaders["Content-Type"]`,
//! and reports show the phases. HTTP/2 uses h2: its names are lower case anyway.

mod body;
mod client;
mod codec;
mod connection;
mod connector;
mod cookie_jar;
mod exchange;
mod failure;
mod headers;
mod http2;
mod options;
mod payload;
mod pool;
mod proxy;
mod reason;
mod redirect;
mod request;
mod response;
mod status_line;
mod system_error;
mod timings;
mod tls;
mod url;

pub use client::{Client, Exchange};
pub use cookie_jar::{CookieJar, SetCookieError};
pub use headers::{Header, Headers};
pub use options::{ClientOptions, HttpVersion, SendOptions, Site};
pub use proxy::{Proxies, Proxy, ProxyError};
pub use request::{FormPart, PartContent, Payload, Request};
pub use response::{Cookie, FailureKind, RequestFailure, Response, media_type};
pub use timings::Timings;
pub use tls::{ClientCertificate, KeyLogFile, TlsPolicy, authorities_in};
pub use url::{UrlEncoding, UrlParts, encode_url, host_of};
