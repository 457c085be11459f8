//! Parts of a body that cannot be sent: why, in our words and in newman's.

use std::path::{Path, PathBuf};

/// A part of a body that cannot be sent: a file in almost all cases.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::runner) struct Lost {
    /// The field of the form; the whole body is the file where there is none.
    pub(super) field: Option<String>,
    /// The path as the collection has it; the type where that is what is wrong.
    pub(super) src: String,
    pub(super) reason: Reason,
}

/// Why a part cannot be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// No file is named.
    NoSource,
    /// A field of a form names no file and has no content.
    NoSources,
    /// It lies outside of the working directory, where none may be read.
    Outside,
    Missing,
    Directory,
    /// A device, a pipe or a socket.
    Special,
    NoPermission,
    /// A directory on the way to it may not be searched.
    Denied(PathBuf),
    /// The system's reason.
    Unreadable(String),
    /// The part's own content type would end its line.
    ContentType,
    /// A field names a file, but is sent as a text.
    NotAFileField,
}

impl Lost {
    /// What is lost, why, and what to do. `root` is where relative paths begin.
    pub(in crate::runner) fn sentence(&self, root: &Path) -> String {
        let place =
            self.field.as_ref().map_or_else(|| "body".to_owned(), |field| format!("form field \"{field}\""));
        if matches!(self.reason, Reason::NoSource | Reason::NoSources) {
            return format!(
                "the {place} is a file, but none is chosen (\"src\" is empty): choose one, or turn it off"
            );
        }
        if self.reason == Reason::ContentType {
            return format!("the content type of the {place} has a line break in it: {:?}", self.src);
        }
        if self.reason == Reason::NotAFileField {
            let src = &self.src;
            return format!(
                "the {place} names the file \"{src}\", but its \"type\" is not \"file\": nothing of it would be sent"
            );
        }
        format!("cannot send the file \"{}\" of the {place}: {}", self.src, self.why(root))
    }

    fn why(&self, root: &Path) -> String {
        let root = root.display();
        match &self.reason {
            // Told otherwise.
            Reason::NoSource | Reason::NoSources | Reason::ContentType | Reason::NotAFileField => {
                String::new()
            }
            Reason::Missing if self.src.contains("://") => {
                "it does not lie on this computer; download it, and name the copy by its path".to_owned()
            }
            Reason::Missing if is_of_windows(&self.src) => format!(
                "this is a path of another computer; put the file below \"{root}\" (or --working-dir), and name it by its path from there"
            ),
            Reason::Missing => {
                format!("no such file; relative paths begin in \"{root}\", which --working-dir changes")
            }
            Reason::Outside => {
                format!("it lies outside of \"{root}\", and --no-insecure-file-read refuses that")
            }
            Reason::Directory => "it is a directory".to_owned(),
            Reason::Special => "it is no regular file".to_owned(),
            Reason::NoPermission => "permission denied; let the user that runs postino read it".to_owned(),
            Reason::Denied(path) => {
                format!("permission denied on the way to \"{}\"", path.display())
            }
            Reason::Unreadable(error) => format!("it cannot be read: {error}"),
        }
    }

    /// newman's warning.
    pub(in crate::runner) fn newmans_words(&self) -> String {
        let src = &self.src;
        let reason = match &self.reason {
            Reason::NoSource => "invalid or missing file source".to_owned(),
            Reason::NoSources => "missing file source".to_owned(),
            Reason::Outside => "PPERM: insecure file access outside working directory".to_owned(),
            Reason::Missing | Reason::Unreadable(_) => format!("\"{src}\", no such file"),
            Reason::Directory | Reason::Special => format!("\"{src}\", is not a file"),
            Reason::NoPermission => format!("\"{src}\", read permission denied"),
            Reason::Denied(path) => format!("EACCES: permission denied, stat '{}'", path.display()),
            // newman sends it as it is.
            Reason::ContentType | Reason::NotAFileField => String::new(),
        };
        match &self.field {
            Some(field) => format!("Form param `{field}`, file load error: {reason}"),
            None => format!("Binary file load error: {reason}"),
        }
    }
}

/// True for `C:\dir\file`, `/C:/dir/file` and `\\server\share`.
fn is_of_windows(src: &str) -> bool {
    let path = src.strip_prefix('/').unwrap_or(src).as_bytes();
    let has_drive =
        path.len() > 2 && path[0].is_ascii_alphabetic() && path[1] == b':' && matches!(path[2], b'/' | b'\\');
    !cfg!(windows) && (has_drive || src.contains('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(field: Option<&str>, src: &str, reason: Reason) -> String {
        Lost { field: field.map(str::to_owned), src: src.to_owned(), reason }.sentence(Path::new("/work"))
    }

    #[test]
    fn a_missing_file_is_told_with_its_place_and_what_to_do() {
        assert_eq!(
            told(Some("f"), "nope.bin", Reason::Missing),
            "cannot send the file \"nope.bin\" of the form field \"f\": no such file; relative paths begin in \"/work\", \
             which --working-dir changes"
        );
        assert_eq!(
            told(None, "d", Reason::Directory),
            "cannot send the file \"d\" of the body: it is a directory"
        );
        assert_eq!(
            told(Some("f"), "", Reason::NoSources),
            "the form field \"f\" is a file, but none is chosen (\"src\" is empty): choose one, or turn it off"
        );
    }

    #[cfg(not(windows))]
    #[test]
    fn paths_of_windows_and_of_the_cloud_are_told_as_such() {
        for src in ["C:\\Users\\a.bin", "/C:/Users/a.bin", "D:/a", "\\\\server\\share\\a", "folder\\a"] {
            assert!(
                told(None, src, Reason::Missing)
                    .contains("a path of another computer; put the file below \"/work\""),
                "{src}"
            );
        }
        let cloud = told(None, "postman-cloud:///1ef-2", Reason::Missing);
        assert!(
            cloud.ends_with("it does not lie on this computer; download it, and name the copy by its path"),
            "{cloud}"
        );
        assert!(told(None, "/c/a", Reason::Missing).contains("no such file"));
    }
}
