//! How files of cases are laid out: what fits on a line stands on one.

use std::fmt::Write as _;

use serde_json::Value;

/// Columns of a line.
const WIDTH: usize = 116;

/// The JSON text of a file.
pub(crate) fn text(value: &Value) -> String {
    let mut out = String::new();
    lay_out(&mut out, value, 0, 0);
    out + "\n"
}

/// Writes `value`, whose members stand `depth` blanks to the right, behind `before` characters of its line.
fn lay_out(out: &mut String, value: &Value, depth: usize, before: usize) {
    let on_one_line = one_line(value);
    let fits = depth + before + on_one_line.chars().count() <= WIDTH;
    let margin = " ".repeat(depth);
    match value {
        Value::Object(members) if !fits && !members.is_empty() => {
            for (index, (key, member)) in members.iter().enumerate() {
                let key = Value::from(key.as_str()).to_string();
                write!(out, "{}\n{margin} {key}: ", if index == 0 { "{" } else { "," })
                    .expect("a text takes any length");
                lay_out(out, member, depth + 1, key.chars().count() + 2);
            }
            write!(out, "\n{margin}}}").expect("a text takes any length");
        }
        Value::Array(items) if !fits && !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                write!(out, "{}\n{margin} ", if index == 0 { "[" } else { "," })
                    .expect("a text takes any length");
                lay_out(out, item, depth + 1, 0);
            }
            write!(out, "\n{margin}]").expect("a text takes any length");
        }
        _ => *out += &on_one_line,
    }
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members =
                members.iter().map(|(k, v)| format!("{}: {}", Value::from(k.as_str()), one_line(v)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        _ => value.to_string(),
    }
}

#[test]
fn what_is_too_long_for_a_line_is_broken_at_its_members() {
    let long = "x".repeat(120);
    let value = serde_json::json!({ "a": [1, { "b": null }], "c": [long] });
    assert_eq!(
        text(&value),
        format!("{{\n \"a\": [1, {{ \"b\": null }}],\n \"c\": [\n  \"{long}\"\n ]\n}}\n")
    );
}
