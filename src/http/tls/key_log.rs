//! A file with the secrets of TLS connections, for tools that decrypt recorded traffic (Wireshark).
//!
//! Anyone who has the file can read the traffic. It is written only if the user names a file, and only the user may read
//! it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use rustls::KeyLog;

use crate::file::{Readers, open_end};

/// A key log in the format of NSS. Each connection adds its lines.
///
/// Shape: `CLIENT_TRAFFIC_SECRET_0 <random in hex> <secret in hex>`
#[derive(Debug, Clone)]
pub struct KeyLogFile(Arc<File>);

impl KeyLogFile {
    /// Opens the file, or creates it. Its content stays.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub fn open(path: &Path) -> io::Result<Self> {
        open_end(path, Readers::Owner).map(|file| Self(Arc::new(file)))
    }
}

impl KeyLog for KeyLogFile {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        // Each line is one write, so that the lines of two connections do not mix. A full disk must not end the
        // connection.
        let _ = (&*self.0).write_all(line(label, client_random, secret).as_bytes());
    }
}

fn line(label: &str, client_random: &[u8], secret: &[u8]) -> String {
    let mut line = label.to_owned();
    for bytes in [client_random, secret] {
        line.push(' ');
        for byte in bytes {
            write!(line, "{byte:02x}").expect("a text takes all");
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_and_only_the_owner_may_read_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        for _ in 0..2 {
            KeyLogFile::open(&path).expect("opened").log("LABEL", &[1, 0xab], &[0xff]);
        }
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "LABEL 01ab ff\nLABEL 01ab ff\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
