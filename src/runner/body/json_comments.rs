//! Comments in JSON bodies, which are for people and not for servers.

/// JSON with its `//` and `/* */` comments taken out. A line break that ends a `//` stays, those within a
/// `/* */` go; a `/*` that is never closed takes all that follows.
///
/// Source: strip-json-comments 3, as postman-runtime 7.39 calls it.
pub(super) fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_string = false;
    while let Some(c) = rest.chars().next() {
        if !in_string && rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        if !in_string && rest.starts_with("/*") {
            rest = rest[2..].split_once("*/").map_or("", |(_, rest)| rest);
            continue;
        }
        let escaped = in_string && c == '\\';
        if c == '"' {
            in_string = !in_string;
        }
        let taken =
            c.len_utf8() + if escaped { rest[1..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comments_of_both_kinds_go_and_strings_stay() {
        let text = "{\"a\": \"//x\" /* y\n */, // z\n\"b\": 1}";
        assert_eq!(strip(text), "{\"a\": \"//x\" , \n\"b\": 1}");
        assert_eq!(strip("{\"e\": \"\\\"// x\"}"), "{\"e\": \"\\\"// x\"}");
    }

    #[test]
    fn what_is_not_closed_goes_to_the_end() {
        assert_eq!(strip("[1 /* x"), "[1 ");
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[\"/*\\\\ \na\u{e9}]{0,40}") {
            prop_assert!(strip(&text).len() <= text.len());
        }
    }
}
