//! Values of options: times, sizes, and flags, which take none.

use postino::clock::Clock;
use serde_json::json;

use crate::support::{Case, Server};

/// The error of a run that is refused because of its options; it sends nothing and prints nothing.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "never sent", "request": server.url}]));
    let ran = case.postino(&[&["run", "c.json"], arguments].concat());
    assert_eq!((ran.code, ran.out.as_str(), server.was_called()), (2, "", false), "{}", ran.err);
    ran.err
}

#[track_caller]
fn taken(arguments: &[&str]) {
    let case = Case::of_items(&json!([{"name": "r", "request": Server::json("{}").url}]));
    let ran = case.postino(&[&["run", "c.json", "--list"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
}

const TIMES: [&str; 6] = [
    "--delay-request",
    "--timeout",
    "--timeout-request",
    "--timeout-script",
    "--max-time",
    "--timeout-download",
];

#[test]
fn every_time_takes_a_unit_or_a_number_of_milliseconds() {
    for option in TIMES {
        for time in ["5000", "500ms", "5s", "2m", "1h 30m", " 5s "] {
            taken(&[option, time]);
        }
    }
}

#[test]
fn a_time_that_is_none_is_refused_with_examples() {
    for option in TIMES {
        for time in ["5x", "s", "1e3", "1.5", "-1s", "18446744073709551616"] {
            let expected = format!(
                "error: invalid value '{time}' for '{option} <TIME>': expected a time such as 500ms, 5s or 2m (a bare \
                 number counts milliseconds)\n"
            );
            let error = refused(&[&format!("{option}={time}")]);
            assert!(error.starts_with(&expected), "{error}");
        }
    }
}

#[test]
fn only_a_delay_may_be_zero() {
    taken(&["--delay-request", "0"]);
    for option in &TIMES[1..] {
        assert!(refused(&[option, "0s"]).contains("expected a time above zero"), "{option}");
    }
}

#[test]
fn a_delay_in_a_unit_is_waited_for() {
    let server = Server::json("{}");
    let item = json!({"name": "r", "request": server.url});
    let case = Case::of_items(&json!([item, item]));
    let clock = Clock::system();
    assert_eq!(case.postino(&["run", "c.json", "--delay-request", "0.2s"]).code, 0);
    assert!(clock.elapsed().as_millis() >= 400, "{:?}", clock.elapsed());
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_flag_that_is_given_a_value_is_named_with_it() {
    for (given, flag, value) in [
        (&["--suppress-exit-code", "1"][..], "--suppress-exit-code", "1"),
        (&["--suppress-exit-code=1"], "--suppress-exit-code", "1"),
        (&["-k", "true"], "-k", "true"),
        (&["-kx", "OFF"], "-kx", "OFF"),
        (&["--silent=maybe"], "--silent", "maybe"),
        (&["--no-insecure-file-read", "false"], "--no-insecure-file-read", "false"),
    ] {
        let expected = format!(
            "error: {flag} takes no value, and \"{value}\" was given\nhint: write {flag} alone, or leave it out\n"
        );
        assert_eq!(refused(given), expected);
    }
}

#[test]
fn a_file_whose_name_is_the_value_of_a_switch_is_a_collection() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    case.write("true", &case.read("c.json"));
    let ran = case.postino(&["run", "c.json", "--silent", "true"]);
    assert_eq!((ran.code, ran.err.as_str(), server.requests().len()), (0, "", 2));
}

#[test]
fn newmans_mode_ignores_the_value_of_a_flag_as_newman_does() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    let ran = case.postino(&["run", "c.json", "--compat", "newman", "--silent", "true"]);
    assert_eq!((ran.code, server.requests().len()), (0, 1), "{}", ran.err);
}

#[test]
fn a_size_takes_decimal_and_binary_units() {
    for option in ["--max-response-size", "--script-memory"] {
        for size in ["64000000", "64MB", "64mb", "64 MB", "64M", "64MiB", "65536KiB", "1GB", "1GiB"] {
            taken(&[option, size]);
        }
    }
}

#[test]
fn a_size_that_is_none_is_refused_with_what_was_expected() {
    for option in ["--max-response-size", "--script-memory"] {
        assert!(refused(&[option, "64TB"]).contains("expected B, kB, MB, GB, KiB, MiB or GiB"), "{option}");
        for size in ["0MB", "1.5GB", "MB", "99999999999999GB"] {
            assert!(refused(&[option, size]).contains("such as 500kB, 20MB or 64MiB"), "{option} {size}");
        }
    }
}

#[test]
fn the_limit_of_a_response_counts_a_kilobyte_as_1000_bytes_and_a_kibibyte_as_1024() {
    let server = Server::json(format!("\"{}\"", "a".repeat(1_010)));
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    assert_eq!(case.postino(&["run", "c.json", "--max-response-size", "1kB"]).code, 1);
    assert_eq!(case.postino(&["run", "c.json", "--max-response-size", "1KiB"]).code, 0);
}

#[test]
fn scripts_get_no_less_memory_than_the_engine_needs() {
    assert!(
        refused(&["--script-memory", "1MB"]).contains("expected 4MB or more, which the engine itself needs")
    );
    let server = Server::json("{}");
    let test = crate::support::script("test", "pm.test('a test', () => pm.response.json());");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url, "event": [test]}]));
    let ran = case.postino(&["run", "c.json", "--script-memory", "4MB"]);
    assert!(ran.code < 2, "{}", ran.err);
}
