//! Finds processes and runtimes by name, and finds out why a trigger was refused.

use serde_json::Value;
use thiserror::Error;

use super::api::ApiCall;
use super::model::{Expression, Operator};
use super::reply::{ApiReply, ReplyError, results};
use crate::http::RequestFailure;

/// Makes calls. The command line implements it, and reports each call.
pub trait Caller {
    /// Makes a call under a name for reports.
    ///
    /// # Errors
    ///
    /// Fails when Boomi did not answer.
    fn call(&self, name: &str, call: &ApiCall) -> impl Future<Output = Result<ApiReply, CallError>>;
}

/// A call without a usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CallError {
    /// No response came.
    #[error("{0}")]
    Failure(RequestFailure),
    /// A response came that cannot be used.
    #[error(transparent)]
    Reply(#[from] ReplyError),
    /// The call was broken off from this side: Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

/// The kind of an object that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A process.
    Process,
    /// A runtime: the API calls it an Atom.
    Atom,
}

impl Kind {
    /// The word that the API uses.
    pub fn object(self) -> &'static str {
        match self {
            Self::Process => "Process",
            Self::Atom => "Atom",
        }
    }

    /// The word that users use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Atom => "runtime",
        }
    }
}

/// An object that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `ONLINE`, `OFFLINE`, …; runtimes only.
    pub status: Option<String>,
}

impl Found {
    fn read(json: &Value) -> Option<Self> {
        let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self { id: text("id")?, name: text("name").unwrap_or_default(), status: text("status") })
    }
}

/// Why a name does not lead to one object.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FindError {
    /// Nothing has this name.
    #[error("no {} is called \"{name}\" in this account", kind.word())]
    None {
        /// The kind of the object.
        kind: Kind,
        /// The name.
        name: String,
        /// Names that contain a part of it, or else the first names of the account.
        near: Vec<String>,
    },
    /// Several have this name.
    #[error("{} {} are called \"{name}\": {}", ids.len(), plural(*kind), ids.join(", "))]
    Several {
        /// The kind of the object.
        kind: Kind,
        /// The name.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// The platform did not answer the question.
    #[error("cannot look up the {} \"{name}\"", kind.word())]
    Call {
        /// The kind of the object.
        kind: Kind,
        /// The name.
        name: String,
        /// The reason.
        #[source]
        source: CallError,
    },
}

impl FindError {
    /// True when the look-up was broken off from this side.
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Call { source: CallError::Interrupted, .. })
    }
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Process => "processes",
        Kind::Atom => "runtimes",
    }
}

/// True when the word has the shape of an id: a UUID.
pub fn is_id(word: &str) -> bool {
    let lengths: Vec<usize> = word.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && word.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// Finds the one object that a word names: by its id unless the word is known to be a name, and else by its name. A
/// UUID is an id without a question; the ids of integration packs have other shapes (documented).
///
/// # Errors
///
/// Fails when no object or more than one has the name: names are not unique (inferred).
pub async fn find(caller: &impl Caller, kind: Kind, word: &str, by_id: bool) -> Result<Found, FindError> {
    if by_id && is_id(word) {
        return Ok(Found { id: word.to_owned(), name: word.to_owned(), status: None });
    }
    let title = format!("Find {}", kind.object());
    let failed = |source| FindError::Call { kind, name: word.to_owned(), source };
    if by_id {
        let call = ApiCall::query(kind.object(), vec![Expression::equals("id", word)], false);
        match objects(caller, &title, &call).await {
            Ok(found) => {
                if let Some(found) = found.into_iter().find(|found| found.id == word) {
                    return Ok(found);
                }
            }
            // A word that cannot be an id.
            Err(CallError::Reply(ReplyError::Status { status: 400, .. })) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    let by_name = ApiCall::query(kind.object(), vec![Expression::equals("name", word)], false);
    let matches = objects(caller, &title, &by_name).await.map_err(failed)?;
    match matches.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let near = near(caller, &title, kind, word).await.map_err(failed)?;
            Err(FindError::None { kind, name: word.to_owned(), near })
        }
        several => Err(FindError::Several {
            kind,
            name: word.to_owned(),
            ids: several.iter().map(|found| found.id.clone()).collect(),
        }),
    }
}

/// The names that contain the first word, or else the first names of the account.
async fn near(caller: &impl Caller, title: &str, kind: Kind, word: &str) -> Result<Vec<String>, CallError> {
    let first = word.split_whitespace().next().unwrap_or_default();
    let like =
        ApiCall::query(kind.object(), vec![Expression::compare("name", Operator::Contains, &[first])], false);
    let mut found = objects(caller, title, &like).await?;
    if found.is_empty() {
        found = objects(caller, title, &ApiCall::query(kind.object(), Vec::new(), false)).await?;
    }
    Ok(found.into_iter().map(|found| found.name).take(5).collect())
}

async fn objects(caller: &impl Caller, title: &str, call: &ApiCall) -> Result<Vec<Found>, CallError> {
    let json = caller.call(title, call).await?.json()?;
    Ok(results(&json).into_iter().filter_map(Found::read).collect())
}

/// Why a trigger may have been refused, as far as the account shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There is no such process.
    UnknownProcess,
    /// There is no such runtime.
    UnknownAtom,
    /// The runtime is not running.
    Offline {
        /// Its name.
        atom: String,
        /// Its status.
        status: String,
    },
    /// The process is not deployed to the runtime's environment.
    NotDeployed {
        /// The process's name.
        process: String,
        /// The runtime's name.
        atom: String,
    },
    /// The account does not show a reason.
    Unknown,
}

/// Looks for the reason why a process could not be triggered on a runtime.
///
/// It makes at most four calls. When the user may not see an answer, the reason is unknown.
pub async fn diagnose(caller: &impl Caller, process_id: &str, atom_id: &str) -> Reason {
    let title = "Find the reason";
    let by_id = |object: &str, id: &str| ApiCall::query(object, vec![Expression::equals("id", id)], false);
    let Ok(atoms) = objects(caller, title, &by_id("Atom", atom_id)).await else { return Reason::Unknown };
    let Some(atom) = atoms.into_iter().next() else { return Reason::UnknownAtom };
    if let Some(status) = atom.status.clone().filter(|status| status != "ONLINE" && status != "WARNING") {
        return Reason::Offline { atom: atom.name, status };
    }
    let Ok(processes) = objects(caller, title, &by_id("Process", process_id)).await else {
        return Reason::Unknown;
    };
    let Some(process) = processes.into_iter().next() else { return Reason::UnknownProcess };
    match is_deployed(caller, title, process_id, atom_id).await {
        Ok(false) => Reason::NotDeployed { process: process.name, atom: atom.name },
        Ok(true) | Err(_) => Reason::Unknown,
    }
}

async fn is_deployed(
    caller: &impl Caller,
    title: &str,
    process_id: &str,
    atom_id: &str,
) -> Result<bool, CallError> {
    let attached =
        ApiCall::query("EnvironmentAtomAttachment", vec![Expression::equals("atomId", atom_id)], false);
    let attached = caller.call(title, &attached).await?.json()?;
    let text = |json: &Value, key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    let environments: Vec<String> =
        results(&attached).iter().filter_map(|json| text(json, "environmentId")).collect();
    let deployed =
        ApiCall::query("DeployedPackage", vec![Expression::equals("componentId", process_id)], false);
    let deployed = caller.call(title, &deployed).await?.json()?;
    let is_active = |json: &&Value| json.get("active") != Some(&Value::Bool(false));
    let here = |json: &Value| text(json, "environmentId").is_some_and(|id| environments.contains(&id));
    Ok(results(&deployed).into_iter().filter(is_active).any(here))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    /// Answers the calls in order and keeps their paths.
    struct Answers(RefCell<Vec<&'static str>>, RefCell<Vec<String>>);

    impl Caller for Answers {
        async fn call(&self, _: &str, call: &ApiCall) -> Result<ApiReply, CallError> {
            self.1.borrow_mut().push(call.path.clone());
            let body = self.0.borrow_mut().remove(0).as_bytes().to_vec();
            let media_type = "application/json".into();
            Ok(ApiReply { status: 200, media_type, body, ..ApiReply::default() })
        }
    }

    fn answers(bodies: &[&'static str]) -> Answers {
        Answers(RefCell::new(bodies.to_vec()), RefCell::default())
    }

    #[tokio::test]
    async fn a_name_is_resolved_to_the_one_object_that_has_it() {
        let caller = answers(&[r#"{"result":[{"id":"p","name":"Nightly"}]}"#]);
        let found = find(&caller, Kind::Process, "Nightly", false).await;
        assert_eq!(found.map(|found| found.id), Ok("p".into()));
        assert_eq!(*caller.1.borrow(), ["Process/query"]);
    }

    #[tokio::test]
    async fn a_word_is_an_id_where_one_is_spelled_so_and_else_a_name() {
        let pack = answers(&[r#"{"result":[{"id":"Abc123==","name":"Packed"}]}"#]);
        let found = find(&pack, Kind::Process, "Abc123==", true).await;
        assert_eq!(found.map(|found| found.name), Ok("Packed".into()));
        let named = answers(&["{}", r#"{"result":[{"id":"p","name":"Nightly"}]}"#]);
        let found = find(&named, Kind::Process, "Nightly", true).await;
        assert_eq!(found.map(|found| found.id), Ok("p".into()));
    }

    #[tokio::test]
    async fn an_id_is_used_as_it_is() {
        let id = "789abcde-f012-4345-8678-9abcdef01234";
        assert_eq!(find(&answers(&[]), Kind::Atom, id, true).await.map(|found| found.id), Ok(id.into()));
    }

    #[tokio::test]
    async fn no_match_and_several_matches_are_different_errors() {
        let none = answers(&["{}", r#"{"result":[{"id":"p","name":"Nightly load"}]}"#]);
        let error = find(&none, Kind::Process, "Nightly", false).await.expect_err("none");
        assert_eq!(
            error,
            FindError::None {
                kind: Kind::Process,
                name: "Nightly".into(),
                near: vec!["Nightly load".into()]
            }
        );
        let two = answers(&[r#"{"result":[{"id":"1","name":"N"},{"id":"2","name":"N"}]}"#]);
        let error = find(&two, Kind::Process, "N", false).await.expect_err("two");
        assert_eq!(error.to_string(), "2 processes are called \"N\": 1, 2");
        let two = answers(&[r#"{"result":[{"id":"1","name":"N"},{"id":"2","name":"N"}]}"#]);
        let error = find(&two, Kind::Atom, "N", false).await.expect_err("two");
        assert_eq!(error.to_string(), "2 runtimes are called \"N\": 1, 2");
    }

    #[tokio::test]
    async fn the_reason_for_a_refusal_is_looked_up() {
        let offline = answers(&[r#"{"result":[{"id":"a","name":"Biggie","status":"OFFLINE"}]}"#]);
        let reason = Reason::Offline { atom: "Biggie".into(), status: "OFFLINE".into() };
        assert_eq!(diagnose(&offline, "p", "a").await, reason);
        let elsewhere = answers(&[
            r#"{"result":[{"id":"a","name":"Biggie","status":"ONLINE"}]}"#,
            r#"{"result":[{"id":"p","name":"Nightly"}]}"#,
            r#"{"result":[{"environmentId":"e1","atomId":"a"}]}"#,
            r#"{"result":[{"environmentId":"e2","componentId":"p","active":true}]}"#,
        ]);
        let reason = Reason::NotDeployed { process: "Nightly".into(), atom: "Biggie".into() };
        assert_eq!(diagnose(&elsewhere, "p", "a").await, reason);
        assert_eq!(diagnose(&answers(&["{}"]), "p", "a").await, Reason::UnknownAtom);
    }
}
