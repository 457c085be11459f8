//! `pm.execution.runRequest`: another request of the collection, run from within a script.
//!
//! Entry point: [`Nested::run`]. Its scripts have an engine of their own: the outer script holds its engine while it
//! waits, and implicit globals do not cross.
//!
//! Source: postman-runtime 7.46.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use super::item::{Cycle, CycleOutcome};
use super::selection::Selection;
use super::sender::Sender;
use super::shared::Shared;
use super::{Plan, PlannedItem};
use crate::collection::Collection;
use crate::event::{Cursor, RequestOrigin};
use crate::sandbox::{NestedRun, Sandbox};

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
}

impl<'a> Nested<'a> {
    pub(super) fn new(collection: Collection, sender: &'a Sender<'a>) -> Self {
        Self { collection, plan: OnceLock::new(), sender, idle: Shared::default() }
    }

    /// Runs a request and its scripts; `depth` counts the requests around it.
    pub(super) fn run(
        &'a self,
        run: NestedRun,
        cursor: Cursor,
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = Result<CycleOutcome, String>> + Send + 'a>> {
        Box::pin(self.execute(run, cursor, depth))
    }

    fn find(&self, wanted: &str) -> Option<Arc<PlannedItem>> {
        let plan = self.plan.get_or_init(|| {
            let collection = std::slice::from_ref(&self.collection);
            // Without a selection there is nothing that could be unknown.
            let everything = Selection::default().with_allow_empty(true);
            let plans = Plan::all(collection, &everything, self.sender.options.compat, false);
            plans.ok().and_then(|mut plans| plans.pop()).unwrap_or_default()
        });
        plan.find(wanted).map(|place| Arc::clone(&plan.items[place]))
    }

    async fn execute(&'a self, run: NestedRun, cursor: Cursor, depth: usize) -> Result<CycleOutcome, String> {
        if depth > DEEPEST {
            return Err(format!("Max pm.execution.runRequest depth of {DEEPEST} has been reached."));
        }
        let Some(item) = self.find(&run.request) else {
            return Err(format!("pm.execution.runRequest: no request is called \"{}\"", run.request));
        };
        let mut scopes = run.scopes;
        for (key, value) in run.variables {
            Arc::make_mut(&mut scopes.local).set(&key, Some(value));
        }
        let idle = self.idle.lock().pop();
        let mut sandbox = idle.unwrap_or_else(|| Sandbox::new(self.sender.scripts.clone()));
        let cycle = Cycle {
            sender: self.sender,
            nested: self,
            sandbox: &mut sandbox,
            scopes: &mut scopes,
            item: &item,
            cursor,
            depth,
            origin: RequestOrigin::Script,
            outcome: CycleOutcome::default(),
        };
        let outcome = cycle.run().await;
        self.idle.lock().push(sandbox);
        Ok(outcome)
    }
}
