//! The oracle: newman's recorded answers on collections of our own, and postino's beside them.
//!
//! Each case is a member of a file in `cases/<area>/`, and newman's normalised answer a member of the case: `newman`.
//! The answer of another runner would stand beside it under its own name. The test runs postino with `--compat newman --no-mask` on every case and compares
//! facet by facet; each difference must stand in `deviations.toml`, and an entry that no longer
//! differs fails too. A second test runs postino as it is by default, against the ledger's `[[default]]`
//! entries. With `POSTINO_ORACLE_RECORD=<newman>` the recordings are written instead
//! (`record.sh`); `POSTINO_ORACLE_ONLY=<text>` restricts both to the cases whose name contains it.
//! It needs no network: the server is a thread of the test.
//!
//! # Design
//!
//! 2026-11-24: answers are recorded, not asked for in each test run; rejected: newman at test time,
//! which would need Node.js and a package registry wherever the tests run.

mod case;
mod chai;
mod compare;
mod concise;
mod content;
mod layout;
mod ledger;
mod normalise;
mod run;
mod runs;
mod server;
mod tls;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the environment says whether to record")]
fn postino_answers_as_newman_except_where_the_ledger_says() {
    let only = std::env::var("POSTINO_ORACLE_ONLY").unwrap_or_default();
    let cases = case::all(&root().join("cases"), &only);
    assert!(!cases.is_empty(), "no case matches {only:?}");
    if let Ok(newman) = std::env::var("POSTINO_ORACLE_RECORD") {
        record(&newman, &cases);
        return;
    }
    let ledger = ledger::Ledger::read(&root().join("deviations.toml"));
    let problems = ledger.check(&cases, &differences(&cases, &run::Runner::postino(), &[]));
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

/// Facets that by default say more than newman's on purpose: each has tests of its own.
const RICHER: [&str; 4] = ["cli", "console", "junit", "stderr"];

#[test]
#[expect(clippy::disallowed_methods, reason = "the environment says which cases to run")]
fn by_default_postino_differs_from_newman_only_where_the_ledger_says() {
    if std::env::var("POSTINO_ORACLE_RECORD").is_ok() {
        return;
    }
    let only = std::env::var("POSTINO_ORACLE_ONLY").unwrap_or_default();
    let cases = case::all(&root().join("cases"), &only);
    let ledger = ledger::Ledger::read(&root().join("deviations.toml")).by_default();
    let found = differences(&cases, &run::Runner::postino_by_default(), &RICHER);
    let problems = ledger.check(&cases, &found);
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

/// Where the runner's answers differ from newman's, in all facets but those `left_out`.
fn differences(
    cases: &[case::Case],
    runner: &run::Runner,
    left_out: &[&str],
) -> Vec<(String, compare::Difference)> {
    let mut differing = Vec::new();
    for case in cases {
        let recorded = case.newman.as_ref();
        let recorded = recorded.unwrap_or_else(|| panic!("{}: not recorded: see record.sh", case.name));
        let found = compare::differences(recorded, &run::answer(runner, case));
        let counted = found.into_iter().filter(|found| !left_out.contains(&found.facet.as_str()));
        differing.extend(counted.map(|found| (case.name.clone(), found)));
    }
    differing
}

fn record(newman: &str, cases: &[case::Case]) {
    let runner = run::Runner::newman(newman);
    for case in cases {
        case::write_answer(case, run::answer(&runner, case));
    }
    let versions = json!({ "newman": run::version(newman), "node": run::version("node") });
    fs::write(root().join("versions.json"), layout::text(&versions)).expect("the versions are written");
}

#[test]
fn files_of_cases_are_laid_out_as_the_recorder_writes_them() {
    for file in case::files(&root().join("cases")) {
        let text = fs::read_to_string(&file).expect("a file of cases is readable");
        let value: Value = serde_json::from_str(&text).expect("a file of cases is JSON");
        assert!(text == layout::text(&value), "{}: laid out otherwise: record a case of it", file.display());
    }
}

/// The text of `docs/postman-semantics.md`.
fn semantics() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/postman-semantics.md");
    fs::read_to_string(page).expect("the page is there")
}

#[test]
fn every_case_that_the_semantics_page_names_exists() {
    let cases = case::all(&root().join("cases"), "");
    let areas: BTreeSet<&str> = cases.iter().filter_map(|case| Some(case.name.split_once('/')?.0)).collect();
    let page = semantics();
    let named = page.split('`').skip(1).step_by(2);
    let named: Vec<&str> =
        named.filter(|name| name.split_once('/').is_some_and(|(area, _)| areas.contains(area))).collect();
    assert!(named.len() > 200, "the page names {} cases", named.len());
    let unknown: Vec<_> = named.iter().filter(|name| !cases.iter().any(|case| case.name == **name)).collect();
    assert!(unknown.is_empty(), "no such cases: {unknown:?}");
}

#[test]
fn every_case_proves_a_section_of_the_semantics_page() {
    let page = semantics();
    let sections: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with("##")))
        .filter_map(|title| title.split(' ').next())
        .collect();
    for case in case::all(&root().join("cases"), "") {
        for proved in &case.proves {
            let section = proved.split([' ', ',', ':']).next().unwrap_or_default().trim_start_matches('§');
            assert!(
                sections.contains(section),
                "{}: {proved:?} begins with no section of the page",
                case.name
            );
        }
    }
}
