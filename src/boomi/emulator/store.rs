//! The state that survives a restart: runs, downloads, and the counters of outcomes and faults.
//!
//! The scenario is not part of it: each start reads it again. A file is written completely or not at all.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use thiserror::Error;

use super::download::Download;
use super::run::EmulatedRun;
use super::state::Emulator;

/// The version of the format.
const VERSION: u32 = 1;

/// Why a text is not the state of an emulator.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// The text does not have the format.
    #[error("the state cannot be read")]
    Syntax(#[source] serde_json::Error),
    /// Another version of postino wrote it.
    #[error("the state has version {0}, but this postino reads version {VERSION}")]
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
    /// The state, as JSON.
    pub fn remember(&self) -> String {
        let written =
            Written { version: VERSION, runs: &self.runs, downloads: &self.downloads, turns: &self.turns };
        serde_json::to_string(&written).expect("texts, numbers and dates")
    }

    /// Restores a state that an emulator wrote.
    ///
    /// # Errors
    ///
    /// Fails when the text is not the state of an emulator.
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

/// The file in which an emulator keeps its state.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
    saved: u64,
}

impl Store {
    /// A store at this path.
    pub fn new(path: PathBuf) -> Self {
        Self { path, saved: 0 }
    }

    /// Writes the state if it has changed since the last write.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written. The old file then stays as it was.
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
