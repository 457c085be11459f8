//! What stops a run from outside: Ctrl-C, SIGTERM and the time limit.

use std::time::Duration;

use postino::runner::{StopReason, StopSignal};

use super::exit_code;

/// Ctrl-C, SIGTERM and the time limit stop the run in order; a second signal stops at once.
pub(super) fn watch(stop: &StopSignal, limit: Option<Duration>) {
    let on_signal = stop.clone();
    tokio::spawn(async move {
        signal().await;
        on_signal.stop(StopReason::Interrupted);
        signal().await;
        #[expect(clippy::exit, reason = "the second signal stops at once")]
        std::process::exit(exit_code::INTERRUPTED.number());
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

#[cfg(unix)]
pub(super) async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
pub(super) async fn signal() {
    let _ = tokio::signal::ctrl_c().await;
}
