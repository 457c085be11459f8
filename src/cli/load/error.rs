//! What is wrong with an input, as data. [`ours`] and [`newmans`] put it into words.

use std::io;
use std::path::PathBuf;

use postino::collection::CollectionError;
use postino::compat::Compat;
use postino::environment::EnvironmentError;
use postino::file_kind::FileKind;
use postino::http::RequestFailure;
use postino::yaml::YamlError;

use super::json::BrokenJson;
use super::source::Refusal;
use super::{newmans, ours};

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct What {
    pub(super) name: &'static str,
    /// The name with its article, as in "this is no …".
    pub(super) one: &'static str,
    /// What Postman's API calls them, if it has them.
    pub(super) api: Option<&'static str>,
    /// What newman calls the file of an option, where its words are those of that option.
    pub(super) option_file: Option<&'static str>,
}

impl What {
    pub(super) const COLLECTION: Self =
        Self { api: Some("collections"), one: "a collection", ..Self::file("collection") };
    pub(super) const ENVIRONMENT: Self =
        Self { api: Some("environments"), one: "an environment", ..Self::file("environment") };
    pub(super) const GLOBALS: Self = Self { one: "globals", ..Self::file("globals") };
    /// What `postino check` looks at.
    pub(super) const COLLECTION_OR_SCOPE: Self =
        Self { one: "a collection or an environment", ..Self::file("file") };
    pub(super) const DATA: Self = Self { one: "iteration data", ..Self::file("iteration data") };
    pub(super) const ENV_FILE: Self = Self { one: "a .env file", ..Self::file("env file") };
    /// `--cookie-jar`
    pub(in crate::cli) const COOKIE_JAR: Self =
        Self { option_file: Some("cookie jar file"), one: "a cookie jar", ..Self::file("cookie jar") };
    /// `--ssl-client-cert-list`
    pub(in crate::cli) const CERTIFICATES: Self = Self {
        option_file: Some("ssl client certificates file"),
        one: "a list of client certificates",
        ..Self::file("list of client certificates")
    };

    /// A file of another kind.
    pub(in crate::cli) const fn file(name: &'static str) -> Self {
        Self { name, one: name, api: None, option_file: None }
    }
}

/// An input that cannot be used.
#[derive(Debug)]
pub(super) struct LoadError {
    pub(super) what: What,
    /// The file or URL, as it may be shown.
    pub(super) location: PathBuf,
    pub(super) kind: LoadErrorKind,
}

/// What is wrong with it.
#[derive(Debug)]
pub(super) enum LoadErrorKind {
    /// The file cannot be read.
    Unreadable(io::Error),
    /// The URL gave no answer.
    Unreachable { url: String, failure: RequestFailure },
    /// The server answered with another code than 200.
    Refused(Refusal),
    /// The text is not JSON.
    BrokenJson(Box<BrokenJson>),
    /// The text is not YAML.
    BrokenYaml(YamlError),
    /// It is another file than the one that is wanted.
    Other(FileKind),
    /// A collection is neither an object nor a list.
    Scalar,
    /// The JSON is not a collection.
    NotACollection(CollectionError),
    /// The JSON is neither an environment nor globals.
    NotAScope(EnvironmentError),
    /// The text cannot be read as iteration data.
    NotData(EnvironmentError),
}

impl LoadError {
    /// The error in our words or in newman's.
    pub(super) fn told(self: Box<Self>, compat: Compat) -> anyhow::Error {
        let newmans = compat.speaks_as_newman().then(|| newmans::tell(&self)).flatten();
        newmans.unwrap_or_else(|| ours::tell(*self))
    }
}
