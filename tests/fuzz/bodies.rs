//! The body of each fuzz target, used by cargo-fuzz and by `cargo test` alike.
//!
//! No input may make a target panic, hang or use memory without end. The laws that hold for every accepted input are
//! asserted here.

#[path = "bodies/formats.rs"]
mod formats;
#[path = "bodies/scripts.rs"]
mod scripts;
#[path = "bodies/wire.rs"]
mod wire;

use std::sync::Arc;

use postino::clock::{Clock, Seed};
use postino::collection::{self, Url, collection_json, local_mode};
use postino::compat::Compat;
use postino::environment::{DataFormat, csv_rows, json_lines_rows, parse_data, parse_dotenv, parse_scope};
use postino::http::{CookieJar, UrlEncoding, encode_url, host_of};
use postino::variable::{Dynamic, Resolver, Scopes, Variable, VariableScope, template_names};
use postino::yaml;
use serde_json::{Value, json};

pub(crate) use formats::*;
pub(crate) use scripts::*;
pub(crate) use wire::*;

fn id() -> String {
    "id".to_owned()
}

/// What parses prints, and what was printed parses to the same.
pub(crate) fn collection(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Value>(bytes) else { return };
    let Ok(parsed) = collection::parse_anything(&json, id) else { return };
    let print = |collection| {
        let mut printed = collection_json(collection);
        // Printing adds the member `_` with an id, which is new each time.
        printed.as_object_mut().map(|members| members.shift_remove("_"));
        printed
    };
    let printed = print(&parsed);
    let again = collection::parse_anything(&printed, id).expect("what was printed is a collection");
    assert_eq!(print(&again), printed);
}

/// A `Set-Cookie` line, set by a server and by a script.
pub(crate) fn cookies(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (url, line) = text.split_once('\n').unwrap_or(("http://a.example/x", &text));
    let jar = CookieJar::default();
    // A cookie that may not be set is refused with a message.
    if let Ok(parsed) = url.parse() {
        let _ = jar.set(&parsed, line.to_owned());
    }
    let now = time::OffsetDateTime::UNIX_EPOCH;
    let saved = jar.save(now);
    let loaded = CookieJar::default();
    loaded.load(&saved, now);
    loaded.cookies_for(url);
    if let Ok(file) = serde_json::from_str(line) {
        loaded.load(&file, now);
    }
}

/// Rows of JSON or CSV, by newman's rules and by ours.
pub(crate) fn data(bytes: &[u8]) {
    // A text that is no data is refused with a line number.
    let text = String::from_utf8_lossy(bytes);
    let _ = parse_data(&text, None);
    let _ = (
        DataFormat::of("d", &text),
        csv_rows(&text, None),
        csv_rows(&text, Some(';')),
        json_lines_rows(&text),
    );
}

/// A `.env` file; names are never empty.
pub(crate) fn dotenv(bytes: &[u8]) {
    if let Ok(pairs) = parse_dotenv(&String::from_utf8_lossy(bytes)) {
        assert!(pairs.iter().all(|(name, _)| !name.is_empty()));
    }
}

/// What parses as an environment prints, and what was printed parses to the same.
pub(crate) fn environment(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Value>(bytes) else { return };
    for compat in [Compat::Postman, Compat::Newman] {
        let Ok(scope) = parse_scope(&json, compat, id) else { continue };
        let values: Vec<Value> =
            scope.iter().map(|variable| variable.to_json(variable.kind.name())).collect();
        let again = parse_scope(&json!({"id": "id", "values": values}), compat, id).expect("an environment");
        assert!(scope.iter().eq(again.iter()), "{scope:?} {again:?}");
    }
}

/// A template whose variables are its own pieces: substitution ends.
///
/// Values of several tokens are left out: the resolver's own tests check how far they grow, which takes long.
pub(crate) fn template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let pieces = text.split('\n').zip(text.split('\n').skip(1));
    let plain = pieces.filter(|(_, value)| template_names(value).count() < 2);
    let variables = plain.map(|(key, value)| Variable::new(key, value)).collect();
    let environment = Arc::new(VariableScope::new("id", None, variables));
    let scopes = Scopes { environment, ..Scopes::default() };
    let mut dynamic = Dynamic::new(Seed(1), Clock::system());
    let mut resolver = Resolver::new(&scopes, &mut dynamic);
    resolver.resolve(&text);
    assert_eq!(resolver.overgrown(), None);
}

/// A URL in parts prints to a URL of the same parts.
pub(crate) fn url(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let printed = Url::parse(&text).to_string();
    assert_eq!(Url::parse(&printed).to_string(), printed, "{text:?}");
    for encoding in [UrlEncoding::Postman, UrlEncoding::Off] {
        // A text that is no URL is refused with a message.
        if let Ok(encoded) = encode_url(&text, encoding) {
            host_of(&encoded);
        }
    }
}

/// A file of local mode, as the definition of a directory and as a request in it.
pub(crate) fn yaml_file(bytes: &[u8]) {
    let Ok(document) = yaml::parse::<Value>(&String::from_utf8_lossy(bytes)) else { return };
    let entries = vec![("r".to_owned(), local_mode::Entry::Request(document.clone()))];
    let assembled = local_mode::assemble("c", &local_mode::Directory { definition: document, entries });
    let parsed = collection::parse(&assembled.json, id).expect("a directory is a collection");
    collection_json(&parsed);
}
