//! Texts inside XML, written as newman's builder writes them.

/// Without the characters that XML 1.0 cannot hold.
pub(super) fn legal(raw: &str) -> String {
    raw.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect()
}

/// For an attribute in double quotes.
pub(super) fn attribute(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in legal(raw).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
    out
}

/// A CDATA section; one that would end inside is continued in a second.
pub(super) fn cdata(raw: &str) -> String {
    format!("<![CDATA[{}]]>", legal(raw).replace("]]>", "]]]]><![CDATA[>"))
}
