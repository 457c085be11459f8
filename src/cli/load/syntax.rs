//! Where a text stops being JSON, what is wrong there, and the path that leads there.
//!
//! # Design
//!
//! 2026-11-25: a scanner of our own beside `serde_json`, which keeps no path to the place it stops at, and stops at
//! other places than newman. It is asked only when a text is known to be broken, keeps its own stack, and finds the
//! first fault alone.
//!
//! Source: the faults that newman 6.2 finds (liquid-json's fallback parser), and their places.

use std::fmt::Write as _;

/// The first fault of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxFault {
    pub(super) kind: FaultKind,
    /// From 1.
    pub(super) line: usize,
    /// From 1.
    pub(super) column: usize,
    /// The path to it, as JavaScript would write it; empty at the top.
    ///
    /// Shape: `item[3].request.url`
    pub(super) path: String,
    /// True when the text ends before its JSON does.
    pub(super) cut_off: bool,
    pub(super) excerpt: Excerpt,
}

/// The line of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The part of the line around the fault.
    pub(super) line: String,
    /// The blanks and tabs that put a caret below the fault.
    pub(super) indent: String,
}

/// What is wrong at the place of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// The text is empty.
    Empty,
    /// The text is nothing but blanks.
    OnlyBlanks,
    UnexpectedCharacter(char),
    UnexpectedEnd,
    TrailingCommaInObject,
    TrailingCommaInArray,
    /// A comma that follows no value: `[,1]`.
    Elision,
    /// The key has no value.
    NoValue(Box<str>),
    /// The key is a number.
    NumberAsKey(Box<str>),
    ControlCharacter,
    BadEscape,
    /// A number that is malformed in JavaScript too.
    BadNumber(Box<str>),
    /// A number that JavaScript has and JSON does not: `.5`.
    NumberOfJavaScript(Box<str>),
}

/// Finds the fault of a text; `None` when newman's parser would find none.
pub(super) fn find(text: &str) -> Option<SyntaxFault> {
    Scanner { chars: text.chars().collect(), at: 0, line: 0, line_start: 0, open: Vec::new() }
        .document()
        .err()
}

/// A container that is not closed yet.
enum Open {
    Object { key: Key, members: bool },
    Array { length: usize },
}

enum Key {
    Text(String),
    /// newman reads numbers as keys, and then refuses them.
    Number(String),
}

/// What stands where a value is expected.
enum Begun {
    Nothing,
    Scalar,
    Container,
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    line: usize,
    line_start: usize,
    open: Vec<Open>,
}

type Scanned<T> = Result<T, SyntaxFault>;

impl Scanner {
    fn document(&mut self) -> Scanned<()> {
        self.blanks();
        let mut begun = self.value()?;
        loop {
            // After a value its container goes on; the document does when there is none.
            let mut found = match begun {
                Begun::Container => None,
                Begun::Scalar => Some(true),
                Begun::Nothing => Some(false),
            };
            begun = loop {
                let next = match found {
                    None => self.member()?,
                    Some(_) if self.open.is_empty() => return self.end(found == Some(true)),
                    Some(found) => self.after(found)?,
                };
                match next {
                    Next::Value(begun) => break begun,
                    Next::Member => found = None,
                    Next::Closed(complete) => found = Some(complete),
                }
            };
        }
    }

    fn end(&mut self, found: bool) -> Scanned<()> {
        if !found && self.at >= self.chars.len() {
            let kind = if self.at > 0 { FaultKind::OnlyBlanks } else { FaultKind::Empty };
            return Err(self.fault(kind));
        }
        self.blanks();
        if self.at < self.chars.len() { Err(self.unexpected()) } else { Ok(()) }
    }

    /// The next member of the innermost container: up to its value, or to the container's end.
    fn member(&mut self) -> Scanned<Next> {
        let ended = self.at >= self.chars.len();
        match self.open.last() {
            Some(Open::Array { .. }) if ended => {
                self.open.pop();
                Ok(Next::Closed(false))
            }
            Some(Open::Array { .. }) => {
                self.blanks();
                self.value().map(Next::Value)
            }
            _ if ended => Err(self.unexpected()),
            _ => self.pair(),
        }
    }

    fn pair(&mut self) -> Scanned<Next> {
        self.blanks();
        let key = self.key()?;
        self.blanks();
        match (self.take(), key) {
            (Some('}'), None) => {
                if matches!(self.open.last(), Some(Open::Object { members: true, .. })) {
                    self.at -= 1;
                    return Err(self.fault(FaultKind::TrailingCommaInObject));
                }
                self.open.pop();
                Ok(Next::Closed(true))
            }
            (Some(':'), Some(named)) => {
                if let Some(Open::Object { key, .. }) = self.open.last_mut() {
                    *key = named;
                }
                self.blanks();
                self.value().map(Next::Value)
            }
            _ => {
                self.at -= 1;
                Err(self.unexpected())
            }
        }
    }

    /// Reads what follows a value in the innermost container; fails where a value is missing.
    fn after(&mut self, found: bool) -> Scanned<Next> {
        match self.open.last() {
            Some(Open::Object { .. }) => self.after_pair(found),
            _ => self.after_element(found),
        }
    }

    fn after_pair(&mut self, found: bool) -> Scanned<Next> {
        let Some(Open::Object { key, members }) = self.open.last_mut() else {
            return Ok(Next::Closed(found));
        };
        *members = true;
        let wrong = match key {
            Key::Text(key) | Key::Number(key) if !found => Some(FaultKind::NoValue(key.as_str().into())),
            Key::Number(key) => Some(FaultKind::NumberAsKey(key.as_str().into())),
            Key::Text(_) => None,
        };
        if let Some(kind) = wrong {
            return Err(self.fault(kind));
        }
        self.blanks();
        match self.take() {
            Some(',') => Ok(Next::Member),
            Some('}') => {
                self.open.pop();
                Ok(Next::Closed(true))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn after_element(&mut self, found: bool) -> Scanned<Next> {
        self.blanks();
        let next = self.take();
        let before = match self.open.last_mut() {
            Some(Open::Array { length }) => {
                *length += usize::from(found);
                *length
            }
            _ => 0,
        };
        match next {
            Some(',') if found => Ok(Next::Member),
            Some(',') => Err(self.fault(FaultKind::Elision)),
            Some(']') if !found && before > 0 => {
                self.at -= 1;
                Err(self.fault(FaultKind::TrailingCommaInArray))
            }
            Some(']') => {
                self.open.pop();
                Ok(Next::Closed(true))
            }
            _ => {
                self.at -= 1;
                Err(self.unexpected())
            }
        }
    }

    fn value(&mut self) -> Scanned<Begun> {
        let Some(c) = self.peek() else { return Ok(Begun::Nothing) };
        match c {
            '"' => self.string().map(|_| Begun::Scalar),
            '-' | '.' | '0'..='9' => self.number().map(|_| Begun::Scalar),
            'n' => self.keyword("null"),
            't' => self.keyword("true"),
            'f' => self.keyword("false"),
            '{' | '[' => {
                self.at += 1;
                self.open.push(if c == '{' {
                    Open::Object { key: Key::Text(String::new()), members: false }
                } else {
                    Open::Array { length: 0 }
                });
                Ok(Begun::Container)
            }
            _ => Ok(Begun::Nothing),
        }
    }

    fn key(&mut self) -> Scanned<Option<Key>> {
        match self.peek() {
            Some('"') => self.string().map(|key| Some(Key::Text(key))),
            Some('.' | '0'..='9') => self.number().map(|key| Some(Key::Number(key))),
            _ => Ok(None),
        }
    }

    fn keyword(&mut self, word: &str) -> Scanned<Begun> {
        let length = word.len();
        if self.chars[self.at..].iter().take(length).copied().eq(word.chars()) {
            self.at += length;
            return Ok(Begun::Scalar);
        }
        Err(self.unexpected())
    }

    /// A text in quotes; escapes in it stay as written.
    fn string(&mut self) -> Scanned<String> {
        self.at += 1;
        let start = self.at;
        while let Some(c) = self.take() {
            match c {
                '"' => return Ok(self.chars[start..self.at - 1].iter().collect()),
                '\\' => self.escape()?,
                '\n' | '\r' => return Err(self.unexpected()),
                c if c < ' ' => {
                    self.at -= 1;
                    return Err(self.fault(FaultKind::ControlCharacter));
                }
                _ => {}
            }
        }
        self.at = self.chars.len();
        Err(self.unexpected())
    }

    fn escape(&mut self) -> Scanned<()> {
        match self.peek() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 1,
            Some('u') => {
                self.at += 1;
                for _ in 0..4 {
                    match self.peek() {
                        Some(digit) if digit.is_ascii_hexdigit() => self.at += 1,
                        Some(_) => return Err(self.fault(FaultKind::BadEscape)),
                        None => return Err(self.unexpected()),
                    }
                }
            }
            _ => return Err(self.unexpected()),
        }
        Ok(())
    }

    fn number(&mut self) -> Scanned<String> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some('-'));
        match self.peek() {
            Some('1'..='9') => self.digits(),
            Some('0') => self.at += 1,
            _ => {}
        }
        if self.peek() == Some('.') {
            self.at += 1;
            self.digits();
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            // What follows the letter belongs to the number, whatever it is.
            self.at += 1;
            self.at = (self.at + 1).min(self.chars.len());
            self.digits();
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let kind = if text.parse::<f64>().is_err() {
            FaultKind::BadNumber(text.into())
        } else if serde_json::from_str::<serde_json::Number>(&text).is_err_and(|error| !error.is_data()) {
            FaultKind::NumberOfJavaScript(text.into())
        } else {
            return Ok(text);
        };
        self.at -= 1;
        Err(self.fault(kind))
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn blanks(&mut self) {
        while let Some(c) = self.peek().filter(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
            if c == '\r' && self.peek() == Some('\n') {
                self.at += 1;
            }
            if c == '\n' || c == '\r' {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// The next character; the place moves on even past the end, where newman's does too.
    fn take(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += 1;
        next
    }

    fn unexpected(&self) -> SyntaxFault {
        match self.peek() {
            Some(c) => self.fault(FaultKind::UnexpectedCharacter(c)),
            None => SyntaxFault { cut_off: true, ..self.fault(FaultKind::UnexpectedEnd) },
        }
    }

    fn fault(&self, kind: FaultKind) -> SyntaxFault {
        SyntaxFault {
            kind,
            line: self.line + 1,
            column: self.at.saturating_sub(self.line_start) + 1,
            path: self.path(),
            cut_off: self.at >= self.chars.len(),
            excerpt: self.excerpt(),
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for open in &self.open {
            let _ = match open {
                Open::Array { length } => write!(path, "[{length}]"),
                Open::Object { key: Key::Text(key) | Key::Number(key), .. } if key.is_empty() => Ok(()),
                Open::Object { key: Key::Text(key) | Key::Number(key), .. } if path.is_empty() => {
                    write!(path, "{key}")
                }
                Open::Object { key: Key::Text(key) | Key::Number(key), .. } => write!(path, ".{key}"),
            };
        }
        path
    }

    /// At most 70 characters before the place, and 79 in all.
    fn excerpt(&self) -> Excerpt {
        let from = self.line_start.max(self.at.saturating_sub(69));
        let rest =
            self.chars.get(from..).unwrap_or_default().iter().take_while(|c| !matches!(c, '\n' | '\r'));
        let line: String = rest.take(79).collect();
        let before = line.chars().take(self.at.saturating_sub(from));
        let indent = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        Excerpt { line, indent }
    }
}

/// What a container goes on with.
enum Next {
    Value(Begun),
    Member,
    /// The container has ended; false when newman takes it for nothing.
    Closed(bool),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fault_is_found_by_the_path_to_it() {
        let fault =
            find("{\"info\": {},\n \"item\": [{}, {\"request\": {\"url\": oops}}]}").expect("a fault");
        assert_eq!((fault.path.as_str(), fault.line, fault.cut_off), ("item[1].request.url", 2, false));
    }

    #[test]
    fn a_text_that_ends_early_is_cut_off() {
        for text in ["{\"a\": [1, 2", "{\"a\"", "[", "\"open", "{\"a\": \"x\\"] {
            assert!(find(text).expect("a fault").cut_off, "{text}");
        }
        assert!(!find("{\"a\": ]}").expect("a fault").cut_off);
    }

    #[test]
    fn depth_costs_no_stack() {
        assert!(find(&"[".repeat(200_000)).is_some());
        assert!(find(&"{\"a\":".repeat(200_000)).is_some());
    }

    #[test]
    fn valid_json_has_no_fault() {
        for text in ["{}", "[]", " [1, -2.5e+3, \"\\u00e9\", null, true, {\"a\": [{}]}] \r\n", "5"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_fault_is_found_where_serde_finds_one(text in "[\\[\\]{}\",:0-9a-etn\\\\.\\- \n]{0,24}") {
            let broken = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err();
            prop_assert_eq!(find(&text).is_some(), broken, "{}", text);
        }
    }
}
