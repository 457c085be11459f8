//! A reporter of one's own beside postino's: one line for each request.
//!
//! ```sh
//! cargo run --example custom_reporter -- collection.json
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its reader")]

use std::env;
use std::error::Error;
use std::fs;

use postino::collection::Collection;
use postino::event::{EventKind, Mask, RequestOrigin, RunEvent, Summary};
use postino::reporter::{Fanout, ReportError, Reporter};
use postino::runner::{self, Inputs, RunOptions, StopSignal};

/// Prints a line for each response.
struct Lines;

impl Reporter for Lines {
    fn name(&self) -> &'static str {
        "lines"
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        if let EventKind::RequestFinished { request, response, origin: RequestOrigin::Item, .. } = &event.kind
        {
            let status = response
                .as_ref()
                .map_or_else(|| "no response".to_owned(), |response| response.code.to_string());
            println!("{status} {} {}", request.method, request.url_text);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        println!("{} of {} tests failed", summary.counts.assertions.failed, summary.counts.assertions.total);
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("name a collection file")?;
    let inputs = Inputs::of(Collection::from_json(&fs::read_to_string(path)?)?);
    let options = RunOptions::default();

    // The fan-out masks every event before a reporter sees it: reporters never meet a secret of the run.
    let mut fanout = Fanout::new(Mask::new(options.secrets.clone()));
    fanout.add(Box::new(Lines));
    runner::run(inputs, &options, &StopSignal::default(), &mut |event| fanout.on_event(&event)).await?;

    let (_, lost) = fanout.finish();
    for (reporter, error) in lost {
        eprintln!("the {reporter} report is lost: {error}");
    }
    Ok(())
}
