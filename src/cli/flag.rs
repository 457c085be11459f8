//! Flags that were given a value, which they do not take.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};
use postino::compat::Compat;

use super::error::usage;

/// Values that people give to switches, in lower case.
const SWITCH_VALUES: [&str; 8] = ["true", "false", "1", "0", "yes", "no", "on", "off"];

/// True for `true`, `0`, `off` and their like.
pub(super) fn is_switch_value(text: &str) -> bool {
    SWITCH_VALUES.contains(&text.to_lowercase().as_str())
}

/// Refuses `--silent true`, which would read `true` as another collection.
///
/// A file of such a name is still an input, and newman ignores all arguments after its collection.
///
/// # Errors
///
/// Fails with a usage error for the first flag that is followed by the value of a switch.
pub(super) fn check(
    command: &Command,
    matches: &ArgMatches,
    arguments: &[OsString],
    compat: Compat,
) -> anyhow::Result<()> {
    let name = matches.subcommand_name().filter(|_| !compat.takes_one_collection());
    let Some(command) = name.and_then(|name| command.find_subcommand(name)) else { return Ok(()) };
    for pair in arguments.windows(2) {
        let [Some(flag), Some(value)] = [pair[0].to_str(), pair[1].to_str()] else { continue };
        if is_switch_value(value) && !Path::new(value).exists() && is_flag(command, flag) {
            return Err(takes_no_value(flag, value));
        }
    }
    Ok(())
}

/// The same for `--silent=true`, which the parser has refused already.
pub(super) fn given_by_sign(error: &clap::Error) -> Option<anyhow::Error> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let flag = text(ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::TooManyValues)?;
    Some(takes_no_value(flag, text(ContextKind::InvalidValue)?))
}

/// Flags of newman and of other programs, and what does here what is wanted.
const MEANT: [(&str, &str); 8] = [
    ("-v", "`postino -v` prints the version; --verbose shows each exchange"),
    ("-V", "`postino -v` prints the version; --verbose shows each exchange"),
    ("--no-color", "write --color off, or set NO_COLOR"),
    ("-q", "write --silent"),
    ("--quiet", "write --silent"),
    ("--data", "write --iteration-data, or -d"),
    ("--reporter", "write --reporters, or -r"),
    ("-s", "write --silent"),
];

/// What is meant by an argument that the parser does not know, or a value that it does not take.
pub(super) fn meant(error: &clap::Error) -> Option<anyhow::Error> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg)?;
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let (flag, hint) = MEANT.iter().find(|(flag, _)| *flag == argument)?;
            Some(usage(format!("there is no option {flag}"), Some((*hint).to_owned())))
        }
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_none_or(str::is_empty) => {
            let hint = "give one; a variable of the shell that is not set leaves it empty".to_owned();
            Some(usage(format!("{argument}: its value is missing or empty"), Some(hint)))
        }
        // `--bail c.json`: the option takes what follows it.
        ErrorKind::InvalidValue if argument.starts_with("--bail") => {
            let value = text(ContextKind::InvalidValue).filter(|value| Path::new(value).exists())?;
            let hint = "write the collection first, or --bail=failure".to_owned();
            Some(usage(format!("--bail takes failure or folder, and got \"{value}\""), Some(hint)))
        }
        _ => None,
    }
}

fn takes_no_value(flag: &str, value: &str) -> anyhow::Error {
    usage(
        format!("{flag} takes no value, and \"{value}\" was given"),
        Some(format!("write {flag} alone, or leave it out")),
    )
}

/// True for `--silent`, `-x`, and short flags together, as in `-kx`.
fn is_flag(command: &Command, argument: &str) -> bool {
    let is_switch = |arg: &Arg| matches!(arg.get_action(), ArgAction::SetTrue);
    let found =
        |is_it: &dyn Fn(&Arg) -> bool| command.get_arguments().any(|arg| is_it(arg) && is_switch(arg));
    if let Some(long) = argument.strip_prefix("--") {
        return found(&|arg| arg.get_long() == Some(long));
    }
    let Some(shorts) = argument.strip_prefix('-') else { return false };
    !shorts.is_empty() && shorts.chars().all(|short| found(&|arg| arg.get_short() == Some(short)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    use crate::cli::args::Args;

    fn refused(line: &str, compat: Compat) -> Option<String> {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let mut command = Args::command();
        match command.try_get_matches_from_mut(&arguments) {
            Ok(matches) => check(&command, &matches, &arguments, compat).err().map(|error| error.to_string()),
            Err(error) => given_by_sign(&error).map(|error| error.to_string()),
        }
    }

    #[test]
    fn a_flag_with_a_value_is_named_with_it() {
        for (given, flag, value) in [
            ("--suppress-exit-code 1", "--suppress-exit-code", "1"),
            ("--suppress-exit-code=1", "--suppress-exit-code", "1"),
            ("-k true", "-k", "true"),
            ("-kx FALSE", "-kx", "FALSE"),
        ] {
            let expected = format!("{flag} takes no value, and \"{value}\" was given");
            let line = format!("postino run c.json {given}");
            assert_eq!(refused(&line, Compat::Postman), Some(expected), "{given}");
        }
    }

    #[test]
    fn options_with_a_value_and_inputs_after_a_flag_are_taken() {
        for given in ["-n 1 c.json", "--silent c.json", "--folder true c.json", "--bail -x c.json"] {
            assert_eq!(refused(&format!("postino run {given}"), Compat::Postman), None, "{given}");
        }
        assert_eq!(refused("postino run c.json -k true", Compat::Newman), None);
    }
}
