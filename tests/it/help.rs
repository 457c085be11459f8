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
