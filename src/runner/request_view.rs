//! Requests as events show them.

use std::sync::Arc;

use crate::collection::{PathVariable, Request, Url};
use crate::event::{RequestHeaderView, RequestView};
use crate::http::{self, FormPart, Headers, PartContent, Payload};

/// The view of a request as it goes over the wire; of one that cannot be built, as it stands.
pub(super) fn view(request: &Request, wire: Option<&http::Request>) -> RequestView {
    RequestView {
        method: request.method.clone(),
        url: wire.map_or_else(|| (&request.url).into(), |wire| (&sent_url(&wire.url)).into()),
        url_text: request.url.to_string(),
        headers: wire.map_or_else(
            || request.headers.iter().map(Into::into).collect(),
            |wire| header_views(&wire.headers),
        ),
        body: request.body.as_ref().map(|body| Arc::new(body.into())),
        auth: request.auth.as_ref().map(Into::into),
        body_bytes: wire.map_or(0, |wire| payload_bytes(&wire.payload)),
    }
}

/// The same view with the headers that the client sent.
pub(super) fn with_headers(view: &RequestView, sent: &Headers) -> RequestView {
    RequestView { headers: header_views(sent), ..view.clone() }
}

fn header_views(headers: &Headers) -> Vec<RequestHeaderView> {
    headers.iter().map(Into::into).collect()
}

/// The parts of a URL as they were sent, encoded. Segments that are still path variables are listed without a value.
fn sent_url(wire: &str) -> Url {
    let mut url = Url::parse(wire);
    let open = url.path.iter().flatten().filter_map(|segment| segment.strip_prefix(':'));
    let open = open.filter(|name| !name.is_empty());
    url.variables = open.map(|name| PathVariable { key: name.to_owned(), value: None }).collect();
    url
}

/// The length of the content, without what separates the parts of a form.
fn payload_bytes(payload: &Payload) -> u64 {
    match payload {
        Payload::None => 0,
        Payload::Bytes(bytes) => bytes.len() as u64,
        Payload::File { length, .. } => *length,
        Payload::Form { parts, .. } => {
            let content = |part: &FormPart| match &part.content {
                PartContent::Bytes(bytes) => bytes.len() as u64,
                PartContent::File { length, .. } => *length,
            };
            parts.iter().map(content).sum()
        }
    }
}
