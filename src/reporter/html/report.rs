//! Reads the stored run and writes the page.

use std::io::{self, Write};

use serde_json::Value;

use super::HtmlOptions;
use super::execution::HtmlExecution;
use super::page::{self, Page, script_safe};
use crate::event::{EventKind, RequestOrigin, RunEvent};
use crate::reporter::{Needs, Report, ReportError, StoredRun, console};

/// A page for people.
#[derive(Debug)]
pub struct HtmlReport {
    options: HtmlOptions,
    page: Page,
}

impl HtmlReport {
    /// A page with these options.
    ///
    /// # Errors
    ///
    /// Fails when the user's template does not parse.
    pub fn new(options: HtmlOptions) -> Result<Self, ReportError> {
        let page = Page::new(options.template.as_deref())?;
        Ok(Self { options, page })
    }
}

impl Report for HtmlReport {
    fn needs(&self) -> Needs {
        Needs { bodies: !self.options.omit_response_bodies, collection: self.options.show_folder_description }
    }

    fn render(&self, run: &StoredRun, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let context = page::context(run, &self.options);
        if self.options.template.is_some() {
            let mut executions = Vec::new();
            self.each_execution(run, &mut |execution| {
                executions.push(execution);
                Ok(())
            })?;
            let executions = Value::Array(executions);
            return self.page.render_whole(out, context, executions).map_err(io::Error::other);
        }
        let (head, tail) = self.page.render_frame(context).map_err(io::Error::other)?;
        out.write_all(head.as_bytes())?;
        let mut separator = "[";
        self.each_execution(run, &mut |execution| {
            write!(out, "{separator}\n{}", script_safe(&execution.to_string()))?;
            separator = ",";
            Ok(())
        })?;
        out.write_all(if separator == "[" { b"[]" } else { b"]" })?;
        out.write_all(tail.as_bytes())
    }
}

impl HtmlReport {
    /// Hands over the executions that are shown, in their order.
    fn each_execution(
        &self,
        run: &StoredRun,
        sink: &mut dyn FnMut(Value) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut current: Option<HtmlExecution> = None;
        for event in run.events()? {
            let event = event?;
            if let EventKind::ItemStarted { cursor, item } = &event.kind {
                let shown = self.options.shows_item(&item.name, &item.folders);
                current = shown.then(|| HtmlExecution::new(cursor, item, &self.options));
            }
            if let Some(execution) = &mut current {
                self.note(execution, &event);
            }
            // A stream that was cut off ends inside of an item.
            if let EventKind::ItemFinished { .. } | EventKind::RunFinished { .. } = event.kind {
                let skipped = matches!(event.kind, EventKind::ItemFinished { skipped: true, .. });
                let done = current.take();
                if let Some(done) = done.filter(|done| !self.options.only_fails || done.has_failed()) {
                    sink(done.into_json(skipped))?;
                }
            }
        }
        Ok(())
    }

    /// Adds a fact to the execution that is being read.
    fn note(&self, execution: &mut HtmlExecution, event: &RunEvent) {
        match &event.kind {
            EventKind::AssertionFinished { script, assertion, .. } => execution.asserted(script, assertion),
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                execution.script_failed(script, failure);
            }
            EventKind::ConsoleLogged { level, values, .. } if !self.options.no_console => {
                execution.logged(*level, &console::line(values));
            }
            EventKind::WarningRaised { message, .. } if !self.options.no_console => execution.warned(message),
            EventKind::RequestFinished { request, origin, response, failure, .. }
                if *origin != RequestOrigin::Retry =>
            {
                let outcome = response.as_deref().ok_or(failure.as_ref());
                execution.sent(*origin, request, outcome, &self.options);
            }
            EventKind::RunStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::ItemStarted { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::ScriptFinished { .. }
            | EventKind::ConsoleLogged { .. }
            | EventKind::WarningRaised { .. }
            | EventKind::RequestStarted { .. }
            // A try that is followed by another one decides nothing.
            | EventKind::RequestFinished { .. }
            | EventKind::ItemFinished { .. }
            | EventKind::IterationFinished { .. }
            | EventKind::RunFinished { .. } => {}
        }
    }
}
