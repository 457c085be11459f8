//! Requests exactly as public clients send them.
