//! Calls without reporters, for the commands `executions` and `log`.

use anyhow::Context as _;
use postino::boomi::{AccountVariables, Api, ApiCall, ApiReply, CallError, Caller};
use postino::clock::Clock;
use postino::secret::SecretCollector;
use tokio::runtime;

use super::connection;
use crate::cli::Context;
use crate::cli::args::ConnectionArgs;

/// Makes calls that no reporter sees.
pub(super) struct Quiet(Api);

impl Caller for Quiet {
    async fn call(&self, _: &str, call: &ApiCall) -> Result<ApiReply, CallError> {
        self.0.call(call).await.reply().map_err(CallError::Failure)
    }
}

impl Quiet {
    /// Makes calls to the account that the environment names.
    pub(super) fn new(context: &Context, args: &ConnectionArgs) -> anyhow::Result<Self> {
        let environment = connection::environment(context, args)?;
        let account = AccountVariables { scope: &environment };
        Ok(Self(connection::api(context, account, args, Clock::system(), &SecretCollector::default())?))
    }
}

/// Runs the calls of one command to their end.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(work)
}
