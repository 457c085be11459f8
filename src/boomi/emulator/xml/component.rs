//! The XML of a component: its root's attributes are read, and what is inside stays as it came.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// What a component without content has inside its root.
pub(in crate::boomi::emulator) const NO_CONTENT: &str =
    "<bns:encryptedValues/><bns:description></bns:description><bns:object/>";

/// A component that a caller sent.
#[derive(Debug, PartialEq)]
pub(in crate::boomi::emulator) struct PostedComponent {
    pub(in crate::boomi::emulator) attributes: Map<String, Value>,
    /// The namespaces that the root declares, as attributes.
    pub(in crate::boomi::emulator) namespaces: String,
    /// All between the root's tags.
    pub(in crate::boomi::emulator) inner: String,
}

/// Reads a component; `None` when the text is not one.
pub(in crate::boomi::emulator) fn component(body: &[u8]) -> Option<PostedComponent> {
    // The whole is read, so that what is kept is well-formed and not too deep.
    let (name, value) = super::read(body)?;
    let Value::Object(attributes) = value else { return None };
    if name != "Component" {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) => {
                let span = reader.read_to_end(root.name()).ok()?;
                let span = usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?;
                let inner = text.get(span)?.to_owned();
                let namespaces = namespaces(&root)?;
                return Some(PostedComponent { attributes, namespaces, inner });
            }
            Event::Empty(root) => {
                let namespaces = namespaces(&root)?;
                return Some(PostedComponent { attributes, namespaces, inner: String::new() });
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn namespaces(root: &quick_xml::events::BytesStart<'_>) -> Option<String> {
    let mut all = String::new();
    for attribute in root.attributes() {
        let attribute = attribute.ok()?;
        let name: &str = attribute.key.as_ref();
        if name.starts_with("xmlns") && name != "xmlns:bns" {
            let value = quick_xml::escape::unescape(&attribute.value).ok()?;
            all += &[" ", name, "=\"", &quick_xml::escape::escape(&*value), "\""].concat();
        }
    }
    Some(all)
}

/// Writes a component.
pub(in crate::boomi::emulator) fn write_component(
    attributes: &Map<String, Value>,
    namespaces: &str,
    inner: &str,
) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><bns:Component");
    xml += " xmlns:bns=\"http://api.platform.boomi.com/\"";
    xml += namespaces;
    if !namespaces.contains("xmlns:xsi=") {
        xml += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    }
    for (name, value) in attributes {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        xml += &[" ", name, "=\"", &quick_xml::escape::escape(&text), "\""].concat();
    }
    xml + ">" + inner + "</bns:Component>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_what_is_inside_a_component_comes_back_as_it_was() {
        let inner = "<bns:object><process xmlns=\"\" a='1'><!-- why --><![CDATA[<&]]></process></bns:object>";
        let text = format!(
            "<?xml version=\"1.0\"?><bns:Component xmlns:bns=\"http://api.platform.boomi.com/\" xmlns:x=\"urn:x\" name=\"A &amp; B\" type=\"process\">{inner}</bns:Component>"
        );
        let posted = component(text.as_bytes()).expect("a component");
        assert_eq!((posted.attributes["name"].as_str(), posted.inner.as_str()), (Some("A & B"), inner));
        let written = write_component(&posted.attributes, &posted.namespaces, &posted.inner);
        assert!(
            written.contains(" xmlns:x=\"urn:x\"") && written.contains("name=\"A &amp; B\""),
            "{written}"
        );
        assert_eq!(component(written.as_bytes()).expect("a component").inner, inner);
        for text in ["", "<a/>", "<Component>", "{}", "<Component name=\"a\"/><b/>"] {
            assert_eq!(component(text.as_bytes()), None, "{text}");
        }
    }
}
