//! The name that was perhaps meant.

/// The name that is most like `wanted`; `None` when more than a third of its letters would be wrong.
pub fn nearest<'a>(wanted: &str, known: &'a [String]) -> Option<&'a str> {
    let near = |name: &str| strsim::osa_distance(&wanted.to_lowercase(), &name.to_lowercase());
    let best = known.iter().min_by_key(|name| near(name))?;
    (near(best) <= wanted.chars().count().div_ceil(3)).then_some(best.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_none() {
        let known = ["Orders".to_owned(), "Login".to_owned()];
        assert_eq!(nearest("order", &known), Some("Orders"));
        assert_eq!(nearest("entirely other", &known), None);
    }
}
