//! Masks secrets inside an event, before anybody shapes its texts.
//!
//! # Design
//!
//! 2026-11-24: masking only what is written misses a secret that a reporter has wrapped, cut or escaped. So the
//! texts of an event are masked first, and what is written is masked once more.

use std::borrow::Cow;

use serde_json::Value;

use super::{RunEvent, ndjson};
use crate::secret::SecretSet;

/// The event with every secret in its texts replaced; borrowed when there is none in it.
///
/// A secret that happens to be one of the format's own words (`item`, `passed`) cannot be replaced there: such an
/// event stays as it is, and is masked when it is written.
pub fn redact<'e>(event: &'e RunEvent, secrets: &SecretSet) -> Cow<'e, RunEvent> {
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

fn mask(value: &mut Value, secrets: &SecretSet) {
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
    use crate::event::{ConsoleLevel, Cursor, EventKind};
    use std::time::Duration;
    use time::OffsetDateTime;

    fn logged(text: &str) -> RunEvent {
        let values = vec![serde_json::json!({"deep": [text]})];
        let kind = EventKind::ConsoleLogged { cursor: Cursor::default(), level: ConsoleLevel::Log, values };
        RunEvent { seq: 3, at: OffsetDateTime::UNIX_EPOCH, elapsed: Duration::ZERO, kind }
    }

    #[test]
    fn texts_are_masked_at_any_depth_and_the_rest_stays() {
        let secrets = SecretSet::default();
        secrets.add("a<\"b'&c");
        let event = logged("x a<\"b'&c y");
        let masked = redact(&event, &secrets);
        assert_eq!(ndjson::encode(&masked), ndjson::encode(&logged("x ******** y")));
    }

    #[test]
    fn an_event_without_secrets_is_borrowed() {
        let secrets = SecretSet::default();
        secrets.add("hidden");
        assert!(matches!(redact(&logged("open"), &secrets), Cow::Borrowed(_)));
    }

    #[test]
    fn an_event_survives_its_line_of_json() {
        let event = logged("text");
        let line = ndjson::encode(&event);
        assert_eq!(ndjson::encode(&ndjson::decode(&line).expect("an event")), line);
    }
}
