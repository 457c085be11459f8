//! Collections that try every assertion of chai on a value, plain and negated.

use serde_json::{Value, json};

/// One assertion a line, as it stands behind `pm.expect(value).to.`
const ASSERTIONS: &str = include_str!("chai.txt");

/// An item for each value, named by it.
pub(crate) fn collection(values: &[String]) -> Value {
    json!({ "item": values.iter().map(|value| item(value)).collect::<Vec<_>>() })
}

fn item(value: &str) -> Value {
    let lines = ASSERTIONS.lines().flat_map(|assertion| {
        let test = |name: String, chain: String| {
            format!("pm.test({}, () => {{ pm.expect({value}).to.{chain}; }});", Value::from(name))
        };
        [
            test(assertion.to_owned(), assertion.to_owned()),
            test(format!("not {assertion}"), format!("not.{assertion}")),
        ]
    });
    json!({
        "name": value,
        "request": { "method": "GET", "url": "{{base}}/text" },
        "event": [{ "listen": "test", "script": { "exec": lines.collect::<Vec<_>>() } }],
    })
}
