//! The sentence in an error's body, whatever its envelope.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// The message of an error's body: `message`, `error.message`, the XML element `message` of any namespace, or else
/// the whole text. `None` when there is no message.
pub fn error_message(body: &str) -> Option<String> {
    let found = enveloped_message(body).unwrap_or_else(|| body.trim().to_owned());
    (!found.is_empty()).then_some(found)
}

/// The message of an error's body in one of the platform's envelopes.
pub fn enveloped_message(body: &str) -> Option<String> {
    from_json(body).or_else(|| from_xml(body))
}

fn from_json(body: &str) -> Option<String> {
    let json: Value = serde_json::from_str(body).ok()?;
    let message = json.get("message").or_else(|| json.get("error")?.get("message"))?;
    Some(message.as_str()?.trim().to_owned())
}

fn from_xml(body: &str) -> Option<String> {
    let mut reader = Reader::from_str(body);
    let mut message: Option<String> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) if element.local_name().as_ref() == "message" => {
                message = Some(String::new());
            }
            Event::Text(text) => {
                if let Some(message) = &mut message {
                    message.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(message) = &mut message {
                    let entity = format!("&{};", &*reference);
                    message.push_str(&quick_xml::escape::unescape(&entity).ok()?);
                }
            }
            Event::End(_) if message.is_some() => return Some(message?.trim().to_owned()),
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_read_from_every_known_envelope() {
        for body in [
            r#"{"@type":"Error","message":"a & b"}"#,
            r#"{"message":"a & b"}"#,
            r#"{"error":{"message":"a & b"}}"#,
            "<error><message>a &amp; b</message></error>",
            r#"<bns:error xmlns:bns="http://api.platform.boomi.com/"><bns:message> a &#38; b </bns:message></bns:error>"#,
            " a & b\n",
        ] {
            assert_eq!(error_message(body).as_deref(), Some("a & b"), "{body}");
        }
        assert_eq!(error_message(" \n"), None);
    }
}
