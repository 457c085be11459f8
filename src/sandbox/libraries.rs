//! The libraries that scripts may require, as bytecode that the build made.

/// Each library's name and code.
static LIBRARIES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// A library's code by the name that `require` knows it by.
pub(super) fn find(name: &str) -> Option<&'static [u8]> {
    LIBRARIES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}
