//! `--export-environment`, `--export-globals`, `--export-collection`, `--export-cookie-jar`: the state at
//! the end of a run, as files.
//!
//! Exports hold the values themselves, secrets too, since a later run reads them; such a file is its owner's alone.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use postino::collection::{Collection, collection_json};
use postino::compat::Compat;
use postino::environment::{ExportMark, scope_json};
use postino::event::{EventKind, Mask, RunEvent, ScopeView, VariableKindView, VariableView};
use postino::http::CookieJar;
use postino::reporter::{Output, ReportError, write_private, write_whole};
use postino::runner::{Inputs, RunOptions, collect_credentials};
use postino::secret::SecretCollector;
use postino::variable::VariableScope;
use serde_json::Value;
use time::OffsetDateTime;

use crate::cli::args::ExportArgs;
use crate::cli::files::Files;
use crate::cli::verdict::LostFile;

/// The exports of a run: remembers scopes from its events, and writes the files at its end.
pub(in crate::cli) struct Exports {
    environment: Option<PathBuf>,
    globals: Option<PathBuf>,
    /// The collection as it was loaded.
    collection: Option<(PathBuf, Collection)>,
    cookies: Option<(PathBuf, CookieJar)>,
    compat: Compat,
    /// The names of variables that are secret whatever their type.
    secret_names: Vec<String>,
    /// Finds what else became a secret during the run.
    mask: Mask,
    started: OffsetDateTime,
    ended: Option<Ended>,
}

struct Ended {
    at: OffsetDateTime,
    environment: Arc<ScopeView>,
    globals: Arc<ScopeView>,
    variables: Arc<ScopeView>,
}

impl Exports {
    /// The exports that were asked for of a run with these inputs and options.
    pub(in crate::cli) fn new(args: &ExportArgs, inputs: &Inputs, options: &RunOptions) -> Self {
        Self {
            environment: args.environment.clone(),
            globals: args.globals.clone(),
            collection: args.collection.clone().zip(inputs.collections.first().cloned()),
            cookies: args.cookie_jar.clone().map(|path| (path, inputs.cookies.clone())),
            compat: options.compat,
            secret_names: options.secret_names.clone(),
            mask: Mask::new(options.secrets.clone()),
            started: OffsetDateTime::UNIX_EPOCH,
            ended: None,
        }
    }

    /// Adds the files that will be written. An environment, globals and cookies may go back to where they came from.
    pub(in crate::cli) fn add_to(&self, files: &mut Files) {
        let collection = self.collection.as_ref().map(|(path, _)| path);
        let cookies = self.cookies.as_ref().map(|(path, _)| path);
        let exports = [
            ("environment", "newman-environment", self.environment.as_ref(), "the environment"),
            ("globals", "newman-globals", self.globals.as_ref(), "the globals"),
            ("cookie jar", "newman-cookie-jar", cookies, "the cookie jar"),
        ];
        for (name, base, path, input) in exports {
            if let Some(path) = path {
                files.renew(format!("the {name} export"), &target(path.clone(), base, self.started), input);
            }
        }
        if let Some(path) = collection {
            files.write("the collection export", &target(path.clone(), "newman-collection", self.started));
        }
    }

    /// Remembers the scopes as they ended.
    pub(in crate::cli) fn on_event(&mut self, event: &RunEvent) {
        match &event.kind {
            EventKind::RunStarted { .. } => self.started = event.at,
            EventKind::RunFinished { environment, globals, collection_variables, .. } => {
                self.ended = Some(Ended {
                    at: event.at,
                    environment: Arc::clone(environment),
                    globals: Arc::clone(globals),
                    variables: Arc::clone(collection_variables),
                });
            }
            _ => {}
        }
    }

    /// Writes all files; gives those that could not be written.
    pub(in crate::cli) fn write(mut self) -> Vec<LostFile> {
        let Some(ended) = self.ended.take() else { return Vec::new() };
        let mark = |scope| ExportMark { scope, at: ended.at, by: self.compat.agent() };
        let mut failed = Vec::new();
        let scopes = [
            ("environment", "newman-environment", self.environment.take(), &ended.environment),
            ("globals", "newman-globals", self.globals.take(), &ended.globals),
        ];
        for (name, base, path, scope) in scopes {
            let Some(path) = path else { continue };
            let json = scope_json(&VariableScope::from(&**scope), mark(name), self.compat);
            let secret = self.holds_secrets(scope, &json);
            let done = write(&target(path, base, self.started), &json, secret);
            failed.extend(done.err().map(|error| lost(name, error)));
        }
        if let Some((path, mut collection)) = self.collection.take() {
            if self.compat.exports_states() {
                collection.variables = VariableScope::from(&*ended.variables);
            }
            let mut json = collection_json(&collection);
            if let Value::Object(document) = &mut json {
                mark("collection").mark(document);
            }
            let secret = self.holds_secrets(&ended.variables, &json) || holds_credentials(&collection);
            let done = write(&target(path, "newman-collection", self.started), &json, secret);
            failed.extend(done.err().map(|error| lost("collection", error)));
        }
        if let Some((path, jar)) = self.cookies.take() {
            let secret = !jar.is_empty();
            let done = write(&target(path, "newman-cookie-jar", self.started), &jar.save(ended.at), secret);
            failed.extend(done.err().map(|error| lost("cookie jar", error)));
        }
        failed
    }

    /// True when a variable is secret, or when a secret of the run stands in the file.
    fn holds_secrets(&self, scope: &ScopeView, json: &Value) -> bool {
        let secret = |variable: &VariableView| {
            variable.kind == VariableKindView::Secret || self.secret_names.contains(&variable.key)
        };
        scope.values.iter().any(secret) || matches!(self.mask.text(&json.to_string()), Cow::Owned(_))
    }
}

fn lost(name: &'static str, error: ReportError) -> LostFile {
    LostFile { kind: "export", name, error }
}

fn target(path: PathBuf, base: &'static str, started: OffsetDateTime) -> PathBuf {
    Output { path: Some(path), base, extension: "json" }.resolve(started)
}

fn holds_credentials(collection: &Collection) -> bool {
    let found = SecretCollector::default();
    collect_credentials(collection, &found);
    found.count() > 0
}

fn write(path: &Path, json: &Value, secret: bool) -> Result<(), ReportError> {
    let content = |out: &mut (dyn std::io::Write + Send)| {
        serde_json::to_writer_pretty(&mut *out, json)?;
        out.flush()
    };
    if secret { write_private(path, content) } else { write_whole(path, content) }
}
