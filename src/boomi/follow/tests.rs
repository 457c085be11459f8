use super::*;
use crate::boomi::model::ExecutionStatus;
use proptest::prelude::*;

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

#[expect(clippy::unnecessary_wraps, reason = "the type of answers")]
fn reply(status: u16, body: &str) -> Result<ApiReply, CallError> {
    let (media_type, body) = ("application/json".to_owned(), body.as_bytes().to_vec());
    Ok(ApiReply { status, media_type, body, ..ApiReply::default() })
}

fn record(status: &str) -> Result<ApiReply, CallError> {
    let body = format!(
        r#"{{"@type":"AsyncOperationResult","responseStatusCode":200,"result":[{{"executionId":"execution-1-d","status":"{status}"}}]}}"#
    );
    reply(200, &body)
}

fn follow() -> Follow {
    Follow::new(RunId::Request("executionrecord-1".into()), None, Patience::default())
}

/// The question that is asked next, and its path.
fn asked(follow: &mut Follow) -> (Question, String) {
    match follow.next(Duration::ZERO) {
        FollowStep::Ask { question, call, .. } => (question, call.path),
        FollowStep::End(ending) => panic!("{ending:?}"),
    }
}

#[test]
fn a_202_and_a_running_record_are_not_the_end() {
    let mut follow = follow();
    for answer in [reply(202, ""), reply(200, r#"{"responseStatusCode":202}"#), record("INPROCESS")] {
        follow.answered(Question::Record, &answer, NOW);
        assert_eq!(follow.trouble(), None);
        assert_eq!(asked(&mut follow).0, Question::Record);
    }
    follow.answered(Question::Record, &record("COMPLETE_WARN"), NOW);
    let FollowStep::End(FollowEnding::Ended(record)) = follow.next(Duration::ZERO) else { panic!("over") };
    assert_eq!(record.status, ExecutionStatus::CompleteWarn);
}

#[test]
fn a_record_without_an_envelope_is_accepted() {
    let mut follow = follow();
    let bare = reply(200, r#"{"executionId":"e","status":"ERROR","message":"boom"}"#);
    follow.answered(Question::Record, &bare, NOW);
    assert_eq!(follow.record().and_then(|record| record.message.as_deref()), Some("boom"));
    assert!(matches!(follow.next(Duration::ZERO), FollowStep::End(_)));
}

#[test]
fn waits_grow_to_the_longest_and_end_at_the_deadline() {
    let mut follow = follow();
    let waits: Vec<_> = (0..6)
        .map(|_| match follow.next(Duration::ZERO) {
            FollowStep::Ask { after, .. } => after.as_millis(),
            FollowStep::End(_) => 0,
        })
        .collect();
    assert_eq!(waits, [2000, 3000, 4500, 6750, 10000, 10000]);
    let FollowStep::Ask { after, .. } = follow.next(Duration::from_secs(899)) else {
        panic!("a second is left")
    };
    assert_eq!(after, Duration::from_secs(1));
    let over = FollowEnding::Unknown { record: None, why: Unfollowed::Deadline(None) };
    assert_eq!(follow.next(Duration::from_mins(15)), FollowStep::End(over));
}

#[test]
fn no_bad_answer_ends_the_following() {
    let mut follow = follow();
    let failure = crate::http::RequestFailure {
        kind: crate::http::FailureKind::Resolve,
        code: None,
        message: "ENOTFOUND".into(),
    };
    let page = ApiReply {
        status: 200,
        media_type: "text/html".into(),
        body: b"<html>".to_vec(),
        ..ApiReply::default()
    };
    let bad = [
        reply(500, ""),
        reply(503, ""),
        reply(429, ""),
        reply(200, ""),
        reply(200, r#"{"resu"#),
        Ok(page),
        Err(CallError::Failure(failure)),
    ];
    for answer in bad.iter().cycle().take(30) {
        let (question, _) = asked(&mut follow);
        follow.answered(question, answer, NOW);
        assert!(follow.trouble().is_some(), "{answer:?}");
    }
    follow.answered(Question::Record, &record("COMPLETE"), NOW);
    assert!(matches!(follow.next(Duration::ZERO), FollowStep::End(FollowEnding::Ended(_))));
}

#[test]
fn a_retry_after_makes_the_next_wait_longer() {
    let mut follow = follow();
    let busy = ApiReply { status: 429, retry_after: Some(Duration::from_secs(9)), ..ApiReply::default() };
    follow.answered(Question::Record, &Ok(busy), NOW);
    let FollowStep::Ask { after, .. } = follow.next(Duration::ZERO) else { panic!("asked again") };
    assert_eq!(after, Duration::from_secs(9));
}

#[test]
fn the_query_finds_a_run_whose_record_is_gone_or_stays_away() {
    let mut gone = follow();
    gone.answered(Question::Record, &reply(204, ""), NOW);
    assert_eq!(asked(&mut gone), (Question::Query, "ExecutionRecord/query".to_owned()));
    let others = r#"{"result":[{"executionId":"execution-9-d","status":"ERROR"},{"executionId":"execution-1-d","status":"COMPLETE"}]}"#;
    gone.answered(Question::Query, &reply(200, others), NOW);
    assert_eq!(gone.record().map(|record| record.execution_id.as_str()), Some("execution-1-d"));
    let mut away = follow();
    let questions: Vec<_> = (0..5)
        .map(|_| {
            let (question, _) = asked(&mut away);
            away.answered(question, &reply(502, ""), NOW);
            question
        })
        .collect();
    assert_eq!(
        questions,
        [Question::Record, Question::Record, Question::Record, Question::Query, Question::Record]
    );
}

#[test]
fn a_bad_answer_at_the_deadline_is_followed_by_one_last_query() {
    let mut follow = follow();
    follow.answered(Question::Record, &reply(502, ""), NOW);
    let over = Duration::from_mins(15);
    let FollowStep::Ask { question, after, .. } = follow.next(over) else { panic!("one more question") };
    assert_eq!((question, after), (Question::Query, Duration::ZERO));
    follow.answered(question, &reply(502, ""), NOW);
    let FollowStep::End(FollowEnding::Unknown { why, .. }) = follow.next(over) else { panic!("over") };
    assert!(matches!(why, Unfollowed::Deadline(Some(_))));
}

#[test]
fn a_refusal_is_believed_the_second_time() {
    let mut follow = follow();
    follow.answered(Question::Record, &reply(401, ""), NOW);
    assert!(matches!(follow.next(Duration::ZERO), FollowStep::Ask { .. }));
    follow.answered(Question::Record, &reply(401, ""), NOW);
    let FollowStep::End(FollowEnding::Unknown { why, .. }) = follow.next(Duration::ZERO) else {
        panic!("over")
    };
    assert!(matches!(why, Unfollowed::Refused(_)));
}

#[test]
fn an_id_that_no_run_has_is_said_to_be_none() {
    let mut follow = Follow::new(RunId::Execution("execution-9-d".into()), None, Patience::default());
    for _ in 0..3 {
        assert_eq!(asked(&mut follow).0, Question::Query);
        follow.answered(Question::Query, &reply(200, r#"{"@type":"QueryResult","numberOfResults":0}"#), NOW);
    }
    let FollowStep::End(FollowEnding::Unknown { why, .. }) = follow.next(Duration::ZERO) else {
        panic!("over")
    };
    assert_eq!(why, Unfollowed::Absent);
}

#[test]
fn the_two_kinds_of_ids_are_told_apart_and_other_words_are_none() {
    assert_eq!(RunId::parse(" executionrecord-1 "), Some(RunId::Request("executionrecord-1".into())));
    assert_eq!(
        RunId::parse("execution-1-2026.11.25"),
        Some(RunId::Execution("execution-1-2026.11.25".into()))
    );
    for none in ["", "nonsense", "execution-", "executionrecord-", "execution-1/../2", "execution-1 2"] {
        assert_eq!(RunId::parse(none), None, "{none}");
    }
}

proptest! {
    #[test]
    fn following_always_ends(statuses in proptest::collection::vec(prop_oneof![Just(202_u16), Just(200), Just(503), Just(204), Just(401)], 0..50)) {
        let mut follow = follow();
        let mut elapsed = Duration::ZERO;
        let mut statuses = statuses.into_iter();
        let mut steps = 0;
        while let FollowStep::Ask { after, question, .. } = follow.next(elapsed) {
            elapsed += after;
            steps += 1;
            prop_assert!(steps < 1000 && elapsed <= Patience::default().deadline);
            let answer = statuses.next().map_or_else(|| reply(202, ""), |status| if status == 200 { record("STARTED") } else { reply(status, "") });
            follow.answered(question, &answer, NOW);
        }
    }
}
