//! Certificates of servers' authorities and of the client: from options, files and Node.js's variable.
//!
//! What cannot be used is told before the run; newman's mode passes it over, as newman does.

use std::fs;
use std::path::Path;

use anyhow::Result;
use bytes::Bytes;
use postino::compat::Compat;
use postino::http::{ClientCertificate, authorities_in};
use serde_json::Value;

use super::args::TransportArgs;
use super::context::NodeEnvironment;
use super::error::{input, reason, usage, warn};
use super::load::{Loader, What};

/// The client certificates of the list, and the one of the options.
///
/// # Errors
///
/// Fails when an option is missing beside another, and when a file cannot be used.
pub(super) fn of_client(args: &TransportArgs, compat: Compat) -> Result<Vec<ClientCertificate>> {
    let mut certificates = match &args.ssl_client_cert_list {
        Some(path) => list(path, compat)?,
        None => Vec::new(),
    };
    let (certificate, key) = (&args.ssl_client_cert, &args.ssl_client_key);
    let strict = !compat.ignores_unusable_files();
    let lacks = |what: &str, thing: &str, option: &str| {
        let message = format!("{what} is of no use without {thing}");
        Err(usage(message, Some(format!("give {option} <PATH> too"))))
    };
    match (certificate, key) {
        (Some(_), None) if strict => return lacks("--ssl-client-cert", "its key", "--ssl-client-key"),
        (None, Some(_)) => return lacks("--ssl-client-key", "its certificate", "--ssl-client-cert"),
        (None, None) if strict && args.ssl_client_passphrase.is_some() => {
            return lacks(
                "--ssl-client-passphrase",
                "a certificate and its key",
                "--ssl-client-cert <PATH> --ssl-client-key",
            );
        }
        (None, None) => return Ok(certificates),
        (Some(_), _) => {}
    }
    let given = ClientCertificate {
        matches: vec!["<all_urls>".to_owned()],
        certificate: certificate.clone(),
        key: key.clone(),
        pfx: None,
        passphrase: args.ssl_client_passphrase.clone(),
    };
    if strict {
        check(&given, "--ssl-client-cert", "--ssl-client-key")?;
    }
    certificates.push(given);
    Ok(certificates)
}

fn list(path: &Path, compat: Compat) -> Result<Vec<ClientCertificate>> {
    let file = Loader { compat, ..Loader::default() }.file(path, What::CERTIFICATES)?;
    let Value::Array(list) = file else {
        if compat.speaks_as_newman() {
            return Err(input("expected ssl client certificates list to be an array.", None));
        }
        let hint = "write [{\"matches\": [\"https://host/*\"], \"cert\": \"c.pem\", \"key\": \"k.pem\"}]";
        let message = format!("\"{}\" is no list of client certificates", path.display());
        return Err(input(message, Some(hint.to_owned())));
    };
    let certificates: Vec<_> = list.iter().map(ClientCertificate::from_json).collect();
    if compat.ignores_unusable_files() {
        return Ok(certificates);
    }
    // An entry may be for a host that this run never calls: what is wrong with it is told, and the run goes on.
    for (entry, certificate) in (1..).zip(&certificates) {
        let place = format!("\"{}\", entry {entry}", path.display());
        if let Err(error) = check(certificate, &format!("{place}: cert"), &format!("{place}: key")) {
            warn(&error.to_string());
        } else if certificate.matches.is_empty() {
            warn(&format!("{place}: it has no `matches`, so that no server sees it"));
        }
    }
    Ok(certificates)
}

/// Reads the files, so that a run does not begin without them.
fn check(given: &ClientCertificate, certificate: &str, key: &str) -> Result<()> {
    let files = [(certificate, &given.certificate), (key, &given.key), ("pfx", &given.pfx)];
    for (what, path) in files.into_iter().filter_map(|(what, path)| Some((what, path.as_ref()?))) {
        if let Err(error) = fs::read(path) {
            let hint = "name a file that can be read".to_owned();
            let why = reason(&error);
            return Err(input(format!("cannot read {what} \"{}\": {why}", path.display()), Some(hint)));
        }
    }
    match given.fault() {
        Some(fault) => {
            let hint = "give a certificate and its own key in PEM, and the passphrase of an encrypted key"
                .to_owned();
            let file = given.certificate.as_ref().or(given.pfx.as_ref());
            let file = file.map(|path| format!(" \"{}\"", path.display())).unwrap_or_default();
            Err(input(format!("{certificate}{file} cannot be used: {fault}"), Some(hint)))
        }
        None => Ok(()),
    }
}

/// The authorities of `--ssl-extra-ca-certs`.
///
/// # Errors
///
/// Fails when the file cannot be read, or holds no certificate.
pub(super) fn authorities(path: Option<&Path>, compat: Compat) -> Result<Vec<Bytes>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let shown = path.display();
    match fs::read(path) {
        Ok(text) if authorities_in(&text) > 0 || compat.ignores_unusable_files() => Ok(vec![text.into()]),
        Ok(text) => {
            // A certificate in DER begins with the tag of a sequence of more than 255 bytes.
            let hint = if text.starts_with(&[0x30, 0x82]) {
                format!("it looks like DER: openssl x509 -inform der -in {shown} -out ca.pem makes PEM of it")
            } else {
                "name a file of certificates in PEM, which begin with -----BEGIN CERTIFICATE-----".to_owned()
            };
            Err(input(format!("--ssl-extra-ca-certs \"{shown}\" holds no certificate"), Some(hint)))
        }
        Err(_) if compat.ignores_unusable_files() => Ok(Vec::new()),
        Err(error) => {
            let message = format!("cannot read --ssl-extra-ca-certs \"{shown}\": {}", reason(&error));
            Err(input(message, Some("name a file of certificates in PEM".to_owned())))
        }
    }
}

/// The authorities of `NODE_EXTRA_CA_CERTS`; as in Node.js, a file that cannot be used is a warning.
pub(super) fn of_node(node: &NodeEnvironment) -> Option<Bytes> {
    let path = node.extra_ca.as_deref()?;
    let why = match fs::read(path) {
        Ok(text) if authorities_in(&text) > 0 => return Some(text.into()),
        Ok(_) => "it holds no certificate in PEM".to_owned(),
        Err(error) => reason(&error),
    };
    warn(&format!("NODE_EXTRA_CA_CERTS \"{}\" is not used: {why}", path.display()));
    None
}
