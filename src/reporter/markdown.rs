//! The `markdown` reporter: what a run came to, for a comment on a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::newman::full_name;
use super::test_case::error_message;
use super::{Declaration, DefaultFile, Rendering, Report, ReporterOption, StoredRun};
use crate::event::{Failure, FailureCause, Summary};
use crate::shown;

/// Failures that are shown: no forge takes a longer text as a comment.
const MOST_FAILURES: usize = 50;

/// Longer messages are cut. Units: characters.
const LONGEST_MESSAGE: usize = 600;

/// Longer names are cut. Units: characters.
const LONGEST_NAME: usize = 200;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "markdown",
    about: "a summary for a comment on a pull request",
    live: None,
    file: Some(DefaultFile::report("md")),
    options: &[ReporterOption::EXPORT],
    yields_to_installed: false,
    add: |setup, fanout| {
        setup.add_report(&DECLARATION, fanout, MarkdownReport);
        Ok(())
    },
};

/// A summary in Markdown.
#[derive(Debug)]
pub struct MarkdownReport;

impl Report for MarkdownReport {
    fn begin<'r>(
        &'r self,
        run: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>> {
        out.write_all(text(&run.facts.summary).as_bytes())?;
        Ok(None)
    }
}

fn text(summary: &Summary) -> String {
    let run = summary.run.as_deref();
    let name = run.map(|run| run.collection.name.as_str()).unwrap_or_default();
    let mark = if summary.passed() { "✅" } else { "❌" };
    let mut out = format!("## {mark} {}\n\n", inline(name));
    let _ = writeln!(out, "{}\n", verdict(summary));
    out.push_str("| | executed | failed |\n| --- | ---: | ---: |\n");
    let counts = &summary.counts;
    let rows = [
        ("iterations", counts.iterations),
        ("requests", counts.requests),
        ("test scripts", counts.test_scripts),
        ("pre-request scripts", counts.prerequest_scripts),
        ("assertions", counts.assertions),
    ];
    for (name, count) in rows {
        let _ = writeln!(out, "| {name} | {} | {} |", count.total, count.failed);
    }
    if let (Some(started), Some(finished)) = (summary.started, summary.finished) {
        let seconds = (finished - started).as_seconds_f64();
        let response = &summary.response;
        let _ = write!(out, "\nTook {seconds:.2} s");
        if response.average > 0.0 {
            let (average, max) = (response.average, response.max);
            let _ = write!(out, "; responses took {average:.0} ms on average, {max:.0} ms at most");
        }
        out.push_str(".\n");
    }
    failures(&mut out, summary);
    out
}

fn verdict(summary: &Summary) -> String {
    let failed = summary.failed;
    let stopped = summary.error.as_ref().map(|error| inline(&error.to_string()));
    let stopped = stopped.map(|error| format!(" The run was stopped: {error}."));
    let verdict = match failed {
        0 => "Everything passed.".to_owned(),
        1 => "**1 failure.**".to_owned(),
        many => format!("**{many} failures.**"),
    };
    verdict + &stopped.unwrap_or_default()
}

fn failures(out: &mut String, summary: &Summary) {
    if summary.failures.is_empty() {
        return;
    }
    out.push_str("\n### Failures\n");
    for failure in summary.failures.iter().take(MOST_FAILURES) {
        let test = match &failure.cause {
            FailureCause::Assertion(_, name, ..) => format!(": {}", inline(name)),
            FailureCause::Script(..) | FailureCause::Request(..) => String::new(),
        };
        let _ = writeln!(out, "\n**{}**{test}\n", inline(&full_name(&failure.item)));
        let _ = writeln!(out, "{}", fenced(&cut(&message(failure), LONGEST_MESSAGE)));
        let _ = writeln!(out, "{}", place(failure));
    }
    let more = summary.failed.saturating_sub(MOST_FAILURES);
    if more > 0 {
        let _ = writeln!(out, "\n… and {more} more.");
    }
}

/// The sentence of a failure, its error's name before it.
pub(super) fn message(failure: &Failure) -> String {
    format!("{}: {}", failure.error_name(), error_message(failure))
}

/// Where it happened.
///
/// Shape: `assertion:1 in test-script, line 3, iteration 2`
pub(super) fn place(failure: &Failure) -> String {
    let mut out = format!("at {}", failure.place());
    if let Some(line) = failure.line() {
        let _ = write!(out, ", line {line}");
    }
    if failure.cursor.cycles > 1 {
        let _ = write!(out, ", iteration {}", failure.cursor.iteration + 1);
    }
    out
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A block of code whose fence is longer than any inside.
fn fenced(text: &str) -> String {
    let text = shown::log(text);
    let fence = "`".repeat(longest_ticks(&text).max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// A foreign text inside of a line: plain words as they are, all else as code, in which forges see no links, images,
/// mentions, references or HTML. A backslash would not do: forges look for mentions in what Markdown has become.
fn inline(text: &str) -> String {
    let text = shown::log(&shown::line(&cut(text, LONGEST_NAME)));
    if text.chars().all(|c| c.is_alphanumeric() || " -/(),'".contains(c)) {
        return text;
    }
    let ticks = "`".repeat(longest_ticks(&text) + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_and_others_are_code() {
        assert_eq!(inline("Orders / get (all), 日本's"), "Orders / get (all), 日本's");
        for (name, shown) in [
            ("a*b <c> | @d", "`a*b <c> | @d`"),
            ("![x](http://t.example/p.png)", "`![x](http://t.example/p.png)`"),
            ("a\nb\u{1b}", "`a\\nb\\x1b`"),
            ("`</code> @all", "`` `</code> @all ``"),
            ("a ``` b ` c", "````a ``` b ` c````"),
            ("www.evil.example", "`www.evil.example`"),
        ] {
            assert_eq!(inline(name), shown);
        }
    }

    #[test]
    fn fences_hold_and_no_line_inside_is_a_command() {
        assert_eq!(fenced("x ``` y"), "````\nx ``` y\n````");
        assert_eq!(fenced("a\r\n```\r\n::error::x"), "````\na\n```\n:\\x3aerror::x\n````");
    }
}
