//! The long English names of time zones, as V8 writes them behind a date: `Central European Standard Time`.
//!
//! Source: what Node.js 20.20's `Intl.DateTimeFormat` answers for each zone and each offset since 1990, the latest name
//! of an offset. Zones that have no name there, as `GMT+01:00`, are not in the table.

use std::borrow::Cow;

/// Shape: `60=Central European Standard Time;120=Central European Summer Time`, a tab, and the zones with blanks between.
const TABLE: &str = include_str!("zone_names.txt");

/// The name of a zone while its clocks are this far ahead of UTC; without one, how far that is.
pub(super) fn name(zone: &str, minutes: f64) -> Cow<'static, str> {
    if ["UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "Etc/Universal"].contains(&zone)
    {
        return "Coordinated Universal Time".into();
    }
    let names = TABLE.lines().find_map(|line| {
        let (names, zones) = line.split_once('\t')?;
        zones.split(' ').any(|known| known == zone).then_some(names)
    });
    let wanted = minutes.to_string();
    let mut by_offset =
        names.into_iter().flat_map(|names| names.split(';')).filter_map(|name| name.split_once('='));
    if let Some((_, name)) = by_offset.find(|(offset, _)| *offset == wanted) {
        return name.into();
    }
    let sign = if minutes < 0.0 { '-' } else { '+' };
    let ahead = minutes.abs();
    format!("GMT{sign}{:02}:{:02}", (ahead / 60.0).floor(), ahead % 60.0).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_has_the_name_of_its_offset() {
        for (zone, minutes, expected) in [
            ("Europe/Berlin", 60.0, "Central European Standard Time"),
            ("Europe/Berlin", 120.0, "Central European Summer Time"),
            ("America/New_York", -240.0, "Eastern Daylight Time"),
            ("Asia/Kolkata", 330.0, "India Standard Time"),
            ("Australia/Lord_Howe", 630.0, "Lord Howe Standard Time"),
            ("Etc/UTC", 0.0, "Coordinated Universal Time"),
            ("Europe/London", 0.0, "Greenwich Mean Time"),
            ("Africa/Casablanca", 60.0, "GMT+01:00"),
            ("CET-1CEST", 120.0, "GMT+02:00"),
            ("Etc/GMT+5", -300.0, "GMT-05:00"),
        ] {
            assert_eq!(name(zone, minutes), expected, "{zone}");
        }
    }
}
