//! Errors of inputs in our words: which file, where in it, how it looks there, and what to do.

use std::io;

use postino::environment::EnvironmentError;
use postino::reporter::reporter;

use crate::cli::error::{input, input_because, reason};

use super::advice::{self, advice};
use super::error::{LoadError, LoadErrorKind, What};
use super::json::Cause;
use super::source;

/// The error, with its cause and a hint where there are any.
pub(super) fn tell(error: LoadError) -> anyhow::Error {
    let LoadError { what, location, kind } = error;
    let (name, path) = (what.name, location.display());
    match kind {
        LoadErrorKind::Unreadable(error) => {
            let missing = error.kind() == io::ErrorKind::NotFound;
            let hint = missing.then(|| missing_hint(what, &location.to_string_lossy()));
            input(format!("cannot read the {name} \"{path}\": {}", reason(&error)), hint)
        }
        LoadErrorKind::Unreachable { url, failure } => {
            let hint = "check the address, and that the server can be reached from here".to_owned();
            input(format!("cannot fetch the {name} from {url}: {}", failure.message), Some(hint))
        }
        LoadErrorKind::Refused(refusal) => {
            let hint = if refusal.is_of_postman() {
                "check the id, and --postman-api-key".to_owned()
            } else {
                "check the address, and whether it needs a sign-in".to_owned()
            };
            input(format!("cannot fetch the {name} \"{path}\": {refusal}"), Some(hint))
        }
        LoadErrorKind::BrokenJson(broken) if broken.cause == Cause::Empty => {
            input(format!("the {name} \"{path}\" is empty"), advice::of_any(what))
        }
        LoadErrorKind::BrokenJson(broken) => {
            let inside = broken.path().map(|path| format!(", in {path}")).unwrap_or_default();
            let (line, column) = (broken.line, broken.column);
            let shown = excerpt(&broken.text_of_line, line, column);
            let reason = &broken.reason;
            let place = format!("{path}:{line}:{column}");
            let message = format!("the {name} is not valid JSON\n --> {place}\n{shown}{reason}{inside}");
            input(message, hint(broken.cause).map(str::to_owned))
        }
        LoadErrorKind::BrokenYaml(error) => {
            input(format!("the {name} \"{path}\" is not valid YAML: {error}"), None)
        }
        LoadErrorKind::Other(kind) => {
            input(format!("\"{path}\" is {kind}, not {}", what.one), advice(kind, what))
        }
        LoadErrorKind::Scalar => input(format!("\"{path}\" is a single value, not a {name}"), None),
        LoadErrorKind::NotACollection(cause) => {
            input_because(cause, format!("\"{path}\" cannot be run"), advice::of_any(what))
        }
        LoadErrorKind::NotAScope(cause) | LoadErrorKind::NotData(cause) => {
            let hint = hint_of_data(&cause).map(str::to_owned).or_else(|| advice::of_any(what));
            input_because(cause, format!("\"{path}\" cannot be used as {name}"), hint)
        }
    }
}

fn hint_of_data(error: &EnvironmentError) -> Option<&'static str> {
    match error {
        EnvironmentError::OtherDelimiter('\t') => Some("--data-delimiter tab"),
        EnvironmentError::OtherDelimiter(';') => Some("--data-delimiter ';'"),
        EnvironmentError::OtherDelimiter(_) => {
            Some("--data-delimiter and that character; or , where it is part of a name")
        }
        EnvironmentError::NoRows { .. } => {
            Some("write [{\"name\": \"value\"}], an object for each iteration")
        }
        _ => None,
    }
}

fn hint(cause: Cause) -> Option<&'static str> {
    match cause {
        Cause::TooDeep => Some("lists and objects may lie 127 deep in each other"),
        Cause::CutOff => Some("the file ends in the middle: it was cut off; export or download it again"),
        Cause::Other => Some("correct the text there, or export the file again"),
        Cause::Empty => None,
    }
}

fn missing_hint(what: What, location: &str) -> String {
    if what.api.is_some() && source::is_uid(location) {
        return "for an id of Postman's API, give --postman-api-key".to_owned();
    }
    if what == What::COLLECTION && reporter(location).is_some() {
        return format!("{location} is a reporter: write -r cli,{location}, without a blank after the comma");
    }
    "paths are relative to the directory that postino is started in".to_owned()
}

/// The broken line with a caret under the column.
fn excerpt(text_of_line: &str, line: usize, column: usize) -> String {
    let from = column.saturating_sub(60);
    let shown: String = text_of_line.chars().skip(from).take(100).collect();
    let number = line.to_string();
    let pad = " ".repeat(number.len());
    let caret = " ".repeat(column.saturating_sub(from + 1));
    format!("{pad} |\n{number} | {shown}\n{pad} | {caret}^ ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::load::json;

    #[test]
    fn a_broken_line_is_shown_with_a_caret() {
        assert_eq!(excerpt("  bad", 2, 3), "  |\n2 |   bad\n  |   ^ ");
    }

    #[test]
    fn a_broken_text_tells_file_place_path_and_what_to_do() {
        let text = "\n{\"item\": [{\"name\": \"a\"";
        let kind = LoadErrorKind::BrokenJson(json::parse(text).expect_err("cut off"));
        let error = LoadError { what: What::COLLECTION, location: "c.json".into(), kind };
        let told = tell(error).to_string();
        assert!(told.starts_with("the collection is not valid JSON\n --> c.json:2:"), "{told}");
        assert!(told.ends_with("EOF while parsing an object, in item[0].name"), "{told}");
    }
}
