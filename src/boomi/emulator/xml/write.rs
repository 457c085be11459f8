//! Turns the JSON of an object into the XML that the platform writes.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value};

use crate::boomi::emulator::catalogue::object_type;

const NAMESPACE: &str = "http://api.platform.boomi.com/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Writes a document. Its `@type` is the name of the root.
pub(in crate::boomi::emulator) fn write(document: &Value) -> String {
    let empty = Map::new();
    let members = document.as_object().unwrap_or(&empty);
    let Some(kind) = members.get("@type").and_then(Value::as_str) else { return plain(members) };
    let mut writer = Writer::new(Vec::new());
    put(&mut writer, kind, members, Place::Root);
    let written = String::from_utf8(writer.into_inner()).expect("names and values are texts");
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{written}")
}

/// An object without a type becomes a plain `response` without a namespace (documented for `cancelExecution`).
fn plain(members: &Map<String, Value>) -> String {
    let mut text = String::from("<response>");
    for (name, value) in members.iter().filter_map(|(name, value)| Some((name, scalar(value)?))) {
        text += &["<", name, ">", &quick_xml::escape::escape(&value), "</", name, ">"].concat();
    }
    text + "</response>"
}

/// The envelope of an error.
pub(in crate::boomi::emulator) fn error(message: &str) -> String {
    let message = quick_xml::escape::escape(message);
    format!("<error xmlns=\"{NAMESPACE}\"><message>{message}</message></error>")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Member,
}

fn put(writer: &mut Writer<Vec<u8>>, name: &str, members: &Map<String, Value>, place: Place) {
    let kind = members.get("@type").and_then(Value::as_str).unwrap_or_default();
    // Documented: the scalars of some objects are elements; of the others those are whose name begins with a capital.
    let by_element = object_type(kind).is_some_and(|kind| kind.by_element);
    let is_element = |name: &str| by_element || name.starts_with(|first: char| first.is_ascii_uppercase());
    let tag = format!("bns:{name}");
    let mut start = BytesStart::new(tag.as_str());
    if place == Place::Root {
        start.push_attribute(("xmlns:bns", NAMESPACE));
        start.push_attribute(("xmlns:xsi", INSTANCE));
    } else if name == "result" || name == "Result" {
        start.push_attribute(("xsi:type", kind));
    }
    let scalars: Vec<(&str, String)> = members
        .iter()
        .filter(|(name, _)| *name != "@type")
        .filter_map(|(name, value)| Some((name.as_str(), scalar(value)?)))
        .collect();
    for (name, value) in scalars.iter().filter(|(name, _)| !is_element(name)) {
        start.push_attribute((*name, value.as_str()));
    }
    emit(writer, Event::Start(start));
    for (name, value) in scalars.iter().filter(|(name, _)| is_element(name)) {
        put_text(writer, name, value);
    }
    for (name, value) in members {
        put_members(writer, name, value);
    }
    emit(writer, Event::End(BytesEnd::new(tag.as_str())));
}

/// Writes objects and lists of objects as child elements. Scalars were written before.
fn put_members(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) {
    match value {
        Value::Object(members) => put(writer, name, members, Place::Member),
        Value::Array(list) if scalar(value).is_none() => {
            for value in list {
                match value {
                    Value::Object(members) => put(writer, name, members, Place::Member),
                    other => put_text(writer, name, &scalar(other).unwrap_or_default()),
                }
            }
        }
        _ => {}
    }
}

fn put_text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) {
    let tag = format!("bns:{name}");
    emit(writer, Event::Start(BytesStart::new(tag.as_str())));
    emit(writer, Event::Text(BytesText::new(text)));
    emit(writer, Event::End(BytesEnd::new(tag.as_str())));
}

fn emit(writer: &mut Writer<Vec<u8>>, event: Event<'_>) {
    writer.write_event(event).expect("a buffer takes everything");
}

/// The text of a scalar: a text, a number, a boolean, or a long number without its wrapping.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(pair) if pair.len() == 2 && pair[0] == "Long" => scalar(&pair[1]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documented_a_record_is_written_as_elements_and_its_long_as_a_plain_number() {
        let record =
            json!({"@type": "ExecutionRecord", "status": "COMPLETE", "executionDuration": ["Long", 3]});
        let envelope =
            json!({"@type": "AsyncOperationResult", "responseStatusCode": 200, "result": [record]});
        let xml = write(&envelope);
        assert!(
            xml.contains("<bns:AsyncOperationResult xmlns:bns=\"http://api.platform.boomi.com/\""),
            "{xml}"
        );
        assert!(xml.contains("responseStatusCode=\"200\""), "{xml}");
        assert!(
            xml.contains("<bns:result xsi:type=\"ExecutionRecord\"><bns:status>COMPLETE</bns:status>"),
            "{xml}"
        );
        assert!(xml.contains("<bns:executionDuration>3</bns:executionDuration></bns:result>"), "{xml}");
    }

    #[test]
    fn documented_an_execution_request_is_written_with_attributes() {
        let property = json!({"@type": "", "name": "a", "value": "<\"&'>"});
        let properties = json!({"@type": "X", "DynamicProcessProperty": [property]});
        let xml = write(
            &json!({"@type": "ExecutionRequest", "DynamicProcessProperties": properties, "requestId": "r"}),
        );
        assert!(xml.contains(" requestId=\"r\">"), "{xml}");
        let (name, read) = super::super::read(xml.as_bytes()).expect("what is written can be read");
        assert_eq!(name, "ExecutionRequest");
        assert_eq!(read["DynamicProcessProperties"]["DynamicProcessProperty"][0]["value"], "<\"&'>");
    }
}
