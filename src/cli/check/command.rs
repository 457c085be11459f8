//! `postino check`: what would go wrong, before anything is sent.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context as _;
use postino::check::{Finding, Named, Subject, check as find};
use postino::clock::{Clock, Seed};
use postino::compat::Compat;
use postino::sandbox::{Packages, SandboxOptions, Vault};
use postino::variable::SecretVariables;
use serde_json::{Value, json};
use tokio::runtime;

use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::exit_code::{self, Code};
use crate::cli::load;
use crate::cli::terminal::print;

/// Parses the files, looks, and tells what is wrong.
pub(in crate::cli) fn check(args: &CheckArgs) -> anyhow::Result<Code> {
    let subject = subject(args)?;
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    let options = SandboxOptions {
        timeout: None,
        memory_bytes: None,
        compat: Compat::Postman,
        seed: Seed(0),
        clock: Clock::system(),
        vault: Vault::default(),
        packages: Packages::default(),
        secrets: SecretVariables::default(),
    };
    let findings = runtime.block_on(find(&subject, options));
    let mut text = Vec::new();
    match args.format {
        CheckFormat::Text => write_text(&mut text, &findings, args.files.len())?,
        CheckFormat::Json => write_json(&mut text, &findings, args)?,
    }
    print(&text)?;
    Ok(if findings.is_empty() { exit_code::PASSED } else { exit_code::FAILED })
}

fn subject(args: &CheckArgs) -> anyhow::Result<Subject> {
    let mut subject = Subject::default();
    for path in &args.files {
        let file = path.display().to_string();
        if load::is_scope(path)? {
            let content = load::Loader::default().environment(Some(path))?;
            subject.scopes.push(Named { file, content });
        } else {
            let content = load::Loader::default().collection(path)?;
            subject.collections.push(Named { file, content });
        }
    }
    let pairs = args.env_var.iter().chain(&args.global_var);
    subject.given = pairs.map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect();
    for row in load::Loader::default().data(args.iteration_data.as_deref())? {
        subject.given.extend(row.into_iter().map(|(column, _)| column));
    }
    Ok(subject)
}

fn write_text(out: &mut impl Write, findings: &[Finding], files: usize) -> io::Result<()> {
    for finding in findings {
        write!(out, "{}: ", finding.file)?;
        if !finding.path.is_empty() {
            write!(out, "{}: ", finding.path.join(" / "))?;
        }
        if let Some(line) = finding.line {
            write!(out, "line {line}: ")?;
        }
        writeln!(out, "{}", finding.kind)?;
    }
    let noun = |count: usize, one: &str, many: &str| match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let problems = noun(findings.len(), "problem", "problems");
    writeln!(out, "{problems} in {}", noun(files, "file", "files"))
}

fn write_json(out: &mut impl Write, findings: &[Finding], args: &CheckArgs) -> io::Result<()> {
    let files: Vec<_> = args.files.iter().map(|path: &std::path::PathBuf| shown(path)).collect();
    let findings: Vec<Value> = findings.iter().map(finding_json).collect();
    serde_json::to_writer_pretty(&mut *out, &json!({"files": files, "findings": findings}))?;
    writeln!(out)
}

fn finding_json(finding: &Finding) -> Value {
    let mut json = serde_json::to_value(finding).unwrap_or_default();
    json["message"] = json!(finding.kind.to_string());
    json
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
