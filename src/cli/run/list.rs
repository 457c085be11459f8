//! `postino run --list`: what would run, in order; nothing is sent.

use std::io::Write as _;

use postino::runner::{Plan, PlannedItem};

use crate::cli::terminal;

/// Prints the plans: a line for each request, its folders before it.
///
/// Shape: `Orders / Get order  GET {{base}}/orders/{{id}}`, the columns aligned.
pub(in crate::cli) fn print(plans: &[Plan], cycles: usize) -> anyhow::Result<()> {
    let lines: Vec<_> = plans.iter().flat_map(|plan| &plan.items).map(|item| line(item)).collect();
    let width = lines.iter().map(|(path, _)| path.chars().count()).max().unwrap_or_default();
    let mut text = Vec::new();
    for (path, request) in &lines {
        writeln!(text, "{path:width$}  {request}")?;
    }
    writeln!(text, "\n{}", total(lines.len(), cycles))?;
    terminal::print(&text)
}

fn line(item: &PlannedItem) -> (String, String) {
    let path: Vec<_> = item.view.folders.iter().chain([&item.view.name]).map(String::as_str).collect();
    (path.join(" / "), format!("{} {}", item.request.method, item.request.url))
}

fn total(requests: usize, cycles: usize) -> String {
    let noun = if requests == 1 { "request" } else { "requests" };
    match cycles {
        1 => format!("{requests} {noun}"),
        cycles => format!("{requests} {noun} in each of {cycles} iterations"),
    }
}
