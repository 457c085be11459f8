//! Colours and symbols, or their plain stand-ins.

/// Colours of newman's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    Red,
    Green,
    Yellow,
    Blue,
    Cyan,
    Grey,
}

/// Whether colours and symbols are used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) color: bool,
    pub(super) unicode: bool,
}

impl Style {
    pub(super) fn symbol(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    pub(super) fn paint(self, color: Color, text: &str) -> String {
        let code = match color {
            Color::Red => 31,
            Color::Green => 32,
            Color::Yellow => 33,
            Color::Blue => 34,
            Color::Cyan => 36,
            Color::Grey => 90,
        };
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[39m") } else { text.to_owned() }
    }

    pub(super) fn bold(self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[22m") } else { text.to_owned() }
    }

    pub(super) fn underlined(self, text: &str) -> String {
        if self.color { format!("\u{1b}[4m{text}\u{1b}[24m") } else { text.to_owned() }
    }
}
