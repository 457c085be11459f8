//! How inputs that cannot be read are described: for people, and in newman's words.

use std::path::Path;

use postino::variable::is_js_space;

use super::fault::{self, Fault};

/// A kind of input.
#[derive(Debug, Clone, Copy)]
pub(super) struct What {
    pub(super) name: &'static str,
    /// What Postman's API calls them, if it has them.
    pub(super) api: Option<&'static str>,
}

pub(super) const COLLECTION: What = What { name: "collection", api: Some("collections") };

pub(super) const DATA: What = What { name: "iteration data", api: None };

/// newman's message about an input that could not be read.
pub(super) fn newmans(what: What, path: &Path, cause: &str) -> String {
    let location = path.to_string_lossy();
    let help = if location.starts_with("http") {
        format!("unable to fetch data from url \"{location}\"")
    } else {
        format!("unable to read data from file \"{location}\"")
    };
    newmans_with(what, &help, cause)
}

/// The same with its line of help, which newman has for collections only.
pub(super) fn newmans_with(what: What, help: &str, cause: &str) -> String {
    match what.name {
        "collection" => format!("collection could not be loaded\n  {help}\n  {cause}"),
        "iteration data" => format!("iteration data could not be loaded\n  {cause}"),
        other => format!("could not load {other}\n  {cause}"),
    }
}

/// newman's message about broken JSON, with the broken line and a caret.
pub(super) fn newmans_syntax(text: &str, path: &Path, what: What, error: &serde_json::Error) -> String {
    let location = path.to_string_lossy();
    let help = if location.starts_with("http") {
        format!("the url \"{location}\" did not provide valid JSON data")
    } else {
        format!("the file at \"{location}\" does not contain valid JSON data")
    };
    let text = text.trim_matches(is_js_space);
    let said = match fault::find(text) {
        Some(Fault { words, line, column, excerpt: (broken, pad), .. }) => {
            format!("{words} at {line}:{column}\n{broken}\n{pad}^")
        }
        None => error.to_string(),
    };
    newmans_with(what, &help, &said)
}

/// A failed read as Node.js words it.
pub(super) fn node_error(error: &std::io::Error, path: &Path) -> String {
    let path = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("ENOENT: no such file or directory, open '{path}'"),
        std::io::ErrorKind::PermissionDenied => format!("EACCES: permission denied, open '{path}'"),
        std::io::ErrorKind::IsADirectory => "EISDIR: illegal operation on a directory, read".to_owned(),
        _ => error.to_string(),
    }
}

/// A failed read for people.
pub(super) fn reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file",
        std::io::ErrorKind::PermissionDenied => "permission denied",
        std::io::ErrorKind::IsADirectory => "it is a directory",
        _ => "it cannot be read",
    }
}

/// The broken line with a caret under the column.
pub(super) fn excerpt(text: &str, line: usize, column: usize) -> String {
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
