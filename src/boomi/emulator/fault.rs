//! The faults of a scenario: late, wrong, missing and broken answers.

use std::time::Duration;

use serde::Deserialize;

use super::duration;
use super::scenario_error::ScenarioError;

/// A fault, and the calls that it applies to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct EmulatedFault {
    /// The method; any method when it is left out.
    method: Option<String>,
    /// The path after the account, in which `*` stands for any text; any path when it is left out.
    path: Option<String>,
    skip: usize,
    times: Option<usize>,
    #[serde(deserialize_with = "duration::read_optional")]
    pub(super) latency: Option<Duration>,
    pub(super) status: Option<u16>,
    pub(super) message: Option<String>,
    pub(super) body: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) drop: bool,
    pub(super) cut: bool,
    /// True when the call still does its work and only its answer is lost.
    pub(super) effect: bool,
}

impl EmulatedFault {
    /// True when the fault sends its own status or drops the connection.
    pub(super) fn replaces_answer(&self) -> bool {
        self.status.is_some() || self.drop
    }

    pub(super) fn check(&self, at: usize) -> Result<(), ScenarioError> {
        if let Some(status) = self.status.filter(|status| !(200..600).contains(status)) {
            return Err(ScenarioError::FaultStatus { at, status });
        }
        if self.latency.is_none() && !self.replaces_answer() && !self.cut {
            return Err(ScenarioError::IdleFault(at));
        }
        Ok(())
    }

    /// True when a call matches the method and the path.
    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| matches(pattern, path))
    }

    /// True when the fault applies to a call that matches after `before` other matching calls.
    pub(super) fn meets(&self, before: usize) -> bool {
        let Some(turn) = before.checked_sub(self.skip) else { return false };
        self.times.is_none_or(|times| turn < times)
    }
}

/// Matches a glob, whose only wildcard is `*`.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
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
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_text() {
        assert!(matches("ExecutionRecord/async/*", "ExecutionRecord/async/executionrecord-1"));
        assert!(matches("*/query", "Atom/query") && matches("*", "") && matches("a*b*c", "a-b-b-c"));
        assert!(!matches("*/query", "Atom/queryMore") && !matches("a", "ab") && !matches("a*b*c", "acb"));
        assert!(!matches("ab*ba", "aba"));
    }

    #[test]
    fn a_fault_skips_the_first_calls_and_ends_after_its_times() {
        let fault = EmulatedFault { skip: 1, times: Some(2), ..EmulatedFault::default() };
        assert_eq!([0, 1, 2, 3].map(|before| fault.meets(before)), [false, true, true, false]);
    }
}
