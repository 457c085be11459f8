//! One execution as the page's script reads it.

use serde_json::{Map, Value, json};

use super::HtmlOptions;
use super::markdown::to_html;
use crate::event::{
    Assertion, AssertionOutcome, BodyView, ConsoleLevel, Cursor, FailureView, ItemView, RequestHeaderView,
    RequestOrigin, RequestView, ResponseHeadersView, ResponseView, ScriptFailure, ScriptView,
};

/// More of a body than this is not shown. Units: bytes.
const BODY_LIMIT: usize = 256 << 10;

/// One visit of an item, as the page shows it.
///
/// Shape: `{"iteration", "position", "name", "folders", "method", "url", "status", "reason", "ms", "bytes",
/// "request": {"headers", "body"}, "response": {"headers", "body", "type"}, "tests": [{"name", "state", "error",
/// "line"}], "errors": [..], "console": [..], "calls": [..], "failed", "skipped"}`; what is not there is left out.
#[derive(Debug)]
pub(super) struct HtmlExecution {
    members: Map<String, Value>,
    name: String,
    tests: Vec<Value>,
    errors: Vec<Value>,
    console: Vec<Value>,
    /// Requests of scripts.
    calls: Vec<Value>,
    failed: bool,
}

impl HtmlExecution {
    pub(super) fn new(cursor: &Cursor, item: &ItemView, options: &HtmlOptions) -> Self {
        let mut members = Map::new();
        members.insert("iteration".into(), json!(cursor.iteration));
        members.insert("position".into(), json!(cursor.position));
        members.insert("name".into(), json!(item.name));
        members.insert("folders".into(), json!(item.folders));
        if let Some(description) = &item.description {
            members.insert("description".into(), json!(to_html(description, options.show_markdown_links)));
        }
        let (tests, errors, console, calls) = Default::default();
        Self { members, name: item.name.clone(), tests, errors, console, calls, failed: false }
    }

    /// True when a test, a script or a request failed.
    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    pub(super) fn asserted(&mut self, script: &ScriptView, assertion: &Assertion) {
        let mut test = json!({"name": assertion.name});
        match &assertion.outcome {
            AssertionOutcome::Passed => test["state"] = json!("passed"),
            AssertionOutcome::Skipped => test["state"] = json!("skipped"),
            AssertionOutcome::Failed(failure) => {
                self.failed = true;
                test["state"] = json!("failed");
                test["error"] = error_json(script, failure);
            }
        }
        self.tests.push(test);
    }

    pub(super) fn script_failed(&mut self, script: &ScriptView, failure: &ScriptFailure) {
        self.failed = true;
        self.errors.push(error_json(script, failure));
    }

    pub(super) fn logged(&mut self, level: ConsoleLevel, text: &str) {
        self.console.push(json!({"level": level, "text": text}));
    }

    pub(super) fn warned(&mut self, message: &str) {
        self.console.push(json!({"level": "warn", "text": message}));
    }

    /// A request of the item itself, of its auth or of a script.
    pub(super) fn sent(
        &mut self,
        origin: RequestOrigin,
        request: &RequestView,
        outcome: Result<&ResponseView, Option<&FailureView>>,
        options: &HtmlOptions,
    ) {
        let mut told = Map::new();
        told.insert("method".into(), json!(request.method));
        told.insert("url".into(), json!(request.url_text));
        let mut request_side = Map::new();
        if options.shows_headers() {
            request_side.insert("headers".into(), param_headers(&request.headers, options));
        }
        if let Some(body) = request.body.as_deref().filter(|_| options.shows_request_body(&self.name)) {
            request_side.insert("body".into(), request_body(body));
        }
        told.insert("request".into(), Value::Object(request_side));
        match outcome {
            Ok(response) => received(&mut told, response, &self.name, options),
            Err(failure) => {
                self.failed = true;
                let message = failure.map_or("no response", |failure| failure.message.as_str());
                told.insert("requestError".into(), json!(message));
            }
        }
        match origin {
            RequestOrigin::Script => self.calls.push(Value::Object(told)),
            _ => self.members.extend(told),
        }
    }

    /// The whole as JSON.
    pub(super) fn into_json(mut self, skipped: bool) -> Value {
        self.members.insert("failed".into(), json!(self.failed));
        if skipped {
            self.members.insert("skipped".into(), json!(true));
        }
        let lists = [
            ("tests", self.tests),
            ("errors", self.errors),
            ("console", self.console),
            ("calls", self.calls),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                self.members.insert(name.to_owned(), Value::Array(list));
            }
        }
        Value::Object(self.members)
    }
}

fn error_json(script: &ScriptView, failure: &ScriptFailure) -> Value {
    json!({
        "name": failure.name,
        "message": failure.message,
        "line": failure.line,
        "script": script.listen.as_str(),
        "owner": script.owner,
    })
}

fn received(told: &mut Map<String, Value>, response: &ResponseView, item: &str, options: &HtmlOptions) {
    let timings = &response.timings;
    let ms = |duration: std::time::Duration| (duration.as_secs_f64() * 1e5).round() / 100.0;
    told.insert("status".into(), json!(response.code));
    told.insert("reason".into(), json!(response.reason));
    told.insert("ms".into(), json!(ms(timings.total)));
    told.insert("bytes".into(), json!(response.body_bytes));
    let phases = [
        ("dns", timings.dns),
        ("connect", timings.connect),
        ("tls", timings.tls),
        ("first byte", timings.first_byte),
        ("download", timings.download),
    ];
    let phases: Vec<_> = phases
        .iter()
        .filter(|(_, time)| !time.is_zero())
        .map(|(name, time)| json!([name, ms(*time)]))
        .collect();
    told.insert("phases".into(), Value::Array(phases));
    let mut side = Map::new();
    side.insert("type".into(), json!(response.media_type()));
    if options.shows_headers() {
        side.insert("headers".into(), response_headers(&response.headers, options));
    }
    if options.shows_response_body(item) && !response.body.is_empty() {
        side.insert("body".into(), body_text(&response.body));
    }
    told.insert("response".into(), Value::Object(side));
}

/// Text as it is, cut where it is too long; of anything else the length alone.
fn body_text(body: &[u8]) -> Value {
    let cut = body.len().min(BODY_LIMIT);
    let text = match std::str::from_utf8(&body[..cut]) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return json!({"binary": body.len()}),
    };
    if cut < body.len() { json!({"text": text, "of": body.len()}) } else { json!({"text": text}) }
}

fn request_body(body: &BodyView) -> Value {
    match body {
        BodyView::Raw { text, .. } => body_text(text.as_bytes()),
        other => {
            let json = other.postman_json();
            let mode = other.mode();
            json!({"mode": mode, "form": json.get(mode)})
        }
    }
}

fn param_headers(headers: &[RequestHeaderView], options: &HtmlOptions) -> Value {
    let shown = headers.iter().filter(|header| options.shows_header(&header.key));
    shown.map(|header| json!([header.key, header.value])).collect()
}

fn response_headers(headers: &ResponseHeadersView, options: &HtmlOptions) -> Value {
    let shown = headers.iter().filter(|header| options.shows_header(&header.name));
    shown.map(|header| json!([header.name, header.value])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_no_text_is_told_by_its_length() {
        assert_eq!(body_text(&[0xff, 0xfe, 0x00]), json!({"binary": 3}));
        assert_eq!(body_text("é".as_bytes()), json!({"text": "é"}));
    }

    #[test]
    fn a_long_body_is_cut_between_characters() {
        let long = "é".repeat(BODY_LIMIT);
        let shown = body_text(format!("x{long}").as_bytes());
        assert_eq!(shown["of"], json!(2 * BODY_LIMIT + 1));
        assert!(shown["text"].as_str().is_some_and(|text| text.len() == BODY_LIMIT - 1));
    }
}
