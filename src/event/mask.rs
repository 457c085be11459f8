//! Replaces secrets in the values of an event, before anybody shows or stores it.
//!
//! Entry point: [`Mask::event`]. The words of the format and ids are never touched, and names (of variables,
//! parameters, headers, files) only where a secret of eight characters or more stands in them: a password `test` breaks
//! no report.
//!
//! # Design
//!
//! 2026-11-30: masking knows what each text of an event is, and goes through them one by one. Rejected: to mask the
//! text that a reporter has written, in which a secret may be a word of the format; and to mask an event's JSON, in
//! which it may be the name of a member.

mod body;
mod charset;
mod exchange;
mod url;

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Assertion, AssertionOutcome, EventKind, RunError, RunEvent, RunView, ScriptFailure};
use super::{CollectionView, ItemView, ScopeView, ScriptView, VariableKindView, VariableView};
use crate::secret::{MASK, SHORTEST_IN_TEXT, SecretCollector, SecretSet};

/// Hides the secrets that a collector has taken so far, also those that join it later.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    secrets: SecretCollector,
}

impl Mask {
    /// A mask for these secrets.
    pub fn new(secrets: SecretCollector) -> Self {
        Self { secrets }
    }

    /// The event with every secret in its values replaced; borrowed when there is none in it.
    ///
    /// An event may be masked twice: once as it happens, and once more when all secrets of its run are known.
    pub fn event<'e>(&self, event: &'e RunEvent) -> Cow<'e, RunEvent> {
        if self.secrets.is_off() {
            return Cow::Borrowed(event);
        }
        match Masker(&self.secrets.set()).kind(&event.kind) {
            Some(kind) => Cow::Owned(RunEvent { kind, ..*event }),
            None => Cow::Borrowed(event),
        }
    }

    /// A mask for these secrets.
    #[cfg(test)]
    pub(crate) fn of(secrets: &[&str]) -> Self {
        let collector = SecretCollector::default();
        for secret in secrets {
            collector.add(secret);
        }
        Self::new(collector)
    }

    /// How many secrets it hides now. It never shrinks: the same number means that nothing else would be masked.
    pub fn secrets(&self) -> usize {
        self.secrets.count()
    }

    /// A text that is no event, with every secret replaced that is masked inside of texts.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.secrets.set().masked(text).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// A URL that is no part of an event: its password and the values that are secrets are replaced.
    pub fn url<'t>(&self, url: &'t str) -> Cow<'t, str> {
        let masked = if self.secrets.is_off() { None } else { Masker(&self.secrets.set()).url_text(url) };
        masked.map_or(Cow::Borrowed(url), Cow::Owned)
    }
}

/// Masks by one state of the secrets. Its methods return `None` where nothing is to be masked.
struct Masker<'s>(&'s SecretSet);

impl Masker<'_> {
    fn kind(&self, kind: &EventKind) -> Option<EventKind> {
        let mut masked = Cow::Borrowed(kind);
        match kind {
            EventKind::RunStarted { run } => {
                let run = Arc::new(self.run(run)?);
                masked = Cow::Owned(EventKind::RunStarted { run });
            }
            EventKind::ItemStarted { cursor, item } => {
                let item = Arc::new(self.item(item)?);
                masked = Cow::Owned(EventKind::ItemStarted { cursor: *cursor, item });
            }
            EventKind::ConsoleLogged { values, .. } => {
                let own = self.each(values, Self::json)?;
                if let EventKind::ConsoleLogged { values, .. } = masked.to_mut() {
                    *values = own;
                }
            }
            EventKind::ScriptStarted { cursor, script } => {
                let script = self.script(script)?;
                masked = Cow::Owned(EventKind::ScriptStarted { cursor: *cursor, script });
            }
            EventKind::AssertionFinished { cursor, script, assertion } => {
                let own = (self.script(script), self.assertion(assertion));
                if own == (None, None) {
                    return None;
                }
                let script = own.0.unwrap_or_else(|| Arc::clone(script));
                let assertion = own.1.unwrap_or_else(|| assertion.clone());
                masked = Cow::Owned(EventKind::AssertionFinished { cursor: *cursor, script, assertion });
            }
            EventKind::ScriptFinished { .. } => return self.finished_script(kind),
            EventKind::RequestStarted { request, .. } => {
                let own = Arc::new(self.request(request)?);
                if let EventKind::RequestStarted { request, .. } = masked.to_mut() {
                    *request = own;
                }
            }
            EventKind::RequestFinished { .. } => return self.finished_request(kind),
            EventKind::WarningRaised { cursor, message } => {
                let message = self.text(message)?;
                masked = Cow::Owned(EventKind::WarningRaised { cursor: *cursor, message });
            }
            EventKind::RunFinished { .. } => return self.finished_run(kind),
            EventKind::IterationStarted { .. }
            | EventKind::ItemFinished { .. }
            | EventKind::IterationFinished { .. } => {}
        }
        match masked {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        }
    }

    fn finished_script(&self, kind: &EventKind) -> Option<EventKind> {
        let EventKind::ScriptFinished { cursor, script, failure, next_request, duration } = kind else {
            return None;
        };
        let own = self.script(script);
        let died = failure.as_ref().and_then(|failure| self.failure(failure));
        let next = next_request.as_ref().and_then(|next| self.text(next.as_deref()?));
        if (&own, &died, &next) == (&None, &None, &None) {
            return None;
        }
        Some(EventKind::ScriptFinished {
            cursor: *cursor,
            script: own.unwrap_or_else(|| Arc::clone(script)),
            failure: died.or_else(|| failure.clone()),
            next_request: next.map(Some).or_else(|| next_request.clone()),
            duration: *duration,
        })
    }

    /// The name of the level that holds it.
    fn script(&self, script: &ScriptView) -> Option<Arc<ScriptView>> {
        let owner = self.text(&script.owner)?;
        Some(Arc::new(ScriptView { owner, ..script.clone() }))
    }

    fn finished_request(&self, kind: &EventKind) -> Option<EventKind> {
        let mut masked = Cow::Borrowed(kind);
        let EventKind::RequestFinished { request, origin, response, failure, .. } = kind else { return None };
        let request = self.request(request).map(Arc::new);
        let response = response.as_ref().and_then(|response| self.response(response, *origin)).map(Arc::new);
        let message = failure.as_ref().and_then(|failure| self.text(&failure.message));
        if (&request, &response, &message) == (&None, &None, &None) {
            return None;
        }
        if let EventKind::RequestFinished { request: r, response: a, failure: f, .. } = masked.to_mut() {
            *r = request.unwrap_or_else(|| Arc::clone(r));
            *a = response.or_else(|| a.take());
            if let (Some(failure), Some(message)) = (f, message) {
                failure.message = message;
            }
        }
        Some(masked.into_owned())
    }

    fn finished_run(&self, kind: &EventKind) -> Option<EventKind> {
        let EventKind::RunFinished { error, environment, globals, collection_variables } = kind else {
            return None;
        };
        let bailed = match error {
            Some(RunError::Bailed(message)) => self.text(message).map(RunError::Bailed),
            _ => None,
        };
        let scopes = [environment, globals, collection_variables].map(|scope| self.scope(scope));
        if bailed.is_none() && scopes.iter().all(Option::is_none) {
            return None;
        }
        let [own_environment, own_globals, own_variables] = scopes;
        Some(EventKind::RunFinished {
            error: bailed.or_else(|| error.clone()),
            environment: own_environment.unwrap_or_else(|| Arc::clone(environment)),
            globals: own_globals.unwrap_or_else(|| Arc::clone(globals)),
            collection_variables: own_variables.unwrap_or_else(|| Arc::clone(collection_variables)),
        })
    }

    /// Prose: the secrets inside of it.
    fn text(&self, text: &str) -> Option<String> {
        self.0.masked(text)
    }

    /// A value: all of it if it is a secret, else the secrets inside of it.
    fn value(&self, value: &str) -> Option<String> {
        if self.0.is_value(value) { Some(MASK.to_owned()) } else { self.text(value) }
    }

    fn run(&self, run: &RunView) -> Option<RunView> {
        let mut masked = Cow::Borrowed(run);
        if let Some(collection) = self.collection(&run.collection) {
            masked.to_mut().collection = collection;
        }
        if let Some(items) = self.each(&run.items, |masker, item| masker.item(item).map(Arc::new)) {
            masked.to_mut().items = items;
        }
        if let Some(environment) = self.scope(&run.environment) {
            masked.to_mut().environment = environment;
        }
        if let Some(globals) = self.scope(&run.globals) {
            masked.to_mut().globals = globals;
        }
        owned(masked)
    }

    fn collection(&self, collection: &CollectionView) -> Option<CollectionView> {
        let mut masked = Cow::Borrowed(collection);
        if let Some(name) = self.text(&collection.name) {
            masked.to_mut().name = name;
        }
        if let Some(description) = collection.description.as_deref().and_then(|text| self.text(text)) {
            masked.to_mut().description = Some(description);
        }
        if let Some(json) = collection.json.as_deref().and_then(|json| self.file(json)) {
            masked.to_mut().json = Some(Arc::new(json));
        }
        owned(masked)
    }

    fn item(&self, item: &ItemView) -> Option<ItemView> {
        let mut masked = Cow::Borrowed(item);
        if let Some(name) = self.text(&item.name) {
            masked.to_mut().name = name;
        }
        if let Some(folders) = self.each(&item.folders, |masker, name| masker.text(name)) {
            masked.to_mut().folders = folders;
        }
        if let Some(description) = item.description.as_deref().and_then(|text| self.text(text)) {
            masked.to_mut().description = Some(description);
        }
        if let Some(json) = item.json.as_deref().and_then(|json| self.file(json)) {
            masked.to_mut().json = Some(Arc::new(json));
        }
        owned(masked)
    }

    fn assertion(&self, assertion: &Assertion) -> Option<Assertion> {
        let mut masked = Cow::Borrowed(assertion);
        if let Some(name) = self.text(&assertion.name) {
            masked.to_mut().name = name;
        }
        if let Some(failure) = assertion.failure().and_then(|failure| self.failure(failure)) {
            masked.to_mut().outcome = AssertionOutcome::Failed(failure);
        }
        owned(masked)
    }

    fn failure(&self, failure: &ScriptFailure) -> Option<ScriptFailure> {
        let mut masked = Cow::Borrowed(failure);
        if let Some(name) = failure.name.as_deref().and_then(|name| self.text(name)) {
            masked.to_mut().name = Some(name);
        }
        let quoted = |text: &str| self.0.masked_quote(text);
        if let Some(message) =
            failure.message.as_deref().and_then(|text| quoted(text).or_else(|| self.value(text)))
        {
            masked.to_mut().message = Some(message);
        }
        if let Some(stack) = failure.stack.as_deref().and_then(quoted) {
            masked.to_mut().stack = Some(stack);
        }
        owned(masked)
    }

    /// A scope: the values of secret variables, and secrets in the names and values of others.
    fn scope(&self, scope: &Arc<ScopeView>) -> Option<Arc<ScopeView>> {
        let mut masked = Cow::Borrowed(&**scope);
        if let Some(name) = scope.name.as_deref().and_then(|name| self.text(name)) {
            masked.to_mut().name = Some(name);
        }
        if let Some(values) = self.each(&scope.values, Self::variable) {
            masked.to_mut().values = values;
        }
        owned(masked).map(Arc::new)
    }

    fn variable(&self, variable: &VariableView) -> Option<VariableView> {
        let mut masked = Cow::Borrowed(variable);
        if let Some(value) = &variable.value {
            let nothing = value.as_str().is_some_and(|text| text.is_empty() || text == MASK);
            let hidden = variable.kind == VariableKindView::Secret && !nothing;
            if let Some(value) = if hidden { Some(Value::from(MASK)) } else { self.json(value) } {
                masked.to_mut().value = Some(value);
            }
        }
        if let Some(key) = self.text(&variable.key) {
            masked.to_mut().key = key;
        }
        owned(masked)
    }

    /// A value of a script or a variable: its strings are values; a long secret is no member's name either.
    fn json(&self, value: &Value) -> Option<Value> {
        match value {
            Value::String(text) => self.value(text).map(Value::String),
            Value::Array(items) => {
                self.bytes(items).or_else(|| self.each(items, Self::json).map(Value::Array))
            }
            Value::Object(members) => match members.get("$console").and_then(Value::as_str) {
                Some(kind) => self.members(members, |masker, name, value| masker.printed(kind, name, value)),
                None => self.members(members, |masker, name, value| {
                    let own = (masker.text(name), masker.json(value));
                    (own != (None, None)).then(|| {
                        (own.0.unwrap_or_else(|| name.to_owned()), own.1.unwrap_or_else(|| value.clone()))
                    })
                }),
            },
            Value::Number(number) => {
                let text = number.to_string();
                (self.0.is_value(&text) || self.text(&text).is_some()).then(|| Value::from(MASK))
            }
            Value::Null | Value::Bool(_) => None,
        }
    }

    /// A list of bytes, as a buffer is one, with the secrets in them replaced.
    fn bytes(&self, items: &[Value]) -> Option<Value> {
        if items.len() < SHORTEST_IN_TEXT || !self.0.has_long() {
            return None;
        }
        let byte = |item: &Value| u8::try_from(item.as_u64()?).ok();
        let bytes: Option<Vec<u8>> = items.iter().map(byte).collect();
        Some(self.0.masked_bytes(&bytes?)?.into_iter().map(Value::from).collect())
    }

    /// A member of a value that JSON lacks (`docs/events.md`): what says how it prints stays.
    fn printed(&self, kind: &str, name: &str, value: &Value) -> Option<(String, Value)> {
        let own = match (kind, name, value) {
            (_, "$console" | "kind" | "up", _)
            | ("number" | "date", "value", _)
            | ("typed" | "opaque", "name", _) => None,
            (_, "name", Value::String(text)) => self.text(text).map(Value::String),
            _ => self.json(value),
        };
        own.map(|own| (name.to_owned(), own))
    }

    /// A part of a collection file: the words of its format and ids stay, all else is a text or a value.
    fn file(&self, json: &Value) -> Option<Value> {
        match json {
            Value::String(text) => self.text(text).map(Value::String),
            Value::Array(items) => self.each(items, Self::file).map(Value::Array),
            Value::Object(members) => self.members(members, |masker, name, value| {
                masker.member(name, value).map(|own| (name.to_owned(), own))
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    fn member(&self, name: &str, value: &Value) -> Option<Value> {
        const WORDS: [&str; 8] = ["id", "_postman_id", "uid", "type", "mode", "listen", "schema", "language"];
        match (name, value) {
            (name, Value::String(_)) if WORDS.contains(&name) => None,
            ("value" | "password", Value::String(text)) => self.value(text).map(Value::String),
            ("raw", Value::String(text)) => self.body_text(text).map(Value::String),
            _ => self.file(value),
        }
    }

    /// An object of which each member is masked; `None` when none is.
    fn members(
        &self,
        members: &Map<String, Value>,
        mask: impl Fn(&Self, &str, &Value) -> Option<(String, Value)>,
    ) -> Option<Value> {
        let masked: Vec<_> = members.iter().map(|(name, value)| mask(self, name, value)).collect();
        if masked.iter().all(Option::is_none) {
            return None;
        }
        let whole = members.iter().zip(masked);
        let whole = whole.map(|((name, value), own)| own.unwrap_or_else(|| (name.clone(), value.clone())));
        Some(Value::Object(whole.collect()))
    }

    /// A list of which each entry is masked; `None` when none is.
    fn each<T: Clone>(&self, list: &[T], mask: impl Fn(&Self, &T) -> Option<T>) -> Option<Vec<T>> {
        let masked: Vec<Option<T>> = list.iter().map(|entry| mask(self, entry)).collect();
        if masked.iter().all(Option::is_none) {
            return None;
        }
        Some(list.iter().zip(masked).map(|(entry, own)| own.unwrap_or_else(|| entry.clone())).collect())
    }
}

/// What was changed.
fn owned<T: Clone>(masked: Cow<'_, T>) -> Option<T> {
    match masked {
        Cow::Owned(masked) => Some(masked),
        Cow::Borrowed(_) => None,
    }
}

#[cfg(test)]
mod tests;
