//! The page's frame: what a template is given, and how it is rendered.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handlebars::{Handlebars, RenderError, handlebars_helper, html_escape};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::HtmlOptions;
use super::markdown::to_html;
use crate::event::{ScopeView, Spread, Summary};
use crate::reporter::{ReportError, RunFacts};
use crate::shown;

const TEMPLATE: &str = include_str!("page/report.hbs");
const STYLE: &str = include_str!("page/report.css");
const SCRIPT: &str = include_str!("page/report.js");

/// Where the executions go. No text of a report can hold it: JSON and the template escape the character.
const PLACE: &str = "\u{1}executions\u{1}";

handlebars_helper!(json_helper: |value: Json| script_safe(&value.to_string()));
handlebars_helper!(eq_helper: |a: Json, b: Json| a == b);
handlebars_helper!(bytes_helper: |count: u64| bytes_text(count));
handlebars_helper!(ms_helper: |ms: f64| ms_text(ms));

/// JSON that can stand in a script element of a page: `<` occurs inside of texts only, where it could end the element.
pub(super) fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// A template that is ready to be rendered.
#[derive(Debug)]
pub(super) struct Page(Handlebars<'static>);

impl Page {
    /// The user's template, or ours.
    pub(super) fn new(own: Option<&str>) -> Result<Self, ReportError> {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(|text| html_escape(&shown::lines(text)));
        handlebars.register_helper("json", Box::new(json_helper));
        handlebars.register_helper("eq", Box::new(eq_helper));
        handlebars.register_helper("bytes", Box::new(bytes_helper));
        handlebars.register_helper("ms", Box::new(ms_helper));
        handlebars
            .register_template_string("report", own.unwrap_or(TEMPLATE))
            .map_err(|error| ReportError::Template(Box::new(error)))?;
        Ok(Self(handlebars))
    }

    /// What stands before and after the list of executions.
    pub(super) fn render_frame(&self, mut context: Value) -> Result<(String, String), RenderError> {
        context["executionsJson"] = json!(PLACE);
        let page = self.0.render("report", &context)?;
        let (head, tail) = page.rsplit_once(PLACE).expect("our template has the place");
        Ok((head.to_owned(), tail.to_owned()))
    }

    /// A page by a template that may want all executions at once.
    pub(super) fn render_whole(
        &self,
        out: &mut dyn Write,
        mut context: Value,
        executions: Value,
    ) -> Result<(), RenderError> {
        context["executionsJson"] = json!(script_safe(&executions.to_string()));
        context["executions"] = executions;
        self.0.render_to_write("report", &context, out)
    }
}

/// What a template is given, but for the executions.
///
/// Shape: `{"title", "browserTitle", "titleSize", "run": {"collection", "description", "agent", "started",
/// "finished", "durationMs", "iterations", "environment", "passed", "error"}, "rows": [{"name", "total", "failed"}],
/// "skipped", "failures", "responseTimes": {"average", "min", "max", "deviation"}, "received", "environment",
/// "globals": [{"key", "value"}], "settings", "style", "script", "scriptHash"}`; times in milliseconds, `received` in bytes.
pub(super) fn context(run: &RunFacts, options: &HtmlOptions) -> Value {
    let RunFacts { summary, environment, globals, tests, .. } = run;
    let collection = summary.run.as_ref().map(|run| run.collection.clone()).unwrap_or_default();
    let title = options.title.clone().unwrap_or_else(|| collection.name.clone());
    let browser_title = options.browser_title.clone().unwrap_or_else(|| format!("{title} · postino"));
    let size = options.title_size.unwrap_or(1).clamp(1, 6);
    let variables = |scope: &ScopeView, shown: bool, skip: &[String]| {
        (shown && !options.skip_sensitive_data).then(|| variables(scope, skip))
    };
    json!({
        "title": title,
        "browserTitle": browser_title,
        "titleSize": size,
        "run": facts(summary, options, environment),
        "rows": rows(summary),
        "skipped": tests.skipped,
        "failures": summary.failed,
        "responseTimes": spread(&summary.response),
        "received": summary.received_bytes,
        "environment": variables(environment, options.show_environment, &options.skip_environment_vars),
        "globals": variables(globals, options.show_globals, &options.skip_global_vars),
        "settings": {
            "timezone": options.timezone,
            "highlight": !options.no_syntax_highlighting,
            "folders": folder_descriptions(summary, options),
        },
        "style": STYLE,
        "script": SCRIPT,
        "scriptHash": STANDARD.encode(Sha256::digest(SCRIPT)),
    })
}

fn facts(summary: &Summary, options: &HtmlOptions, environment: &ScopeView) -> Value {
    let run = summary.run.clone().unwrap_or_default();
    let time = |at: Option<time::OffsetDateTime>| {
        at.and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok())
    };
    let took = summary.finished.zip(summary.started).map(|(end, start)| end - start);
    let description = run.collection.description.as_ref();
    json!({
        "collection": run.collection.name,
        "description": description.map(|text| to_html(text, options.show_markdown_links)),
        "agent": run.agent,
        "started": time(summary.started),
        "finished": time(summary.finished),
        "durationMs": took.map_or(0.0, |took| took.as_seconds_f64() * 1000.0),
        "iterations": run.iterations,
        "environment": environment.name,
        "passed": summary.passed(),
        "error": summary.error.as_ref().map(|error| format!("stopped: {error}")),
    })
}

fn rows(summary: &Summary) -> Value {
    let counts = &summary.counts;
    let rows = [
        ("Iterations", counts.iterations),
        ("Requests", counts.requests),
        ("Pre-request scripts", counts.prerequest_scripts),
        ("Test scripts", counts.test_scripts),
        ("Assertions", counts.assertions),
    ];
    let rows = rows.iter().map(|(name, count)| {
        json!({"name": name, "total": count.total, "failed": count.failed, "passed": count.total - count.failed})
    });
    rows.collect()
}

fn spread(spread: &Spread) -> Value {
    json!({
        "average": spread.average, "min": spread.min, "max": spread.max, "deviation": spread.deviation(),
    })
}

fn variables(scope: &ScopeView, skip: &[String]) -> Value {
    let shown = scope.values.iter().filter(|variable| !variable.disabled && !skip.contains(&variable.key));
    let rows = shown.map(|variable| {
        let value = match &variable.value {
            Some(value @ (Value::Object(_) | Value::Array(_))) => value.to_string(),
            _ => variable.value_text(),
        };
        json!({"key": variable.key, "value": value})
    });
    rows.collect()
}

/// Descriptions of folders by their path (`A / B`), where they are wanted.
fn folder_descriptions(summary: &Summary, options: &HtmlOptions) -> Value {
    let mut found = Map::new();
    let collection = summary.run.as_ref().and_then(|run| run.collection.json.clone());
    if let Some(collection) = collection.filter(|_| options.show_folder_description) {
        collect_descriptions(&collection, "", options, &mut found);
    }
    Value::Object(found)
}

fn collect_descriptions(node: &Value, path: &str, options: &HtmlOptions, found: &mut Map<String, Value>) {
    for folder in node["item"].as_array().into_iter().flatten().filter(|child| child["item"].is_array()) {
        let name = folder["name"].as_str().unwrap_or_default();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path} / {name}") };
        let description = &folder["description"];
        if let Some(text) = description["content"].as_str().or(description.as_str()) {
            found.insert(path.clone(), json!(to_html(text, options.show_markdown_links)));
        }
        collect_descriptions(folder, &path, options, found);
    }
}

/// Shape: `501 B`, `1.2 kB`, `3.4 MB`
fn bytes_text(count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let count_f = count as f64;
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{:.1} kB", count_f / 1e3),
        _ => format!("{:.1} MB", count_f / 1e6),
    }
}

/// Shape: `0.4 ms`, `95 ms`, `2.1 s`, `3 m 5 s`
fn ms_text(ms: f64) -> String {
    match ms {
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1000.0 => format!("{ms:.0} ms"),
        ms if ms < 60_000.0 => format!("{:.1} s", ms / 1000.0),
        ms => format!("{:.0} m {:.0} s", (ms / 60_000.0).floor(), (ms % 60_000.0) / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        assert_eq!(
            [bytes_text(501), bytes_text(1_234), bytes_text(3_400_000)],
            ["501 B", "1.2 kB", "3.4 MB"]
        );
        assert_eq!([0.44, 95.0, 2_100.0, 185_000.0].map(ms_text), ["0.4 ms", "95 ms", "2.1 s", "3 m 5 s"]);
    }

    #[test]
    fn a_template_that_does_not_parse_says_where() {
        let error = Page::new(Some("{{#if}}\n{{/each}}")).expect_err("broken");
        assert!(error.to_string().contains("template"), "{error}");
    }

    #[test]
    fn a_title_that_holds_the_place_of_the_executions_stays_a_title() {
        let page = Page::new(None).expect("parses");
        let options = HtmlOptions { title: Some(PLACE.to_owned()), ..HtmlOptions::default() };
        let (head, tail) = page.render_frame(context(&RunFacts::default(), &options)).expect("renders");
        assert!(head.ends_with("id=\"executions\">") && tail.starts_with("</script>"));
    }

    #[test]
    fn our_template_has_one_place_for_the_executions() {
        let page = Page::new(None).expect("parses");
        let context = context(&RunFacts::default(), &HtmlOptions::default());
        let (head, tail) = page.render_frame(context).expect("renders");
        assert!(head.contains("<!doctype html>") && tail.contains("</html>") && !tail.contains(PLACE));
    }
}
