//! The wire types of the AtomSphere API, shared by the client and the emulator.
//!
//! Serde reads and writes these types as JSON; the emulator turns the same values into XML. Reading is as tolerant as
//! the platform's public clients are: `@type` is optional, long numbers have three spellings, a field without a value
//! is absent. Nothing here does I/O. Entry points: [`ExecutionRequest`], [`ExecutionRecord`], [`QueryConfig`] and
//! [`QueryResult`].

mod error;
mod execution;
mod expression;
mod log;
mod long;
mod objects;
mod query;
mod status;
mod trigger;

pub use error::{enveloped_message, error_message};
pub use execution::{AsyncOperationResult, ExecutionRecord, ExecutionSummaryRecord};
pub use expression::{Expression, GroupOperator, NoCondition, Operator};
pub use log::{LogDownload, LogLevel, ProcessLog};
pub use long::Long;
pub use objects::{
    Atom, ComponentMetadata, DeployedPackage, Environment, EnvironmentAtomAttachment, Process,
};
pub use query::{QueryConfig, QueryFilter, QueryResult, QuerySort, SortField, SortOrder};
pub use status::ExecutionStatus;
pub use trigger::{
    DynamicProcessProperties, DynamicProcessProperty, ExecuteProcess, ExecutionRequest, NamedProperties,
    NamedProperty, ProcessProperties, ProcessProperty, ProcessPropertyValue,
};
