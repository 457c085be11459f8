//! Finds the reporters that are programs of their own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use postino::reporter::{ExternalCommand, NPM_BRIDGE, ReporterOptions};
use serde_json::{Map, Value};

use crate::cli::Context;

/// The program behind `-r <name>`: an executable `postino-reporter-<name>`, else an npm package
/// `newman-reporter-<name>`.
pub(in crate::cli) fn find(
    name: &str,
    options: &ReporterOptions,
    context: &Context,
) -> Option<ExternalCommand> {
    let name_given = name.to_owned();
    if let Some(program) = executable(&format!("postino-reporter-{name}"), &context.programs) {
        let arguments = options.of(name).map(|(option, value)| format!("--{option}={value}").into());
        return Some(ExternalCommand { name: name_given, program, arguments: arguments.collect() });
    }
    let node = executable("node", &context.programs)?;
    let package = package(name, &node, context)?;
    let options: Map<String, Value> = options
        .of(name)
        .map(|(option, value)| {
            let value = if value == "true" { Value::Bool(true) } else { Value::from(value) };
            (camel(option), value)
        })
        .collect();
    let arguments = [
        OsString::from("-e"),
        NPM_BRIDGE.into(),
        "--".into(),
        package.into(),
        Value::Object(options).to_string().into(),
        name.into(),
    ];
    Some(ExternalCommand { name: name_given, program: node, arguments: arguments.into() })
}

/// True when `-r <name>` would find a program.
pub(in crate::cli) fn is_installed(name: &str, context: &Context) -> bool {
    find(name, &ReporterOptions::default(), context).is_some()
}

/// A program of this name in the first directory that has one.
fn executable(name: &str, programs: &[PathBuf]) -> Option<PathBuf> {
    if name.contains(['/', '\\']) {
        return None;
    }
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    programs.iter().map(|directory| directory.join(&file)).find(|path| is_executable(path))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// The directory of `newman-reporter-<name>`, or of `@scope/newman-reporter-<name>` for `@scope/<name>`.
///
/// Order: `node_modules` of the working directory and of those above it, `NODE_PATH`, the global packages beside
/// Node.js.
fn package(name: &str, node: &Path, context: &Context) -> Option<PathBuf> {
    let package = match name.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
        Some((scope, name)) => format!("@{scope}/newman-reporter-{name}"),
        None => format!("newman-reporter-{name}"),
    };
    let near = context.directory.ancestors().map(|directory| directory.join("node_modules"));
    let real_node = node.canonicalize().unwrap_or_else(|_| node.to_owned());
    let global = real_node.ancestors().nth(2).map(|prefix| prefix.join("lib/node_modules"));
    near.chain(context.node_packages.iter().cloned())
        .chain(global)
        .map(|directory| directory.join(&package))
        .find(|directory| directory.join("package.json").is_file())
}

/// `show-only-fails` → `showOnlyFails`: newman hands options on under such names.
fn camel(option: &str) -> String {
    let mut upper = false;
    option.chars().fold(String::new(), |mut camel, c| {
        match (c, upper) {
            ('-', _) => upper = true,
            (c, true) => {
                camel.extend(c.to_uppercase());
                upper = false;
            }
            (c, false) => camel.push(c),
        }
        camel
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_have_the_names_that_newman_gives_them() {
        assert_eq!(camel("show-only-fails"), "showOnlyFails");
        assert_eq!(camel("showOnlyFails"), "showOnlyFails");
    }
}
