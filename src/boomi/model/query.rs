//! Queries: a filter, a sort order, and the pages of a result.

use serde::{Deserialize, Serialize};

use super::expression::Expression;

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
