//! What `pm.execution.runRequest` asks for, and what comes of it.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::http::Response;
use crate::variable::{Mutation, Scopes};

/// A wish to run another request of the collection from within a script.
#[derive(Debug, Clone)]
pub struct NestedRun {
    /// The request's id or name.
    pub request: String,
    /// Values that stand before those of the local scope.
    pub variables: Map<String, Value>,
    /// The scopes as the script left them so far.
    pub scopes: Scopes,
}

/// What came of a [`NestedRun`].
#[derive(Debug, Clone, Default)]
pub struct NestedAnswer {
    /// The response; `None` when a script skipped the request.
    pub response: Option<Arc<Response>>,
    /// What its scripts changed in the scopes that both share.
    pub mutations: Vec<Mutation>,
}
