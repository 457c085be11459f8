//! `postino boomi init` and `postino boomi accounts`.

use std::io::{self, BufRead as _};
use std::path::Path;

use anyhow::Context as _;
use postino::boomi::generate::{EnvironmentValues, collection, environment};
use postino::boomi::{AccountChoice, SUB_ACCOUNTS, SubAccount, check_email, choose_account, is_id};
use postino::compat::Compat;
use postino::reporter::{write_private, write_whole};
use serde_json::Value;

use super::connection::ask_token;
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
    let process_id =
        ask.until(args.process_id.as_deref(), "Process id (component id)", "process-id", |word| {
            id(word, "process-id")
        })?;
    let atom_id = ask.until(args.atom_id.as_deref(), "Atom id", "atom-id", |word| id(word, "atom-id"))?;
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
        base_url: args.base_url.trim_end_matches('/').to_owned(),
        account_id: account,
        email,
        token,
        process_id,
        atom_id,
    })
}

fn account(word: &str) -> anyhow::Result<(String, String)> {
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

fn id(word: &str, option: &str) -> anyhow::Result<String> {
    let word = word.trim();
    if is_id(word) {
        return Ok(word.to_owned());
    }
    let hint = match option {
        "process-id" => {
            "find it in the process's Revision History; it looks like 789abcde-f012-4345-8678-9abcdef01234"
        }
        _ => "find it in Runtime Management; it looks like 3456789a-bcde-4f01-8345-6789abcdef01",
    };
    Err(usage(format!("--{option} \"{word}\" is not an id"), Some(hint.to_owned())))
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
