//! The body of `executeProcess`, in XML and in JSON.
//!
//! Source: Boomi's page on the Execute Process operation (documented shapes).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

/// What a trigger asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ExecuteProcess {
    pub(super) process_id: Option<String>,
    pub(super) process_name: Option<String>,
    pub(super) atom_id: Option<String>,
    /// Dynamic process properties, in order.
    pub(super) properties: Vec<(String, String)>,
}

impl ExecuteProcess {
    /// Reads a body; `None` when it is not what the API takes.
    pub(super) fn parse(body: &[u8], json: bool) -> Option<Self> {
        if json { Self::from_json(body) } else { Self::from_xml(body) }
    }

    fn from_json(body: &[u8]) -> Option<Self> {
        let json: Value = serde_json::from_slice(body).ok()?;
        let json = json.as_object()?;
        let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
        let list = json.get("ProcessProperties").and_then(|properties| properties.get("ProcessProperty"));
        let properties = list.and_then(Value::as_array).into_iter().flatten().filter_map(|property| {
            Some((property.get("Name")?.as_str()?.to_owned(), property.get("Value")?.as_str()?.to_owned()))
        });
        Some(Self {
            process_id: text("processId"),
            process_name: text("processName"),
            atom_id: text("atomId"),
            properties: properties.collect(),
        })
    }

    fn from_xml(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        let mut reader = Reader::from_str(text);
        let mut request: Option<Self> = None;
        let mut path: Vec<String> = Vec::new();
        let mut texts = (String::new(), String::new());
        loop {
            match reader.read_event().ok()? {
                Event::Start(element) => {
                    let name = local_name(&element);
                    if path.is_empty() {
                        request = Some(Self::root(&name, &element)?);
                    }
                    path.push(name);
                }
                Event::Empty(element) if path.is_empty() => {
                    request = Some(Self::root(&local_name(&element), &element)?);
                }
                Event::Text(text) => append(&mut texts, &path, &text),
                Event::GeneralRef(reference) => {
                    let entity = format!("&{};", &*reference);
                    append(&mut texts, &path, &quick_xml::escape::unescape(&entity).ok()?);
                }
                Event::End(_) => {
                    let closed = path.pop()?;
                    if closed == "ProcessProperty" {
                        request.as_mut()?.properties.push(std::mem::take(&mut texts));
                    }
                }
                Event::Eof => return request.filter(|_| path.is_empty()),
                _ => {}
            }
        }
    }

    fn root(name: &str, element: &BytesStart<'_>) -> Option<Self> {
        if name != "ProcessExecutionRequest" {
            return None;
        }
        let mut request = Self::default();
        for attribute in element.attributes() {
            let attribute = attribute.ok()?;
            let value = Some(quick_xml::escape::unescape(&attribute.value).ok()?.into_owned());
            match attribute.key.as_ref() {
                "processId" => request.process_id = value,
                "processName" => request.process_name = value,
                "atomId" => request.atom_id = value,
                _ => {}
            }
        }
        Some(request)
    }
}

fn append(texts: &mut (String, String), path: &[String], text: &str) {
    match path.last().map(String::as_str) {
        Some("Name") => texts.0.push_str(text),
        Some("Value") => texts.1.push_str(text),
        _ => {}
    }
}

fn local_name(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_and_json_say_the_same() {
        let xml = br#"<ProcessExecutionRequest processId="p&amp;1" atomId="a" xmlns="http://api.platform.boomi.com/">
            <ProcessProperties><ProcessProperty><Name>n</Name><Value>&lt;v&gt;</Value></ProcessProperty></ProcessProperties>
            </ProcessExecutionRequest>"#;
        let json =
            br#"{"processId": "p&1", "atomId": "a", "ProcessProperties": {"@type": "ProcessProperties",
            "ProcessProperty": [{"@type": "", "Name": "n", "Value": "<v>"}]}}"#;
        let read = ExecuteProcess::parse(xml, false);
        assert_eq!(read, ExecuteProcess::parse(json, true));
        assert_eq!(read.expect("parses").properties, [("n".to_owned(), "<v>".to_owned())]);
    }

    #[test]
    fn broken_and_foreign_bodies_are_refused() {
        for body in ["", "<a", "<Other/>", "<ProcessExecutionRequest processId=\"a\">", "text"] {
            assert_eq!(ExecuteProcess::parse(body.as_bytes(), false), None, "{body}");
        }
        assert_eq!(ExecuteProcess::parse(b"[]", true), None);
    }
}
