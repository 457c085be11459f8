//! The connection of the Boomi commands: the environment, the token, and the API that they call.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postino::boomi::{AccountVariables, Api, ApiOptions, Credentials};
use postino::clock::Clock;
use postino::compat::Compat;
use postino::http::SendOptions;
use postino::secret::SecretCollector;
use postino::variable::{VariableKind, VariableScope};

use super::advice::advise_credentials;
use super::init::account;
use crate::cli::Context;
use crate::cli::args::{ApiNetworkArgs, ConnectionArgs};
use crate::cli::error::input;
use crate::cli::files::Files;
use crate::cli::{load, network};

/// The paths that are searched for an environment when the user names none.
const ENVIRONMENTS: [&str; 2] =
    ["boomi.postman_environment.json", "environments/boomi.postman_environment.json"];

/// The environment of a call, with its token.
///
/// The token comes from `BOOMI_API_TOKEN`, or else from the environment with `--env-var`, or else from a prompt.
pub(super) fn environment(context: &Context, args: &ConnectionArgs) -> anyhow::Result<VariableScope> {
    let path = environment_file(context, args);
    let mut scope = load::Loader::default().environment(path.as_slice())?;
    load::set_pairs(&mut scope, &args.env_var, "env-var")?;
    if let Some(word) = &args.account {
        scope.set("accountId", Some(account(word)?.0.into()));
    }
    let given = args.env_var.iter().any(|pair| pair.starts_with("apiToken="));
    if let Some(token) = context.boomi_token().filter(|_| !given) {
        scope.declare("apiToken", Some(token.expose().into()), VariableKind::Secret);
    }
    let stored =
        scope.get("apiToken").and_then(|found| found.value.as_ref()).and_then(|value| value.as_str());
    if stored.is_none_or(|token| token.trim().is_empty()) && context.asks {
        let token = ask_token()?;
        scope.declare("apiToken", Some(token.into()), VariableKind::Secret);
    }
    Ok(scope)
}

/// The file of the environment, if there is one.
fn environment_file(context: &Context, args: &ConnectionArgs) -> Option<PathBuf> {
    args.environment.clone().or_else(|| first_there(context, &ENVIRONMENTS))
}

/// What a connection reads.
pub(super) fn files(context: &Context, args: &ConnectionArgs) -> Files {
    let mut files = Files::default();
    if let Some(path) = environment_file(context, args) {
        files.read("the environment", &path);
    }
    network::files(&args.network.transport, &[], &mut files);
    files
}

/// Asks the user for the token, and does not show it.
pub(super) fn ask_token() -> anyhow::Result<String> {
    rpassword::prompt_password("API token (not shown): ").context("cannot ask for the token")
}

/// The first of these paths that is a file.
pub(super) fn first_there(context: &Context, paths: &[&str]) -> Option<PathBuf> {
    paths.iter().map(Path::new).find(|path| context.directory.join(path).is_file()).map(Path::to_owned)
}

/// The API of the environment's account, called through the network that the options describe.
pub(super) fn api(
    context: &Context,
    account: AccountVariables<'_>,
    args: &ConnectionArgs,
    clock: Clock,
    secrets: &SecretCollector,
) -> anyhow::Result<Api> {
    for name in ["baseUrl", "accountId"] {
        if account.value(name).is_empty() {
            let hint = "run postino boomi init to write an environment, or give -e or --env-var".to_owned();
            return Err(input(format!("{name} is empty: without it there is nothing to call"), Some(hint)));
        }
    }
    let whom = Whom {
        base: account.value("baseUrl"),
        account: account.value("accountId"),
        credentials: account.credentials(secrets).map_err(|error| advise_credentials(&error))?,
    };
    reach(context, whom, &args.network, clock, secrets)
}

/// The platform, the account and the user of an API.
pub(super) struct Whom {
    pub(super) base: String,
    pub(super) account: String,
    pub(super) credentials: Credentials,
}

/// The API, called through the network that the options describe.
pub(super) fn reach(
    context: &Context,
    Whom { base, account, credentials }: Whom,
    reached: &ApiNetworkArgs,
    clock: Clock,
    secrets: &SecretCollector,
) -> anyhow::Result<Api> {
    let options = ApiOptions {
        base,
        account,
        credentials,
        client: network::client(&reached.transport, context, secrets, Compat::Postman)?,
        send: send_options(context, reached),
        calls_per_second: reached.calls_per_second,
        back_off: ApiOptions::BACK_OFF,
    };
    Ok(Api::new(options, clock, Box::new(|| rand::random_range(0.0..1.0))))
}

fn send_options(context: &Context, args: &ApiNetworkArgs) -> SendOptions {
    let mut options = SendOptions::default();
    options.timeout = Some(args.timeout_request);
    options.max_time = args.transport.max_time;
    options.download_timeout = args.transport.timeout_download;
    options.tls.verify = network::verifies(&args.transport, context);
    options
}
