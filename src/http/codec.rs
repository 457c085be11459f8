//! Writes and reads the heads of HTTP/1.1. It keeps the case and the order of names.

use bytes::BytesMut;

use super::failure::{bad_value, no_token, not_http, two_hosts, unescaped_path};
use super::reason::standard_reason;
use super::{Headers, RequestFailure, status_line};

/// The longest head of a response that is accepted. Units: bytes.
///
/// Source: postman-runtime 7.44, `maxHeaderSize`.
pub(super) const LONGEST_HEAD: usize = 128 * 1024;

/// The head of a response.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) code: u16,
    pub(super) reason: String,
    pub(super) minor_version: u8,
    pub(super) headers: Headers,
}

/// Refuses a method, a path, a header name or a value that HTTP does not allow, with newman's message.
///
/// # Errors
///
/// Fails at the first of them.
pub(super) fn check_headers(method: &str, path: &str, headers: &Headers) -> Result<(), RequestFailure> {
    if !is_token(method) {
        return Err(no_token("Method", method));
    }
    if !path.chars().all(|c| ('!'..='\u{ff}').contains(&c)) {
        return Err(unescaped_path());
    }
    if headers.all("host").count() > 1 {
        return Err(two_hosts());
    }
    for header in headers {
        if !is_token(&header.name) {
            return Err(no_token("Header name", &header.name));
        }
        let legal = |c: char| c == '\t' || ((' '..='\u{ff}').contains(&c) && c != '\u{7f}');
        if !header.value.chars().all(legal) {
            return Err(bad_value(&header.name));
        }
    }
    Ok(())
}

/// Writes the head of a request. Every character becomes one byte (Latin-1).
///
/// # Errors
///
/// Fails when [`check_headers`] fails.
pub(super) fn write_head(
    out: &mut Vec<u8>,
    method: &str,
    path: &str,
    headers: &Headers,
) -> Result<(), RequestFailure> {
    check_headers(method, path, headers)?;
    out.extend_from_slice(method.as_bytes());
    out.push(b' ');
    out.extend(latin1(path));
    out.extend_from_slice(b" HTTP/1.1\r\n");
    for header in headers {
        out.extend_from_slice(header.name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend(latin1(&header.value));
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    Ok(())
}

/// Writes one byte for each character. [`check_headers`] has refused characters that do not fit.
fn latin1(text: &str) -> impl Iterator<Item = u8> {
    text.chars().filter_map(|c| u8::try_from(c).ok())
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Reads a response head from the front of `buffer` and removes it; `None` while the head is not complete.
///
/// # Errors
///
/// Fails when the bytes are not HTTP, or when the head is longer than [`LONGEST_HEAD`]. When `lenient`, it accepts
/// header lines with spaces or line breaks in the wrong place, and skips lines that it cannot read.
pub(super) fn read_head(buffer: &mut BytesMut, lenient: bool) -> Result<Option<Head>, RequestFailure> {
    let mut few = [httparse::EMPTY_HEADER; 64];
    let (length, head) = match parse(buffer, &mut few, lenient) {
        Err(httparse::Error::TooManyHeaders) => {
            let mut many = vec![httparse::EMPTY_HEADER; 4096];
            parse(buffer, &mut many, lenient)
        }
        parsed => parsed,
    }
    .or_else(|error| reread(error, buffer, lenient))?;
    let Some(head) = head else {
        return if buffer.len() > LONGEST_HEAD { Err(overflow()) } else { Ok(None) };
    };
    let read = buffer.split_to(length);
    if !lenient {
        check_line_ends(&read)?;
    }
    Ok(Some(head))
}

type Parsed = (usize, Option<Head>);

/// Reads a head that `httparse` refuses: Node.js accepts more status lines.
fn reread(error: httparse::Error, buffer: &[u8], lenient: bool) -> Result<Parsed, RequestFailure> {
    use httparse::Error;
    if !matches!(error, Error::Status | Error::Version | Error::Token) {
        return Err(refusal(error, buffer));
    }
    let blank = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let given = &buffer[blank..];
    if given.starts_with(b"HTTP/") && !given.contains(&b'\n') {
        // The rest of the line has not arrived yet.
        return Ok((0, None));
    }
    let line = status_line::read(given)?;
    let plain = b"HTTP/1.1 200 OK";
    let whole = [plain, &given[line.length..]].concat();
    let mut space = vec![httparse::EMPTY_HEADER; 4096];
    let (length, head) = parse(&whole, &mut space, lenient).map_err(|error| refusal(error, buffer))?;
    let Some(head) = head else { return Ok((0, None)) };
    let reason = own_reason(given).unwrap_or_else(|| standard_reason(line.code).to_owned());
    let head = Head { code: line.code, reason, minor_version: line.minor_version, ..head };
    Ok((blank + line.length + length - plain.len(), Some(head)))
}

fn parse<'b>(
    buffer: &'b [u8],
    space: &mut [httparse::Header<'b>],
    lenient: bool,
) -> Result<Parsed, httparse::Error> {
    let mut response = httparse::Response::new(space);
    let mut rules = httparse::ParserConfig::default();
    rules
        .allow_spaces_after_header_name_in_responses(lenient)
        .allow_obsolete_multiline_headers_in_responses(lenient)
        .ignore_invalid_headers_in_responses(lenient);
    let httparse::Status::Complete(length) = rules.parse_response(&mut response, buffer)? else {
        return Ok((0, None));
    };
    let code = response.code.unwrap_or_default();
    let reason = match response.reason {
        Some(reason) if !reason.is_empty() => reason.to_owned(),
        _ => own_reason(buffer).unwrap_or_else(|| standard_reason(code).to_owned()),
    };
    let mut headers = Headers::default();
    for header in response.headers.iter() {
        let value: String = header.value.iter().map(|&byte| char::from(byte)).collect();
        headers.push_beside(header.name, value);
    }
    let head = Head { code, reason, minor_version: response.version.unwrap_or(1), headers };
    Ok((length, Some(head)))
}

fn overflow() -> RequestFailure {
    not_http("HEADER_OVERFLOW", "Header overflow")
}

/// The message of Node.js's parser for an error of `httparse`.
fn refusal(error: httparse::Error, buffer: &[u8]) -> RequestFailure {
    use httparse::Error;
    match error {
        Error::HeaderName if has_folded_line(buffer) => {
            not_http("INVALID_HEADER_TOKEN", "Unexpected whitespace after header value")
        }
        Error::HeaderName | Error::Token => not_http("INVALID_HEADER_TOKEN", "Invalid header token"),
        Error::HeaderValue => not_http("INVALID_HEADER_TOKEN", "Invalid header value char"),
        Error::NewLine => not_http("LF_EXPECTED", "Missing expected LF after header value"),
        Error::Status => not_http("INVALID_STATUS", "Invalid status code"),
        Error::TooManyHeaders => overflow(),
        Error::Version => not_http("INVALID_VERSION", "Invalid HTTP version"),
    }
}

/// The reason phrase, read as UTF-8 as in newman. `httparse` drops a phrase that is not ASCII.
fn own_reason(buffer: &[u8]) -> Option<String> {
    let line = buffer.split(|&byte| byte == b'\r' || byte == b'\n').next()?;
    let reason = String::from_utf8_lossy(line.splitn(3, |&byte| byte == b' ').nth(2)?).into_owned();
    (!reason.is_empty()).then_some(reason)
}

/// Refuses lines that end with a line feed without a carriage return, as Node.js does.
fn check_line_ends(head: &[u8]) -> Result<(), RequestFailure> {
    let bare = |at: &usize| head[*at] == b'\n' && (*at == 0 || head[at - 1] != b'\r');
    match (0..head.len()).find(bare) {
        None => Ok(()),
        Some(at) if head[..at].contains(&b'\n') => {
            Err(not_http("CR_EXPECTED", "Missing expected CR after header value"))
        }
        Some(_) => Err(not_http("CR_EXPECTED", "Missing expected CR after response line")),
    }
}

/// True when a line of the head continues the one before it (obsolete line folding).
fn has_folded_line(buffer: &[u8]) -> bool {
    let end = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(buffer.len());
    buffer[..end].windows(2).any(|bytes| matches!(bytes, b"\n " | b"\n\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_written_as_given() {
        let mut headers = Headers::default();
        headers.push("x-OWN", " é ");
        let mut out = Vec::new();
        write_head(&mut out, "GET", "/a?b", &headers).expect("legal");
        assert_eq!(out, b"GET /a?b HTTP/1.1\r\nx-OWN:  \xe9 \r\n\r\n");
    }

    #[test]
    fn illegal_names_values_and_methods_are_refused() {
        let refused = |method: &str, name: &str, value: &str| {
            let mut headers = Headers::default();
            headers.push(name, value);
            write_head(&mut Vec::new(), method, "/", &headers).expect_err("refused").message
        };
        assert_eq!(refused("{{VERB}}", "a", ""), "Method must be a valid HTTP token [\"{{VERB}}\"]");
        assert_eq!(refused("GET", "a b", ""), "Header name must be a valid HTTP token [\"a b\"]");
        assert_eq!(refused("GET", "a", "x\r\ny"), "Invalid character in header content [\"a\"]");
    }

    #[test]
    fn two_hosts_are_refused() {
        let mut headers = Headers::default();
        headers.push("Host", "a");
        headers.push("host", "b");
        let refusal = check_headers("GET", "/", &headers).expect_err("refused");
        assert_eq!(refusal.code.as_deref(), Some("ERR_INVALID_ARG_TYPE"));
    }

    #[test]
    fn names_keep_their_case_and_repeated_headers_are_together() {
        let mut buffer =
            BytesMut::from(&b"HTTP/1.1 200 \r\nX-a: 1\r\nset-Cookie: b\r\nX-a: 2\r\n\r\nrest"[..]);
        let head = read_head(&mut buffer, false).expect("legal").expect("complete");
        let names: Vec<_> = head.headers.iter().map(|header| header.name.as_str()).collect();
        assert_eq!((head.reason.as_str(), names), ("OK", vec!["X-a", "X-a", "set-Cookie"]));
        assert_eq!(&buffer[..], b"rest");
    }

    #[test]
    fn an_odd_status_line_may_come_in_pieces() {
        let text = b"\r\nHTTP/2.0 299 Own\r\nA: b\r\n\r\nrest";
        for cut in 0..text.len() - "rest".len() {
            let mut buffer = BytesMut::from(&text[..cut]);
            assert!(read_head(&mut buffer, false).expect("so far legal").is_none(), "{cut}");
            buffer.extend_from_slice(&text[cut..]);
            let head = read_head(&mut buffer, false).expect("legal").expect("complete");
            assert_eq!((head.code, head.reason.as_str(), &buffer[..]), (299, "Own", &b"rest"[..]));
        }
    }

    #[test]
    fn a_reason_phrase_that_is_not_ascii_is_kept() {
        let mut buffer = BytesMut::from("HTTP/1.1 200 \u{e9}t\u{e9}\r\n\r\n".as_bytes());
        assert_eq!(read_head(&mut buffer, false).expect("legal").expect("complete").reason, "\u{e9}t\u{e9}");
    }

    #[test]
    fn lines_without_a_carriage_return_are_accepted_only_when_lenient() {
        let text = b"HTTP/1.1 200 OK\nA: b\n\n";
        let refusal = read_head(&mut BytesMut::from(&text[..]), false).expect_err("refused");
        assert_eq!(refusal.message, "Parse Error: Missing expected CR after response line");
        assert!(read_head(&mut BytesMut::from(&text[..]), true).expect("read").is_some());
    }
}
