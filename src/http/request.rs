//! A request that is ready to be sent: it holds no templates.

use std::path::PathBuf;

use bytes::Bytes;

use super::Headers;

/// A request that is ready to be sent.
///
/// Shape: `POST http://127.0.0.1:8080/orders?x=1`, the headers as they will be sent (without `Content-Length` and
/// `Cookie`, which the exchange adds), and a payload.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method, upper case.
    pub method: String,
    /// The absolute URL, already encoded and without a fragment.
    pub url: String,
    /// Headers in the order of the wire.
    pub headers: Headers,
    /// The body.
    pub payload: Payload,
}

/// The body of a request, as it will be sent.
#[derive(Debug, Clone, Default)]
pub enum Payload {
    /// No body.
    #[default]
    None,
    /// Bytes in memory.
    Bytes(Bytes),
    /// A file streamed from disk.
    File {
        /// The path of the file.
        path: PathBuf,
        /// Its length when the request was built. Units: bytes.
        length: u64,
    },
    /// `multipart/form-data`.
    Form {
        /// The boundary without its leading dashes.
        boundary: String,
        /// The parts in order.
        parts: Vec<FormPart>,
    },
}

/// A part of a multipart form.
#[derive(Debug, Clone)]
pub struct FormPart {
    /// The head of the part, without the line break at its end.
    ///
    /// Shape: `Content-Disposition: form-data; name="a"`
    pub head: String,
    /// The content after the head.
    pub content: PartContent,
}

/// The content of a [`FormPart`].
#[derive(Debug, Clone)]
pub enum PartContent {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A file streamed from disk.
    File {
        /// The path of the file.
        path: PathBuf,
        /// Its length. Units: bytes.
        length: u64,
    },
}
