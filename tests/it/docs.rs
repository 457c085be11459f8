//! The commands that the documentation shows are commands that postino understands.

use std::fs;
use std::path::Path;

use crate::support::Case;

/// The `postino boomi …` commands of a document, without the YAML and shell around them; continued lines are joined.
fn commands(document: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(document);
    let text = fs::read_to_string(path).expect("the document is there").replace("\\\n", " ");
    let found =
        text.lines().filter_map(|line| line.split_once("postino boomi trigger").map(|(_, rest)| rest));
    let arguments = found.filter(|rest| !rest.trim_start().starts_with(['`', '*'])).map(|rest| {
        let end = rest.find([">", "'", "`"].map(|c| c.chars().next().unwrap_or('>'))).unwrap_or(rest.len());
        rest[..end].split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect()
    });
    arguments.collect()
}

#[test]
fn every_trigger_of_the_boomi_page_is_understood() {
    let commands = commands("boomi.md");
    assert!(commands.len() >= 5, "{commands:?}");
    for arguments in commands {
        let case = Case::new();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = case.postino(&[&["boomi", "trigger"], &words[..]].concat());
        assert_eq!(ran.code, 3, "{words:?}: only the environment is missing: {}", ran.err);
    }
}
