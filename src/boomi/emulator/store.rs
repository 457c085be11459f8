//! The file with the state that survives a restart: runs, downloads, objects, and the counters of outcomes and faults.
//!
//! The scenario is not part of it: each start reads it again.
//!
//! # Design
//!
//! 2026-11-30: the file is a list of changes, one JSON line each, below a line with the version. A call appends what it
//! changed. The whole state takes the place of the list at the start and when the list has grown to twice its size.
//! Before, each change wrote the whole state, which took longer with each run. A last line without its end is what a
//! killed emulator leaves; it is dropped.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::change::Change;
use super::state::Emulator;
use crate::file::{Readers, write_whole};

/// The version of the format. Version 1 was one JSON object with the whole state.
const VERSION: u32 = 2;

/// The growth after which the list is written anew, at least. Units: bytes.
const GROWTH: u64 = 1024 * 1024;

/// Why a file is not the state of an emulator.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// A line does not have the format.
    #[error("line {line} of the state cannot be read")]
    Syntax {
        /// Its number, from 1.
        line: usize,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// Another version of postino wrote it.
    #[error("the state has version {0}, but this postino reads versions 1 to {VERSION}")]
    Version(u32),
    /// Another emulator keeps its state there.
    #[error("another emulator keeps its state in this file")]
    InUse,
    /// A device, a pipe or a folder.
    #[error("this is no plain file, so a state cannot be kept in it")]
    NoFile,
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
}

/// The state as version 1 wrote it.
#[derive(Deserialize)]
struct Whole {
    runs: Vec<super::run::EmulatedRun>,
    downloads: Vec<super::download::Download>,
    turns: std::collections::HashMap<String, usize>,
}

impl Emulator {
    /// The state, as text.
    pub fn remember(&self) -> String {
        let mut text = line(&Header { version: VERSION });
        for change in self.everything() {
            text += &line(&change);
        }
        text
    }

    /// Restores a state that an emulator wrote.
    ///
    /// # Errors
    ///
    /// Fails when the text is not the state of an emulator.
    pub fn recall(&mut self, text: &str) -> Result<(), StateError> {
        // A last line without its end was cut off, unless it is the single object of version 1.
        let ended = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut lines = ended.lines().enumerate();
        let Some((_, first)) = lines.next() else {
            return if text.trim().is_empty() { Ok(()) } else { self.recall_whole(text) };
        };
        let header: Header = parse(0, first)?;
        match header.version {
            1 => return self.recall_whole(first),
            VERSION => {}
            other => return Err(StateError::Version(other)),
        }
        let changes = lines.map(|(index, text)| parse(index, text)).collect::<Result<Vec<Change>, _>>()?;
        self.restore(changes);
        Ok(())
    }

    fn recall_whole(&mut self, text: &str) -> Result<(), StateError> {
        let header: Header = parse(0, text)?;
        if header.version != 1 {
            return Err(StateError::Version(header.version));
        }
        let whole: Whole = parse(0, text)?;
        let runs = whole.runs.into_iter().map(|run| Change::Run(Box::new(run)));
        let downloads = whole.downloads.into_iter().map(Change::Download);
        let turns = whole.turns.into_iter().map(|(process, runs)| Change::Turns { process, runs });
        self.restore(runs.chain(downloads).chain(turns).collect());
        Ok(())
    }
}

fn line(content: &impl Serialize) -> String {
    serde_json::to_string(content).expect("texts, numbers and dates") + "\n"
}

fn parse<'a, T: Deserialize<'a>>(index: usize, text: &'a str) -> Result<T, StateError> {
    serde_json::from_str(text).map_err(|source| StateError::Syntax { line: index + 1, source })
}

/// The file in which an emulator keeps its state.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    file: File,
    /// The size of the file. Units: bytes.
    size: u64,
    /// The size at which the list is written anew. Units: bytes.
    rewrite_at: u64,
}

impl Store {
    /// Continues from the state in a file, or begins one.
    ///
    /// # Errors
    ///
    /// Fails when the file is not the state of an emulator, is in use by another, or cannot be written.
    pub fn open(path: &Path, emulator: &mut Emulator) -> Result<Self, StateError> {
        match fs::metadata(path) {
            Ok(found) if !found.is_file() => return Err(StateError::NoFile),
            Ok(_) => {
                let file = lock(File::open(path)?)?;
                emulator.recall(&io::read_to_string(&file)?)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let (file, size) = rewrite(path, emulator)?;
        Ok(Self { path: path.to_owned(), file, size, rewrite_at: size * 2 + GROWTH })
    }

    /// Appends what the last call changed.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub fn save(&mut self, emulator: &Emulator) -> io::Result<()> {
        if emulator.changes.is_empty() {
            return Ok(());
        }
        let text: String = emulator.changes.iter().map(line).collect();
        self.file.write_all(text.as_bytes())?;
        self.size += u64::try_from(text.len()).unwrap_or(u64::MAX);
        if self.size >= self.rewrite_at {
            // Without a free file handle, say, the list goes on as it is.
            if let Ok((file, size)) = rewrite(&self.path, emulator) {
                (self.file, self.size) = (file, size);
            }
            self.rewrite_at = self.size * 2 + GROWTH;
        }
        Ok(())
    }
}

/// Writes the whole state, and opens the file for what will be appended. Returns its size too.
fn rewrite(path: &Path, emulator: &Emulator) -> Result<(File, u64), StateError> {
    let text = emulator.remember();
    write_whole(path, Readers::AsBefore, |out| out.write_all(text.as_bytes()))?;
    let file = lock(OpenOptions::new().append(true).open(path)?)?;
    Ok((file, u64::try_from(text.len()).unwrap_or(u64::MAX)))
}

/// Locks a file, where its file system can.
fn lock(file: File) -> Result<File, StateError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(StateError::InUse),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}
