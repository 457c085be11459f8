//! Writes an answer in short: what is empty or the same everywhere is left out.
//!
//! Both answers, the recorded one and ours, go this way, so a difference stays one.

use serde_json::{Map, Value, json};

/// The headers that every request has which sets none of them.
const DEFAULTS: [&str; 7] = [
    "User-Agent: AGENT",
    "Accept: */*",
    "Cache-Control: no-cache",
    "Postman-Token: UUID",
    "Host: 127.0.0.1:PORT",
    "Accept-Encoding: gzip, deflate, br",
    "Connection: keep-alive",
];

/// Shortens each facet; one that is empty is left out.
pub(crate) fn concise(facets: &mut Map<String, Value>) {
    let each = |list: &Value, map: &dyn Fn(&Value) -> Value| -> Value {
        list.as_array().into_iter().flatten().map(map).collect()
    };
    facets["executions"] = each(&facets["executions"], &execution);
    facets["failures"] = each(&facets["failures"], &|failure| failed(failure, &facets["executions"]));
    facets["received"] = each(&facets["received"], &received);
    facets["stats"] = stats(&facets["stats"]);
    if let Some(variables) = facets["environment"].as_array_mut() {
        let base = json!({ "type": "any", "value": "http://127.0.0.1:PORT", "key": "base" });
        // The harness sets it in every run: only its lack says something.
        match variables.iter().position(|variable| *variable == base) {
            Some(at) => drop(variables.remove(at)),
            None => variables.insert(0, json!("no base")),
        }
    }
    facets.retain(|name, facet| name == "cli" || name == "junit" || !is_empty(facet));
}

/// The lines that scripts wrote, from the boxes of the terminal's text.
pub(crate) fn console(cli: &str) -> Value {
    let mut inside = false;
    let lines = cli.lines().filter(|line| {
        inside = (inside || *line == "  ┌") && *line != "  └";
        inside && *line != "  ┌"
    });
    lines.collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn execution(execution: &Value) -> Value {
    let mut short = execution.clone();
    let members = short.as_object_mut().expect("an execution is an object");
    members["url"] = url(&execution["url"]);
    members["assertions"] = execution["assertions"].as_array().into_iter().flatten().map(assertion).collect();
    for listen in ["prerequest", "test"] {
        members[listen] = scripts(&execution[listen]);
    }
    members.retain(|_, member| !is_empty(member));
    short
}

/// The path, where nothing but the path tells the URL from those of other requests to the server.
fn url(url: &Value) -> Value {
    let path = url["path"].as_array().into_iter().flatten();
    let names: Option<Vec<&str>> =
        path.map(|name| name.as_str().filter(|name| !name.contains('/'))).collect();
    let names = names.unwrap_or_default();
    let plain = json!({
        "protocol": "http", "port": "PORT", "path": names, "host": ["127", "0", "0", "1"],
        "query": [], "variable": [],
    });
    if names.is_empty() || *url != plain { url.clone() } else { json!(format!("/{}", names.join("/"))) }
}

/// The name of an assertion that holds; one that does not, or is skipped, says so behind its name.
fn assertion(assertion: &Value) -> Value {
    let skipped = assertion["skipped"] == true;
    let said = match (&assertion["error"], skipped) {
        (Value::Null, false) => return assertion["name"].clone(),
        (Value::Null, true) => "skipped".to_owned(),
        (error, false) => worded(error),
        (error, true) => format!("skipped {}", worded(error)),
    };
    json!({ (text(&assertion["name"])): said })
}

/// How many scripts ran, or where one failed what each said.
fn scripts(errors: &Value) -> Value {
    let errors = errors.as_array().map(Vec::as_slice).unwrap_or_default();
    if errors.is_empty() {
        Value::Null
    } else if errors.iter().all(Value::is_null) {
        json!(errors.len())
    } else {
        errors.iter().map(|error| (!error.is_null()).then(|| worded(error))).collect()
    }
}

/// Where it failed; and what it said, unless an assertion says it already.
fn failed(failure: &Value, executions: &Value) -> Value {
    let error = worded(failure);
    let assertions = executions.as_array().into_iter().flatten().filter_map(|e| e["assertions"].as_array());
    let mut said = assertions.flatten().filter_map(Value::as_object).flat_map(Map::values);
    let place = format!("{}, {}", text(&failure["source"]), text(&failure["at"]));
    if said.any(|said| *said == error) { json!(place) } else { json!(format!("{place}: {error}")) }
}

fn received(request: &Value) -> Value {
    let mut short = request.clone();
    let headers = request["headers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let defaults = headers.windows(DEFAULTS.len()).position(|some| some == DEFAULTS);
    if let Some(at) = defaults {
        let end = at + DEFAULTS.len();
        short["headers"] = [&headers[..at], &[json!("(defaults)")], &headers[end..]].concat().into();
    }
    short
        .as_object_mut()
        .expect("a request is an object")
        .retain(|name, value| name != "body" || *value != "");
    short
}

/// The total of each count; with those pending and failed, where there are any.
fn stats(stats: &Value) -> Value {
    let mut short = Map::new();
    for (name, count) in stats.as_object().into_iter().flatten() {
        let counts = ["total", "pending", "failed"].map(|kind| count[kind].clone());
        if counts[1] != 0 || counts[2] != 0 {
            short.insert(name.clone(), json!(counts));
        } else if counts[0] != 0 {
            short.insert(name.clone(), counts[0].clone());
        }
    }
    // Unlike the stats of a run that left no report.
    if short.is_empty() && stats.is_object() { json!("all zero") } else { short.into() }
}

fn worded(error: &Value) -> String {
    format!("{}: {}", text(&error["name"]), text(&error["message"]))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(
        || if value.is_null() { "undefined".to_owned() } else { value.to_string() },
        str::to_owned,
    )
}

#[test]
fn an_assertion_that_fails_is_told_from_one_that_holds() {
    let answer = |error: Value| {
        let asserted = json!([{ "name": "a", "skipped": false, "error": error }]);
        execution(
            &json!({ "name": "x", "assertions": asserted, "url": null, "test": [null], "prerequest": [] }),
        )
    };
    assert_eq!(answer(Value::Null), json!({ "name": "x", "assertions": ["a"], "test": 1 }));
    let failed = json!({ "name": "AssertionError", "message": "no" });
    assert_eq!(answer(failed)["assertions"], json!([{ "a": "AssertionError: no" }]));
}
