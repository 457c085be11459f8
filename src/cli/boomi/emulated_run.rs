//! `postino run --emulate boomi`: the emulator beside a run.

use anyhow::Context as _;
use postino::boomi::emulator::{Emulator, serve};
use postino::clock::Clock;
use postino::variable::VariableScope;
use tokio::net::TcpListener;

/// Starts the emulator on a free port and sets `baseUrl` to its address. The emulator stops with the runtime.
pub(in crate::cli) async fn emulate_for(
    environment: &mut VariableScope,
    clock: &Clock,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("cannot start the emulator")?;
    let url = format!("http://{}", listener.local_addr().context("cannot start the emulator")?);
    environment.set("baseUrl", Some(url.into()));
    tokio::spawn(serve(listener, Emulator::local(), clock.clone()));
    Ok(())
}
