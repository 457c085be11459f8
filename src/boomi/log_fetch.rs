//! Fetches a log: what to ask next, and when to give up. Pure: no network, no clock.
//!
//! Boomi makes a file when it is asked for a log, and gives it away once. A file that was lost on the way is asked for
//! anew; a file that is only late is not, since each new question starts over (field).

use std::time::Duration;

use super::api::ApiCall;
use super::find::CallError;
use super::follow::Patience;
use super::log::{LogError, LogState, asked, downloaded, unpack};
use super::reply::{ApiReply, ReplyError};
use super::waits::Waits;

/// The number of 204 in a row that may mean "not yet" (field), before they mean "gone" (documented).
const EMPTY: u32 = 4;

/// The number of refusals in a row that are believed.
const REFUSALS: u32 = 2;

/// The next step.
#[derive(Debug)]
pub enum LogStep {
    /// Wait, then ask.
    Ask {
        /// The wait before the question.
        after: Duration,
        /// The question.
        call: ApiCall,
    },
    /// There is the log's text, or the reason why there is none.
    End(Result<String, LogError>),
}

/// A log that is being fetched.
#[derive(Debug)]
pub struct LogFetch {
    execution_id: String,
    limit: Duration,
    waits: Waits,
    /// The file's address, where it is known.
    address: Option<String>,
    /// True when a part of the file may have been given away already.
    touched: bool,
    /// The number of 204 in a row.
    empty: u32,
    /// True when the file was asked for anew because it was gone.
    renewed: bool,
    refusals: u32,
    /// What was wrong with the last answer.
    trouble: Option<String>,
    end: Option<Result<String, LogError>>,
    /// True when the next question needs no wait.
    at_once: bool,
}

impl LogFetch {
    /// Begins to fetch the log of an execution.
    pub fn new(execution_id: &str, patience: Patience) -> Self {
        Self {
            execution_id: execution_id.to_owned(),
            limit: patience.deadline,
            waits: Waits::new(patience.first, patience.longest),
            address: None,
            touched: false,
            empty: 0,
            renewed: false,
            refusals: 0,
            trouble: None,
            end: None,
            at_once: true,
        }
    }

    /// The next step, `elapsed` after the fetch began.
    pub fn next(&mut self, elapsed: Duration) -> LogStep {
        if let Some(end) = self.end.take() {
            return LogStep::End(end);
        }
        let left = self.limit.saturating_sub(elapsed);
        if left.is_zero() {
            return LogStep::End(Err(LogError::Late { limit: self.limit, last: self.trouble.take() }));
        }
        let call = match &self.address {
            Some(url) => ApiCall::download(url),
            None => ApiCall::process_log(&self.execution_id),
        };
        let at_once = std::mem::take(&mut self.at_once);
        let after = if at_once { Duration::ZERO } else { self.waits.next(left) };
        LogStep::Ask { after, call: call.once_within(left) }
    }

    /// Takes the answer to a question.
    pub fn answered(&mut self, answer: &Result<ApiReply, CallError>) {
        let reply = match answer {
            Ok(reply) => reply,
            Err(error) => {
                self.touched |= self.address.is_some();
                return self.failed(error.to_string());
            }
        };
        self.waits.order(reply.retry_after);
        let state = if self.address.is_some() { downloaded(reply) } else { asked(reply) };
        self.refusals = if matches!(state, Err(LogError::Reply(ReplyError::Refused { .. }))) {
            self.refusals + 1
        } else {
            0
        };
        if !matches!(state, Ok(LogState::Empty)) {
            self.empty = 0;
        }
        match state {
            Ok(LogState::At(url)) => {
                (self.address, self.touched, self.at_once) = (Some(url), false, true);
            }
            Ok(LogState::Archive(archive)) => match unpack(&archive) {
                Err(error @ LogError::TooLarge) => self.end = Some(Err(error)),
                Err(error) => {
                    self.touched = true;
                    self.failed(error.to_string());
                }
                Ok(text) => self.end = Some(Ok(text)),
            },
            Ok(LogState::TooEarly) => self.trouble = Some("the run has not been reported yet".to_owned()),
            Ok(LogState::Wait) => self.trouble = Some("the file is not there yet".to_owned()),
            Ok(LogState::Empty) => self.gone(),
            Err(error) => self.refused(error),
        }
    }

    fn failed(&mut self, trouble: String) {
        self.trouble = Some(trouble);
    }

    /// A 204: the file was given away in an answer that was lost, is not there yet, or is gone.
    fn gone(&mut self) {
        self.empty += 1;
        self.trouble = Some(LogError::Gone.to_string());
        if self.touched || (self.empty >= EMPTY && !self.renewed) {
            self.renewed |= !self.touched;
            (self.address, self.touched, self.empty, self.at_once) = (None, false, 0, true);
        } else if self.empty >= EMPTY {
            self.end = Some(Err(LogError::Gone));
        }
    }

    /// An error: only what another answer cannot change ends the fetch.
    fn refused(&mut self, error: LogError) {
        let lasting = match &error {
            LogError::Reply(ReplyError::Refused { .. }) => self.refusals >= REFUSALS,
            LogError::Reply(ReplyError::Status { status: 400 | 404 | 410, message: Some(_) }) => true,
            // 504 inside of a 200: the runtime may come back (documented).
            LogError::None { message } => !message.contains("unavailable") && !message.contains("504"),
            _ => false,
        };
        if lasting {
            self.end = Some(Err(error));
        } else {
            self.touched |= self.address.is_some();
            self.failed(error.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn fetch() -> LogFetch {
        LogFetch::new("execution-1-d", Patience::default())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the type of answers")]
    fn reply(status: u16, body: &[u8]) -> Result<ApiReply, CallError> {
        Ok(ApiReply { status, body: body.to_vec(), ..ApiReply::default() })
    }

    fn coming() -> Result<ApiReply, CallError> {
        reply(200, br#"{"statusCode":202,"url":"http://h/l"}"#)
    }

    fn archive() -> Result<ApiReply, CallError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("process.log", SimpleFileOptions::default()).expect("begins");
        zip.write_all(b"one\n").expect("written");
        reply(200, &zip.finish().expect("whole").into_inner())
    }

    /// The path that is asked next, or how the fetch ended.
    fn after(fetch: &mut LogFetch, answers: &[Result<ApiReply, CallError>]) -> String {
        for answer in answers {
            assert!(matches!(fetch.next(Duration::ZERO), LogStep::Ask { .. }), "before {answer:?}");
            fetch.answered(answer);
        }
        match fetch.next(Duration::ZERO) {
            LogStep::Ask { call, .. } => call.path,
            LogStep::End(Ok(text)) => text,
            LogStep::End(Err(error)) => error.to_string(),
        }
    }

    #[test]
    fn one_file_is_asked_for_until_it_is_there() {
        let early = reply(400, br#"{"message":"executionId e is invalid"}"#);
        assert_eq!(after(&mut fetch(), &[early, coming(), reply(202, b""), archive()]), "one\n");
    }

    #[test]
    fn bad_answers_are_asked_for_again() {
        let bad = [reply(500, b""), reply(200, b""), reply(502, b"<html>"), reply(401, b"")];
        let mut path = fetch();
        assert_eq!(after(&mut path, &bad), "ProcessLog");
        assert_eq!(after(&mut path, &[coming(), reply(503, b""), reply(429, b"")]), "http://h/l");
        assert_eq!(after(&mut path, &[archive()]), "one\n");
    }

    #[test]
    fn a_file_that_was_lost_on_the_way_is_asked_for_anew() {
        let cut = reply(200, b"PK");
        assert_eq!(after(&mut fetch(), &[coming(), cut, reply(204, b"")]), "ProcessLog");
    }

    #[test]
    fn a_file_that_is_gone_is_asked_for_once_more_and_then_said_to_be_gone() {
        let empty = [reply(204, b""), reply(204, b""), reply(204, b""), reply(204, b"")];
        let mut gone = fetch();
        assert_eq!(after(&mut gone, &[&[coming()], &empty[..]].concat()), "ProcessLog");
        let said = after(&mut gone, &[&[coming()], &empty[..]].concat());
        assert!(said.contains("fetched already, or half an hour has passed"), "{said}");
    }

    #[test]
    fn what_another_answer_cannot_change_ends_the_fetch() {
        let none = reply(400, br#"{"message":"Unknown execution id format"}"#);
        assert!(after(&mut fetch(), &[none]).contains("Unknown execution id format"));
        let refused = reply(403, b"");
        assert!(after(&mut fetch(), &[refused.clone(), refused]).contains("lacks the privilege"));
    }

    #[test]
    fn a_log_that_does_not_come_has_a_limit_that_names_the_last_trouble() {
        let mut late = fetch();
        after(&mut late, &[reply(502, b"")]);
        let LogStep::End(Err(error)) = late.next(Duration::from_mins(15)) else { panic!("over") };
        assert_eq!(error.to_string(), "the log did not come within 900s: Boomi answered 502");
    }
}
