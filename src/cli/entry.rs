//! From the arguments to a command and its exit code.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser as _};
use postino::compat::Compat;
use postino::reporter::{ReporterOptions, reporter};
use postino::shown;

use super::Context;
use super::args::{Args, Command};
#[cfg(feature = "boomi")]
use super::boomi;
use super::terminal::{self, tell};
use super::{check, descriptors, error, exit_code, flag, report, run, shell};

/// Parses the arguments and does what they say.
pub(crate) fn main(context: &Context) -> ExitCode {
    let (args, options) = match parse(context) {
        Ok(parsed) => parsed,
        Err(code) => return code,
    };
    let compat = match &args.command {
        Command::Run(args) => args.compat(),
        _ => Compat::default(),
    };
    let refused = report::refuse_without_reports(&args.command, &options).and_then(|()| descriptors::check());
    if let Err(error) = refused {
        return fail(&error, compat);
    }
    let done = match args.command {
        Command::Run(args) => run::run(context, &args, &options),
        Command::Report(args) => report::report(context, &args, &options),
        Command::Check(args) => check::check(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        #[cfg(feature = "boomi")]
        Command::Boomi { command } => boomi::run(context, command, &options),
    };
    match done {
        Ok(code) => code.into(),
        Err(error) => fail(&error, compat),
    }
}

/// Prints an error and gives its exit code.
fn fail(error: &anyhow::Error, compat: Compat) -> ExitCode {
    error::render(error);
    if compat.speaks_as_newman() {
        error::end_as_newman();
    }
    if compat.has_exit_codes() { error::exit_code(error).into() } else { exit_code::FAILED.into() }
}

/// The arguments, completed by the options in files.
///
/// # Errors
///
/// Fails with the exit code when the process only has to exit, since help or an error has been printed.
fn parse(context: &Context) -> Result<(Args, ReporterOptions), ExitCode> {
    let (plain, reporter_options) = report::take_from(&context.arguments);
    let (args, options) = completed(context, &plain, reporter_options.clone())?;
    if !compat_of(&plain).ignores_unknown_reporter_options() {
        report::warn_of_idle(&args.command, &reporter_options);
    }
    Ok((args, options))
}

fn completed(
    context: &Context,
    plain: &[OsString],
    reporter_options: ReporterOptions,
) -> Result<(Args, ReporterOptions), ExitCode> {
    let compat = compat_of(plain);
    let mut command = Args::command();
    let matches = command.try_get_matches_from_mut(plain).map_err(|error| say(&error, compat))?;
    let args = Args::from_arg_matches(&matches).map_err(|error| say(&error, compat))?;
    flag::check(&command, &matches, plain, compat).map_err(|error| fail(&error, compat))?;
    let (Command::Run(run), Some(given)) = (&args.command, matches.subcommand_matches("run")) else {
        return Ok((args, reporter_options));
    };
    let options = run::load(context, run.compat()).map_err(|error| fail(&error, run.compat()))?;
    if options.is_empty() {
        return Ok((args, reporter_options));
    }
    let definition = command.find_subcommand("run").expect("it was just parsed");
    let from_files = run::arguments(&options, definition, given, run.compat());
    let from_files = from_files.map_err(|error| fail(&error, run.compat()))?;
    if !run.compat().ignores_unknown_reporter_options() {
        let is_known = |name: &str| reporter(name).is_some() || report::is_installed(name, context);
        run::check_reporters(&options, &from_files, &is_known).map_err(|error| fail(&error, run.compat()))?;
    }
    error::warn_unknown_options(&from_files.unknown);
    let place = plain.iter().position(|argument| argument == "run").map_or(plain.len(), |at| at + 1);
    let (file_plain, mut file_options) = report::take_from(&from_files.arguments);
    let wrong = file_options.take_wrong(&|name| report::is_installed(name, context));
    if !run.compat().ignores_unknown_reporter_options() {
        error::warn_of_reporter_options(&wrong);
    }
    let completed = plain[..place].iter().chain(&file_plain).chain(&plain[place..]);
    let args = Args::try_parse_from(completed).map_err(|error| say(&error, compat))?;
    Ok((args, file_options.overridden_by(reporter_options)))
}

/// Prints help, version or a usage error.
fn say(error: &clap::Error, compat: Compat) -> ExitCode {
    let meant = || flag::meant(error).filter(|_| !compat.speaks_as_newman());
    if let Some(error) = flag::given_by_sign(error).or_else(meant) {
        return fail(&error, compat);
    }
    let text = error.render().to_string();
    if error.use_stderr() && shown::log(&text) != text {
        // An argument in it would be obeyed: then colours are left out.
        tell!("{}", text.trim_end());
        return if compat.has_exit_codes() { exit_code::USAGE.into() } else { exit_code::FAILED.into() };
    }
    // Help and version are no errors. A reader that went away has read all that it wanted.
    let printed = error.print().err().filter(|cause| cause.kind() != io::ErrorKind::BrokenPipe);
    if let (Some(cause), false) = (printed, error.use_stderr()) {
        return fail(&terminal::unprinted(cause), compat);
    }
    match (error.use_stderr(), compat.has_exit_codes()) {
        (false, _) => ExitCode::SUCCESS,
        (true, true) => exit_code::USAGE.into(),
        (true, false) => exit_code::FAILED.into(),
    }
}

/// The value of `--compat` in arguments that are not parsed yet, and may not parse.
fn compat_of(arguments: &[OsString]) -> Compat {
    let pair = |pair: &[OsString]| pair[0] == "--compat" && pair[1] == "newman";
    let newman =
        arguments.windows(2).any(pair) || arguments.iter().any(|argument| argument == "--compat=newman");
    if newman { Compat::Newman } else { Compat::Postman }
}
