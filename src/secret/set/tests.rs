use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::prelude::*;

use super::*;

fn set(secrets: &[&str]) -> SecretSet {
    let mut set = SecretSet::default();
    for secret in secrets {
        set.add(secret);
    }
    set
}

fn masked(set: &SecretSet, text: &str) -> String {
    set.masked(text).unwrap_or_else(|| text.to_owned())
}

/// What programs do to a text on its way into another one.
const ENCODERS: [fn(&str) -> String; 10] = [
    |text| percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string(),
    |text| percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string().to_lowercase(),
    |text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect(),
    |text| in_json(text),
    |text| in_json(text).replace('/', "\\/"),
    |text| text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>().concat(),
    |text| text.encode_utf16().map(|unit| format!("%u{unit:04x}")).collect::<Vec<_>>().concat(),
    |text| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#x27;"),
    |text| text.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat(),
    |text| text.to_ascii_uppercase(),
];

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[test]
fn the_longest_secret_at_a_place_is_masked() {
    let set = set(&["password", "password-of-more", "word-of-m"]);
    assert_eq!(masked(&set, "x password-of-more y password z"), "x ******** y ******** z");
    assert_eq!(masked(&set, "password-of-less"), "********-of-less");
}

#[test]
fn a_short_secret_is_no_word_of_a_text() {
    let set = set(&["test", "a", "密码"]);
    assert_eq!(set.masked("a test of 密码"), None);
    assert!(set.is_value("test") && set.is_value("a") && set.is_value("密码") && !set.is_value("a test"));
    for escaped in ["%E5%AF%86%E7%A0%81", "\\u5bc6\\u7801", "&#23494;&#30721;", "dGVzdA==", "%61"] {
        assert!(set.is_value(escaped), "{escaped}");
    }
    assert!(!set.is_value("") && !set.is_value("A"));
}

#[test]
fn a_secret_is_found_behind_any_escapes() {
    let set = set(&["p@ss \"w0rd\"/é<&🔑"]);
    for text in [
        "p%40ss%20%22w0rd%22%2f%c3%a9%3C%26%F0%9F%94%91",
        "p%40ss+%22w0rd%22%2F%C3%A9%3C%26%F0%9F%94%91",
        "p%2540ss%2520%2522w0rd%2522%252F%25C3%25A9%253C%2526%25F0%259F%2594%2591",
        "p@ss \\\"w0rd\\\"\\/\\u00e9\\u003c&\\uD83D\\uDD11",
        "p@ss &quot;w0rd&#34;/&#xe9;&lt;&amp;&#128273;",
        "p=40ss \"w0rd\"/=C3=A9<=\r\n&=F0=9F=94=91",
        "P@SS \"W0RD\"/é<&🔑",
        "7040737320227730726422 2fc3a93c26f09f9491",
    ] {
        let text = text.replace("22 2f", "222f");
        assert_eq!(masked(&set, &format!("a='{text}'!")), "a='********'!", "{text}");
    }
}

#[test]
fn a_secret_in_base64_is_found_in_the_lines_of_a_mail() {
    let set = set(&["a-secret-that-is-long-enough-to-need-more-than-one-line-of-a-mail-in-base64"]);
    let mail = "YS1zZWNyZXQtdGhhdC1pcy1sb25nLWVub3VnaC10by1uZWVkLW1vcmUtdGhhbi1vbmUtbGlu\r\nZS1vZi1hLW1haWwtaW4tYmFzZTY0";
    assert_eq!(masked(&set, mail), "********");
}

#[test]
fn what_looks_like_an_escape_in_a_secret_hides_it_nowhere() {
    let set = set(&["C:\\new%41&amp;=3D+x"]);
    for text in [
        "C:\\new%41&amp;=3D+x",
        "C:\\\\new%41&amp;=3D+x",
        "C%3A%5Cnew%2541%26amp%3B%3D3D%2Bx",
        "C:\\new%41&amp;amp;=3D+x",
    ] {
        assert_eq!(masked(&set, text), "********", "{text}");
    }
}

#[test]
fn the_lines_of_a_key_are_masked_one_by_one() {
    let set = set(&["-----BEGIN KEY-----\nMIIBOgIBAAJBAKj34Gky\nshort\n-----END KEY-----"]);
    assert_eq!(masked(&set, "> MIIBOgIBAAJBAKj34Gky <"), "> ******** <");
    assert_eq!(masked(&set, "short"), "short");
}

#[test]
fn the_beginning_of_a_secret_is_masked_where_a_text_was_cut() {
    let set = set(&["a-long-secret-that-is-cut"]);
    assert_eq!(masked(&set, "expected 'a-long-sec…' to equal 'b'"), "expected '********…' to equal 'b'");
    assert_eq!(masked(&set, "an end…"), "an end…");
}

#[test]
fn the_beginning_of_a_secret_is_masked_where_a_quoted_line_ends() {
    let set = set(&["a-long-secret-that-is-cut"]);
    let quote = "Unexpected token '<' at 1:1\n<b>a-long-secret-tha\n^";
    assert_eq!(set.masked_quote(quote).as_deref(), Some("Unexpected token '<' at 1:1\n<b>********\n^"));
    assert_eq!(set.masked_quote("this is a-long"), None, "too few characters to tell");
}

#[test]
fn bytes_that_are_no_text_are_masked_too() {
    let set = set(&["in-binary"]);
    assert_eq!(set.masked_bytes(b"\xff\x00in-binary\xfe"), Some(b"\xff\x00********\xfe".to_vec()));
    assert_eq!(set.masked_bytes(b"\xff"), None);
    let wide: Vec<u8> = "<in-binary>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let expected: Vec<u8> = "<********>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(set.masked_bytes(&wide), Some(expected));
}

#[test]
fn many_secrets_with_one_beginning_are_told_apart() {
    let secrets: Vec<String> = (0..500).map(|n| format!("eyJhbGciOiJIUzI1NiJ9.{n:03}")).collect();
    let set = set(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(masked(&set, "eyJhbGciOiJIUzI1NiJ9.250!"), "********!");
    assert_eq!(set.masked("eyJhbGciOiJIUzI1NiJ9.x"), None);
}

proptest! {
    /// No secret is left in a text, in no form, whatever stands around it.
    #[test]
    fn no_secret_is_left(secret in "[^*]{8,40}", before in "[^*]{0,30}", after in "[^*]{0,30}") {
        let set = set(&[&secret]);
        let shown = masked(&set, &format!("{before}{secret}{after}"));
        prop_assert!(!shown.contains(&secret) && shown.contains(MASK), "{shown}");
    }

    /// Nor is what encoders make of it, one after the other.
    #[test]
    fn no_encoded_secret_is_left(
        // What could begin an escape at its end may stay.
        secret in "[^*\\r\\n]{7,39}[a-zé]",
        encoders in prop::collection::vec(0..ENCODERS.len(), 1..4),
    ) {
        let encoded = encoders.iter().fold(secret.clone(), |text, at| ENCODERS[*at](&text));
        let shown = masked(&set(&[&secret]), &format!("a '{encoded}' z"));
        prop_assert!(shown.contains(MASK), "{encoded}: {shown}");
        prop_assert!(shown.len() <= "a '' z".len() + 4 * MASK.len() + 8, "{encoded}: {shown}");
    }

    /// Bytes of any kind are masked without a panic, and so are texts.
    #[test]
    fn any_bytes_can_be_masked(bytes in prop::collection::vec(any::<u8>(), 0..80), at in 0..80usize) {
        let set = set(&["s3cr3t-é¡¡-w0rd"]);
        let mut bytes = bytes;
        let secret: Vec<u8> = "s3cr3t-é¡¡-w0rd".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let at = at.min(bytes.len());
        bytes.splice(at..at, secret);
        let shown = set.masked_bytes(&bytes).expect("masked");
        prop_assert!(shown.windows(16).any(|window| window == b"\0*\0*\0*\0*\0*\0*\0*\0*"));
        set.masked(&String::from_utf8_lossy(&bytes));
    }

    /// Masking twice is masking once.
    #[test]
    fn masking_is_idempotent(secrets in prop::collection::vec("[a-c]{8,12}", 1..5), text in "[a-c…]{0,80}") {
        let set = set(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
        let once = masked(&set, &text);
        prop_assert_eq!(masked(&set, &once), once);
    }
}
