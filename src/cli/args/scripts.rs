//! What scripts may use: options of `postino run`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;

use super::size;

/// What scripts may use.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Scripts")]
pub(in crate::cli) struct ScriptArgs {
    /// A JSON file with the secrets of `pm.vault` and `{{vault:name}}`: an object, or an environment
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) vault: Option<PathBuf>,
    /// Variables of the process that join the vault, by their names
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) vault_env: Vec<String>,
    /// The folder whose `node_modules` holds what scripts load with `pm.require`
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) packages: Option<PathBuf>,
    /// How much memory all scripts may use together: 256MB (decimal), 64MiB (binary), or a number of bytes; 0 is
    /// unlimited [default: half of what the process may use, at most 4GiB]
    #[arg(long, value_name = "SIZE", value_parser = memory, allow_negative_numbers = true)]
    pub(in crate::cli) script_memory: Option<usize>,
}

/// Less would not hold the engine itself. Units: bytes.
const LEAST_MEMORY: usize = 4_000_000;

fn memory(text: &str) -> Result<usize, String> {
    if text.trim() == "0" {
        return Ok(0);
    }
    let bytes = size::bytes(text)?;
    if bytes < LEAST_MEMORY {
        Err("expected 4MB or more, which the engine itself needs".to_owned())
    } else {
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_a_size_that_holds_the_engine() {
        assert_eq!(memory("64MiB"), Ok(64 << 20));
        assert_eq!(memory("4MB"), Ok(LEAST_MEMORY));
        assert_eq!(memory("0"), Ok(0));
        assert!(memory("3999999").expect_err("too little").contains("4MB or more"));
    }
}
