//! Requests that start a process.
//!
//! The two calls spell the same properties differently (documented): `executeProcess` has `ProcessProperties` with
//! `Name` and `Value`; `ExecutionRequest` has `DynamicProcessProperties` with `name` and `value`. The
//! `ProcessProperties` of an `ExecutionRequest` are property components.

use serde::{Deserialize, Serialize};

/// The body of `executeProcess`, the legacy trigger. Its answer is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ProcessExecutionRequest", rename_all = "camelCase")]
pub struct ExecuteProcess {
    /// Dynamic process properties.
    #[serde(default, rename = "ProcessProperties", skip_serializing_if = "Option::is_none")]
    pub properties: Option<NamedProperties>,
    /// The process component's id. A trigger has either this or the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<String>,
    /// The process's name, unique in its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_name: Option<String>,
    /// The runtime that is to run it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atom_id: Option<String>,
}

/// The list of properties of [`ExecuteProcess`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ProcessProperties")]
pub struct NamedProperties {
    /// The properties, in order.
    #[serde(default, rename = "ProcessProperty")]
    pub list: Vec<NamedProperty>,
}

/// A dynamic process property of [`ExecuteProcess`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "", rename_all = "PascalCase")]
pub struct NamedProperty {
    /// Its name.
    pub name: String,
    /// Its value.
    #[serde(default)]
    pub value: String,
}

/// The body of `ExecutionRequest` and, with the last two fields, its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ExecutionRequest {
    /// Dynamic process properties.
    #[serde(default, rename = "DynamicProcessProperties", skip_serializing_if = "Option::is_none")]
    pub dynamic_properties: Option<DynamicProcessProperties>,
    /// Values of process property components.
    #[serde(default, rename = "ProcessProperties", skip_serializing_if = "Option::is_none")]
    pub properties: Option<ProcessProperties>,
    /// The process component's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<String>,
    /// The process's name. The schema has this field; whether the platform accepts it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_name: Option<String>,
    /// The runtime that is to run it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atom_id: Option<String>,
    /// In the answer: `executionrecord-<uuid>`, the id by which the run is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// In the answer: the address of the record, on another host than the one that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_url: Option<String>,
}

/// The dynamic process properties of an [`ExecutionRequest`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ExecutionRequestDynamicProcessProperties")]
pub struct DynamicProcessProperties {
    /// The properties, in order.
    #[serde(default, rename = "DynamicProcessProperty")]
    pub list: Vec<DynamicProcessProperty>,
}

/// A dynamic process property of an [`ExecutionRequest`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "")]
pub struct DynamicProcessProperty {
    /// Its name.
    pub name: String,
    /// Its value.
    #[serde(default)]
    pub value: String,
}

/// The property components that an [`ExecutionRequest`] sets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ExecutionRequestProcessProperties")]
pub struct ProcessProperties {
    /// The components, in order.
    #[serde(default, rename = "ProcessProperty")]
    pub list: Vec<ProcessProperty>,
}

/// A property component and its values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "", rename_all = "camelCase")]
pub struct ProcessProperty {
    /// The values.
    #[serde(default, rename = "ProcessPropertyValue")]
    pub values: Vec<ProcessPropertyValue>,
    /// The component's id; the platform does not check it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_id: Option<String>,
}

/// One value of a [`ProcessProperty`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "")]
pub struct ProcessPropertyValue {
    /// Its key.
    pub key: String,
    /// Its value.
    #[serde(default)]
    pub value: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_the_answer_to_an_execution_request_names_the_types_of_its_parts() {
        let property = DynamicProcessProperty { name: "n".to_owned(), value: "v".to_owned() };
        let request = ExecutionRequest {
            dynamic_properties: Some(DynamicProcessProperties { list: vec![property] }),
            process_id: Some("p".to_owned()),
            ..ExecutionRequest::default()
        };
        let json = serde_json::to_value(&request).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "@type": "ExecutionRequest",
                "DynamicProcessProperties": {
                    "@type": "ExecutionRequestDynamicProcessProperties",
                    "DynamicProcessProperty": [{"@type": "", "name": "n", "value": "v"}],
                },
                "processId": "p",
            })
        );
        assert_eq!(serde_json::from_value::<ExecutionRequest>(json).unwrap(), request);
    }

    #[test]
    fn field_a_trigger_may_leave_out_the_type_and_the_properties() {
        let read: ExecuteProcess = serde_json::from_str(r#"{"processId": "p", "atomId": "a"}"#).unwrap();
        assert_eq!((read.process_id.as_deref(), read.atom_id.as_deref()), (Some("p"), Some("a")));
        assert_eq!(read.properties, None);
    }
}
