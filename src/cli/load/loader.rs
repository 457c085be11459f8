//! Reads each kind of input.

use std::path::Path;

use anyhow::Context as _;
use postino::collection::local_mode::assemble;
use postino::collection::{self, Collection, misshapen};
use postino::environment::{self, EnabledRule};
use postino::http::ClientOptions;
use postino::secret::{SecretCollector, SecretString};
use postino::variable::{DataRow, VariableScope};
use postino::yaml;
use serde_json::Value;

use super::decode::decode;
use super::source::{Api, Fetched, Unread};
use super::words::{COLLECTION, DATA, What, newmans, newmans_syntax, newmans_with, node_error, reason};
use super::{json, local_mode, source};
use crate::cli::error::{input, usage, warn_of_misshapen, warn_of_skipped, warn_of_v1};

/// Reads inputs; knows what only the command line says about them.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Loader<'a> {
    /// The key of Postman's API, for ids and for its URLs.
    pub(in crate::cli) api_key: Option<&'a SecretString>,
    /// Where the key is added, so that nothing prints it.
    pub(in crate::cli) secrets: Option<&'a SecretCollector>,
    /// What URLs are fetched through.
    pub(in crate::cli) network: Option<&'a ClientOptions>,
    /// Say errors in newman's words.
    pub(in crate::cli) newman: bool,
}

impl Loader<'_> {
    /// Reads a collection: a file, a URL, an id of Postman's API, or a directory of local mode.
    pub(in crate::cli) fn collection(&self, path: &Path) -> anyhow::Result<Collection> {
        let json = if path.is_dir() { self.directory(path)? } else { self.json(path, COLLECTION)? };
        if !json.is_object() && !json.is_array() && self.newman {
            return Err(input("collection could not be loaded", None));
        }
        if collection::is_v1(&json) {
            warn_of_v1(self.newman);
        } else if !self.newman {
            warn_of_misshapen(&source::shown(path), &misshapen(&json));
        }
        let parsed = if self.newman {
            collection::parse_anything(&json, new_id)
        } else {
            collection::parse(&json, new_id)
        };
        parsed.with_context(|| format!("\"{}\" cannot be run", source::shown(path).display()))
    }

    /// Reads an environment or globals file; without a path, an empty scope.
    pub(in crate::cli) fn scope(
        &self,
        path: Option<&Path>,
        what: &'static str,
        rule: EnabledRule,
    ) -> anyhow::Result<VariableScope> {
        let Some(path) = path else { return Ok(VariableScope::new(new_id(), None, Vec::new())) };
        let api = if what == "environment" { Some("environments") } else { None };
        let json = self.json(path, What { name: what, api })?;
        let parsed = environment::parse_scope(&json, rule, new_id);
        if self.newman && json.is_object() && parsed.is_err() {
            // To newman every object is an environment, be it an empty one.
            let name = json.pointer("/info/name").and_then(Value::as_str).map(str::to_owned);
            return Ok(VariableScope::new(new_id(), name, Vec::new()));
        }
        if self.newman && parsed.is_err() {
            return Err(input(format!("could not load {what}\n  could not load {what}"), None));
        }
        parsed.with_context(|| format!("\"{}\" cannot be used as {what}", source::shown(path).display()))
    }

    /// Reads iteration data.
    pub(in crate::cli) fn data(&self, path: Option<&Path>) -> anyhow::Result<Vec<DataRow>> {
        let Some(path) = path else { return Ok(Vec::new()) };
        let text = self.text(path, DATA)?.1;
        match environment::parse_data(&text) {
            Err(error) if self.newman => {
                Err(input(format!("iteration data could not be loaded\n {error}"), None))
            }
            parsed => {
                let path = source::shown(path);
                parsed.with_context(|| format!("\"{}\" cannot be used as iteration data", path.display()))
            }
        }
    }

    /// Reads the text of a `.env` file.
    pub(in crate::cli) fn env_file(&self, path: &Path) -> anyhow::Result<String> {
        Ok(self.text(path, What { name: "env file", api: None })?.1)
    }

    fn directory(&self, path: &Path) -> anyhow::Result<Value> {
        if self.newman {
            let cause = "EISDIR: illegal operation on a directory, read";
            return Err(input(newmans(COLLECTION, path, cause), None));
        }
        let name = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let assembled = assemble(&name, &local_mode::read(path)?);
        warn_of_skipped(&assembled.skipped);
        Ok(assembled.json)
    }

    /// Reads JSON, or YAML where the file's name says so.
    fn json(&self, path: &Path, what: What) -> anyhow::Result<Value> {
        let (fetched, text) = self.text(path, what)?;
        let path = &source::shown(path);
        if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            return yaml::parse(&text).map_err(|error| {
                input(format!("the {} \"{}\" is not valid YAML: {error}", what.name, path.display()), None)
            });
        }
        let parsed = json::parse(&text);
        let refusal = source::refusal(&fetched, parsed.as_ref().ok());
        // newman reads the answer before it looks at the status.
        if let Some(refusal) = refusal.filter(|_| parsed.is_ok() || text.is_empty() || !self.newman) {
            return Err(self.refused(path, what, &refusal, &fetched.resource));
        }
        match parsed {
            Ok(json) => Ok(json),
            Err(error) if self.newman => Err(input(newmans_syntax(&text, path, what, &error), None)),
            Err(error) => Err(json::broken(&text, path, what.name, &error)),
        }
    }

    fn text(&self, path: &Path, what: What) -> anyhow::Result<(Fetched, String)> {
        let api = Api {
            key: self.api_key,
            secrets: self.secrets,
            kind: what.api,
            json: what.name != DATA.name,
            network: self.network,
        };
        let fetched =
            source::read(path, api).map_err(|unread| self.unread(&source::shown(path), what, &unread))?;
        let text = decode(&fetched.bytes);
        Ok((fetched, text))
    }

    fn unread(&self, path: &Path, what: What, unread: &Unread) -> anyhow::Error {
        match unread {
            Unread::File(error) if self.newman => input(newmans(what, path, &node_error(error, path)), None),
            Unread::File(error) => {
                let hint = (error.kind() == std::io::ErrorKind::NotFound).then(|| missing_hint(path, what));
                let reason = reason(error);
                input(format!("cannot read the {} \"{}\": {reason}", what.name, path.display()), hint)
            }
            Unread::Url(_, failure) if self.newman => input(newmans(what, path, &failure.message), None),
            Unread::Url(url, failure) => {
                let hint = "check the address, and that the server can be reached from here".to_owned();
                input(format!("cannot fetch the {} from {url}: {}", what.name, failure.message), Some(hint))
            }
        }
    }

    fn refused(&self, path: &Path, what: What, refusal: &str, resource: &str) -> anyhow::Error {
        if self.newman {
            let help =
                format!("Error fetching the {resource} from the provided URL. Ensure that the URL is valid.");
            return input(newmans_with(what, &help, refusal), None);
        }
        let hint = if resource == "resource" {
            "check the address, and whether it needs a sign-in".to_owned()
        } else {
            "check the id, and --postman-api-key".to_owned()
        };
        input(format!("cannot fetch the {} \"{}\": {refusal}", what.name, path.display()), Some(hint))
    }
}

/// True when a file is an environment or globals, by what it holds.
pub(in crate::cli) fn is_scope(path: &Path) -> anyhow::Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let json = Loader::default().json(path, What { name: "file", api: None })?;
    let has = |key: &str| json.get(key).is_some();
    Ok(json.is_array() || ["values", "environment", "globals"].into_iter().any(has))
}

/// Sets `key=value` pairs over what a file gave.
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

/// An id for what has none in its file.
fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Reads any JSON file.
pub(in crate::cli) fn load_json(path: &Path, what: &'static str) -> anyhow::Result<Value> {
    Loader::default().json(path, What { name: what, api: None })
}

/// Parses the text of a file; what is broken is shown where it stands.
pub(in crate::cli) fn parse_json(text: &str, path: &Path, what: &str) -> anyhow::Result<Value> {
    json::parse(text).map_err(|error| json::broken(text, path, what, &error))
}

fn missing_hint(path: &Path, what: What) -> String {
    if what.api.is_some() && source::is_uid(&path.to_string_lossy()) {
        return "for an id of Postman's API, give --postman-api-key".to_owned();
    }
    "paths are relative to the directory that postino is started in".to_owned()
}
