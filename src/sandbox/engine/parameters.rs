//! The names of Postman's globals that a script declares for itself, which it gets as parameters.
//!
//! newman gives a script all of Postman's globals as the parameters of a function. So `var responseBody =
//! JSON.parse(responseBody)` reads the response before it replaces it; a global of that name would be hidden by the
//! script's own variable, which is `undefined` there.

use crate::collection::Listen;
use crate::compat::Compat;

/// Names that every script gets.
///
/// Source: newman 6.2.2, each name declared with `var`, `let`, `class` and `function` in both kinds of scripts.
const EVERYWHERE: [&str; 28] = [
    "Array",
    "Backbone",
    "Buffer",
    "CryptoJS",
    "Date",
    "JSON",
    "Object",
    "Promise",
    "_",
    "atob",
    "btoa",
    "cheerio",
    "clearImmediate",
    "clearInterval",
    "clearTimeout",
    "data",
    "environment",
    "globals",
    "iteration",
    "pm",
    "postman",
    "request",
    "setImmediate",
    "setInterval",
    "setTimeout",
    "tests",
    "tv4",
    "xml2Json",
];

/// Names that only test scripts get.
const AFTER_A_RESPONSE: [&str; 5] =
    ["responseBody", "responseCode", "responseCookies", "responseHeaders", "responseTime"];

/// The parameters of a script, in the order in which it first declares them.
///
/// A name counts when it follows `var`, or a comma as in `var a = 1, data = data.list`. One too many does no harm: the
/// parameter has the value of the global. In newman `let` and `class` of such a name are errors, so there they count too.
pub(super) fn of(source: &str, listen: Listen, compat: Compat) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut before = "";
    for token in tokens(source) {
        let declares = matches!(before, "var" | ",")
            || (compat.refuses_to_redeclare() && matches!(before, "let" | "const" | "class"));
        before = token;
        if declares && let Some(name) = known(token, listen).filter(|name| !found.contains(name)) {
            found.push(name);
        }
    }
    found
}

fn known(token: &str, listen: Listen) -> Option<&'static str> {
    let with_response = (listen == Listen::Test).then_some(AFTER_A_RESPONSE);
    EVERYWHERE.into_iter().chain(with_response.into_iter().flatten()).find(|name| *name == token)
}

/// Words, and every other sign by itself. Strings and comments are not told apart.
fn tokens(source: &str) -> impl Iterator<Item = &str> {
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    let mut rest = source;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
        let length = if length == 0 { rest.chars().next()?.len_utf8() } else { length };
        let (token, after) = rest.split_at(length);
        rest = after;
        (!token.is_empty()).then_some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_test(source: &str, compat: Compat) -> Vec<&'static str> {
        of(source, Listen::Test, compat)
    }

    #[test]
    fn a_variable_with_the_name_of_a_global_is_a_parameter() {
        let source = "var responseBody = JSON.parse(responseBody), data = data.a; var x\n,tests";
        assert_eq!(of_test(source, Compat::Postman), ["responseBody", "data", "tests"]);
        assert_eq!(of(source, Listen::Prerequest, Compat::Postman), ["data", "tests"]);
    }

    #[test]
    fn a_name_that_is_only_read_is_none() {
        assert!(
            of_test("pm.test(data[0]); _.each(tests); vardata = 1; var database, 数data", Compat::Newman)
                .is_empty()
        );
    }

    #[test]
    fn only_newman_refuses_a_second_declaration() {
        assert_eq!(of_test("let data; class tests {}", Compat::Newman), ["data", "tests"]);
        assert!(of_test("let data; class tests {}", Compat::Postman).is_empty());
    }
}
