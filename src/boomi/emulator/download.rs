//! Files that a caller can download for a while: logs and artifacts of runs, logs of runtimes.

use std::io::{Cursor, Write as _};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::run::{self, EmulatedRun};
use crate::boomi::model::{ExecutionStatus, LogLevel};

/// A file that a caller asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Download {
    pub(super) account: String,
    /// The last part of its address: `ProcessLog-<uuid>`.
    pub(super) name: String,
    pub(super) content: Content,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) ready_at: OffsetDateTime,
}

/// The content of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Content {
    /// The log of a run, up to this level.
    ProcessLog { execution_id: String, level: LogLevel },
    /// The artifacts of a run.
    Artifacts { execution_id: String },
    /// A document of a connector, or a report.
    Document { text: String },
    /// The log of a runtime on one day.
    AtomLog { atom_name: String, day: String },
}

/// The text of a run's log at this time.
pub(super) fn process_log(run: &EmulatedRun, level: LogLevel, now: OffsetDateTime) -> String {
    let mut log = String::new();
    for (at, of, text) in lines(run, now).into_iter().filter(|(_, of, _)| *of <= level) {
        let fields = [run::seconds(at), level_name(of).to_owned(), text];
        log.push_str(&fields.join("\t"));
        log.push('\n');
    }
    log
}

fn lines(run: &EmulatedRun, now: OffsetDateTime) -> Vec<(OffsetDateTime, LogLevel, String)> {
    let Some(schedule) = run.schedule else { return Vec::new() };
    let start = schedule.runs;
    let mut lines = vec![
        (start, LogLevel::Info, format!("Executing process {}", run.process_name)),
        (start, LogLevel::Config, format!("Runtime {} ({})", run.atom_name, run.atom_id)),
    ];
    for (name, value) in &run.properties {
        lines.push((start, LogLevel::Fine, format!("Dynamic process property {name} = {value}")));
    }
    lines.extend(run.log.lines().map(|line| (start, LogLevel::Info, line.to_owned())));
    let documents = run.documents;
    let end = schedule.ends;
    lines.push((
        end,
        LogLevel::Info,
        format!("{} documents in, {} out", documents.inbound, documents.outbound),
    ));
    let level = match run.outcome {
        ExecutionStatus::Complete => LogLevel::Info,
        ExecutionStatus::CompleteWarn => LogLevel::Warning,
        _ => LogLevel::Severe,
    };
    if let Some(message) = &run.message {
        lines.push((end, level, message.clone()));
    }
    lines.push((end, LogLevel::Info, format!("Process ended: {} in {} ms", run.outcome, run.took_ms())));
    lines.retain(|(at, ..)| *at <= now);
    lines
}

fn level_name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Severe => "SEVERE",
        LogLevel::Warning => "WARNING",
        LogLevel::Info => "INFO",
        LogLevel::Config => "CONFIG",
        LogLevel::Fine => "FINE",
        LogLevel::Finer => "FINER",
        LogLevel::Finest => "FINEST",
        LogLevel::All => "ALL",
    }
}

/// A zip archive with one file.
pub(super) fn zip(name: &str, text: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).expect("one short name");
    writer.write_all(text.as_bytes()).expect("a buffer takes everything");
    writer.finish().expect("a buffer takes everything").into_inner()
}
