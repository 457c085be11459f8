//! `--reporter-<name>-<option>`: taken out of the arguments before the others are parsed, as newman does.

use std::ffi::OsString;
use std::path::Path;

use postino::reporter::{OptionError, OptionKind, OptionOwner, REPORTERS, ReporterOptions, option_owner};

#[cfg(feature = "boomi")]
use crate::cli::args::BoomiCommand;
use crate::cli::args::Command;
use crate::cli::error::{nearest, usage, warn};
use crate::cli::flag::is_switch_value;

/// What stands before each option of a reporter.
pub(in crate::cli) const PREFIX: &str = "--reporter-";

/// Splits the arguments into the plain ones and those of reporters.
pub(in crate::cli) fn take_from(arguments: &[OsString]) -> (Vec<OsString>, ReporterOptions) {
    let mut plain = Vec::new();
    let mut taken = ReporterOptions::default();
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        let Some(option) = argument.to_str().and_then(|text| text.strip_prefix(PREFIX)) else {
            plain.push(argument.clone());
            continue;
        };
        if let Some((name, value)) = option.split_once('=') {
            taken.set(name, Some(value.to_owned()));
            continue;
        }
        let is_flag = is_flag(option);
        let value = rest.next_if(|next| {
            let next = next.to_string_lossy();
            // newman's flags take the value of a switch, unless that is a file.
            if is_flag {
                is_switch_value(&next) && !Path::new(&*next).exists()
            } else {
                !next.starts_with('-')
            }
        });
        taken.set(option, value.map(|value| value.to_string_lossy().into_owned()));
    }
    (plain, taken)
}

/// An option of an unknown reporter is a flag if one of postino's reporters has a flag of that name.
fn is_flag(option: &str) -> bool {
    match option_owner(option) {
        OptionOwner::Reporter(known) | OptionOwner::All(known) => known.kind == OptionKind::Flag,
        OptionOwner::None(_) => false,
        OptionOwner::Foreign => option
            .match_indices('-')
            .any(|(at, _)| matches!(option_owner(&option[at + 1..]), OptionOwner::All(known) if known.kind == OptionKind::Flag)),
    }
}

/// Refuses the options that cannot be used; `is_installed` knows the reporters that are not postino's own.
///
/// # Errors
///
/// Fails with a usage error for the first of them.
pub(in crate::cli) fn check(
    options: &ReporterOptions,
    is_installed: &dyn Fn(&str) -> bool,
) -> anyhow::Result<()> {
    let wrong = options.clone().take_wrong(is_installed);
    wrong.first().map_or(Ok(()), |error| Err(usage(error.to_string(), hint(error))))
}

/// Refuses options of reporters where a command writes no reports.
///
/// # Errors
///
/// Fails with a usage error that names the first of them.
pub(in crate::cli) fn refuse_without_reports(
    command: &Command,
    options: &ReporterOptions,
) -> anyhow::Result<()> {
    let reports = match command {
        Command::Run(_) | Command::Report(_) => true,
        #[cfg(feature = "boomi")]
        Command::Boomi { command } => matches!(
            command,
            BoomiCommand::Trigger(_)
                | BoomiCommand::Wait(_)
                | BoomiCommand::Cancel(_)
                | BoomiCommand::Rerun(_)
        ),
        Command::Check(_) | Command::Completions(_) | Command::Man(_) => false,
    };
    match options.first() {
        Some(option) if !reports => {
            let hint = "`postino run` and `postino report` write reports".to_owned();
            Err(usage(format!("{PREFIX}{option}: this command writes no reports"), Some(hint)))
        }
        _ => Ok(()),
    }
}

/// Warns of options of reporters that the command does not use: their files would not be written.
pub(in crate::cli) fn warn_of_idle(command: &Command, options: &ReporterOptions) {
    let reporters = match command {
        Command::Run(args) => &args.reports.reporters,
        Command::Report(args) => &args.reports.reporters,
        #[cfg(feature = "boomi")]
        Command::Boomi { command: BoomiCommand::Trigger(args) } => &args.reports.reporters,
        _ => return,
    };
    for name in options.given() {
        let own = matches!(option_owner(name), OptionOwner::Reporter(_));
        let owner = name.split('-').next().unwrap_or_default();
        if own && !reporters.iter().any(|reporter| reporter == owner) {
            let all = reporters.join(",");
            warn(&format!(
                "{PREFIX}{name} has no effect, since {owner} is not asked for: write -r {all},{owner}"
            ));
        }
    }
}

/// What was perhaps meant.
pub(in crate::cli) fn hint(error: &OptionError) -> Option<String> {
    match error {
        OptionError::Unknown { option, reporter } => Some(match (meant(option), reporter) {
            (Some(meant), _) => format!("did you mean `{PREFIX}{meant}`?"),
            (None, Some(reporter)) => {
                let known: Vec<_> = reporter.options.iter().map(|option| option.name).collect();
                format!("options of {}: {}", reporter.name, known.join(", "))
            }
            (None, None) => {
                let name = option.split('-').next().unwrap_or_default();
                let names: Vec<_> = REPORTERS.iter().map(|reporter| reporter.name).collect();
                format!(
                    "no reporter \"{name}\" is installed (npm install newman-reporter-{name}); known: {}",
                    names.join(", ")
                )
            }
        }),
        OptionError::NoValue { option } => Some(format!("write {PREFIX}{option}=VALUE")),
        OptionError::FlagValue { option, .. } => {
            Some(format!("write {PREFIX}{option} alone, or leave it out"))
        }
        _ => None,
    }
}

/// The option most like this one, if any is near enough to be a slip: of the reporter that is named, else of one whose
/// name is near.
fn meant(option: &str) -> Option<String> {
    let (given, _) = option.split_once('-').unwrap_or((option, ""));
    let names: Vec<_> = REPORTERS.iter().map(|reporter| reporter.name.to_owned()).collect();
    let own = REPORTERS.iter().find(|reporter| Some(reporter.name) == nearest(given, &names))?;
    let options: Vec<_> = own.options.iter().map(|option| format!("{}-{}", own.name, option.name)).collect();
    nearest(option, &options).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_reporters_are_taken_out_with_their_values() {
        let line =
            "run --reporter-json-export a.json --reporter-cli-no-summary c.json --reporter-junit-export=b";
        let given: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (plain, taken) = take_from(&given);
        assert_eq!(plain, ["run", "c.json"]);
        assert_eq!(
            (taken.text("json", "export"), taken.text("junit", "export")),
            (Some("a.json"), Some("b"))
        );
        assert!(taken.flag("cli", "no-summary") && !taken.flag("cli", "no-failures"));
    }

    #[test]
    fn a_flag_takes_no_value_in_either_spelling_and_of_other_reporters_too() {
        for flag in ["json-omitHeaders", "html-show-only-fails", "omit-headers", "htmlextra-showOnlyFails"] {
            let given = [format!("{PREFIX}{flag}"), "x".to_owned()].map(OsString::from);
            assert_eq!(take_from(&given).0, ["x"], "{flag}");
        }
    }

    #[test]
    fn a_slip_finds_the_option_of_the_same_reporter() {
        assert_eq!(meant("junit-exprot").as_deref(), Some("junit-export"));
        assert_eq!(meant("jnit-export").as_deref(), Some("junit-export"));
        assert_eq!(meant("htmlextra-anything").as_deref(), None);
    }
}
