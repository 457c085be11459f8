//! Texts of files as JSON; what is broken is shown where it stands.

use std::path::Path;

use serde_json::Value;

use postino::variable::is_js_space;

use super::fault::{self, Fault};
use super::words::excerpt;
use crate::cli::error::input;

/// Parses JSON as newman does: blanks and marks around it do not count, and halves of surrogate pairs, which no
/// text here can hold, become U+FFFD.
pub(super) fn parse(text: &str) -> Result<Value, serde_json::Error> {
    let text = text.trim_matches(is_js_space);
    match serde_json::from_str(text) {
        Err(error) => match without_lone_surrogates(text) {
            Some(repaired) => serde_json::from_str(&repaired),
            None => Err(error),
        },
        parsed => parsed,
    }
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

/// The error of a text that is no JSON: which file, where in it, how it looks there, and what to do.
pub(super) fn broken(text: &str, path: &Path, what: &str, error: &serde_json::Error) -> anyhow::Error {
    let trimmed = text.trim_matches(is_js_space);
    if trimmed.is_empty() {
        return input(format!("the {what} \"{}\" is empty", path.display()), None);
    }
    let skipped = text.len() - text.trim_start_matches(is_js_space).len();
    let line = error.line() + text[..skipped].matches('\n').count();
    let shown = excerpt(text, line, error.column());
    let fault = fault::find(trimmed);
    let path_there = fault.as_ref().map(|fault| fault.path.as_str()).filter(|path| !path.is_empty());
    let inside = path_there.map(|path| format!(", in {path}")).unwrap_or_default();
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let place = format!("{}:{line}:{}", path.display(), error.column());
    let message = format!("the {what} is not valid JSON\n --> {place}\n{shown}{reason}{inside}");
    input(message, hint(fault.as_ref(), reason, trimmed))
}

fn hint(fault: Option<&Fault>, reason: &str, text: &str) -> Option<String> {
    if reason.starts_with("recursion limit") {
        return Some("lists and objects may lie 127 deep in each other".to_owned());
    }
    if text.starts_with('<') {
        return Some("this looks like a page of HTML or XML: was it downloaded behind a sign-in?".to_owned());
    }
    let cut_off = fault.is_some_and(|fault| fault.cut_off);
    cut_off.then(|| "the file ends in the middle: it was cut off; export or download it again".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_and_blanks_around_it_do_not_count() {
        assert_eq!(parse("\u{feff} \n{\"a\": 1}\u{a0}").ok(), Some(json!({"a": 1})));
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_pairs_are_kept() {
        let parsed = parse(r#"["\ud800", "x\udc00y", "\ud83d\ude42", "\\ud800", "\ud800\ud83d\ude42"]"#).ok();
        assert_eq!(parsed, Some(json!(["\u{fffd}", "x\u{fffd}y", "🙂", "\\ud800", "\u{fffd}🙂"])));
    }

    #[test]
    fn an_escape_that_is_none_stays_broken() {
        assert!(parse(r#"["\ud800", "\ux"]"#).is_err());
        assert!(parse(r#"["\u"#).is_err());
    }

    #[test]
    fn a_broken_text_tells_file_place_path_and_what_to_do() {
        let text = "\n{\"item\": [{\"name\": \"a\"";
        let error = parse(text).expect_err("cut off");
        let told = broken(text, Path::new("c.json"), "collection", &error).to_string();
        assert!(told.starts_with("the collection is not valid JSON\n --> c.json:2:"), "{told}");
        assert!(told.ends_with("EOF while parsing an object, in item[0].name"), "{told}");
    }
}
