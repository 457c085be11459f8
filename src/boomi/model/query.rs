//! Queries: a filter, a sort order, and the pages of a result.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The body of every `/query`.
///
/// Field: `{}`, `{"QueryFilter":{}}` and `{"QueryFilter":{"expression":{}}}` all mean everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryConfig {
    /// The filter; everything matches when it is left out.
    #[serde(default, rename = "QueryFilter", skip_serializing_if = "Option::is_none")]
    pub filter: Option<QueryFilter>,
    /// The sort order.
    #[serde(default, rename = "QuerySort", skip_serializing_if = "Option::is_none")]
    pub sort: Option<QuerySort>,
}

/// A filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFilter {
    /// The condition; everything matches when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Expression>,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Expression {
    /// Several conditions.
    Group {
        /// How they are joined.
        operator: GroupOperator,
        /// The conditions.
        #[serde(default, rename = "nestedExpression")]
        nested: Vec<Expression>,
    },
    /// A comparison of a property with values.
    Simple {
        /// The field.
        property: String,
        /// The comparison.
        operator: Operator,
        /// The values: two for BETWEEN, otherwise one or none.
        #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
        argument: Vec<String>,
    },
    /// No condition.
    Everything(NoCondition),
}

/// An empty object. A member in it would be a condition that is not understood, so it is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoCondition {}

impl Expression {
    /// `property EQUALS value`.
    pub fn equals(property: &str, value: &str) -> Self {
        Self::compare(property, Operator::Equals, &[value])
    }

    /// Makes a comparison of a property with values.
    pub fn compare(property: &str, operator: Operator, argument: &[&str]) -> Self {
        let argument = argument.iter().map(|&value| value.to_owned()).collect();
        Self::Simple { property: property.to_owned(), operator, argument }
    }

    /// All of these conditions together. A single condition is not wrapped.
    pub fn all(mut nested: Vec<Self>) -> Self {
        match nested.len() {
            1 => nested.remove(0),
            _ => Self::Group { operator: GroupOperator::And, nested },
        }
    }
}

/// Reads arguments. They are texts; clients also send booleans and numbers (field).
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let values = Vec::<Value>::deserialize(deserializer)?;
    let text = |value| match value {
        Value::String(text) => Ok(text),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        other => Err(D::Error::custom(format!("{other} cannot be an argument"))),
    };
    values.into_iter().map(text).collect()
}

/// How conditions are joined. Lower case on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupOperator {
    /// All must hold.
    And,
    /// One must hold.
    Or,
}

/// How a property is compared. Each object allows some of these operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the operators")]
pub enum Operator {
    Equals,
    NotEquals,
    Like,
    IsNull,
    IsNotNull,
    Between,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Contains,
    NotContains,
    StartsWith,
}

/// The order of the results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuerySort {
    /// The first field counts most.
    #[serde(default, rename = "sortField")]
    pub fields: Vec<SortField>,
}

/// One field to sort by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SortField {
    /// The field.
    pub field_name: String,
    /// The direction; ascending when it is left out.
    #[serde(default)]
    pub sort_order: SortOrder,
}

/// A direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SortOrder {
    /// The smallest first.
    #[default]
    Asc,
    /// The largest first.
    Desc,
}

/// A page of results: 100 at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "QueryResult", rename_all = "camelCase")]
pub struct QueryResult<T> {
    /// The objects; absent when nothing was found (field).
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub result: Vec<T>,
    /// The token that `queryMore` takes, byte for byte, to give the next page; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query_token: Option<String>,
    /// The number of all results (field), or of those on this page (a documented sample).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_results: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_a_query_for_everything_has_three_spellings() {
        for text in ["{}", r#"{"QueryFilter":{}}"#, r#"{"QueryFilter":{"expression":{}}}"#] {
            let config: QueryConfig = serde_json::from_str(text).unwrap();
            let expression = config.filter.and_then(|filter| filter.expression);
            assert!(matches!(expression, None | Some(Expression::Everything(_))), "{text}");
        }
    }

    #[test]
    fn a_condition_that_is_not_understood_is_refused() {
        for expression in [r#"{"property":"a","operator":"SOUNDS_LIKE"}"#, r#"{"operator":"xor"}"#] {
            let text = format!(r#"{{"QueryFilter":{{"expression":{expression}}}}}"#);
            assert!(serde_json::from_str::<QueryConfig>(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn documented_a_nested_filter_is_read_and_written() {
        let text = serde_json::json!({"QueryFilter": {"expression": {"operator": "and", "nestedExpression": [
            {"property": "processId", "operator": "EQUALS", "argument": ["p"]},
            {"property": "executionTime", "operator": "BETWEEN", "argument": ["a", "b"]},
        ]}}, "QuerySort": {"sortField": [{"fieldName": "executionTime", "sortOrder": "DESC"}]}});
        let config: QueryConfig = serde_json::from_value(text.clone()).unwrap();
        assert_eq!(serde_json::to_value(&config).unwrap(), text);
    }
}
