//! The charset of a body, so that its text can be masked and stays readable.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How the text of a body stands in its bytes.
pub(super) struct Charset {
    encoding: &'static Encoding,
    /// The mark at the beginning, which says so.
    mark: &'static [u8],
}

impl Charset {
    /// By the mark at the body's beginning, else by its content type, else UTF-8.
    pub(super) fn of(body: &[u8], content_type: &str) -> Self {
        const MARKS: [(&[u8], &Encoding); 3] =
            [(b"\xef\xbb\xbf", UTF_8), (b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)];
        if let Some((mark, encoding)) = MARKS.into_iter().find(|(mark, _)| body.starts_with(mark)) {
            return Self { encoding, mark };
        }
        let named = content_type.split(';').skip(1).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
        });
        let encoding = named.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8);
        Self { encoding, mark: b"" }
    }

    /// The text without its mark; `None` where the bytes are no text in this charset.
    pub(super) fn decoded<'b>(&self, body: &'b [u8]) -> Option<std::borrow::Cow<'b, str>> {
        self.encoding.decode_without_bom_handling_and_without_replacement(&body[self.mark.len()..])
    }

    /// The text in this charset, behind the mark.
    pub(super) fn encoded(&self, text: &str) -> Vec<u8> {
        let mut out = self.mark.to_vec();
        match self.encoding {
            encoding if encoding == UTF_16LE => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            encoding if encoding == UTF_16BE => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            encoding => out.extend_from_slice(&encoding.encode(text).0),
        }
        out
    }
}
