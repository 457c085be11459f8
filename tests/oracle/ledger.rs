//! `deviations.toml`: every known difference, with its reason.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::case::Case;
use crate::compare::Difference;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ledger {
    #[serde(default)]
    deviation: Vec<Deviation>,
    /// What differs only without `--compat newman`.
    #[serde(default)]
    default: Vec<Deviation>,
    #[serde(skip)]
    inheriting: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deviation {
    /// A case, or with `*` at the end all whose names begin so.
    case: String,
    facets: Vec<String>,
    reason: String,
}

impl Deviation {
    fn is_for(&self, case: &str) -> bool {
        self.case.strip_suffix('*').map_or(self.case == case, |start| case.starts_with(start))
    }
}

impl Ledger {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the ledger is there");
        toml::from_str(&text).expect("the ledger is TOML of the right shape")
    }

    /// The ledger for postino as it runs by default: what differs with `--compat newman` may differ here too.
    pub(crate) fn by_default(self) -> Self {
        Self { deviation: self.default, default: self.deviation, inheriting: true }
    }

    /// What the ledger and the measured differences do not agree on, among `cases`.
    pub(crate) fn check(&self, cases: &[Case], found: &[(String, Difference)]) -> Vec<String> {
        let mut problems = Vec::new();
        for (case, difference) in found {
            if !explains(&self.deviation, case, &difference.facet) && !self.inherits(case, &difference.facet)
            {
                let Difference { facet, detail } = difference;
                problems.push(format!("{case}: {facet} differs\n{detail}"));
            }
        }
        for entry in &self.deviation {
            for case in cases.iter().filter(|case| entry.is_for(&case.name)) {
                let stale = entry.facets.iter().filter(|facet| {
                    let differs = |(name, d): &(String, Difference)| *name == case.name && d.facet == **facet;
                    !found.iter().any(differs)
                });
                problems.extend(stale.map(|facet| {
                    format!("{}: {facet} no longer differs: remove it from the ledger", case.name)
                }));
            }
        }
        problems
    }

    /// True for the ledger by default, when the difference is there with `--compat newman` too.
    fn inherits(&self, case: &str, facet: &str) -> bool {
        self.inheriting && explains(&self.default, case, facet)
    }
}

fn explains(entries: &[Deviation], case: &str, facet: &str) -> bool {
    entries.iter().any(|entry| {
        entry.is_for(case)
            && !entry.reason.trim().is_empty()
            && entry.facets.iter().any(|named| named == facet)
    })
}
