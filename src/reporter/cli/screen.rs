//! Where the report's text goes: boxes stay open until something else is printed.
//!
//! Source: newman 6.2.2, `lib/print`: what scripts print one after the other shares one box.

use std::io::{self, Write};

use super::style::Style;
use crate::shown::Guarded;

/// The terminal, or the writer in its place.
pub(super) struct Screen {
    out: Guarded<Box<dyn Write + Send>>,
    pub(super) style: Style,
    /// The line that closes the open box.
    box_end: Option<String>,
    /// True while a text stands there that the next output takes away.
    fleeting: bool,
}

/// Remembers the place of the cursor.
const REMEMBER: &str = "\u{1b}7";
/// Goes back to it, and erases what stands behind it.
const FORGET: &str = "\u{1b}8\u{1b}[K";

impl Screen {
    pub(super) fn new(out: Box<dyn Write + Send>, style: Style) -> Self {
        Self { out: Guarded::new(out), style, box_end: None, fleeting: false }
    }

    /// Prints as it is, after closing a box that is open.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        self.close_box()?;
        self.out.write_all(text.as_bytes())
    }

    /// Shows a text until anything else is printed; for terminals alone.
    pub(super) fn show(&mut self, text: &str) -> io::Result<()> {
        self.forget()?;
        self.fleeting = true;
        write!(self.out, "{REMEMBER}{text}")?;
        self.out.flush()
    }

    fn forget(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.fleeting) { self.out.write_all(FORGET.as_bytes()) } else { Ok(()) }
    }

    /// Prints a line.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.print(text)?;
        self.out.write_all(b"\n")
    }

    /// Prints into the box that is open, or opens one with `start`; it will be closed with `end`.
    pub(super) fn boxed(&mut self, start: &str, end: String, text: &str) -> io::Result<()> {
        self.forget()?;
        if self.box_end.is_none() {
            self.out.write_all(start.as_bytes())?;
        }
        self.box_end = Some(end);
        self.out.write_all(text.as_bytes())
    }

    pub(super) fn close_box(&mut self) -> io::Result<()> {
        self.forget()?;
        match self.box_end.take() {
            Some(end) => self.out.write_all(end.as_bytes()),
            None => Ok(()),
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// What was written so far.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_fleeting_text_is_erased_by_what_follows() {
        let written = Written::default();
        let mut screen =
            Screen::new(Box::new(written.clone()), Style { color: false, unicode: true, breaks: false });
        screen.print("GET / ").expect("written");
        screen.show("1/2").expect("written");
        screen.line("[200]").expect("written");
        screen.line("next").expect("written");
        let text = String::from_utf8_lossy(&written.0.lock().expect("not poisoned")).into_owned();
        assert_eq!(text, "GET / \u{1b}71/2\u{1b}8\u{1b}[K[200]\nnext\n");
    }
}
