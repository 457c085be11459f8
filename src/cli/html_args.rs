//! `--reporter-html-*`: the options of the html report, under htmlextra's names.

use std::fs;

use postino::reporter::HtmlOptions;

use super::error::{input, usage};
use super::reporter_args::ReporterArgs;

/// The options; names may be written `showOnlyFails` or `show-only-fails`.
///
/// # Errors
///
/// Fails when the template cannot be read, or when the title's size is no number from 1 to 6.
pub(super) fn options(given: &ReporterArgs) -> anyhow::Result<HtmlOptions> {
    let text = |name: &str| given.get("html", name);
    let has = |name: &str| text(name).is_some_and(|value| value != "false");
    let list = |name: &str| {
        let names = text(name).unwrap_or_default().split(',').map(str::trim);
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    Ok(HtmlOptions {
        title: text("title").map(str::to_owned),
        browser_title: text("browserTitle").map(str::to_owned),
        title_size: text("titleSize").map(title_size).transpose()?,
        template: text("template").map(template).transpose()?,
        timezone: text("timezone").map(str::to_owned),
        only_fails: has("showOnlyFails"),
        no_console: has("noConsole"),
        omit_headers: has("omitHeaders"),
        skip_headers: list("skipHeaders"),
        omit_request_bodies: has("omitRequestBodies"),
        omit_response_bodies: has("omitResponseBodies"),
        hide_request_body: list("hideRequestBody"),
        hide_response_body: list("hideResponseBody"),
        skip_sensitive_data: has("skipSensitiveData"),
        skip_folders: list("skipFolders"),
        skip_requests: list("skipRequests"),
        show_environment: has("showEnvironmentData"),
        skip_environment_vars: list("skipEnvironmentVars"),
        show_globals: has("showGlobalData"),
        skip_global_vars: list("skipGlobalVars"),
        show_folder_description: has("showFolderDescription"),
        show_markdown_links: has("showMarkdownLinks"),
        no_syntax_highlighting: has("noSyntaxHighlighting"),
    })
}

fn title_size(value: &str) -> anyhow::Result<u8> {
    value.parse().ok().filter(|size| (1..=6).contains(size)).ok_or_else(|| {
        let hint = "1 is the largest, 6 the smallest".to_owned();
        usage(format!("--reporter-html-titleSize {value}: expected a number from 1 to 6"), Some(hint))
    })
}

fn template(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(path)
        .map_err(|error| input(format!("--reporter-html-template: cannot read \"{path}\": {error}"), None))
}
