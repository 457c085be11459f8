//! The durations of the phases of an exchange.

use std::time::Duration;

/// The phases of a hop. A phase that did not happen (a kept connection, no TLS) is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// From the start of the request to the first look-up.
    pub prepare: Duration,
    /// Waiting for a connection.
    pub wait: Duration,
    /// Looking up the name.
    pub dns: Duration,
    /// The TCP handshake.
    pub connect: Duration,
    /// The TLS handshake.
    pub tls: Duration,
    /// From the request's last byte to the response's first byte.
    pub first_byte: Duration,
    /// From the response's first byte to its last.
    pub download: Duration,
    /// Processing of the response, such as decompression.
    pub process: Duration,
    /// The whole time, as `responseTime` counts it.
    pub total: Duration,
}
