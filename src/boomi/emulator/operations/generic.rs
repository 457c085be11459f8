//! CREATE, GET, UPDATE, DELETE, bulk GET and EXECUTE, which work alike for every object of the table.

use rand::RngExt as _;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Asked;
use super::deployments::{before_delete, left_by_delete};
use super::rows::empty_value;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::catalogue::{Filler, Makes, ObjectType, Verb, object_type};
use crate::boomi::emulator::change::Change;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::run;
use crate::boomi::emulator::seed::synthetic;
use crate::boomi::emulator::state::Emulator;

/// The largest number of ids in a bulk request (documented).
const LARGEST_BULK: usize = 100;

/// The same, for components (documented).
const LARGEST_COMPONENT_BULK: usize = 5;

#[derive(Deserialize)]
struct Bulk {
    request: Vec<BulkId>,
}

#[derive(Deserialize)]
struct BulkId {
    id: String,
}

impl Emulator {
    pub(super) fn create(&mut self, asked: &Asked<'_>, kind: &ObjectType) -> Result<Success, Refusal> {
        asked.needs(&kind.write)?;
        let mut object = checked(kind, asked.members(&kind.name)?)?;
        for field in kind.fields.iter().filter(|field| field.needed) {
            // A text without content is as good as none.
            if object.get(&field.name).is_none_or(|value| value == "") {
                return Err(Refusal::MissingField(field.name.clone()));
            }
        }
        fill(asked, kind, &mut object);
        self.before_create(asked, kind, &mut object)?;
        let id = self.id_for(kind, &mut object);
        let mut members = Map::new();
        members.insert("@type".to_owned(), kind.name.as_str().into());
        members.extend(object);
        let object = Value::Object(members);
        if let Some(id) = id {
            if self.objects.bytes() >= self.scenario.settings.limits.kept_bytes {
                return Err(Refusal::Full);
            }
            if kind.makes != Makes::Uuid && self.objects.get(&kind.name, &id).is_some() {
                return Err(Refusal::AlreadyThere(kind.name.clone()));
            }
            self.keep(asked, kind, &id, object.clone(), "ADD");
            self.after_create(kind, &object);
        }
        Ok(Success::Document(200, self.shown(asked.now(), kind, object)))
    }

    pub(super) fn get(&self, asked: &Asked<'_>, kind: &ObjectType, id: &str) -> Result<Success, Refusal> {
        asked.needs(&kind.read)?;
        self.by_id(asked, kind, id).map(|found| Success::Document(200, found))
    }

    pub(super) fn update(
        &mut self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        id: &str,
    ) -> Result<Success, Refusal> {
        asked.needs(&kind.write)?;
        let changes = checked(kind, asked.members(&kind.name)?)?;
        let mut object = self.by_id(asked, kind, id)?;
        self.before_update(kind, &object)?;
        let members = object.as_object_mut().expect("objects are objects");
        let given = changes.into_iter().filter(|(name, _)| Some(name) != kind.id.as_ref());
        members.extend(given);
        for field in kind.fields.iter().filter(|field| field.name.starts_with("modified")) {
            if let Some(filler) = &field.filler {
                members.insert(field.name.clone(), filled(asked, filler));
            }
        }
        if self.objects.bytes() >= self.scenario.settings.limits.kept_bytes {
            return Err(Refusal::Full);
        }
        let id = object[kind.id.as_deref().unwrap_or("id")].as_str().unwrap_or(id).to_owned();
        self.keep(asked, kind, &id, object.clone(), "EDIT");
        Ok(Success::Document(200, self.shown(asked.now(), kind, object)))
    }

    /// Documented: 200 without content.
    pub(super) fn delete(
        &mut self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        id: &str,
    ) -> Result<Success, Refusal> {
        asked.needs(&kind.write)?;
        let object = self.by_id(asked, kind, id)?;
        before_delete(kind, &object)?;
        if let Some(left) = left_by_delete(kind, object) {
            self.keep(asked, kind, id, left, "DELETE");
        } else {
            self.remove(&kind.name, id);
            self.changes.push(Change::Gone { kind: kind.name.clone(), id: id.to_owned() });
            self.audit(asked, kind, id, "DELETE");
        }
        Ok(Success::Empty(200))
    }

    /// Documented: an object that cannot be read gives a failure in its place.
    pub(super) fn bulk(&self, asked: &Asked<'_>, kind: &ObjectType) -> Result<Success, Refusal> {
        asked.needs(&kind.read)?;
        let bulk: Bulk = asked.body("BulkRequest")?;
        let most = if kind.name == "Component" { LARGEST_COMPONENT_BULK } else { LARGEST_BULK };
        if bulk.request.len() > most {
            return Err(Refusal::BulkTooLarge(most));
        }
        let answers = bulk.request.iter().enumerate().map(|(index, wanted)| {
            match self.by_id(asked, kind, &wanted.id) {
                Ok(found) => json!({
                    "@type": "BulkResponse", "Result": found, "index": index, "id": wanted.id, "statusCode": 200,
                }),
                Err(refused) => json!({
                    "@type": "BulkResponse", "index": index, "id": wanted.id, "statusCode": 400,
                    "errorMessage": refused.message(),
                }),
            }
        });
        let answers: Vec<Value> = answers.collect();
        Ok(Success::Document(200, json!({"@type": "BulkResult", "response": answers})))
    }

    /// Inferred: the request comes back; a merge request goes to the stage that it asks for.
    pub(super) fn execute(
        &mut self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        id: &str,
    ) -> Result<Success, Refusal> {
        asked.needs(&kind.write)?;
        let asks = asked.members(&kind.name)?;
        if kind.name == "MergeRequest" {
            let mut object = self.by_id(asked, kind, id)?;
            let action = asks.get("mergeRequestAction").or(asks.get("action")).and_then(Value::as_str);
            object["previousStage"] = object["stage"].take();
            object["stage"] = match action {
                Some("REVERT") => "REVERTED",
                Some("MERGE") | None => "MERGED",
                Some(_) => "DRAFTED",
            }
            .into();
            self.keep(asked, kind, id, object.clone(), "EXECUTE");
            return Ok(Success::Document(200, object));
        }
        // The id is a runtime's, or a map extension's.
        if self.objects.get("Atom", id).is_none() && self.objects.get(&kind.name, id).is_none() {
            return Err(Refusal::UnknownObject(kind.name.clone()));
        }
        let mut answer = Value::Object(asks);
        answer["@type"] = kind.name.as_str().into();
        answer["id"] = id.into();
        Ok(Success::Document(200, answer))
    }

    /// The object with this id.
    pub(super) fn by_id(&self, asked: &Asked<'_>, kind: &ObjectType, id: &str) -> Result<Value, Refusal> {
        let field = kind.id.as_deref().ok_or(Refusal::NoEndpoint)?;
        if let Some(found) = self.versioned(asked, kind, id) {
            return found;
        }
        if let Some(found) = self.objects.get(&kind.name, id) {
            return Ok(self.shown(asked.now(), kind, found.clone()));
        }
        if let Some(owner) = kind.per.as_deref().and_then(object_type) {
            return self.by_id(asked, owner, id).map(|_| untouched(kind, id));
        }
        let mut rows = self.rows(kind, &asked.account, asked.now(), asked.now());
        rows.find(|found| found[field] == id).ok_or_else(|| match kind.name.as_str() {
            "Process" => Refusal::UnknownProcess,
            "Atom" => Refusal::UnknownAtom,
            name => Refusal::UnknownObject(name.to_owned()),
        })
    }

    /// Keeps an object, and notes it for the state file and the audit log.
    pub(super) fn keep(
        &mut self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        id: &str,
        object: Value,
        action: &str,
    ) {
        self.put(kind, id, object);
        self.audit(asked, kind, id, action);
    }

    pub(super) fn put(&mut self, kind: &ObjectType, id: &str, object: Value) {
        let put = Change::Put { kind: kind.name.clone(), id: id.to_owned(), object: object.clone() };
        self.changes.push(put);
        self.place(&kind.name, id, object);
    }

    /// The id of a new object, which is put into it; `None` for a request that nobody can read again.
    fn id_for(&mut self, kind: &ObjectType, object: &mut Map<String, Value>) -> Option<String> {
        let field = kind.id.as_ref()?;
        let given = kind.field(field).is_some_and(|field| field.needed);
        if kind.per.is_some() || given {
            return object.get(field).and_then(Value::as_str).map(str::to_owned);
        }
        let text = |name: &String| object.get(name).and_then(Value::as_str).unwrap_or_default();
        let id = match &kind.makes {
            Makes::Uuid => self.uuid(),
            Makes::Numbered(letter) => {
                synthetic(&[letter, &self.random.random_range(100_000..9_999_999).to_string()])
            }
            Makes::From(parts) => synthetic(&parts.iter().map(text).collect::<Vec<_>>()),
        };
        object.insert(field.clone(), id.clone().into());
        Some(id)
    }

    pub(super) fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.random.random()).into_uuid().to_string()
    }
}

/// An object of a type that each runtime, say, has once, before anybody changed it.
pub(super) fn untouched(kind: &ObjectType, id: &str) -> Value {
    let mut object = json!({"@type": kind.name});
    for field in &kind.fields {
        let is_id = Some(&field.name) == kind.id.as_ref() || field.name == "environmentId";
        if is_id {
            object[field.name.as_str()] = id.into();
        } else if let Some(empty) = empty_value(kind, field) {
            object[field.name.as_str()] = empty;
        }
    }
    object
}

/// Fills in what the platform fills in.
fn fill(asked: &Asked<'_>, kind: &ObjectType, object: &mut Map<String, Value>) {
    for field in &kind.fields {
        match &field.filler {
            Some(filler @ (Filler::Now | Filler::User)) => {
                object.insert(field.name.clone(), filled(asked, filler));
            }
            Some(filler) if !object.contains_key(&field.name) => {
                object.insert(field.name.clone(), filled(asked, filler));
            }
            _ => {}
        }
    }
}

/// The members of a request, each as its field has it. Documented: a field that the type does not have is refused by its
/// name, a wrong value as invalid input.
pub(super) fn checked(kind: &ObjectType, members: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let mut object = Map::new();
    for (name, value) in members {
        if name.starts_with('@') || value.is_null() {
            continue;
        }
        let field = kind.field(&name).ok_or_else(|| Refusal::UnknownProperty(name.clone()))?;
        object.insert(name, field.kind.read(value).ok_or(Refusal::Malformed)?);
    }
    Ok(object)
}

fn filled(asked: &Asked<'_>, filler: &Filler) -> Value {
    match filler {
        Filler::Now => run::seconds(asked.now()).into(),
        Filler::User => asked.user.email.as_str().into(),
        Filler::Account => asked.account.as_str().into(),
        Filler::False => false.into(),
    }
}

/// The verb of a path below an object's name: `None` where the API has no such call.
pub(super) fn verb(kind: &ObjectType, method: &str, tail: &[&str]) -> Option<Verb> {
    let verb = match (method, tail) {
        ("POST", []) => Verb::Create,
        ("POST", ["query" | "queryMore"]) => Verb::Query,
        ("POST", ["bulk"]) => Verb::Bulk,
        ("POST", ["execute", _]) => Verb::Execute,
        ("GET", [_]) => Verb::Get,
        ("POST", [_]) => Verb::Update,
        ("DELETE", [_]) => Verb::Delete,
        _ => return None,
    };
    kind.has(verb).then_some(verb)
}
