//! What an item came to, test by test: the fold that `tap`, `teamcity` and their like share.

use std::sync::Arc;
use std::time::Duration;

use super::newman::{assertion_message, full_name};
use crate::event::{
    AssertionOutcome, Cursor, EventKind, ItemView, RequestOrigin, Response, RunEvent, ScriptFailure,
    ScriptView,
};

/// One test, or what stands for it: a request or a script that died, a request without tests.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) name: String,
    pub(super) result: Outcome,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Passed,
    Skipped,
    Failed(Trouble),
}

/// Why something failed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trouble {
    /// `AssertionError`, `TypeError`, `ECONNREFUSED`.
    pub(super) kind: String,
    pub(super) message: String,
    /// `line 3 of the test script`; empty for requests.
    pub(super) place: String,
    /// `200 OK`, where there was a response.
    pub(super) answer: Option<String>,
}

/// An item on its way.
#[derive(Debug, Default)]
pub(super) struct Visit {
    item: Option<Arc<ItemView>>,
    cursor: Cursor,
    request: Option<String>,
    answer: Option<String>,
    /// How long its own requests took.
    pub(super) duration: Duration,
    tests: usize,
}

impl Visit {
    /// The item's full name, its iteration behind it where there are several.
    pub(super) fn name(&self) -> String {
        let name = self.item.as_deref().map(full_name).unwrap_or_default();
        match self.cursor.cycles {
            0 | 1 => name,
            _ => format!("{name} (iteration {})", self.cursor.iteration + 1),
        }
    }

    /// Takes an event; gives the verdict that it brings.
    pub(super) fn on_event(&mut self, event: &RunEvent) -> Option<Verdict> {
        let verdict = match &event.kind {
            EventKind::ItemStarted { cursor, item } => {
                *self = Self { item: Some(Arc::clone(item)), cursor: *cursor, ..Self::default() };
                None
            }
            EventKind::RequestFinished { origin: RequestOrigin::Retry, .. } => None,
            EventKind::RequestFinished { request, origin, response, failure, .. } => {
                let line = format!("{} {}", request.method, request.url_text);
                if let (RequestOrigin::Item, Some(response)) = (origin, response) {
                    self.duration += response.timings.total;
                    self.answer = Some(answer(response));
                    self.request = Some(line.clone());
                }
                failure.as_ref().map(|failure| Verdict {
                    name: line,
                    result: Outcome::Failed(Trouble {
                        kind: failure.code.clone().unwrap_or_else(|| failure.error_name().to_owned()),
                        message: failure.message.clone(),
                        place: String::new(),
                        answer: None,
                    }),
                })
            }
            EventKind::AssertionFinished { script, assertion, .. } => Some(Verdict {
                name: assertion.name.clone(),
                result: match &assertion.outcome {
                    AssertionOutcome::Passed => Outcome::Passed,
                    AssertionOutcome::Skipped => Outcome::Skipped,
                    AssertionOutcome::Failed(failure) => {
                        let message = assertion_message(failure, &assertion.name);
                        Outcome::Failed(self.trouble(failure, "AssertionError", message, script))
                    }
                },
            }),
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => Some(Verdict {
                name: format!("{} script of {}", script.listen.as_str(), script.owner),
                result: Outcome::Failed(self.trouble(
                    failure,
                    "Error",
                    failure.message.as_deref().unwrap_or("undefined"),
                    script,
                )),
            }),
            EventKind::ItemFinished { skipped: false, .. } if self.tests == 0 => {
                self.request.clone().map(|name| Verdict { name, result: Outcome::Passed })
            }
            _ => None,
        };
        self.tests += usize::from(verdict.is_some());
        verdict
    }

    fn trouble(&self, failure: &ScriptFailure, kind: &str, message: &str, script: &ScriptView) -> Trouble {
        let listen = script.listen.as_str();
        Trouble {
            kind: failure.name.clone().unwrap_or_else(|| kind.to_owned()),
            message: message.to_owned(),
            place: match failure.line {
                Some(line) => format!("line {line} of the {listen} script"),
                None => format!("the {listen} script"),
            },
            answer: self.answer.clone(),
        }
    }
}

fn answer(response: &Response) -> String {
    format!("{} {}", response.code, response.reason)
}
