//! The prelude, by its files: each has a script beside it, whose tests all pass.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::pm_tests::response;
use super::tests::{assertions, failed, input, run, run_with};
use super::*;
use crate::collection::Listen;
use crate::http::Cookie;
use crate::variable::{Scopes, Variable, VariableScope};

/// Runs a test script with a response, a cookie and an environment; all its tests must pass.
fn passes(source: &str) {
    let environment = Arc::new(VariableScope::new("id", Some("local".into()), vec![Variable::new("e", 1)]));
    let cookie = Cookie {
        name: "session".into(),
        value: "a%20b".into(),
        domain: "127.0.0.1".into(),
        path: "/".into(),
        expires: None,
        secure: false,
        http_only: true,
        host_only: true,
    };
    let (outcome, records) = run_with(ScriptInput {
        response: Some(Arc::new(response())),
        scopes: Scopes { environment, ..Scopes::default() },
        cookies: vec![cookie],
        ..input(Listen::Test, source)
    });
    let failed: Vec<_> = failed(&records)
        .iter()
        .map(|found| format!("{}: {:?}", found.name, found.failure().map(|failure| &failure.message)))
        .collect();
    assert_eq!((outcome.failure, outcome.uncaught, failed), (None, vec![], Vec::<String>::new()));
    assert!(!assertions(&records).is_empty());
}

macro_rules! scripts_pass {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                passes(include_str!(concat!("js/tests/", stringify!($name), ".js")));
            }
        )*
    };
}

scripts_pass!(
    body,
    cookies,
    failure,
    globals,
    json,
    lost,
    members,
    newer,
    property,
    require,
    response_assertions,
    scope,
    send,
    sugar,
    test,
    timers,
);

/// Wiring, which no script can see: what it is for is tested by all others.
const WIRING: [&str; 2] = ["host", "main"];
/// What they write is looked at from outside, below.
const TOLD: [&str; 1] = ["console"];

#[test]
fn every_file_of_the_prelude_has_its_tests() {
    let js = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sandbox/js");
    for file in js.join("prelude").read_dir().unwrap() {
        let name = file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        let elsewhere = WIRING.contains(&name.as_str()) || TOLD.contains(&name.as_str());
        assert!(elsewhere || js.join(format!("tests/{name}.js")).is_file(), "{name}.js has no tests");
    }
}

fn logged(source: &str) -> Vec<(ConsoleLevel, Vec<Value>)> {
    let (outcome, records) = run(source);
    assert_eq!(outcome.failure, None);
    let logged = records.into_iter().filter_map(|record| match record {
        ScriptRecord::Console { level, values } => Some((level, values)),
        ScriptRecord::Assertion(_) | ScriptRecord::Warning(_) => None,
    });
    logged.collect()
}

fn values(source: &str) -> Vec<Value> {
    logged(source).into_iter().flat_map(|(_, values)| values).collect()
}

#[test]
fn the_console_has_five_levels_and_nothing_else() {
    let all = logged("for (const level of Object.keys(console)) console[level](level);");
    let expected = [
        (ConsoleLevel::Log, "log"),
        (ConsoleLevel::Warn, "warn"),
        (ConsoleLevel::Debug, "debug"),
        (ConsoleLevel::Info, "info"),
        (ConsoleLevel::Error, "error"),
    ];
    assert_eq!(all, expected.map(|(level, name)| (level, vec![json!(name)])));
}

#[test]
fn the_console_marks_what_json_cannot_say() {
    let found = values(
        "console.log(undefined, NaN, -0, 10n, Symbol('s'), new Date(0), /x/g, new RangeError('r'), function f() {}, class C {}, async () => {});",
    );
    let marked = |kind: &str| json!({"$console": kind});
    assert_eq!(found[0], marked("undefined"));
    assert_eq!(found[1], json!({"$console": "number", "value": "NaN"}));
    assert_eq!(found[3], json!({"$console": "bigint", "value": "10"}));
    assert_eq!(found[4], json!({"$console": "symbol", "value": "Symbol(s)"}));
    assert_eq!(found[5], json!({"$console": "date", "value": "1970-01-01T00:00:00.000Z"}));
    assert_eq!(found[6], json!({"$console": "regexp", "value": "/x/g"}));
    assert_eq!(found[7], json!({"$console": "error", "name": "RangeError", "message": "r"}));
    assert_eq!(found[8], json!({"$console": "function", "name": "f", "kind": "Function"}));
    assert_eq!(found[10], json!({"$console": "function", "name": "", "kind": "AsyncFunction"}));
}

#[test]
fn the_console_shows_structures_and_ends_in_circles() {
    let found = values(
        "const o = { a: [1, { b: null }], m: new Map([['k', new Set([1])]]) }; o.o = o;
         console.log(o, Buffer.from('ab'), new Uint16Array([1]), new ArrayBuffer(3), [, 1], Object.create({ inherited: 1 }));",
    );
    let set = json!({"$console": "set", "values": [1]});
    assert_eq!(
        found,
        [
            json!({
                "a": [1, {"b": null}], "m": {"$console": "map", "entries": [["k", set]]},
                "o": {"$console": "circular", "up": 1},
            }),
            json!({"$console": "buffer", "values": [97, 98]}),
            json!({"$console": "typed", "name": "Uint16Array", "values": [1]}),
            json!({"$console": "opaque", "name": "ArrayBuffer { byteLength: 3 }"}),
            json!([{"$console": "undefined"}, 1]),
            json!({}),
        ]
    );
}

#[test]
fn what_the_console_cannot_print_does_not_end_the_script() {
    let found = values(
        "console.log({ get a() { throw new Error('getter'); } });
         console.log(new Proxy({}, { ownKeys() { throw new Error('trap'); } }));
         console.log({ toJSON() { throw 5; } });
         console.log('on');",
    );
    assert_eq!(found[0], json!("[unprintable: getter]"));
    assert_eq!(found[1], json!("[unprintable: trap]"));
    assert_eq!(found[3], json!("on"));
}
