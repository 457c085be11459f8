//! `{{name}}` templates, with Postman's rules.

use std::borrow::Cow;

use super::scopes::Lookup;
use super::{Dynamic, Scopes, to_text};
use crate::secret::SecretString;

/// The number of passes over a text. Values may contain tokens; tokens that are left after the last pass stay.
///
/// Source: postman-collection 4.4, superstring.
const PASSES: usize = 19;

/// The largest growth of a text. A value that names itself twice doubles with each pass, and could fill the memory.
/// Units: bytes.
const GROWTH: usize = 64 << 20;

/// The prefix of names of secrets in the vault. Source: Postman, "Reference vault secrets".
const VAULT_PREFIX: &str = "vault:";

/// A vault: gives secrets by their names.
pub trait SecretSource: std::fmt::Debug {
    /// The secret with this name, if there is one.
    fn secret(&self, name: &str) -> Option<SecretString>;
}

/// Replaces the tokens of a text by values from a run's scopes and by dynamic values.
#[derive(Debug)]
pub struct Resolver<'a> {
    scopes: &'a Scopes,
    look_up: LookUp,
    dynamic: &'a mut Dynamic,
    vault: Option<&'a dyn SecretSource>,
    overgrown: Option<String>,
}

/// Whether a request or a script asks: iteration data is looked up differently for each.
type LookUp = for<'s> fn(&'s Scopes, &str) -> Lookup<'s>;

impl<'a> Resolver<'a> {
    /// A resolver for requests.
    pub fn new(scopes: &'a Scopes, dynamic: &'a mut Dynamic) -> Self {
        Self { scopes, look_up: Scopes::for_request, dynamic, vault: None, overgrown: None }
    }

    /// A resolver for the texts of `replaceIn` in scripts.
    pub fn in_script(scopes: &'a Scopes, dynamic: &'a mut Dynamic) -> Self {
        Self { look_up: Scopes::for_script, ..Self::new(scopes, dynamic) }
    }

    /// A resolver that also knows `{{vault:name}}`.
    #[must_use]
    pub fn with_vault(self, vault: &'a dyn SecretSource) -> Self {
        Self { vault: Some(vault), ..self }
    }

    /// The text with its tokens replaced. It is borrowed when there was nothing to replace.
    ///
    /// A token with an unknown name stays, and so does a token that would make the text too long
    /// ([`Resolver::overgrown`]).
    pub fn resolve<'t>(&mut self, template: &'t str) -> Cow<'t, str> {
        let limit = template.len() + GROWTH;
        let mut text = Cow::Borrowed(template);
        for _ in 0..PASSES {
            match self.pass(&text, limit) {
                Some(next) => text = Cow::Owned(next),
                None => break,
            }
        }
        text
    }

    /// The first name whose value would have made a text too long.
    pub fn overgrown(&self) -> Option<&str> {
        self.overgrown.as_deref()
    }

    /// Makes one pass over all tokens; `None` when it replaced nothing, or when the text would become too long.
    fn pass(&mut self, text: &str, limit: usize) -> Option<String> {
        let mut replaced: Option<String> = None;
        let mut copied = 0;
        for (start, end) in Tokens::of(text) {
            let name = &text[start + 2..end - 2];
            let value = match (self.look_up)(self.scopes, name) {
                Lookup::Found(value) => to_text(value),
                Lookup::Opaque => continue,
                Lookup::Missing => match self.secret(name).or_else(|| self.dynamic.value(name)) {
                    Some(value) => value,
                    None => continue,
                },
            };
            let out = replaced.get_or_insert_with(|| String::with_capacity(text.len()));
            out.push_str(&text[copied..start]);
            out.push_str(&value);
            copied = end;
            if out.len() > limit {
                self.overgrown.get_or_insert_with(|| name.to_owned());
                return None;
            }
        }
        let mut out = replaced?;
        out.push_str(&text[copied..]);
        Some(out)
    }

    fn secret(&self, name: &str) -> Option<String> {
        let secret = self.vault?.secret(name.strip_prefix(VAULT_PREFIX)?)?;
        Some(secret.expose().to_owned())
    }
}

/// The names between the braces of a text's templates, in order.
pub fn template_names(text: &str) -> impl Iterator<Item = &str> {
    Tokens::of(text).map(|(start, end)| &text[start + 2..end - 2])
}

/// The places of `{{…}}` in a text: two braces, a text without braces, two braces.
struct Tokens<'t> {
    text: &'t str,
    from: usize,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, from: 0 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let open = self.from + self.text[self.from..].find("{{")?;
            let inner = open + 2;
            let brace = inner + self.text[inner..].find(['{', '}'])?;
            if brace > inner && self.text[brace..].starts_with("}}") {
                self.from = brace + 2;
                return Some((open, brace + 2));
            }
            // In `{{{a}}`, the token begins one brace later.
            self.from = open + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::{Clock, Seed};
    use crate::variable::{Variable, VariableScope};
    use proptest::prelude::*;
    use time::OffsetDateTime;

    fn resolve(values: &[(&str, &str)], template: &str) -> String {
        let variables = values.iter().map(|(key, value)| Variable::new(*key, *value)).collect();
        let environment = Arc::new(VariableScope::new("e", None, variables));
        let scopes = Scopes { environment, ..Scopes::default() };
        let mut dynamic = Dynamic::new(Seed(1), Clock::fixed(OffsetDateTime::UNIX_EPOCH));
        Resolver::new(&scopes, &mut dynamic).resolve(template).into_owned()
    }

    #[test]
    fn tokens_with_unknown_names_stay() {
        assert_eq!(resolve(&[("a", "1")], "{{a}} {{b}} {{ a }} {{}} {{{a}}}"), "1 {{b}} {{ a }} {{}} {1}");
    }

    #[test]
    fn values_may_contain_tokens_and_names_may_be_composed_of_them() {
        assert_eq!(resolve(&[("a", "{{b}}"), ("b", "2"), ("n", "b")], "{{a}} {{{{n}}}}"), "2 2");
    }

    #[test]
    fn a_value_that_names_itself_ends_after_nineteen_passes() {
        assert_eq!(resolve(&[("s", "s{{s}}")], "{{s}}"), format!("{}{{{{s}}}}", "s".repeat(19)));
    }

    #[derive(Debug)]
    struct OneSecret;

    impl SecretSource for OneSecret {
        fn secret(&self, name: &str) -> Option<SecretString> {
            (name == "key").then(|| SecretString::new("from the vault"))
        }
    }

    #[test]
    fn secrets_are_resolved_by_their_prefix_only_when_there_is_a_vault() {
        let scopes = Scopes::default();
        let mut dynamic = Dynamic::new(Seed(1), Clock::fixed(OffsetDateTime::UNIX_EPOCH));
        let template = "{{vault:key}} {{vault:other}} {{key}}";
        assert_eq!(Resolver::new(&scopes, &mut dynamic).resolve(template), template);
        let mut resolver = Resolver::new(&scopes, &mut dynamic).with_vault(&OneSecret);
        assert_eq!(resolver.resolve(template), "from the vault {{vault:other}} {{key}}");
    }

    #[test]
    fn a_value_that_would_fill_the_memory_is_left_out() {
        let variables = vec![Variable::new("a", "{{a}}".repeat(9))];
        let environment = Arc::new(VariableScope::new("e", None, variables));
        let scopes = Scopes { environment, ..Scopes::default() };
        let mut dynamic = Dynamic::new(Seed(1), Clock::fixed(OffsetDateTime::UNIX_EPOCH));
        let mut resolver = Resolver::new(&scopes, &mut dynamic);
        let text = resolver.resolve("{{a}}!").into_owned();
        assert!(text.len() < GROWTH && text.ends_with("{{a}}!"));
        assert_eq!(resolver.overgrown(), Some("a"));
    }

    #[test]
    fn handlebars_blocks_stay() {
        let template = "{{#if a}}{{else}}{{/if}}";
        assert_eq!(resolve(&[("a", "1")], template), template);
    }

    proptest! {
        #[test]
        fn a_text_without_a_token_does_not_change(text in "([^{]|[{][^{]){0,20}", value in ".{0,9}") {
            prop_assert_eq!(resolve(&[("a", &value)], &text), text);
        }

        #[test]
        fn a_value_without_braces_is_inserted_as_it_is(before in "[^{}]{0,9}", after in "[^{}]{0,9}", name in "[^{}]{1,9}", value in "[^{}]{0,9}") {
            let template = format!("{before}{{{{{name}}}}}{after}");
            prop_assert_eq!(resolve(&[(&name, &value)], &template), format!("{before}{value}{after}"));
        }

        #[test]
        fn resolving_again_changes_nothing_when_no_value_has_a_token(
            template in "[{}ab ]{0,30}", a in "[b1 ]{0,3}", b in "[a2 ]{0,3}"
        ) {
            let values = [("a", a.as_str()), ("b", b.as_str())];
            let once = resolve(&values, &template);
            prop_assert_eq!(resolve(&values, &once), once);
        }

        #[test]
        fn resolving_always_ends(template in "[{}ab]{0,30}", a in "[{}ab]{0,12}", b in "[{}ab]{0,12}") {
            resolve(&[("a", &a), ("b", &b), ("", "x")], &template);
        }
    }
}
