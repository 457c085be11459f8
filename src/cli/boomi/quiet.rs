//! Calls without reporters, for the commands `executions` and `log`.

use anyhow::Context as _;
use postino::boomi::{AccountVariables, Api};
use postino::clock::Clock;
use postino::secret::SecretCollector;
use tokio::runtime;

use super::connection;
use crate::cli::Context;
use crate::cli::args::ConnectionArgs;

/// The API of the account that the environment names. No reporter sees its calls.
pub(super) fn api(context: &Context, args: &ConnectionArgs) -> anyhow::Result<Api> {
    let environment = connection::environment(context, args)?;
    let account = AccountVariables { scope: &environment };
    connection::api(context, account, args, Clock::system(), &SecretCollector::default())
}

/// Runs the calls of one command to their end.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(work)
}
