//! Test cases: the one fold by which `junit`, `tap` and `teamcity` tell what an item came to, and the words for what
//! failed, which `github` and `markdown` share.
//!
//! A test case is a `pm.test`, a script or a request that failed, or the request of an item without tests: nothing
//! that ran is missing.

use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;

use super::newman::{assertion_message, full_name};
use crate::event::{
    AssertionOutcome, Cursor, EventKind, Failure, FailureCause, ItemView, RequestOrigin, ResponseView,
    RunEvent, ScriptView,
};

/// One test case.
#[derive(Debug, Clone)]
pub(super) struct TestCase {
    /// The test's name, the script's, or the request's line.
    pub(super) name: String,
    pub(super) status: TestStatus,
}

/// How a test case ended.
#[derive(Debug, Clone)]
pub(super) enum TestStatus {
    Passed,
    Skipped,
    /// An assertion did not hold.
    Failed(Failure),
    /// A script or a request failed.
    Error(Failure),
}

impl TestStatus {
    /// What went wrong, if something did.
    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Passed | Self::Skipped => None,
            Self::Failed(failure) | Self::Error(failure) => Some(failure),
        }
    }
}

/// The test cases of one visit of an item: a fold over its events.
#[derive(Debug, Default)]
pub(super) struct TestSuite {
    pub(super) item: Arc<ItemView>,
    cursor: Cursor,
    pub(super) started: Option<OffsetDateTime>,
    /// The line of the item's own request: `GET https://…`.
    pub(super) request: Option<String>,
    /// The answer to it.
    pub(super) response: Option<Arc<ResponseView>>,
    /// How long the item's own requests took, challenges included.
    pub(super) duration: Duration,
    cases: usize,
    is_open: bool,
}

impl TestSuite {
    /// The item's full name, its iteration behind it where there are several.
    pub(super) fn name(&self) -> String {
        let name = full_name(&self.item);
        match self.cursor.cycles {
            0 | 1 => name,
            _ => format!("{name} (iteration {})", self.cursor.iteration + 1),
        }
    }

    /// Takes an event; gives the test case that it decides.
    pub(super) fn on_event(&mut self, event: &RunEvent) -> Option<TestCase> {
        if let EventKind::ItemStarted { cursor, item } = &event.kind {
            let (item, started) = (Arc::clone(item), Some(event.at));
            *self = Self { item, cursor: *cursor, started, is_open: true, ..Self::default() };
        }
        self.note_exchange(event);
        let case = self.case(event).filter(|_| self.is_open);
        self.cases += usize::from(case.is_some());
        if matches!(event.kind, EventKind::ItemFinished { .. } | EventKind::RunFinished { .. }) {
            self.is_open = false;
        }
        case
    }

    fn note_exchange(&mut self, event: &RunEvent) {
        let EventKind::RequestFinished { request, origin, response: Some(response), .. } = &event.kind else {
            return;
        };
        if matches!(origin, RequestOrigin::Item | RequestOrigin::Auth) {
            self.duration += response.timings.total;
            self.request = Some(format!("{} {}", request.method, request.url_text));
            self.response = Some(Arc::clone(response));
        }
    }

    fn case(&self, event: &RunEvent) -> Option<TestCase> {
        let failure = Failure::of(event, &self.item);
        match &event.kind {
            EventKind::AssertionFinished { assertion, .. } => {
                let status = match &assertion.outcome {
                    AssertionOutcome::Passed => TestStatus::Passed,
                    AssertionOutcome::Skipped => TestStatus::Skipped,
                    AssertionOutcome::Failed(_) => TestStatus::Failed(failure?),
                };
                Some(TestCase { name: assertion.name.clone(), status })
            }
            EventKind::ScriptFinished { script, .. } => {
                let name = format!("{} script of {}", script.listen.as_str(), script.owner);
                Some(TestCase { name, status: TestStatus::Error(failure?) })
            }
            EventKind::RequestFinished { request, .. } => {
                let name = format!("{} {}", request.method, request.url_text);
                Some(TestCase { name, status: TestStatus::Error(failure?) })
            }
            // A stream that was cut off ends inside of an item.
            EventKind::ItemFinished { skipped: false, .. } | EventKind::RunFinished { .. } => {
                let name = self.request.clone().filter(|_| self.cases == 0)?;
                Some(TestCase { name, status: TestStatus::Passed })
            }
            _ => None,
        }
    }
}

/// Test cases of a run by how they ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TestCounts {
    pub(super) tests: usize,
    pub(super) failures: usize,
    pub(super) errors: usize,
    pub(super) skipped: usize,
}

impl TestCounts {
    pub(super) fn add(&mut self, status: &TestStatus) {
        self.tests += 1;
        match status {
            TestStatus::Passed => {}
            TestStatus::Skipped => self.skipped += 1,
            TestStatus::Failed(_) => self.failures += 1,
            TestStatus::Error(_) => self.errors += 1,
        }
    }
}

/// What kind of error it is: `AssertionError`, `TypeError`, `ECONNREFUSED`.
pub(super) fn error_kind(failure: &Failure) -> &str {
    match &failure.cause {
        FailureCause::Request(error, _) => error.code.as_deref().unwrap_or_else(|| error.error_name()),
        FailureCause::Script(_, error) => error.name.as_deref().unwrap_or("Error"),
        FailureCause::Assertion(_, _, _, error) => error.name.as_deref().unwrap_or("AssertionError"),
    }
}

/// The sentence of an error; of a test whose error has none, the test's name.
pub(super) fn error_message(failure: &Failure) -> &str {
    match &failure.cause {
        FailureCause::Assertion(_, name, _, error) => assertion_message(error, name),
        FailureCause::Script(..) | FailureCause::Request(..) => failure.message(),
    }
}

/// The script in which something failed.
pub(super) fn failed_script(failure: &Failure) -> Option<&ScriptView> {
    match &failure.cause {
        FailureCause::Request(..) => None,
        FailureCause::Script(script, _) | FailureCause::Assertion(script, ..) => Some(script),
    }
}

/// Where in the user's scripts something failed; `None` for requests.
///
/// Shape: `line 3 of the test script`, `the test script`.
pub(super) fn script_place(failure: &Failure) -> Option<String> {
    let listen = failed_script(failure)?.listen.as_str();
    Some(match failure.line() {
        Some(line) => format!("line {line} of the {listen} script"),
        None => format!("the {listen} script"),
    })
}

/// `200 OK`
pub(super) fn status_line(response: &ResponseView) -> String {
    format!("{} {}", response.code, response.reason)
}
