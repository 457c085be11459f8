//! Sizes as options take them: `500kB`, `20MB`, `64MiB`, or a bare number of bytes.

/// Reads a size above zero. `kB`, `MB` and `GB` are decimal, with or without their `B`; `KiB`, `MiB` and `GiB` are
/// binary. Upper and lower case mean the same. Units: bytes.
pub(super) fn bytes(text: &str) -> Result<usize, String> {
    let lower = text.trim().to_ascii_lowercase();
    let number = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &lower[number.len()..] {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        other => return Err(format!("unknown unit \"{other}\"; expected B, kB, MB, GB, KiB, MiB or GiB")),
    };
    let count: Option<usize> = number.trim().parse().ok();
    let size = count.and_then(|count| count.checked_mul(unit)).filter(|size| *size > 0);
    size.ok_or_else(|| "expected a size such as 500kB, 20MB or 64MiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_a_unit_counts_bytes() {
        assert_eq!(bytes("100"), Ok(100));
        assert_eq!(bytes("100b"), Ok(100));
    }

    #[test]
    fn units_are_decimal_unless_they_have_an_i() {
        for (text, expected) in [
            ("5kB", 5_000),
            ("20 MB", 20_000_000),
            ("20m", 20_000_000),
            ("1g", 1_000_000_000),
            ("5KiB", 5 << 10),
            ("20MiB", 20 << 20),
            ("1gib", 1 << 30),
        ] {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused_with_what_was_expected() {
        for text in
            ["", "0", "0MB", "-1", "1.5GB", "MB", "5XB", "5ki", "99999999999999999999", "99999999999999GB"]
        {
            let refused = bytes(text).expect_err(text);
            assert!(refused.contains("expected"), "{text}: {refused}");
        }
    }
}
