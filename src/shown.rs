//! Foreign text in terminals and logs: shown, never obeyed.
//!
//! Names, bodies, headers, messages and file names come from anybody. A terminal obeys control characters in them, a
//! reader is deceived by characters that turn or hide what stands around them, and a build server takes commands from
//! the lines of a log. What would be obeyed is written by its number instead (`\x1b`, `\u202e`). [`line()`] and [`lines`]
//! do it for a text, [`Guarded`] for the commands in all that is written to a log, [`log`] for both.
//!
//! # Design
//!
//! 2026-11-30: the commands of build servers are defused in every output, not only where a build server is detected: a
//! container in a job is seldom told where it runs. Rejected: Unicode's pictures of control characters (`␛`), which
//! many fonts and Windows consoles lack.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The text on one line.
///
/// Shape: `a\nb<ESC>[31m` gives `a\nb\x1b[31m`, without a line break.
pub fn line(text: &str) -> Cow<'_, str> {
    shown(text, false)
}

/// The text with its line breaks; those of Windows become plain ones.
pub fn lines(text: &str) -> Cow<'_, str> {
    shown(text, true)
}

/// A whole text for a log: with its line breaks, and without commands for build servers.
pub fn log(text: &str) -> String {
    let mut guard = Guard::default();
    let mut out = String::with_capacity(text.len());
    for c in lines(text).chars() {
        if guard.obeys(c) {
            number(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

fn shown(text: &str, keeps_lines: bool) -> Cow<'_, str> {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) || byte == b'\t';
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' if keeps_lines => out.push(c),
            '\r' if keeps_lines && chars.peek() == Some(&'\n') => {}
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if is_obeyed(c, before) => number(&mut out, c),
            c => out.push(c),
        }
        before = out.chars().next_back().unwrap_or(' ');
    }
    Cow::Owned(out)
}

/// True for what is not seen itself and changes what is seen; `before` stands before it.
fn is_obeyed(c: char, before: char) -> bool {
    match c {
        '\t' => false,
        // Joiners and variants belong to emoji and to several scripts; behind ASCII they only hide.
        '\u{200c}' | '\u{200d}' | '\u{e0100}'..='\u{e01ef}' => before.is_ascii(),
        // In the order of Unicode: soft hyphen, marks of direction, fillers, separators, turns, tags.
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    }
}

/// Shape: `\x1b`, `\u202e`, `\u{e0041}`
fn number(out: &mut String, c: char) {
    let _ = match u32::from(c) {
        code @ ..=0xff => write!(out, "\\x{code:02x}"),
        code @ ..=0xffff => write!(out, "\\u{code:04x}"),
        code => write!(out, "\\u{{{code:x}}}"),
    };
}

/// As [`number`], as JSON has it: the value stays the same.
fn json_number(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Watches the lines of a log for commands of build servers.
///
/// Source: the services' documentation and the code of their agents. GitHub takes `::name::` behind blanks and `##[`
/// anywhere, Azure Pipelines `##vso[` and `TeamCity` `##teamcity[` anywhere, Travis `travis_fold:` and `travis_time:`
/// anywhere; Buildkite opens a group at `--- `, `+++ `, `~~~ ` and `^^^ ` at the beginning of a line. GitLab's sections
/// need control characters.
#[derive(Debug, Default)]
struct Guard {
    /// The beginning of the line, without blanks before it.
    head: String,
    indented: bool,
    /// The letters and hashes before this place.
    word: String,
    escape: Escape,
}

/// Where in a control sequence of our own the text is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    Outside,
    /// Behind the escape character.
    Begun,
    /// Behind `ESC [`.
    Open,
}

/// A longer word is cut at its beginning. Units: bytes.
const LONGEST_WORD: usize = 32;

impl Guard {
    /// Takes the next character; true when it would complete a command.
    fn obeys(&mut self, c: char) -> bool {
        if c == '\n' || c == '\r' {
            *self = Self::default();
            return false;
        }
        let outside = self.escape == Escape::Outside && c != '\u{1b}';
        self.escape = match (self.escape, c) {
            (_, '\u{1b}') => Escape::Begun,
            (Escape::Begun, '[') | (Escape::Open, '0'..='9' | ';') => Escape::Open,
            _ => Escape::Outside,
        };
        if !outside {
            return false;
        }
        let obeys = match c {
            ':' => {
                self.head == ":" || ["travis_fold", "travis_time"].iter().any(|it| self.word.ends_with(it))
            }
            '[' => self.word.rsplit_once("##").is_some_and(|(_, name)| !name.contains(['#', '_'])),
            c if c.is_whitespace() => !self.indented && ["---", "+++", "~~~", "^^^"].contains(&&*self.head),
            _ => false,
        };
        self.note(c);
        obeys
    }

    fn note(&mut self, c: char) {
        if self.head.is_empty() && c.is_whitespace() {
            self.indented = true;
        } else if self.head.len() < 4 {
            self.head.push(c);
        }
        if c.is_ascii_alphabetic() || matches!(c, '#' | '_') {
            if self.word.len() == LONGEST_WORD {
                self.word.remove(0);
            }
            self.word.push(c.to_ascii_lowercase());
        } else {
            self.word.clear();
        }
    }
}

/// Writes to a log, in which nothing is a command for a build server.
///
/// What is written may hold control sequences of our own: foreign texts in it have gone through [`line()`] or [`lines`].
#[derive(Debug)]
pub struct Guarded<W> {
    out: W,
    guard: Guard,
    notation: Notation,
}

/// How a character is written by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    Text,
    Json,
}

impl<W: Write> Guarded<W> {
    /// Text on its way to `out`.
    pub fn new(out: W) -> Self {
        Self { out, guard: Guard::default(), notation: Notation::Text }
    }

    /// JSON on its way to `out`: its values stay the same, and hidden characters in them are written by number.
    pub fn json(out: W) -> Self {
        Self { out, guard: Guard::default(), notation: Notation::Json }
    }

    /// The piece as it may be written; `None` when it may be as it is.
    fn defused(&mut self, text: &str) -> Option<String> {
        let mut changed: Option<String> = None;
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let hides = self.notation == Notation::Json && c != '\n' && is_obeyed(c, before);
            before = if hides { ' ' } else { c };
            if self.guard.obeys(c) || hides {
                let out = changed.get_or_insert_with(|| text[..at].to_owned());
                match self.notation {
                    Notation::Text => number(out, c),
                    Notation::Json => json_number(out, c),
                }
            } else if let Some(out) = &mut changed {
                out.push(c);
            }
        }
        changed
    }
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for chunk in bytes.utf8_chunks() {
            let text = chunk.valid();
            match self.defused(text) {
                Some(changed) => self.out.write_all(changed.as_bytes())?,
                None => self.out.write_all(text.as_bytes())?,
            }
            self.out.write_all(chunk.invalid())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(line("\u{1b}]0;x\u{7}\u{9b}31m\u{8}\u{7f}"), "\\x1b]0;x\\x07\\x9b31m\\x08\\x7f");
        assert_eq!(line("a\r\nb\tc\u{85}"), "a\\r\\nb\tc\\x85");
        assert_eq!(lines("a\r\nb\rc\n"), "a\nb\\rc\n");
        assert_eq!(lines("\u{2028}"), "\\u2028");
    }

    #[test]
    fn what_turns_or_hides_text_is_shown() {
        assert_eq!(line("user\u{202e}nimda\u{2066}"), "user\\u202enimda\\u2066");
        assert_eq!(line("ad\u{200b}m\u{200d}in\u{e0041}"), "ad\\u200bm\\u200din\\u{e0041}");
        assert_eq!(line("é\u{feff}\u{200d}"), "é\\ufeff\\u200d", "nothing hides behind what is shown");
    }

    #[test]
    fn every_script_and_emoji_stays_as_it_is() {
        for text in ["plain ~", "日本 é", "می\u{200c}خواهم", "👩\u{200d}👧", "❤\u{fe0f}", "क्\u{200d}ष"]
        {
            assert_eq!(line(text), text);
        }
    }

    /// What lands in the log when the text comes in pieces of so many bytes.
    fn guarded(text: &str, piece: usize) -> String {
        let mut out = Guarded::new(Vec::new());
        let mut rest = text;
        while !rest.is_empty() {
            let end = (piece..=rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
            out.write_all(&rest.as_bytes()[..end]).expect("a vector takes all");
            rest = &rest[end..];
        }
        String::from_utf8(out.out).expect("text")
    }

    #[test]
    fn commands_of_build_servers_are_shown() {
        for (command, shown) in [
            ("::error::x", ":\\x3aerror::x"),
            ("a\n \u{a0}::set-output name=a::b", "a\n \u{a0}:\\x3aset-output name=a::b"),
            ("\u{1b}[31m::error::x", "\u{1b}[31m:\\x3aerror::x"),
            ("x ##[error]y", "x ##\\x5berror]y"),
            ("x ##vso[task.complete]", "x ##vso\\x5btask.complete]"),
            ("###VSO[a.b]", "###VSO\\x5ba.b]"),
            ("x##teamcity[a 'b']", "x##teamcity\\x5ba 'b']"),
            ("--- group", "---\\x20group"),
            ("^^^ +++", "^^^\\x20+++"),
            ("x travis_fold:start:a", "x travis_fold\\x3astart:a"),
        ] {
            for piece in [1, 2, 5, 100] {
                assert_eq!(guarded(command, piece), shown);
            }
            assert_eq!(guarded(shown, 3), shown, "shown once");
        }
    }

    #[test]
    fn what_is_no_command_stays_as_it_is() {
        for text in
            ["a::b", "std::fmt", "  --- ", "-----", "----- x", "# [x] ## [y]", "│ ::1", "x\u{1b}7::\u{1b}8"]
        {
            assert_eq!(guarded(text, 1), text);
        }
    }

    #[test]
    fn guarded_json_has_the_same_value() {
        let value = serde_json::json!({"##vso[x]": "\u{9b}31m\u{202e} é ##[error] \u{e0041}\n"});
        let mut out = Guarded::json(Vec::new());
        serde_json::to_writer_pretty(&mut out, &value).expect("written");
        let text = String::from_utf8(out.out).expect("text");
        assert!(
            !text.contains("##vso[") && !text.contains('\u{9b}') && text.contains("##\\u005berror"),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
    }
}
