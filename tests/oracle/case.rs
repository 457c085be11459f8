//! The cases: `cases/<area>/<file>.json` holds any number of them by name, each with the recorded answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{chai, layout, runs};

/// A collection with everything its run needs, and what newman answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// `<area>/<name>`: the folder, and the member of the file.
    #[serde(skip)]
    pub(crate) name: String,
    #[serde(skip)]
    file: PathBuf,
    /// The sections of `docs/postman-semantics.md` that the case holds true, each with a few words about what it shows.
    pub(crate) proves: Vec<String>,
    /// The texts that the case is about, of `cli` and `junit`: other cases do not record them.
    #[serde(default)]
    pub(crate) texts: Vec<String>,
    /// Further arguments of the runner.
    #[serde(default)]
    pub(crate) args: Vec<String>,
    /// Without `info` it gets one that names the case; `"info": null` leaves it out.
    #[serde(default)]
    pub(crate) collection: Value,
    /// JavaScript values: [`chai`] makes a collection of them that tries every assertion on each.
    #[serde(default)]
    chai: Vec<String>,
    pub(crate) environment: Option<Value>,
    pub(crate) globals: Option<Value>,
    pub(crate) data: Option<Value>,
    /// What the runner is given in the collection's place: another file, or a URL.
    pub(crate) source: Option<String>,
    /// Files beside the collection by name: their text, `fixture:` and a path below `tests/fixtures`, or
    /// [`utf16le:`, `utf16be:` or `latin1:`](crate::content) and the text to write in that encoding.
    /// One that is called `collection.json` takes its place.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    /// Variables of the process; `{{port}}` is the server's.
    #[serde(default)]
    pub(crate) process: BTreeMap<String, String>,
    /// JSON files that the run is to leave, compared as a facet.
    #[serde(default)]
    pub(crate) leaves: Vec<String>,
    /// What newman answered, facet by facet; nothing before it is recorded.
    pub(crate) newman: Option<Value>,
}

/// The cases in `folder` whose name contains `only`.
///
/// Order: by name.
pub(crate) fn all(folder: &Path, only: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = files(folder).iter().flat_map(|file| read(file)).collect();
    cases.retain(|case| case.name.contains(only));
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    let twice = cases.windows(2).find(|pair| pair[0].name == pair[1].name);
    assert!(twice.is_none(), "{}: two cases have this name", twice.expect("it was found")[0].name);
    cases
}

/// The files of all areas.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    entries(folder).iter().flat_map(|area| entries(area)).collect()
}

fn read(file: &Path) -> Vec<Case> {
    let area = file.parent().and_then(Path::file_name).expect("an area").to_string_lossy().into_owned();
    let cases = members(file).into_iter().map(|(key, mut value)| {
        let name = format!("{area}/{key}");
        runs::write_out(&mut value);
        let mut case: Case = serde_json::from_value(value).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!case.proves.is_empty(), "{name}: proves nothing");
        if !case.chai.is_empty() {
            case.collection = chai::collection(&case.chai);
        }
        case.collection = with_info(&name, std::mem::take(&mut case.collection));
        Case { name, file: file.to_owned(), ..case }
    });
    cases.collect()
}

fn members(file: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(file).expect("a file of cases is readable");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn with_info(name: &str, mut collection: Value) -> Value {
    let Some(members) = collection.as_object_mut() else { return collection };
    match members.get("info") {
        Some(Value::Null) => {
            members.shift_remove("info");
        }
        None if members.contains_key("item") => {
            let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
            members.shift_insert(0, "info".to_owned(), json!({ "name": name, "schema": schema }));
        }
        _ => {}
    }
    collection
}

/// Writes newman's answer beside its case.
pub(crate) fn write_answer(case: &Case, mut answer: Value) {
    let mut cases = members(&case.file);
    let key = case.name.split_once('/').expect("an area and a name").1;
    runs::shorten(&mut answer);
    cases[key]["newman"] = answer;
    fs::write(&case.file, layout::text(&Value::Object(cases))).expect("the file of cases is written");
}
