//! What a script is given.

use std::sync::Arc;

use serde_json::Value;

use super::{NestedAnswer, NestedRun, ScriptRecord};
use crate::collection::{Request, Script};
use crate::http::{Cookie, CookieJar, RequestFailure, Response};
use crate::variable::Scopes;

/// Everything one execution of a script can see. Cheap to make: bodies and scopes are shared, and turned into
/// JavaScript values only when the script asks.
#[derive(Debug, Clone)]
pub struct ScriptInput {
    /// The script; compiled once, found again by its id and source.
    pub script: Script,
    /// A snapshot of the scopes.
    pub scopes: Scopes,
    /// The request: with its templates before it is sent, as it was sent afterwards.
    pub request: Arc<Request>,
    /// The response, for test scripts. `None` in a test script means that the request failed.
    pub response: Option<Arc<Response>>,
    /// Cookies of the jar for the final URL.
    pub cookies: Vec<Cookie>,
    /// `pm.info` and `pm.execution.location`.
    pub info: Arc<ScriptInfo>,
}

/// What `pm.info` and `pm.execution.location` say.
#[derive(Debug, Clone, Default)]
pub struct ScriptInfo {
    /// The iteration, from 0.
    pub iteration: usize,
    /// How many there are.
    pub iteration_count: usize,
    /// The item's name.
    pub request_name: Option<String>,
    /// The item's id.
    pub request_id: String,
    /// Names from the collection down to the item.
    pub location: Vec<String>,
    /// The name of the level that the script belongs to.
    pub current: String,
}

/// What a script may ask of the outside while it runs. Implemented by the runner.
pub trait ScriptHost: Sync {
    /// Takes console output and decided tests, in the order in which they happened.
    fn record(&self, record: ScriptRecord);

    /// Sends the request of `pm.sendRequest`, given as Postman's request JSON.
    fn send_request(
        &self,
        request: Value,
    ) -> impl Future<Output = Result<Arc<Response>, RequestFailure>> + Send;

    /// Runs another request of the collection, with its scripts, for `pm.execution.runRequest`.
    ///
    /// # Errors
    ///
    /// Fails with the sentence that the script's promise is rejected with.
    fn run_request(&self, run: NestedRun) -> impl Future<Output = Result<NestedAnswer, String>> + Send {
        async move { Err(format!("pm.execution.runRequest: there is no collection with \"{}\"", run.request)) }
    }

    /// The jar of `pm.cookies.jar()`.
    fn cookie_jar(&self) -> &CookieJar;
}
