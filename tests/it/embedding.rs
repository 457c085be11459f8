//! The library inside of another program: what `postino run` does, without the command.

use postino::collection;
use postino::event::{EventKind, RunEvent};
use postino::runner::{self, Inputs, RunOptions, StopSignal};
use postino::variable::{Variable, VariableScope};
use serde_json::json;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use crate::support::{Server, script};

/// Runs two iterations of one request whose test is named by the environment; gives the names of passed tests.
async fn passed_tests(url: String, run: usize) -> Vec<String> {
    let test = script(
        "test",
        "const name = `run ${pm.environment.get('run')}, iteration ${pm.info.iteration}`;
         pm.test(name, () => pm.expect(pm.response.json().wörter).to.eql('ünïcode ☂'));",
    );
    let file = json!({"info": {"name": "c"}, "item": [{"name": "a", "request": url, "event": [test]}]});
    let collection = collection::parse(&file, || "an id".to_owned()).expect("a collection");
    let environment = VariableScope::new("e", None, vec![Variable::new("run", run.to_string())]);
    let inputs = Inputs::of(collection).with_environment(environment);
    let mut passed = Vec::new();
    let mut sink = |event: RunEvent| {
        if let EventKind::AssertionFinished { assertion, .. } = event.kind
            && assertion.failure().is_none()
        {
            passed.push(assertion.name);
        }
    };
    let options = RunOptions::default().with_iterations(2);
    runner::run(inputs, &options, &StopSignal::default(), &mut sink).await.expect("an item is selected");
    passed
}

#[test]
fn runs_share_the_threads_of_one_runtime() {
    let server = Server::json("{\"wörter\": \"ünïcode ☂\"}");
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let mut outcomes = runtime.block_on(async {
        let runs: JoinSet<_> = (0..4).map(|run| passed_tests(server.url.clone(), run)).collect();
        runs.join_all().await
    });
    outcomes.sort();
    let expected =
        [0, 1, 2, 3].map(|run| [0, 1].map(|iteration| format!("run {run}, iteration {iteration}")).to_vec());
    assert_eq!(outcomes, expected);
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn the_default_seed_differs_from_run_to_run() {
    assert_ne!(RunOptions::default().seed, RunOptions::default().seed);
}
