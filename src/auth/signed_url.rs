//! The parts of a URL that signatures cover.

use super::AuthError;
use crate::authority::UrlText;
use crate::collection::Request;
use crate::http::{self, UrlEncoding};

/// The parts of a request's URL as it will be sent.
///
/// Shape: `http://u@H:8080/p?q` → secure false, host `h:8080`, hostname `h`, port `8080`, path `/p`, query `q`.
#[derive(Debug)]
pub(super) struct SignedUrl {
    pub(super) protocol: String,
    /// The host, with the port if the URL has one.
    pub(super) host: String,
    /// The host without the port. An IPv6 address keeps its brackets.
    pub(super) hostname: String,
    pub(super) port: Option<String>,
    pub(super) path: String,
    /// The query without `?`.
    pub(super) query: Option<String>,
}

impl SignedUrl {
    /// # Errors
    ///
    /// Fails when the URL cannot be sent.
    pub(super) fn of(request: &Request) -> Result<Self, AuthError> {
        let url = http::encode_url(&request.url.to_string(), UrlEncoding::Postman)
            .map_err(|failure| AuthError::Url { message: failure.message })?;
        let UrlText { protocol, authority, path_and_query } = UrlText::split(&url);
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        Ok(Self {
            protocol: protocol.unwrap_or("http").to_owned(),
            host: authority.host_and_port().to_owned(),
            hostname: authority.host().to_owned(),
            port: authority.port().map(str::to_owned),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            query: query.map(str::to_owned),
        })
    }

    /// The path and the query, as in the request line.
    pub(super) fn path_and_query(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::tests::request;
    use super::*;

    #[test]
    fn a_url_is_split_into_its_parts() {
        let url = SignedUrl::of(&request("GET", "http://u:p@Host:8080/a b?q=1&r#h")).expect("a URL");
        assert_eq!((url.hostname.as_str(), url.port.as_deref()), ("host", Some("8080")));
        assert_eq!(url.path_and_query(), "/a%20b?q=1&r");
    }

    #[test]
    fn an_ipv6_address_keeps_its_colons() {
        let url = SignedUrl::of(&request("GET", "https://[::1]/x")).expect("a URL");
        assert_eq!((url.hostname.as_str(), url.port.as_deref(), url.query.as_deref()), ("[::1]", None, None));
    }
}
