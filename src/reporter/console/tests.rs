use serde_json::{Value, json};

fn shown(value: &Value) -> String {
    super::inspect(value, 60, &|_, text| text.to_owned())
}

fn same(value: &Value, lines: &[&str]) {
    assert_eq!(shown(value).lines().collect::<Vec<_>>(), lines);
}

#[test]
fn plain_values_look_as_in_node() {
    let values =
        [json!("it's"), json!("a\"b'c"), json!("`\"'"), json!(null), json!(-1.5), json!([]), json!({})];
    assert_eq!(
        values.map(|value| shown(&value)),
        ["\"it's\"", "`a\"b'c`", "'`\"\\''", "null", "-1.5", "[]", "{}"]
    );
    same(&json!("tab\t\u{1}\u{7f}\u{1b}"), &["'tab\\t\\x01\\x7F\\x1B'"]);
}

#[test]
fn what_json_cannot_say_looks_as_newman_prints_it() {
    let mark = |kind: &str, more: Value| {
        let mut value = more;
        value["$console"] = json!(kind);
        value
    };
    same(&mark("function", json!({"name": "f"})), &["'[Function: f]'"]);
    same(&mark("function", json!({"name": "", "kind": "AsyncFunction"})), &["'[AsyncFunction]'"]);
    same(&mark("undefined", json!({})), &["undefined"]);
    same(&mark("date", json!({"value": null})), &["null"]);
    same(&mark("bigint", json!({"value": "10"})), &["10n"]);
    same(&mark("buffer", json!({"values": [104, 105]})), &["<Buffer 68 69>"]);
    same(&mark("typed", json!({"name": "Uint8Array", "values": [1, 2]})), &["Uint8Array(2) [ 1, 2 ]"]);
    same(&mark("set", json!({"values": [1, "a"]})), &["Set(2) { 1, 'a' }"]);
    same(
        &mark("map", json!({"entries": [[1, {"a": 1}], ["b", [1, 2]]]})),
        &["Map(2) {", "  1 => { a: 1 },", "  'b' => [ 1, 2 ]", "}"],
    );
    same(
        &mark("error", json!({"name": "TypeError", "message": "y"})),
        &["{", "  type: 'Error',", "  name: 'TypeError',", "  message: 'y'", "}"],
    );
}

#[test]
fn objects_break_where_they_do_not_fit() {
    same(
        &json!({"name": "a long enough string here", "other": "and another one to break"}),
        &["{", "  name: 'a long enough string here',", "  other: 'and another one to break'", "}"],
    );
    same(&json!({"a-b": 1, "$c": 2, "_d": 3}), &["{ 'a-b': 1, '$c': 2, _d: 3 }"]);
}

#[test]
fn three_levels_share_a_line_and_a_fourth_does_not() {
    same(&json!({"a": {"b": {"c": {}}}}), &["{ a: { b: { c: {} } } }"]);
    same(&json!({"a": {"b": {"c": {"d": 1}}}}), &["{", "  a: { b: { c: { d: 1 } } }", "}"]);
}

#[test]
fn long_arrays_stand_in_columns() {
    same(
        &Value::from((1..=30).collect::<Vec<_>>()),
        &[
            "[",
            "   1,  2,  3,  4,  5,  6,  7,  8,  9,",
            "  10, 11, 12, 13, 14, 15, 16, 17, 18,",
            "  19, 20, 21, 22, 23, 24, 25, 26, 27,",
            "  28, 29, 30",
            "]",
        ],
    );
    same(
        &json!(["a", "bb", "ccc", "dddd", "eeeee", "f", "gg", "hhh"]),
        &["[", "  'a',     'bb',", "  'ccc',   'dddd',", "  'eeeee', 'f',", "  'gg',    'hhh'", "]"],
    );
    let many = shown(&Value::from((0..120).collect::<Vec<_>>()));
    assert!(many.ends_with("\n  99,\n  ... 20 more items\n]"), "{many}");
}

#[test]
fn long_texts_break_after_their_line_ends() {
    let text = "a string longer than forty-four characters that goes on and on\nand a second line\nand more";
    same(
        &json!({"k": text}),
        &[
            "{",
            "  k: 'a string longer than forty-four characters that goes on and on\\n' +",
            "    'and a second line\\n' +",
            "    'and more'",
            "}",
        ],
    );
}

#[test]
fn circles_are_numbered() {
    let circle = |up: u64| json!({"$console": "circular", "up": up});
    same(
        &json!({"n": 1, "self": circle(1), "l": [circle(2)]}),
        &["<ref *1> {", "  n: 1,", "  self: [Circular *1],", "  l: [ [Circular *1] ]", "}"],
    );
}
