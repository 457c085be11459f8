//! Properties of a process: the user's, and those in the body of a collection's own trigger.
//!
//! The two triggers spell the same properties differently (documented), in JSON and in XML. All four spellings are
//! read, so that what a collection sends by one trigger also goes out with the other.

use serde_json::{Value, json};

use super::emulator::read_xml;

/// A dynamic process property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A value of a process property component. Only `ExecutionRequest` can set it (documented).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentProperty {
    /// The component's id.
    pub component: String,
    /// The property's key.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// All properties of a trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties {
    /// Dynamic process properties.
    pub dynamic: Vec<Property>,
    /// Values of process property components.
    pub components: Vec<ComponentProperty>,
}

impl Properties {
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.dynamic.is_empty() && self.components.is_empty()
    }

    /// The properties in the body of a trigger. A value whose variable nothing sets is left out.
    pub(super) fn of_body(body: &str) -> Self {
        let json = if body.trim_start().starts_with('{') {
            serde_json::from_str(body).ok()
        } else {
            read_xml(body.as_bytes()).map(|(_, json)| json)
        };
        let json: Value = json.unwrap_or_default();
        let mut own = Self::default();
        let dynamic = list(&json["DynamicProcessProperties"]["DynamicProcessProperty"]);
        own.dynamic.extend(dynamic.filter_map(|json| property(json, "name", "value")));
        for json in list(&json["ProcessProperties"]["ProcessProperty"]) {
            own.dynamic.extend(property(json, "Name", "Value"));
            let Some(component) = json["componentId"].as_str() else { continue };
            own.components.extend(list(&json["ProcessPropertyValue"]).filter_map(|json| {
                let Property { name: key, value } = property(json, "key", "value")?;
                Some(ComponentProperty { component: component.to_owned(), key, value })
            }));
        }
        own
    }

    /// These properties, with those of `over` in their places or behind them.
    pub(super) fn overridden_by(mut self, over: &Self) -> Self {
        for property in &over.dynamic {
            match self.dynamic.iter_mut().find(|own| own.name == property.name) {
                Some(own) => own.clone_from(property),
                None => self.dynamic.push(property.clone()),
            }
        }
        for property in &over.components {
            let same =
                |own: &&mut ComponentProperty| own.component == property.component && own.key == property.key;
            match self.components.iter_mut().find(same) {
                Some(own) => own.clone_from(property),
                None => self.components.push(property.clone()),
            }
        }
        self
    }

    /// Adds them to the body of an `ExecutionRequest`.
    pub(super) fn add_to(&self, body: &mut Value) {
        if !self.dynamic.is_empty() {
            let list =
                self.dynamic.iter().map(|Property { name, value }| json!({"name": name, "value": value}));
            body["DynamicProcessProperties"] =
                json!({"DynamicProcessProperty": list.collect::<Vec<Value>>()});
        }
        let mut components: Vec<Value> = Vec::new();
        for ComponentProperty { component, key, value } in &self.components {
            let value = json!({"key": key, "value": value});
            match components.iter_mut().find(|json| json["componentId"] == json!(component)) {
                Some(known) => known["ProcessPropertyValue"]
                    .as_array_mut()
                    .into_iter()
                    .for_each(|list| list.push(value.clone())),
                None => components.push(json!({"componentId": component, "ProcessPropertyValue": [value]})),
            }
        }
        if !components.is_empty() {
            body["ProcessProperties"] = json!({"ProcessProperty": components});
        }
    }
}

/// The members of a list. One object alone is a list of one.
fn list(json: &Value) -> impl Iterator<Item = &Value> {
    const NONE: &[Value] = &[];
    let (many, one) = match json {
        Value::Array(list) => (list.as_slice(), None),
        Value::Object(_) => (NONE, Some(json)),
        _ => (NONE, None),
    };
    many.iter().chain(one)
}

fn property(json: &Value, name: &str, value: &str) -> Option<Property> {
    let name = json.get(name)?.as_str().filter(|name| !name.is_empty())?;
    let value = match json.get(value) {
        Some(Value::String(text)) => text.clone(),
        Some(number @ (Value::Number(_) | Value::Bool(_))) => number.to_string(),
        _ => String::new(),
    };
    (!value.contains("{{")).then(|| Property { name: name.to_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dynamic(name: &str, value: &str) -> Property {
        Property { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn properties_are_read_from_both_triggers_in_json_and_in_xml() {
        for body in [
            r#"{"ProcessProperties":{"ProcessProperty":[{"Name":"a","Value":"1 & 2"},{"Name":"b","Value":""}]}}"#,
            r#"{"DynamicProcessProperties":{"DynamicProcessProperty":[{"name":"a","value":"1 & 2"},{"name":"b"}]}}"#,
            "<R><ProcessProperties><ProcessProperty><Name>a</Name><Value>1 &amp; 2</Value></ProcessProperty><ProcessProperty><Name>b</Name><Value/></ProcessProperty></ProcessProperties></R>",
            r#"<R><DynamicProcessProperties><DynamicProcessProperty name="a" value="1 &amp; 2"/><DynamicProcessProperty name="b" value=""/></DynamicProcessProperties></R>"#,
        ] {
            assert_eq!(
                Properties::of_body(body).dynamic,
                [dynamic("a", "1 & 2"), dynamic("b", "")],
                "{body}"
            );
        }
        let components = r#"{"ProcessProperties":{"ProcessProperty":{"componentId":"c","ProcessPropertyValue":[{"key":"k","value":"v"}]}}}"#;
        let read = Properties::of_body(components).components;
        assert_eq!(read, [ComponentProperty { component: "c".into(), key: "k".into(), value: "v".into() }]);
        assert!(Properties::of_body("").is_empty() && Properties::of_body("<R>").is_empty());
    }

    #[test]
    fn a_value_whose_variable_nothing_sets_is_left_out() {
        let body = r#"{"ProcessProperties":{"ProcessProperty":[{"Name":"a","Value":"{{a}}"},{"Name":"b","Value":"2"}]}}"#;
        assert_eq!(Properties::of_body(body).dynamic, [dynamic("b", "2")]);
    }

    #[test]
    fn the_users_properties_replace_those_of_the_same_name() {
        let own = Properties { dynamic: vec![dynamic("a", "1"), dynamic("b", "2")], ..Properties::default() };
        let over =
            Properties { dynamic: vec![dynamic("b", "3"), dynamic("c", "4")], ..Properties::default() };
        let all = own.overridden_by(&over);
        assert_eq!(all.dynamic, [dynamic("a", "1"), dynamic("b", "3"), dynamic("c", "4")]);
    }

    #[test]
    fn the_values_of_one_component_stand_together() {
        let value = |component: &str, key: &str| ComponentProperty {
            component: component.to_owned(),
            key: key.to_owned(),
            value: "v".to_owned(),
        };
        let components = vec![value("c", "1"), value("d", "2"), value("c", "3")];
        let mut body = json!({});
        Properties { components, ..Properties::default() }.add_to(&mut body);
        let list = body["ProcessProperties"]["ProcessProperty"].as_array().expect("a list").clone();
        assert_eq!(list.len(), 2);
        assert_eq!(list[0]["ProcessPropertyValue"].as_array().map(Vec::len), Some(2));
    }
}
