//! Two thousand triggers against a platform that fails at random, at every call.
//!
//! Whatever happens to the calls, no trigger may start two runs, "not started" must be true, a run that was started
//! must be followed to its end, and a log that exists must be fetched.

mod platform;
mod random;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use postino::boomi::model::ExecutionStatus;
use postino::boomi::{
    Api, ApiCall, ApiOptions, ApiReply, CallError, Called, Caller, Credentials, Follow, FollowEnding,
    Interrupted, Line, LogFetch, LookUpEnding, News, Patience, Retries, RunId, Search, Start, Target,
    Trigger, TriggerKind, fetch_log, follow, start,
};
use postino::clock::Clock;
use postino::http::{ClientOptions, Headers, Payload, Request, SendOptions};
use postino::secret::SecretCollector;
use time::OffsetDateTime;

use self::platform::{Faults, Platform};
use self::random::Random;

const TRIGGERS: u64 = 2_000;
const AT_ONCE: u64 = 250;
const SEED: u64 = 20;

/// A line whose calls sometimes go to a port where nobody listens.
struct Wire {
    api: Api,
    dead: Api,
    base: String,
    clock: Clock,
    random: RefCell<Random>,
    /// The time that was waited: minutes of it pass in milliseconds.
    waited: Cell<Duration>,
}

const DEAD: &str = "http://127.0.0.1:9";

impl Wire {
    fn to(base: &str, seed: u64) -> Self {
        let clock = Clock::system();
        let api = |base: &str| {
            let mut sending = SendOptions::default();
            sending.timeout = Some(Duration::from_millis(150));
            let options = ApiOptions {
                base: base.to_owned(),
                account: "acc-A1".to_owned(),
                credentials: Credentials::new("a@b.c", "token-1", &SecretCollector::default())
                    .expect("sound"),
                client: ClientOptions::default(),
                send: sending,
                calls_per_second: 1_000_000,
                back_off: Duration::from_millis(1),
            };
            Api::new(options, clock.clone(), Box::new(|| 0.0))
        };
        let (api, dead) = (api(base), api(DEAD));
        Self {
            api,
            dead,
            base: base.to_owned(),
            clock,
            random: Random::new(seed).into(),
            waited: Cell::default(),
        }
    }

    fn is_dead(&self) -> bool {
        self.random.borrow_mut().below(100) < 8
    }
}

impl Caller for Wire {
    async fn call(&self, _: &str, call: &ApiCall) -> Result<ApiReply, CallError> {
        let called = if self.is_dead() {
            let path = call.path.replace(&self.base, DEAD);
            self.dead.call(&ApiCall { path, ..call.clone() }).await
        } else {
            self.api.call(call).await
        };
        called.reply().map_err(CallError::Failure)
    }
}

impl Line for Wire {
    async fn trigger(&self, request: &Request) -> Result<Called, Interrupted> {
        if self.is_dead() {
            let url = request.url.replace(&self.base, DEAD);
            return Ok(self.dead.trigger(&Request { url, ..request.clone() }).await);
        }
        Ok(self.api.trigger(request).await)
    }

    #[expect(clippy::disallowed_methods, reason = "the waits of the simulation")]
    async fn pause(&self, time: Duration) -> Result<(), Interrupted> {
        self.waited.set(self.waited.get() + time);
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok(())
    }

    fn elapsed(&self) -> Duration {
        self.waited.get()
    }

    fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    fn tell(&self, _: News<'_>) {}
}

/// How the triggers ended.
#[derive(Debug, Default)]
struct Tally {
    started: u32,
    adopted: u32,
    perhaps: u32,
    not: u32,
    logs: u32,
}

/// Triggers the process with this number and holds the answer against what the platform did.
async fn trigger(platform: Arc<Platform>, number: u64) -> Tally {
    let wire = Wire::to(&platform.url, SEED ^ (number << 20));
    let target = Target { process_id: platform::process(number), atom_id: "atom".to_owned() };
    let body = format!(r#"{{"processId":"{}","atomId":"atom"}}"#, target.process_id);
    let url = format!("{}/api/rest/v1/acc-A1/ExecutionRequest", platform.url);
    let mut headers = Headers::default();
    headers.push("Content-Type", "application/json");
    headers.push("Host", platform.url.trim_start_matches("http://"));
    let request = Request { method: "POST".into(), url, headers, payload: Payload::Bytes(body.into()) };
    let trigger = Trigger {
        request: &request,
        kind: TriggerKind::ExecutionRequest,
        target: &target,
        retries: Retries::default(),
        look_up: Patience { deadline: Duration::from_mins(2), ..Patience::default() },
    };
    let sent = wire.now();
    let started = start(&wire, &trigger).await.expect("nobody interrupts");
    let runs = platform.runs(number);
    assert!(runs.len() <= 1, "{number}: {} runs for one trigger: {started:?}", runs.len());
    let mut tally = Tally::default();
    let id = match started {
        Start::Not(error) => {
            assert!(runs.is_empty(), "{number}: \"not started\", but it was: {error}");
            tally.not += 1;
            return tally;
        }
        Start::Perhaps { why, found } => {
            assert!(
                runs.is_empty() || found != LookUpEnding::Nothing,
                "{number}: {why}, not found: {found:?}"
            );
            tally.perhaps += 1;
            return tally;
        }
        Start::Started(id) => {
            tally.started += 1;
            id
        }
        Start::Adopted { record, .. } => {
            tally.adopted += 1;
            RunId::Execution(record.execution_id)
        }
        Start::Unnamed => unreachable!("ExecutionRequest gives an id"),
    };
    let [run] = runs.as_slice() else { panic!("{number}: \"started\", but it was not") };
    let following = Follow::new(id, Some(Search { target, sent }), Patience::default());
    let ending = follow(&wire, following).await.expect("nobody interrupts");
    let FollowEnding::Ended(record) = ending else { panic!("{number}: the end was not seen: {ending:?}") };
    assert_eq!((record.execution_id.as_str(), &record.status), (run.execution_id.as_str(), &run.outcome));
    let fetched = fetch_log(&wire, LogFetch::new(&record.execution_id, Patience::default())).await;
    match (fetched.expect("nobody interrupts"), run.outcome == ExecutionStatus::Discarded) {
        (Ok(log), false) => assert_eq!(log, platform::log(number)),
        (Err(_), true) => {}
        (fetched, _) => panic!("{number}: {fetched:?}"),
    }
    tally.logs += 1;
    tally
}

#[tokio::test]
async fn no_fault_starts_a_process_twice_or_loses_a_run_or_a_log() {
    let platform = Platform::start(Faults { seed: SEED, percent: 30 }).await;
    let mut all = Tally::default();
    for chunk in 0..TRIGGERS / AT_ONCE {
        let batch =
            (chunk * AT_ONCE..(chunk + 1) * AT_ONCE).map(|number| trigger(Arc::clone(&platform), number));
        for one in futures_of(batch).await {
            all.started += one.started;
            all.adopted += one.adopted;
            all.perhaps += one.perhaps;
            all.not += one.not;
            all.logs += one.logs;
        }
    }
    let sum = all.started + all.adopted + all.perhaps + all.not;
    assert_eq!(u64::from(sum), TRIGGERS, "{all:?}");
    assert!(all.started > 500 && all.adopted > 50 && all.perhaps > 20 && all.not > 20, "{all:?}");
    println!("{all:?}");
}

/// Runs futures side by side on this thread.
async fn futures_of(batch: impl Iterator<Item = impl Future<Output = Tally> + 'static>) -> Vec<Tally> {
    let local = tokio::task::LocalSet::new();
    let tasks: Vec<_> = batch.map(|one| local.spawn_local(one)).collect();
    local.await;
    let mut done = Vec::new();
    for task in tasks {
        match task.await {
            Ok(tally) => done.push(tally),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    done
}
