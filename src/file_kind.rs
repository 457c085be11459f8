//! Tells what a file is by what is in it: Postman's own files, and those of other programs that people give in their
//! place.
//!
//! Nothing is refused here; who reads a file says what it takes. Entry points: [`FileKind::of_bytes`] before a file is
//! read as text, [`FileKind::of_json`] once it is parsed, [`FileKind::of_text`] when it is no JSON.
//!
//! # Design
//!
//! 2026-11-30: one list for collections, environments, data and the command line. Before, each room looked for the files
//! that it had met, and an OpenAPI document, which has an `info`, ran as an empty collection.

mod json;
mod text;

use serde_json::Value;

/// What a file is. Its text (`Display`) is a noun with its article: `an OpenAPI document`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's text says what it is")]
pub enum FileKind {
    #[error("a Postman collection")]
    Collection,
    #[error("a Postman environment")]
    Environment,
    #[error("a file of Postman's globals")]
    Globals,
    /// The bare list of an environment's variables.
    #[error("a list of variables")]
    VariableList,
    #[error("a list of Postman collections")]
    CollectionList,
    #[error("Postman's dump of a whole account")]
    Dump,
    #[error("the index of Postman's data export")]
    ExportIndex,
    #[error("a list as Postman's API answers it")]
    ApiList,
    #[error("an error that Postman's API answered")]
    ApiError,
    #[error("a resource file of Postman's local mode")]
    LocalResource,
    #[error("newman's json report")]
    NewmanReport,
    #[error("a stream of postino's events")]
    Events,
    #[error("a cookie jar")]
    CookieJar,
    #[error("a cookie file in Netscape's format")]
    NetscapeCookies,
    #[error("a list of objects, as iteration data is")]
    DataRows,
    #[error("a CSV file")]
    Csv,
    #[error("a .env file")]
    DotEnv,
    #[error("a PEM file")]
    Pem,
    #[error("an OpenAPI document")]
    OpenApi,
    #[error("a Swagger 2 document")]
    Swagger,
    #[error("an AsyncAPI document")]
    AsyncApi,
    #[error("a RAML document")]
    Raml,
    #[error("a WSDL document")]
    Wsdl,
    #[error("a WADL document")]
    Wadl,
    #[error("a JSON schema")]
    JsonSchema,
    #[error("a HAR recording")]
    Har,
    #[error("a Bruno file")]
    Bruno,
    #[error("an OpenCollection file, as Bruno writes it")]
    OpenCollection,
    #[error("an Insomnia export")]
    Insomnia,
    #[error("a Thunder Client export")]
    ThunderClient,
    #[error("a Hoppscotch export")]
    Hoppscotch,
    #[error("an Apidog export")]
    Apidog,
    #[error("a SoapUI project")]
    SoapUi,
    #[error("a JMeter test plan")]
    JMeter,
    #[error("a curl command")]
    Curl,
    #[error("an .http file")]
    HttpFile,
    #[error("a Hurl file")]
    Hurl,
    #[error("a k6 script")]
    K6,
    #[error("a JavaScript file")]
    JavaScript,
    #[error("npm's package.json")]
    PackageJson,
    #[error("a JUnit report")]
    JUnit,
    #[error("an HTML page")]
    Html,
    #[error("an XML document")]
    Xml,
    #[error("a zip archive")]
    Zip,
    #[error("an Excel workbook")]
    Excel,
    #[error("a compressed file (gzip)")]
    Gzip,
    #[error("a PDF")]
    Pdf,
    #[error("an image")]
    Image,
    #[error("a database")]
    Database,
    #[error("a program")]
    Program,
    #[error("an empty object")]
    EmptyObject,
    #[error("an empty list")]
    EmptyList,
}

impl FileKind {
    /// What the bytes at the front of a file say; `None` for a text.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        // The names of an archive's members stand in it uncompressed.
        let holds = |name: &[u8]| bytes.windows(name.len()).take(65_536).any(|window| window == name);
        Some(match bytes {
            [b'P', b'K', 3, 4, ..] if holds(b"xl/") => Self::Excel,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            [b'%', b'P', b'D', b'F', b'-', ..] => Self::Pdf,
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
                Self::Image
            }
            [0x7f, b'E', b'L', b'F', ..] | [b'M', b'Z', 0x90, 0, ..] => Self::Program,
            _ if bytes.starts_with(b"SQLite format 3\0") => Self::Database,
            _ => return None,
        })
    }

    /// What a document is by its members; `None` where they say nothing.
    pub fn of_json(json: &Value) -> Option<Self> {
        json::kind(json)
    }

    /// What a text is that is no JSON; `None` where nothing is known.
    pub fn of_text(text: &str) -> Option<Self> {
        text::kind(text)
    }

    /// True for what a list or an object is when it holds nothing.
    pub fn is_empty(self) -> bool {
        matches!(self, Self::EmptyObject | Self::EmptyList)
    }

    /// True for what an environment or globals are read from.
    pub fn is_scope(self) -> bool {
        matches!(self, Self::Environment | Self::Globals | Self::VariableList)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_pages_and_pictures_are_known_by_their_first_bytes() {
        let workbook = [b"PK\x03\x04\x14\0".as_slice(), &[0; 24], b"xl/workbook.xml"].concat();
        for (bytes, kind) in [
            (b"PK\x03\x04rest".as_slice(), FileKind::Zip),
            (b"PK\x05\x06\0\0", FileKind::Zip),
            (&workbook, FileKind::Excel),
            (b"%PDF-1.7", FileKind::Pdf),
            (b"\x1f\x8b\x08", FileKind::Gzip),
            (b"\x89PNG\r\n", FileKind::Image),
            (b"\x7fELF\x02", FileKind::Program),
            (b"SQLite format 3\0", FileKind::Database),
        ] {
            assert_eq!(FileKind::of_bytes(bytes), Some(kind));
        }
        for text in ["", "{}", "PK", "MZ is my name", "\u{feff}{}"] {
            assert_eq!(FileKind::of_bytes(text.as_bytes()), None, "{text}");
        }
    }
}
