//! `postino boomi emulate`.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use postino::boomi::emulator::{CALLS, Emulator, LOCAL, Scenario, Store, serve_with_store};
use postino::clock::{Clock, Seed};
use tokio::net::TcpListener;
use tokio::runtime;

use crate::cli::Context;
use crate::cli::args::EmulateArgs;
use crate::cli::error::{input, input_because};
use crate::cli::exit_code::{self, Code};
use crate::cli::terminal::answer;

/// Prints what the emulator accepts, and serves it until it is interrupted.
pub(super) fn emulate(context: &Context, args: &EmulateArgs) -> anyhow::Result<Code> {
    if args.print_scenario {
        say(LOCAL);
        return Ok(exit_code::PASSED);
    }
    let mut emulator = Emulator::new(scenario(args)?, Seed(rand::random()));
    let store = args.state.as_deref().map(|path| recall(&mut emulator, path)).transpose()?;
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", args.port)).await.map_err(|error| {
            let hint = Some("choose another with --port, or a free one with --port 0".to_owned());
            input(format!("cannot listen on port {}: {error}", args.port), hint)
        })?;
        let address = listener.local_addr().context("cannot listen")?;
        say(&introduction(emulator.scenario(), address));
        tokio::select! {
            served = serve_with_store(listener, emulator, store, Clock::system()) => {
                served.with_context(|| match &args.state {
                    Some(path) => format!("the emulator stopped: {} cannot be written", path.display()),
                    None => "the emulator stopped".to_owned(),
                })?;
            }
            () = context.signals.next() => {}
        }
        Ok(exit_code::PASSED)
    })
}

fn scenario(args: &EmulateArgs) -> anyhow::Result<Scenario> {
    let mut scenario = match &args.scenario {
        None => Scenario::local(),
        Some(path) => {
            let name = path.display();
            let text =
                fs::read_to_string(path).with_context(|| format!("cannot read the scenario {name}"))?;
            Scenario::parse(&text).map_err(|error| {
                let hint = "postino boomi emulate --print-scenario shows every entry, with a comment";
                input_because(error, format!("{name} is not a scenario"), Some(hint.to_owned()))
            })?
        }
    };
    if let Some(limit) = args.rate_limit {
        scenario.rate_limit = (limit > 0).then_some(limit);
    }
    Ok(scenario)
}

/// Continues from the state file, or begins one.
fn recall(emulator: &mut Emulator, path: &Path) -> anyhow::Result<Store> {
    Store::open(path, emulator).map_err(|error| {
        let hint = "give another file, or remove this one to start afresh";
        input_because(error, format!("cannot continue from {}", path.display()), Some(hint.to_owned()))
    })
}

fn introduction(scenario: &Scenario, address: SocketAddr) -> String {
    let base = format!("http://{address}/api/rest/v1/{}", scenario.first_account());
    let calls: Vec<String> =
        CALLS.iter().map(|(method, path, what)| format!("  {method:<5}{path:<42}{what}")).collect();
    let calls = calls.join("\n");
    format!(
        "the AtomSphere emulator accepts\n\nbaseUrl  http://{address}\npage     http://{address}/\n\n{scenario}\n\
         calls, after {base}/\n{calls}"
    )
}

/// Prints lines. An emulator that nobody reads goes on.
fn say(text: &str) {
    let _ = answer(&format!("{text}\n"));
}
