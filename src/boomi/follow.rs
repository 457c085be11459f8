//! Follows a run to its end: what to ask next, how long to wait, when to stop. Pure: no network, no clock.
//!
//! A bad answer decides nothing: the run is asked about again until the deadline, with growing waits. Where the record
//! of the request stays away, the query of executions is asked instead.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use super::api::ApiCall;
use super::find::CallError;
use super::look_up::Search;
use super::model::{ExecutionRecord, Expression, Operator};
use super::reply::{ApiReply, ReplyError, results};
use super::waits::Waits;

/// How often and how long something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The first wait between two questions. Each further wait is half as long again, up to `longest`.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// The time after which to give up.
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

/// The id by which a run is followed. The API has two kinds, which do not replace each other (field).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunId {
    /// `executionrecord-<uuid>`: the id of the request that started it.
    Request(String),
    /// `execution-<uuid>-YYYY.MM.DD`
    Execution(String),
}

impl RunId {
    /// Reads an id; `None` for other texts.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let sound = |rest: &str| {
            !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
        };
        if text.strip_prefix("executionrecord-").is_some_and(sound) {
            return Some(Self::Request(text.to_owned()));
        }
        text.strip_prefix("execution-").is_some_and(sound).then(|| Self::Execution(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Request(id) | Self::Execution(id) => id,
        }
    }

    /// The part that a request's id and its run's id share (inferred: the samples agree).
    fn stem(&self) -> &str {
        match self {
            Self::Request(id) => id.trim_start_matches("executionrecord-"),
            Self::Execution(id) => id,
        }
    }
}

/// What is asked about a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The record of the request.
    Record,
    /// The records of executions that may be the run's.
    Query,
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowStep {
    /// Wait, then ask.
    Ask {
        /// The wait before the question.
        after: Duration,
        /// What is asked, for [`Follow::answered`].
        question: Question,
        /// The question.
        call: ApiCall,
    },
    /// The run has ended, or it is no longer followed.
    End(FollowEnding),
}

/// How following ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowEnding {
    /// The run has ended.
    Ended(Box<ExecutionRecord>),
    /// The run was started, and its outcome is not known.
    Unknown {
        /// The last record, if there was one.
        record: Option<Box<ExecutionRecord>>,
        /// Why it is no longer followed.
        why: Unfollowed,
    },
}

/// Why a run is no longer followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfollowed {
    /// The deadline passed. Holds what was wrong with the last answer, if something was.
    Deadline(Option<CallError>),
    /// The platform refuses to tell.
    Refused(ReplyError),
    /// The platform knows no run with this id.
    Absent,
}

/// A run that is followed.
#[derive(Debug, Clone)]
pub struct Follow {
    id: RunId,
    search: Option<Search>,
    deadline: Duration,
    waits: Waits,
    last: Option<ExecutionRecord>,
    /// What was wrong with the last answer.
    trouble: Option<CallError>,
    /// The number of bad answers in a row.
    bad: u32,
    /// The number of refusals in a row.
    refusals: u32,
    /// True when the record of the request is gone.
    gone: bool,
    /// True when the question after the deadline was asked.
    asked_last: bool,
    /// The number of queries in a row that showed no run.
    absent: u32,
}

/// The number of refusals in a row that are believed. Asking on after a refusal may lock the user out (field).
const REFUSALS: u32 = 2;

/// The number of queries in a row without a run after which an id that somebody typed is no run's.
const ABSENT: u32 = 3;

/// Every so many bad answers in a row, the query is asked instead of the record.
const BAD_BEFORE_QUERY: u32 = 3;

impl Follow {
    /// Begins to follow a run. `search` finds it where its request has no record any more.
    pub fn new(id: RunId, search: Option<Search>, patience: Patience) -> Self {
        Self {
            id,
            search,
            deadline: patience.deadline,
            waits: Waits::new(patience.first, patience.longest),
            last: None,
            trouble: None,
            bad: 0,
            refusals: 0,
            gone: false,
            asked_last: false,
            absent: 0,
        }
    }

    /// The last record that the platform sent.
    pub fn record(&self) -> Option<&ExecutionRecord> {
        self.last.as_ref()
    }

    /// What was wrong with the last answer.
    pub fn trouble(&self) -> Option<&CallError> {
        self.trouble.as_ref()
    }

    /// The next step, `elapsed` after the run was started.
    pub fn next(&mut self, elapsed: Duration) -> FollowStep {
        if let Some(record) = self.last.as_ref().filter(|record| record.status.is_final()) {
            return FollowStep::End(FollowEnding::Ended(Box::new(record.clone())));
        }
        let record = self.last.clone().map(Box::new);
        if let (Some(CallError::Reply(error)), REFUSALS..) = (&self.trouble, self.refusals) {
            let why = Unfollowed::Refused(error.clone());
            return FollowStep::End(FollowEnding::Unknown { record, why });
        }
        if self.absent >= ABSENT && self.search.is_none() && self.last.is_none() {
            return FollowStep::End(FollowEnding::Unknown { record, why: Unfollowed::Absent });
        }
        let left = self.deadline.saturating_sub(elapsed);
        if !left.is_zero() {
            let question = self.question();
            let call = self.call(question).once_within(left);
            return FollowStep::Ask { after: self.waits.next(left), question, call };
        }
        if self.trouble.is_some() && !self.asked_last {
            // The last sound answer may be old: one more question decides.
            self.asked_last = true;
            let call = self.call(Question::Query).once_within(left);
            return FollowStep::Ask { after: Duration::ZERO, question: Question::Query, call };
        }
        FollowStep::End(FollowEnding::Unknown { record, why: Unfollowed::Deadline(self.trouble.clone()) })
    }

    fn question(&self) -> Question {
        let by_execution = matches!(self.id, RunId::Execution(_));
        let stubborn = self.bad > 0 && self.bad.is_multiple_of(BAD_BEFORE_QUERY);
        if by_execution || self.gone || stubborn { Question::Query } else { Question::Record }
    }

    fn call(&self, question: Question) -> ApiCall {
        let known = self.last.as_ref().map(|record| record.execution_id.as_str());
        let by_id =
            |id: &str| ApiCall::query("ExecutionRecord", vec![Expression::equals("executionId", id)], false);
        match (question, &self.id, known, &self.search) {
            (Question::Record, RunId::Request(id), ..) => ApiCall::record(id),
            (_, RunId::Execution(id), ..) => by_id(id),
            (_, _, Some(id), _) => by_id(id),
            (_, _, None, Some(search)) => search.call(),
            (_, id, None, None) => {
                let pattern = format!("execution-{}%", id.stem());
                let like = Expression::compare("executionId", Operator::Like, &[&pattern]);
                ApiCall::query("ExecutionRecord", vec![like], false)
            }
        }
    }

    /// Takes the answer to a question, which came at `now`.
    ///
    /// The HTTP status comes first: 202 means "not yet", and its body is not documented. A 200 does not mean that the
    /// run has ended: the record says how the run stands (documented).
    pub fn answered(
        &mut self,
        question: Question,
        answer: &Result<ApiReply, CallError>,
        now: OffsetDateTime,
    ) {
        let read = answer.as_ref().map_err(Clone::clone).and_then(|reply| {
            self.waits.order(reply.retry_after);
            match question {
                Question::Record => self.of_record(reply),
                Question::Query => self.of_query(reply, now),
            }
        });
        match read {
            Ok(record) => {
                let empty = record.is_none() && question == Question::Query;
                self.absent = if empty { self.absent + 1 } else { 0 };
                self.last = record.or(self.last.take());
                (self.trouble, self.bad, self.refusals) = (None, 0, 0);
            }
            Err(error) => {
                let refused = matches!(error, CallError::Reply(ReplyError::Refused { .. }));
                self.refusals = if refused { self.refusals + 1 } else { 0 };
                self.bad += 1;
                self.trouble = Some(error);
            }
        }
    }

    fn of_record(&mut self, reply: &ApiReply) -> Result<Option<ExecutionRecord>, CallError> {
        if reply.status == 202 {
            return Ok(None);
        }
        // 204: dropped half an hour after it was fetched (documented for asynchronous calls); 400: not known.
        if reply.status == 204 || (matches!(reply.status, 400 | 404) && reply.own_message().is_some()) {
            self.gone = true;
        }
        let json = reply.json()?;
        if super::reply::number(json.get("responseStatusCode")) == Some(202) {
            return Ok(None);
        }
        let unreadable = || ReplyError::Foreign { found: "a record that cannot be read".to_owned() };
        Ok(Some(results(&json).first().and_then(|json| read(json)).ok_or_else(unreadable)?))
    }

    fn of_query(&self, reply: &ApiReply, now: OffsetDateTime) -> Result<Option<ExecutionRecord>, CallError> {
        let json = reply.json()?;
        let mut records: Vec<ExecutionRecord> = results(&json).into_iter().filter_map(read).collect();
        let stem = self.last.as_ref().map_or(self.id.stem(), |record| record.execution_id.as_str());
        if let Some(at) = records.iter().position(|record| record.execution_id.contains(stem)) {
            return Ok(Some(records.swap_remove(at)));
        }
        // Ids that share nothing: the one run that can be meant is the one.
        let meant = match &self.search {
            Some(search) if self.gone => search.runs(reply, now)?,
            _ => Vec::new(),
        };
        Ok(<[ExecutionRecord; 1]>::try_from(meant).ok().map(|[one]| one))
    }
}

fn read(json: &Value) -> Option<ExecutionRecord> {
    serde_json::from_value(json.clone()).ok()
}

#[cfg(test)]
mod tests;
