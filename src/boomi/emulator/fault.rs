//! Faults that a scenario plays: late, wrong, missing and broken answers.

use std::time::Duration;

use serde::Deserialize;

use super::duration;
use super::scenario_error::ScenarioError;

/// A fault and the calls that meet it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct EmulatedFault {
    /// Any method when left out.
    method: Option<String>,
    /// The path after the account, `*` for anything; any path when left out.
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
    /// The call does its work, and only the answer is lost.
    pub(super) effect: bool,
}

impl EmulatedFault {
    /// True when it changes what a caller gets, apart from the time.
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

    /// True when a call fits, whether or not its turn has come.
    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| matches(pattern, path))
    }

    /// True when the call that fits after so many others is one of those that meet it.
    pub(super) fn meets(&self, before: usize) -> bool {
        let Some(turn) = before.checked_sub(self.skip) else { return false };
        self.times.is_none_or(|times| turn < times)
    }
}

/// Glob with `*` only.
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
    fn a_star_stands_for_anything() {
        assert!(matches("ExecutionRecord/async/*", "ExecutionRecord/async/executionrecord-1"));
        assert!(matches("*/query", "Atom/query") && matches("*", "") && matches("a*b*c", "a-b-b-c"));
        assert!(!matches("*/query", "Atom/queryMore") && !matches("a", "ab") && !matches("a*b*c", "acb"));
        assert!(!matches("ab*ba", "aba"));
    }

    #[test]
    fn the_first_calls_may_go_through_and_later_ones_again() {
        let fault = EmulatedFault { skip: 1, times: Some(2), ..EmulatedFault::default() };
        assert_eq!([0, 1, 2, 3].map(|before| fault.meets(before)), [false, true, true, false]);
    }
}
