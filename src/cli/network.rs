//! The network of a run: certificates, proxies and cookies, from options, files and the process environment.

use std::path::Path;

use anyhow::Result;
use postino::clock::Clock;
use postino::compat::Compat;
use postino::http::{ClientCertificate, ClientOptions, CookieJar, KeyLogFile, Proxies, Proxy};
use postino::runner::RetryPolicy;
use postino::secret::SecretCollector;
use serde_json::Value;

use super::args::{NetworkArgs, TransportArgs};
use super::certificates;
use super::context::{Context, ProxyVariables};
use super::error::{input, usage, warn};
use super::files::Files;
use super::load::{Loader, What};

/// What the client needs; passphrases and proxies' passwords join the secrets.
///
/// # Errors
///
/// Fails when the list of certificates is not a list, when a proxy is not a URL, when the file of authorities cannot be
/// read, or when the file for the secrets of TLS cannot be written.
pub(super) fn client(
    args: &TransportArgs,
    context: &Context,
    secrets: &SecretCollector,
    compat: Compat,
) -> Result<ClientOptions> {
    let certificates = certificates::of_client(args, compat)?;
    for passphrase in certificates.iter().filter_map(|certificate| certificate.passphrase.as_ref()) {
        secrets.add(passphrase);
    }
    let proxies = proxies(args, &context.proxies)?;
    for proxy in [&proxies.http, &proxies.https].into_iter().flatten() {
        proxy.password().into_iter().for_each(|password| secrets.add(password));
    }
    let mut options = ClientOptions::default();
    options.longest_body = args.max_response_size.unwrap_or(options.longest_body);
    options.extra_ca = certificates::authorities(args.ssl_extra_ca_certs.as_deref(), compat)?;
    options.extra_ca.extend(certificates::of_node(&context.node));
    options.certificates = certificates;
    options.proxies = proxies;
    options.key_log = context.key_log.as_deref().map(key_log).transpose()?;
    Ok(options)
}

/// Adds the files that connections read; the certificates are those of the client.
pub(super) fn files(args: &TransportArgs, certificates: &[ClientCertificate], files: &mut Files) {
    let named = [
        ("the file of --ssl-extra-ca-certs", &args.ssl_extra_ca_certs),
        ("the list of client certificates", &args.ssl_client_cert_list),
        ("the client certificate", &args.ssl_client_cert),
        ("the key of the client certificate", &args.ssl_client_key),
    ];
    let named = named.into_iter().filter_map(|(what, path)| Some((what, path.as_ref()?)));
    let certificates = certificates.iter().flat_map(|certificate| {
        let paths = [&certificate.certificate, &certificate.key, &certificate.pfx];
        paths.into_iter().flatten().map(|path| ("the client certificate or its key", path))
    });
    named.chain(certificates).for_each(|(what, path)| files.read(what, path));
}

/// True when servers must prove who they are. Node.js's variable that turns this off is obeyed, with a warning.
pub(super) fn verifies(args: &TransportArgs, context: &Context) -> bool {
    if context.node.accepts_any_certificate && !args.insecure {
        warn(
            "NODE_TLS_REJECT_UNAUTHORIZED=0 accepts any TLS certificate, as -k does: nobody is sure who answers",
        );
    }
    !args.insecure && !context.node.accepts_any_certificate
}

fn key_log(path: &Path) -> Result<KeyLogFile> {
    KeyLogFile::open(path).map_err(|error| {
        let message = format!("cannot write SSLKEYLOGFILE \"{}\": {error}", path.display());
        usage(message, Some("unset the variable, or name a file that can be written".to_owned()))
    })
}

/// `--retry` and `--retry-on`.
pub(super) fn retry(args: &NetworkArgs) -> RetryPolicy {
    let policy = RetryPolicy::default().with_tries(args.retry.unwrap_or_default());
    args.retry_on.iter().fold(policy, |policy, on| policy.with_retry_on(*on))
}

/// The cookies of `--cookie-jar`; without it, none.
///
/// # Errors
///
/// Fails when the file cannot be read or is not JSON.
pub(super) fn cookies(args: &NetworkArgs, clock: &Clock, compat: Compat) -> Result<CookieJar> {
    let jar = CookieJar::default();
    let Some(path) = &args.cookie_jar else { return Ok(jar) };
    let file = Loader { compat, ..Loader::default() }.file(path, What::COOKIE_JAR)?;
    let hint = "it should look as --export-cookie-jar writes it: {\"cookies\": [{\"key\": …}]}".to_owned();
    let shown = path.display();
    let Some(cookies) = file.get("cookies").and_then(Value::as_array) else {
        return Err(input(format!("the cookie jar file \"{shown}\" holds no list of cookies"), Some(hint)));
    };
    // Browsers' tools write `name` for it; such a cookie would be passed over.
    let nameless = cookies.iter().position(|cookie| !cookie.get("key").is_some_and(Value::is_string));
    if let Some(place) = nameless.filter(|_| !compat.ignores_unusable_files()) {
        return Err(input(format!("\"{shown}\": cookies[{place}] has no `key`"), Some(hint)));
    }
    jar.load(&file, clock.now());
    Ok(jar)
}

fn proxies(args: &TransportArgs, process: &ProxyVariables) -> Result<Proxies> {
    let parse = |text: &Option<String>, name: &str| {
        let text = text.as_ref().filter(|text| !text.is_empty());
        text.map(|text| {
            Proxy::parse(text).map_err(|error| {
                let hint = "write http://host:port, https://host:port or socks5://host:port".to_owned();
                usage(format!("{name} cannot be used: {error}"), Some(hint))
            })
        })
        .transpose()
    };
    let (http, https) = if args.proxy.is_some() {
        let proxy = parse(&args.proxy, "--proxy")?;
        (proxy.clone(), proxy)
    } else {
        let http = parse(&process.http, "HTTP_PROXY")?;
        (http.clone(), parse(&process.https, "HTTPS_PROXY")?.or(http))
    };
    let bypass = args.no_proxy.clone().or_else(|| process.bypass.clone()).unwrap_or_default();
    Ok(Proxies { http, https, bypass })
}
