//! Where the report's text goes: boxes stay open until something else is printed.
//!
//! Source: newman 6.2.2, `lib/print`: what scripts print one after the other shares one box.

use std::io::{self, Write};

use super::style::Style;

/// The terminal, or what stands for it.
pub(super) struct Screen {
    out: Box<dyn Write>,
    pub(super) style: Style,
    /// What closes the box that is open.
    box_end: Option<String>,
}

impl Screen {
    pub(super) fn new(out: Box<dyn Write>, style: Style) -> Self {
        Self { out, style, box_end: None }
    }

    /// Prints as it is, after closing a box that is open.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        self.close_box()?;
        self.out.write_all(text.as_bytes())
    }

    /// Prints a line.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.print(text)?;
        self.out.write_all(b"\n")
    }

    /// Prints into the box that is open, or opens one with `start`; it will be closed with `end`.
    pub(super) fn boxed(&mut self, start: &str, end: String, text: &str) -> io::Result<()> {
        if self.box_end.is_none() {
            self.out.write_all(start.as_bytes())?;
        }
        self.box_end = Some(end);
        self.out.write_all(text.as_bytes())
    }

    pub(super) fn close_box(&mut self) -> io::Result<()> {
        match self.box_end.take() {
            Some(end) => self.out.write_all(end.as_bytes()),
            None => Ok(()),
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
