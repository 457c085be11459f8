//! The members of a Node.js error for a failed system call, which scripts and reports read.

use serde_json::{Map, Value, json};

use super::RequestFailure;
use crate::authority::Authority;

impl RequestFailure {
    /// The members of Node.js's error, except its message. They are empty for a failure without a code.
    ///
    /// Shape: `{"errno": -111, "code": "ECONNREFUSED", "syscall": "connect", "address": "127.0.0.1", "port": 1}`
    pub fn system_members(&self) -> Map<String, Value> {
        let mut out = Map::new();
        let Some(code) = self.code.as_deref() else { return out };
        let mut words = self.message.split(' ');
        let (syscall, told, target) = (words.next(), words.next(), words.next());
        let is_call = told == Some(code) && words.next().is_none();
        if let Some(errno) = errno(code).filter(|_| is_call) {
            out.insert("errno".into(), json!(errno));
        }
        out.insert("code".into(), json!(code));
        let Some(syscall) = syscall.filter(|_| is_call) else { return out };
        out.insert("syscall".into(), json!(syscall));
        match (target, target.and_then(address)) {
            (_, Some((host, port))) if syscall == "connect" => {
                out.insert("address".into(), json!(host));
                out.insert("port".into(), json!(port));
            }
            (Some(target), _) => {
                out.insert("hostname".into(), json!(target));
            }
            (None, _) => {}
        }
        out
    }
}

fn address(target: &str) -> Option<(&str, u16)> {
    let authority = Authority::split(target);
    Some((authority.host(), authority.port_number().ok()??))
}

/// Node.js's number for an error, on Linux.
fn errno(code: &str) -> Option<i32> {
    let known = [
        ("ECONNREFUSED", -111),
        ("ECONNRESET", -104),
        ("ENOTFOUND", -3008),
        ("EAI_AGAIN", -3001),
        ("EHOSTUNREACH", -113),
        ("ENETUNREACH", -101),
        ("ETIMEDOUT", -110),
        ("EPIPE", -32),
    ];
    known.iter().find(|(name, _)| *name == code).map(|(_, errno)| *errno)
}

#[cfg(test)]
mod tests {
    use super::super::FailureKind;
    use super::*;

    fn members(kind: FailureKind, code: Option<&str>, message: &str) -> Value {
        let failure = RequestFailure { kind, code: code.map(str::to_owned), message: message.to_owned() };
        Value::Object(failure.system_members())
    }

    #[test]
    fn a_refused_connection_has_the_address() {
        let found = members(FailureKind::Connect, Some("ECONNREFUSED"), "connect ECONNREFUSED ::1:80");
        let expected = json!({"errno": -111, "code": "ECONNREFUSED", "syscall": "connect", "address": "::1", "port": 80});
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_that_does_not_resolve_is_a_member() {
        let found = members(FailureKind::Resolve, Some("ENOTFOUND"), "getaddrinfo ENOTFOUND a.b");
        let expected =
            json!({"errno": -3008, "code": "ENOTFOUND", "syscall": "getaddrinfo", "hostname": "a.b"});
        assert_eq!(found, expected);
    }

    #[test]
    fn a_connection_that_broke_has_only_the_call() {
        let found = members(FailureKind::Protocol, Some("ECONNRESET"), "read ECONNRESET");
        assert_eq!(found, json!({"errno": -104, "code": "ECONNRESET", "syscall": "read"}));
        let found = members(FailureKind::Protocol, Some("ECONNRESET"), "socket hang up");
        assert_eq!(found, json!({"code": "ECONNRESET"}));
    }

    #[test]
    fn an_error_of_another_kind_has_its_code_or_no_member() {
        let found = members(FailureKind::Timeout, Some("ESOCKETTIMEDOUT"), "ESOCKETTIMEDOUT");
        assert_eq!(found, json!({"code": "ESOCKETTIMEDOUT"}));
        assert_eq!(members(FailureKind::Invalid, None, "no URL"), json!({}));
    }
}
