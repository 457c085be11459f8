//! `openapi.json`: which objects and calls the emulator has, with the fields of each. It is made of the table.

use serde_json::{Map, Value, json};

use super::catalogue::{FieldKind, ObjectType, Verb, object_types};

/// The calls that are no object's.
const ACTIONS: [(&str, &str, &str); 14] = [
    ("/executeProcess", "post", "Starts a run; the answer is empty"),
    ("/ExecutionRequest", "post", "Starts a run; the answer names a request id"),
    ("/ExecutionRecord/async/{requestId}", "get", "The status of that run"),
    ("/cancelExecution/{executionId}", "post", "Cancels a run"),
    ("/RerunDocument", "post", "Runs the process of an earlier run again"),
    ("/ProcessLog", "post", "The log of a run, to be downloaded"),
    ("/ExecutionArtifacts", "post", "The artifacts of a run, to be downloaded"),
    ("/AtomLog", "post", "The log of a runtime, to be downloaded"),
    ("/AtomWorkerLog", "post", "The logs of a runtime's workers, to be downloaded"),
    ("/AtomAS2Artifacts", "post", "The AS2 files of a runtime, to be downloaded"),
    ("/ConnectorDocument", "post", "A document of a run, to be downloaded"),
    ("/ConnectionLicensingReport", "post", "The connections in use, to be downloaded"),
    ("/changeListenerStatus", "post", "Pauses, resumes or restarts listeners"),
    ("/getAssignableRoles", "get", "The roles that may be given to others"),
];

/// The document.
pub(super) fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut add = |path: &str, method: &str, summary: &str, object: Option<&str>| {
        let mut operation = json!({"summary": summary, "responses": {"200": {"description": "Done"}}});
        if let Some(object) = object {
            let schema = json!({"$ref": format!("#/components/schemas/{object}")});
            operation["responses"]["200"]["content"] = json!({"application/json": {"schema": schema}});
            operation["tags"] = json!([object]);
        }
        let names = path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let parameters: Vec<Value> = names
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        if !parameters.is_empty() {
            operation["parameters"] = parameters.into();
        }
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry[method] = operation;
    };
    for (path, method, summary) in ACTIONS {
        add(path, method, summary, None);
    }
    let mut schemas = Map::new();
    for kind in object_types() {
        let name = &kind.name;
        for verb in &kind.calls {
            for (tail, method, summary) in calls(*verb) {
                let path = if matches!(verb, Verb::Async | Verb::AsyncQuery) {
                    format!("/async/{name}{tail}")
                } else {
                    format!("/{name}{tail}")
                };
                add(&path, method, summary, Some(name));
            }
        }
        schemas.insert(name.clone(), schema(kind));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "The AtomSphere emulator of postino", "version": env!("CARGO_PKG_VERSION")},
        "servers": [{"url": "/api/rest/v1/{accountId}", "variables": {"accountId": {"default": "local-A1B2C3"}}}],
        "security": [{"basicAuth": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"basicAuth": {"type": "http", "scheme": "basic"}},
            "schemas": schemas,
        },
    })
}

/// The paths of a verb: tail, method, summary.
fn calls(verb: Verb) -> &'static [(&'static str, &'static str, &'static str)] {
    match verb {
        Verb::Create => &[("", "post", "Makes one")],
        Verb::Get => &[("/{id}", "get", "One by its id")],
        Verb::Update => &[("/{id}", "post", "Changes one")],
        Verb::Delete => &[("/{id}", "delete", "Deletes one")],
        Verb::Bulk => &[("/bulk", "post", "Several by their ids")],
        Verb::Query => &[
            ("/query", "post", "Those that match a filter"),
            ("/queryMore", "post", "The next page of a query"),
        ],
        Verb::Execute => &[("/execute/{id}", "post", "Carries it out")],
        Verb::Async => &[
            ("/{id}", "get", "Asks; the answer is a token"),
            ("/response/{token}", "get", "What was asked for"),
        ],
        Verb::AsyncQuery => &[
            ("/query", "post", "Asks; the answer is a token"),
            ("/response/{token}", "get", "What was asked for"),
        ],
    }
}

fn schema(kind: &ObjectType) -> Value {
    let properties: Map<String, Value> = kind
        .fields
        .iter()
        .map(|field| {
            let form = match &field.kind {
                FieldKind::Text => json!({"type": "string"}),
                FieldKind::Number => json!({"type": "number"}),
                FieldKind::Truth => json!({"type": "boolean"}),
                FieldKind::Time => json!({"type": "string", "format": "date-time"}),
                FieldKind::List => json!({"type": "array", "items": {}}),
                FieldKind::Object => json!({"type": "object"}),
                FieldKind::Any => json!({}),
                FieldKind::OneOf(values) => json!({"type": "string", "enum": values}),
            };
            (field.name.clone(), form)
        })
        .collect();
    let mut schema = json!({"type": "object", "properties": properties});
    let needed: Vec<&str> =
        kind.fields.iter().filter(|field| field.needed).map(|field| field.name.as_str()).collect();
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    if kind.has(Verb::Query) || kind.has(Verb::AsyncQuery) {
        schema["x-filter"] = json!(kind.query);
    }
    schema
}
