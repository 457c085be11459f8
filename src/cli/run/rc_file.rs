//! `.newmanrc`: options of `postino run` from files, under newman's names.
//!
//! Each key that the command line does not give becomes the argument that it stands for, so that files and
//! command line are checked by the same rules and fail with the same words.
//!
//! Source: newman 6.2, `lib/config/rc-file.js`: the system's file, the user's, the directory's; later ones win key
//! by key; options may stand below `run`.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _};
use postino::compat::Compat;
use serde_json::{Map, Value};

use crate::cli::Context;
use crate::cli::args::Args;
use crate::cli::error::{input, nearest, reason, usage, warn};
use crate::cli::load;

/// Keys that a file cannot set in newman, since newman's own defaults hide them.
///
/// Source: newman 6.2.2: commander fills these in before the files are looked at.
const HIDDEN_IN_NEWMAN: [&str; 6] =
    ["reporters", "color", "delayRequest", "timeout", "timeoutRequest", "timeoutScript"];

/// The merged options of all files, and which file each comes from.
#[derive(Debug, Default)]
pub(in crate::cli) struct Options {
    values: Map<String, Value>,
    files: HashMap<String, PathBuf>,
}

impl Options {
    /// True where no file has an option.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The file that an option comes from, as it is shown.
    fn file(&self, key: &str) -> String {
        self.files.get(key).map_or_else(|| ".newmanrc".to_owned(), |path| path.display().to_string())
    }

    /// A value that cannot be used.
    fn wrong(&self, key: &str, why: &str) -> anyhow::Error {
        usage(format!("{}: \"{key}\": {why}", self.file(key)), None)
    }
}

/// The options of all files.
///
/// # Errors
///
/// Fails when a file is there and cannot be read, or is not a JSON object.
pub(in crate::cli) fn load(context: &Context, compat: Compat) -> anyhow::Result<Options> {
    let mut merged = Value::Object(Map::new());
    let mut files = HashMap::new();
    for path in &context.rc_files {
        let Some(options) = read(path, compat)? else { continue };
        let shown = path.strip_prefix(&context.directory).unwrap_or(path);
        let within = options.get("run").and_then(Value::as_object);
        for key in options.as_object().into_iter().chain(within).flat_map(Map::keys) {
            files.insert(key.clone(), shown.to_owned());
        }
        merge(&mut merged, options);
    }
    let Value::Object(mut values) = merged else { return Ok(Options::default()) };
    let run = values.remove("run");
    let beside = Options { values, files };
    match run {
        Some(Value::Object(values)) => {
            if !compat.speaks_as_newman() {
                for key in beside.values.keys() {
                    let file = beside.file(key);
                    warn(&format!(
                        "{file}: \"{key}\" is not used, since it stands beside \"run\" and not in it"
                    ));
                }
            }
            Ok(Options { values, ..beside })
        }
        Some(other) if !other.is_null() && !compat.speaks_as_newman() => {
            Err(beside.wrong("run", "expected an object of options"))
        }
        _ => Ok(beside),
    }
}

/// The options of one file; `None` when it is missing. newman passes over one that cannot be read.
fn read(path: &Path, compat: Compat) -> anyhow::Result<Option<Value>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let missing = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind());
            if missing || compat.speaks_as_newman() {
                return Ok(None);
            }
            let hint = "make it readable, or move it away".to_owned();
            return Err(input(
                format!("cannot read the options file \"{}\": {}", path.display(), reason(&error)),
                Some(hint),
            ));
        }
    };
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
    /// The file, as it is shown.
    pub(in crate::cli) file: String,
    pub(in crate::cli) key: String,
    /// The known key that was perhaps meant.
    pub(in crate::cli) nearest: Option<String>,
}

/// Turns options into arguments of `command`, which parsed the command line to `given`.
///
/// # Errors
///
/// Fails for a value that its option does not take, and names the file and the key.
pub(in crate::cli) fn arguments(
    options: &Options,
    command: &Command,
    given: &ArgMatches,
    compat: Compat,
) -> anyhow::Result<FromFiles> {
    let mut from_files = FromFiles::default();
    let strict = !compat.speaks_as_newman();
    for (key, value) in &options.values {
        let name = kebab(key);
        if key == "reporter" {
            let whole = reporter_options(value, &mut from_files.arguments);
            if strict && !whole {
                return Err(options.wrong(
                    key,
                    "expected the options of each reporter: {\"json\": {\"export\": \"r.json\"}}",
                ));
            }
            continue;
        }
        let Some(arg) = command.get_arguments().find(|arg| arg.get_long() == Some(&name)) else {
            let known: Vec<String> =
                command.get_arguments().filter_map(Arg::get_long).map(str::to_owned).collect();
            let nearest = nearest(&name, &known).map(camel);
            from_files.unknown.push(UnknownKey { file: options.file(key), key: key.clone(), nearest });
            continue;
        };
        let by_hand = given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let hidden = compat.hides_options_in_files()
            && (HIDDEN_IN_NEWMAN.contains(&key.as_str()) || (key == "folder" && !value.is_array()));
        if by_hand || hidden {
            continue;
        }
        let mut arguments = Vec::new();
        option(arg, &name, value, &mut arguments);
        if strict {
            let wrong = shape(arg, value).map(str::to_owned).or_else(|| refusal(&arguments));
            if let Some(why) = wrong {
                return Err(options.wrong(key, &why));
            }
        }
        from_files.arguments.extend(arguments);
    }
    Ok(from_files)
}

/// Refuses a reporter in a file that is neither known nor installed.
///
/// # Errors
///
/// Fails with the file and the name of the reporter.
pub(in crate::cli) fn check_reporters(
    options: &Options,
    from_files: &FromFiles,
    is_known: &dyn Fn(&str) -> bool,
) -> anyhow::Result<()> {
    let lists =
        from_files.arguments.iter().filter_map(|argument| argument.to_str()?.strip_prefix("--reporters="));
    let unknown = lists.flat_map(|list| list.split(',')).map(str::trim).find(|name| !is_known(name));
    unknown.map_or(Ok(()), |name| {
        Err(options.wrong("reporters", &format!("there is no reporter \"{name}\", known or installed")))
    })
}

/// What is wrong with the shape of a value.
fn shape(arg: &Arg, value: &Value) -> Option<&'static str> {
    let is_flag = matches!(arg.get_action(), ArgAction::SetTrue);
    let may_be_bare = arg.get_num_args().is_some_and(|count| count.min_values() == 0);
    match value {
        Value::Array(values) => values.iter().find_map(|value| shape(arg, value)),
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) if is_flag || may_be_bare => None,
        Value::Bool(true) => Some("expected a value, found true"),
        value if is_flag && !says_no(value) && !says_yes(value) => Some("expected true or false"),
        Value::Object(pair) if !is_flag && !pair.contains_key("key") => {
            Some("expected a text, a number, a list, or {\"key\": …, \"value\": …}; found an object")
        }
        _ => None,
    }
}

/// Why the parser refuses the arguments of one key.
fn refusal(arguments: &[OsString]) -> Option<String> {
    let line = ["postino", "run", "collection.json"].map(OsString::from);
    let error = Args::command().try_get_matches_from(line.iter().chain(arguments)).err()?;
    // Another key or the command line may have what is missing.
    if matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::ArgumentConflict) {
        return None;
    }
    let text = error.to_string();
    let sentence = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    Some(sentence.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn option(arg: &Arg, name: &str, value: &Value, out: &mut Vec<OsString>) {
    match value {
        Value::Null | Value::Bool(false) => {}
        // Without its value the option would take the argument that follows.
        Value::Bool(true) if name == "bail" => out.push("--bail=failure".into()),
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

fn says_yes(value: &Value) -> bool {
    ["1", "true", "yes", "on"].contains(&text(value).trim().to_ascii_lowercase().as_str())
}

/// `{"json": {"export": "r.json"}}` is `--reporter-json-export=r.json`; false where something else stands there.
fn reporter_options(reporters: &Value, out: &mut Vec<OsString>) -> bool {
    let Some(reporters) = reporters.as_object() else { return reporters.is_null() };
    let mut whole = true;
    for (reporter, options) in reporters {
        whole &= options.is_object();
        for (option, value) in options.as_object().into_iter().flatten() {
            out.push(format!("--reporter-{reporter}-{}={}", kebab(option), text(value)).into());
        }
    }
    whole
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
    use serde_json::json;

    fn of(options: &Value, line: &str, compat: Compat) -> FromFiles {
        tried(options, line, compat).expect("all values are taken")
    }

    fn tried(options: &Value, line: &str, compat: Compat) -> anyhow::Result<FromFiles> {
        let mut command = Args::command();
        command.build();
        let matches = command.clone().get_matches_from(line.split(' '));
        let run = command.find_subcommand("run").expect("there");
        let given = matches.subcommand_matches("run").expect("given");
        let values = options.as_object().expect("an object").clone();
        arguments(&Options { values, files: HashMap::new() }, run, given, compat)
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
        assert_eq!(
            unknown,
            [UnknownKey { file: ".newmanrc".to_owned(), key: "iterationCont".to_owned(), nearest }]
        );
    }

    #[test]
    fn a_value_that_its_option_does_not_take_is_told_with_its_key() {
        for (options, why) in [
            (json!({"iterationCount": "abc"}), "\"iterationCount\": invalid value 'abc'"),
            (json!({"iterationCount": true}), "\"iterationCount\": expected a value, found true"),
            (json!({"silent": "maybe"}), "\"silent\": expected true or false"),
            (json!({"envVar": {"a": "b"}}), "\"envVar\": expected a text"),
            (json!({"reporter": {"json": "r.json"}}), "\"reporter\": expected the options of each reporter"),
            (json!({"color": "maybe"}), "\"color\": invalid value 'maybe'"),
        ] {
            let error =
                tried(&options, "postino run c.json", Compat::Postman).expect_err("refused").to_string();
            assert!(error.starts_with(&format!(".newmanrc: {why}")), "{error}");
        }
    }

    #[test]
    fn a_bare_bail_does_not_take_the_next_argument() {
        let from_files = of(&json!({"bail": true}), "postino run c.json", Compat::Postman);
        assert_eq!(from_files.arguments, ["--bail=failure"]);
    }
}
