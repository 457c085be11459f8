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
pub use summary::{Count, Counts, Failure, FailureCause, Spread, Summary};
pub use views::{
    CollectionView, ItemView, RequestOrigin, RequestView, RunView, ScriptPlace, ScriptView, SharedResponse,
};

pub use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
pub use crate::collection::{
    Auth, Body, FormParam, GraphQl, HeaderParam, Listen, Param, QueryParam, Request, Url, body_json,
    request_json,
};
pub use crate::http::{Cookie, FailureKind, Header, Headers, RequestFailure, Response, Timings};
pub use crate::variable::{Variable, VariableKind, VariableScope, to_text};
