//! Scenarios: reads a YAML file and checks the world that it describes.
//!
//! A file names only what differs from the built-in scenario. All names that it refers to must exist, so that a
//! mistake is found when the emulator starts and not later, as a wrong answer. Entry points: [`Scenario::local`],
//! [`Scenario::parse`].

use std::collections::HashSet;
use std::time::Duration;

use serde::Deserialize;

use super::duration;
use super::fault::EmulatedFault;
use super::scenario_error::ScenarioError;
use super::settings::Settings;
use super::world::{Account, Environment, Process, Runtime, User};
use crate::yaml;

/// The built-in scenario, with a comment on each entry.
pub const LOCAL: &str = include_str!("local.yaml");

/// The environment file of the built-in scenario. Users and the emulator read the same ids from it.
#[cfg(test)]
const ENVIRONMENT: &str = include_str!("../../../environments/local.postman_environment.json");

/// A scenario: everything that the emulator plays.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The largest number of calls in a second, for each account; `None` allows all calls.
    pub rate_limit: Option<usize>,
    /// The assumptions about the platform.
    pub settings: Settings,
    pub(super) latency: Duration,
    pub(super) accounts: Vec<Account>,
    pub(super) users: Vec<User>,
    pub(super) environments: Vec<Environment>,
    pub(super) runtimes: Vec<Runtime>,
    pub(super) processes: Vec<Process>,
    pub(super) faults: Vec<EmulatedFault>,
}

/// A scenario file. An entry that is left out comes from the built-in scenario.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct File {
    rate_limit: Option<usize>,
    #[serde(deserialize_with = "duration::read_optional")]
    latency: Option<Duration>,
    accounts: Option<Vec<Account>>,
    users: Option<Vec<User>>,
    environments: Option<Vec<Environment>>,
    runtimes: Option<Vec<Runtime>>,
    processes: Option<Vec<Process>>,
    faults: Option<Vec<EmulatedFault>>,
    settings: Option<Settings>,
}

impl File {
    fn read(text: &str) -> Result<Self, ScenarioError> {
        // A file that has only comments is an empty scenario.
        yaml::parse(text).map_err(ScenarioError::Syntax)
    }

    fn or(self, other: Self) -> Self {
        Self {
            rate_limit: self.rate_limit.or(other.rate_limit),
            latency: self.latency.or(other.latency),
            accounts: self.accounts.or(other.accounts),
            users: self.users.or(other.users),
            environments: self.environments.or(other.environments),
            runtimes: self.runtimes.or(other.runtimes),
            processes: self.processes.or(other.processes),
            faults: self.faults.or(other.faults),
            settings: self.settings.or(other.settings),
        }
    }
}

impl Scenario {
    /// The built-in scenario. It has the objects of `environments/local.postman_environment.json`, and others to try.
    pub fn local() -> Self {
        Self::parse("").expect("the built-in scenario is checked by the tests")
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    ///
    /// Fails when the text is not YAML, has an unknown entry, or refers to an entry that does not exist.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let file = File::read(text)?.or(File::read(LOCAL)?);
        let scenario = Self {
            rate_limit: file.rate_limit.filter(|limit| *limit > 0),
            settings: file.settings.unwrap_or_default(),
            latency: file.latency.unwrap_or_default(),
            accounts: file.accounts.unwrap_or_default(),
            users: file.users.unwrap_or_default(),
            environments: file.environments.unwrap_or_default(),
            runtimes: file.runtimes.unwrap_or_default(),
            processes: file.processes.unwrap_or_default(),
            faults: file.faults.unwrap_or_default(),
        };
        scenario.check()?;
        Ok(scenario)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        if let Some((name, value)) = self.settings.impossible() {
            return Err(ScenarioError::Setting { name, value });
        }
        if self.accounts.is_empty() {
            return Err(ScenarioError::Empty("accounts"));
        }
        if self.users.is_empty() {
            return Err(ScenarioError::Empty("users"));
        }
        unique("accounts", self.accounts.iter().map(|account| &account.id))?;
        unique("users", self.users.iter().map(|user| &user.email))?;
        unique("environments", self.environments.iter().map(|environment| &environment.id))?;
        unique("runtimes", self.runtimes.iter().map(|runtime| &runtime.id))?;
        unique("processes", self.processes.iter().map(|process| &process.id))?;
        self.check_references()?;
        self.faults.iter().enumerate().try_for_each(|(at, fault)| fault.check(at))
    }

    fn check_references(&self) -> Result<(), ScenarioError> {
        let unknown =
            |at: String, name: &str, list| ScenarioError::Unknown { at, name: name.to_owned(), list };
        for (i, user) in self.users.iter().enumerate() {
            if user.token.is_none() && user.password.is_none() {
                return Err(ScenarioError::NoCredentials(user.email.clone()));
            }
            for id in user.accounts.iter().flatten() {
                if !self.accounts.iter().any(|account| account.id == *id) {
                    return Err(unknown(format!("users[{i}].accounts"), id, "accounts"));
                }
            }
        }
        for (i, runtime) in self.runtimes.iter().enumerate() {
            if let Some(name) = runtime.environment.as_deref().filter(|name| self.environment(name).is_none())
            {
                return Err(unknown(format!("runtimes[{i}].environment"), name, "environments"));
            }
        }
        for (i, process) in self.processes.iter().enumerate() {
            for name in &process.deployed_to {
                if self.environment(name).is_none() {
                    return Err(unknown(format!("processes[{i}].deployedTo"), name, "environments"));
                }
            }
        }
        Ok(())
    }

    /// Finds an environment by its id or its name.
    pub(super) fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.id == name || environment.name == name)
    }

    pub(super) fn runtime(&self, id: &str) -> Option<&Runtime> {
        self.runtimes.iter().find(|runtime| runtime.id == id)
    }

    pub(super) fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }
}

fn unique<'a>(list: &'static str, ids: impl Iterator<Item = &'a String>) -> Result<(), ScenarioError> {
    let mut seen = HashSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ScenarioError::Twice { list, id: id.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boomi::SUB_ACCOUNTS;
    use std::error::Error as _;

    fn refusal(text: &str) -> String {
        let error = Scenario::parse(text).expect_err("no scenario");
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        format!("{error}: {cause}")
    }

    #[test]
    fn the_built_in_scenario_has_the_objects_of_the_environment_file() {
        let scenario = Scenario::local();
        let file: serde_json::Value = serde_json::from_str(ENVIRONMENT).expect("JSON");
        let values = file["values"].as_array().expect("values");
        let value =
            |key: &str| values.iter().find(|value| value["key"] == key).expect("a value")["value"].clone();
        assert_eq!(value("accountId"), scenario.accounts[0].id);
        assert_eq!(value("userEmail"), scenario.users[0].email);
        assert_eq!(value("apiToken"), scenario.users[0].token.clone().expect("a token"));
        assert_eq!(value("processId"), scenario.processes[0].id);
        assert_eq!(value("atomId"), scenario.runtimes[0].id);
        let home = scenario.runtimes[0].environment.as_ref().expect("a home");
        assert!(scenario.processes[0].deployed_to.contains(home));
    }

    #[test]
    fn the_built_in_scenario_has_every_sub_account() {
        let scenario = Scenario::local();
        let known: Vec<_> = scenario.accounts[1..]
            .iter()
            .map(|account| (account.name.as_str(), account.id.as_str()))
            .collect();
        let listed: Vec<_> = SUB_ACCOUNTS.iter().map(|account| (account.name, account.id)).collect();
        assert_eq!(known, listed);
    }

    #[test]
    fn a_file_replaces_only_the_entries_that_it_names() {
        let scenario =
            Scenario::parse("rateLimit: 0\nlatency: 5ms\nsettings: { badCredentials: 403 }\n").unwrap();
        assert_eq!(scenario.rate_limit, None);
        assert_eq!(scenario.latency, Duration::from_millis(5));
        assert_eq!(scenario.settings.bad_credentials, 403);
        assert_eq!(scenario.settings.foreign_account, 403);
        assert_eq!(scenario.processes.len(), Scenario::local().processes.len());
    }

    #[test]
    fn a_mistake_in_a_scenario_is_refused_with_its_place() {
        for (text, expected) in [
            ("processes: [", "unclosed bracket"),
            ("proceses: []", "unknown field `proceses`"),
            ("- a", "expected mapping"),
            ("latency: 5", "\"5\" is not a duration"),
            ("latency: 5 parsecs", "\"5 parsecs\" is not a duration"),
            ("processes:\n  - { id: p, name: P, duration: soon }", "at line 2"),
            ("processes: [{ id: p, name: P, deployedTo: [Mars] }]", "processes[0].deployedTo names \"Mars\""),
            (
                "processes: [{ id: p, name: P }, { id: p, name: Q }]",
                "two entries of `processes` have the id \"p\"",
            ),
            ("runtimes: [{ id: r, name: R, environment: Mars }]", "runtimes[0].environment names \"Mars\""),
            ("users: [{ email: a@example.com }]", "neither a token nor a password"),
            ("users: []", "`users` is empty"),
            ("settings: { badCredentials: 200 }", "settings.badCredentials cannot be 200"),
            ("settings: { pageSize: 0 }", "settings.pageSize cannot be 0"),
            ("settings: { limits: { headBytes: 10 } }", "settings.limits.headBytes cannot be 10"),
            ("settings: { limits: { bodyWithin: 0ms } }", "settings.limits.bodyWithin cannot be 0"),
            ("settings: { limits: { memoryBytes: 5 } }", "settings.limits.memoryBytes cannot be 5"),
            ("faults: [{ path: executeProcess }]", "faults[0] changes nothing"),
            ("faults: [{ path: x, status: 99 }]", "faults[0].status cannot be 99"),
            ("processes: [{ id: p, name: P, outcomes: [FINE] }]", "FINE"),
        ] {
            let said = refusal(text);
            assert!(said.contains(expected), "{text}\n{said}");
        }
    }
}
