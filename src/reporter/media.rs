//! What a response's content type means for those who show it.
//!
//! Source: postman-collection 4.4, `Response#contentInfo`: a word found in the type decides.

use crate::event::ResponseView;

/// A content type, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Media {
    /// The type without its parameters, in lower case.
    pub(super) source: String,
    /// `text`, `image`, `application`, …
    pub(super) kind: &'static str,
    /// `json`, `xml`, `plain`, `raw`, …
    pub(super) format: &'static str,
    pub(super) charset: String,
}

/// Words that mean text wherever they stand in a type. Order: the first that stands earliest wins.
const TEXTS: [&str; 9] = ["jsonp", "json", "xml", "html", "yaml", "vml", "webml", "script", "text"];

/// Kinds that a type may begin with.
const KINDS: [&str; 4] = ["audio", "video", "image", "text"];

impl Media {
    pub(super) fn of(response: &ResponseView) -> Self {
        let header = response.headers.get("content-type").unwrap_or("text/plain");
        let lower: String = header.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let source = lower.split(';').next().unwrap_or_default().to_owned();
        let charset = lower.split(';').find_map(|param| param.strip_prefix("charset="));
        let charset = charset.map(|name| name.trim_matches(['"', '\''])).filter(|name| !name.is_empty());
        let charset = match charset {
            None | Some("utf-8") => "utf8".to_owned(),
            Some(other) => other.to_owned(),
        };
        let (kind, format) = classify(&source);
        Self { source, kind, format, charset }
    }
}

fn classify(source: &str) -> (&'static str, &'static str) {
    match source {
        "application/x-www-form-urlencoded" => return ("text", "plain"),
        "application/pdf" => return ("embed", "pdf"),
        "application/jwt" => return ("text", "jwt"),
        _ => {}
    }
    let (base, sub) = source.split_once('/').unwrap_or((source, ""));
    let first = |words: &[&'static str], text: &str| {
        let found = words.iter().filter_map(|word| text.find(word).map(|at| (at, *word)));
        found.min_by_key(|(at, word)| (*at, usize::MAX - word.len())).map(|(_, word)| word)
    };
    let text = first(&TEXTS[..8], source);
    match first(&KINDS, base) {
        Some("text") => return ("text", text.unwrap_or("plain")),
        Some(kind) => return (kind, kind),
        None => {}
    }
    if let Some(text) = text {
        return ("text", text);
    }
    if let Some(kind) = first(&KINDS, sub) {
        return (kind, kind);
    }
    match first(&["application", "message", "multipart"], base) {
        Some(kind) => (kind, "raw"),
        None => ("unknown", "raw"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_understood_as_in_postman() {
        let types = [
            ("application/json", ("text", "json")),
            ("application/problem+json", ("text", "json")),
            ("text/html", ("text", "html")),
            ("text/plain", ("text", "plain")),
            ("image/png", ("image", "image")),
            ("application/octet-stream", ("application", "raw")),
            ("application/javascript", ("text", "script")),
            ("application/pdf", ("embed", "pdf")),
            ("odd", ("unknown", "raw")),
        ];
        assert_eq!(types.map(|(source, _)| classify(source)), types.map(|(_, expected)| expected));
    }
}
