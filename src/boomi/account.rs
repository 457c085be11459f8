//! An account: the variables of an environment that name the platform, the user and the process.

use super::{Credentials, CredentialsError};
use crate::secret::SecretCollector;
use crate::variable::{VariableScope, to_text};

/// An environment that is read as an account: `baseUrl`, `accountId`, `userEmail`, `apiToken`, `processId`, `atomId`.
#[derive(Debug, Clone, Copy)]
pub struct AccountVariables<'a> {
    /// The environment.
    pub scope: &'a VariableScope,
}

impl AccountVariables<'_> {
    /// The value of a variable as a trimmed text. It is empty when the variable is not set.
    pub fn value(&self, name: &str) -> String {
        let found = self.scope.get(name);
        found.map(|found| to_text(found.value.as_ref())).unwrap_or_default().trim().to_owned()
    }

    /// The user's e-mail and token; the token joins `secrets`.
    ///
    /// # Errors
    ///
    /// Fails when the e-mail or the token cannot be used.
    pub fn credentials(&self, secrets: &SecretCollector) -> Result<Credentials, CredentialsError> {
        Credentials::new(&self.value("userEmail"), &self.value("apiToken"), secrets)
    }
}
