//! Hostile scripts: each ends with an error that says what went wrong and where, and the runner goes on.

use serde_json::{Value, json};

use crate::support::{Case, Ran, Server, script};

/// The script after the hostile one.
const NEXT: &str = "pm.test('goes on', () => {});";

/// Runs a hostile script and then another one. The report must be complete in every case.
fn attacked(source: &str, arguments: &[&str]) -> (Ran, Value) {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([
        {"name": "hostile", "event": [script("test", source)], "request": server.url},
        {"name": "next", "event": [script("test", NEXT)], "request": server.url},
    ]));
    let all =
        [&["run", "c.json", "-r", "json,junit", "--reporter-json-export", "r.json"], arguments].concat();
    let ran = case.postino(&all);
    assert!([0, 1].contains(&ran.code), "{source}: {}{}", ran.out, ran.err);
    let report: Value = serde_json::from_str(&case.read("r.json")).expect("json");
    assert_eq!(report["run"]["stats"]["items"]["total"], 2, "{source}");
    (ran, report)
}

/// The script fails with this message, and nothing else fails.
fn survives(source: &str, arguments: &[&str], said: &str) {
    let (ran, report) = attacked(source, arguments);
    assert_eq!(ran.code, 1, "{source}: {}{}", ran.out, ran.err);
    assert_eq!(report["run"]["stats"]["assertions"]["total"], 1, "{source}");
    let failure = &report["run"]["failures"][0];
    assert_eq!(failure["source"]["name"], "hostile");
    let message = failure["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains(said), "{source}: {message}");
}

/// Only the items of these scripts may fail. The next script runs, whether it fails or not.
fn breaks_scripts_only(source: &str) {
    let (ran, report) = attacked(source, &["--timeout-script", "2000"]);
    assert!(!ran.err.contains("panicked"), "{source}: {}", ran.err);
    assert_eq!(report["run"]["executions"].as_array().map(Vec::len), Some(2), "{source}");
    for failure in report["run"]["failures"].as_array().expect("failures") {
        assert!(failure["source"]["name"].is_string() && failure["at"].is_string(), "{source}: {failure}");
    }
}

/// Runs a script that checks its results with its own tests.
fn passes(source: &str) {
    let (ran, report) = attacked(source, &[]);
    assert_eq!(ran.code, 0, "{source}: {}", report["run"]["failures"]);
}

#[test]
fn no_loop_outlives_the_time_limit() {
    let limit = ["--timeout-script", "300"];
    let timed_out = "Script execution timed out after 300ms";
    for source in [
        "for (;;) {}",
        "for (;;) { try { for (;;) {} } catch {} finally { continue; } }",
        "try { for (;;); } finally { for (;;); }",
        "function* g() { try { yield 1; } finally { for (;;); } } for (const x of g()) break;",
        "/^(a+)+$/.test('a'.repeat(40) + 'b');",
        "[3, 2, 1].sort(() => { for (;;); });",
        "throw { get message() { for (;;); } };",
        "for (;;) setTimeout(() => {}, 1e6);",
    ] {
        survives(source, &limit, timed_out);
    }
    for source in [
        "const f = () => Promise.resolve().then(f); f();",
        "(async () => { for (;;) await null; })();",
        "const f = () => queueMicrotask(f); f();",
        "setInterval(() => {}, 1);",
        "const fork = () => { setTimeout(fork, 0); setTimeout(fork, 0); }; fork();",
    ] {
        survives(source, &limit, "time");
    }
}

#[test]
fn built_ins_that_never_check_the_clock_end_soon_after_the_time_limit() {
    let source = "const big = JSON.stringify(Array(3e6).fill(1)); for (;;) JSON.parse(big);";
    survives(source, &["--timeout-script", "300"], "Script execution timed out after 300ms");
}

#[test]
fn a_full_memory_ends_the_script_and_not_the_runner() {
    let limit = ["--script-memory", "32M"];
    let over = "used more memory than the 32 MB that they may: --script-memory";
    survives("const all = []; for (;;) all.push(new Array(1e5).fill(1));", &limit, over);
    survives("const o = {}; for (let i = 0; ; i++) o[i] = i;", &limit, over);
    survives("let text = 'x'; for (;;) text += text;", &limit, "");
    let asked =
        "1000 MB of memory were asked for at once, and all scripts of the run may use 32 MB: --script-memory";
    survives("new ArrayBuffer(1e9);", &limit, asked);
}

#[test]
fn every_script_after_a_full_memory_has_a_sound_engine_and_is_told_that_globals_are_gone() {
    let hungry = "let a = []; function f() { a.push(arguments); } kept = 1; while (true) f(1, 2, 3);";
    let next = "pm.test('works', () => { pm.response.to.have.status(200); pm.expect(typeof kept).to.eql('undefined'); });";
    let server = Server::json("{}");
    let items: Vec<_> = [hungry, next, next, next]
        .iter()
        .map(|source| json!({"name": "item", "event": [script("test", source)], "request": server.url}))
        .collect();
    let case = Case::of_items(&json!(items));
    let ran = case.postino(&[
        "run",
        "c.json",
        "--script-memory",
        "32M",
        "-r",
        "events",
        "--reporter-events-export",
        "e",
    ]);
    let events: Vec<Value> =
        case.read("e").lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let all = |kind: &str| events.iter().filter(|event| event["event"] == kind).collect::<Vec<_>>();
    let passed = all("assertion_finished")
        .iter()
        .filter(|event| event["assertion"]["outcome"]["status"] == "passed")
        .count();
    assert_eq!((ran.code, passed), (1, 3), "{}{}", ran.out, ran.err);
    let [warning] = &all("warning_raised")[..] else { panic!("one warning: {events:?}") };
    assert!(warning["message"].as_str().is_some_and(|text| text.contains("global variables")), "{warning}");
}

#[test]
fn a_full_memory_ends_each_kind_of_script_with_the_sentence() {
    let hunger = "const a = []; while (true) a.push(new Array(1000).fill(1));";
    let server = Server::json("{}");
    let send = format!("pm.sendRequest('{}', () => {{ {hunger} }});", server.url);
    let awaited = format!("await pm.sendRequest('{}'); {hunger}", server.url);
    let kinds = [
        ("prerequest", hunger.to_owned()),
        ("test", hunger.to_owned()),
        ("test", send),
        ("prerequest", awaited),
        ("test", format!("setTimeout(() => {{ {hunger} }}, 1);")),
        ("test", format!("Promise.resolve().then(() => {{ {hunger} }});")),
        ("test", format!("pm.test('t', async () => {{ await null; {hunger} }});")),
        ("prerequest", "await pm.execution.runRequest('hungry');".to_owned()),
    ];
    let mut items: Vec<Value> = kinds
        .iter()
        .map(|(listen, source)| json!({"name": "item", "event": [script(listen, source)], "request": server.url}))
        .collect();
    items.push(json!({"name": "hungry", "event": [script("test", hunger)], "request": server.url}));
    let file = json!({
        "info": {"name": "c"},
        "item": [
            {"name": "folder", "item": items},
            {"name": "last", "event": [script("test", "pm.test('goes on', () => {});")], "request": server.url},
        ],
        "event": [script("test", &format!("if (pm.info.requestName === 'last') {{ {hunger} }}"))],
    });
    let case = Case::new();
    case.write("c.json", &file.to_string());
    let ran = case.postino(&[
        "run",
        "c.json",
        "--script-memory",
        "32M",
        "-r",
        "json",
        "--reporter-json-export",
        "r.json",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report: Value = serde_json::from_str(&case.read("r.json")).expect("json");
    let failures = report["run"]["failures"].as_array().expect("failures");
    let hungry = |failure: &&Value| {
        failure["error"]["message"].as_str().is_some_and(|text| text.contains("more memory than the 32 MB"))
    };
    assert_eq!(failures.iter().filter(hungry).count(), kinds.len() + 2, "{failures:?}");
    assert_eq!(report["run"]["stats"]["items"]["total"], kinds.len() + 2);
}

#[test]
fn what_looks_like_a_full_memory_but_was_thrown_by_the_script_is_shown_as_it_is() {
    let limit = ["--script-memory", "64M"];
    survives("throw null;", &limit, "thrown: null");
    survives("throw undefined;", &limit, "thrown: undefined");
    survives("await Promise.reject(null);", &limit, "thrown: null");
    for source in [
        "throw { message: 'out of memory' };",
        "throw { name: 'InternalError', message: 'out of memory' };",
        "throw new Error('out of memory');",
        "throw new InternalError('out of memory');",
        "await Promise.reject(new RangeError('out of memory'));",
    ] {
        let (_, report) = attacked(source, &limit);
        assert_eq!(report["run"]["failures"][0]["error"]["message"], "out of memory", "{source}");
    }
}

#[test]
fn endless_recursion_is_a_range_error() {
    survives("function f() { return f() + 1; } f();", &[], "Maximum call stack size exceeded");
    survives(
        "let nested = []; for (let i = 0; i < 1e5; i++) nested = [nested]; JSON.stringify(nested);",
        &[],
        "Maximum call stack size exceeded",
    );
}

#[test]
fn a_script_can_break_built_ins_only_for_itself() {
    survives(
        "delete pm.expect; Object.getPrototypeOf(pm).test; JSON.stringify = null; Array.prototype.map = null; Promise.prototype.then = null; throw new Error('broken');",
        &[],
        "broken",
    );
    survives(
        "Object.defineProperty(Object.prototype, 'toJSON', { get() { throw new Error('x'); }, configurable: true }); throw new Error('poisoned');",
        &[],
        "poisoned",
    );
    survives("globalThis = undefined; pm = undefined; throw new Error('gone');", &[], "gone");
}

#[test]
fn every_kind_of_thrown_value_is_reported() {
    survives("throw 'text';", &[], "thrown: text");
    survives("throw { code: 5 };", &[], "thrown: {\"code\":5}");
    survives("throw undefined;", &[], "thrown: undefined");
    survives("await Promise.reject(7);", &[], "thrown: 7");
    survives("setTimeout(() => { throw null; }, 1);", &[], "thrown: null");
    survives("throw { get message() { throw new Error('inner'); } };", &[], "what was thrown cannot be read");
    survives("throw new Proxy({}, { get() { throw new Error('inner'); } });", &[], "thrown: object");
    survives(
        "throw new Proxy(new Error('x'), { get() { throw 1; } });",
        &[],
        "what was thrown cannot be read",
    );
}

#[test]
fn changed_built_ins_break_only_scripts_and_not_the_run() {
    for source in [
        "Object.prototype.toJSON = () => 'x'; Object.prototype.then = (f) => f(1); Object.prototype.message = 'm';
         Object.defineProperty(Object.prototype, 'key', { get() { return 'k'; }, set() {}, configurable: true });
         console.log({ a: 1 }); pm.environment.set('x', { a: 1 }); pm.test('mine', () => pm.expect(1).to.equal(2));",
        "Object.prototype.get = 5; Object.prototype.value = 5; Object.prototype.disabled = true; pm.environment.set('x', 1);",
        "for (const name of ['map', 'push', 'filter', 'join', 'slice', 'forEach', 'concat']) Array.prototype[name] = () => { throw new Error(name); };
         Array.prototype[Symbol.iterator] = () => { throw new Error('iterator'); }; console.log([1]); pm.environment.set('x', [1]); pm.test('t', () => {});",
        "for (const type of [Map, Set, WeakMap]) for (const name of ['get', 'set', 'has', 'add', 'delete', 'clear']) type.prototype[name] = () => { throw new Error(name); };
         setTimeout(() => console.log('timer'), 1); pm.environment.set('x', {}); pm.test('d', (done) => setTimeout(done, 1));",
        "Function.prototype.call = Function.prototype.apply = Reflect.apply = Object.keys = Object.create = Object.defineProperty = () => { throw new Error('x'); };
         String.prototype.includes = String.prototype.replace = RegExp.prototype.exec = () => { throw new Error('y'); }; pm.test('t', () => pm.expect(pm.response.json()).to.eql({}));",
        "Promise.prototype.then = () => { throw new Error('then'); }; Promise.resolve = Promise.reject = null; Promise = null; pm.test('t', async () => {}); await 1;",
        "JSON.stringify = () => 'evil'; JSON.parse = () => ({ evil: true }); JSON = null; console.log({}); pm.environment.set('x', {}); pm.test('t', () => { throw new Error('e'); });",
        "for (const name of ['Object', 'Array', 'String', 'Error', 'Symbol', 'Proxy', 'Reflect', 'Map', 'Promise', 'console', 'require', 'pm']) eval(name + ' = null');",
        "Error.prepareStackTrace = () => { throw new Error('p'); }; Error.stackTraceLimit = 0; Error.prototype.toString = null; throw new Error('lost');",
        "delete Object.prototype.hasOwnProperty; Object.setPrototypeOf(Array.prototype, null); Object.freeze(Object.prototype); pm.test('t', () => {});",
    ] {
        breaks_scripts_only(source);
    }
}

#[test]
fn values_that_are_too_large_or_too_deep_are_refused_by_name() {
    survives("let text = 'x'; for (;;) text += text;", &["--script-memory", "64M"], "");
    let deep = "let d = {}; const deep = d; for (let i = 0; i < 500; i++) d = d.d = {};";
    survives(
        &format!("{deep} pm.environment.set('deep', deep);"),
        &[],
        "the value of \"deep\" is nested too deeply",
    );
    survives(
        "const o = {}; o.toJSON = () => JSON.stringify(o); JSON.stringify(o);",
        &[],
        "Maximum call stack size exceeded",
    );
    survives("const o = { get a() { return this.a; } }; o.a;", &[], "Maximum call stack size exceeded");
}

#[test]
fn a_test_may_have_a_name_and_a_message_of_megabytes() {
    let source = "pm.test('n'.repeat(2 << 20), () => { throw new Error('m'.repeat(2 << 20)); });";
    let (ran, report) = attacked(source, &["-r", "cli"]);
    assert_eq!(ran.code, 1);
    assert_eq!(report["run"]["failures"][0]["error"]["message"].as_str().map(str::len), Some(2 << 20));
}

#[test]
fn a_flood_of_tests_or_of_output_ends_with_the_time_limit() {
    for source in ["for (let i = 0; ; i++) pm.test('t' + i, () => {});", "for (;;) console.log('flood');"] {
        let (ran, report) = attacked(source, &["--timeout-script", "200"]);
        assert_eq!(ran.code, 1);
        let failure = &report["run"]["failures"][0];
        assert_eq!(failure["error"]["message"], "Script execution timed out after 200ms");
    }
}

#[test]
fn a_script_does_not_wait_for_another_thread() {
    let waits = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e9);";
    let (ran, _) = attacked(waits, &["--timeout-script", "5000"]);
    assert_eq!(ran.code, 1);
}

#[test]
fn requests_that_ask_for_each_other_end_with_the_time_limit_of_the_run() {
    let server = Server::json("{}");
    let items = json!([{"name": "again", "event": [script("test", "pm.execution.setNextRequest('again');")], "request": server.url}]);
    let case = Case::of_items(&items);
    let ran = case.postino(&["run", "c.json", "--timeout", "500"]);
    assert_eq!(ran.code, 6, "{}", ran.err);
    assert!(ran.out.contains("requests"), "the report is written: {}", ran.out);
}

#[test]
fn the_console_prints_unusual_values() {
    let source = "console.log({ get a() { throw new Error('getter'); } }, 'beside'); const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); console.log(proxy);
        const o = { toJSON() { return { toJSON: o.toJSON }; } }; console.log(o); console.log(new Proxy({}, { ownKeys() { throw 1; } })); console.log('the end');";
    let (ran, _) = attacked(source, &["-r", "cli"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    for shown in ["[unprintable: getter]', 'beside'", "Maximum call stack", "'the end'"] {
        assert!(ran.out.contains(shown), "{shown}: {}", ran.out);
    }
}

#[test]
fn halves_of_characters_reach_reports_as_replacements() {
    let source =
        "pm.test('\\ud800', () => { throw new Error('\\udfff!'); }); console.log('\\ud800', ['\\udc00']);
        pm.environment.set('\\ud800', '\\udfff'); console.log(pm.environment.get('\\ud800'));";
    let (ran, report) = attacked(source, &["-r", "cli"]);
    assert_eq!(ran.code, 1);
    assert_eq!(report["run"]["failures"][0]["error"]["message"], "\u{fffd}!");
    assert_eq!(report["run"]["executions"][0]["assertions"][0]["assertion"], "\u{fffd}");
}

#[test]
fn nothing_of_the_host_can_be_reached() {
    passes(
        "pm.test('no names', () => {
            for (const name of ['host', 'compute', 'execution', 'ask', 'library', 'web', 'process', 'std', 'os', 'globalThis', 'Deno']) {
                pm.expect(eval('typeof ' + name), name).to.equal('undefined');
                pm.expect(Function('return typeof ' + name)(), name).to.equal('undefined');
            }
        });
        pm.test('no modules', async () => {
            for (const name of ['http', 'child_process', 'std', 'os/../fs', '/etc/passwd', '../../etc/passwd']) pm.expect(() => require(name)).to.throw('Cannot find module');
            pm.expect(Object.keys(require('fs'))).to.eql([]);
            for (const name of ['fs', 'std', '/etc/passwd', 'data:text/javascript,1']) pm.expect(await import(name).then(() => 'loaded', () => 'refused'), name).to.equal('refused');
        });
        pm.test('no functions of call sites', () => {
            Error.prepareStackTrace = (error, sites) => sites;
            let sites;
            pm.test('inner', () => { sites = new Error().stack; });
            Error.prepareStackTrace = undefined;
            pm.expect(sites.length).to.be.above(2);
            for (const site of sites) pm.expect([typeof site.getFunction, typeof site.getThis]).to.eql(['undefined', 'undefined']);
        });
        pm.test('no callers', () => {
            pm.expect((function f() { try { return f.caller ?? null; } catch { return null; } })()).to.equal(null);
        });",
    );
}

#[test]
fn poisoned_prototypes_see_no_function_of_the_host() {
    passes(
        "const seen = new Set();
        const { isArray } = Array;
        const look = (value) => { if (typeof value === 'function') seen.add(value.name); };
        const { map, push } = Array.prototype;
        Array.prototype.map = function (...x) { for (let i = 0; i < this.length; i++) look(this[i]); return Reflect.apply(map, this, x); };
        Array.prototype.push = function (...x) { for (let i = 0; i < x.length; i++) look(x[i]); return Reflect.apply(push, this, x); };
        pm.environment.set('x', { a: 1 }); pm.variables.replaceIn(['{{x}}']); pm.request.headers.add({ key: 'a', value: 'b' });
        pm.response.json(); pm.cookies.jar(); pm.sendRequest('').catch(() => {});
        Array.prototype.map = map; Array.prototype.push = push;
        pm.test('none', () => pm.expect([...seen].filter((name) => ['host', 'compute', 'ask', 'web', 'library'].includes(name))).to.eql([]));",
    );
}
