//! The local time zone: its name, and whether the system knows it.

use std::path::Path;

use super::Context;

/// Where systems keep the database of time zones.
const DATABASES: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo", "/var/db/timezone/zoneinfo"];

/// The name of the zone that `TZ` names, else of the system's; `None` where there is no name.
pub(super) fn local(tz: Option<&str>) -> Option<String> {
    let name = if let Some(tz) = tz {
        tz.trim_start_matches(':').to_owned()
    } else {
        let link = std::fs::read_link("/etc/localtime").ok()?;
        link.to_str()?.split_once("zoneinfo/")?.1.to_owned()
    };
    let name = name.split_once("zoneinfo/").map_or(name.as_str(), |(_, name)| name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// What is wrong with `TZ`: the C library takes a zone that it does not find for UTC, and says nothing.
pub(super) fn warning(context: &Context) -> Option<String> {
    let tz = context.variables.get("TZ")?.expose();
    if cfg!(windows) || is_known(tz, &|path| path.is_file()) {
        return None;
    }
    Some(if DATABASES.iter().any(|database| Path::new(database).is_dir()) {
        format!(
            "TZ: there is no time zone \"{tz}\", so that scripts are in UTC; write it as Europe/Berlin or CET-1CEST"
        )
    } else {
        format!("TZ: the system has no database of time zones (tzdata), so that \"{tz}\" is taken for UTC")
    })
}

fn is_known(tz: &str, is_file: &dyn Fn(&Path) -> bool) -> bool {
    let name = tz.strip_prefix(':').unwrap_or(tz);
    if ["", "UTC", "GMT"].contains(&name) || is_rule(name) {
        return true;
    }
    // An absolute path replaces that of the database.
    DATABASES.iter().any(|database| is_file(&Path::new(database).join(name)))
}

/// True for a zone that is written out as POSIX has it: `CET-1CEST`, `<+03>-3`.
fn is_rule(name: &str) -> bool {
    let quoted = name.strip_prefix('<').and_then(|quoted| quoted.split_once('>'));
    let rest =
        quoted.map_or_else(|| name.trim_start_matches(|c: char| c.is_ascii_alphabetic()), |(_, rest)| rest);
    if quoted.is_none() && name.len() - rest.len() < 3 {
        return false;
    }
    rest.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_file_or_is_a_rule() {
        let is_file = |path: &Path| path == Path::new("/usr/share/zoneinfo/Europe/Berlin");
        for tz in [
            "Europe/Berlin",
            ":Europe/Berlin",
            "UTC",
            "GMT",
            "",
            "CET-1CEST",
            "EST5EDT,M3.2.0,M11.1.0",
            "<+03>-3",
        ] {
            assert!(is_known(tz, &is_file), "{tz}");
        }
        for tz in ["Nope/Zone", "Europe/berlin", "Berlin", "+1", "/none"] {
            assert!(!is_known(tz, &is_file), "{tz}");
        }
    }

    #[test]
    fn the_name_stands_in_the_variable_or_behind_its_path() {
        for tz in ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"] {
            assert_eq!(local(Some(tz)).as_deref(), Some("Europe/Berlin"));
        }
        assert_eq!(local(Some("")), None);
    }
}
