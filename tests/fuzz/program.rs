//! Files that the program alone reads, mutated: it ends with an exit code that it documents, and says nothing that a
//! terminal would obey.

use std::fs;
use std::process::Command;

use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::{input, seeds};

/// How many inputs each file has. A stream that breaks off tells of a run that was interrupted: 130.
const INPUTS: usize = 25;

/// A collection for the runs whose other inputs are broken.
const COLLECTION: &str = r#"{"info":{"name":"c"},"item":[{"name":"a","request":"http://127.0.0.1:1/"}]}"#;

/// The seeds of a file, its name, and the arguments that make the program read it.
const FILES: [(&str, &str, &[&str]); 8] = [
    ("rc", ".newmanrc", &["run", "c.json", "--list"]),
    ("certificates", "list.json", &["run", "c.json", "--ssl-client-cert-list", "list.json"]),
    ("collection", "c.json", &["run", "c.json", "--list"]),
    ("collection", "c.json", &["check", "c.json"]),
    ("environment", "e.json", &["run", "c.json", "-e", "e.json", "--list"]),
    ("data", "d.csv", &["run", "c.json", "-d", "d.csv"]),
    ("dotenv", "e.env", &["run", "c.json", "--env-file", "e.env", "--list"]),
    ("events", "s.ndjson", &["report", "s.ndjson", "-r", "cli,tap,teamcity,github"]),
];

#[test]
fn no_file_takes_the_program_down() {
    for (kind, name, arguments) in FILES {
        let seeds = seeds(kind);
        let mut random = StdRng::seed_from_u64(0);
        for _ in 0..INPUTS {
            let bytes = input(&seeds, &mut random);
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join("c.json"), COLLECTION).expect("written");
            fs::write(folder.path().join(name), &bytes).expect("written");
            let mut command = Command::new(env!("CARGO_BIN_EXE_postino"));
            let done =
                command.args(arguments).current_dir(folder.path()).env_clear().output().expect("it starts");
            let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
            let about = || format!("{arguments:?} {:?}\n{said}", String::from_utf8_lossy(&bytes));
            assert!(matches!(done.status.code(), Some(0..=4 | 6 | 130)), "{:?} {}", done.status, about());
            assert!(!said.contains("panicked"), "{}", about());
            let obeyed = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{202e}';
            assert!(!said.contains(obeyed), "{}", about());
        }
    }
}
