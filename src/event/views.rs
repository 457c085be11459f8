//! What events say about collections, items, scripts, requests, responses and variables: plain data, serialisable,
//! cheap to clone.
//!
//! # Design
//!
//! 2026-11-30: events have types of their own, made from those of `collection`, `http` and `variable` where the runner
//! emits. So the public format of the stream stands in this folder alone, and neither it nor the reporters change when
//! those rooms do. Rejected: to re-export their types, which ties a parser's and a client's data to a file format.
//! Assertions stay what they are: `assertion` holds nothing but the data that scripts hand to events.

mod body;
mod failure;
mod mirror;
mod request;
mod response;
mod run;
mod scope;
mod script;
mod url;

use serde_json::Value;

pub use body::{BodyView, FormPartView, GraphQlView, ParamView};
pub use failure::{FailureKindView, FailureView};
pub use request::{AuthView, RequestHeaderView, RequestOrigin, RequestView};
pub use response::{CookieView, ResponseHeaderView, ResponseHeadersView, ResponseView, TimingsView};
pub use run::{CollectionView, ItemView, RunView};
pub use scope::{ScopeView, VariableKindView, VariableView};
pub use script::{ListenView, ScriptPlace, ScriptView};
pub use url::{PathVariableView, QueryView, UrlView};

/// A value as JavaScript prints it; `None` is `undefined`, which prints nothing.
///
/// Shape: `null` → `null`, `[1,2]` → `1,2`, `{…}` → `[object Object]`, `1.0` → `1`.
pub fn to_text(value: Option<&Value>) -> String {
    crate::variable::to_text(value)
}
