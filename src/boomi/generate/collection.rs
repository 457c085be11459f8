//! The collection file.

use serde_json::{Value, json};

/// The guide's own collection: *Execute Process*.
const GUIDE: &str = include_str!("../../../collections/boomi-atomsphere.postman_collection.json");

const DESCRIPTION: &str = "Triggers a Boomi process from outside Boomi, follows it to its end and fetches its log.\n\n\
    Choose an environment that holds baseUrl, accountId, userEmail, apiToken, processId and atomId.\n\n\
    *Trigger* starts the process, once however much of the collection is run:\n\
    - *Follow a run* starts it, waits for its end and fetches its log.\n\
    - *Execute Process* is the guide's request: it starts the process and says no more. It is skipped in a run that has \
    started the process already.\n\n\
    *Look up* starts nothing:\n\
    - *Find ids* looks up a process and a runtime by name (processName, atomName) and keeps their ids.\n\
    - *Query executions* shows what ran last.\n\n\
    warningsAsErrors decides whether a run that ended with warnings has failed.";

/// Makes the collection. `new_id` gives the ids of the collection and its items.
pub fn collection(mut new_id: impl FnMut() -> String) -> Value {
    let mut collection: Value = serde_json::from_str(GUIDE).expect("the guide's collection is JSON");
    collection["info"]["_postman_id"] = json!(new_id());
    collection["info"]["description"] = json!(DESCRIPTION);
    collection["variable"] = json!([
        {"key": "priority", "value": "medium", "type": "string"},
        {"key": "pollSeconds", "value": "2", "type": "string"},
        {"key": "pollTimes", "value": "150", "type": "string"},
        {"key": "warningsAsErrors", "value": "false", "type": "string"},
    ]);
    let mut guide = collection["item"][0].take();
    run_before(&mut guide, include_str!("scripts/once.js"));
    let trigger =
        folder(&mut new_id, "Trigger", "Starts the process, and follows it to its end.", |new_id| {
            vec![follow(new_id), guide]
        });
    let look_up =
        folder(&mut new_id, "Look up", "Starts nothing.", |new_id| vec![find_ids(new_id), query(new_id)]);
    collection["item"] = json!([trigger, look_up]);
    collection
}

fn folder<F: FnMut() -> String>(
    new_id: &mut F,
    name: &str,
    description: &str,
    items: impl FnOnce(&mut F) -> Vec<Value>,
) -> Value {
    let id = new_id();
    json!({"id": id, "name": name, "description": description, "item": items(new_id)})
}

/// Puts lines before the pre-request script of an item.
fn run_before(item: &mut Value, source: &str) {
    let scripts = item["event"].as_array_mut().into_iter().flatten();
    for script in scripts.filter(|script| script["listen"] == "prerequest") {
        let own = script["script"]["exec"].as_array().cloned().unwrap_or_default();
        let lines = source.trim_end().lines().map(Value::from);
        script["script"]["exec"] = lines.chain(own).collect();
    }
}

fn follow(new_id: &mut impl FnMut() -> String) -> Value {
    let body = json!({
        "@type": "ExecutionRequest", "processId": "{{processId}}", "atomId": "{{atomId}}",
        "DynamicProcessProperties": {"DynamicProcessProperty": [{"name": "priority", "value": "{{priority}}"}]},
    });
    let log = json!({"executionId": "{{executionId}}", "logLevel": "ALL"});
    let api = "{{baseUrl}}/api/rest/v1/{{accountId}}";
    json!({
        "id": new_id(), "name": "Follow a run",
        "description": "Run the whole folder: it starts the process, asks for its record until it has ended, and fetches its log.",
        "item": [
            item(new_id, "Start the process", "POST", &format!("{api}/ExecutionRequest"), Some(&body),
                 Some(include_str!("scripts/needed.js")), Some(include_str!("scripts/started.js"))),
            item(new_id, "Wait for its end", "GET", &format!("{api}/ExecutionRecord/async/{{{{requestId}}}}"), None,
                 Some(include_str!("scripts/needs_request.js")), Some(include_str!("scripts/waited.js"))),
            item(new_id, "Ask for its log", "POST", &format!("{api}/ProcessLog"), Some(&log),
                 Some(include_str!("scripts/needs_execution.js")), Some(include_str!("scripts/log_asked.js"))),
            item(new_id, "Fetch its log", "GET", "{{logUrl}}", None,
                 Some(include_str!("scripts/needs_log.js")), Some(include_str!("scripts/log_fetched.js"))),
        ],
    })
}

fn find_ids(new_id: &mut impl FnMut() -> String) -> Value {
    let by_name = |variable: &str| json!({"QueryFilter": {"expression": {"operator": "EQUALS", "property": "name", "argument": [format!("{{{{{variable}}}}}")]}}});
    let api = "{{baseUrl}}/api/rest/v1/{{accountId}}";
    let find = |new_id: &mut dyn FnMut() -> String, object: &str, variable: &str, id: &str| {
        let fill =
            |script: &str| script.replace("$NAME", variable).replace("$ID", id).replace("$OBJECT", object);
        item(
            &mut || new_id(),
            &format!("Find {object}"),
            "POST",
            &format!("{api}/{object}/query"),
            Some(&by_name(variable)),
            Some(&fill(include_str!("scripts/needs_name.js"))),
            Some(&fill(include_str!("scripts/found.js"))),
        )
    };
    json!({
        "id": new_id(), "name": "Find ids",
        "description": "Looks up ids by name. Set processName or atomName; the id that is found is kept as processId or atomId.",
        "item": [find(new_id, "Process", "processName", "processId"), find(new_id, "Atom", "atomName", "atomId")],
    })
}

fn query(new_id: &mut impl FnMut() -> String) -> Value {
    let body = json!({
        "QueryFilter": {"expression": {"operator": "EQUALS", "property": "processId", "argument": ["{{processId}}"]}},
        "QuerySort": {"sortField": [{"fieldName": "executionTime", "sortOrder": "DESC"}]},
    });
    item(
        new_id,
        "Query executions",
        "POST",
        "{{baseUrl}}/api/rest/v1/{{accountId}}/ExecutionRecord/query",
        Some(&body),
        None,
        Some(include_str!("scripts/queried.js")),
    )
}

/// A request that sends and accepts JSON.
fn item(
    new_id: &mut impl FnMut() -> String,
    name: &str,
    method: &str,
    url: &str,
    body: Option<&Value>,
    prerequest: Option<&str>,
    test: Option<&str>,
) -> Value {
    let mut header = vec![json!({"key": "Accept", "value": "application/json"})];
    let mut request = json!({"method": method, "url": url_json(url)});
    if let Some(body) = body {
        header.insert(0, json!({"key": "Content-Type", "value": "application/json"}));
        let raw = serde_json::to_string_pretty(body).expect("a JSON value has a text");
        request["body"] = json!({"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}});
    }
    request["header"] = json!(header);
    let mut scripts = Vec::new();
    for (listen, source) in [("prerequest", prerequest), ("test", test)] {
        let Some(source) = source else { continue };
        let lines: Vec<&str> = source.trim_end().lines().collect();
        scripts.push(
            json!({"listen": listen, "script": {"id": new_id(), "type": "text/javascript", "exec": lines}}),
        );
    }
    json!({"id": new_id(), "name": name, "event": scripts, "request": request, "response": []})
}

/// An address, split into the parts that Postman writes.
fn url_json(url: &str) -> Value {
    let mut parts = url.split('/');
    let host = parts.next().unwrap_or_default();
    let path: Vec<&str> = parts.collect();
    let mut json = json!({"raw": url, "host": [host]});
    if !path.is_empty() {
        json["path"] = json!(path);
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::{Node, parse};

    #[test]
    fn what_starts_the_process_stands_apart_from_what_looks_up_and_every_script_is_complete() {
        let mut next = 0;
        let json = collection(|| {
            next += 1;
            next.to_string()
        });
        let parsed = parse(&json, String::new).expect("a collection");
        let names = |nodes: &[Node]| -> Vec<String> {
            let name = |node: &Node| match node {
                Node::Folder(folder) => folder.name.clone(),
                Node::Item(item) => item.name.clone().unwrap_or_default(),
            };
            nodes.iter().map(name).collect()
        };
        assert_eq!(names(&parsed.nodes), ["Trigger", "Look up"]);
        let inner = |at: usize| match &parsed.nodes[at] {
            Node::Folder(folder) => names(&folder.nodes),
            Node::Item(_) => Vec::new(),
        };
        assert_eq!(inner(0), ["Follow a run", "Execute Process"]);
        assert_eq!(inner(1), ["Find ids", "Query executions"]);
        assert!(!json.to_string().contains("$NAME"), "every place of a script is filled in");
    }
}
