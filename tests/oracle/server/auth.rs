//! The server's side of Digest and NTLM, and a token endpoint: they verify what they get by themselves.
//!
//! Shape: `/digest/<algorithm>/<qop>`, `/digest/growing`, `/ntlm`, `/ntlm/torn`, `/token`, `/protected`; user `u`, password `p`, domain `D`.

use hmac::{Hmac, KeyInit, Mac};
use md4::Md4;
use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a connection remembers: NTLM signs connections.
#[derive(Default)]
pub(crate) struct Connection {
    challenged: bool,
    authenticated: bool,
}

/// What is asked.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) body: &'a str,
}

/// Status, further header lines, body; nothing for a path that is not one of ours.
pub(crate) fn answer(asked: &Asked<'_>, connection: &mut Connection) -> Option<(u16, String, String)> {
    let path = asked.target.split('?').next().unwrap_or_default();
    match path.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        ["digest", "growing"] => Some(growing(asked)),
        ["digest", algorithm, qop] => Some(digest(asked, algorithm, qop)),
        ["ntlm"] => Some(ntlm(asked, connection)),
        ["ntlm", "torn"] if asked.authorization.is_some() => Some(challenge(401, "NTLM TlRMTVNTUAAC")),
        ["ntlm", "torn"] => Some(challenge(401, "NTLM")),
        ["token"] => Some(token(asked)),
        ["protected"] if asked.authorization == Some("Bearer t0ken-1") => Some(said(200, "come in")),
        ["protected"] => Some(said(401, "stay out")),
        _ => None,
    }
}

fn said(status: u16, body: &str) -> (u16, String, String) {
    (status, String::new(), body.to_owned())
}

fn challenge(status: u16, value: &str) -> (u16, String, String) {
    (status, format!("WWW-Authenticate: {value}\r\n"), String::new())
}

const NONCE: &str = "dcd98b7102dd2f0e8b11d0f600bfb0c0";

fn digest(asked: &Asked<'_>, algorithm: &str, qop: &str) -> (u16, String, String) {
    let quality = if qop == "none" { String::new() } else { format!("qop=\"{qop}\", ") };
    let offer = format!(
        "Digest realm=\"a realm\", {quality}algorithm={algorithm}, nonce=\"{NONCE}\", opaque=\"0paque\""
    );
    let Some(given) = asked.authorization.and_then(|value| value.strip_prefix("Digest ")) else {
        return challenge(401, &offer);
    };
    let field = |name: &str| {
        let fields = given.split(", ").filter_map(|field| field.split_once('='));
        fields
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value.trim_matches('"'))
            .next()
            .unwrap_or_default()
    };
    let hash = |text: &str| match algorithm.trim_end_matches("-sess") {
        "MD5" => hex(&Md5::digest(text)),
        "SHA-256" => hex(&Sha256::digest(text)),
        _ => hex(&Sha512_256::digest(text)),
    };
    let mut first = hash("u:a realm:p");
    if algorithm.ends_with("-sess") {
        first = hash(&format!("{first}:{NONCE}:{}", field("cnonce")));
    }
    let mut second = format!("{}:{}", asked.method, asked.target);
    if qop == "auth-int" {
        second = format!("{second}:{}", hash(asked.body));
    }
    let second = hash(&second);
    let expected = if qop == "none" {
        hash(&format!("{first}:{NONCE}:{second}"))
    } else {
        hash(&format!("{first}:{NONCE}:{}:{}:{qop}:{second}", field("nc"), field("cnonce")))
    };
    let whole = field("username") == "u" && field("uri") == asked.target && field("opaque") == "0paque";
    if whole && field("response") == expected { said(200, "come in") } else { challenge(401, &offer) }
}

/// Is never satisfied: each answer makes it ask for one thing more.
fn growing(asked: &Asked<'_>) -> (u16, String, String) {
    let given = asked.authorization.unwrap_or_default();
    let mut offer = format!("Digest realm=\"a realm\", nonce=\"{NONCE}\"");
    let more =
        [("nonce=", ", opaque=\"0paque\""), ("opaque=", ", qop=\"auth\""), ("qop=", ", algorithm=MD5")];
    for (answered, next) in more {
        if given.contains(answered) {
            offer += next;
        }
    }
    challenge(401, &offer)
}

const SERVER_NONCE: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

/// Three steps on one connection: an offer, a challenge, and a proof that is checked.
fn ntlm(asked: &Asked<'_>, connection: &mut Connection) -> (u16, String, String) {
    if connection.authenticated {
        return said(200, "come in");
    }
    let message = asked.authorization.and_then(|value| value.strip_prefix("NTLM "));
    let Some(message) = message.and_then(|text| STANDARD.decode(text).ok()) else {
        return challenge(401, "NTLM");
    };
    if message.get(8) == Some(&1) {
        connection.challenged = true;
        let info = [2, 0, 2, 0, b'D', 0, 0, 0, 0, 0];
        let mut second = b"NTLMSSP\0\x02\0\0\0".to_vec();
        second.extend([0, 0, 0, 0, 48, 0, 0, 0]);
        second.extend(0x0088_0201u32.to_le_bytes());
        second.extend(SERVER_NONCE);
        second.extend([0; 8]);
        second.extend([10, 0, 10, 0, 48, 0, 0, 0]);
        second.extend(info);
        return challenge(401, &format!("NTLM {}", STANDARD.encode(second)));
    }
    connection.authenticated = connection.challenged && proves(&message).unwrap_or(false);
    if connection.authenticated { said(200, "come in") } else { challenge(401, "NTLM") }
}

/// MS-NLMP 3.3.2: the proof is a MAC over the challenge and the rest of the response.
fn proves(message: &[u8]) -> Option<bool> {
    let length = usize::from(u16::from_le_bytes(message.get(20..22)?.try_into().ok()?));
    let offset = usize::try_from(u32::from_le_bytes(message.get(24..28)?.try_into().ok()?)).ok()?;
    let response = message.get(offset..offset + length)?;
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let key = hmac(&Md4::digest(wide("p")), &wide("UD"));
    let (proof, rest) = response.split_at_checked(16)?;
    Some(hmac(&key, &[SERVER_NONCE.as_slice(), rest].concat()) == proof)
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Md5>::new_from_slice(key).expect("any key will do");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// A token for the client `id` with the secret `s3cret-client`, or for the user `u`; a second one by refreshing.
fn token(asked: &Asked<'_>) -> (u16, String, String) {
    let basic = format!("Basic {}", STANDARD.encode("id:s3cret-client"));
    if asked.authorization != Some(basic.as_str()) {
        return said(401, r#"{"error":"invalid_client","error_description":"who are you?"}"#);
    }
    let has = |pair: &str| asked.body.split('&').any(|given| given == pair);
    let known = has("grant_type=client_credentials")
        || (has("grant_type=password") && has("username=u") && has("password=p4ssword"))
        || (has("grant_type=refresh_token") && has("refresh_token=r3fresh"));
    if known {
        said(200, r#"{"access_token":"t0ken-1","token_type":"bearer","expires_in":3600}"#)
    } else {
        said(400, r#"{"error":"invalid_grant"}"#)
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).expect("four bits");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
