//! Errors of inputs in newman's words.
//!
//! Source: newman 6.2, `lib/run/options.js`, `lib/run/secure-fs.js` and liquid-json's fallback parser.

use std::io;
use std::path::Path;

use postino::environment::EnvironmentError;

use crate::cli::error::input;

use super::error::{LoadError, LoadErrorKind, What};
use super::json::BrokenJson;
use super::syntax::{FaultKind, SyntaxFault};

/// The error in newman's words; `None` where newman accepts the input or has no words for it.
pub(super) fn tell(error: &LoadError) -> Option<anyhow::Error> {
    let LoadError { what, location, kind } = error;
    let message = match (kind, what.option_file) {
        (LoadErrorKind::Unreadable(_), Some(file)) => {
            format!("unable to read the {file} \"{}\"", location.display())
        }
        (LoadErrorKind::BrokenJson(_), Some(_)) => {
            format!("the file at {} does not contain valid JSON data.", location.display())
        }
        (LoadErrorKind::Unreadable(error), None) => unread(*what, location, &node_error(error, location)),
        (LoadErrorKind::Unreachable { failure, .. }, _) => unread(*what, location, &failure.message),
        (LoadErrorKind::Refused(refusal), _) => {
            let resource = &refusal.resource;
            let help =
                format!("Error fetching the {resource} from the provided URL. Ensure that the URL is valid.");
            with_help(*what, &help, &refusal.to_string())
        }
        (LoadErrorKind::BrokenJson(broken), None) => syntax(*what, location, broken),
        (LoadErrorKind::Scalar, _) => format!("{} could not be loaded", what.name),
        (LoadErrorKind::NotAScope(_), _) => {
            format!("could not load {name}\n  could not load {name}", name = what.name)
        }
        (LoadErrorKind::NotData(error), _) => {
            format!("iteration data could not be loaded\n {}", of_csv(error))
        }
        (LoadErrorKind::Other(_) | LoadErrorKind::BrokenYaml(_) | LoadErrorKind::NotACollection(_), _) => {
            return None;
        }
    };
    Some(input(message, None))
}

/// csv-parse's sentence.
fn of_csv(error: &EnvironmentError) -> String {
    match error {
        EnvironmentError::QuoteNotClosed { line, .. } => {
            format!("Quote Not Closed: the parsing is finished with an opening quote at line {line}")
        }
        EnvironmentError::AfterQuote { line } => {
            format!("Invalid Closing Quote: found non trimable byte after quote at line {line}")
        }
        EnvironmentError::ColumnIsNoName { found, place } => format!(
            "Invalid column definition: expect a string or a literal object, got {found} at position {place}"
        ),
        other => other.to_string(),
    }
}

fn unread(what: What, path: &Path, cause: &str) -> String {
    let location = path.to_string_lossy();
    let help = if location.starts_with("http") {
        format!("unable to fetch data from url \"{location}\"")
    } else {
        format!("unable to read data from file \"{location}\"")
    };
    with_help(what, &help, cause)
}

/// newman prints the line of help for collections only.
fn with_help(what: What, help: &str, cause: &str) -> String {
    match what {
        What::COLLECTION => format!("collection could not be loaded\n  {help}\n  {cause}"),
        What::DATA => format!("iteration data could not be loaded\n  {cause}"),
        other => format!("could not load {}\n  {cause}", other.name),
    }
}

/// Broken JSON: the fault with its place in the trimmed text, the broken line and a caret.
fn syntax(what: What, path: &Path, broken: &BrokenJson) -> String {
    let location = path.to_string_lossy();
    let help = if location.starts_with("http") {
        format!("the url \"{location}\" did not provide valid JSON data")
    } else {
        format!("the file at \"{location}\" does not contain valid JSON data")
    };
    let told = match &broken.fault {
        Some(SyntaxFault { kind, line, column, excerpt, .. }) => {
            format!("{} at {line}:{column}\n{}\n{}^", said(kind), excerpt.line, excerpt.indent)
        }
        None => format!("{} at line {} column {}", broken.reason, broken.line, broken.column),
    };
    with_help(what, &help, &told)
}

fn said(kind: &FaultKind) -> String {
    match kind {
        FaultKind::Empty => "No data, empty input".to_owned(),
        FaultKind::OnlyBlanks => "No data, only a whitespace".to_owned(),
        FaultKind::UnexpectedCharacter(c) => format!("Unexpected token '{}'", quoted(*c)),
        FaultKind::UnexpectedEnd => "Unexpected end of input".to_owned(),
        FaultKind::TrailingCommaInObject => "Trailing comma in object".to_owned(),
        FaultKind::TrailingCommaInArray => "Trailing comma in array".to_owned(),
        FaultKind::Elision => "Elisions are not supported".to_owned(),
        FaultKind::NoValue(key) => format!("No value found for key {key}"),
        FaultKind::NumberAsKey(key) => format!("Wrong key type: {key}"),
        FaultKind::ControlCharacter => "Unexpected control character".to_owned(),
        FaultKind::BadEscape => "Bad escape sequence".to_owned(),
        FaultKind::BadNumber(text) => format!("Bad numeric literal - \"{text}\""),
        FaultKind::NumberOfJavaScript(text) => format!("Non-json numeric literal - \"{text}\""),
    }
}

/// A failed read as Node.js words it.
fn node_error(error: &io::Error, path: &Path) -> String {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!("ENOENT: no such file or directory, open '{path}'"),
        io::ErrorKind::PermissionDenied => format!("EACCES: permission denied, open '{path}'"),
        io::ErrorKind::IsADirectory => "EISDIR: illegal operation on a directory, read".to_owned(),
        _ => error.to_string(),
    }
}

/// A character inside quotes, as JavaScript's JSON writes it.
fn quoted(c: char) -> String {
    match c {
        '"' => "\"".to_owned(),
        '\'' => "\\'".to_owned(),
        c => serde_json::Value::from(c.to_string()).to_string().trim_matches('"').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::load::syntax::find;

    fn words(text: &str) -> String {
        find(text).map_or_else(String::new, |fault| {
            format!("{} at {}:{}", said(&fault.kind), fault.line, fault.column)
        })
    }

    #[test]
    fn broken_csv_is_told_in_the_words_of_newmans_parser() {
        let told = |text: &str| of_csv(&postino::environment::parse_data(text, None).expect_err("refused"));
        let open = "Quote Not Closed: the parsing is finished with an opening quote at line 3";
        assert_eq!(told("a\n1\n\"x"), open);
        let after = "Invalid Closing Quote: found non trimable byte after quote at line 2";
        assert_eq!(told("a\n\"x\"y"), after);
        let number = "Invalid column definition: expect a string or a literal object, got 7 at position 1";
        assert_eq!(told("a,7\n1,2\n"), number);
    }

    #[test]
    fn faults_are_told_in_newmans_words() {
        for (text, expected) in [
            ("{oops", "Unexpected token 'o' at 1:2"),
            ("{\"a\":1,}", "Trailing comma in object at 1:8"),
            ("[1,]", "Trailing comma in array at 1:4"),
            ("[,1]", "Elisions are not supported at 1:3"),
            ("{'a':1}", "Unexpected token '\\'' at 1:2"),
            ("{\"a\":tru}", "Unexpected token 't' at 1:6"),
            ("{\"a\":x}", "No value found for key a at 1:6"),
            ("{\"a\":\"\\u12\"}", "Bad escape sequence at 1:11"),
            ("{\"a\":.5}", "Non-json numeric literal - \".5\" at 1:7"),
            ("{\"a\":-}", "Bad numeric literal - \"-\" at 1:6"),
            ("\u{0}", "Unexpected token '\\u0000' at 1:1"),
            ("", "No data, empty input at 1:1"),
            ("{1:2}", "Wrong key type: 1 at 1:5"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
