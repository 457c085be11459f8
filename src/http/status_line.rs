//! Reads the first line of a response as Node.js's parser does, which accepts more than `httparse`.
//!
//! It gets only lines that `httparse` refuses, and reads them or refuses them with the message of Node.js.

use super::RequestFailure;
use super::failure::not_http;

/// The parts of a status line.
#[derive(Debug, PartialEq)]
pub(super) struct StatusLine {
    pub(super) minor_version: u8,
    pub(super) code: u16,
    /// The end of the line in the buffer, without its line break.
    pub(super) length: usize,
}

/// Reads the line at the start of `buffer`. Blank lines before it were skipped.
///
/// # Errors
///
/// Fails when Node.js would, with its message.
pub(super) fn read(buffer: &[u8]) -> Result<StatusLine, RequestFailure> {
    let length = buffer.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(buffer.len());
    let line = &buffer[..length];
    let version = line
        .strip_prefix(b"HTTP/")
        .ok_or_else(|| not_http("INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"))?;
    let minor_version = match version.get(..3) {
        Some(b"0.9" | b"1.0") => 0,
        Some(b"1.1" | b"2.0") => 1,
        _ => return Err(not_http("INVALID_VERSION", "Invalid HTTP version")),
    };
    let status = version[3..]
        .strip_prefix(b" ")
        .ok_or_else(|| not_http("INVALID_VERSION", "Expected space after version"))?;
    let digits = status.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit));
    let digits = digits.ok_or_else(|| not_http("INVALID_STATUS", "Invalid status code"))?;
    if status.get(3).is_some_and(|byte| *byte != b' ') {
        return Err(not_http("INVALID_STATUS", "Invalid response status"));
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    Ok(StatusLine { minor_version, code, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(line: &str) -> String {
        read(line.as_bytes()).expect_err("refused").message
    }

    #[test]
    fn old_and_new_versions_and_low_codes_are_read() {
        let read =
            |line: &str| read(line.as_bytes()).map(|line| (line.minor_version, line.code, line.length));
        assert_eq!(read("HTTP/2.0 200 OK\r\nA: b"), Ok((1, 200, 15)));
        assert_eq!(read("HTTP/0.9 099"), Ok((0, 99, 12)));
    }

    #[test]
    fn an_invalid_status_line_is_refused_with_newmans_message() {
        let cases = [
            ("ICY 200 OK", "Expected HTTP/, RTSP/ or ICE/"),
            ("HTTP/3.0 200 OK", "Invalid HTTP version"),
            ("HTTP/1.1", "Expected space after version"),
            ("HTTP/1.1 20", "Invalid status code"),
            ("HTTP/1.1 2000", "Invalid response status"),
        ];
        for (line, words) in cases {
            assert_eq!(refusal(line), format!("Parse Error: {words}"), "{line}");
        }
    }
}
