//! Help, completions and man pages.

use crate::support::Case;

fn help(arguments: &[&str]) -> String {
    let ran = Case::new().postino(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out
}

#[test]
fn the_help_of_a_run_has_groups_of_options_and_examples() {
    let text = help(&["help", "run"]);
    for part in
        ["Inputs:", "Selection:", "Run:", "Network:", "Reports:", "Exports:", "Examples:", "Exit codes:"]
    {
        assert!(text.contains(&format!("\n{part}")), "{part} is missing in\n{text}");
    }
    assert_eq!(text, help(&["run", "--help"]));
}

#[test]
fn newmans_flag_of_the_version_prints_it() {
    for flag in ["-v", "-V", "--version"] {
        assert!(help(&[flag]).starts_with("postino "), "{flag}");
    }
}

#[test]
fn the_variables_of_the_process_that_count_stand_in_the_help_and_in_the_man_page() {
    let (text, page) = (help(&["run", "--help"]), Case::new());
    assert_eq!(page.postino(&["man", "--out", "man"]).code, 0);
    let page = page.read("man/postino-run.1");
    assert!(text.contains("\nEnvironment:\n"), "{text}");
    for variable in [
        "NODE_EXTRA_CA_CERTS",
        "NODE_TLS_REJECT_UNAUTHORIZED",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "TZ",
        "HTTPS_PROXY",
        "SSLKEYLOGFILE",
        "POSTMAN_API_KEY",
    ] {
        assert!(text.contains(variable) && page.contains(variable), "{variable}");
    }
}

#[test]
fn a_mistyped_option_gets_a_suggestion() {
    let ran = Case::new().postino(&["run", "c.json", "--itration-count", "2"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a similar argument exists: '--iteration-count'"), "{}", ran.err);
}

#[test]
fn a_mistyped_command_gets_a_suggestion() {
    let ran = Case::new().postino(&["chek", "c.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a similar subcommand exists: 'check'"), "{}", ran.err);
}

#[test]
fn every_shell_gets_completions() {
    for (shell, mark) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef postino"),
        ("fish", "complete -c postino"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = help(&["completions", shell]);
        assert!(script.contains(mark) && script.contains("iteration-data"), "{shell}");
    }
}

/// What bash would offer for the last of these words.
fn offered_by_bash(words: &[&str]) -> Vec<String> {
    let case = Case::new();
    case.write("postino.bash", &help(&["completions", "bash"]));
    let script = "source ./postino.bash; [[ $(complete -p postino) =~ -F\\ ([^ ]+) ]]; COMP_WORDS=(\"$@\"); \
        COMP_CWORD=$(($# - 1)); \"${BASH_REMATCH[1]}\" postino \"${COMP_WORDS[COMP_CWORD]}\" \
        \"${COMP_WORDS[COMP_CWORD-1]}\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let mut bash = std::process::Command::new("bash");
    let done = bash.arg("-c").arg(script).arg("bash").args(words).current_dir(case.path("")).output();
    let done = done.expect("bash starts");
    let offered = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    offered.lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_the_names_of_a_list_behind_its_comma() {
    let run = ["postino", "run", "c.json"];
    let offered = |words: &[&str]| offered_by_bash(&[&run, words].concat());
    assert_eq!(offered(&["-r", "cli,j"]), ["cli,json", "cli,junit"]);
    assert_eq!(offered(&["--reporters", "cli,json,h"]), ["cli,json,html"]);
    assert_eq!(offered(&["--reporters", "=", "cli,te"]), ["cli,teamcity"]);
    assert_eq!(offered(&["--color", "=", "o"]), ["on", "off"]);
    assert_eq!(offered(&["-r", "em"]), ["emojitrain"]);
    assert_eq!(offered(&["--itera"]), ["--iteration-data", "--iteration-count"]);
    assert_eq!(offered_by_bash(&["postino", "compl"]), ["completions"]);
}

#[test]
fn shells_complete_reporters_and_their_options() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = help(&["completions", shell]);
        for option in ["reporter-junit-export", "reporter-html-showOnlyFails"] {
            assert!(script.contains(option), "{shell}: {option}");
        }
        assert!(shell == "powershell" || script.contains("emojitrain"), "{shell}: names of reporters");
    }
}

#[test]
fn the_help_of_a_run_lists_every_reporter_with_its_options() {
    let text = help(&["run", "--help"]);
    for part in
        ["cli, json, junit, html, events", "\n  emojitrain  a face for each item\n", "omit-request-bodies"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn every_command_has_a_man_page() {
    let case = Case::new();
    assert_eq!(case.postino(&["man", "--out", "man"]).code, 0);
    for (page, mark) in [
        ("postino.1", "postino\\-run"),
        ("postino-run.1", "iteration\\-count"),
        ("postino-report.1", "reporter\\-json\\-bodies"),
        ("postino-boomi-emulate.1", "rate\\-limit"),
    ] {
        assert!(case.read(&format!("man/{page}")).contains(mark), "{page}");
    }
    assert!(help(&["man"]).starts_with(".ie"));
}

#[test]
fn with_compat_newman_a_mistyped_option_exits_as_in_newman() {
    let ran = Case::new().postino(&["run", "c.json", "--compat", "newman", "--nope"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
}
