//! Reads each kind of input.

use std::io;
use std::path::{Path, PathBuf};

use postino::collection::local_mode::assemble;
use postino::collection::{self, Collection, misshapen};
use postino::compat::Compat;
use postino::environment::{self, Data, DataFormat};
use postino::file_kind::FileKind;
use postino::http::ClientOptions;
use postino::secret::{SecretCollector, SecretString};
use postino::variable::{DataRow, VariableScope};
use postino::yaml;
use serde_json::Value;

use super::decode::decode;
use super::error::{LoadError, LoadErrorKind, What};
use super::source::{Api, Fetched, Refusal};
use super::{json, local_mode, source};
use crate::cli::error::{usage, warn_of_data, warn_of_misshapen, warn_of_skipped, warn_of_v1};

/// Reads inputs; knows what only the command line says about them.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Loader<'a> {
    /// The key of Postman's API, for ids and for its URLs.
    pub(in crate::cli) api_key: Option<&'a SecretString>,
    /// Where the key is added, so that nothing prints it.
    pub(in crate::cli) secrets: Option<&'a SecretCollector>,
    /// What URLs are fetched through.
    pub(in crate::cli) network: Option<&'a ClientOptions>,
    /// Whose rules and words count.
    pub(in crate::cli) compat: Compat,
}

impl Loader<'_> {
    /// Reads a collection: a file, a URL, an id of Postman's API, or a directory of local mode.
    pub(in crate::cli) fn collection(&self, path: &Path) -> anyhow::Result<Collection> {
        let json =
            if path.is_dir() { self.directory(path)? } else { self.told(self.json(path, What::COLLECTION))? };
        self.collection_of(path, &json)
    }

    fn collection_of(&self, path: &Path, json: &Value) -> anyhow::Result<Collection> {
        let refuses = self.compat.refuses_unknown_inputs();
        let wrong = |kind| wrong_input(What::COLLECTION, path, kind).told(self.compat);
        self.told(self.refuse_others(json, path, What::COLLECTION))?;
        if !json.is_object() && !json.is_array() && !refuses {
            return Err(wrong(LoadErrorKind::Scalar));
        }
        if collection::is_v1(json) {
            warn_of_v1(self.compat);
        } else if refuses {
            warn_of_misshapen(&source::shown(path), &misshapen(json));
        }
        let parsed =
            if refuses { collection::parse(json, new_id) } else { collection::parse_anything(json, new_id) };
        parsed.map_err(|error| wrong(LoadErrorKind::NotACollection(error)))
    }

    /// Reads environments; without a path, an empty scope.
    pub(in crate::cli) fn environment(&self, paths: &[PathBuf]) -> anyhow::Result<VariableScope> {
        self.scopes(paths, What::ENVIRONMENT)
    }

    /// Reads globals; without a path, an empty scope.
    pub(in crate::cli) fn globals(&self, paths: &[PathBuf]) -> anyhow::Result<VariableScope> {
        self.scopes(paths, What::GLOBALS)
    }

    /// The scope of the first file, with the variables of the others over its own.
    fn scopes(&self, paths: &[PathBuf], what: What) -> anyhow::Result<VariableScope> {
        let from = if self.compat.takes_last_environment() { paths.len().saturating_sub(1) } else { 0 };
        let mut scopes = paths[from..].iter().map(|path| {
            let json = self.told(self.json(path, what))?;
            self.scope_of(path, &json, what)
        });
        let first = scopes.next().unwrap_or_else(|| Ok(VariableScope::new(new_id(), None, Vec::new())))?;
        scopes.try_fold(first, |merged, scope| Ok(merged.overlaid_by(&scope?)))
    }

    fn scope_of(&self, path: &Path, json: &Value, what: What) -> anyhow::Result<VariableScope> {
        self.told(self.refuse_others(json, path, what))?;
        match environment::parse_scope(json, self.compat, new_id) {
            Err(_) if json.is_object() && !self.compat.refuses_unknown_inputs() => {
                let name = json.pointer("/info/name").and_then(Value::as_str).map(str::to_owned);
                Ok(VariableScope::new(new_id(), name, Vec::new()))
            }
            parsed => parsed
                .map_err(|error| wrong_input(what, path, LoadErrorKind::NotAScope(error)).told(self.compat)),
        }
    }

    /// Reads a file of which only its content says what it is.
    pub(in crate::cli) fn collection_or_scope(&self, path: &Path) -> anyhow::Result<CollectionOrScope> {
        let what = What::COLLECTION_OR_SCOPE;
        let json = if path.is_dir() { self.directory(path)? } else { self.told(self.json(path, what))? };
        self.told(self.refuse_others(&json, path, what))?;
        Ok(match FileKind::of_json(&json) {
            Some(kind) if kind.is_scope() => CollectionOrScope::Scope(self.scope_of(path, &json, what)?),
            _ => CollectionOrScope::Collection(Box::new(self.collection_of(path, &json)?)),
        })
    }

    /// Refuses a document that is known to be another than the one that is wanted.
    fn refuse_others(&self, json: &Value, path: &Path, what: What) -> Result<(), Box<LoadError>> {
        match FileKind::of_json(json) {
            Some(kind) if self.compat.refuses_unknown_inputs() && !takes(what, kind) => {
                Err(wrong_input(what, path, LoadErrorKind::Other(kind)))
            }
            _ => Ok(()),
        }
    }

    /// Refuses data that are known to be another file. A list has no other owner, and may be long: it is not looked at.
    fn refuse_other_data(&self, text: &str, path: &Path) -> Result<(), Box<LoadError>> {
        let document =
            text.trim_start_matches('\u{feff}').trim_start().starts_with('{').then(|| json::parse(text));
        match document {
            Some(Ok(json)) => self.refuse_others(&json, path, What::DATA),
            Some(Err(_)) => Ok(()),
            None => self.refuse_other_texts(text, path, What::DATA),
        }
    }

    /// Reads iteration data. `delimiter` is what separates the fields of CSV.
    pub(in crate::cli) fn data(
        &self,
        path: Option<&Path>,
        delimiter: Option<char>,
    ) -> anyhow::Result<Vec<DataRow>> {
        let Some(path) = path else { return Ok(Vec::new()) };
        let text = self.told(self.text(path, What::DATA))?.1;
        let shown = source::shown(path);
        if !self.compat.refuses_unknown_inputs() {
            let wrong = |error| wrong_input(What::DATA, path, LoadErrorKind::NotData(error));
            return self.told(environment::parse_data(&text, delimiter).map_err(wrong));
        }
        self.told(self.refuse_other_data(&text, path))?;
        let wrong = |error| wrong_input(What::DATA, path, LoadErrorKind::NotData(error));
        let format = self.told(DataFormat::of(&shown.to_string_lossy(), &text).map_err(wrong))?;
        if delimiter.is_some() && format != DataFormat::Csv {
            return Err(usage(format!("--data-delimiter is for CSV; \"{}\" is JSON", shown.display()), None));
        }
        let data = self.told(data_of(&shown, &text, format, delimiter))?;
        warn_of_data(&shown, &data);
        Ok(data.rows)
    }

    /// Reads the text of a `.env` file.
    pub(in crate::cli) fn env_file(&self, path: &Path) -> anyhow::Result<String> {
        let text = self.told(self.text(path, What::ENV_FILE))?.1;
        if let Ok(json) = json::parse(&text) {
            self.told(self.refuse_others(&json, path, What::ENV_FILE))?;
        }
        Ok(text)
    }

    /// Reads the JSON file of an option.
    pub(in crate::cli) fn file(&self, path: &Path, what: What) -> anyhow::Result<Value> {
        let json = self.told(self.json(path, what))?;
        if what == What::COOKIE_JAR {
            self.told(self.refuse_others(&json, path, what))?;
        }
        Ok(json)
    }

    /// Refuses a text that is no JSON, and is known to be another file than the one that is wanted.
    fn refuse_other_texts(&self, text: &str, path: &Path, what: What) -> Result<(), Box<LoadError>> {
        let of_yaml = || is_mapping(text).then(|| yaml::parse(text).ok()).flatten();
        let kind = FileKind::of_text(text).or_else(|| FileKind::of_json(&of_yaml()?));
        match kind.filter(|_| self.compat.refuses_unknown_inputs()) {
            Some(kind) if !takes(what, kind) => Err(wrong_input(what, path, LoadErrorKind::Other(kind))),
            _ => Ok(()),
        }
    }

    fn directory(&self, path: &Path) -> anyhow::Result<Value> {
        if !self.compat.reads_directories() {
            let kind = LoadErrorKind::Unreadable(io::ErrorKind::IsADirectory.into());
            return Err(wrong_input(What::COLLECTION, path, kind).told(self.compat));
        }
        let name = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let assembled = assemble(&name, &local_mode::read(path)?);
        warn_of_skipped(&assembled.skipped);
        Ok(assembled.json)
    }

    /// Reads JSON, or YAML where the file's name says so.
    fn json(&self, path: &Path, what: What) -> Result<Value, Box<LoadError>> {
        let (fetched, text) = self.text(path, what)?;
        let wrong = |kind| wrong_input(what, path, kind);
        if source::shown(path).extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            return yaml::parse(&text).map_err(|error| wrong(LoadErrorKind::BrokenYaml(error)));
        }
        let parsed = json::parse(&text);
        let refusal = Refusal::of(&fetched, parsed.as_ref().ok());
        let is_told = parsed.is_ok() || text.is_empty() || !self.compat.parses_before_status();
        if let Some(refusal) = refusal.filter(|_| is_told) {
            return Err(wrong(LoadErrorKind::Refused(refusal)));
        }
        if parsed.is_err() {
            self.refuse_other_texts(&text, path, what)?;
        }
        parsed.map_err(|broken| wrong(LoadErrorKind::BrokenJson(broken)))
    }

    fn text(&self, path: &Path, what: What) -> Result<(Fetched, String), Box<LoadError>> {
        let api = Api {
            key: self.api_key,
            secrets: self.secrets,
            kind: what.api,
            json: what != What::DATA,
            network: self.network,
        };
        let fetched = source::read(path, api).map_err(|kind| wrong_input(what, path, kind))?;
        let kind = FileKind::of_bytes(&fetched.bytes);
        // Who reads data has a word of its own for spreadsheets.
        let is_sheet = what == What::DATA && matches!(kind, Some(FileKind::Zip | FileKind::Excel));
        if let Some(kind) = kind.filter(|_| self.compat.refuses_unknown_inputs() && !is_sheet) {
            return Err(wrong_input(what, path, LoadErrorKind::Other(kind)));
        }
        let text = decode(&fetched.bytes);
        Ok((fetched, text))
    }

    fn told<T>(&self, loaded: Result<T, Box<LoadError>>) -> anyhow::Result<T> {
        loaded.map_err(|error| error.told(self.compat))
    }
}

/// The rows of a text in this format.
fn data_of(
    path: &Path,
    text: &str,
    format: DataFormat,
    delimiter: Option<char>,
) -> Result<Data, Box<LoadError>> {
    let wrong = |kind| wrong_input(What::DATA, path, kind);
    let rows = match format {
        DataFormat::Csv => environment::csv_rows(text, delimiter),
        DataFormat::JsonLines => environment::json_lines_rows(text).map(Data::from),
        DataFormat::Json => {
            let json = json::parse(text).map_err(|broken| wrong(LoadErrorKind::BrokenJson(broken)))?;
            environment::json_rows(json).map(Data::from)
        }
    };
    rows.map_err(|error| wrong(LoadErrorKind::NotData(error)))
}

fn wrong_input(what: What, path: &Path, kind: LoadErrorKind) -> Box<LoadError> {
    Box::new(LoadError { what, location: source::shown(path), kind })
}

/// What `postino check` looks at.
pub(in crate::cli) enum CollectionOrScope {
    Collection(Box<Collection>),
    /// An environment or globals.
    Scope(VariableScope),
}

/// True for a text that may be a mapping of YAML: its first line is a key. Others are not parsed, since they may be long.
fn is_mapping(text: &str) -> bool {
    let mut lines =
        text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with(['#', '%']));
    let first = lines.find(|line| *line != "---").unwrap_or_default();
    first.starts_with('{')
        || first.split_once(':').is_some_and(|(key, rest)| {
            let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || "_-$\"'".contains(c));
            plain && (rest.is_empty() || rest.starts_with(' '))
        })
}

/// True when a file of this kind may be what is wanted; its parser has the last word.
fn takes(what: What, kind: FileKind) -> bool {
    match what {
        // newman runs the collection of its own report too.
        What::COLLECTION => matches!(kind, FileKind::Collection | FileKind::NewmanReport),
        What::ENVIRONMENT | What::GLOBALS => kind.is_scope(),
        What::COLLECTION_OR_SCOPE => kind == FileKind::Collection || kind.is_scope(),
        What::DATA => {
            kind.is_empty()
                || matches!(
                    kind,
                    FileKind::DataRows | FileKind::VariableList | FileKind::Csv | FileKind::DotEnv
                )
        }
        What::COOKIE_JAR => kind == FileKind::CookieJar,
        _ => false,
    }
}

/// Sets `key=value` pairs; they replace variables of the file.
pub(in crate::cli) fn set_pairs(
    scope: &mut VariableScope,
    pairs: &[String],
    option: &str,
) -> anyhow::Result<()> {
    for (place, pair) in pairs.iter().enumerate() {
        let Some((key, value)) = pair.split_once('=') else {
            let hint = format!("write --{option} name=value");
            // The text may be a password whose name was forgotten: it is not repeated.
            let which = if pairs.len() > 1 { format!(" number {}", place + 1) } else { String::new() };
            return Err(usage(format!("--{option}{which} has no `=`"), Some(hint)));
        };
        if key.is_empty() {
            let hint = format!("write --{option} name=value");
            return Err(usage(format!("--{option} \"{pair}\" has no name before its `=`"), Some(hint)));
        }
        scope.set(key, Some(Value::from(value)));
    }
    Ok(())
}

/// Makes an id for an object whose file has none.
fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Parses the text of a file.
pub(in crate::cli) fn parse_json(text: &str, path: &Path, what: What) -> anyhow::Result<Value> {
    json::parse(text).map_err(|broken| {
        let kind = LoadErrorKind::BrokenJson(broken);
        wrong_input(what, path, kind).told(Compat::default())
    })
}
