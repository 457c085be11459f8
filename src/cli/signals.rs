//! What stops a run from outside: Ctrl-C, SIGTERM and the time limit.

use std::future::Future;
use std::time::Duration;

use postino::runner::{StopReason, StopSignal};

use super::exit_code;

/// Ctrl-C, SIGTERM and the time limit stop the run in order; a second signal stops at once.
pub(super) fn watch(stop: &StopSignal, limit: Option<Duration>) {
    end_at_the_second();
    let (on_signal, signal) = (stop.clone(), signal());
    tokio::spawn(async move {
        signal.await;
        on_signal.stop(StopReason::Interrupted);
    });
    if let Some(limit) = limit {
        let on_limit = stop.clone();
        #[expect(clippy::disallowed_methods, reason = "the time limit that the user asked for: --timeout")]
        tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            on_limit.stop(StopReason::TimedOut);
        });
    }
}

/// The second signal ends the process at once, even while it waits for a write that nobody reads.
#[cfg(unix)]
fn end_at_the_second() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;

    let met = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let code = exit_code::INTERRUPTED.number();
        // In this order: what is flagged when a signal comes in was flagged by one before it. Where the system
        // refuses, the first signal still stops the run in order.
        let _ = flag::register_conditional_shutdown(signal, code, Arc::clone(&met));
        let _ = flag::register(signal, Arc::clone(&met));
    }
}

#[cfg(not(unix))]
fn end_at_the_second() {
    tokio::spawn(async {
        signal().await;
        signal().await;
        #[expect(clippy::exit, reason = "the second signal stops at once")]
        std::process::exit(exit_code::INTERRUPTED.number());
    });
}

/// Ends when a signal comes in from now on.
#[cfg(unix)]
pub(super) fn signal() -> impl Future<Output = ()> + use<> {
    use tokio::signal::unix::{SignalKind, signal};

    let [mut interrupt, mut terminate] = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        tokio::select! {
            Some(()) = async { interrupt.as_mut().ok()?.recv().await } => {}
            Some(()) = async { terminate.as_mut().ok()?.recv().await } => {}
            // The system gives none of them.
            else => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
pub(super) async fn signal() {
    let _ = tokio::signal::ctrl_c().await;
}
