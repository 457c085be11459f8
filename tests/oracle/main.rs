//! The oracle: newman's recorded answers on collections of our own, and postino's beside them.
//!
//! Each case is a file in `cases/<area>/`; newman's normalised answer is the file of the same name
//! in `recorded/`. The test runs postino with `--compat newman --no-mask` on every case and compares
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
mod compare;
mod content;
mod ledger;
mod normalise;
mod run;
mod server;
mod tls;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

fn recording(name: &str) -> PathBuf {
    root().join("recorded").join(format!("{name}.json"))
}

fn write_json(path: &Path, value: &Value) {
    fs::create_dir_all(path.parent().expect("a recording lies in a folder")).expect("folder");
    let text = serde_json::to_string_pretty(value).expect("a value serialises");
    fs::write(path, text + "\n").expect("the recording is written");
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
const RICHER: [&str; 3] = ["cli", "junit", "stderr"];

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
        let text = fs::read_to_string(recording(&case.name))
            .unwrap_or_else(|error| panic!("{}: no recording: {error}", case.name));
        let expected: Value = serde_json::from_str(&text).expect("a recording is JSON");
        let found = compare::differences(&expected, &run::answer(runner, case));
        let counted = found.into_iter().filter(|found| !left_out.contains(&found.facet.as_str()));
        differing.extend(counted.map(|found| (case.name.clone(), found)));
    }
    differing
}

fn record(newman: &str, cases: &[case::Case]) {
    let runner = run::Runner::newman(newman);
    for case in cases {
        write_json(&recording(&case.name), &run::answer(&runner, case));
    }
    let versions = json!({ "newman": run::version(newman), "node": run::version("node") });
    write_json(&root().join("recorded/VERSIONS.json"), &versions);
}
