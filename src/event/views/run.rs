//! What events say about a run, its collection and its items.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ScopeView;

/// What is going to run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunView {
    /// The collection.
    pub collection: CollectionView,
    /// How many iterations are planned.
    pub iterations: usize,
    /// The items of one iteration, in order.
    pub items: Vec<Arc<ItemView>>,
    /// The environment as it was loaded.
    pub environment: Arc<ScopeView>,
    /// The globals as they were loaded.
    pub globals: Arc<ScopeView>,
    /// The name and version of what runs it.
    pub agent: String,
}

/// A collection, for reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CollectionView {
    /// Its id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// The whole collection as newman's json report repeats it, if a reporter wanted it.
    pub json: Option<Arc<Value>>,
}

/// An item, for reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ItemView {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// Names of the folders above it, outermost first.
    pub folders: Vec<String>,
    /// The id of the folder it lies in.
    pub folder_id: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// The item as newman's json report repeats it, if a reporter wanted it.
    pub json: Option<Arc<Value>>,
}
