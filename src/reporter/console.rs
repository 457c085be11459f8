//! Console values as Node.js shows them, which is how newman prints them.
//!
//! Source: Node.js 20, `util.inspect` with newman's settings: depth 25, lines of the terminal's width less 16. The
//! line-breaking rules are Node's: an object stands on one line when it holds no more than three levels and fits;
//! an array of more than six is set in columns. Units: lengths are counted in UTF-16, as there.

mod columns;
mod quote;

use serde_json::{Map, Value};

use self::quote::{key_text, quote};
use crate::event::to_text;
use crate::shown;

/// Levels that are shown.
const DEPTH: usize = 25;

/// Items of an array, a set or a map that are shown.
const MOST_ITEMS: usize = 100;

/// Levels that may share a line.
const COMPACT: usize = 3;

/// Bytes of a Buffer that are shown.
const MOST_BYTES: usize = 50;

/// The columns that newman subtracts from the terminal's width before it breaks values. Units: columns.
const MARGIN: usize = 16;

/// What kind of value a text is, for colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Name,
    Text,
    Number,
    Undefined,
    Null,
    Symbol,
    Date,
    RegExp,
    Special,
}

/// Colours a text, or leaves it as it is.
pub(super) type Paint<'p> = &'p dyn Fn(Token, &str) -> String;

/// The values of one call on one line, or on several where Node breaks them; without colours.
pub(super) fn line(values: &[Value]) -> String {
    let plain = |_: Token, text: &str| text.to_owned();
    values.iter().map(|value| inspect(value, 80 + MARGIN, &plain)).collect::<Vec<_>>().join(", ")
}

/// A value as the console shows it in a terminal of this width: texts in quotes, objects as `{ a: 1 }`.
pub(super) fn inspect(value: &Value, width: usize, paint: Paint<'_>) -> String {
    let break_length = width.saturating_sub(MARGIN);
    let mut inspector =
        Inspector { paint, break_length, indentation: 0, depth: 0, parents: Vec::new(), circles: 0 };
    inspector.show(value, 0)
}

struct Inspector<'p> {
    paint: Paint<'p>,
    break_length: usize,
    indentation: usize,
    /// How deep the object lies that was shown last; Node decides by it what may share a line.
    depth: usize,
    /// The containers around the value, each with its number if a value inside refers to it.
    parents: Vec<Option<usize>>,
    circles: usize,
}

/// The brackets of a container, and whether it is set in columns.
struct Shape {
    open: String,
    close: &'static str,
    columns: Option<columns::Align>,
}

impl Inspector<'_> {
    fn show(&mut self, value: &Value, level: usize) -> String {
        match value {
            Value::Null => (self.paint)(Token::Null, "null"),
            Value::Bool(_) | Value::Number(_) => (self.paint)(Token::Number, &to_text(Some(value))),
            Value::String(text) => self.text(text, level),
            Value::Array(items) => self.array("[", items, level),
            Value::Object(map) => match map.get("$console").and_then(Value::as_str) {
                Some(kind) => self.special(kind, map, level),
                None if map.is_empty() => "{}".to_owned(),
                None if level > DEPTH => (self.paint)(Token::Special, "[Object]"),
                None => self.container(level, &braces(String::new()), |inspector| {
                    map.iter().map(|(key, value)| inspector.property(key, value, level)).collect()
                }),
            },
        }
    }

    fn property(&mut self, key: &str, value: &Value, level: usize) -> String {
        let shown = self.inside(value, level);
        let (token, key) = key_text(key);
        format!("{}: {shown}", (self.paint)(token, &key))
    }

    fn inside(&mut self, value: &Value, level: usize) -> String {
        self.indentation += 2;
        let shown = self.show(value, level + 1);
        self.indentation -= 2;
        shown
    }

    /// A long text inside a value is broken after its line ends.
    fn text(&self, text: &str, _level: usize) -> String {
        const SHORTEST_BROKEN: usize = 16;
        let length = units(text);
        let room = self.break_length.saturating_sub(self.indentation + 4);
        if length <= SHORTEST_BROKEN || length <= room || !text.contains('\n') {
            return (self.paint)(Token::Text, &quote(text));
        }
        let lines: Vec<_> =
            text.split_inclusive('\n').map(|line| (self.paint)(Token::Text, &quote(line))).collect();
        lines.join(&format!(" +\n{}", " ".repeat(self.indentation + 2)))
    }

    fn array(&mut self, open: &str, items: &[Value], level: usize) -> String {
        if items.is_empty() {
            return format!("{open}]");
        }
        if level > DEPTH {
            return (self.paint)(Token::Special, "[Array]");
        }
        let number = |item: &Value| {
            item.is_number()
                || matches!(item.get("$console").and_then(Value::as_str), Some("number" | "bigint"))
        };
        let align = if items.iter().all(number) { columns::Align::Right } else { columns::Align::Left };
        let shape = Shape { open: open.to_owned(), close: "]", columns: Some(align) };
        self.container(level, &shape, |inspector| {
            inspector.items(items, |inspector, item| inspector.inside(item, level))
        })
    }

    fn items(&mut self, items: &[Value], show: impl Fn(&mut Self, &Value) -> String) -> Vec<String> {
        let mut shown: Vec<_> = items.iter().take(MOST_ITEMS).map(|item| show(self, item)).collect();
        let more = items.len().saturating_sub(MOST_ITEMS);
        if more > 0 {
            shown.push(format!("... {more} more item{}", if more == 1 { "" } else { "s" }));
        }
        shown
    }

    /// A value that JSON lacks, as the sandbox marks it.
    fn special(&mut self, kind: &str, map: &Map<String, Value>, level: usize) -> String {
        let text = |key: &str| map.get(key).map(|value| to_text(Some(value))).unwrap_or_default();
        let list = |key: &str| map.get(key).and_then(Value::as_array).map_or(&[] as &[_], Vec::as_slice);
        // What stands without quotes.
        let bare = |key: &str| shown::line(&text(key)).into_owned();
        match kind {
            // newman's sandbox hands functions and their like on as texts.
            "function" => {
                let class = Some(text("kind")).filter(|class| !class.is_empty());
                let class = class.unwrap_or_else(|| "Function".to_owned());
                let name = Some(text("name")).filter(|name| !name.is_empty());
                let name = name.map(|name| format!(": {name}")).unwrap_or_default();
                self.text(&format!("[{class}{name}]"), level)
            }
            "opaque" => self.text(&format!("[{}]", text("name")), level),
            "error" => {
                let error =
                    [("type", "Error".to_owned()), ("name", text("name")), ("message", text("message"))];
                let error: Map<_, _> =
                    error.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
                self.show(&Value::Object(error), level)
            }
            "undefined" => (self.paint)(Token::Undefined, "undefined"),
            "date" if map.get("value").is_none_or(Value::is_null) => (self.paint)(Token::Null, "null"),
            "date" => (self.paint)(Token::Date, &bare("value")),
            "number" => (self.paint)(Token::Number, &bare("value")),
            "bigint" => (self.paint)(Token::Number, &format!("{}n", bare("value"))),
            "regexp" => (self.paint)(Token::RegExp, &bare("value")),
            "symbol" => (self.paint)(Token::Symbol, &bare("value")),
            "circular" => self.circular(map),
            "buffer" => buffer(list("values")),
            "typed" => {
                self.array(&format!("{}({}) [", bare("name"), list("values").len()), list("values"), level)
            }
            "set" => {
                self.entries("Set", list("values"), level, |inspector, item| inspector.inside(item, level))
            }
            "map" => self.entries("Map", list("entries"), level, |inspector, pair| {
                format!("{} => {}", inspector.inside(&pair[0], level), inspector.inside(&pair[1], level))
            }),
            other => shown::line(other).into_owned(),
        }
    }

    fn entries(
        &mut self,
        class: &str,
        items: &[Value],
        level: usize,
        show: impl Fn(&mut Self, &Value) -> String,
    ) -> String {
        let open = format!("{class}({}) ", items.len());
        if items.is_empty() {
            return format!("{open}{{}}");
        }
        if level > DEPTH {
            return (self.paint)(Token::Special, &format!("[{class}]"));
        }
        self.container(level, &braces(open), |inspector| inspector.items(items, show))
    }

    /// A container refers to one around it: that one gets a number.
    fn circular(&mut self, map: &Map<String, Value>) -> String {
        let up = map.get("up").and_then(Value::as_u64).and_then(|up| usize::try_from(up).ok()).unwrap_or(1);
        let mut number = 1;
        if let Some(place) = self.parents.len().checked_sub(up)
            && let Some(parent) = self.parents.get_mut(place)
        {
            number = *parent.get_or_insert_with(|| {
                self.circles += 1;
                self.circles
            });
        }
        (self.paint)(Token::Special, &format!("[Circular *{number}]"))
    }

    fn container(
        &mut self,
        level: usize,
        shape: &Shape,
        fill: impl FnOnce(&mut Self) -> Vec<String>,
    ) -> String {
        self.depth = level;
        self.parents.push(None);
        let mut shown = fill(self);
        let number = self.parents.pop().flatten();
        let base = number.map(|number| (self.paint)(Token::Special, &format!("<ref *{number}>")));
        let base = base.map(|base| format!("{base} ")).unwrap_or_default();
        let entries = shown.len();
        let (Shape { open, close, .. }, indentation) = (shape, self.indentation);
        if let Some(align) = shape.columns.filter(|_| entries > 6) {
            shown = columns::set(shown, align, self.break_length, indentation, COMPACT * 4);
        }
        if self.depth.saturating_sub(level) < COMPACT && entries == shown.len() {
            let start = shown.len() + indentation + units(open) + visible(base.trim_end()) + 10;
            let length = shown.len() + start + shown.iter().map(|item| visible(item)).sum::<usize>();
            let least = shown.len() * 2 + start;
            if length.max(least) <= self.break_length && !shown.iter().any(|item| item.contains('\n')) {
                return format!("{base}{open} {} {close}", shown.join(", "));
            }
        }
        let pad = " ".repeat(indentation);
        format!("{base}{open}\n{pad}  {}\n{pad}{close}", shown.join(&format!(",\n{pad}  ")))
    }
}

fn braces(prefix: String) -> Shape {
    Shape { open: prefix + "{", close: "}", columns: None }
}

fn buffer(bytes: &[Value]) -> String {
    let shown = bytes.iter().take(MOST_BYTES).filter_map(Value::as_u64);
    let mut out = shown.fold("<Buffer".to_owned(), |out, byte| format!("{out} {byte:02x}"));
    let more = bytes.len().saturating_sub(MOST_BYTES);
    if more > 0 {
        out += " ... ";
        out += &more.to_string();
        out += if more == 1 { " more byte" } else { " more bytes" };
    }
    out + ">"
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The length without colours.
fn visible(text: &str) -> usize {
    let mut count = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // ESC [ numbers m
            chars.by_ref().find(|c| *c == 'm');
        } else {
            count += c.len_utf16();
        }
    }
    count
}

#[cfg(test)]
mod tests;
