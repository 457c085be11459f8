//! Serves the emulator over HTTP, on the loopback address only.
//!
//! Slow, broken and hostile clients cost their own connection and a bounded part of the memory: every wait and every size
//! has its limit in [`Limits`](super::Limits). When connections or file handles run out, further clients wait.

mod connection;
mod memory;
mod patience;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};

use self::memory::Memory;
use super::call::{EmulatedCall, EmulatedReply};
use super::limits::Limits;
use super::refusal::Refusal;
use super::state::Emulator;
use super::store::Store;
use crate::clock::Clock;

/// The pause after no connection could be accepted, which mostly means that the file handles are in use.
const PAUSE: Duration = Duration::from_millis(50);

/// The state that all connections share.
struct Shared {
    emulator: Mutex<(Emulator, Option<Store>)>,
    clock: Clock,
    limits: Limits,
    memory: Memory,
    /// Connections send an error here when the state file cannot be written.
    failed: mpsc::UnboundedSender<io::Error>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, (Emulator, Option<Store>)> {
        self.emulator.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a call, or to one whose body could not be read for this reason.
    fn answer(&self, call: &EmulatedCall<'_>, unread: Option<Refusal>) -> EmulatedReply {
        let mut guard = self.lock();
        let (emulator, store) = &mut *guard;
        let reply = match unread {
            Some(refusal) => emulator.answer_unread(call, refusal),
            None => emulator.answer(call),
        };
        if let Some(Err(error)) = store.as_mut().map(|store| store.save(emulator)) {
            // Sending fails only when the emulator is about to end.
            let _ = self.failed.send(error);
        }
        reply
    }
}

/// Serves calls until the future is dropped.
///
/// # Errors
///
/// Does not fail: what goes wrong with a connection ends that connection.
pub async fn serve(listener: TcpListener, emulator: Emulator, clock: Clock) -> io::Result<()> {
    serve_with_store(listener, emulator, None, clock).await
}

/// Serves calls until the future is dropped, and keeps the emulator's state in a file.
///
/// # Errors
///
/// Fails when the file cannot be written.
pub async fn serve_with_store(
    listener: TcpListener,
    emulator: Emulator,
    store: Option<Store>,
    clock: Clock,
) -> io::Result<()> {
    let limits = emulator.scenario().settings.limits.clone();
    let (failed, mut failures) = mpsc::unbounded_channel();
    let slots = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let memory = Memory::new(limits.memory_bytes);
    let emulator = Mutex::new((emulator, store));
    let shared = Arc::new(Shared { emulator, clock, limits, memory, failed });
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await.expect("nobody closes the slots");
            (slot, accepted(&listener).await)
        };
        let (slot, stream) = tokio::select! {
            next = next => next,
            Some(error) = failures.recv() => return Err(error),
        };
        // Small answers must not wait for an acknowledgement. A socket without this option still works.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            connection::serve(stream, shared).await;
            drop(slot);
        });
        while connections.try_join_next().is_some() {}
    }
}

/// The next connection. A failure is that of a single client, or of handles that will be free again.
async fn accepted(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if of_one_client(&error) => {}
            #[expect(clippy::disallowed_methods, reason = "until a file handle is free")]
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

fn of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}
