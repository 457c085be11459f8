//! A summary of a scenario for users.

use std::fmt;

use super::scenario::Scenario;

impl Scenario {
    /// The first account, which the examples use.
    pub fn first_account(&self) -> &str {
        self.accounts.first().map(|account| account.id.as_str()).unwrap_or_default()
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "accounts")?;
        for account in &self.accounts {
            writeln!(f, "  {:<34}{}", account.id, account.name)?;
        }
        writeln!(f, "users")?;
        for user in &self.users {
            let (name, secret) = match (&user.token, &user.password) {
                (Some(token), _) => (format!("BOOMI_TOKEN.{}", user.email), token.as_str()),
                (None, password) => (user.email.clone(), password.as_deref().unwrap_or_default()),
            };
            writeln!(f, "  {name:<34}{secret}  (for this emulator only)")?;
        }
        writeln!(f, "runtimes (atomId)")?;
        for runtime in &self.runtimes {
            let status = runtime.status(std::time::Duration::ZERO);
            let home = runtime.environment.as_deref().unwrap_or("no environment");
            writeln!(f, "  {}  {}, {home}, {status}", runtime.id, runtime.name)?;
        }
        writeln!(f, "processes (processId)")?;
        for process in &self.processes {
            let home = match process.deployed_to.as_slice() {
                [] => "deployed nowhere".to_owned(),
                names => names.join(" and "),
            };
            let single = if process.simultaneous { "" } else { ", one run at a time" };
            writeln!(f, "  {}  {}, {home}{single}", process.id, process.name)?;
        }
        Ok(())
    }
}
