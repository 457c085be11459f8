//! One visit of an item, as newman's report holds it.

use std::sync::Arc;

use bytes::Bytes;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::failure::{assertion_error, script_error};
use super::identity;
use super::{JsonBodies, JsonOptions};
use crate::event::{
    AssertionOutcome, Cursor, EventKind, ItemView, ListenView, RequestOrigin, RequestView, ResponseView,
    RunEvent,
};
use crate::reporter::newman;

/// An execution; its members in the order in which they became known, as newman's are.
#[derive(Debug)]
pub(super) struct JsonExecution {
    members: Vec<(&'static str, Member)>,
    position: usize,
    item_id: String,
    /// How many requests it made; newman lists it once for each.
    requests: usize,
}

#[derive(Debug)]
enum Member {
    Value(Value),
    List(Vec<Value>),
    Response(ResponseJson),
}

/// A response; its body is written from the bytes.
#[derive(Debug)]
struct ResponseJson {
    head: Map<String, Value>,
    body: BodyJson,
    tail: Map<String, Value>,
}

#[derive(Debug)]
enum BodyJson {
    Bytes(Bytes),
    Text(String),
    None,
}

impl JsonExecution {
    pub(super) fn new(cursor: &Cursor, item: &Arc<ItemView>) -> Self {
        let members = vec![
            ("cursor", Member::Value(cursor_json(cursor, &item.id))),
            ("item", Member::Value(item_json(item))),
        ];
        Self { members, position: cursor.position, item_id: item.id.clone(), requests: 0 }
    }

    /// How often the report lists it: never before it sent something.
    pub(super) fn times(&self, options: &JsonOptions) -> usize {
        if options.compat.repeats_executions() { self.requests } else { self.requests.min(1) }
    }

    pub(super) fn on_event(&mut self, event: &RunEvent, options: &JsonOptions) {
        match &event.kind {
            // newman shows the last request of all, the script's own if it came last.
            EventKind::RequestFinished { origin: RequestOrigin::Retry, .. } => {}
            EventKind::RequestFinished { origin, .. }
                if *origin == RequestOrigin::Script && !options.compat.repeats_executions() => {}
            EventKind::RequestFinished { request, origin, response, failure, .. } => {
                self.requests += 1;
                self.set("request", Member::Value(sent_json(request, options)));
                if let Some(response) = response {
                    let id = identity::id(&["response", &event.seq.to_string(), &self.item_id]);
                    self.set("response", Member::Response(response_json(response, &id, options)));
                } else {
                    self.unset("response");
                }
                self.set("id", Member::Value(json!(self.item_id)));
                if *origin == RequestOrigin::Script {
                    self.unset("id");
                }
                if let Some(failure) = failure {
                    let mut error = failure.system_members();
                    if options.compat.tells_request_errors() {
                        error.insert("message".into(), json!(failure.message));
                    }
                    self.set("requestError", Member::Value(Value::Object(error)));
                }
            }
            EventKind::AssertionFinished { assertion, .. } => {
                let mut out = json!({
                    "assertion": assertion.name,
                    "skipped": matches!(assertion.outcome, AssertionOutcome::Skipped),
                });
                if let Some(failure) = assertion.failure() {
                    let place = (assertion.index, self.position);
                    let error = assertion_error(failure, &assertion.name, place, options.compat);
                    out["error"] = Value::Object(error);
                }
                self.push("assertions", out);
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                let list = match script.listen {
                    ListenView::Prerequest => "prerequestScript",
                    ListenView::Test => "testScript",
                };
                self.push(list, json!({"error": script_error(failure, event.seq, event.at)}));
            }
            _ => {}
        }
    }

    fn set(&mut self, name: &'static str, value: Member) {
        match self.members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.members.push((name, value)),
        }
    }

    fn unset(&mut self, name: &'static str) {
        self.members.retain(|(known, _)| *known != name);
    }

    fn push(&mut self, name: &'static str, value: Value) {
        if let Some((_, Member::List(list))) = self.members.iter_mut().find(|(known, _)| *known == name) {
            list.push(value);
        } else {
            self.members.push((name, Member::List(vec![value])));
        }
    }
}

impl Serialize for JsonExecution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members.iter().map(|(name, member)| (name, member)))
    }
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
            Self::Response(response) => response.serialize(serializer),
        }
    }
}

impl Serialize for ResponseJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Stream<'b> {
            r#type: &'static str,
            data: &'b [u8],
        }
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.head {
            map.serialize_entry(name, value)?;
        }
        match &self.body {
            BodyJson::Bytes(data) => map.serialize_entry("stream", &Stream { r#type: "Buffer", data })?,
            BodyJson::Text(text) => map.serialize_entry("body", text)?,
            BodyJson::None => {}
        }
        for (name, value) in &self.tail {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

pub(super) fn cursor_json(cursor: &Cursor, item_id: &str) -> Value {
    let visit = format!("{}/{}", cursor.iteration, cursor.execution);
    json!({
        "position": cursor.position, "iteration": cursor.iteration,
        "length": cursor.length, "cycles": cursor.cycles,
        "empty": cursor.length == 0, "eof": false,
        "bof": cursor.position == 0 && cursor.iteration == 0, "cr": false,
        "ref": identity::id(&["cursor", &visit, item_id]),
    })
}

pub(super) fn item_json(item: &ItemView) -> Value {
    item.json.as_ref().map_or_else(|| json!({"id": item.id, "name": item.name}), |json| (**json).clone())
}

/// The request as it was sent.
fn sent_json(request: &RequestView, options: &JsonOptions) -> Value {
    let mut shown = request.clone();
    if options.omit_headers {
        shown.headers.clear();
        // The parameters of an auth are headers by another name.
        shown.auth = None;
    } else if options.compat.hides_form_type() {
        shown.headers = newman::reported_headers(request);
    }
    shown.body = shown.body.filter(|_| !options.omit_request_bodies);
    shown.postman_json()
}

fn response_json(response: &ResponseView, id: &str, options: &JsonOptions) -> ResponseJson {
    let mut head = Map::new();
    head.insert("id".into(), json!(id));
    head.insert("status".into(), json!(response.reason));
    head.insert("code".into(), json!(response.code));
    if !options.omit_headers {
        let headers = response.headers.iter();
        let headers = headers.map(|header| json!({"key": header.name, "value": header.value})).collect();
        head.insert("header".into(), headers);
    }
    let body = match (options.bodies, std::str::from_utf8(&response.body)) {
        (JsonBodies::None, _) => BodyJson::None,
        (JsonBodies::Text, Ok(text)) => BodyJson::Text(text.to_owned()),
        (JsonBodies::Text | JsonBodies::Bytes, _) => BodyJson::Bytes(response.body.clone()),
    };
    let mut tail = Map::new();
    // newman never sees a response's cookies.
    let cookies = if options.compat.reports_cookies() { response.cookies.as_slice() } else { &[] };
    tail.insert("cookie".into(), json!(cookies));
    tail.insert("responseTime".into(), super::number(newman::response_ms(response)));
    tail.insert("responseSize".into(), json!(response.body_bytes));
    ResponseJson { head, body, tail }
}
