//! `postino check`: what would go wrong, before anything is sent.

use anyhow::Context as _;
use postino::check::{Finding, Named, Subject, check as find};
use postino::clock::{Clock, Seed};
use postino::compat::Compat;
use postino::sandbox::{Packages, SandboxOptions, ScriptMemory, Vault};
use postino::shown;
use postino::variable::SecretVariables;
use serde_json::{Value, json};
use tokio::runtime;

use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::error::usage;
use crate::cli::exit_code::{self, Code};
use crate::cli::load::{self, CollectionOrScope};
use crate::cli::terminal::{answer, answer_json};

/// Parses the files, looks, and tells what is wrong.
pub(in crate::cli) fn check(args: &CheckArgs) -> anyhow::Result<Code> {
    let subject = subject(args)?;
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    let options = SandboxOptions {
        timeout: None,
        memory: ScriptMemory::unlimited(),
        compat: Compat::Postman,
        seed: Seed(0),
        clock: Clock::system(),
        vault: Vault::default(),
        packages: Packages::default(),
        secrets: SecretVariables::default(),
    };
    let findings = runtime.block_on(find(&subject, options));
    match args.format {
        CheckFormat::Text => answer(&text(&findings, args.files.len()))?,
        CheckFormat::Json => answer_json(&json(&findings, args))?,
    }
    Ok(if findings.is_empty() { exit_code::PASSED } else { exit_code::FAILED })
}

fn subject(args: &CheckArgs) -> anyhow::Result<Subject> {
    let mut subject = Subject::default();
    for path in &args.files {
        let file = path.display().to_string();
        match load::Loader::default().collection_or_scope(path)? {
            CollectionOrScope::Scope(content) => subject.scopes.push(Named { file, content }),
            CollectionOrScope::Collection(content) => {
                subject.collections.push(Named { file, content: *content });
            }
        }
    }
    let pairs = args.env_var.iter().chain(&args.global_var);
    if let Some(pair) = pairs.clone().find(|pair| pair.is_empty() || pair.starts_with('=')) {
        let message = format!("--env-var or --global-var \"{pair}\" has no name");
        return Err(usage(message, Some("write --env-var name= or --global-var name=".to_owned())));
    }
    subject.given = pairs.map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect();
    for row in load::Loader::default().data(args.iteration_data.as_deref(), args.data_delimiter)? {
        subject.given.extend(row.into_iter().map(|(column, _)| column));
    }
    Ok(subject)
}

fn text(findings: &[Finding], files: usize) -> String {
    let mut out = String::new();
    for finding in findings {
        let mut places = vec![finding.file.clone()];
        if !finding.path.is_empty() {
            places.push(finding.path.join(" / "));
        }
        places.extend(finding.line.map(|line| format!("line {line}")));
        places.push(finding.kind.to_string());
        out.extend([&*shown::line(&places.join(": ")), "\n"]);
    }
    let noun = |count: usize, one: &str, many: &str| match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let problems = noun(findings.len(), "problem", "problems");
    out + &format!("{problems} in {}\n", noun(files, "file", "files"))
}

fn json(findings: &[Finding], args: &CheckArgs) -> Value {
    let files: Vec<_> =
        args.files.iter().map(|path: &std::path::PathBuf| path.display().to_string()).collect();
    let findings: Vec<Value> = findings.iter().map(finding_json).collect();
    json!({"files": files, "findings": findings})
}

fn finding_json(finding: &Finding) -> Value {
    let mut json = serde_json::to_value(finding).unwrap_or_default();
    json["message"] = json!(finding.kind.to_string());
    json
}
