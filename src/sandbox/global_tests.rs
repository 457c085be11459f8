//! The globals, the libraries and the words of errors: JavaScript files run as scripts, each a specification.

use super::tests::{assertions, failed, options, run, run_all};
use super::*;

/// Runs a file of tests; every one of them passes, and there are some.
fn holds(source: &str) {
    let (outcome, records) = run(source);
    assert_eq!((outcome.failure, outcome.uncaught), (None, Vec::new()));
    assert_eq!(failed(&records), []);
    assert!(assertions(&records).len() > 1, "the file tests something");
}

#[test]
fn urls_are_the_whatwgs() {
    holds(include_str!("js/tests/url.js"));
}

#[test]
fn texts_are_encoded_and_decoded() {
    holds(include_str!("js/tests/encoding.js"));
}

#[test]
fn crypto_hashes_signs_and_encrypts() {
    holds(include_str!("js/tests/crypto.js"));
}

#[test]
fn values_are_cloned() {
    holds(include_str!("js/tests/clone.js"));
}

#[test]
fn events_are_dispatched_and_signals_abort() {
    holds(include_str!("js/tests/events.js"));
}

#[test]
fn blobs_hold_bytes() {
    holds(include_str!("js/tests/blob.js"));
}

#[test]
fn streams_flow_and_compress() {
    holds(include_str!("js/tests/streams.js"));
}

#[test]
fn dates_numbers_and_names_are_written_and_sorted_in_english() {
    holds(include_str!("js/tests/intl.js"));
}

#[test]
fn crypto_js_is_itself_with_native_help() {
    holds(include_str!("js/tests/native_crypto_js.js"));
}

#[test]
fn errors_have_v8s_words() {
    holds(include_str!("js/tests/wording.js"));
}

#[test]
fn what_does_not_parse_is_said_in_v8s_words() {
    let cases: Vec<(String, String)> =
        serde_json::from_str(include_str!("js/tests/syntax_words.json")).unwrap();
    let sources: Vec<&str> = cases.iter().map(|(source, _)| source.as_str()).collect();
    let (outcomes, _) = run_all(options(), &sources);
    for ((source, words), outcome) in cases.iter().zip(outcomes) {
        let message = outcome.failure.and_then(|failure| failure.message);
        assert_eq!(message.as_ref(), Some(words), "{source}");
    }
}

/// The place of the failure of the last of some scripts.
fn place_of(sources: &[&str]) -> Option<(u32, u32)> {
    let (outcomes, _) = run_all(options(), sources);
    let failure = outcomes.into_iter().next_back()?.failure?;
    failure.line.zip(failure.column)
}

#[test]
fn columns_count_characters_as_v8_does() {
    assert_eq!(place_of(&["'äöü', '😀'; missing()"]), Some((1, 14)));
    assert_eq!(place_of(&["let ä = 1;\n/* 😀 */ pm.nothing(ä)"]), Some((2, 13)));
}

#[test]
fn a_pattern_that_takes_nothing_apart_is_found() {
    assert_eq!(place_of(&["const a = 1;\nconst { b } = pm.nothing;"]), Some((2, 7)));
    assert_eq!(place_of(&["\nconst { b } = undefined;"]), Some((2, 7)));
}

#[test]
fn a_function_of_an_earlier_script_has_its_own_words() {
    let scripts =
        ["helper = function () {\n  const o = {};\n  o.missing();\n};", "// One more line.\n\nhelper();"];
    let (outcomes, _) = run_all(options(), &scripts);
    let message = outcomes.into_iter().next_back().and_then(|outcome| outcome.failure?.message);
    assert_eq!(message.as_deref(), Some("o.missing is not a function"));
}

#[test]
fn a_stack_begins_with_the_error_and_has_the_users_lines() {
    let source = "function f() { null.x }
        try { f() } catch (e) { pm.test('stack', () => pm.expect(e.stack.split('\\n').slice(0, 3)).to.deep.equal([
            'TypeError: Cannot read properties of null (reading \\'x\\')',
            '    at f (postino:script:1:16)', '    at <anonymous> (postino:script:2:15)'])) }";
    let (outcome, records) = run(source);
    assert_eq!((outcome.failure, failed(&records), assertions(&records).len()), (None, Vec::new(), 1));
}

#[test]
fn newman_has_none_of_the_newer_globals() {
    let source = "const names = ['URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'crypto', 'structuredClone',
             'queueMicrotask', 'Intl', 'AbortController', 'AggregateError', 'DOMException', 'Event', 'Blob', 'File',
             'ReadableStream', 'WeakRef', 'globalThis', 'performance', 'process', 'global', 'window'];
         for (const name of names) pm.test(name, () => pm.expect(eval(`typeof ${name}`)).to.equal('undefined'));";
    let (_, host) = run_all(SandboxOptions { compat: crate::compat::Compat::Newman, ..options() }, &[source]);
    let records = host.records.into_inner().unwrap();
    assert_eq!((failed(&records), assertions(&records).len()), (Vec::new(), 21));
}

#[test]
fn newer_globals_are_there_by_default_and_can_be_replaced() {
    let source = "for (const name of ['URL', 'crypto', 'Intl', 'AbortController', 'Blob', 'WeakRef', 'queueMicrotask'])
             pm.test(name, () => pm.expect(eval(`typeof ${name}`)).to.not.equal('undefined'));
         pm.test('globalThis', () => pm.expect(typeof globalThis).to.equal('undefined'));
         URL = 5; pm.test('replaced', () => pm.expect(URL).to.equal(5));";
    let (outcome, records) = run(source);
    assert_eq!((outcome.failure, failed(&records), assertions(&records).len()), (None, Vec::new(), 9));
}

#[test]
fn the_same_seed_gives_the_same_random_values() {
    let values = || {
        let (_, records) =
            run("console.log(crypto.randomUUID(), Array.from(crypto.getRandomValues(new Uint8Array(8))))");
        format!("{records:?}")
    };
    assert_eq!(values(), values());
}
