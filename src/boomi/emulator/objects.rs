//! The objects that the emulator keeps: those of the scenario, and those that callers made.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

/// Objects by the name of their type and by their id, in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Objects {
    tables: BTreeMap<String, Table>,
    /// The sum of their sizes, about.
    bytes: usize,
}

#[derive(Debug, Default)]
struct Table {
    rows: BTreeMap<u64, (usize, Value)>,
    places: HashMap<String, u64>,
    made: u64,
}

impl Objects {
    /// Puts an object in its place, or behind all others.
    pub(super) fn put(&mut self, kind: &str, id: &str, object: Value) {
        let table = self.tables.entry(kind.to_owned()).or_default();
        let place = *table.places.entry(id.to_owned()).or_insert(table.made);
        table.made = table.made.max(place + 1);
        let size = id.len() + size_of_value(&object);
        self.bytes += size;
        if let Some((before, _)) = table.rows.insert(place, (size, object)) {
            self.bytes -= before;
        }
    }

    pub(super) fn remove(&mut self, kind: &str, id: &str) -> Option<Value> {
        let table = self.tables.get_mut(kind)?;
        let (size, object) = table.rows.remove(&table.places.remove(id)?)?;
        self.bytes -= size;
        Some(object)
    }

    pub(super) fn get(&self, kind: &str, id: &str) -> Option<&Value> {
        let table = self.tables.get(kind)?;
        table.rows.get(table.places.get(id)?).map(|(_, object)| object)
    }

    /// All objects of a type, the oldest first.
    pub(super) fn all(&self, kind: &str) -> impl DoubleEndedIterator<Item = &Value> {
        self.tables.get(kind).into_iter().flat_map(|table| table.rows.values().map(|(_, object)| object))
    }

    /// Every object, with the name of its type and its id.
    pub(super) fn everything(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.tables.iter().flat_map(|(kind, table)| {
            let mut ids: Vec<_> = table.places.iter().collect();
            ids.sort_by_key(|(_, place)| **place);
            ids.into_iter().filter_map(|(id, place)| {
                table.rows.get(place).map(|(_, object)| (kind.as_str(), id.as_str(), object))
            })
        })
    }

    /// True when an object has this text in this field.
    pub(super) fn any(&self, kind: &str, wanted: &[(&str, &str)]) -> bool {
        self.all(kind).any(|object| wanted.iter().all(|(field, text)| object[*field] == *text))
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The memory that a value takes, about. Units: bytes.
fn size_of_value(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(size_of_value).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() + 64 + size_of_value(value)).sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_object_keeps_its_place_when_it_is_changed() {
        let mut objects = Objects::default();
        objects.put("Folder", "a", json!({"name": "A"}));
        objects.put("Folder", "b", json!({"name": "B"}));
        let before = objects.bytes();
        objects.put("Folder", "a", json!({"name": "C"}));
        let names =
            |objects: &Objects| objects.all("Folder").map(|it| it["name"].clone()).collect::<Vec<_>>();
        assert_eq!((names(&objects), objects.bytes()), (vec![json!("C"), json!("B")], before));
        assert_eq!(objects.remove("Folder", "a"), Some(json!({"name": "C"})));
        objects.put("Folder", "a", json!({"name": "A"}));
        assert_eq!(names(&objects), [json!("B"), json!("A")]);
        objects.remove("Folder", "a");
        objects.remove("Folder", "b");
        assert_eq!((objects.bytes(), objects.get("Folder", "a")), (0, None));
    }
}
