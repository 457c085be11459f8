//! Environment and globals files, and iteration data. Text to data: no network, no scripts.

mod csv;
mod data;
mod dotenv;
mod error;
mod export;
mod number;
mod parse;

pub use data::{Data, DataFormat, DataNote, csv_rows, json_lines_rows, json_rows, parse_data};
pub use dotenv::parse_dotenv;
pub use error::EnvironmentError;
pub use export::{ExportMark, scope_json};
pub use parse::{parse_scope, scope_from_json};
