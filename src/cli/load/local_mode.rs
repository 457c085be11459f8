//! Reads the directory of a collection of Postman's local mode.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postino::collection::local_mode::{Directory, Entry};
use postino::yaml;
use serde_json::Value;

use super::decode::decode;
use crate::cli::error::input;

/// Directories may lie this deep.
const DEEPEST: usize = 64;
const DEFINITION: &str = ".resources/definition.yaml";

/// Everything that a collection's directory holds.
///
/// Order: by name, so that a run does not depend on the file system.
pub(super) fn read(path: &Path) -> anyhow::Result<Directory> {
    if !path.join(DEFINITION).is_file() {
        let hint = format!("a collection's directory holds {DEFINITION}");
        return Err(input(format!("the directory \"{}\" is no collection", path.display()), Some(hint)));
    }
    directory(path, &mut Vec::new())
}

/// `above` holds the directories on the way here, with their links resolved.
fn directory(path: &Path, above: &mut Vec<PathBuf>) -> anyhow::Result<Directory> {
    let real =
        path.canonicalize().with_context(|| format!("cannot read the directory \"{}\"", path.display()))?;
    if above.contains(&real) {
        let hint = "remove the link: its requests would run without end".to_owned();
        return Err(input(format!("\"{}\" leads back into itself", path.display()), Some(hint)));
    }
    if above.len() > DEEPEST {
        return Err(input(format!("directories are nested too deep at \"{}\"", path.display()), None));
    }
    above.push(real);
    let found = members(path, above);
    above.pop();
    found
}

fn members(path: &Path, above: &mut Vec<PathBuf>) -> anyhow::Result<Directory> {
    let definition = path.join(DEFINITION);
    let mut found = Directory { definition: Value::Null, entries: Vec::new() };
    if definition.is_file() {
        found.definition = document(&definition)?;
    }
    let listed =
        fs::read_dir(path).with_context(|| format!("cannot read the directory \"{}\"", path.display()))?;
    let mut entries = listed.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            // Names with a dot in front are Postman's own folders: definitions, examples.
            if !name.starts_with('.') {
                found.entries.push((name, Entry::Folder(directory(&path, above)?)));
            }
        } else if let Some(stem) =
            name.strip_suffix(".request.yaml").or_else(|| name.strip_suffix(".request.yml"))
        {
            found.entries.push((stem.to_owned(), Entry::Request(document(&path)?)));
        }
    }
    Ok(found)
}

/// The files of a collection: its own, or those of its directory.
pub(in crate::cli) fn files_of(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if path.is_dir() {
        add_files_of(path, 0, &mut found);
    } else {
        found.push(path.to_owned());
    }
    found
}

fn add_files_of(path: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if !path.is_dir() {
            found.extend(is_yaml(&path).then_some(path));
        } else if depth < DEEPEST {
            add_files_of(&path, depth + 1, found);
        }
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn document(path: &Path) -> anyhow::Result<Value> {
    let bytes = fs::read(path).with_context(|| format!("cannot read \"{}\"", path.display()))?;
    yaml::parse(&decode(&bytes))
        .map_err(|error| input(format!("\"{}\" is not valid YAML: {error}", path.display()), None))
}
