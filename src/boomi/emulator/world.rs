//! The objects of a scenario: accounts, users, environments, runtimes and processes.

use std::time::Duration;

use serde::Deserialize;
use time::OffsetDateTime;

use super::duration;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    /// Its id, which is part of the path.
    pub(super) id: String,
    /// Its name.
    #[serde(default)]
    pub(super) name: String,
}

/// A user who may call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    /// The e-mail.
    pub(super) email: String,
    /// The API token, which goes with the user name `BOOMI_TOKEN.<email>`.
    #[serde(default)]
    pub(super) token: Option<String>,
    /// The password, which goes with the e-mail as the user name.
    #[serde(default)]
    pub(super) password: Option<String>,
    /// The accounts that the user may call; all when left out.
    #[serde(default)]
    pub(super) accounts: Option<Vec<String>>,
    /// The user's privileges; all when left out.
    #[serde(default)]
    pub(super) privileges: Option<Vec<Privilege>>,
}

/// The privileges of users (documented names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Privilege {
    /// To call the API.
    Api,
    /// To start and cancel runs.
    Execute,
    /// To see runs and their logs.
    ViewResult,
    /// To change runtimes.
    AtomManagement,
    /// To see runtimes.
    AtomManagementReadOnly,
    /// To deploy, and to see deployments.
    Deploy,
}

impl User {
    /// True when the user has one of these privileges.
    pub(super) fn may(&self, one_of: &[Privilege]) -> bool {
        match &self.privileges {
            None => true,
            Some(_) if one_of.is_empty() => true,
            Some(privileges) => one_of.iter().any(|wanted| privileges.contains(wanted)),
        }
    }

    pub(super) fn may_enter(&self, account: &str) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.iter().any(|id| id == account))
    }
}

/// An environment, to which processes are deployed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Environment {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default = "test")]
    pub(super) classification: String,
}

fn test() -> String {
    "TEST".to_owned()
}

/// A runtime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Runtime {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default, rename = "type")]
    pub(super) kind: RuntimeKind,
    #[serde(default)]
    status: RuntimeStatus,
    #[serde(default)]
    pub(super) environment: Option<String>,
    #[serde(default)]
    pub(super) host_name: Option<String>,
    #[serde(default)]
    outage: Option<Outage>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum RuntimeKind {
    #[default]
    Atom,
    Molecule,
    Cloud,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum RuntimeStatus {
    #[default]
    Online,
    Offline,
    Warning,
    Unknown,
}

/// A time during which a runtime is offline, counted from the first call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    #[serde(default, deserialize_with = "duration::read")]
    after: Duration,
    #[serde(deserialize_with = "duration::read")]
    lasts: Duration,
}

impl Runtime {
    /// A runtime that a caller made: it is online.
    pub(super) fn made(id: &str, kind: RuntimeKind) -> Self {
        let status = RuntimeStatus::Online;
        Self {
            id: id.to_owned(),
            name: String::new(),
            kind,
            status,
            environment: None,
            host_name: None,
            outage: None,
        }
    }

    /// The runtime's status at this time after the first call.
    pub(super) fn status(&self, since: Duration) -> &'static str {
        if self.outage.is_some_and(|outage| since >= outage.after && since < outage.after + outage.lasts) {
            return "OFFLINE";
        }
        match self.status {
            RuntimeStatus::Online => "ONLINE",
            RuntimeStatus::Offline => "OFFLINE",
            RuntimeStatus::Warning => "WARNING",
            RuntimeStatus::Unknown => "UNKNOWN",
        }
    }

    pub(super) fn is_offline(&self, since: Duration) -> bool {
        self.status(since) == "OFFLINE"
    }

    /// The end of the runtime's outage; `None` when it has no outage or is always offline.
    pub(super) fn back_at(&self, first_call: OffsetDateTime) -> Option<OffsetDateTime> {
        let outage = self.outage.filter(|_| self.status != RuntimeStatus::Offline)?;
        Some(first_call + outage.after + outage.lasts)
    }

    /// True when several nodes share the runtime's work. Records then name the node.
    pub(super) fn has_nodes(&self) -> bool {
        self.kind != RuntimeKind::Atom
    }
}

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Process {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) deployed_to: Vec<String>,
    /// The time until the runtime reports the run.
    #[serde(default, deserialize_with = "duration::read")]
    pub(super) queue: Duration,
    /// The time for which the run is then ENQUEUED.
    #[serde(default, deserialize_with = "duration::read")]
    pub(super) enqueued: Duration,
    #[serde(default = "one_second", deserialize_with = "duration::read")]
    pub(super) duration: Duration,
    #[serde(default = "complete")]
    pub(super) outcomes: Vec<Outcome>,
    #[serde(default)]
    pub(super) message: Option<String>,
    #[serde(default)]
    pub(super) simultaneous: bool,
    #[serde(default)]
    pub(super) low_latency: bool,
    #[serde(default)]
    pub(super) log: String,
    #[serde(default = "yes")]
    pub(super) keeps_log: bool,
    #[serde(default)]
    pub(super) documents: Documents,
}

impl Process {
    /// A process that a caller made: it runs for a second, beside others, and ends well.
    pub(super) fn made(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            deployed_to: Vec::new(),
            queue: Duration::ZERO,
            enqueued: Duration::ZERO,
            duration: one_second(),
            outcomes: complete(),
            message: None,
            simultaneous: true,
            low_latency: false,
            log: String::new(),
            keeps_log: true,
            documents: Documents::default(),
        }
    }
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Outcome {
    Complete,
    CompleteWarn,
    Error,
    Aborted,
    Discarded,
}

/// The numbers of documents that a run reads and writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Documents {
    #[serde(rename = "in")]
    pub(super) inbound: i32,
    #[serde(rename = "out")]
    pub(super) outbound: i32,
    pub(super) errors: i32,
}

fn one_second() -> Duration {
    Duration::from_secs(1)
}

fn complete() -> Vec<Outcome> {
    vec![Outcome::Complete]
}

fn yes() -> bool {
    true
}
