//! Keeps the architecture: layers, one owner for each heavy crate, the size of files.
//!
//! Reads sources only.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the library by layer, lowest first: imports point strictly down.
const LAYERS: [&[&str]; 6] = [
    &["secret", "clock", "compat", "file", "file_kind", "yaml", "authority", "shown"],
    &["variable"],
    &["collection", "environment", "http", "assertion"],
    &["event"],
    &["sandbox", "auth"],
    &["runner", "boomi", "reporter", "check"],
];

/// Crates that only their owner may name.
const OWNERS: [(&str, &[&str]); 23] = [
    ("rustls", &["http/"]),
    ("tokio_rustls", &["http/"]),
    ("httparse", &["http/"]),
    ("h2", &["http/"]),
    ("tokio_socks", &["http/"]),
    ("p12_keystore", &["http/tls/"]),
    ("pkcs8", &["http/tls/"]),
    ("serde_saphyr", &["yaml.rs"]),
    ("rquickjs", &["sandbox/engine.rs", "sandbox/engine/"]),
    ("libc", &["heap.rs"]),
    ("quick_xml", &["reporter/", "boomi/"]),
    ("hyper", &["boomi/emulator/"]),
    ("rsa", &["auth/"]),
    ("p256", &["auth/"]),
    ("p384", &["auth/"]),
    ("p521", &["auth/"]),
    ("md4", &["auth/"]),
    ("handlebars", &["reporter/", "boomi/generate/"]),
    ("pulldown_cmark", &["reporter/html/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("anyhow", &["cli/"]),
];

/// A longer file must be split. Units: lines, tests included.
const LONGEST: usize = 600;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                if !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "js") {
                files.push(path);
            }
        }
    }
    files.sort();
    let relative =
        |path: &Path| path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
    files.iter().map(|path| (relative(path), fs::read_to_string(path).expect("a text"))).collect()
}

/// Lines of code without comments: prose may name any module or crate.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn module_of(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

/// Modules that a file names by `crate::module`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in code(text) {
        for part in line.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            found.push(name);
        }
    }
    found
}

#[test]
fn imports_point_strictly_down() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let own = module_of(&file).to_owned();
        let Some(height) = layer(&own) else { continue };
        for name in imports(&text) {
            let Some(other) = layer(&name) else { continue };
            if name != own && other >= height {
                wrong.push(format!("{file} (layer {height}) uses {name} (layer {other})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn reporters_know_events_files_and_whose_behaviour_counts_only() {
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| file.starts_with("reporter/")) {
        for name in imports(text).iter().filter(|name| layer(name).is_some()) {
            if !["compat", "event", "file", "reporter", "shown"].contains(&name.as_str()) {
                wrong.push(format!("{file} uses {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_the_program_says_goes_through_one_file() {
    let printers = ["print!(", "println!(", "io::stdout()", "io::stderr()"];
    // Reporters get their streams here, and each shows foreign texts itself; an output may be a stream of the process.
    let owners = ["cli/terminal.rs", "cli/report/reporters.rs", "cli/context.rs", "file/system.rs"];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let prints = code(&text).any(|line| printers.iter().any(|printer| line.contains(printer)));
        if prints && !owners.contains(&file.as_str()) {
            wrong.push(format!("{file} prints: say it by `cli::terminal`, which shows foreign texts"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn events_have_types_of_their_own() {
    const ROOMS: [&str; 3] = ["collection", "http", "variable"];
    // The views are made from what lies below, and the mask asks which parameters are secret.
    let may_name = |file: &str| file.starts_with("event/views") || file.starts_with("event/mask");
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| file.starts_with("event/")) {
        for name in imports(text).iter().filter(|name| ROOMS.contains(&name.as_str()) && !may_name(file)) {
            wrong.push(format!("{file} uses {name}"));
        }
        for line in code(text).filter(|line| line.contains("pub use crate::")) {
            wrong.extend(
                imports(line)
                    .iter()
                    .filter(|name| ROOMS.contains(&name.as_str()))
                    .map(|name| format!("{file} re-exports {name}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_has_its_layer() {
    let lib = sources().into_iter().find(|(file, _)| file == "lib.rs").expect("src/lib.rs").1;
    let modules = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let homeless: Vec<_> = modules.filter(|module| layer(module).is_none()).collect();
    assert!(homeless.is_empty(), "{homeless:?}");
}

#[test]
fn heavy_crates_have_one_owner() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (name, owners) in OWNERS {
            let path = format!("{name}::");
            let names = |line: &str| {
                line.match_indices(&path).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            };
            let allowed = owners.iter().any(|owner| file.starts_with(owner));
            if !allowed && code(&text).any(names) {
                wrong.push(format!("{file} names {name}, which belongs to {owners:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_short() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn the_top_level_holds_what_the_design_names() {
    let allowed = ["collections", "docs", "environments", "examples", "src", "target", "tests"];
    let extra: Vec<_> = fs::read_dir(env!("CARGO_MANIFEST_DIR"))
        .expect("the package")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !allowed.contains(&name.as_str()))
        .collect();
    assert!(extra.is_empty(), "{extra:?}");
}

/// Files that may name a type that all others use through its owner.
const NAMED_BY: [(&str, &[&str]); 1] = [(
    "SecretSet",
    &[
        "secret/mod.rs",
        "secret/set.rs",
        "secret/set/tests.rs",
        "secret/collector.rs",
        "event/mask.rs",
        "event/mask/tests.rs",
    ],
)];

#[test]
fn the_set_of_secrets_is_known_to_the_collector_and_the_mask_alone() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (name, files) in NAMED_BY {
            if !files.contains(&file.as_str()) && code(&text).any(|line| line.contains(name)) {
                wrong.push(format!("{file} names {name}, which belongs to {files:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Behaviour that differs by `Compat` is asked for by a named question: nobody compares, and only the border to the
/// scripts hands the bare answer on.
#[test]
fn whose_behaviour_counts_is_asked_by_named_questions() {
    let askers = ["compat.rs", "sandbox/bridge.rs"];
    let tests = |file: &str| file.ends_with("tests.rs") || file.contains("/tests/");
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let compares = |line: &str| line.contains("== Compat::") || line.contains("!= Compat::");
        let bare = |line: &str| line.contains(".is_newman()");
        if Path::new(&file).extension().is_some_and(|kind| kind == "rs")
            && !askers.contains(&file.as_str())
            && !tests(&file)
        {
            let lines = code(&text).filter(|line| compares(line) || bare(line));
            wrong.extend(lines.map(|line| format!("{file}: {}", line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
