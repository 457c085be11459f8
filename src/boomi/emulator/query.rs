//! Queries: filters, sorting, pages.

use std::cmp::Ordering;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::catalogue::{FieldKind, ObjectType, instant};
use super::refusal::Refusal;
use crate::boomi::model::{Expression, GroupOperator, Operator, QueryConfig, SortOrder};

/// The content of a page's token: the query and the place where the next page begins. Callers cannot read it, and the
/// emulator need not remember it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Token {
    pub(super) object: String,
    pub(super) account: String,
    pub(super) config: QueryConfig,
    pub(super) offset: usize,
    /// When the first page was asked for. Later objects are left out, so that pages do not shift.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) asked_at: OffsetDateTime,
}

impl Token {
    pub(super) fn write(&self) -> String {
        STANDARD.encode(serde_json::to_vec(self).expect("a token is made of texts and numbers"))
    }

    /// Reads a bare token, or a token as a JSON text (both field). A token inside an object is refused (field).
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(body).map_err(|_| Refusal::TokenFormat)?.trim();
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let bytes = STANDARD.decode(text).map_err(|_| Refusal::TokenFormat)?;
        serde_json::from_slice(&bytes).map_err(|_| Refusal::TokenFormat)
    }
}

/// The objects that match, in the order that the query wants: those in this window, and the number of all.
pub(super) fn select(
    kind: &ObjectType,
    config: &QueryConfig,
    most: usize,
    objects: impl Iterator<Item = Value>,
    window: Range<usize>,
) -> Result<(Vec<Value>, usize), Refusal> {
    let expression = config.filter.as_ref().and_then(|filter| filter.expression.as_ref());
    if let Some(expression) = expression {
        if conditions(expression) > most {
            return Err(Refusal::TooManyConditions(most));
        }
        check(kind, expression)?;
    }
    let found = objects.filter(|object| expression.is_none_or(|expression| holds(kind, expression, object)));
    let fields = config.sort.as_ref().map(|sort| sort.fields.as_slice()).unwrap_or_default();
    if fields.is_empty() {
        let mut total = 0;
        let inside = found.filter(|_| {
            total += 1;
            window.contains(&(total - 1))
        });
        let page = inside.collect();
        return Ok((page, total));
    }
    let mut found: Vec<Value> = found.collect();
    // Sorting is stable, so the last field is sorted first.
    for field in fields.iter().rev() {
        let property = Property::named(kind, &field.field_name)?;
        found.sort_by(|a, b| {
            let order = property.compare(property.text(a).as_deref(), property.text(b).as_deref());
            if field.sort_order == SortOrder::Desc { order.reverse() } else { order }
        });
    }
    let total = found.len();
    Ok((found.into_iter().skip(window.start).take(window.len()).collect(), total))
}

/// A property that a filter names.
struct Property<'a> {
    name: &'a str,
    kind: &'a FieldKind,
}

impl<'a> Property<'a> {
    fn named(kind: &'a ObjectType, name: &'a str) -> Result<Self, Refusal> {
        let kind = kind.property(name).ok_or_else(|| Refusal::UnknownProperty(name.to_owned()))?;
        Ok(Self { name, kind })
    }

    /// Its value in an object, as a text. Some properties are spelled differently from their field (documented), and some
    /// are no field: `#` marks those.
    fn text(&self, object: &Value) -> Option<String> {
        let members = object.as_object()?;
        let same = |name: &String| name.trim_start_matches('#').eq_ignore_ascii_case(self.name);
        let value =
            members.get(self.name).or_else(|| members.iter().find(|(name, _)| same(name)).map(|it| it.1));
        match value? {
            Value::String(text) => Some(text.clone()),
            Value::Array(pair) if pair.len() == 2 && pair[0] == "Long" => Some(pair[1].to_string()),
            other => Some(other.to_string()),
        }
    }

    /// Compares two objects by this property. An object without the property comes first.
    fn compare(&self, a: Option<&str>, b: Option<&str>) -> Ordering {
        match (self.kind, a, b) {
            (FieldKind::Number, Some(a), Some(b)) => number(a).cmp(&number(b)),
            (FieldKind::Time, Some(a), Some(b)) => instant(a).cmp(&instant(b)),
            _ => a.cmp(&b),
        }
    }

    fn is_valid(&self, argument: &str) -> bool {
        match self.kind {
            FieldKind::Number => number(argument).is_some(),
            FieldKind::Time => instant(argument).is_some(),
            _ => true,
        }
    }
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

fn conditions(expression: &Expression) -> usize {
    match expression {
        Expression::Group { nested, .. } => 1 + nested.iter().map(conditions).sum::<usize>(),
        Expression::Simple { .. } | Expression::Everything(_) => 1,
    }
}

/// Checks a filter: its properties must exist and its comparisons must make sense, even when there are no objects.
fn check(kind: &ObjectType, expression: &Expression) -> Result<(), Refusal> {
    match expression {
        Expression::Everything(_) => Ok(()),
        Expression::Group { nested, .. } => nested.iter().try_for_each(|nested| check(kind, nested)),
        Expression::Simple { property, operator, argument } => {
            let found = Property::named(kind, property)?;
            if kind.operators.as_ref().is_some_and(|allowed| !allowed.contains(operator)) {
                return Err(Refusal::BadComparison(format!("{operator:?} is not allowed for {property}")));
            }
            let wanted = match operator {
                Operator::IsNull | Operator::IsNotNull => 0,
                Operator::Between => 2,
                _ => 1,
            };
            if argument.len() != wanted {
                let text =
                    format!("{operator:?} takes {wanted} arguments, {property} has {}", argument.len());
                return Err(Refusal::BadComparison(text));
            }
            let partial = matches!(
                operator,
                Operator::Like | Operator::Contains | Operator::NotContains | Operator::StartsWith
            );
            if let Some(wrong) = argument.iter().find(|argument| !partial && !found.is_valid(argument)) {
                return Err(Refusal::BadComparison(format!("{wrong} is not a value of {property}")));
            }
            if property == "executionId" && argument.iter().any(|id| id.starts_with("executionrecord-")) {
                return Err(Refusal::ExecutionIdFormat);
            }
            Ok(())
        }
    }
}

fn holds(kind: &ObjectType, expression: &Expression, object: &Value) -> bool {
    match expression {
        Expression::Everything(_) => true,
        Expression::Group { operator: GroupOperator::And, nested } => {
            nested.iter().all(|nested| holds(kind, nested, object))
        }
        Expression::Group { operator: GroupOperator::Or, nested } => {
            nested.iter().any(|nested| holds(kind, nested, object))
        }
        Expression::Simple { property, operator, argument } => Property::named(kind, property)
            .is_ok_and(|property| compare(&property, *operator, argument, object)),
    }
}

fn compare(property: &Property<'_>, operator: Operator, arguments: &[String], object: &Value) -> bool {
    let value = property.text(object);
    let argument = |index: usize| arguments.get(index).map(String::as_str).unwrap_or_default();
    let against = |index: usize| property.compare(value.as_deref(), Some(argument(index)));
    let lower = |text: &str| text.to_lowercase();
    let within = |value: &str| lower(value).contains(&lower(argument(0)));
    match operator {
        Operator::IsNull => value.is_none(),
        Operator::IsNotNull => value.is_some(),
        Operator::NotEquals => against(0).is_ne(),
        Operator::NotContains => !value.as_deref().is_some_and(within),
        // An absent value is neither greater nor less than any value.
        _ if value.is_none() => false,
        Operator::Equals => against(0).is_eq(),
        Operator::GreaterThan => against(0).is_gt(),
        Operator::GreaterThanOrEqual => against(0).is_ge(),
        Operator::LessThan => against(0).is_lt(),
        Operator::LessThanOrEqual => against(0).is_le(),
        Operator::Between => against(0).is_ge() && against(1).is_le(),
        Operator::Contains => value.as_deref().is_some_and(within),
        Operator::StartsWith => value.is_some_and(|value| lower(&value).starts_with(&lower(argument(0)))),
        Operator::Like => value.is_some_and(|value| is_like(&lower(argument(0)), &lower(&value))),
    }
}

/// Matches a LIKE pattern: `%` stands for any text, and case does not matter (field).
fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('%');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
#[path = "query/tests.rs"]
mod tests;
