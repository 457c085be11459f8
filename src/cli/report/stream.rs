//! A saved stream of events, read line by line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use postino::event::{RunEvent, ndjson};

use crate::cli::error::{input, input_because, reason};

/// A stream that is being read, once, from its beginning.
pub(super) struct Stream<'p> {
    pub(super) path: &'p Path,
    source: Box<dyn BufRead>,
    /// The number of the line that was read last.
    pub(super) line: usize,
    /// True when that line had no end, and was no event: who wrote the stream was stopped in it.
    pub(super) is_cut: bool,
}

/// True for `-`.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl<'p> Stream<'p> {
    /// Opens a stream and checks its first line.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be read or is no stream.
    pub(super) fn open(path: &'p Path) -> anyhow::Result<Self> {
        let source: Box<dyn BufRead> = if is_standard_input(path) {
            Box::new(BufReader::new(io::stdin()))
        } else {
            let file = File::open(path).map_err(|error| {
                let hint = "name a file that -r events has written".to_owned();
                input(
                    format!("cannot read the events \"{}\": {}", path.display(), reason(&error)),
                    Some(hint),
                )
            })?;
            Box::new(BufReader::new(file))
        };
        let mut stream = Self { path, source, line: 0, is_cut: false };
        let Some(first) = stream.read()? else {
            let hint = "it takes the files that -r events writes".to_owned();
            return Err(input(format!("\"{}\" is empty", path.display()), Some(hint)));
        };
        ndjson::check_header(&String::from_utf8_lossy(&first)).map_err(|error| {
            let hint = "it takes the files that -r events writes, whole".to_owned();
            input_because(error, format!("\"{}\" cannot be reported on", path.display()), Some(hint))
        })?;
        Ok(stream)
    }

    /// The next line with its end, if it has one.
    fn read(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let read = self.source.read_until(b'\n', &mut line);
        let place = || format!("cannot read \"{}\", line {}", self.path.display(), self.line + 1);
        if read.with_context(place)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        Ok(Some(line))
    }

    /// The next event. A last line without an end that is no event was cut off.
    ///
    /// # Errors
    ///
    /// Fails when the stream cannot be read, or at a line that is no event.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<RunEvent>> {
        while let Some(line) = self.read()? {
            let text = String::from_utf8_lossy(&line);
            if text.trim().is_empty() {
                continue;
            }
            return match ndjson::decode(&text) {
                Ok(event) => Ok(Some(event)),
                Err(_) if !line.ends_with(b"\n") => {
                    self.is_cut = true;
                    Ok(None)
                }
                Err(error) => Err(error).with_context(|| {
                    format!("\"{}\", line {}, cannot be used", self.path.display(), self.line)
                }),
            };
        }
        Ok(None)
    }
}
