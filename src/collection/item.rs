//! The tree: a collection holds folders and items.

use serde_json::{Map, Value};

use super::{Auth, Request, Script};
use crate::variable::VariableScope;

/// A parsed collection, as the file describes it.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    /// `info._postman_id`, or a generated UUID.
    pub id: String,
    /// `info.name`.
    pub name: Option<String>,
    /// The text of its description.
    pub description: Option<String>,
    /// `info` as it stands in the file, for reports that repeat it.
    pub info: Map<String, Value>,
    /// The auth that items inherit.
    pub auth: Option<Auth>,
    /// The collection's variables.
    pub variables: VariableScope,
    /// Scripts that run around every request.
    pub scripts: Vec<Script>,
    /// `protocolProfileBehavior`.
    pub profile: Profile,
    /// Folders and items in order.
    pub nodes: Vec<Node>,
}

impl Collection {
    /// True when it holds a request, at any depth.
    pub fn holds_requests(&self) -> bool {
        let mut open: Vec<&Node> = self.nodes.iter().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Folder(folder) => open.extend(&folder.nodes),
                Node::Item(_) => return true,
            }
        }
        false
    }
}

/// Settings of `protocolProfileBehavior`, merged per key; the nearest wins.
pub type Profile = Map<String, Value>;

/// A member of the tree.
#[derive(Debug, Clone)]
pub enum Node {
    /// Holds further nodes.
    Folder(Box<Folder>),
    /// Can be run.
    Item(Box<Item>),
}

/// A folder.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// Its id, from the file or generated.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The text of its description.
    pub description: Option<String>,
    /// The auth that its items inherit.
    pub auth: Option<Auth>,
    /// Scripts that run around every request in it.
    pub scripts: Vec<Script>,
    /// `protocolProfileBehavior`.
    pub profile: Profile,
    /// Its members in order.
    pub nodes: Vec<Node>,
}

/// A request with its name and scripts.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Its id, from the file or generated.
    pub id: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The text of its description.
    pub description: Option<String>,
    /// What to send.
    pub request: Request,
    /// Its own scripts.
    pub scripts: Vec<Script>,
    /// `protocolProfileBehavior`.
    pub profile: Profile,
    /// Saved examples, carried for reports.
    pub responses: Vec<Value>,
}
