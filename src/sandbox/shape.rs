//! The JSON shapes in which responses and cookies cross into scripts.

use serde_json::{Value, json};

use crate::http::{Cookie, RequestFailure, Response};

/// Everything about a response but its body.
pub(super) fn response_head(response: &Response) -> Value {
    let headers: Vec<_> =
        response.headers.iter().map(|header| json!({"key": header.name, "value": header.value})).collect();
    json!({
        "code": response.code,
        "status": response.reason,
        "header": headers,
        "responseTime": u64::try_from(response.timings.total.as_millis()).unwrap_or(u64::MAX),
        "responseSize": response.body_bytes,
    })
}

/// The body as text, by the charset of its content type.
pub(super) fn body_text(response: &Response) -> String {
    let content_type = response.headers.get("content-type").unwrap_or_default();
    let charset = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    let encoding = charset
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
        .unwrap_or(encoding_rs::UTF_8);
    // Half a character at the end of UTF-16 is dropped, as the decoder of Postman's scripts does.
    let wide = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
    let whole = if wide { response.body.len() & !1 } else { response.body.len() };
    encoding.decode_with_bom_removal(&response.body[..whole]).0.into_owned()
}

/// A response with its body, as the answer of `pm.sendRequest`.
pub(super) fn whole_response(response: &Response) -> Value {
    let mut out = response_head(response);
    out["text"] = Value::String(body_text(response));
    out["cookies"] = cookies(&response.cookies);
    out
}

/// The error that the callback of `pm.sendRequest` gets.
pub(super) fn request_failure(failure: &RequestFailure) -> Value {
    let mut members = failure.system_members();
    members.insert("message".to_owned(), failure.message.as_str().into());
    Value::Object(members)
}

/// Cookies with the members of Postman's own.
pub(super) fn cookies(cookies: &[Cookie]) -> Value {
    serde_json::to_value(cookies).unwrap_or_default()
}
