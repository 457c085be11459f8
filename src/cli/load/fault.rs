//! Where a text stops being JSON: for people by the path that leads there, and in newman's words.
//!
//! # Design
//!
//! 2026-11-25: a scanner of our own beside `serde_json`, which keeps no path to the place it stops at, and stops at
//! other places than newman. It is asked only when a text is known to be broken, keeps its own stack, and gives up
//! nothing but the first fault.
//!
//! Source: the faults that newman 6.2 tells (liquid-json's fallback parser), their words and places.

use std::fmt::Write as _;

/// The first fault of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// newman's words for it.
    pub(super) words: String,
    /// From 1.
    pub(super) line: usize,
    /// From 1.
    pub(super) column: usize,
    /// What leads there, as JavaScript would write it; empty at the top.
    ///
    /// Shape: `item[3].request.url`
    pub(super) path: String,
    /// True when the text ends before its JSON does.
    pub(super) cut_off: bool,
    /// The broken line, and blanks and tabs up to the caret.
    pub(super) excerpt: (String, String),
}

/// Finds the fault of a text; `None` when newman's parser would find none.
pub(super) fn find(text: &str) -> Option<Fault> {
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

type Scanned<T> = Result<T, Fault>;

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
            let words = if self.at > 0 { "No data, only a whitespace" } else { "No data, empty input" };
            return Err(self.fault(words));
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
                    return Err(self.fault("Trailing comma in object"));
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

    /// What follows a value in the innermost container, or the fault that there is none.
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
        let words = match key {
            Key::Text(key) | Key::Number(key) if !found => format!("No value found for key {key}"),
            Key::Number(key) => format!("Wrong key type: {key}"),
            Key::Text(_) => String::new(),
        };
        if !words.is_empty() {
            return Err(self.fault(&words));
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
            Some(',') => Err(self.fault("Elisions are not supported")),
            Some(']') if !found && before > 0 => {
                self.at -= 1;
                Err(self.fault("Trailing comma in array"))
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
                    return Err(self.fault("Unexpected control character"));
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
                        Some(_) => return Err(self.fault("Bad escape sequence")),
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
        let words = if text.parse::<f64>().is_err() {
            "Bad"
        } else if serde_json::from_str::<serde_json::Number>(&text).is_err_and(|error| !error.is_data()) {
            "Non-json"
        } else {
            return Ok(text);
        };
        self.at -= 1;
        Err(self.fault(&format!("{words} numeric literal - \"{text}\"")))
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

    fn unexpected(&self) -> Fault {
        match self.peek() {
            Some(c) => self.fault(&format!("Unexpected token '{}'", shown(c))),
            None => Fault { cut_off: true, ..self.fault("Unexpected end of input") },
        }
    }

    fn fault(&self, words: &str) -> Fault {
        Fault {
            words: words.to_owned(),
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
    fn excerpt(&self) -> (String, String) {
        let from = self.line_start.max(self.at.saturating_sub(69));
        let rest =
            self.chars.get(from..).unwrap_or_default().iter().take_while(|c| !matches!(c, '\n' | '\r'));
        let line: String = rest.take(79).collect();
        let before = line.chars().take(self.at.saturating_sub(from));
        let pad = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        (line, pad)
    }
}

/// What a container goes on with.
enum Next {
    Value(Begun),
    Member,
    /// It is closed, or ends where newman takes it for nothing.
    Closed(bool),
}

/// A character inside quotes, as JavaScript's JSON writes it.
fn shown(c: char) -> String {
    match c {
        '"' => "\"".to_owned(),
        '\'' => "\\'".to_owned(),
        c => serde_json::Value::from(c.to_string()).to_string().trim_matches('"').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> String {
        find(text)
            .map_or_else(String::new, |fault| format!("{} at {}:{}", fault.words, fault.line, fault.column))
    }

    #[test]
    fn faults_are_told_in_newmans_words() {
        for (text, expected) in [
            ("{oops", "Unexpected token 'o' at 1:2"),
            ("{\"a\":1,}", "Trailing comma in object at 1:8"),
            ("[1,]", "Trailing comma in array at 1:4"),
            ("[,1]", "Elisions are not supported at 1:3"),
            ("{'a':1}", "Unexpected token '\\'' at 1:2"),
            ("{\"a\":tru}", "Unexpected token 't' at 1:6"),
            ("{\"a\":x}", "No value found for key a at 1:6"),
            ("{\"a\":\"\\u12\"}", "Bad escape sequence at 1:11"),
            ("{\"a\":.5}", "Non-json numeric literal - \".5\" at 1:7"),
            ("{\"a\":-}", "Bad numeric literal - \"-\" at 1:6"),
            ("\u{0}", "Unexpected token '\\u0000' at 1:1"),
            ("", "No data, empty input at 1:1"),
            ("{1:2}", "Wrong key type: 1 at 1:5"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

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
    fn what_is_json_has_no_fault() {
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
