//! Runs the plans of all collections: iteration by iteration, item by item. Entry point: [`run`].

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::emitter::Emitter;
use super::flow::{self, Step};
use super::item::{Cycle, CycleOutcome};
use super::nested::Nested;
use super::run_view::run_view;
use super::secrets;
use super::sender::Sender;
use super::shared::Shared;
use super::sign::Signer;
use super::{Inputs, Plan, PlanError, PlannedItem, RunOptions, StopReason, StopSignal};
use crate::clock::Seed;
use crate::event::{Cursor, EventKind, RequestOrigin, RunError, RunEvent};
use crate::http::Client;
use crate::sandbox::{NextRequest, Sandbox};
use crate::variable::{DataRow, Dynamic, Scopes};

/// Runs the collections. All that happens goes to `sink` as events, in order; so do failures of requests and scripts.
///
/// The future is `Send`. It ends early, with its last events, once `stop` is asked to stop: that is how a time limit for
/// the whole run is set.
///
/// # Errors
///
/// Fails before the first event when the selection names what does not exist or leaves nothing to run.
///
/// ```
/// use postino::collection;
/// use postino::event::{EventKind, RunEvent};
/// use postino::runner::{self, Inputs, RunOptions, StopSignal};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let script = "pm.test('adds', () => pm.expect(1 + 1).to.eql(2)); pm.execution.skipRequest();";
/// let file = json!({
///     "info": {"name": "Sums"},
///     "item": [{
///         "name": "one and one",
///         "request": "http://localhost",
///         "event": [{"listen": "prerequest", "script": {"exec": [script]}}],
///     }],
/// });
/// let inputs = Inputs::of(collection::parse(&file, || "an id".to_owned())?);
///
/// let mut passed = Vec::new();
/// let mut sink = |event: RunEvent| {
///     if let EventKind::AssertionFinished { assertion, .. } = event.kind {
///         passed.push(assertion.name);
///     }
/// };
/// runner::run(inputs, &RunOptions::default(), &StopSignal::default(), &mut sink).await?;
/// assert_eq!(passed, ["adds"]);
/// # Ok(())
/// # }
/// ```
pub async fn run(
    inputs: Inputs,
    options: &RunOptions,
    stop: &StopSignal,
    sink: &mut (dyn FnMut(RunEvent) + Send),
) -> Result<(), PlanError> {
    let plans = Plan::all(&inputs.collections, &options.selection, options.compat, options.collection_json)?;
    let cycles = options.iterations.unwrap_or_else(|| inputs.data.len().max(1));
    let emitter = Emitter::new(options.clock.clone(), sink);
    let secrets = secrets::keep(&inputs, options);
    let sender = Sender {
        options,
        scripts: options.sandbox(&secrets),
        client: Client::new(options.client.clone(), options.clock.clone()),
        jar: inputs.cookies.clone(),
        tokens: crate::auth::TokenStore::default(),
        pins: AtomicU64::new(0),
        dynamic: Shared::new(Dynamic::new(options.seed, options.clock.clone())),
        signer: Signer {
            secrets: &options.secrets,
            clock: &options.clock,
            nonces: Shared::new(Dynamic::new(Seed(!options.seed.0), options.clock.clone())),
        },
        emitter: &emitter,
        stop,
    };
    let view = run_view(&inputs, &plans, options, cycles);
    let length = view.items.len();
    emitter.emit(EventKind::RunStarted { run: Arc::new(view) });
    let Inputs { collections, environment, globals, data, .. } = inputs;
    let mut scopes =
        Scopes { environment: Arc::new(environment), global: Arc::new(globals), ..Scopes::default() };
    let mut progress = RunProgress { length, cycles, ..RunProgress::default() };
    let nested: Vec<_> = collections.into_iter().map(|collection| Nested::new(collection, &sender)).collect();
    for (nested, plan) in nested.iter().zip(plans) {
        scopes.collection = Arc::new(nested.collection.variables.clone());
        scopes.local = Arc::default();
        let planned = plan.items.len();
        let mut run = CollectionRun::new(plan, scopes, &data, &sender, nested, progress);
        run.execute().await;
        (scopes, progress) = (run.scopes, run.progress);
        progress.base += planned;
        if progress.halt.is_some() {
            break;
        }
    }
    emitter.emit(EventKind::RunFinished {
        error: match progress.halt {
            Some(Halt::Error(error)) => Some(error),
            Some(Halt::Bail) | None => None,
        },
        environment: Arc::new((&*scopes.environment).into()),
        globals: Arc::new((&*scopes.global).into()),
        collection_variables: Arc::new((&*scopes.collection).into()),
    });
    Ok(())
}

/// How far the run is; each collection continues the count of the one before.
#[derive(Default)]
struct RunProgress {
    /// How many items stand before the collection's first one.
    base: usize,
    /// How many items all collections have.
    length: usize,
    cycles: usize,
    executions: usize,
    halt: Option<Halt>,
}

/// The run of one collection.
struct CollectionRun<'a> {
    plan: Plan,
    options: &'a RunOptions,
    emitter: &'a Emitter<'a>,
    sender: &'a Sender<'a>,
    stop: &'a StopSignal,
    nested: &'a Nested<'a>,
    sandbox: Sandbox,
    scopes: Scopes,
    data: &'a [DataRow],
    progress: RunProgress,
    /// Warnings of next requests that were given.
    told: HashSet<String>,
}

/// Why the run goes no further.
enum Halt {
    /// `--bail failure`: the run ends after the item, without an error.
    Bail,
    /// The run ends with this error.
    Error(RunError),
}

impl<'a> CollectionRun<'a> {
    fn new(
        plan: Plan,
        scopes: Scopes,
        data: &'a [DataRow],
        sender: &'a Sender<'a>,
        nested: &'a Nested<'a>,
        progress: RunProgress,
    ) -> Self {
        let Sender { options, emitter, stop, .. } = sender;
        let sandbox = Sandbox::new(sender.scripts.clone());
        let told = HashSet::new();
        Self { plan, options, emitter, sender, stop, nested, sandbox, scopes, data, progress, told }
    }

    async fn execute(&mut self) {
        for iteration in 0..self.progress.cycles {
            if self.plan.items.is_empty() || self.halted() {
                break;
            }
            let row = self.data.get(iteration).or(self.data.last()).cloned().unwrap_or_default();
            self.scopes.data = Arc::new(row);
            let cursor = self.cursor(0, iteration);
            self.emitter.emit(EventKind::IterationStarted { cursor });
            self.iterate(iteration).await;
            self.emitter.emit(EventKind::IterationFinished { cursor });
        }
    }

    async fn iterate(&mut self, iteration: usize) {
        let mut position = 0;
        loop {
            self.sender.pause(self.options.delay).await;
            if self.halted() {
                return;
            }
            let cursor = self.cursor(position, iteration);
            self.progress.executions += 1;
            let item = Arc::clone(&self.plan.items[position]);
            let next = self.run_item(&item, cursor).await;
            if self.halted() {
                return;
            }
            match flow::next(&self.plan, position, next.as_ref(), self.options.compat) {
                Step::To(step) => position = step,
                Step::ToOneOf(step, message) => {
                    // A loop says it once.
                    if self.told.insert(message.clone()) {
                        self.warn(cursor, message);
                    }
                    position = step;
                }
                Step::End => return,
                Step::Lost(message) => return self.warn(cursor, message),
            }
        }
    }

    fn warn(&self, cursor: Cursor, message: String) {
        self.emitter.emit(EventKind::WarningRaised { cursor: Some(cursor), message });
    }

    async fn run_item(&mut self, item: &PlannedItem, cursor: Cursor) -> Option<NextRequest> {
        self.emitter.emit(EventKind::ItemStarted { cursor, item: Arc::clone(&item.view) });
        let cycle = Cycle {
            sender: self.sender,
            nested: self.nested,
            sandbox: &mut self.sandbox,
            scopes: &mut self.scopes,
            item,
            cursor,
            depth: 0,
            origin: RequestOrigin::Item,
            outcome: CycleOutcome::default(),
        };
        let outcome = cycle.run().await;
        for error in &outcome.errors {
            self.note_error(error);
        }
        self.emitter.emit(EventKind::ItemFinished { cursor, skipped: outcome.skipped });
        outcome.next
    }

    /// Ends the run after an error of an item when `--bail` says so.
    fn note_error(&mut self, message: &str) {
        if self.options.bail.folder {
            self.progress.halt.get_or_insert(Halt::Error(RunError::Bailed(message.to_owned())));
        } else if self.options.bail.failure {
            self.progress.halt.get_or_insert(Halt::Bail);
        }
    }

    /// True when the run is to end. A stop from outside becomes the run's error.
    fn halted(&mut self) -> bool {
        if let Some(reason) = self.stop.reason() {
            let error = match reason {
                StopReason::Interrupted => RunError::Interrupted,
                StopReason::TimedOut => RunError::TimedOut,
            };
            self.progress.halt = Some(Halt::Error(error));
        }
        self.progress.halt.is_some()
    }

    fn cursor(&self, position: usize, iteration: usize) -> Cursor {
        let RunProgress { base, length, cycles, executions, .. } = self.progress;
        Cursor { position: base + position, iteration, length, cycles, execution: executions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_send<T: Send>(value: T) -> T {
        value
    }

    #[test]
    fn the_future_of_a_run_is_send() {
        fn check(options: &RunOptions, stop: &StopSignal, sink: &mut (dyn FnMut(RunEvent) + Send)) {
            drop(assert_send(run(Inputs::default(), options, stop, sink)));
        }
        let _: fn(&RunOptions, &StopSignal, &mut (dyn FnMut(RunEvent) + Send)) = check;
    }
}
