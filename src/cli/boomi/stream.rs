//! A trigger as a stream of events, so that every reporter can report it.
//!
//! Each step (to look up a name, to start the process, to follow the run, to fetch the log) is an item. The last call of
//! a step is the item's own request, and the calls before it are asked on the way; each condition that must hold is an
//! assertion. A call is held back until it is known which of them it is, and told with its own time.

use std::sync::Arc;
use std::time::Duration;

use postino::boomi::Called;
use postino::clock::Clock;
use postino::collection::Url;
use postino::event::{
    Assertion, AssertionOutcome, BodyView, CollectionView, ConsoleLevel, Cursor, EventKind, ItemView,
    ListenView, RequestOrigin, RequestView, RunError, RunEvent, RunView, ScopeView, ScriptFailure,
    ScriptPlace, ScriptView, Summary, UrlView,
};
use postino::http::Payload;
use postino::reporter::{Fanout, LostReports};
use postino::variable::VariableScope;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::cli::terminal::status;

/// Sends events to the reporters.
pub(super) struct Stream {
    fanout: Fanout,
    clock: Clock,
    began: Duration,
    seq: u64,
    items: Vec<Arc<ItemView>>,
    place: usize,
    environment: Arc<ScopeView>,
    tests: usize,
    /// The last call, which was not told yet.
    held: Option<Held>,
    /// True when standard error is a terminal.
    live: bool,
    /// True when the status of the run stands on the terminal's last line.
    shown: bool,
}

/// A call that was not told yet.
struct Held {
    called: Called,
    at: OffsetDateTime,
    elapsed: Duration,
}

impl Stream {
    /// Starts a run of these steps.
    pub(super) fn start(
        fanout: Fanout,
        clock: Clock,
        environment: &VariableScope,
        steps: &[&str],
        live: bool,
    ) -> Self {
        let items: Vec<Arc<ItemView>> = steps.iter().map(|name| Arc::new(item(name))).collect();
        let began = clock.elapsed();
        let environment = Arc::new(ScopeView::from(environment));
        let mut stream = Self {
            fanout,
            clock,
            began,
            seq: 0,
            items,
            place: 0,
            environment,
            tests: 0,
            held: None,
            live,
            shown: false,
        };
        let run = RunView {
            collection: collection(&stream.items),
            iterations: 1,
            items: stream.items.clone(),
            environment: Arc::clone(&stream.environment),
            agent: postino::AGENT.to_owned(),
            ..RunView::default()
        };
        stream.emit(EventKind::RunStarted { run: Arc::new(run) });
        stream.emit(EventKind::IterationStarted { cursor: stream.cursor() });
        stream
    }

    /// Starts a step.
    pub(super) fn step(&mut self, name: &str) {
        self.place = self.items.iter().position(|item| item.name == name).unwrap_or(self.place);
        self.tests = 0;
        let item = Arc::clone(&self.items[self.place]);
        self.emit(EventKind::ItemStarted { cursor: self.cursor(), item });
    }

    /// Takes a call.
    pub(super) fn called(&mut self, called: Called) {
        self.tell_held(false);
        let elapsed = self.clock.elapsed().saturating_sub(self.began);
        self.held = Some(Held { called, at: self.clock.now(), elapsed });
    }

    /// Tells of the call that is held back: the last of its step, or one that another call follows.
    fn tell_held(&mut self, last: bool) {
        let Some(Held { called, at, elapsed }) = self.held.take() else { return };
        let outcome = called.exchange.outcome.as_ref();
        let origin = match (last, outcome) {
            (true, _) => RequestOrigin::Item,
            (false, Ok(_)) => RequestOrigin::Script,
            // A call that another one follows decides nothing.
            (false, Err(_)) => RequestOrigin::Retry,
        };
        let request = Arc::new(view(&called));
        let cursor = self.cursor();
        let started = EventKind::RequestStarted { cursor, request: Arc::clone(&request), origin };
        self.emit_at(started, at - called.took, elapsed.saturating_sub(called.took));
        let finished = EventKind::RequestFinished {
            cursor,
            request,
            origin,
            response: outcome.ok().map(|response| Arc::new(response.into())),
            failure: outcome.err().map(Into::into),
        };
        self.emit_at(finished, at, elapsed);
    }

    /// Logs a message.
    pub(super) fn say(&mut self, text: &str) {
        self.tell_held(false);
        let values = vec![Value::from(text)];
        self.emit(EventKind::ConsoleLogged { cursor: self.cursor(), level: ConsoleLevel::Log, values });
    }

    /// Logs a message about the last call of a step.
    pub(super) fn say_after(&mut self, text: &str) {
        self.tell_held(true);
        self.say(text);
    }

    /// Logs a warning, which does not fail the run.
    pub(super) fn warn(&mut self, message: String) {
        self.tell_held(false);
        self.emit(EventKind::WarningRaised { cursor: Some(self.cursor()), message });
    }

    /// Shows the run's status at a terminal, on a line of its own.
    pub(super) fn show(&mut self, text: &str) {
        if self.live {
            status(text);
            self.shown = true;
        }
    }

    /// Wipes the status off.
    fn hide(&mut self) {
        if std::mem::take(&mut self.shown) {
            status("");
        }
    }

    /// Reports an assertion: passed, or failed with a message.
    pub(super) fn assert(&mut self, name: &str, failure: Option<&str>) {
        self.tell_held(true);
        let item = &self.items[self.place];
        let id = format!("{}-test", item.id);
        let script = Arc::new(ScriptView {
            id,
            listen: ListenView::Test,
            place: ScriptPlace::Item,
            owner: item.name.clone(),
        });
        let outcome = match failure {
            None => AssertionOutcome::Passed,
            Some(message) => AssertionOutcome::Failed(ScriptFailure::new("AssertionError", message)),
        };
        let assertion = Assertion { index: self.tests, name: name.to_owned(), outcome };
        self.tests += 1;
        let cursor = self.cursor();
        self.emit(EventKind::ScriptStarted { cursor, script: Arc::clone(&script) });
        self.emit(EventKind::AssertionFinished { cursor, script: Arc::clone(&script), assertion });
        let (failure, next_request, duration) = (None, None, Duration::ZERO);
        self.emit(EventKind::ScriptFinished { cursor, script, failure, next_request, duration });
    }

    /// Ends a step.
    pub(super) fn end_step(&mut self) {
        let failed = self.held.as_ref().is_some_and(|held| held.called.exchange.outcome.is_err());
        self.tell_held(!failed);
        self.emit(EventKind::ItemFinished { cursor: self.cursor(), skipped: false });
    }

    /// Ends the run. Returns its counts, and the reports that could not be written.
    pub(super) fn finish(mut self, error: Option<RunError>) -> (Summary, LostReports) {
        self.emit(EventKind::IterationFinished { cursor: self.cursor() });
        self.emit(EventKind::RunFinished {
            error,
            environment: Arc::clone(&self.environment),
            globals: Arc::default(),
            collection_variables: Arc::default(),
        });
        self.fanout.finish()
    }

    fn cursor(&self) -> Cursor {
        let execution = self.place + 1;
        Cursor { position: self.place, iteration: 0, length: self.items.len(), cycles: 1, execution }
    }

    fn emit(&mut self, kind: EventKind) {
        let elapsed = self.clock.elapsed().saturating_sub(self.began);
        self.emit_at(kind, self.clock.now(), elapsed);
    }

    fn emit_at(&mut self, kind: EventKind, at: OffsetDateTime, elapsed: Duration) {
        self.hide();
        self.fanout.on_event(&RunEvent { seq: self.seq, at, elapsed, kind });
        self.seq += 1;
    }
}

fn item(name: &str) -> ItemView {
    let id = name.to_lowercase().replace(' ', "-");
    let json = json!({"id": id, "name": name, "request": {"method": "POST", "url": {}}, "response": [], "event": []});
    ItemView { id, name: name.to_owned(), json: Some(Arc::new(json)), ..ItemView::default() }
}

fn collection(items: &[Arc<ItemView>]) -> CollectionView {
    let (id, name) = ("boomi-trigger".to_owned(), "Boomi trigger".to_owned());
    let list: Vec<Value> = items.iter().filter_map(|item| item.json.as_deref().cloned()).collect();
    let json = json!({"item": list, "event": [], "variable": [], "info": {"_postman_id": id, "name": name}});
    CollectionView { id, name, description: None, json: Some(Arc::new(json)) }
}

/// A call's request as reports show it.
fn view(called: &Called) -> RequestView {
    let request = &called.request;
    let body = match &request.payload {
        Payload::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    };
    RequestView {
        method: request.method.clone(),
        url: UrlView::from(&Url::parse(&request.url)),
        url_text: request.url.clone(),
        headers: request.headers.iter().map(Into::into).collect(),
        body_bytes: body.as_ref().map_or(0, |body| body.len() as u64),
        body: body.map(|text| Arc::new(BodyView::Raw { text, language: None })),
        auth: None,
    }
}
