//! Replaces what no two runs share: ids, ports, durations, agents, boundaries.

use regex::Regex;
use serde_json::Value;

/// The replacements for one run, whose servers had these ports.
pub(crate) struct Normaliser {
    everywhere: Vec<(Regex, &'static str)>,
    terminal: Vec<(Regex, &'static str)>,
    junit: Vec<(Regex, &'static str)>,
}

impl Normaliser {
    pub(crate) fn new(ports: &[u16]) -> Self {
        let ports: Vec<_> = ports.iter().map(u16::to_string).collect();
        let port = format!(r"\b({})\b", ports.join("|"));
        let compile =
            |(pattern, to): (&str, &'static str)| (Regex::new(pattern).expect("a pattern of ours"), to);
        let everywhere = [
            (port.as_str(), "PORT"),
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
            (r"-{20,}[0-9]{24}|-{20,}[0-9A-Za-z]{20,}", "BOUNDARY"),
            // Signatures over what is random, the port or the time.
            (r#"(cnonce|response|oauth_signature|mac|oauth_nonce)="[^"]*""#, r#"$1="SIGNED""#),
            (r"NTLM TlRMTVNTUAADAAAA[A-Za-z0-9+/=]*", "NTLM TYPE3"),
            (r"PostmanRuntime/[0-9.]+|postino/[0-9.]+|Newman/[0-9.]+", "AGENT"),
            // OpenSSL's own errors name a thread, a function and a line of its source.
            (r"[0-9A-F]{16}:error:", "error:"),
            (r"SSL routines:[a-zA-Z0-9_]+:", "SSL routines::"),
            (r":\.\./deps/openssl/[^:]*:[0-9]+:", ""),
        ];
        let terminal = [
            // Where newman crashes, frames name the files of its installation.
            (r"(?m)^    at .*(/node_modules/|node:internal/).*\n?", ""),
            (r"[0-9]+(\.[0-9]+)?(µs|ms|s)\b", "TIME"),
            (r"[0-9]+/[0-9]+/[0-9]{4}, ", "DATE, "),
            (r"[0-9]+:[0-9]{2}:[0-9]{2}[ \u{202f}][AP]M", "CLOCK"),
            // The columns of the summary are as wide as the durations in it.
            (r"─+", "─"),
            (r" +│", " │"),
            (r"│ +", "│ "),
            (r"(?m)^-[-+]+$", "RULE"),
            (r" +\| +", " | "),
            (r"(?m)^\| +", "| "),
            (r"(?m) +\|$", " |"),
            // So are those of the phases, and a request is as large as its agent's name.
            (
                r" +(wait|dns-lookup|tcp-handshake|ssl-handshake|transfer-start|download|process|total)\b",
                " $1",
            ),
            (r" +(TIME|\(cache\))", " $1"),
            (r"(TIME|\(cache\)) +(?m:$)", "$1"),
            (r"[0-9.]+k?B(↑|\^)", "SIZE$1"),
        ];
        let junit = [
            (r#"time="[0-9.]+""#, r#"time="TIME""#),
            (r#"timestamp="[^"]*""#, r#"timestamp="TIMESTAMP""#),
            // Stacks of Node.js's errors name the frames of newman's own code, which is nobody's contract.
            (r"(?m)^    at .*\n?", ""),
        ];
        Self {
            everywhere: everywhere.into_iter().map(compile).collect(),
            terminal: terminal.into_iter().map(compile).collect(),
            junit: junit.into_iter().map(compile).collect(),
        }
    }

    /// Normalises every text inside `value`.
    pub(crate) fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = replace(&self.everywhere, text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.value(member)),
            _ => {}
        }
    }

    /// A file that the run left, without the times at which things happened.
    pub(crate) fn without_times(&self, value: &Value) -> Value {
        let mut value = value.clone();
        drop_noise(&mut value);
        if let Some(at) = value.get_mut("_postman_exported_at") {
            *at = Value::from("TIME");
        }
        if let Some(cookies) = value.get_mut("cookies").and_then(Value::as_array_mut) {
            for cookie in cookies {
                for time in ["creation", "lastAccessed"] {
                    cookie[time] = Value::from("TIME");
                }
            }
        }
        self.value(&mut value);
        value
    }

    /// Normalises the terminal's text.
    pub(crate) fn cli(&self, text: &str) -> String {
        replace(&self.terminal, &replace(&self.everywhere, text))
    }

    /// Normalises the text of a junit report.
    pub(crate) fn junit(&self, text: &str) -> String {
        replace(&self.junit, &replace(&self.everywhere, text))
    }
}

/// Drops what newman leaves in exported collections and nobody reads: ids of executions, bodies that hold nothing.
fn drop_noise(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_noise),
        Value::Object(members) => {
            let is_noise = |key: &str, value: &Value| {
                key == "_lastExecutionId"
                    || (key == "body" && value.as_object().is_some_and(serde_json::Map::is_empty))
            };
            members.retain(|key, value| !is_noise(key, value));
            members.values_mut().for_each(drop_noise);
        }
        _ => {}
    }
}

fn replace(rules: &[(Regex, &'static str)], text: &str) -> String {
    rules.iter().fold(text.to_owned(), |text, (pattern, to)| pattern.replace_all(&text, *to).into_owned())
}

#[test]
fn ports_ids_and_durations_are_replaced() {
    let normaliser = Normaliser::new(&[40_123]);
    let text = "http://127.0.0.1:40123/ 01234567-89ab-cdef-0123-456789abcdef [200 OK, 5B, 12ms]";
    assert_eq!(normaliser.cli(text), "http://127.0.0.1:PORT/ UUID [200 OK, 5B, TIME]");
}
