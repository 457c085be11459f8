//! Triggers a Boomi process and follows it to its end. Without arguments it talks to an emulator of its own.
//!
//! ```sh
//! cargo run --example boomi_trigger -- [environment.json]
//! ```
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example talks to its reader, and waits"
)]

use std::env;
use std::error::Error;
use std::fs;

use postino::boomi::emulator::{Emulator, serve};
use postino::boomi::{
    AccountVariables, Api, ApiCall, ApiOptions, Follow, FollowEnding, FollowStep, Patience, TriggerKind,
    TriggerPlan, generate,
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
    let plan = TriggerPlan { collections: vec![&collection], account, properties: &[] };
    let mut dynamic = Dynamic::new(Seed(1), clock.clone());
    let request = plan.request(TriggerKind::ExecutionRequest, &mut dynamic, &secrets)?;
    let options = ApiOptions {
        base: account.value("baseUrl"),
        account: account.value("accountId"),
        credentials: account.credentials(&secrets)?,
        client: ClientOptions::default(),
        send: SendOptions::default(),
        calls_per_second: 5,
    };
    let api = Api::new(options, clock.clone(), Box::new(|| 0.5));

    let reply = api.trigger(&request).await.reply()?;
    reply.success()?;
    let json = reply.json()?;
    let id = json["requestId"].as_str().ok_or("the answer has no requestId")?;
    println!("started as {id}");

    let began = clock.elapsed();
    let mut follow = Follow::new(Patience::default());
    loop {
        match follow.next(clock.elapsed().saturating_sub(began)) {
            FollowStep::Ask { after } => tokio::time::sleep(after).await,
            FollowStep::End(FollowEnding::Over(record)) => {
                println!("{} ended as {}", record.execution_id, record.status);
                return Ok(());
            }
            FollowStep::End(FollowEnding::StillRunning(_)) => return Err("the run is still going".into()),
        }
        follow.answered(&api.call(&ApiCall::record(id)).await.reply()?)?;
    }
}
