//! Postman's collection file and its tree: parsing and plain data. No network, no scripts run here.
//!
//! Entry point: [`parse`]. Templates (`{{name}}`) stay as written; the runner resolves them.

mod auth;
mod body;
mod error;
mod item;
#[cfg(test)]
mod laws;
pub mod local_mode;
mod parse;
mod request;
mod script;
mod sdk;
mod shape;
mod upgrade;
mod url;

pub use auth::Auth;
pub(crate) use auth::{is_credential_header, is_secret_param};
pub use body::{Body, FormParam, GraphQl, Param};
pub use error::CollectionError;
pub use item::{Collection, Folder, Item, Node, Profile};
pub use parse::{parse, parse_anything, parse_request};
pub use request::{HeaderParam, Request};
pub use script::{Listen, Script};
pub use sdk::{body_json, collection_json, item_json, request_json, url_json};
pub use shape::{Misshapen, misshapen};
pub use upgrade::is_v1;
pub use url::{PathVariable, QueryParam, Url};
