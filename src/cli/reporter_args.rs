//! `--reporter-<name>-<option>`: taken out of the arguments before the others are parsed, as newman does.

use std::collections::HashMap;
use std::ffi::OsString;

/// Options without a value.
const FLAGS: [&str; 20] = [
    "no-summary",
    "no-failures",
    "no-assertions",
    "no-success-assertions",
    "no-console",
    "no-banner",
    "silent",
    "show-timestamps",
    "show-only-fails",
    "omit-headers",
    "omit-request-bodies",
    "omit-response-bodies",
    "omit-all-headers-and-body",
    "skip-sensitive-data",
    "show-environment-data",
    "show-global-data",
    "show-folder-description",
    "show-markdown-links",
    "no-syntax-highlighting",
    "display-progress-bar",
];

/// Options by reporter and name, as they were written; a flag has the value `true`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ReporterArgs(HashMap<String, String>);

impl ReporterArgs {
    /// Splits the arguments into the plain ones and those of reporters.
    pub(super) fn take_from(arguments: &[OsString]) -> (Vec<OsString>, Self) {
        let mut plain = Vec::new();
        let mut taken = Self::default();
        let mut rest = arguments.iter().peekable();
        while let Some(argument) = rest.next() {
            let Some(option) = argument.to_str().and_then(|text| text.strip_prefix("--reporter-")) else {
                plain.push(argument.clone());
                continue;
            };
            if let Some((name, value)) = option.split_once('=') {
                taken.0.insert(name.to_owned(), value.to_owned());
                continue;
            }
            let is_flag = FLAGS.iter().any(|flag| kebab(option).ends_with(flag));
            let value = rest.next_if(|next| !is_flag && !next.to_string_lossy().starts_with('-'));
            let value = value.map_or("true".to_owned(), |value| value.to_string_lossy().into_owned());
            taken.0.insert(option.to_owned(), value);
        }
        (plain, taken)
    }

    /// These options, with those of `winner` over them.
    pub(super) fn overridden_by(mut self, winner: Self) -> Self {
        self.0.extend(winner.0);
        self
    }

    /// The value of an option, written `omit-headers` or `omitHeaders`; one given for all reporters wins, as in newman.
    pub(super) fn get(&self, reporter: &str, option: &str) -> Option<&str> {
        let find = |wanted: &str| {
            let wanted = kebab(wanted);
            self.0.iter().find(|(name, _)| kebab(name) == wanted).map(|(_, value)| value.as_str())
        };
        find(option).or_else(|| find(&format!("{reporter}-{option}")))
    }

    /// All options of a reporter, by name.
    pub(super) fn of(&self, reporter: &str) -> impl Iterator<Item = (&str, &str)> {
        let own = format!("{reporter}-");
        let mut options: Vec<_> = self
            .0
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(&own)?, value.as_str())))
            .collect();
        options.sort_unstable();
        options.into_iter()
    }

    /// True when the flag was given.
    pub(super) fn has(&self, reporter: &str, option: &str) -> bool {
        self.get(reporter, option).is_some_and(|value| value != "false")
    }
}

/// `showOnlyFails` → `show-only-fails`
fn kebab(name: &str) -> String {
    name.chars().fold(String::new(), |mut kebab, c| {
        if c.is_ascii_uppercase() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
        kebab
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_reporters_are_taken_out_with_their_values() {
        let line =
            "run --reporter-json-export a.json --reporter-cli-no-summary c.json --reporter-junit-export=b";
        let given: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (plain, taken) = ReporterArgs::take_from(&given);
        assert_eq!(plain, ["run", "c.json"]);
        assert_eq!((taken.get("json", "export"), taken.get("junit", "export")), (Some("a.json"), Some("b")));
        assert!(taken.has("cli", "no-summary") && !taken.has("cli", "no-failures"));
    }

    #[test]
    fn options_may_be_written_in_both_ways() {
        let given = ["--reporter-json-omitHeaders", "--reporter-html-show-only-fails", "x"];
        let (plain, taken) = ReporterArgs::take_from(&given.map(OsString::from));
        assert_eq!(plain, ["x"]);
        assert!(taken.has("json", "omit-headers") && taken.has("html", "showOnlyFails"));
    }
}
