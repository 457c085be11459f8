//! The forms in which a secret may show up in a text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// What JavaScript's `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What Postman leaves alone in the query of a URL.
const QUERY: &AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'#').add(b'\'').add(b'<').add(b'>');

/// The secret itself, URL-encoded, escaped as XML, Node.js and chai do, read as Latin-1, each of these inside JSON, and
/// in Base64 at any offset. Forms may be equal to one another.
pub(super) fn of_text(secret: &str) -> Vec<String> {
    let mut forms = vec![
        secret.to_owned(),
        percent_encode(secret.as_bytes(), NON_ALPHANUMERIC).to_string(),
        percent_encode(secret.as_bytes(), COMPONENT).to_string(),
        percent_encode(secret.as_bytes(), COMPONENT).to_string().replace("%20", "+"),
        percent_encode(secret.as_bytes(), QUERY).to_string(),
        escaped(secret, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")]),
        escaped(secret, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")]),
        escaped(secret, &[('\\', "\\\\"), ('\'', "\\'"), ('\n', "\\n")]),
        escaped(secret, &[('\'', "\\'"), ('\n', "\\n")]),
        secret.bytes().map(char::from).collect(),
    ];
    let quoted: Vec<String> = forms.iter().map(|form| in_json(form)).collect();
    forms.extend(quoted);
    forms.extend(in_base64(secret.as_bytes()));
    forms
}

/// The forms in which a short secret can be a whole value.
pub(super) fn of_value(secret: &str) -> Vec<String> {
    let encode = |set| percent_encode(secret.as_bytes(), set).to_string();
    vec![secret.to_owned(), encode(NON_ALPHANUMERIC), encode(COMPONENT), encode(QUERY)]
}

/// The text as it stands between the quotes of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// What Base64 makes of the bytes wherever they stand in what is encoded. The characters at both ends that hold bits
/// of what stands beside them are left out.
fn in_base64(bytes: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for offset in 0..3 {
        let shifted = [&[0; 2][..offset.min(2)], bytes].concat();
        // Each character holds 6 bits: those that hold bits of the bytes alone stay.
        let first = (offset * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        for encoded in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            forms.push(encoded[first..last].to_owned());
            if offset == 0 {
                forms.push(encoded);
            }
        }
    }
    forms
}

/// The text with these characters replaced.
fn escaped(text: &str, escapes: &[(char, &str)]) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match escapes.iter().find(|(plain, _)| *plain == c) {
            Some((_, escape)) => out.push_str(escape),
            None => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn base64_is_known_at_every_offset() {
        let secret = b"s3cr3t-w0rd!";
        let forms = in_base64(secret);
        for before in ["", "u", "us", "use", "user:"] {
            let encoded = STANDARD.encode([before.as_bytes(), secret, b" behind"].concat());
            assert!(forms.iter().any(|form| encoded.contains(form)), "{before}: {encoded} {forms:?}");
        }
    }

    #[test]
    fn each_form_is_what_its_encoder_writes() {
        let forms = of_text("a b<'&\"é\\");
        for form in [
            "a%20b%3C'%26%22%C3%A9%5C",
            "a+b%3C'%26%22%C3%A9%5C",
            "a b<'&\\\"é\\\\",
            "a b&lt;&apos;&amp;&quot;é\\",
        ] {
            assert!(forms.iter().any(|known| known == form), "{form}: {forms:#?}");
        }
    }
}
