//! Bodies: secrets inside of them, and short ones where they are a whole value of JSON, of markup or of a form.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::Masker;
use crate::secret::MASK;

impl Masker<'_> {
    /// The body of a response.
    pub(super) fn body(&self, body: &Bytes) -> Option<Bytes> {
        match std::str::from_utf8(body) {
            Ok(text) => self.body_text(text).map(Bytes::from),
            Err(_) => self.0.masked_bytes(body).map(Bytes::from),
        }
    }

    /// The text of a body. JSON stays JSON: a number in which a secret stands becomes a text.
    pub(super) fn body_text(&self, text: &str) -> Option<String> {
        let values = if self.0.has_short() { self.values(text) } else { None };
        let masked = self.text(values.as_deref().unwrap_or(text)).or(values)?;
        let is_json = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
        if text.trim_start().starts_with(['{', '[']) && !is_json(&masked) && is_json(text) {
            let json = serde_json::from_str(text).ok().and_then(|json| self.json(&json));
            return json.map(|json| json.to_string());
        }
        Some(masked)
    }

    /// The answer to a request for a token: what it grants is a secret before anybody has used it.
    pub(super) fn token_answer(&self, body: &Bytes) -> Option<Bytes> {
        const GRANTED: [&str; 3] = ["access_token", "refresh_token", "id_token"];
        let mut json: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let mut found = false;
        for (_, value) in json.iter_mut().filter(|(name, _)| GRANTED.contains(&name.as_str())) {
            if value.as_str().is_some_and(|text| !text.is_empty() && text != MASK) {
                *value = Value::from(MASK);
                found = true;
            }
        }
        let masked = found.then(|| Bytes::from(Value::Object(json).to_string()));
        masked.as_ref().and_then(|masked| self.body(masked)).or(masked)
    }

    fn values(&self, text: &str) -> Option<String> {
        let content = text.trim();
        if self.0.is_value(content) {
            return Some(text.replacen(content, MASK, 1));
        }
        match content.as_bytes().first()? {
            b'{' | b'[' | b'"' if serde_json::from_str::<IgnoredAny>(content).is_ok() => self.json_text(text),
            b'<' => self.markup(text),
            _ if content.contains('=') && !content.contains(char::is_whitespace) => {
                self.parts(text, &['&', '='])
            }
            _ => None,
        }
    }

    /// JSON as text: each of its strings is a value; its layout stays, and so do the names of members.
    fn json_text(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let (mut done, mut rest) = (0, 0);
        while let Some(open) = text[rest..].find('"').map(|at| rest + at) {
            let close = open + 1 + end_of_string(&text[open + 1..])?;
            rest = close + 1;
            let is_name = text[rest..].trim_start().starts_with(':');
            let literal = &text[open..rest];
            if !is_name && serde_json::from_str::<String>(literal).is_ok_and(|value| self.0.is_value(&value))
            {
                out.push_str(&text[done..=open]);
                out.push_str(MASK);
                done = close;
            }
        }
        (done > 0).then(|| out + &text[done..])
    }

    /// XML or HTML as text: what stands between two tags is a value, and so is an attribute's text.
    fn markup(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut found = false;
        let mut before = None;
        for piece in text.split_inclusive(['<', '>', '"', '\'']) {
            let after = piece.chars().last();
            let value = after.map_or(piece, |end| piece.trim_end_matches(end));
            let encloses = matches!(
                (before, after),
                (Some('>'), Some('<')) | (Some('"'), Some('"')) | (Some('\''), Some('\''))
            );
            if encloses && self.0.is_value(value.trim()) {
                found = true;
                out.push_str(&piece.replacen(value.trim(), MASK, 1));
            } else {
                out.push_str(piece);
            }
            before = after;
        }
        found.then_some(out)
    }
}

/// Where a JSON string ends that begins here, behind its quote.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}
