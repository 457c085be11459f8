//! The cases: one file each, `<area>/<name>.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// A collection with everything its run needs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// `<area>/<name>`, from the file's path.
    #[serde(skip)]
    pub(crate) name: String,
    /// The sections of the semantics reference that the case proves.
    pub(crate) proves: Vec<String>,
    /// Further arguments of the runner.
    #[serde(default)]
    pub(crate) args: Vec<String>,
    #[serde(default)]
    pub(crate) collection: Value,
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
}

/// The cases in `folder` whose name contains `only`.
///
/// Order: by name.
pub(crate) fn all(folder: &Path, only: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for area in fs::read_dir(folder).expect("the cases are there") {
        let area = area.expect("an area").path();
        for file in fs::read_dir(&area).expect("an area is a folder") {
            cases.push(read(&area, &file.expect("a case").path()));
        }
    }
    cases.retain(|case| case.name.contains(only));
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn read(area: &Path, file: &Path) -> Case {
    let text = fs::read_to_string(file).expect("a case is readable");
    let mut case: Case =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(!case.proves.is_empty(), "{}: proves nothing", file.display());
    let part = |path: &Path| path.file_stem().map(|s| s.to_string_lossy().into_owned());
    case.name = format!("{}/{}", part(area).unwrap_or_default(), part(file).unwrap_or_default());
    case
}
