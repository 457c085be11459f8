//! Whole numbers as options take them.

/// Reads a number of iterations.
pub(super) fn count(text: &str) -> Result<u32, String> {
    text.trim().parse().map_err(|_| "expected a whole number, 1 or more".to_owned())
}

/// Reads how often something is tried again.
pub(super) fn tries(text: &str) -> Result<u32, String> {
    let tries = text.trim().parse().ok().filter(|tries| (1..=100).contains(tries));
    tries.ok_or_else(|| "expected a whole number from 1 to 100".to_owned())
}

/// Reads the start of random values.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| "expected a whole number such as 7".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_are_taken_and_others_are_told_what_was_expected() {
        assert_eq!((count("0"), count(" 10 "), tries("100"), seed("7")), (Ok(0), Ok(10), Ok(100), Ok(7)));
        for text in ["", "abc", "-1", "1.5", "1e3", "10x", "4294967296"] {
            assert!(count(text).expect_err(text).contains("1 or more"), "{text}");
        }
        for text in ["0", "101", "-1", "x"] {
            assert!(tries(text).expect_err(text).contains("from 1 to 100"), "{text}");
        }
        assert!(seed("-7").is_err() && seed("18446744073709551616").is_err());
    }
}
