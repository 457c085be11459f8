//! What a text is that is no JSON.

use super::FileKind;

/// A text is looked through up to here. Units: lines.
const LINES: usize = 400;

/// Methods that begin a request in `.http` and Hurl files.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];

/// Blocks that begin a Bruno file.
const BRUNO_BLOCKS: [&str; 9] =
    ["meta", "vars", "headers", "auth", "query", "script", "tests", "docs", "color"];

pub(super) fn kind(text: &str) -> Option<FileKind> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        return Some(of_markup(text));
    }
    let lines: Vec<&str> = text.lines().take(LINES).map(str::trim).collect();
    let head = lines.first().copied().unwrap_or_default();
    if head.starts_with("#%RAML") {
        return Some(FileKind::Raml);
    }
    if head.contains("HTTP Cookie File") {
        return Some(FileKind::NetscapeCookies);
    }
    if head.starts_with("-----BEGIN ") {
        return Some(FileKind::Pem);
    }
    let kinds = [of_events, of_requests, of_bruno, of_script, of_dotenv, of_csv];
    kinds.iter().find_map(|kind| kind(&lines))
}

fn of_markup(text: &str) -> FileKind {
    let head: String = text.chars().take(2_000).collect::<String>().to_lowercase();
    let has = |mark: &str| head.contains(mark);
    match () {
        () if has("<html") || has("<!doctype html") => FileKind::Html,
        () if has("soapui-project") => FileKind::SoapUi,
        () if has("<jmetertestplan") => FileKind::JMeter,
        () if has("schemas.xmlsoap.org/wsdl") || has("www.w3.org/ns/wsdl") => FileKind::Wsdl,
        () if has("wadl.dev.java.net") => FileKind::Wadl,
        () if has("<testsuite") => FileKind::JUnit,
        () => FileKind::Xml,
    }
}

fn of_events(lines: &[&str]) -> Option<FileKind> {
    lines.first()?.starts_with("{\"format\":\"postino-events\"").then_some(FileKind::Events)
}

/// curl commands, `.http` files and Hurl files: their first line that is no comment is a command or a request.
fn of_requests(lines: &[&str]) -> Option<FileKind> {
    let is_aside = |line: &&&str| {
        line.is_empty() || line.starts_with('#') || line.starts_with("//") || line.starts_with('@')
    };
    let first = lines.iter().find(|line| !is_aside(line))?.trim_start_matches("$ ");
    let (word, rest) = first.split_once(char::is_whitespace).unwrap_or((first, ""));
    let rest = rest.trim_start();
    if word == "curl" || word == "curl.exe" {
        return Some(FileKind::Curl);
    }
    let is_url = |text: &str| ["http://", "https://", "{{", "/"].iter().any(|start| text.starts_with(start));
    let sends = METHODS.contains(&word) && is_url(rest);
    let bare = rest.is_empty() && (word.starts_with("http://") || word.starts_with("https://"));
    if !sends && !bare {
        return None;
    }
    let hurl = |line: &&str| {
        let status = line.strip_prefix("HTTP").and_then(|line| line.split_once(' '));
        let expects = status.is_some_and(|(version, code)| {
            (version.is_empty() || version.starts_with('/')) && (code == "*" || code.parse::<u16>().is_ok())
        });
        expects || ["[Asserts]", "[Captures]", "[Options]", "[QueryStringParams]"].contains(line)
    };
    Some(if lines.iter().any(hurl) { FileKind::Hurl } else { FileKind::HttpFile })
}

fn of_bruno(lines: &[&str]) -> Option<FileKind> {
    let block = lines.iter().find(|line| !line.is_empty())?;
    let name = block.strip_suffix(['{', '['])?.trim_end();
    let name = name.split(':').next().unwrap_or_default();
    BRUNO_BLOCKS.contains(&name).then_some(FileKind::Bruno)
}

fn of_script(lines: &[&str]) -> Option<FileKind> {
    if lines.iter().any(|line| ["'k6", "\"k6"].iter().any(|name| line.contains(name))) {
        return Some(FileKind::K6);
    }
    let first = lines.iter().find(|line| !line.is_empty() && !line.starts_with("//"))?;
    let begins = [
        "import ",
        "export ",
        "const ",
        "let ",
        "var ",
        "function ",
        "module.exports",
        "pm.",
        "/*",
        "'use strict'",
    ];
    begins.iter().any(|begin| first.starts_with(begin)).then_some(FileKind::JavaScript)
}

/// Every line is an assignment, a comment or empty.
fn of_dotenv(lines: &[&str]) -> Option<FileKind> {
    let assigns = |line: &&str| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        line.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
        })
    };
    let mut told = lines.iter().filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    (told.peek().is_some() && told.all(assigns)).then_some(FileKind::DotEnv)
}

/// Two lines or more, each with as many commas, semicolons or tabs as the first.
fn of_csv(lines: &[&str]) -> Option<FileKind> {
    let (first, rest) = lines.split_first()?;
    let is_table = |delimiter: char| {
        let count = |line: &str| line.matches(delimiter).count();
        let mut rest = rest.iter().filter(|line| !line.is_empty()).peekable();
        count(first) > 0 && rest.peek().is_some() && rest.all(|line| count(line) >= count(first))
    };
    let plain = !first.starts_with(['{', '[', '-']);
    (plain && [',', ';', '\t'].into_iter().any(is_table)).then_some(FileKind::Csv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_how_it_begins() {
        for (text, expected) in [
            ("curl -X POST https://h/ \\\n  -d a=1", FileKind::Curl),
            ("#!/bin/sh\n$ curl https://h/", FileKind::Curl),
            ("### List\n@host = h\nGET https://{{host}}/orders\nAccept: */*\n", FileKind::HttpFile),
            ("https://h/orders\n", FileKind::HttpFile),
            ("GET https://h/\nHTTP 200\n[Asserts]\njsonpath \"$.a\" == 1\n", FileKind::Hurl),
            ("GET https://h/\n\nHTTP/1.1 200\n", FileKind::Hurl),
            ("meta {\n  name: r\n  type: http\n}\n", FileKind::Bruno),
            ("vars:secret [\n  token\n]\n", FileKind::Bruno),
            ("import http from 'k6/http';\nexport default function () {}", FileKind::K6),
            ("// tests\npm.test('t', () => {});", FileKind::JavaScript),
            ("# mine\nexport A=1\nB='two'\n", FileKind::DotEnv),
            ("id,name\n1,\"a, b\"\n", FileKind::Csv),
            ("id;name\n1;a\n", FileKind::Csv),
            ("<!DOCTYPE html>\n<html>", FileKind::Html),
            ("<?xml version=\"1.0\"?>\n<testsuites/>", FileKind::JUnit),
            ("<?xml version=\"1.0\"?>\n<con:soapui-project name=\"p\">", FileKind::SoapUi),
            ("<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\">", FileKind::Wsdl),
            ("<jmeterTestPlan version=\"1.2\">", FileKind::JMeter),
            ("<a/>", FileKind::Xml),
            ("#%RAML 1.0\ntitle: t", FileKind::Raml),
            ("# Netscape HTTP Cookie File\n", FileKind::NetscapeCookies),
            ("-----BEGIN CERTIFICATE-----\n", FileKind::Pem),
            ("{\"format\":\"postino-events\",\"version\":1}\n{}", FileKind::Events),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_text_of_ones_own_is_of_no_kind() {
        for text in [
            "",
            "hello",
            "{\"a\": oops}",
            "{\n  \"a\": 1,\n  \"b\": 2,,\n}",
            "[1, 2\n3, 4",
            "name: E\nvalues: []\n",
            "GET things done",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
