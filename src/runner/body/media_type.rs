//! The media type of a file by the ending of its name, as newman decides it.
//!
//! The list is the `mime_guess` crate's; where that names a type otherwise than the database of Node.js's
//! `mime-types` 2.1 does, ours names it, for endings that people upload.

use std::path::Path;

/// The type of a file whose ending is not known.
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// The type of a file of this name; `None` if its ending says nothing.
pub(super) fn of_name(name: &str) -> Option<String> {
    let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    let own = own(&ending).map(str::to_owned);
    own.or_else(|| mime_guess::from_ext(&ending).first_raw().map(str::to_owned))
}

fn own(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "js" => "application/javascript",
        "cjs" => "application/node",
        "jsx" => "text/jsx",
        "map" => "application/json",
        "xml" | "xsd" | "xsl" => "application/xml",
        "xslt" => "application/xslt+xml",
        "dtd" => "application/xml-dtd",
        "wsdl" => "application/wsdl+xml",
        "xlf" => "application/xliff+xml",
        "owl" => "application/rdf+xml",
        "ttml" => "application/ttml+xml",
        "yaml" | "yml" => "text/yaml",
        "toml" => "application/toml",
        "mdx" => "text/mdx",
        "manifest" => "text/cache-manifest",
        "vcs" => "text/x-vcalendar",
        "c" | "cc" | "cpp" | "cxx" | "h" | "hh" => "text/x-c",
        "java" => "text/x-java-source",
        "class" => "application/java-vm",
        "asm" | "s" => "text/x-asm",
        "m3u8" => "application/vnd.apple.mpegurl",
        "m4a" => "audio/mp4",
        "m4p" => "application/mp4",
        "m4s" => "video/iso.segment",
        "mid" | "midi" | "rmi" => "audio/midi",
        "wav" => "audio/wave",
        "aac" => "audio/x-aac",
        "aif" | "aifc" | "aiff" => "audio/x-aiff",
        "flac" => "audio/x-flac",
        "amr" => "audio/amr",
        "ts" => "video/mp2t",
        "ico" => "image/vnd.microsoft.icon",
        "psd" => "image/vnd.adobe.photoshop",
        "dwg" => "image/vnd.dwg",
        "dxf" => "image/vnd.dxf",
        "pcx" => "image/vnd.zbrush.pcx",
        "wmf" => "image/wmf",
        "emf" => "image/emf",
        "otf" => "font/otf",
        "woff" => "font/woff",
        "obj" => "model/obj",
        "stl" => "model/stl",
        "mtl" => "model/mtl",
        "3mf" => "model/3mf",
        "usdz" => "model/vnd.usdz+zip",
        "rar" => "application/vnd.rar",
        "cab" => "application/vnd.ms-cab-compressed",
        "deb" => "application/x-debian-package",
        "dmg" => "application/x-apple-diskimage",
        "exe" => "application/x-msdos-program",
        "iso" => "application/x-iso9660-image",
        "msi" => "application/x-msdownload",
        "rpm" => "application/x-redhat-package-manager",
        "cer" => "application/pkix-cert",
        "asc" => "application/pgp-keys",
        "xlam" => "application/vnd.ms-excel.addin.macroenabled.12",
        "xlsb" => "application/vnd.ms-excel.sheet.binary.macroenabled.12",
        "xlsm" => "application/vnd.ms-excel.sheet.macroenabled.12",
        "xltm" => "application/vnd.ms-excel.template.macroenabled.12",
        "docm" => "application/vnd.ms-word.document.macroenabled.12",
        "dotm" => "application/vnd.ms-word.template.macroenabled.12",
        "pptm" => "application/vnd.ms-powerpoint.presentation.macroenabled.12",
        "key" => "application/vnd.apple.keynote",
        "numbers" => "application/vnd.apple.numbers",
        "pages" => "application/vnd.apple.pages",
        "dbf" => "application/vnd.dbf",
        "kdbx" => "application/x-keepass2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_named_as_newman_names_them() {
        let cases = [
            ("a.txt", "text/plain"),
            ("a.XML", "application/xml"),
            ("a.min.js", "application/javascript"),
            ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("a.yml", "text/yaml"),
            ("a.tar.gz", "application/gzip"),
        ];
        for (name, expected) in cases {
            assert_eq!(of_name(name).as_deref(), Some(expected), "{name}");
        }
        for name in ["a", "a.no-such", ".hidden", ""] {
            assert_eq!(of_name(name), None, "{name}");
        }
    }
}
