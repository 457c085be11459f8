//! The program and what it is told.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::event::{RunEvent, Summary, ndjson};
use crate::reporter::{Needs, ReportError, Reporter};

/// How many events wait for a program that is slow; then the run waits too.
const WAITING_EVENTS: usize = 4096;
/// How long a program may take no event, or take to end, before it is given up.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(5);

/// A reporter's program.
#[derive(Debug, Clone)]
pub struct ExternalCommand {
    /// What the user calls it.
    pub name: String,
    /// The executable.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Feeds a program the stream as NDJSON; its output is its own.
#[derive(Debug)]
pub struct ExternalReporter {
    name: &'static str,
    child: Child,
    lines: Option<SyncSender<String>>,
    writer: Option<JoinHandle<io::Result<()>>>,
}

impl ExternalReporter {
    /// Starts the program.
    ///
    /// # Errors
    ///
    /// Fails when it does not start.
    pub fn start(command: &ExternalCommand) -> Result<Self, ReportError> {
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|source| ReportError::Start { program: command.program.clone(), source })?;
        let input = child.stdin.take().expect("it was piped");
        let (lines, waiting) = sync_channel(WAITING_EVENTS);
        let writer = thread::spawn(move || feed(input, &waiting));
        // The name lives as long as the process: there is one for each `-r`.
        let name = command.name.clone().leak();
        let reporter = Self { name, child, lines: Some(lines), writer: Some(writer) };
        reporter.send(ndjson::HEADER.to_owned())?;
        Ok(reporter)
    }

    /// Hands a line to the writer; waits while too many are waiting already.
    fn send(&self, mut line: String) -> Result<(), ReportError> {
        let Some(lines) = &self.lines else { return Ok(()) };
        let mut waited = Duration::ZERO;
        loop {
            line = match lines.try_send(line) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Disconnected(_)) => return Err(ReportError::Closed),
                Err(TrySendError::Full(line)) => line,
            };
            if waited >= PATIENCE {
                return Err(ReportError::Stalled { seconds: PATIENCE.as_secs() });
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
    }

    fn wait(&mut self) -> Result<ExitStatus, ReportError> {
        let mut waited = Duration::ZERO;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if waited >= PATIENCE {
                return Err(ReportError::Stalled { seconds: PATIENCE.as_secs() });
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
    }
}

/// Writes lines until there are no more, or until the program closes its input.
fn feed(input: ChildStdin, waiting: &Receiver<String>) -> io::Result<()> {
    let mut out = BufWriter::new(input);
    while let Ok(line) = waiting.recv() {
        writeln!(out, "{line}")?;
        // What is there goes out together; then the program need not wait for more.
        while let Ok(line) = waiting.try_recv() {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
    }
    out.flush()
}

impl Drop for ExternalReporter {
    /// A program that was given up does not outlive the run.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // Nothing is left to do about one that cannot be ended.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Reporter for ExternalReporter {
    fn name(&self) -> &'static str {
        self.name
    }

    fn needs(&self) -> Needs {
        Needs { bodies: true, collection: true }
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        self.send(ndjson::encode(event))
    }

    fn finish(mut self: Box<Self>, _: &Summary) -> Result<(), ReportError> {
        self.lines = None;
        let status = self.wait()?;
        // A program may end before it has read everything; whether that was right, its status says.
        let written = self.writer.take().map(JoinHandle::join);
        if !status.success() {
            return Err(ReportError::Failed { status: status.to_string() });
        }
        match written {
            Some(Ok(Err(error))) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }
}
