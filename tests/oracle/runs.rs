//! Long runs of one character, which files of cases hold in short: `⟪a×57000⟫`.

use std::fmt::Write as _;

use regex::{Captures, Regex};
use serde_json::Value;

/// Runs that are shorter than this stay as they are.
const SHORTEST: usize = 24;

/// Shortens the runs in every text inside `value`.
pub(crate) fn shorten(value: &mut Value) {
    each_text(value, &|text| {
        let mut short = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = rest.chars().take_while(|c| *c == first).count();
            let (run, after) = rest.split_at(length * first.len_utf8());
            if length < SHORTEST {
                short += run;
            } else {
                write!(short, "⟪{first}×{length}⟫").expect("a text takes any length");
            }
            rest = after;
        }
        short
    });
}

/// Writes the shortened runs in every text inside `value` out again.
pub(crate) fn write_out(value: &mut Value) {
    let pattern = Regex::new("⟪((?s:.))×([0-9]+)⟫").expect("a pattern of ours");
    each_text(value, &|text| {
        let run = |found: &Captures| found[1].repeat(found[2].parse().expect("a length"));
        pattern.replace_all(text, run).into_owned()
    });
}

fn each_text(value: &mut Value, change: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(members) => members.values_mut().for_each(|member| each_text(member, change)),
        _ => {}
    }
}

#[test]
fn a_shortened_text_is_written_out_as_it_was() {
    let text = format!("é{}\n{}b", "é".repeat(40), " ".repeat(24));
    let mut value = Value::from(text.as_str());
    shorten(&mut value);
    assert_eq!(value, "⟪é×41⟫\n⟪ ×24⟫b");
    write_out(&mut value);
    assert_eq!(value, text);
}
