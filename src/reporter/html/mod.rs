//! The `html` reporter: one self-contained page that needs no network.
//!
//! The page's frame is a Handlebars template (`page/report.hbs`, or the user's own). Its styles and its script are
//! inlined. The executions stand in it as JSON, which the script turns into rows and, once a row is opened, into
//! details: so a page of thousands of requests opens quickly. `page.rs` says what a user's template is given.
//!
//! # Design
//!
//! 2026-11-30: executions are written into the page one at a time while the stored run is read, so that memory does
//! not grow with the run. Only a user's template is given all of them at once.

mod declaration;
mod execution;
mod markdown;
mod options;
mod page;
mod report;

pub(super) use declaration::DECLARATION;
pub use options::HtmlOptions;
pub use report::HtmlReport;
