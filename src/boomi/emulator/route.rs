//! Reads the account and the operation from a path.

use percent_encoding::percent_decode_str;

/// The parts of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    /// The account in the path.
    pub(super) account: String,
    /// The account of `overrideAccount`, which the Partner API uses instead.
    pub(super) override_account: Option<String>,
    /// True when the path belongs to the Partner API.
    pub(super) partner: bool,
    /// The path after the account, not decoded.
    pub(super) tail: String,
    /// The segments of that path, decoded.
    pub(super) parts: Vec<String>,
}

impl Route {
    /// Reads a path; `None` when it does not belong to the API.
    pub(super) fn parse(path: &str, query: Option<&str>) -> Option<Self> {
        let (partner, rest) = match path.strip_prefix("/partner/api/rest/v1/") {
            Some(rest) => (true, rest),
            None => (false, path.strip_prefix("/api/rest/v1/").or_else(|| path.strip_prefix("/account/"))?),
        };
        let (account, tail) = rest.split_once('/')?;
        // Only downloads have a path beside the API, below the same account.
        if path.starts_with("/account/") && !tail.starts_with("api/download/") {
            return None;
        }
        let parts = tail.split('/').map(decode).collect();
        let override_account = query
            .into_iter()
            .flat_map(|query| query.split('&'))
            .find_map(|pair| pair.strip_prefix("overrideAccount="))
            .map(decode);
        Some(Self { account: decode(account), override_account, partner, tail: tail.to_owned(), parts })
    }
}

fn decode(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_the_account_comes_before_the_operation() {
        let route = Route::parse("/api/rest/v1/a-1/Atom/x%2Fy%3D", None).expect("a route");
        assert_eq!((route.account.as_str(), route.tail.as_str()), ("a-1", "Atom/x%2Fy%3D"));
        assert_eq!(route.parts, ["Atom", "x/y="]);
    }

    #[test]
    fn documented_the_partner_api_names_a_second_account() {
        let route = Route::parse("/partner/api/rest/v1/a-1/Atom/query", Some("x=1&overrideAccount=b-2"));
        let route = route.expect("a route");
        assert!(route.partner);
        assert_eq!(route.override_account.as_deref(), Some("b-2"));
    }

    #[test]
    fn paths_outside_the_api_are_not_read() {
        for path in ["/", "/api/rest/v1/a", "/api/soap/v1/a/Atom", "/account/a/Atom/query"] {
            assert_eq!(Route::parse(path, None), None, "{path}");
        }
    }
}
