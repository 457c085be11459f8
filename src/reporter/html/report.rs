//! Takes the events of the stored run and writes the page.

use std::io::{self, Write};

use serde_json::Value;

use super::HtmlOptions;
use super::execution::HtmlExecution;
use super::page::{self, Page, script_safe};
use crate::event::{EventKind, RequestOrigin, RunEvent};
use crate::reporter::{Needs, Rendering, Report, ReportError, StoredRun, console};

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

    fn begin<'r>(
        &'r self,
        run: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>> {
        let context = page::context(&run.facts, &self.options);
        let list = if self.options.template.is_some() {
            Executions::Kept { context, executions: Vec::new() }
        } else {
            let (head, tail) = self.page.render_frame(context).map_err(io::Error::other)?;
            out.write_all(head.as_bytes())?;
            Executions::Written { separator: "[", tail }
        };
        Ok(Some(Box::new(HtmlRendering { report: self, out, list, current: None })))
    }
}

/// A page that has begun.
struct HtmlRendering<'r> {
    report: &'r HtmlReport,
    out: &'r mut dyn Write,
    list: Executions,
    /// The execution whose events come.
    current: Option<HtmlExecution>,
}

/// What becomes of executions.
enum Executions {
    /// They are written one by one; what comes after them is known.
    Written { separator: &'static str, tail: String },
    /// They are kept, since the user's template may want them anywhere.
    Kept { context: Value, executions: Vec<Value> },
}

impl Rendering for HtmlRendering<'_> {
    fn on_event(&mut self, event: &RunEvent) -> io::Result<()> {
        let options = &self.report.options;
        if let EventKind::ItemStarted { cursor, item } = &event.kind {
            let shown = options.shows_item(&item.name, &item.folders);
            self.current = shown.then(|| HtmlExecution::new(cursor, item, options));
        }
        if let Some(execution) = &mut self.current {
            self.report.note(execution, event);
        }
        // A stream that was cut off ends inside of an item.
        if let EventKind::ItemFinished { .. } | EventKind::RunFinished { .. } = event.kind {
            let skipped = matches!(event.kind, EventKind::ItemFinished { skipped: true, .. });
            let done = self.current.take().filter(|done| !options.only_fails || done.has_failed());
            if let Some(done) = done {
                self.list.add(done.into_json(skipped), self.out)?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        match self.list {
            Executions::Written { separator, tail } => {
                self.out.write_all(if separator == "[" { b"[]" } else { b"]" })?;
                self.out.write_all(tail.as_bytes())
            }
            Executions::Kept { context, executions } => {
                let executions = Value::Array(executions);
                self.report.page.render_whole(self.out, context, executions).map_err(io::Error::other)
            }
        }
    }
}

impl Executions {
    fn add(&mut self, execution: Value, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Written { separator, .. } => {
                write!(out, "{separator}\n{}", script_safe(&execution.to_string()))?;
                *separator = ",";
            }
            Self::Kept { executions, .. } => executions.push(execution),
        }
        Ok(())
    }
}

impl HtmlReport {
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
