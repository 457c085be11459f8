//! The variables of the process that Node.js, in which newman runs, obeys.

use serde_json::json;

use crate::boomi_network::{fixture, platform_over_tls};
use crate::support::{Case, Ran, Server, script};

fn with(case: &Case, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = case.command(&[&["run", "c.json"], arguments].concat());
    let done = command.envs(variables.iter().copied()).output().expect("postino starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
}

#[test]
fn authorities_of_node_are_trusted_too() {
    let url = platform_over_tls(false);
    let case = Case::of_items(&json!([{"name": "r", "request": url}]));
    assert_eq!(with(&case, &[], &[]).code, 1);
    let ran = with(&case, &[("NODE_EXTRA_CA_CERTS", &fixture("ca.crt"))], &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let ran = with(&case, &[("NODE_EXTRA_CA_CERTS", &fixture("ca.crt"))], &["--compat", "newman"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn authorities_of_node_that_cannot_be_used_are_a_warning() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    for (file, why) in [("none.pem", "no such file"), ("c.json", "it holds no certificate in PEM")] {
        let ran = with(&case, &[("NODE_EXTRA_CA_CERTS", file)], &[]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        let warning = format!("warning: NODE_EXTRA_CA_CERTS \"{file}\" is not used: {why}");
        assert!(ran.err.starts_with(&warning), "{}", ran.err);
    }
}

#[test]
fn a_zero_accepts_any_certificate_with_a_warning_and_nothing_else_does() {
    let url = platform_over_tls(false);
    let case = Case::of_items(&json!([{"name": "r", "request": url}]));
    let ran = with(&case, &[("NODE_TLS_REJECT_UNAUTHORIZED", "0")], &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.starts_with("warning: NODE_TLS_REJECT_UNAUTHORIZED=0 accepts any TLS certificate"),
        "{}",
        ran.err
    );
    let ran = with(&case, &[("NODE_TLS_REJECT_UNAUTHORIZED", "0")], &["-k"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "-k says the same");
    for other in ["1", "", "false"] {
        assert_eq!(with(&case, &[("NODE_TLS_REJECT_UNAUTHORIZED", other)], &[]).code, 1, "{other}");
    }
}

#[test]
fn colours_follow_the_variables_and_the_option_wins() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    for (variables, arguments, colored) in [
        (&[][..], &[][..], false),
        (&[("FORCE_COLOR", "1")], &[], true),
        (&[("FORCE_COLOR", "3"), ("NO_COLOR", "1")], &[], true),
        (&[("CLICOLOR_FORCE", "1")], &[], true),
        (&[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "1")], &[], false),
        (&[("FORCE_COLOR", "1")], &["--color", "off"], false),
        (&[("FORCE_COLOR", "1")], &["--compat", "newman"], false),
        (&[("NO_COLOR", "1"), ("TERM", "dumb")], &["--color", "on"], true),
    ] {
        let ran = with(&case, variables, arguments);
        assert_eq!(ran.out.contains('\u{1b}'), colored, "{variables:?} {arguments:?}");
    }
}

/// The text of a date, in winter and in summer, in a zone.
fn dates(zone: &str) -> Ran {
    let server = Server::json("{}");
    let source =
        "console.log(String(new Date(1767225600000))); console.log(new Date(1782864000000).toTimeString());
        console.log(Intl.DateTimeFormat().resolvedOptions().timeZone)";
    let case =
        Case::of_items(&json!([{"name": "r", "request": server.url, "event": [script("test", source)]}]));
    with(&case, &[("TZ", zone)], &["-r", "events", "--reporter-events-export", "/dev/stdout"])
}

#[cfg(unix)]
#[test]
fn a_date_names_its_zone_as_node_does() {
    for (zone, winter, summer) in [
        (
            "Europe/Berlin",
            "Thu Jan 01 2026 01:00:00 GMT+0100 (Central European Standard Time)",
            "02:00:00 GMT+0200 (Central European Summer Time)",
        ),
        (
            "America/New_York",
            "Wed Dec 31 2025 19:00:00 GMT-0500 (Eastern Standard Time)",
            "20:00:00 GMT-0400 (Eastern Daylight Time)",
        ),
        (
            "Asia/Kolkata",
            "Thu Jan 01 2026 05:30:00 GMT+0530 (India Standard Time)",
            "05:30:00 GMT+0530 (India Standard Time)",
        ),
        (
            "Australia/Lord_Howe",
            "Thu Jan 01 2026 11:00:00 GMT+1100 (Lord Howe Daylight Time)",
            "10:30:00 GMT+1030 (Lord Howe Standard Time)",
        ),
        (
            "Africa/Casablanca",
            "Thu Jan 01 2026 01:00:00 GMT+0100 (GMT+01:00)",
            "01:00:00 GMT+0100 (GMT+01:00)",
        ),
        (
            "UTC",
            "Thu Jan 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)",
            "00:00:00 GMT+0000 (Coordinated Universal Time)",
        ),
    ] {
        let ran = dates(zone);
        assert!(ran.out.contains(winter) && ran.out.contains(summer), "{zone}: {}", ran.out);
        assert_eq!(ran.err, "", "{zone}");
    }
    assert!(dates("Europe/Berlin").out.contains("\"Europe/Berlin\""));
}

#[cfg(unix)]
#[test]
fn a_zone_that_the_system_does_not_know_is_told() {
    let ran = dates("Nope/Zone");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.starts_with("warning: TZ: ") && ran.err.contains("\"Nope/Zone\""), "{}", ran.err);
    assert_eq!(dates("CET-1CEST").err, "");
}
