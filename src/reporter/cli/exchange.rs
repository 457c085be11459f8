//! A request and what came of it: one line, or the boxes of `--verbose`.

use std::io;

use super::screen::Screen;
use super::style::Color;
use super::text::{self, duration_ms, size};
use crate::compat::Compat;
use crate::event::{BodyView, FailureView, RequestView, ResponseView};
use crate::reporter::media::Media;
use crate::reporter::newman;
use crate::shown;

/// Longer bodies are cut. Units: characters.
const LONGEST_BODY: usize = 2048;

/// `[200 OK, 501B, 95ms]`
pub(super) fn answer(screen: &mut Screen, response: &ResponseView) -> io::Result<()> {
    let size = size(newman::head_bytes(response) + newman::body_bytes(response));
    let time = duration_ms(newman::response_ms(response));
    let reason = screen.style.shown(&response.reason);
    let line = screen.style.grey(&format!("[{} {reason}, {size}, {time}]", response.code));
    screen.line(&line)
}

/// `[errored]` and why.
pub(super) fn failure(screen: &mut Screen, failure: &FailureView) -> io::Result<()> {
    let mark = screen.style.paint(Color::Red, "[errored]");
    screen.line(&mark)?;
    let message = text::indented(&failure.message);
    let message = screen.style.paint(Color::Red, &format!("     {message}"));
    screen.line(&message)
}

/// Sizes, counts, both bodies and the phases.
pub(super) fn verbose(
    screen: &mut Screen,
    request: &RequestView,
    response: &ResponseView,
    width: usize,
    compat: Compat,
) -> io::Result<()> {
    screen.line(" ")?;
    facts(screen, request, response, compat)?;
    let symbols = screen.style.symbols();
    if let Some(body) = &request.body {
        let (shown, bytes) = request_body(request, body);
        if bytes > 0 {
            let head = format!("{} {} {} {}", symbols.up, body.mode(), symbols.star, size(bytes));
            boxed(screen, &head, &clipped(&shown, bytes), width)?;
            screen.line(" ")?;
        }
    }
    let media = Media::of(response);
    let style = screen.style;
    let media = [&*style.shown(&media.source), media.kind, media.format, &*style.shown(&media.charset)]
        .join(&format!(" {} ", symbols.star));
    let bytes = newman::body_bytes(response);
    if bytes > 0 {
        let shown = String::from_utf8_lossy(&response.body);
        let head = format!("{} {media} {} {}", symbols.down, symbols.star, size(bytes));
        boxed(screen, &head, &clipped(&shown, bytes), width)?;
    } else {
        screen.line(&format!("  {} {media}", symbols.down))?;
    }
    phases(screen, response)
}

/// `200 OK ★ 36ms time ★ 297B↑ 501B↓ size ★ 10↑ 5↓ headers ★ 0 cookies`
fn facts(
    screen: &mut Screen,
    request: &RequestView,
    response: &ResponseView,
    compat: Compat,
) -> io::Result<()> {
    let cookies = if compat.reports_cookies() { response.cookies.len() } else { 0 };
    let reported = compat.hides_form_type().then(|| newman::reported_headers(request));
    let headers = reported.as_ref().unwrap_or(&request.headers).len();
    let style = screen.style;
    let symbols = style.symbols();
    let (up, down) = (style.grey(symbols.up), style.grey(symbols.down));
    let sent = size(newman::request_bytes(request));
    let received = size(newman::head_bytes(response) + newman::body_bytes(response));
    let line = [
        format!("{} {}", response.code, style.shown(&response.reason)),
        format!("{} {}", duration_ms(newman::response_ms(response)), style.grey("time")),
        format!("{sent}{up} {received}{down} {}", style.grey("size")),
        format!("{}{up} {}{down} {}", headers, response.headers.iter().count(), style.grey("headers")),
        format!("{cookies} {}", style.grey("cookies")),
    ]
    .join(&format!(" {} ", style.grey(symbols.star)));
    screen.line(&format!("  {line}"))
}

/// The body as text where newman has one, and its size on the wire.
fn request_body(request: &RequestView, body: &BodyView) -> (String, u64) {
    let text = match body {
        BodyView::Raw { text, .. } => text.clone(),
        BodyView::Urlencoded { params } => {
            let pairs = params.iter().filter(|param| !param.disabled);
            let value = |text: &str| text.replace('#', "%23").replace('&', "%26");
            let key = |text: &str| value(text).replace('=', "%3D");
            let pairs = pairs.map(|param| format!("{}={}", key(&param.key), value(&param.value_text())));
            pairs.collect::<Vec<_>>().join("&")
        }
        BodyView::Formdata { .. } | BodyView::File { .. } | BodyView::GraphQl(_) => String::new(),
    };
    let declared = request.headers.iter().find(|header| header.key.eq_ignore_ascii_case("content-length"));
    let declared = declared.and_then(|header| header.value.parse().ok()).filter(|bytes| *bytes > 0);
    let bytes = declared.unwrap_or(text.len() as u64);
    (text, bytes)
}

fn clipped(shown: &str, bytes: u64) -> String {
    if bytes <= LONGEST_BODY as u64 {
        return shown.to_owned();
    }
    let cut: String = shown.chars().take(LONGEST_BODY).collect();
    format!("{cut}\n(showing {}/{})", size(LONGEST_BODY as u64), size(bytes))
}

fn boxed(screen: &mut Screen, head: &str, body: &str, width: usize) -> io::Result<()> {
    let style = screen.style;
    let symbols = style.symbols();
    let top = format!("  {} {head}\n", style.paint(Color::White, symbols.top));
    let bottom = style.paint(Color::White, &format!("  {}", symbols.bottom));
    let bar = style.paint(Color::White, symbols.bar);
    let lines = text::wrap(&shown::lines(&body.replace(['\r', '\u{2028}', '\u{2029}'], "\n")), width);
    let shown: Vec<_> = lines.iter().map(|line| format!("  {bar} {}\n", style.grey(line))).collect();
    screen.boxed(&top, bottom, &shown.concat())
}

/// The phases of the exchange, in two rows.
fn phases(screen: &mut Screen, response: &ResponseView) -> io::Result<()> {
    let timings = &response.timings;
    let phases = [
        ("prepare", timings.prepare),
        ("wait", timings.wait),
        ("dns-lookup", timings.dns),
        ("tcp-handshake", timings.connect),
        ("ssl-handshake", timings.tls),
        ("transfer-start", timings.first_byte),
        ("download", timings.download),
        ("process", timings.process),
        ("total", timings.total),
    ];
    let encrypted = timings.tls > std::time::Duration::ZERO;
    let (mut heads, mut values) = (String::new(), String::new());
    for (name, phase) in phases.into_iter().filter(|(name, _)| encrypted || *name != "ssl-handshake") {
        let ms = phase.as_secs_f64() * 1000.0;
        let value = if ms > 0.0 { duration_ms(ms) } else { "(cache)".to_owned() };
        let width = name.chars().count().max(value.chars().count());
        let (name, value) = (format!("{name:<width$}"), format!("{value:<width$}"));
        heads.extend(["  ", &screen.style.paint(Color::White, &name), " "]);
        values.extend(["  ", &screen.style.grey(&value), " "]);
    }
    screen.print(&format!("\n{heads}\n{values}\n\n"))
}
