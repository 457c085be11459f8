//! The fold that collects the report.

use std::io::{self, Read as _, Write};
use std::sync::Arc;

use serde_json::Value;
use tempfile::NamedTempFile;

use super::HtmlOptions;
use super::execution::Execution;
use super::page::Page;
use crate::event::{AssertionOutcome, EventKind, RequestOrigin, RunEvent, Summary, VariableScope};
use crate::reporter::console;
use crate::reporter::{Needs, Output, ReportError, Reporter, write_whole};
use crate::secret::SecretSet;

/// Writes an html report.
#[derive(Debug)]
pub struct HtmlReporter {
    output: Output,
    options: HtmlOptions,
    page: Page,
    secrets: SecretSet,
    spool: NamedTempFile,
    written: usize,
    current: Option<Execution>,
    skipped_tests: usize,
    environment: Arc<VariableScope>,
    globals: Arc<VariableScope>,
}

impl HtmlReporter {
    /// A reporter that writes to `output` when the run ends.
    ///
    /// # Errors
    ///
    /// Fails when the user's template does not parse, or when there is no room for temporary files.
    pub fn new(output: Output, options: HtmlOptions, secrets: SecretSet) -> Result<Self, ReportError> {
        let page = Page::new(options.template.as_deref())?;
        let spool = NamedTempFile::new()?;
        let (environment, globals) = Default::default();
        let (written, skipped_tests, current) = (0, 0, None);
        Ok(Self {
            output,
            options,
            page,
            secrets,
            spool,
            written,
            current,
            skipped_tests,
            environment,
            globals,
        })
    }

    fn close(&mut self, skipped: bool) -> Result<(), ReportError> {
        let Some(execution) = self.current.take() else { return Ok(()) };
        if self.options.only_fails && !execution.has_failed() {
            return Ok(());
        }
        let json = execution.into_json(skipped).to_string();
        let separator = if self.written == 0 { "" } else { "," };
        write!(self.spool, "{separator}\n{}", harmless(&self.secrets.redact(&json)))?;
        self.written += 1;
        Ok(())
    }
}

/// JSON that can stand in a page: `<` occurs inside of texts only, and never ends the script element there.
pub(super) fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c")
}

impl Reporter for HtmlReporter {
    fn name(&self) -> &'static str {
        "html"
    }

    fn needs(&self) -> Needs {
        Needs { bodies: !self.options.omit_response_bodies, collection: self.options.show_folder_description }
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        match &event.kind {
            EventKind::ItemStarted { cursor, item } => {
                let shown = self.options.shows_item(&item.name, &item.folders);
                self.current = shown.then(|| Execution::new(cursor, item, &self.options));
            }
            EventKind::ItemFinished { skipped, .. } => self.close(*skipped)?,
            EventKind::RunFinished { environment, globals, .. } => {
                self.environment = Arc::clone(environment);
                self.globals = Arc::clone(globals);
            }
            EventKind::AssertionFinished { assertion, .. }
                if assertion.outcome == AssertionOutcome::Skipped =>
            {
                self.skipped_tests += 1;
                self.note(event);
            }
            EventKind::AssertionFinished { .. }
            | EventKind::ScriptFinished { .. }
            | EventKind::ConsoleLogged { .. }
            | EventKind::WarningRaised { .. }
            | EventKind::RequestFinished { .. } => self.note(event),
            EventKind::RunStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::RequestStarted { .. }
            | EventKind::IterationFinished { .. } => {}
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.close(false)?;
        self.spool.flush()?;
        let mut executions = self.spool.reopen()?;
        let started = summary.started.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        let own_template = self.options.template.is_some();
        write_whole(&self.output.resolve(started), |out| {
            let context = self.context(summary);
            let masked: Value = serde_json::from_str(&self.secrets.redact(&context.to_string()))?;
            if own_template {
                let mut list = String::from("[");
                executions.read_to_string(&mut list)?;
                list.push(']');
                let list: Value = serde_json::from_str(&list)?;
                return self.page.render_whole(out, masked, list).map_err(io::Error::other);
            }
            let (head, tail) = self.page.render_frame(masked).map_err(io::Error::other)?;
            out.write_all(head.as_bytes())?;
            out.write_all(b"[")?;
            io::copy(&mut executions, out)?;
            out.write_all(b"]")?;
            out.write_all(tail.as_bytes())
        })
    }
}

impl HtmlReporter {
    /// Adds a fact to the execution that is on its way.
    fn note(&mut self, event: &RunEvent) {
        let Some(execution) = &mut self.current else { return };
        match &event.kind {
            EventKind::AssertionFinished { script, assertion, .. } => execution.asserted(script, assertion),
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                execution.script_failed(script, failure);
            }
            EventKind::ConsoleLogged { level, values, .. } if !self.options.no_console => {
                execution.logged(*level, &console::line(values));
            }
            EventKind::WarningRaised { message, .. } if !self.options.no_console => execution.warned(message),
            EventKind::RequestFinished { origin: RequestOrigin::Retry, .. } => {}
            EventKind::RequestFinished { request, origin, response, failure, .. } => {
                let outcome = response.as_deref().ok_or(failure.as_ref());
                execution.sent(*origin, request, outcome, &self.options, &self.secrets);
            }
            _ => {}
        }
    }

    fn context(&self, summary: &Summary) -> Value {
        super::page::context(summary, &self.options, self.skipped_tests, &self.environment, &self.globals)
    }
}
