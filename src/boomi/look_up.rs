//! Looks for the run of a trigger that got no sound answer: what to ask, and which run is the one. Pure.
//!
//! Neither trigger can be told from another one of the same process, so a run is adopted only when it is the one run
//! that can be meant: of this process, on this runtime, begun after the trigger was sent, and not begun by a schedule
//! or a listener. Two answers in a row must say so, since records of other runs may still be on their way.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::api::ApiCall;
use super::find::CallError;
use super::follow::Patience;
use super::model::{ExecutionRecord, Expression, Operator};
use super::reply::{ApiReply, results};
use super::waits::Waits;

/// How far this machine's clock may be off. The query goes back so far; the platform's `Date` then corrects it.
const SKEW: Duration = Duration::from_mins(15);

/// How much earlier than the trigger a run may seem to begin: times have whole seconds, and runtimes their own clocks.
const TOLERANCE: Duration = Duration::from_secs(3);

/// Ways in which a run begins that are no trigger from outside (documented values).
const OTHER_TYPES: [&str; 9] = [
    "exec_sched",
    "exec_listener",
    "exec_listener_bridge",
    "retry_manual",
    "retry_sched",
    "fiber",
    "sub_process",
    "test_manual",
    "test_sub_process",
];

/// The process that was triggered, where, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The process.
    pub process_id: String,
    /// The runtime.
    pub atom_id: String,
}

/// The runs that a trigger may have started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// What was triggered.
    pub target: Target,
    /// When the trigger was sent, by this machine's clock.
    pub sent: OffsetDateTime,
}

impl Search {
    /// Asks for the runs, the newest first.
    pub(super) fn call(&self) -> ApiCall {
        let stamp = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        let from = (self.sent - SKEW).to_offset(time::UtcOffset::UTC).format(&stamp).unwrap_or_default();
        let conditions = vec![
            Expression::equals("processId", &self.target.process_id),
            Expression::equals("atomId", &self.target.atom_id),
            Expression::compare("executionTime", Operator::GreaterThanOrEqual, &[&from]),
        ];
        ApiCall::query("ExecutionRecord", conditions, true)
    }

    /// The runs in an answer that came at `now` by this machine's clock.
    pub(super) fn runs(
        &self,
        reply: &ApiReply,
        now: OffsetDateTime,
    ) -> Result<Vec<ExecutionRecord>, CallError> {
        let json = reply.json()?;
        let ahead = reply.time().map_or(time::Duration::ZERO, |theirs| theirs - now);
        // A `Date` has whole seconds, which say nothing about a smaller difference.
        let ahead = if ahead.abs() < time::Duration::seconds(2) { time::Duration::ZERO } else { ahead };
        let from = self.sent + ahead - TOLERANCE;
        let meant = |record: &ExecutionRecord| {
            let begun = record.execution_time.as_deref();
            let begun = begun.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
            let other = record.execution_type.as_deref().is_some_and(|text| OTHER_TYPES.contains(&text));
            begun.is_none_or(|begun| begun >= from) && !other && self.is_of_target(record)
        };
        let records = results(&json).into_iter().filter_map(|json| serde_json::from_value(json.clone()).ok());
        Ok(records.filter(meant).collect())
    }

    fn is_of_target(&self, record: &ExecutionRecord) -> bool {
        let same = |own: Option<&String>, wanted: &str| own.is_none_or(|own| own == wanted);
        same(record.process_id.as_ref(), &self.target.process_id)
            && same(record.atom_id.as_ref(), &self.target.atom_id)
    }
}

/// The next step of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpStep {
    /// Wait, then ask.
    Ask {
        /// The wait before the question.
        after: Duration,
        /// The question.
        call: ApiCall,
    },
    /// The look-up is over.
    End(LookUpEnding),
}

/// How a look-up ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpEnding {
    /// One run can be meant.
    One(Box<ExecutionRecord>),
    /// Several runs can be meant. Holds their ids.
    Several(Vec<String>),
    /// No run was seen in time.
    Nothing,
    /// No question got a sound answer.
    Unanswered(CallError),
}

/// A search that goes on until one run is found or the time is over.
#[derive(Debug, Clone)]
pub struct LookUp {
    search: Search,
    deadline: Duration,
    waits: Waits,
    seen: Vec<ExecutionRecord>,
    /// True when the last two answers have the same single run.
    settled: bool,
    /// The outcome of the last question; `None` before the first.
    last: Option<Result<(), CallError>>,
}

impl LookUp {
    /// Begins a look-up.
    pub fn new(search: Search, patience: Patience) -> Self {
        let waits = Waits::new(patience.first, patience.longest);
        Self { search, deadline: patience.deadline, waits, seen: Vec::new(), settled: false, last: None }
    }

    /// The next step, `elapsed` after the look-up began.
    pub fn next(&mut self, elapsed: Duration) -> LookUpStep {
        let left = self.deadline.saturating_sub(elapsed);
        let ending = match (self.seen.as_slice(), &self.last) {
            ([one], _) if self.settled || left.is_zero() => LookUpEnding::One(Box::new(one.clone())),
            ([_, _, ..], _) => {
                LookUpEnding::Several(self.seen.iter().map(|record| record.execution_id.clone()).collect())
            }
            ([], Some(Err(error))) if left.is_zero() => LookUpEnding::Unanswered(error.clone()),
            ([], _) if left.is_zero() => LookUpEnding::Nothing,
            _ => {
                let after = self.waits.next(left);
                return LookUpStep::Ask { after, call: self.search.call().once_within(left) };
            }
        };
        LookUpStep::End(ending)
    }

    /// Takes the answer to a question, which came at `now`.
    pub fn answered(&mut self, answer: &Result<ApiReply, CallError>, now: OffsetDateTime) {
        let runs = answer.as_ref().map_err(Clone::clone).and_then(|reply| {
            self.waits.order(reply.retry_after);
            self.search.runs(reply, now)
        });
        match runs {
            Ok(runs) => {
                let pair = (self.seen.as_slice(), runs.as_slice());
                self.settled = matches!(pair, ([a], [b]) if a.execution_id == b.execution_id);
                self.seen = runs;
                self.last = Some(Ok(()));
            }
            // An earlier sound answer says more than this one.
            Err(error) if self.last != Some(Ok(())) => self.last = Some(Err(error)),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use time::macros::datetime;

    const SENT: OffsetDateTime = datetime!(2026-11-25 03:00:00 UTC);

    fn look_up() -> LookUp {
        let target = Target { process_id: "p".to_owned(), atom_id: "a".to_owned() };
        LookUp::new(Search { target, sent: SENT }, Patience::default())
    }

    fn run(id: &str, time: &str, how: &str) -> Value {
        json!({"executionId": id, "status": "INPROCESS", "executionTime": time, "executionType": how, "processId": "p", "atomId": "a"})
    }

    #[expect(clippy::unnecessary_wraps, reason = "the type of answers")]
    fn answer(runs: &[Value], date: Option<&str>) -> Result<ApiReply, CallError> {
        let body = json!({"@type": "QueryResult", "result": runs}).to_string().into_bytes();
        Ok(ApiReply { status: 200, body, date: date.map(str::to_owned), ..ApiReply::default() })
    }

    fn ending(mut look_up: LookUp, elapsed: Duration) -> Option<LookUpEnding> {
        match look_up.next(elapsed) {
            LookUpStep::End(ending) => Some(ending),
            LookUpStep::Ask { .. } => None,
        }
    }

    #[test]
    fn the_one_run_that_two_answers_show_is_adopted() {
        let mut look_up = look_up();
        let shown = answer(&[run("e1", "2026-11-25T03:00:01Z", "exec_manual")], None);
        look_up.answered(&shown, SENT);
        assert_eq!(ending(look_up.clone(), Duration::ZERO), None, "another record may be on its way");
        look_up.answered(&shown, SENT);
        let Some(LookUpEnding::One(record)) = ending(look_up, Duration::ZERO) else { panic!("one run") };
        assert_eq!(record.execution_id, "e1");
    }

    #[test]
    fn runs_before_the_trigger_and_those_of_schedules_are_not_meant() {
        let mut look_up = look_up();
        let others = [
            run("early", "2026-11-25T02:59:50Z", "exec_manual"),
            run("sched", "2026-11-25T03:00:02Z", "exec_sched"),
        ];
        look_up.answered(&answer(&others, None), SENT);
        assert_eq!(ending(look_up, Duration::from_mins(15)), Some(LookUpEnding::Nothing));
    }

    #[test]
    fn the_platforms_clock_decides_what_is_later() {
        // This machine is ten minutes ahead: the run seems to begin before the trigger.
        let mut ahead = look_up();
        let shown = answer(
            &[run("e1", "2026-11-25T02:50:01Z", "exec_manual")],
            Some("Wed, 25 Nov 2026 02:50:02 GMT"),
        );
        ahead.answered(&shown, SENT + Duration::from_secs(2));
        assert!(matches!(ending(ahead, Duration::from_mins(15)), Some(LookUpEnding::One(_))));
    }

    #[test]
    fn two_runs_are_one_too_many() {
        let mut look_up = look_up();
        let two = ["e1", "e2"].map(|id| run(id, "2026-11-25T03:00:01Z", "exec_manual"));
        look_up.answered(&answer(&two, None), SENT);
        assert_eq!(
            ending(look_up, Duration::ZERO),
            Some(LookUpEnding::Several(vec!["e1".into(), "e2".into()]))
        );
    }

    #[test]
    fn bad_answers_are_asked_for_again_and_named_at_the_end() {
        let mut look_up = look_up();
        let bad = Ok(ApiReply { status: 502, media_type: "text/html".into(), ..ApiReply::default() });
        look_up.answered(&bad, SENT);
        assert_eq!(ending(look_up.clone(), Duration::ZERO), None);
        let over = ending(look_up, Duration::from_mins(15));
        assert!(matches!(over, Some(LookUpEnding::Unanswered(_))), "{over:?}");
    }
}
