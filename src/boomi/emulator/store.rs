//! What the emulator remembers over a restart: runs, downloads, and whose turn it is.
//!
//! The scenario is not part of it: it is given again. Files are written whole or not at all.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use thiserror::Error;

use super::download::Download;
use super::run::EmulatedRun;
use super::state::Emulator;

/// The number of the format.
const VERSION: u32 = 1;

/// Why a text is no state of an emulator.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// It is not what an emulator wrote.
    #[error("the state cannot be read")]
    Syntax(#[source] serde_json::Error),
    /// Another postino wrote it.
    #[error("the state is of version {0}, this postino reads version {VERSION}")]
    Version(u32),
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    runs: &'a [EmulatedRun],
    downloads: &'a [Download],
    turns: &'a HashMap<String, usize>,
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    runs: Vec<EmulatedRun>,
    downloads: Vec<Download>,
    turns: HashMap<String, usize>,
}

impl Emulator {
    /// What is to be remembered, as JSON.
    pub fn remember(&self) -> String {
        let written =
            Written { version: VERSION, runs: &self.runs, downloads: &self.downloads, turns: &self.turns };
        serde_json::to_string(&written).expect("texts, numbers and dates")
    }

    /// Goes on from what an emulator remembered.
    ///
    /// # Errors
    ///
    /// Fails on a text that no emulator wrote.
    pub fn recall(&mut self, text: &str) -> Result<(), StateError> {
        let read: Read = serde_json::from_str(text).map_err(StateError::Syntax)?;
        if read.version != VERSION {
            return Err(StateError::Version(read.version));
        }
        self.runs = read.runs;
        self.downloads = read.downloads;
        self.turns = read.turns;
        Ok(())
    }
}

/// The file that an emulator's memory is kept in.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
    saved: u64,
}

impl Store {
    /// Keeps the memory at this path.
    pub fn new(path: PathBuf) -> Self {
        Self { path, saved: 0 }
    }

    /// Writes the memory if it has changed since it was last written.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written; the old one is still there then.
    pub fn save(&mut self, emulator: &Emulator) -> io::Result<()> {
        if emulator.revision == self.saved {
            return Ok(());
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(emulator.remember().as_bytes())?;
        file.persist(&self.path).map_err(|error| error.error)?;
        self.saved = emulator.revision;
        Ok(())
    }
}
