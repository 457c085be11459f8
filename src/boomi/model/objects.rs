//! The objects of an account: runtimes, processes, environments and deployments.

use serde::{Deserialize, Serialize};

/// A runtime.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", default, rename_all = "camelCase")]
pub struct Atom {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// UNKNOWN, ONLINE, WARNING or OFFLINE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// CLOUD, MOLECULE or ATOM.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The machine that it runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// When it was installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_installed: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<String>,
    /// How long it keeps its data. Units: days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purge_history_days: Option<i32>,
}

/// A process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", default)]
pub struct Process {
    /// The integration packs that it belongs to.
    #[serde(rename = "IntegrationPack")]
    pub integration_packs: Vec<serde_json::Value>,
    /// Its name.
    pub name: String,
    /// Its id, which a trigger names.
    pub id: String,
}

/// A revision of a component. A process is a component; its component id is the process id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", default, rename_all = "camelCase")]
pub struct ComponentMetadata {
    /// Its id.
    pub component_id: String,
    /// The revision.
    pub version: i32,
    /// Its name.
    pub name: String,
    /// `process`, among others.
    #[serde(rename = "type")]
    pub kind: String,
    /// `true` when it was deleted. The platform writes this and the next field as texts.
    pub deleted: String,
    /// `true` when it is the newest revision.
    pub current_version: String,
    /// The folder that it is in.
    pub folder_name: String,
}

/// An environment, to which packages are deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", default)]
pub struct Environment {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// PROD or TEST.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
}

/// The attachment of a runtime to an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", default, rename_all = "camelCase")]
pub struct EnvironmentAtomAttachment {
    /// A synthetic id.
    pub id: String,
    /// The runtime.
    pub atom_id: String,
    /// The environment.
    pub environment_id: String,
}

/// A deployment: a version of a component in an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", default, rename_all = "camelCase")]
pub struct DeployedPackage {
    /// Its id.
    pub deployment_id: String,
    /// The deployment's number.
    pub version: i32,
    /// The package.
    pub package_id: String,
    /// The package's version.
    pub package_version: String,
    /// The environment.
    pub environment_id: String,
    /// The component's id; for a process, the process id.
    pub component_id: String,
    /// The component's revision.
    pub component_version: i32,
    /// `process`, among others.
    pub component_type: String,
    /// When it was deployed.
    pub deployed_date: String,
    /// The user who deployed it.
    pub deployed_by: String,
    /// True when this is the deployment that runs now.
    pub active: bool,
}
