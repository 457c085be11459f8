//! The code that is loaded when a script first asks for it, as bytecode that the build made.

/// Each library's name and code.
static LIBRARIES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// Likewise our own modules: the web's globals, and the words of errors.
static OWN_MODULES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/own.rs"));

/// A library's code by the name that `require` knows it by.
pub(super) fn find(name: &str) -> Option<&'static [u8]> {
    find_in(LIBRARIES, name)
}

/// The code of a module of our own.
pub(super) fn find_own(name: &str) -> Option<&'static [u8]> {
    find_in(OWN_MODULES, name)
}

fn find_in(table: &[(&str, &'static [u8])], name: &str) -> Option<&'static [u8]> {
    table.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}
