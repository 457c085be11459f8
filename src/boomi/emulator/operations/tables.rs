//! The properties that filters may name, for each object (documented).

use super::Object;
use crate::boomi::emulator::query::{Property, PropertyKind, Table};
use crate::boomi::model::Operator;

const fn text(name: &'static str) -> Property {
    Property { name, field: name, kind: PropertyKind::Text }
}

const fn number(name: &'static str) -> Property {
    Property { name, field: name, kind: PropertyKind::Number }
}

const fn time(name: &'static str) -> Property {
    Property { name, field: name, kind: PropertyKind::Time }
}

/// A property whose filter is spelled differently from its field.
const fn spelled(name: &'static str, field: &'static str) -> Property {
    Property { name, field, kind: PropertyKind::Text }
}

const EXECUTION_RECORD: &[Property] = &[
    text("executionId"),
    text("originalExecutionId"),
    text("account"),
    time("executionTime"),
    text("status"),
    text("executionType"),
    text("processName"),
    text("processId"),
    text("atomName"),
    text("atomId"),
    number("inboundDocumentCount"),
    number("outboundDocumentCount"),
    number("executionDuration"),
    text("message"),
    text("reportKey"),
    spelled("launcherId", "launcherID"),
    text("nodeId"),
    time("recordedDate"),
];

const EXECUTION_SUMMARY_RECORD: &[Property] = &[
    spelled("processId", "processID"),
    spelled("atomId", "atomID"),
    time("timeBlock"),
    text("status"),
    text("reportKey"),
    spelled("launcherId", "launcherID"),
];

const ATOM: &[Property] = &[
    text("id"),
    text("name"),
    spelled("hostname", "hostName"),
    text("status"),
    text("type"),
    text("capabilities"),
    text("cloudId"),
    text("instanceId"),
    text("isCloudAttachment"),
    text("createdBy"),
];

const PROCESS: &[Property] =
    &[text("id"), text("name"), text("integrationPackId"), text("integrationPackInstanceId")];

const ENVIRONMENT: &[Property] = &[text("id"), text("name"), text("classification")];

const ATTACHMENT: &[Property] = &[text("id"), text("atomId"), text("environmentId")];

const DEPLOYED_PACKAGE: &[Property] = &[
    text("deploymentId"),
    text("environmentId"),
    text("componentId"),
    text("componentType"),
    text("active"),
    text("packageId"),
    text("packageVersion"),
    time("deployedDate"),
    text("deployedBy"),
    number("version"),
    number("componentVersion"),
];

const COMPONENT_METADATA: &[Property] = &[
    text("componentId"),
    text("name"),
    text("type"),
    text("deleted"),
    text("currentVersion"),
    text("folderName"),
    number("version"),
];

/// The operators for runtimes (documented; LIKE is field).
const NAMES: &[Operator] =
    &[Operator::Equals, Operator::NotEquals, Operator::Contains, Operator::NotContains, Operator::Like];

impl Object {
    pub(super) fn table(self) -> Table {
        let all = |properties| Table { properties, operators: None };
        match self {
            Self::ExecutionRecord => all(EXECUTION_RECORD),
            Self::ExecutionSummaryRecord => all(EXECUTION_SUMMARY_RECORD),
            Self::Atom => Table { properties: ATOM, operators: Some(NAMES) },
            Self::Process => all(PROCESS),
            Self::Environment => all(ENVIRONMENT),
            Self::EnvironmentAtomAttachment => all(ATTACHMENT),
            Self::DeployedPackage => all(DEPLOYED_PACKAGE),
            Self::ComponentMetadata => all(COMPONENT_METADATA),
        }
    }
}
