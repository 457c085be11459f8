//! Why a text cannot be read as a collection.

use thiserror::Error;

use crate::file_kind::FileKind;

/// A text that is JSON but no Postman collection.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// It is not JSON.
    #[error("the text is not JSON")]
    Json(#[source] serde_json::Error),
    /// The top level is neither an object nor an array.
    #[error("expected a Postman collection, found {found}")]
    NotAnObject {
        /// What stood there: `a string`, `a number`, …
        found: &'static str,
    },
    /// It is another file.
    #[error("expected a Postman collection, found {found}")]
    OtherFile {
        /// What it is.
        found: FileKind,
    },
    /// It has none of a collection's properties.
    #[error("expected a Postman collection with `info` and `item`, found an object without them")]
    NoCollection,
    /// Folders lie too deep.
    #[error("folders are nested deeper than {limit} levels at {pointer}")]
    TooDeep {
        /// The limit.
        limit: usize,
        /// Where, as a JSON pointer.
        pointer: String,
    },
}
