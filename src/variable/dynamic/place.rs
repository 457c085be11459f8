//! Addresses and places.

use super::{Dynamic, person};

const CITY_ENDS: &[&str] =
    &["ton", "ville", "burgh", "bury", "stad", "haven", "port", "mouth", "field", "side"];
const CITY_STARTS: &[&str] = &["North", "South", "East", "West", "New", "Lake", "Port"];
const STREETS: &[&str] = &[
    "Alley", "Avenue", "Branch", "Bridge", "Brook", "Causeway", "Circle", "Court", "Crossing", "Drive",
    "Estate", "Field", "Garden", "Gate", "Grove", "Harbor", "Heights", "Highway", "Hill", "Junction", "Lane",
    "Loop", "Meadow", "Park", "Passage", "Path", "Place", "Plaza", "Ridge", "Road", "Square", "Street",
    "Terrace", "Trail", "Valley", "View", "Walk", "Way",
];
const COUNTRIES: &[(&str, &str)] = &[
    ("Argentina", "AR"),
    ("Australia", "AU"),
    ("Austria", "AT"),
    ("Bangladesh", "BD"),
    ("Belgium", "BE"),
    ("Bolivia", "BO"),
    ("Brazil", "BR"),
    ("Bulgaria", "BG"),
    ("Canada", "CA"),
    ("Chile", "CL"),
    ("China", "CN"),
    ("Colombia", "CO"),
    ("Croatia", "HR"),
    ("Cuba", "CU"),
    ("Cyprus", "CY"),
    ("Denmark", "DK"),
    ("Ecuador", "EC"),
    ("Egypt", "EG"),
    ("Estonia", "EE"),
    ("Ethiopia", "ET"),
    ("Finland", "FI"),
    ("France", "FR"),
    ("Georgia", "GE"),
    ("Germany", "DE"),
    ("Ghana", "GH"),
    ("Greece", "GR"),
    ("Hungary", "HU"),
    ("Iceland", "IS"),
    ("India", "IN"),
    ("Indonesia", "ID"),
    ("Ireland", "IE"),
    ("Israel", "IL"),
    ("Italy", "IT"),
    ("Jamaica", "JM"),
    ("Japan", "JP"),
    ("Kenya", "KE"),
    ("Latvia", "LV"),
    ("Lithuania", "LT"),
    ("Malaysia", "MY"),
    ("Malta", "MT"),
    ("Mexico", "MX"),
    ("Morocco", "MA"),
    ("Nepal", "NP"),
    ("Netherlands", "NL"),
    ("New Zealand", "NZ"),
    ("Nigeria", "NG"),
    ("Norway", "NO"),
    ("Pakistan", "PK"),
    ("Panama", "PA"),
    ("Peru", "PE"),
    ("Philippines", "PH"),
    ("Poland", "PL"),
    ("Portugal", "PT"),
    ("Romania", "RO"),
    ("Senegal", "SN"),
    ("Serbia", "RS"),
    ("Singapore", "SG"),
    ("Slovakia", "SK"),
    ("Slovenia", "SI"),
    ("South Africa", "ZA"),
    ("Spain", "ES"),
    ("Sweden", "SE"),
    ("Switzerland", "CH"),
    ("Thailand", "TH"),
    ("Tunisia", "TN"),
    ("Turkey", "TR"),
    ("Uganda", "UG"),
    ("Ukraine", "UA"),
    ("United Kingdom", "GB"),
    ("United States of America", "US"),
    ("Uruguay", "UY"),
    ("Vietnam", "VN"),
    ("Zambia", "ZM"),
];

pub(super) fn value(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "randomCity" => city(dynamic),
        "randomStreetName" => street(dynamic),
        "randomStreetAddress" => {
            let length = dynamic.between(2, 4);
            format!("{}{} {}", dynamic.between(1, 9), dynamic.digits(length), street(dynamic))
        }
        "randomCountry" => country(dynamic).0.to_owned(),
        "randomCountryCode" => country(dynamic).1.to_owned(),
        "randomLatitude" => coordinate(dynamic, 90),
        "randomLongitude" => coordinate(dynamic, 180),
        _ => return None,
    })
}

fn city(dynamic: &mut Dynamic) -> String {
    let name = person::first_name(dynamic);
    match dynamic.number(3) {
        0 => format!("{} {name}", dynamic.pick(CITY_STARTS)),
        1 => format!("{} {name}{}", dynamic.pick(CITY_STARTS), dynamic.pick(CITY_ENDS)),
        _ => format!("{name}{}", dynamic.pick(CITY_ENDS)),
    }
}

fn street(dynamic: &mut Dynamic) -> String {
    format!("{} {}", person::last_name(dynamic), dynamic.pick(STREETS))
}

fn country(dynamic: &mut Dynamic) -> (&'static str, &'static str) {
    COUNTRIES[usize::try_from(dynamic.number(COUNTRIES.len() as u64)).unwrap_or_default()]
}

/// Degrees with four decimals, from `-limit` to `limit`.
fn coordinate(dynamic: &mut Dynamic, limit: u64) -> String {
    let parts = dynamic.between(0, limit * 10_000);
    let sign = if parts > 0 && dynamic.number(2) == 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", parts / 10_000, parts % 10_000)
}
