//! What a run works on.

use crate::collection::Collection;
use crate::http::CookieJar;
use crate::variable::{DataRow, VariableScope};

/// What a run works on. The default has no collection: nothing runs.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Inputs {
    /// The collections, run one after the other; environment, globals and cookies go on from one to the next.
    pub collections: Vec<Collection>,
    /// The environment; by default it is empty and has no name.
    pub environment: VariableScope,
    /// The globals; by default they are empty and have no name.
    pub globals: VariableScope,
    /// Rows of iteration data: the first iteration has the first row, and the last row stays for all further ones.
    pub data: Vec<DataRow>,
    /// The cookies to begin with. The run adds those that it is given: keep a clone of the jar to read them.
    pub cookies: CookieJar,
}

impl Inputs {
    /// A run of this collection.
    pub fn of(collection: Collection) -> Self {
        Self { collections: vec![collection], ..Self::default() }
    }

    /// Runs another collection after those before it.
    #[must_use]
    pub fn with_collection(mut self, collection: Collection) -> Self {
        self.collections.push(collection);
        self
    }

    /// Sets the environment.
    #[must_use]
    pub fn with_environment(mut self, environment: VariableScope) -> Self {
        self.environment = environment;
        self
    }

    /// Sets the globals.
    #[must_use]
    pub fn with_globals(mut self, globals: VariableScope) -> Self {
        self.globals = globals;
        self
    }

    /// Sets the rows of iteration data.
    #[must_use]
    pub fn with_data(mut self, rows: Vec<DataRow>) -> Self {
        self.data = rows;
        self
    }

    /// Sets the cookies to begin with.
    #[must_use]
    pub fn with_cookies(mut self, cookies: CookieJar) -> Self {
        self.cookies = cookies;
        self
    }
}
