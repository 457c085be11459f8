//! Signatures: what `auth` makes of a request and of a server's challenge. Nothing here sends.

use super::shared::Shared;
use crate::auth::{AuthError, Signing, authorizer};
use crate::authority::UserInfo;
use crate::clock::Clock;
use crate::collection::{Auth, Profile, Request};
use crate::http::{Payload, Response};
use crate::secret::SecretCollector;
use crate::variable::Dynamic;

/// Signs the requests of a run.
pub(super) struct Signer<'a> {
    pub(super) secrets: &'a SecretCollector,
    pub(super) clock: &'a Clock,
    /// A source of its own: while a signature holds it, a form's boundary may be drawn from the run's.
    pub(super) nonces: Shared<Dynamic>,
}

/// A request as Postman shows it once it is signed.
pub(super) struct Signed {
    pub(super) request: Request,
    /// What the user should be warned of.
    pub(super) warnings: Vec<String>,
}

/// Makes the payload of a request, for schemes that sign it.
pub(super) type MakePayload<'a> = dyn Fn(&Request) -> Payload + 'a;

impl Signer<'_> {
    /// Signs a request by the user in its URL and by its auth.
    pub(super) fn sign(&self, request: &Request, profile: &Profile, payload: &MakePayload<'_>) -> Signed {
        let by_url = Some(request).filter(|request| is_signed_by_url(request)).and_then(auth_of_url);
        let mut signed = Signed { request: request.clone(), warnings: Vec::new() };
        for auth in by_url.iter().chain(&request.auth) {
            self.sign_with(auth, &mut signed, profile, payload);
        }
        signed
    }

    fn sign_with(&self, auth: &Auth, signed: &mut Signed, profile: &Profile, payload: &MakePayload<'_>) {
        let name = &auth.scheme;
        let Some(scheme) = authorizer(name) else {
            signed.warnings.push(no_handler(name));
            return;
        };
        // Made of the unsigned request: no scheme that signs the body changes it.
        let unsigned = signed.request.clone();
        let payload = || payload(&unsigned);
        let request = &mut signed.request;
        match self.with_signing(profile, &payload, |signing| scheme.sign(auth, request, signing)) {
            // The exchange fails for a broken URL, and says what is wrong with it.
            Ok(()) | Err(AuthError::Url { .. }) => {}
            Err(error) => {
                signed.warnings.push(format!("runtime~{name}.auth: could not sign the request: {error}"));
            }
        }
    }

    /// The auth that answers the challenge in a response; `None` where there is no challenge.
    ///
    /// # Errors
    ///
    /// The warning for the user when the scheme is unknown or the challenge cannot be read.
    pub(super) fn answer(
        &self,
        auth: &Auth,
        response: &Response,
        profile: &Profile,
    ) -> Result<Option<Auth>, String> {
        let name = &auth.scheme;
        let scheme = authorizer(name).ok_or_else(|| no_handler(name))?;
        self.with_signing(profile, &Payload::default, |signing| scheme.retry(auth, response, signing))
            .map_err(|error| format!("runtime~{name}.auth: there was an error validating auth: {error}"))
    }

    fn with_signing<T>(
        &self,
        profile: &Profile,
        payload: &dyn Fn() -> Payload,
        work: impl FnOnce(&mut Signing<'_>) -> T,
    ) -> T {
        let Self { secrets, clock, nonces } = self;
        let mut random = nonces.lock();
        work(&mut Signing { secrets, clock, random: &mut random, profile, payload })
    }
}

/// The request that answers a challenge: the headers of the last one stand before the signature.
///
/// Source: newman 6.2.2, seen on the wire.
pub(super) fn answering(mut sent: Request, auth: Auth) -> Request {
    // The jar adds its cookies anew.
    sent.headers.retain(|header| !header.system || !header.key.eq_ignore_ascii_case("cookie"));
    sent.auth = Some(auth);
    sent
}

/// True when the user in the URL signs the request: it has no `Authorization` header of its own.
pub(super) fn is_signed_by_url(request: &Request) -> bool {
    let has_own = request.headers.iter().any(|header| header.key.eq_ignore_ascii_case("authorization"));
    request.url.auth.is_some() && !has_own
}

/// The user in the URL, as basic auth.
fn auth_of_url(request: &Request) -> Option<Auth> {
    let (user, password) = request.url.auth.as_ref()?;
    let info = UserInfo { user, password: password.as_deref() };
    let params = [("username", info.decoded_user()), ("password", info.decoded_password())];
    let params = params.map(|(key, value)| (key.to_owned(), value.into_owned().into()));
    Some(Auth { scheme: "basic".to_owned(), params: params.into_iter().collect() })
}

fn no_handler(scheme: &str) -> String {
    format!("runtime: could not find a handler for auth: {scheme}")
}

#[cfg(test)]
mod tests;
