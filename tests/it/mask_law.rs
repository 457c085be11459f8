//! The law of masking: whatever the secrets are, every report keeps its format, and no secret stands where it was met.
//!
//! All reporters of the registry are asked, as newman's and as postino's, live ones and those on file.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use postino::compat::Compat;
use postino::event::{
    Assertion, AssertionOutcome, AuthView, BodyView, CollectionView, ConsoleLevel, CookieView, Cursor,
    EventKind, FailureKindView, FailureView, ItemView, ListenView, Mask, ParamView, QueryView,
    RequestHeaderView, RequestOrigin, RequestView, ResponseHeaderView, ResponseHeadersView, ResponseView,
    RunEvent, RunView, ScopeView, ScriptFailure, ScriptPlace, ScriptView, TimingsView, UrlView, VariableView,
};
use postino::reporter::{Fanout, REPORTERS, ReporterOptions, Setup};
use postino::secret::SecretCollector;
use proptest::prelude::*;
use quick_xml::events::Event;
use serde_json::{Value, json};
use time::{OffsetDateTime, UtcOffset};

const MASK: &str = "********";

/// Words of the formats, which people choose as passwords, and texts that formats escape.
const WORDS: [&str; 41] = [
    "test",
    "true",
    "false",
    "null",
    "name",
    "time",
    "status",
    "passed",
    "event",
    "seq",
    "at",
    "kind",
    "message",
    "testsuites",
    "testsuite",
    "testcase",
    "failure",
    "not ok",
    "console_logged",
    "request",
    "executions",
    "a",
    "0",
    "1",
    "200",
    "OK",
    "{",
    "\"",
    "<",
    "&",
    "<&\"",
    "]]>",
    "|'",
    "密码",
    "🔑",
    "GET",
    "http",
    "POST",
    " ",
    "\n",
    "\t'",
];

thread_local! {
    /// What reporters without a file of their own write.
    static SCREEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Screen;

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        SCREEN.with_borrow_mut(|screen| screen.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn screen() -> Box<dyn Write + Send> {
    Box::new(Screen)
}

/// What one reporter wrote.
struct Written {
    reporter: &'static str,
    text: String,
}

/// Everything that the reporters write of a run which meets this secret everywhere.
fn written(secrets: &[String], planted: &str, compat: Compat) -> Vec<Written> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    let mut options = ReporterOptions::default();
    for reporter in
        REPORTERS.iter().filter(|reporter| reporter.options.iter().any(|own| own.name == "export"))
    {
        let file = path(reporter.name).display().to_string();
        options.set(&format!("{}-export", reporter.name), Some(file));
    }
    options.set("html-showEnvironmentData", None);
    options.set("html-showGlobalData", None);
    let setup = Setup {
        options: &options,
        compat,
        verbose: true,
        silent: false,
        color: false,
        unicode: true,
        width: 400,
        terminal: false,
        error_terminal: false,
        offset: UtcOffset::UTC,
        step_summary: Some(path("step-summary")),
        standard_output: screen,
        standard_error: screen,
    };
    let collector = SecretCollector::default();
    for secret in secrets {
        collector.add(secret);
    }
    let mut fanout = Fanout::new(Mask::new(collector));
    for reporter in REPORTERS {
        setup.add(reporter, &mut fanout).expect("a reporter");
    }
    SCREEN.take();
    for (seq, kind) in run(planted).into_iter().enumerate() {
        let (at, elapsed) = (OffsetDateTime::UNIX_EPOCH, Duration::ZERO);
        fanout.on_event(&RunEvent { seq: seq as u64, at, elapsed, kind });
    }
    let (_, lost) = fanout.finish();
    assert!(lost.is_empty(), "{lost:?}");
    let screen = SCREEN.take();
    let names = REPORTERS.iter().map(|reporter| reporter.name).chain(["step-summary"]);
    let files = names
        .filter(|name| Path::new(&path(name)).exists())
        .map(|name| Written { reporter: name, text: std::fs::read_to_string(path(name)).expect("a text") });
    let screen = Written { reporter: "screen", text: String::from_utf8(screen).expect("a text") };
    files.chain([screen]).collect()
}

/// The events of a run in which the secret stands in every kind of value and in prose.
fn run(secret: &str) -> Vec<EventKind> {
    let cursor = Cursor { length: 1, cycles: 1, ..Cursor::default() };
    let folders = vec![format!("a folder {secret}")];
    let item = Arc::new(ItemView { id: "i1".into(), name: "an item".into(), folders, ..ItemView::default() });
    let variable =
        |key: &str| VariableView { key: key.into(), value: Some(secret.into()), ..VariableView::default() };
    let values = vec![variable("planted"), variable(&format!("v {secret}"))];
    let scope = Arc::new(ScopeView { id: "s1".into(), name: Some(format!("of {secret}")), values });
    let script = Arc::new(ScriptView {
        id: "t1".into(),
        listen: ListenView::Test,
        place: ScriptPlace::Item,
        owner: format!("an item {secret}"),
    });
    let asserted = |name: String, outcome| EventKind::AssertionFinished {
        cursor,
        script: Arc::clone(&script),
        assertion: Assertion { index: 0, name, outcome },
    };
    let died = |message: String| ScriptFailure::new("AssertionError", message);
    let collection =
        CollectionView { id: "c1".into(), name: "a collection".into(), ..CollectionView::default() };
    let begin = RunView {
        collection,
        iterations: 1,
        items: vec![Arc::clone(&item)],
        environment: Arc::clone(&scope),
        globals: Arc::clone(&scope),
        agent: "postino/0".into(),
    };
    let mut events = vec![
        EventKind::RunStarted { run: Arc::new(begin) },
        EventKind::IterationStarted { cursor },
        EventKind::ItemStarted { cursor, item },
    ];
    events.extend(exchange(cursor, secret));
    events.extend([
        EventKind::WarningRaised { cursor: Some(cursor), message: format!("beware of {secret}, user") },
        EventKind::ScriptStarted { cursor, script: Arc::clone(&script) },
        EventKind::ConsoleLogged {
            cursor,
            level: ConsoleLevel::Log,
            values: vec![json!({"planted": secret}), json!([secret]), json!(secret)],
        },
        EventKind::ConsoleLogged { cursor, level: ConsoleLevel::Log, values: encoded(secret) },
        asserted(format!("a test named {secret}"), AssertionOutcome::Passed),
        asserted("fails".into(), AssertionOutcome::Failed(died(format!("expected '{secret}' to equal 'x'")))),
        EventKind::ScriptFinished {
            cursor,
            script,
            failure: Some(died(format!("died of {secret}"))),
            next_request: Some(Some(format!("next {secret}"))),
            duration: Duration::ZERO,
        },
        EventKind::ItemFinished { cursor, skipped: false },
        EventKind::IterationFinished { cursor },
        EventKind::RunFinished {
            error: None,
            environment: Arc::clone(&scope),
            globals: Arc::clone(&scope),
            collection_variables: scope,
        },
    ]);
    events
}

/// A request of a script that fails, and the item's own, which gets a response.
fn exchange(cursor: Cursor, secret: &str) -> [EventKind; 4] {
    let request = Arc::new(request(secret));
    let (script, item) = (RequestOrigin::Script, RequestOrigin::Item);
    let failure = FailureView {
        kind: FailureKindView::Invalid,
        code: None,
        message: format!("Invalid URI \"http://{secret}/\""),
    };
    let begins = |origin| EventKind::RequestStarted { cursor, request: Arc::clone(&request), origin };
    let ends = |origin, response, failure| EventKind::RequestFinished {
        cursor,
        request: Arc::clone(&request),
        origin,
        response,
        failure,
    };
    [
        begins(script),
        ends(script, None, Some(failure)),
        begins(item),
        ends(item, Some(Arc::new(response(secret))), None),
    ]
}

fn request(secret: &str) -> RequestView {
    let Value::Object(params) = json!({"username": "u", "password": secret}) else { panic!("an object") };
    let header =
        |key: &str, value: String| RequestHeaderView { key: key.into(), value, ..Default::default() };
    let param = ParamView { key: "planted".into(), value: secret.into(), disabled: false };
    let query = QueryView { key: Some("planted".into()), value: Some(secret.into()), disabled: false };
    let url = UrlView {
        protocol: Some("http".into()),
        host: vec!["h".into()],
        path: Some(vec![secret.into()]),
        query: Some(vec![query]),
        ..UrlView::default()
    };
    RequestView {
        method: "POST".into(),
        url,
        url_text: "http://h/".into(),
        headers: vec![
            header("X-Planted", secret.into()),
            header("X-Scheme", format!("Bearer {secret}")),
            header("Authorization", format!("Basic {secret}")),
            header(&format!("X-{secret}"), "1".into()),
        ],
        body: Some(Arc::new(BodyView::Urlencoded { params: vec![param] })),
        auth: Some(AuthView { scheme: "basic".into(), params }),
        body_bytes: 0,
    }
}

fn response(secret: &str) -> ResponseView {
    let header = |name: &str, value: &str| ResponseHeaderView {
        name: name.into(),
        value: value.into(),
        system: false,
    };
    let body = json!({"planted": secret, "list": [secret]}).to_string();
    ResponseView {
        code: 200,
        reason: "OK".into(),
        headers: ResponseHeadersView(vec![header("X-Planted", secret), header(&format!("X-{secret}"), "1")]),
        body_bytes: body.len() as u64,
        wire_bytes: body.len() as u64,
        body: body.into(),
        timings: TimingsView::default(),
        cookies: vec![CookieView { name: "sid".into(), value: secret.into(), ..CookieView::default() }],
        http_version: "1.1".into(),
    }
}

fn text_of<'w>(written: &'w [Written], reporter: &str) -> &'w str {
    let found = written.iter().find(|written| written.reporter == reporter);
    &found.unwrap_or_else(|| panic!("nothing of {reporter}")).text
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// The name of the root of an XML document, all of which is read.
fn root(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut root = None;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {xml}")) {
            Event::Start(element) => {
                root.get_or_insert_with(|| element.name().as_ref().to_owned());
                element.attributes().for_each(|attribute| {
                    attribute.expect("an attribute");
                });
            }
            Event::Eof => return root.expect("a root"),
            _ => {}
        }
    }
}

/// Every string that stands under this name, or in a list or a member below it.
fn values_of<'v>(json: &'v Value, name: &str, inside: bool, found: &mut Vec<&'v str>) {
    match json {
        Value::String(text) if inside => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| values_of(item, name, inside, found)),
        Value::Object(members) => {
            // A pair `{"key": "planted", "value": …}` is a member too.
            let named = ["key", "name"].iter().filter_map(|key| members.get(*key)?.as_str());
            let pair = named.into_iter().any(|own| own.eq_ignore_ascii_case(name));
            for (key, value) in members {
                let own = key == name || (pair && key == "value");
                values_of(value, name, own, found);
            }
        }
        _ => {}
    }
}

fn planted_values(json: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    values_of(json, "planted", false, &mut found);
    values_of(json, "X-Planted", false, &mut found);
    values_of(json, "password", false, &mut found);
    found
}

/// The documents parse, and each value that is the secret is masked.
fn check_formats(written: &[Written]) {
    let report = parsed(text_of(written, "json"));
    assert!(report["run"]["stats"]["requests"]["total"].is_u64(), "{report}");
    let mut documents = vec![report];
    documents.extend(text_of(written, "events").lines().map(parsed));
    let page = text_of(written, "html");
    let embedded = page.split_once("id=\"executions\">").expect("the executions").1;
    documents.push(parsed(embedded.split_once("</script>").expect("their end").0));
    let values: Vec<&str> = documents.iter().flat_map(planted_values).collect();
    assert!(values.len() >= 20, "{values:?}");
    for value in values {
        assert!(value.contains(MASK), "{value:?}");
    }
    assert_eq!(root(text_of(written, "junit")), "testsuites");
    assert!(text_of(written, "tap").starts_with("TAP version 1"));
    for line in text_of(written, "teamcity").lines() {
        assert!(line.starts_with("##teamcity[") && line.ends_with(']'), "{line}");
    }
    for line in text_of(written, "github").lines() {
        assert!(line.starts_with("::"), "{line}");
    }
}

/// What scripts log of a secret: escaped, encoded, as bytes. A short one stays in these, so they are not `planted`.
fn encoded(secret: &str) -> Vec<Value> {
    if secret.chars().count() < 8 {
        return Vec::new();
    }
    let mut values: Vec<Value> = encodings(secret).into_iter().map(Value::from).collect();
    values.push(secret.bytes().map(Value::from).collect());
    values.push(json!({"$console": "buffer", "values": secret.as_bytes()}));
    values
}

fn encodings(secret: &str) -> Vec<String> {
    let percent = secret.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    vec![
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        percent,
        secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat(),
        secret.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat(),
        secret.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat(),
        STANDARD.encode(secret),
        STANDARD.encode(format!("user:{secret}"))[6..].trim_end_matches('=').to_owned(),
    ]
}

/// The text itself, and what the formats make of it.
fn forms(secret: &str) -> Vec<String> {
    let json = Value::from(secret).to_string();
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let teamcity = secret.replace('|', "||").replace('\'', "|'").replace('[', "|[").replace(']', "|]");
    vec![
        secret.to_owned(),
        json[1..json.len() - 1].to_owned(),
        xml.replace('"', "&quot;"),
        xml.replace('"', "&quot;").replace('\'', "&#39;"),
        xml,
        teamcity,
    ]
}

fn any_secret() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(&WORDS[..]).prop_map(str::to_owned), "[\\PC&&[^*]]{1,20}"]
        .prop_filter("nothing is no secret", |secret| !secret.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the secrets are, words of the formats too: the formats stay whole, and no value that is one is shown.
    #[test]
    fn every_report_stays_whole_and_shows_no_value_that_is_secret(
        secrets in prop::collection::vec(any_secret(), 1..4),
        newman in any::<bool>(),
    ) {
        let compat = if newman { Compat::Newman } else { Compat::Postman };
        check_formats(&written(&secrets, &secrets[0], compat));
    }

    /// A secret of eight characters or more stands nowhere, not inside of sentences either.
    #[test]
    fn a_long_secret_stands_in_no_report(secret in "[!-~é€]{2}[!-)+-~é🔑]{10,20}", newman in any::<bool>()) {
        let compat = if newman { Compat::Newman } else { Compat::Postman };
        let written = written(std::slice::from_ref(&secret), &secret, compat);
        check_formats(&written);
        for Written { reporter, text } in &written {
            prop_assert!(text.contains(MASK) || *reporter == "step-summary", "{reporter}: {text}");
            for form in forms(&secret).into_iter().chain(encodings(&secret)) {
                prop_assert!(!text.contains(&form), "{form:?} in {reporter}: {text}");
            }
        }
    }
}

#[test]
fn without_a_mask_the_planted_secret_is_shown() {
    let written = written(&[], "planted-s3cret", Compat::Postman);
    assert!(planted_values(&parsed(text_of(&written, "json"))).contains(&"planted-s3cret"));
    for reporter in ["json", "junit", "html", "events", "tap", "teamcity", "markdown", "screen"] {
        assert!(text_of(&written, reporter).contains("planted-s3cret"), "{reporter}");
    }
}
