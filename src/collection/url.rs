//! URLs as Postman splits them: text that may hold templates, not yet a URL of any standard.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::authority::Authority;

/// A URL in parts.
///
/// Shape: `https://u:p@a.b:8080/x/:id?q=1#h` → protocol `https`, auth `(u, p)`, host `[a, b]`, port `8080`,
/// path `[x, :id]`, query `[q=1]`, hash `h`.
///
/// Source: postman-collection 4.4, `Url`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Url {
    /// Without `://`.
    pub protocol: Option<String>,
    /// User and password.
    pub auth: Option<(String, Option<String>)>,
    /// Labels of the host.
    pub host: Vec<String>,
    /// As written.
    pub port: Option<String>,
    /// Segments; `None` when there is no slash after the host.
    pub path: Option<Vec<String>>,
    /// Parameters in order, disabled ones included; `None` when there is no `?`.
    pub query: Option<Vec<QueryParam>>,
    /// Without `#`.
    pub hash: Option<String>,
    /// Values for `:name` segments.
    pub variables: Vec<PathVariable>,
}

/// One query parameter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueryParam {
    /// The key; `None` prints only the value.
    pub key: Option<String>,
    /// The value; `None` prints only the key.
    pub value: Option<String>,
    /// Not to be sent.
    #[serde(default)]
    pub disabled: bool,
}

/// The value of a `:name` segment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PathVariable {
    /// The name, without the colon.
    pub key: String,
    /// The value; `None` leaves the segment as it is.
    pub value: Option<String>,
}

impl Url {
    /// Splits a text as Postman does; never fails, since any text may be a template.
    pub fn parse(text: &str) -> Self {
        let mut rest = text.trim_start();
        let mut url = Self::default();
        if let Some((before, hash)) = split_outside_tokens(rest, '#') {
            url.hash = Some(hash.to_owned());
            rest = before;
        }
        if let Some((before, query)) = split_outside_tokens(rest, '?') {
            url.query = Some(QueryParam::parse_list(query));
            rest = before;
        }
        let unslashed = rest.replace('\\', "/");
        rest = &unslashed;
        if let Some(at) = rest.find("://") {
            url.protocol = Some(rest[..at].to_owned());
            rest = rest[at + 3..].trim_start_matches('/');
        }
        let end = find_outside_tokens(rest, '/').unwrap_or(rest.len());
        if end < rest.len() {
            url.path = Some(split_all_outside_tokens(&rest[end + 1..], '/'));
        }
        url.parse_authority(&rest[..end]);
        url
    }

    fn parse_authority(&mut self, authority: &str) {
        let authority = Authority::split_template(authority);
        self.auth =
            authority.user_info().map(|info| (info.user.to_owned(), info.password.map(str::to_owned)));
        self.port = authority.port().map(str::to_owned);
        if !authority.host().is_empty() {
            self.host = split_all_outside_tokens(authority.host(), '.');
        }
    }

    /// True when the URL has no part but, perhaps, variables.
    pub fn is_empty(&self) -> bool {
        *self == Self { variables: self.variables.clone(), ..Self::default() }
    }

    /// The path with its leading slash, `:name` segments replaced from [`Url::variables`].
    pub fn path_text(&self) -> String {
        let Some(path) = &self.path else { return String::new() };
        path.iter().fold(String::new(), |mut text, segment| {
            text.push('/');
            let (value, suffix) = self.segment_text(segment);
            text.push_str(value);
            text.push_str(suffix);
            text
        })
    }

    /// The value of a `:name.suffix` segment, and its suffix. The last variable with the name counts; an
    /// empty value does not.
    fn segment_text<'a>(&'a self, segment: &'a str) -> (&'a str, &'a str) {
        let Some(named) = segment.strip_prefix(':') else { return (segment, "") };
        let (name, suffix) = named.split_at(named.find('.').unwrap_or(named.len()));
        let known = self.variables.iter().rfind(|variable| variable.key == name);
        match known.and_then(|variable| variable.value.as_deref()) {
            Some(value) if !value.is_empty() && !name.is_empty() => (value, suffix),
            _ => (segment, ""),
        }
    }

    /// The enabled parameters as they stand after `?`; `None` when there is none.
    pub fn query_text(&self) -> Option<String> {
        let enabled: Vec<_> = self.query.as_ref()?.iter().filter(|param| !param.disabled).collect();
        if enabled.is_empty() && self.query.as_ref().is_some_and(|all| !all.is_empty()) {
            return None;
        }
        Some(enabled.iter().map(ToString::to_string).collect::<Vec<_>>().join("&"))
    }
}

impl QueryParam {
    /// Splits what follows `?`. An empty pair has no key, but for the last one, whose key is the empty text.
    pub fn parse_list(text: &str) -> Vec<Self> {
        let pairs = split_all_outside_tokens(text, '&');
        let last = pairs.len() - 1;
        let parse = |(place, pair): (usize, &String)| {
            if pair.is_empty() && place < last { Self::default() } else { Self::parse(pair) }
        };
        pairs.iter().enumerate().map(parse).collect()
    }

    fn parse(pair: &str) -> Self {
        match split_outside_tokens(pair, '=') {
            Some((key, value)) => {
                Self { key: Some(key.to_owned()), value: Some(value.to_owned()), disabled: false }
            }
            None => Self { key: Some(pair.to_owned()), value: None, disabled: false },
        }
    }
}

impl fmt::Display for QueryParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_deref().unwrap_or_default();
        match &self.value {
            Some(value) => write!(f, "{}={}", encode(key, true), encode(value, false)),
            None => f.write_str(&encode(key, true)),
        }
    }
}

/// Encodes what would end the parameter (`&`, `#`, and `=` in keys) outside `{{ }}`.
///
/// Source: postman-collection 4.4, `QueryParam.unparse`.
fn encode(text: &str, is_key: bool) -> String {
    if !text.contains(['&', '#', '=']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (_, c, outside) in marked(text) {
        match c {
            '&' if outside => out.push_str("%26"),
            '#' if outside => out.push_str("%23"),
            '=' if outside && is_key => out.push_str("%3D"),
            c => out.push(c),
        }
    }
    out
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(protocol) = &self.protocol {
            write!(f, "{protocol}://")?;
        }
        match &self.auth {
            Some((user, Some(password))) => write!(f, "{user}:{password}@")?,
            Some((user, None)) => write!(f, "{user}@")?,
            None => {}
        }
        f.write_str(&self.host.join("."))?;
        if let Some(port) = &self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path_text())?;
        if let Some(query) = self.query_text() {
            write!(f, "?{query}")?;
        }
        match &self.hash {
            Some(hash) => write!(f, "#{hash}"),
            None => Ok(()),
        }
    }
}

/// The characters of a text and their places, and whether each stands outside `{{ }}`.
fn marked(text: &str) -> impl Iterator<Item = (usize, char, bool)> {
    let (mut inside_until, mut closes) = (0, true);
    text.char_indices().map(move |(at, c)| {
        if closes && at >= inside_until && text[at..].starts_with("{{") {
            match text[at..].find("}}") {
                Some(close) => inside_until = at + close + 2,
                None => closes = false,
            }
        }
        (at, c, at >= inside_until)
    })
}

/// The first place of `wanted` that is not inside `{{ }}`.
fn find_outside_tokens(text: &str, wanted: char) -> Option<usize> {
    marked(text).find(|(_, c, outside)| *outside && *c == wanted).map(|(at, ..)| at)
}

fn split_outside_tokens(text: &str, separator: char) -> Option<(&str, &str)> {
    find_outside_tokens(text, separator).map(|at| (&text[..at], &text[at + separator.len_utf8()..]))
}

fn split_all_outside_tokens(text: &str, separator: char) -> Vec<String> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, ..) in marked(text).filter(|(_, c, outside)| *outside && *c == separator) {
        parts.push(text[start..at].to_owned());
        start = at + separator.len_utf8();
    }
    parts.push(text[start..].to_owned());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_url_splits_into_its_parts() {
        let url = Url::parse("https://u:p@a.b:8080/x/:id?q=1&r#h");
        assert_eq!(url.protocol.as_deref(), Some("https"));
        assert_eq!(url.auth, Some(("u".into(), Some("p".into()))));
        assert_eq!((url.host.join("."), url.port.as_deref()), ("a.b".into(), Some("8080")));
        assert_eq!(url.path, Some(vec!["x".into(), ":id".into()]));
        assert_eq!(url.query.as_ref().map(Vec::len), Some(2));
    }

    #[test]
    fn tokens_are_never_split() {
        let url = Url::parse("{{base.url}}/{{a/b}}?x={{c&d}}");
        assert_eq!(url.host, ["{{base.url}}"]);
        assert_eq!(url.path, Some(vec!["{{a/b}}".into()]));
        assert_eq!(url.to_string(), "{{base.url}}/{{a/b}}?x={{c&d}}");
    }

    #[test]
    fn a_path_variable_replaces_its_whole_segment() {
        let mut url = Url::parse("http://a/:id/:other");
        url.variables = vec![PathVariable { key: "id".into(), value: Some("7".into()) }];
        assert_eq!(url.to_string(), "http://a/7/:other");
    }

    proptest! {
        #[test]
        fn splitting_and_joining_changes_nothing(text in "(https?://)?[a-z.]{1,9}(:[0-9]{2})?(/[a-z:]{0,4}){0,3}(\\?[a-z=&]{0,8})?(#[a-z]{0,3})?") {
            prop_assert_eq!(Url::parse(&text).to_string(), text);
        }

        #[test]
        fn what_was_joined_splits_into_the_same_parts(text in "[a:/@.?&=#{}%\\\\ é\\[\\]]{0,24}") {
            let once = Url::parse(&text).to_string();
            prop_assert_eq!(Url::parse(&once).to_string(), once);
        }

        #[test]
        fn any_text_is_a_url_of_some_kind(text in any::<String>()) {
            let _ = Url::parse(&text).to_string();
        }
    }

    #[test]
    fn a_token_that_never_closes_costs_no_more_than_its_length() {
        let url = Url::parse(&format!("http://h/?{}", "{{a&".repeat(200_000)));
        assert_eq!(url.query.map(|query| query.len()), Some(200_001));
    }
}
