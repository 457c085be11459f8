//! The code that is loaded when a script first asks for it, as bytecode that the build made.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::DeflateDecoder;

/// How a module's code lies in the binary.
enum Stored {
    Plain(&'static [u8]),
    Packed(&'static [u8]),
}

/// Each library's name and code.
static LIBRARIES: &[(&str, Stored)] = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// Likewise our own modules: the web's globals, and the words of errors.
static OWN_MODULES: &[(&str, Stored)] = include!(concat!(env!("OUT_DIR"), "/own.rs"));

/// A library's code by the name that `require` knows it by.
pub(super) fn find(name: &str) -> Option<Cow<'static, [u8]>> {
    find_in(LIBRARIES, name)
}

/// The code of a module of our own.
pub(super) fn find_own(name: &str) -> Option<Cow<'static, [u8]>> {
    find_in(OWN_MODULES, name)
}

fn find_in(table: &'static [(&str, Stored)], name: &str) -> Option<Cow<'static, [u8]>> {
    let (_, stored) = table.iter().find(|(known, _)| *known == name)?;
    match stored {
        Stored::Plain(code) => Some(Cow::Borrowed(code)),
        Stored::Packed(packed) => {
            let mut code = Vec::new();
            DeflateDecoder::new(*packed).read_to_end(&mut code).ok()?;
            Some(Cow::Owned(code))
        }
    }
}
