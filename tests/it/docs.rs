//! postino understands the commands in the documentation, and the tables there are up to date.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use postino::reporter::{Declaration, OptionKind, REPORTERS};

use crate::support::Case;

fn document(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// The `postino boomi …` commands of a document, without the YAML and shell around them. Continued lines are joined.
fn commands(document: &str) -> Vec<Vec<String>> {
    let text =
        fs::read_to_string(self::document(document)).expect("the document is there").replace("\\\n", " ");
    let found =
        text.lines().filter_map(|line| line.split_once("postino boomi trigger").map(|(_, rest)| rest));
    let arguments = found.filter(|rest| !rest.trim_start().starts_with(['`', '*'])).map(|rest| {
        let end = rest.find([">", "'", "`"].map(|c| c.chars().next().unwrap_or('>'))).unwrap_or(rest.len());
        rest[..end].split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect()
    });
    arguments.collect()
}

#[test]
fn every_trigger_command_of_the_boomi_page_is_valid() {
    let commands = commands("boomi.md");
    assert!(commands.len() >= 5, "{commands:?}");
    for arguments in commands {
        let case = Case::new();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = case.postino(&[&["boomi", "trigger"], &words[..]].concat());
        assert_eq!(ran.code, 3, "{words:?}: only the environment is missing: {}", ran.err);
    }
}

/// The table of all reporters.
fn reporters_table() -> String {
    let mut table = "| reporter | what it writes | where |\n| --- | --- | --- |\n".to_owned();
    for reporter in REPORTERS {
        let _ = writeln!(
            table,
            "| `{}` | {} | {} |",
            reporter.name,
            reporter.about,
            reporter.live.unwrap_or("a file")
        );
    }
    table
}

/// The table of a reporter's options.
fn options_table(reporter: &Declaration) -> String {
    let mut table = "| option | value | what |\n| --- | --- | --- |\n".to_owned();
    for option in reporter.options {
        let value = match option.kind {
            OptionKind::Flag => String::new(),
            OptionKind::Path => "a path".to_owned(),
            OptionKind::Text => "a text".to_owned(),
            OptionKind::Names => "names, separated by commas".to_owned(),
            OptionKind::Choice(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
        };
        let _ = writeln!(table, "| `{}` | {value} | {} |", option.name, option.help);
    }
    table
}

/// The page with new tables. Each table is between `<!-- table: NAME -->` and `<!-- end -->`.
fn with_tables(page: &str) -> String {
    const BEGIN: &str = "<!-- table: ";
    const END: &str = "<!-- end -->";
    let mut parts = page.split(BEGIN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(" -->\n").expect("the comment ends on its line");
        let (_, after) = rest.split_once(END).expect("each table has an end");
        let reporter = REPORTERS.iter().find(|reporter| reporter.name == name);
        let table = reporter.copied().map_or_else(reporters_table, options_table);
        let _ = write!(out, "{BEGIN}{name} -->\n{table}{END}{after}");
    }
    out
}

/// `POSTINO_UPDATE_DOCS=1 cargo test --test it docs` writes the tables.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a person who runs the test says whether the page is to be written"
)]
fn the_tables_of_the_reporters_page_match_the_declarations() {
    let path = document("reporters.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let made = with_tables(&page);
    if std::env::var_os("POSTINO_UPDATE_DOCS").is_some() {
        fs::write(&path, &made).expect("the page can be written");
        return;
    }
    assert!(page == made, "POSTINO_UPDATE_DOCS=1 cargo test --test it docs writes the tables anew");
    for reporter in REPORTERS {
        assert!(page.contains(&format!("<!-- table: {} -->", reporter.name)), "{}", reporter.name);
    }
}
