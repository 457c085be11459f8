//! What stops a run from outside: Ctrl-C, SIGTERM, SIGHUP and the time limit.
//!
//! Until a run begins, a signal ends the process at once: nothing was sent, and nothing is there to be written. The
//! first signal of a run stops it in order, its reports are written; the second ends the process at once.

use std::future::Future;
use std::time::Duration;

use postino::runner::{StopReason, StopSignal};

#[cfg(unix)]
pub(crate) use unix::Signals;
#[cfg(not(unix))]
pub(crate) use without_signals::Signals;

use super::exit_code;

impl Signals {
    /// From now on the first signal stops the run in order, as the time limit does.
    pub(super) fn watch(&self, stop: &StopSignal, limit: Option<Duration>) {
        let (on_signal, signal) = (stop.clone(), self.next());
        tokio::spawn(async move {
            signal.await;
            on_signal.stop(StopReason::Interrupted);
        });
        if let Some(limit) = limit {
            let on_limit = stop.clone();
            #[expect(
                clippy::disallowed_methods,
                reason = "the time limit that the user asked for: --timeout"
            )]
            tokio::spawn(async move {
                tokio::time::sleep(limit).await;
                on_limit.stop(StopReason::TimedOut);
            });
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::{Future, exit_code};

    /// The signals that stop a run.
    #[derive(Debug, Clone)]
    pub(crate) struct Signals {
        numbers: Vec<i32>,
        /// True while the next signal ends the process at once.
        at_once: Arc<AtomicBool>,
    }

    impl Signals {
        /// From now on a signal ends the process at once, with the exit code of an interrupted run.
        pub(crate) fn catch() -> Self {
            let at_once = Arc::new(AtomicBool::new(true));
            // `nohup` ignores SIGHUP, so that what it starts outlives its terminal.
            let hang_up = Some(SIGHUP).filter(|number| !is_ignored(*number));
            let numbers: Vec<_> = [SIGINT, SIGTERM].into_iter().chain(hang_up).collect();
            for number in &numbers {
                // In this order: what is flagged when a signal comes in was flagged by one before it. Where the system
                // refuses, the signal does what it does to any process.
                let _ = flag::register_conditional_shutdown(
                    *number,
                    exit_code::INTERRUPTED.number(),
                    Arc::clone(&at_once),
                );
                let _ = flag::register(*number, Arc::clone(&at_once));
            }
            Self { numbers, at_once }
        }

        /// Ends when a signal comes in from now on. A second one ends the process at once.
        pub(crate) fn next(&self) -> impl Future<Output = ()> + use<> {
            let listen = |number: &i32| signal(SignalKind::from_raw(*number));
            let streams: io::Result<Vec<Signal>> = self.numbers.iter().map(listen).collect();
            // Where the system gives no stream, each signal goes on to end the process at once.
            if streams.is_ok() {
                self.at_once.store(false, Ordering::SeqCst);
            }
            async move {
                let mut streams = streams.unwrap_or_default();
                std::future::poll_fn(|context| {
                    let come = streams.iter_mut().any(|stream| stream.poll_recv(context).is_ready());
                    if come { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
                })
                .await;
            }
        }
    }

    /// True when the process was started with this signal ignored. Known on Linux; elsewhere it counts as not ignored.
    fn is_ignored(number: i32) -> bool {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
        ignored >> (number - 1) & 1 == 1
    }
}

#[cfg(not(unix))]
mod without_signals {
    use super::exit_code;

    /// Ctrl-C.
    #[derive(Debug, Clone)]
    pub(crate) struct Signals;

    impl Signals {
        /// Until a run begins, the system ends the process.
        pub(crate) fn catch() -> Self {
            Self
        }

        /// Ends when Ctrl-C comes in. A second one ends the process at once.
        pub(crate) fn next(&self) -> impl Future<Output = ()> + use<> {
            tokio::spawn(async {
                let _ = tokio::signal::ctrl_c().await;
                let _ = tokio::signal::ctrl_c().await;
                #[expect(clippy::exit, reason = "the second signal stops at once")]
                std::process::exit(exit_code::INTERRUPTED.number());
            });
            async {
                let _ = tokio::signal::ctrl_c().await;
            }
        }
    }
}
