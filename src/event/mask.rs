//! Masks secrets inside an event, before anybody shapes its texts.
//!
//! # Design
//!
//! 2026-11-24: masking only what is written misses a secret that a reporter has wrapped, cut or escaped. So the
//! texts of an event are masked first, and what is written is masked once more.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::{EventKind, RunEvent, ndjson};
use crate::secret::{MASK, SecretCollector};

/// What nobody may see of a run: masks events and texts with the secrets known by now. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    secrets: SecretCollector,
}

impl Mask {
    /// The mask of these secrets, and of those that join them later.
    pub fn new(secrets: SecretCollector) -> Self {
        Self { secrets }
    }

    /// The event with every secret in its values replaced; borrowed when there is none in it.
    pub fn event<'e>(&self, event: &'e RunEvent) -> Cow<'e, RunEvent> {
        if self.secrets.is_off() {
            return Cow::Borrowed(event);
        }
        match without_credentials(event) {
            None => redact_texts(event, &self.secrets),
            Some(event) => Cow::Owned(redact_texts(&event, &self.secrets).into_owned()),
        }
    }

    /// The text with every secret replaced; borrowed when there was none in it.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.secrets.redact(text)
    }
}

/// The event with the headers masked that carry credentials by their nature; `None` when it has none.
fn without_credentials(event: &RunEvent) -> Option<RunEvent> {
    let (request, response) = match &event.kind {
        EventKind::RequestStarted { request, .. } => (request, None),
        EventKind::RequestFinished { request, response, .. } => (request, response.as_ref()),
        _ => return None,
    };
    let sent = request.headers.iter().any(|header| is_credential(&header.key));
    let received = response.is_some_and(|response| response.headers.iter().any(|h| is_cookie(&h.name)));
    let held = response.is_some_and(|response| !response.cookies.is_empty());
    if !sent && !received && !held {
        return None;
    }
    let mut event = event.clone();
    if let EventKind::RequestStarted { request, .. } | EventKind::RequestFinished { request, .. } =
        &mut event.kind
    {
        let secret = Arc::make_mut(request).headers.iter_mut().filter(|header| is_credential(&header.key));
        secret.for_each(|header| MASK.clone_into(&mut header.value));
    }
    if let EventKind::RequestFinished { response: Some(response), .. } = &mut event.kind {
        let response = Arc::make_mut(response);
        let headers = response.headers.iter().cloned().map(|mut header| {
            if is_cookie(&header.name) {
                header.value = masked_cookie(&header.value);
            }
            header
        });
        response.headers = headers.collect();
        response.cookies.iter_mut().for_each(|cookie| MASK.clone_into(&mut cookie.value));
    }
    Some(event)
}

fn is_credential(name: &str) -> bool {
    ["authorization", "proxy-authorization", "cookie"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn is_cookie(name: &str) -> bool {
    name.eq_ignore_ascii_case("set-cookie")
}

/// `sid=1; Path=/` → `sid=********; Path=/`
fn masked_cookie(value: &str) -> String {
    let (pair, attributes) = value.split_at(value.find(';').unwrap_or(value.len()));
    let name = pair.split_once('=').map(|(name, _)| format!("{name}=")).unwrap_or_default();
    format!("{name}{MASK}{attributes}")
}

fn redact_texts<'e>(event: &'e RunEvent, secrets: &SecretCollector) -> Cow<'e, RunEvent> {
    if secrets.is_empty() || matches!(secrets.redact(&ndjson::encode(event)), Cow::Borrowed(_)) {
        return Cow::Borrowed(event);
    }
    let mut json = serde_json::to_value(&event.kind).expect("events hold nothing that JSON cannot say");
    mask(&mut json, secrets);
    match serde_json::from_value(json) {
        Ok(kind) => Cow::Owned(RunEvent { kind, ..event.clone() }),
        Err(_) => Cow::Borrowed(event),
    }
}

fn mask(value: &mut Value, secrets: &SecretCollector) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(masked) = secrets.redact(text) {
                *text = masked;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, secrets)),
        Value::Object(map) => map.values_mut().for_each(|item| mask(item, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{ConsoleLevel, Cursor, HeaderParam, RequestOrigin, RequestView};
    use std::time::Duration;
    use time::OffsetDateTime;

    fn logged(text: &str) -> RunEvent {
        let values = vec![serde_json::json!({"deep": [text]})];
        let kind = EventKind::ConsoleLogged { cursor: Cursor::default(), level: ConsoleLevel::Log, values };
        RunEvent { seq: 3, at: OffsetDateTime::UNIX_EPOCH, elapsed: Duration::ZERO, kind }
    }

    #[test]
    fn texts_are_masked_at_any_depth_and_the_rest_stays() {
        let secrets = SecretCollector::default();
        secrets.add("a<\"b'&c");
        let event = logged("x a<\"b'&c y");
        let masked = Mask::new(secrets).event(&event);
        assert_eq!(ndjson::encode(&masked), ndjson::encode(&logged("x ******** y")));
    }

    fn sent(value: &str) -> RunEvent {
        let header = |key: &str| HeaderParam {
            key: key.to_owned(),
            value: value.to_owned(),
            ..HeaderParam::default()
        };
        let headers = vec![header("authorization"), header("COOKIE"), header("X-Open")];
        let request = Arc::new(RequestView { headers, ..RequestView::default() });
        let kind =
            EventKind::RequestStarted { cursor: Cursor::default(), request, origin: RequestOrigin::Item };
        RunEvent { seq: 0, at: OffsetDateTime::UNIX_EPOCH, elapsed: Duration::ZERO, kind }
    }

    #[test]
    fn headers_that_carry_credentials_are_masked_by_their_name() {
        let line = ndjson::encode(&Mask::default().event(&sent("abc")));
        assert_eq!((line.matches("\"********\"").count(), line.matches("\"abc\"").count()), (2, 1), "{line}");
        let open = Mask::new(SecretCollector::disabled()).event(&sent("abc")).into_owned();
        assert_eq!(ndjson::encode(&open), ndjson::encode(&sent("abc")));
        assert_eq!(masked_cookie("sid=1; Path=/"), "sid=********; Path=/");
    }

    #[test]
    fn an_event_without_secrets_is_borrowed() {
        let secrets = SecretCollector::default();
        secrets.add("hidden");
        assert!(matches!(Mask::new(secrets).event(&logged("open")), Cow::Borrowed(_)));
    }

    #[test]
    fn an_event_survives_its_line_of_json() {
        let event = logged("text");
        let line = ndjson::encode(&event);
        assert_eq!(ndjson::encode(&ndjson::decode(&line).expect("an event")), line);
    }
}
