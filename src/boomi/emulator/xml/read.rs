//! Turns XML into JSON: attributes and child elements become members.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// Elements that may repeat. They become lists in JSON, even when there is only one.
const LISTS: [&str; 60] = [
    "AuditLogProperty",
    "BrowseField",
    "CompDiffAttribute",
    "CompDiffElement",
    "ComponentMergeConfig",
    "ConnectorVersion",
    "DiskSpaceDirectory",
    "DocumentTypeRoute",
    "DynamicProcessProperty",
    "Function",
    "Input",
    "IntegrationPack",
    "Mapping",
    "MergeRequestDetail",
    "Node",
    "Output",
    "PGPCertificate",
    "PartnerCommunicationTypes",
    "PartnerDocumentType",
    "PartnerRoute",
    "Privilege",
    "ProcessId",
    "ProcessProperty",
    "ProcessPropertyValue",
    "Property",
    "PublisherPackagedComponent",
    "QueueRecord",
    "ReleasePackagedComponent",
    "Resource",
    "RoleReference",
    "Row",
    "Schedule",
    "StandardRoute",
    "Step",
    "TradingPartner",
    "argument",
    "arguments",
    "capabilities",
    "certificate",
    "connection",
    "connectorField",
    "counter",
    "crossReference",
    "element",
    "encryptedValue",
    "field",
    "header",
    "loginModule",
    "nestedExpression",
    "nodeId",
    "operation",
    "parameter",
    "property",
    "request",
    "result",
    "row",
    "sharedCommunication",
    "sortField",
    "trackedField",
    "tradingPartner",
];

/// The deepest nesting that is read. Only a hostile document is deeper.
const DEEPEST: usize = 64;

/// The largest number of attributes of an element: each is compared with all before it.
const MOST_ATTRIBUTES: usize = 100;

/// An element that is still open.
struct Open {
    name: String,
    members: Map<String, Value>,
    text: String,
}

/// Reads a document: the root's name and its members. `None` when it is not well-formed.
pub(in crate::boomi) fn read(body: &[u8]) -> Option<(String, Value)> {
    let text = std::str::from_utf8(body).ok()?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<(String, Value)> = None;
    loop {
        let closed = match reader.read_event().ok()? {
            Event::Start(element) => {
                // A second root or too deep a nesting is refused.
                if root.is_some() || open.len() == DEEPEST {
                    return None;
                }
                open.push(start(&element)?);
                None
            }
            Event::Empty(element) if root.is_none() => Some(start(&element)?),
            Event::End(_) => Some(open.pop()?),
            Event::Text(text) => {
                append(&mut open, &text)?;
                None
            }
            Event::CData(text) => {
                append(&mut open, &text)?;
                None
            }
            Event::GeneralRef(reference) => {
                let entity = format!("&{};", &*reference);
                append(&mut open, &quick_xml::escape::unescape(&entity).ok()?)?;
                None
            }
            // A second root is refused. So is a document type: its entities could make a small document huge.
            Event::Empty(_) | Event::DocType(_) => return None,
            Event::Eof => return root.filter(|_| open.is_empty()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => None,
        };
        if let Some(element) = closed {
            let name = element.name.clone();
            let value = finish(element);
            match open.last_mut() {
                Some(parent) => add(&mut parent.members, name, value),
                None => root = Some((name, value)),
            }
        }
    }
}

fn start(element: &BytesStart<'_>) -> Option<Open> {
    let mut members = Map::new();
    for (index, attribute) in element.attributes().enumerate() {
        if index == MOST_ATTRIBUTES {
            return None;
        }
        let attribute = attribute.ok()?;
        let value = quick_xml::escape::unescape(&attribute.value).ok()?.into_owned();
        let name: &str = attribute.key.as_ref();
        match name {
            "xsi:type" => {
                let kind = value.rsplit(':').next().unwrap_or_default().to_owned();
                members.insert("@type".to_owned(), Value::String(kind));
            }
            _ if name.starts_with("xmlns") || name.contains(':') => {}
            _ => {
                members.insert(name.to_owned(), Value::String(value));
            }
        }
    }
    let name = element.local_name().as_ref().to_owned();
    Some(Open { name, members, text: String::new() })
}

/// Adds a text to its element. Outside of the root only blanks are allowed.
fn append(open: &mut [Open], text: &str) -> Option<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return None,
    }
    Some(())
}

/// The JSON of an element: its members, or its text when it has none. [`add`] turns an empty element into an object
/// where an object is needed.
fn finish(element: Open) -> Value {
    if element.members.is_empty() && !(element.text.trim().is_empty() && is_object(&element.name)) {
        return Value::String(element.text);
    }
    Value::Object(element.members)
}

fn is_object(name: &str) -> bool {
    !matches!(name, "Name" | "Value" | "argument")
}

fn add(members: &mut Map<String, Value>, name: String, value: Value) {
    if LISTS.contains(&name.as_str()) {
        let list = members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
    } else {
        members.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn attributes_and_elements_become_members() {
        let xml = br#"<?xml version="1.0"?><b:ProcessExecutionRequest processId="p&amp;1" xmlns:b="http://api.platform.boomi.com/">
            <!-- why --><b:ProcessProperties><b:ProcessProperty><b:Name>n</b:Name><b:Value>&lt;v&#33;<![CDATA[<&]]></b:Value></b:ProcessProperty>
            <b:ProcessProperty><b:Name>m</b:Name><b:Value/></b:ProcessProperty></b:ProcessProperties></b:ProcessExecutionRequest>"#;
        let (name, value) = read(xml).expect("a document");
        assert_eq!(name, "ProcessExecutionRequest");
        let properties = json!([{"Name": "n", "Value": "<v!<&"}, {"Name": "m", "Value": ""}]);
        assert_eq!(value, json!({"processId": "p&1", "ProcessProperties": {"ProcessProperty": properties}}));
    }

    #[test]
    fn documented_a_query_in_xml_is_the_query_in_json() {
        let xml = br#"<QueryConfig xmlns="http://api.platform.boomi.com/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <QueryFilter><expression operator="and" xsi:type="GroupingExpression"><nestedExpression xsi:type="SimpleExpression"
            operator="EQUALS" property="processId"><argument>p</argument></nestedExpression></expression></QueryFilter></QueryConfig>"#;
        let (_, value) = read(xml).expect("a document");
        let nested = json!([{"@type": "SimpleExpression", "operator": "EQUALS", "property": "processId", "argument": ["p"]}]);
        let expression =
            json!({"operator": "and", "@type": "GroupingExpression", "nestedExpression": nested});
        assert_eq!(value, json!({"QueryFilter": {"expression": expression}}));
    }

    #[test]
    fn an_empty_container_is_an_empty_object() {
        let (_, value) = read(b"<A><ProcessProperties/></A>").expect("a document");
        assert_eq!(value, json!({"ProcessProperties": {}}));
    }

    #[test]
    fn a_text_that_is_not_a_single_document_is_refused() {
        for text in [
            "",
            "text",
            "<a",
            "<a>",
            "<a></b>",
            "<a/>text",
            "text<a/>",
            "<a/><b/>",
            "<a></a><b></b>",
            "<a></a>&amp;",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<a>&nobody;</a>",
            "<a x=1/>",
            "<a x=\"1\" x=\"2\"/>",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read(&[b'<', 0xff, b'/', b'>']), None);
    }

    #[test]
    fn an_element_with_too_many_attributes_is_refused_at_once() {
        let attributes = (0..200_000).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
        assert_eq!(read(format!("<a{attributes}/>").as_bytes()), None);
    }

    #[test]
    fn a_document_that_is_too_deep_is_refused() {
        assert_eq!(read("<a>".repeat(100_000).as_bytes()), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(text in "[<>/a-c \"=&;!\\[\\]?-]{0,60}") {
            let _ = read(text.as_bytes());
        }

        #[test]
        fn an_escaped_value_is_read_as_it_was(value in "\\PC{0,40}") {
            let xml = format!("<A v=\"{}\"/>", quick_xml::escape::escape(&value));
            let read = read(xml.as_bytes()).expect("a document").1;
            prop_assert_eq!(read["v"].as_str(), Some(value.as_str()));
        }
    }
}
