//! What the `html` reporter says of itself: its options have the names that htmlextra, newman's best-known html
//! reporter, gives them.

use std::fs;

use super::{HtmlOptions, HtmlReport};
use crate::reporter::{Declaration, DefaultFile, OptionKind, ReporterOption, ReporterOptions, SetupError};

pub(in crate::reporter) const DECLARATION: Declaration = Declaration {
    name: "html",
    about: "a page for people",
    live: None,
    file: Some(DefaultFile::report("html")),
    options: &[
        ReporterOption::EXPORT,
        ReporterOption::new("title", OptionKind::Text, "the heading; by default the collection's name"),
        ReporterOption::new("browserTitle", OptionKind::Text, "the title of the window"),
        ReporterOption::new("titleSize", TITLE_SIZES, "the size of the heading: 1 is the largest"),
        ReporterOption::new("template", OptionKind::Path, "a Handlebars template of your own"),
        ReporterOption::new("timezone", OptionKind::Text, "the IANA zone of times; by default the reader's"),
        ReporterOption::flag("showOnlyFails", "only requests with a failure"),
        ReporterOption::flag("noConsole", "no console output of scripts"),
        ReporterOption::flag("omitHeaders", "no headers"),
        ReporterOption::new("skipHeaders", OptionKind::Names, "without these headers"),
        ReporterOption::flag("omitRequestBodies", "no request bodies"),
        ReporterOption::flag("omitResponseBodies", "no response bodies"),
        ReporterOption::new("hideRequestBody", OptionKind::Names, "no request bodies of these requests"),
        ReporterOption::new("hideResponseBody", OptionKind::Names, "no response bodies of these requests"),
        ReporterOption::flag("skipSensitiveData", "no headers, no bodies, no variables"),
        ReporterOption::new("skipFolders", OptionKind::Names, "without these folders"),
        ReporterOption::new("skipRequests", OptionKind::Names, "without these requests"),
        ReporterOption::flag("showEnvironmentData", "the environment as it ended"),
        ReporterOption::new("skipEnvironmentVars", OptionKind::Names, "without these variables of it"),
        ReporterOption::flag("showGlobalData", "the globals as they ended"),
        ReporterOption::new("skipGlobalVars", OptionKind::Names, "without these variables of them"),
        ReporterOption::flag("showFolderDescription", "descriptions of folders"),
        ReporterOption::flag("showMarkdownLinks", "links in descriptions can be followed"),
        ReporterOption::flag("noSyntaxHighlighting", "bodies without colours"),
    ],
    yields_to_installed: false,
    add: |setup, fanout| {
        let report = HtmlReport::new(options(setup.options)?)?;
        setup.add_report(&DECLARATION, fanout, report);
        Ok(())
    },
};

const TITLE_SIZES: OptionKind = OptionKind::Choice(&["1", "2", "3", "4", "5", "6"]);

fn options(given: &ReporterOptions) -> Result<HtmlOptions, SetupError> {
    let text = |option: &str| given.text("html", option);
    let has = |option: &str| given.flag("html", option);
    let names = |option: &str| given.names("html", option);
    Ok(HtmlOptions {
        title: text("title").map(str::to_owned),
        browser_title: text("browserTitle").map(str::to_owned),
        title_size: text("titleSize").and_then(|size| size.parse().ok()),
        template: text("template").map(template).transpose()?,
        timezone: text("timezone").map(str::to_owned),
        only_fails: has("showOnlyFails"),
        no_console: has("noConsole"),
        omit_headers: has("omitHeaders"),
        skip_headers: names("skipHeaders"),
        omit_request_bodies: has("omitRequestBodies"),
        omit_response_bodies: has("omitResponseBodies"),
        hide_request_body: names("hideRequestBody"),
        hide_response_body: names("hideResponseBody"),
        skip_sensitive_data: has("skipSensitiveData"),
        skip_folders: names("skipFolders"),
        skip_requests: names("skipRequests"),
        show_environment: has("showEnvironmentData"),
        skip_environment_vars: names("skipEnvironmentVars"),
        show_globals: has("showGlobalData"),
        skip_global_vars: names("skipGlobalVars"),
        show_folder_description: has("showFolderDescription"),
        show_markdown_links: has("showMarkdownLinks"),
        no_syntax_highlighting: has("noSyntaxHighlighting"),
    })
}

fn template(path: &str) -> Result<String, SetupError> {
    let unreadable =
        |source| SetupError::Unreadable { option: "html-template", path: path.to_owned(), source };
    fs::read_to_string(path).map_err(unreadable)
}
