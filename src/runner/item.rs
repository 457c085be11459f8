//! One cycle: the scripts before an item's request, the request, the scripts after it.
//!
//! Items of the plan and requests of `pm.execution.runRequest` go through the same code; where they differ is data:
//! [`Cycle::depth`] and [`Cycle::origin`]. Entry point: [`Cycle::run`].

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::host::{Host, script_info};
use super::nested::Nested;
use super::plan::{PlannedItem, PlannedScript};
use super::sender::{SendContext, Sender};
use super::shared::Shared;
use crate::assertion::ScriptFailure;
use crate::collection::Request;
use crate::event::{Cursor, EventKind, RequestOrigin};
use crate::http::{Cookie, RequestFailure, Response};
use crate::sandbox::{NextRequest, Sandbox, ScriptInput, ScriptOutcome};
use crate::variable::{Mutation, ScopeName, Scopes};

/// One item with what its scripts and its request need.
pub(super) struct Cycle<'a, 'c> {
    pub(super) sender: &'a Sender<'a>,
    pub(super) nested: &'a Nested<'a>,
    pub(super) sandbox: &'c mut Sandbox,
    pub(super) scopes: &'c mut Scopes,
    pub(super) item: &'c PlannedItem,
    pub(super) cursor: Cursor,
    /// How many requests run around this one: 0 for an item of the plan.
    pub(super) depth: usize,
    pub(super) origin: RequestOrigin,
    /// What the cycle has brought so far.
    pub(super) outcome: CycleOutcome,
}

/// What a cycle leaves behind besides the scopes that it changed.
#[derive(Debug, Default)]
pub(super) struct CycleOutcome {
    /// What its scripts last asked for by `setNextRequest`.
    pub(super) next: Option<NextRequest>,
    /// True when a script skipped the request.
    pub(super) skipped: bool,
    /// What came of the request; `None` when it was not sent.
    pub(super) response: Option<Result<Arc<Response>, RequestFailure>>,
    /// Messages of scripts and requests that failed, in order.
    pub(super) errors: Vec<String>,
    /// Names of tests and messages of scripts that failed, those of requests inside of it included.
    pub(super) failed: Vec<String>,
    /// Changes to the scopes that it shares with the script around it. Only filled below that script.
    pub(super) mutations: Vec<Mutation>,
}

/// What the scripts around a request are given.
struct Subject {
    request: Arc<Request>,
    response: Option<Arc<Response>>,
    cookies: Vec<Cookie>,
}

impl Cycle<'_, '_> {
    /// Runs the item to its end, or until the run must stop.
    pub(super) async fn run(mut self) -> CycleOutcome {
        let item = self.item;
        let request = Request { auth: item.auth.clone(), ..(*item.request).clone() };
        let mut subject = Subject { request: Arc::new(request), response: None, cookies: Vec::new() };
        self.run_scripts(&item.prerequest, &mut subject).await;
        if self.outcome.skipped || self.must_stop() {
            return self.outcome;
        }
        let mut subject = self.send(&subject.request).await;
        if !self.bails() {
            self.run_scripts(&item.test, &mut subject).await;
            // A test script comes too late to skip its request.
            self.outcome.skipped = false;
        }
        self.outcome
    }

    /// Sends the request; gives what the test scripts see of it.
    async fn send(&mut self, request: &Request) -> Subject {
        let Self { cursor, origin, .. } = *self;
        let context = SendContext { profile: &self.item.profile, cursor, origin };
        let sent = self.sender.resolve_and_send(request, self.scopes, context).await;
        if let Err(failure) = &sent.response {
            self.outcome.errors.push(failure.message.clone());
        }
        let response = sent.response.as_ref().ok().map(Arc::clone);
        let cookies = response.as_ref().map(|response| response.cookies.clone()).unwrap_or_default();
        self.outcome.response = Some(sent.response);
        Subject { request: Arc::new(sent.request), response, cookies }
    }

    async fn run_scripts(&mut self, scripts: &[PlannedScript], subject: &mut Subject) {
        let mut next = None;
        for planned in scripts {
            if let Some(failure) = self.lost_source(planned) {
                self.pass_over(planned, failure);
                continue;
            }
            let input = ScriptInput {
                script: planned.script.clone(),
                scopes: self.scopes.clone(),
                request: Arc::clone(&subject.request),
                response: subject.response.clone(),
                cookies: subject.cookies.clone(),
                info: Arc::new(script_info(self.item, planned, self.cursor)),
            };
            let outcome = self.run_script(planned, input).await;
            if let Some(changed) = outcome.request {
                subject.request = Arc::new(changed);
            }
            next = outcome.next_request.or(next);
            self.outcome.skipped = outcome.skip_request;
            if self.outcome.skipped || self.must_stop() {
                break;
            }
        }
        self.outcome.next = next.or(self.outcome.next.take());
    }

    /// Tells a script that has no source to run, and whether that is a failure: its source may lie in another file.
    /// newman runs no script that names a file, and does not say so.
    #[expect(clippy::option_option, reason = "there is nothing to run, and perhaps that has a reason")]
    fn lost_source(&self, planned: &PlannedScript) -> Option<Option<ScriptFailure>> {
        let passes_over = self.sender.options.compat.passes_over_external_scripts();
        match &planned.script.src {
            Some(_) if passes_over => Some(None),
            Some(src) if !src.is_empty() => {
                let message = format!(
                    "the script lies in the file \"{src}\", which is not read: put its lines into \"exec\" of the collection"
                );
                Some(Some(ScriptFailure::new("Error", message)))
            }
            _ => planned.script.source.trim().is_empty().then_some(None),
        }
    }

    /// The events of a script without a source. It counts as run, but no engine is started for it.
    fn pass_over(&mut self, planned: &PlannedScript, failure: Option<ScriptFailure>) {
        if let Some(message) = failure.as_ref().and_then(|failure| failure.message.clone()) {
            self.outcome.failed.push(message.clone());
            self.outcome.errors.push(message);
        }
        let (cursor, script) = (self.cursor, Arc::clone(&planned.view));
        self.sender.emitter.emit(EventKind::ScriptStarted { cursor, script: Arc::clone(&script) });
        let (next_request, duration) = Default::default();
        self.sender.emitter.emit(EventKind::ScriptFinished {
            cursor,
            script,
            failure,
            next_request,
            duration,
        });
    }

    async fn run_script(&mut self, planned: &PlannedScript, input: ScriptInput) -> ScriptOutcome {
        let (cursor, script) = (self.cursor, Arc::clone(&planned.view));
        self.sender.emitter.emit(EventKind::ScriptStarted { cursor, script: Arc::clone(&script) });
        let host = Host {
            emitter: self.sender.emitter,
            sender: self.sender,
            nested: self.nested,
            depth: self.depth,
            cursor,
            script: Arc::clone(&script),
            failed: Shared::default(),
            errors: Shared::default(),
        };
        let mut outcome = self.evaluate(input, &host).await;
        for mutation in std::mem::take(&mut outcome.mutations) {
            self.apply(mutation);
        }
        let failure = self.judge(&outcome, host.failed.take(), host.errors.take());
        // A request inside of a script has no place in the plan that a next request could be counted from.
        let next = outcome.next_request.as_ref().filter(|_| self.depth == 0);
        self.sender.emitter.emit(EventKind::ScriptFinished {
            cursor,
            script,
            failure,
            next_request: next.map(|next| match next {
                NextRequest::To(name) => Some(name.clone()),
                NextRequest::Stop => None,
            }),
            duration: outcome.duration,
        });
        outcome
    }

    /// Applies a change of a variable. A request inside of a script shares all scopes with that script but the local one.
    fn apply(&mut self, mutation: Mutation) {
        if self.depth > 0 && mutation.scope() != ScopeName::Local {
            self.outcome.mutations.push(mutation.clone());
        }
        self.sender.scripts.secrets.apply(mutation, self.scopes);
    }

    /// The failure of a script: its own error. To newman with `--bail failure` it is also that tests failed.
    ///
    /// `failed` and `errors` are those of the script's tests and of the requests inside of it. With `--bail` they end the
    /// run as the script's own do.
    fn judge(
        &mut self,
        outcome: &ScriptOutcome,
        failed: Vec<String>,
        errors: Vec<String>,
    ) -> Option<ScriptFailure> {
        let options = self.sender.options;
        if options.bail.folder || options.bail.failure {
            self.outcome.errors.extend(errors);
        }
        let uncaught = outcome.uncaught.first().filter(|_| options.compat.fails_on_uncaught_errors());
        let mut failure = outcome.failure.as_ref().or(uncaught).cloned();
        if let Some(failure) = &failure {
            self.outcome.failed.push(failure.message.clone().unwrap_or_default());
        }
        if options.bail.failure && !failed.is_empty() && failure.is_none() {
            let named = failed.join(", ");
            if options.compat.repeats_failed_tests() {
                failure = Some(ScriptFailure::new("AssertionFailure", named));
            } else {
                self.outcome.errors.push(named);
            }
        }
        self.outcome.failed.extend(failed);
        if let Some(failure) = &failure {
            self.outcome.errors.push(failure.message.clone().unwrap_or_else(|| "undefined".to_owned()));
        }
        failure
    }

    /// Evaluates a script. Stopping the run interrupts it; what it did until then counts.
    async fn evaluate(&mut self, input: ScriptInput, host: &Host<'_>) -> ScriptOutcome {
        let interrupt = self.sandbox.interrupt();
        let mut evaluation = std::pin::pin!(self.sandbox.evaluate(input, host));
        tokio::select! {
            biased;
            outcome = &mut evaluation => outcome,
            _ = self.sender.stop.stopped() => {
                interrupt.store(true, Ordering::Relaxed);
                evaluation.await
            }
        }
    }

    /// True when `--bail` ends the run here.
    fn bails(&self) -> bool {
        let bail = self.sender.options.bail;
        (bail.failure || bail.folder) && !self.outcome.errors.is_empty()
    }

    fn must_stop(&self) -> bool {
        self.bails() || self.sender.stop.reason().is_some()
    }
}
