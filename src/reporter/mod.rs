//! Reports: folds over the event stream that write something for people or machines.
//!
//! Knows only events and secrets. Entry points: [`Fanout`], and one constructor for each format.
//!
//! # Design
//!
//! 2026-11-24: a reporter writes its own document, through [`Output`], when it finishes. Rejected: handing a
//! finished document back, which would hold a long run's report in memory.

mod cli;
mod console;
mod events;
mod external;
mod fanout;
mod github;
mod html;
mod json;
mod junit;
mod lines;
mod markdown;
mod media;
mod newman;
mod output;
mod progress;
mod tap;
mod teamcity;
mod verdict;

pub use cli::{CliOptions, CliReporter};
pub use events::EventsReporter;
pub use external::{ExternalCommand, ExternalReporter, NPM_BRIDGE};
pub use fanout::{Fanout, Needs, Reporter};
pub use github::GithubReporter;
pub use html::{HtmlOptions, HtmlReporter};
pub use json::{JsonBodies, JsonOptions, JsonReporter};
pub use junit::JunitReporter;
pub use lines::Lines;
pub use markdown::MarkdownReporter;
pub use output::{Output, ReportError, write_private, write_whole};
pub use progress::{EmojitrainReporter, ProgressReporter};
pub use tap::TapReporter;
pub use teamcity::TeamcityReporter;
