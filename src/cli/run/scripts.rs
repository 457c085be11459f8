//! The options of a run's scripts: the vault's secrets, the folder of packages, the limit of memory.

use std::collections::BTreeMap;
use std::path::Path;

use postino::runner::ScriptOptions;
use postino::sandbox::{Packages, ScriptMemory, Vault};
use postino::secret::{SecretCollector, SecretString};
use serde_json::Value;

use super::memory;
use crate::cli::Context;
use crate::cli::args::ScriptArgs;
use crate::cli::error::{input, usage};
use crate::cli::load;

type Secrets = BTreeMap<String, SecretString>;

/// Reads what the options name.
pub(in crate::cli) fn options(
    context: &Context,
    args: &ScriptArgs,
    secrets: &SecretCollector,
) -> anyhow::Result<ScriptOptions> {
    let packages = match &args.packages {
        None => Packages::default(),
        Some(folder) => Packages::in_folder(folder).map_err(|error| {
            let hint = "name a folder with a node_modules: npm install makes one".to_owned();
            input(format!("--packages: {error}"), Some(hint))
        })?,
    };
    let vault = vault(context, args, secrets)?;
    let memory = match args.script_memory {
        Some(0) => ScriptMemory::unlimited(),
        Some(most) => ScriptMemory::limited(most),
        None => ScriptMemory::measured(memory::for_scripts),
    };
    Ok(ScriptOptions::default().with_vault(vault).with_packages(packages).with_memory(memory))
}

/// The vault; closed when no option names it. A variable of the process replaces a secret of the file.
fn vault(context: &Context, args: &ScriptArgs, secrets: &SecretCollector) -> anyhow::Result<Vault> {
    if args.vault.is_none() && args.vault_env.is_empty() {
        return Ok(Vault::default());
    }
    let mut values = args.vault.as_deref().map(from_file).transpose()?.unwrap_or_default();
    for name in &args.vault_env {
        let Some(value) = context.variables.get(name) else {
            let hint = "export it, or leave its name out".to_owned();
            return Err(usage(format!("--vault-env: the variable \"{name}\" is not set"), Some(hint)));
        };
        values.insert(name.clone(), value.clone());
    }
    Ok(Vault::new(values, secrets.clone()))
}

fn from_file(path: &Path) -> anyhow::Result<Secrets> {
    let json = load::Loader::default().file(path, load::What::file("vault"))?;
    let found = match (&json, json.get("values")) {
        (_, Some(Value::Array(values))) => values.iter().map(entry).collect(),
        (Value::Object(values), _) => values.iter().map(|(name, value)| secret(name, value)).collect(),
        _ => None,
    };
    found.ok_or_else(|| {
        let hint = "write {\"name\": \"secret\"}, or export an environment from Postman".to_owned();
        input(format!("\"{}\" is no vault", path.display()), Some(hint))
    })
}

fn entry(entry: &Value) -> Option<(String, SecretString)> {
    secret(entry["key"].as_str()?, &entry["value"])
}

/// Only plain values can be secrets.
fn secret(name: &str, value: &Value) -> Option<(String, SecretString)> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return None,
    };
    Some((name.to_owned(), SecretString::new(text)))
}
