//! Triggers a Boomi process and follows it to its end. Without arguments it talks to an emulator of its own.
//!
//! ```sh
//! cargo run --example boomi_trigger -- [environment.json]
//! ```
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::env;
use std::error::Error;
use std::fs;

use postino::boomi::emulator::{Emulator, serve};
use postino::boomi::{
    self, AccountVariables, Api, ApiOptions, Follow, FollowEnding, Patience, Properties, Retries, Start,
    Target, Trigger, TriggerKind, TriggerPlan, generate,
};
use postino::clock::{Clock, Seed};
use postino::collection::Collection;
use postino::environment::scope_from_json;
use postino::http::{ClientOptions, SendOptions};
use postino::secret::SecretCollector;
use postino::variable::Dynamic;
use tokio::net::TcpListener;

const LOCAL: &str = include_str!("../environments/local.postman_environment.json");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let clock = Clock::system();
    let mut environment = match env::args().nth(1) {
        Some(path) => scope_from_json(&fs::read_to_string(path)?)?,
        None => scope_from_json(LOCAL)?,
    };
    if env::args().nth(1).is_none() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        environment.set("baseUrl", Some(format!("http://{}", listener.local_addr()?).into()));
        tokio::spawn(serve(listener, Emulator::local(), clock.clone()));
    }

    // The collection that `postino boomi init` writes: the guide's request, and one that can be followed.
    let collection = generate::collection(|| "an-id".to_owned());
    let collection = Collection::from_json(&collection.to_string())?;
    let secrets = SecretCollector::default();
    let account = AccountVariables { scope: &environment };
    let plan = TriggerPlan { collections: vec![&collection], account, properties: &Properties::default() };
    let mut dynamic = Dynamic::new(Seed(1), clock.clone());
    let request = plan.request(TriggerKind::ExecutionRequest, &mut dynamic, &secrets)?;
    let options = ApiOptions {
        base: account.value("baseUrl"),
        account: account.value("accountId"),
        credentials: account.credentials(&secrets)?,
        client: ClientOptions::default(),
        send: SendOptions::default(),
        calls_per_second: 5,
        back_off: ApiOptions::BACK_OFF,
    };
    let api = Api::new(options, clock.clone(), Box::new(|| 0.5));

    let target = Target { process_id: account.value("processId"), atom_id: account.value("atomId") };
    let trigger = Trigger {
        request: &request,
        kind: TriggerKind::ExecutionRequest,
        target: &target,
        retries: Retries::default(),
        look_up: Patience::default(),
    };
    let id = match boomi::start(&api, &trigger).await {
        Ok(Start::Started(id)) => id,
        other => return Err(format!("no run is known to be started: {other:?}").into()),
    };
    println!("started as {}", id.as_str());
    match boomi::follow(&api, Follow::new(id, None, Patience::default())).await {
        Ok(FollowEnding::Ended(record)) => println!("{} ended as {}", record.execution_id, record.status),
        other => return Err(format!("the end of the run is not known: {other:?}").into()),
    }
    Ok(())
}
