//! How an exception of the engine becomes a [`ScriptFailure`]. Its words are V8's already, and its lines the user's
//! own: see the prelude's `wording.js`.

use std::time::Duration;

use serde::Deserialize;

use super::memory::size;
use crate::assertion::ScriptFailure;

/// The file name that the engine knows user scripts by.
pub(super) const SCRIPT_FILE: &str = "postino:script";

/// An exception as the engine shows it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Thrown {
    pub(super) name: Option<String>,
    pub(super) message: Option<String>,
    pub(super) stack: Option<String>,
}

/// The failure that reports show.
pub(super) fn of_thrown(thrown: Thrown) -> ScriptFailure {
    let Thrown { name, message, stack } = thrown;
    let (line, column) = stack.as_deref().and_then(position).unzip();
    let stack = stack.as_deref().and_then(user_frames);
    ScriptFailure { name, message, line, column, stack }
}

/// The failure of a script that reached the limit of memory, or all that the machine has. Units: bytes.
pub(super) fn out_of_memory(limit: Option<usize>) -> ScriptFailure {
    let text = match limit {
        Some(limit) => format!(
            "the scripts of the run used more memory than the {} that they may: --script-memory sets another limit",
            size(limit)
        ),
        None => "the scripts of the run used more memory than the machine has".to_owned(),
    };
    ScriptFailure::new("RangeError", text)
}

/// The words for an allocation that the limit cannot hold, in place of the engine's own. Units: bytes.
pub(super) fn refused(failure: &mut ScriptFailure, asked: usize, limit: Option<usize>) {
    let is_engines = failure.name.as_deref() == Some("InternalError")
        && failure.message.as_deref() == Some("out of memory");
    if let (true, Some(limit)) = (is_engines, limit) {
        failure.name = Some("RangeError".to_owned());
        failure.message = Some(format!(
            "{} of memory were asked for at once, and all scripts of the run may use {}: --script-memory sets another limit",
            size(asked),
            size(limit)
        ));
    }
}

/// The failure of a script that took too long.
///
/// Source: postman-runtime 7.39 and postman-sandbox 4.7, the texts of their time limits.
pub(super) fn timed_out(limit: Duration, asynchronous: bool) -> ScriptFailure {
    let text = if asynchronous {
        "sandbox: asynchronous script execution timeout".to_owned()
    } else {
        format!("Script execution timed out after {}ms", limit.as_millis())
    };
    ScriptFailure::new("Error", text)
}

/// Line and column of the innermost frame in the user's script.
fn position(stack: &str) -> Option<(u32, u32)> {
    frames(stack).find_map(|(_, line, column)| Some((line?, column)))
}

/// The frames of the user's script, with the user's own lines.
fn user_frames(stack: &str) -> Option<String> {
    let shown: Vec<String> = frames(stack)
        .filter_map(|(name, line, column)| {
            let place = format!("{}:{column}", line?);
            Some(if name.is_empty() { format!("    at {place}") } else { format!("    at {name} ({place})") })
        })
        .collect();
    (!shown.is_empty()).then(|| shown.join("\n"))
}

/// Function name, the user's line (if it is one) and column of each frame in a script.
fn frames(stack: &str) -> impl Iterator<Item = (&str, Option<u32>, u32)> {
    stack.lines().filter_map(|frame| {
        let (before, place) = frame.split_once(&format!("{SCRIPT_FILE}:"))?;
        let name = before.trim().trim_start_matches("at ").trim_end_matches('(').trim();
        let name = if name == "<anonymous>" || name == "<eval>" { "" } else { name };
        let mut numbers = place.trim_end_matches(')').split(':').map(str::parse::<u32>);
        let line = numbers.next()?.ok().filter(|line| *line > 0);
        let column = numbers.next().and_then(Result::ok).unwrap_or(1);
        Some((name, line, column))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_the_users_own() {
        let stack = "    at inner (postino:prelude:9:1)\n    at check (postino:script:3:7)\n    at <anonymous> (postino:script:8:2)\n";
        let failure = of_thrown(Thrown { stack: Some(stack.to_owned()), ..Thrown::default() });
        assert_eq!((failure.line, failure.column), (Some(3), Some(7)));
        assert_eq!(failure.stack.as_deref(), Some("    at check (3:7)\n    at 8:2"));
    }
}
