//! Iteration data.

use serde_json::json;

use super::{NEWMAN, run_in};
use crate::support::{Case, Ran, script};

/// Runs with a data file of this name and content; the console shows each row.
fn run(name: &str, content: impl AsRef<[u8]>, options: &[&str]) -> Ran {
    let case = Case::new();
    std::fs::write(case.path(name), content).expect("written");
    let row = script("test", "console.log('row', JSON.stringify(pm.iterationData.toObject()))");
    let make = |url: &str| json!({"name": "r", "request": url, "event": [row]});
    run_in(&case, make, &[&["-d", name], options].concat()).ran
}

/// The rows that the scripts saw.
#[track_caller]
fn rows(name: &str, content: impl AsRef<[u8]>, options: &[&str]) -> Vec<String> {
    let ran = run(name, content, options);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let lines = ran.out.lines().filter_map(|line| line.split_once("'row', '"));
    lines.map(|(_, row)| row.trim_end_matches('\'').to_owned()).collect()
}

#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>, said: &str) {
    let ran = run(name, content, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn json_that_does_not_parse_is_told_with_its_place() {
    for (text, place) in [
        ("[{\"a\": \"x\" \"b\": 2}]", "d.json:1:12"),
        ("[\n  {\n    \"a\": 1,\n    \"c\": 200,\n  }\n]", "d.json:5:3"),
        ("a,b\n1,2", "d.json:1:1"),
    ] {
        refused("d.json", text, &format!("error: the iteration data is not valid JSON\n --> {place}\n"));
        run("d.json", text, &NEWMAN);
    }
    refused("d.json", "", "error: the iteration data \"d.json\" is empty");
}

#[test]
fn json_that_is_no_list_of_rows_is_refused() {
    let no_list = "error: \"d.json\" cannot be used as iteration data\n  caused by: expected a list of rows, found an object";
    refused("d.json", "{\"a\": 1}", no_list);
    refused("d.json", "null", "expected a list of rows, found null");
    refused("d.json", "[{\"a\": 1}, 5]", "row 2 is a number, not an object of names and values");
    assert_eq!(run("d.json", "{\"a\": 1}", &NEWMAN).code, 0);
}

#[test]
fn lines_of_json_are_rows() {
    let text = "{\"a\": 1}\n\n{\"a\": \"é\"}\n";
    for name in ["d.ndjson", "d.jsonl", "d.json", "d"] {
        assert_eq!(rows(name, text, &[]), ["{\"a\":1}", "{\"a\":\"é\"}"], "{name}");
    }
    refused("d.ndjson", "{\"a\": 1}\n{\"a\"", "line 2 is no JSON");
}

#[test]
fn another_delimiter_is_told_and_may_be_given() {
    let hint = "hint: --data-delimiter ";
    for (text, told, delimiter) in [
        ("a;b\n1;x,y\n", "its fields seem to be separated by \";\", not by commas", ";"),
        ("a\tb\n1\tx,y\n", "its fields seem to be separated by tabs, not by commas", "tab"),
        ("a|b\n1|x,y\n", "its fields seem to be separated by \"|\", not by commas", "|"),
    ] {
        refused("d.csv", text, told);
        refused("d.csv", text, hint);
        assert_eq!(rows("d.csv", text, &["--data-delimiter", delimiter]), ["{\"a\":1,\"b\":\"x,y\"}"]);
    }
    let ran = run("d.csv", "a;b", &["--data-delimiter", "semicolon"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let ran = run("d.json", "[{\"a\": 1}]", &["--data-delimiter", ";"]);
    assert!(
        ran.code == 2 && ran.err.contains("--data-delimiter is for CSV; \"d.json\" is JSON"),
        "{}",
        ran.err
    );
}

#[test]
fn a_file_of_a_spreadsheet_program_is_told_by_name() {
    refused(
        "d.xlsx",
        b"PK\x03\x04\x14\0\x08\0\x08\0[Content_Types].xml \xa2\x04\x02(",
        "this is a file of Excel",
    );
    refused(
        "d.ods",
        b"PK\x03\x04\x14\0\0\x08\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK\x03",
        "OpenDocument",
    );
    refused("d.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "this is a file of Excel");
}

#[test]
fn numbers_that_would_lose_digits_stay_text() {
    let text = "v\n008727100\n89111702272002019542\n1e400\n0x10\n1_000\n+5\n7\n1.5\n";
    let told: Vec<_> = [
        "\"008727100\"",
        "\"89111702272002019542\"",
        "\"1e400\"",
        "\"0x10\"",
        "\"1_000\"",
        "\"+5\"",
        "7",
        "1.5",
    ]
    .iter()
    .map(|value| format!("{{\"v\":{value}}}"))
    .collect();
    assert_eq!(rows("d.csv", text, &[]), told);
    let newmans = rows("d.csv", text, &NEWMAN);
    assert_eq!(newmans[..2], ["{\"v\":8727100}", "{\"v\":89111702272002020000}"]);
}

#[test]
fn utf_16_is_read_by_its_mark() {
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let content: Vec<u8> = "\u{feff}a,b\r\né,名\r\n".encode_utf16().flat_map(bytes).collect();
        assert_eq!(rows("d.csv", content, &[]), ["{\"a\":\"é\",\"b\":\"名\"}"]);
    }
}

#[test]
fn uneven_rows_and_doubled_columns_are_warned_of_and_a_file_without_rows_is_refused() {
    let ran = run("d.csv", "a,b,a\n1,2\n1,2,3,4\n\n", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for said in [
        "warning: d.csv: several columns are called \"a\": the last one counts\n",
        "warning: d.csv: line 3 has 4 fields and the first line 3: what stands further right is not read\n",
        "warning: d.csv: line 2 has 2 fields and the first line 3: the rest is not set\n",
        "warning: d.csv: line 4 is blank, and is an iteration with empty values\n",
    ] {
        assert!(ran.err.contains(said), "{said}{}", ran.err);
    }
    let none = run("d.csv", "a,b\n", &[]);
    assert_eq!(none.code, 3);
    assert!(none.err.starts_with("error: the iteration data \"d.csv\" has no row\n"), "{}", none.err);
    assert_eq!(run("d.csv", "a,b\n", &NEWMAN).err, "");
}

#[test]
fn a_quote_that_is_never_closed_is_told_where_it_opens() {
    refused("d.csv", "a,b\n1,\"x\n2,y\n3,z\n", "the quote that opens in line 2 is never closed");
    refused(
        "d.csv",
        "a,b\n1,\"x\"y\n",
        "line 2: after a closing quote a delimiter or the line's end is expected",
    );
}
