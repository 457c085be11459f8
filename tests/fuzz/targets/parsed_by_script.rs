//! See `bodies::parsed_by_script`.
#![no_main]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::parsed_by_script(bytes));
