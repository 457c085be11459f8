//! Compares two answers facet by facet.

use std::collections::BTreeSet;

use serde_json::Value;

/// One facet in which two answers differ.
pub(crate) struct Difference {
    pub(crate) facet: String,
    /// The first places that differ: path, recorded, ours.
    pub(crate) detail: String,
}

/// How many differing places a difference shows.
const SHOWN: usize = 6;

/// The facets in which the answers differ; one that an answer lacks is empty there.
pub(crate) fn differences(recorded: &Value, ours: &Value) -> Vec<Difference> {
    let names = |answer: &Value| answer.as_object().expect("an answer has facets").clone().into_iter();
    let facets: BTreeSet<String> = names(recorded).chain(names(ours)).map(|(name, _)| name).collect();
    let differing = facets.into_iter().filter_map(|facet| {
        let mut places = Vec::new();
        walk(&facet, &recorded[facet.as_str()], &ours[facet.as_str()], &mut places);
        let shown = places.len().min(SHOWN);
        (!places.is_empty()).then(|| Difference { facet, detail: places[..shown].join("\n") })
    });
    differing.collect()
}

fn walk(path: &str, recorded: &Value, ours: &Value, places: &mut Vec<String>) {
    match (recorded, ours) {
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                walk(&format!("{path}[{index}]"), a, b, places);
            }
        }
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            for (key, a) in a {
                walk(&format!("{path}.{key}"), a, b.get(key).unwrap_or(&Value::Null), places);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
            let from =
                |list: &[Value]| Value::from(list.iter().skip(at).take(4).cloned().collect::<Vec<_>>());
            let lengths = format!("{} entries, not {}", b.len(), a.len());
            let (recorded, ours) = (from(a), from(b));
            let path = format!("{path}: {lengths}; from [{at}] on");
            places.push(format!("  {path}\n    newman:  {recorded}\n    postino: {ours}"));
        }
        _ if recorded == ours => {}
        _ => places.push(format!("  {path}\n    newman:  {recorded}\n    postino: {ours}")),
    }
}

#[test]
fn only_the_facet_that_differs_is_named() {
    let recorded = serde_json::json!({ "exit": 1, "cli": ["a", "b"] });
    let ours = serde_json::json!({ "exit": 1, "cli": ["a", "c"] });
    let found = differences(&recorded, &ours);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].facet, "cli");
    assert!(found[0].detail.contains("cli[1]"), "{}", found[0].detail);
}

#[test]
fn a_facet_that_is_not_recorded_differs() {
    let found = differences(&serde_json::json!({}), &serde_json::json!({ "failures": ["a, request"] }));
    assert_eq!(found[0].facet, "failures");
}
