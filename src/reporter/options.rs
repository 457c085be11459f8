//! The options of reporters: `--reporter-<name>-<option>` for one, `--reporter-<option>` for all that know it.

use thiserror::Error;

use super::registry::{Declaration, OptionKind, REPORTERS, ReporterOption, reporter};

/// Options as the user wrote them, without `--reporter-`; each name stands once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReporterOptions(Vec<Given>);

/// An option that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    name: String,
    value: Option<String>,
}

/// Whose option a name is.
#[derive(Debug)]
pub enum OptionOwner {
    /// This reporter's.
    Reporter(&'static ReporterOption),
    /// It is for all reporters that know it.
    All(&'static ReporterOption),
    /// It names this reporter, which has no such option.
    None(&'static Declaration),
    /// It names no reporter that postino has.
    Foreign,
}

/// Whose option this is, written without `--reporter-`.
pub fn option_owner(name: &str) -> OptionOwner {
    let find = |declaration: &'static Declaration, wanted: &str| {
        declaration.options.iter().find(|option| kebab(option.name) == kebab(wanted))
    };
    if let Some(option) = REPORTERS.iter().find_map(|declaration| find(declaration, name)) {
        return OptionOwner::All(option);
    }
    let Some((own, option)) = name.split_once('-') else { return OptionOwner::Foreign };
    match reporter(own) {
        None => OptionOwner::Foreign,
        Some(declaration) => {
            find(declaration, option).map_or(OptionOwner::None(declaration), OptionOwner::Reporter)
        }
    }
}

/// An option that cannot be used; `option` stands without `--reporter-`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OptionError {
    /// Nobody knows it.
    #[error("--reporter-{option}: there is no such option")]
    Unknown {
        /// Its name.
        option: String,
        /// The reporter that it names.
        reporter: Option<&'static Declaration>,
    },
    /// Its value is missing.
    #[error("--reporter-{option}: its value is missing")]
    NoValue {
        /// Its name.
        option: String,
    },
    /// A flag was given a value.
    #[error("--reporter-{option}={value}: a flag takes no value")]
    FlagValue {
        /// Its name.
        option: String,
        /// What it was given.
        value: String,
    },
    /// Its value is none of those that there are.
    #[error("--reporter-{option} {value}: expected {}", listed(choices))]
    Choice {
        /// Its name.
        option: String,
        /// What it was given.
        value: String,
        /// What it takes.
        choices: &'static [&'static str],
    },
}

/// Shape: `text, bytes or none`
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl ReporterOptions {
    /// Gives an option, in the place of an earlier one of that name.
    pub fn set(&mut self, name: &str, value: Option<String>) {
        self.0.retain(|given| kebab(&given.name) != kebab(name));
        self.0.push(Given { name: name.to_owned(), value });
    }

    /// The name of the first of them.
    pub fn first(&self) -> Option<&str> {
        self.0.first().map(|given| given.name.as_str())
    }

    /// The names of all of them.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|given| given.name.as_str())
    }

    /// These options, with those of `winner` over them.
    #[must_use]
    pub fn overridden_by(mut self, winner: Self) -> Self {
        winner.0.into_iter().for_each(|given| self.set(&given.name, given.value));
        self
    }

    /// The value of an option, if it has one; an option for all reporters wins, as in newman.
    pub fn text(&self, reporter: &str, option: &str) -> Option<&str> {
        self.find(reporter, option)?.value.as_deref()
    }

    /// True when the flag was given.
    pub fn flag(&self, reporter: &str, option: &str) -> bool {
        self.find(reporter, option).is_some_and(|given| given.value.as_deref() != Some("false"))
    }

    /// The names of a list.
    pub fn names(&self, reporter: &str, option: &str) -> Vec<String> {
        let names = self.text(reporter, option).unwrap_or_default().split(',').map(str::trim);
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn find(&self, reporter: &str, option: &str) -> Option<&Given> {
        let named = |wanted: &str| self.0.iter().find(|given| kebab(&given.name) == kebab(wanted));
        named(option).or_else(|| named(&format!("{reporter}-{option}")))
    }

    /// All options of a reporter by name, a flag with the value `true`.
    pub fn of(&self, reporter: &str) -> impl Iterator<Item = (&str, &str)> {
        let own = format!("{reporter}-");
        let mut options: Vec<_> = self
            .0
            .iter()
            .filter_map(|given| {
                Some((given.name.strip_prefix(&own)?, given.value.as_deref().unwrap_or("true")))
            })
            .collect();
        options.sort_unstable();
        options.into_iter()
    }

    /// Takes out what cannot be used; `is_installed` knows the reporters that are not postino's own.
    pub fn take_wrong(&mut self, is_installed: &dyn Fn(&str) -> bool) -> Vec<OptionError> {
        let mut wrong = Vec::new();
        self.0.retain(|given| match given.check(is_installed) {
            Ok(()) => true,
            Err(error) => {
                wrong.push(error);
                false
            }
        });
        wrong
    }
}

impl Given {
    fn check(&self, is_installed: &dyn Fn(&str) -> bool) -> Result<(), OptionError> {
        let named = self.name.match_indices('-').map(|(at, _)| &self.name[..at]);
        let is_foreign = || named.clone().any(is_installed);
        let option = || self.name.clone();
        let known = match option_owner(&self.name) {
            OptionOwner::Reporter(known) | OptionOwner::All(known) => known,
            OptionOwner::Foreign if is_foreign() => return Ok(()),
            OptionOwner::None(own) if own.yields_to_installed && is_foreign() => return Ok(()),
            OptionOwner::None(own) => {
                return Err(OptionError::Unknown { option: option(), reporter: Some(own) });
            }
            OptionOwner::Foreign => return Err(OptionError::Unknown { option: option(), reporter: None }),
        };
        match (known.kind, self.value.as_deref()) {
            // The options file of newman has `true` and `false`.
            (OptionKind::Flag, None | Some("true" | "false")) => Ok(()),
            (OptionKind::Flag, Some(value)) => {
                Err(OptionError::FlagValue { option: option(), value: value.to_owned() })
            }
            (_, None) | (OptionKind::Path, Some("")) => Err(OptionError::NoValue { option: option() }),
            (OptionKind::Choice(choices), Some(value)) if !choices.contains(&value) => {
                Err(OptionError::Choice { option: option(), value: value.to_owned(), choices })
            }
            (_, Some(_)) => Ok(()),
        }
    }
}

/// `showOnlyFails` → `show-only-fails`
pub(super) fn kebab(name: &str) -> String {
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

    fn wrong(name: &str, value: Option<&str>) -> Option<String> {
        let mut options = ReporterOptions::default();
        options.set(name, value.map(str::to_owned));
        options.take_wrong(&|name| name == "htmlextra").first().map(ToString::to_string)
    }

    #[test]
    fn an_option_is_found_in_both_spellings() {
        let mut options = ReporterOptions::default();
        options.set("json-omitHeaders", None);
        options.set("html-show-only-fails", None);
        assert!(options.flag("json", "omit-headers") && options.flag("html", "showOnlyFails"));
        assert!(wrong("json-omitHeaders", None).is_none() && wrong("html-show-only-fails", None).is_none());
    }

    #[test]
    fn an_option_for_all_reporters_wins() {
        let mut options = ReporterOptions::default();
        options.set("cli-noBanner", Some("false".to_owned()));
        options.set("no-banner", None);
        assert!(options.flag("cli", "no-banner"));
    }

    #[test]
    fn wrong_options_are_told_by_what_is_wrong() {
        assert_eq!(
            wrong("junit-exprot", Some("x")).as_deref(),
            Some("--reporter-junit-exprot: there is no such option")
        );
        assert_eq!(wrong("nope-x", None).as_deref(), Some("--reporter-nope-x: there is no such option"));
        assert_eq!(
            wrong("junit-export", None).as_deref(),
            Some("--reporter-junit-export: its value is missing")
        );
        assert_eq!(
            wrong("cli-no-summary", Some("yes")).as_deref(),
            Some("--reporter-cli-no-summary=yes: a flag takes no value")
        );
        assert_eq!(
            wrong("json-bodies", Some("all")).as_deref(),
            Some("--reporter-json-bodies all: expected text, bytes or none")
        );
    }

    #[test]
    fn options_of_installed_reporters_are_theirs() {
        assert_eq!(wrong("htmlextra-anything-goes", Some("x")), None);
        assert_eq!(wrong("cli-no-summary", Some("true")), None);
    }
}
