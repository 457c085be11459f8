//! Environment variables of a run from `.env` files and from the process's own variables.

use anyhow::Context as _;
use postino::environment::parse_dotenv;
use postino::secret::SecretString;
use postino::variable::{VariableKind, VariableScope};
use serde_json::Value;

use crate::cli::Context;
use crate::cli::args::InputArgs;
use crate::cli::error::{usage, warn};
use crate::cli::load::Loader;

/// Parts of names whose values nobody should read in a report.
const SECRET_WORDS: [&str; 7] = ["token", "secret", "password", "passwd", "apikey", "api_key", "credential"];

/// Sets what `--env-file` and `--env-from-process` name, the latter over the former.
pub(in crate::cli) fn set(
    context: &Context,
    args: &InputArgs,
    scope: &mut VariableScope,
) -> anyhow::Result<()> {
    for path in &args.env_file {
        let text = Loader::default().env_file(path)?;
        let pairs = parse_dotenv(&text).with_context(|| format!("\"{}\" cannot be used", path.display()))?;
        for (name, value) in pairs {
            put(scope, &name, value);
        }
    }
    for prefix in &args.env_from_process {
        if prefix.is_empty() {
            let hint = "a prefix keeps the rest of the process's variables, with its secrets, out of the run";
            return Err(usage("--env-from-process needs a prefix", Some(hint.to_owned())));
        }
        let mut found: Vec<(&str, &SecretString)> = context
            .variables
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(prefix.as_str())?, value)))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        if found.is_empty() {
            warn(&format!("--env-from-process {prefix}: no variable of the process begins with it"));
        }
        found.sort_unstable_by_key(|(name, _)| *name);
        for (name, value) in found {
            put(scope, name, value.expose().to_owned());
        }
    }
    Ok(())
}

/// Sets a variable. It is secret if it was secret before, or if its name holds one of [`SECRET_WORDS`].
fn put(scope: &mut VariableScope, name: &str, value: String) {
    let lower = name.to_lowercase();
    if SECRET_WORDS.iter().any(|word| lower.contains(word)) {
        scope.declare(name, Some(Value::from(value)), VariableKind::Secret);
    } else {
        scope.set(name, Some(Value::from(value)));
    }
}
