//! The cost of scripts that use a library or much data: `cargo bench --bench libraries`.
//!
//! Each line is one script in an engine of its own: the shortest of several runs, without the engine's start.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use postino::clock::{Clock, Seed};
use postino::collection::{Listen, Request, Script};
use postino::compat::Compat;
use postino::http::{CookieJar, RequestFailure, Response};
use postino::sandbox::{
    Packages, Sandbox, SandboxOptions, ScriptHost, ScriptInput, ScriptMemory, ScriptRecord, Vault,
};
use postino::variable::{Scopes, SecretVariables};
use serde_json::Value;

const RUNS: usize = 15;

const HUNDRED_KB: &str = "const rows = []; for (let i = 0; i < 700; i++) rows.push({ id: i, name: 'name ' + i, tags: ['a', 'b'], \
    nested: { deep: { value: i * 1.5, text: 'some text that fills the row ' + i } }, flag: i % 2 === 0 }); \
    text = JSON.stringify(rows);";

/// A measurement: its name, the script that prepares it, and the script that is timed.
const SCRIPTS: [(&str, &str, &str); 15] = [
    ("first require of lodash", "", "require('lodash')"),
    ("first require of chai", "", "require('chai')"),
    ("first require of moment", "", "require('moment')"),
    ("first require of crypto-js", "", "require('crypto-js')"),
    ("first require of postman-collection", "", "require('postman-collection')"),
    ("JSON.parse of 100 KB", HUNDRED_KB, "JSON.parse(text)"),
    ("JSON.stringify of 100 KB", HUNDRED_KB, "JSON.stringify(rows)"),
    (
        "HMAC-SHA256 of 100 KB by crypto-js",
        "text = 'x'.repeat(100000); CryptoJS.MD5('')",
        "CryptoJS.HmacSHA256(text, 'key').toString()",
    ),
    ("first use of Intl.NumberFormat", "", "new Intl.NumberFormat('en-US').format(1234.5)"),
    ("first use of Intl", "", "Intl.getCanonicalLocales('en')"),
    (
        "first use of Intl.DateTimeFormat",
        "",
        "new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' }).format(0)",
    ),
    ("first error of the engine", "", "try { null.x } catch {} try { pm.nothing() } catch {}"),
    ("first use of a time zone", "", "new Date(0).toLocaleString('en-US', { timeZone: 'Asia/Tokyo' })"),
    ("toLocaleString without options", "", "new Date(0).toLocaleString() + (1234.5).toLocaleString()"),
    ("first use of URL", "", "new URL('http://a.b/c?d=e').searchParams.get('d')"),
];

struct Nobody;

impl ScriptHost for Nobody {
    fn record(&self, _: ScriptRecord) {}

    async fn send_request(&self, _: Value) -> Result<Arc<Response>, RequestFailure> {
        unreachable!("the scripts send nothing")
    }

    fn cookie_jar(&self) -> &CookieJar {
        unreachable!("the scripts ask for no cookies")
    }
}

fn input(source: &str) -> ScriptInput {
    ScriptInput {
        script: Script { id: "s".into(), listen: Listen::Prerequest, source: source.into(), src: None },
        scopes: Scopes::default(),
        request: Arc::new(Request::default()),
        response: None,
        cookies: Vec::new(),
        info: Arc::default(),
    }
}

async fn duration(before: &str, script: &str) -> Duration {
    let options = SandboxOptions {
        timeout: None,
        memory: ScriptMemory::unlimited(),
        compat: Compat::Postman,
        seed: Seed(1),
        clock: Clock::system(),
        vault: Vault::default(),
        packages: Packages::default(),
        secrets: SecretVariables::default(),
    };
    let mut sandbox = Sandbox::new(options);
    let ready = sandbox.evaluate(input(&before.replace("const rows", "rows")), &Nobody).await;
    assert_eq!(ready.failure, None);
    let outcome = sandbox.evaluate(input(script), &Nobody).await;
    assert_eq!(outcome.failure, None);
    outcome.duration
}

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut out = std::io::stdout();
    for (name, before, script) in SCRIPTS {
        let least = (0..RUNS).map(|_| runtime.block_on(duration(before, script))).min().unwrap_or_default();
        writeln!(out, "{:8.3} ms  {name}", least.as_secs_f64() * 1000.0)?;
    }
    Ok(())
}
