//! `postino completions`.

use clap::{Arg, Command};
use clap_complete::Shell;

use super::whole_command::whole_command;
use crate::cli::args::CompletionsArgs;
use crate::cli::exit_code::{self, Code};
use crate::cli::terminal::print;

/// Prints the completions of a shell.
pub(in crate::cli) fn completions(args: &CompletionsArgs) -> anyhow::Result<Code> {
    let mut script = Vec::new();
    let mut command = whole_command();
    clap_complete::generate(args.shell, &mut command, "postino", &mut script);
    if args.shell == Shell::Bash {
        let generated = String::from_utf8_lossy(&script);
        let generated = generated.replace("complete -F _postino ", "complete -F _postino_lists ");
        script = (generated + &lists(&command)).into_bytes();
    }
    print(&script)?;
    Ok(exit_code::PASSED)
}

/// A function of bash that completes the words of a list behind a comma (`-r cli,j`) and of a value behind `=`, and leaves
/// the rest to the generated one, which knows neither.
fn lists(command: &Command) -> String {
    let mut cases: Vec<String> = Vec::new();
    let commands =
        command.get_subcommands().flat_map(|command| [command].into_iter().chain(command.get_subcommands()));
    for arg in commands.flat_map(Command::get_arguments) {
        let words = arg.get_possible_values();
        if words.is_empty() || !arg.get_action().takes_values() {
            continue;
        }
        let words: Vec<_> = words.iter().map(clap::builder::PossibleValue::get_name).collect();
        let case = format!("        {}) words=\"{}\" ;;\n", flags(arg), words.join(" "));
        if !flags(arg).is_empty() && !cases.contains(&case) {
            cases.push(case);
        }
    }
    let mut script =
        "_postino_lists() {\n    local cur=\"$2\" prev=\"$3\" words=\"\" given=\"\"\n".to_owned();
    script += "    if [[ ${cur} == \"=\" ]]; then cur=\"\"; fi\n";
    script += "    if [[ ${prev} == \"=\" ]]; then prev=\"${COMP_WORDS[COMP_CWORD-2]}\"; fi\n";
    script += "    case \"${prev}\" in\n";
    script += &cases.concat();
    script += "    esac\n    if [[ ${cur} == *,* ]]; then given=\"${cur%,*},\"; fi\n";
    script += "    if [[ -n ${words} && ( -n ${given} || $3 == \"=\" || $2 == \"=\" ) ]]; then\n";
    script += "        COMPREPLY=($(compgen -P \"${given}\" -W \"${words}\" -- \"${cur##*,}\"))\n";
    script += "    else\n        _postino \"$@\"\n    fi\n}\n";
    script
}

/// Shape: `-r|--reporters`
fn flags(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    short.into_iter().chain(long).collect::<Vec<_>>().join("|")
}
