//! The junit report follows the schema that Jenkins and GitLab read.
//!
//! Source: the elements and attributes of the xUnit plugin's `junit-10.xsd`, and GitLab's "Unit test reports".

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::json;

use crate::support::{Case, Server, script};

/// An element of the schema: the children that it may have, the attributes that it must have, and those that it may
/// have.
type Element = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const SCHEMA: [Element; 7] = [
    ("testsuites", &["testsuite"], &[], &["name", "time", "tests", "failures", "errors"]),
    (
        "testsuite",
        &["testcase", "system-out", "system-err"],
        &["name", "tests"],
        &["failures", "errors", "skipped", "time", "timestamp", "id", "hostname", "package"],
    ),
    (
        "testcase",
        &["skipped", "error", "failure", "system-out", "system-err"],
        &["name", "classname"],
        &["time", "assertions", "status"],
    ),
    ("failure", &[], &[], &["type", "message"]),
    ("error", &[], &[], &["type", "message"]),
    ("skipped", &[], &[], &["message"]),
    ("system-out", &[], &[], &[]),
];

/// The counts of a suite: from its attributes, or from its children.
#[derive(Default, Debug, PartialEq)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.attributes().find_map(|attribute| {
        let attribute = attribute.expect("an attribute in quotes");
        (attribute.key.as_ref() == name).then(|| attribute.value.into_owned())
    })
}

/// Checks an element against the schema, under its parent.
fn check(element: &BytesStart<'_>, parent: Option<&str>) -> String {
    let name = element.name().as_ref().to_owned();
    let (_, _, required, optional) =
        SCHEMA.iter().find(|(known, ..)| *known == name).unwrap_or_else(|| panic!("no element {name}"));
    for wanted in *required {
        assert!(attribute(element, wanted).is_some(), "{name} without {wanted}");
    }
    for found in element.attributes() {
        let key = found.expect("an attribute").key.as_ref().to_owned();
        assert!(required.contains(&key.as_str()) || optional.contains(&key.as_str()), "{name} has {key}");
    }
    match parent {
        None => assert_eq!(name, "testsuites"),
        Some(parent) => {
            let allowed = SCHEMA.iter().find(|(known, ..)| *known == parent).expect("checked before").1;
            assert!(allowed.contains(&name.as_str()), "{name} in {parent}");
        }
    }
    name
}

/// Reads a report. Returns for each suite the counts from its attributes and from its children.
fn suites(report: &str) -> Vec<(Counts, Counts)> {
    let mut reader = Reader::from_str(report);
    let (mut open, mut suites): (Vec<String>, Vec<(Counts, Counts)>) = Default::default();
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error}\n{report}"));
        let (element, empty) = match &event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = check(element, open.last().map(String::as_str));
        let number = |key: &str| attribute(element, key).map_or(0, |n| n.parse().expect("a number"));
        if name == "testsuite" {
            let time = attribute(element, "timestamp").expect("a timestamp");
            assert!(time.len() == 19 && time.as_bytes()[10] == b'T', "{time}");
            let said = Counts {
                tests: number("tests"),
                failures: number("failures"),
                errors: number("errors"),
                skipped: number("skipped"),
            };
            suites.push((said, Counts::default()));
        } else if let Some((_, held)) = suites.last_mut() {
            match name.as_str() {
                "testcase" => held.tests += 1,
                "failure" => held.failures += 1,
                "error" => held.errors += 1,
                "skipped" => held.skipped += 1,
                _ => {}
            }
        }
        if !empty {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    suites
}

#[test]
fn a_report_with_every_element_is_valid_and_its_counts_are_right() {
    let server = Server::json("{\"a\": \"]]> & <x>\"}");
    let tests = "pm.test('ok \"<&>\\'', () => pm.response.to.have.status(200));\n\
        pm.test('bad ]]> \\u0001\\uffff', () => pm.expect('a\\u0002]]>').to.equal('b'));\n\
        pm.test.skip('later', () => {});\nconsole.log('out ]]> \\u0007');\nthrow new Error('end ]]> \\u0000');";
    let case = Case::of_items(&json!([
        {"name": "live & <well>", "request": {"url": server.url}, "event": [script("test", tests)]},
        {"name": "silent", "request": {"url": server.url}},
        {"name": "dead", "request": "http://127.0.0.1:1/"},
        {"name": "left out", "request": {"url": server.url},
            "event": [script("prerequest", "pm.execution.skipRequest()")]},
    ]));
    case.postino(&["run", "c.json", "-n", "2", "-r", "junit", "--reporter-junit-export", "r.xml"]);
    let suites = suites(&case.read("r.xml"));
    assert_eq!(suites.len(), 6);
    for (said, held) in &suites {
        assert_eq!(said, held);
    }
    assert_eq!(suites[0].0, Counts { tests: 4, failures: 1, errors: 1, skipped: 1 });
    assert!(!server.requests().is_empty());
}
