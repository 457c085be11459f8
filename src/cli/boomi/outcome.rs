//! How a command about a run ended: in words, as a JSON object, and as an exit code.

use std::time::Duration;

use postino::boomi::RunState;
use postino::boomi::model::{ExecutionRecord, ExecutionStatus};
use serde::Serialize;

use super::words::seconds;
use crate::cli::error::{self, coded};
use crate::cli::exit_code::{self, Code};
use crate::cli::terminal::{answer_json, tell};

/// What is known about the run of a trigger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Word {
    /// It is known that no run was started.
    #[default]
    NotStarted,
    /// The trigger was sent, and no sound answer came.
    PerhapsStarted,
    /// A run was started. Nobody waited for its end.
    Started,
    /// A run was started, and its outcome is not known.
    OutcomeUnknown,
    /// A run was started and has ended.
    Ended,
}

/// A thing of the account.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Named {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

/// The numbers of documents.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Documents {
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    inbound: Option<i32>,
    #[serde(rename = "out", skip_serializing_if = "Option::is_none")]
    outbound: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<i32>,
}

/// How a command ended: the object of `--output json`.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunOutcome {
    pub(super) outcome: Word,
    pub(super) exit_code: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) execution_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<ExecutionStatus>,
    /// Boomi's own text about an error of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    pub(super) process: Named,
    pub(super) atom: Named,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) started: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) documents: Option<Documents>,
    /// The file that holds the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) log: Option<String>,
    /// The address of the run's record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<String>,
    /// Why the exit code is not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    #[serde(skip)]
    pub(super) code: Code,
}

impl RunOutcome {
    /// Notes what a record says.
    pub(super) fn take(&mut self, record: &ExecutionRecord) {
        let later = |new: &Option<String>, old: &mut Option<String>| {
            if new.is_some() {
                old.clone_from(new);
            }
        };
        self.execution_id = Some(record.execution_id.clone());
        self.status = Some(record.status.clone());
        later(&record.message, &mut self.message);
        later(&record.process_id, &mut self.process.id);
        later(&record.process_name, &mut self.process.name);
        later(&record.atom_id, &mut self.atom.id);
        later(&record.atom_name, &mut self.atom.name);
        later(&record.execution_time, &mut self.started);
        later(&record.recorded_date, &mut self.ended);
        self.duration_ms = record.execution_duration.map(|took| took.0);
        self.documents = Some(Documents {
            inbound: record.inbound_document_count,
            outbound: record.outbound_document_count,
            errors: record.inbound_error_document_count,
        });
    }

    /// Notes an error, its advice and its exit code.
    pub(super) fn fail(&mut self, code: Code, sentence: impl Into<String>, hint: Option<String>) {
        (self.code, self.error, self.hint) = (code, Some(sentence.into()), hint);
    }

    /// Notes an error of the steps before the trigger.
    pub(super) fn fail_with(&mut self, error: &anyhow::Error) {
        let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        self.fail(error::exit_code(error), causes.join(": "), error::hint(error));
    }

    /// Judges a run that has ended.
    pub(super) fn judge(&mut self, record: &ExecutionRecord, warnings_as_errors: bool) {
        let message = record.message.as_deref().unwrap_or("Boomi gives no reason");
        let hint = match &self.log {
            Some(file) if file != "-" => format!("its log is in {file}"),
            _ => format!("postino boomi log {}", record.execution_id),
        };
        match RunState::of(&record.status) {
            RunState::Failed => {
                let sentence = format!("the process ended as {}: {message}", record.status);
                self.fail(exit_code::PROCESS_FAILED, sentence, Some(hint));
            }
            RunState::Warned if warnings_as_errors => {
                let sentence = format!("the process ended with warnings: {message}");
                self.fail(exit_code::PROCESS_WARNED, sentence, Some(hint));
            }
            RunState::Complete | RunState::Warned | RunState::Running => {}
        }
    }

    /// Notes that the command was interrupted, and what goes on without it.
    pub(super) fn interrupt(&mut self) {
        let follow = self.execution_id.as_ref().or(self.request_id.as_ref());
        let follow = follow.map(|id| format!("follow it with: postino boomi wait {id}"));
        let look = "look at postino boomi executions before you trigger it again".to_owned();
        let (sentence, hint) = match self.outcome {
            Word::NotStarted => ("interrupted: nothing was started", None),
            Word::PerhapsStarted => {
                ("interrupted while the trigger was on its way: a run was perhaps started", Some(look))
            }
            Word::Started | Word::OutcomeUnknown => {
                ("interrupted: the run goes on in Boomi", follow.or(Some(look)))
            }
            Word::Ended => ("interrupted after the run had ended", None),
        };
        if self.outcome == Word::Started {
            self.outcome = Word::OutcomeUnknown;
        }
        self.fail(exit_code::INTERRUPTED, sentence, hint);
    }

    /// What is known, line by line: a line is never wrapped, so that ids can be copied.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let named = |named: &Named| match (&named.name, &named.id) {
            (Some(name), Some(id)) => Some(format!("{name} ({id})")),
            (name, id) => name.clone().or_else(|| id.clone()),
        };
        let took = self.duration_ms.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
        let status = self.status.as_ref().map(|status| match took {
            Some(took) => format!("{status} after {}", seconds(took)),
            None => status.to_string(),
        });
        let documents = self.documents.as_ref().and_then(|documents| {
            let count = |count: Option<i32>| count.unwrap_or_default();
            documents.inbound.or(documents.outbound)?;
            let (inbound, outbound) = (count(documents.inbound), count(documents.outbound));
            Some(format!("{inbound} in, {outbound} out, {} in error", count(documents.errors)))
        });
        let lines = [
            ("process", named(&self.process)),
            ("runtime", named(&self.atom)),
            ("request", self.request_id.clone()),
            ("execution", self.execution_id.clone()),
            ("status", status),
            ("documents", documents),
            ("message", self.message.clone()),
            ("log", self.log.clone().filter(|log| log != "-")),
        ];
        lines.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Prints the warnings, the error and, with `json`, the object; gives the exit code.
    pub(super) fn finish(mut self, json: bool) -> anyhow::Result<Code> {
        self.exit_code = self.code.number();
        for warning in &self.warnings {
            tell!("warning: {warning}");
        }
        if !json {
            for (name, value) in self.facts() {
                tell!("{name:<10} {value}");
            }
        }
        if let Some(sentence) = &self.error {
            error::render(&coded(self.code, sentence.clone(), self.hint.clone()));
        }
        if json {
            answer_json(&self)?;
        }
        Ok(self.code)
    }
}
