//! The script engine: `QuickJS` on a thread of its own. Only this file and its folder name it.
//!
//! Knows JavaScript values and jobs, and nothing of Postman: what a script asks for goes to the [`Bridge`].
//! Entry point: [`start`].
//!
//! # Design
//!
//! 2026-11-24: one runtime and one context for a whole run, since implicit globals must persist and a fresh context
//! costs many times a script. A thread of its own, since the engine needs a large stack and since a watchdog must be
//! able to walk away from built-ins that never poll the interrupt. No async runtime inside: a loop over a channel
//! with a time limit is enough for timers and replies. Rejected: the engine crate's async runtime, whose dropped
//! futures stay queued.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use rquickjs::context::EvalOptions;
use rquickjs::function::IntoArgs;
use rquickjs::{Context, Ctx, Error, Function, Object, Runtime, Value};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use self::border::{identity, thrown};
use self::heap::{EngineAllocator, Heap};
use self::stop::Stop;
use super::ScriptOutcome;
use super::bridge::Bridge;
use super::failure::{self, of_thrown};
use super::host_value::HostValue;
use super::memory::Gauge;
use super::message::{FromEngine, Job, ToEngine};
use super::sandbox::SandboxOptions;
use super::weight::weight_of;
use crate::assertion::ScriptFailure;
use crate::collection::Listen;

mod border;
mod heap;
mod parameters;
mod stop;

const PRELUDE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prelude.bin"));
const THREAD_STACK_BYTES: usize = 32 << 20;
/// Well below the thread's stack: native frames between two checks need room too.
const SCRIPT_STACK_BYTES: usize = 4 << 20;
/// More than the prelude and one library take. After its first collection the engine chooses the threshold itself.
const GC_THRESHOLD_BYTES: usize = 2 << 20;
/// How long the next script is waited for without going to sleep: an item's scripts follow each other at once.
const SPIN: Duration = Duration::from_micros(10);
/// How many jobs of a stopped script are run to get rid of them. If more are left, the engine is given up.
const LEFTOVER_JOBS: usize = 1000;

/// Starts an engine on its own thread. It ends when the sender of `inbox` is dropped. `ended` is told when the thread
/// ends, and why if it could not start. `spins` is false when the run and the engine share one processor.
pub(super) fn start(
    options: SandboxOptions,
    spins: bool,
    abandoned: Arc<AtomicBool>,
    inbox: Receiver<ToEngine>,
    ended: oneshot::Sender<String>,
) -> std::io::Result<()> {
    let serve = move || {
        let gauge = Rc::new(Gauge::new(&options.memory));
        let heap = Rc::new(Heap::new(Rc::clone(&gauge)));
        let stop = Rc::new(Stop::new(abandoned, Rc::clone(&gauge)));
        let bridge = Rc::new(RefCell::new(Bridge::new(&options, stop.clock.clone(), gauge)));
        let Ok((runtime, context)) = new_context(&heap, &stop, &bridge) else { return };
        let host = Host { options, heap: Rc::clone(&heap), stop, bridge };
        let farewell = context.with(|ctx| match Engine::new(ctx.clone(), host) {
            Ok(mut engine) => {
                let farewell = engine.serve(&inbox, spins);
                if heap.gauge.is_full() {
                    std::mem::forget(engine);
                }
                Ok(farewell)
            }
            Err(error) => Err(of_thrown(thrown(&ctx.catch())).message.unwrap_or_else(|| error.to_string())),
        });
        if heap.gauge.is_full() {
            std::mem::forget((context, runtime));
            heap.free_all();
        } else {
            drop((context, runtime));
        }
        // Only now, since the next engine needs the memory.
        match farewell {
            Ok(Some(Farewell { outbox, outcome })) => {
                let _ = outbox.send(FromEngine::Done { outcome, retired: true });
            }
            Ok(None) => {}
            Err(cause) => {
                let _ = ended.send(cause);
                return;
            }
        }
        drop(ended);
    };
    std::thread::Builder::new().name("scripts".to_owned()).stack_size(THREAD_STACK_BYTES).spawn(serve)?;
    Ok(())
}

fn new_context(
    heap: &Rc<Heap>,
    stop: &Rc<Stop>,
    bridge: &Rc<RefCell<Bridge>>,
) -> rquickjs::Result<(Runtime, Context)> {
    let runtime = Runtime::new_with_alloc(EngineAllocator(Rc::clone(heap)))?;
    runtime.set_max_stack_size(SCRIPT_STACK_BYTES);
    runtime.set_gc_threshold(GC_THRESHOLD_BYTES);
    let stop = Rc::clone(stop);
    runtime.set_interrupt_handler(Some(Box::new(move || stop.due())));
    let (bridge, heap) = (Rc::clone(bridge), Rc::clone(heap));
    runtime.set_host_promise_rejection_tracker(Some(Box::new(move |_, promise, reason, handled| {
        let promise = identity(&promise);
        // Read first: it may run the script's own code, which may call the bridge.
        let failure = (!handled).then(|| of_thrown(thrown(&reason)));
        let Ok(mut bridge) = bridge.try_borrow_mut() else { return };
        match failure {
            Some(failure) if heap.charge(weight_of(&failure)) => bridge.rejected(promise, failure),
            Some(_) => {}
            None => bridge.rejection_handled(promise),
        }
    })));
    let context = Context::full(&runtime)?;
    Ok((runtime, context))
}

/// What the engine's thread has besides the engine.
struct Host {
    options: SandboxOptions,
    heap: Rc<Heap>,
    stop: Rc<Stop>,
    bridge: Rc<RefCell<Bridge>>,
}

/// The last outcome of an engine that runs no further script.
struct Farewell {
    outbox: UnboundedSender<FromEngine>,
    outcome: Box<ScriptOutcome>,
}

/// The engine while its context is locked.
struct Engine<'js> {
    ctx: Ctx<'js>,
    options: SandboxOptions,
    heap: Rc<Heap>,
    stop: Rc<Stop>,
    bridge: Rc<RefCell<Bridge>>,
    compiled: HashMap<(Arc<str>, Listen), Compiled<'js>>,
    prelude: Prelude<'js>,
}

/// A script as a function, and the globals that it takes as parameters.
#[derive(Clone)]
struct Compiled<'js> {
    function: Function<'js>,
    parameters: Vec<&'static str>,
}

/// What the prelude hands out.
struct Prelude<'js> {
    begin: Function<'js>,
    run: Function<'js>,
    fire: Function<'js>,
    reply: Function<'js>,
    finish: Function<'js>,
}

impl<'js> Engine<'js> {
    fn new(ctx: Ctx<'js>, host: Host) -> rquickjs::Result<Self> {
        let Host { options, heap, stop, bridge } = host;
        let calls = border::host_object(&ctx, &bridge, &heap)?;
        let compute = border::compute_object(&ctx, &heap)?;
        let prelude: Object<'js> = border::load(&ctx, PRELUDE)?.call((calls, compute))?;
        let prelude = Prelude {
            begin: prelude.get("begin")?,
            run: prelude.get("run")?,
            fire: prelude.get("fire")?,
            reply: prelude.get("reply")?,
            finish: prelude.get("finish")?,
        };
        heap.arm(&ctx);
        Ok(Self { ctx, options, heap, stop, bridge, compiled: HashMap::new(), prelude })
    }

    /// Runs scripts until nobody sends one any more, or until the engine can run no further one.
    fn serve(&mut self, inbox: &Receiver<ToEngine>, spins: bool) -> Option<Farewell> {
        while let Some(message) = self.next_message(inbox, spins) {
            // An answer or a wake-up for a script that has ended is dropped.
            let ToEngine::Evaluate(job) = message else { continue };
            let farewell = self.evaluate(*job, inbox);
            if farewell.is_some() {
                return farewell;
            }
        }
        None
    }

    /// The next message; `None` when nobody can send one any more.
    fn next_message(&self, inbox: &Receiver<ToEngine>, spins: bool) -> Option<ToEngine> {
        let started = self.stop.clock.elapsed();
        while spins && self.stop.clock.elapsed().saturating_sub(started) < SPIN {
            match inbox.try_recv() {
                Ok(message) => return Some(message),
                Err(TryRecvError::Empty) => std::hint::spin_loop(),
                Err(TryRecvError::Disconnected) => return None,
            }
        }
        inbox.recv().ok()
    }

    /// Runs one script to its end. Its outcome is sent, or returned when the engine can run no further one.
    fn evaluate(&mut self, job: Job, inbox: &Receiver<ToEngine>) -> Option<Farewell> {
        let started = self.stop.clock.elapsed();
        *self.stop.deadline.borrow_mut() = self.options.timeout.map(|limit| started + limit);
        *self.stop.interrupt.borrow_mut() = Arc::clone(&job.interrupt);
        let source = Arc::clone(&job.input.script.source);
        let listen = job.input.script.listen;
        let outbox = job.outbox.clone();
        self.bridge.borrow_mut().begin(job);
        self.end_when_memory_ends(started, outbox.clone());
        match self.compile(source, listen) {
            Ok(script) => self.run(script, inbox),
            Err(failure) => self.bridge.borrow_mut().fail(failure),
        }
        let retired = self.stop.out_of_memory() || self.discard_leftovers();
        let mut bridge = self.bridge.borrow_mut();
        if self.stop.out_of_memory() {
            bridge.stop(failure::out_of_memory(self.heap.gauge.limit()));
        }
        let outcome = Box::new(bridge.end(started));
        if retired || self.stop.out_of_memory() {
            return Some(Farewell { outbox, outcome });
        }
        let _ = outbox.send(FromEngine::Done { outcome, retired: false });
        None
    }

    /// Says how the script ends when the engine's thread cannot return to it.
    fn end_when_memory_ends(&self, started: Duration, outbox: UnboundedSender<FromEngine>) {
        let (bridge, limit) = (Rc::clone(&self.bridge), self.heap.gauge.limit());
        self.heap.set_last_resort(move || {
            let failure = failure::out_of_memory(limit);
            let outcome = match bridge.try_borrow_mut() {
                Ok(mut bridge) => {
                    bridge.stop(failure);
                    bridge.end(started)
                }
                Err(_) => ScriptOutcome { failure: Some(failure), ..ScriptOutcome::default() },
            };
            let _ = outbox.send(FromEngine::Done { outcome: Box::new(outcome), retired: true });
        });
    }

    fn run(&mut self, script: Compiled<'js>, inbox: &Receiver<ToEngine>) {
        let (event, plain) = self.bridge.borrow().kind();
        self.call(&self.prelude.begin, (event.as_str(), plain));
        self.call(&self.prelude.run, (script.function, script.parameters));
        self.drain_jobs();
        if self.stopped(false) {
            return;
        }
        while self.wait(inbox) {
            self.drain_jobs();
            if self.stopped(true) {
                return;
            }
        }
        if self.stopped(true) {
            return;
        }
        self.call(&self.prelude.finish, ());
        self.drain_jobs();
        self.stopped(false);
    }

    /// Waits for the next timer or answer and hands it to the script; false when none can come any more.
    fn wait(&self, inbox: &Receiver<ToEngine>) -> bool {
        let now = self.stop.clock.elapsed();
        let (timer, waiting) = {
            let mut bridge = self.bridge.borrow_mut();
            if bridge.halted() {
                return false;
            }
            if bridge.is_asking() {
                bridge.flush();
            }
            if let Some(timer) = bridge.due_timer(now) {
                drop(bridge);
                self.call(&self.prelude.fire, (timer,));
                return true;
            }
            (bridge.next_timer(), bridge.waiting())
        };
        if timer.is_none() && waiting == 0 {
            return false;
        }
        self.bridge.borrow_mut().flush();
        let deadline = *self.stop.deadline.borrow();
        let until = [timer, deadline].into_iter().flatten().min();
        let message = match until {
            Some(until) => inbox.recv_timeout(until.saturating_sub(now)),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(ToEngine::Answer { execution, id, answer, mutations }) => {
                if self.bridge.borrow_mut().answered(execution, id, mutations) {
                    self.reply(id, answer);
                }
                true
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    /// The script as a function, so that top-level `return` works, and `await` unless `--compat newman` is given. The
    /// wrapper adds one line before the script.
    fn compile(&mut self, source: Arc<str>, listen: Listen) -> Result<Compiled<'js>, ScriptFailure> {
        let key = (source, listen);
        if let Some(script) = self.compiled.get(&key) {
            return Ok(script.clone());
        }
        let compat = self.options.compat;
        let parameters = parameters::of(&key.0, listen, compat);
        let mut script = self.function(&key.0, parameters);
        if script.is_err() && !compat.refuses_to_redeclare() {
            // The script may declare a name with `let` that another place of it declares with `var`.
            script = self.function(&key.0, Vec::new());
        }
        let script = script?;
        self.compiled.insert(key, script.clone());
        Ok(script)
    }

    fn function(&self, source: &str, parameters: Vec<&'static str>) -> Result<Compiled<'js>, ScriptFailure> {
        let mut options = EvalOptions::default();
        options.strict = false;
        options.filename = Some(failure::SCRIPT_FILE.to_owned());
        // The semicolon takes the effect from a leading "use strict", as Postman's own wrapper does.
        let kind = if self.options.compat.awaits_scripts() { "async " } else { "" };
        let source_text = source.replace('\0', "\u{fffd}");
        let names = parameters.iter().fold("arguments".to_owned(), |names, name| names + "," + name);
        let wrapped = format!("({kind}function ({names}) {{;\n{source_text}\n;}})");
        let function =
            self.ctx.eval_with_options(wrapped, options).map_err(|_| of_thrown(thrown(&self.ctx.catch())))?;
        Ok(Compiled { function, parameters })
    }

    /// Hands the answer to a question to the script: what went wrong, or the value.
    fn reply(&self, id: u32, answer: Result<HostValue, HostValue>) {
        let (error, value) = match answer {
            Ok(value) => (HostValue::Undefined, value),
            Err(error) => (error, HostValue::Undefined),
        };
        let sides = border::into_js(&self.ctx, error)
            .and_then(|error| Ok((id, error, border::into_js(&self.ctx, value)?)));
        match sides {
            Ok(arguments) => self.call(&self.prelude.reply, arguments),
            Err(_) => self.caught(),
        }
    }

    /// Calls into the prelude, which lets nothing through but an interrupt or a full memory.
    fn call<A: IntoArgs<'js>>(&self, function: &Function<'js>, arguments: A) {
        if let Err(Error::Exception) = function.call::<A, Value<'js>>(arguments) {
            self.caught();
        }
    }

    /// Records the exception that the engine holds, unless the script has been stopped.
    fn caught(&self) {
        let error = self.ctx.catch();
        if !self.stop.due() && !self.bridge.borrow().halted() {
            let failure = of_thrown(thrown(&error));
            self.bridge.borrow_mut().fail(failure);
        }
    }

    fn drain_jobs(&self) {
        while !self.stop.due() && self.ctx.execute_pending_job() {}
    }

    /// True when a limit was reached; records which one.
    fn stopped(&self, asynchronous: bool) -> bool {
        let failure = if self.stop.out_of_memory() {
            failure::out_of_memory(self.heap.gauge.limit())
        } else if self.stop.interrupted() {
            ScriptFailure::new("Error", "Script execution was interrupted")
        } else if self.stop.timed_out() {
            failure::timed_out(self.options.timeout.unwrap_or_default(), asynchronous)
        } else {
            return false;
        };
        self.bridge.borrow_mut().stop(failure);
        true
    }

    /// Ends what a stopped script left queued, so that it does not act in the next one's name.
    fn discard_leftovers(&self) -> bool {
        (0..LEFTOVER_JOBS).all(|_| self.ctx.execute_pending_job())
    }
}
