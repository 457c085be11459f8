//! Components: their revisions, as XML (`Component`), as metadata, and as processes.
//!
//! The XML of a component is opaque: what stands inside its root is kept and given back as it came (field: clients rely on
//! it).

use serde_json::{Map, Value, json};

use super::Asked;
use super::generic::checked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::catalogue::{ObjectType, Verb};
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::run;
use crate::boomi::emulator::state::Emulator;
use crate::boomi::emulator::xml;

/// The members of a revision that its metadata shows, and its XML has as attributes.
const SHOWN: [&str; 15] = [
    "componentId",
    "version",
    "name",
    "type",
    "subType",
    "createdDate",
    "createdBy",
    "modifiedDate",
    "modifiedBy",
    "folderName",
    "folderId",
    "branchName",
    "branchId",
    "copiedFromComponentId",
    "copiedFromComponentVersion",
];

impl Emulator {
    /// The revision with this id: `id`, `id~version` or `id~branchId`; true when it is the current one.
    pub(super) fn component(&self, id: &str) -> Option<(&Value, bool)> {
        let (id, part) = id.split_once('~').map_or((id, None), |(id, part)| (id, Some(part)));
        // Revisions are numbered from one, without gaps.
        let at = |version: u64| self.objects.get("Component", &format!("{id}~{version}"));
        let newest = (1..).map_while(at).last()?;
        let Some(part) = part else { return Some((newest, true)) };
        let found = match part.parse() {
            Ok(version) => at(version)?,
            Err(_) => (1..).map_while(at).filter(|it| it["branchId"] == part).last()?,
        };
        Some((found, found["version"] == newest["version"]))
    }

    /// The metadata of every revision.
    pub(super) fn metadata(&self) -> impl Iterator<Item = Value> {
        let mut newest = std::collections::HashMap::new();
        for revision in self.objects.all("Component") {
            newest.insert(revision["componentId"].as_str().unwrap_or_default(), &revision["version"]);
        }
        self.objects.all("Component").map(move |revision| {
            let current = newest.get(revision["componentId"].as_str().unwrap_or_default());
            metadata_of(revision, current == Some(&&revision["version"]))
        })
    }

    /// The processes: components of that type that were not deleted.
    pub(super) fn processes(&self) -> impl Iterator<Item = Value> {
        let metadata = self.metadata().filter(|it| {
            it["type"] == "process" && it["currentVersion"] == "true" && it["deleted"] == "false"
        });
        metadata.map(|it| json!({"@type": "Process", "IntegrationPack": [], "name": it["name"], "id": it["componentId"]}))
    }

    /// The answer for objects that follow from a component; `None` for others.
    pub(super) fn versioned(
        &self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        id: &str,
    ) -> Option<Result<Value, Refusal>> {
        let unknown = || Refusal::UnknownObject(kind.name.clone());
        match kind.name.as_str() {
            "Component" | "ComponentMetadata" => {
                let found = self.component(id).map(|(found, current)| metadata_of(found, current));
                Some(found.ok_or_else(unknown))
            }
            "ComponentReference" => Some(self.component(id).ok_or_else(unknown).map(
                |(found, _)| json!({"@type": "ComponentReference", "componentId": found["componentId"], "references": []}),
            )),
            "ComponentDiffRequest" => Some(self.component(id).ok_or_else(unknown).map(|(found, _)| {
                json!({"@type": "ComponentDiffRequest", "componentId": found["componentId"],
                    "sourceVersion": 1, "targetVersion": found["version"]})
            })),
            "PackagedComponentManifest" => {
                let package = self.objects.get("PackagedComponent", id).ok_or_else(unknown);
                Some(package.map(|package| {
                    json!({"@type": "PackagedComponentManifest", "packageId": id, "componentInfo": [
                        {"@type": "ComponentInfo", "id": package["componentId"], "version": package["componentVersion"]}]})
                }))
            }
            "Process" => {
                let mut processes = self.rows(kind, &asked.account, asked.now(), asked.now());
                Some(processes.find(|found| found["id"] == id).ok_or(Refusal::UnknownProcess))
            }
            _ => None,
        }
    }

    /// `Component`, whose documents are always XML (documented).
    pub(super) fn component_call(
        &mut self,
        asked: &Asked<'_>,
        verb: Verb,
        id: &str,
    ) -> Result<Success, Refusal> {
        let unknown = || Refusal::UnknownObject("Component".to_owned());
        let id = if verb == Verb::Get {
            id.to_owned()
        } else {
            let posted = xml::component(asked.call.body).ok_or(Refusal::Malformed)?;
            let before = if verb == Verb::Update {
                Some(self.component(id).ok_or_else(unknown)?.0.clone())
            } else {
                None
            };
            self.revise(asked, before.as_ref(), posted)?
        };
        let (found, current) = self.component(&id).ok_or_else(unknown)?;
        Ok(Success::Raw("application/xml", component_xml(found, current).into_bytes()))
    }

    /// Keeps a new revision, and returns its component's id.
    fn revise(
        &mut self,
        asked: &Asked<'_>,
        before: Option<&Value>,
        posted: xml::PostedComponent,
    ) -> Result<String, Refusal> {
        if self.objects.bytes() >= self.scenario.settings.limits.kept_bytes {
            return Err(Refusal::Full);
        }
        let mut revision = before.cloned().unwrap_or_else(|| json!({"@type": "Component"}));
        for name in ["name", "type", "subType", "folderId", "branchId", "branchName"] {
            if let Some(value) = posted.attributes.get(name) {
                revision[name] = value.clone();
            }
        }
        for name in ["name", "type"] {
            if revision[name].as_str().is_none_or(str::is_empty) {
                return Err(Refusal::MissingField(name.to_owned()));
            }
        }
        let now = run::seconds(asked.now());
        let user = asked.user.email.as_str();
        if before.is_none() {
            revision["componentId"] = self.uuid().into();
            (revision["createdDate"], revision["createdBy"]) = (now.clone().into(), user.into());
        }
        self.place_in_folder(asked, &mut revision)?;
        revision["version"] = (before.and_then(|before| before["version"].as_i64()).unwrap_or(0) + 1).into();
        (revision["modifiedDate"], revision["modifiedBy"]) = (now.into(), user.into());
        (revision["deleted"], revision["#xml"]) = (false.into(), posted.inner.into());
        revision["#root"] = posted.namespaces.into();
        Ok(self.keep_revision(asked, revision, if before.is_some() { "EDIT" } else { "ADD" }))
    }

    fn place_in_folder(&self, asked: &Asked<'_>, revision: &mut Value) -> Result<(), Refusal> {
        // Field: clients name the folder in the query of the path.
        let named = asked
            .call
            .query
            .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("folderId=")));
        if let Some(named) = named {
            revision["folderId"] = named.into();
        }
        let id = revision["folderId"].as_str().unwrap_or("RjoxMDAwMDE").to_owned();
        let folder = self.objects.get("Folder", &id).ok_or(Refusal::UnknownObject("Folder".to_owned()))?;
        revision["folderId"] = id.into();
        (revision["folderName"], revision["folderFullPath"]) =
            (folder["name"].clone(), folder["fullPath"].clone());
        for (name, default) in [("branchId", "QjoxMDAwMDE"), ("branchName", "main")] {
            if revision[name].is_null() {
                revision[name] = default.into();
            }
        }
        Ok(())
    }

    fn keep_revision(&mut self, asked: &Asked<'_>, revision: Value, action: &str) -> String {
        let kind = crate::boomi::emulator::catalogue::object_type("Component").expect("a type of the table");
        let id = revision["componentId"].as_str().unwrap_or_default().to_owned();
        let key = format!("{id}~{}", revision["version"]);
        self.keep(asked, kind, &key, revision, action);
        id
    }

    /// `ComponentMetadata` by CREATE (a component without content), UPDATE (its name, its folder) and DELETE.
    pub(super) fn write_metadata(
        &mut self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        verb: Verb,
        id: &str,
    ) -> Result<Success, Refusal> {
        let asks = if verb == Verb::Delete { Map::new() } else { checked(kind, asked.members(&kind.name)?)? };
        let mut revision = match verb {
            Verb::Create => {
                json!({"@type": "Component", "componentId": self.uuid(), "version": 1, "deleted": false,
                "type": "process", "createdDate": run::seconds(asked.now()), "createdBy": asked.user.email,
                "modifiedDate": run::seconds(asked.now()), "modifiedBy": asked.user.email})
            }
            _ => self.component(id).ok_or_else(|| Refusal::UnknownObject(kind.name.clone()))?.0.clone(),
        };
        for name in ["name", "type", "subType", "folderId", "branchId", "branchName"] {
            if let Some(value) = asks.get(name) {
                revision[name] = value.clone();
            }
        }
        if verb == Verb::Create && revision["name"].is_null() {
            return Err(Refusal::MissingField("name".to_owned()));
        }
        self.place_in_folder(asked, &mut revision)?;
        if verb == Verb::Delete {
            revision["deleted"] = true.into();
        }
        let action = match verb {
            Verb::Create => "ADD",
            Verb::Delete => "DELETE",
            _ => "EDIT",
        };
        let answer = metadata_of(&revision, true);
        self.keep_revision(asked, revision, action);
        Ok(if verb == Verb::Delete { Success::Empty(200) } else { Success::Document(200, answer) })
    }
}

/// Inferred: the truths of metadata are texts.
fn metadata_of(revision: &Value, current: bool) -> Value {
    let mut metadata = json!({"@type": "ComponentMetadata"});
    for name in SHOWN {
        if !revision[name].is_null() {
            metadata[name] = revision[name].clone();
        }
    }
    metadata["deleted"] = revision["deleted"].to_string().into();
    metadata["currentVersion"] = current.to_string().into();
    metadata
}

fn component_xml(revision: &Value, current: bool) -> String {
    let mut members = Map::new();
    for name in SHOWN.into_iter().chain(["folderFullPath"]) {
        if !revision[name].is_null() {
            members.insert(name.to_owned(), revision[name].clone());
        }
    }
    members.insert("deleted".to_owned(), revision["deleted"].to_string().into());
    members.insert("currentVersion".to_owned(), current.to_string().into());
    let text = |name: &str| revision[name].as_str().unwrap_or_default();
    let inner = if revision["#xml"].is_null() { xml::NO_CONTENT } else { text("#xml") };
    xml::write_component(&members, text("#root"), inner)
}
