//! What scripts read, and scripts themselves: the engine is written in C.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use postino::clock::{Clock, Seed};
use postino::collection::{Listen, Request, Script};
use postino::compat::Compat;
use postino::http::{CookieJar, FailureKind, RequestFailure, Response};
use postino::sandbox::{
    Packages, Sandbox, SandboxOptions, ScriptHost, ScriptInput, ScriptMemory, ScriptOutcome, ScriptRecord,
    Vault,
};
use postino::variable::{Scopes, SecretVariables, Variable, VariableScope};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// How long a script may take.
const LIMIT: Duration = Duration::from_millis(500);
/// How much it may hold. Units: bytes.
const MEMORY: usize = 64 << 20;

#[derive(Default)]
struct Host(CookieJar);

impl ScriptHost for Host {
    fn record(&self, _: ScriptRecord) {}

    async fn send_request(&self, _: Value) -> Result<Arc<Response>, RequestFailure> {
        Err(RequestFailure { kind: FailureKind::Connect, code: None, message: "refused".into() })
    }

    fn cookie_jar(&self) -> &CookieJar {
        &self.0
    }
}

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    static SANDBOX: RefCell<Option<Sandbox>> = const { RefCell::new(None) };
}

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxOptions {
        timeout: Some(LIMIT),
        memory: ScriptMemory::limited(MEMORY),
        compat: Compat::Postman,
        seed: Seed(1),
        clock: Clock::system(),
        vault: Vault::default(),
        packages: Packages::default(),
        secrets: SecretVariables::default(),
    })
}

/// Runs a script in an engine that has run the others before, with a text in the variable `input`.
fn run(source: &str, input: &str) -> ScriptOutcome {
    let variables = vec![Variable::new("input", input)];
    let environment = Arc::new(VariableScope::new("id", None, variables));
    let input = ScriptInput {
        script: Script { id: "s".into(), listen: Listen::Test, source: source.into(), src: None },
        scopes: Scopes { environment, ..Scopes::default() },
        request: Arc::new(Request::default()),
        response: None,
        cookies: Vec::new(),
        info: Arc::default(),
    };
    SANDBOX.with_borrow_mut(|kept| {
        let engine = kept.get_or_insert_with(sandbox);
        RUNTIME.with(|runtime| runtime.block_on(engine.evaluate(input, &Host::default())))
    })
}

/// A script of anybody: it ends, and the next one runs.
pub(crate) fn script(bytes: &[u8]) {
    run(&String::from_utf8_lossy(bytes), "");
    assert!(run("1", "").failure.is_none());
}

/// A body that a script takes for XML, HTML, CSV or JSON.
pub(crate) fn parsed_by_script(bytes: &[u8]) {
    let source = "const text = pm.environment.get('input');
        for (const parse of [xml2Json, JSON.parse, (text) => require('csv-parse/lib/sync')(text), (text) => require('cheerio').load(text)]) {
            try { JSON.stringify(parse(text)); } catch {}
        }";
    // What a parser makes of a text is its own affair; the next script runs.
    run(source, &String::from_utf8_lossy(bytes));
    assert!(run("1", "").failure.is_none());
}
