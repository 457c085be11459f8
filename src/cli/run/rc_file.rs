//! `.newmanrc`: options of `postino run` from files, under newman's names.
//!
//! Each key that the command line does not give becomes the argument that it stands for, so that files and
//! command line are checked by the same rules and fail with the same words.
//!
//! Source: newman 6.2, `lib/config/rc-file.js`: the system's file, the user's, the directory's; later ones win key
//! by key; options may stand below `run`.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use postino::compat::Compat;
use serde_json::{Map, Value};

use crate::cli::Context;
use crate::cli::error::{input, nearest};
use crate::cli::load;

/// Keys that a file cannot set in newman, since newman's own defaults hide them.
///
/// Source: newman 6.2.2: commander fills these in before the files are looked at.
const HIDDEN_IN_NEWMAN: [&str; 6] =
    ["reporters", "color", "delayRequest", "timeout", "timeoutRequest", "timeoutScript"];

/// The merged options of all files.
///
/// # Errors
///
/// Fails when a file is there and is not a JSON object.
pub(in crate::cli) fn load(context: &Context) -> anyhow::Result<Map<String, Value>> {
    let mut merged = Value::Object(Map::new());
    for path in &context.rc_files {
        if let Some(options) = read(path)? {
            merge(&mut merged, options);
        }
    }
    let Value::Object(mut options) = merged else { return Ok(Map::new()) };
    match options.remove("run") {
        Some(Value::Object(run)) => Ok(run),
        _ => Ok(options),
    }
}

/// The options of one file; `None` when it is missing or cannot be read.
fn read(path: &Path) -> anyhow::Result<Option<Value>> {
    let Ok(bytes) = fs::read(path) else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(None);
    }
    let json = load::parse_json(text, path, load::What::file("options file"))?;
    if !json.is_object() {
        let hint = "write the options as {\"iterationCount\": 2}".to_owned();
        return Err(input(format!("\"{}\" holds no JSON object", path.display()), Some(hint)));
    }
    Ok(Some(json))
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// The options of the files that the command line does not give.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct FromFiles {
    /// For the parser, after `run`.
    pub(in crate::cli) arguments: Vec<OsString>,
    pub(in crate::cli) unknown: Vec<UnknownKey>,
}

/// A key of a file that stands for no option.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct UnknownKey {
    pub(in crate::cli) key: String,
    /// The known key that was perhaps meant.
    pub(in crate::cli) nearest: Option<String>,
}

/// Turns options into arguments of `command`, which parsed the command line to `given`.
pub(in crate::cli) fn arguments(
    options: &Map<String, Value>,
    command: &Command,
    given: &ArgMatches,
    compat: Compat,
) -> FromFiles {
    let mut from_files = FromFiles::default();
    for (key, value) in options {
        let name = kebab(key);
        if key == "reporter" {
            reporter_options(value, &mut from_files.arguments);
            continue;
        }
        let Some(arg) = command.get_arguments().find(|arg| arg.get_long() == Some(&name)) else {
            let known: Vec<String> =
                command.get_arguments().filter_map(Arg::get_long).map(str::to_owned).collect();
            let nearest = nearest(&name, &known).map(camel);
            from_files.unknown.push(UnknownKey { key: key.clone(), nearest });
            continue;
        };
        let by_hand = given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let hidden = compat.hides_options_in_files()
            && (HIDDEN_IN_NEWMAN.contains(&key.as_str()) || (key == "folder" && !value.is_array()));
        if !by_hand && !hidden {
            option(arg, &name, value, &mut from_files.arguments);
        }
    }
    from_files
}

fn option(arg: &Arg, name: &str, value: &Value, out: &mut Vec<OsString>) {
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => out.push(format!("--{name}").into()),
        Value::Array(values) => values.iter().for_each(|value| option(arg, name, value, out)),
        value if matches!(arg.get_action(), ArgAction::SetTrue) => {
            if !says_no(value) {
                out.push(format!("--{name}").into());
            }
        }
        value => out.push(format!("--{name}={}", text(value)).into()),
    }
}

/// True for a text or a number that switches a flag off: `"noMask": "false"` must not show secrets.
fn says_no(value: &Value) -> bool {
    ["", "0", "false", "no", "off"].contains(&text(value).trim().to_ascii_lowercase().as_str())
}

/// `{"json": {"export": "r.json"}}` is `--reporter-json-export=r.json`.
fn reporter_options(reporters: &Value, out: &mut Vec<OsString>) {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    for (reporter, options) in members(reporters) {
        for (option, value) in members(&options) {
            out.push(format!("--reporter-{reporter}-{}={}", kebab(&option), text(&value)).into());
        }
    }
}

/// A pair (`{"key", "value"}`) is `key=value`.
fn text(value: &Value) -> String {
    match (value, value.get("key").and_then(Value::as_str)) {
        (_, Some(key)) => format!("{key}={}", value.get("value").map(text).unwrap_or_default()),
        (Value::String(text), None) => text.clone(),
        (other, None) => other.to_string(),
    }
}

/// `timeoutRequest` → `timeout-request`
fn kebab(camel: &str) -> String {
    let mut kebab = String::with_capacity(camel.len() + 4);
    for c in camel.chars() {
        if c.is_ascii_uppercase() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

/// `timeout-request` → `timeoutRequest`
fn camel(kebab: &str) -> String {
    let mut parts = kebab.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let (head, tail) = part.split_at(part.len().min(1));
        name + &head.to_ascii_uppercase() + tail
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use serde_json::json;

    use crate::cli::args::Args;

    fn of(options: &Value, line: &str, compat: Compat) -> FromFiles {
        let mut command = Args::command();
        command.build();
        let matches = command.clone().get_matches_from(line.split(' '));
        let run = command.find_subcommand("run").expect("there");
        let given = matches.subcommand_matches("run").expect("given");
        arguments(options.as_object().expect("an object"), run, given, compat)
    }

    #[test]
    fn a_flag_whose_value_says_no_stays_off() {
        for no in [json!("false"), json!("No"), json!("off"), json!(0), json!("")] {
            let from_files = of(&json!({"noMask": no}), "postino run c.json", Compat::Postman);
            assert!(from_files.arguments.is_empty(), "{:?}", from_files.arguments);
        }
        let on = of(&json!({"silent": "yes"}), "postino run c.json", Compat::Postman);
        assert_eq!(on.arguments, ["--silent"]);
    }

    #[test]
    fn a_key_becomes_the_argument_that_it_stands_for() {
        let options = json!({"iterationCount": 2, "folder": ["a", "b"], "insecure": true, "silent": false,
            "envVar": [{"key": "k", "value": "v"}], "reporter": {"cli": {"noBanner": true}}});
        let expected = [
            "--iteration-count=2",
            "--folder=a",
            "--folder=b",
            "--insecure",
            "--env-var=k=v",
            "--reporter-cli-no-banner=true",
        ];
        assert_eq!(
            of(&options, "postino run c.json", Compat::Postman).arguments,
            expected.map(OsString::from)
        );
    }

    #[test]
    fn the_command_line_wins_over_the_files() {
        let options = json!({"iterationCount": 2});
        assert_eq!(of(&options, "postino run c.json -n 3", Compat::Postman), FromFiles::default());
    }

    #[test]
    fn keys_that_newmans_defaults_hide_are_ignored_in_its_mode_only() {
        let options = json!({"reporters": "json", "folder": "a"});
        assert_eq!(of(&options, "postino run c.json", Compat::Newman), FromFiles::default());
        assert_eq!(of(&options, "postino run c.json", Compat::Postman).arguments.len(), 2);
    }

    #[test]
    fn an_unknown_key_is_named_with_the_one_that_was_meant() {
        let unknown = of(&json!({"iterationCont": 2}), "postino run c.json", Compat::Postman).unknown;
        let nearest = Some("iterationCount".to_owned());
        assert_eq!(unknown, [UnknownKey { key: "iterationCont".to_owned(), nearest }]);
    }
}
