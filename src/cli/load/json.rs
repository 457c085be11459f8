//! Parses the texts of files as JSON, and finds where one is broken.

use serde_json::Value;

use postino::variable::is_js_space;

use super::syntax::{self, SyntaxFault};

/// Parses JSON as newman does: blanks and byte order marks around it are ignored, and each half of a surrogate pair
/// becomes U+FFFD, since no Rust text can hold it.
pub(super) fn parse(text: &str) -> Result<Value, Box<BrokenJson>> {
    let trimmed = text.trim_matches(is_js_space);
    let parsed = match serde_json::from_str(trimmed) {
        Err(error) => match without_lone_surrogates(trimmed) {
            Some(repaired) => serde_json::from_str(&repaired),
            None => Err(error),
        },
        parsed => parsed,
    };
    parsed.map_err(|error| Box::new(BrokenJson::new(text, &error)))
}

/// The text with every half of a pair replaced; `None` when it has none.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut replaced = false;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (escaped_unit(rest), rest.get(6..).and_then(escaped_unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                replaced = true;
                out.push('\u{fffd}');
                rest = &rest[6..];
                continue;
            }
            _ => rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
    replaced.then_some(out)
}

/// The unit of UTF-16 that an escape at the front stands for.
fn escaped_unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// A text that is not JSON.
#[derive(Debug)]
pub(super) struct BrokenJson {
    /// The parser's reason, without the place.
    pub(super) reason: String,
    /// In the file, from 1.
    pub(super) line: usize,
    /// From 1.
    pub(super) column: usize,
    pub(super) text_of_line: String,
    pub(super) cause: Cause,
    /// The fault as newman finds it, in the text without the blanks around it; rarely there is none.
    pub(super) fault: Option<SyntaxFault>,
}

/// Why a text is probably broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    Empty,
    TooDeep,
    CutOff,
    Other,
}

impl BrokenJson {
    fn new(text: &str, error: &serde_json::Error) -> Self {
        let trimmed = text.trim_matches(is_js_space);
        let skipped = text.len() - text.trim_start_matches(is_js_space).len();
        let line = error.line() + text[..skipped].matches('\n').count();
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        let fault = syntax::find(trimmed);
        let cause = match &fault {
            _ if trimmed.is_empty() => Cause::Empty,
            _ if reason.starts_with("recursion limit") => Cause::TooDeep,
            Some(fault) if fault.cut_off => Cause::CutOff,
            _ => Cause::Other,
        };
        let text_of_line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        Self { reason, line, column: error.column(), text_of_line, cause, fault }
    }

    /// The path to the fault, as JavaScript would write it.
    pub(super) fn path(&self) -> Option<&str> {
        self.fault.as_ref().map(|fault| fault.path.as_str()).filter(|path| !path.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_and_blanks_around_json_do_not_count() {
        assert_eq!(parse("\u{feff} \n{\"a\": 1}\u{a0}").ok(), Some(json!({"a": 1})));
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_pairs_are_kept() {
        let parsed = parse(r#"["\ud800", "x\udc00y", "\ud83d\ude42", "\\ud800", "\ud800\ud83d\ude42"]"#).ok();
        assert_eq!(parsed, Some(json!(["\u{fffd}", "x\u{fffd}y", "🙂", "\\ud800", "\u{fffd}🙂"])));
    }

    #[test]
    fn a_malformed_escape_stays_an_error() {
        assert!(parse(r#"["\ud800", "\ux"]"#).is_err());
        assert!(parse(r#"["\u"#).is_err());
    }
}
