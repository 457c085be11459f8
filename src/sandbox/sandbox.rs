//! The handle of the script engine on the side of the run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::host_value::HostValue;
use super::message::{FromEngine, Job, ToEngine};
use super::packages::Packages;
use super::vault::Vault;
use super::{ScriptHost, ScriptInput, ScriptMemory, ScriptOutcome, ScriptRecord, engine, shape};
use crate::assertion::ScriptFailure;
use crate::clock::{Clock, Seed};
use crate::compat::Compat;
use crate::http::{RequestFailure, Response};
use crate::variable::SecretVariables;

/// How long a stopped script has to come to its end before its thread is abandoned.
const GRACE: Duration = Duration::from_secs(1);
/// How long the run waits for a script without going to sleep: waking up costs more than a short script takes.
const SPIN: Duration = Duration::from_micros(150);
const STARTED_ANEW: &str = "the script engine was started anew, since a script before did not come to its end: global \
    variables that scripts made are gone";
/// A time limit that is never reached.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// How scripts run.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// How long one script may take, its timers and requests included; `None` is unlimited.
    pub timeout: Option<Duration>,
    /// How much memory all scripts of the run may use together.
    pub memory: ScriptMemory,
    /// Whose behaviour scripts meet.
    pub compat: Compat,
    /// What dynamic variables grow from.
    pub seed: Seed,
    /// The time of dynamic variables.
    pub clock: Clock,
    /// What `pm.vault` gives.
    pub vault: Vault,
    /// What `pm.require` finds.
    pub packages: Packages,
    /// Which variables are secret: what a script sets them to is masked from that moment on.
    pub secrets: SecretVariables,
}

/// Runs scripts one after another, in one context that lives as long as the sandbox.
///
/// Making one costs nothing: the engine starts with the first script.
pub struct Sandbox {
    options: SandboxOptions,
    engine: Option<Handle>,
    /// True when an engine has started before: another one lacks what scripts left in it.
    started: bool,
    interrupt: Arc<AtomicBool>,
    executions: u64,
    monotonic: Clock,
}

/// The engine that runs now.
struct Handle {
    inbox: mpsc::Sender<ToEngine>,
    outbox: UnboundedSender<FromEngine>,
    messages: UnboundedReceiver<FromEngine>,
    /// A message that was taken too early.
    next: Option<FromEngine>,
    abandoned: Arc<AtomicBool>,
    /// Told when the engine's thread ends; that is at once when the engine could not start.
    ended: oneshot::Receiver<String>,
    /// False where the engine has no processor of its own to run on meanwhile.
    spins: bool,
}

impl Handle {
    fn put_back(&mut self, message: FromEngine) {
        self.next = Some(message);
    }

    async fn receive(&mut self) -> Option<FromEngine> {
        if self.next.is_some() {
            return self.next.take();
        }
        tokio::select! {
            biased;
            message = self.messages.recv() => message,
            reason = &mut self.ended => Some(FromEngine::Died(reason.unwrap_or_else(|_| "its thread is gone".to_owned()))),
        }
    }
}

impl Drop for Handle {
    /// A script that still runs when nobody waits for it any more stops.
    fn drop(&mut self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox whose engine has not started yet.
    pub fn new(options: SandboxOptions) -> Self {
        let monotonic = Clock::system();
        Self { options, engine: None, started: false, interrupt: Arc::default(), executions: 0, monotonic }
    }

    /// A flag that stops the running script, and every later one, once it is set.
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupt)
    }

    /// Runs one script to its end: its synchronous part, its timers, its requests and its asynchronous tests.
    ///
    /// Order: what it logs and asserts reaches [`ScriptHost::record`] in order, all of it before this returns.
    pub async fn evaluate<H: ScriptHost>(&mut self, input: ScriptInput, host: &H) -> ScriptOutcome {
        self.executions += 1;
        let mut handle = match self.engine.take().map_or_else(|| self.start(host), Ok) {
            Ok(handle) => handle,
            Err(error) => return failed(&format!("the script engine does not start: {error}")),
        };
        let execution = self.executions;
        let outbox = handle.outbox.clone();
        let job = Job { execution, input, interrupt: Arc::clone(&self.interrupt), outbox };
        if handle.inbox.send(ToEngine::Evaluate(Box::new(job))).is_err() {
            return failed("the script engine has ended");
        }
        // While the future is alive the handle is not in `self`: one that is dropped half-way leaves the engine to
        // its end, and the next script gets a new one.
        let (outcome, usable) = self.attend(&mut handle, execution, host).await;
        self.engine = usable.then_some(handle);
        outcome
    }

    fn start<H: ScriptHost>(&mut self, host: &H) -> std::io::Result<Handle> {
        if std::mem::replace(&mut self.started, true) {
            host.record(ScriptRecord::Warning(STARTED_ANEW.to_owned()));
        }
        let (inbox, received) = mpsc::channel();
        let abandoned = Arc::default();
        let (ending, ended) = oneshot::channel();
        let spins = std::thread::available_parallelism().is_ok_and(|processors| processors.get() > 1);
        engine::start(self.options.clone(), spins, Arc::clone(&abandoned), received, ending)?;
        let (outbox, messages) = unbounded_channel();
        Ok(Handle { inbox, outbox, messages, next: None, abandoned, ended, spins })
    }

    /// Serves the script until it ends; false when the engine is of no further use.
    #[expect(clippy::disallowed_methods, reason = "the watchdog of a script that does not come to its end")]
    async fn attend<H: ScriptHost>(
        &self,
        handle: &mut Handle,
        execution: u64,
        host: &H,
    ) -> (ScriptOutcome, bool) {
        if let Some(ended) = self.spin(handle, host) {
            return ended;
        }
        let limit = self.options.timeout.map_or(FOREVER, |timeout| timeout + GRACE);
        let mut watchdog = std::pin::pin!(tokio::time::sleep(limit));
        let mut interrupted = std::pin::pin!(wait_for(&self.interrupt));
        let mut questions = FuturesUnordered::new();
        loop {
            tokio::select! {
                biased;
                message = handle.receive() => match message {
                    Some(FromEngine::Records(records)) => deliver(records, host),
                    Some(FromEngine::Done { outcome, retired }) => return (*outcome, !retired),
                    Some(FromEngine::Died(reason)) => {
                        return (failed(&format!("the script engine has ended: {reason}")), false);
                    }
                    Some(question) => questions.push(answer(question, execution, host)),
                    None => return (failed("the script engine has ended"), false),
                },
                Some(reply) = questions.next(), if !questions.is_empty() => {
                    let _ = handle.inbox.send(reply);
                }
                () = &mut interrupted => {
                    let _ = handle.inbox.send(ToEngine::Wake);
                    watchdog.as_mut().reset(tokio::time::Instant::now() + GRACE);
                    interrupted.set(wait_for(&NEVER));
                }
                () = &mut watchdog => return (self.abandoned(), false),
            }
        }
    }

    /// Waits a moment for a script that asks for nothing; `None` when it takes longer.
    fn spin<H: ScriptHost>(&self, handle: &mut Handle, host: &H) -> Option<(ScriptOutcome, bool)> {
        if !handle.spins {
            return None;
        }
        let started = self.monotonic.elapsed();
        while self.monotonic.elapsed().saturating_sub(started) < SPIN {
            match handle.messages.try_recv() {
                Ok(FromEngine::Records(records)) => deliver(records, host),
                Ok(FromEngine::Done { outcome, retired }) => return Some((*outcome, !retired)),
                Ok(question) => {
                    handle.put_back(question);
                    return None;
                }
                Err(_) => std::hint::spin_loop(),
            }
        }
        None
    }

    /// The outcome of a script that did not stop.
    fn abandoned(&self) -> ScriptOutcome {
        match self.options.timeout {
            Some(limit) if !self.interrupt.load(Ordering::Relaxed) => ScriptOutcome {
                failure: Some(super::failure::timed_out(limit, false)),
                duration: limit + GRACE,
                ..ScriptOutcome::default()
            },
            _ => failed("Script execution was interrupted"),
        }
    }
}

/// Has the host answer a question of the script.
async fn answer<H: ScriptHost>(question: FromEngine, execution: u64, host: &H) -> ToEngine {
    let complaint = |text: String| json_value(&serde_json::json!({"name": "Error", "message": text}));
    let mut mutations = Vec::new();
    let (id, answer) = match question {
        FromEngine::SendRequest { id, request } => (id, whole(host.send_request(request).await)),
        FromEngine::RunRequest { id, run } => match host.run_request(run).await {
            Ok(ran) => {
                mutations = ran.mutations;
                (id, Ok(ran.response.map_or(HostValue::Undefined, |response| response_value(&response))))
            }
            Err(text) => (id, Err(complaint(text))),
        },
        FromEngine::CookieJar { id, call } => {
            let answer = call.carry_out(host.cookie_jar());
            (id, answer.map(|value| json_value(&value)).map_err(complaint))
        }
        FromEngine::Records(_) | FromEngine::Done { .. } | FromEngine::Died(_) => return ToEngine::Wake,
    };
    ToEngine::Answer { execution, id, answer, mutations }
}

fn whole(response: Result<Arc<Response>, RequestFailure>) -> Result<HostValue, HostValue> {
    match response {
        Ok(response) => Ok(response_value(&response)),
        Err(failure) => Err(json_value(&shape::request_failure(&failure))),
    }
}

fn response_value(response: &Response) -> HostValue {
    json_value(&shape::whole_response(response))
}

fn json_value(value: &serde_json::Value) -> HostValue {
    HostValue::Json(value.to_string())
}

fn deliver<H: ScriptHost>(records: Vec<ScriptRecord>, host: &H) {
    for record in records {
        host.record(record);
    }
}

static NEVER: AtomicBool = AtomicBool::new(false);

/// Returns once the flag is set. It looks a few times a second, which is soon enough for a person who interrupts.
#[expect(clippy::disallowed_methods, reason = "a flag has no waker")]
async fn wait_for(flag: &AtomicBool) {
    while !flag.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn failed(message: &str) -> ScriptOutcome {
    ScriptOutcome { failure: Some(ScriptFailure::new("Error", message)), ..ScriptOutcome::default() }
}
