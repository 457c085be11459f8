//! The code that is loaded when a script first asks for it, as bytecode that the build made.

/// Each library's name and code.
static LIBRARIES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// Likewise our own modules of the web's globals.
static WEB_MODULES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// A library's code by the name that `require` knows it by.
pub(super) fn find(name: &str) -> Option<&'static [u8]> {
    find_in(LIBRARIES, name)
}

/// The code of a module of the web's globals.
pub(super) fn find_web(name: &str) -> Option<&'static [u8]> {
    find_in(WEB_MODULES, name)
}

fn find_in(table: &[(&str, &'static [u8])], name: &str) -> Option<&'static [u8]> {
    table.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}
