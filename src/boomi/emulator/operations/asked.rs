//! A call that passed the login.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::authority::Authority;
use crate::boomi::emulator::call::EmulatedCall;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::route::Route;
use crate::boomi::emulator::world::{Privilege, User};

/// A call, its user, its account and its time.
#[derive(Debug)]
pub(in crate::boomi::emulator) struct Asked<'a> {
    pub(in crate::boomi::emulator) account: String,
    pub(in crate::boomi::emulator) user: User,
    pub(in crate::boomi::emulator) route: &'a Route,
    pub(in crate::boomi::emulator) call: &'a EmulatedCall<'a>,
    pub(in crate::boomi::emulator) first_call: OffsetDateTime,
}

impl Asked<'_> {
    pub(super) fn now(&self) -> OffsetDateTime {
        self.call.now
    }

    /// Refuses a user who has none of these privileges.
    pub(super) fn needs(&self, one_of: &[Privilege]) -> Result<(), Refusal> {
        if self.user.may(one_of) { Ok(()) } else { Err(Refusal::MissingPrivilege) }
    }

    /// The body: JSON, or XML with this root.
    pub(super) fn body<T: DeserializeOwned>(&self, root: &str) -> Result<T, Refusal> {
        serde_json::from_value(Value::Object(self.members(root)?)).map_err(|_| Refusal::Malformed)
    }

    /// The members of the body: JSON, or XML with this root.
    pub(super) fn members(&self, root: &str) -> Result<Map<String, Value>, Refusal> {
        let value: Value = if self.call.sends_json() {
            serde_json::from_slice(self.call.body).map_err(|_| Refusal::Malformed)?
        } else {
            let (name, value) = super::super::xml::read(self.call.body).ok_or(Refusal::Malformed)?;
            // An element without members is read as a text, but an empty root is an object.
            if name == root { value } else { return Err(Refusal::Malformed) }
        };
        if let Value::Object(members) = value { Ok(members) } else { Err(Refusal::Malformed) }
    }

    /// The address of the emulator for records and downloads. Like the platform, it gives another host than the one
    /// that was called (field).
    pub(super) fn later_address(&self, other_host: bool) -> String {
        let host = self.call.host;
        let authority = Authority::split(host);
        let other = match (authority.host(), authority.port()) {
            ("127.0.0.1", Some(port)) => format!("localhost:{port}"),
            ("localhost", Some(port)) => format!("127.0.0.1:{port}"),
            _ => host.to_owned(),
        };
        format!("http://{}", if other_host { &other } else { host })
    }
}
