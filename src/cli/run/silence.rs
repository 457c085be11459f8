//! What a run waits for, when it has been silent for long: a line on standard error.
//!
//! A run has no limits of time unless options set them, as newman's has none. So a server that never answers and a
//! script that never ends are told to whoever looks: after a minute, and again with growing gaps.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use postino::clock::Clock;
use postino::event::{EventKind, ItemView, ListenView, Mask, RequestView, RunEvent, ScriptPlace, ScriptView};
use postino::shown::line;

use crate::cli::terminal::tell;

/// Watches the events of a run. Clones watch together.
#[derive(Clone)]
pub(super) struct SilenceWatch {
    state: Arc<Mutex<State>>,
    mask: Arc<Mask>,
    clock: Clock,
    /// The first notice comes after this time.
    first: Duration,
    /// What the notice begins with: a terminal's cursor may stand behind other text.
    before: &'static str,
}

#[derive(Default)]
struct State {
    /// When something happened last.
    last: Duration,
    /// How long the silence must last for the next notice.
    next: Duration,
    item: Option<Arc<ItemView>>,
    /// What has begun and not ended, the innermost last.
    running: Vec<Running>,
}

struct Running {
    since: Duration,
    what: What,
}

enum What {
    Script(Arc<ScriptView>),
    Request(Arc<RequestView>),
}

impl SilenceWatch {
    /// A watch whose first notice comes after `first`.
    pub(super) fn new(first: Duration, mask: Mask, clock: Clock, on_terminal: bool) -> Self {
        let before = if on_terminal { "\n" } else { "" };
        let state = State { last: clock.elapsed(), next: first, ..State::default() };
        Self { state: Arc::new(Mutex::new(state)), mask: Arc::new(mask), clock, first, before }
    }

    /// Takes note of an event.
    pub(super) fn on_event(&self, event: &RunEvent) {
        let now = self.clock.elapsed();
        let mut state = self.state();
        state.last = now;
        state.next = self.first;
        state.apply(&event.kind, now);
    }

    /// Writes notices for as long as the run lasts.
    #[expect(clippy::disallowed_methods, reason = "a notice comes when nothing else happens")]
    pub(super) async fn watch(self) {
        loop {
            tokio::time::sleep(self.pause()).await;
            if let Some(notice) = self.notice() {
                tell!("{}{notice}", self.before);
            }
        }
    }

    /// How long nothing can be due.
    fn pause(&self) -> Duration {
        let state = self.state();
        (state.last + state.next).saturating_sub(self.clock.elapsed()).max(Duration::from_millis(10))
    }

    /// The notice that is due, if one is.
    fn notice(&self) -> Option<String> {
        let now = self.clock.elapsed();
        let mut state = self.state();
        if now.saturating_sub(state.last) < state.next {
            return None;
        }
        state.next *= 2;
        let notice = state.notice(now)?;
        // Names and URLs come from files and answers: a terminal must not obey them.
        Some(line(&self.mask.text(&notice)).into_owned())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn apply(&mut self, kind: &EventKind, now: Duration) {
        match kind {
            EventKind::ItemStarted { item, .. } => {
                self.item = Some(Arc::clone(item));
                self.running.clear();
            }
            EventKind::ScriptStarted { script, .. } => self.begin(What::Script(Arc::clone(script)), now),
            EventKind::RequestStarted { request, .. } => self.begin(What::Request(Arc::clone(request)), now),
            EventKind::ScriptFinished { script, .. } => {
                self.end(|what| matches!(what, What::Script(known) if known.id == script.id));
            }
            EventKind::RequestFinished { request, .. } => self.end(|what| {
                matches!(what, What::Request(known)
                    if known.url_text == request.url_text && known.method == request.method)
            }),
            EventKind::ItemFinished { .. } | EventKind::RunFinished { .. } => self.running.clear(),
            _ => {}
        }
    }

    fn begin(&mut self, what: What, since: Duration) {
        self.running.push(Running { since, what });
    }

    fn end(&mut self, is_it: impl Fn(&What) -> bool) {
        if let Some(place) = self.running.iter().rposition(|running| is_it(&running.what)) {
            self.running.remove(place);
        }
    }

    /// The sentence; `None` while the run waits for nothing but its own delays.
    fn notice(&self, now: Duration) -> Option<String> {
        let running = self.running.last()?;
        let silent =
            humantime::format_duration(Duration::from_secs(now.saturating_sub(running.since).as_secs()));
        let item = self.item.as_ref().map(|item| {
            item.folders.iter().chain([&item.name]).map(String::as_str).collect::<Vec<_>>().join("/")
        });
        let item = item.unwrap_or_default();
        Some(match &running.what {
            What::Request(request) => {
                let others =
                    self.running.iter().filter(|other| matches!(other.what, What::Request(_))).count() - 1;
                let others = if others == 0 { String::new() } else { format!(" and {others} more") };
                let RequestView { method, url_text, .. } = &**request;
                format!(
                    "still waiting: {method} {url_text}{others}, of \"{item}\", for {silent} (--timeout-request and --max-time set limits)"
                )
            }
            What::Script(script) => {
                let kind = match script.listen {
                    ListenView::Prerequest => "pre-request",
                    ListenView::Test => "test",
                };
                let owner = match script.place {
                    ScriptPlace::Item => String::new(),
                    _ => format!(" of \"{}\"", script.owner),
                };
                format!(
                    "still waiting: the {kind} script{owner}, for \"{item}\", has been running for {silent} (--timeout-script sets a limit)"
                )
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use postino::event::{Cursor, RequestOrigin, RunEvent};
    use postino::secret::SecretCollector;
    use serde_json::json;
    use time::OffsetDateTime;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn watch() -> (SilenceWatch, Clock) {
        let clock = Clock::fixed(OffsetDateTime::UNIX_EPOCH);
        (SilenceWatch::new(MINUTE, Mask::new(SecretCollector::default()), clock.clone(), false), clock)
    }

    fn event(watch: &SilenceWatch, kind: EventKind) {
        watch.on_event(&RunEvent { seq: 0, at: OffsetDateTime::UNIX_EPOCH, elapsed: Duration::ZERO, kind });
    }

    fn item(watch: &SilenceWatch, name: &str) {
        let item = json!({"id": "i", "name": name, "folders": ["Folder"], "folder_id": null, "description": null, "json": null});
        let item = Arc::new(serde_json::from_value(item).unwrap());
        event(watch, EventKind::ItemStarted { cursor: Cursor::default(), item });
    }

    fn script() -> Arc<ScriptView> {
        Arc::new(
            serde_json::from_value(
                json!({"id": "s", "listen": "test", "place": "collection", "owner": "All"}),
            )
            .unwrap(),
        )
    }

    fn request(path: &str) -> Arc<RequestView> {
        let url_text = format!("http://h/{path}");
        Arc::new(RequestView { method: "GET".to_owned(), url_text, ..RequestView::default() })
    }

    fn started(watch: &SilenceWatch, request: &Arc<RequestView>) {
        let (cursor, request) = (Cursor::default(), Arc::clone(request));
        event(watch, EventKind::RequestStarted { cursor, request, origin: RequestOrigin::Item });
    }

    #[test]
    fn a_minute_of_silence_names_the_request_and_later_notices_come_ever_more_rarely() {
        let (watch, clock) = watch();
        item(&watch, "Get");
        started(&watch, &request("slow"));
        let mut seconds = Vec::new();
        let mut first = None;
        for second in 1..=500 {
            clock.advance(Duration::from_secs(1));
            if let Some(notice) = watch.notice() {
                seconds.push(second);
                first.get_or_insert(notice);
            }
        }
        assert_eq!(seconds, [60, 120, 240, 480]);
        assert_eq!(
            first.as_deref(),
            Some(
                "still waiting: GET http://h/slow, of \"Folder/Get\", for 1m (--timeout-request and --max-time set limits)"
            )
        );
    }

    #[test]
    fn an_event_ends_the_silence() {
        let (watch, clock) = watch();
        item(&watch, "Get");
        started(&watch, &request("slow"));
        for _ in 0..5 {
            clock.advance(Duration::from_secs(59));
            assert_eq!(watch.notice(), None);
            event(&watch, EventKind::WarningRaised { cursor: None, message: String::new() });
        }
    }

    #[test]
    fn a_script_is_named_with_what_it_belongs_to() {
        let (watch, clock) = watch();
        item(&watch, "Get");
        event(&watch, EventKind::ScriptStarted { cursor: Cursor::default(), script: script() });
        clock.advance(MINUTE);
        assert_eq!(
            watch.notice().as_deref(),
            Some(
                "still waiting: the test script of \"All\", for \"Folder/Get\", has been running for 1m (--timeout-script sets a limit)"
            )
        );
    }

    #[test]
    fn the_requests_of_a_script_are_what_it_waits_for_until_they_have_ended() {
        let (watch, clock) = watch();
        item(&watch, "Get");
        event(&watch, EventKind::ScriptStarted { cursor: Cursor::default(), script: script() });
        let (one, other) = (request("one"), request("other"));
        started(&watch, &one);
        started(&watch, &other);
        clock.advance(MINUTE);
        assert!(watch.notice().unwrap().contains("http://h/other and 1 more"));
        for request in [other, one] {
            let (cursor, origin) = (Cursor::default(), RequestOrigin::Script);
            event(
                &watch,
                EventKind::RequestFinished { cursor, request, origin, response: None, failure: None },
            );
        }
        clock.advance(MINUTE);
        assert!(watch.notice().unwrap().contains("the test script"));
    }

    #[test]
    fn a_delay_between_items_is_no_matter() {
        let (watch, clock) = watch();
        item(&watch, "Get");
        event(&watch, EventKind::ItemFinished { cursor: Cursor::default(), skipped: false });
        clock.advance(MINUTE * 5);
        assert_eq!(watch.notice(), None);
    }

    #[test]
    fn secrets_are_masked_and_terminals_are_not_commanded() {
        let secrets = SecretCollector::default();
        secrets.add("hunter2-hunter2");
        let clock = Clock::fixed(OffsetDateTime::UNIX_EPOCH);
        let watch = SilenceWatch::new(MINUTE, Mask::new(secrets), clock.clone(), false);
        item(&watch, "\u{1b}[2J\r\n::error::");
        started(&watch, &request("?key=hunter2-hunter2"));
        clock.advance(MINUTE);
        let notice = watch.notice().unwrap();
        assert!(!notice.contains("hunter2") && !notice.contains(char::is_control), "{notice}");
    }
}
