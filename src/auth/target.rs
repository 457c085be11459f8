//! The parts of a URL that signatures are made over.

use super::AuthError;
use crate::collection::Request;
use crate::http::{self, UrlEncoding};

/// A request's URL as the wire will have it, in parts.
///
/// Shape: `http://u@H:8080/p?q` → secure false, host `h:8080`, hostname `h`, port `8080`, path `/p`, query `q`.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) protocol: String,
    /// With the port if the URL names one.
    pub(super) host: String,
    pub(super) port: Option<String>,
    pub(super) path: String,
    /// Without `?`.
    pub(super) query: Option<String>,
}

impl Target {
    /// # Errors
    ///
    /// Fails when the URL cannot be sent either.
    pub(super) fn of(request: &Request) -> Result<Self, AuthError> {
        let url = http::encode_url(&request.url.to_string(), UrlEncoding::Postman)
            .map_err(|failure| AuthError::Url { message: failure.message })?;
        let (protocol, rest) = url.split_once("://").unwrap_or(("http", &url));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        Ok(Self {
            protocol: protocol.to_owned(),
            host: host.to_owned(),
            port: port.map(str::to_owned),
            path: path.to_owned(),
            query: query.map(str::to_owned),
        })
    }

    /// Without the port.
    pub(super) fn hostname(&self) -> &str {
        match &self.port {
            Some(port) => &self.host[..self.host.len() - port.len() - 1],
            None => &self.host,
        }
    }

    /// Path and query as they stand in the request line.
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
    fn a_url_falls_into_its_parts() {
        let target = Target::of(&request("GET", "http://u:p@Host:8080/a b?q=1&r#h")).expect("a URL");
        assert_eq!((target.hostname(), target.port.as_deref()), ("host", Some("8080")));
        assert_eq!(target.path_and_query(), "/a%20b?q=1&r");
    }

    #[test]
    fn an_address_of_version_6_keeps_its_colons() {
        let target = Target::of(&request("GET", "https://[::1]/x")).expect("a URL");
        assert_eq!(
            (target.hostname(), target.port.as_deref(), target.query.as_deref()),
            ("[::1]", None, None)
        );
    }
}
