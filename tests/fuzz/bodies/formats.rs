//! Texts that a reporter, the Boomi client or the emulator reads.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use postino::boomi::emulator::{EmulatedCall, Emulator, Scenario};
use postino::boomi::log::{asked, downloaded, unpack};
use postino::boomi::{ApiReply, Follow, FollowStep, LogFetch, LogStep, Patience, RunId, results};
use postino::clock::{Clock, Seed};
use postino::compat::Compat;
use postino::event::{Mask, ndjson};
use postino::reporter::{
    CliOptions, CliReporter, EventsReport, Fanout, FileReport, GithubReporter, HtmlOptions, HtmlReport,
    JsonOptions, JsonReport, JunitReport, MarkdownReport, Output, Report, TapReporter, Target,
    TeamcityReporter,
};
use postino::secret::SecretCollector;

/// What a reporter wrote.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn cli(compat: Compat) -> CliOptions {
    CliOptions {
        color: false,
        unicode: true,
        width: 60,
        terminal: false,
        compat,
        verbose: compat == Compat::Postman,
        no_summary: false,
        no_failures: false,
        no_assertions: false,
        no_success_assertions: false,
        no_console: false,
        no_banner: false,
        timestamps: None,
    }
}

/// Hands the lines that are events to a fan-out.
fn feed(fanout: &mut Fanout, text: &str) {
    for line in text.lines() {
        // A line that is no event is refused with its place.
        if let Ok(event) = ndjson::decode(line) {
            fanout.on_event(&event);
        }
    }
}

/// A saved stream for every live reporter: what goes to a terminal holds no control character of the stream.
pub(crate) fn events(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = ndjson::check_header(text.lines().next().unwrap_or_default());
    let mut fanout = Fanout::new(Mask::new(SecretCollector::default()));
    let written = Written::default();
    for compat in [Compat::Postman, Compat::Newman] {
        fanout.add(Box::new(CliReporter::new(Box::new(written.clone()), cli(compat))));
    }
    fanout.add(Box::new(TapReporter::new(written.clone())));
    fanout.add(Box::new(GithubReporter::new(written.clone())));
    fanout.add(Box::new(TeamcityReporter::new(written.clone())));
    feed(&mut fanout, &text);
    let (_, lost) = fanout.finish();
    assert!(lost.is_empty());
    let shown =
        String::from_utf8(written.0.lock().expect("not poisoned").clone()).expect("reports are UTF-8");
    // Newman's table of failures is coloured even where colours are off.
    let shown =
        ["31", "39", "90", "0"].iter().fold(shown, |text, code| text.replace(&format!("\u{1b}[{code}m"), ""));
    let obeyed =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!shown.contains(obeyed), "{shown:?}");
}

/// A saved stream for every report on file: JSON and XML parse, whatever the stream holds.
pub(crate) fn reports(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let folder = tempfile::tempdir().expect("a folder");
    let mut fanout = Fanout::new(Mask::new(SecretCollector::default()));
    let html = HtmlReport::new(HtmlOptions::default()).expect("our template");
    let kinds: [(&'static str, Box<dyn Report>); 5] = [
        ("r.json", Box::new(JsonReport::new(JsonOptions::default()))),
        ("r.xml", Box::new(JunitReport::new(Compat::Postman))),
        ("r.html", Box::new(html)),
        ("r.md", Box::new(MarkdownReport)),
        ("r.ndjson", Box::new(EventsReport)),
    ];
    for (name, report) in kinds {
        let output = Output { path: Some(folder.path().join(name)), base: "r", extension: "r" };
        fanout.add_report(FileReport { name, target: Target::File(output), report });
    }
    feed(&mut fanout, &text);
    let (summary, lost) = fanout.finish();
    assert!(lost.is_empty(), "{lost:?}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name));
    if summary.run.is_none() && read("r.json").is_err() {
        return;
    }
    serde_json::from_str::<serde_json::Value>(&read("r.json").expect("written")).expect("JSON");
    let xml = read("r.xml").expect("written");
    let mut reader = quick_xml::Reader::from_str(&xml);
    while reader.read_event().expect("XML") != quick_xml::events::Event::Eof {}
    let html = read("r.html").expect("written");
    assert_eq!(html.matches("</script").count(), html.matches("<script").count());
}

/// A user's own page: a template of handlebars.
pub(crate) fn page(bytes: &[u8]) {
    let options =
        HtmlOptions { template: Some(String::from_utf8_lossy(bytes).into_owned()), ..HtmlOptions::default() };
    // A template that does not parse is refused with its place.
    let Ok(report) = HtmlReport::new(options) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let output = Output { path: Some(folder.path().join("r.html")), base: "r", extension: "html" };
    let mut fanout = Fanout::new(Mask::new(SecretCollector::default()));
    fanout.add_report(FileReport { name: "html", target: Target::File(output), report: Box::new(report) });
    feed(&mut fanout, include_str!("../../replay/billing.ndjson"));
    fanout.finish();
}

/// The emulator of the built-in scenario, which is read once.
fn local() -> Emulator {
    static LOCAL: OnceLock<Scenario> = OnceLock::new();
    let made = LOCAL.get_or_init(|| {
        let mut scenario = Scenario::local();
        scenario.rate_limit = None;
        scenario
    });
    Emulator::new(made.clone(), Seed(0))
}

/// A scenario of the emulator.
pub(crate) fn scenario(bytes: &[u8]) {
    // A text that is no scenario is refused with its place.
    if let Ok(scenario) = Scenario::parse(&String::from_utf8_lossy(bytes)) {
        let _ = scenario.to_string();
        Emulator::new(scenario, Seed(1)).answer(&EmulatedCall::default());
    }
}

/// The state file of the emulator.
pub(crate) fn state(bytes: &[u8]) {
    let mut emulator = local();
    if emulator.recall(&String::from_utf8_lossy(bytes)).is_ok() {
        let again = emulator.remember();
        local().recall(&again).expect("what was remembered can be recalled");
    }
}

/// A call to the emulator: its line, its content type, what it accepts, then the body. What it answers is what it says.
pub(crate) fn emulator(bytes: &[u8]) {
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let [line, content_type, accept] = [next(), next(), next()].map(String::from_utf8_lossy);
    let (method, target) = line.split_once(' ').unwrap_or(("POST", &line));
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut emulator = local();
    let call = EmulatedCall {
        method,
        path,
        query,
        // BOOMI_TOKEN.someone@example.com and its token
        authorization: Some(
            "Basic Qk9PTUlfVE9LRU4uc29tZW9uZUBleGFtcGxlLmNvbTo3YjFmNGMwYS1lbXVsYXRvci1vbmx5LTNkNWU5YTJjNmYxOA==",
        ),
        content_type: Some(&*content_type),
        accept: Some(&*accept),
        body: next(),
        ..EmulatedCall::default()
    };
    let reply = emulator.answer(&call);
    assert!((200..600).contains(&reply.status));
    let kind = reply.content_type.unwrap_or_default();
    if kind.contains("json") && !reply.body.is_empty() {
        serde_json::from_slice::<serde_json::Value>(&reply.body).expect("JSON");
    }
    local().recall(&emulator.remember()).expect("what was remembered can be recalled");
}

/// An answer of Boomi: its status, its media type, then the body.
pub(crate) fn boomi(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(3, '\n');
    let status = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or(200);
    let media_type = lines.next().unwrap_or_default().to_owned();
    let body = lines.next().unwrap_or_default().as_bytes().to_vec();
    let reply = ApiReply { status, media_type, body, ..ApiReply::default() };
    reply.message();
    if let Ok(json) = reply.json() {
        results(&json);
    }
    let _ = (reply.success(), asked(&reply), downloaded(&reply));
    let now = Clock::system().now();
    let answer = Ok(reply);
    let mut follow = Follow::new(RunId::Request("executionrecord-1".to_owned()), None, Patience::default());
    let mut log = LogFetch::new("execution-1-2026.11.25", Patience::default());
    for second in 0..3 {
        if let FollowStep::Ask { question, .. } = follow.next(Duration::from_secs(second)) {
            follow.answered(question, &answer, now);
        }
        if let LogStep::Ask { .. } = log.next(Duration::from_secs(second)) {
            log.answered(&answer);
        }
    }
}

/// The archive of a log.
pub(crate) fn archive(bytes: &[u8]) {
    // What is no archive is refused with a message.
    let _ = unpack(bytes);
}

/// Foreign text in a log: what is shown once stays as it is.
pub(crate) fn shown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let once = postino::shown::log(&text);
    assert_eq!(postino::shown::log(&once), once);
    assert!(!once.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
    assert!(!postino::shown::line(&text).contains('\n'));
}
