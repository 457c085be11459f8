//! Colours and symbols, or their plain stand-ins.

use std::borrow::Cow;

use crate::reporter::console::Token;
use crate::shown;

/// Colours of newman's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
    White,
    Grey,
}

impl Color {
    fn code(self) -> u8 {
        match self {
            Self::Red => 31,
            Self::Green => 32,
            Self::Yellow => 33,
            Self::Blue => 34,
            Self::Magenta => 35,
            Self::Cyan => 36,
            Self::White => 37,
            Self::Grey => 90,
        }
    }
}

/// The symbols of a report.
#[derive(Debug)]
pub(super) struct Symbols {
    pub(super) top: &'static str,
    pub(super) bar: &'static str,
    pub(super) bottom: &'static str,
    pub(super) folder: &'static str,
    pub(super) root: &'static str,
    pub(super) sub: &'static str,
    pub(super) ok: &'static str,
    pub(super) star: &'static str,
    pub(super) up: &'static str,
    pub(super) down: &'static str,
}

const UNICODE: Symbols = Symbols {
    top: "┌",
    bar: "│",
    bottom: "└",
    folder: "❏",
    root: "→",
    sub: "↳",
    ok: "✓",
    star: "★",
    up: "↑",
    down: "↓",
};

/// The symbols that the fonts of Windows consoles have.
const WINDOWS: Symbols = Symbols { folder: "□", sub: "└", ok: "√", ..UNICODE };

const ASCII: Symbols = Symbols {
    top: "-",
    bar: "|",
    bottom: "-",
    folder: "Folder",
    root: "Root",
    sub: "Sub-folder",
    ok: "Pass",
    star: "*",
    up: "^",
    down: "v",
};

/// Whether colours and symbols are used, and how foreign texts are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) color: bool,
    pub(super) unicode: bool,
    /// Names keep their line breaks.
    pub(super) breaks: bool,
}

impl Style {
    pub(super) fn symbols(self) -> &'static Symbols {
        match self.unicode {
            false => &ASCII,
            true if cfg!(windows) => &WINDOWS,
            true => &UNICODE,
        }
    }

    /// A foreign text, on one line unless newman's line breaks are wanted.
    pub(super) fn shown(self, text: &str) -> Cow<'_, str> {
        if self.breaks { shown::lines(text) } else { shown::line(text) }
    }

    pub(super) fn paint(self, color: Color, text: &str) -> String {
        if self.color { format!("\u{1b}[{}m{text}\u{1b}[39m", color.code()) } else { text.to_owned() }
    }

    /// For what failed.
    pub(super) fn alarm(self, text: &str) -> String {
        if self.color { format!("\u{1b}[31m\u{1b}[1m{text}\u{1b}[22m\u{1b}[39m") } else { text.to_owned() }
    }

    /// A name; newman resets the terminal's colours around it.
    pub(super) fn name(self, text: &str) -> String {
        if self.color { format!("\u{1b}[0m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn grey(self, text: &str) -> String {
        self.paint(Color::Grey, text)
    }

    pub(super) fn underlined(self, text: &str) -> String {
        if self.color { format!("\u{1b}[90m\u{1b}[4m{text}\u{1b}[24m\u{1b}[39m") } else { text.to_owned() }
    }

    /// A part of a console value.
    pub(super) fn token(self, token: Token, text: &str) -> String {
        match token {
            Token::Name => self.paint(Color::White, text),
            Token::Text | Token::Undefined => self.paint(Color::Grey, text),
            Token::Number => self.paint(Color::Yellow, text),
            Token::Null if self.color => format!("\u{1b}[1m{text}\u{1b}[22m"),
            Token::Null => text.to_owned(),
            Token::Symbol => self.paint(Color::Green, text),
            Token::Date => self.paint(Color::Magenta, text),
            Token::RegExp => self.paint(Color::Red, text),
            Token::Special => self.paint(Color::Cyan, text),
        }
    }
}
