//! Reports: functions of the event stream that write something for people or machines.
//!
//! Knows events and files only. Live reporters ([`Reporter`]) tell of each event as it comes; a report on file
//! ([`Report`]) is a pure function of the stored run. [`Fanout`] masks every event, hands it to the live reporters and
//! stores it; when the run has ended, one pass over the stored events writes all reports on file.
//!
//! # Design
//!
//! 2026-11-24: a report writes its own document. Rejected: handing a finished document back, which would hold a long
//! run's report in memory.
//!
//! 2026-11-30: `postino report` and the end of a run are the same code: a saved stream is handed to a [`Fanout`] as a
//! run's events are.

mod cli;
mod console;
mod events;
mod external;
mod fanout;
mod github;
#[cfg(feature = "html")]
mod html;
mod json;
mod junit;
mod markdown;
mod media;
mod newman;
mod options;
mod output;
mod progress;
mod registry;
mod report;
mod store;
mod tap;
mod teamcity;
mod test_case;
mod write;

pub use cli::{CliOptions, CliReporter};
pub use events::EventsReport;
pub use external::{ExternalCommand, ExternalReporter, NPM_BRIDGE};
pub use fanout::{Fanout, LostReports};
pub use github::GithubReporter;
#[cfg(feature = "html")]
pub use html::{HtmlOptions, HtmlReport};
pub use json::{JsonBodies, JsonOptions, JsonReport};
pub use junit::JunitReport;
pub use markdown::MarkdownReport;
pub use options::{OptionError, OptionOwner, ReporterOptions, option_owner};
pub use output::{Output, ReportError, write_private, write_whole};
pub use progress::{EmojitrainReporter, ProgressReporter};
pub use registry::{
    Declaration, DefaultFile, OptionKind, REPORTERS, ReporterOption, Setup, SetupError, reporter,
};
pub use report::{FileReport, Needs, Rendering, Report, Reporter, Target};
pub use store::{RunFacts, StoredRun};
pub use tap::TapReporter;
pub use teamcity::TeamcityReporter;
