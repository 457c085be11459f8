//! What a run reads: options of `postino run`.

use std::convert::Infallible;
use std::path::PathBuf;

use postino::secret::SecretString;

/// What a run reads.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Inputs")]
pub(in crate::cli) struct InputArgs {
    /// The environment: a file (JSON or YAML), a URL, or an id of Postman's API; of several, each adds its variables to
    /// those before, and the later value wins
    #[arg(short, long, value_name = "PATH")]
    pub(in crate::cli) environment: Vec<PathBuf>,
    /// The globals: a file (JSON or YAML) or a URL; several are merged as environments are
    #[arg(short, long, value_name = "PATH")]
    pub(in crate::cli) globals: Vec<PathBuf>,
    /// Iteration data, a file or a URL: JSON, lines of JSON, or CSV; a row for each iteration
    #[arg(short = 'd', long, value_name = "PATH")]
    pub(in crate::cli) iteration_data: Vec<PathBuf>,
    /// What separates the fields of CSV: `,` (the default), `;`, `tab`, or another character
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(in crate::cli) data_delimiter: Option<char>,
    /// Set an environment variable of the run
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) env_var: Vec<String>,
    /// Set a global variable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) global_var: Vec<String>,
    /// Set environment variables from a `.env` file; may be repeated
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) env_file: Vec<PathBuf>,
    /// Set environment variables from the process's own that begin with this, without it
    #[arg(long, value_name = "PREFIX")]
    pub(in crate::cli) env_from_process: Vec<String>,
    /// The key with which ids and URLs of Postman's API are fetched
    #[arg(long, value_name = "KEY", env = "POSTMAN_API_KEY", hide_env_values = true, value_parser = secret)]
    pub(in crate::cli) postman_api_key: Option<SecretString>,
    /// Where relative paths of request bodies begin
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) working_dir: Option<PathBuf>,
    /// Refuse request bodies from outside the working directory
    #[arg(long)]
    pub(in crate::cli) no_insecure_file_read: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that clap asks of a parser")]
fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(SecretString::new(text))
}

/// A delimiter of CSV, or the name of one that is hard to type.
pub(super) fn delimiter(text: &str) -> Result<char, String> {
    let mut chars = text.chars();
    match (text, chars.next(), chars.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some('"' | '\r' | '\n' | '\0'), None) => {
            Err("quotes and line ends cannot separate fields".to_owned())
        }
        (_, Some(c), None) => Ok(c),
        _ => Err("expected one character such as , or ; or the word tab".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_is_one_character_or_the_word_tab() {
        for (text, expected) in
            [(",", ','), (";", ';'), ("tab", '\t'), ("\\t", '\t'), ("\t", '\t'), ("|", '|'), ("§", '§')]
        {
            assert_eq!(delimiter(text), Ok(expected), "{text}");
        }
        for text in ["", ";;", "semicolon", "\"", "\n"] {
            assert!(delimiter(text).is_err(), "{text}");
        }
    }
}
