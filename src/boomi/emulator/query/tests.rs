//! Filters and sorting, tested with a few objects.

use serde_json::json;

use super::*;
use crate::boomi::model::{QueryFilter, QuerySort, SortField};

const TABLE: Table = Table {
    properties: &[
        Property { name: "name", field: "name", kind: PropertyKind::Text },
        Property { name: "size", field: "size", kind: PropertyKind::Number },
        Property { name: "time", field: "time", kind: PropertyKind::Time },
        Property { name: "executionId", field: "id", kind: PropertyKind::Text },
    ],
    operators: None,
};

fn objects() -> Vec<Value> {
    vec![
        json!({"name": "Alpha", "size": ["Long", 9], "time": "2024-09-25T10:00:00Z", "id": "1"}),
        json!({"name": "beta", "size": 10, "time": "2024-09-25T12:00:00Z", "id": "2"}),
        json!({"name": "Alphabet", "time": "2024-09-26T00:00:00Z", "id": "3"}),
    ]
}

fn ask(expression: Expression) -> Result<Vec<String>, Refusal> {
    let config = QueryConfig { filter: Some(QueryFilter { expression: Some(expression) }), sort: None };
    let ids =
        |found: Vec<Value>| found.iter().map(|object| object["id"].as_str().unwrap().to_owned()).collect();
    select(&TABLE, &config, 500, objects()).map(ids)
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
    assert_eq!(found("name", Equals, &["Alpha"]), "1");
    assert_eq!(found("name", NotEquals, &["Alpha"]), "2 3");
    assert_eq!(found("name", Contains, &["ALPHA"]), "1 3");
    assert_eq!(found("name", NotContains, &["alpha"]), "2");
    assert_eq!(found("name", StartsWith, &["be"]), "2");
    assert_eq!(found("name", Like, &["%ALPHA%"]), "1 3");
    assert_eq!(found("name", Like, &["%a"]), "1 2");
    assert_eq!(found("name", Like, &["alpha"]), "1");
    assert_eq!(found("size", IsNull, &[]), "3");
    assert_eq!(found("size", IsNotNull, &[]), "1 2");
    // If the values were compared as texts, 9 would be greater than 10.
    assert_eq!(found("size", GreaterThan, &["9"]), "2");
    assert_eq!(found("size", LessThanOrEqual, &["9"]), "1");
    // The same instant in two zones.
    assert_eq!(found("time", GreaterThanOrEqual, &["2024-09-25T14:00:00+02:00"]), "2 3");
    assert_eq!(found("time", LessThan, &["2024-09-25T12:00:00.000Z"]), "1");
    assert_eq!(found("time", Between, &["2024-09-25T10:00:00Z", "2024-09-25T12:00:00Z"]), "1 2");
}

#[test]
fn documented_groups_nest() {
    let name = |name: &str| Expression::equals("name", name);
    let or = |nested| Expression::Group { operator: GroupOperator::Or, nested };
    assert_eq!(ask(or(vec![name("Alpha"), name("beta")])).unwrap(), ["1", "2"]);
    let size = Expression::compare("size", Operator::GreaterThan, &["9"]);
    assert_eq!(ask(Expression::all(vec![or(vec![name("Alpha"), name("beta")]), size])).unwrap(), ["2"]);
}

#[test]
fn documented_an_unknown_property_is_refused() {
    let refused = ask(Expression::equals("envId", "x"));
    assert_eq!(refused, Err(Refusal::UnknownProperty("envId".to_owned())));
    let sort =
        QuerySort { fields: vec![SortField { field_name: "nope".to_owned(), sort_order: SortOrder::Asc }] };
    let config = QueryConfig { filter: None, sort: Some(sort) };
    assert_eq!(select(&TABLE, &config, 500, objects()), Err(Refusal::UnknownProperty("nope".to_owned())));
}

#[test]
fn field_a_request_id_is_not_an_execution_id() {
    let refused = ask(Expression::equals("executionId", "executionrecord-1"));
    assert_eq!(refused, Err(Refusal::ExecutionIdFormat));
}

#[test]
fn inferred_comparisons_that_make_no_sense_are_refused() {
    for (property, operator, argument) in [
        ("time", Operator::Equals, vec!["yesterday"]),
        ("size", Operator::Equals, vec!["big"]),
        ("name", Operator::Equals, vec![]),
        ("time", Operator::Between, vec!["2024-09-25T10:00:00Z"]),
        ("name", Operator::IsNull, vec!["x"]),
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
        let found = select(&TABLE, &config, 500, objects()).expect("sorted");
        found.iter().map(|object| object["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sort(vec![by("time", SortOrder::Desc)]), ["3", "2", "1"]);
    assert_eq!(sort(vec![by("size", SortOrder::Asc), by("name", SortOrder::Asc)]), ["3", "1", "2"]);
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
