//! Whose behaviour counts: today's Postman, or newman 6.2 exactly (`--compat newman`).
//!
//! [`Compat`] is asked at the edges by named questions, one for each behaviour that differs. A question says what
//! the program does, so that its answer can change for one behaviour without a search through the tree.
//!
//! # Design
//!
//! 2026-11-30: one type instead of a flag in every room. Rejected: a trait with two implementations, since most
//! rooms ask one question and would have to carry the whole of it.

/// Whose verdicts, counts and reports a run follows (`docs/compatibility.md` lists what differs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compat {
    /// Today's Postman; newman's where it does not hide a failure.
    #[default]
    Postman,
    /// newman 6.2's exactly, its lost failures included.
    Newman,
}

impl Compat {
    /// True when newman's answer is wanted, whatever it hides. Ask a named question where there is one.
    pub fn is_newman(self) -> bool {
        self == Self::Newman
    }

    /// True when an OAuth 2.0 token is fetched and refreshed; newman sends such a request unsigned.
    pub fn fetches_tokens(self) -> bool {
        !self.is_newman()
    }

    /// True when `{{vault:name}}` is looked up; newman knows no vault: there the name stays as written.
    pub fn knows_vault(self) -> bool {
        !self.is_newman()
    }

    /// True when a request goes out without the files that cannot be sent; by default it fails.
    pub fn sends_without_lost_files(self) -> bool {
        self.is_newman()
    }

    /// True when line breaks and quotes in the names of a form's parts are percent-encoded, as browsers do; newman
    /// writes them as they are, and a name can hold headers.
    pub fn escapes_part_names(self) -> bool {
        !self.is_newman()
    }

    /// True when a compressed body that breaks off counts as whole; by default it fails its request.
    pub fn takes_cut_bodies(self) -> bool {
        self.is_newman()
    }

    /// True when a request of any method is sent again whose kept connection closed before a byte of an answer came;
    /// newman sends none again but idempotent ones.
    pub fn resends_any_method(self) -> bool {
        !self.is_newman()
    }

    /// True when a redirect takes credentials to another port of their host, and to `http`; a `Cookie` header then goes
    /// to any host.
    pub fn trusts_all_ports(self) -> bool {
        self.is_newman()
    }

    /// True when an exception in a timer or a callback fails its script; newman exits with 0.
    pub fn fails_on_uncaught_errors(self) -> bool {
        !self.is_newman()
    }

    /// True when a script that names another file as its source is not run, and nothing is said; by default it fails.
    pub fn passes_over_external_scripts(self) -> bool {
        self.is_newman()
    }

    /// True when a script may `await` at its top level and its promise is waited for; newman's scripts are plain
    /// functions.
    pub fn awaits_scripts(self) -> bool {
        !self.is_newman()
    }

    /// True when a script may not declare a name of Postman's with `let`, `const` or `class`.
    pub fn refuses_to_redeclare(self) -> bool {
        self.is_newman()
    }

    /// True when `--bail` makes a script fail whose tests failed, so that these failures are listed twice.
    pub fn repeats_failed_tests(self) -> bool {
        self.is_newman()
    }

    /// True when `setNextRequest` takes the last request of a name that several have, and says nothing of a name that
    /// none has; by default the one in the nearest folder comes next, and both are told.
    pub fn takes_last_of_name(self) -> bool {
        self.is_newman()
    }
}

/// What reports say.
impl Compat {
    /// Who the cli report says is running.
    pub fn program_name(self) -> &'static str {
        if self.is_newman() { "newman" } else { "postino" }
    }

    /// True when the cli report shows below a failure its message, the user's own line, and how the response begins.
    pub fn explains_failures(self) -> bool {
        !self.is_newman()
    }

    /// True when the cli report shows in a terminal how far the run is while an answer is awaited.
    pub fn shows_progress(self) -> bool {
        !self.is_newman()
    }

    /// True when names keep their line breaks in the cli report, as newman's do; else each is one line.
    pub fn breaks_names(self) -> bool {
        self.is_newman()
    }

    /// True when the cli report keeps the line of a request whole: its answer stands behind it even when something else
    /// was printed while it was awaited. newman's answers stand wherever its text has come to.
    pub fn keeps_lines_whole(self) -> bool {
        !self.is_newman()
    }

    /// True when the averages of look-ups and first bytes are told; newman's cli report has them with `--verbose`.
    pub fn tells_phases(self) -> bool {
        !self.is_newman()
    }

    /// True when every symbol of the cli report has a stand-in in ASCII; newman keeps `⠄` where symbols are unwanted.
    pub fn spells_all_symbols(self) -> bool {
        !self.is_newman()
    }

    /// True when `FORCE_COLOR` brings colours to a pipe; newman wants a terminal too.
    pub fn colors_pipes(self) -> bool {
        !self.is_newman()
    }

    /// True when the table of failures is coloured even where colours are off, as newman's is.
    pub fn colors_failures_always(self) -> bool {
        self.is_newman()
    }

    /// True when places of failures are newman's; some of them are positions in its own code.
    pub fn tells_newmans_places(self) -> bool {
        self.is_newman()
    }

    /// True when a report does not say in which item a request failed, as newman does not.
    pub fn forgets_senders(self) -> bool {
        self.is_newman()
    }

    /// True when the cookies of a response are reported; newman never sees them.
    pub fn reports_cookies(self) -> bool {
        !self.is_newman()
    }

    /// True when the content type of a form is missing from reported headers: newman adds it too late for them.
    pub fn hides_form_type(self) -> bool {
        self.is_newman()
    }

    /// True when the json report lists an execution once for each of its requests, those of scripts included.
    pub fn repeats_executions(self) -> bool {
        self.is_newman()
    }

    /// True when the json report repeats the whole folder of a failed item; otherwise its id and name stand there.
    pub fn repeats_folders(self) -> bool {
        self.is_newman()
    }

    /// True when the json report holds the user's own lines; newman's are the numbers of the test and the item.
    pub fn tells_true_lines(self) -> bool {
        !self.is_newman()
    }

    /// True when the json report has the message of a request that failed; newman's execution has codes alone.
    pub fn tells_request_errors(self) -> bool {
        !self.is_newman()
    }

    /// True when the junit report puts all iterations of an item into one suite.
    pub fn groups_iterations(self) -> bool {
        self.is_newman()
    }

    /// True when an option of a reporter that nobody knows is ignored.
    pub fn ignores_unknown_reporter_options(self) -> bool {
        self.is_newman()
    }
}

/// What the command line takes, says and leaves behind.
impl Compat {
    /// True when a target that cannot be written, or is another file's too, shows at the end of the run: what cannot be
    /// written is lost then, and of two files the last one stays. Inputs are never written over.
    pub fn finds_lost_files_late(self) -> bool {
        self.is_newman()
    }

    /// True when only the first collection is run, and further arguments are ignored.
    pub fn takes_one_collection(self) -> bool {
        self.is_newman()
    }

    /// True when an input that is JSON but not what it should be is refused; newman takes every object for a
    /// collection or an environment without members.
    pub fn refuses_unknown_inputs(self) -> bool {
        !self.is_newman()
    }

    /// True when a run without a request or a row of data passes, as it does in newman.
    pub fn runs_nothing(self) -> bool {
        self.is_newman()
    }

    /// True when a name that several folders or requests have means the first of them.
    pub fn takes_first_of_several(self) -> bool {
        self.is_newman()
    }

    /// True when of several environments the last one alone counts; otherwise they are merged.
    pub fn takes_last_environment(self) -> bool {
        self.is_newman()
    }

    /// True when a directory of Postman's local mode is read as a collection.
    pub fn reads_directories(self) -> bool {
        !self.is_newman()
    }

    /// True when an input that a URL gives must be JSON before its status counts.
    pub fn parses_before_status(self) -> bool {
        self.is_newman()
    }

    /// True when `enabled: false` turns a variable off, as it does in the Postman app; newman looks at `disabled` only.
    pub fn reads_enabled(self) -> bool {
        !self.is_newman()
    }

    /// True when exported variables keep their secret type and whether they are turned off, and an exported
    /// collection has its variables as they ended.
    pub fn exports_states(self) -> bool {
        !self.is_newman()
    }

    /// Who an export says has made it.
    pub fn agent(self) -> &'static str {
        if self.is_newman() { "Newman/6.2.2" } else { crate::AGENT }
    }

    /// True when standard error says what a silent run waits for.
    pub fn tells_what_it_waits_for(self) -> bool {
        !self.is_newman()
    }

    /// True when a working directory, a file of authorities or a client certificate that cannot be used is passed over.
    pub fn ignores_unusable_files(self) -> bool {
        self.is_newman()
    }

    /// True when newman's defaults win over some options in files: commander sets them before files are read.
    pub fn hides_options_in_files(self) -> bool {
        self.is_newman()
    }

    /// True when errors and warnings are in newman's words.
    pub fn speaks_as_newman(self) -> bool {
        self.is_newman()
    }

    /// True when every kind of failure has an exit code of its own; newman's is 1 for all of them.
    pub fn has_exit_codes(self) -> bool {
        !self.is_newman()
    }
}
