//! Facts as newman's reports state them, for every reporter that repeats newman's text.

use crate::event::{
    BodyView, Failure, FailureCause, FailureView, ItemView, RequestHeaderView, RequestView, ResponseView,
    ScriptFailure,
};

/// `responseTime`.
pub(super) fn response_ms(response: &ResponseView) -> f64 {
    response.time_ms()
}

/// The names of the folders and of the item.
///
/// Shape: `Orders / Get order`; an item without a name goes by its id.
pub(super) fn full_name(item: &ItemView) -> String {
    let name = if item.name.is_empty() { &item.id } else { &item.name };
    item.folders.iter().chain([name]).map(String::as_str).collect::<Vec<_>>().join(" / ")
}

/// The name of a false assertion's error.
pub(super) fn assertion_error_name(failure: &ScriptFailure) -> &str {
    failure.name.as_deref().unwrap_or("AssertionError")
}

/// The message of a false assertion: the test's own name when what was thrown has none.
pub(super) fn assertion_message<'a>(failure: &'a ScriptFailure, test: &'a str) -> &'a str {
    failure.message.as_deref().unwrap_or(test)
}

/// The stack of a false assertion. newman invents its position: the test's number and the item's.
pub(super) fn assertion_stack(failure: &ScriptFailure, index: usize, position: usize) -> String {
    let name = assertion_error_name(failure);
    let message = failure.message.as_deref().unwrap_or_default();
    format!("{name}: {message}\n   at Object.eval sandbox-script.js:{}:{})", index + 1, position + 1)
}

/// What the head of a response takes: status line, headers, blank line. Units: bytes.
pub(super) fn head_bytes(response: &ResponseView) -> u64 {
    let status = "HTTP/X.X 200\r\n".len() + 1 + response.reason.len();
    (status + response.headers.wire_bytes() + 2) as u64
}

/// What the body takes: as the server declared it when it was compressed. Units: bytes.
pub(super) fn body_bytes(response: &ResponseView) -> u64 {
    let encoding = response.headers.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let declared = response.headers.get("content-length").and_then(|length| length.trim().parse().ok());
    match declared {
        Some(declared) if encoding.contains("gzip") || encoding.contains("deflate") => declared,
        _ => response.body_bytes,
    }
}

/// What a request takes: its line, its headers, its body. Units: bytes.
pub(super) fn request_bytes(request: &RequestView) -> u64 {
    let target = request.url_text.split_once("://").map_or(request.url_text.as_str(), |(_, rest)| rest);
    let target = target.find('/').map_or("/", |slash| &target[slash..]);
    let target = target.split('#').next().unwrap_or_default();
    let line = request.method.len() + 1 + target.len() + " HTTP/X.X\r\n\r\n".len();
    let headers: usize = request.headers.iter().map(|header| header.key.len() + header.value.len() + 4).sum();
    (line + headers) as u64 + request.body_bytes
}

/// Where a failure happened, in newman's words.
///
/// Every test stands in `test-script` there, and a run that bails has a position in newman's own code. Of exceptions only
/// false assertions have a position, one line too far down.
pub(super) fn place(failure: &Failure) -> String {
    match &failure.cause {
        FailureCause::Assertion(_, _, index, _) => format!("assertion:{index} in test-script"),
        FailureCause::Script(script, error) if error.name.as_deref() == Some("AssertionFailure") => {
            format!("{}-script:39:17", script.listen.as_str())
        }
        FailureCause::Script(
            script,
            ScriptFailure { name: Some(name), line: Some(line), column: Some(column), .. },
        ) if name == "AssertionError" => {
            format!("{}-script:{}:{column}", script.listen.as_str(), line + 1)
        }
        FailureCause::Script(..) | FailureCause::Request(..) => failure.place(),
    }
}

/// The first line of a request error's stack: Node.js puts codes of its own behind the name.
pub(super) fn request_error_stack(failure: &FailureView) -> String {
    let name = failure.error_name();
    // Errors of OpenSSL and of decoders get their code only after their text was made.
    let late = |code: &str| ["ERR_OSSL_", "ERR_SSL_", "ERR__"].iter().any(|start| code.starts_with(start));
    match failure.code.as_deref().filter(|code| code.starts_with("ERR_") && !late(code)) {
        Some(code) => format!("{name} [{code}]: {}", failure.message),
        None => format!("{name}: {}", failure.message),
    }
}

/// The headers that newman's report shows of a request: the type of a form is added too late for it.
pub(super) fn reported_headers(request: &RequestView) -> Vec<RequestHeaderView> {
    let form =
        matches!(request.body.as_deref(), Some(BodyView::Urlencoded { .. } | BodyView::Formdata { .. }));
    let late = |header: &&RequestHeaderView| {
        form && header.system && header.key.eq_ignore_ascii_case("content-type")
    };
    request.headers.iter().filter(|header| !late(header)).cloned().collect()
}
