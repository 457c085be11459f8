//! AWS Signature Version 4, in the header or in the query.
//!
//! Source: AWS's documentation of `SigV4`; postman-runtime 7.39, `lib/authorizer/aws4.js`, and aws4 1.13 (the time comes
//! from a `Date` header of the user, if there is one).

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use time::format_description::FormatItem;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::authorizer::{header, push_header, push_query, remove_header, remove_query, set_signature};
use super::hash::{Hash, hex};
use super::signed_url::SignedUrl;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};
use crate::http::Payload;

const DATE_TIME: &[FormatItem<'static>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// The characters that AWS percent-encodes.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers that are not signed: proxies may change them, or they are added later.
const UNSIGNED: [&str; 7] =
    ["authorization", "connection", "x-amzn-trace-id", "user-agent", "expect", "presigned-expires", "range"];

const DATE: &str = "X-Amz-Date";
const TOKEN: &str = "X-Amz-Security-Token";
const BODY_HASH: &str = "X-Amz-Content-Sha256";
const EXPIRES: &str = "X-Amz-Expires";

/// Parameters: `accessKey`, `secretKey`, `sessionToken`, `region`, `service`, `addAuthDataToQuery`.
pub(super) struct AwsV4;

impl Authorizer for AwsV4 {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        for name in ["secretKey", "sessionToken"] {
            signing.secrets.add(&auth.text(name));
        }
        for name in ["authorization", DATE, TOKEN, BODY_HASH] {
            remove_header(request, name);
        }
        remove_query(
            request,
            &[TOKEN, DATE, "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature"],
        );
        let now = header(request, "date").and_then(parse_date).unwrap_or_else(|| signing.clock.now());
        let scope = Scope::of(auth, now);
        if auth.is_set("addAuthDataToQuery") {
            in_query(auth, request, &scope)
        } else {
            in_header(auth, request, &scope, &(signing.payload)())
        }
    }
}

fn parse_date(text: &str) -> Option<OffsetDateTime> {
    let date =
        OffsetDateTime::parse(text, &Rfc2822).or_else(|_| OffsetDateTime::parse(text, &Rfc3339)).ok()?;
    Some(date.to_offset(UtcOffset::UTC))
}

/// The keys of a signature, and the time, region and service for which it is valid.
struct Scope {
    access_key: String,
    secret_key: String,
    date_time: String,
    region: String,
    service: String,
}

impl Scope {
    fn of(auth: &Auth, now: OffsetDateTime) -> Self {
        let or = |name: &str, default: &str| {
            Some(auth.text(name)).filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned())
        };
        Self {
            access_key: auth.text("accessKey"),
            secret_key: auth.text("secretKey"),
            date_time: now.format(&DATE_TIME).expect("every time has these parts"),
            region: or("region", "us-east-1"),
            service: or("service", "execute-api"),
        }
    }

    fn is_s3(&self) -> bool {
        self.service == "s3"
    }

    fn date(&self) -> &str {
        &self.date_time[..8]
    }

    fn text(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.date(), self.region, self.service)
    }

    fn credential(&self) -> String {
        format!("{}/{}", self.access_key, self.text())
    }

    fn sign(&self, canonical: &str) -> String {
        let steps = [self.date(), &self.region, &self.service, "aws4_request"];
        let first = format!("AWS4{}", self.secret_key).into_bytes();
        let key = steps.iter().fold(first, |key, step| Hash::Sha256.hmac(&key, step.as_bytes()));
        let hash = Hash::Sha256.hex_of(canonical.as_bytes());
        let text = format!("AWS4-HMAC-SHA256\n{}\n{}\n{hash}", self.date_time, self.text());
        hex(&Hash::Sha256.hmac(&key, text.as_bytes()))
    }
}

fn in_header(auth: &Auth, request: &mut Request, scope: &Scope, payload: &Payload) -> Result<(), AuthError> {
    let url = SignedUrl::of(request)?;
    let hash = match payload {
        Payload::None => None,
        body => Hash::Sha256.of_body(b"", body, b"", u64::MAX).map(|hash| hex(&hash)),
    };
    if let Some(hash) = &hash {
        push_header(request, BODY_HASH, hash.as_str());
    }
    if header(request, "host").is_none() {
        push_header(request, "Host", url.host.as_str());
    }
    let session = auth.text("sessionToken");
    if !session.is_empty() {
        push_header(request, TOKEN, session);
    }
    let body = hash.clone().unwrap_or_else(|| Hash::Sha256.hex_of(b""));
    if scope.is_s3() && hash.is_none() {
        push_header(request, BODY_HASH, body.as_str());
    }
    push_header(request, DATE, scope.date_time.as_str());
    let headers = signed_headers(request);
    let query = decode_query(url.query.as_deref().unwrap_or_default());
    let signature = scope.sign(&canonical(request, scope, &url.path, &query, &headers, &body));
    let value = format!(
        "AWS4-HMAC-SHA256 Credential={}, SignedHeaders={}, Signature={signature}",
        scope.credential(),
        names(&headers)
    );
    set_signature(request, value);
    Ok(())
}

fn in_query(auth: &Auth, request: &mut Request, scope: &Scope) -> Result<(), AuthError> {
    let url = SignedUrl::of(request)?;
    if header(request, "host").is_none() {
        push_header(request, "Host", url.host.as_str());
    }
    let headers = signed_headers(request);
    let mut query = decode_query(url.query.as_deref().unwrap_or_default());
    let mut own = Vec::new();
    let session = auth.text("sessionToken");
    if !session.is_empty() {
        own.push((TOKEN, session));
    }
    if scope.is_s3() && !query.iter().any(|(name, _)| name == EXPIRES) {
        own.push((EXPIRES, "86400".to_owned()));
    }
    own.push((DATE, scope.date_time.clone()));
    own.push(("X-Amz-Algorithm", "AWS4-HMAC-SHA256".to_owned()));
    own.push(("X-Amz-Credential", scope.credential()));
    own.push(("X-Amz-SignedHeaders", names(&headers)));
    query.extend(own.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let body = if scope.is_s3() { "UNSIGNED-PAYLOAD".to_owned() } else { Hash::Sha256.hex_of(b"") };
    own.push(("X-Amz-Signature", scope.sign(&canonical(request, scope, &url.path, &query, &headers, &body))));
    for (name, value) in own {
        push_query(request, name, encode(&value));
    }
    Ok(())
}

/// The lower-case names and the values of the headers, sorted. The last of several headers with the same name counts.
fn signed_headers(request: &Request) -> BTreeMap<String, String> {
    let enabled = request.headers.iter().filter(|header| !header.disabled && !header.key.is_empty());
    enabled
        .map(|header| {
            (header.key.to_lowercase(), header.value.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .filter(|(name, _)| !UNSIGNED.contains(&name.as_str()))
        .collect()
}

fn names(headers: &BTreeMap<String, String>) -> String {
    headers.keys().map(String::as_str).collect::<Vec<_>>().join(";")
}

fn canonical(
    request: &Request,
    scope: &Scope,
    path: &str,
    query: &[(String, String)],
    headers: &BTreeMap<String, String>,
    body_hash: &str,
) -> String {
    let mut pairs: Vec<_> = query
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    if scope.is_s3() {
        // S3 uses the first of several values.
        let mut seen = std::collections::BTreeSet::new();
        pairs.retain(|(name, _)| seen.insert(name.clone()));
    }
    pairs.sort();
    let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}:{value}")).collect();
    [
        request.method.as_str(),
        &canonical_path(path, scope),
        &query.join("&"),
        &format!("{}\n", lines.join("\n")),
        &names(headers),
        body_hash,
    ]
    .join("\n")
}

/// The path to sign. All services except S3 want it normalised, and encoded once more than in the request.
fn canonical_path(path: &str, scope: &Scope) -> String {
    if scope.is_s3() {
        let segments = path.split('/').map(|segment| {
            let plain = percent_decode_str(&segment.replace('+', " ")).decode_utf8_lossy().into_owned();
            plain.split('/').map(encode).collect::<Vec<_>>().join("/")
        });
        return segments.collect::<Vec<_>>().join("/");
    }
    let mut kept: Vec<String> = Vec::new();
    let mut squeezed = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !squeezed.ends_with('/') {
            squeezed.push(c);
        }
    }
    for segment in squeezed.split('/') {
        match segment {
            ".." => {
                kept.pop();
            }
            "." => {}
            segment => kept.push(encode(segment)),
        }
    }
    let path = kept.join("/");
    if path.starts_with('/') { path } else { format!("/{path}") }
}

fn decode_query(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::authorizer::tests::{request, try_sign};
    use super::*;
    use crate::collection::HeaderParam;

    /// 2015-08-30T12:36:00Z, the time in AWS's test suite.
    const THEN: i64 = 1_440_938_160;

    fn suite() -> Value {
        json!({
            "accessKey": "AKIDEXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "region": "us-east-1", "service": "service",
        })
    }

    fn signature(method: &str, url: &str, headers: &[(&str, &str)]) -> String {
        let mut request = request(method, url);
        request.headers = headers
            .iter()
            .map(|(key, value)| HeaderParam {
                key: (*key).into(),
                value: (*value).into(),
                ..HeaderParam::default()
            })
            .collect();
        try_sign("awsv4", &suite(), &mut request, &Payload::None, THEN).0.expect("signs");
        let value = header(&request, "authorization").expect("signed");
        value.split_once("Signature=").expect("a signature").1.to_owned()
    }

    /// `get-vanilla`, `get-vanilla-query-order-key-case`, `get-unreserved`, `post-vanilla` of AWS's test suite.
    #[test]
    fn the_test_suite_of_aws_gives_its_signatures() {
        let base = "https://example.amazonaws.com/";
        let get = |rest: &str| signature("GET", &format!("{base}{rest}"), &[]);
        assert_eq!(get(""), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assert_eq!(
            get("?Param2=value2&Param1=value1"),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        );
        let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        assert_eq!(get(unreserved), "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
        assert_eq!(
            signature("POST", base, &[]),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        );
    }

    #[test]
    fn the_users_headers_are_signed_with_single_blanks() {
        let headers = [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")];
        assert_eq!(
            signature("GET", "https://example.amazonaws.com/", &headers),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        );
    }

    /// The presigned URL of AWS's documentation of S3.
    #[test]
    fn the_presigned_query_of_s3s_documentation_is_reproduced() {
        let params = json!({
            "accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "service": "s3", "addAuthDataToQuery": true,
        });
        let mut get = request("GET", "https://examplebucket.s3.amazonaws.com/test.txt");
        try_sign("awsv4", &params, &mut get, &Payload::None, 1_369_353_600).0.expect("signs");
        assert_eq!(
            get.url.query_text().expect("a query"),
            "X-Amz-Expires=86400&X-Amz-Date=20130524T000000Z&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\
             AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-SignedHeaders=host&X-Amz-Signature=\
             aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        );
    }

    #[test]
    fn the_headers_of_the_body_and_the_session_are_signed_in_newmans_order() {
        let mut params = suite();
        params["sessionToken"] = "session".into();
        let mut post = request("POST", "https://h/");
        try_sign("awsv4", &params, &mut post, &Payload::Bytes("x".into()), THEN).0.expect("signs");
        let names: Vec<_> = post.headers.iter().map(|header| header.key.as_str()).collect();
        assert_eq!(names, [BODY_HASH, "Host", TOKEN, DATE, "Authorization"]);
    }
}
