//! `pm.execution.runRequest`: another request of the collection, run from within a script.
//!
//! Entry point: [`Nested::run`]. Its scripts have an engine of their own: the outer script holds its engine while it
//! waits, and implicit globals do not cross.
//!
//! Source: postman-runtime 7.46.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use super::disabled;
use super::host::{Host, script_info};
use super::item::Sender;
use super::plan::PlannedScript;
use super::selection::Selection;
use super::shared::Shared;
use super::{Plan, PlannedItem};
use crate::collection::{Collection, Request};
use crate::event::{Cursor, EventKind, RequestOrigin};
use crate::http::{Cookie, Response};
use crate::sandbox::{NestedAnswer, NestedRun, Sandbox, ScriptInput, ScriptOutcome};
use crate::variable::{Mutation, ScopeName, Scopes};

/// How deep such requests may run one inside of the other.
const DEEPEST: usize = 10;

/// Runs requests of one collection from within its scripts.
pub(super) struct Nested<'a> {
    pub(super) collection: Collection,
    /// All items of the collection, whatever runs; made for the first script that asks.
    plan: OnceLock<Plan>,
    sender: &'a Sender<'a>,
    /// Engines that are not in use.
    idle: Shared<Vec<Sandbox>>,
    /// Names of tests that failed, and messages of scripts that did, since the last script of an item ended.
    failed: Shared<Vec<String>>,
}

/// One nested run on its way.
struct Progress {
    scopes: Scopes,
    mutations: Vec<Mutation>,
    request: Arc<Request>,
    cursor: Cursor,
    depth: usize,
}

impl<'a> Nested<'a> {
    pub(super) fn new(collection: Collection, sender: &'a Sender<'a>) -> Self {
        Self { collection, plan: OnceLock::new(), sender, idle: Shared::default(), failed: Shared::default() }
    }

    /// What failed inside of the script that ended, for `--bail`.
    pub(super) fn take_failed(&self) -> Vec<String> {
        self.failed.take()
    }

    /// Runs a request and its scripts; `depth` counts the requests around it.
    pub(super) fn run(
        &'a self,
        run: NestedRun,
        cursor: Cursor,
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = Result<NestedAnswer, String>> + Send + 'a>> {
        Box::pin(self.execute(run, cursor, depth))
    }

    fn find(&self, wanted: &str) -> Option<Arc<PlannedItem>> {
        let plan = self.plan.get_or_init(|| {
            let collection = std::slice::from_ref(&self.collection);
            // Without a selection there is nothing that could be unknown.
            let plans = Plan::all(collection, &Selection::default(), false);
            plans.ok().and_then(|mut plans| plans.pop()).unwrap_or_default()
        });
        plan.find(wanted).map(|place| Arc::clone(&plan.items[place]))
    }

    async fn execute(&'a self, run: NestedRun, cursor: Cursor, depth: usize) -> Result<NestedAnswer, String> {
        if depth >= DEEPEST {
            return Err(format!("Max pm.execution.runRequest depth of {DEEPEST} has been reached."));
        }
        let Some(item) = self.find(&run.request) else {
            return Err(format!("pm.execution.runRequest: no request is called \"{}\"", run.request));
        };
        let mut progress = Progress {
            scopes: run.scopes,
            mutations: Vec::new(),
            request: Arc::new(Request { auth: item.auth.clone(), ..(*item.request).clone() }),
            cursor,
            depth,
        };
        for (key, value) in run.variables {
            Arc::make_mut(&mut progress.scopes.local).set(&key, Some(value));
        }
        if self.run_scripts(&item.prerequest, &item, &mut progress, None, &[]).await {
            return Ok(NestedAnswer { response: None, mutations: progress.mutations });
        }
        let mut resolved = self.sender.resolve(&progress.request, &progress.scopes, cursor);
        let disabled = disabled::take(&mut resolved);
        let mut sent = self.sender.send(&resolved, &item.profile, cursor, RequestOrigin::Script).await;
        disabled.restore(&mut sent.request);
        progress.request = Arc::new(sent.request);
        let response = sent.response.as_ref().ok().map(Arc::clone);
        let cookies = response.as_ref().map(|response| response.cookies.clone()).unwrap_or_default();
        self.run_scripts(&item.test, &item, &mut progress, response, &cookies).await;
        match sent.response {
            Ok(response) => Ok(NestedAnswer { response: Some(response), mutations: progress.mutations }),
            Err(failure) => Err(failure.message),
        }
    }

    /// Runs the scripts of one event; true when one of them skipped the request.
    async fn run_scripts(
        &'a self,
        scripts: &[PlannedScript],
        item: &PlannedItem,
        progress: &mut Progress,
        response: Option<Arc<Response>>,
        cookies: &[Cookie],
    ) -> bool {
        for planned in scripts.iter().filter(|planned| !planned.script.source.trim().is_empty()) {
            let input = ScriptInput {
                script: planned.script.clone(),
                scopes: progress.scopes.clone(),
                request: Arc::clone(&progress.request),
                response: response.clone(),
                cookies: cookies.to_vec(),
                info: Arc::new(script_info(item, planned, progress.cursor)),
            };
            let outcome = self.run_script(planned, input, progress).await;
            for mutation in outcome.mutations {
                progress.scopes.apply(mutation.clone());
                // The local scope of this request is its own.
                if mutation.scope() != ScopeName::Local {
                    progress.mutations.push(mutation);
                }
            }
            if let Some(changed) = outcome.request {
                progress.request = Arc::new(changed);
            }
            if outcome.skip_request || self.sender.stop.reason().is_some() {
                return outcome.skip_request;
            }
        }
        false
    }

    async fn run_script(
        &'a self,
        planned: &PlannedScript,
        input: ScriptInput,
        progress: &Progress,
    ) -> ScriptOutcome {
        let (cursor, script) = (progress.cursor, Arc::clone(&planned.view));
        let emitter = self.sender.emitter;
        emitter.emit(EventKind::ScriptStarted { cursor, script: Arc::clone(&script) });
        let host = Host {
            emitter,
            sender: self.sender,
            nested: self,
            depth: progress.depth + 1,
            cursor,
            script: Arc::clone(&script),
            failed: Shared::default(),
        };
        let idle = self.idle.lock().pop();
        let mut sandbox = idle.unwrap_or_else(|| Sandbox::new(self.sender.scripts.clone()));
        let outcome = sandbox.evaluate(input, &host).await;
        self.idle.lock().push(sandbox);
        let failure = outcome.failure.clone().or_else(|| outcome.uncaught.first().cloned());
        let mut failed = self.failed.lock();
        failed.extend(host.failed.take());
        failed.extend(failure.as_ref().map(|failure| failure.message.clone().unwrap_or_default()));
        drop(failed);
        let duration = outcome.duration;
        emitter.emit(EventKind::ScriptFinished { cursor, script, failure, next_request: None, duration });
        outcome
    }
}
