//! The `cli` reporter: newman's layout, and what its users miss.
//!
//! Source: newman 6.2, `lib/reporters/cli` (`docs/postman-semantics.md` §8.1, The terminal). By default a failed test is followed by
//! the user's own line and the beginning of the response's body; with `--compat newman` it is newman's text.

mod counts;
mod exchange;
mod failures;
mod screen;
mod style;
mod text;

use std::io::Write;
use std::sync::Arc;

use serde_json::Value;
use time::{OffsetDateTime, UtcOffset};

use self::screen::Screen;
use self::style::{Color, Style};
use super::console::inspect;
use super::{Declaration, Needs, ReportError, Reporter, ReporterOption};
use crate::compat::Compat;
use crate::event::{
    Assertion, AssertionOutcome, ConsoleLevel, Cursor, EventKind, FailureView, ItemView, ListenView,
    RequestView, ResponseView, RunEvent, ScriptFailure, ScriptView, Summary,
};

/// How much of a body is shown under a failed test. Units: characters.
const EXCERPT: usize = 240;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "cli",
    about: "the run as it goes, and tables of counts and failures",
    live: Some("standard output"),
    file: None,
    options: &[
        ReporterOption::SILENT,
        ReporterOption::flag("show-timestamps", "the time before requests, tests and console output"),
        ReporterOption::flag("no-summary", "no table of counts"),
        ReporterOption::flag("no-failures", "no table of failures"),
        ReporterOption::flag("no-assertions", "no tests"),
        ReporterOption::flag("no-success-assertions", "no tests that passed or were skipped"),
        ReporterOption::flag("no-console", "no console output of scripts"),
        ReporterOption::flag("no-banner", "no first line"),
    ],
    yields_to_installed: false,
    add: |setup, fanout| {
        let has = |option| setup.options.flag("cli", option);
        if setup.silent || has("silent") {
            return Ok(());
        }
        let options = CliOptions {
            color: setup.color,
            unicode: setup.unicode,
            width: setup.width,
            terminal: setup.terminal,
            compat: setup.compat,
            verbose: setup.verbose,
            no_summary: has("no-summary"),
            no_failures: has("no-failures"),
            no_assertions: has("no-assertions"),
            no_success_assertions: has("no-success-assertions"),
            no_console: has("no-console"),
            no_banner: has("no-banner"),
            timestamps: has("show-timestamps").then_some(setup.offset),
        };
        fanout.add(Box::new(CliReporter::new((setup.standard_output)(), options)));
        Ok(())
    },
};

/// The columns that newman subtracts from the terminal's width before it wraps lines. Units: columns.
const MARGIN: usize = 6;

/// How the report looks.
#[derive(Debug, Clone)]
pub struct CliOptions {
    /// ANSI colours.
    pub color: bool,
    /// Symbols beyond ASCII.
    pub unicode: bool,
    /// Where boxes wrap. Units: columns.
    pub width: usize,
    /// True when `width` is a terminal's own: tables wrap too.
    pub terminal: bool,
    /// Whose text it is.
    pub compat: Compat,
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
    /// The time before requests, tests and console output, in the zone with this offset.
    pub timestamps: Option<UtcOffset>,
}

/// Writes the run for a person at a terminal.
pub struct CliReporter {
    screen: Screen,
    options: CliOptions,
    /// The folder that was named last.
    folder: Vec<String>,
    folder_id: Option<String>,
    excerpt: Option<String>,
    /// What the item's test scripts asked for by `setNextRequest`.
    next_request: Option<String>,
    /// The request whose line waits for its answer.
    awaited: Option<Arc<RequestView>>,
}

impl CliReporter {
    /// A reporter that writes to `out` as things happen.
    pub fn new(out: Box<dyn Write + Send>, options: CliOptions) -> Self {
        let breaks = options.compat.breaks_names();
        let style = Style { color: options.color, unicode: options.unicode, breaks };
        let (folder, folder_id) = Default::default();
        let screen = Screen::new(out, style);
        Self { screen, options, folder, folder_id, excerpt: None, next_request: None, awaited: None }
    }

    fn style(&self) -> Style {
        self.screen.style
    }

    fn banner(&mut self, name: &str) -> Result<(), ReportError> {
        if !self.options.no_banner {
            let program = self.style().name(self.options.compat.program_name());
            self.screen.print(&format!("{program}\n\n"))?;
        }
        let style = self.style();
        Ok(self.screen.line(&style.name(&style.shown(name)))?)
    }

    fn iteration(&mut self, cursor: Cursor) -> Result<(), ReportError> {
        if cursor.cycles > 1 {
            let line = format!("Iteration {}/{}", cursor.iteration + 1, cursor.cycles);
            let line = format!("\n{}", self.style().underlined(&line));
            self.screen.line(&line)?;
        }
        Ok(())
    }

    fn item(&mut self, item: &ItemView) -> Result<(), ReportError> {
        self.next_request = None;
        let symbols = self.style().symbols();
        if (&item.folders, &item.folder_id) != (&self.folder, &self.folder_id) {
            self.folder.clone_from(&item.folders);
            self.folder_id.clone_from(&item.folder_id);
            if !item.folders.is_empty() {
                let name = self.style().name(&self.style().shown(&item.folders.join(" / ")));
                self.screen.print(&format!("\n{} {name}", symbols.folder))?;
            }
        }
        let mark = if item.folders.is_empty() { symbols.root } else { symbols.sub };
        Ok(self.screen.line(&format!("\n{mark} {}", self.style().name(&self.style().shown(&item.name))))?)
    }

    /// While a person waits for an answer: how far the run is.
    fn progress(&mut self, cursor: Cursor) -> Result<(), ReportError> {
        let planned = cursor.length * cursor.cycles;
        if !self.options.terminal || !self.options.compat.shows_progress() || planned < 2 {
            return Ok(());
        }
        let text = format!("{}/{planned}", cursor.execution + 1);
        Ok(self.screen.show(&self.style().grey(&text))?)
    }

    /// Ends the line of a request that still waits for its answer.
    fn leave_line(&mut self) -> Result<(), ReportError> {
        let leaves = self.awaited.take().is_some() && self.options.compat.keeps_lines_whole();
        if leaves { Ok(self.screen.line("")?) } else { Ok(()) }
    }

    fn request(&mut self, request: &Arc<RequestView>, at: OffsetDateTime) -> Result<(), ReportError> {
        self.leave_line()?;
        let style = self.style();
        let stamp = self.options.timestamps.map(|offset| text::date_time(at.to_offset(offset)));
        let stamp = stamp.map(|stamp| format!("{}  ", style.grey(&format!("[{stamp}]"))));
        let (method, url) = (style.shown(&request.method), style.shown(&request.url_text));
        let (method, url) = (style.grey(&method), style.grey(&url));
        self.screen.print(&format!("  {}{method} {url} ", stamp.unwrap_or_default()))?;
        self.awaited = Some(Arc::clone(request));
        Ok(self.screen.flush()?)
    }

    fn answer(
        &mut self,
        request: &Arc<RequestView>,
        response: Option<&ResponseView>,
        failure: Option<&FailureView>,
        at: OffsetDateTime,
    ) -> Result<(), ReportError> {
        let is_this = |awaited: &Arc<RequestView>| {
            (&awaited.method, &awaited.url_text) == (&request.method, &request.url_text)
        };
        if self.options.compat.keeps_lines_whole() && !self.awaited.as_ref().is_some_and(is_this) {
            self.request(request, at)?;
        }
        self.awaited = None;
        self.excerpt = response.map(|response| text::excerpt(&response.body, EXCERPT));
        if let Some(failure) = failure {
            exchange::failure(&mut self.screen, failure)?;
        }
        match response {
            Some(response) if self.options.verbose => {
                let width = self.wrap_width();
                exchange::verbose(&mut self.screen, request, response, width, self.options.compat)?;
            }
            Some(response) => exchange::answer(&mut self.screen, response)?,
            None => {}
        }
        Ok(())
    }

    fn wrap_width(&self) -> usize {
        self.options.width.saturating_sub(MARGIN).max(10)
    }

    /// `[3:31:55 AM]`, when times are wanted.
    fn time(&self, at: OffsetDateTime) -> Option<String> {
        let offset = self.options.timestamps?;
        Some(self.style().grey(&format!("[{}]", text::time_of_day(at.to_offset(offset)))))
    }

    fn console(
        &mut self,
        level: ConsoleLevel,
        values: &[Value],
        at: OffsetDateTime,
    ) -> Result<(), ReportError> {
        let color = match level {
            ConsoleLevel::Log => Color::Grey,
            ConsoleLevel::Info => Color::Cyan,
            ConsoleLevel::Warn => Color::Yellow,
            ConsoleLevel::Error => Color::Red,
            ConsoleLevel::Debug => Color::Blue,
        };
        if let Some(time) = self.time(at) {
            self.screen.print(&format!("\n  {time}\n"))?;
        }
        let style = self.style();
        let symbols = style.symbols();
        let paint = |token, text: &str| style.token(token, text);
        let shown: Vec<_> = values.iter().map(|value| inspect(value, self.options.width, &paint)).collect();
        let bar = style.paint(color, symbols.bar);
        let lines = text::wrap(&shown.join(&style.paint(Color::White, ", ")), self.wrap_width());
        let lines: Vec<_> = lines.iter().map(|line| format!("  {bar} {}\n", style.grey(line))).collect();
        let top = style.paint(color, &format!("  {}", symbols.top)) + "\n";
        let bottom = style.paint(color, &format!("  {}", symbols.bottom)) + "\n";
        Ok(self.screen.boxed(&top, bottom, &lines.concat())?)
    }

    fn assertion(
        &mut self,
        assertion: &Assertion,
        failures: usize,
        at: OffsetDateTime,
    ) -> Result<(), ReportError> {
        let quiet = self.options.no_success_assertions;
        let style = self.style();
        let time = self.time(at).map(|time| format!("  {time}"));
        match &assertion.outcome {
            AssertionOutcome::Passed | AssertionOutcome::Skipped if quiet => {}
            AssertionOutcome::Passed => {
                let mark = style.paint(Color::Green, &format!("  {} ", style.symbols().ok));
                let name = style.grey(&style.shown(&assertion.name));
                self.screen.line(&format!("{}{mark} {name}", time.unwrap_or_default()))?;
            }
            AssertionOutcome::Skipped => {
                let line =
                    style.paint(Color::Cyan, &format!("  -  [skipped] {}", style.shown(&assertion.name)));
                self.screen.line(&line)?;
            }
            AssertionOutcome::Failed(failure) => {
                let width = if time.is_some() { 2 } else { 3 };
                let line = style.alarm(&format!("{failures:>width$}. {}", style.shown(&assertion.name)));
                self.screen.line(&format!("{}{line}", time.unwrap_or_default()))?;
                if self.options.compat.explains_failures() {
                    self.explain(failure)?;
                }
            }
        }
        Ok(())
    }

    /// Why a test failed: the message, the user's own line, and once for each response its beginning.
    fn explain(&mut self, failure: &ScriptFailure) -> Result<(), ReportError> {
        let style = self.style();
        let place = failure.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        let message = text::indented(failure.message.as_deref().unwrap_or("undefined"));
        self.screen.line(&format!("     {message}{}", style.grey(&place)))?;
        if let Some(body) = self.excerpt.take().filter(|body| !body.trim().is_empty()) {
            self.screen.line(&format!(
                "     {}",
                style.grey(&format!("response body: {}", text::indented(&body)))
            ))?;
        }
        Ok(())
    }

    fn script_failed(
        &mut self,
        script: &ScriptView,
        failure: &ScriptFailure,
        failures: usize,
    ) -> Result<(), ReportError> {
        let style = self.style();
        let name = style.shown(failure.name.as_deref().unwrap_or("undefined"));
        let line = format!("{failures:>3}⠄ {name} in {}-script", script.listen.as_str());
        // newman has this sign even where symbols are unwanted.
        let plain = !style.unicode && self.options.compat.spells_all_symbols();
        let line = if plain { line.replace('⠄', ".") } else { line };
        self.screen.line(&style.alarm(&line))?;
        if self.options.compat.explains_failures() {
            let place = failure.line.map(|line| format!(" (line {line})")).unwrap_or_default();
            let message = text::indented(failure.message.as_deref().unwrap_or("undefined"));
            self.screen.line(&format!("     {message}{}", style.grey(&place)))?;
        }
        Ok(())
    }

    fn item_finished(&mut self) -> Result<(), ReportError> {
        if let Some(name) = self.next_request.take() {
            let line = self
                .style()
                .grey(&format!("Attempting to set next request to {}", self.style().shown(&name)));
            self.screen.line(&format!("\n{line}"))?;
        }
        // A box stays open over a flush: the next item closes it.
        Ok(self.screen.flush()?)
    }

    fn summary(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let style = self.style();
        if !self.options.no_summary {
            let table =
                counts::table(summary, style, self.options.verbose || self.options.compat.tells_phases());
            self.screen.print(&format!("\n{table}\n"))?;
        }
        if !self.options.no_failures && !summary.failures.is_empty() {
            let width = self.options.terminal.then_some(self.options.width);
            let table = failures::table(summary, style, self.options.compat, width);
            self.screen.print(&format!("\n{table}"))?;
        }
        let Some(error) = &summary.error else { return Ok(()) };
        let error = text::indented(&error.to_string());
        Ok(self.screen.line(&format!("\n{} {error}", style.paint(Color::Red, "stopped:")))?)
    }
}

impl CliReporter {
    /// True for what stands on lines of its own, whatever is awaited.
    fn prints_apart(&self, kind: &EventKind) -> bool {
        match kind {
            EventKind::ConsoleLogged { .. } | EventKind::WarningRaised { .. } => !self.options.no_console,
            EventKind::AssertionFinished { .. } => !self.options.no_assertions,
            EventKind::ScriptFinished { failure, .. } => failure.is_some(),
            EventKind::ItemFinished { .. } | EventKind::RunFinished { .. } => true,
            _ => false,
        }
    }
}

impl Reporter for CliReporter {
    fn name(&self) -> &'static str {
        "cli"
    }

    fn needs(&self) -> Needs {
        Needs { bodies: self.options.verbose || self.options.compat.explains_failures(), collection: false }
    }

    fn on_event(&mut self, event: &RunEvent, summary: &Summary) -> Result<(), ReportError> {
        if self.prints_apart(&event.kind) {
            self.leave_line()?;
        }
        match &event.kind {
            EventKind::RunStarted { run } => self.banner(&run.collection.name),
            EventKind::IterationStarted { cursor } => self.iteration(*cursor),
            EventKind::ItemStarted { item, .. } => self.item(&Arc::clone(item)),
            EventKind::ConsoleLogged { .. } | EventKind::WarningRaised { .. } if self.options.no_console => {
                Ok(())
            }
            EventKind::ConsoleLogged { level, values, .. } => self.console(*level, values, event.at),
            EventKind::WarningRaised { message, .. } => {
                self.console(ConsoleLevel::Warn, &[Value::from(message.as_str())], event.at)
            }
            EventKind::AssertionFinished { .. } if self.options.no_assertions => Ok(()),
            EventKind::AssertionFinished { assertion, .. } => {
                self.assertion(assertion, summary.failed, event.at)
            }
            EventKind::ScriptFinished { script, failure, next_request, .. } => {
                if let (ListenView::Test, Some(Some(name))) = (script.listen, next_request)
                    && !name.is_empty()
                {
                    self.next_request = Some(name.clone());
                }
                match failure {
                    Some(failure) => self.script_failed(script, failure, summary.failed),
                    None => Ok(()),
                }
            }
            EventKind::RequestStarted { request, cursor, .. } => {
                self.request(request, event.at)?;
                self.progress(*cursor)
            }
            EventKind::RequestFinished { request, response, failure, .. } => {
                self.answer(request, response.as_deref(), failure.as_ref(), event.at)
            }
            EventKind::ItemFinished { .. } => self.item_finished(),
            // A script may take long: the lines before it are shown first.
            EventKind::ScriptStarted { .. } => Ok(self.screen.flush()?),
            EventKind::RunFinished { .. } | EventKind::IterationFinished { .. } => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.summary(summary)?;
        self.screen.close_box()?;
        Ok(self.screen.flush()?)
    }
}
