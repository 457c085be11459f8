//! Follows a run to its end: what to ask next, how long to wait, when to stop. Pure: no network, no clock.

use std::time::Duration;

use thiserror::Error;

use super::model::ExecutionRecord;
use super::reply::{ApiReply, ReplyError, results};

/// How often and how long a run is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The first wait between two questions. Each further wait is half as long again, up to `longest`.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// The time after which to give up, counted from the trigger.
    pub deadline: Duration,
}

impl Default for Patience {
    /// Source: public clients ask every 2 to 10 seconds for 5 to 15 minutes (field).
    fn default() -> Self {
        Self {
            first: Duration::from_secs(2),
            longest: Duration::from_secs(10),
            deadline: Duration::from_mins(15),
        }
    }
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowStep {
    /// Wait, then ask for the record.
    Ask {
        /// The wait before the question.
        after: Duration,
    },
    /// The run has ended, or it is no longer followed.
    End(FollowEnding),
}

/// How following ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowEnding {
    /// The run has ended.
    Over(Box<ExecutionRecord>),
    /// The deadline has passed. Holds the last record, if there was one.
    StillRunning(Option<Box<ExecutionRecord>>),
}

/// Why a run cannot be followed any longer.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FollowError {
    /// Boomi's reply cannot be used.
    #[error(transparent)]
    Reply(#[from] ReplyError),
    /// The record is gone: Boomi drops it half an hour after it was fetched (documented for asynchronous calls).
    #[error("Boomi has dropped the record of this request (204)")]
    Gone,
}

/// A run that is followed.
#[derive(Debug, Clone)]
pub struct Follow {
    patience: Patience,
    wait: Duration,
    last: Option<ExecutionRecord>,
    /// The number of busy replies in a row.
    busy: u32,
}

/// The number of busy replies in a row after which being busy is the error.
const BUSY_LIMIT: u32 = 5;

impl Follow {
    /// Begins to follow a run.
    pub fn new(patience: Patience) -> Self {
        Self { patience, wait: patience.first, last: None, busy: 0 }
    }

    /// The last record that the platform sent.
    pub fn record(&self) -> Option<&ExecutionRecord> {
        self.last.as_ref()
    }

    /// The next step, `elapsed` after the trigger.
    pub fn next(&mut self, elapsed: Duration) -> FollowStep {
        if let Some(record) = self.last.as_ref().filter(|record| record.status.is_final()) {
            return FollowStep::End(FollowEnding::Over(Box::new(record.clone())));
        }
        let left = self.patience.deadline.saturating_sub(elapsed);
        if left.is_zero() {
            return FollowStep::End(FollowEnding::StillRunning(self.last.clone().map(Box::new)));
        }
        let after = self.wait.min(left);
        self.wait = (self.wait * 3 / 2).min(self.patience.longest);
        FollowStep::Ask { after }
    }

    /// Takes the reply to a question.
    ///
    /// The HTTP status comes first: 202 means "not yet", and its body is not documented. A 200 does not mean that the
    /// run has ended: the record says how the run stands (documented).
    ///
    /// # Errors
    ///
    /// Fails when the reply shows that asking again is of no use.
    pub fn answered(&mut self, reply: &ApiReply) -> Result<(), FollowError> {
        match reply.status {
            202 => {
                self.busy = 0;
                return Ok(());
            }
            204 => return Err(FollowError::Gone),
            503 | 504 if self.busy < BUSY_LIMIT => {
                self.busy += 1;
                return Ok(());
            }
            _ => self.busy = 0,
        }
        let json = reply.json()?;
        if super::reply::number(json.get("responseStatusCode")) == Some(202) {
            return Ok(());
        }
        let record = results(&json).first().and_then(|record| serde_json::from_value((*record).clone()).ok());
        self.last = record.or(self.last.take());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boomi::model::ExecutionStatus;
    use proptest::prelude::*;

    fn reply(status: u16, body: &str) -> ApiReply {
        ApiReply {
            status,
            media_type: "application/json".to_owned(),
            body: body.as_bytes().to_vec(),
            date: None,
        }
    }

    fn record(status: &str) -> ApiReply {
        let body = format!(
            r#"{{"@type":"AsyncOperationResult","responseStatusCode":200,"result":[{{"executionId":"e","status":"{status}"}}]}}"#
        );
        reply(200, &body)
    }

    #[test]
    fn a_202_and_a_running_record_are_not_the_end() {
        let mut follow = Follow::new(Patience::default());
        follow.answered(&reply(202, "")).expect("not yet");
        follow.answered(&reply(200, r#"{"responseStatusCode":202}"#)).expect("not yet");
        follow.answered(&record("INPROCESS")).expect("running");
        assert!(matches!(follow.next(Duration::ZERO), FollowStep::Ask { .. }));
        follow.answered(&record("COMPLETE_WARN")).expect("over");
        let FollowStep::End(FollowEnding::Over(record)) = follow.next(Duration::ZERO) else { panic!("over") };
        assert_eq!(record.status, ExecutionStatus::CompleteWarn);
    }

    #[test]
    fn a_record_without_an_envelope_is_accepted() {
        let mut follow = Follow::new(Patience::default());
        follow
            .answered(&reply(200, r#"{"executionId":"e","status":"ERROR","message":"boom"}"#))
            .expect("over");
        assert_eq!(follow.record().and_then(|record| record.message.as_deref()), Some("boom"));
        assert!(matches!(follow.next(Duration::ZERO), FollowStep::End(_)));
    }

    #[test]
    fn waits_grow_to_the_longest_and_end_at_the_deadline() {
        let mut follow = Follow::new(Patience::default());
        let waits: Vec<_> = (0..6)
            .map(|_| match follow.next(Duration::ZERO) {
                FollowStep::Ask { after } => after.as_millis(),
                FollowStep::End(_) => 0,
            })
            .collect();
        assert_eq!(waits, [2000, 3000, 4500, 6750, 10000, 10000]);
        assert_eq!(follow.next(Duration::from_secs(899)), FollowStep::Ask { after: Duration::from_secs(1) });
        assert_eq!(follow.next(Duration::from_mins(15)), FollowStep::End(FollowEnding::StillRunning(None)));
    }

    #[test]
    fn a_busy_platform_is_asked_again_but_not_endlessly() {
        let mut follow = Follow::new(Patience::default());
        for _ in 0..BUSY_LIMIT {
            follow.answered(&reply(503, "")).expect("asked again");
        }
        assert_eq!(follow.answered(&reply(503, "")), Err(ReplyError::Busy.into()));
    }

    #[test]
    fn a_reply_after_which_asking_again_is_of_no_use_is_an_error() {
        let mut follow = Follow::new(Patience::default());
        assert_eq!(follow.answered(&reply(204, "")), Err(FollowError::Gone));
        assert!(follow.answered(&reply(401, "")).is_err());
        assert!(follow.answered(&reply(200, "<html>")).is_err());
    }

    proptest! {
        #[test]
        fn following_always_ends(statuses in proptest::collection::vec(prop_oneof![Just(202_u16), Just(200), Just(503)], 0..50)) {
            let mut follow = Follow::new(Patience::default());
            let mut elapsed = Duration::ZERO;
            let mut statuses = statuses.into_iter();
            let mut steps = 0;
            while let FollowStep::Ask { after } = follow.next(elapsed) {
                elapsed += after;
                steps += 1;
                prop_assert!(steps < 1000 && elapsed <= Patience::default().deadline);
                let answer = statuses.next().map_or_else(|| reply(202, ""), |status| if status == 200 { record("STARTED") } else { reply(status, "") });
                if follow.answered(&answer).is_err() {
                    break;
                }
            }
        }
    }
}
