//! Writes JSON with two blanks for each level, piece by piece: a large body is never a text in memory.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

/// Writes a value that stands `level` levels deep; its first line begins where the writer is.
pub(super) fn write_pretty(out: &mut dyn Write, value: &impl Serialize, level: usize) -> io::Result<()> {
    let indented = Indented { inner: out, indent: " ".repeat(level * 2) };
    value.serialize(&mut Serializer::with_formatter(indented, PrettyFormatter::new()))?;
    Ok(())
}

/// Puts blanks before each line but the first.
struct Indented<'o> {
    inner: &'o mut dyn Write,
    indent: String,
}

impl Write for Indented<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.inner.write_all(piece)?;
            if piece.ends_with(b"\n") {
                self.inner.write_all(self.indent.as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_indented_as_deep_as_it_stands() {
        let mut out = Vec::new();
        write_pretty(&mut out, &serde_json::json!({"a": ["b\n"], "c": []}), 1).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "{\n    \"a\": [\n      \"b\\n\"\n    ],\n    \"c\": []\n  }");
    }
}
