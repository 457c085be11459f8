//! What scripts may use: options of `postino run`.

use std::path::PathBuf;

/// What scripts may use.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Scripts")]
pub(in crate::cli) struct ScriptArgs {
    /// A JSON file with the secrets of `pm.vault` and `{{vault:name}}`: an object, or an environment
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) vault: Option<PathBuf>,
    /// Variables of the process that join the vault, by their names
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(in crate::cli) vault_env: Vec<String>,
    /// The folder whose `node_modules` holds what scripts load with `pm.require`
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) packages: Option<PathBuf>,
    /// How much memory all scripts may use together: a number of bytes, or one with K, M or G
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(in crate::cli) script_memory: Option<usize>,
}

/// Less would not hold the engine itself. Units: bytes.
const LEAST_MEMORY: usize = 4 << 20;

fn parse_size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 0,
        "K" | "KB" => 10,
        "M" | "MB" => 20,
        "G" | "GB" => 30,
        _ => return Err("write a number of bytes, or one with K, M or G, such as 256M".to_owned()),
    };
    let number: usize = digits.parse().map_err(|_| "write a size such as 256M".to_owned())?;
    let bytes = number.checked_shl(shift).filter(|bytes| bytes >> shift == number);
    let bytes = bytes.ok_or_else(|| "this is more than there can be".to_owned())?;
    if bytes < LEAST_MEMORY { Err("the engine itself needs 4M".to_owned()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bytes_or_have_a_unit() {
        assert_eq!(parse_size("8388608"), Ok(8 << 20));
        assert_eq!(parse_size("64m"), Ok(64 << 20));
        assert_eq!(parse_size("2GB"), Ok(2 << 30));
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "M", "-1", "64T", "1.5G", "99999999999999G", "100K"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
