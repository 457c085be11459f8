//! Finds members of a collection whose shape the parser does not read. They are ignored, and the user is warned.
//!
//! The many odd shapes that newman reads are not among them.

use std::fmt;

use serde_json::{Map, Value};

use super::parse::unwrapped;

/// The most warnings for one file.
const MOST: usize = 20;

/// A member that is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misshapen {
    /// Where, as JavaScript would write it.
    ///
    /// Shape: `item[3].request.url`
    pub path: String,
    /// The shapes that are read there.
    pub expected: &'static str,
    /// The shape that the file has there.
    pub found: &'static str,
}

impl fmt::Display for Misshapen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, expected, found } = self;
        write!(f, "{path}: expected {expected}, found {found}")
    }
}

/// The ignored members of a collection of version 2, in the order of the file.
pub fn misshapen(json: &Value) -> Vec<Misshapen> {
    let mut look = Look { found: Vec::new() };
    if let Value::Object(root) = unwrapped(json) {
        look.level(root, "");
        look.check(root, "", "info", OBJECT);
        look.items(root.get("item"), "item", 0);
    }
    look.found
}

/// Kinds of JSON, and the words for them.
type Shape = (&'static [Kind], &'static str);

const OBJECT: Shape = (&[Kind::Object], "an object");
const LIST: Shape = (&[Kind::List, Kind::Object], "a list");
const TEXT: Shape = (&[Kind::Text], "a text");
const TEXT_OR_OBJECT: Shape = (&[Kind::Text, Kind::Object], "a text or an object");
const TEXT_OR_LIST: Shape = (&[Kind::Text, Kind::List, Kind::Object], "a list or a text");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    List,
    Object,
}

struct Look {
    found: Vec<Misshapen>,
}

impl Look {
    fn items(&mut self, json: Option<&Value>, path: &str, depth: usize) {
        // The parser refuses what lies deeper.
        if depth > super::parse::DEEPEST {
            return;
        }
        match json {
            Some(Value::Array(members)) => {
                for (place, member) in members.iter().enumerate() {
                    self.node(member, &format!("{path}[{place}]"), depth);
                }
            }
            Some(member @ Value::Object(_)) => self.node(member, path, depth),
            Some(other) => self.is(other, path, LIST),
            None => {}
        }
    }

    fn node(&mut self, json: &Value, path: &str, depth: usize) {
        self.is(json, path, OBJECT);
        let Value::Object(node) = json else { return };
        self.level(node, path);
        self.check(node, path, "name", TEXT);
        if node.get("item").is_some_and(|item| !item.is_null()) {
            return self.items(node.get("item"), &format!("{path}.item"), depth + 1);
        }
        self.check(node, path, "request", TEXT_OR_OBJECT);
        if let Some(Value::Object(request)) = node.get("request") {
            self.request(request, &format!("{path}.request"));
        }
    }

    fn request(&mut self, request: &Map<String, Value>, path: &str) {
        self.check(request, path, "method", TEXT);
        self.check(request, path, "url", TEXT_OR_OBJECT);
        self.check(request, path, "header", TEXT_OR_LIST);
        self.check(request, path, "body", TEXT_OR_OBJECT);
        self.check(request, path, "auth", OBJECT);
        if let Some(Value::Object(body)) = request.get("body") {
            self.body(body, &format!("{path}.body"));
        }
        if let Some(Value::Object(url)) = request.get("url") {
            let path = format!("{path}.url");
            for (member, shape) in
                [("host", TEXT_OR_LIST), ("path", TEXT_OR_LIST), ("query", TEXT_OR_LIST), ("variable", LIST)]
            {
                self.check(url, &path, member, shape);
            }
        }
    }

    /// Files that a body names where nobody reads one.
    fn body(&mut self, body: &Map<String, Value>, path: &str) {
        self.no_file(body, path);
        if let Some(Value::Object(graphql)) = body.get("graphql") {
            self.no_file(graphql, &format!("{path}.graphql"));
        }
        if let Some(Value::Array(params)) = body.get("urlencoded") {
            for (place, param) in
                params.iter().enumerate().filter_map(|(at, param)| Some((at, param.as_object()?)))
            {
                self.no_file(param, &format!("{path}.urlencoded[{place}]"));
            }
        }
    }

    fn no_file(&mut self, parent: &Map<String, Value>, path: &str) {
        let named = parent
            .get("src")
            .is_some_and(|src| !src.is_null() && src != "" && *src != Value::Array(Vec::new()));
        if named {
            self.add(below(path, "src"), "the text itself", "a file, which is not read here");
        }
    }

    fn add(&mut self, path: String, expected: &'static str, found: &'static str) {
        if self.found.len() < MOST {
            self.found.push(Misshapen { path, expected, found });
        }
    }

    /// What collections, folders and items have in common.
    fn level(&mut self, level: &Map<String, Value>, path: &str) {
        self.check(level, path, "auth", OBJECT);
        self.check(level, path, "variable", LIST);
        self.check(level, path, "protocolProfileBehavior", OBJECT);
        self.check(level, path, "event", LIST);
        if let Some(Value::Array(events)) = level.get("event") {
            let path = below(path, "event");
            for (place, event) in events.iter().enumerate() {
                let path = format!("{path}[{place}]");
                self.is(event, &path, OBJECT);
                if let Value::Object(event) = event {
                    self.check(event, &path, "listen", TEXT);
                    let listen = event.get("listen").and_then(Value::as_str);
                    if listen.is_some_and(|word| !["prerequest", "test"].contains(&word)) {
                        self.add(
                            below(&path, "listen"),
                            "\"prerequest\" or \"test\"",
                            "another word: the script is not run",
                        );
                    }
                    self.check(event, &path, "script", TEXT_OR_LIST);
                }
            }
        }
    }

    fn check(&mut self, parent: &Map<String, Value>, path: &str, member: &str, shape: Shape) {
        if let Some(json) = parent.get(member) {
            self.is(json, &below(path, member), shape);
        }
    }

    fn is(&mut self, json: &Value, path: &str, (kinds, expected): Shape) {
        let (kind, found) = match json {
            Value::Null => return,
            Value::String(_) => (Some(Kind::Text), "a text"),
            Value::Array(_) => (Some(Kind::List), "a list"),
            Value::Object(_) => (Some(Kind::Object), "an object"),
            Value::Number(_) => (None, "a number"),
            Value::Bool(_) => (None, "a truth value"),
        };
        if !kind.is_some_and(|kind| kinds.contains(&kind)) {
            self.add(path.to_owned(), expected, found);
        }
    }
}

fn below(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(json: &Value) -> Vec<String> {
        misshapen(json).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_ignored_member_is_told_with_its_path() {
        let json = json!({"item": [{}, {"item": [{"request": {"url": ["http://h"]}}]}, "text"]});
        assert_eq!(
            told(&json),
            [
                "item[1].item[0].request.url: expected a text or an object, found a list",
                "item[2]: expected an object, found a text",
            ]
        );
    }

    #[test]
    fn scripts_auth_and_settings_are_looked_at_on_every_level() {
        let json = json!({"auth": "basic", "event": [5, {"listen": "test", "script": 7}],
            "item": {"protocolProfileBehavior": [], "request": {"auth": [], "body": 1, "header": true}}});
        assert_eq!(
            told(&json),
            [
                "auth: expected an object, found a text",
                "event[0]: expected an object, found a number",
                "event[1].script: expected a list or a text, found a number",
                "item.protocolProfileBehavior: expected an object, found a list",
                "item.request.header: expected a list or a text, found a truth value",
                "item.request.body: expected a text or an object, found a number",
                "item.request.auth: expected an object, found a list",
            ]
        );
    }

    #[test]
    fn files_that_nobody_reads_and_words_that_nothing_listens_to_are_told() {
        let json = json!({"item": {"event": [{"listen": "tests", "script": "x"}], "request": {"body": {
            "mode": "urlencoded", "urlencoded": [{"key": "a", "src": ""}, {"key": "b", "src": "f.txt"}]}}}});
        assert_eq!(
            told(&json),
            [
                "item.event[0].listen: expected \"prerequest\" or \"test\", found another word: the script is not run",
                "item.request.body.urlencoded[1].src: expected the text itself, found a file, which is not read here",
            ]
        );
    }

    #[test]
    fn what_newman_reads_is_not_told() {
        let json = json!({"collection": {"info": {"name": "c"}, "variable": {"key": "a", "value": "1"},
            "item": [null, {"name": "a", "request": "http://h"}, {"item": {"request": {"url": {"path": "a/b",
            "query": {"a": "1"}}, "header": "A: 1", "body": "text"}, "event": {"listen": "test", "script": ["x"]}}}]}});
        assert_eq!(told(&json), [] as [&str; 0]);
    }

    #[test]
    fn the_number_of_warnings_is_limited() {
        let json = json!({"item": vec![json!(5); 1000]});
        assert_eq!(misshapen(&json).len(), MOST);
    }
}
