//! A process log: how it is asked for, waited for and unpacked.
//!
//! Source: the platform's notes, §6.1. The client asks for the log once; Boomi gives an address, which the client asks
//! until the log is there. To ask for the log again would start over (field).

use std::io::{Cursor, Read as _};
use std::time::Duration;

use serde_json::Value;
use thiserror::Error;
use zip::ZipArchive;

use super::reply::{ApiReply, ReplyError, number};

/// The largest log that is unpacked. Units: bytes.
const LARGEST: u64 = 512 << 20;

/// What the platform answers about a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogState {
    /// The log will be at this address.
    At(String),
    /// The run has not been reported yet (field): ask again.
    TooEarly,
    /// The log is not there yet.
    Wait,
    /// The file is gone: it was fetched already, or half an hour has passed (documented for asynchronous calls). Some
    /// clients have met this answer before the file was there (field).
    Empty,
    /// The log: a zip archive.
    Archive(Vec<u8>),
}

/// Why there is no log.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LogError {
    /// The platform refused.
    #[error(transparent)]
    Reply(#[from] ReplyError),
    /// The platform has no log, and says why.
    #[error("Boomi has no log: {message}")]
    None {
        /// The platform's sentence.
        message: String,
    },
    /// A dropped run never began.
    #[error("a run that was discarded has no log")]
    Discarded,
    /// The file that the platform made is gone.
    #[error("the log's file is gone (204): it was fetched already, or half an hour has passed")]
    Gone,
    /// The log did not come in time.
    #[error("the log did not come within {}{}", spell(*limit), because(last.as_deref()))]
    Late {
        /// The time that was waited.
        limit: Duration,
        /// What was wrong with the last answer.
        last: Option<String>,
    },
    /// The body is not an archive.
    #[error("the log is not a zip archive")]
    Archive(#[source] zip::result::ZipError),
    /// The archive cannot be read.
    #[error("the log's archive is broken")]
    Broken(#[source] std::io::Error),
    /// The unpacked log would be too large.
    #[error("the log is larger than 512 MiB: fetch it in Process Reporting")]
    TooLarge,
}

fn because(last: Option<&str>) -> String {
    last.map(|last| format!(": {last}")).unwrap_or_default()
}

/// Shape: `90s`, `500ms`
fn spell(time: Duration) -> String {
    if time.subsec_millis() == 0 { format!("{}s", time.as_secs()) } else { format!("{}ms", time.as_millis()) }
}

/// Reads the reply to `ProcessLog`, the call that asks for a log.
///
/// # Errors
///
/// Fails when there will be no log.
pub fn asked(reply: &ApiReply) -> Result<LogState, LogError> {
    if reply.status == 400 && reply.message().is_some_and(|message| message.contains("is invalid")) {
        return Ok(LogState::TooEarly);
    }
    let json = reply.json()?;
    if let Some(url) = json.get("url").and_then(Value::as_str) {
        return Ok(LogState::At(url.to_owned()));
    }
    let code = number(json.get("statusCode")).unwrap_or_default();
    let message = reply.message().unwrap_or_else(|| format!("status {code}"));
    Err(LogError::None { message })
}

/// Reads the reply from the log's address.
///
/// # Errors
///
/// Fails when there will be no log.
pub fn downloaded(reply: &ApiReply) -> Result<LogState, LogError> {
    match reply.status {
        202 => Ok(LogState::Wait),
        204 => Ok(LogState::Empty),
        _ => {
            reply.success()?;
            Ok(LogState::Archive(reply.body.clone()))
        }
    }
}

/// The text of the log in an archive: all its `.log` files, in their order.
///
/// # Errors
///
/// Fails when the bytes are not an archive, or when the archive is broken or too large.
pub fn unpack(archive: &[u8]) -> Result<String, LogError> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(LogError::Archive)?;
    let mut text = String::new();
    let mut left = LARGEST;
    for place in 0..archive.len() {
        let file = archive.by_index(place).map_err(LogError::Archive)?;
        if !file.name().map_err(LogError::Archive)?.ends_with(".log") {
            continue;
        }
        let mut bytes = Vec::new();
        file.take(left + 1).read_to_end(&mut bytes).map_err(LogError::Broken)?;
        left = left.checked_sub(bytes.len() as u64).ok_or(LogError::TooLarge)?;
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn reply(status: u16, body: &str) -> ApiReply {
        let (media_type, body) = ("application/json".to_owned(), body.as_bytes().to_vec());
        ApiReply { status, media_type, body, ..ApiReply::default() }
    }

    #[test]
    fn a_log_is_asked_for_until_the_run_has_been_reported() {
        let early = reply(400, r#"{"message":"executionId e is invalid"}"#);
        assert_eq!(asked(&early).expect("early"), LogState::TooEarly);
        let coming = reply(200, r#"{"statusCode":202,"message":"Beginning download.","url":"http://h/l"}"#);
        assert_eq!(asked(&coming).expect("coming"), LogState::At("http://h/l".into()));
        let gone = reply(200, r#"{"statusCode":"504","message":"Runtime is unavailable."}"#);
        assert_eq!(asked(&gone).expect_err("none").to_string(), "Boomi has no log: Runtime is unavailable.");
    }

    #[test]
    fn an_archive_gives_the_text_of_its_logs() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("process.log", "one\n"), ("readme.txt", "no"), ("more.log", "two\n")] {
            zip.start_file(name, SimpleFileOptions::default()).expect("begins");
            zip.write_all(text.as_bytes()).expect("written");
        }
        let bytes = zip.finish().expect("whole").into_inner();
        assert_eq!(unpack(&bytes).expect("a log"), "one\ntwo\n");
        assert!(matches!(unpack(b"<html>"), Err(LogError::Archive(_))));
    }
}
