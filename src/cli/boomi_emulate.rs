//! `postino boomi emulate`.

use anyhow::Context as _;
use postino::boomi::emulator::{Emulator, serve};
use postino::clock::Clock;
use tokio::net::TcpListener;
use tokio::runtime;

use super::args::EmulateArgs;
use super::exit_code::{self, Code};

/// Serves the emulator until it is interrupted, after saying what it accepts.
#[expect(clippy::print_stdout, reason = "what the emulator accepts is this command's output")]
pub(super) fn emulate(args: &EmulateArgs) -> anyhow::Result<Code> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", args.port))
            .await
            .with_context(|| format!("cannot listen on port {}", args.port))?;
        let address = listener.local_addr().context("cannot listen")?;
        let emulator = match args.rate_limit {
            0 => Emulator::local(),
            limit => Emulator::local().with_rate_limit(limit),
        };
        println!("the AtomSphere emulator accepts\n\nbaseUrl    http://{address}\n{}\n", emulator.account());
        println!("POST http://{address}/api/rest/v1/{}/executeProcess", emulator.account().id);
        tokio::select! {
            served = serve(listener, emulator, Clock::system()) => served.context("the emulator stopped")?,
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok(exit_code::PASSED)
    })
}
