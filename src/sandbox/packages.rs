//! `pm.require`: packages of a local `node_modules`, resolved as Node.js resolves `require`.
//!
//! Refuses everything outside of that folder, and downloads nothing. Entry point: [`Packages::find`].
//!
//! # Design
//!
//! 2026-11-25: resolved here and not in scripts, so that no script can name a file of its choice. A package that is
//! an ES module is refused with a sentence that says so; rejected: turning it into a script, which needs a compiler
//! of JavaScript.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use thiserror::Error;

/// Endings that a file may leave off, in order.
const ENDINGS: [&str; 3] = ["js", "cjs", "json"];
/// The conditions of `exports` that hold here, in the order of their worth.
const CONDITIONS: [&str; 3] = ["require", "node", "default"];

/// A folder of packages, or none.
#[derive(Debug, Clone, Default)]
pub struct Packages {
    root: Option<PathBuf>,
}

/// The file of a module.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Module {
    pub(super) file: PathBuf,
    pub(super) source: String,
}

/// Why a package cannot be had.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageError {
    /// The folder that `--packages` names is not there.
    #[error("\"{0}\" is no folder with packages")]
    NoFolder(String),
    /// There is no folder of packages at all.
    #[error("Cannot find package '{0}': --packages names the folder whose node_modules holds it")]
    NoPackages(String),
    /// It is not there.
    #[error("Cannot find package '{0}'")]
    Unknown(String),
    /// Packages of JSR have a scope.
    #[error("Cannot find package 'jsr:{0}': packages of JSR are named jsr:@scope/name")]
    NoJsrName(String),
    /// Another version is there.
    #[error("Cannot find package '{wanted}': version {found} is installed")]
    OtherVersion {
        /// What was asked for.
        wanted: String,
        /// What is there.
        found: String,
    },
    /// It needs `import`.
    #[error("Error while loading package '{0}': it is an ES module, and scripts take CommonJS")]
    EsModule(String),
    /// It lies outside of the folder, or cannot be read.
    #[error("Error while loading package '{0}': its file cannot be read")]
    Unreadable(String),
}

impl Packages {
    /// The packages in `folder`, which is a `node_modules` or holds one.
    ///
    /// # Errors
    ///
    /// Fails when there is no such folder.
    pub fn in_folder(folder: &Path) -> Result<Self, PackageError> {
        let inner = folder.join("node_modules");
        let root = if inner.is_dir() { inner } else { folder.to_owned() };
        match fs::canonicalize(&root) {
            Ok(root) if root.is_dir() => Ok(Self { root: Some(root) }),
            _ => Err(PackageError::NoFolder(folder.display().to_string())),
        }
    }

    /// The module that `name` means: a package with or without a version for a script, and what `require` takes for
    /// a module, which is the file `from`.
    pub(super) fn find(&self, name: &str, from: Option<&Path>) -> Result<Module, PackageError> {
        let root = self.root.as_deref().ok_or_else(|| PackageError::NoPackages(name.to_owned()))?;
        let unknown = || PackageError::Unknown(name.to_owned());
        let path = match from {
            Some(from)
                if name.starts_with("./") || name.starts_with("../") || name == "." || name == ".." =>
            {
                as_module(&from.parent().unwrap_or(root).join(name)).ok_or_else(unknown)?
            }
            Some(from) => {
                let above = from.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
                let mut folders = above.map(|folder| match folder.file_name() {
                    Some(last) if last == "node_modules" => folder.to_owned(),
                    _ => folder.join("node_modules"),
                });
                folders.find_map(|folder| in_modules(&folder, name)).ok_or_else(unknown)?
            }
            None => {
                let (package, version) = split_version(name);
                let package = installed_name(package)?;
                check_version(root, &package, version, name)?;
                in_modules(root, &package).ok_or_else(unknown)?
            }
        };
        load(root, &path, name)
    }
}

/// The folder of a package in a `node_modules`. What comes from JSR is installed as `@jsr/scope__name`.
fn installed_name(name: &str) -> Result<Cow<'_, str>, PackageError> {
    if let Some(name) = name.strip_prefix("jsr:") {
        let parts = name.strip_prefix('@').and_then(|name| name.split_once('/'));
        let (scope, name) = parts.ok_or_else(|| PackageError::NoJsrName(name.to_owned()))?;
        return Ok(format!("@jsr/{scope}__{name}").into());
    }
    Ok(name.strip_prefix("npm:").unwrap_or(name).into())
}

/// `npm:@scope/name@1.2.3` in its parts; the scope's own `@` is no separator.
fn split_version(name: &str) -> (&str, Option<&str>) {
    let first = name.find(':').map_or(1, |colon| colon + 2);
    match name.get(first..).and_then(|rest| rest.find('@')) {
        Some(place) => (&name[..first + place], Some(&name[first + place + 1..])),
        None => (name, None),
    }
}

/// The version, or the beginning of one (`4`, `4.17`), must be the one that is installed.
fn check_version(root: &Path, package: &str, version: Option<&str>, name: &str) -> Result<(), PackageError> {
    let Some(wanted) = version.filter(|version| !matches!(*version, "" | "latest" | "*")) else {
        return Ok(());
    };
    let Some(manifest) = manifest(&root.join(package)) else {
        return Err(PackageError::Unknown(name.to_owned()));
    };
    let found = manifest["version"].as_str().unwrap_or_default();
    let fits = found.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if fits {
        return Ok(());
    }
    Err(PackageError::OtherVersion { wanted: name.to_owned(), found: found.to_owned() })
}

fn manifest(folder: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(folder.join("package.json")).ok()?).ok()
}

/// A package of a `node_modules`, or a file in it (`lodash/fp`).
fn in_modules(modules: &Path, name: &str) -> Option<PathBuf> {
    let parts = if name.starts_with('@') { 2 } else { 1 };
    let end = name.match_indices('/').nth(parts - 1).map_or(name.len(), |(place, _)| place);
    let (package, below) = (modules.join(&name[..end]), &name[end..]);
    let exported =
        manifest(&package).and_then(|manifest| exported(&manifest["exports"], &format!(".{below}")));
    match exported {
        Some(path) => as_file(&package.join(path)),
        None if below.is_empty() => as_module(&package),
        None => as_module(&package.join(&below[1..])),
    }
}

/// What `exports` gives under a key such as `.` or `./fp`.
fn exported(exports: &Value, key: &str) -> Option<String> {
    match exports {
        Value::String(path) if key == "." => Some(path.clone()),
        Value::Object(map) if map.keys().any(|name| name.starts_with('.')) => conditional(map.get(key)?),
        Value::Object(_) if key == "." => conditional(exports),
        _ => None,
    }
}

fn conditional(target: &Value) -> Option<String> {
    match target {
        Value::String(path) => Some(path.clone()),
        Value::Array(targets) => targets.iter().find_map(conditional),
        Value::Object(map) => CONDITIONS.iter().find_map(|condition| conditional(map.get(*condition)?)),
        _ => None,
    }
}

/// A file, or a folder with a manifest or an index.
fn as_module(path: &Path) -> Option<PathBuf> {
    as_file(path).or_else(|| {
        let main = manifest(path).and_then(|manifest| manifest["main"].as_str().map(|main| path.join(main)));
        main.and_then(|main| as_file(&main).or_else(|| as_file(&main.join("index"))))
            .or_else(|| as_file(&path.join("index")))
    })
}

fn as_file(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_owned());
    }
    let name = path.file_name()?.to_string_lossy().into_owned();
    ENDINGS.iter().map(|ending| path.with_file_name(format!("{name}.{ending}"))).find(|path| path.is_file())
}

fn load(root: &Path, path: &Path, name: &str) -> Result<Module, PackageError> {
    let unreadable = || PackageError::Unreadable(name.to_owned());
    let file = fs::canonicalize(path).map_err(|_| unreadable())?;
    if !file.starts_with(root) {
        return Err(unreadable());
    }
    if is_es_module(root, &file) {
        return Err(PackageError::EsModule(name.to_owned()));
    }
    let source = fs::read_to_string(&file).map_err(|_| unreadable())?;
    Ok(Module { file, source })
}

/// By its ending, else by the nearest manifest.
fn is_es_module(root: &Path, file: &Path) -> bool {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("mjs") => true,
        Some("js") => {
            let mut folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
            folders.find_map(manifest).is_some_and(|manifest| manifest["type"] == "module")
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "packages_tests.rs"]
mod tests;
