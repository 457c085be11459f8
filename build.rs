//! Builds what is embedded in the binary.
fn main() {}
