//! Errors for people: what happened, why, and what to do about it.

use std::path::Path;
use std::{fmt, io};

use postino::collection::Misshapen;
use postino::compat::Compat;
use postino::environment::Data;
use postino::reporter::OptionError;
pub(super) use postino::runner::nearest;
use postino::secret::MASK;

use super::exit_code::{self, Code};
use super::report;
use super::run::UnknownKey;
use super::terminal::tell;

/// An error with its exit code and a piece of advice.
#[derive(Debug)]
pub(super) struct Advised {
    code: Code,
    message: String,
    hint: Option<String>,
}

impl fmt::Display for Advised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Advised {}

/// An input that cannot be used.
pub(super) fn input(message: impl Into<String>, hint: Option<String>) -> anyhow::Error {
    Advised { code: exit_code::INPUT, message: message.into(), hint }.into()
}

/// An input that cannot be used, for a reason that the library gives.
pub(super) fn input_because(
    cause: impl std::error::Error + Send + Sync + 'static,
    message: impl Into<String>,
    hint: Option<String>,
) -> anyhow::Error {
    let advised = Advised { code: exit_code::INPUT, message: message.into(), hint };
    anyhow::Error::new(cause).context(advised)
}

/// What a command was to write is lost.
pub(super) fn lost(
    cause: impl std::error::Error + Send + Sync + 'static,
    message: impl Into<String>,
) -> anyhow::Error {
    anyhow::Error::new(cause).context(Advised {
        code: exit_code::REPORT,
        message: message.into(),
        hint: None,
    })
}

/// Arguments that make no sense.
pub(super) fn usage(message: impl Into<String>, hint: Option<String>) -> anyhow::Error {
    Advised { code: exit_code::USAGE, message: message.into(), hint }.into()
}

/// An error with a code of its own.
pub(super) fn coded(code: Code, message: impl Into<String>, hint: Option<String>) -> anyhow::Error {
    Advised { code, message: message.into(), hint }.into()
}

/// The exit code of an error: the one of its [`Advised`], else the one of an unusable input.
pub(super) fn exit_code(error: &anyhow::Error) -> Code {
    advice(error).map_or(exit_code::INPUT, |advised| advised.code)
}

/// The hint of an error.
#[cfg(feature = "boomi")]
pub(super) fn hint(error: &anyhow::Error) -> Option<String> {
    advice(error).and_then(|advised| advised.hint.clone())
}

/// The advice in an error: as its context, or further down.
fn advice(error: &anyhow::Error) -> Option<&Advised> {
    error.downcast_ref().or_else(|| error.chain().find_map(|cause| cause.downcast_ref()))
}

/// Why a file cannot be read, in a few words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

/// Prints `error:`, the causes, and `hint:`.
pub(super) fn render(error: &anyhow::Error) {
    tell!("error: {}", without_passwords(&error.to_string()));
    for cause in error.chain().skip(1) {
        let text = cause.to_string().replace('\n', "\n  ");
        tell!("  caused by: {}", without_passwords(&text));
    }
    if let Some(hint) = advice(error).and_then(|advised| advised.hint.as_ref()) {
        tell!("hint: {}", without_passwords(hint));
    }
}

/// The text without the passwords of the URLs in it: of an input, of a proxy.
///
/// Shape: `no answer from http://user:secret@host/` → `no answer from http://user:********@host/`
fn without_passwords(text: &str) -> String {
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(['/', '?', '#', '"', '\'', ' ', '\n']).unwrap_or(part.len());
        let password =
            part[..end].rsplit_once('@').and_then(|(info, _)| Some((info.find(':')? + 1, info.len())));
        match password {
            Some((from, to)) => out.extend(["://", &part[..from], MASK, &part[to..]]),
            None => out.extend(["://", part]),
        }
    }
    out
}

/// newman ends an error with an empty line.
pub(super) fn end_as_newman() {
    tell!("");
}

/// Warns of what is odd but need not stop the command.
pub(super) fn warn(message: &str) {
    tell!("warning: {message}");
}

/// Says that a collection is of version 1, in newman's words where they are wanted.
pub(super) fn warn_of_v1(compat: Compat) {
    if compat.speaks_as_newman() {
        tell!("newman: Newman v4 deprecates support for the v1 collection format");
        tell!("  Use the Postman Native app to export collections in the v2 format\n");
    } else {
        tell!("warning: this collection is of version 1, which Postman no longer writes");
        tell!("hint: import it into the Postman app and export it as v2.1");
    }
}

/// Warns of members of a collection that are ignored because of their shape.
pub(super) fn warn_of_misshapen(path: &Path, members: &[Misshapen]) {
    for member in members {
        tell!("warning: {}: {member}", path.display());
    }
}

/// Warns of data that is read, but hardly as it was meant.
pub(super) fn warn_of_data(path: &Path, data: &Data) {
    let path = path.display();
    for note in &data.notes {
        tell!("warning: {path}: {note}");
    }
}

/// Warns of requests of a directory that are not run.
pub(super) fn warn_of_skipped(skipped: &[String]) {
    for request in skipped {
        tell!("warning: left out, since it is not sent by HTTP: {request}");
    }
}

/// Warns of keys in a `.newmanrc` that are no options; the run goes on, as newman's does.
pub(super) fn warn_unknown_options(unknown: &[UnknownKey]) {
    for UnknownKey { file, key, nearest } in unknown {
        let hint = nearest.as_ref().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        tell!("warning: {file}: there is no option \"{key}\"{hint}");
    }
}

/// Warns of options of reporters in a `.newmanrc` that cannot be used; the run goes on without them, as newman's does.
pub(super) fn warn_of_reporter_options(wrong: &[OptionError]) {
    for error in wrong {
        let hint = report::hint(error).map(|hint| format!("; {hint}")).unwrap_or_default();
        tell!("warning: .newmanrc: {error}{hint}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_urls_are_masked_in_errors() {
        let text = "cannot fetch \"http://u:p@ss@h:80/x@y:z\" by socks5://me:pw@[::1]: http://h/ http://a@b";
        let shown = "cannot fetch \"http://u:********@h:80/x@y:z\" by socks5://me:********@[::1]: http://h/ http://a@b";
        assert_eq!(without_passwords(text), shown);
    }
}
