//! The conditions of a query's filter.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Expression {
    /// Several conditions.
    Group {
        /// How they are joined.
        operator: GroupOperator,
        /// The conditions.
        #[serde(rename = "nestedExpression")]
        nested: Vec<Expression>,
    },
    /// A comparison of a property with values.
    Simple {
        /// The field.
        property: String,
        /// The comparison.
        operator: Operator,
        /// The values: two for BETWEEN, otherwise one or none.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        argument: Vec<String>,
    },
    /// No condition.
    Everything(NoCondition),
}

/// An empty object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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

/// Reads a condition from its members, in one pass: to try one form after the other would copy all that is nested in it,
/// once for each level.
impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Expression;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a condition")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Expression, M::Error> {
        let (mut operator, mut property, mut nested) = (None, None, None);
        let mut argument = Vec::new();
        let mut stranger = None;
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "operator" => operator = members.next_value::<Option<String>>()?,
                "property" => property = members.next_value()?,
                "argument" => argument = members.next_value::<Arguments>()?.0,
                "nestedExpression" => nested = members.next_value::<Option<Vec<Expression>>>()?,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    stranger = Some(name).filter(|name| name != "@type").or(stranger);
                }
            }
        }
        let Some(operator) = operator else {
            // A member that is not understood may be a condition.
            return match stranger.or(property).or_else(|| nested.map(|_| "nestedExpression".to_owned())) {
                None => Ok(Expression::Everything(NoCondition {})),
                Some(name) => Err(M::Error::custom(format!("{name} without an operator"))),
            };
        };
        let word = StrDeserializer::new(&operator);
        match property {
            None => Ok(Expression::Group {
                operator: GroupOperator::deserialize(word)?,
                nested: nested.unwrap_or_default(),
            }),
            Some(property) => {
                Ok(Expression::Simple { property, operator: Operator::deserialize(word)?, argument })
            }
        }
    }
}

/// Arguments are texts; clients also send booleans and numbers, or one value without a list (field).
struct Arguments(Vec<String>);

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = |value| match value {
            Value::String(text) => Ok(text),
            Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
            other => Err(D::Error::custom(format!("{other} cannot be an argument"))),
        };
        match Value::deserialize(deserializer)? {
            Value::Array(values) => values.into_iter().map(text).collect::<Result<_, _>>().map(Self),
            Value::Null => Ok(Self(Vec::new())),
            one => text(one).map(|one| Self(vec![one])),
        }
    }
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
