//! The spine: what happens in a run, as typed facts in one order. Every report is a fold over them.
//!
//! Says nothing about how to show anything. Entry points: [`RunEvent`] and [`Summary`].

mod cursor;
mod mask;
mod merge;
pub mod ndjson;
mod run_event;
mod summary;
mod views;

pub use cursor::Cursor;
pub use mask::Mask;
pub use merge::{Merge, StreamHead};
pub use run_event::{ConsoleLevel, EventKind, RunError, RunEvent};
pub use summary::{Count, Counts, Failure, FailureCause, KEPT_FAILURES, Spread, Summary};
pub use views::{
    AuthView, BodyView, CollectionView, CookieView, FailureKindView, FailureView, FormPartView, GraphQlView,
    ItemView, ListenView, ParamView, PathVariableView, QueryView, RequestHeaderView, RequestOrigin,
    RequestView, ResponseHeaderView, ResponseHeadersView, ResponseView, RunView, ScopeView, ScriptPlace,
    ScriptView, TimingsView, UrlView, VariableKindView, VariableView, to_text,
};

pub use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
