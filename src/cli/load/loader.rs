//! Reads each kind of input.

use std::io;
use std::path::Path;

use postino::collection::local_mode::assemble;
use postino::collection::{self, Collection, misshapen};
use postino::compat::Compat;
use postino::environment::{self, Data, DataFormat};
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
        let refuses = self.compat.refuses_unknown_inputs();
        let wrong = |kind| wrong_input(What::COLLECTION, path, kind).told(self.compat);
        if !json.is_object() && !json.is_array() && !refuses {
            return Err(wrong(LoadErrorKind::Scalar));
        }
        if collection::is_v1(&json) {
            warn_of_v1(self.compat);
        } else if refuses {
            warn_of_misshapen(&source::shown(path), &misshapen(&json));
        }
        let parsed = if refuses {
            collection::parse(&json, new_id)
        } else {
            collection::parse_anything(&json, new_id)
        };
        parsed.map_err(|error| wrong(LoadErrorKind::NotACollection(error)))
    }

    /// Reads an environment; without a path, an empty scope.
    pub(in crate::cli) fn environment(&self, path: Option<&Path>) -> anyhow::Result<VariableScope> {
        self.scope(path, What::ENVIRONMENT)
    }

    /// Reads globals; without a path, an empty scope.
    pub(in crate::cli) fn globals(&self, path: Option<&Path>) -> anyhow::Result<VariableScope> {
        self.scope(path, What::GLOBALS)
    }

    fn scope(&self, path: Option<&Path>, what: What) -> anyhow::Result<VariableScope> {
        let Some(path) = path else { return Ok(VariableScope::new(new_id(), None, Vec::new())) };
        let json = self.told(self.json(path, what))?;
        match environment::parse_scope(&json, self.compat, new_id) {
            Err(_) if json.is_object() && !self.compat.refuses_unknown_inputs() => {
                let name = json.pointer("/info/name").and_then(Value::as_str).map(str::to_owned);
                Ok(VariableScope::new(new_id(), name, Vec::new()))
            }
            parsed => parsed
                .map_err(|error| wrong_input(what, path, LoadErrorKind::NotAScope(error)).told(self.compat)),
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
        Ok(self.told(self.text(path, What::ENV_FILE))?.1)
    }

    /// Reads the JSON file of an option.
    pub(in crate::cli) fn file(&self, path: &Path, what: What) -> anyhow::Result<Value> {
        self.told(self.json(path, what))
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

/// True when the content of a file is that of an environment or of globals.
pub(in crate::cli) fn is_scope(path: &Path) -> anyhow::Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let json = Loader::default().file(path, What::file("file"))?;
    let has = |key: &str| json.get(key).is_some();
    Ok(json.is_array() || ["values", "environment", "globals"].into_iter().any(has))
}

/// Sets `key=value` pairs; they replace variables of the file.
pub(in crate::cli) fn set_pairs(
    scope: &mut VariableScope,
    pairs: &[String],
    option: &str,
) -> anyhow::Result<()> {
    for pair in pairs {
        let Some((key, value)) = pair.split_once('=') else {
            let hint = format!("write --{option} name=value");
            return Err(usage(format!("--{option} \"{pair}\" has no `=`"), Some(hint)));
        };
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
