//! Files, paths, media types.

use super::{Dynamic, word};

const COMMON_EXTENSIONS: &[&str] =
    &["pdf", "mpeg", "wav", "png", "jpeg", "gif", "mp4v", "mpe", "jpg", "m1v", "mp2", "mp3", "htm", "html"];
const EXTENSIONS: &[&str] = &[
    "7z", "aac", "apk", "atom", "avi", "bin", "bmp", "bz2", "c", "cab", "css", "csv", "deb", "dmg", "doc",
    "docx", "eml", "epub", "flac", "gpx", "gz", "ico", "ics", "iso", "jar", "java", "js", "json", "kml",
    "log", "mid", "mkv", "mov", "odp", "ods", "odt", "ogg", "otf", "ppt", "pptx", "ps", "rar", "rss", "rtf",
    "sql", "svg", "swf", "tar", "tiff", "torrent", "ttf", "txt", "vcf", "webm", "woff", "xls", "xlsx", "xml",
    "xslt", "yaml", "zip",
];
const COMMON_TYPES: &[&str] = &["video", "audio", "image", "text", "application"];
const TYPES: &[&str] =
    &["application", "audio", "font", "image", "message", "model", "multipart", "text", "video", "x-shader"];
const MIME_TYPES: &[&str] = &[
    "application/atom+xml",
    "application/epub+zip",
    "application/gzip",
    "application/java-archive",
    "application/json",
    "application/msword",
    "application/octet-stream",
    "application/pdf",
    "application/postscript",
    "application/rss+xml",
    "application/rtf",
    "application/sql",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.text",
    "application/x-bzip2",
    "application/x-sh",
    "application/x-tar",
    "application/xhtml+xml",
    "application/xml",
    "application/zip",
    "audio/aac",
    "audio/flac",
    "audio/midi",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "font/otf",
    "font/ttf",
    "font/woff2",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/tiff",
    "image/webp",
    "message/rfc822",
    "model/gltf+json",
    "model/stl",
    "text/calendar",
    "text/css",
    "text/csv",
    "text/html",
    "text/markdown",
    "text/plain",
    "text/vcard",
    "video/mp4",
    "video/mpeg",
    "video/ogg",
    "video/quicktime",
    "video/webm",
];
const DIRECTORIES: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/etc/mail",
    "/etc/ppp",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/opt/bin",
    "/private",
    "/private/tmp",
    "/proc",
    "/root",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/share",
    "/usr/src",
    "/var",
    "/var/log",
    "/var/mail",
    "/var/spool",
    "/var/tmp",
];

pub(super) fn value(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "randomFileName" => file_name(dynamic, EXTENSIONS),
        "randomFileType" => dynamic.pick(TYPES).to_owned(),
        "randomFileExt" => dynamic.pick(EXTENSIONS).to_owned(),
        "randomCommonFileName" => file_name(dynamic, COMMON_EXTENSIONS),
        "randomCommonFileType" => dynamic.pick(COMMON_TYPES).to_owned(),
        "randomCommonFileExt" => dynamic.pick(COMMON_EXTENSIONS).to_owned(),
        "randomFilePath" => format!("{}/{}", dynamic.pick(DIRECTORIES), file_name(dynamic, EXTENSIONS)),
        "randomDirectoryPath" => dynamic.pick(DIRECTORIES).to_owned(),
        "randomMimeType" => dynamic.pick(MIME_TYPES).to_owned(),
        _ => return None,
    })
}

/// A file name: a few lower-case words, joined by underscores, and an extension.
fn file_name(dynamic: &mut Dynamic, extensions: &[&str]) -> String {
    let count = dynamic.between(1, 3);
    let words: Vec<String> = (0..count).map(|_| word::word(dynamic)).collect();
    let stem = words.join("_").to_lowercase().replace([' ', '-', '&', '/'], "_");
    format!("{stem}.{}", dynamic.pick(extensions))
}
