//! Filters and sorting, tested with a few objects.

use serde_json::json;

use super::*;
use crate::boomi::emulator::catalogue::object_type;
use crate::boomi::model::{QueryFilter, QuerySort, SortField};

/// Runs, whose table has texts, numbers and times.
fn table() -> &'static ObjectType {
    object_type("ExecutionRecord").expect("a type of the table")
}

fn objects() -> Vec<Value> {
    vec![
        json!({"processName": "Alpha", "inboundDocumentCount": ["Long", 9], "executionTime": "2024-09-25T10:00:00Z", "executionId": "1"}),
        json!({"processName": "beta", "inboundDocumentCount": 10, "executionTime": "2024-09-25T12:00:00Z", "executionId": "2"}),
        json!({"processName": "Alphabet", "executionTime": "2024-09-26T00:00:00Z", "executionId": "3"}),
    ]
}

fn ask(expression: Expression) -> Result<Vec<String>, Refusal> {
    let config = QueryConfig { filter: Some(QueryFilter { expression: Some(expression) }), sort: None };
    let ids = |found: Vec<Value>| {
        found.iter().map(|object| object["executionId"].as_str().unwrap().to_owned()).collect()
    };
    select(table(), &config, 500, objects().into_iter(), 0..100).map(|found| ids(found.0))
}

fn found(property: &str, operator: Operator, argument: &[&str]) -> String {
    ask(Expression::compare(property, operator, argument)).expect("a filter that makes sense").join(" ")
}

#[test]
fn documented_every_operator_compares_values_of_the_propertys_kind() {
    use Operator::{
        Between, Contains, Equals, GreaterThan, GreaterThanOrEqual, IsNotNull, IsNull, LessThan,
        LessThanOrEqual, Like, NotContains, NotEquals, StartsWith,
    };
    assert_eq!(found("processName", Equals, &["Alpha"]), "1");
    assert_eq!(found("processName", NotEquals, &["Alpha"]), "2 3");
    assert_eq!(found("processName", Contains, &["ALPHA"]), "1 3");
    assert_eq!(found("processName", NotContains, &["alpha"]), "2");
    assert_eq!(found("processName", StartsWith, &["be"]), "2");
    assert_eq!(found("processName", Like, &["%ALPHA%"]), "1 3");
    assert_eq!(found("processName", Like, &["%a"]), "1 2");
    assert_eq!(found("processName", Like, &["alpha"]), "1");
    assert_eq!(found("inboundDocumentCount", IsNull, &[]), "3");
    assert_eq!(found("inboundDocumentCount", IsNotNull, &[]), "1 2");
    // If the values were compared as texts, 9 would be greater than 10.
    assert_eq!(found("inboundDocumentCount", GreaterThan, &["9"]), "2");
    assert_eq!(found("inboundDocumentCount", LessThanOrEqual, &["9"]), "1");
    // The same instant in two zones.
    assert_eq!(found("executionTime", GreaterThanOrEqual, &["2024-09-25T14:00:00+02:00"]), "2 3");
    assert_eq!(found("executionTime", LessThan, &["2024-09-25T12:00:00.000Z"]), "1");
    assert_eq!(found("executionTime", Between, &["2024-09-25T10:00:00Z", "2024-09-25T12:00:00Z"]), "1 2");
}

#[test]
fn documented_groups_nest() {
    let name = |name: &str| Expression::equals("processName", name);
    let or = |nested| Expression::Group { operator: GroupOperator::Or, nested };
    assert_eq!(ask(or(vec![name("Alpha"), name("beta")])).unwrap(), ["1", "2"]);
    let size = Expression::compare("inboundDocumentCount", Operator::GreaterThan, &["9"]);
    assert_eq!(ask(Expression::all(vec![or(vec![name("Alpha"), name("beta")]), size])).unwrap(), ["2"]);
}

#[test]
fn documented_an_unknown_property_is_refused() {
    let refused = ask(Expression::equals("envId", "x"));
    assert_eq!(refused, Err(Refusal::UnknownProperty("envId".to_owned())));
    let sort =
        QuerySort { fields: vec![SortField { field_name: "nope".to_owned(), sort_order: SortOrder::Asc }] };
    let config = QueryConfig { filter: None, sort: Some(sort) };
    assert_eq!(
        select(table(), &config, 500, objects().into_iter(), 0..100),
        Err(Refusal::UnknownProperty("nope".to_owned()))
    );
}

#[test]
fn field_a_request_id_is_not_an_execution_id() {
    let refused = ask(Expression::equals("executionId", "executionrecord-1"));
    assert_eq!(refused, Err(Refusal::ExecutionIdFormat));
}

#[test]
fn inferred_comparisons_that_make_no_sense_are_refused() {
    for (property, operator, argument) in [
        ("executionTime", Operator::Equals, vec!["yesterday"]),
        ("inboundDocumentCount", Operator::Equals, vec!["big"]),
        ("processName", Operator::Equals, vec![]),
        ("executionTime", Operator::Between, vec!["2024-09-25T10:00:00Z"]),
        ("processName", Operator::IsNull, vec!["x"]),
    ] {
        let refused = ask(Expression::compare(property, operator, &argument));
        assert!(matches!(refused, Err(Refusal::BadComparison(_))), "{property} {operator:?}");
    }
}

#[test]
fn documented_results_are_sorted_by_several_fields() {
    let by = |name: &str, sort_order| SortField { field_name: name.to_owned(), sort_order };
    let sort = |fields| {
        let config = QueryConfig { filter: None, sort: Some(QuerySort { fields }) };
        let found = select(table(), &config, 500, objects().into_iter(), 0..100).expect("sorted").0;
        found.iter().map(|object| object["executionId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sort(vec![by("executionTime", SortOrder::Desc)]), ["3", "2", "1"]);
    assert_eq!(
        sort(vec![by("inboundDocumentCount", SortOrder::Asc), by("processName", SortOrder::Asc)]),
        ["3", "1", "2"]
    );
}

#[test]
fn field_a_token_is_read_bare_and_as_a_json_text_but_not_in_an_object() {
    let token = Token {
        object: "Atom".to_owned(),
        account: "a".to_owned(),
        config: QueryConfig::default(),
        offset: 100,
        asked_at: OffsetDateTime::UNIX_EPOCH,
    };
    let text = token.write();
    assert_eq!(Token::read(text.as_bytes()), Ok(token.clone()));
    assert_eq!(Token::read(format!("\"{text}\"").as_bytes()), Ok(token));
    let wrapped = format!("{{\"queryToken\":\"{text}\"}}");
    for bad in [wrapped.as_str(), "", "x", "bm9uc2Vuc2U="] {
        assert_eq!(Token::read(bad.as_bytes()), Err(Refusal::TokenFormat), "{bad}");
    }
}

#[test]
fn a_page_is_the_window_and_the_total_counts_all() {
    let by = |fields: Vec<SortField>| {
        let config = QueryConfig { filter: None, sort: Some(QuerySort { fields }) };
        let (page, total) = select(table(), &config, 500, objects().into_iter(), 1..2).expect("a page");
        (page[0]["executionId"].clone(), page.len(), total)
    };
    let desc = SortField { field_name: "executionTime".to_owned(), sort_order: SortOrder::Desc };
    assert_eq!(by(Vec::new()), (json!("2"), 1, 3));
    assert_eq!(by(vec![desc]), (json!("2"), 1, 3));
}

#[test]
fn a_filter_with_too_many_conditions_is_refused() {
    let many = Expression::all((0..501).map(|_| Expression::equals("processName", "a")).collect());
    assert_eq!(ask(many), Err(Refusal::TooManyConditions(500)));
}
