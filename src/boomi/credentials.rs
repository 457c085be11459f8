//! The credentials of a user: an e-mail address and an API token.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::secret::{SecretCollector, SecretString};

/// The prefix of the e-mail in the user name (documented).
const TOKEN_USER: &str = "BOOMI_TOKEN.";

/// An e-mail address and its API token.
#[derive(Debug, Clone)]
pub struct Credentials {
    email: String,
    token: SecretString,
}

/// Why credentials cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The e-mail already has the prefix. The user name would have it twice, and the platform would answer 401 (field).
    #[error("the e-mail \"{email}\" already begins with BOOMI_TOKEN.")]
    TokenUser {
        /// The text that was given.
        email: String,
    },
    /// The text is not an e-mail address.
    #[error("\"{email}\" is not an e-mail address")]
    NoEmail {
        /// The text that was given.
        email: String,
    },
    /// No token was given.
    #[error("there is no API token")]
    NoToken,
}

/// Checks an e-mail address.
///
/// # Errors
///
/// Fails when the text is not an e-mail address, or when it already begins with `BOOMI_TOKEN.`.
pub fn check_email(email: &str) -> Result<(), CredentialsError> {
    let email = email.trim();
    if email.starts_with(TOKEN_USER) {
        return Err(CredentialsError::TokenUser { email: email.to_owned() });
    }
    let sound = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !email.contains(|c: char| c.is_whitespace() || c == ',' || c == ':')
            && !host.contains('@')
    });
    if sound { Ok(()) } else { Err(CredentialsError::NoEmail { email: email.to_owned() }) }
}

impl Credentials {
    /// Makes credentials. The token and the header's value join `secrets`.
    ///
    /// # Errors
    ///
    /// Fails when the e-mail cannot be used or the token is empty.
    pub fn new(email: &str, token: &str, secrets: &SecretCollector) -> Result<Self, CredentialsError> {
        check_email(email)?;
        let token = token.trim();
        if token.is_empty() {
            return Err(CredentialsError::NoToken);
        }
        let credentials = Self { email: email.trim().to_owned(), token: SecretString::new(token) };
        secrets.add(token);
        secrets.add(&credentials.encoded());
        Ok(credentials)
    }

    /// The value of the `Authorization` header.
    pub fn authorization(&self) -> String {
        format!("Basic {}", self.encoded())
    }

    fn encoded(&self) -> String {
        STANDARD.encode(format!("{TOKEN_USER}{}:{}", self.email, self.token.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_user_stands_before_the_email_once() {
        let secrets = SecretCollector::default();
        let credentials = Credentials::new(" a@b.c ", "token-1", &secrets).expect("sound");
        assert_eq!(
            credentials.authorization(),
            format!("Basic {}", STANDARD.encode("BOOMI_TOKEN.a@b.c:token-1"))
        );
        assert!(secrets.contains("token-1"));
    }

    #[test]
    fn a_text_that_is_not_an_email_is_refused_by_name() {
        let twice = CredentialsError::TokenUser { email: "BOOMI_TOKEN.a@b.c".into() };
        assert_eq!(check_email("BOOMI_TOKEN.a@b.c"), Err(twice));
        for none in ["", "a", "a@b", "a b@c.d", "@b.c", "a@b.c@d.e", "a@.c"] {
            assert_eq!(check_email(none), Err(CredentialsError::NoEmail { email: none.into() }));
        }
    }
}
