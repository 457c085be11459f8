//! Disabled headers and form fields: they are not sent, but scripts after the request see them.

use crate::collection::{Body, FormParam, HeaderParam, Param, Request};

/// The disabled entries of a request, each with its index.
#[derive(Debug, Default)]
pub(super) struct Disabled {
    headers: Vec<(usize, HeaderParam)>,
    params: Vec<(usize, Param)>,
    parts: Vec<(usize, FormParam)>,
}

/// Removes the disabled headers and form fields from a request.
pub(super) fn take(request: &mut Request) -> Disabled {
    let mut disabled = Disabled::default();
    disabled.headers = take_from(&mut request.headers, |header| header.disabled);
    match &mut request.body {
        Some(Body::Urlencoded { params }) => disabled.params = take_from(params, |param| param.disabled),
        Some(Body::Formdata { params }) => disabled.parts = take_from(params, |part| part.disabled),
        _ => {}
    }
    disabled
}

impl Disabled {
    /// Puts the entries back at their index. Entries that were added to the request meanwhile come after them.
    pub(super) fn restore(self, request: &mut Request) {
        put_back(&mut request.headers, self.headers);
        match &mut request.body {
            Some(Body::Urlencoded { params }) => put_back(params, self.params),
            Some(Body::Formdata { params }) => put_back(params, self.parts),
            _ => {}
        }
    }
}

fn take_from<T>(list: &mut Vec<T>, is_disabled: impl Fn(&T) -> bool) -> Vec<(usize, T)> {
    if !list.iter().any(&is_disabled) {
        return Vec::new();
    }
    let (taken, kept): (Vec<_>, Vec<_>) =
        std::mem::take(list).into_iter().enumerate().partition(|(_, entry)| is_disabled(entry));
    list.extend(kept.into_iter().map(|(_, entry)| entry));
    taken
}

fn put_back<T>(list: &mut Vec<T>, taken: Vec<(usize, T)>) {
    for (place, entry) in taken {
        list.insert(place.min(list.len()), entry);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection::parse_request;

    fn keys(request: &Request) -> Vec<&str> {
        request.headers.iter().map(|header| header.key.as_str()).collect()
    }

    #[test]
    fn disabled_entries_are_removed_and_come_back_to_their_place() {
        let mut request = parse_request(&json!({"url": "http://h", "header": [
            {"key": "Off", "value": "1", "disabled": true}, {"key": "On", "value": "2"},
            {"key": "Last", "value": "3", "disabled": true},
        ], "body": {"mode": "urlencoded", "urlencoded": [
            {"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": true}, {"key": "c", "value": "3"},
        ]}}));
        let whole = request.clone();
        let disabled = take(&mut request);
        assert_eq!(keys(&request), ["On"]);
        let Some(Body::Urlencoded { params }) = &request.body else { panic!("a form") };
        assert_eq!(params.iter().map(|param| param.key.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        disabled.restore(&mut request);
        assert_eq!(request, whole);
    }

    #[test]
    fn headers_added_meanwhile_come_after_the_disabled_ones() {
        let mut request = parse_request(&json!({"url": "http://h", "header": [
            {"key": "On", "value": "1"}, {"key": "Off", "value": "2", "disabled": true},
        ]}));
        let disabled = take(&mut request);
        let added = HeaderParam { key: "Authorization".into(), ..request.headers[0].clone() };
        request.headers.push(added);
        disabled.restore(&mut request);
        assert_eq!(keys(&request), ["On", "Off", "Authorization"]);
    }
}
