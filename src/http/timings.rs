//! How long the phases of one exchange took.

use std::time::Duration;

/// Phases of one hop; a phase that did not happen (a kept connection, no TLS) is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// Building the request until the first look-up.
    pub prepare: Duration,
    /// Waiting for a connection.
    pub wait: Duration,
    /// Looking up the name.
    pub dns: Duration,
    /// The TCP handshake.
    pub connect: Duration,
    /// The TLS handshake.
    pub tls: Duration,
    /// From the request's last byte to the response's first.
    pub first_byte: Duration,
    /// From the first byte to the last.
    pub download: Duration,
    /// Decompression and the like.
    pub process: Duration,
    /// All of it, as `responseTime` counts it.
    pub total: Duration,
}
