//! The `cli` reporter: newman's layout, and what its users miss.
//!
//! Source: newman 6.2, `lib/reporters/cli` (postman-semantics §8.1). By default a failed test is followed by
//! the user's own line and the beginning of the response's body; with `compat_newman` it is newman's text.

mod inspect;
pub(super) use inspect::inspect;
mod style;
mod table;
mod text;

use std::io::Write;
use std::sync::Arc;

use serde_json::Value;

use self::style::{Color, Style};
use super::{Needs, ReportError, Reporter};
use crate::event::{
    Assertion, AssertionOutcome, ConsoleLevel, Cursor, EventKind, ItemView, RequestFailure, RequestView,
    Response, RunError, RunEvent, Summary,
};

/// How much of a body is shown under a failed test. Units: characters.
const EXCERPT: usize = 240;

/// How the report looks.
#[derive(Debug, Clone)]
pub struct CliOptions {
    /// ANSI colours.
    pub color: bool,
    /// Symbols beyond ASCII.
    pub unicode: bool,
    /// Where console boxes wrap. Units: columns.
    pub width: usize,
    /// newman's text exactly.
    pub compat_newman: bool,
    /// Headers, bodies and sizes of each exchange.
    pub verbose: bool,
    /// No table of counts.
    pub no_summary: bool,
    /// No table of failures.
    pub no_failures: bool,
    /// No tests.
    pub no_assertions: bool,
    /// No tests that passed.
    pub no_success_assertions: bool,
    /// No console output of scripts.
    pub no_console: bool,
    /// No first line.
    pub no_banner: bool,
}

/// Writes the run for a person at a terminal.
pub struct CliReporter {
    out: Box<dyn Write>,
    style: Style,
    options: CliOptions,
    folder: Vec<String>,
    console_open: bool,
    excerpt: Option<String>,
}

impl CliReporter {
    /// A reporter that writes to `out` as things happen.
    pub fn new(out: Box<dyn Write>, options: CliOptions) -> Self {
        let style = Style { color: options.color, unicode: options.unicode };
        Self { out, style, options, folder: Vec::new(), console_open: false, excerpt: None }
    }

    fn close_console(&mut self) -> Result<(), ReportError> {
        if self.console_open {
            self.console_open = false;
            let corner = self.style.symbol("└", "-");
            writeln!(self.out, "  {}", self.style.paint(Color::Grey, corner))?;
        }
        Ok(())
    }

    fn banner(&mut self, name: &str) -> Result<(), ReportError> {
        if !self.options.no_banner {
            let who = if self.options.compat_newman { "newman" } else { "postino" };
            writeln!(self.out, "{}\n", self.style.bold(who))?;
        }
        writeln!(self.out, "{}", self.style.bold(name))?;
        Ok(())
    }

    fn iteration(&mut self, cursor: Cursor) -> Result<(), ReportError> {
        if cursor.cycles > 1 {
            let line = format!("Iteration {}/{}", cursor.iteration + 1, cursor.cycles);
            writeln!(self.out, "\n{}", self.style.underlined(&line))?;
        }
        self.folder.clear();
        Ok(())
    }

    fn item(&mut self, item: &ItemView) -> Result<(), ReportError> {
        writeln!(self.out)?;
        if item.folders != self.folder {
            self.folder.clone_from(&item.folders);
            if !item.folders.is_empty() {
                let mark = self.style.symbol("❏", "Folder");
                writeln!(self.out, "{mark} {}", item.folders.join(" / "))?;
            }
        }
        let mark = if item.folders.is_empty() {
            self.style.symbol("→", "Root")
        } else {
            self.style.symbol("↳", "Sub-folder")
        };
        writeln!(self.out, "{mark} {}", item.name)?;
        Ok(())
    }

    fn request(
        &mut self,
        request: &RequestView,
        response: Option<&Response>,
        failure: Option<&RequestFailure>,
    ) -> Result<(), ReportError> {
        self.close_console()?;
        let line = format!("{} {}", request.method, request.url_text);
        write!(self.out, "  {} ", self.style.paint(Color::Grey, &line))?;
        if let Some(failure) = failure {
            let mark = self.style.paint(Color::Red, "[errored]");
            writeln!(self.out, "{mark}\n     {}", self.style.paint(Color::Red, &failure.message))?;
        }
        if let Some(response) = response {
            let size = text::size(text::head_bytes(response) + response.body_bytes);
            let time = text::duration_ms(text::response_ms(response));
            let line = format!("[{} {}, {size}, {time}]", response.code, response.reason);
            writeln!(self.out, "{}", self.style.paint(Color::Green, &line))?;
        }
        self.excerpt = response.map(|response| text::excerpt(&response.body, EXCERPT));
        if let (true, Some(response)) = (self.options.verbose, response) {
            self.details(request, response)?;
        }
        Ok(())
    }

    fn details(&mut self, request: &RequestView, response: &Response) -> Result<(), ReportError> {
        for header in &request.headers {
            writeln!(self.out, "  > {}: {}", header.key, header.value)?;
        }
        for header in &response.headers {
            writeln!(self.out, "  < {}: {}", header.name, header.value)?;
        }
        let body = text::excerpt(&response.body, 2048);
        for line in body.lines() {
            writeln!(self.out, "  {} {line}", self.style.symbol("│", "|"))?;
        }
        let timings = &response.timings;
        writeln!(
            self.out,
            "  dns {:?}, connect {:?}, tls {:?}, first byte {:?}, download {:?}, total {:?}",
            timings.dns, timings.connect, timings.tls, timings.first_byte, timings.download, timings.total
        )?;
        Ok(())
    }

    fn console(&mut self, level: ConsoleLevel, values: &[Value]) -> Result<(), ReportError> {
        let color = match level {
            ConsoleLevel::Log => Color::Grey,
            ConsoleLevel::Info => Color::Cyan,
            ConsoleLevel::Warn => Color::Yellow,
            ConsoleLevel::Error => Color::Red,
            ConsoleLevel::Debug => Color::Blue,
        };
        if !self.console_open {
            self.console_open = true;
            let corner = self.style.symbol("┌", "-");
            writeln!(self.out, "  {}", self.style.paint(Color::Grey, corner))?;
        }
        let shown = values.iter().map(inspect).collect::<Vec<_>>().join(", ");
        let bar = self.style.symbol("│", "|");
        for line in text::wrap(&shown, self.options.width.saturating_sub(6).max(10)) {
            let bar = self.style.paint(Color::Grey, bar);
            writeln!(self.out, "  {bar} {}", self.style.paint(color, &line))?;
        }
        Ok(())
    }

    fn assertion(&mut self, assertion: &Assertion, failures: usize) -> Result<(), ReportError> {
        self.close_console()?;
        if self.options.no_assertions {
            return Ok(());
        }
        match &assertion.outcome {
            AssertionOutcome::Passed | AssertionOutcome::Skipped if self.options.no_success_assertions => {}
            AssertionOutcome::Passed => {
                let mark = self.style.paint(Color::Green, self.style.symbol("✓", "Pass"));
                writeln!(self.out, "  {mark}  {}", self.style.paint(Color::Grey, &assertion.name))?;
            }
            AssertionOutcome::Skipped => {
                let line = format!("-  [skipped] {}", assertion.name);
                writeln!(self.out, "  {}", self.style.paint(Color::Cyan, &line))?;
            }
            AssertionOutcome::Failed(failure) => {
                let line = format!("{failures:>3}. {}", assertion.name);
                writeln!(self.out, "{}", self.style.paint(Color::Red, &line))?;
                if !self.options.compat_newman {
                    let place = failure.line.map(|line| format!(" (line {line})")).unwrap_or_default();
                    let message = failure.message.as_deref().unwrap_or("undefined");
                    writeln!(self.out, "     {message}{}", self.style.paint(Color::Grey, &place))?;
                    if let Some(body) = self.excerpt.take().filter(|body| !body.is_empty()) {
                        let line = format!("response body: {body}");
                        writeln!(self.out, "     {}", self.style.paint(Color::Grey, &line))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn summary(&mut self, summary: &Summary) -> Result<(), ReportError> {
        if !self.options.no_summary {
            writeln!(self.out, "\n{}", table::counts(summary, self.style))?;
        }
        if !self.options.no_failures && !summary.failures.is_empty() {
            write!(self.out, "\n{}", table::failures(summary, self.style, self.options.compat_newman))?;
        }
        let stopped = match &summary.error {
            None => return Ok(()),
            Some(RunError::Interrupted) => "interrupted",
            Some(RunError::TimedOut) => "the time limit of the run passed",
            Some(RunError::Bailed(message)) => message,
        };
        writeln!(self.out, "\n{} {stopped}", self.style.paint(Color::Red, "stopped:"))?;
        Ok(())
    }
}

impl Reporter for CliReporter {
    fn name(&self) -> &'static str {
        "cli"
    }

    fn needs(&self) -> Needs {
        Needs { bodies: true, collection: false }
    }

    fn on_event(&mut self, event: &RunEvent, summary: &Summary) -> Result<(), ReportError> {
        match &event.kind {
            EventKind::RunStarted { run } => self.banner(&run.collection.name)?,
            EventKind::IterationStarted { cursor } => self.iteration(*cursor)?,
            EventKind::ItemStarted { item, .. } => self.item(&Arc::clone(item))?,
            EventKind::ConsoleLogged { .. } if self.options.no_console => {}
            EventKind::ConsoleLogged { level, values, .. } => self.console(*level, values)?,
            EventKind::AssertionFinished { assertion, .. } => {
                self.assertion(assertion, summary.failures.len())?;
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                self.close_console()?;
                let name = failure.name.as_deref().unwrap_or("undefined");
                let place = format!("{}-script", script.listen.as_str());
                let line =
                    format!("{:>3}{} {name} in {place}", summary.failures.len(), self.style.symbol("⠄", "."));
                writeln!(self.out, "{}", self.style.paint(Color::Red, &line))?;
            }
            EventKind::ScriptFinished { .. } => self.close_console()?,
            EventKind::RequestFinished { request, response, failure, .. } => {
                self.request(request, response.as_deref(), failure.as_ref())?;
            }
            EventKind::WarningRaised { message, .. } => {
                if !self.options.no_console {
                    self.console(ConsoleLevel::Warn, &[Value::from(message.as_str())])?;
                    self.close_console()?;
                }
            }
            EventKind::ItemFinished { .. } => {
                self.close_console()?;
                self.out.flush()?;
            }
            EventKind::RunFinished { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::RequestStarted { .. }
            | EventKind::IterationFinished { .. } => {}
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.summary(summary)?;
        self.out.flush()?;
        Ok(())
    }
}
