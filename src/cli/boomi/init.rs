//! `postino boomi init` and `postino boomi accounts`.

use std::io::{self, BufRead as _};
use std::path::Path;

use anyhow::Context as _;
use postino::boomi::generate::{EnvironmentValues, collection, environment};
use postino::boomi::{
    AccountChoice, Credentials, Kind, SUB_ACCOUNTS, SubAccount, check_email, choose_account, find, is_id,
};
use postino::clock::Clock;
use postino::compat::Compat;
use postino::reporter::{write_private, write_whole};
use postino::secret::SecretCollector;
use serde_json::Value;

use super::advice::{advise_credentials, advise_find};
use super::connection::{Whom, ask_token, reach};
use super::quiet::block_on;
use crate::cli::Context;
use crate::cli::args::InitArgs;
use crate::cli::error::{input, lost, usage};
use crate::cli::exit_code::{self, Code};
use crate::cli::files::Files;
use crate::cli::terminal::{answer, ask};

/// The name of the collection file. The other commands look for this name and the next one.
pub(super) const COLLECTION: &str = "boomi-atomsphere.postman_collection.json";
const ENVIRONMENT: &str = "boomi.postman_environment.json";

/// Prints the sub-accounts.
pub(super) fn accounts() -> anyhow::Result<Code> {
    let width = SUB_ACCOUNTS.iter().map(|account| account.name.len()).max().unwrap_or_default();
    let line = |account: &SubAccount| format!("{:width$}  {}", account.name, account.id);
    let lines: Vec<_> = SUB_ACCOUNTS.iter().map(line).collect();
    answer(&format!("{}\n", lines.join("\n")))?;
    Ok(exit_code::PASSED)
}

/// Writes the collection and the environment.
pub(super) fn init(context: &Context, args: &InitArgs) -> anyhow::Result<Code> {
    let directory = context.directory.join(&args.out);
    for file in [COLLECTION, ENVIRONMENT] {
        if !args.force && directory.join(file).exists() {
            let shown = args.out.join(file);
            let hint = "give --force to overwrite it, or --out with another directory".to_owned();
            return Err(usage(format!("\"{}\" already exists", shown.display()), Some(hint)));
        }
    }
    let mut files = Files::default();
    files.write("the collection", &directory.join(COLLECTION));
    files.write("the environment", &directory.join(ENVIRONMENT));
    files.check(Compat::Postman)?;
    let values = values(context, args)?;
    let new_id = || uuid::Uuid::new_v4().to_string();
    write(&directory.join(COLLECTION), &collection(new_id), false)?;
    write(&directory.join(ENVIRONMENT), &environment(&values, &new_id()), !values.token.is_empty())?;
    let shown = |file: &str| args.out.join(file).display().to_string();
    let token = if values.token.is_empty() {
        "  export BOOMI_API_TOKEN=…    (made in Boomi under Settings, Account Information, Platform API Tokens)\n"
    } else {
        ""
    };
    let (collection, environment) = (shown(COLLECTION), shown(ENVIRONMENT));
    let said = format!(
        "wrote {collection}\nwrote {environment}\n\nImport both into Postman, or trigger the process from here:\n\n\
         {token}  postino boomi trigger -e {environment} --wait\n"
    );
    answer(&said)?;
    Ok(exit_code::PASSED)
}

fn write(path: &Path, json: &Value, private: bool) -> anyhow::Result<()> {
    let content = |out: &mut (dyn io::Write + Send)| {
        serde_json::to_writer_pretty(&mut *out, json)?;
        writeln!(out)
    };
    let done = if private { write_private(path, content) } else { write_whole(path, content) };
    done.map_err(|error| lost(error, format!("\"{}\" is not written", path.display())))
}

/// The values that the files hold. A value comes from its flag, or else from a question to the user.
fn values(context: &Context, args: &InitArgs) -> anyhow::Result<EnvironmentValues> {
    let mut ask = Questions { asks: context.asks };
    let (account, account_name) =
        ask.until(args.account.as_deref(), "Account, by name or id", "account", account)?;
    let email = ask.until(args.email.as_deref(), "Your Boomi e-mail", "email", email)?;
    let base_url = base_url(&args.base_url)?;
    let finder = Finder { context, args, base: &base_url, account: &account, email: &email };
    let (process, atom) = match context.boomi_token() {
        Some(_) => ("Process, by id or name", "Runtime, by id or name"),
        None => ("Process id (component id)", "Atom id"),
    };
    let process_id = ask.until(args.process_id.as_deref(), process, "process-id", |word| {
        finder.id(word, Kind::Process, "process-id")
    })?;
    let atom_id =
        ask.until(args.atom_id.as_deref(), atom, "atom-id", |word| finder.id(word, Kind::Atom, "atom-id"))?;
    let token = match (context.boomi_token(), args.with_token) {
        (_, false) => String::new(),
        (Some(token), true) => token.expose().to_owned(),
        (None, true) if context.asks => ask_token()?,
        (None, true) => {
            let hint = "set BOOMI_API_TOKEN, or leave --with-token out".to_owned();
            return Err(usage("--with-token: there is no token to write", Some(hint)));
        }
    };
    Ok(EnvironmentValues {
        name: format!("Boomi, {account_name}"),
        base_url,
        account_id: account,
        email,
        token,
        process_id,
        atom_id,
    })
}

/// The id and the name of the account that a word stands for.
pub(super) fn account(word: &str) -> anyhow::Result<(String, String)> {
    match choose_account(word) {
        AccountChoice::Known(known) => Ok((known.id.to_owned(), known.name.to_owned())),
        AccountChoice::Other(id) => Ok((id.clone(), id)),
        AccountChoice::Unknown(near) => {
            let hint = format!(
                "did you mean {}? postino boomi accounts lists them; ids look like company-A1B2C3",
                near.join(", ")
            );
            Err(usage(format!("--account \"{word}\" is not a known account"), Some(hint)))
        }
    }
}

fn email(word: &str) -> anyhow::Result<String> {
    check_email(word).map_err(|error| {
        let hint = "write only the e-mail with which you log in to Boomi".to_owned();
        input(format!("--email: {error}"), Some(hint))
    })?;
    Ok(word.trim().to_owned())
}

/// Checks the platform's address.
fn base_url(word: &str) -> anyhow::Result<String> {
    let url = word.trim().trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let sound = host.is_some_and(|host| {
        !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "/?#@{}".contains(c))
    });
    if sound {
        return Ok(url.to_owned());
    }
    let hint = "write a scheme and a host, and no path: https://api.boomi.com".to_owned();
    Err(usage(format!("--base-url \"{word}\" is not the address of a platform"), Some(hint)))
}

/// Finds ids by name, where there is a token to look them up with.
struct Finder<'a> {
    context: &'a Context,
    args: &'a InitArgs,
    base: &'a str,
    account: &'a str,
    email: &'a str,
}

impl Finder<'_> {
    fn id(&self, word: &str, kind: Kind, option: &str) -> anyhow::Result<String> {
        let word = word.trim();
        if is_id(word) {
            return Ok(word.to_owned());
        }
        if let Some(token) = self.context.boomi_token().filter(|_| !word.is_empty()) {
            return self.look_up(token.expose(), word, kind);
        }
        let hint = match kind {
            Kind::Process => {
                "find it in the process's Revision History; it looks like 789abcde-f012-4345-8678-9abcdef01234"
            }
            Kind::Atom => "find it in Runtime Management; it looks like 3456789a-bcde-4f01-8345-6789abcdef01",
        };
        let hint = format!("{hint}. With BOOMI_API_TOKEN set, postino looks a name up");
        Err(usage(format!("--{option} \"{word}\" is not an id"), Some(hint)))
    }

    fn look_up(&self, token: &str, word: &str, kind: Kind) -> anyhow::Result<String> {
        let secrets = SecretCollector::default();
        let credentials = Credentials::new(self.email, token, &secrets);
        let whom = Whom {
            base: self.base.to_owned(),
            account: self.account.to_owned(),
            credentials: credentials.map_err(|error| advise_credentials(&error))?,
        };
        let api = reach(self.context, whom, &self.args.network, Clock::system(), &secrets)?;
        let found =
            block_on(async { find(&api, kind, word, true).await.map_err(|error| advise_find(&error)) })?;
        Ok(found.id)
    }
}

/// Asks the user at a terminal.
struct Questions {
    asks: bool,
}

impl Questions {
    /// A value from its flag, or else the first answer that can be used.
    fn until<T>(
        &mut self,
        given: Option<&str>,
        question: &str,
        option: &str,
        read: impl Fn(&str) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        if let Some(given) = given {
            return read(given);
        }
        if !self.asks {
            let hint = "at a terminal, postino boomi init asks for what is missing".to_owned();
            return Err(usage(format!("--{option} is missing"), Some(hint)));
        }
        loop {
            ask(question).context("cannot ask")?;
            let mut line = String::new();
            if io::stdin().lock().read_line(&mut line).context("cannot ask")? == 0 {
                return Err(usage(format!("--{option} is missing"), None));
            }
            match read(line.trim()) {
                Ok(value) => return Ok(value),
                Err(error) => crate::cli::error::render(&error),
            }
        }
    }
}
