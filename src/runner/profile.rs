//! The settings of an item (`protocolProfileBehavior`), read over the options of the run.

use serde_json::Value;

use super::RunOptions;
use crate::collection::Profile;
use crate::http::{HttpVersion, SendOptions, Site, TlsPolicy, UrlEncoding};
use crate::variable::truthy;

/// How a request of an item with this profile is sent.
pub(super) fn send_options(options: &RunOptions, profile: &Profile) -> SendOptions {
    let or = |name: &str, default: bool| profile.get(name).and_then(Value::as_bool).unwrap_or(default);
    SendOptions {
        timeout: options.timeout_request,
        follow_redirects: profile.get("followRedirects").map_or(options.follow_redirects, truthy),
        max_redirects: max_redirects(profile),
        tls: TlsPolicy {
            verify: or("strictSSL", options.verify_tls),
            disabled_protocols: texts(profile, "tlsDisabledProtocols"),
            ciphers: texts(profile, "tlsCipherSelection"),
        },
        version: match profile.get("protocolVersion").and_then(Value::as_str) {
            Some("http2") => HttpVersion::Http2,
            Some("auto") => HttpVersion::Auto,
            _ => HttpVersion::Http1,
        },
        lenient: flag(profile, "insecureHTTPParser"),
        download_timeout: options.timeout_download,
        max_time: options.max_time,
        keep_cut_bodies: options.compat.takes_cut_bodies(),
        resend_any_method: options.compat.resends_any_method(),
        keep_method_on_redirect: flag(profile, "followOriginalHttpMethod"),
        keep_auth_on_redirect: flag(profile, "followAuthorizationHeader"),
        site: if options.compat.trusts_all_ports() { Site::Host } else { Site::Origin },
        send_referer: !flag(profile, "removeRefererHeaderOnRedirect"),
        use_cookies: !flag(profile, "disableCookies"),
        announce_length: !is_disabled(profile, "content-length"),
        url_encoding: url_encoding(profile),
        ..SendOptions::default()
    }
}

pub(super) fn url_encoding(profile: &Profile) -> UrlEncoding {
    if flag(profile, "disableUrlEncoding") { UrlEncoding::Off } else { UrlEncoding::Postman }
}

/// True for a setting whose value JavaScript takes for true.
pub(super) fn flag(profile: &Profile, name: &str) -> bool {
    profile.get(name).is_some_and(truthy)
}

/// True for a default header that `disabledSystemHeaders` turns off; its names are in lower case.
pub(super) fn is_disabled(profile: &Profile, header: &str) -> bool {
    let disabled = profile.get("disabledSystemHeaders").and_then(Value::as_object);
    disabled.and_then(|map| map.get(&header.to_ascii_lowercase())).is_some_and(truthy)
}

fn texts(profile: &Profile, name: &str) -> Vec<String> {
    let list = profile.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// How many redirects are followed. A setting that is not a number does not count; a fraction is rounded up, since
/// newman follows each redirect whose number is below the limit.
fn max_redirects(profile: &Profile) -> usize {
    let default = SendOptions::default().max_redirects;
    let given = match profile.get("maxRedirects") {
        None => return default,
        Some(Value::Null) => Some(0.0),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates, below 0 too")]
    given.map_or(default, |most: f64| most.ceil() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fraction_of_redirects_is_rounded_up_and_nonsense_is_the_default() {
        let most = |value: Value| max_redirects(&[("maxRedirects".to_owned(), value)].into_iter().collect());
        assert_eq!([json!(2.5), json!(" 3 "), json!(null), json!(-1)].map(most), [3, 3, 0, 0]);
        assert_eq!([json!("many"), json!([4]), json!(true)].map(most), [10, 10, 10]);
    }
}
