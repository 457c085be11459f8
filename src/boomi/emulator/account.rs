//! What the emulator accepts.

use std::fmt;

use serde_json::Value;

/// The file that tells users and the emulator the same ids.
const LOCAL: &str = include_str!("../../../environments/local.postman_environment.json");

/// One account with one user, one process and one runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account id in the path.
    pub id: String,
    /// The e-mail of the user; the user name is `BOOMI_TOKEN.` before it.
    pub user_email: String,
    /// The user's API token.
    pub token: String,
    /// The process that can be triggered.
    pub process_id: String,
    /// The runtime that it is deployed to.
    pub atom_id: String,
}

impl Account {
    /// The account of `environments/local.postman_environment.json`.
    pub fn local() -> Self {
        let file: Value = serde_json::from_str(LOCAL).expect("the embedded environment is JSON");
        let value = |key: &str| {
            let values = file["values"].as_array().into_iter().flatten();
            let found = values.filter(|value| value["key"] == key).find_map(|value| value["value"].as_str());
            found.expect("the embedded environment names everything that the emulator checks").to_owned()
        };
        Self {
            id: value("accountId"),
            user_email: value("userEmail"),
            token: value("apiToken"),
            process_id: value("processId"),
            atom_id: value("atomId"),
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "accountId  {}", self.id)?;
        writeln!(f, "userEmail  {}", self.user_email)?;
        writeln!(f, "apiToken   {}  (for this emulator only)", self.token)?;
        writeln!(f, "processId  {}", self.process_id)?;
        write!(f, "atomId     {}", self.atom_id)
    }
}
