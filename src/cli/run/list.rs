//! `postino run --list`: what would run, in order; nothing is sent.

use postino::event::Mask;
use postino::runner::{Plan, PlannedItem};
use postino::shown;

use crate::cli::terminal::answer;

/// Prints the plans: a line for each request, its folders before it, secrets masked.
///
/// Shape: `Orders / Get order  GET {{base}}/orders/{{id}}`, the columns aligned.
pub(in crate::cli) fn print(plans: &[Plan], cycles: usize, mask: &Mask) -> anyhow::Result<()> {
    let lines: Vec<_> = plans.iter().flat_map(|plan| &plan.items).map(|item| line(item, mask)).collect();
    let width = lines.iter().map(|(path, _)| path.chars().count()).max().unwrap_or_default();
    let shown: Vec<_> = lines.iter().map(|(path, request)| format!("{path:width$}  {request}\n")).collect();
    answer(&format!("{}\n{}\n", shown.concat(), total(lines.len(), cycles)))
}

fn line(item: &PlannedItem, mask: &Mask) -> (String, String) {
    let path: Vec<_> = item.view.folders.iter().chain([&item.view.name]).map(String::as_str).collect();
    let request = format!("{} {}", item.request.method, mask.url(&item.request.url.to_string()));
    // Masked first: what an escape stands in is no longer the secret.
    let shown = |text: &str| shown::line(&mask.text(text)).into_owned();
    (shown(&path.join(" / ")), shown(&request))
}

fn total(requests: usize, cycles: usize) -> String {
    let noun = if requests == 1 { "request" } else { "requests" };
    match cycles {
        1 => format!("{requests} {noun}"),
        cycles => format!("{requests} {noun} in each of {cycles} iterations"),
    }
}
