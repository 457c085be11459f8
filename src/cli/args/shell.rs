//! The options of `postino completions` and `postino man`.

use std::path::PathBuf;

use clap_complete::Shell;

const PLACES: &str = "Where they go:
  bash        postino completions bash > ~/.local/share/bash-completion/completions/postino
  zsh         postino completions zsh > ~/.zfunc/_postino    (with ~/.zfunc in fpath)
  fish        postino completions fish > ~/.config/fish/completions/postino.fish
  PowerShell  postino completions powershell >> $PROFILE";

#[derive(Debug, clap::Args)]
#[command(after_help = PLACES)]
pub(in crate::cli) struct CompletionsArgs {
    /// For which shell
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ManArgs {
    /// Write a page for each command into this directory, instead of postino's own to the standard output
    #[arg(long, value_name = "DIRECTORY")]
    pub(in crate::cli) out: Option<PathBuf>,
}
