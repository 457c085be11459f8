//! The forms in which a secret may show up besides its escapes, which `plain` takes away.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::plain::plainest;

/// The longest secret that is looked for in hexadecimal, which takes twice its memory. Units: bytes.
const LONGEST_IN_HEX: usize = 256;

/// The secret as it is, without blanks around it, in Latin-1, with its UTF-8 read as Latin-1, in Base64 at any offset,
/// and in hexadecimal; each also without what may be read as an escape in it. All in lower case. Forms may be equal to
/// one another.
pub(super) fn of_text(secret: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![secret.as_bytes().to_vec()];
    if secret.trim() != secret {
        forms.push(secret.trim().as_bytes().to_vec());
    }
    forms.extend(in_base64(secret.as_bytes()));
    if secret.len() <= LONGEST_IN_HEX {
        forms.push(secret.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
    }
    if !secret.is_ascii() {
        forms.push(secret.bytes().map(char::from).collect::<String>().into_bytes());
        if let Some(latin) = in_latin(secret) {
            forms.extend(in_base64(&latin));
            forms.push(latin);
        }
    }
    with_plainest(forms)
}

/// The forms of a line of a secret.
pub(super) fn of_line(line: &str) -> Vec<Vec<u8>> {
    with_plainest(vec![line.as_bytes().to_vec()])
}

/// The forms in which a short secret can be a whole value.
pub(super) fn of_value(secret: &str) -> Vec<Vec<u8>> {
    let plain = plainest(secret.as_bytes());
    let forms = [secret.as_bytes().to_vec(), STANDARD.encode(secret).into_bytes(), plain];
    forms.into_iter().filter(|form| !form.is_empty()).collect()
}

/// Adds to the forms what is left of them without their escapes, and without what could begin an escape at their ends:
/// together with what stands behind it, it may be read as one.
fn with_plainest(mut forms: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    for at in 0..forms.len() {
        let plain = plainest(&forms[at]);
        let end = plain.iter().rposition(|byte| !matches!(byte, b'\\' | b'%' | b'&' | b'='));
        let closed = plain[..end.map_or(0, |last| last + 1)].to_vec();
        if closed != plain {
            forms.push(closed);
        }
        if plain != forms[at] {
            forms.push(plain);
        }
    }
    for form in &mut forms {
        form.make_ascii_lowercase();
    }
    forms
}

/// One byte for each character; `None` when a character has no place in Latin-1.
fn in_latin(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// What Base64 makes of the bytes wherever they stand in what is encoded. The characters at both ends that hold bits
/// of what stands beside them are left out.
fn in_base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for offset in 0..3 {
        let shifted = [&[0; 2][..offset.min(2)], bytes].concat();
        // Each character holds 6 bits: those that hold bits of the bytes alone stay.
        let first = (offset * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        for encoded in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            forms.push(encoded.as_bytes()[first..last].to_vec());
            if offset == 0 {
                forms.push(encoded.into_bytes());
            }
        }
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_known_at_every_offset() {
        let secret = b"s3cr3t-w0rd!";
        let forms = in_base64(secret);
        for before in ["", "u", "us", "use", "user:"] {
            let encoded = STANDARD.encode([before.as_bytes(), secret, b" behind"].concat());
            let stands = |form: &Vec<u8>| encoded.contains(std::str::from_utf8(form).expect("ASCII"));
            assert!(forms.iter().any(stands), "{before}: {encoded} {forms:?}");
        }
    }

    #[test]
    fn each_form_is_what_its_encoder_writes() {
        let forms = of_text(" Pass-é%41 ");
        for form in [
            &b" pass-\xe9%41 "[..],
            " pass-Ã©%41 ".as_bytes(),
            b"20506173732dc3a925343120",
            b"pass-\xc3\xa9a",
        ] {
            let lower = form.to_ascii_lowercase();
            assert!(forms.contains(&lower), "{}: {forms:?}", String::from_utf8_lossy(form));
        }
    }

    #[test]
    fn a_short_secret_has_no_empty_form() {
        assert_eq!(of_value("\n"), [b"\n".to_vec(), b"Cg==".to_vec()]);
    }
}
