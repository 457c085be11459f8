//! The two tables at the end of the report, drawn as newman draws them.

use std::fmt::Write as _;

use super::style::{Color, Style};
use super::text::{duration_ms, size};
use crate::event::{Failure, FailureCause, Summary};

/// Widths of the columns of counts before the lines below them are known. Units: columns.
///
/// Source: newman 6.2.2, seen in its output.
const WIDTHS: [usize; 3] = [25, 10, 10];

/// The table of counts.
pub(super) fn counts(summary: &Summary, style: Style) -> String {
    let counts = &summary.counts;
    let rows = [
        ("iterations", counts.iterations),
        ("requests", counts.requests),
        ("test-scripts", counts.test_scripts),
        ("prerequest-scripts", counts.prerequest_scripts),
        ("assertions", counts.assertions),
    ];
    let lines = lines(summary);
    let widths = widths(&lines);
    let [bar, dash] = [style.symbol("│", "|"), style.symbol("─", "-")];
    let rule = |left: &str, middle: &str, right: &str| {
        let columns = widths.map(|width| dash.repeat(width));
        format!("{left}{}{right}\n", columns.join(middle))
    };
    let row = |cells: [&str; 3]| {
        let [first, second, third] = widths;
        let (a, b, c) = (first - 2, second - 2, third - 2);
        format!("{bar} {:>a$} {bar} {:>b$} {bar} {:>c$} {bar}\n", cells[0], cells[1], cells[2])
    };
    let pick = |unicode, ascii| style.symbol(unicode, ascii);
    let mut out = rule(pick("┌", "."), pick("┬", "."), pick("┐", "."));
    out.push_str(&row(["", "executed", "failed"]));
    for (name, count) in rows {
        out.push_str(&rule(pick("├", "|"), pick("┼", "+"), pick("┤", "|")));
        out.push_str(&row([name, &count.total.to_string(), &count.failed.to_string()]));
    }
    let inner = widths.iter().sum::<usize>() + 2;
    out.push_str(&rule(pick("├", "|"), pick("┴", "-"), pick("┤", "|")));
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            let _ = writeln!(out, "{}{}{}", pick("├", "|"), dash.repeat(inner), pick("┤", "|"));
        }
        let _ = writeln!(out, "{bar} {line:<width$} {bar}", width = inner - 2);
    }
    let _ = write!(out, "{}{}{}", pick("└", "'"), dash.repeat(inner), pick("┘", "'"));
    out
}

fn lines(summary: &Summary) -> Vec<String> {
    let ran = match (summary.started, summary.finished) {
        (Some(started), Some(finished)) => (finished - started).as_seconds_f64() * 1000.0,
        _ => 0.0,
    };
    let mut lines = vec![
        format!("total run duration: {}", duration_ms(ran)),
        format!("total data received: {} (approx)", size(summary.received_bytes)),
    ];
    let response = &summary.response;
    if response.average > 0.0 {
        lines.push(format!(
            "average response time: {} [min: {}, max: {}, s.d.: {}]",
            duration_ms(response.average),
            duration_ms(response.min),
            duration_ms(response.max),
            duration_ms(response.deviation())
        ));
    }
    lines
}

/// The lines below the counts may need more room: the second column takes the larger half of it.
fn widths(lines: &[String]) -> [usize; 3] {
    let mut widths = WIDTHS;
    for line in lines {
        let missing = (line.chars().count() + 2).saturating_sub(widths.iter().sum::<usize>() + 2);
        widths[1] += missing.div_ceil(2);
        widths[2] += missing / 2;
    }
    widths
}

/// The table of failures.
pub(super) fn failures(summary: &Summary, style: Style, compat: bool) -> String {
    let iterations = summary.run.as_ref().map_or(1, |run| run.iterations);
    let digits = summary.failures.len().to_string().len();
    let entries: Vec<_> = summary
        .failures
        .iter()
        .enumerate()
        .map(|(place, failure)| {
            let number = format!("{:0>digits$}.", place + 1);
            let mut left = vec![failure.error_name().to_owned()];
            if iterations > 1 {
                left.push(format!("iteration: {}", failure.cursor.iteration + 1));
            }
            (number, left, details(failure, compat))
        })
        .collect();
    let width = |texts: &mut dyn Iterator<Item = usize>, least: usize| texts.max().unwrap_or(0).max(least);
    let left =
        width(&mut entries.iter().flat_map(|entry| entry.1.iter().map(|line| line.chars().count())), 7);
    let right =
        width(&mut entries.iter().flat_map(|entry| entry.2.iter().map(|line| line.chars().count())), 6);
    let number = digits + 1;
    // newman leaves these colours in even when there are none.
    let colored = Style { color: style.color || compat, ..style };
    let mut out = String::new();
    let head =
        [format!(" {:>number$} ", "#"), format!(" {:<left$} ", "failure"), format!(" {:<right$} ", "detail")];
    out.extend(head.map(|cell| colored.paint(Color::Red, &cell)));
    out.push('\n');
    for (numbered, left_lines, right_lines) in &entries {
        let blanks =
            [number + 2, left + 2, right + 2].map(|width| colored.paint(Color::Grey, &" ".repeat(width)));
        out.push_str(&blanks.concat());
        out.push('\n');
        for place in 0..left_lines.len().max(right_lines.len()) {
            let shown = if place == 0 { numbered.as_str() } else { "" };
            let [a, b] = [left_lines, right_lines].map(|lines| lines.get(place).map_or("", String::as_str));
            let _ = writeln!(out, " {shown:<number$}  {a:<left$}  {b:<right$} ");
        }
    }
    out
}

fn details(failure: &Failure, compat: bool) -> Vec<String> {
    let mut lines = match &failure.cause {
        FailureCause::Assertion(_, name, ..) => vec![name.clone()],
        FailureCause::Script(..) | FailureCause::Request(_) => vec![String::new()],
    };
    if matches!(failure.cause, FailureCause::Request(_)) {
        lines.clear();
    }
    lines.extend(failure.message().lines().map(str::to_owned));
    if matches!(failure.cause, FailureCause::Request(_)) && compat {
        lines.insert(0, String::new());
    }
    let line = failure.line().filter(|_| !compat).map(|line| format!(", line {line}")).unwrap_or_default();
    lines.push(format!("at {}{line}", failure.place()));
    let path: Vec<_> = failure.item.folders.iter().chain([&failure.item.name]).cloned().collect();
    let inside = if compat && matches!(failure.cause, FailureCause::Request(_)) {
        String::new()
    } else {
        path.join(" / ")
    };
    lines.push(format!("inside \"{inside}\""));
    lines
}
