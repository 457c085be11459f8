//! Writes JSON with two blanks for each level, masked, piece by piece: a large body is never a text in memory.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::secret::{MaskingWriter, SecretSet};

/// Writes a value that stands `level` levels deep; its first line begins where the writer is.
pub(super) fn write_pretty(
    out: impl Write,
    value: &impl Serialize,
    level: usize,
    secrets: &SecretSet,
) -> io::Result<()> {
    let indented = Indented { inner: out, pad: " ".repeat(level * 2) };
    // Masking takes whole lines; the buffer before it makes it take many at once.
    let mut buffered = BufWriter::new(MaskingWriter::new(indented, secrets.clone()));
    value.serialize(&mut Serializer::with_formatter(&mut buffered, PrettyFormatter::new()))?;
    buffered.flush()
}

/// Puts blanks before each line but the first.
struct Indented<W> {
    inner: W,
    pad: String,
}

impl<W: Write> Write for Indented<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.inner.write_all(piece)?;
            if piece.ends_with(b"\n") {
                self.inner.write_all(self.pad.as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_deep_as_it_stands_and_without_secrets() {
        let secrets = SecretSet::default();
        secrets.add("hidden");
        let mut out = Vec::new();
        write_pretty(&mut out, &serde_json::json!({"a": ["hidden"], "b": []}), 1, &secrets).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "{\n    \"a\": [\n      \"********\"\n    ],\n    \"b\": []\n  }");
    }
}
