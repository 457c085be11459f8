//! Reads the files of a run, and says where one is broken.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use postino::collection::{self, Collection};
use postino::environment::{self, EnabledRule};
use postino::variable::{DataRow, VariableKind, VariableScope};
use serde_json::Value;

use super::error::{input, usage};

/// Reads a collection.
pub(super) fn load_collection(path: &Path) -> anyhow::Result<Collection> {
    let json = load_json(path, "collection")?;
    collection::parse(&json, new_id).with_context(|| format!("\"{}\" cannot be run", path.display()))
}

/// True when a file is an environment or globals, by what it holds.
pub(super) fn is_scope(path: &Path) -> anyhow::Result<bool> {
    let json = load_json(path, "file")?;
    let has = |key: &str| json.get(key).is_some();
    Ok(json.is_array() || ["values", "environment", "globals"].into_iter().any(has))
}

/// Reads an environment or globals file; without a path, an empty scope.
pub(super) fn load_scope(
    path: Option<&Path>,
    what: &str,
    rule: EnabledRule,
) -> anyhow::Result<VariableScope> {
    let Some(path) = path else { return Ok(VariableScope::new(new_id(), None, Vec::new())) };
    let json = load_json(path, what)?;
    environment::parse_scope(&json, rule, new_id)
        .with_context(|| format!("\"{}\" cannot be used as {what}", path.display()))
}

/// Reads iteration data.
pub(super) fn load_data(path: Option<&Path>) -> anyhow::Result<Vec<DataRow>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = read_text(path, "iteration data")?;
    environment::parse_data(&text)
        .with_context(|| format!("\"{}\" cannot be used as iteration data", path.display()))
}

/// Sets `key=value` pairs over what a file gave.
pub(super) fn set_pairs(scope: &mut VariableScope, pairs: &[String], option: &str) -> anyhow::Result<()> {
    for pair in pairs {
        let Some((key, value)) = pair.split_once('=') else {
            let hint = format!("write --{option} name=value");
            return Err(usage(format!("--{option} \"{pair}\" has no `=`"), Some(hint)));
        };
        let kind = scope.get(key).map_or(VariableKind::Any, |known| known.kind);
        scope.set(key, Some(Value::from(value)), kind);
    }
    Ok(())
}

/// An id for what has none in its file.
fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

pub(super) fn load_json(path: &Path, what: &str) -> anyhow::Result<Value> {
    let text = read_text(path, what)?;
    parse_json(text.trim_start_matches('\u{feff}'), path, what)
}

/// Parses the text of a file; what is broken is shown where it stands.
pub(super) fn parse_json(text: &str, path: &Path, what: &str) -> anyhow::Result<Value> {
    serde_json::from_str(text).map_err(|error| {
        let shown = excerpt(text, error.line(), error.column());
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        let place = format!("{}:{}:{}", path.display(), error.line(), error.column());
        input(format!("the {what} is not valid JSON\n --> {place}\n{shown}{reason}"), None)
    })
}

fn read_text(path: &Path, what: &str) -> anyhow::Result<String> {
    let bytes = fs::read(path).map_err(|error| {
        let hint = (error.kind() == std::io::ErrorKind::NotFound)
            .then(|| "paths are relative to the directory that postino is started in".to_owned());
        input(format!("cannot read the {what} \"{}\": {}", path.display(), reason(&error)), hint)
    })?;
    let (encoding, skip) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let (text, _, broken) = encoding.decode(&bytes[skip..]);
    Ok(if broken { encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned() } else { text.into_owned() })
}

fn reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file",
        std::io::ErrorKind::PermissionDenied => "permission denied",
        std::io::ErrorKind::IsADirectory => "it is a directory",
        _ => "it cannot be read",
    }
}

/// The broken line with a caret under the column.
fn excerpt(text: &str, line: usize, column: usize) -> String {
    let broken = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let from = column.saturating_sub(60);
    let shown: String = broken.chars().skip(from).take(100).collect();
    let number = line.to_string();
    let pad = " ".repeat(number.len());
    let caret = " ".repeat(column.saturating_sub(from + 1));
    format!("{pad} |\n{number} | {shown}\n{pad} | {caret}^ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_is_shown_with_a_caret() {
        assert_eq!(excerpt("{\n  bad\n}", 2, 3), "  |\n2 |   bad\n  |   ^ ");
    }
}
