//! Files that a request takes along: where they may lie, and why one cannot be sent.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

use super::{Built, ContentType, OwnType, media_type};
use crate::http::Payload;

/// Where files may be read.
#[derive(Debug, Clone, Copy)]
pub(in crate::runner) struct Files<'a> {
    pub(in crate::runner) working_dir: &'a Path,
    pub(in crate::runner) anywhere: bool,
}

impl Files<'_> {
    /// A file's path and length, or newman's sentence about a file that cannot be sent.
    pub(super) fn open(&self, src: &str) -> Result<(PathBuf, u64), String> {
        if src.is_empty() {
            return Err("invalid or missing file source".to_owned());
        }
        let path = normal(&self.working_dir.join(src));
        if !self.anywhere && !path.starts_with(normal(self.working_dir)) {
            return Err("PPERM: insecure file access outside working directory".to_owned());
        }
        match std::fs::metadata(&path) {
            Ok(found) if !found.is_file() => Err(format!("\"{src}\", is not a file")),
            Ok(found) if !owner_may_read(&found) => Err(format!("\"{src}\", read permission denied")),
            Ok(found) => Ok((path, found.len())),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Err(format!("EACCES: permission denied, stat '{}'", path.display()))
            }
            Err(_) => Err(format!("\"{src}\", no such file")),
        }
    }
}

#[cfg(unix)]
fn owner_may_read(found: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o400 != 0
}

#[cfg(not(unix))]
fn owner_may_read(_: &Metadata) -> bool {
    true
}

/// The path without `.` and `..`, by its text alone.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, component| {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
        normal
    })
}

/// The body that is one file; without a path its content, in base64, which brings no type.
pub(super) fn binary(
    src: Option<&str>,
    content: Option<&str>,
    files: Files<'_>,
    warnings: &mut Vec<String>,
) -> Built {
    let src = src.unwrap_or_default();
    if let Some(content) = content.filter(|content| src.is_empty() && !content.is_empty()) {
        return (Payload::Bytes(from_base64(content)), None);
    }
    match files.open(src) {
        Ok((path, length)) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let guess = media_type::of_name(&name).unwrap_or_else(|| media_type::UNKNOWN.to_owned());
            (Payload::File { path, length }, Some(ContentType::new(guess, OwnType::Any)))
        }
        Err(reason) => {
            warnings.push(format!("Binary file load error: {reason}"));
            (Payload::None, None)
        }
    }
}

/// Base64 as Node.js reads it: both alphabets, padded or not; other characters are skipped, `=` is the end.
pub(super) fn from_base64(text: &str) -> Bytes {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone),
    );
    let digits = text.bytes().take_while(|byte| *byte != b'=').filter_map(|byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Some(byte),
        _ => None,
    });
    let mut digits: Vec<u8> = digits.collect();
    // A digit alone is less than a byte.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    ENGINE.decode(digits).expect("nothing but digits is left").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_leniently() {
        let read = |text| String::from_utf8_lossy(&from_base64(text)).into_owned();
        assert_eq!(["aGVsbG8=", "aGVsbG8", "aGV\nsbG8=rest", "a"].map(read), ["hello", "hello", "hello", ""]);
        assert_eq!(&from_base64("-_8=")[..], [0xfb, 0xff]);
    }

    #[test]
    fn what_lies_elsewhere_is_refused_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("in");
        std::fs::create_dir(&inside).expect("a folder");
        for file in ["in/a", "b"] {
            std::fs::write(folder.path().join(file), "x").expect("a file");
        }
        let files = Files { working_dir: &inside, anywhere: false };
        assert_eq!(files.open("a"), Ok((inside.join("a"), 1)));
        assert_eq!(files.open("../in/./a"), Ok((inside.join("a"), 1)));
        let refused = Err("PPERM: insecure file access outside working directory".to_owned());
        assert_eq!(files.open("../b"), refused);
        assert_eq!(Files { anywhere: true, ..files }.open("../b"), Ok((folder.path().join("b"), 1)));
    }

    #[cfg(unix)]
    #[test]
    fn what_its_owner_may_not_read_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, "x").expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("changed");
        let files = Files { working_dir: folder.path(), anywhere: true };
        assert_eq!(files.open("a"), Err("\"a\", read permission denied".to_owned()));
        assert_eq!(files.open("."), Err("\".\", is not a file".to_owned()));
    }
}
