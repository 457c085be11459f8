//! Addresses, domains, mail, browsers.

use super::{Dynamic, person};

const SUFFIXES: &[&str] = &["com", "org", "net", "info", "biz", "name"];
const LOCALES: &[&str] = &[
    "af", "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ka", "ko", "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro",
    "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
];
const SYSTEMS: &[&str] = &[
    "Windows NT 10.0; Win64; x64",
    "Windows NT 6.1; WOW64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
    "X11; Ubuntu; Linux x86_64",
];
const HEXADECIMAL: &[u8] = b"0123456789abcdef";
const PASSWORD: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

pub(super) fn value(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "randomIP" => joined(dynamic, 4, ".", |dynamic| dynamic.between(0, 255).to_string()),
        "randomIPV6" => joined(dynamic, 8, ":", |dynamic| dynamic.letters(HEXADECIMAL, 4)),
        "randomMACAddress" => joined(dynamic, 6, ":", |dynamic| dynamic.letters(HEXADECIMAL, 2)),
        "randomPassword" => dynamic.letters(PASSWORD, 15),
        "randomLocale" => dynamic.pick(LOCALES).to_owned(),
        "randomUserAgent" => user_agent(dynamic),
        "randomProtocol" => dynamic.pick(&["http", "https"]).to_owned(),
        "randomSemver" => joined(dynamic, 3, ".", |dynamic| dynamic.digits(1)),
        "randomDomainWord" => domain_word(dynamic),
        "randomDomainSuffix" => dynamic.pick(SUFFIXES).to_owned(),
        "randomDomainName" => domain(dynamic),
        "randomUrl" => format!("{}://{}", dynamic.pick(&["http", "https"]), domain(dynamic)),
        "randomUserName" => user_name(dynamic),
        "randomEmail" => mail(dynamic, &["gmail.com", "yahoo.com", "hotmail.com"]),
        "randomExampleEmail" => mail(dynamic, &["example.com", "example.net", "example.org"]),
        _ => return None,
    })
}

fn joined(
    dynamic: &mut Dynamic,
    count: usize,
    separator: &str,
    mut part: impl FnMut(&mut Dynamic) -> String,
) -> String {
    (0..count).map(|_| part(dynamic)).collect::<Vec<_>>().join(separator)
}

fn domain_word(dynamic: &mut Dynamic) -> String {
    person::first_name(dynamic).to_lowercase()
}

fn domain(dynamic: &mut Dynamic) -> String {
    format!("{}.{}", domain_word(dynamic), dynamic.pick(SUFFIXES))
}

fn user_name(dynamic: &mut Dynamic) -> String {
    let first = person::first_name(dynamic);
    match dynamic.number(3) {
        0 => format!("{first}{}", dynamic.number(100)),
        1 => format!("{first}{}{}", dynamic.pick(&[".", "_"]), person::last_name(dynamic)),
        _ => {
            let separator = dynamic.pick(&[".", "_"]);
            format!("{first}{separator}{}{}", person::last_name(dynamic), dynamic.number(100))
        }
    }
}

fn mail(dynamic: &mut Dynamic, hosts: &[&str]) -> String {
    format!("{}@{}", user_name(dynamic), dynamic.pick(hosts))
}

fn user_agent(dynamic: &mut Dynamic) -> String {
    let system = dynamic.pick(SYSTEMS);
    let version = dynamic.between(60, 140);
    match dynamic.number(2) {
        0 => format!("Mozilla/5.0 ({system}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"),
        _ => format!(
            "Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.{}.{} Safari/537.36",
            dynamic.between(1000, 9999),
            dynamic.number(200)
        ),
    }
}
