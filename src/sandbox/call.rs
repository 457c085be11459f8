//! The calls that the prelude makes to the host: each is a variant, parsed once when it comes over the border.
//!
//! Entry points: [`CALLS`], the table from which the engine makes one function for each call, and [`HostCall`].
//!
//! # Design
//!
//! 2026-11-30: one native function for each call, and arguments of the types of the variant's fields. An argument of
//! another type is an exception in the script engine; so is a name that is not in the table. Rejected: one function
//! that takes the name of the operation, since an unknown name was then silently nothing.

use super::ConsoleLevel;
use super::failure::Thrown;
use super::host_value::{FromHostValue, HostValue, Json, NextTarget, Whole};
use super::overlay::LiveText;
use crate::variable::ScopeName;

/// Makes a call of its arguments; fails with the sentence that is thrown.
pub(super) type Parse<T> = fn(&mut dyn Iterator<Item = HostValue>) -> Result<T, String>;

/// One call.
pub(super) enum HostCall {
    Facility(FacilityCall),
    Scope(ScopeCall),
    Template(TemplateCall),
    Timer(TimerCall),
    Report(ReportCall),
    Question(QuestionCall),
    Input(InputCall),
}

/// All calls by the names of their functions in the prelude.
pub(super) const CALLS: [&[(&str, Parse<HostCall>)]; 7] = [
    FacilityCall::CALLS,
    ScopeCall::CALLS,
    TemplateCall::CALLS,
    TimerCall::CALLS,
    ReportCall::CALLS,
    QuestionCall::CALLS,
    InputCall::CALLS,
];

/// Defines a family of calls: for each its variant, its name in the prelude and its arguments in order. `$wrap` makes
/// of a call of this family the type that holds all families.
macro_rules! calls {
    ($(#[$doc:meta])* $type:ident as $all:ty, by $wrap:path {
        $($variant:ident = $name:literal { $($argument:ident: $kind:ty),* $(,)? }),+ $(,)?
    }) => {
        $(#[$doc])*
        pub(in crate::sandbox) enum $type {
            $($variant { $($argument: $kind),* }),+
        }

        impl $type {
            /// The calls of this family by the names of their functions in the prelude.
            pub(in crate::sandbox) const CALLS: &'static [(&'static str, $crate::sandbox::call::Parse<$all>)] = &[$(
                ($name, |arguments| {
                    $(let $argument =
                        $crate::sandbox::call::argument(arguments, concat!($name, ": ", stringify!($argument)))?;)*
                    $crate::sandbox::call::no_more(arguments, $name)?;
                    Ok($wrap(Self::$variant { $($argument),* }))
                })
            ),+];
        }
    };
}
pub(super) use calls;

calls! {
    /// What the host gives at any time, also when no script runs.
    FacilityCall as HostCall, by HostCall::Facility {
        Library = "library" { name: String },
        Module = "module" { name: String },
        IsNewman = "isNewman" {},
        ParseUrl = "parseUrl" { url: String },
        RandomBytes = "randomBytes" { length: u32 },
        Package = "package" { name: String, from: Option<String> },
        GetSecret = "getSecret" { name: String },
        SetSecret = "setSecret" { name: String, value: String },
        UnsetSecret = "unsetSecret" { name: String },
        Source = "source" {},
        Zone = "zone" {},
        ZoneName = "zoneName" { minutes: f64 },
    }
}

calls! {
    /// What a script does to one scope of variables.
    ScopeCall as HostCall, by HostCall::Scope {
        Get = "scopeGet" { scope: ScopeName, key: String },
        Has = "scopeHas" { scope: ScopeName, key: String },
        Set = "scopeSet" { scope: ScopeName, key: String, value: HostValue },
        SetJson = "scopeSetJson" { scope: ScopeName, key: String, json: Json },
        Unset = "scopeUnset" { scope: ScopeName, key: String },
        Clear = "scopeClear" { scope: ScopeName },
        Owner = "scopeOwner" { key: String },
        All = "scopeAll" { scope: ScopeName, enabled_only: bool },
        List = "scopeList" { scope: ScopeName },
        Replace = "scopeReplace" { scope: ScopeName, variables: Json },
        Mutations = "scopeMutations" { scope: ScopeName },
        Name = "scopeName" { scope: ScopeName },
        Id = "scopeId" { scope: ScopeName },
    }
}

calls! {
    /// Templates and dynamic variables.
    TemplateCall as HostCall, by HostCall::Template {
        Resolve = "resolveTemplate" { scope: ScopeName, template: String, live_texts: Option<Vec<LiveText>> },
        Uuid = "uuid" {},
        Dynamic = "dynamic" { name: String },
    }
}

calls! {
    /// Timers.
    TimerCall as HostCall, by HostCall::Timer {
        Set = "setTimer" { id: u32, delay_ms: f64, kind: TimerKind },
        Clear = "clearTimer" { id: u32 },
    }
}

calls! {
    /// What a script has to report, and what it decides about the run.
    ReportCall as HostCall, by HostCall::Report {
        Console = "console" { level: ConsoleLevel, values: Json },
        TestPassed = "testPassed" { name: String, index: u32 },
        TestSkipped = "testSkipped" { name: String, index: u32 },
        TestFailed = "testFailed" { name: String, index: u32, error: Thrown },
        ScriptFailed = "scriptFailed" { error: Thrown },
        Uncaught = "uncaught" { error: Thrown },
        SetNextRequest = "setNextRequest" { target: NextTarget },
        SkipRequest = "skipRequest" {},
        WriteRequest = "writeRequest" { request: Option<Whole> },
    }
}

calls! {
    /// Questions whose answers come later, by their id.
    QuestionCall as HostCall, by HostCall::Question {
        SendRequest = "sendRequest" { id: u32, request: Whole },
        JarGet = "jarGet" { id: u32, url: String, name: String },
        JarGetAll = "jarGetAll" { id: u32, url: String, with_http_only: bool },
        JarSet = "jarSet" { id: u32, url: String, cookie: Whole },
        JarUnset = "jarUnset" { id: u32, url: String, name: String },
        JarClear = "jarClear" { id: u32, url: String },
        RunRequest = "runRequest" { id: u32, request: String, variables: Whole },
    }
}

calls! {
    /// What a script reads of its input.
    InputCall as HostCall, by HostCall::Input {
        Info = "info" {},
        Request = "request" {},
        Response = "response" {},
        ResponseText = "responseText" {},
        ResponseBytes = "responseBytes" {},
        Cookies = "cookies" {},
    }
}

/// What a timer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimerKind {
    Timeout,
    Interval,
    Immediate,
}

pub(super) fn argument<T: FromHostValue>(
    arguments: &mut dyn Iterator<Item = HostValue>,
    what: &str,
) -> Result<T, String> {
    let value = arguments.next().unwrap_or(HostValue::Undefined);
    T::from_host_value(value).ok_or_else(|| format!("{what} must be {}", T::WANTED))
}

pub(super) fn no_more(arguments: &mut dyn Iterator<Item = HostValue>, name: &str) -> Result<(), String> {
    arguments.next().map_or(Ok(()), |_| Err(format!("{name} takes fewer arguments")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::super::compute::Computation;
    use super::*;

    /// The members of an object that the files of the prelude, of the web's globals and of the words name.
    fn members_of(object: &str) -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sandbox/js");
        let mut names = BTreeSet::new();
        for folder in ["prelude", "web", "words"] {
            for file in fs::read_dir(root.join(folder)).unwrap() {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                let code = text.lines().filter(|line| !line.trim_start().starts_with(['/', '*']));
                names.extend(code.flat_map(|line| members_in(line, object)));
            }
        }
        names
    }

    fn members_in(line: &str, object: &str) -> Vec<String> {
        let dot = format!("{object}.");
        let found = line.match_indices(&dot).filter(|(at, _)| {
            let before = line[..*at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
        });
        found
            .map(|(at, dot)| line[at + dot.len()..].chars().take_while(char::is_ascii_alphanumeric).collect())
            .filter(|name: &String| !name.is_empty())
            .collect()
    }

    fn names_of<T>(table: impl IntoIterator<Item = (&'static str, T)>) -> BTreeSet<String> {
        let names: Vec<_> = table.into_iter().map(|(name, _)| name.to_owned()).collect();
        let set: BTreeSet<_> = names.iter().cloned().collect();
        assert_eq!(set.len(), names.len(), "each name stands once in the table");
        set
    }

    #[test]
    fn the_prelude_names_the_calls_of_the_table_and_no_others() {
        assert_eq!(members_of("host"), names_of(CALLS.into_iter().flatten().copied()));
    }

    #[test]
    fn the_prelude_names_the_computations_of_the_table_and_no_others() {
        assert_eq!(members_of("compute"), names_of(Computation::CALLS.iter().copied()));
    }

    #[test]
    fn a_wrong_argument_is_told_by_its_name() {
        let parse = |name: &str, values: Vec<HostValue>| {
            let calls = CALLS.iter().flat_map(|calls| calls.iter());
            let (_, parse) = calls.into_iter().find(|(known, _)| *known == name).unwrap();
            parse(&mut values.into_iter()).err()
        };
        let text = |text: &str| HostValue::Text(text.to_owned());
        assert_eq!(
            parse("clearTimer", vec![text("1")]).unwrap(),
            "clearTimer: id must be a whole number below 2^32"
        );
        assert_eq!(
            parse("scopeGet", vec![text("planet"), text("a")]).unwrap(),
            "scopeGet: scope must be the name of a scope"
        );
        assert_eq!(parse("uuid", vec![text("a")]).unwrap(), "uuid takes fewer arguments");
        assert_eq!(parse("clearTimer", vec![HostValue::Number(1.0)]), None);
    }
}
