//! The table of failures at the end of the report, drawn as newman draws it.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::style::{Color, Style};
use crate::compat::Compat;
use crate::event::{Failure, FailureCause, ScriptPlace, Summary};
use crate::reporter::newman;
use crate::shown;

/// One row: its number, and the lines of its two cells.
struct Row {
    number: String,
    failure: Vec<String>,
    detail: Vec<String>,
}

/// The table; in a terminal of a known width, its cells wrap.
pub(super) fn table(summary: &Summary, style: Style, compat: Compat, terminal: Option<usize>) -> String {
    let digits = summary.failures.len().to_string().len();
    let mut rows: Vec<Row> = (1..)
        .zip(&summary.failures)
        .map(|(number, failure)| Row {
            number: format!("{number:0>digits$}."),
            failure: foreign(&names(failure), style),
            detail: foreign(&details(failure, compat), style),
        })
        .collect();
    let number = digits + 1;
    let (mut left, mut right) = (7, 6);
    if let Some(width) = terminal.filter(|width| *width > 20) {
        let room = width - (digits + 3);
        left = (room / 5).max(9) - 2;
        right = room.saturating_sub(left + 2 + 5).max(8) - 2;
        for row in &mut rows {
            row.failure = wrapped(&row.failure, left);
            row.detail = wrapped(&row.detail, right);
        }
    }
    for row in &rows {
        left = row.failure.iter().map(|line| columns(line)).fold(left, usize::max);
        right = row.detail.iter().map(|line| columns(line)).fold(right, usize::max);
    }
    let colored = Style { color: style.color || compat.colors_failures_always(), ..style };
    let mut out = String::new();
    // A name may be wider than what `format!` pads to.
    let padded = |title: &str, width: usize| format!(" {title}{} ", " ".repeat(width - title.len()));
    let head = [format!(" {:>number$} ", "#"), padded("failure", left), padded("detail", right)];
    out.extend(head.map(|cell| colored.paint(Color::Red, &cell)));
    out.push('\n');
    for row in &rows {
        let blanks = [number + 2, left + 2, right + 2].map(|width| colored.grey(&" ".repeat(width)));
        out.push_str(&blanks.concat());
        out.push('\n');
        for place in 0..row.failure.len().max(row.detail.len()) {
            let shown = if place == 0 { row.number.as_str() } else { "" };
            let [a, b] = [&row.failure, &row.detail].map(|lines| lines.get(place).map_or("", String::as_str));
            let [pad_a, pad_b] = [left - columns(a), right - columns(b)].map(|width| " ".repeat(width));
            let _ = writeln!(out, " {shown:>number$}  {a}{pad_a}  {b}{pad_b} ");
        }
    }
    if summary.more_failures() > 0 {
        let _ = writeln!(out, "\n … and {} more failures", summary.more_failures());
    }
    out
}

fn foreign(lines: &[String], style: Style) -> Vec<String> {
    lines.iter().map(|line| style.shown(line).into_owned()).collect()
}

/// How wide a text stands in a terminal.
fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

fn names(failure: &Failure) -> Vec<String> {
    let name = match &failure.cause {
        FailureCause::Script(_, error) => error.name.clone().unwrap_or_default(),
        FailureCause::Assertion(..) | FailureCause::Request(..) => failure.error_name().to_owned(),
    };
    let mut lines = vec![name];
    if failure.cursor.cycles > 1 {
        lines.push(format!("iteration: {}", failure.cursor.iteration + 1));
    }
    lines
}

fn details(failure: &Failure, compat: Compat) -> Vec<String> {
    let (test, message) = match &failure.cause {
        FailureCause::Assertion(_, name, _, error) => (name.as_str(), newman::assertion_message(error, name)),
        FailureCause::Script(_, error) => ("", error.message.as_deref().unwrap_or_default()),
        FailureCause::Request(error, _) => ("", error.message.as_str()),
    };
    let [test, message] = [test, message].map(shown::lines);
    let mut lines: Vec<String> = test.split('\n').chain(message.split('\n')).map(str::to_owned).collect();
    if compat.tells_newmans_places() {
        lines.push(format!("at {}", newman::place(failure)));
    } else {
        lines.retain(|line| !line.is_empty());
        let line = failure.line().map(|line| format!(", line {line}")).unwrap_or_default();
        lines.push(format!("at {}{line}", failure.place()));
    }
    let lost = compat.forgets_senders() && matches!(failure.cause, FailureCause::Request(..));
    let inside = if lost { String::new() } else { newman::full_name(&failure.item) };
    match inner(failure).filter(|_| !compat.tells_newmans_places()) {
        Some(inner) => lines.push(format!("inside \"{inner}\", run by \"{inside}\"")),
        None => lines.push(format!("inside \"{inside}\"")),
    }
    lines
}

/// The request that a script of the item has run and whose own script failed.
fn inner(failure: &Failure) -> Option<&str> {
    let (FailureCause::Script(script, _) | FailureCause::Assertion(script, ..)) = &failure.cause else {
        return None;
    };
    let is_inner = script.place == ScriptPlace::Item && script.owner != failure.item.name;
    is_inner.then_some(script.owner.as_str())
}

/// Lines broken between words; a word that is too long is cut.
fn wrapped(lines: &[String], width: usize) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines {
        let mut current = String::new();
        for word in line.split(' ') {
            let mut word: Vec<char> = word.chars().collect();
            let used = current.chars().count();
            if used > 0 && used + 1 + word.len() > width {
                out.push(std::mem::take(&mut current));
            } else if used > 0 {
                current.push(' ');
            }
            while word.len() > width {
                out.push(word.drain(..width).collect());
            }
            current.extend(word);
        }
        out.push(current);
    }
    out
}
