//! The cost of a pre-request and a test script with three passing assertions, and of an engine's start.
//!
//! Run with `cargo bench --bench scripts`. Prints the time of a pair of scripts over 10,000 iterations once warm, and
//! of an engine's start with its first script. Aims: 60 µs a pair, 3 ms a start.

use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use postino::clock::{Clock, Seed};
use postino::collection::{Listen, Request, Script, Url};
use postino::compat::Compat;
use postino::http::{CookieJar, Headers, RequestFailure, Response, Timings};
use postino::sandbox::{
    Packages, Sandbox, SandboxOptions, ScriptHost, ScriptInfo, ScriptInput, ScriptMemory, ScriptRecord, Vault,
};
use postino::variable::{Scopes, SecretVariables};
use serde_json::Value;

const ITERATIONS: usize = 10_000;
const STARTS: usize = 50;

const PREREQUEST: &str = "pm.variables.set('started', 1); pm.environment.set('token', 'abc');";
const TEST: &str = "const body = pm.response.json();
pm.test('status', () => pm.response.to.have.status(200));
pm.test('id', () => pm.expect(body.id).to.equal(7));
pm.test('name', () => pm.expect(body).to.have.property('name', 'bench'));";

struct Host;

impl ScriptHost for Host {
    fn record(&self, record: ScriptRecord) {
        black_box(record);
    }

    async fn send_request(&self, _: Value) -> Result<Arc<Response>, RequestFailure> {
        unreachable!("the scripts send nothing")
    }

    fn cookie_jar(&self) -> &CookieJar {
        unreachable!("the scripts ask for no cookies")
    }
}

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxOptions {
        timeout: None,
        memory: ScriptMemory::unlimited(),
        compat: Compat::Postman,
        seed: Seed(1),
        clock: Clock::system(),
        vault: Vault::default(),
        packages: Packages::default(),
        secrets: SecretVariables::default(),
    })
}

fn input(listen: Listen, source: &str) -> ScriptInput {
    let mut headers = Headers::default();
    headers.push("Content-Type", "application/json");
    let body = bytes::Bytes::from_static(br#"{"id":7,"name":"bench"}"#);
    let length = body.len() as u64;
    let response = Response {
        code: 200,
        reason: "OK".into(),
        headers,
        body_bytes: length,
        wire_bytes: length,
        body,
        timings: Timings { total: Duration::from_millis(1), ..Timings::default() },
        cookies: Vec::new(),
        http_version: "1.1".into(),
    };
    let request = Request { url: Url::parse("http://127.0.0.1/x?a=1"), ..Request::default() };
    ScriptInput {
        script: Script { id: "s".into(), listen, source: source.into(), src: None },
        scopes: Scopes::default(),
        request: Arc::new(request),
        response: (listen == Listen::Test).then(|| Arc::new(response)),
        cookies: Vec::new(),
        info: Arc::new(ScriptInfo::default()),
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn timed(run: impl FnOnce()) -> Duration {
    let started = Instant::now();
    run();
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (before, after) = (input(Listen::Prerequest, PREREQUEST), input(Listen::Test, TEST));
    let starts = (0..STARTS).map(|_| {
        timed(|| {
            black_box(runtime.block_on(sandbox().evaluate(after.clone(), &Host)));
        })
    });
    let start = median(starts.collect());
    let mut sandbox = sandbox();
    let mut pair = || {
        timed(|| {
            for input in [&before, &after] {
                let outcome = runtime.block_on(sandbox.evaluate(input.clone(), &Host));
                assert_eq!(outcome.failure, None, "the scripts pass");
            }
        })
    };
    for _ in 0..ITERATIONS / 10 {
        pair();
    }
    let times: Vec<Duration> = (0..ITERATIONS).map(|_| pair()).collect();
    let total: Duration = times.iter().sum();
    let mut out = std::io::stdout();
    writeln!(out, "start with a first script: {start:?} (median of {STARTS})")?;
    let mean = total / u32::try_from(ITERATIONS).unwrap_or(u32::MAX);
    writeln!(out, "pre-request and test script: {mean:?} mean, {:?} median of {ITERATIONS}", median(times))
}
