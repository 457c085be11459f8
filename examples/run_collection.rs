//! Runs an exported collection and says how it went.
//!
//! ```sh
//! cargo run --example run_collection -- collection.json [environment.json]
//! ```
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use postino::collection::Collection;
use postino::environment::scope_from_json;
use postino::event::Summary;
use postino::runner::{self, Inputs, RunOptions, StopSignal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let collection = arguments.next().ok_or("name a collection file")?;
    let mut inputs = Inputs::of(Collection::from_json(&fs::read_to_string(collection)?)?);
    if let Some(environment) = arguments.next() {
        inputs.environment = scope_from_json(&fs::read_to_string(environment)?)?;
    }

    // The run tells all that happens as events; a summary counts them.
    let mut summary = Summary::default();
    let options = RunOptions::default();
    runner::run(inputs, &options, &StopSignal::default(), &mut |event| summary.apply(&event)).await?;

    let (requests, tests) = (summary.counts.requests, summary.counts.assertions);
    println!("{} requests, {} failed", requests.total, requests.failed);
    println!("{} tests, {} failed", tests.total, tests.failed);
    for failure in &summary.failures {
        println!("failed: {} ({})", failure.message(), failure.place());
    }
    Ok(if summary.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
