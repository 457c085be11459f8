//! Failures, as newman's report holds them.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::execution::{cursor_json, item_json};
use super::{JsonOptions, identity};
use crate::compat::Compat;
use crate::event::{Failure, FailureCause, ItemView, RequestOrigin, ScriptFailure, Summary};
use crate::reporter::newman;

/// The error of a false assertion; by default with the user's own line, in newman's report with an invented one.
pub(super) fn assertion_error(
    failure: &ScriptFailure,
    test: &str,
    (index, position): (usize, usize),
    compat: Compat,
) -> Map<String, Value> {
    let name = newman::assertion_error_name(failure);
    let message = newman::assertion_message(failure, test);
    let stack = match failure.line {
        Some(line) if compat.tells_true_lines() => {
            let column = failure.column.unwrap_or(1);
            format!("{name}: {message}\n   at Object.eval sandbox-script.js:{line}:{column})")
        }
        _ => newman::assertion_stack(failure, index, position),
    };
    object(json!({"name": name, "index": index, "test": test, "message": message, "stack": stack}))
}

/// The error that ended a script.
pub(super) fn script_error(failure: &ScriptFailure, seq: u64, at: OffsetDateTime) -> Value {
    let (name, message) = (failure.name.as_deref(), failure.message.as_deref());
    let mut out = object(json!({"type": "Error", "name": name, "message": message}));
    // Members of a thrown text are missing, not null.
    out.retain(|_, value| !value.is_null());
    let parts = [name.unwrap_or_default(), message.unwrap_or_default()];
    let stack = match failure.line {
        Some(line) => json!([frame(line, failure.column.unwrap_or(1))]),
        None => json!([]),
    };
    finish(&mut out, &parts, seq, at, stack);
    Value::Object(out)
}

/// One entry of `run.failures`.
pub(super) fn failure_json(
    failure: &Failure,
    place: usize,
    summary: &Summary,
    options: &JsonOptions,
) -> Value {
    let seq = place as u64;
    let error = match &failure.cause {
        FailureCause::Assertion(_, name, index, error) => {
            let position = failure.cursor.position;
            let mut out = assertion_error(error, name, (*index, position), options.compat);
            let stack = match error.line {
                Some(line) if options.compat.tells_true_lines() => frame(line, error.column.unwrap_or(1)),
                _ => frame(numbered(*index), numbered(position)),
            };
            let parts = [name.as_str(), newman::assertion_message(error, name)];
            finish(&mut out, &parts, seq, failure.at, json!([stack]));
            Value::Object(out)
        }
        FailureCause::Script(_, error) => script_error(error, seq, failure.at),
        FailureCause::Request(error, _) => {
            let mut out = error.system_members();
            out.insert("name".into(), json!(error.error_name()));
            out.insert("message".into(), json!(error.message));
            out.insert("stack".into(), json!(newman::request_error_stack(error)));
            finish(&mut out, &["request", &error.message], seq, failure.at, json!([]));
            Value::Object(out)
        }
    };
    let mut out = json!({
        "error": error,
        "at": newman::place(failure),
        "source": item_json(&failure.item),
        "parent": parent_json(&failure.item, summary, options),
        "cursor": cursor_json(&failure.cursor, &failure.item.id),
    });
    // newman does not say which item's script sent a request that failed.
    if options.compat.forgets_senders()
        && matches!(failure.cause, FailureCause::Request(_, RequestOrigin::Script))
    {
        out.as_object_mut()
            .into_iter()
            .for_each(|out| out.retain(|name, _| name != "source" && name != "parent"));
    }
    out
}

fn numbered(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn frame(line: u32, column: u32) -> Value {
    json!({
        "fileName": "sandbox-script.js", "lineNumber": line, "functionName": "Object.eval",
        "typeName": "Object", "methodName": "eval", "columnNumber": column, "native": false,
    })
}

fn finish(out: &mut Map<String, Value>, parts: &[&str], seq: u64, at: OffsetDateTime, stack: Value) {
    let millis = at.unix_timestamp_nanos() / 1_000_000;
    let checksum = identity::checksum(parts);
    out.insert("id".into(), json!(identity::id(&["error", &seq.to_string(), &checksum])));
    out.insert("checksum".into(), json!(checksum));
    out.insert("timestamp".into(), json!(millis));
    out.insert("stacktrace".into(), stack);
}

/// The folder of a failed item, or the collection: whole in newman's report, else what names it.
fn parent_json(item: &ItemView, summary: &Summary, options: &JsonOptions) -> Value {
    let Some(run) = &summary.run else { return Value::Null };
    let whole = run.collection.json.as_deref();
    let found = match (&item.folder_id, whole) {
        (Some(id), Some(collection)) => folder(collection, id),
        (None, Some(collection)) => Some(collection),
        (_, None) => None,
    };
    match found {
        Some(found) if options.compat.repeats_folders() => found.clone(),
        _ => match (&item.folder_id, item.folders.last()) {
            (Some(id), name) => json!({"id": id, "name": name}),
            (None, _) => json!({"id": run.collection.id, "name": run.collection.name}),
        },
    }
}

/// The folder with this id, at any depth.
fn folder<'c>(parent: &'c Value, id: &str) -> Option<&'c Value> {
    let inside = parent["item"].as_array()?;
    inside
        .iter()
        .filter(|node| node.get("item").is_some())
        .find_map(|node| if node["id"] == id { Some(node) } else { folder(node, id) })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
