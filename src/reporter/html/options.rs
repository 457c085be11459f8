//! What an html report shows.

/// Options of the html report, under the names of newman-reporter-htmlextra where it has them.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct HtmlOptions {
    /// `title`: the heading; the collection's name if there is none.
    pub title: Option<String>,
    /// `browserTitle`: the title of the window.
    pub browser_title: Option<String>,
    /// `titleSize`: 1 to 6, the level whose size the heading has.
    pub title_size: Option<u8>,
    /// `template`: the text of a Handlebars template in place of ours.
    pub template: Option<String>,
    /// `timezone`: the IANA zone in which times are shown; the reader's own if there is none.
    pub timezone: Option<String>,
    /// `showOnlyFails`: only executions with a failure.
    pub only_fails: bool,
    /// `no-console`: without what scripts logged.
    pub no_console: bool,
    /// `omitHeaders`: without all headers.
    pub omit_headers: bool,
    /// `skipHeaders`: without these headers; upper and lower case are the same.
    pub skip_headers: Vec<String>,
    /// `omitRequestBodies`.
    pub omit_request_bodies: bool,
    /// `omitResponseBodies`.
    pub omit_response_bodies: bool,
    /// `hideRequestBody`: names of requests whose own body is left out.
    pub hide_request_body: Vec<String>,
    /// `hideResponseBody`: names of requests whose response body is left out.
    pub hide_response_body: Vec<String>,
    /// `skipSensitiveData`: no headers, no bodies, no variables.
    pub skip_sensitive_data: bool,
    /// `skipFolders`: nothing of folders of these names.
    pub skip_folders: Vec<String>,
    /// `skipRequests`: nothing of requests of these names.
    pub skip_requests: Vec<String>,
    /// `showEnvironmentData`: the environment as it ended.
    pub show_environment: bool,
    /// `skipEnvironmentVars`: without these variables.
    pub skip_environment_vars: Vec<String>,
    /// `showGlobalData`: the globals as they ended.
    pub show_globals: bool,
    /// `skipGlobalVars`: without these variables.
    pub skip_global_vars: Vec<String>,
    /// `showFolderDescription`: descriptions of folders above their requests.
    pub show_folder_description: bool,
    /// `showMarkdownLinks`: links in descriptions can be followed; else only their texts are shown.
    pub show_markdown_links: bool,
    /// `noSyntaxHighlighting`: bodies as plain text.
    pub no_syntax_highlighting: bool,
}

impl HtmlOptions {
    pub(super) fn shows_headers(&self) -> bool {
        !self.omit_headers && !self.skip_sensitive_data
    }

    pub(super) fn shows_header(&self, name: &str) -> bool {
        !self.skip_headers.iter().any(|skipped| skipped.eq_ignore_ascii_case(name))
    }

    pub(super) fn shows_request_body(&self, item: &str) -> bool {
        !self.omit_request_bodies && !self.skip_sensitive_data && !holds(&self.hide_request_body, item)
    }

    pub(super) fn shows_response_body(&self, item: &str) -> bool {
        !self.omit_response_bodies && !self.skip_sensitive_data && !holds(&self.hide_response_body, item)
    }

    pub(super) fn shows_item(&self, item: &str, folders: &[String]) -> bool {
        !holds(&self.skip_requests, item) && !folders.iter().any(|folder| holds(&self.skip_folders, folder))
    }
}

fn holds(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known == name)
}
