//! The table of the platform's objects: which calls each has, and which fields. The table is data: the YAML files here.

mod field;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

pub(super) use self::field::{Field, FieldKind, Filler, instant};
use super::world::Privilege;
use crate::boomi::model::Operator;
use crate::yaml;

/// One file for each family of objects.
const FILES: [&str; 5] = [
    include_str!("accounts.yaml"),
    include_str!("build.yaml"),
    include_str!("deployment.yaml"),
    include_str!("executions.yaml"),
    include_str!("runtimes.yaml"),
];

/// What the platform has (documented) and the emulator does not play.
pub(super) const NOT_EMULATED: [&str; 1] = ["AccountProvision"];

static TABLE: LazyLock<BTreeMap<String, ObjectType>> = LazyLock::new(|| {
    let rows = FILES
        .iter()
        .flat_map(|text| yaml::parse::<BTreeMap<String, Row>>(text).expect("the tests read the table"));
    rows.map(|(name, row)| (name.clone(), ObjectType::new(name, &row))).collect()
});

static SEEDS: LazyLock<BTreeMap<String, Vec<Value>>> =
    LazyLock::new(|| yaml::parse(include_str!("seeds.yaml")).expect("the tests read the seeds"));

/// The type of object with this name.
pub(super) fn object_type(name: &str) -> Option<&'static ObjectType> {
    TABLE.get(name)
}

/// All types, by name.
pub(super) fn object_types() -> impl Iterator<Item = &'static ObjectType> {
    TABLE.values()
}

/// What an account has from the beginning, by the name of the type.
pub(super) fn seeds() -> impl Iterator<Item = (&'static ObjectType, &'static Value)> {
    SEEDS.iter().flat_map(|(name, seeds)| {
        let kind = object_type(name).expect("the tests read the seeds");
        seeds.iter().map(move |seed| (kind, seed))
    })
}

/// A row of the table, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    calls: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    makes: Option<String>,
    #[serde(default)]
    per: Option<String>,
    #[serde(default)]
    fields: String,
    #[serde(default)]
    query: Option<String>,
    #[serde(default)]
    operators: Option<String>,
    #[serde(default)]
    read: String,
    #[serde(default)]
    write: String,
    #[serde(default)]
    xml: Option<String>,
}

/// A type of object.
#[derive(Debug)]
pub(super) struct ObjectType {
    pub(super) name: String,
    pub(super) calls: Vec<Verb>,
    /// The field that holds the id.
    pub(super) id: Option<String>,
    pub(super) makes: Makes,
    /// The type of object of which each has one object of this type.
    pub(super) per: Option<String>,
    pub(super) fields: Vec<Field>,
    /// What filters may name.
    pub(super) query: Vec<String>,
    /// What filters may do; `None` allows all.
    pub(super) operators: Option<Vec<Operator>>,
    /// The privileges of which one is needed to read.
    pub(super) read: Vec<Privilege>,
    /// The privileges of which one is needed to write.
    pub(super) write: Vec<Privilege>,
    /// True when XML has its fields as elements and not as attributes.
    pub(super) by_element: bool,
}

/// A call of a type of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Verb {
    Create,
    Get,
    Update,
    Delete,
    Bulk,
    /// `query` and `queryMore`.
    Query,
    Execute,
    /// A reading whose answer is fetched with a token.
    Async,
    /// A query whose answer is fetched with a token.
    AsyncQuery,
}

/// How an id is made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Makes {
    Uuid,
    /// A letter and a number, in Base64.
    Numbered(String),
    /// The values of these fields, in Base64.
    From(Vec<String>),
}

impl ObjectType {
    fn new(name: String, row: &Row) -> Self {
        let fields: Vec<Field> = row.fields.split_whitespace().map(Field::parse).collect();
        let query = match &row.query {
            Some(names) => names.split_whitespace().map(str::to_owned).collect(),
            None => fields.iter().filter(|field| field.is_scalar()).map(|field| field.name.clone()).collect(),
        };
        let makes = match row.makes.as_deref() {
            None => Makes::Uuid,
            Some(letter) if letter.len() == 1 => Makes::Numbered(letter.to_owned()),
            Some(names) => Makes::From(names.split_whitespace().map(str::to_owned).collect()),
        };
        Self {
            name,
            calls: words(&row.calls),
            id: row.id.clone(),
            makes,
            per: row.per.clone(),
            fields,
            query,
            operators: row.operators.as_deref().map(words),
            read: words(&row.read),
            write: words(&row.write),
            by_element: row.xml.as_deref() == Some("elements"),
        }
    }

    pub(super) fn has(&self, verb: Verb) -> bool {
        self.calls.contains(&verb)
    }

    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How values of a filter's property are compared; `None` when filters may not name it. Some properties are spelled
    /// differently from their field (documented).
    pub(super) fn property(&self, name: &str) -> Option<&FieldKind> {
        let listed = self.query.iter().any(|listed| listed == name);
        let field = self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        listed.then(|| field.map_or(&FieldKind::Text, |field| &field.kind))
    }
}

/// The words of a text that are values of a type.
fn words<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    let word = |word| serde_json::from_value(Value::from(word)).expect("the tests read the table");
    text.split_whitespace().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_its_parts_fit_together() {
        assert!(object_types().count() > 100);
        for kind in object_types() {
            let name = &kind.name;
            assert!(!kind.calls.is_empty(), "{name}");
            if let Some(id) = &kind.id {
                let made = kind.has(Verb::Create) || kind.has(Verb::Get) || kind.has(Verb::Async);
                assert!(!made || kind.field(id).is_some(), "{name}.{id}");
            }
            if let Some(per) = &kind.per {
                assert!(object_type(per).is_some_and(|per| per.id.is_some()), "{name} per {per}");
            }
            if let Makes::From(parts) = &kind.makes {
                for part in parts {
                    assert!(kind.field(part).is_some_and(|field| field.needed), "{name} makes {part}");
                }
            }
            if kind.has(Verb::Query) {
                assert!(!kind.query.is_empty(), "{name} has nothing to filter by");
            }
        }
        for (kind, seed) in seeds() {
            for (name, _) in seed.as_object().expect("an object") {
                assert!(kind.field(name).is_some(), "{}.{name}", kind.name);
            }
        }
    }

    #[test]
    fn documented_properties_of_filters_may_be_spelled_differently() {
        let summary = object_type("ExecutionSummaryRecord").expect("a type");
        assert!(summary.property("processId").is_some() && summary.property("processID").is_none());
        let atom = object_type("Atom").expect("a type");
        assert!(atom.property("hostname").is_some() && atom.property("hostName").is_none());
    }
}
