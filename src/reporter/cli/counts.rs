//! The table of counts at the end of the report, drawn as newman draws it.

use std::fmt::Write as _;

use super::style::{Color, Style};
use super::text::{duration_ms, size};
use crate::event::{Count, Spread, Summary};

/// Widths of the columns of counts before the lines below them are known. Units: columns.
///
/// Source: newman 6.2.2, seen in its output.
const WIDTHS: [usize; 3] = [25, 10, 10];

/// The pieces that a table is drawn with.
struct Chars {
    dash: &'static str,
    bar: &'static str,
    /// Left corner, crossing, right corner; from the top to the bottom.
    top: [&'static str; 3],
    middle: [&'static str; 3],
    /// Where the three columns end and the lines below begin.
    closing: [&'static str; 3],
    between: [&'static str; 2],
    bottom: [&'static str; 2],
}

const UNICODE: Chars = Chars {
    dash: "─",
    bar: "│",
    top: ["┌", "┬", "┐"],
    middle: ["├", "┼", "┤"],
    closing: ["├", "┴", "┤"],
    between: ["├", "┤"],
    bottom: ["└", "┘"],
};

const ASCII: Chars = Chars {
    dash: "-",
    bar: "|",
    top: ["-", "-", "-"],
    middle: ["-", "+", "-"],
    closing: ["-", "-", "-"],
    between: ["-", "-"],
    bottom: ["-", "-"],
};

/// The table; with `phases`, the averages of look-ups and first bytes too.
pub(super) fn table(summary: &Summary, style: Style, phases: bool) -> String {
    let counts = &summary.counts;
    let rows = [
        ("iterations", counts.iterations),
        ("requests", counts.requests),
        ("test-scripts", counts.test_scripts),
        ("prerequest-scripts", counts.prerequest_scripts),
        ("assertions", counts.assertions),
    ];
    let lines = lines(summary, phases);
    let widths = widths(&lines);
    let chars = if style.unicode { &UNICODE } else { &ASCII };
    let border = |text: &str| style.grey(text);
    let bar = border(chars.bar);
    let rule = |[left, middle, right]: [&str; 3]| {
        let columns = widths.map(|width| chars.dash.repeat(width));
        border(&format!("{left}{}{right}", columns.join(middle))) + "\n"
    };
    let mut out = rule(chars.top);
    let [first, second, third] = widths.map(|width| width - 2);
    let _ =
        writeln!(out, "{bar} {:>first$} {bar} {:>second$} {bar} {:>third$} {bar}", "", "executed", "failed");
    for (name, count) in rows {
        out.push_str(&rule(chars.middle));
        let _ = writeln!(out, "{}", row(name, count, widths, style, &bar));
    }
    let inner = widths.iter().sum::<usize>() + 2;
    let dashes = chars.dash.repeat(inner);
    out.push_str(&rule(chars.closing));
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            let [left, right] = chars.between;
            let _ = writeln!(out, "{}", border(&format!("{left}{dashes}{right}")));
        }
        let _ = writeln!(out, "{bar} {line:<width$} {bar}", width = inner - 2);
    }
    let [left, right] = chars.bottom;
    out + &border(&format!("{left}{dashes}{right}"))
}

/// A count: its name is red when some failed, green when none did.
fn row(name: &str, count: Count, widths: [usize; 3], style: Style, bar: &str) -> String {
    let [first, second, third] = widths.map(|width| width - 2);
    let color = if count.failed > 0 { Color::Red } else { Color::Green };
    let pad = " ".repeat(first - name.len());
    let failed = format!("{:>third$}", count.failed);
    let failed = if count.failed > 0 { style.paint(Color::Red, &failed) } else { failed };
    format!("{bar} {pad}{} {bar} {:>second$} {bar} {failed} {bar}", style.paint(color, name), count.total)
}

fn lines(summary: &Summary, phases: bool) -> Vec<String> {
    let ran = match (summary.started, summary.finished) {
        (Some(started), Some(finished)) => (finished - started).as_seconds_f64() * 1000.0,
        _ => 0.0,
    };
    let mut lines = vec![
        format!("total run duration: {}", duration_ms(ran)),
        format!("total data received: {} (approx)", size(summary.received_bytes)),
    ];
    let spread = |name: &str, spread: &Spread| {
        format!(
            "{name}: {} [min: {}, max: {}, s.d.: {}]",
            duration_ms(spread.average),
            duration_ms(spread.min),
            duration_ms(spread.max),
            duration_ms(spread.deviation())
        )
    };
    let averages = [
        ("average response time", &summary.response),
        ("average DNS lookup time", &summary.dns),
        ("average first byte time", &summary.first_byte),
    ];
    let shown = averages.iter().take(if phases { 3 } else { 1 }).filter(|(_, spread)| spread.average > 0.0);
    lines.extend(shown.map(|(name, values)| spread(name, values)));
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
