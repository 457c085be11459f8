//! Bodies: secrets inside of them, and short ones where they are a whole value of JSON, of markup or of a form.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::charset::Charset;
use super::{Masker, owned};
use crate::event::{BodyView, FormPartView, ParamView};
use crate::secret::MASK;

impl Masker<'_> {
    /// The body of a response: text in its charset, and any bytes.
    pub(super) fn body(&self, body: &Bytes, content_type: &str) -> Option<Bytes> {
        let charset = Charset::of(body, content_type);
        let text = charset.decoded(body);
        let masked = text.and_then(|text| self.body_text(&text)).map(|text| charset.encoded(&text));
        let bytes = masked.as_deref().unwrap_or(body);
        let is_plain = !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
        let wide = if is_plain { None } else { self.0.masked_bytes(bytes) };
        wide.or(masked).map(Bytes::from)
    }

    pub(super) fn request_body(&self, body: &BodyView) -> Option<BodyView> {
        Some(match body {
            BodyView::Raw { text, language } => {
                BodyView::Raw { text: self.body_text(text)?, language: language.clone() }
            }
            BodyView::Urlencoded { params } => {
                BodyView::Urlencoded { params: self.each(params, Self::field)? }
            }
            BodyView::Formdata { params } => BodyView::Formdata { params: self.each(params, Self::part)? },
            BodyView::File { src, content } => {
                let own_src = src.as_deref().and_then(|src| self.text(src));
                let own_content = content.as_deref().and_then(|content| self.base64(content));
                if (&own_src, &own_content) == (&None, &None) {
                    return None;
                }
                BodyView::File {
                    src: own_src.or_else(|| src.clone()),
                    content: own_content.or_else(|| content.clone()),
                }
            }
            BodyView::GraphQl(query) => {
                let mut query = query.clone();
                let texts = [&mut query.query, &mut query.operation_name, &mut query.variables];
                let mut found = false;
                for value in texts.into_iter().flatten() {
                    let own = match &*value {
                        Value::String(text) => self.body_text(text).map(Value::String),
                        value => self.json(value),
                    };
                    found |= own.is_some();
                    *value = own.unwrap_or_else(|| value.take());
                }
                return found.then_some(BodyView::GraphQl(query));
            }
        })
    }

    fn field(&self, field: &ParamView) -> Option<ParamView> {
        let mut masked = Cow::Borrowed(field);
        if let Some(key) = self.text(&field.key) {
            masked.to_mut().key = key;
        }
        if let Some(value) = self.json(&field.value) {
            masked.to_mut().value = value;
        }
        owned(masked)
    }

    fn part(&self, part: &FormPartView) -> Option<FormPartView> {
        let mut masked = Cow::Borrowed(part);
        if let Some(key) = self.text(&part.key) {
            masked.to_mut().key = key;
        }
        let value = match &part.value {
            Value::String(content) if part.is_file => self.base64(content).map(Value::String),
            value => self.json(value),
        };
        if let Some(value) = value {
            masked.to_mut().value = value;
        }
        if let Some(src) = self.each(&part.src, |masker, src| masker.text(src)) {
            masked.to_mut().src = src;
        }
        if let Some(content_type) = part.content_type.as_deref().and_then(|text| self.text(text)) {
            masked.to_mut().content_type = Some(content_type);
        }
        if let Some(file_name) = part.file_name.as_deref().and_then(|text| self.text(text)) {
            masked.to_mut().file_name = Some(file_name);
        }
        owned(masked)
    }

    /// The content of a file in Base64, which it stays.
    fn base64(&self, content: &str) -> Option<String> {
        match STANDARD.decode(content) {
            Ok(bytes) => self.0.masked_bytes(&bytes).map(|masked| STANDARD.encode(masked)),
            Err(_) => self.value(content),
        }
    }

    /// The text of a body. JSON stays JSON: a number in which a secret stands becomes a text, and so does an object
    /// that is one as a whole.
    pub(super) fn body_text(&self, text: &str) -> Option<String> {
        let values = if self.0.has_short() { self.values(text) } else { None };
        let masked = self.text(values.as_deref().unwrap_or(text)).or(values)?;
        let is_json = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
        if text.trim_start().starts_with(['{', '[']) && !is_json(&masked) && is_json(text) {
            let json = serde_json::from_str(text).ok().and_then(|json| self.whole_json(&json));
            return Some(json.unwrap_or_else(|| Value::from(MASK)).to_string());
        }
        Some(masked)
    }

    /// A value of JSON. The innermost list or object over whose parts a secret reaches is masked as a whole.
    fn whole_json(&self, value: &Value) -> Option<Value> {
        let own = match value {
            Value::Array(items) => self.each(items, Self::whole_json).map(Value::Array),
            Value::Object(members) => self.members(members, |masker, name, value| {
                let own = (masker.text(name), masker.whole_json(value));
                (own != (None, None)).then(|| {
                    (own.0.unwrap_or_else(|| name.to_owned()), own.1.unwrap_or_else(|| value.clone()))
                })
            }),
            value => return self.json(value),
        };
        let shown = own.as_ref().unwrap_or(value).to_string();
        if self.text(&shown).is_some() { Some(Value::from(MASK)) } else { own }
    }

    /// The answer to a request for a token: what it grants is a secret before anybody has used it.
    pub(super) fn token_answer(body: &Bytes) -> Option<Bytes> {
        const GRANTED: [&str; 3] = ["access_token", "refresh_token", "id_token"];
        let mut json: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let mut found = false;
        for (_, value) in json.iter_mut().filter(|(name, _)| GRANTED.contains(&name.as_str())) {
            if value.as_str().is_some_and(|text| !text.is_empty() && text != MASK) {
                *value = Value::from(MASK);
                found = true;
            }
        }
        found.then(|| Bytes::from(Value::Object(json).to_string()))
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
