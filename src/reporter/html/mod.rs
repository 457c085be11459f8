//! The `html` reporter: one self-contained page that needs no network.
//!
//! The page's frame is a Handlebars template (`page/report.hbs`, or the user's own); its styles and its script are
//! inlined, and the executions stand in it as JSON, which the script turns into rows and, once a row is opened, into
//! details: that is what keeps a page of thousands of requests quick. `page.rs` says what a template of one's own is
//! given.
//!
//! # Design
//!
//! 2026-11-25: executions go to a temporary file as they happen and are copied into the page, so that memory does
//! not grow with the run. Only a template of one's own is given all of them at once.

mod execution;
mod markdown;
mod options;
mod page;
mod reporter;

pub use options::HtmlOptions;
pub use reporter::HtmlReporter;
