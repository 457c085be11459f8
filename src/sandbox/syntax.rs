//! Parsing a script without running it.

use std::sync::Arc;

use serde_json::Value;

use super::{Sandbox, ScriptHost, ScriptInfo, ScriptInput, ScriptRecord};
use crate::assertion::ScriptFailure;
use crate::collection::{Request, Script};
use crate::http::{CookieJar, RequestFailure, Response};
use crate::variable::Scopes;

impl Sandbox {
    /// What the engine finds wrong with a script's syntax; the script does nothing meanwhile.
    ///
    /// The whole text is compiled before its first statement runs, and that one leaves at once.
    pub async fn syntax_error(&mut self, script: &Script) -> Option<ScriptFailure> {
        let source: Arc<str> = format!("return;{}", script.source).into();
        let input = ScriptInput {
            script: Script { source, ..script.clone() },
            scopes: Scopes::default(),
            request: Arc::new(Request::default()),
            response: None,
            cookies: Vec::new(),
            info: Arc::new(ScriptInfo::default()),
        };
        self.evaluate(input, &Nobody).await.failure
    }
}

/// The host of a script that does nothing.
struct Nobody;

impl ScriptHost for Nobody {
    fn record(&self, _: ScriptRecord) {}

    async fn send_request(&self, _: Value) -> Result<Arc<Response>, RequestFailure> {
        unreachable!("the script returns before its first call")
    }

    fn cookie_jar(&self) -> &CookieJar {
        unreachable!("the script returns before its first call")
    }
}
