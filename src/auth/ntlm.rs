//! NTLM: three messages over one connection, which authenticate the connection and not a request.
//!
//! Source: MS-NLMP; postman-runtime 7.39, `lib/authorizer/ntlm.js`: the first request has no message, the second has
//! the negotiation, the third has the answer to the server's challenge.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::authorizer::{remove_header, set_signature};
use super::ntlm_message::{Challenge, Login, negotiate};
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};
use crate::http::Response;

/// The parameter that holds the step of the exchange.
const STATE: &str = "state";
/// The parameter that holds the message to send.
const MESSAGE: &str = "ntlmHeader";

const NEGOTIATED: &str = "T1_MSG_CREATED";
const ANSWERED: &str = "T3_MSG_CREATED";

/// Parameters: `username` (also `DOMAIN\user` and `user@domain`), `password`, `domain`, `workstation`,
/// `disableRetryRequest`.
pub(super) struct Ntlm;

impl Authorizer for Ntlm {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        signing.secrets.add(&auth.text("password"));
        remove_header(request, "authorization");
        let message = auth.text(MESSAGE);
        if !message.is_empty() {
            set_signature(request, message);
        }
        Ok(())
    }

    fn retry(
        &self,
        auth: &Auth,
        response: &Response,
        signing: &mut Signing<'_>,
    ) -> Result<Option<Auth>, AuthError> {
        if auth.is_set("disableRetryRequest") || !matches!(response.code, 401 | 403) {
            return Ok(None);
        }
        let mut offers = response.headers.all("www-authenticate");
        let login = Login::of(auth);
        let (state, message) = match auth.text(STATE).as_str() {
            ANSWERED => return Ok(None),
            NEGOTIATED => {
                let offer =
                    offers.find(|offer| offer.starts_with("NTLM ")).ok_or(AuthError::NtlmNoChallenge)?;
                let bytes = STANDARD.decode(offer["NTLM ".len()..].trim());
                let bytes = bytes.map_err(|_| AuthError::NtlmChallenge)?;
                let challenge = Challenge::parse(&bytes).ok_or(AuthError::NtlmChallenge)?;
                let random = signing.random.uuid();
                // The hash of a UUID gives eight random bytes. The text of a UUID would give hexadecimal digits only.
                let nonce = super::hash::Hash::Sha256.of(random.as_bytes());
                let nonce = nonce[..8].try_into().expect("a hash has more than eight bytes");
                (ANSWERED, login.answer(&challenge, nonce, signing.clock.now()))
            }
            _ if !offers.any(|offer| offer.contains("NTLM") || offer == "negotiate") => {
                return Ok(None);
            }
            _ => (NEGOTIATED, negotiate(&login.domain, &login.workstation)),
        };
        let mut next = auth.clone();
        let message = STANDARD.encode(message);
        signing.secrets.add_passing(&message);
        next.params.insert(MESSAGE.to_owned(), Value::from(format!("NTLM {message}")));
        next.params.insert(STATE.to_owned(), state.into());
        Ok(Some(next))
    }

    fn signs_connections(&self) -> bool {
        true
    }
}

impl Login {
    /// The user and the domain. When no domain is given, the user's name may contain it.
    fn of(auth: &Auth) -> Self {
        let (mut user, mut domain) = (auth.text("username"), auth.text("domain"));
        if domain.is_empty()
            && let Some((name, found)) = split_user(&user)
        {
            (user, domain) = (name, found);
        }
        Self { user, domain, password: auth.text("password"), workstation: auth.text("workstation") }
    }
}

/// Splits `DOMAIN\user` or `user@domain`. A name of both forms is not split.
fn split_user(user: &str) -> Option<(String, String)> {
    let split = match (user.matches('\\').count(), user.matches('@').count()) {
        (1, 0) => user.split_once('\\').map(|(domain, name)| (name, domain)),
        (0, 1) => user.split_once('@'),
        _ => None,
    };
    let (name, domain) = split?;
    (!name.is_empty() && !domain.is_empty()).then(|| (name.to_owned(), domain.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_name_may_contain_the_domain_in_two_forms() {
        let pair = |name: &str, domain: &str| Some((name.to_owned(), domain.to_owned()));
        assert_eq!(split_user("D\\u"), pair("u", "D"));
        assert_eq!(split_user("u@d.com"), pair("u", "d.com"));
        for neither in ["u", "D\\u@d", "\\u", "u@", "a\\b\\c", ""] {
            assert_eq!(split_user(neither), None, "{neither}");
        }
    }
}
