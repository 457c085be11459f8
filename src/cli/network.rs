//! The network of a run: certificates, proxies and cookies, from options, files and the process environment.

use std::fs;
use std::path::Path;

use anyhow::Result;
use bytes::Bytes;
use postino::clock::Clock;
use postino::compat::Compat;
use postino::http::{ClientCertificate, ClientOptions, CookieJar, KeyLogFile, Proxies, Proxy};
use postino::runner::RetryPolicy;
use postino::secret::SecretCollector;
use serde_json::Value;

use super::args::{NetworkArgs, TransportArgs};
use super::context::{Context, ProxyVariables};
use super::error::{input, usage};
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
    let certificates = certificates(args, compat)?;
    for passphrase in certificates.iter().filter_map(|certificate| certificate.passphrase.as_ref()) {
        secrets.add(passphrase);
    }
    let proxies = proxies(args, &context.proxies)?;
    for proxy in [&proxies.http, &proxies.https].into_iter().flatten() {
        proxy.password().into_iter().for_each(|password| secrets.add(password));
    }
    let mut options = ClientOptions::default();
    options.longest_body = args.max_response_size.unwrap_or(options.longest_body);
    options.extra_ca = authorities(args.ssl_extra_ca_certs.as_deref(), compat)?;
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
    let file = read_json(path, What::COOKIE_JAR, compat)?;
    if !file.get("cookies").is_some_and(Value::is_array) {
        let hint =
            "it should look as --export-cookie-jar writes it: {\"cookies\": [{\"key\": …}]}".to_owned();
        let path = path.display();
        return Err(input(format!("the cookie jar file \"{path}\" holds no list of cookies"), Some(hint)));
    }
    jar.load(&file, clock.now());
    Ok(jar)
}

fn certificates(args: &TransportArgs, compat: Compat) -> Result<Vec<ClientCertificate>> {
    let mut certificates = Vec::new();
    if let Some(path) = &args.ssl_client_cert_list {
        let Value::Array(list) = read_json(path, What::CERTIFICATES, compat)? else {
            let message = "expected ssl client certificates list to be an array.";
            let hint = "write [{\"matches\": [\"https://host/*\"], \"cert\": \"c.pem\", \"key\": \"k.pem\"}]";
            return Err(input(message, (!compat.speaks_as_newman()).then(|| hint.to_owned())));
        };
        certificates.extend(list.iter().map(ClientCertificate::from_json));
    }
    match (&args.ssl_client_cert, &args.ssl_client_key) {
        (Some(certificate), key) => certificates.push(ClientCertificate {
            matches: vec!["<all_urls>".to_owned()],
            certificate: Some(certificate.clone()),
            key: key.clone(),
            pfx: None,
            passphrase: args.ssl_client_passphrase.clone(),
        }),
        (None, Some(_)) => {
            let hint = "give the certificate as --ssl-client-cert <PATH>".to_owned();
            return Err(usage("--ssl-client-key is for a certificate that is not given", Some(hint)));
        }
        (None, None) => {}
    }
    Ok(certificates)
}

/// newman says nothing of a file that it cannot read, and trusts less than it was told to.
fn authorities(path: Option<&Path>, compat: Compat) -> Result<Vec<Bytes>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    match fs::read(path) {
        Ok(text) => Ok(vec![text.into()]),
        Err(_) if compat.ignores_unreadable_authorities() => Ok(Vec::new()),
        Err(error) => {
            let message = format!("cannot read --ssl-extra-ca-certs \"{}\": {error}", path.display());
            Err(input(message, Some("name a file of certificates in PEM".to_owned())))
        }
    }
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

fn read_json(path: &Path, what: What, compat: Compat) -> Result<Value> {
    Loader { compat, ..Loader::default() }.file(path, what)
}
